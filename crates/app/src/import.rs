//! Bringing findings in: a file is hashed, read as a stream, settled, looked at, and kept or not.
//!
//! Preview and commit are one path; a preview keeps nothing. The identical file again changes nothing.

mod collect;
mod doubt;
mod mapping;
mod nameless;
mod page;
mod promote;
mod upload;

use std::{
    fs::File,
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use closeout_domain::{
    asset::relation::Relation,
    finding::presence::Why,
    ids::{ImportId, SystemId},
    import,
    policy::Action,
    time::Stamped,
};
use closeout_intake as intake;
use serde::Serialize;
use tokio::sync::mpsc;
use utoipa::ToSchema;
use uuid::Uuid;

pub(crate) use self::promote::commands as draft_commands;
pub use self::{
    mapping::{ColumnView, Decision, Decisions, FieldView, MappingView, Remembered, WordView, fields},
    page::{FormatView, ImportPage, formats},
    upload::Upload,
};
use crate::{
    Actor, App, Error,
    acceptance::TestRun,
    auth::blocking,
    bulk::Feed,
    error::Problem,
    evidence::{base_name, digest_file, disk},
    ports::{Append, Mode, Settled, Write},
    project,
    record::{Event, Stream},
    show,
    views::{ChangesView, ImportRow, TallyView},
};

/// Batches that may wait between the reader and the store; more would only cost memory.
const IN_FLIGHT: usize = 4;

/// The largest file that is taken in by pages, by the API and from outside, in bytes.
pub const LARGEST: u64 = 4 << 30;

/// A file to be brought in.
#[derive(Debug, Clone)]
pub struct ImportFile {
    /// The system it speaks of.
    pub system: SystemId,
    /// Its name, as it was given.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// The format's id; detected when `None`.
    pub format: Option<String>,
    /// What people decided about the columns of a table.
    pub decisions: Decisions,
}

/// How far an import has come: bytes of the file that were read. For progress bars.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<AtomicU64>);

impl Progress {
    /// Bytes read so far.
    pub fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// What came of an import.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ImportReport {
    /// The import's id; for an identical file, that of the import that brought it in.
    pub import: Option<Uuid>,
    /// The format that was recognised.
    pub format: String,
    /// The tool that speaks in the file; may be empty.
    pub tool: String,
    /// Whether it was kept.
    pub committed: bool,
    /// Whether a file with this content is in already; then nothing changed.
    pub identical: bool,
    /// Whether the file is whole. What one that is cut off does not say proves nothing.
    pub complete: bool,
    /// What it changes, in pairs of finding and asset.
    pub preview: ChangesView,
    /// What it held.
    pub tally: Option<TallyView>,
    /// Pairs that it cannot judge: why, how many.
    pub not_judged: Vec<NotJudged>,
    /// The draft items that it begins, as in "POAM-0007"; for a preview, the weaknesses they would state.
    pub drafts: Vec<String>,
    /// Acceptance tests that it showed to be met, or no longer to be. A preview runs none.
    pub tests: Vec<TestRun>,
    /// What was wrong in the file, the first thousand.
    pub problems: Vec<ProblemLine>,
    /// How many problems there were in all.
    pub problem_count: u64,
    /// Names in the file that do not agree with what is known of assets, the first twenty: what was taken for what.
    pub doubts: Vec<String>,
    /// How many there are in all.
    pub doubt_count: u64,
    /// Why it was not kept.
    pub refused: Option<Problem>,
    /// Of a table: how its columns are read.
    pub mapping: Option<MappingView>,
}

/// Pairs of finding and asset that an import cannot judge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct NotJudged {
    /// Why, for people.
    pub reason: String,
    /// How many.
    pub pairs: u64,
}

/// Something wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProblemLine {
    /// Where, as in "line 12".
    pub at: String,
    /// What.
    pub message: String,
    /// What to do; may be empty.
    pub advice: String,
}

