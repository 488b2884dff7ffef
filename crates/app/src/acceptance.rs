//! Running acceptance tests: at every import, when an import is undone, when something is attached for one, and when asked.
//!
//! A run looks at what is recorded and says what a test comes to; what follows from that, the domain decides.

use std::io::Read as _;

use closeout_domain::{
    ids::{Digest, FindingId, ImportId, ItemNumber, PartNumber, SystemId},
    import::Record,
    item::{
        Command, Event as ItemEvent, Item, acceptance,
        check::{self, Check, Outcome, Sight, Standing},
        evidence::{self, Exhibit},
        run,
        value::Evidence,
    },
};
use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Actor, App, Error,
    auth::blocking,
    evidence::disk,
    ports::Imported,
    query::{ItemQuery, Window},
    record::{Event, Stream},
    views::ItemRow,
};

/// A text is searched for words up to this size, in bytes.
const LONGEST_TEXT: u64 = 4 << 20;

/// Imports among which the latest that stands is looked for.
const LATEST: u32 = 100;

/// What a run of acceptance tests changed on an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct TestRun {
    /// As in "POAM-0007".
    pub item: String,
    /// The number of the test within it.
    pub test: u16,
    /// Whether it is met now.
    pub met: bool,
    /// What was found, for people.
    pub statement: String,
    /// The item's status afterwards.
    pub status: String,
}

impl App {
    /// Runs every acceptance test of an item that runs by itself.
    ///
    /// # Errors
    /// A refusal with its rule when the item is not worked on, or a failing store.
    pub async fn run_tests(&self, actor: &Actor, number: ItemNumber) -> Result<(Item, Vec<TestRun>), Error> {
        let item = self.load_item(actor, number).await?;
        self.run_item(actor, item, None).await
    }

    /// Runs the acceptance tests of a system after what is known of its findings has changed. A test that cannot be run now
    /// is run at the next import; what was committed stands.
    pub(crate) async fn run_all(&self, actor: &Actor, system: SystemId, scan: Option<&Record>) -> Vec<TestRun> {
        let mut told = Vec::new();
        let items = match self.with_tests(actor, system).await {
            Ok(items) => items,
            Err(error) => {
                tracing::warn!(code = error.problem().code, "acceptance tests were not run");
                return told;
            }
        };
        for number in items {
            let ran = match self.load_item(actor, number).await {
                Ok(item) => self.run_item(actor, item, scan).await,
                Err(error) => Err(error),
            };
            match ran {
                Ok((_, runs)) => told.extend(runs),
                Err(error) => {
                    tracing::warn!(item = %number, code = error.problem().code, "acceptance tests were not run");
                }
            }
        }
        told
    }

    /// Runs what a file that was just attached may show.
    pub(crate) async fn run_after_attaching(
        &self,
        actor: &Actor,
        item: Item,
        test: Option<PartNumber>,
    ) -> Result<Item, Error> {
        let check = test.and_then(|id| item.tests.get(&id)).and_then(|test| test.check.as_ref());
        match check {
            Some(Check::EvidenceSince(_) | Check::Output(_)) if run::WHILE.contains(&item.status) => {
                Ok(self.run_item(actor, item, None).await?.0)
            }
            _ => Ok(item),
        }
    }

    /// Items of a system that are worked on and have tests that run by themselves.
    async fn with_tests(&self, actor: &Actor, system: SystemId) -> Result<Vec<ItemNumber>, Error> {
        let mut query = ItemQuery {
            system: Some(system.0),
            status: run::WHILE.iter().map(|s| s.word().to_owned()).collect(),
            window: Window::LARGEST,
            ..ItemQuery::default()
        };
        let mut found = Vec::new();
        loop {
            let page = self.world.store.items(actor.organization, &query).await?;
            let with_tests = |row: &&ItemRow| row.checks > 0;
            found.extend(page.rows.iter().filter(with_tests).map(|row| ItemNumber(row.number)));
            match page.next {
                Some(next) => query.window.from = next,
                None => return Ok(found),
            }
        }
    }

    async fn run_item(&self, actor: &Actor, item: Item, scan: Option<&Record>) -> Result<(Item, Vec<TestRun>), Error> {
        let number = item.number;
        let mut commands = Vec::new();
        for (id, test) in acceptance::standing(&item.tests) {
            let Some(check) = &test.check else { continue };
            let (outcome, scan) = match check {
                Check::CleanScans(scans) => self.scanned(actor, &item, id, *scans, scan).await?,
                Check::EvidenceSince(day) => {
                    let on = |at: Timestamp| at.to_zoned(TimeZone::UTC).date();
                    let since = brought(&item, id).filter(|e| on(e.attached.0) >= *day);
                    let digests: Vec<Digest> = since.map(|e| e.evidence.digest).collect();
                    (found(digests, &format!("attached on {day} or later")), None)
                }
                Check::Output(words) => {
                    let mut digests = Vec::new();
                    for exhibit in brought(&item, id) {
                        if self.contains(&exhibit.evidence, words).await? {
                            digests.push(exhibit.evidence.digest);
                        }
                    }
                    (found(digests, &format!("that contains \u{201c}{words}\u{201d}")), None)
                }
            };
            commands.push(Command::RecordRun { id, outcome, scan });
        }
        if commands.is_empty() {
            return Ok((item, Vec::new()));
        }
        let seen = item.version;
        let item = self.change_item(actor, number, None, commands).await?;
        let runs = if item.version == seen { Vec::new() } else { changed(&item) };
        Ok((item, runs))
    }

