//! Dismissals of findings: proposed by one person, answered by another.

use closeout_domain::{
    finding::dismissal::{self, Command, Dismissal, Event, Stage},
    ids::PersonId,
    rule::Refusal,
    time::Stamped,
};

use crate::scenario::*;

fn ask(given: Option<&Dismissal>, command: Command, by: PersonId) -> Result<Vec<Event>, Refusal> {
    dismissal::decide(given, command, by, &firm())
}

fn then(given: Option<Dismissal>, command: Command, by: PersonId, event: Event) -> Option<Dismissal> {
    assert_eq!(ask(given.as_ref(), command, by), Ok(vec![event.clone()]));
    dismissal::fold(given, &Stamped { at: EIGHT_O_CLOCK, by, what: event })
}

fn refused(given: &Option<Dismissal>, command: Command, by: PersonId, rule: &str, fields: &[&str]) {
    let shown = format!("{command:?}");
    let refusal = ask(given.as_ref(), command, by).expect_err(&shown);
    assert_eq!(refusal.rule.id, rule, "{shown}: {refusal}");
    assert_eq!(refusal.gaps.iter().map(|gap| gap.field).collect::<Vec<_>>(), fields, "{shown}");
    explains_itself(&refusal);
}

fn propose() -> Command {
    Command::Propose { finding: FINDING, reason: " the scanner misreads the version ".into(), until: Some(JANUARY) }
}

fn was_proposed() -> Event {
    Event::Proposed { finding: FINDING, reason: "the scanner misreads the version".into(), until: Some(JANUARY) }
}

fn decline() -> Command {
    Command::Decline { reason: "show the version".into() }
}

fn restore() -> Command {
    Command::Restore { reason: "it was right after all".into() }
}

fn proposed() -> Option<Dismissal> {
    then(None, propose(), MANY_HATS, was_proposed())
}

fn dismissed() -> Option<Dismissal> {
    then(proposed(), Command::Approve, APPROVER, Event::Approved)
}

fn declined() -> Option<Dismissal> {
    then(proposed(), decline(), EXECUTIVE, Event::Declined { reason: "show the version".into() })
}

#[test]
fn a_dismissal_is_proposed_and_approved_by_another() {
    let dismissal = dismissed().expect("proposed");
    assert_eq!((dismissal.stage, dismissal.until, dismissal.version), (Stage::Dismissed, Some(JANUARY), 2));
    assert_eq!((dismissal.finding, dismissal.proposed.1), (FINDING, MANY_HATS));
    assert_eq!(declined().map(|d| d.stage), Some(Stage::Open));
}

#[test]
fn whoever_proposes_does_not_answer() {
    refused(&proposed(), Command::Approve, MANY_HATS, "dismissal-separate-people", &[]);
    refused(&proposed(), decline(), MANY_HATS, "dismissal-separate-people", &[]);
}

#[test]
fn a_dismissal_is_taken_back_and_proposed_anew() {
    let restored = then(dismissed(), restore(), MANY_HATS, Event::Restored { reason: "it was right after all".into() });
    assert_eq!(restored.as_ref().map(|d| d.stage), Some(Stage::Open));
    for open in [restored, declined()] {
        let again = then(open, propose(), OWNER, was_proposed()).expect("proposed again");
        assert_eq!((again.stage, again.proposed.1), (Stage::Proposed, OWNER));
    }
}

#[test]
fn steps_come_in_order() {
    for command in [Command::Approve, decline(), restore()] {
        refused(&None, command.clone(), APPROVER, "dismissal-stage", &[]);
        refused(&declined(), command, APPROVER, "dismissal-stage", &[]);
    }
    refused(&proposed(), propose(), OWNER, "dismissal-stage", &[]);
    refused(&proposed(), restore(), APPROVER, "dismissal-stage", &[]);
    refused(&dismissed(), propose(), OWNER, "dismissal-stage", &[]);
    refused(&dismissed(), Command::Approve, APPROVER, "dismissal-stage", &[]);
    refused(&dismissed(), decline(), APPROVER, "dismissal-stage", &[]);
}

#[test]
fn every_word_has_a_reason() {
    let silent = Command::Propose { finding: FINDING, reason: " ".into(), until: None };
    refused(&None, silent, OWNER, "text-required", &["reason"]);
    refused(&proposed(), Command::Decline { reason: " ".into() }, APPROVER, "text-required", &["reason"]);
    refused(&dismissed(), Command::Restore { reason: " ".into() }, APPROVER, "text-required", &["reason"]);
}

#[test]
fn owners_propose_and_approvers_or_executives_answer() {
    for person in everybody() {
        let proposes = [OWNER, MANY_HATS].contains(&person);
        let answers = [APPROVER, SECOND_APPROVER, EXECUTIVE, SECOND_EXECUTIVE, MANY_HATS].contains(&person);
        if !proposes {
            refused(&None, propose(), person, "permission", &[]);
        }
        for (given, command) in [(proposed(), Command::Approve), (proposed(), decline()), (dismissed(), restore())] {
            if !answers {
                refused(&given, command, person, "permission", &[]);
            }
        }
    }
}

#[test]
fn nothing_comes_before_a_proposal() {
    let events = [Event::Approved, was_proposed(), Event::Approved, Event::Restored { reason: "r".into() }]
        .map(|what| Stamped { at: EIGHT_O_CLOCK, by: OWNER, what });
    let dismissal = dismissal::replay(&events).expect("proposed");
    assert_eq!((dismissal.stage, dismissal.version), (Stage::Open, 3));
}
