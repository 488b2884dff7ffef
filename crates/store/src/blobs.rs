//! Files by their content, in a folder: `ab/cdef…` holds the file whose SHA-256 is `abcdef…`.
//!
//! A file appears under its digest whole and on the disk, or not at all; what is there is read-only and never replaced.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use async_trait::async_trait;
use closeout_app::ports::{Blobs, ReadSeek};
use closeout_domain::ids::Digest;

use crate::private;

/// Where files arrive; not a digest's beginning, so that no list mistakes it for one.
const STAGING: &str = "staging";

/// Files in a folder.
#[derive(Debug, Clone)]
pub struct FolderBlobs {
    folder: PathBuf,
    staging: PathBuf,
}

impl FolderBlobs {
    /// Uses a folder, and makes it if it is not there; only its owner may look into it then.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let staging = folder.join(STAGING);
        private::folder(&staging)?;
        Ok(Self { folder: folder.to_owned(), staging })
    }

    fn path(&self, digest: Digest) -> PathBuf {
        let name = digest.to_string();
        let (first, rest) = name.split_at_checked(2).unwrap_or(("", &name));
        self.folder.join(first).join(rest)
    }
}

#[async_trait]
impl Blobs for FolderBlobs {
    async fn take(&self, digest: Digest, file: &Path) -> io::Result<()> {
        let (target, file, top) = (self.path(digest), file.to_owned(), self.folder.clone());
        blocking(move || {
            let folder = target.parent().unwrap_or(&top);
            private::folder(folder)?;
            let mut permissions = fs::metadata(&file)?.permissions();
            permissions.set_readonly(true);
            let content = File::open(&file)?;
            content.set_permissions(permissions)?;
            content.sync_all()?;
            // A link fails where a file is, which a rename would replace. Not every file system knows links.
            match fs::hard_link(&file, &target) {
                Ok(()) => fs::remove_file(&file)?,
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => fs::remove_file(&file)?,
                Err(_) => fs::rename(&file, &target)?,
            }
            sync_folder(folder)?;
            sync_folder(&top)
        })
        .await
    }

    async fn open(&self, digest: Digest) -> io::Result<Box<dyn ReadSeek>> {
        let path = self.path(digest);
        blocking(move || Ok(Box::new(File::open(path)?) as Box<dyn ReadSeek>)).await
    }

    fn staging(&self) -> &Path {
        &self.staging
    }

    async fn list(&self) -> io::Result<Vec<Digest>> {
        let top = self.folder.clone();
        blocking(move || {
            let mut digests = Vec::new();
            for folder in names(&top)?.into_iter().filter(|name| name.len() == 2) {
                let files = names(&top.join(&folder))?;
                digests.extend(files.into_iter().filter_map(|rest| format!("{folder}{rest}").parse::<Digest>().ok()));
            }
            digests.sort_unstable();
            Ok(digests)
        })
        .await
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

fn names(folder: &Path) -> io::Result<Vec<String>> {
    fs::read_dir(folder)?
        .map(|entry| Ok(entry?.file_name().into_string()))
        .filter_map(|name: io::Result<_>| name.map(Result::ok).transpose())
        .collect()
}

/// Makes new names in a folder last. Only Unix can, and only Unix has to.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Seek as _, SeekFrom};

    use sha2::{Digest as _, Sha256};

    use super::*;

    fn digest(content: &[u8]) -> Digest {
        Digest(Sha256::digest(content).into())
    }

    fn arrive(blobs: &FolderBlobs, name: &str, content: &[u8]) -> PathBuf {
        let path = blobs.staging().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    async fn read(blobs: &FolderBlobs, digest: Digest) -> Vec<u8> {
        let mut content = Vec::new();
        blobs.open(digest).await.unwrap().read_to_end(&mut content).unwrap();
        content
    }

    #[tokio::test]
    async fn a_file_is_kept_under_its_content_and_leaves_where_it_arrived() {
        let home = tempfile::tempdir().unwrap();
        let blobs = FolderBlobs::open(&home.path().join("blobs")).unwrap();
        let file = arrive(&blobs, "1.part", b"scan");
        let key = digest(b"scan");
        blobs.take(key, &file).await.unwrap();
        assert!(!file.exists());
        assert_eq!(read(&blobs, key).await, b"scan");
        let hex = key.to_string();
        let (first, rest) = hex.split_at(2);
        assert!(home.path().join("blobs").join(first).join(rest).is_file());
        let mut again = blobs.open(key).await.unwrap();
        let mut rest = String::new();
        again.seek(SeekFrom::Start(2)).unwrap();
        again.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "an");
    }

    #[tokio::test]
    async fn what_is_there_stays_whatever_comes_under_its_name() {
        let home = tempfile::tempdir().unwrap();
        let blobs = FolderBlobs::open(home.path()).unwrap();
        let key = digest(b"first");
        blobs.take(key, &arrive(&blobs, "1.part", b"first")).await.unwrap();
        let wrong = arrive(&blobs, "2.part", b"other");
        blobs.take(key, &wrong).await.unwrap();
        assert_eq!(read(&blobs, key).await, b"first");
        assert!(!wrong.exists());
    }

    #[tokio::test]
    async fn everything_that_is_kept_is_listed_and_nothing_else() {
        let home = tempfile::tempdir().unwrap();
        let blobs = FolderBlobs::open(home.path()).unwrap();
        assert_eq!(blobs.list().await.unwrap(), []);
        let mut keys = Vec::new();
        for n in 0..20_u8 {
            let key = digest(&[n]);
            blobs.take(key, &arrive(&blobs, "next", &[n])).await.unwrap();
            keys.push(key);
        }
        arrive(&blobs, "unfinished", b"half");
        fs::write(home.path().join("notes.txt"), "not ours").unwrap();
        keys.sort_unstable();
        assert_eq!(blobs.list().await.unwrap(), keys);
        let opened_again = FolderBlobs::open(home.path()).unwrap();
        assert_eq!(opened_again.list().await.unwrap(), keys);
    }

    #[tokio::test]
    async fn what_is_not_there_is_an_error_and_leaves_nothing() {
        let home = tempfile::tempdir().unwrap();
        let blobs = FolderBlobs::open(home.path()).unwrap();
        let key = digest(b"gone");
        assert_eq!(blobs.open(key).await.err().unwrap().kind(), io::ErrorKind::NotFound);
        assert!(blobs.take(key, &blobs.staging().join("gone")).await.is_err());
        assert_eq!(blobs.list().await.unwrap(), []);
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn only_the_owner_looks_in_and_nobody_writes() {
        use std::os::unix::fs::PermissionsExt as _;
        let home = tempfile::tempdir().unwrap();
        let blobs = FolderBlobs::open(&home.path().join("blobs")).unwrap();
        let key = digest(b"scan");
        blobs.take(key, &arrive(&blobs, "1.part", b"scan")).await.unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&home.path().join("blobs")), 0o700);
        assert_eq!(mode(&blobs.path(key)) & 0o222, 0);
    }
}
