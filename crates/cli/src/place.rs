//! Where the record is, and who acts on it.

use std::path::PathBuf;

use clap::Args;

use crate::fail::Failure;

/// The SQLite database within the data folder.
pub const DATABASE: &str = "closeout.db";

/// Where the record is, and who acts on it.
#[derive(Args, Debug, Clone, Default)]
pub struct Place {
    /// Folder that holds the record.
    #[arg(long, value_name = "DIR", env = "CLOSEOUT_DATA")]
    pub data: Option<PathBuf>,
    /// PostgreSQL database that holds it instead: postgres://user@host/name. Files stay in --data.
    #[arg(long, value_name = "URL", env = "CLOSEOUT_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// The organization, where the record holds several.
    #[arg(long, value_name = "NAME")]
    pub organization: Option<String>,
    /// The system, by name; the first when not given.
    #[arg(long, value_name = "NAME")]
    pub system: Option<String>,
    /// Act as this person, who signs in with a password; the record's first administrator when not given.
    #[arg(long = "as", value_name = "EMAIL", env = "CLOSEOUT_AS")]
    pub person: Option<String>,
    /// Read the password from standard input rather than from the terminal or CLOSEOUT_PASSWORD.
    #[arg(long)]
    pub password_stdin: bool,
    /// Act by an API token.
    #[arg(long, value_name = "TOKEN", env = "CLOSEOUT_TOKEN", hide_env_values = true, conflicts_with = "person")]
    pub token: Option<String>,
}

impl Place {
    /// The folder that holds the record, or what belongs to it beside a PostgreSQL database.
    pub fn folder(&self) -> Result<PathBuf, Failure> {
        match (&self.data, &self.database) {
            (Some(folder), _) => Ok(folder.clone()),
            (None, Some(_)) => Ok(PathBuf::from("closeout-data")),
            (None, None) => Err(Failure::Usage("say where the record is: --data DIR or --database URL".into())),
        }
    }
}
