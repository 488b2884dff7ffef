//! Feeds: editions of public knowledge about CVEs, brought in as files, or fetched from an address that whoever runs the
//! program gave.

use std::{
    fs::File,
    io::BufReader,
    path::{Path, PathBuf},
};

use closeout_domain::{
    feed::{self, Command, Edition, FactRow, Kind},
    policy::Action,
    rule::{Kind as RuleKind, Rule},
    time::Stamped,
};
use closeout_intake as intake;
use serde::Serialize;
use tokio::sync::mpsc;
use utoipa::ToSchema;

use crate::{
    Actor, App, Error,
    auth::blocking,
    evidence::{base_name, digest_file, disk},
    import::{ProblemLine, problem_line, unreadable_file},
    ports::{Append, NotFetched},
    project,
    record::{Event, Recorded, Stream},
    show,
    views::FeedRow,
};

/// Rows that travel together.
const BATCH: usize = 2_000;
/// Batches that wait for the store.
const IN_FLIGHT: usize = 4;

/// The longest address that the record keeps, in characters.
const LONGEST: usize = 500;

/// Nothing goes out unless whoever runs the program says where to.
pub const ADDRESS: Rule = Rule {
    id: "feed-address",
    cites: "SP 800-171 3.13.6 (network communications only by exception)",
    kind: RuleKind::State,
};

/// What came of bringing a feed in.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FeedReport {
    /// The edition that holds now.
    pub feed: FeedRow,
    /// Whether this very file was here already; then nothing changed.
    pub identical: bool,
    /// What was wrong in the file, the first thousand.
    pub problems: Vec<ProblemLine>,
    /// How many problems there were in all.
    pub problem_count: u64,
}

impl App {
    /// Brings an edition of a feed in. `older` lets it take the place of a newer one.
    ///
    /// # Errors
    /// A refusal with its rule, a file that is no such feed or is cut off, or a failing store.
    pub async fn bring_feed_in(
        &self,
        actor: &Actor,
        kind: Kind,
        name: &str,
        path: &Path,
        older: bool,
    ) -> Result<FeedReport, Error> {
        self.take_feed_in(actor, kind, base_name(name), path, older).await
    }

    /// Fetches the edition that is published now and brings it in, as its file would be. `older` lets it take the place of a
    /// newer one.
    ///
    /// # Errors
    /// As for a file, and when no address was given or what is there cannot be fetched.
    pub async fn fetch_feed(&self, actor: &Actor, kind: Kind, older: bool) -> Result<FeedReport, Error> {
        // Before anything goes out.
        self.permitted(actor, Action::Import).await?;
        let source = &self.world.feeds;
        let none = || {
            let remedy = format!(
                "bring its file in; or whoever runs the program gives one, in {} or with `closeout feed fetch {kind} --from URL`",
                variable(kind)
            );
            ADDRESS.refuse(format!("no address is given from which the feed {kind} may be fetched"), remedy)
        };
        let from: String = source.address(kind).ok_or_else(none)?.chars().take(LONGEST).collect();
        let into = Arriving(self.world.blobs.staging().join(format!("{}.arriving", self.world.ids.uuid())));
        let taken = match source.fetch(kind, &into.0).await {
            Ok(()) => self.take_feed_in(actor, kind, from.clone(), &into.0, older).await,
            Err(NotFetched::NoAddress) => Err(none().into()),
            Err(NotFetched::Outside { why, advice }) => Err(Error::NotFetched { from: from.clone(), why, advice }),
            Err(NotFetched::Disk(source)) => Err(disk("write the file", source)),
        };
        taken.map_err(|error| match error {
            Error::Unreadable { why, .. } => {
                let advice = "look at the address in a browser: it may lead to a page rather than to the file; if the file is \
                              right there, download it and bring it in";
                Error::Unreadable { file: from, why, advice: advice.into() }
            }
            other => other,
        })
    }

