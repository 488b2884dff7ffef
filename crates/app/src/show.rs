//! The last touch to what is shown: names of people, days late as of a day, one item whole.

use closeout_domain::{
    ids::{PartNumber, PersonId},
    item::{
        Item, Status, acceptance, closure, completeness, extend, extension,
        measure::{Control, Decided},
        state::Ask,
        task::Stage,
        value::Signature,
    },
    people::Directory,
    policy::{self, Action},
};
use jiff::civil::Date;

use crate::{
    project,
    views::{
        ChainStep, ControlView, DecisionView, EscalationRow, EvidenceView, ExceptionView, ExtensionView, GapView,
        ItemRow, ItemView, MilestoneChange, MilestoneRow, MilestoneView, PersonRef, ProposalView, ResourcesView,
        ReviewRow, TaskRow, TaskView, TestView,
    },
};

/// Days from `due` to `today`, when it has passed.
pub fn late_days(due: Option<Date>, today: Date) -> Option<i32> {
    due.filter(|d| *d < today).map(|d| (today - d).get_days())
}

/// Fills in a person's name.
pub fn name(person: &mut PersonRef, directory: &Directory) {
    directory.name(PersonId(person.id)).clone_into(&mut person.name);
}

fn named(person: PersonId, directory: &Directory) -> PersonRef {
    PersonRef { id: person.0, name: directory.name(person).to_owned() }
}

/// A row of the register, ready to be read on `today`.
pub fn item_row(mut row: ItemRow, directory: &Directory, today: Date) -> ItemRow {
    row.owner.iter_mut().chain(&mut row.responsible).for_each(|p| name(p, directory));
    row.late_days = late_days(row.late_after, today);
    row
}

/// A row of the task list, ready to be read on `today`.
pub fn task_row(mut row: TaskRow, directory: &Directory, today: Date) -> TaskRow {
    name(&mut row.responsible, directory);
    name(&mut row.approver, directory);
    row.late_days = late_days(Some(row.due).filter(|_| row.stage == "open" && row.item_status == "open"), today);
    row
}

/// A row of the milestone list, ready to be read on `today`.
pub fn milestone_row(mut row: MilestoneRow, directory: &Directory, today: Date) -> MilestoneRow {
    row.owner.iter_mut().for_each(|p| name(p, directory));
    let ended = matches!(row.item_status.as_str(), "closed" | "dismissed" | "accepted");
    row.late_days = late_days(Some(row.due).filter(|_| row.reached.is_none() && !ended), today);
    row
}

/// An escalation, ready to be read; with the item that it is about, if it is about one.
pub fn escalation(row: &mut EscalationRow, item: Option<&Item>, directory: &Directory) {
    if let Some(item) = item {
        row.weakness.clone_from(&item.weakness);
        row.priority = item.rating.as_ref().map(|rating| rating.priority.word().to_owned());
    }
    name(&mut row.to, directory);
    row.by.iter_mut().for_each(|person| name(person, directory));
    row.asked.iter_mut().for_each(|asked| name(&mut asked.to, directory));
    row.acknowledged.iter_mut().for_each(|said| name(&mut said.by, directory));
    row.decision.iter_mut().for_each(|decision| self::decision(decision, directory));
}

/// A review, ready to be read.
pub fn review(row: &mut ReviewRow, directory: &Directory) {
    name(&mut row.by, directory);
    row.people.iter_mut().for_each(|person| name(person, directory));
    row.actions.iter_mut().for_each(|action| name(&mut action.responsible, directory));
    row.ending.iter_mut().for_each(|said| name(&mut said.by, directory));
}

/// A decision, ready to be read.
pub fn decision(decision: &mut DecisionView, directory: &Directory) {
    name(&mut decision.by, directory);
    decision.person.iter_mut().for_each(|person| name(person, directory));
}

