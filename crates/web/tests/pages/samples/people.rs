//! People, systems, the account, the audit log.

use closeout_app::{
    upkeep::Verification,
    views::{
        AppointmentRow, CalendarRow, DueView, ExampleView, ExposureRuleView, LadderView, LimitView, OrganizationRow,
        PersonRow, PolicyView, RhythmView, SystemRow, TokenRow,
    },
};
use closeout_domain::{
    asset::ExposureRule,
    deadline::{self, Counting, Policy, Preset, Shift},
};
use closeout_web::{
    page::{Choice, Form, Tab},
    pages::{account::Account, audit::Audit, people::People, person::PersonPage, system::SystemPage},
};
use jiff::civil::date;

use super::{page, problem};
use crate::sample::{self, at, bare_frame, frame, on, person};

fn system(bare: bool) -> SystemRow {
    let appointment = |n: usize, ago: i32, note: &str| AppointmentRow {
        person: person(n),
        since: at(ago, 9, 0),
        by: person(5),
        note: note.into(),
    };
    let text = |text: &str| if bare { String::new() } else { text.to_owned() };
    SystemRow {
        id: sample::id(if bare { 201 } else { 200 }),
        name: if bare { "Test laboratory".into() } else { "Engineering enclave".into() },
        ssp_title: text("System security plan of the engineering enclave"),
        ssp_version: text("2.3"),
        ssp_date: (!bare).then(|| date(2026, 8, 3)),
        cage_codes: if bare { Vec::new() } else { vec!["1ABC2".into(), "3DEF4".into()] },
        cmmc_uid: text("S200001234"),
        poam_owner: (!bare).then(|| person(0)),
        appointments: if bare {
            Vec::new()
        } else {
            vec![appointment(3, 400, ""), appointment(0, 90, "appointment letter of 24 August")]
        },
        promote_at_least: (!bare).then(|| "high".into()),
        promote_not_met: !bare,
        brake_percent: 50,
        deadlines: if bare { PolicyView::default() } else { PolicyView::of(2, &policy()) },
        extensions: [("low", 30, 90), ("medium", 14, 45), ("high", 7, 30), ("critical", 0, 14)]
            .map(|(level, planner, approver)| LimitView { level: level.into(), planner, approver })
            .to_vec(),
        ladder: LadderView::default(),
        rhythm: RhythmView { weeks: if bare { 1 } else { 2 }, ..RhythmView::default() },
        rhythm_since: at(90, 9, 0),
        exposure_rules: if bare { Vec::new() } else { rules() },
        marking: text("CUI//SP-EXPT"),
        version: 4,
    }
}

/// A table of its own with conditions, holidays and all.
fn policy() -> Policy {
    let rows = [
        "critical:exploited=3",
        "high:internet=14",
        "critical=15",
        "high:inside=60",
        "high=30",
        "medium=90",
        "low=180",
    ];
    Policy {
        rows: rows.map(|row| row.parse().unwrap()).to_vec(),
        counting: Counting::Working,
        shift: Shift::Before,
        federal_holidays: true,
        holidays: [date(2026, 12, 24), date(2026, 12, 31)].into(),
        ..Preset::Own.policy()
    }
}

fn rules() -> Vec<ExposureRuleView> {
    let rules = ["dmz-*<script>=internet,no-cui", "10.0.0.0/8=inside,cui,high", "press-*=low"];
    rules.map(|rule| ExposureRuleView::from(&rule.parse::<ExposureRule>().unwrap())).to_vec()
}

fn examples(policy: &Policy) -> Vec<ExampleView> {
    let view = |e: &deadline::Example| ExampleView { case: e.case.clone(), due: DueView::of(&e.due) };
    deadline::examples(policy, date(2026, 11, 22)).iter().map(view).collect()
}

