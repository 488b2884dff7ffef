//! Connections to the file, set up for what they do. Sizes of memory are in KiB where they are negative.

use std::{path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags};

/// How long to wait for another process that writes.
const BUSY: Duration = Duration::from_secs(5);
/// Statements that a connection keeps prepared.
const STATEMENTS: usize = 96;

/// For every connection. A commit returns when it is on the disk. Sorting that needs more memory goes to files.
const ALWAYS: &str = "
    PRAGMA synchronous = FULL;
    PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF;
    PRAGMA temp_store = FILE;
    PRAGMA cache_size = -2048;
";

/// For the writer, from one large write to the next. A log that a large import has blown up is cut to 32 MiB.
const USUAL: &str = "
    PRAGMA cache_size = -4096;
    PRAGMA wal_autocheckpoint = 1000;
    PRAGMA journal_size_limit = 33554432;
";

/// For the writer, during a large write. The log is not taken up within the commit, so that it is acknowledged sooner.
pub const BULK: &str = "
    PRAGMA cache_size = -16384;
    PRAGMA wal_autocheckpoint = 0;
";

/// The connection that writes, and that makes the file if there is none. Nothing in the file is touched yet.
pub fn writer(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, flags() | OpenFlags::SQLITE_OPEN_CREATE)?;
    connection.busy_timeout(BUSY)?;
    Ok(connection)
}

/// Sets up the writer, once the file is known to be ours.
pub fn set_up_writer(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    connection.execute_batch(ALWAYS)?;
    connection.execute_batch(USUAL)
}

/// Ends a large write: takes up the log as far as readers let it, and gives memory back.
pub fn usual(connection: &Connection) -> rusqlite::Result<()> {
    connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
    connection.execute_batch(USUAL)?;
    connection.execute_batch("PRAGMA shrink_memory")
}

/// A connection that reads.
pub fn reader(path: &Path) -> rusqlite::Result<Connection> {
    let connection = copier(path)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// A connection that reads and may write other files.
pub fn copier(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, flags())?;
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.execute_batch(ALWAYS)?;
    Ok(connection)
}

/// Every connection is used by one thread at a time; without SQLITE_OPEN_URI a name is a path, whatever it looks like.
fn flags() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX
}
