//! The schema, brought up to this version when the store is opened. Several servers may start at once.

use deadpool_postgres::ClientWrapper;

use super::error::ConnectError;

mod embedded {
    refinery::embed_migrations!("migrations/postgres");
}

/// Locks of a session are numbers of the whole database; this one belongs to the schema in which our tables are.
const LOCK: &str = "SELECT pg_advisory_lock(hashtextextended('closeout schema ' || current_schema(), 0))";

/// Why the schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// It is ahead of this program.
    #[error(transparent)]
    Newer(#[from] ConnectError),
    /// A step failed, or a step that was taken is not the one that this program knows.
    #[error("failed to bring the schema up to date: {0}")]
    Step(#[from] refinery::Error),
    /// The server failed.
    #[error("failed to read the schema's version")]
    Server(#[from] tokio_postgres::Error),
}

/// Brings the schema up to date. The connection is used up, and the lock ends with it.
///
/// # Errors
/// [`MigrateError`].
pub async fn run(mut client: ClientWrapper) -> Result<(), MigrateError> {
    client.batch_execute(LOCK).await?;
    let runner = embedded::migrations::runner();
    let known = runner.get_migrations().iter().map(refinery::Migration::version).max().unwrap_or(0);
    let exists: bool = client.query_one("SELECT to_regclass('refinery_schema_history') IS NOT NULL", &[]).await?.get(0);
    if exists {
        let row = client.query_one("SELECT coalesce(max(version), 0) FROM refinery_schema_history", &[]).await?;
        let found: i32 = row.get(0);
        if found > known {
            return Err(ConnectError::Newer { found, known }.into());
        }
    }
    runner.run_async(&mut *client).await?;
    Ok(())
}
