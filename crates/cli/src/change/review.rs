//! `closeout review …`: the plan gone through with those whom it concerns, and the signed minutes.

use std::{fs::File, io, path::PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};
use closeout_app::{
    review::ReviewPage,
    views::{CadenceView, ReviewRow},
};
use closeout_domain::{
    cadence::review::{Attendance, Remark, Sort},
    deadline::rhythm::Cadence,
    ids::{ItemNumber, ReviewId},
    item::value::TaskPlan,
};
use jiff::civil::Date;

use crate::{
    desk::Desk,
    fail::Failure,
    list::{self, Filters, day},
    output::{self, Output},
    place::Place,
};

#[derive(Args, Debug)]
pub struct ReviewVerbs {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Say how the reviews stand: what was held last, what is due, what was missed.
    Standing,
    /// List reviews, those held last first.
    #[command(after_help = "Filters:\n  cadence=weekly|monthly|quarterly   state=open|signed|given_up\n  \
        system=KEY   from=ROW   rows=COUNT")]
    List {
        #[command(flatten)]
        filters: Filters,
    },
    /// Show one: its agenda, what was said, who signed.
    Show {
        #[command(flatten)]
        on: Which,
    },
    /// Begin a review, with the agenda of today.
    Begin {
        /// weekly, monthly or quarterly.
        cadence: Cadence,
    },
    /// Say who is there; whoever was named before is forgotten.
    Attend {
        #[command(flatten)]
        on: Which,
        /// Addresses of people of the organization.
        #[arg(value_name = "EMAIL", required = true)]
        people: Vec<String>,
        /// Others, by name.
        #[arg(long, value_name = "NAMES", default_value = "", hide_default_value = true)]
        guests: String,
    },
    /// Say something of an item, or of the whole plan.
    Remark {
        #[command(flatten)]
        on: Which,
        /// The item, as in POAM-0007; without it, the whole plan.
        #[arg(long, value_name = "ITEM")]
        item: Option<ItemNumber>,
        /// What is said; without it, the item was looked at and there is nothing to add.
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        text: String,
        /// It is a decision.
        #[arg(long)]
        decision: bool,
    },
    /// Give somebody a next action: a task of an item.
    Agree {
        #[command(flatten)]
        on: Which,
        /// The item, as in POAM-0007.
        item: ItemNumber,
        /// What is to be done.
        title: String,
        /// Address of the one person who does it.
        #[arg(long, value_name = "EMAIL")]
        responsible: String,
        /// Address of somebody else, who agrees that it is done.
        #[arg(long, value_name = "EMAIL")]
        approver: String,
        /// Working hours.
        #[arg(long, value_name = "HOURS", default_value_t = 1)]
        effort: u16,
        /// Until when.
        #[arg(long, value_name = "DATE", value_parser = day)]
        due: Date,
    },
    /// Sign the minutes, which are written, kept, and named by their hash in the record.
    Sign {
        #[command(flatten)]
        on: Which,
    },
    /// Say that it is not held after all.
    GiveUp {
        #[command(flatten)]
        on: Which,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Save the signed minutes.
    Minutes {
        #[command(flatten)]
        on: Which,
        /// The file to write; otherwise as the minutes are named, in this folder.
        #[arg(short = 'o', long = "to", value_name = "FILE")]
        to: Option<PathBuf>,
    },
}

#[derive(Args, Debug)]
struct Which {
    /// Its key, as `closeout review list` shows it.
    #[arg(value_name = "KEY")]
    review: ReviewId,
}

impl ReviewVerbs {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        if let Verb::List { filters } = &self.verb {
            let asked = filters.ask(&self.place, None).await?;
            let mut query = asked.query(|reader, pairs| reader.reviews(pairs))?;
            query.window = asked.window(query.window);
            let page = asked.desk.app.reviews(&asked.desk.actor, &query).await?;
            let headers = ["Day", "Review", "For", "Agenda", "Next actions", "State", "Key"];
            list::print(output, "reviews", &page.rows, page.next, &headers, row)?;
            list::more(output, page.next);
            return Ok(());
        }
        let desk = Desk::open(&self.place).await?;
        let (app, actor) = (&desk.app, &desk.actor);
        let after = match self.verb {
            Verb::List { .. } => return Ok(()),
            Verb::Standing => {
                let standing = app.review_standing(actor, desk.system_id().await?).await?;
                let headers = ["Review", "Held last", "Now", "Until", "Missed"];
                return list::print(output, "cadences", &standing, None, &headers, stands);
            }
            Verb::Show { on } => {
                let page = app.review(actor, on.review).await?;
                return match output {
                    Output::Text => output::text(&whole(&page)),
                    Output::Json | Output::Ndjson => output::json(&page),
                };
            }
            Verb::Minutes { on, to } => return save(&desk, on.review, to, output).await,
            Verb::Begin { cadence } => app.begin_review(actor, desk.system_id().await?, cadence).await?,
            Verb::Attend { on, people, guests } => {
                let people = people.iter().map(|who| desk.person(who)).collect::<Result<_, _>>()?;
                app.attend_review(actor, on.review, Attendance { people, guests }).await?
            }
            Verb::Remark { on, item, text, decision } => {
                let sort = match (decision, text.trim().is_empty()) {
                    (true, _) => Sort::Decision,
                    (false, false) => Sort::Note,
                    (false, true) => Sort::Seen,
                };
                app.remark_in_review(actor, on.review, Remark { item, sort, text }).await?
            }
            Verb::Agree { on, item, title, responsible, approver, effort, due } => {
                let (responsible, approver) = (desk.person(&responsible)?, desk.person(&approver)?);
                let plan = TaskPlan { title, responsible, approver, effort, due };
                app.agree_in_review(actor, on.review, item, plan).await?
            }
            Verb::Sign { on } => app.sign_review(actor, on.review).await?,
            Verb::GiveUp { on, reason } => app.give_review_up(actor, on.review, reason).await?,
        };
        match output {
            Output::Text => output::text(&told(&after)),
            Output::Json | Output::Ndjson => output::json(&after),
        }
    }
}

