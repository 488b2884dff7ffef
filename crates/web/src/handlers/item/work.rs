//! Milestones, tasks and acceptance tests.

use closeout_domain::{
    ids::{Digest, PartNumber},
    item::{
        Command,
        check::Check,
        extension::Obstacle,
        value::{TaskPlan, Ticket},
    },
    rule::Refusal,
};

use crate::{
    handlers::show::All as _,
    sent::{self, Sent},
};

super::changes! {
    /// Add a dated step.
    add_milestone: Plan, "milestones" => |f| {
        vec![Command::PlanMilestone { title: f.string("title"), due: f.day("due")? }]
    }, "#at-milestones", "the milestone is added";

    /// Add a task.
    add_task: Plan, "tasks" => |f| vec![Command::AddTask { plan: task(f)? }], "#at-tasks", "the task is added";

    /// Add something that must be shown.
    add_test: Plan, "tests" => |f| {
        vec![Command::AddTest { criterion: f.string("criterion"), check: check(f)? }]
    }, "#at-tests", "the acceptance test is added";
}

super::changes_of_parts! {
    /// Give a step another date. The approved one stays beside it.
    move_milestone: Plan, "milestones" "move" => |f, id| {
        let (to, obstacle) = (f.day("due"), f.named_if_any::<Obstacle>("obstacle")).all()?;
        vec![Command::MoveMilestone { id, to, reason: f.string("reason"), obstacle }]
    }, "the other day is on record, or waits for the word that the policy asks for";

    /// Say yes to a later date.
    grant_extension: DecideExtension, "extensions" "grant" => |f, id| {
        vec![Command::GrantExtension { id, note: f.string("note") }]
    }, "the extension is granted";

    /// Say no.
    decline_extension: DecideExtension, "extensions" "decline" => |f, id| {
        vec![Command::DeclineExtension { id, reason: f.string("reason") }]
    }, "the extension is declined, the day stays";

    /// Say that a compensating control is not in place any more.
    end_control: Plan, "controls" "end" => |f, id| {
        vec![Command::EndControl { id, reason: f.string("reason") }]
    }, "the control is ended";

    /// Take the question back.
    withdraw_extension: Plan, "extensions" "withdraw" => |f, id| {
        vec![Command::WithdrawExtension { id, reason: f.string("reason") }]
    }, "the extension is no longer asked for";

    /// Record that a step was reached.
    reach_milestone: Work, "milestones" "reach" => |f, id| {
        vec![Command::ReachMilestone { id, on: f.day("on")?, note: f.string("note") }]
    }, "the milestone is reached";

    /// Take a step out.
    drop_milestone: Plan, "milestones" "drop" => |f, id| {
        vec![Command::DropMilestone { id, reason: f.string("reason") }]
    }, "the milestone is dropped";

    /// Change a task: its words, people, effort or date.
    revise_task: Plan, "tasks" "revise" => |f, id| {
        vec![Command::ReviseTask { id, plan: task(f)?, reason: f.string("reason") }]
    }, "the task is revised";

    /// Say which tasks are done before it begins.
    order_task: Plan, "tasks" "order" => |f, id| {
        vec![Command::OrderTask { id, after: f.every::<PartNumber>("after")?.into_iter().collect() }]
    }, "the order is set";

    /// Report a task done.
    finish_task: Work, "tasks" "finish" => |f, id| vec![Command::FinishTask { id, note: f.string("note") }],
        "the task is reported done";

    /// Agree that it is.
    approve_task: ApproveTask, "tasks" "approve" => |f, id| vec![Command::ApproveTask { id, note: f.string("note") }],
        "the task is approved";

    /// Disagree.
    send_back_task: ApproveTask, "tasks" "send-back" => |f, id| {
        vec![Command::SendBackTask { id, reason: f.string("reason") }]
    }, "the task is sent back";

    /// Take a task out.
    drop_task: Plan, "tasks" "drop" => |f, id| vec![Command::DropTask { id, reason: f.string("reason") }],
        "the task is dropped";

    /// Link a ticket. It never closes anything.
    link_ticket: Work, "tasks" "link" => |f, id| {
        vec![Command::LinkTicket { id, ticket: Ticket { key: f.string("key"), url: f.string("url") } }]
    }, "the ticket is linked";

    /// Show a test to be met.
    attest_test: Work, "tests" "attest" => |f, id| {
        let evidence = f.every::<Digest>("evidence")?;
        vec![Command::AttestTest { id, statement: f.string("statement"), evidence }]
    }, "the test is attested";

    /// Take a test out.
    drop_test: Plan, "tests" "drop" => |f, id| vec![Command::DropTest { id, reason: f.string("reason") }],
        "the test is dropped";
}

/// Unlink a ticket. Its button stands in the form that links one.
pub async fn unlink_ticket(
    who: crate::session::May<crate::permission::Work>,
    axum::extract::State(app): axum::extract::State<closeout_app::App>,
    super::At((super::Id(number), super::Id(id))): super::At<(
        super::Id<closeout_domain::ids::ItemNumber>,
        super::Id<PartNumber>,
    )>,
    form: Sent,
) -> Result<axum::response::Response, crate::error::PageError> {
    let asked = Ok(vec![Command::UnlinkTicket { id, key: form.string("unlink") }]);
    let came = super::Came { id: format!("tasks-{id}-link"), form, place: "#at-tasks", told: "the ticket is unlinked" };
    super::change(&who, &app, number, came, asked).await
}

/// Run the acceptance tests that run by themselves.
pub async fn run_tests(
    who: crate::session::May<crate::permission::Work>,
    axum::extract::State(app): axum::extract::State<closeout_app::App>,
    super::At(super::Id(number)): super::At<super::Id<closeout_domain::ids::ItemNumber>>,
    form: Sent,
) -> Result<axum::response::Response, crate::error::PageError> {
    let ran = app.run_tests(&who.actor, number).await;
    let told = match &ran {
        Ok((_, runs)) if runs.is_empty() => "the tests were run; nothing has changed",
        _ => "the tests were run",
    };
    let came = super::Came { id: "tests-run".into(), form, place: "#at-tests", told };
    super::answer(&who, &app, number, came, ran.map(drop)).await
}

/// By what a test shows itself: its kind, and what the kind asks for.
fn check(form: &Sent) -> Result<Option<Check>, Refusal> {
    let Some(kind) = form.filled("check") else { return Ok(None) };
    let value = form.filled("value").unwrap_or(if kind == "clean-scans" { "1" } else { "" });
    let parsed = format!("{kind}:{value}").parse::<Check>();
    let expected = match kind {
        "clean-scans" => "how many scans in a row, 1 to 100",
        "evidence-since" => "a day, as in 2026-11-20",
        _ => "the words that the output must contain",
    };
    parsed.map(Some).map_err(|_| sent::wrong("value", value, expected))
}

fn task(form: &Sent) -> Result<TaskPlan, Refusal> {
    let (responsible, approver) = (form.named("responsible"), form.named("approver"));
    let (responsible, approver, effort, due) = (responsible, approver, form.number("effort"), form.day("due")).all()?;
    Ok(TaskPlan { title: form.string("title"), responsible, approver, effort, due })
}
