//! `closeout escalation …`: what was laid before somebody for a decision, and the decision.

use clap::{Args, Subcommand};
use closeout_app::{
    escalation::EscalationPage,
    views::{AskedView, EscalationRow},
};
use closeout_domain::{
    deadline::ladder::Rung,
    ids::{Digest, EscalationId, ItemNumber, PartNumber},
    item::{extension::Obstacle, measure::Decision, origin::Money},
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
pub struct EscalationVerbs {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// List what waits for a decision and what was decided, those raised last first.
    #[command(after_help = "Filters:\n  state=open|decided|lapsed|settled   item=POAM-0007   to=EMAIL, or me\n  \
        system=KEY   from=ROW   rows=COUNT")]
    List {
        #[command(flatten)]
        filters: Filters,
    },
    /// Show one: why it was raised, who was asked, what was decided.
    Show {
        #[command(flatten)]
        on: Which,
    },
    /// Lay an item before somebody for a decision.
    Raise {
        /// The item, as in POAM-0007.
        item: ItemNumber,
        /// Before whom: owner, supervisor, poam_owner or executive; where nobody stands there, the next above.
        #[arg(long, value_name = "RUNG", default_value_t = Rung::Executive)]
        to: Rung,
        /// What has to be decided, and why now.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Say that you have seen it; it stays a question.
    Acknowledge {
        #[command(flatten)]
        on: Which,
        /// What you do about it.
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        note: String,
    },
    /// Take back what you raised.
    TakeBack {
        #[command(flatten)]
        on: Which,
        /// Why no decision is needed.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Decide: fund, compensate, accept, extend or reassign. The item changes as was decided.
    #[command(subcommand)]
    Decide(Decide),
}

#[derive(Args, Debug)]
struct Which {
    /// Its key, as `closeout escalation list` shows it.
    #[arg(value_name = "KEY")]
    escalation: EscalationId,
}

#[derive(Args, Debug)]
struct Ruling {
    #[command(flatten)]
    on: Which,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(Subcommand, Debug)]
enum Decide {
    /// Grant money.
    Fund {
        #[command(flatten)]
        ruling: Ruling,
        /// How much, as in 6200 or 6200.50.
        #[arg(long, value_name = "MONEY")]
        amount: Money,
        /// Which budget pays.
        #[arg(long, value_name = "TEXT")]
        source: String,
    },
    /// Have something else protect until the weakness is corrected.
    Compensate {
        #[command(flatten)]
        ruling: Ruling,
        /// The compensating control.
        #[arg(long, value_name = "TEXT")]
        control: String,
        /// Address of the person who answers for it.
        #[arg(long, value_name = "EMAIL")]
        owner: String,
        /// The last day on which it is enough.
        #[arg(long, value_name = "DATE", value_parser = day)]
        until: Date,
        /// Hash of a file of the item that shows it; may be given several times.
        #[arg(long = "evidence", value_name = "SHA256")]
        evidence: Vec<Digest>,
    },
    /// Bear the risk until a day.
    Accept {
        #[command(flatten)]
        ruling: Ruling,
        /// The last one.
        #[arg(long, value_name = "DATE", value_parser = day)]
        until: Date,
    },
    /// Give a milestone another day.
    Extend {
        #[command(flatten)]
        ruling: Ruling,
        /// Its number within the item.
        #[arg(long, value_name = "NUMBER")]
        milestone: PartNumber,
        /// The new day.
        #[arg(long, value_name = "DATE", value_parser = day)]
        to: Date,
        /// What got in the way: people, money, vendor, dependency, technical, scope, freeze or other.
        #[arg(long, value_name = "WORD")]
        obstacle: Obstacle,
    },
    /// Give the item to somebody else.
    Reassign {
        #[command(flatten)]
        ruling: Ruling,
        /// Address of the person who answers for it from now on.
        #[arg(long, value_name = "EMAIL")]
        to: String,
    },
}

impl Decide {
    fn read(self, desk: &Desk) -> Result<(Ruling, Decision), Failure> {
        Ok(match self {
            Self::Fund { ruling, amount, source } => (ruling, Decision::Fund { amount, source }),
            Self::Compensate { ruling, control, owner, until, evidence } => {
                (ruling, Decision::Compensate { control, owner: desk.person(&owner)?, until, evidence })
            }
            Self::Accept { ruling, until } => (ruling, Decision::Accept { until }),
            Self::Extend { ruling, milestone, to, obstacle } => (ruling, Decision::Extend { milestone, to, obstacle }),
            Self::Reassign { ruling, to } => (ruling, Decision::Reassign { to: desk.person(&to)? }),
        })
    }
}

impl EscalationVerbs {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        if let Verb::List { filters } = &self.verb {
            let asked = filters.ask(&self.place, None).await?;
            let mut query = asked.query(|reader, pairs| reader.escalations(pairs))?;
            query.window = asked.window(query.window);
            let page = asked.desk.app.escalations(&asked.desk.actor, &query).await?;
            let headers = ["Item", "Priority", "Why", "Before", "State", "Until", "Key"];
            list::print(output, "escalations", &page.rows, page.next, &headers, row)?;
            list::more(output, page.next);
            return Ok(());
        }
        let desk = Desk::open(&self.place).await?;
        let (app, actor) = (&desk.app, &desk.actor);
        let after = match self.verb {
            Verb::List { .. } => return Ok(()),
            Verb::Show { on } => {
                let page = app.escalation(actor, on.escalation).await?;
                return match output {
                    Output::Text => output::text(&whole(&page)),
                    Output::Json | Output::Ndjson => output::json(&page),
                };
            }
            Verb::Raise { item, to, reason } => app.raise_escalation(actor, item, to, reason).await?,
            Verb::Acknowledge { on, note } => app.acknowledge_escalation(actor, on.escalation, note).await?,
            Verb::TakeBack { on, reason } => app.take_escalation_back(actor, on.escalation, reason).await?,
            Verb::Decide(decide) => {
                let (Ruling { on, reason }, decision) = decide.read(&desk)?;
                app.decide_escalation(actor, on.escalation, decision, reason).await?
            }
        };
        match output {
            Output::Text => output::text(&told(&after)),
            Output::Json | Output::Ndjson => output::json(&after),
        }
    }
}

fn cause(row: &EscalationRow) -> String {
    match row.cause.as_str() {
        "late" => format!("late since {}", row.since),
        "unplanned" => format!("no plan by {}", row.since),
        "waiting" => format!("unsigned since {}", row.since),
        "lapsed" => format!("control ended {}", row.since),
        "missed" => format!("not held since {}", row.since),
        _ => "raised".into(),
    }
}

/// A line of a list: item, priority, why, before whom, state, until, key.
pub fn row(row: &EscalationRow) -> Vec<String> {
    vec![
        row.about(),
        row.priority.clone().unwrap_or_default(),
        cause(row),
        format!("{} ({})", row.to.name, row.rung),
        row.state.clone(),
        row.until.map(|day| day.to_string()).unwrap_or_default(),
        row.id.to_string(),
    ]
}

/// One sentence on how it stands.
fn told(row: &EscalationRow) -> String {
    let stands = match (&row.decision, &row.settled) {
        (Some(decision), _) => format!("{} decided: {}", decision.by.name, decision.sentence()),
        (None, Some(why)) => format!("settled: {why}"),
        (None, None) => format!("lies before {}, {}", row.to.name, row.rung_phrase()),
    };
    format!("{} {stands}. ({})", row.about(), row.id)
}

fn whole(page: &EscalationPage) -> String {
    let row = &page.escalation;
    let mut lines = vec![
        format!("{} {}", row.about(), row.weakness).trim_end().to_owned(),
        format!("{}; {}", cause(row), row.state),
    ];
    if !row.note.is_empty() {
        let by = row.by.as_ref().map_or("", |by| by.name.as_str());
        lines.push(format!("{by}: {}", row.note));
    }
    lines.push(String::new());
    lines.push("Asked".into());
    lines.extend(row.asked.iter().map(asked));
    if let Some(said) = &row.acknowledged {
        lines.push(format!("  seen by {} on {} {}", said.by.name, said.at.strftime("%F"), said.note).trim_end().into());
    }
    if let Some(decision) = &row.decision {
        let until = row.until.map(|day| format!(", looked at again after {day}")).unwrap_or_default();
        lines.push(String::new());
        lines.push("Decided".into());
        let day = decision.at.strftime("%F");
        lines.push(format!("  {} by {} on {day}{until}\n  {}", decision.sentence(), decision.by.name, decision.reason));
    }
    if let Some(why) = &row.settled {
        lines.push(format!("Settled: {why}"));
    }
    lines.join("\n")
}

fn asked(asked: &AskedView) -> String {
    let why = asked.why.as_deref().map(|why| format!(", {why}")).unwrap_or_default();
    format!("  {} {} ({}{why})", asked.day, asked.to.name, asked.rung)
}