    /// What scans say of the findings that an item answers, and the file that would show it.
    async fn scanned(
        &self,
        actor: &Actor,
        item: &Item,
        id: PartNumber,
        scans: u32,
        scan: Option<&Record>,
    ) -> Result<(Outcome, Option<Evidence>), Error> {
        let mut sights = Vec::new();
        for finding in &item.findings {
            sights.extend(self.sights(actor, *finding).await?);
        }
        let latest;
        let scan = match scan {
            Some(scan) => Some(scan),
            None => {
                latest = self.latest_import(actor, item.system).await?;
                latest.as_ref()
            }
        };
        let evidence = scan.map(|record| Evidence {
            digest: record.digest,
            name: record.file.clone(),
            size: record.size,
            media_type: "application/octet-stream".into(),
            shows: format!("the import of {} that acceptance test {id} was run on", record.file),
            test: Some(id),
        });
        let outcome = check::clean(scans, &sights, evidence.iter().map(|e| e.digest).collect());
        Ok((outcome, evidence))
    }

    async fn sights(&self, actor: &Actor, finding: FindingId) -> Result<Vec<Sight>, Error> {
        let states = self.world.store.asset_states(actor.organization, finding).await?;
        let sight = |state: crate::views::AssetState| Sight {
            state: match state.state.as_str() {
                "present" => Standing::Present,
                "absent" => Standing::Absent,
                "dismissed" => Standing::Dismissed,
                _ => Standing::NotObserved,
            },
            clean: state.clean,
            last_seen: state.last_seen,
        };
        Ok(states.into_iter().map(sight).collect())
    }

    /// The import of a system that came in last and stands.
    async fn latest_import(&self, actor: &Actor, system: SystemId) -> Result<Option<Record>, Error> {
        let rows = self.world.store.imports(actor.organization, Some(system), LATEST).await?;
        let Some(row) = rows.into_iter().find(|row| row.undone.is_none()) else { return Ok(None) };
        let events = self.events(actor, Stream::Import(ImportId(row.id))).await?;
        Ok(events.into_iter().find_map(|r| match r.event {
            Event::Import(closeout_domain::import::Event::Committed(record)) => Some(*record),
            _ => None,
        }))
    }

    /// Whether a piece of evidence is a text that contains some words.
    async fn contains(&self, evidence: &Evidence, words: &str) -> Result<bool, Error> {
        if evidence.size > LONGEST_TEXT {
            return Ok(false);
        }
        let file = self.world.blobs.open(evidence.digest).await.map_err(|e| disk("open the file", e))?;
        let mut bytes = Vec::new();
        let bytes = blocking("reading a file", move || file.take(LONGEST_TEXT).read_to_end(&mut bytes).map(|_| bytes))
            .await?
            .map_err(|e| disk("read the file", e))?;
        Ok(String::from_utf8_lossy(&bytes).contains(words))
    }

    /// Gives drafts of weaknesses that came back to the people who owned the closed items.
    pub(crate) async fn tell_owners(&self, actor: &Actor, imported: &Imported) {
        for recorded in &imported.recorded {
            let Event::Item(ItemEvent::Drafted { number, recurrence_of: Some(before), .. }) = &recorded.event else {
                continue;
            };
            let owner = self.load_item(actor, *before).await.map(|closed| closed.owner);
            let given = match owner {
                Ok(Some(person)) => {
                    let commands = vec![Command::AssignOwner { person }];
                    self.change_item(actor, *number, None, commands).await.map(|_| ())
                }
                Ok(None) => Ok(()),
                Err(error) => Err(error),
            };
            // Whoever left cannot own it; the draft then waits for an owner like any other.
            if let Err(error) = given {
                tracing::debug!(item = %number, code = error.problem().code, "the draft has no owner yet");
            }
        }
    }
}

/// Evidence that stands and was attached for a test.
fn brought(item: &Item, id: PartNumber) -> impl Iterator<Item = &Exhibit> {
    evidence::standing(&item.exhibits).filter(move |e| e.evidence.test == Some(id))
}

fn found(evidence: Vec<Digest>, what: &str) -> Outcome {
    match evidence.len() {
        0 => Outcome::Unknown { statement: format!("nothing is attached for this test {what}") },
        1 => Outcome::Met { statement: format!("a file is attached for this test {what}"), evidence },
        n => Outcome::Met { statement: format!("{n} files are attached for this test {what}"), evidence },
    }
}

/// The tests whose last run is of the change that was just made.
fn changed(item: &Item) -> Vec<TestRun> {
    let of_now = |(id, test): (PartNumber, &acceptance::AcceptanceTest)| {
        let run = test.run.as_ref().filter(|run| run.at == item.changed)?;
        Some(TestRun {
            item: item.number.to_string(),
            test: id.0,
            met: run.met,
            statement: run.statement.clone(),
            status: item.status.word().into(),
        })
    };
    acceptance::standing(&item.tests).filter_map(of_now).collect()
}
