//! How the command line fails: one line that says what, one that says what to do, and the exit code of the contract.

use std::io;

use closeout_app::{Error, Problem, error};
use closeout_domain::ids::Digest;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub enum Failure {
    /// The application says no, or could not.
    App(Box<Error>),
    /// The command was used wrongly.
    Usage(String),
    /// Not everything was well, with this exit code. It has been told already.
    Told(u8),
    /// A folder holds no record.
    NoRecord(String),
    /// A file that the record keeps is not what it was: exit code 1.
    Changed {
        /// The hash that the record names.
        digest: Digest,
        /// The hash that the file has.
        found: Digest,
    },
    /// Something around the application failed.
    Other(anyhow::Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::App(Box::new(error))
    }
}

impl From<closeout_domain::rule::Refusal> for Failure {
    fn from(refusal: closeout_domain::rule::Refusal) -> Self {
        Error::from(refusal).into()
    }
}

impl From<closeout_app::ports::StoreError> for Failure {
    fn from(error: closeout_app::ports::StoreError) -> Self {
        Error::from(error).into()
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Other(error)
    }
}

impl From<closeout_domain::ids::NotAnId> for Failure {
    fn from(error: closeout_domain::ids::NotAnId) -> Self {
        Self::Usage(error.to_string())
    }
}

impl Failure {
    /// The exit code, and what there is to say; nothing when it has been said already, or nobody listens.
    pub fn problem(self) -> (u8, Option<Problem>) {
        match self {
            Self::Told(exit) => (exit, None),
            // Somebody who has seen enough closed the pipe: `closeout items list | head`.
            Self::Other(ref error) if closed_pipe(error) => (0, None),
            Self::App(error) => (error.public().exit, Some(for_operator(&error))),
            Self::Usage(message) => (2, Some(plain("usage", 400, message, None))),
            Self::Changed { digest, found } => {
                let message = format!("the file {digest} was changed: its hash is {found}");
                let remedy = "restore it from a backup; `closeout verify` names what else is wrong".to_owned();
                (1, Some(plain("changed", 500, message, Some(remedy))))
            }
            Self::NoRecord(folder) => {
                let message = format!("there is no record in {folder}");
                let remedy = format!("`closeout init --data {folder}` begins one, `closeout demo` shows one");
                (error::NOT_FOUND.exit, Some(plain(error::NOT_FOUND.code, 404, message, Some(remedy))))
            }
            Self::Other(error) => (error::INTERNAL.exit, Some(plain("internal", 500, format!("{error:#}"), None))),
        }
    }
}

/// An error as it is shown on the command line. There is no log to look into: whoever runs a command is the operator.
pub fn for_operator(error: &Error) -> Problem {
    let mut problem = error.problem();
    if error.public().exit == error::INTERNAL.exit {
        let causes = std::iter::successors(Some(error as &dyn std::error::Error), |error| error.source());
        problem.detail = causes.map(ToString::to_string).collect::<Vec<_>>().join(": ");
        problem.remedy = None;
    }
    problem
}

fn plain(code: &str, status: u16, detail: String, remedy: Option<String>) -> Problem {
    Problem {
        code: code.into(),
        status,
        title: detail.clone(),
        detail,
        remedy,
        rule: None,
        citation: None,
        gaps: Vec::new(),
    }
}

fn closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe))
}
