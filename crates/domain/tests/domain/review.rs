//! Reviews: an agenda by itself, everything on it looked at, the right people there, minutes signed once.

use std::collections::BTreeSet;

use closeout_domain::{
    cadence::{
        agenda::{Reason, Span, Tally, agenda},
        review::{self, Agreed, Attendance, Command, Event, Minutes, Opening, Outcome, Remark, Review, Sort},
    },
    deadline::rhythm::{Cadence, Rhythm},
    ids::{PersonId, ReviewId},
    item::Item,
    rule::Refusal,
    system::{self, Description},
    time::Stamped,
};
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use rstest::rstest;
use uuid::Uuid;

use crate::scenario::*;

const MINUTES: Minutes = Minutes { digest: SCAN, size: 40_000 };

fn span(cadence: Cadence, today: Date) -> Span {
    Span { cadence, since: TODAY, today, next: today.saturating_add(7.days()) }
}

fn reasons(item: &Item, cadence: Cadence, today: Date) -> Vec<Reason> {
    let (entries, _) = agenda([item], &BTreeSet::new(), &span(cadence, today));
    entries.into_iter().next().map(|entry| entry.reasons).unwrap_or_default()
}

fn opening(cadence: Cadence, items: &[Item]) -> Opening {
    let period = Rhythm::default().period(cadence, TODAY).expect("it is held");
    let (agenda, tally) = agenda(items, &BTreeSet::new(), &span(cadence, TODAY));
    let id = ReviewId(Uuid::from_u128(0xE0));
    Opening { id, system: SYSTEM, cadence, period, day: TODAY, since: TODAY, tally, agenda }
}

fn ask(given: Option<&Review>, command: Command, actor: PersonId) -> Result<Vec<Event>, Refusal> {
    review::decide(given, command, actor, &firm())
}

fn after(given: Option<Review>, command: Command, actor: PersonId) -> Option<Review> {
    let shown = format!("{command:?}");
    let events = ask(given.as_ref(), command, actor).unwrap_or_else(|refusal| panic!("{shown}: {refusal}"));
    let stamped = events.into_iter().map(|what| Stamped { at: EIGHT_O_CLOCK, by: actor, what });
    stamped.fold(given, |review, event| review::fold(review, &event))
}

fn refused(given: &Option<Review>, command: Command, actor: PersonId, rule: &str) -> Refusal {
    let refusal = ask(given.as_ref(), command, actor).expect_err("refused");
    assert_eq!(refusal.rule.id, rule, "{refusal}");
    explains_itself(&refusal);
    refusal
}

fn begun(cadence: Cadence) -> Option<Review> {
    after(None, Command::Begin(Box::new(opening(cadence, &[open().item()]))), OWNER)
}

fn attend(people: &[PersonId]) -> Command {
    Command::Attend(Attendance { people: people.iter().copied().collect(), guests: "M. Vale, auditor".into() })
}

fn say(sort: Sort, text: &str) -> Command {
    Command::Remark(Remark { item: Some(NUMBER), sort, text: text.into() })
}

#[test]
fn each_reason_puts_an_item_on_the_agenda() {
    let weekly = |item: &Item, today| reasons(item, Cadence::Weekly, today);
    assert_eq!(weekly(&draft().item(), TODAY), [Reason::New]);
    assert_eq!(weekly(&proposed().item(), TODAY), [Reason::Waiting, Reason::HighRisk, Reason::New]);
    assert_eq!(weekly(&open().item(), date(2026, 11, 1)), [Reason::HighRisk, Reason::Due, Reason::New]);
    assert_eq!(weekly(&open().item(), date(2026, 12, 9))[0], Reason::Late);
    assert!(weekly(&extended().item(), TODAY).contains(&Reason::Slipping));
    let back = awaiting_validation().and(reject_work(), VALIDATOR).item();
    assert!(weekly(&back, TODAY).contains(&Reason::Regressed));
    let covered = open().and(rule_on(compensate(LEAD, NOVEMBER)), EXECUTIVE).item();
    assert!(!weekly(&covered, TODAY).contains(&Reason::Expiring));
    assert!(weekly(&covered, date(2026, 10, 30)).contains(&Reason::Expiring));
    let (asked, _) = agenda([&open().item()], &BTreeSet::from([NUMBER]), &span(Cadence::Weekly, TODAY));
    assert_eq!(asked[0].reasons[0], Reason::Asked);
    for ended in [closed(), dismissed()] {
        assert_eq!(weekly(&ended.item(), TODAY), []);
    }
}

#[test]
fn an_accepted_risk_is_on_the_agenda_when_it_runs_out() {
    let item = accepted().item();
    let until = item.accepted_until.expect("accepted");
    let at = |day| reasons(&item, Cadence::Quarterly, day);
    assert_eq!(at(until.saturating_sub(8.days())), []);
    assert_eq!(at(until.saturating_sub(7.days())), [Reason::Expiring]);
    assert_eq!(at(until.saturating_add(1.day())), [Reason::Late, Reason::Expiring]);
}

#[test]
fn executives_see_what_needs_them() {
    assert_eq!(reasons(&draft().item(), Cadence::Quarterly, TODAY), []);
    assert_eq!(reasons(&proposed().item(), Cadence::Quarterly, TODAY), [Reason::HighRisk]);
    assert_eq!(reasons(&proposed().item(), Cadence::Monthly, TODAY), [Reason::Waiting, Reason::HighRisk, Reason::New]);
}

