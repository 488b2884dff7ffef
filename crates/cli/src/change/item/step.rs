//! The steps of an item's life, what is asked of an executive, and remarks.

use clap::Subcommand;
use closeout_domain::item::Command;
use jiff::civil::Date;

use crate::{
    desk::{Desk, On},
    fail::Failure,
    list::day,
    output::Output,
};

#[derive(Subcommand, Debug)]
pub enum Step {
    /// Submit the plan for approval.
    Submit {
        #[command(flatten)]
        on: On,
        /// A remark for the approver.
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        note: String,
    },
    /// Approve the plan; its dates become the baseline.
    Approve {
        #[command(flatten)]
        on: On,
        /// A remark.
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        note: String,
    },
    /// Return the plan to its author.
    Return {
        #[command(flatten)]
        on: On,
        /// What is to be changed.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Declare the work done; it awaits validation.
    Done {
        #[command(flatten)]
        on: On,
        /// A remark for the validator.
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        note: String,
    },
    /// Validate: confirm that the evidence meets the acceptance tests.
    Validate {
        #[command(flatten)]
        on: On,
        /// What was looked at, and what it showed.
        #[arg(long, value_name = "TEXT")]
        statement: String,
    },
    /// Send the work back: the evidence does not meet the acceptance tests.
    Reject {
        #[command(flatten)]
        on: On,
        /// What is missing.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Close it, for good.
    Close {
        #[command(flatten)]
        on: On,
        /// Why it may be closed.
        #[arg(long, value_name = "TEXT")]
        statement: String,
    },
    /// Refuse to close it; the work goes on.
    RefuseClosure {
        #[command(flatten)]
        on: On,
        /// What is missing.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Ask an executive to accept the risk until a date.
    ProposeAcceptance {
        #[command(flatten)]
        on: On,
        /// The last day on which the risk is to be accepted.
        #[arg(long, value_name = "DATE", value_parser = day)]
        until: Date,
        /// Why it can be borne until then.
        #[arg(long, value_name = "TEXT")]
        justification: String,
    },
    /// Ask an executive to dismiss the item.
    ProposeDismissal {
        #[command(flatten)]
        on: On,
        /// Why there is nothing to correct.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Grant what was proposed: accept the risk, or dismiss the item.
    Grant {
        #[command(flatten)]
        on: On,
    },
    /// Decline what was proposed.
    Decline {
        #[command(flatten)]
        on: On,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Take an item whose risk was accepted up again.
    Resume {
        #[command(flatten)]
        on: On,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Ask for an exception to the separation of duties: one person does the work and validates it.
    RequestException {
        #[command(flatten)]
        on: On,
        /// Their address.
        #[arg(value_name = "EMAIL")]
        person: String,
        /// Why nobody else can.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Sign an exception that was asked for.
    SignException {
        #[command(flatten)]
        on: On,
        /// Why it is acceptable here.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Write a remark into the item's history.
    Comment {
        #[command(flatten)]
        on: On,
        /// The remark.
        text: String,
    },
}

impl Step {
    pub async fn run(self, desk: &Desk, output: Output) -> Result<(), Failure> {
        let (on, command, told) = match self {
            Self::Submit { on, note } => (on, Command::Submit { note }, "the plan is submitted"),
            Self::Approve { on, note } => {
                (on, Command::Approve { note }, "the plan is approved, its dates are the baseline")
            }
            Self::Return { on, reason } => (on, Command::Return { reason }, "the plan is returned to its author"),
            Self::Done { on, note } => (on, Command::DeclareDone { note }, "the work is declared done"),
            Self::Validate { on, statement } => {
                (on, Command::Validate { statement }, "the work is validated; somebody else may close it")
            }
            Self::Reject { on, reason } => (on, Command::RejectWork { reason }, "the work is sent back"),
            Self::Close { on, statement } => (on, Command::Close { statement }, "closed for good"),
            Self::RefuseClosure { on, reason } => {
                (on, Command::RefuseClosure { reason }, "closing is refused, the work goes on")
            }
            Self::ProposeAcceptance { on, until, justification } => {
                let command = Command::ProposeAcceptance { until, justification };
                (on, command, "an executive is asked to accept the risk")
            }
            Self::ProposeDismissal { on, reason } => {
                (on, Command::ProposeDismissal { reason }, "an executive is asked to dismiss it")
            }
            Self::Grant { on } => (on, Command::GrantProposal, "what was proposed is granted"),
            Self::Decline { on, reason } => (on, Command::DeclineProposal { reason }, "what was proposed is declined"),
            Self::Resume { on, reason } => (on, Command::Resume { reason }, "the work is taken up again"),
            Self::RequestException { on, person, reason } => {
                let command = Command::RequestException { person: desk.person(&person)?, reason };
                (on, command, "an exception is asked for; an executive may sign it")
            }
            Self::SignException { on, reason } => (on, Command::SignException { reason }, "the exception is signed"),
            Self::Comment { on, text } => (on, Command::Comment { text }, "the remark is written down"),
        };
        desk.change(on, command, told, output).await
    }
}
