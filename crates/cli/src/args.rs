//! The tree of commands. Names, flags and JSON are a contract.

use clap::{Parser, Subcommand};

use crate::{
    change::{
        assets::AssetVerbs, calendar, escalation::EscalationVerbs, feed::FeedVerbs, item::ItemVerbs,
        notice::NoticeVerbs, people::PersonVerbs, register::Register, review::ReviewVerbs, system::SystemVerbs,
        task::TaskVerbs, token,
    },
    data,
    demo::Demo,
    fail::Failure,
    import,
    output::Output,
    read::{
        audit::Audit, capacity::Capacity, findings::Findings, inspect, items::Items, report::Report, slip::Slip, tasks,
        today::Today,
    },
    serve::Serve,
    tick::Tick,
};

/// The POA&M system for NIST SP 800-171 and CMMC Level 2: findings in, accountable work, verified closure out.
#[derive(Parser, Debug)]
#[command(
    name = "closeout",
    version,
    max_term_width = 110,
    arg_required_else_help = true,
    after_help = "Look around: closeout demo. Begin: closeout init. `closeout help VERB` explains a verb.\n\
        Exit codes: 0 done, 1 the check says no, 2 wrong usage, 3 not found, 4 refused, 5 unreadable input, \
        6 conflict, 70 internal."
)]
pub struct Cli {
    /// How to answer: text for people, json for programs (one document), ndjson for `inspect` (one a line).
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t = Output::Text,
        hide_possible_values = true,
        display_order = 998
    )]
    pub output: Output,
    #[command(subcommand)]
    command: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// Show a sample firm in a temporary folder, ready to click.
    Demo(Demo),
    /// Begin a record: an organization, its first system, its first administrator.
    Init(data::Init),
    /// Serve the pages and the JSON API.
    Serve(Box<Serve>),
    /// Say what a scan or assessment file states; reads only, needs no record.
    Inspect(inspect::Inspect),
    /// List every file format that can be read.
    Formats,
    /// Bring scans and assessments in: what would change, then the change.
    Import(import::Import),
    /// List, show, save or undo imports.
    Imports(import::Imports),
    /// List, show, add and triage findings.
    Findings(Findings),
    /// List assets, show one, say who reaches it, what it means, and which are one.
    Assets(AssetVerbs),
    /// Bring in what is publicly known of CVEs, or fetch it: known exploitation, EPSS, SSVC.
    Feed(FeedVerbs),
    /// List POA&M items, show one, change several at once.
    Items(Items),
    /// List tasks.
    Tasks(tasks::Tasks),
    /// List milestones.
    Milestones(tasks::Milestones),
    /// Change one item: its plan, its evidence, its way to closure.
    Item(Box<ItemVerbs>),
    /// Change a task of an item: add, finish, approve, link tickets.
    Task(TaskVerbs),
    /// Lay overdue items before somebody, and decide on them: money, a control, the risk, the date, the person.
    Escalation(Box<EscalationVerbs>),
    /// Hold reviews of the plan: the agenda makes itself, the signed minutes are kept.
    Review(Box<ReviewVerbs>),
    /// Say what waits for you, what is late and what is due.
    Today(Today),
    /// Take the register out as a workbook, and bring an edited one back.
    Register(Register),
    /// Write a report as PDF, HTML or XLSX, as of any day.
    Report(Report),
    /// Say what people have time for, and when items will probably be done.
    Capacity(Capacity),
    /// Say how far dates moved from what was approved, how often, and why.
    Slip(Slip),
    /// Keep people, their roles and passwords.
    Person(PersonVerbs),
    /// Keep systems, their POA&M owners, and what becomes of findings.
    System(SystemVerbs),
    /// Dates for calendar programs, at secret addresses.
    Calendar(calendar::CalendarVerbs),
    /// Issue and revoke API tokens.
    Token(token::TokenVerbs),
    /// See what is told by mail, and what was given up; send a test.
    Notice(Box<NoticeVerbs>),
    /// Read the record itself, newest first: who did what, when.
    Audit(Audit),
    /// Do what is due by itself, once, for cron; `serve` does it every minute.
    Tick(Tick),
    /// Verify the hash chain, the files and the views; exit code 1 names the first bad record.
    #[command(
        after_help = "The head is the hash of the last good event. Note it elsewhere, and nobody can rewrite what came \
        before unseen."
    )]
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
    pub async fn run(self) -> Result<(), Failure> {
        let output = self.output;
        match self.command {
            Verb::Demo(demo) => demo.run(output).await,
            Verb::Init(init) => init.run(output).await,
            Verb::Serve(serve) => serve.run(output).await,
            Verb::Inspect(inspect) => inspect.run(output),
            Verb::Formats => inspect::formats(output),
            Verb::Import(import) => import.run(output).await,
            Verb::Imports(imports) => imports.run(output).await,
            Verb::Findings(findings) => findings.run(output).await,
            Verb::Assets(assets) => assets.run(output).await,
            Verb::Feed(feed) => feed.run(output).await,
            Verb::Items(items) => items.run(output).await,
            Verb::Tasks(tasks) => tasks.run(output).await,
            Verb::Milestones(milestones) => milestones.run(output).await,
            Verb::Item(item) => item.run(output).await,
            Verb::Task(task) => task.run(output).await,
            Verb::Escalation(escalation) => escalation.run(output).await,
            Verb::Review(review) => review.run(output).await,
            Verb::Capacity(capacity) => capacity.run(output).await,
            Verb::Slip(slip) => slip.run(output).await,
            Verb::Today(today) => today.run(output).await,
            Verb::Register(register) => register.run(output).await,
            Verb::Report(report) => report.run(output).await,
            Verb::Person(person) => person.run(output).await,
            Verb::System(system) => system.run(output).await,
            Verb::Calendar(calendar) => calendar.run(output).await,
            Verb::Token(token) => token.run(output).await,
            Verb::Notice(notice) => notice.run(output).await,
            Verb::Audit(audit) => audit.run(output).await,
            Verb::Tick(tick) => tick.run(output).await,
            Verb::Verify(verify) => verify.run(output).await,
            Verb::Rebuild(rebuild) => rebuild.run(output).await,
            Verb::Backup(backup) => backup.run(output).await,
            Verb::Restore(restore) => restore.run(output),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_tree_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn no_argument_of_a_verb_is_taken_for_a_flag_that_stands_everywhere() {
        fn walk(command: &clap::Command, everywhere: &BTreeSet<String>, taken: &mut Vec<String>) {
            let ids = |global| command.get_arguments().filter(move |a| a.is_global_set() == global);
            let own = ids(false).map(|a| a.get_id().to_string()).filter(|id| everywhere.contains(id));
            taken.extend(own.map(|id| format!("{} {id}", command.get_name())));
            let below = everywhere.iter().cloned().chain(ids(true).map(|a| a.get_id().to_string())).collect();
            command.get_subcommands().for_each(|verb| walk(verb, &below, taken));
        }
        let mut taken = Vec::new();
        walk(&Cli::command(), &BTreeSet::new(), &mut taken);
        assert_eq!(taken, [""; 0]);
    }
}