#[test]
fn the_most_pressing_comes_first_and_the_plan_is_counted() {
    let at = |number, given: Given| Item { number: closeout_domain::ids::ItemNumber(number), ..given.item() };
    let items = [at(1, draft()), at(2, open()), at(3, closed()), at(4, proposed())];
    let (entries, tally) = agenda(&items, &BTreeSet::new(), &span(Cadence::Weekly, TODAY));
    assert_eq!(entries.iter().map(|entry| entry.item.0).collect::<Vec<_>>(), [4, 2, 1]);
    assert_eq!(tally, Tally { live: 3, late: 0, begun: 4, ended: 1 });
}

#[test]
fn a_review_is_signed_when_all_was_looked_at() {
    let review = after(begun(Cadence::Weekly), attend(&[OWNER, LEAD]), OWNER);
    let refusal = refused(&review, Command::Sign(MINUTES), OWNER, "review-complete");
    assert_eq!(refusal.gaps[0].sentence, "POAM-0007 was not looked at");
    let review = after(review, say(Sort::Note, "the vendor answers by Friday"), OWNER);
    let review = after(review, Command::Sign(MINUTES), OWNER).expect("signed");
    assert_eq!(review.outcome, Some(Outcome::Signed { minutes: MINUTES, signed: (EIGHT_O_CLOCK, OWNER) }));
    assert_eq!(review.attendance.guests, "M. Vale, auditor");
    let review = Some(review);
    for command in [say(Sort::Seen, ""), Command::Sign(MINUTES), attend(&[OWNER]), Command::GiveUp { why: "x".into() }]
    {
        refused(&review, command, OWNER, "review-open");
    }
}

#[test]
fn what_was_agreed_on_counts_as_looked_at() {
    let agreed = Agreed { item: NUMBER, task: TWO, title: "Call the vendor".into(), responsible: LEAD, due: NOVEMBER };
    let review = after(begun(Cadence::Weekly), Command::Agree(agreed.clone()), OWNER).expect("begun");
    assert_eq!((review.ahead().count(), review.actions), (0, vec![agreed]));
}

#[rstest]
#[case(Cadence::Weekly, &[LEAD], "is not named among")]
#[case(Cadence::Monthly, &[OWNER, LEAD], "an approver or an executive has to be there")]
#[case(Cadence::Quarterly, &[OWNER, APPROVER], "an executive has to be there")]
fn those_sat_there_whom_it_is_for(#[case] cadence: Cadence, #[case] there: &[PersonId], #[case] why: &str) {
    let review = after(after(begun(cadence), attend(there), OWNER), say(Sort::Seen, ""), OWNER);
    let refusal = refused(&review, Command::Sign(MINUTES), OWNER, "review-attendance");
    assert!(refusal.sentence.contains(why), "{refusal}");
    let review = after(review, attend(&[OWNER, EXECUTIVE]), OWNER);
    assert!(!after(review, Command::Sign(MINUTES), OWNER).expect("signed").is_open());
}

#[test]
fn those_who_were_there_are_of_the_organization() {
    let review = begun(Cadence::Weekly);
    for people in [&[OWNER, FORMER][..], &[STRANGER], &[]] {
        refused(&review, attend(people), OWNER, "review-attendance");
    }
}

#[test]
fn who_does_not_hold_reviews_is_told_so() {
    for person in [LEAD, APPROVER, ASSESSOR, ADMINISTRATOR] {
        refused(&begun(Cadence::Weekly), say(Sort::Seen, ""), person, "permission");
    }
    refused(&None, Command::Sign(MINUTES), OWNER, "review-open");
    refused(&begun(Cadence::Weekly), Command::Begin(Box::new(opening(Cadence::Weekly, &[]))), OWNER, "review-open");
    refused(&begun(Cadence::Weekly), say(Sort::Decision, "  "), OWNER, "text-required");
}

#[test]
fn a_review_that_is_not_held_does_not_count() {
    let review = after(begun(Cadence::Monthly), Command::GiveUp { why: "the storm".into() }, OWNER);
    assert!(!review.as_ref().is_some_and(Review::counts));
    refused(&review, Command::Sign(MINUTES), OWNER, "review-open");
}

#[test]
fn a_system_is_reviewed_in_its_own_rhythm() {
    let describe = Description { name: "Shop network".into(), ..Description::default() };
    let register = system::Command::Register { id: SYSTEM, description: describe };
    let ask = |system: Option<&_>, command| system::decide(system, command, ADMINISTRATOR, &firm());
    let stamp = |what| Stamped { at: EIGHT_O_CLOCK, by: ADMINISTRATOR, what };
    let events = ask(None, register).expect("registered");
    let system = system::replay(&events.into_iter().map(stamp).collect::<Vec<_>>());
    let fortnightly = Rhythm { weeks: 2, ..Rhythm::default() };
    let events = ask(system.as_ref(), system::Command::SetRhythm(fortnightly)).expect("a rhythm");
    let system = system::fold(system, &stamp(events[0].clone())).expect("registered");
    assert_eq!((system.rhythm, system.rhythm_since), (fortnightly, EIGHT_O_CLOCK));
    let never = Rhythm { weeks: 0, monthly: false, quarterly: false, grace: 0 };
    let refusal = ask(Some(&system), system::Command::SetRhythm(never)).expect_err("no rhythm");
    assert_eq!(refusal.rule.id, "review-rhythm");
    explains_itself(&refusal);
}