async fn save(desk: &Desk, id: ReviewId, to: Option<PathBuf>, output: Output) -> Result<(), Failure> {
    let (name, size, mut file) = desk.app.open_minutes(&desk.actor, id).await?;
    let to = to.unwrap_or_else(|| name.into());
    let written = File::create(&to).and_then(|mut out| io::copy(&mut file, &mut out));
    written.with_context(|| format!("failed to write {}", to.display()))?;
    match output {
        Output::Text => output::text(&format!("The minutes are in {}.", to.display())),
        Output::Json | Output::Ndjson => output::json(&serde_json::json!({ "file": to, "bytes": size })),
    }
}

fn stands(c: &CadenceView) -> Vec<String> {
    let now = match (c.open, c.held) {
        (Some(_), _) => "going on",
        (None, true) => "held",
        (None, false) => "due",
    };
    let often = match c.weeks {
        Some(n @ 2..) => format!("every {n} weeks"),
        _ => c.cadence.clone(),
    };
    vec![
        often,
        c.last.map_or_else(|| "never".into(), |day| day.to_string()),
        now.into(),
        c.until.to_string(),
        c.missed.len().to_string(),
    ]
}

/// A line of a list: day, cadence, period, agenda, actions, state, key.
fn row(row: &ReviewRow) -> Vec<String> {
    vec![
        row.day.to_string(),
        row.cadence.clone(),
        format!("{} to {}", row.period.first, row.period.last),
        row.agenda.len().to_string(),
        row.actions.len().to_string(),
        row.state.replace('_', " "),
        row.id.to_string(),
    ]
}

/// One sentence on how it stands.
fn told(row: &ReviewRow) -> String {
    let what = format!("The {} review of {}", row.cadence, row.day);
    match (&row.minutes, row.ahead().count()) {
        (Some(minutes), _) => format!("{what} is signed. Minutes: SHA-256 {}. ({})", minutes.sha256, row.id),
        (None, _) if !row.counts() => format!("{what} is given up. ({})", row.id),
        (None, 0) => format!("{what} is through its agenda. Sign it: closeout review sign {}", row.id),
        (None, n) => {
            let next: Vec<&str> = row.ahead().take(5).map(|entry| entry.item.as_str()).collect();
            let more = if n > next.len() { ", …" } else { "" };
            format!("{what} has {n} of {} to look at: {}{more}. ({})", row.agenda.len(), next.join(", "), row.id)
        }
    }
}

fn whole(page: &ReviewPage) -> String {
    let row = &page.review;
    let weakness = |item: &str| page.items.iter().find(|i| i.id == item).map_or("", |i| i.weakness.as_str());
    let mut lines = vec![
        told(row),
        format!(
            "For {} to {}; since {}: {} begun, {} ended.",
            row.period.first, row.period.last, row.since, row.new, row.ended
        ),
        format!("{} open, {} late.", row.live, row.late),
    ];
    let there: Vec<&str> = row.people.iter().map(|p| p.name.as_str()).collect();
    lines.push(format!("There: {}", if there.is_empty() { "nobody is named yet".into() } else { there.join(", ") }));
    if !row.guests.is_empty() {
        lines.push(format!("Guests: {}", row.guests));
    }
    lines.push("\nAgenda".into());
    for entry in &row.agenda {
        let mark = if row.has_seen(&entry.item) { "x" } else { " " };
        let why = entry.reasons.join(", ").replace('_', " ");
        lines.push(format!("  [{mark}] {} {} ({why})", entry.item, weakness(&entry.item)));
    }
    let said: Vec<String> = row.remarks.iter().filter(|r| !r.text.is_empty()).map(remark).collect();
    if !said.is_empty() {
        lines.push("\nSaid".into());
        lines.extend(said);
    }
    if !row.actions.is_empty() {
        lines.push("\nNext actions".into());
        let action = |a: &closeout_app::views::ActionView| {
            format!("  {}  {}: {} ({}, task {})", a.due, a.responsible.name, a.title, a.item, a.task)
        };
        lines.extend(row.actions.iter().map(action));
    }
    lines.join("\n")
}

fn remark(remark: &closeout_app::views::RemarkView) -> String {
    let decided = if remark.sort == "decision" { "decided: " } else { "" };
    format!("  {}: {decided}{}", remark.item.as_deref().unwrap_or("the plan"), remark.text)
}
