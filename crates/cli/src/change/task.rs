//! `closeout task …`: work with one responsible person and another who approves it.

use clap::{Args, Subcommand};
use closeout_domain::{
    ids::PartNumber,
    item::{
        Command,
        value::{TaskPlan, Ticket},
    },
};
use jiff::civil::Date;

use crate::{
    desk::{Desk, On},
    fail::Failure,
    list::day,
    output::Output,
    place::Place,
};

#[derive(Args, Debug)]
pub struct TaskVerbs {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Args, Debug)]
struct Plan {
    /// What is to be done.
    title: String,
    /// Address of the one person who does it.
    #[arg(long, value_name = "EMAIL")]
    responsible: String,
    /// Address of somebody else, who agrees that it is done.
    #[arg(long, value_name = "EMAIL")]
    approver: String,
    /// Working hours.
    #[arg(long, value_name = "HOURS")]
    effort: u16,
    /// Until when.
    #[arg(long, value_name = "DATE", value_parser = day)]
    due: Date,
}

#[derive(Args, Debug)]
struct OnTask {
    #[command(flatten)]
    on: On,
    /// The task's number.
    task: PartNumber,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Add a task to an item.
    Add {
        #[command(flatten)]
        on: On,
        #[command(flatten)]
        plan: Plan,
    },
    /// Change its words, people, effort or date; once the plan is approved, with a reason.
    Revise {
        #[command(flatten)]
        on: OnTask,
        #[command(flatten)]
        plan: Plan,
        /// Why.
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        reason: String,
    },
    /// Say which tasks of the item are done before it begins; none given, and it may begin at once.
    Order {
        #[command(flatten)]
        on: OnTask,
        /// The number of a task; may be given more than once.
        #[arg(long, value_name = "TASK")]
        after: Vec<PartNumber>,
    },
    /// Take it out of the plan.
    Drop {
        #[command(flatten)]
        on: OnTask,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Report it done, as its responsible person.
    Finish {
        #[command(flatten)]
        on: OnTask,
        /// A remark for its approver.
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        note: String,
    },
    /// Agree that it is done, as its approver.
    Approve {
        #[command(flatten)]
        on: OnTask,
        /// A remark.
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        note: String,
    },
    /// Send it back, as its approver.
    SendBack {
        #[command(flatten)]
        on: OnTask,
        /// What is missing.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Link a ticket of the help desk; it never closes anything.
    Link {
        #[command(flatten)]
        on: OnTask,
        /// As in HD-104.
        key: String,
        /// Where it is.
        #[arg(long, default_value = "", hide_default_value = true)]
        url: String,
    },
    /// Unlink a ticket.
    Unlink {
        #[command(flatten)]
        on: OnTask,
        /// As in HD-104.
        key: String,
    },
}

impl TaskVerbs {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(&self.place).await?;
        let (OnTask { on, .. }, command, told) = match self.verb {
            Verb::Add { on, plan } => {
                let command = Command::AddTask { plan: plan.read(&desk)? };
                return desk.add(on, command, "task", |i| i.tasks.keys().next_back().copied(), output).await;
            }
            Verb::Revise { on, plan, reason } => {
                let command = Command::ReviseTask { id: on.task, plan: plan.read(&desk)?, reason };
                (on, command, "the task is revised")
            }
            Verb::Order { on, after } => {
                let command = Command::OrderTask { id: on.task, after: after.into_iter().collect() };
                (on, command, "the order is set")
            }
            Verb::Drop { on, reason } => {
                let command = Command::DropTask { id: on.task, reason };
                (on, command, "the task is dropped")
            }
            Verb::Finish { on, note } => {
                let command = Command::FinishTask { id: on.task, note };
                (on, command, "the task is reported done")
            }
            Verb::Approve { on, note } => {
                let command = Command::ApproveTask { id: on.task, note };
                (on, command, "the task is approved")
            }
            Verb::SendBack { on, reason } => {
                let command = Command::SendBackTask { id: on.task, reason };
                (on, command, "the task is sent back")
            }
            Verb::Link { on, key, url } => {
                let command = Command::LinkTicket { id: on.task, ticket: Ticket { key, url } };
                (on, command, "the ticket is linked")
            }
            Verb::Unlink { on, key } => {
                let command = Command::UnlinkTicket { id: on.task, key };
                (on, command, "the ticket is unlinked")
            }
        };
        desk.change(on, command, told, output).await
    }
}

impl Plan {
    fn read(self, desk: &Desk) -> Result<TaskPlan, Failure> {
        Ok(TaskPlan {
            title: self.title,
            responsible: desk.person(&self.responsible)?,
            approver: desk.person(&self.approver)?,
            effort: self.effort,
            due: self.due,
        })
    }
}
