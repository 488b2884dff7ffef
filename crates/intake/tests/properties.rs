//! What holds for any bytes at all. `PROPTEST_CASES=100000` looks harder than the default of 256.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod support;

use std::{fs, io, io::Read, sync::LazyLock};

use closeout_intake::{FORMATS, Format, open, write_ndjson};
use proptest::prelude::*;
use support::{Count, fixture, messages, read};

/// Every fixture with its format.
static FIXTURES: LazyLock<Vec<(&'static dyn Format, Vec<u8>)>> = LazyLock::new(|| {
    FORMATS
        .iter()
        .flat_map(|format| ["none", "one", "many", "hostile"].map(|name| (*format, name)))
        .map(|(format, name)| (format, fs::read(fixture(format.id(), name).unwrap()).unwrap()))
        .collect()
});

/// A fixture that somebody tampered with: bytes changed, taken out, put in, repeated.
fn tampered() -> impl Strategy<Value = (usize, Vec<u8>)> {
    let edit = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..5_u8, any::<u8>());
    (0..FIXTURES.len(), prop::collection::vec(edit, 1..12)).prop_map(|(which, edits)| {
        let mut bytes = FIXTURES[which].1.clone();
        for (at, other, kind, byte) in edits {
            if bytes.is_empty() {
                break;
            }
            let (at, other) = (at.index(bytes.len()), other.index(bytes.len()));
            let (start, end) = (at.min(other), at.max(other));
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, b"<>&\"'/{}[],;:\n\\"[usize::from(byte) % 15]),
                2 => drop(bytes.drain(start..end.min(start + 200))),
                3 => {
                    let piece = bytes[start..end.min(start + 200)].to_vec();
                    bytes.splice(at..at, piece);
                }
                _ => bytes.truncate(at),
            }
        }
        (which, bytes)
    })
}

/// Hands out a few bytes at a time.
struct Dribble<'a>(&'a [u8], usize);

impl Read for Dribble<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let wanted = buffer.len().min(self.1);
        self.0.read(&mut buffer[..wanted])
    }
}

fn report(count: &Count) -> (u64, Vec<String>, Vec<String>) {
    (count.observations, count.covered.clone(), messages(count))
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused_by_every_format(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        for format in FORMATS {
            if let Err(refusal) = read(&bytes, Some(*format)) {
                prop_assert!(!refusal.advice.is_empty());
            }
        }
    }

    #[test]
    fn tampered_files_are_read_or_refused((which, bytes) in tampered()) {
        let (format, _) = FIXTURES[which];
        if let Err(refusal) = read(&bytes, Some(format)) {
            prop_assert!(!refusal.advice.is_empty());
        }
        let _ = write_ndjson(&bytes[..], None, &mut io::sink());
    }

    #[test]
    fn how_a_file_arrives_changes_nothing((which, bytes) in tampered(), piece in 1..40_usize) {
        let (format, _) = FIXTURES[which];
        let whole = read(&bytes, Some(format));
        let mut dribbled = Count::default();
        let result = open(Dribble(&bytes, piece)).and_then(|source| source.read(format, &mut dribbled));
        match (whole, result) {
            (Ok(whole), Ok(())) => prop_assert_eq!(report(&whole), report(&dribbled)),
            (Err(whole), Err(dribbled)) => prop_assert_eq!(whole, dribbled),
            (whole, dribbled) => prop_assert!(false, "{:?} against {dribbled:?}", whole.map(|count| report(&count))),
        }
    }

    #[test]
    fn a_cut_file_never_says_more_than_the_whole((which, cut) in (0..FIXTURES.len(), any::<prop::sample::Index>())) {
        let (format, bytes) = &FIXTURES[which];
        let whole = read(bytes, Some(*format)).unwrap();
        if let Ok(part) = read(&bytes[..cut.index(bytes.len())], Some(*format)) {
            prop_assert!(part.observations <= whole.observations);
        }
    }
}
