//! Escalations: laid before a named person, seen, decided on once, and asked again when the decision lapses.

use closeout_domain::{
    cadence::escalation::{self, By, Cause, Climb, Command, Escalation, Event, Matter, Outcome, Raise},
    deadline::ladder::Rung,
    ids::PersonId,
    item::{measure::Decision, origin::Money},
    policy::Relation,
    rule::Refusal,
    time::Stamped,
};
use jiff::civil::Date;

use crate::scenario::*;

const CALENDAR: PersonId = PersonId::CALENDAR;

fn raise(cause: Cause) -> Command {
    let raise = Raise {
        id: ESCALATION,
        system: SYSTEM,
        matter: Matter::Item(NUMBER),
        cause,
        since: YESTERDAY,
        rung: Rung::Owner,
        to: LEAD,
        again: None,
    };
    Command::Raise { raise: Box::new(raise), note: "no budget".into() }
}

fn ask(given: Option<&Escalation>, command: Command, actor: PersonId, today: Date) -> Result<Vec<Event>, Refusal> {
    escalation::decide(given, command, By { actor, today, directory: &firm(), relations: &[] })
}

fn after(given: Option<Escalation>, command: Command, actor: PersonId, today: Date) -> Option<Escalation> {
    let shown = format!("{command:?}");
    let events = ask(given.as_ref(), command, actor, today).unwrap_or_else(|refusal| panic!("{shown}: {refusal}"));
    let stamped = events.into_iter().map(|what| Stamped { at: EIGHT_O_CLOCK, by: actor, what });
    stamped.fold(given, |escalation, event| escalation::fold(escalation, &event))
}

fn refused(given: &Option<Escalation>, command: Command, actor: PersonId, rule: &str) {
    let refusal = ask(given.as_ref(), command, actor, TODAY).expect_err("refused");
    assert_eq!(refusal.rule.id, rule, "{refusal}");
    explains_itself(&refusal);
}

fn raised() -> Option<Escalation> {
    after(None, raise(Cause::Late), CALENDAR, TODAY)
}

fn fund() -> Command {
    let decision = Box::new(Decision::Fund { amount: Money(100), source: "reserve".into() });
    Command::Decide { decision, reason: "it is needed".into(), look_again: NOVEMBER }
}

fn higher() -> Command {
    Command::Climb { rung: Rung::Executive, to: EXECUTIVE, why: Climb::Unanswered }
}

#[test]
fn it_climbs_by_the_calendar_and_is_answered_by_whom_it_lies_before() {
    let acknowledge = Command::Acknowledge { note: "looking into it".into() };
    let given = after(raised(), acknowledge.clone(), LEAD, TODAY);
    assert!(given.as_ref().is_some_and(|e| e.acknowledged.is_some()));
    let given = after(given, higher(), CALENDAR, NOVEMBER);
    let standing = given.as_ref().map(|e| (e.standing(), e.acknowledged.clone(), e.known().asked_on));
    assert_eq!(standing, Some(((Rung::Executive, EXECUTIVE), None, NOVEMBER)));
    // Asked for twice, it lies there once; and it never goes down.
    let lower = Command::Climb { rung: Rung::Owner, to: LEAD, why: Climb::Gone };
    for again in [higher(), lower] {
        assert_eq!(ask(given.as_ref(), again, CALENDAR, NOVEMBER), Ok(Vec::new()));
    }
    refused(&given, acknowledge, LEAD, "escalation-calendar");
    for alone in [higher(), Command::Settle { why: "done".into() }, Command::Lapse] {
        refused(&given, alone, EXECUTIVE, "escalation-calendar");
    }
}

#[test]
fn it_is_decided_on_once_and_asked_again_when_the_decision_lapses() {
    let given = after(raised(), fund(), EXECUTIVE, TODAY);
    assert_eq!(given.as_ref().and_then(Escalation::decided_until), Some(NOVEMBER));
    for late in [fund(), Command::Acknowledge { note: String::new() }] {
        refused(&given, late, EXECUTIVE, "escalation-open");
    }
    refused(&given, Command::Lapse, CALENDAR, "escalation-open");
    let given = after(given, Command::Lapse, CALENDAR, DECEMBER);
    assert!(matches!(given.as_ref().and_then(|e| e.outcome.as_ref()), Some(Outcome::Decided { lapsed: true, .. })));
    assert_eq!(given.and_then(|e| e.decided_until()), None);
}

#[test]
fn who_plans_may_raise_and_says_why_and_who_decides_may_decide() {
    let silent = |command| match command {
        Command::Raise { raise, .. } => Command::Raise { raise, note: " ".into() },
        other => other,
    };
    refused(&None, raise(Cause::Raised), ASSESSOR, "permission");
    refused(&None, silent(raise(Cause::Raised)), OWNER, "text-required");
    let given = after(None, raise(Cause::Raised), OWNER, TODAY);
    refused(&given, raise(Cause::Raised), OWNER, "escalation-open");
    refused(&given, fund(), RESPONSIBLE, "permission");
    refused(&given, fund(), OWNER, "escalation-separate");
    let by = By { actor: LEAD, today: TODAY, directory: &firm(), relations: &[Relation::ItemOwner] };
    escalation::decide(None, raise(Cause::Raised), by).expect("who answers for the item may lay it before others");
    refused(&None, fund(), EXECUTIVE, "escalation-open");
    let settled = after(given, Command::Settle { why: "the item is closed".into() }, CALENDAR, TODAY);
    refused(&settled, fund(), EXECUTIVE, "escalation-open");
    assert_eq!(settled.map(|e| (e.is_open(), e.version)), Some((false, 2)));
}
