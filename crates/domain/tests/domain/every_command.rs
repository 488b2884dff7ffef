//! Every command of an item once: who may give it where, and who may not.

use std::collections::BTreeSet;

use closeout_domain::{
    ids::PersonId,
    item::{Command, Status},
    people::Role,
    policy::{self, Action},
};

use crate::scenario::*;

macro_rules! variants {
    ($($name:ident)*) => {
        const VARIANTS: &[&str] = &[$(stringify!($name)),*];

        /// A command that is missing here does not compile.
        fn variant(command: &Command) -> &'static str {
            match command {
                $(Command::$name { .. } => stringify!($name)),*
            }
        }
    };
}

variants! {
    Draft DescribeWeakness NameRequirement StateRootCause PlanActions AssignOwner Rate Estimate
    PlanMilestone MoveMilestone GrantExtension DeclineExtension WithdrawExtension ReachMilestone DropMilestone AddTest RecordRun AttestTest DropTest
    AddTask ReviseTask OrderTask DropTask FinishTask ApproveTask SendBackTask LinkTicket UnlinkTicket
    AttachEvidence WithdrawEvidence LinkFindings UnlinkFinding Submit Approve Return
    DeclareDone RejectWork Validate Close RefuseClosure ProposeAcceptance ProposeDismissal GrantProposal
    DeclineProposal Resume RequestException SignException Comment Decide EndControl
}

/// Each command where it is allowed, given by somebody who may.
pub fn samples() -> Vec<(Given, Command, PersonId)> {
    let asked = open().and(propose_dismissal(), OWNER).and(request_exception(RESPONSIBLE), OWNER);
    let evidence = open().and(attach(SCAN), RESPONSIBLE);
    let extended = open().and(move_milestone(1, JANUARY, "tokens are late"), LEAD);
    let done = open().and(finish_task(1), RESPONSIBLE);
    let linked = open().and(link_ticket(1), RESPONSIBLE);
    let requirement = Command::NameRequirement { requirement: Some("3.1.1".into()), objectives: vec![] };
    let planned = whole_plan(LEAD, task_plan()).into_iter().map(|command| (draft(), command, OWNER));
    let others = [
        (nothing(), begin(), OWNER),
        (draft(), revise_weakness(), OWNER),
        (draft(), requirement, OWNER),
        (complete(), move_milestone(1, DECEMBER, ""), LEAD),
        (open(), move_milestone(1, JANUARY, "tokens are late"), LEAD),
        (extended.clone(), grant_extension(1), EXECUTIVE),
        (extended.clone(), decline_extension(1), EXECUTIVE),
        (extended, withdraw_extension(1), OWNER),
        (open(), reach_milestone(1, TODAY), RESPONSIBLE),
        (open(), drop_milestone(1), LEAD),
        (evidence.clone(), attest(1, &[SCAN]), RESPONSIBLE),
        (watched().and(run(gone()), OWNER), run(seen(EIGHT_O_CLOCK)), ADMINISTRATOR),
        (draft().and(add_test(), OWNER), drop_test(1), OWNER),
        (open(), revise_task(1, task_plan()), LEAD),
        (open(), drop_task(1), LEAD),
        (open().and(add_task(task_plan()), LEAD), order_task(1, &[2]), LEAD),
        (open(), finish_task(1), RESPONSIBLE),
        (done.clone(), approve_task(1), APPROVER),
        (done, send_back_task(1), APPROVER),
        (open(), link_ticket(1), RESPONSIBLE),
        (linked, unlink_ticket(1, "HD-104"), RESPONSIBLE),
        (open(), attach(SCAN), RESPONSIBLE),
        (evidence, withdraw(SCAN), RESPONSIBLE),
        (draft(), Command::LinkFindings { findings: vec![OTHER_FINDING] }, OWNER),
        (draft(), Command::UnlinkFinding { finding: FINDING, reason: "of another system".into() }, OWNER),
        (complete(), submit(), OWNER),
        (proposed(), approve(), APPROVER),
        (proposed(), return_plan(), APPROVER),
        (shown(), declare_done(), LEAD),
        (awaiting_validation(), reject_work(), VALIDATOR),
        (awaiting_validation(), validate(), VALIDATOR),
        (validated(), close(), SECOND_APPROVER),
        (validated(), refuse_closure(), SECOND_APPROVER),
        (open(), propose_acceptance(JANUARY), OWNER),
        (draft(), propose_dismissal(), OWNER),
        (asked.clone(), Command::GrantProposal, EXECUTIVE),
        (open().and(propose_acceptance(JANUARY), OWNER), Command::GrantProposal, EXECUTIVE),
        (asked.clone(), decline(), EXECUTIVE),
        (accepted(), resume(), EXECUTIVE),
        (open(), request_exception(RESPONSIBLE), LEAD),
        (asked, sign_exception(), EXECUTIVE),
        (open(), comment(), VALIDATOR),
        (open(), rule_on(compensate(LEAD, JANUARY)), EXECUTIVE),
        (open().and(rule_on(compensate(LEAD, JANUARY)), EXECUTIVE), end_control(1), LEAD),
    ];
    planned.chain(others).collect()
}

#[test]
fn every_command_is_allowed_somewhere_and_happens() {
    let mut seen = BTreeSet::new();
    for (given, command, by) in samples() {
        let name = variant(&command);
        let events = given.ask(command, by).unwrap_or_else(|refusal| panic!("{name}: {refusal}"));
        // A granted extension says yes and moves the date.
        assert_eq!(events.len(), if name == "GrantExtension" { 2 } else { 1 }, "{name}");
        let version = given.history.len() + events.len();
        assert_eq!(given.recorded(events, by).item().version, version as u64, "{name}");
        seen.insert(name);
    }
    assert_eq!(seen, VARIANTS.iter().copied().collect());
}

#[test]
fn readers_leavers_strangers_and_people_without_a_role_change_nothing() {
    for (given, command, _) in samples() {
        for person in [ASSESSOR, FORMER, STRANGER, BYSTANDER] {
            given.clone().when(command.clone(), person).then_refused("permission", &[]);
        }
    }
}

#[test]
fn an_assessor_who_is_named_for_everything_still_changes_nothing() {
    for (mut given, command, by) in samples() {
        if let Some(person) = given.directory.people.get_mut(&by) {
            person.roles = BTreeSet::from([Role::Assessor]);
        }
        given.when(command, by).then_refused("permission", &[]);
    }
}

#[test]
fn what_is_closed_or_dismissed_stays_whoever_asks() {
    for end in [closed(), dismissed()] {
        let status = end.item().status;
        assert!(matches!(status, Status::Closed | Status::Dismissed) && status.is_final());
        for (_, command, _) in samples().into_iter().filter(|(_, command, _)| variant(command) != "Comment") {
            for person in everybody() {
                let refusal = end.ask(command.clone(), person).expect_err(variant(&command));
                explains_itself(&refusal);
            }
        }
        end.and(comment(), OWNER);
    }
}

#[test]
fn every_command_needs_a_permission_of_the_matrix() {
    for (_, command, _) in samples() {
        let action = command.action();
        assert!(Action::ALL.contains(&action), "{}", variant(&command));
        let reads = matches!(action, Action::Read | Action::Export | Action::Audit);
        assert!(!reads && policy::permit(&firm(), ASSESSOR, action, &[]).is_err(), "{}", variant(&command));
    }
}