impl App {
    /// Brings a file in, or only says what it would change. `yes` lets it pass the brake.
    ///
    /// # Errors
    /// When the file cannot be read, the actor may not, or the store fails. A brake is no error: see [`ImportReport::refused`].
    pub async fn import(
        &self,
        actor: &Actor,
        file: ImportFile,
        mode: Mode,
        yes: bool,
        progress: &Progress,
    ) -> Result<ImportReport, Error> {
        let directory = self.permitted(actor, Action::Import).await?;
        let system = self.system_state(actor, file.system).await?;
        let path = file.path.clone();
        let (digest, size) =
            blocking("reading the file", move || digest_file(&path)).await?.map_err(|e| disk("read the file", e))?;
        if let Some(import) = self.world.store.import_of(actor.organization, file.system, digest).await? {
            let first = self.import_row(actor, import).await?;
            let tally = Some(first.tally);
            return Ok(ImportReport {
                import: Some(import.0),
                identical: true,
                complete: first.complete,
                tally,
                ..nothing(first.format, first.tool)
            });
        }
        let table = self.table(actor, &file).await?;
        let kept = match mode {
            Mode::Commit => Some(self.keep(&file.path).await?),
            Mode::Preview => None,
        };
        let id = ImportId(self.world.ids.uuid());
        let (feed, rows) = mpsc::channel::<Feed>(IN_FLIGHT);
        let names = self.world.store.asset_names(actor.organization, file.system).await?;
        let relation = self.merging(actor, file.system).await?.map(|m| m.relation).unwrap_or_default();
        let reading = {
            let (file, progress, now) = (file.clone(), progress.clone(), self.world.clock.now());
            let choices = table.choices.clone();
            tokio::task::spawn_blocking(move || read(&file, &choices, (names, relation), now, &feed, &progress))
        };
        let mapped = table.record();
        let policy = system.promotion;
        let ground = self.ground_of(actor, directory.clone()).await?;
        let finish = {
            let (app, actor, name) = (self.clone(), *actor, base_name(&file.name));
            move |settled: &Settled| -> Result<Write, closeout_domain::rule::Refusal> {
                let changes = settled.changes;
                import::brake(&changes, settled.open, system.promotion.brake_percent, yes)?;
                let record = import::Record {
                    id,
                    system: system.id,
                    format: settled.ending.format.clone(),
                    tool: settled.ending.tool.clone(),
                    file: name,
                    digest,
                    size,
                    tally: settled.ending.tally,
                    changes,
                    complete: settled.ending.complete,
                };
                let at = app.world.clock.now();
                let (mut state, mut events) = (None, Vec::new());
                let commands = [Some(import::Command::Commit(Box::new(record))), mapped.map(import::Command::Map)];
                for command in commands.into_iter().flatten() {
                    for what in import::decide(state.as_ref(), command, actor.person, &directory)? {
                        state = import::fold(state, &Stamped { at, by: actor.person, what: what.clone() });
                        events.push(Event::Import(what));
                    }
                }
                let state =
                    state.ok_or_else(|| import::STAGE.refuse("there is no such import", "import the file again"))?;
                let mut write = Write {
                    by: actor.person,
                    via: actor.via,
                    at,
                    appends: vec![Append { stream: Stream::Import(id), expected: 0, events }],
                    changes: vec![project::import(&state)],
                };
                promote::promote(&app, &actor, &ground, &system, &state, settled, &mut write)?;
                Ok(write)
            }
        };
        if let (Some(path), Mode::Commit) = (&kept, mode) {
            self.world.blobs.take(digest, path).await.map_err(|e| disk("keep the file", e))?;
        }
        let imported = self.world.store.import(actor.organization, file.system, id, mode, rows, Box::new(finish)).await;
        let read = reading.await.map_err(|_| Error::Lost("reading the file"))?;
        // What the reader says explains more than a feed that broke off.
        let (outcome, told) = read.map_err(|unreadable| unreadable_file(&file.name, &unreadable))?;
        let imported = imported?;
        let committed = !imported.recorded.is_empty();
        let tests = match imported.recorded.iter().find_map(committed_record) {
            Some(record) => {
                // The import stands by now: a draft that is left without a rating asks for one itself.
                if let Err(error) = self.complete_drafts(actor, &imported).await {
                    tracing::warn!(code = error.problem().code, "the drafts of an import are not rated");
                }
                self.tell_owners(actor, &imported).await;
                self.run_all(actor, file.system, Some(record)).await
            }
            None => Vec::new(),
        };
        Ok(ImportReport {
            import: committed.then_some(id.0),
            format: imported.settled.ending.format.clone(),
            tool: imported.settled.ending.tool.clone(),
            committed,
            identical: false,
            complete: imported.settled.ending.complete,
            preview: imported.settled.changes.into(),
            tally: Some(imported.settled.ending.tally.into()),
            not_judged: not_judged(&imported.settled.not_observed),
            drafts: if committed {
                promote::named(&imported)
            } else {
                promote::would_draft(&policy, &imported.settled)
            },
            tests,
            doubt_count: told.total,
            doubts: told.sentences,
            problem_count: outcome.total(),
            problems: outcome.kept().iter().map(problem_line).collect(),
            refused: imported.refused.map(|refusal| Error::from(refusal).problem()),
            mapping: table.view(),
        })
    }

