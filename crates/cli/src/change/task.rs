//! `closeout task …`: work with one responsible person and another who approves it.

use clap::{Args, Subcommand};
use closeout_domain::{
    ids::{ItemNumber, PartNumber},
    item::{
        Command,
        value::{TaskPlan, Ticket},
    },
    time,
};

use super::Desk;
use crate::{fail::Failure, output::Output, place::Place};

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
    #[arg(long)]
    effort: u16,
    #[arg(long, value_name = "DATE")]
    due: String,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Add a task to an item.
    Add {
        item: ItemNumber,
        #[command(flatten)]
        plan: Plan,
    },
    /// Change its words, people, effort or date; after the approval, with a reason.
    Revise {
        item: ItemNumber,
        task: PartNumber,
        #[command(flatten)]
        plan: Plan,
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Take it out.
    Drop {
        item: ItemNumber,
        task: PartNumber,
        #[arg(long)]
        reason: String,
    },
    /// Report it done.
    Finish {
        item: ItemNumber,
        task: PartNumber,
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Agree that it is done.
    Approve {
        item: ItemNumber,
        task: PartNumber,
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Disagree.
    SendBack {
        item: ItemNumber,
        task: PartNumber,
        #[arg(long)]
        reason: String,
    },
    /// Link a ticket.
    Link {
        item: ItemNumber,
        task: PartNumber,
        /** As in HD-104. */
        key: String,
        #[arg(long, default_value = "")]
        url: String,
    },
    /// Unlink one.
    Unlink { item: ItemNumber, task: PartNumber, key: String },
}

impl TaskVerbs {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(&self.place).await?;
        let (item, command, told) = match self.verb {
            Verb::Add { item, plan } => (item, Command::AddTask { plan: plan.read(&desk)? }, "has a task more"),
            Verb::Revise { item, task, plan, reason } => {
                (item, Command::ReviseTask { id: task, plan: plan.read(&desk)?, reason }, "has a task revised")
            }
            Verb::Drop { item, task, reason } => (item, Command::DropTask { id: task, reason }, "has a task less"),
            Verb::Finish { item, task, note } => {
                (item, Command::FinishTask { id: task, note }, "has a task reported done")
            }
            Verb::Approve { item, task, note } => {
                (item, Command::ApproveTask { id: task, note }, "has a task approved")
            }
            Verb::SendBack { item, task, reason } => {
                (item, Command::SendBackTask { id: task, reason }, "has a task sent back")
            }
            Verb::Link { item, task, key, url } => {
                (item, Command::LinkTicket { id: task, ticket: Ticket { key, url } }, "has a ticket linked")
            }
            Verb::Unlink { item, task, key } => {
                (item, Command::UnlinkTicket { id: task, key }, "has a ticket unlinked")
            }
        };
        desk.change(item, vec![command], told, output).await
    }
}

impl Plan {
    fn read(self, desk: &Desk) -> Result<TaskPlan, Failure> {
        Ok(TaskPlan {
            title: self.title,
            responsible: desk.person(&self.responsible)?,
            approver: desk.person(&self.approver)?,
            effort: self.effort,
            due: time::date("due", &self.due)?,
        })
    }
}
