//! Files that a command names: read, copied, written.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use anyhow::{Context, anyhow};
use closeout_app::Error;

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

/// Writes what the record keeps to a new file. Nothing is overwritten.
pub fn save(from: &mut impl Read, to: &Path, output: Output) -> Result<(), Failure> {
    let mut file = match File::create_new(to) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Err(Failure::Usage(format!("{} exists already; nothing is overwritten", to.display())));
        }
        other => other.with_context(|| format!("failed to write {}", to.display()))?,
    };
    let bytes = io::copy(from, &mut file).with_context(|| format!("failed to write {}", to.display()))?;
    match output {
        Output::Text => output::text(&format!("Saved as {}.", to.display())),
        Output::Json | Output::Ndjson => output::json(&serde_json::json!({ "file": to, "bytes": bytes })),
    }
}
