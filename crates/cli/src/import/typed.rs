//! `closeout findings add`: a finding that somebody states. It becomes a document of the `findings` format and goes the way
//! of every file.

use anyhow::Context;
use clap::Args;
use closeout_app::import::{Decisions, ImportFile};
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Value, json};

use super::{How, conclude, read};
use crate::{desk::Desk, fail::Failure, list::day, output::Output, place::Place};

#[derive(Args, Debug)]
pub struct Typed {
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    finding: Finding,
    #[command(flatten)]
    how: How,
}

/// The look that found it.
#[derive(Args, Debug, Serialize)]
struct Source {
    /// What kind of look: assessment, self-assessment, audit, penetration-test, review, incident or other.
    #[arg(long)]
    kind: String,
    /// Which one, as in "audit of spring, report 14".
    #[arg(long = "source", value_name = "NAME")]
    name: Option<String>,
}

/// What it found, under the names of the format.
#[derive(Args, Debug, Serialize)]
struct Finding {
    /// One line: what is so, and should not be.
    #[arg(long, value_name = "TEXT", required_unless_present = "requirement")]
    title: Option<String>,
    /// Requirement or objective, as in 3.5.3 or `3.5.3[b]`.
    #[arg(long, value_name = "ID")]
    requirement: Option<String>,
    /// Result of an objective: MET, "NOT MET" or N/A.
    #[arg(long)]
    result: Option<String>,
    /// Its number in the report, which recognises it the next time.
    #[arg(long, value_name = "NUMBER")]
    reference: Option<String>,
    /// As the source sees it: critical, high, medium, low or info.
    #[arg(long)]
    severity: Option<String>,
    /// Day on which it was found.
    #[arg(long, value_name = "DATE", value_parser = day)]
    found: Option<Date>,
    /// Name or address of an asset; may be given several times. Without one it is the organization's as a whole.
    #[arg(long = "asset", value_name = "NAME")]
    assets: Vec<String>,
    /// What it is, and why it matters.
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// What the source advises; findings with the same advice become one item.
    #[arg(long, value_name = "TEXT")]
    recommendation: Option<String>,
    /// Where on the asset, as in tcp/443.
    #[arg(long, value_name = "TEXT")]
    place: Option<String>,
    /// What was seen.
    #[arg(long = "seen", value_name = "TEXT")]
    #[serde(rename = "output")]
    seen: Option<String>,
    /// CVE; may be given several times.
    #[arg(long = "cve", value_name = "ID")]
    cve: Vec<String>,
    /// CVSS vector.
    #[arg(long, value_name = "VECTOR")]
    cvss: Option<String>,
}

/// The source stands before the findings: the format wants it first.
#[derive(Serialize)]
struct Document {
    source: Value,
    findings: [Value; 1],
}

impl Typed {
    pub async fn run(self, place: &Place, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(place).await?;
        let name = format!("{}.json", self.source.name.as_deref().unwrap_or(&self.source.kind));
        let written = document(&self.source, &self.finding).context("failed to write the finding down")?;
        let path = desk.app.world().blobs.staging().join(format!("{}.typed", desk.app.world().ids.uuid()));
        std::fs::write(&path, written).context("failed to write the finding down")?;
        let (system, decisions) = (desk.system_id().await?, Decisions::default());
        let file = ImportFile { system, name: name.clone(), path: path.clone(), format: None, decisions };
        let report = read(&desk, file, &self.how).await;
        let _gone = std::fs::remove_file(&path);
        conclude(&name, &report?, &self.how, output)
    }
}

fn document(source: &Source, finding: &Finding) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec(&Document { source: filled(source)?, findings: [filled(finding)?] })
}

/// Only what was given.
fn filled(part: &impl Serialize) -> serde_json::Result<Value> {
    let mut value = serde_json::to_value(part)?;
    if let Some(members) = value.as_object_mut() {
        members.retain(|_, member| !member.is_null() && *member != json!([]));
    }
    Ok(value)
}
