//! Files and folders that only the one who runs the program may look into: the record tells where a firm is weak.

use std::{
    fs::{DirBuilder, File, OpenOptions},
    io,
    path::Path,
};

/// Makes a folder, and those above it that are missing. One that is there stays as it is.
///
/// # Errors
/// When it cannot be made.
pub fn folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(path)
}

/// Makes a file that is not there yet, or empties the one that is, to be written.
///
/// # Errors
/// When it cannot be made.
pub fn file(path: &Path) -> io::Result<File> {
    options().truncate(true).open(path)
}

/// Makes a file if it is not there yet.
///
/// # Errors
/// When it cannot be made.
pub fn touch(path: &Path) -> io::Result<()> {
    options().truncate(false).open(path).map(drop)
}

fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
