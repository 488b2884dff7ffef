//! A backup: one ZIP that holds a consistent copy of the database and every file beside it.

use std::{
    fs::File,
    io::{self, Read, Write},
    path::{Component, Path, PathBuf},
};

use anyhow::{Context, anyhow};
use closeout_app::Error;
use closeout_store::{private, sqlite::SqliteStore};
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use crate::{fail::Failure, place::DATABASE};

/// Copies a record that may be in use. The database is copied first: files that it names are never removed.
pub async fn write(folder: &Path, database: &Path, to: &Path) -> Result<u64, Failure> {
    let beside = tempfile::tempdir_in(folder).context("failed to make a folder for the copy")?;
    let copy = beside.path().join(DATABASE);
    SqliteStore::open(database)?.backup_to(&copy).await?;
    let partial = to.with_extension("partial");
    let blobs = folder.join("blobs");
    let target = to.to_owned();
    let packing = move || -> anyhow::Result<u64> {
        let mut zip = ZipWriter::new(private::file(&partial)?);
        add(&mut zip, &copy, DATABASE)?;
        let mut files = 0;
        for (path, name) in kept(&blobs)? {
            add(&mut zip, &path, &format!("blobs/{name}"))?;
            files += 1;
        }
        zip.finish()?.sync_all()?;
        std::fs::rename(&partial, &target)?;
        Ok(files)
    };
    let packed = tokio::task::spawn_blocking(packing).await.context("failed to pack the backup")?;
    Ok(packed.with_context(|| format!("failed to write {}", to.display()))?)
}

/// Every kept file with its name within the backup; files that are still arriving are left out.
fn kept(blobs: &Path) -> io::Result<Vec<(PathBuf, String)>> {
    let mut files = Vec::new();
    for shelf in std::fs::read_dir(blobs)? {
        let shelf = shelf?;
        let short = shelf.file_name().len() == 2;
        for file in if short { Some(std::fs::read_dir(shelf.path())?) } else { None }.into_iter().flatten() {
            let file = file?;
            let name = format!("{}/{}", shelf.file_name().display(), file.file_name().display());
            files.push((file.path(), name));
        }
    }
    files.sort();
    Ok(files)
}

fn add(zip: &mut ZipWriter<File>, path: &Path, name: &str) -> anyhow::Result<()> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).large_file(true);
    zip.start_file(name, options)?;
    io::copy(&mut File::open(path)?, zip)?;
    Ok(())
}

/// Unpacks a backup into an empty folder. Only what a backup holds is taken, nothing outside the folder is written, and of a
/// backup that turns out to be damaged nothing is left.
pub fn read(file: File, from: &Path, folder: &Path) -> Result<u64, Failure> {
    let wrong = |why: String| -> Failure {
        let (file, advice) = (from.display().to_string(), "give a file that `closeout backup` wrote".into());
        Error::Unreadable { file, why, advice }.into()
    };
    let mut zip = ZipArchive::new(file).map_err(|e| wrong(format!("it is no backup: {e}")))?;
    if zip.index_for_name(DATABASE).is_none() {
        return Err(wrong("it holds no record".into()));
    }
    let mut written = Vec::new();
    let mut unpack_all = || -> Result<(), Failure> {
        for index in 0..zip.len() {
            let mut entry = zip.by_index(index).map_err(|e| wrong(format!("entry {index} is damaged: {e}")))?;
            let Some(name) = entry.enclosed_name().filter(|name| ours(name)) else {
                let name = entry.name().unwrap_or_default();
                return Err(wrong(format!("it holds {name:?}, which no backup does")));
            };
            let target = folder.join(&name);
            written.push(target.clone());
            unpack(&mut entry, &target).map_err(|error| match error.kind() {
                io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
                    wrong(format!("{} in it is damaged: {error}", name.display()))
                }
                _ => anyhow!(error).context(format!("failed to write {}", target.display())).into(),
            })?;
        }
        Ok(())
    };
    let unpacked = unpack_all();
    if unpacked.is_err() {
        written.iter().for_each(|file| drop(std::fs::remove_file(file)));
    }
    unpacked.map(|()| written.len() as u64)
}

fn ours(name: &Path) -> bool {
    let parts: Vec<_> = name.components().collect();
    match parts.as_slice() {
        [Component::Normal(database)] => *database == DATABASE,
        [Component::Normal(blobs), Component::Normal(shelf), Component::Normal(_)] => {
            *blobs == "blobs" && shelf.len() == 2
        }
        _ => false,
    }
}

fn unpack(entry: &mut impl Read, target: &Path) -> io::Result<()> {
    if let Some(folder) = target.parent() {
        private::folder(folder)?;
    }
    let mut file = private::file(target)?;
    io::copy(entry, &mut file)?;
    file.flush()?;
    file.sync_all()
}
