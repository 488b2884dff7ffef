//! `closeout slip`: how far dates moved from what was approved, how often, and why.

use clap::{Args, ValueEnum};
use closeout_app::views::{MovesView, SlipView};

use crate::{
    desk::Desk,
    fail::Failure,
    list::Day,
    output::{self, Output},
    place::Place,
};

/// By what it is summed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    Item,
    Obstacle,
    Owner,
    System,
}

#[derive(Args, Debug)]
pub struct Slip {
    #[command(flatten)]
    place: Place,
    /// By what it is listed.
    #[arg(long, value_name = "WHAT", default_value = "item")]
    by: By,
    #[command(flatten)]
    day: Day,
}

impl Slip {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(&self.place).await?;
        let system = desk.named_system().await?;
        let slip = desk.app.slip(&desk.actor, system, self.day.as_of).await?;
        match output {
            Output::Text => output::text(&told(&slip, self.by)),
            Output::Json | Output::Ndjson => output::json(&slip),
        }
    }
}

fn told(slip: &SlipView, by: By) -> String {
    let total = &slip.total;
    let head = format!(
        "{} items with an approved plan, {} behind the approved date; dates moved back {} times by {} days in all.",
        total.items, total.behind, total.times, total.days
    );
    let table = match by {
        By::Item => {
            let why = |m: &MovesView| format!("{} {} d", m.of, m.days);
            let rows = slip.items.iter().map(|row| {
                vec![
                    row.item.clone(),
                    row.owner.as_ref().map_or("nobody", |owner| &owner.name).to_owned(),
                    row.baseline.to_string(),
                    row.current.to_string(),
                    format!("{:+}", row.days),
                    row.forecast.map_or("-".into(), |day| day.to_string()),
                    row.times.to_string(),
                    row.why.iter().map(why).collect::<Vec<_>>().join(", "),
                ]
            });
            output::table(&["Item", "Owner", "Approved", "Now", "Days", "Forecast", "Moves", "Why"], rows.collect())
        }
        By::Obstacle => moves("Obstacle", &slip.by_obstacle),
        By::Owner => moves("Owner", &slip.by_owner),
        By::System => moves("System", &slip.by_system),
    };
    if total.items == 0 { "No plan is approved yet.".into() } else { format!("{head}\n\n{table}") }
}

fn moves(what: &str, rows: &[MovesView]) -> String {
    let row = |m: &MovesView| {
        vec![m.of.clone(), m.items.to_string(), m.behind.to_string(), m.times.to_string(), m.days.to_string()]
    };
    output::table(&[what, "Items", "Behind", "Moves", "Days"], rows.iter().map(row).collect())
}
