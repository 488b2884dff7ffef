//! `closeout capacity`: what people have time for, and when items will probably be done.

use clap::Args;
use closeout_app::views::{CapacityView, ForecastRow, PersonLoad};
use closeout_domain::{ids::ItemNumber, item::origin::Money};

use crate::{
    desk::Desk,
    fail::Failure,
    output::{self, Output},
    place::Place,
};

#[derive(Args, Debug)]
pub struct Capacity {
    #[command(flatten)]
    place: Place,
    /// Only when this item will probably be done.
    #[arg(long, value_name = "ITEM")]
    item: Option<ItemNumber>,
}

impl Capacity {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(&self.place).await?;
        if let Some(number) = self.item {
            let forecast = desk.app.forecast(&desk.actor, number).await?;
            return match (output, forecast) {
                (Output::Text, Ok(row)) => output::text(&one(&row)),
                (Output::Text, Err(why)) => output::text(&format!("Nobody can say: {why}.")),
                (_, Ok(row)) => output::json(&row),
                (_, Err(why)) => output::json(&serde_json::json!({ "why": why })),
            };
        }
        let system = desk.named_system().await?;
        let capacity = desk.app.capacity(&desk.actor, system).await?;
        match output {
            Output::Text => output::text(&told(&capacity)),
            Output::Json | Output::Ndjson => output::json(&capacity),
        }
    }
}

fn one(row: &ForecastRow) -> String {
    let mut lines = vec![format!("{} {}", row.item, row.weakness)];
    lines.push(format!("{} hours ahead; done on {} if every estimate holds.", row.hours, row.planned));
    if row.alone < row.planned {
        lines.push(format!("With nothing else to do its people would be done on {}.", row.alone));
    }
    lines.push(format!("50 % by {}, 70 % by {}, 90 % by {}.", row.by50, row.by70, row.by90));
    lines.push(match (row.due, row.misses) {
        (Some(due), Some(percent)) => format!("Misses its date, {due}, in {percent} % of runs."),
        _ => "It has no completion date.".into(),
    });
    lines.join("\n")
}

fn told(capacity: &CapacityView) -> String {
    let errors = &capacity.errors;
    let from = match errors.learnt {
        true => format!("{} milestones reached here", errors.seen),
        false => format!("a usual spread, since only {} milestones were reached here", errors.seen),
    };
    let mut text = format!("{} runs; errors of estimates from {from}.", capacity.runs);
    let person = |load: &PersonLoad| {
        let mut row =
            vec![load.person.name.clone(), load.weekly_hours.to_string() + if load.assumed { "?" } else { "" }];
        row.push(load.hours.to_string());
        row.extend(
            load.next.iter().map(|s| format!("{}/{}{}", s.needed, s.there, if s.needed > s.there { "!" } else { "" })),
        );
        row.push(load.busy_until.map(|day| day.to_string()).unwrap_or_default());
        row
    };
    let headers = ["Person", "A week", "Hours", "30 days", "60 days", "90 days", "Done by"];
    text += "\n\nHours needed of hours there (! over-booked, ? assumed)\n";
    text += &output::table(&headers, capacity.people.iter().map(person).collect());
    let item = |row: &ForecastRow| {
        vec![
            row.item.clone(),
            row.hours.to_string(),
            row.due.map(|day| day.to_string()).unwrap_or_default(),
            row.planned.to_string(),
            row.by70.to_string(),
            row.by90.to_string(),
            row.misses.map(|percent| format!("{percent} %")).unwrap_or_default(),
        ]
    };
    let headers = ["Item", "Hours", "Due", "Planned", "70 %", "90 %", "Misses"];
    text += "\n\nItems\n";
    text += &output::table(&headers, capacity.items.iter().map(item).collect());
    if !capacity.unplanned.is_empty() {
        text += "\n\nNobody can say when\n";
        let rows = capacity.unplanned.iter().map(|row| vec![row.item.clone(), row.why.clone()]);
        text += &output::table(&["Item", "Why"], rows.collect());
    }
    text += "\n\nMoney\n";
    let rows = capacity.money.iter().map(|m| {
        let span = m.days.map_or_else(|| "all".into(), |days| format!("{days} days"));
        vec![span, m.items.to_string(), Money(m.needed).to_string(), Money(m.funded).to_string()]
    });
    text + &output::table(&["Due in", "Items", "Needed", "Funded"], rows.collect())
}
