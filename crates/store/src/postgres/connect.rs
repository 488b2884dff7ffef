//! Two pools of connections, and errors that say what to do when there is none to be had.

use std::{error::Error as _, io, time::Duration};

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use tokio_postgres::error::SqlState;

use super::{
    tls,
    url::{Address, Trust},
};

/// Connections that read at the same time.
const READERS: usize = 8;
/// Connections that write, or wait for an organization's lock, at the same time. Apart from the readers, so that a
/// queue behind a long import leaves pages readable.
const WRITERS: usize = 8;
/// How long a request waits for a free connection.
const QUEUE: Duration = Duration::from_secs(30);

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

/// The connections.
#[derive(Debug, Clone)]
pub struct Pools {
    /// For reading.
    pub read: Pool,
    /// For writing.
    pub write: Pool,
}

impl Pools {
    /// Makes the pools. Nothing is connected yet.
    ///
    /// # Errors
    /// Any of [`ConnectError`] that concerns the certificates.
    pub fn new(address: &Address) -> Result<Self, ConnectError> {
        if address.trust == Trust::Anybody && address.config.get_ssl_mode() != tokio_postgres::config::SslMode::Disable
        {
            tracing::debug!(place = %address, "the database server is not asked to prove who it is: no sslrootcert");
        }
        let pool = |size| {
            let tls = tls::connector(&address.trust)?;
            // One round trip to find out that a connection is dead is cheaper than a page that fails after a restart.
            let config = ManagerConfig { recycling_method: RecyclingMethod::Verified };
            Pool::builder(Manager::from_config(address.config.clone(), tls, config))
                .max_size(size)
                .runtime(Runtime::Tokio1)
                .wait_timeout(Some(QUEUE))
                .create_timeout(Some(QUEUE))
                .build()
                .map_err(|e| ConnectError::Tls(e.to_string()))
        };
        Ok(Self { read: pool(READERS)?, write: pool(WRITERS)? })
    }
}

/// Says what a failure to connect means and what to do about it.
pub fn explain(error: &tokio_postgres::Error, address: &Address) -> ConnectError {
    let place = address.to_string();
    let cause = error.source();
    if let Some(said) = error.as_db_error() {
        let why = said.message().to_owned();
        return match said.code() {
            &SqlState::INVALID_PASSWORD | &SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
                ConnectError::NotLetIn { place, user: address.user().to_owned(), why }
            }
            &SqlState::INVALID_CATALOG_NAME => {
                ConnectError::NoDatabase { database: address.database().to_owned(), place }
            }
            _ => ConnectError::Server { place, why },
        };
    }
    let why = cause.map_or_else(|| error.to_string(), ToString::to_string);
    let text = error.to_string();
    if cause.is_some_and(<dyn std::error::Error>::is::<io::Error>) && !text.contains("TLS") {
        ConnectError::Unreachable { place, why }
    } else if text.contains("TLS") {
        ConnectError::Tls(format!("{place}: {why}"))
    } else if why.contains("password missing") {
        let why = "it asks for a password and the URL has none".to_owned();
        ConnectError::NotLetIn { place, user: address.user().to_owned(), why }
    } else {
        ConnectError::Server { place, why }
    }
}
