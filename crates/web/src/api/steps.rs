//! One operation for each thing that can be asked of an item: permission, body, and the command that it becomes.

use axum::extract::State;
use closeout_app::{App, Error, views::ItemView};
use closeout_domain::{
    ids::{Digest, FindingId, ItemNumber, PartNumber},
    item::{Command, extension::Obstacle, value::Ticket},
    time,
};

use super::{
    Bearer,
    body::{IfMatch, Json, Path, Tagged},
    id::{self, Id},
    plan::{self, FindingKeys, NewDate, NewMilestone, NewTest, PlanFields, TaskFields, TaskOrder},
    work::{Acceptance, Attested, ExceptionFields, Note, Reached, Reason, Remark, Statement, TicketFields, TicketKey},
};
use crate::{
    error::ApiError,
    permission::{
        ApprovePlan, ApproveTask, Close, Comment, Decide, DecideExtension, Permission, Plan, SignException, Triage,
        Validate, Work,
    },
};

/// Changes an item and answers with it as it stands then.
async fn change<P: Permission>(
    who: &Bearer<P>,
    app: &App,
    item: ItemNumber,
    seen: IfMatch,
    commands: Vec<Command>,
) -> Result<Tagged<ItemView>, ApiError> {
    app.change_item(&who.actor, item, seen.0, commands).await.map_err(|e| seen.failed(e))?;
    Ok(Tagged::item(app.item(&who.actor, item, None).await?))
}

/// Run the acceptance tests of an item that run by themselves. Every import runs them too.
#[utoipa::path(post, path = "", responses((status = 200, description = "The item as it stands now.", body = ItemView)))]
pub async fn run_tests(
    who: Bearer<Work>,
    State(app): State<App>,
    Path(item): Path<Id<ItemNumber>>,
) -> Result<Tagged<ItemView>, ApiError> {
    app.run_tests(&who.actor, item.0).await?;
    Ok(Tagged::item(app.item(&who.actor, item.0, None).await?))
}