pub fn pages() -> Vec<(&'static str, String)> {
    let people = |form: Form| People {
        frame: frame(Tab::People, "/people"),
        organization: sample::organization(),
        systems: vec![system(false), system(true)],
        form,
    };
    let alone = People {
        frame: bare_frame(Tab::People, "/people"),
        organization: OrganizationRow {
            people: vec![PersonRow { roles: vec!["administrator".into()], ..sample::organization().people.remove(0) }],
            ..sample::organization()
        },
        systems: Vec::new(),
        form: Form::blank(),
    };
    let sent = [("name", "Ines Falk"), ("email", "dana@halden.example"), ("role", "validator")]
        .map(|(n, v)| (n.to_owned(), v.to_owned()));
    let taken = Form::refused(
        "person",
        sent.to_vec(),
        problem("dana@halden.example is taken", &[("email", "dana@halden.example is taken")]),
    );
    let one = |n: usize| PersonPage {
        frame: frame(Tab::People, "/people/1"),
        person: sample::organization().people.remove(n),
        items: 3,
        tasks: 1,
        others: Choice::people(&sample::organization(), &[]),
        form: Form::blank(),
    };
    let system_page = |bare: bool| SystemPage {
        frame: frame(Tab::People, "/systems/1"),
        system: system(bare),
        owners: Choice::people(&sample::organization(), &["owner"]),
        executives: Choice::people(&sample::organization(), &["executive"]),
        examples: examples(&if bare { Preset::Bod2604.policy() } else { policy() }),
        form: Form::blank(),
    };
    let sent = [("rules", "dmz-*=outside")].map(|(n, v)| (n.to_owned(), v.to_owned()));
    let wrong = problem("\"dmz-*=outside\" does not fit here", &[("rules", "\"dmz-*=outside\" does not fit here")]);
    let wrong = Form::refused("exposure", sent.to_vec(), wrong);
    let token = |n: u128, name: &str, until: i32| TokenRow {
        id: sample::id(800 + n),
        person: person(0).id,
        name: name.into(),
        read_only: n == 1,
        until: on(until),
    };
    let calendar = |n: u128, name: &str, system: Option<uuid::Uuid>, used: Option<i32>| CalendarRow {
        id: sample::id(820 + n),
        person: person(0).id,
        system,
        name: name.into(),
        until: on(60),
        used: used.map(on),
    };
    let account = |tokens: Vec<TokenRow>, issued: Option<&str>| Account {
        calendars: match tokens.is_empty() {
            true => Vec::new(),
            false => vec![
                calendar(0, "phone", None, Some(-1)),
                calendar(1, "wall of the shop", frame(Tab::Elsewhere, "/account").system, None),
            ],
        },
        opened: issued.map(|_| format!("https://poam.harbor.example/calendar/{}.ics", "7e".repeat(32))),
        frame: frame(Tab::Elsewhere, "/account"),
        person: sample::organization().people.remove(0),
        tokens,
        issued: issued.map(Into::into),
        form: Form::blank(),
    };
    let audit = |verification: Option<Verification>, subject: &str, form: Form| Audit {
        frame: frame(Tab::Audit, "/audit"),
        entries: if subject == "none" { Vec::new() } else { sample::history() },
        subject: subject.into(),
        form,
        older: (subject != "none").then(|| "/audit?before=377".into()),
        verification,
    };
    let good = Verification { good: true, events: 912, head: sample::sha(9), files: 41, faults: Vec::new() };
    let bad = Verification {
        good: false,
        events: 640,
        head: sample::sha(9),
        files: 41,
        faults: vec!["event 641 of item/7 does not follow from the one before it".into()],
    };
    let unknown = Form::refused(
        "subject",
        vec![("subject".into(), "none".into())],
        problem("\"none\" is no subject", &[("subject", "\"none\" is no subject")]),
    );
    vec![
        page("people", &people(Form::blank())),
        page("people-refused", &people(taken)),
        page("people-alone", &alone),
        page("person", &one(1)),
        page("person-left", &one(4)),
        page("system", &system_page(false)),
        page("system-refused", &SystemPage { form: wrong, ..system_page(false) }),
        page("system-bare", &system_page(true)),
        page(
            "account",
            &account(
                vec![token(0, "nightly scan upload", 90), token(1, "dashboard", -3)],
                Some("closeout_8fJk2mPq7sTvWxYz3aBcDeFgHiJkLmNoPqRsTuVwXyZ"),
            ),
        ),
        page("account-bare", &account(Vec::new(), None)),
        page("audit", &audit(Some(good), "", Form::blank())),
        page("audit-broken", &audit(Some(bad), "item/7", Form::blank())),
        page("audit-nothing", &audit(None, "none", unknown)),
    ]
}
