//! What the tests of this crate share.
#![expect(dead_code, reason = "each test file uses a part of it")]
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test fails by panicking and says why it skips")]

pub mod files;
pub mod random;

use std::{fs, ops::ControlFlow::Continue, path::PathBuf};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{Coverage, Tool},
    observation::Observation,
};
use closeout_intake::{Flow, Format, Problem, Problems, Sink, Unreadable, open};

/// Files of this crate's own.
pub fn fixtures() -> PathBuf {
    PathBuf::from("tests/fixtures")
}

/// The project's root.
pub fn root() -> PathBuf {
    PathBuf::from("../..")
}

/// The fixture of that format and name, whatever its extension.
pub fn fixture(format: &str, name: &str) -> Option<PathBuf> {
    fs::read_dir(fixtures().join(format)).ok()?.filter_map(|entry| Some(entry.ok()?.path())).find(|path| {
        path.file_stem().is_some_and(|stem| stem == name) && path.extension().is_none_or(|end| end != "expected")
    })
}

/// The corpus of other tools' files; `None`, with a line that says so, where there is none.
pub fn corpus() -> Option<PathBuf> {
    let path = std::env::var_os("CLOSEOUT_CORPUS").map_or_else(|| root().join("../shared/corpus"), PathBuf::from);
    if path.join("raw_counts.json").is_file() {
        return Some(path);
    }
    assert!(std::env::var("CI").as_deref() != Ok("true"), "the corpus is missing: set CLOSEOUT_CORPUS");
    println!("skipped: no corpus; set CLOSEOUT_CORPUS to the folder that holds raw_counts.json");
    None
}

/// Counts everything and keeps the problems.
#[derive(Default)]
pub struct Count {
    pub observations: u64,
    pub covered: Vec<String>,
    pub problems: Problems,
    /// Stops the read after so many observations.
    pub stop_after: Option<u64>,
    /// The longest text of any observation.
    pub longest: usize,
}

impl Sink for Count {
    fn tool(&mut self, _: &Tool<'_>) {}

    fn observation(&mut self, observation: &Observation<'_>) -> Flow {
        self.observations += 1;
        let texts = [observation.title, observation.description, observation.output, observation.recommendation];
        self.longest = texts.iter().map(|text| text.len()).fold(self.longest, usize::max);
        if self.stop_after == Some(self.observations) { Flow::Break(()) } else { Continue(()) }
    }

    fn coverage(&mut self, coverage: &Coverage<'_>) -> Flow {
        self.covered.push(covered(coverage));
        Continue(())
    }

    fn problem(&mut self, problem: Problem) {
        self.problems.push(problem);
    }
}

/// One line about a coverage.
pub fn covered(coverage: &Coverage<'_>) -> String {
    let Coverage { asset, reached, authenticated, seen_at, check_set, checks } = coverage;
    let seen_at = seen_at.map(|at| at.to_string()).unwrap_or_default();
    let names = named(asset);
    format!("{names} reached={reached} authenticated={authenticated:?} {seen_at} {check_set:?} {checks:?}")
}

fn named(asset: &AssetNames<'_>) -> String {
    asset.names().map(|(kind, name)| format!("{}={name}", kind.word())).collect::<Vec<_>>().join(" ")
}

/// Reads bytes as a format, or as the one that claims them.
pub fn read(bytes: &[u8], format: Option<&dyn Format>) -> Result<Count, Unreadable> {
    let mut count = Count::default();
    let source = open(bytes)?;
    let format = match format {
        Some(format) => format,
        None => source.detect()?,
    };
    source.read(format, &mut count)?;
    Ok(count)
}

/// The beginnings of the messages of all problems.
pub fn messages(count: &Count) -> Vec<String> {
    count.problems.kept().iter().map(ToString::to_string).collect()
}

/// A ZIP archive of these files: `deflated` or stored, with the sizes before the data or behind it.
pub fn zip(files: &[(&str, &[u8])], deflated: bool, described_later: bool) -> Vec<u8> {
    let mut archive = Vec::new();
    let mut directory = Vec::new();
    for (name, bytes) in files {
        directory.extend(b"PK\x01\x02\x14\x00\x14\x00");
        directory.extend([0; 20]);
        directory.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        directory.extend([0; 16]);
        directory.extend(name.as_bytes());
        let packed = if deflated { deflate(bytes) } else { bytes.to_vec() };
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        let facts: Vec<u8> = [crc.sum(), u32::try_from(packed.len()).unwrap(), u32::try_from(bytes.len()).unwrap()]
            .into_iter()
            .flat_map(u32::to_le_bytes)
            .collect();
        archive.extend(b"PK\x03\x04\x14\x00");
        archive.extend(if described_later { [8, 0] } else { [0, 0] });
        archive.extend(if deflated { [8, 0] } else { [0, 0] });
        archive.extend([0; 4]);
        archive.extend(if described_later { &[0; 12] } else { &facts[..] });
        archive.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        archive.extend([0, 0]);
        archive.extend(name.as_bytes());
        archive.extend(packed);
        if described_later {
            archive.extend(b"PK\x07\x08");
            archive.extend(facts);
        }
    }
    let size = u32::try_from(directory.len()).unwrap();
    archive.extend(directory);
    archive.extend(b"PK\x05\x06");
    archive.extend([0; 8]);
    archive.extend(size.to_le_bytes());
    archive.extend([0; 6]);
    archive
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The bytes as gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}