    /// Undoes an import; every finding is as if it had never been. Items that it began stay: they are somebody's work now.
    ///
    /// # Errors
    /// A refusal with its rule, or a failing store.
    pub async fn undo_import(&self, actor: &Actor, id: ImportId, reason: &str) -> Result<ImportRow, Error> {
        let directory = self.permitted(actor, Action::Import).await?;
        let stream = Stream::Import(id);
        let before: Vec<_> = self.events(actor, stream).await?.iter().filter_map(of_import).collect();
        let state = import::replay(&before).ok_or_else(|| Error::NotFound { what: "import", id: id.to_string() })?;
        let expected = state.version;
        let events =
            import::decide(Some(&state), import::Command::Undo { reason: reason.into() }, actor.person, &directory)?;
        let at = self.world.clock.now();
        let stamped = |what: &import::Event| Stamped { at, by: actor.person, what: what.clone() };
        let mut after = Some(state);
        for event in events.iter().map(stamped) {
            after = import::fold(after, &event);
        }
        let after = after.ok_or(Error::Lost("an import"))?;
        let append = Append { stream, expected, events: events.into_iter().map(Event::Import).collect() };
        let changes = vec![project::import(&after)];
        let write = Write { by: actor.person, via: actor.via, at, appends: vec![append], changes };
        self.world.store.undo(actor.organization, id, write).await?;
        self.run_all(actor, after.record.system, None).await;
        let mut row = ImportRow::from(&after);
        show::import_row(&mut row, &directory);
        Ok(row)
    }

    /// Copies a file into the staging folder, so that what is kept is what was read.
    pub(crate) async fn keep(&self, path: &Path) -> Result<PathBuf, Error> {
        let target = self.world.blobs.staging().join(format!("{}.import", self.world.ids.uuid()));
        let (from, to) = (path.to_owned(), target.clone());
        blocking("copying the file", move || std::fs::copy(from, to)).await?.map_err(|e| disk("copy the file", e))?;
        Ok(target)
    }
}

fn read(
    file: &ImportFile,
    choices: &[intake::Choices],
    (names, relation): (doubt::Names, Relation),
    now: jiff::Timestamp,
    feed: &mpsc::Sender<Feed>,
    progress: &Progress,
) -> Result<(intake::Problems, doubt::Told), intake::Unreadable> {
    let input = Counted { inner: File::open(&file.path)?, progress };
    let source = intake::open(BufReader::with_capacity(1 << 16, input))?;
    let format = format_of(&source, file.format.as_deref())?;
    let mut collector = collect::Collector::new(
        file.system,
        format.id(),
        names,
        nameless::known_as(&base_name(&file.name), format.id()),
        relation,
        feed,
    );
    source.read_with(format, choices, &mut collector)?;
    Ok(collector.finish(now))
}

/// The format that is asked for, else the one that claims the file.
fn format_of(source: &intake::Source<'_>, id: Option<&str>) -> Result<&'static dyn intake::Format, intake::Unreadable> {
    match id {
        Some(id) => intake::format(id).ok_or_else(|| {
            intake::Unreadable::new(
                intake::Place::File,
                format!("there is no format {id:?}"),
                "`closeout formats` lists what can be read",
            )
        }),
        None => source.detect(),
    }
}

/// A reader that tells how far it is.
struct Counted<'a> {
    inner: File,
    progress: &'a Progress,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.progress.0.fetch_add(n as u64, Ordering::Relaxed);
        Ok(n)
    }
}

pub(crate) fn of_import(recorded: &crate::record::Recorded) -> Option<Stamped<import::Event>> {
    match &recorded.event {
        Event::Import(what) => Some(Stamped { at: recorded.at, by: recorded.by, what: what.clone() }),
        _ => None,
    }
}

fn committed_record(recorded: &crate::record::Recorded) -> Option<&import::Record> {
    match &recorded.event {
        Event::Import(import::Event::Committed(record)) => Some(record),
        _ => None,
    }
}

pub(crate) fn unreadable_file(name: &str, unreadable: &intake::Unreadable) -> Error {
    let at = match unreadable.at {
        intake::Place::File => String::new(),
        ref at => format!(" ({at})"),
    };
    Error::Unreadable {
        file: base_name(name),
        why: format!("{}{at}", unreadable.message),
        advice: unreadable.advice.to_string(),
    }
}

pub(crate) fn problem_line(problem: &intake::Problem) -> ProblemLine {
    ProblemLine { at: problem.at.to_string(), message: problem.message.clone(), advice: problem.advice.to_string() }
}

fn not_judged(reasons: &[(Why, u64)]) -> Vec<NotJudged> {
    reasons.iter().map(|(why, pairs)| NotJudged { reason: why.to_string(), pairs: *pairs }).collect()
}

fn nothing(format: String, tool: String) -> ImportReport {
    ImportReport {
        import: None,
        format,
        tool,
        committed: false,
        identical: false,
        complete: true,
        preview: ChangesView::default(),
        tally: None,
        not_judged: Vec::new(),
        drafts: Vec::new(),
        tests: Vec::new(),
        problems: Vec::new(),
        problem_count: 0,
        doubts: Vec::new(),
        doubt_count: 0,
        refused: None,
        mapping: None,
    }
}
