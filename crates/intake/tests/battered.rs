//! Real files, cut off and with bits turned over, as disks and connections leave them: every one is read or refused, in
//! bounded time, and never says more than it can hold. `CLOSEOUT_BATTERED=all` takes every file of the corpus; otherwise
//! a sample of the small ones.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test fails by panicking")]
#![expect(clippy::print_stdout, reason = "it says what it went through")]

mod support;

use std::{
    fs,
    io::{self, Read},
    ops::ControlFlow::Continue,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread,
    time::{Duration, Instant},
};

use closeout_domain::finding::{
    coverage::{Coverage, Tool},
    observation::Observation,
};
use closeout_intake::{Flow, Format, Loss, Problem, Problems, Sink, Unreadable, format, limits, open};
use support::{corpus, files::FOLDERS, random::SplitMix};

/// Cuts and flips of one file, how large a file may be, and of how many files one is taken.
struct Dose {
    cuts: usize,
    flips: usize,
    largest: usize,
    every: usize,
}

const ALL: Dose = Dose { cuts: 20, flips: 50, largest: usize::MAX, every: 1 };
const SAMPLE: Dose = Dose { cuts: 6, flips: 12, largest: 40_000, every: 2 };

/// The longest that one reading may take, in a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_secs(10);

/// What one reading came to.
#[derive(Default)]
struct Tally {
    /// Bytes taken from the file, before anything is unpacked.
    bytes: u64,
    items: u64,
    problems: Problems,
    longest: usize,
}

impl Sink for Tally {
    fn tool(&mut self, _: &Tool<'_>) {}

    fn observation(&mut self, observation: &Observation<'_>) -> Flow {
        self.items += 1;
        let texts = [
            observation.check,
            observation.title,
            observation.description,
            observation.output,
            observation.recommendation,
        ];
        self.longest = texts.iter().map(|text| text.len()).fold(self.longest, usize::max);
        Continue(())
    }

    fn coverage(&mut self, _: &Coverage<'_>) -> Flow {
        self.items += 1;
        Continue(())
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
}

/// Counts what is taken, and does not hand out the end again and again: a reader that asks for ever is stuck.
struct Counted<'b> {
    rest: &'b [u8],
    taken: u64,
    ends: u32,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.rest.read(buffer)?;
        self.taken += read as u64;
        self.ends += u32::from(read == 0 && !buffer.is_empty());
        assert!(self.ends < 10_000, "asks for more behind the end");
        Ok(read)
    }
}

fn tally(bytes: &[u8], format: Option<&dyn Format>) -> Result<Tally, Unreadable> {
    let mut tally = Tally::default();
    let mut input = Counted { rest: bytes, taken: 0, ends: 0 };
    let source = open(&mut input)?;
    let format = format.map_or_else(|| source.detect(), Ok)?;
    source.read(format, &mut tally)?;
    tally.bytes = input.taken;
    Ok(tally)
}

/// What holds for any file, however it was damaged.
fn check(what: &str, bytes: &[u8], format: &dyn Format, packed: bool) -> Option<Tally> {
    let mut own = None;
    for (n, format) in [Some(format), None].into_iter().enumerate() {
        match tally(bytes, format) {
            Ok(tally) => {
                assert!(tally.bytes <= bytes.len() as u64, "{what}: {} bytes were read", tally.bytes);
                // Nothing is said in less than a byte, nor packed beyond what an archive may hold.
                let most = bytes.len() as u64 * if packed { limits::RATIO } else { 1 };
                assert!(tally.items <= most, "{what}: {} items", tally.items);
                assert!(tally.problems.kept().len() <= limits::KEPT_PROBLEMS, "{what}");
                assert!(tally.longest <= limits::RECORD, "{what}: a text of {} bytes", tally.longest);
                own = if n == 0 { Some(tally) } else { own };
            }
            Err(refusal) => assert!(!refusal.message.is_empty() && !refusal.advice.is_empty(), "{what}: {refusal}"),
        }
    }
    own
}

/// A file that is cut off tells no more than the whole and proves nothing. A text of lines may end behind any line.
fn check_cut(what: &str, cut: &Tally, whole: &Tally, lines: bool) {
    assert!(cut.items <= whole.items + 1, "{what}: {} items, the whole file {}", cut.items, whole.items);
    if !lines {
        let said = cut.problems.kept().iter().any(|problem| problem.loss == Loss::Rest);
        assert!(said && cut.problems.incomplete(), "{what}: {:?}", cut.problems.kept());
    }
}