/// One item, whole, as of `today`.
pub fn item(item: &Item, directory: &Directory, today: Date) -> ItemView {
    let who = |person| named(person, directory);
    ItemView {
        summary: item_row(project::item_row(item), directory, today),
        source: item.origin.source.word().into(),
        source_detail: item.origin.detail.clone(),
        objectives: item.objectives.clone(),
        root_cause: item.root_cause.clone(),
        actions: item.actions.clone(),
        reasons: item.rating.as_ref().map(|r| r.reasons.clone()).unwrap_or_default(),
        resources: item.resources.as_ref().map(|r| ResourcesView {
            people: r.people.clone(),
            hours: r.hours,
            cost: r.cost.0,
            funding: r.funding.clone(),
        }),
        milestones: milestones(item, directory, today),
        extensions: extensions(item, directory),
        tasks: tasks(item, directory, today),
        tests: tests(item, directory),
        evidence: evidence(item, directory),
        findings: item.findings.iter().map(|f| f.0).collect(),
        chain: chain(item, directory),
        implementers: item.implementers().into_iter().map(who).collect(),
        gaps: gaps(item, directory, today),
        proposal: item.proposal.as_ref().map(|p| ProposalView {
            ask: if p.ask == Ask::Dismiss { "dismiss" } else { "accept" }.into(),
            until: match p.ask {
                Ask::Accept { until } => Some(until),
                Ask::Dismiss => None,
            },
            reason: p.reason.clone(),
            by: who(p.signed.1),
            at: p.signed.0,
        }),
        exception: item.exception.as_ref().map(|e| ExceptionView {
            person: who(e.person),
            reason: e.reason.clone(),
            requested_by: who(e.requested.1),
            signed_by: e.signed.map(|(_, by)| who(by)),
        }),
        controls: controls(item, directory, today),
        decisions: item.decisions.iter().map(|decided| shown_decision(decided, directory)).collect(),
    }
}

fn shown_decision(decided: &Decided, directory: &Directory) -> DecisionView {
    let mut view = DecisionView::of(&decided.decision, &decided.reason, decided.signed);
    decision(&mut view, directory);
    view
}

fn controls(item: &Item, directory: &Directory, today: Date) -> Vec<ControlView> {
    let view = |(id, control): (&PartNumber, &Control)| ControlView {
        id: id.0,
        text: control.text.clone(),
        owner: named(control.owner, directory),
        until: control.until,
        evidence: control.evidence.iter().map(ToString::to_string).collect(),
        state: match control.ended {
            Some(_) => "ended",
            None if control.until < today || item.status.is_final() => "expired",
            None => "standing",
        }
        .into(),
        ended: control.ended.clone(),
    };
    item.controls.iter().map(view).collect()
}

fn milestones(item: &Item, directory: &Directory, today: Date) -> Vec<MilestoneView> {
    let live = item.status.is_live();
    let view = |(id, m): (&PartNumber, &closeout_domain::item::milestone::Milestone)| MilestoneView {
        id: id.0,
        title: m.title.clone(),
        due: m.due,
        baseline: m.baseline,
        reached: m.reached,
        slip_days: m.slip_days(),
        late_days: late_days(Some(m.due).filter(|_| live && m.is_open()), today),
        changes: m
            .changes
            .iter()
            .map(|c| MilestoneChange {
                from: c.from,
                to: c.to,
                reason: c.reason.clone(),
                by: named(c.recorded.1, directory),
                at: c.recorded.0,
            })
            .collect(),
        dropped: m.dropped.clone(),
    };
    item.milestones.iter().map(view).collect()
}

fn extensions(item: &Item, directory: &Directory) -> Vec<ExtensionView> {
    let pending: Vec<PartNumber> = extend::pending(item).map(|(id, _)| id).collect();
    let view = |(id, e): (&PartNumber, &extension::Extension)| {
        let state = match &e.answer {
            Some(answer) if answer.granted => "granted",
            Some(_) => "declined",
            None if pending.contains(id) => "pending",
            None => "over",
        };
        ExtensionView {
            id: id.0,
            milestone: e.request.milestone.0,
            from: e.request.from,
            to: e.request.to,
            obstacle: e.request.obstacle.word().into(),
            justification: e.request.justification.clone(),
            decider: e.request.decider.word().into(),
            by: named(e.asked.1, directory),
            at: e.asked.0,
            state: state.into(),
            note: e.answer.as_ref().map(|a| a.note.clone()).unwrap_or_default(),
            answered_by: e.answer.as_ref().map(|a| named(a.signed.1, directory)),
        }
    };
    item.extensions.iter().map(view).collect()
}

fn tasks(item: &Item, directory: &Directory, today: Date) -> Vec<TaskView> {
    let open = item.status == Status::Open;
    let view = |(id, t): (&PartNumber, &closeout_domain::item::task::Task)| TaskView {
        id: id.0,
        title: t.plan.title.clone(),
        responsible: named(t.plan.responsible, directory),
        approver: named(t.plan.approver, directory),
        effort: t.plan.effort,
        due: t.plan.due,
        stage: t.stage.word().into(),
        late_days: late_days(Some(t.plan.due).filter(|_| open && t.stage == Stage::Open), today),
        after: t.after.iter().map(|before| before.0).collect(),
        note: t.note.clone(),
        tickets: t.tickets.iter().map(project::ticket).collect(),
    };
    item.tasks.iter().map(view).collect()
}

