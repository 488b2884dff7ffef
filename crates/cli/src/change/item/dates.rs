//! `closeout item dates`: days that people can keep.

use clap::Args;
use closeout_app::views::DatesView;

use crate::{
    desk::{Desk, On},
    fail::Failure,
    output::{self, Output},
};

#[derive(Args, Debug)]
pub struct Dates {
    #[command(flatten)]
    on: On,
    /// Give the open tasks these days, and move the last milestone where it would come before them; under an approved plan that
    /// one stays.
    #[arg(long)]
    take: bool,
}

impl Dates {
    pub async fn run(self, desk: &Desk, output: Output) -> Result<(), Failure> {
        if self.take {
            let item = desk.app.take_proposed_dates(&desk.actor, self.on.item, self.on.if_version).await?;
            return desk.done(output, &item, "its tasks have the days that people can keep");
        }
        let proposal = desk.app.proposed_dates(&desk.actor, self.on.item).await?;
        match output {
            Output::Text => output::text(&told(&proposal)),
            Output::Json | Output::Ndjson => output::json(&proposal),
        }
    }
}

fn told(proposal: &DatesView) -> String {
    let head = format!("{} {}", proposal.item, proposal.weakness);
    if let Some(why) = &proposal.why {
        return format!("{head}\nNobody can say: {why}.");
    }
    let rows = proposal.tasks.iter().map(|task| {
        vec![
            task.task.to_string(),
            task.title.clone(),
            task.responsible.name.clone(),
            format!("{} h", task.hours),
            task.due.to_string(),
            task.from.to_string(),
            task.until.to_string(),
        ]
    });
    let headers = ["Task", "What", "Who", "Effort", "Due now", "Can begin", "Proposed"];
    let table = output::table(&headers, rows.collect());
    let done = proposal.completion.map(|day| day.to_string()).unwrap_or_default();
    let due = match (proposal.due, proposal.completion) {
        (Some(due), Some(done)) if due < done && proposal.approved => {
            format!(", after the approved completion date {due}: ask for an extension, or find somebody with more time")
        }
        (Some(due), Some(done)) if due < done => format!(", after its completion date {due}"),
        (Some(due), _) => format!("; its completion date is {due}"),
        (None, _) => "; it has no completion date".into(),
    };
    format!("{head}\n\n{table}\nDone by {done} in {} of a hundred cases{due}.", proposal.holds_percent)
}
