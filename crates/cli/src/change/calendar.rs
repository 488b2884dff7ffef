//! `closeout calendar …`: dates for calendar programs, each calendar at a secret address.

use clap::{Args, Subcommand};
use closeout_app::views::CalendarRow;
use closeout_domain::ids::{PersonId, TokenId};
use jiff::civil::Date;

use crate::{
    desk::Desk,
    fail::Failure,
    list::{self, day},
    output::{self, Output},
    place::Place,
};

#[derive(Args, Debug)]
pub struct CalendarVerbs {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// List calendars that were not closed: your own; for administrators, everybody's.
    List,
    /// Open a calendar of whoever acts; its address is shown this once.
    New {
        /// Where it is used.
        name: String,
        /// The last day on which it works.
        #[arg(long, value_name = "DATE", value_parser = day)]
        until: Date,
        /// All dates of the system, not only those of whoever acts.
        #[arg(long)]
        all: bool,
    },
    /// Close a calendar at once: its address leads nowhere any more.
    Revoke {
        /// Its identity, as `closeout calendar list` shows it.
        calendar: TokenId,
    },
}

impl CalendarVerbs {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(&self.place).await?;
        match self.verb {
            Verb::List => list(&desk, output).await,
            Verb::New { name, until, all } => {
                let system = if all { Some(desk.system_id().await?) } else { None };
                let address = desk.app.open_calendar(&desk.actor, &name, system, until).await?;
                match output {
                    Output::Text => {
                        output::remark("The address is shown this once and not kept:");
                        output::text(&address)
                    }
                    Output::Json | Output::Ndjson => output::json(&serde_json::json!({ "address": address })),
                }
            }
            Verb::Revoke { calendar } => {
                desk.app.close_calendar(&desk.actor, calendar).await?;
                match output {
                    Output::Text => output::text("The calendar does not work any more."),
                    Output::Json | Output::Ndjson => output::json(&serde_json::json!({ "revoked": calendar.0 })),
                }
            }
        }
    }
}

async fn list(desk: &Desk, output: Output) -> Result<(), Failure> {
    let calendars = desk.app.calendars(&desk.actor).await?;
    let row = |c: &CalendarRow| {
        let whose = desk.directory.name(PersonId(c.person)).to_owned();
        let shows = c.system.map_or_else(|| "own dates".to_owned(), |system| format!("system {system}"));
        let used = c.used.map_or_else(|| "never".to_owned(), |day| day.to_string());
        vec![c.name.clone(), whose, shows, c.until.to_string(), used, c.id.to_string()]
    };
    let columns = ["Name", "Of", "Shows", "Until", "Last read", "Calendar"];
    list::print(output, "calendars", &calendars, None, &columns, row)
}
