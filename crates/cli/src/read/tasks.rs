//! Tasks and milestones of every item, or of one.

use clap::{Args, Subcommand};
use closeout_app::views::{MilestoneRow, TaskRow};
use closeout_domain::ids::ItemNumber;
use jiff::civil::Date;

use crate::{
    fail::Failure,
    list::{self, Asked, Day, Filters},
    output::{Output, late},
    place::Place,
};

#[derive(Args, Debug)]
pub struct Tasks {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: TaskList,
}

#[derive(Subcommand, Debug)]
enum TaskList {
    /// List tasks, by due date.
    #[command(after_help = "Filters:\n  \
        stage=open|done|approved|dropped   responsible=EMAIL or me   approver=EMAIL or me   late=yes   active=yes\n  \
        item=POAM-0007   system=KEY   from=ROW   rows=COUNT")]
    List(Which),
    /// List the tasks of one item.
    Show(OfItem),
}

#[derive(Args, Debug)]
pub struct Milestones {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: MilestoneList,
}

#[derive(Subcommand, Debug)]
enum MilestoneList {
    /// List milestones, by scheduled completion date.
    #[command(after_help = "Filters:\n  \
        reached=yes|no   late=yes   item=POAM-0007   system=KEY   from=ROW   rows=COUNT")]
    List(Which),
    /// List the milestones of one item.
    Show(OfItem),
}

#[derive(Args, Debug)]
struct Which {
    #[command(flatten)]
    filters: Filters,
    #[command(flatten)]
    day: Day,
}

#[derive(Args, Debug)]
struct OfItem {
    /// The item, as in POAM-0007.
    item: ItemNumber,
    #[command(flatten)]
    which: Which,
}

impl Which {
    async fn ask(&self, place: &Place) -> Result<Asked, Failure> {
        self.filters.ask(place, self.day.as_of).await
    }
}

impl OfItem {
    /// As for the list, of an item that is there.
    async fn ask(&self, place: &Place) -> Result<Asked, Failure> {
        let mut asked = self.which.ask(place).await?;
        asked.desk.app.item(&asked.desk.actor, self.item, asked.as_of).await?;
        asked.of_item(self.item);
        Ok(asked)
    }
}

impl Tasks {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let asked = match self.verb {
            TaskList::List(which) => which.ask(&self.place).await?,
            TaskList::Show(of_item) => of_item.ask(&self.place).await?,
        };
        let mut query = asked.query(|reader, pairs| reader.tasks(pairs))?;
        query.window = asked.window(query.window);
        let page = asked.desk.app.tasks(&asked.desk.actor, &query, asked.as_of).await?;
        list::print(output, "tasks", &page.rows, page.next, &HEADERS, task)?;
        list::more(output, page.next);
        Ok(())
    }
}

/// Above tasks.
pub const HEADERS: [&str; 10] =
    ["Item", "#Task", "What", "Responsible", "Approver", "#Hours", "Due", "Late", "Stage", "Tickets"];

/// A task as a line of a list.
pub fn task(r: &TaskRow) -> Vec<String> {
    vec![
        r.item.clone(),
        r.task.to_string(),
        r.title.clone(),
        r.responsible.name.clone(),
        r.approver.name.clone(),
        r.effort.to_string(),
        r.due.to_string(),
        late(r.late_days),
        r.stage.clone(),
        r.tickets.iter().map(|t| t.key.clone()).collect::<Vec<_>>().join(" "),
    ]
}

impl Milestones {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let asked = match self.verb {
            MilestoneList::List(which) => which.ask(&self.place).await?,
            MilestoneList::Show(of_item) => of_item.ask(&self.place).await?,
        };
        let mut query = asked.query(|reader, pairs| reader.milestones(pairs))?;
        query.window = asked.window(query.window);
        let page = asked.desk.app.milestones(&asked.desk.actor, &query, asked.as_of).await?;
        let headers = ["Item", "#Milestone", "What", "Completion", "Baseline", "Reached", "#Slip (days)", "Late"];
        list::print(output, "milestones", &page.rows, page.next, &headers, milestone)?;
        list::more(output, page.next);
        Ok(())
    }
}

fn milestone(r: &MilestoneRow) -> Vec<String> {
    let day = |d: Option<Date>| d.map(|d| d.to_string()).unwrap_or_default();
    vec![
        r.item.clone(),
        r.milestone.to_string(),
        r.title.clone(),
        r.due.to_string(),
        day(r.baseline),
        day(r.reached),
        r.slip_days.to_string(),
        late(r.late_days),
    ]
}
