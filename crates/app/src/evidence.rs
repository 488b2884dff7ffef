//! Keeping evidence: a file by its content, then the word of who attached it.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use closeout_domain::{
    ids::{Digest, ItemNumber, PartNumber},
    item::{Command, Item, value::Evidence},
};
use sha2::{Digest as _, Sha256};

use crate::{
    Actor, App, Error,
    auth::blocking,
    ports::ReadSeek,
    record::{Event, Stream},
};

/// The largest piece of evidence, in bytes.
pub const LARGEST_EVIDENCE: u64 = 256 << 20;

/// A file that has arrived in the staging folder.
#[derive(Debug, Clone)]
pub struct Arrived<'a> {
    /// Where it is; it is taken over from there.
    pub path: &'a Path,
    /// Its name, as it was given.
    pub name: String,
    /// Its media type, as it was given.
    pub media_type: String,
    /// What it shows; may be empty.
    pub shows: String,
    /// The acceptance test it speaks to.
    pub test: Option<PartNumber>,
}

impl App {
    /// Attaches a file to an item. The file is kept before the record says so.
    ///
    /// # Errors
    /// A refusal with its rule, a file that is too large, or a failing disk or store.
    pub async fn attach(
        &self,
        actor: &Actor,
        number: ItemNumber,
        seen: Option<u64>,
        file: Arrived<'_>,
    ) -> Result<Item, Error> {
        let path = file.path.to_owned();
        let (digest, size) = blocking("reading a file", move || digest_file(&path))
            .await?
            .map_err(|source| disk("read the file", source))?;
        if size > LARGEST_EVIDENCE {
            return Err(Error::TooLarge { what: file.name, limit: format!("{} MB", LARGEST_EVIDENCE >> 20) });
        }
        let name = base_name(&file.name);
        let evidence = Evidence {
            digest,
            name,
            size,
            media_type: media_type(&file.media_type),
            shows: file.shows,
            test: file.test,
        };
        let ground = self.ground(actor).await?;
        let item = self.load_item(actor, number).await?;
        let command = Command::AttachEvidence { evidence };
        // Asked before the file is kept, so that a refusal leaves nothing behind.
        self.decide_item(actor, &ground, self.world.clock.now(), Some(item), vec![command.clone()])?;
        self.world.blobs.take(digest, file.path).await.map_err(|source| disk("keep the file", source))?;
        let item = self.change_item(actor, number, seen, vec![command]).await?;
        self.run_after_attaching(actor, item, file.test).await
    }

    /// Opens a piece of evidence of an item, withdrawn or not.
    ///
    /// # Errors
    /// When the item has no such evidence, or the disk fails.
    pub async fn open_evidence(
        &self,
        actor: &Actor,
        number: ItemNumber,
        digest: Digest,
    ) -> Result<(Evidence, Box<dyn ReadSeek>), Error> {
        let item = self.item_for_reading(actor, number).await?;
        let exhibit = item.exhibits.into_iter().find(|e| e.evidence.digest == digest);
        let exhibit = exhibit.ok_or_else(|| Error::NotFound { what: "evidence", id: digest.to_string() })?;
        let file = self.world.blobs.open(digest).await.map_err(|source| disk("open the file", source))?;
        Ok((exhibit.evidence, file))
    }

    /// Opens the file of an import.
    ///
    /// # Errors
    /// When there is no such import here, or the disk fails.
    pub async fn open_import(
        &self,
        actor: &Actor,
        id: closeout_domain::ids::ImportId,
    ) -> Result<(String, u64, Box<dyn ReadSeek>), Error> {
        self.permitted(actor, closeout_domain::policy::Action::Read).await?;
        let events = self.events(actor, Stream::Import(id)).await?;
        let record = events.iter().find_map(|r| match &r.event {
            Event::Import(closeout_domain::import::Event::Committed(record)) => Some(record),
            _ => None,
        });
        let record = record.ok_or_else(|| Error::NotFound { what: "import", id: id.to_string() })?;
        let file = self.world.blobs.open(record.digest).await.map_err(|source| disk("open the file", source))?;
        Ok((record.file.clone(), record.size, file))
    }
}

pub(crate) fn disk(action: &'static str, source: io::Error) -> Error {
    Error::Disk { action, source }
}

/// SHA-256 and size of a file, read piece by piece.
pub(crate) fn digest_file(path: &Path) -> io::Result<(Digest, u64)> {
    let (mut file, mut hash, mut size, mut buffer) = (File::open(path)?, Sha256::new(), 0u64, vec![0; 1 << 16]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok((Digest(hash.finalize().into()), size)),
            n => {
                hash.update(buffer.get(..n).unwrap_or_default());
                size += n as u64;
            }
        }
    }
}

/// The last part of a path, as browsers on any system send it, without control characters.
pub(crate) fn base_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = base.chars().filter(|c| !c.is_control()).take(200).collect();
    match clean.trim() {
        "" | "." | ".." => "file".into(),
        base => base.into(),
    }
}

/// A media type as it may be repeated in a header, or the one for unknown bytes.
fn media_type(given: &str) -> String {
    let token =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || "!#$&^_.+-".contains(c));
    let essence = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.split_once('/') {
        Some((kind, sub)) if token(kind) && token(sub) && essence.len() <= 100 => essence,
        _ => "application/octet-stream".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_types_cannot_smuggle_anything() {
        for (given, kept) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\scans\\a.nessus", "a.nessus"),
            ("..", "file"),
            ("", "file"),
            ("a\r\nb.txt", "ab.txt"),
        ] {
            assert_eq!(base_name(given), kept);
        }
        assert_eq!(media_type("text/html; charset=utf-8"), "text/html");
        assert_eq!(media_type("text/html\r\nX: y"), "application/octet-stream");
    }
}
