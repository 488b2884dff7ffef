//! The record as a whole: begin, verify, rebuild, back up, restore.

use std::path::{Path, PathBuf};

use clap::Args;
use closeout_app::{people::Founding, upkeep::Verification};
use closeout_domain::ids::OrganizationId;

use crate::{
    compose,
    fail::Failure,
    file,
    output::{self, Output},
    password,
    place::{DATABASE, Store},
};

mod archive;

#[derive(Args, Debug)]
pub struct Init {
    #[command(flatten)]
    store: Store,
    /// Name of the organization.
    #[arg(long, value_name = "NAME")]
    organization: String,
    /// Name of its first system, the assessment scope.
    #[arg(long, value_name = "NAME")]
    system: String,
    /// Address of its first administrator, who is also appointed POA&M owner to begin with.
    #[arg(long, value_name = "EMAIL")]
    admin: String,
    /// That person's name, as they sign; made from the address when not given.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Read the password from standard input rather than from the terminal or CLOSEOUT_PASSWORD.
    #[arg(long)]
    password_stdin: bool,
}

impl Init {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let folder = self.store.folder()?;
        if self.store.database.is_none() && folder.join(DATABASE).exists() {
            return Err(Failure::Usage(format!("{} holds a record already; choose an empty folder", folder.display())));
        }
        let password = password::first(self.password_stdin)?;
        let app = compose::connect(&self.store).await?;
        let name = self.name.unwrap_or_else(|| name_from(&self.admin));
        let founding = Founding {
            organization: self.organization.clone(),
            system: self.system,
            name,
            email: self.admin.clone(),
            password,
        };
        let founded = app.found(founding).await;
        if founded.is_err() && self.store.database.is_none() {
            // A record that was refused leaves no half of itself behind.
            drop(app);
            for file in ["closeout.db", "closeout.db-wal", "closeout.db-shm"] {
                let _gone = std::fs::remove_file(folder.join(file));
            }
        }
        let (actor, system) = founded?;
        match output {
            Output::Text => output::text(&format!(
                "The record of {} is begun in {}.\nNext: closeout serve --data {}, then sign in as {}.",
                self.organization,
                folder.display(),
                folder.display(),
                self.admin
            )),
            Output::Json | Output::Ndjson => output::json(&serde_json::json!({
                "organization": actor.organization.0, "system": system.0, "administrator": actor.person.0,
            })),
        }
    }
}

/// A name from an address: `dana.reyes@…` is Dana Reyes.
fn name_from(email: &str) -> String {
    let words = email.split('@').next().unwrap_or_default().split(['.', '_', '-', '+']).filter(|w| !w.is_empty());
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    let name = words.map(capital).collect::<Vec<_>>().join(" ");
    if name.is_empty() { email.to_owned() } else { name }
}

#[derive(Args, Debug)]
pub struct Verify {
    #[command(flatten)]
    store: Store,
}

impl Verify {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let app = compose::open(&self.store).await?;
        let mut reports = Vec::new();
        for row in app.world().store.organizations().await? {
            reports.push((row.name, app.verify_record(OrganizationId(row.id)).await?));
        }
        // A record without an organization was never begun, or somebody took it out.
        let good = !reports.is_empty() && reports.iter().all(|(_, report)| report.good);
        if output == Output::Text {
            let mut told: Vec<String> = reports.iter().map(|(name, report)| verified(name, report)).collect();
            if told.is_empty() {
                told.push("BROKEN: the record holds no organization.".into());
            }
            output::text(&told.join("\n"))?;
        } else {
            let told =
                |(name, report): &(String, Verification)| serde_json::json!({ "organization": name, "report": report });
            let organizations: Vec<_> = reports.iter().map(told).collect();
            output::json(&serde_json::json!({ "good": good, "organizations": organizations }))?;
        }
        if good { Ok(()) } else { Err(Failure::Told(1)) }
    }
}

fn verified(name: &str, report: &Verification) -> String {
    let verdict = if report.good { "good" } else { "BROKEN" };
    let (events, files) = (output::count(report.events, "event"), output::count(report.files, "file"));
    let faults: String = report.faults.iter().map(|fault| format!("\n  - {fault}")).collect();
    format!("{name}: {verdict}. {events}, {files}. Head {}{faults}", report.head)
}

#[derive(Args, Debug)]
pub struct Rebuild {
    #[command(flatten)]
    store: Store,
}

impl Rebuild {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let app = compose::open(&self.store).await?;
        let mut events = 0;
        for row in app.world().store.organizations().await? {
            events += app.rebuild(OrganizationId(row.id)).await?;
        }
        match output {
            Output::Text => output::text(&format!("Every view was made anew from {}.", output::count(events, "event"))),
            Output::Json | Output::Ndjson => output::json(&serde_json::json!({ "events": events })),
        }
    }
}

#[derive(Args, Debug)]
pub struct Backup {
    /// The file to write; in a folder, a name with the date is chosen.
    to: PathBuf,
    #[command(flatten)]
    store: Store,
}

impl Backup {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        if self.store.database.is_some() {
            return Err(Failure::Usage(
                "a PostgreSQL record is backed up by pg_dump, then the folder of --data by any file copy, in that order".into(),
            ));
        }
        let folder = self.store.folder()?;
        let database = folder.join(DATABASE);
        if !database.exists() {
            return Err(Failure::NoRecord(folder.display().to_string()));
        }
        let today = closeout_app::ports::Clock::today(&compose::SystemClock);
        let to = if self.to.is_dir() { self.to.join(format!("closeout-{today}.zip")) } else { self.to };
        if to.exists() {
            return Err(Failure::Usage(format!("{} exists already; backups are never overwritten", to.display())));
        }
        let files = archive::write(&folder, &database, &to).await?;
        match output {
            Output::Text => output::text(&format!(
                "Backed up to {} ({} beside the database).",
                to.display(),
                output::count(files, "file")
            )),
            Output::Json | Output::Ndjson => output::json(&serde_json::json!({ "file": to, "files": files })),
        }
    }
}

#[derive(Args, Debug)]
pub struct Restore {
    /// The backup.
    from: PathBuf,
    /// The empty folder to put it into.
    #[arg(long, value_name = "DIR", env = "CLOSEOUT_DATA")]
    data: PathBuf,
}

impl Restore {
    pub fn run(self, output: Output) -> Result<(), Failure> {
        if !is_empty(&self.data) {
            return Err(Failure::Usage(format!("{} is not empty; restore into an empty folder", self.data.display())));
        }
        let file = file::open(&self.from)?;
        let files = archive::read(file, &self.from, &self.data)?;
        match output {
            Output::Text => output::text(&format!(
                "Restored {} into {}. Check it with: closeout verify --data {}",
                output::count(files, "file"),
                self.data.display(),
                self.data.display()
            )),
            Output::Json | Output::Ndjson => output::json(&serde_json::json!({ "files": files })),
        }
    }
}

fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none())
}
