//! Errors that say what to do when there is no connection to be had.

/// Why the database cannot be opened. Never holds a password.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The URL is wrong.
    #[error("the database URL is not understood: {0}; it looks like postgres://user:password@host:5432/database")]
    Url(String),
    /// The file of certificate authorities is wrong.
    #[error("the certificates of sslrootcert={file} cannot be used: {why}")]
    Authorities {
        /// The file.
        file: String,
        /// What is wrong.
        why: String,
    },
    /// Encryption failed.
    #[error("no encrypted connection: {0}")]
    Tls(String),
    /// There is no such host, or it does not answer.
    #[error("nothing answers at {place}: {why}")]
    Unreachable {
        /// Host and port.
        place: String,
        /// What the system said.
        why: String,
    },
    /// The user or the password is wrong.
    #[error("the server at {place} does not let {user} in: {why}")]
    NotLetIn {
        /// Host and port.
        place: String,
        /// As whom.
        user: String,
        /// What the server said.
        why: String,
    },
    /// There is no such database.
    #[error("there is no database {database} at {place}; create it first: createdb {database}")]
    NoDatabase {
        /// Its name.
        database: String,
        /// Host and port.
        place: String,
    },
    /// The database is ahead of this program.
    #[error("the database is at schema {found} and this version of closeout knows {known}: use the newer version")]
    Newer {
        /// The schema it is at.
        found: i32,
        /// The newest schema that this version knows.
        known: i32,
    },
    /// The database holds text in an alphabet of its own.
    #[error(
        "the database {database} keeps text as {encoding}; create one with: createdb -E UTF8 -T template0 {database}"
    )]
    Encoding {
        /// Its name.
        database: String,
        /// As PostgreSQL names it.
        encoding: String,
    },
    /// Every connection is in use.
    #[error("every connection to {place} is in use, or none could be made in time")]
    Busy {
        /// Host and port.
        place: String,
    },
    /// Anything else.
    #[error("the server at {place} says: {why}")]
    Server {
        /// Host and port.
        place: String,
        /// What it said.
        why: String,
    },
}
