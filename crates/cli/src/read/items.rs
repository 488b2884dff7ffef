//! The register, and one item of it.

use clap::{Args, Subcommand};
use closeout_app::views::ItemRow;
use closeout_domain::ids::ItemNumber;

use super::item;
use crate::{
    change::several::Several,
    desk::Desk,
    fail::Failure,
    list::{self, Day, Filters},
    output::{self, Output},
    place::Place,
};

#[derive(Args, Debug)]
pub struct Items {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// List the register: what is late first, then by what is due next.
    #[command(after_help = "Filters:\n  \
        status=draft|proposed|open|awaiting_validation|validated|closed|accepted|dismissed (several with commas), or live\n  \
        priority=critical|high|medium|low   owner=EMAIL or me   mine=yes   late=yes   due=DAYS or DATE\n  \
        waiting=approve|validate|close|decide|extend|extend_executive   requirement=3.5.3, or 3.5. for a family   text=WORDS\n  \
        system=KEY   order=due|priority|number|changed   from=ROW   rows=COUNT")]
    List {
        #[command(flatten)]
        filters: Filters,
        #[command(flatten)]
        day: Day,
    },
    /// Show one item, whole, with its history.
    Show {
        /// The item, as in POAM-0007.
        item: ItemNumber,
        #[command(flatten)]
        day: Day,
    },
    #[command(flatten)]
    Several(Several),
}

impl Items {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        match self.verb {
            Verb::List { filters, day } => all(&self.place, &filters, &day, output).await,
            Verb::Show { item, day } => {
                let desk = Desk::open(&self.place).await?;
                let page = desk.app.item_page(&desk.actor, item, day.as_of).await?;
                match output {
                    Output::Text => output::text(&item::tell(&page)),
                    Output::Json | Output::Ndjson => output::json(&page),
                }
            }
            Verb::Several(several) => several.run(&self.place, output).await,
        }
    }
}

async fn all(place: &Place, filters: &Filters, day: &Day, output: Output) -> Result<(), Failure> {
    let asked = filters.ask(place, day.as_of).await?;
    let mut query = asked.query(|reader, pairs| reader.items(pairs))?;
    query.window = asked.window(query.window);
    let page = asked.desk.app.items(&asked.desk.actor, &query, asked.as_of).await?;
    list::print(output, "items", &page.rows, page.next, &HEADERS, row)?;
    list::more(output, page.next);
    Ok(())
}

const HEADERS: [&str; 9] =
    ["Item", "Weakness", "Requirement", "Priority", "Owner", "#Milestones", "Completion", "Late", "Status"];

fn row(r: &ItemRow) -> Vec<String> {
    vec![
        r.id.clone(),
        r.weakness.clone(),
        r.requirement.clone().unwrap_or_default(),
        r.priority.clone().unwrap_or_default(),
        r.owner.as_ref().map(|o| o.name.clone()).unwrap_or_default(),
        format!("{} of {}", r.milestones_reached, r.milestones),
        r.due.map(|d| d.to_string()).unwrap_or_default(),
        output::late(r.late_days),
        r.status.replace('_', " "),
    ]
}