    /// `name` is kept as it is.
    async fn take_feed_in(
        &self,
        actor: &Actor,
        kind: Kind,
        name: String,
        path: &Path,
        older: bool,
    ) -> Result<FeedReport, Error> {
        let directory = self.permitted(actor, Action::Import).await?;
        let stream = Stream::Feed(kind);
        let before: Vec<_> = self.events(actor, stream).await?.iter().filter_map(of_feed).collect();
        let held = feed::replay(&before);
        let from = path.to_owned();
        let (digest, size) =
            blocking("reading the file", move || digest_file(&from)).await?.map_err(|e| disk("read the file", e))?;
        if let Some(held) = held.as_ref().filter(|held| held.edition.digest == digest) {
            let feed = self.shown_feed(actor, held).await?;
            return Ok(FeedReport { feed, identical: true, problems: Vec::new(), problem_count: 0 });
        }
        // Read twice: what a file holds is decided on before any of it is taken in, and it is never held whole.
        let from = path.to_owned();
        let told = blocking("reading the feed", move || read(kind, &from, &mut |_| ())).await?;
        let told = told.map_err(|unreadable| unreadable_file(&name, &unreadable))?;
        let edition = Edition {
            kind,
            date: told.date.ok_or(Error::Lost("the day of a feed"))?,
            model: told.model.chars().take(100).collect(),
            file: name.clone(),
            digest,
            size,
            entries: told.rows,
            problems: told.problems.total(),
        };
        let command = Command::BringIn { edition: Box::new(edition), older };
        let events = feed::decide(held.as_ref(), command, actor.person, &directory)?;
        let at = self.world.clock.now();
        let expected = held.as_ref().map_or(0, |held| held.version);
        let stamped = |what: &feed::Event| Stamped { at, by: actor.person, what: what.clone() };
        let after = events.iter().map(stamped).fold(held, |f, e| feed::fold(f, &e)).ok_or(Error::Lost("a feed"))?;
        let kept = self.keep(path).await?;
        self.world.blobs.take(digest, &kept).await.map_err(|e| disk("keep the file", e))?;
        let (sender, rows) = mpsc::channel(IN_FLIGHT);
        let from = path.to_owned();
        let reading = tokio::task::spawn_blocking(move || hand_on(kind, &from, &sender));
        let write = crate::ports::Write {
            by: actor.person,
            via: actor.via,
            at,
            appends: vec![Append { stream, expected, events: events.into_iter().map(Event::Feed).collect() }],
            changes: vec![project::feed(&after)],
        };
        let put = self.world.store.put_facts(actor.organization, kind, told.rows, rows, write).await;
        reading.await.map_err(|_| Error::Lost("reading the feed"))?.map_err(|u| unreadable_file(&name, &u))?;
        put?;
        Ok(FeedReport {
            feed: self.shown_feed(actor, &after).await?,
            identical: false,
            problem_count: told.problems.total(),
            problems: told.problems.kept().iter().map(problem_line).collect(),
        })
    }

    /// Where a feed can be fetched from, as it may be shown to people; `None` where whoever runs the program gave no address.
    pub fn feed_address(&self, kind: Kind) -> Option<String> {
        self.world.feeds.address(kind)
    }

    /// The editions that hold, by feed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn feeds(&self, actor: &Actor) -> Result<Vec<FeedRow>, Error> {
        let directory = self.permitted(actor, Action::Read).await?;
        let mut rows = self.world.store.feeds(actor.organization).await?;
        rows.iter_mut().for_each(|row| show::name(&mut row.by, &directory));
        Ok(rows)
    }

    async fn shown_feed(&self, actor: &Actor, feed: &feed::Feed) -> Result<FeedRow, Error> {
        let mut row = FeedRow::from(feed);
        show::name(&mut row.by, &self.directory(actor).await?);
        Ok(row)
    }
}

/// A file on its way, which goes when nobody waits for it any more: a request may end before its answer.
struct Arriving(PathBuf);

impl Drop for Arriving {
    fn drop(&mut self) {
        // Where nothing arrived, nothing is there.
        drop(std::fs::remove_file(&self.0));
    }
}

/// The variable of the environment that holds the address of a feed.
pub fn variable(kind: Kind) -> &'static str {
    match kind {
        Kind::Kev => "CLOSEOUT_FEED_KEV",
        Kind::Epss => "CLOSEOUT_FEED_EPSS",
        Kind::Ssvc => "CLOSEOUT_FEED_SSVC",
    }
}

fn read(kind: Kind, path: &Path, each: &mut dyn FnMut(FactRow)) -> Result<intake::feed::Told, intake::Unreadable> {
    intake::feed::read(kind, BufReader::new(File::open(path)?), each)
}

/// Reads the file again and hands its rows to the store. When the store has given up, the rest is read to no purpose.
fn hand_on(kind: Kind, path: &Path, sender: &mpsc::Sender<Vec<FactRow>>) -> Result<(), intake::Unreadable> {
    let mut batch = Vec::with_capacity(BATCH);
    read(kind, path, &mut |row| {
        batch.push(row);
        if batch.len() == BATCH {
            let _ = sender.blocking_send(std::mem::replace(&mut batch, Vec::with_capacity(BATCH)));
        }
    })?;
    let _ = sender.blocking_send(batch);
    Ok(())
}

fn of_feed(recorded: &Recorded) -> Option<Stamped<feed::Event>> {
    match &recorded.event {
        Event::Feed(what) => Some(Stamped { at: recorded.at, by: recorded.by, what: what.clone() }),
        _ => None,
    }
}
