//! How the server is run.

use std::time::Duration;

use axum::http::HeaderName;

/// What whoever runs the server decides.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whether browsers reach it over TLS only: cookies are then sent nowhere else, and browsers are told to remember it.
    pub secure: bool,
    /// The address under which browsers reach it, as in `https://poam.example.com`; forms from any other are refused.
    /// `None` compares with the `Host` of the request.
    pub origin: Option<String>,
    /// The header in which a proxy in front names the client, as in `x-forwarded-for`: its last entry is believed. Leave it
    /// out where nothing stands in front, because anybody can send it.
    pub client_header: Option<HeaderName>,
    /// The largest form or JSON body, in bytes.
    pub largest_form: usize,
    /// The largest file to import, in bytes.
    pub largest_import: u64,
    /// How long a request may take.
    pub patience: Duration,
    /// How long one that brings a file, or reads the whole record, may take.
    pub long_patience: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            secure: false,
            origin: None,
            client_header: None,
            largest_form: 2 << 20,
            largest_import: closeout_app::import::LARGEST,
            patience: Duration::from_secs(30),
            long_patience: Duration::from_secs(60 * 60),
        }
    }
}
