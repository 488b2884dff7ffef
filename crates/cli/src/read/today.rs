//! What waits, what is late, what is due.

use clap::Args;
use closeout_app::{
    count::SOON,
    query::{EscalationQuery, ItemQuery, TaskQuery, Window},
    views::{ItemRow, TaskRow},
};
use closeout_domain::ids::SystemId;
use jiff::ToSpan as _;
use serde_json::json;

use super::tasks;
use crate::{
    change::escalation,
    desk::Desk,
    fail::Failure,
    output::{self, Output, count, late},
    place::Place,
};

#[derive(Args, Debug)]
pub struct Today {
    #[command(flatten)]
    place: Place,
}

impl Today {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(&self.place).await?;
        let (system, today) = (desk.system().await?, desk.app.today());
        let id = SystemId(system.id);
        let counts = desk.app.counts(&desk.actor, id).await?;
        let (decisions, approvals) = desk.app.waiting_for(&desk.actor, id).await?;
        let asked = desk.app.escalations(&desk.actor, &EscalationQuery::before(desk.actor.person.0, system.id)).await?;
        let reviews = desk.app.reviews_to_hold(&desk.actor, id).await?;
        if output != Output::Text {
            return output::json(
                &json!({ "today": today, "counts": counts, "escalations": asked.rows, "reviews": reviews, "items": decisions, "tasks": approvals }),
            );
        }
        let due = due(&desk, id).await?;
        let mine = mine(&desk, id).await?;
        let mut text = vec![
            format!("{}, {today}", system.name),
            format!(
                "{} on the way: {} late, {} due within {SOON} days",
                count(counts.live, "item"),
                counts.late,
                counts.soon
            ),
            format!("{} to triage: closeout findings fixes --filter answered=no", fixes(counts.triage)),
        ];
        text.extend(reviews.iter().map(|review| match review.open {
            Some(open) => format!("the {} review goes on: closeout review show {open}", review.cadence),
            None => format!("the {0} review is due by {1}: closeout review begin {0}", review.cadence, review.until),
        }));
        let headers = ["Item", "Priority", "Why", "Before", "State", "Until", "Key"];
        listed(&mut text, "Laid before you", &headers, asked.rows.iter().map(escalation::row).collect());
        for (title, rows) in [("Waiting for your decision", &decisions), ("Late or due soon", &due)] {
            listed(&mut text, title, &HEADERS, rows.iter().map(row).collect());
        }
        for (title, rows) in [("Tasks waiting for your approval", &approvals), ("Your tasks", &mine)] {
            listed(&mut text, title, &tasks::HEADERS, rows.iter().map(tasks::task).collect());
        }
        output::text(&text.join("\n"))
    }
}

/// Above items: when something is due next rather than when all is.
const HEADERS: [&str; 7] = ["Item", "Weakness", "Priority", "Owner", "Next due", "Late", "Status"];

fn row(r: &ItemRow) -> Vec<String> {
    let owner = r.owner.as_ref().map(|o| o.name.clone()).unwrap_or_default();
    let (priority, due) = (r.priority.clone().unwrap_or_default(), r.next_due.or(r.due));
    let due = due.map(|d| d.to_string()).unwrap_or_default();
    vec![r.id.clone(), r.weakness.clone(), priority, owner, due, late(r.late_days), r.status.replace('_', " ")]
}

fn fixes(n: u64) -> String {
    if n == 1 { "1 fix".into() } else { format!("{n} fixes") }
}

fn listed(text: &mut Vec<String>, title: &str, headers: &[&str], rows: Vec<Vec<String>>) {
    if !rows.is_empty() {
        text.push(format!("\n{title}\n{}", output::table(headers, rows)));
    }
}

async fn due(desk: &Desk, system: SystemId) -> Result<Vec<ItemRow>, Failure> {
    let by = desk.app.today().saturating_add(SOON.days());
    let query = ItemQuery { system: Some(system.0), due_by: Some(by), window: Window::LARGEST, ..ItemQuery::default() };
    Ok(desk.app.items(&desk.actor, &query, None).await?.rows)
}

async fn mine(desk: &Desk, system: SystemId) -> Result<Vec<TaskRow>, Failure> {
    let query = TaskQuery {
        system: Some(system.0),
        stage: Some("open".into()),
        responsible: Some(desk.actor.person.0),
        active: true,
        window: Window::LARGEST,
        ..TaskQuery::default()
    };
    Ok(desk.app.tasks(&desk.actor, &query, None).await?.rows)
}
