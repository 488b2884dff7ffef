//! What is asked about items, and what was decided.

use closeout_app::{
    query::Page,
    views::{AskedView, ControlView, DecisionView, EscalationRow, ExtensionView, SaidView},
};
use closeout_web::{
    page::{Choice, Form, Tab},
    pages::escalations::{EscalationFilter, EscalationList, EscalationPage},
};
use jiff::civil::date;

use super::{page, people, problem, rows};
use crate::sample::{self, at, bare_frame, frame, id, on, person};

pub fn extensions() -> Vec<ExtensionView> {
    let extension = |id, state: &str, note: &str| ExtensionView {
        id,
        milestone: 4,
        from: date(2026, 12, 4),
        to: date(2026, 12, 18),
        obstacle: "vendor".into(),
        justification: "the reseller confirmed the last twenty keys for the fifteenth".into(),
        decider: "executive".into(),
        by: person(0),
        at: at(4, 9, 30),
        state: state.into(),
        note: note.into(),
        answered_by: (state != "pending").then(|| person(2)),
    };
    vec![extension(1, "declined", "buy them elsewhere"), extension(2, "pending", "")]
}

pub fn controls() -> Vec<ControlView> {
    let control = |id, until, state: &str| ControlView {
        id,
        text: "Remote access only through the <jump> host, logged and reviewed every morning".into(),
        owner: person(1),
        until: on(until),
        evidence: vec![sample::sha(1)],
        state: state.into(),
        ended: (state == "ended").then(|| "the tokens are here".into()),
    };
    vec![control(1, -30, "ended"), control(2, -3, "expired"), control(3, 20, "standing")]
}

pub fn decision(kind: &str) -> DecisionView {
    DecisionView {
        kind: kind.into(),
        amount: Some(240_000),
        source: Some("reserve of 2026".into()),
        control: Some("jump host".into()),
        person: Some(person(3)),
        milestone: Some(2),
        obstacle: Some("vendor".into()),
        until: Some(on(21)),
        reason: "The vendor named a day, and the host is watched until then.".into(),
        by: person(5),
        at: at(2, 9, 15),
    }
}

pub fn escalation(cause: &str, state: &str) -> EscalationRow {
    let asked = |ago: i32, rung: &str, n, why: Option<&str>| AskedView {
        day: on(-ago),
        rung: rung.into(),
        to: person(n),
        why: why.map(Into::into),
    };
    let decided = matches!(state, "decided" | "lapsed");
    EscalationRow {
        id: id(900),
        system: id(200),
        item: Some("POAM-0007".into()),
        item_number: Some(7),
        review: None,
        weakness: "Remote access accepts a <b>password</b> alone".into(),
        priority: Some("critical".into()),
        cause: cause.into(),
        since: on(-14),
        raised: at(13, 6, 0),
        by: (cause == "raised").then(|| person(1)),
        note: if cause == "raised" { "Tokens cost 2,400 and no budget has them".into() } else { String::new() },
        asked: vec![
            asked(13, "owner", 1, None),
            asked(12, "supervisor", 3, Some("overdue")),
            asked(5, "executive", 0, Some("unanswered")),
        ],
        to: person(0),
        rung: "executive".into(),
        acknowledged: Some(SaidView { at: at(4, 8, 5), by: person(0), note: "on Monday's table".into() }),
        state: state.into(),
        decision: decided.then(|| decision("compensate")),
        until: decided.then(|| on(if state == "lapsed" { -1 } else { 21 })),
        settled: (state == "settled").then(|| "nothing about the item is overdue any more".into()),
        again: Some(id(901)),
        version: 3,
    }
}

fn missed() -> EscalationRow {
    EscalationRow {
        item: None,
        item_number: None,
        review: Some("monthly".into()),
        weakness: String::new(),
        priority: None,
        note: String::new(),
        by: None,
        ..escalation("missed", "open")
    }
}

pub fn pages() -> Vec<(&'static str, String)> {
    let causes = ["late", "unplanned", "waiting", "lapsed", "raised"];
    let list = EscalationList {
        frame: frame(Tab::Escalations, "/escalations"),
        open: rows(causes.map(|cause| escalation(cause, "open")).into_iter().chain([missed()]).collect()),
        past: rows(["decided", "lapsed", "settled"].map(|state| escalation("late", state)).into()),
        filter: EscalationFilter::default(),
    };
    let none = || Page { rows: Vec::new(), total: 0, uncounted: false, next: None };
    let empty = EscalationList {
        frame: bare_frame(Tab::Escalations, "/escalations"),
        open: none(),
        past: none(),
        filter: EscalationFilter::default(),
    };
    let one = |state: &str, may: &[&str], form: Form| EscalationPage {
        frame: frame(Tab::Escalations, "/escalations/1"),
        escalation: escalation("raised", state),
        item: Some(sample::item()),
        may: may.iter().map(|word| (*word).to_owned()).collect(),
        history: sample::history(),
        milestones: vec![Choice::new("4", "Exception procedure, due 2026-12-04")],
        people: people(),
        form,
    };
    let review = EscalationPage { escalation: missed(), item: None, ..one("open", &["acknowledge"], Form::blank()) };
    let sent = [("decision", "accept"), ("until", "2030-01-01"), ("reason", "")].map(|(n, v)| (n.into(), v.into()));
    let wrong = problem("2030-01-01 is too far", &[("until", "2030-01-01 is too far"), ("reason", "say why")]);
    vec![
        page("escalations", &list),
        page("escalations-empty", &empty),
        page("escalation", &one("open", &["acknowledge", "decide", "take_back"], Form::blank())),
        page("escalation-refused", &one("open", &["decide"], Form::refused("accept", sent.into(), wrong))),
        page("escalation-review", &review),
        page("escalation-decided", &one("decided", &[], Form::blank())),
        page("escalation-settled", &one("settled", &[], Form::blank())),
    ]
}
