//! The schema, brought up to this version when the file is opened, and the files that are refused.

use std::path::{Path, PathBuf};

use refinery::error::Kind;
use rusqlite::{Connection, ErrorCode};

mod embedded {
    refinery::embed_migrations!("migrations/sqlite");
}

/// What the file's header says: ours. "Clos", read as a number.
const APPLICATION: i32 = 0x436c_6f73;

/// Why a file cannot be opened as a store.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It is something else.
    #[error("{0} is not a database")]
    NotADatabase(PathBuf),
    /// Another program made it.
    #[error("{0} is a database of another program")]
    Foreign(PathBuf),
    /// It is ahead of this program.
    #[error(
        "{path} was written by a newer version of this program (schema {found}, known up to {known}); update first"
    )]
    Newer {
        /// Which file.
        path: PathBuf,
        /// The schema it has.
        found: i32,
        /// The newest schema that this program knows.
        known: i32,
    },
    /// A step to a newer schema failed, or a step that was taken is not the one that this program knows.
    #[error("failed to bring the schema up to date")]
    Step(#[from] refinery::Error),
    /// What findings come to could not be worked out after a step to a newer schema.
    #[error("{0}: failed to work findings out for the newer schema")]
    Unsettled(PathBuf, #[source] closeout_app::ports::StoreError),
    /// No thread could be started.
    #[error("{0}: failed to start the writer")]
    Thread(PathBuf, #[source] std::io::Error),
    /// SQLite failed.
    #[error("failed to open {0}")]
    Sqlite(PathBuf, #[source] rusqlite::Error),
}

/// Refuses what is not ours, marks an empty file as ours, and brings the schema up to date.
///
/// # Errors
/// [`OpenError`]; the file is as it was then.
pub fn run(connection: &mut Connection, path: &Path) -> Result<(), OpenError> {
    claim(connection, path).map_err(|error| match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => OpenError::NotADatabase(path.to_owned()),
        _ => OpenError::Sqlite(path.to_owned(), error),
    })??;
    let runner = embedded::migrations::runner().set_grouped(true);
    let known = runner.get_migrations().iter().map(refinery::Migration::version).max().unwrap_or(0);
    match runner.run(connection) {
        Ok(_) => Ok(()),
        Err(error) => Err(match error.kind() {
            Kind::MissingVersion(step) if step.version() > known => {
                OpenError::Newer { path: path.to_owned(), found: step.version(), known }
            }
            _ => OpenError::Step(error),
        }),
    }
}

/// SQLite's own errors outside, ours inside.
fn claim(connection: &Connection, path: &Path) -> rusqlite::Result<Result<(), OpenError>> {
    let number = |sql| connection.query_row(sql, [], |row| row.get::<_, i32>(0));
    if number("PRAGMA application_id")? == APPLICATION {
        return Ok(Ok(()));
    }
    if number("SELECT count(*) FROM sqlite_schema")? > 0 {
        return Ok(Err(OpenError::Foreign(path.to_owned())));
    }
    // Larger pages than usual: rows of imports are some hundred bytes and come by the ten thousand. Only an empty file
    // takes the size.
    connection.execute_batch(&format!("PRAGMA page_size = 8192; PRAGMA application_id = {APPLICATION}"))?;
    Ok(Ok(()))
}
