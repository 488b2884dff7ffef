//! Tasks: one person does it, another agrees that it is done.

use std::collections::BTreeSet;

use closeout_domain::{
    ids::{PartNumber, PersonId},
    item::{
        Command, Event,
        task::Stage,
        value::{TaskPlan, Ticket},
    },
    rule::LONGEST_TEXT,
};

use crate::scenario::*;

fn stage(given: &Given) -> Stage {
    given.item().tasks[&ONE].stage
}

#[test]
fn a_task_is_done_by_one_and_approved_by_another() {
    let given = draft().when(add_task(task_plan()), OWNER).then([Event::TaskAdded { id: ONE, plan: task_plan() }]);
    assert_eq!(stage(&given), Stage::Open);
    let given = open()
        .when(finish_task(1), RESPONSIBLE)
        .then([Event::TaskFinished { id: ONE, note: "on both gateways".into() }]);
    let task = given.item().tasks[&ONE].clone();
    assert_eq!((task.stage, task.finished_by), (Stage::Done, Some(RESPONSIBLE)));
    let given = given.when(approve_task(1), APPROVER).then([Event::TaskApproved { id: ONE, note: "seen".into() }]);
    assert_eq!(stage(&given), Stage::Approved);
}

#[test]
fn a_task_has_two_different_people_who_may_act() {
    let cases: [(PersonId, PersonId, &[&str]); 9] = [
        (RESPONSIBLE, RESPONSIBLE, &["approver"]),
        (FORMER, APPROVER, &["responsible"]),
        (STRANGER, APPROVER, &["responsible"]),
        (ASSESSOR, APPROVER, &["responsible"]),
        (BYSTANDER, APPROVER, &["responsible"]),
        (RESPONSIBLE, FORMER, &["approver"]),
        (RESPONSIBLE, ASSESSOR, &["approver"]),
        (STRANGER, ASSESSOR, &["responsible", "approver"]),
        (FORMER, FORMER, &["responsible", "approver", "approver"]),
    ];
    for (responsible, approver, fields) in cases {
        let plan = task_for(responsible, approver);
        draft().when(add_task(plan.clone()), OWNER).then_refused("task-two-people", fields);
        complete().when(revise_task(1, plan.clone()), OWNER).then_refused("task-two-people", fields);
        open().when(revise_task(1, plan), OWNER).then_refused("task-two-people", fields);
    }
    let untitled = TaskPlan { title: String::new(), ..task_plan() };
    draft().when(add_task(untitled), OWNER).then_refused("text-required", &["title"]);
}

#[test]
fn an_approved_task_is_revised_for_a_reason_only() {
    let revise =
        |reason: &str| Command::ReviseTask { id: ONE, plan: task_for(HELPER, APPROVER), reason: reason.into() };
    let revised =
        |reason: &str| Event::TaskRevised { id: ONE, plan: task_for(HELPER, APPROVER), reason: reason.into() };
    complete().when(revise(""), OWNER).then([revised("")]);
    open().when(revise(""), OWNER).then_refused("text-required", &["reason"]);
    let given = open().when(revise(" holiday "), OWNER).then([revised("holiday")]);
    assert_eq!(given.item().tasks[&ONE].plan.responsible, HELPER);
    given.when(finish_task(1), RESPONSIBLE).then_refused("permission", &[]);
}

#[test]
fn changing_places_does_not_make_anybody_approve_their_own_work() {
    let swap = task_for(APPROVER, RESPONSIBLE);
    let sent_back = open().and(finish_task(1), RESPONSIBLE).and(send_back_task(1), APPROVER);
    for given in [open(), sent_back] {
        given
            .when(revise_task(1, swap.clone()), OWNER)
            .then_refused("task-two-people", &["approver"])
            .saying("did some of the work before");
    }
    let twice = open().and(revise_task(1, task_for(HELPER, APPROVER)), OWNER);
    twice.when(revise_task(1, task_for(HELPER, RESPONSIBLE)), OWNER).then_refused("task-two-people", &["approver"]);
    complete().when(revise_task(1, swap.clone()), OWNER).then([Event::TaskRevised {
        id: ONE,
        plan: swap,
        reason: "holiday".into(),
    }]);
}