/// Goes through one file; says what it is about to do before it does it.
fn batter(path: &str, bytes: &[u8], dose: &Dose, about: &Sender<String>) -> usize {
    let format = open(bytes).and_then(|source| source.detect()).unwrap_or_else(|_| of_folder(path));
    let say = |what: &str| {
        about.send(what.to_owned()).unwrap();
        what.to_owned()
    };
    let packed = bytes.starts_with(b"PK") || bytes.starts_with(b"\x1f\x8b");
    // JSON Lines are of several documents, each of which may be the last.
    let lines = !packed && !is_one_document(bytes);
    let whole = tally(bytes, Some(format));
    let mut random = SplitMix::of(path);
    let end = bytes.trim_ascii_end().len();
    for cut in 0..dose.cuts {
        let at = 1 + random.below(end.saturating_sub(1));
        let what = say(&format!("{path} as {}, cut {cut} at byte {at}", format.id()));
        let cut = check(&what, &bytes[..at], format, packed);
        if let (Some(cut), Ok(whole)) = (cut, &whole) {
            check_cut(&what, &cut, whole, lines);
        }
    }
    for flip in 0..dose.flips {
        let mut bytes = bytes.to_vec();
        // One bit, as memory does it, up to a run of them.
        for _ in 0..=flip % 8 {
            let (at, bit) = (random.below(bytes.len()), random.below(8));
            bytes[at] ^= 1 << bit;
        }
        let what = say(&format!("{path} as {}, flip {flip}", format.id()));
        check(&what, &bytes, format, packed);
    }
    dose.cuts + dose.flips
}

/// The reader of a file that none recognises: that of its neighbours.
fn of_folder(path: &str) -> &'static dyn Format {
    let folder = path.split('/').next().unwrap_or_default();
    let ids = FOLDERS.iter().find(|(name, _)| *name == folder).map_or(&["table"][..], |(_, ids)| ids);
    format(ids[0]).unwrap()
}

/// Whether nothing but one JSON value or one XML document fills the file, so that no part of it is whole.
fn is_one_document(bytes: &[u8]) -> bool {
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    match text.first() {
        Some(b'{' | b'[') => serde_json::from_slice::<serde::de::IgnoredAny>(text).is_ok(),
        first => first == Some(&b'<'),
    }
}

fn files(dose: &Dose) -> Option<Vec<(String, Vec<u8>)>> {
    let corpus = corpus()?;
    let manifest = fs::read_to_string(corpus.join("MANIFEST.tsv")).unwrap();
    let paths = manifest.lines().skip(1).filter_map(|line| line.split('\t').next());
    let small = paths.map(|path| (path.to_owned(), fs::read(corpus.join(path)).unwrap()));
    let files = small.filter(|(_, bytes)| (1..=dose.largest).contains(&bytes.len()));
    Some(files.step_by(dose.every).collect())
}

/// Waits for the end, but not for ever for the next word.
fn watch(about: &Receiver<String>) {
    let mut last = "the beginning".to_owned();
    let mut began = Instant::now();
    let mut longest = (Duration::ZERO, String::new());
    loop {
        match about.recv_timeout(PATIENCE) {
            Ok(next) => {
                longest = longest.max((began.elapsed(), last));
                (last, began) = (next, Instant::now());
            }
            Err(RecvTimeoutError::Timeout) => panic!("takes longer than {PATIENCE:?}: {last}"),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    println!("the longest reading took {:?}: {}; the last was {last}", longest.0, longest.1);
}

#[test]
fn a_battered_file_is_read_or_refused() {
    let dose = if std::env::var("CLOSEOUT_BATTERED").as_deref() == Ok("all") { ALL } else { SAMPLE };
    let Some(files) = files(&dose) else { return };
    let (about, told) = channel();
    let worker = thread::spawn(move || {
        let forms: usize = files.iter().map(|(path, bytes)| batter(path, bytes, &dose, &about)).sum();
        (files.len(), forms)
    });
    watch(&told);
    let (files, forms) = worker.join().unwrap();
    println!("{forms} battered forms of {files} files");
    assert!(forms > 3_000, "only {forms} of {files} files");
}
