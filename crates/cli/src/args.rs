//! The tree of commands. Names, flags and JSON are a contract.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::{change, data, demo, fail::Failure, import, output::Output, read, serve};

/// The POA&M system for NIST SP 800-171 and CMMC: findings in, accountable work, verified closure out.
#[derive(Parser, Debug)]
#[command(name = "closeout", version, about, max_term_width = 100, arg_required_else_help = true)]
pub struct Cli {
    /// How to answer: text for people, one JSON document for programs.
    #[arg(long, global = true, value_enum, default_value_t = Output::Text)]
    pub output: Output,
    #[command(subcommand)]
    command: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// A sample firm in a temporary folder, ready to click.
    Demo(demo::Demo),
    /// Begin a record: an organization, its first system, its first administrator.
    Init(data::Init),
    /// Serve pages and the JSON API.
    Serve(serve::Serve),
    /// Say what a file states; reads only, needs no record.
    Inspect(read::Inspect),
    /// List every format that can be read.
    Formats,
    /// Bring scans and assessments in: what would change, then the change.
    Import(import::Import),
    /// List imports, show one, undo one.
    Imports(import::Imports),
    /// List, show and triage findings.
    Findings(read::Findings),
    /// List items, or show one.
    Items(read::Items),
    /// List tasks.
    Tasks(read::Tasks),
    /// List milestones.
    Milestones(read::Milestones),
    /// Change an item: its plan, its evidence, its way to closure.
    Item(Box<change::item::ItemVerbs>),
    /// Change a task of an item.
    Task(change::task::TaskVerbs),
    /// People and their roles.
    Person(change::people::PersonVerbs),
    /// Systems, their POA&M owners, and what becomes of findings.
    System(change::people::SystemVerbs),
    /// API tokens.
    Token(change::people::TokenVerbs),
    /// The register as a workbook: out, edited, back in.
    #[command(subcommand)]
    Register(change::register::Register),
    /// The record itself, newest first: who did what, when.
    Audit(read::Audit),
    /// Verify the hash chain, the files and the views.
    Verify(data::Verify),
    /// Make every view anew from the record.
    Rebuild(data::Rebuild),
    /// Copy the record to one file, while it is in use.
    Backup(data::Backup),
    /// Put a backup into an empty folder.
    Restore(data::Restore),
}

impl Cli {
    /// Does what was asked.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        let output = self.output;
        match self.command {
            Verb::Demo(demo) => demo.run(output).await?,
            Verb::Init(init) => init.run(output).await?,
            Verb::Serve(serve) => serve.run().await?,
            Verb::Inspect(inspect) => inspect.run(output)?,
            Verb::Formats => read::formats(output)?,
            Verb::Import(import) => return import.run(output).await,
            Verb::Imports(imports) => imports.run(output).await?,
            Verb::Findings(findings) => findings.run(output).await?,
            Verb::Items(items) => items.run(output).await?,
            Verb::Tasks(tasks) => tasks.run(output).await?,
            Verb::Milestones(milestones) => milestones.run(output).await?,
            Verb::Item(item) => item.run(output).await?,
            Verb::Task(task) => task.run(output).await?,
            Verb::Person(person) => person.run(output).await?,
            Verb::System(system) => system.run(output).await?,
            Verb::Token(token) => token.run(output).await?,
            Verb::Register(register) => register.run(output).await?,
            Verb::Audit(audit) => audit.run(output).await?,
            Verb::Verify(verify) => verify.run(output).await?,
            Verb::Rebuild(rebuild) => rebuild.run(output).await?,
            Verb::Backup(backup) => backup.run(output).await?,
            Verb::Restore(restore) => restore.run(output)?,
        }
        Ok(ExitCode::SUCCESS)
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_tree_holds_together() {
        Cli::command().debug_assert();
    }
}
