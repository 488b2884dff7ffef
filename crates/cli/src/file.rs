//! Files that a command names: read, copied, written.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use anyhow::{Context, anyhow};
use closeout_app::Error;
use closeout_domain::ids::Digest;
use sha2::{Digest as _, Sha256};

use crate::{
    fail::Failure,
    output::{self, Output},
};

/// Opens a file that is there. A folder is none.
pub fn open(path: &Path) -> Result<File, Failure> {
    let file = File::open(path).map_err(|source| missing(path, source))?;
    match file.metadata().is_ok_and(|found| found.is_dir()) {
        true => Err(Failure::Usage(format!("{} is a folder; name the files in it", path.display()))),
        false => Ok(file),
    }
}

/// Copies a file to where it is taken over from.
pub fn copy(path: &Path, to: &Path) -> Result<(), Failure> {
    open(path)?;
    std::fs::copy(path, to).map_err(|source| missing(path, source))?;
    Ok(())
}

fn missing(path: &Path, source: io::Error) -> Failure {
    match source.kind() {
        io::ErrorKind::NotFound => Error::NotFound { what: "file", id: path.display().to_string() }.into(),
        _ => anyhow!(source).context(format!("failed to open {}", path.display())).into(),
    }
}

/// Writes what the record keeps to a new file. Nothing is overwritten, and what does not have the hash that the record names
/// is not handed out.
pub fn save(from: &mut impl Read, digest: Digest, to: &Path, output: Output) -> Result<(), Failure> {
    let failed = || format!("failed to write {}", to.display());
    let mut file = match File::create_new(to) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(Failure::Usage(format!("{} exists already; nothing is overwritten", to.display())));
        }
        other => other.with_context(failed)?,
    };
    let mut hashed = Hashed { inner: from, hash: Sha256::new() };
    let bytes = io::copy(&mut hashed, &mut file).with_context(failed)?;
    let found = Digest(hashed.hash.finalize().into());
    if found != digest {
        std::fs::remove_file(to).with_context(failed)?;
        return Err(Failure::Changed { digest, found });
    }
    match output {
        Output::Text => output::text(&format!("Saved as {}.", to.display())),
        Output::Json | Output::Ndjson => output::json(&serde_json::json!({ "file": to, "bytes": bytes })),
    }
}

/// A reader that hashes what passes.
struct Hashed<'r, R> {
    inner: &'r mut R,
    hash: Sha256,
}

impl<R: Read> Read for Hashed<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.hash.update(buffer.get(..n).unwrap_or_default());
        Ok(n)
    }
}
