//! How the command line fails: one line that says what, one that says what to do, and the exit code of the contract.

use std::{io, path::Path};

use anyhow::anyhow;
use closeout_app::{Error, Problem, error};

/// Why a command did not do what was asked.
#[derive(Debug)]
pub enum Failure {
    /// The application says no, or could not.
    App(Box<Error>),
    /// The command was used wrongly.
    Usage(String),
    /// A check found a fault: exit code 1. It has been told already.
    Check,
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
        Self::Other(anyhow::Error::from(error))
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
            Self::Check => (1, None),
            // Somebody who has seen enough closed the pipe: `closeout items list | head`.
            Self::Other(ref error) if closed_pipe(error) => (0, None),
            Self::App(error) => {
                let operator = matches!(*error, Error::Store(_) | Error::Disk { .. } | Error::Lost(_));
                let (exit, mut problem) = (error.public().exit, error.problem());
                if operator {
                    problem.detail = format!("{:#}", anyhow::Error::from(*error));
                    problem.remedy = None;
                    return (error::INTERNAL.exit, Some(problem));
                }
                (exit, Some(problem))
            }
            Self::Usage(message) => {
                (2, Some(plain("usage", 400, message, Some("`closeout help` shows how it is used"))))
            }
            Self::Other(error) => (error::INTERNAL.exit, Some(plain("internal", 500, format!("{error:#}"), None))),
        }
    }
}

/// A file that the command line names and that is not there.
pub fn missing(path: &Path, source: io::Error) -> Failure {
    match source.kind() {
        io::ErrorKind::NotFound => Error::NotFound { what: "file", id: path.display().to_string() }.into(),
        _ => anyhow!(source).context(format!("failed to open {}", path.display())).into(),
    }
}

fn plain(code: &str, status: u16, detail: String, remedy: Option<&str>) -> Problem {
    Problem {
        code: code.into(),
        status,
        title: detail.clone(),
        detail,
        remedy: remedy.map(str::to_owned),
        rule: None,
        citation: None,
        gaps: Vec::new(),
    }
}

fn closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe))
}
