//! Where the record is, and who acts on it.

use std::path::PathBuf;

use clap::Args;

use crate::fail::Failure;

/// The SQLite database within the data folder.
pub const DATABASE: &str = "closeout.db";

/// Under this heading help lists the flags of [`Place`].
const HEADING: &str = "The record, and who acts on it";

/// Where the record is. The flags may stand before or after the verb, so their identities must be those of no argument of
/// a verb: clap would fill in one for the other.
#[derive(Args, Debug, Clone, Default)]
pub struct Store {
    /// Folder that holds the record.
    #[arg(
        id = "record-data",
        long = "data",
        value_name = "DIR",
        env = "CLOSEOUT_DATA",
        hide_env_values = true,
        global = true,
        help_heading = HEADING
    )]
    pub data: Option<PathBuf>,
    /// PostgreSQL database that holds it instead, as in postgres://user@host/name. Files stay in --data.
    #[arg(
        id = "record-database",
        long = "database",
        value_name = "URL",
        env = "CLOSEOUT_DATABASE",
        hide_env_values = true,
        global = true,
        help_heading = HEADING
    )]
    pub database: Option<String>,
}

/// Where the record is, who acts on it, and on which part.
#[derive(Args, Debug, Clone, Default)]
pub struct Place {
    #[command(flatten)]
    pub store: Store,
    /// The organization, where the record holds several.
    #[arg(
        id = "record-organization",
        long = "organization",
        value_name = "NAME",
        global = true,
        help_heading = HEADING
    )]
    pub organization: Option<String>,
    /// The system, by name; without it, lists speak of all systems, and everything else of the first.
    #[arg(id = "record-system", long = "system", value_name = "NAME", global = true, help_heading = HEADING)]
    pub system: Option<String>,
    /// Act as this person, whose password is asked for; otherwise as the record's first administrator.
    #[arg(
        id = "record-as",
        long = "as",
        value_name = "EMAIL",
        env = "CLOSEOUT_AS",
        hide_env_values = true,
        global = true,
        help_heading = HEADING
    )]
    pub person: Option<String>,
    /// Read the password from standard input rather than from the terminal or CLOSEOUT_PASSWORD.
    #[arg(id = "record-password-stdin", long = "password-stdin", global = true, help_heading = HEADING)]
    pub password_stdin: bool,
    /// Act by an API token rather than by a password.
    #[arg(
        id = "record-token",
        long = "token",
        value_name = "TOKEN",
        env = "CLOSEOUT_TOKEN",
        hide_env_values = true,
        global = true,
        conflicts_with = "record-as",
        help_heading = HEADING
    )]
    pub token: Option<String>,
}

impl Store {
    /// The folder that holds the record, or what belongs to it beside a PostgreSQL database.
    pub fn folder(&self) -> Result<PathBuf, Failure> {
        match (&self.data, &self.database) {
            (Some(folder), _) => Ok(folder.clone()),
            (None, Some(_)) => Ok(PathBuf::from("closeout-data")),
            (None, None) => Err(Failure::Usage("say where the record is: --data DIR or --database URL".into())),
        }
    }
}