#[test]
fn whoever_reported_a_task_done_does_not_approve_it() {
    let plan = task_for(RESPONSIBLE, MANY_HATS);
    let done = whole_plan(LEAD, plan)
        .into_iter()
        .fold(draft(), |given, command| given.and(command, OWNER))
        .and(submit(), OWNER)
        .and(approve(), APPROVER)
        .and(finish_task(1), MANY_HATS);
    let done = done.when(approve_task(1), MANY_HATS).then_refused("task-two-people", &[]).saying("send it back");
    let again = done.and(send_back_task(1), MANY_HATS).and(finish_task(1), RESPONSIBLE);
    again.when(approve_task(1), MANY_HATS).then_refused("task-two-people", &[]);
}

#[test]
fn only_the_named_approver_answers() {
    let done = open().and(finish_task(1), RESPONSIBLE);
    for person in everybody().into_iter().filter(|person| *person != APPROVER) {
        done.clone().when(approve_task(1), person).then_refused("permission", &[]);
        done.clone().when(send_back_task(1), person).then_refused("permission", &[]);
    }
    done.when(approve_task(1), SECOND_APPROVER).then_refused("permission", &[]).saying("approver named on the task");
}

#[test]
fn the_approver_of_one_task_has_no_say_over_another() {
    let two = complete().and(add_task(task_for(HELPER, SECOND_APPROVER)), OWNER).and(submit(), OWNER);
    let done = two.and(approve(), APPROVER).and(finish_task(1), RESPONSIBLE).and(finish_task(2), HELPER);
    done.clone().when(approve_task(2), APPROVER).then_refused("permission", &[]);
    done.clone().when(approve_task(1), SECOND_APPROVER).then_refused("permission", &[]);
    done.when(finish_task(1), HELPER).then_refused("permission", &[]);
}

#[test]
fn in_a_draft_anybody_may_change_places() {
    let given = complete().and(revise_task(1, task_for(HELPER, APPROVER)), OWNER);
    given.and(revise_task(1, task_for(HELPER, RESPONSIBLE)), OWNER);
}

#[test]
fn a_task_is_sent_back_with_a_reason() {
    let done = open().and(finish_task(1), RESPONSIBLE);
    let silent = Command::SendBackTask { id: ONE, reason: String::new() };
    let done = done.when(silent, APPROVER).then_refused("text-required", &["reason"]);
    let reason = "the second gateway is open".to_owned();
    let back = done.when(send_back_task(1), APPROVER).then([Event::TaskSentBack { id: ONE, reason: reason.clone() }]);
    assert_eq!((stage(&back), back.item().tasks[&ONE].note.clone()), (Stage::Open, reason));
    back.and(finish_task(1), RESPONSIBLE).and(approve_task(1), APPROVER);
}

#[test]
fn tasks_go_one_step_at_a_time() {
    let done = open().and(finish_task(1), RESPONSIBLE);
    let approved = done.clone().and(approve_task(1), APPROVER);
    let stage = |given: Given, command, by| given.when(command, by).then_refused("task-stage", &[]);
    stage(open(), approve_task(1), APPROVER).saying("task 1 is open").saying("a task that is done");
    stage(open(), send_back_task(1), APPROVER);
    stage(done.clone(), finish_task(1), RESPONSIBLE).saying("task 1 is done");
    stage(done, revise_task(1, task_plan()), OWNER);
    stage(approved.clone(), drop_task(1), OWNER).saying("task 1 is approved");
    stage(approved, approve_task(1), APPROVER);
    for command in
        [finish_task(9), revise_task(9, task_plan()), drop_task(9), link_ticket(9), unlink_ticket(9, "HD-104")]
    {
        open().when(command, OWNER).then_refused("task-stage", &["task"]).saying("there is no task 9");
    }
}

#[test]
fn work_is_reported_on_an_approved_plan_only() {
    for given in every_stage().into_iter().filter(|given| given.item().status.word() != "open") {
        for (command, by) in [(finish_task(1), MANY_HATS), (withdraw(SCAN), MANY_HATS), (attest(1, &[SCAN]), OWNER)] {
            given.clone().when(command, by).then_refused("item-status", &[]);
        }
    }
}

#[test]
fn a_dropped_task_keeps_its_number_and_gives_no_rights() {
    let given =
        open().when(drop_task(1), OWNER).then([Event::TaskDropped { id: ONE, reason: "done by the provider".into() }]);
    let given = given.when(comment(), ASSESSOR).then_refused("permission", &[]);
    let given = given.when(attach(SCAN), RESPONSIBLE).then_refused("permission", &[]);
    let given = given.when(finish_task(1), OWNER).then_refused("task-stage", &[]).saying("task 1 is dropped");
    let given = given.when(add_task(task_plan()), OWNER).then([Event::TaskAdded { id: TWO, plan: task_plan() }]);
    assert_eq!(given.item().tasks.len(), 2);
    let silent = Command::DropTask { id: ONE, reason: " ".into() };
    open().when(silent, OWNER).then_refused("text-required", &["reason"]);
}

