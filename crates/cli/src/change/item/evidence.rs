//! Evidence of an item: files that show that the work is done.

use std::path::PathBuf;

use clap::Subcommand;
use closeout_app::evidence::Arrived;
use closeout_domain::{
    ids::{Digest, ItemNumber, PartNumber},
    item::Command,
};

use crate::{
    desk::{Desk, On},
    fail::Failure,
    file,
    output::Output,
};

#[derive(Subcommand, Debug)]
pub enum Evidence {
    /// Attach a file.
    Attach {
        #[command(flatten)]
        on: On,
        /// The file; the record keeps a copy.
        file: PathBuf,
        /// What it shows.
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        shows: String,
        /// Number of the acceptance test that it speaks to.
        #[arg(long, value_name = "TEST")]
        test: Option<PartNumber>,
        /// Its media type, as in application/pdf.
        #[arg(long, value_name = "TYPE", default_value = "application/octet-stream")]
        media_type: String,
    },
    /// Say that it does not count; the file stays.
    Withdraw {
        #[command(flatten)]
        on: On,
        /// Its hash, as `closeout items show` lists it.
        #[arg(value_name = "SHA256")]
        evidence: Digest,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Save it as a file.
    Save {
        /// The item, as in POAM-0007.
        item: ItemNumber,
        /// Its hash, as `closeout items show` lists it.
        #[arg(value_name = "SHA256")]
        evidence: Digest,
        /// The file to write; in a folder, its own name is used. Nothing is overwritten.
        to: PathBuf,
    },
}

impl Evidence {
    pub async fn run(self, desk: &Desk, output: Output) -> Result<(), Failure> {
        match self {
            Self::Attach { on, file: path, shows, test, media_type } => {
                let name = path.file_name().map(|n| n.display().to_string()).unwrap_or_default();
                let staged = desk.app.world().blobs.staging().join(format!("{}.evidence", desk.app.world().ids.uuid()));
                file::copy(&path, &staged)?;
                let arrived = Arrived { path: &staged, name, media_type, shows, test };
                let attached = desk.app.attach(&desk.actor, on.item, on.if_version, arrived).await;
                if attached.is_err() {
                    let _gone = std::fs::remove_file(&staged);
                }
                let item = attached?;
                let last = item.exhibits.last().map(|e| (e.evidence.name.clone(), e.evidence.digest));
                let told =
                    last.map(|(name, digest)| format!("{name} is attached, sha256 {digest}")).unwrap_or_default();
                desk.done(output, &item, &told)
            }
            Self::Withdraw { on, evidence: digest, reason } => {
                let command = Command::WithdrawEvidence { digest, reason };
                desk.change(on, command, "the evidence is withdrawn; the file stays", output).await
            }
            Self::Save { item, evidence, to } => {
                let (found, mut file) = desk.app.open_evidence(&desk.actor, item, evidence).await?;
                let to = if to.is_dir() { to.join(&found.name) } else { to };
                file::save(&mut file, evidence, &to, output)
            }
        }
    }
}
