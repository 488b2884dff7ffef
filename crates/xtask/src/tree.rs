//! The files of the source tree, as git sees them: tracked, or new and not ignored.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, ensure};
use cargo_metadata::{Metadata, MetadataCommand};

/// Everything the checks look at, read once.
pub struct Tree {
    pub files: Vec<File>,
    pub metadata: Metadata,
}

pub struct File {
    /// Relative to the workspace root, with `/`.
    pub path: String,
    /// Empty for a file that is not UTF-8: the checks are about text.
    pub text: String,
}

impl Tree {
    pub fn load() -> anyhow::Result<Self> {
        let metadata = MetadataCommand::new().no_deps().exec().context("failed to read the workspace's manifests")?;
        let root = PathBuf::from(&metadata.workspace_root);
        let listing = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(&root)
            .output()
            .context("failed to run git, which lists the files to check")?;
        ensure!(listing.status.success(), "failed to list files: {}", String::from_utf8_lossy(&listing.stderr).trim());
        let mut files = Vec::new();
        for path in String::from_utf8(listing.stdout)?.split_terminator('\0') {
            let full = root.join(path);
            // A file deleted but not yet committed is still listed.
            if full.is_file() {
                let text = String::from_utf8(std::fs::read(&full)?).unwrap_or_default();
                files.push(File { path: path.to_owned(), text });
            }
        }
        ensure!(!files.is_empty(), "failed to find any file to check");
        Ok(Self { files, metadata })
    }
}

/// The files whose name ends like this.
pub fn ending<'a>(files: &'a [File], end: &'a str) -> impl Iterator<Item = &'a File> {
    files.iter().filter(move |file| file.path.ends_with(end))
}

#[cfg(test)]
pub fn file(path: &str, text: &str) -> File {
    File { path: path.to_owned(), text: text.to_owned() }
}