#[test]
fn the_last_number_of_a_part_is_not_given_twice() {
    let last = PartNumber(u16::MAX);
    let full = complete().recorded(
        vec![
            Event::TaskAdded { id: last, plan: task_plan() },
            Event::TestAdded { id: last, criterion: "c".into() },
            Event::MilestonePlanned { id: last, title: "t".into(), due: NOVEMBER },
        ],
        OWNER,
    );
    for command in [add_task(task_plan()), add_test(), plan_milestone(NOVEMBER)] {
        full.clone().when(command, OWNER).then_refused("item-status", &[]).saying("no numbers left");
    }
}

#[test]
fn a_ticket_is_linked_once_and_changes_nothing_else() {
    let given = open().when(link_ticket(1), RESPONSIBLE).then([Event::TicketLinked { id: ONE, ticket: ticket() }]);
    assert_eq!((given.item().tasks[&ONE].tickets.clone(), stage(&given)), (vec![ticket()], Stage::Open));
    let given = given.when(link_ticket(1), RESPONSIBLE).then_refused("task-ticket", &["key"]).saying("linked already");
    let given = given.when(unlink_ticket(1, "HD-9"), RESPONSIBLE).then_refused("task-ticket", &["key"]);
    let given = given
        .when(unlink_ticket(1, " HD-104 "), RESPONSIBLE)
        .then([Event::TicketUnlinked { id: ONE, key: "HD-104".into() }]);
    assert_eq!(given.item().tasks[&ONE].tickets, []);
}

#[test]
fn a_ticket_has_a_key_and_an_address_that_a_browser_opens_safely() {
    let link =
        |key: &str, url: &str| Command::LinkTicket { id: ONE, ticket: Ticket { key: key.into(), url: url.into() } };
    for key in ["", "  ", "HD\n104", &"x".repeat(65)] {
        open().when(link(key, ""), RESPONSIBLE).then_refused("task-ticket", &["key"]);
    }
    let long = format!("https://helpdesk.example/{}", "x".repeat(2_000));
    for url in ["javascript:alert(1)", "helpdesk.example/104", "https://a b", "https://a\u{7}", "file:///etc", &long] {
        open().when(link("HD-1", url), RESPONSIBLE).then_refused("task-ticket", &["url"]);
    }
    let bare = Ticket { key: "HD-1".into(), url: String::new() };
    open().when(link(" HD-1 ", " "), RESPONSIBLE).then([Event::TicketLinked { id: ONE, ticket: bare }]);
}

#[test]
fn notes_may_be_empty_but_not_endless() {
    let finish = |note: String| Command::FinishTask { id: ONE, note };
    open().when(finish(String::new()), RESPONSIBLE).then([Event::TaskFinished { id: ONE, note: String::new() }]);
    open().when(finish("x".repeat(LONGEST_TEXT + 1)), RESPONSIBLE).then_refused("text-required", &["note"]);
}

#[test]
fn a_task_waits_for_others_of_its_item_and_never_for_itself() {
    let two = |given: Given| given.and(add_task(task_plan()), LEAD).and(add_task(task_plan()), LEAD);
    let after = |parts: [u16; 2]| parts.into_iter().map(PartNumber).collect();
    let given = two(open()).when(order_task(3, &[1, 2]), LEAD);
    let given = given.then([Event::TaskOrdered { id: PartNumber(3), after: after([1, 2]) }]);
    assert_eq!(given.item().tasks[&PartNumber(3)].after, after([1, 2]));
    // Said again, it changes nothing.
    let given = given.when(order_task(3, &[2, 1]), LEAD).then([]);
    let given = given.when(order_task(1, &[3]), LEAD).then_refused("task-order", &["after"]).saying("waits for task 1");
    let given = given.when(order_task(2, &[2]), LEAD).then_refused("task-order", &["after"]);
    let given = given.when(order_task(2, &[9]), LEAD).then_refused("task-order", &["after"]).saying("no task 9");
    let given = given.and(drop_task(1), LEAD);
    let given = given.when(order_task(2, &[1]), LEAD).then_refused("task-order", &["after"]);
    given.when(order_task(3, &[]), LEAD).then([Event::TaskOrdered { id: PartNumber(3), after: BTreeSet::new() }]);
}
