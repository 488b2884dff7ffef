//! `closeout findings map …`: which requirements checks bear on.

use clap::Subcommand;
use closeout_app::views::MappingTable;
use closeout_domain::mapping::{Command, Subject};

use crate::{
    desk::Desk,
    fail::Failure,
    output::{self, Output},
    place::Place,
};

#[derive(Subcommand, Debug)]
pub enum Requirements {
    /// List which requirements checks bear on: the organization's own mapping, then the catalog's.
    Mapping {
        /// Words that the catalog's rows hold, as in CM-6 or CCI-000366.
        #[arg(value_name = "WORDS")]
        words: Vec<String>,
    },
    /// Say on which requirements a check, a CCI, all flaws or all settings bear, in place of the catalog.
    Map {
        /// flaws, settings, a CCI as in CCI-000366, or a check with its family as in nessus:70658.
        #[arg(value_name = "WHAT")]
        subject: Subject,
        /// A requirement as in 3.4.2, the leading one first; may be given several times. `none` if it bears on none.
        #[arg(long = "to", value_name = "REQUIREMENT", required = true)]
        requirements: Vec<String>,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Take a mapping back: the catalog holds again.
    Unmap {
        /// What was mapped.
        #[arg(value_name = "WHAT")]
        subject: Subject,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

impl Requirements {
    pub async fn run(self, place: &Place, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(place).await?;
        let (command, subject) = match self {
            Self::Mapping { words } => {
                let table = desk.app.mapping(&desk.actor, &words.join(" ")).await?;
                return told(&table, output);
            }
            Self::Map { subject, mut requirements, reason } => {
                if requirements.len() == 1 {
                    requirements.retain(|word| word != "none");
                }
                (Command::Map { subject: subject.clone(), requirements, reason }, subject)
            }
            Self::Unmap { subject, reason } => (Command::Unmap { subject: subject.clone(), reason }, subject),
        };
        desk.app.change_mapping(&desk.actor, command).await?;
        let subject = subject.to_string();
        let mut table = desk.app.mapping(&desk.actor, &subject).await?;
        table.organization.retain(|row| row.subject == subject);
        table.catalog.retain(|row| row.subject == subject);
        told(&table, output)
    }
}

fn told(table: &MappingTable, output: Output) -> Result<(), Failure> {
    if output != Output::Text {
        return output::json(table);
    }
    let bears_on = |ids: &[String]| if ids.is_empty() { "none".to_owned() } else { ids.join(", ") };
    let own = table.organization.iter().map(|row| {
        let said = format!("{}, {} on {}", row.reason, row.by.name, row.at.strftime("%F"));
        vec![row.subject.clone(), bears_on(&row.requirements), said]
    });
    let catalog = table.catalog.iter().map(|row| {
        let held = table.organization.iter().any(|own| own.subject == row.subject);
        let control = if held { format!("{} (does not count)", row.control) } else { row.control.clone() };
        vec![format!("{} (catalog)", row.subject), bears_on(&row.requirements), control]
    });
    let rows: Vec<_> = own.chain(catalog).collect();
    match rows.is_empty() {
        true => output::text("Nothing is mapped so."),
        false => output::text(&output::table(&["What", "Bears on", "Because"], rows)),
    }
}