fn tests(item: &Item, directory: &Directory) -> Vec<TestView> {
    let unmet: Vec<PartNumber> = acceptance::unmet(&item.tests, &item.exhibits).map(|(id, _)| id).collect();
    let view = |(id, t): (&PartNumber, &acceptance::AcceptanceTest)| {
        // What was said last: by a run, or by a person since.
        let since = |at| t.attested.as_ref().is_none_or(|word| word.signed.0 < at);
        let run = t.run.as_ref().filter(|run| run.met || since(run.at));
        let word = t.attested.as_ref().filter(|_| run.is_none());
        let evidence = run.map(|r| &r.evidence).or(word.map(|a| &a.evidence));
        TestView {
            id: id.0,
            criterion: t.criterion.clone(),
            check: t.check.as_ref().map(ToString::to_string),
            runs: t.check.as_ref().map(closeout_domain::item::check::Check::phrase),
            met: t.dropped.is_none() && !unmet.contains(id),
            statement: run.map(|r| &r.statement).or(word.map(|a| &a.statement)).cloned(),
            evidence: evidence.into_iter().flatten().map(ToString::to_string).collect(),
            by: word.map(|a| named(a.signed.1, directory)),
            at: run.map(|r| r.at).or(word.map(|a| a.signed.0)),
            dropped: t.dropped.clone(),
        }
    };
    item.tests.iter().map(view).collect()
}

fn evidence(item: &Item, directory: &Directory) -> Vec<EvidenceView> {
    let view = |e: &closeout_domain::item::evidence::Exhibit| EvidenceView {
        sha256: e.evidence.digest.to_string(),
        name: e.evidence.name.clone(),
        size: e.evidence.size,
        media_type: e.evidence.media_type.clone(),
        shows: e.evidence.shows.clone(),
        test: e.evidence.test.map(|t| t.0),
        by: named(e.attached.1, directory),
        at: e.attached.0,
        withdrawn: e.withdrawn.clone(),
    };
    item.exhibits.iter().map(view).collect()
}

/// What stands in the way of the next step.
fn gaps(item: &Item, directory: &Directory, today: Date) -> Vec<GapView> {
    let gaps = match item.status {
        Status::Draft => completeness::gaps(item, today, directory),
        Status::Open => closure::unfinished(item),
        _ => Vec::new(),
    };
    gaps.into_iter().map(|g| GapView { field: g.field.into(), message: g.sentence }).collect()
}

fn chain(item: &Item, directory: &Directory) -> Vec<ChainStep> {
    let c = &item.chain;
    let ended = match item.status {
        Status::Accepted | Status::Dismissed => item.status,
        _ => Status::Closed,
    };
    let taken: [(Status, Option<Signature>); 6] = [
        (Status::Draft, c.drafted),
        (Status::Proposed, c.submitted),
        (Status::Open, c.approved),
        (Status::AwaitingValidation, c.done),
        (Status::Validated, c.validated),
        (ended, c.ended),
    ];
    let step = |(status, signature): (Status, Option<Signature>)| {
        let state = match signature {
            _ if status == item.status => "now",
            Some(_) => "done",
            None => "ahead",
        };
        ChainStep {
            status: status.word().into(),
            state: state.into(),
            by: signature.map(|(_, by)| named(by, directory)),
            at: signature.map(|(at, _)| at),
            may: if signature.is_none() { able(item, status, directory) } else { Vec::new() },
        }
    };
    taken.into_iter().map(step).collect()
}

/// Who may take the step that leads to a status.
fn able(item: &Item, status: Status, directory: &Directory) -> Vec<PersonRef> {
    let may = |person: PersonId| match status {
        Status::Open => {
            holds(directory, person, Action::ApprovePlan) && closure::may_approve_plan(item, person, directory).is_ok()
        }
        Status::Validated => {
            holds(directory, person, Action::Validate) && closure::may_validate(item, person, directory).is_ok()
        }
        Status::Closed => {
            holds(directory, person, Action::Close) && closure::may_close(item, person, directory).is_ok()
        }
        _ => false,
    };
    directory.people.keys().copied().filter(|p| may(*p)).map(|p| named(p, directory)).collect()
}

fn holds(directory: &Directory, person: PersonId, action: Action) -> bool {
    policy::permit(directory, person, action, &[]).is_ok()
}

/// Fills in the names of an import's row.
pub fn import_row(row: &mut crate::views::ImportRow, directory: &Directory) {
    name(&mut row.by, directory);
    row.undone_by.iter_mut().for_each(|p| name(p, directory));
}
