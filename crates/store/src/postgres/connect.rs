//! Two pools of connections, and what it means when none can be made.

use std::{error::Error as _, io, time::Duration};

use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Runtime};
use tokio_postgres::error::SqlState;

use super::{
    error::ConnectError,
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
