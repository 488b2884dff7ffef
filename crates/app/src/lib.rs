//! The application service: every use case, once, for pages, the API and the command line.

pub mod bulk;
pub mod ports;
pub mod query;
pub mod record;
pub mod views;
