//! A finding of Prowler, whichever file it stands in.

use std::ops::ControlFlow::Continue;

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Tool},
    observation::{Judgement, Observation},
    severity::Severity,
};

use crate::{
    gathered::Gathered,
    identifiers, moment,
    sink::{Flow, Loss, Place, Problem, Sink},
};

/// What Prowler calls SP 800-171 Rev 2 where it lists the frameworks of a check; requirements stand there as `3_1_1`.
pub(in super::super) const REVISION_2: &str = "NIST-800-171-Revision-2";

/// How a name begins that is one of its kind in its whole cloud: of AWS; of Azure and, with two, of Google; of Google.
const QUALIFIED: [&str; 5] = ["arn:", "/", "projects/", "folders/", "organizations/"];

/// What one finding says; an empty text is not said.
#[derive(Default)]
pub(in super::super) struct Finding<'a> {
    pub(in super::super) check: &'a str,
    pub(in super::super) title: &'a str,
    pub(in super::super) status: &'a str,
    pub(in super::super) muted: bool,
    pub(in super::super) severity: &'a str,
    pub(in super::super) account: &'a str,
    pub(in super::super) region: &'a str,
    pub(in super::super) resource: &'a str,
    pub(in super::super) seen_at: &'a str,
    pub(in super::super) description: &'a str,
    pub(in super::super) risk: &'a str,
    pub(in super::super) recommendation: &'a str,
    pub(in super::super) said: &'a str,
    pub(in super::super) requirement: &'a str,
    pub(in super::super) version: &'a str,
}

impl Finding<'_> {
    /// An ARN or a path names a resource in the whole cloud. Anything else does so only within its account, which then
    /// is the asset, and the resource the place in it.
    fn asset(&self, place: &mut String) -> AssetNames<'_> {
        let qualified = QUALIFIED.iter().any(|start| self.resource.starts_with(start));
        let cloud = if qualified || self.account.is_empty() { self.resource } else { self.account };
        self.region.clone_into(place);
        if cloud != self.resource && !self.resource.is_empty() {
            place.push_str(if place.is_empty() { "" } else { ": " });
            place.push_str(self.resource);
        }
        AssetNames { cloud, ..AssetNames::default() }
    }

    fn judgement(&self) -> Option<Judgement> {
        Some(match self.status.to_ascii_uppercase().as_str() {
            "FAIL" | "FAILURE" => Judgement::Present,
            "PASS" | "SUCCESS" => Judgement::Absent,
            // Version 2 says WARNING, version 4.0 MUTED, of what is on its list of exceptions, pass or fail.
            "MANUAL" | "INFO" | "WARNING" | "WARN" | "MUTED" | "OTHER" => Judgement::NotJudged,
            _ => return None,
        })
    }
}

/// Version 2 numbers its checks as the benchmark does, in JSON as 1.01 and in CSV as 1.1; the name of the check stands
/// before the title, as in "[check11] Avoid ..". Gives back check and title.
pub(in super::super) fn named_in_title<'a>(title: &'a str, number: &'a str) -> (&'a str, &'a str) {
    let named = title.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    named.map_or((number, title), |(check, title)| (check, title.trim_start()))
}

/// The findings of one file.
#[derive(Default)]
pub(in super::super) struct Run {
    version: String,
    assets: Gathered,
    place: String,
    description: String,
    output: String,
}

impl Run {
    pub(in super::super) fn begin(sink: &mut dyn Sink) -> Self {
        let run = Self::default();
        run.tell_tool(sink);
        run
    }

    fn tell_tool(&self, sink: &mut dyn Sink) {
        sink.tool(&Tool { family: "prowler", name: "Prowler", version: &self.version, ..Tool::default() });
    }

    /// Pushes one finding.
    pub(in super::super) fn state(
        &mut self,
        finding: &Finding<'_>,
        at: &dyn Fn() -> Place,
        sink: &mut dyn Sink,
    ) -> Flow {
        if finding.check.is_empty() {
            sink.problem(Problem::new(at(), Loss::Record, "a record does not say which check it is of"));
            return Continue(());
        }
        if !finding.version.is_empty() && self.version != finding.version {
            finding.version.clone_into(&mut self.version);
            self.tell_tool(sink);
        }
        let mut unknown = |what: &str, word: &str, counts: &str| {
            let shown: String = word.chars().take(40).collect();
            let message = format!("the {what} {shown:?} is not known; it counts as {counts}");
            sink.problem(Problem::new(at(), Loss::Value, message));
        };
        let state = finding.judgement().unwrap_or_else(|| {
            unknown("status", finding.status, "present");
            Judgement::Present
        });
        let severity = finding.severity.parse().unwrap_or_else(|_| {
            unknown("severity", finding.severity, "medium");
            Severity::Medium
        });
        let asset = finding.asset(&mut self.place);
        if asset.names().next().is_none() {
            sink.problem(Problem::new(at(), Loss::Record, "a finding names neither a resource nor an account"));
        }
        paragraphs(&mut self.description, [finding.description, finding.risk]);
        let muted = if finding.muted { "Muted in Prowler" } else { "" };
        paragraphs(&mut self.output, [finding.said, muted]);
        let seen_at = moment::parse(finding.seen_at);
        self.assets.see(asset, seen_at, None, sink)?;
        sink.observation(&Observation {
            check: finding.check,
            title: if finding.title.is_empty() { finding.check } else { finding.title },
            state,
            severity,
            native_severity: finding.severity,
            cve: identifiers::cves(finding.check),
            requirement: &finding.requirement.replace('_', "."),
            asset,
            place: &self.place,
            seen_at,
            description: &self.description,
            recommendation: finding.recommendation,
            output: &self.output,
            ..Observation::default()
        })
    }

    /// Covers every asset that was named.
    pub(in super::super) fn finish(&mut self, sink: &mut dyn Sink) -> Flow {
        self.assets.cover(CheckScope::Stated, sink)
    }
}

fn paragraphs(text: &mut String, parts: [&str; 2]) {
    text.clear();
    for part in parts.into_iter().filter(|part| !part.is_empty()) {
        text.push_str(if text.is_empty() { "" } else { "\n\n" });
        text.push_str(part);
    }
}
