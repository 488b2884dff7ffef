//! How the command line fails: one line that says what, one that says what to do, and the exit code of the contract.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use closeout_app::{Error, Problem, error};

use closeout_store::sqlite::OpenError;

use crate::{args::Output, compose};

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

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        let advice = match error {
            OpenError::NotADatabase(_) | OpenError::Foreign(_) => {
                "give the folder of a record; `closeout init` begins one"
            }
            OpenError::Newer { .. } => "use the version of closeout that wrote it, or a later one",
            _ => return Self::Other(anyhow::Error::from(error)),
        };
        Error::Unreadable { file: compose::DATABASE.into(), why: error.to_string(), advice: advice.into() }.into()
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
    /// Says what went wrong on standard error, or as JSON on standard output, and gives the exit code.
    pub fn report(self, output: Output) -> ExitCode {
        let (exit, problem) = match self {
            Self::Check => return ExitCode::from(1),
            // Somebody who has seen enough closed the pipe: `closeout items list | head`.
            Self::Other(ref error) if closed_pipe(error) => return ExitCode::SUCCESS,
            Self::App(error) => {
                let operator = matches!(*error, Error::Store(_) | Error::Disk { .. } | Error::Lost(_));
                let mut problem = error.problem();
                if operator {
                    problem.detail = format!("{:#}", anyhow::Error::from(*error));
                    problem.remedy = None;
                    return tell(error::INTERNAL.exit, &problem, output);
                }
                (error.public().exit, problem)
            }
            Self::Usage(message) => (2, plain("usage", 400, message, Some("`closeout help` shows how it is used"))),
            Self::Other(error) => (error::INTERNAL.exit, plain("internal", 500, format!("{error:#}"), None)),
        };
        tell(exit, &problem, output)
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

fn tell(exit: u8, problem: &Problem, output: Output) -> ExitCode {
    let _written = match output {
        Output::Text => text(problem),
        Output::Json | Output::Ndjson => json(problem),
    };
    ExitCode::from(exit)
}

fn json(problem: &Problem) -> io::Result<()> {
    let mut out = io::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &serde_json::json!({ "error": problem }))?;
    writeln!(out)
}

fn text(problem: &Problem) -> io::Result<()> {
    let mut out = io::stderr().lock();
    writeln!(out, "error: {}", problem.detail)?;
    for gap in problem.gaps.iter().filter(|gap| gap.message != problem.detail) {
        writeln!(out, "  - {}: {}", gap.field.replace('_', " "), gap.message)?;
    }
    if let Some(remedy) = &problem.remedy {
        writeln!(out, "  to do: {remedy}")?;
    }
    if let (Some(rule), Some(citation)) = (&problem.rule, &problem.citation) {
        writeln!(out, "  rule: {rule} ({citation})")?;
    }
    Ok(())
}

fn closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe))
}