/// Operations on an item, or on a numbered or hashed part of it: `name: Permission, Body => |body, part: Type| commands;`
macro_rules! steps {
    ($($(#[$doc:meta])* $name:ident: $permission:ident, $body:ident => |$given:pat_param $(, $part:pat_param in $kind:ty)?| $commands:expr;)*) => {
        $($(#[$doc])*
        #[utoipa::path(post, path = "", request_body = $body, responses((status = 200, description = "The item as it stands now.", body = ItemView)))]
        pub async fn $name(
            who: Bearer<$permission>,
            State(app): State<App>,
            Path(steps!(@pattern item $($part)?)): Path<steps!(@type $($kind)?)>,
            seen: IfMatch,
            Json($given): Json<$body>,
        ) -> Result<Tagged<ItemView>, ApiError> {
            change(&who, &app, item.0, seen, $commands).await
        })*
    };
    (@pattern $item:ident) => { $item };
    (@pattern $item:ident $part:pat_param) => { ($item, Id($part)) };
    (@type) => { Id<ItemNumber> };
    (@type $kind:ty) => { (Id<ItemNumber>, Id<$kind>) };
}

steps! {
    /// Change what the plan says.
    plan: Plan, PlanFields => |fields| plan::some(fields.commands())?;

    /// Add a dated step.
    plan_milestone: Plan, NewMilestone => |m| {
        vec![Command::PlanMilestone { title: m.title, due: time::date("due", &m.due)? }]
    };
    /// Give a step another date. The approved date stays beside it; a later one is an extension, which moves at once only
    /// within the limits that the system leaves to whoever plans.
    move_milestone: Plan, NewDate => |d, id in PartNumber| {
        let obstacle = Some(d.obstacle.map_or(Obstacle::Other, |obstacle| obstacle.0));
        vec![Command::MoveMilestone { id, to: time::date("due", &d.due)?, reason: d.reason, obstacle }]
    };
    /// Say yes to a later date. Nobody does who asked for it.
    grant_extension: DecideExtension, Note => |n, id in PartNumber| vec![Command::GrantExtension { id, note: n.note }];
    /// Say no to a later date.
    decline_extension: DecideExtension, Reason => |r, id in PartNumber| {
        vec![Command::DeclineExtension { id, reason: r.reason }]
    };
    /// Say that a compensating control is not in place any more.
    end_control: Plan, Reason => |r, id in PartNumber| vec![Command::EndControl { id, reason: r.reason }];
    /// Take back that a later date was asked for.
    withdraw_extension: Plan, Reason => |r, id in PartNumber| {
        vec![Command::WithdrawExtension { id, reason: r.reason }]
    };
    /// Record that a step was reached.
    reach_milestone: Work, Reached => |r, id in PartNumber| {
        vec![Command::ReachMilestone { id, on: time::date("on", &r.on)?, note: r.note }]
    };
    /// Take a step out of the plan.
    drop_milestone: Plan, Reason => |r, id in PartNumber| vec![Command::DropMilestone { id, reason: r.reason }];

    /// Add a task.
    add_task: Plan, TaskFields => |task| vec![Command::AddTask { plan: task.plan()?.0 }];
    /// Change a task: its words, people, effort or date.
    revise_task: Plan, TaskFields => |task, id in PartNumber| {
        let (plan, reason) = task.plan()?;
        vec![Command::ReviseTask { id, plan, reason }]
    };
    /// Say which tasks of the item are done before a task begins; none for a task that may begin at once.
    order_task: Plan, TaskOrder => |o, id in PartNumber| {
        vec![Command::OrderTask { id, after: o.after.into_iter().map(PartNumber).collect() }]
    };
    /// Take a task out of the plan.
    drop_task: Plan, Reason => |r, id in PartNumber| vec![Command::DropTask { id, reason: r.reason }];
    /// Report a task done.
    finish_task: Work, Note => |n, id in PartNumber| vec![Command::FinishTask { id, note: n.note }];
    /// Agree that a task is done.
    approve_task: ApproveTask, Note => |n, id in PartNumber| vec![Command::ApproveTask { id, note: n.note }];
    /// Send a task back to whoever did it.
    send_back_task: ApproveTask, Reason => |r, id in PartNumber| vec![Command::SendBackTask { id, reason: r.reason }];
    /// Link a ticket to a task. It never closes anything.
    link_ticket: Work, TicketFields => |t, id in PartNumber| {
        vec![Command::LinkTicket { id, ticket: Ticket { key: t.key, url: t.url } }]
    };
    /// Unlink a ticket.
    unlink_ticket: Work, TicketKey => |t, id in PartNumber| vec![Command::UnlinkTicket { id, key: t.key }];

    /// Add something that must be shown.
    add_test: Plan, NewTest => |t| {
        vec![Command::AddTest { criterion: t.criterion, check: t.check.map(|check| check.0) }]
    };
    /// Show it.
    attest_test: Work, Attested => |a, id in PartNumber| {
        vec![Command::AttestTest { id, statement: a.statement, evidence: id::all(a.evidence) }]
    };
    /// Take a test out of the plan.
    drop_test: Plan, Reason => |r, id in PartNumber| vec![Command::DropTest { id, reason: r.reason }];

    /// Say that a piece of evidence does not count. The file stays.
    withdraw_evidence: Work, Reason => |r, digest in Digest| {
        vec![Command::WithdrawEvidence { digest, reason: r.reason }]
    };
    /// Untie a finding from the item.
    unlink_finding: Plan, Reason => |r, finding in FindingId| vec![Command::UnlinkFinding { finding, reason: r.reason }];

    /// Put the plan before an approver. What it still lacks is listed.
    submit: Plan, Note => |n| vec![Command::Submit { note: n.note }];
    /// Approve the plan. Its dates are frozen.
    approve: ApprovePlan, Note => |n| vec![Command::Approve { note: n.note }];
    /// Return the plan to its author.
    send_back: ApprovePlan, Reason => |r| vec![Command::Return { reason: r.reason }];
    /// Say that the work is done.
    done: Work, Note => |n| vec![Command::DeclareDone { note: n.note }];
    /// Send the work back.
    reject: Validate, Reason => |r| vec![Command::RejectWork { reason: r.reason }];
    /// Confirm that the evidence meets the tests. Nobody does who had a hand in the work.
    validate: Validate, Statement => |s| vec![Command::Validate { statement: s.statement }];
    /// Refuse to close it. The work goes on.
    refuse_closure: Close, Reason => |r| vec![Command::RefuseClosure { reason: r.reason }];
    /// Close it, for ever. Nobody does who worked on it or validated it.
    close: Close, Statement => |s| vec![Command::Close { statement: s.statement }];

    /// Ask to bear the risk until a day.
    propose_acceptance: Plan, Acceptance => |a| {
        vec![Command::ProposeAcceptance { until: time::date("until", &a.until)?, justification: a.justification }]
    };
    /// Ask to dismiss the item.
    propose_dismissal: Plan, Reason => |r| vec![Command::ProposeDismissal { reason: r.reason }];
    /// Turn down what was proposed.
    decline: Decide, Reason => |r| vec![Command::DeclineProposal { reason: r.reason }];
    /// Take an accepted item up again.
    resume: Decide, Reason => |r| vec![Command::Resume { reason: r.reason }];
    /// Ask that one person may do the work and validate it.
    request_exception: Plan, ExceptionFields => |e| {
        vec![Command::RequestException { person: e.person.0, reason: e.reason }]
    };
    /// Sign that exception, as somebody who neither asked for it nor gains by it.
    sign_exception: SignException, Reason => |r| vec![Command::SignException { reason: r.reason }];
    /// Write a remark.
    comment: Comment, Remark => |r| vec![Command::Comment { text: r.text }];
}

/// Grant what was proposed. It takes no body.
#[utoipa::path(post, path = "", responses((status = 200, description = "The item as it stands now.", body = ItemView)))]
pub async fn grant(
    who: Bearer<Decide>,
    State(app): State<App>,
    Path(item): Path<Id<ItemNumber>>,
    seen: IfMatch,
) -> Result<Tagged<ItemView>, ApiError> {
    change(&who, &app, item.0, seen, vec![Command::GrantProposal]).await
}

/// Tie findings to the item.
#[utoipa::path(post, path = "", request_body = FindingKeys, responses((status = 200, description = "The item as it stands now.", body = ItemView)))]
pub async fn attach_findings(
    who: Bearer<Triage>,
    State(app): State<App>,
    Path(item): Path<Id<ItemNumber>>,
    seen: IfMatch,
    Json(body): Json<FindingKeys>,
) -> Result<Tagged<ItemView>, ApiError> {
    if let Some(version) = seen.0 {
        let now = app.item(&who.actor, item.0, None).await?.summary.version;
        if now != version {
            return Err(seen.failed(Error::Conflict { what: item.0.to_string(), seen: version, now }));
        }
    }
    app.attach_findings(&who.actor, item.0, id::all(body.findings)).await?;
    Ok(Tagged::item(app.item(&who.actor, item.0, None).await?))
}
