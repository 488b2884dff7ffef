//! What every target does: the bytes as they are, read as one format and as whatever they look like.

use std::io::sink;

use closeout_intake::{inspect, write_ndjson};

/// Panics only if the reading does.
pub fn check(format: &str, bytes: &[u8]) {
    if let Err(refusal) = inspect(bytes, Some(format)) {
        assert!(!refusal.advice.is_empty(), "{refusal}");
    }
    let _ = write_ndjson(bytes, None, &mut sink());
}
