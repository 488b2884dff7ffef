//! A plan of a small firm, as long as wanted: every standing that an item can have comes up.

use std::collections::BTreeMap;

use closeout_domain::{
    cadence::{
        agenda::{Entry, Reason, Tally},
        escalation::{self, Cause, Escalation, Matter, Raise},
        review::{self, Agreed, Attendance, Minutes, Opening, Remark, Review, Sort},
    },
    deadline::{
        extension::Decider,
        ladder::Rung,
        rhythm::{Cadence, Period, Rhythm},
    },
    ids::{Digest, EscalationId, ItemNumber, PartNumber, PersonId, ReviewId, SystemId},
    item::{
        self, Event, Item,
        extension::{Obstacle, Request},
        measure::Decision,
        origin::{Money, Origin, Resources},
        value::{Evidence, TaskPlan, Ticket},
    },
    people::{Directory, Person, Role},
    priority::{Priority, Rating},
    system::Description,
    time::Stamped,
};
use closeout_report::{
    picture::{Burndown, Week},
    source::{Happening, Source},
};
use jiff::{
    ToSpan,
    civil::{Date, date},
    tz::TimeZone,
};
use uuid::Uuid;

pub const DAY: Date = date(2026, 11, 22);

const WEAKNESSES: [(&str, &str); 6] = [
    ("Remote access does not ask for a second factor", "3.5.3"),
    ("Laptops keep controlled information unencrypted", "3.13.11"),
    ("Audit logs of the file server are kept for two days", "3.3.1"),
    ("The account of a former employee still works", "3.1.1"),
    ("Backups are stored in the room of the servers they are of", "3.8.9"),
    ("Several servers lack a security update that is actively exploited", "3.14.1"),
];
const NAMES: [&str; 5] = ["Anna Berg", "Marcus Webb", "Priya Nair", "Tom O'Brien", "Lucía Fernández-Maldonado"];

pub fn person(n: usize) -> PersonId {
    PersonId(Uuid::from_u128(n as u128 + 1))
}

fn at(day: Date) -> jiff::Timestamp {
    day.at(9, 30, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp()
}

/// A source of so many items.
pub fn source(items: u32) -> Source {
    let people = NAMES.iter().enumerate().map(|(i, name)| {
        let person = Person {
            name: (*name).into(),
            email: format!("p{i}@example.com"),
            title: String::new(),
            roles: [Role::Responsible].into(),
            active: true,
        };
        (self::person(i), person)
    });
    let week = |weeks: i32, open, late| Week { day: DAY.saturating_sub((7 * weeks).days()), open, late };
    let items: Vec<Item> = (1..=items).map(item).collect();
    let live = u32::try_from(items.iter().filter(|i| i.status.is_live()).count()).unwrap();
    let late = items.iter().filter(|i| i.status.is_live() && i.late_after().is_some_and(|d| d < DAY)).count();
    let trend = Burndown {
        past: vec![week(8, live + 4, 0), week(4, live + 2, 1), week(0, live, u32::try_from(late).unwrap())],
        planned: vec![(DAY.saturating_add(28.days()), live / 2)],
    };
    let happened = |text: &str, day| Happening { at: at(day), by: NAMES[0].into(), what: text.into() };
    let happenings = vec![happened("item begun", date(2026, 9, 1)), happened("plan approved", date(2026, 9, 8))];
    Source {
        organization: "Halden Precision LLC".into(),
        system: Description {
            name: "Engineering Network".into(),
            ssp_title: "System security plan".into(),
            ssp_version: "3.2".into(),
            cage_codes: vec!["5X2Q1".into()],
            ..Description::default()
        },
        poam_owner: Some(person(1)),
        marking: String::new(),
        as_of: DAY,
        expected: [(ItemNumber(2), date(2026, 12, 20)), (ItemNumber(5), date(2027, 2, 1))].into(),
        escalations: escalations(),
        reviews: reviews(),
        rhythm: (Rhythm::default(), date(2026, 10, 1)),
        histories: BTreeMap::from([(ItemNumber(1), happenings)]),
        items,
        directory: Directory { people: people.collect() },
        trend,
    }
}

/// One question that is open, one that was decided on.
fn escalations() -> Vec<Escalation> {
    let raised = |n: u128, since| {
        let raise = Raise {
            id: EscalationId(Uuid::from_u128(500 + n)),
            system: SystemId(Uuid::from_u128(99)),
            matter: Matter::Item(ItemNumber(1)),
            cause: Cause::Late,
            since,
            rung: Rung::Executive,
            to: person(2),
            again: None,
        };
        let what = escalation::Event::Raised { raise: Box::new(raise), note: String::new(), day: since };
        Stamped { at: at(since), by: PersonId::CALENDAR, what }
    };
    let decision = Box::new(Decision::Fund { amount: Money(240_000), source: "the reserve".into() });
    let what = escalation::Event::Decided { decision, reason: "before the audit".into(), until: DAY };
    let decided = Stamped { at: at(date(2026, 11, 3)), by: person(2), what };
    let histories = [vec![raised(1, date(2026, 11, 1)), decided], vec![raised(2, date(2026, 11, 18))]];
    histories.iter().map(|events| escalation::replay(events).unwrap()).collect()
}

/// A weekly review that is signed.
pub fn review() -> Review {
    let opening = Opening {
        id: ReviewId(Uuid::from_u128(700)),
        system: SystemId(Uuid::from_u128(99)),
        cadence: Cadence::Weekly,
        period: Period { first: date(2026, 11, 9), last: date(2026, 11, 15) },
        day: date(2026, 11, 11),
        since: date(2026, 11, 4),
        tally: Tally { live: 9, late: 2, begun: 1, ended: 0 },
        agenda: vec![Entry { item: ItemNumber(1), reasons: vec![Reason::Late, Reason::HighRisk] }],
    };
    let agreed = Agreed {
        item: ItemNumber(1),
        task: PartNumber(3),
        title: "Call the vendor".into(),
        responsible: person(1),
        due: DAY,
    };
    let remark = |item, sort, text: &str| review::Event::Remarked(Remark { item, sort, text: text.into() });
    let one = Some(ItemNumber(1));
    let events = [
        review::Event::Begun(Box::new(opening)),
        review::Event::Attended(Attendance { people: [person(0), person(1)].into(), guests: "M. Vale".into() }),
        remark(one, Sort::Note, "The vendor names no day"),
        remark(one, Sort::Decision, "Another vendor is asked"),
        remark(Some(ItemNumber(4)), Sort::Seen, ""),
        remark(None, Sort::Note, "Next week without Tom"),
        review::Event::Agreed(agreed),
        review::Event::Signed(Minutes { digest: Digest([7; 32]), size: 40_000 }),
    ];
    let stamped = events.map(|what| Stamped { at: at(date(2026, 11, 11)), by: person(0), what });
    review::replay(&stamped).unwrap()
}

fn reviews() -> Vec<Review> {
    vec![review()]
}

fn item(n: u32) -> Item {
    let index = n as usize;
    let (weakness, requirement) = WEAKNESSES[index % WEAKNESSES.len()];
    let begun = date(2026, 6, 1).saturating_add(i32::try_from(n * 7 % 150).unwrap().days());
    let due = date(2026, 11, 1).saturating_add(i32::try_from(n * 13 % 120).unwrap().days());
    let owner = person(index % NAMES.len());
    let mut item = None;
    let mut happen = |day: Date, by: PersonId, what: Event| {
        item = item::fold(item.take(), &Stamped { at: at(day), by, what });
    };
    happen(
        begun,
        owner,
        Event::Drafted {
            number: ItemNumber(n),
            system: SystemId(Uuid::from_u128(99)),
            weakness: weakness.into(),
            origin: Origin { source: item::origin::Source::ALL[index % 3], detail: "gap assessment of 1 June".into() },
            requirement: Some(requirement.into()),
            objectives: vec![format!("{requirement}[a]")],
            findings: Vec::new(),
            recurrence_of: None,
        },
    );
    if n % 9 == 8 {
        return item.unwrap();
    }
    happen(begun, owner, Event::OwnerAssigned { person: owner });
    happen(begun, owner, Event::RootCauseStated { text: "Nobody was told to".into() });
    happen(
        begun,
        owner,
        Event::ActionsPlanned { actions: vec!["Buy what is needed".into(), "Put it in place".into()] },
    );
    let priority = Priority::ALL[index % 4];
    happen(begun, owner, Event::Rated { rating: Rating { priority, reasons: vec!["known to be exploited".into()] } });
    let funding = if n.is_multiple_of(2) { "IT budget 2026" } else { "" };
    let cost = Money(if n.is_multiple_of(2) { u64::from(n) * 25_000 } else { 0 });
    let resources = Resources { people: "System administrator".into(), hours: 20, cost, funding: funding.into() };
    happen(begun, owner, Event::ResourcesEstimated { resources });
    let (one, two) = (PartNumber(1), PartNumber(2));
    let first = due.saturating_sub(30.days());
    happen(begun, owner, Event::MilestonePlanned { id: one, title: "Everything is bought".into(), due: first });
    happen(begun, owner, Event::MilestonePlanned { id: two, title: "It works everywhere".into(), due });
    happen(begun, owner, Event::TestAdded { id: one, criterion: "Two clean scans in a row".into() });
    let plan = TaskPlan {
        title: "Put it in place and write down how".into(),
        responsible: owner,
        approver: person((index + 1) % NAMES.len()),
        effort: 12,
        due: first,
    };
    happen(begun, owner, Event::TaskAdded { id: one, plan });
    let ticket = Ticket { key: format!("HD-{n}"), url: String::new() };
    happen(begun, owner, Event::TicketLinked { id: one, ticket });
    happen(begun, owner, Event::Submitted { note: String::new() });
    let approved = begun.saturating_add(7.days());
    happen(approved, person(4), Event::Approved { note: String::new() });
    let evidence = Evidence {
        digest: Digest([u8::try_from(n % 251).unwrap(); 32]),
        name: format!("scan-{n}.nessus"),
        size: 120_000,
        media_type: "text/xml".into(),
        shows: "The scan after the change".into(),
        test: Some(one),
    };
    let late = date(2026, 11, 20);
    match n % 9 {
        1 => happen(
            late,
            owner,
            Event::MilestoneMoved {
                id: two,
                from: due,
                to: due.saturating_add(21.days()),
                reason: "The vendor delivers later".into(),
            },
        ),
        2 => {
            happen(late, owner, Event::MilestoneReached { id: one, on: first, note: String::new() });
            let request = Request {
                milestone: two,
                from: due,
                to: due.saturating_add(40.days()),
                obstacle: Obstacle::Vendor,
                justification: "the cards are on back order".into(),
                decider: Decider::Approver,
            };
            happen(late, owner, Event::ExtensionRequested { id: one, request });
        }
        3 | 4 => {
            happen(late, owner, Event::EvidenceAttached { evidence });
            happen(late, owner, Event::MilestoneReached { id: one, on: first, note: String::new() });
            happen(late, owner, Event::MilestoneReached { id: two, on: late, note: String::new() });
            happen(late, owner, Event::WorkDeclaredDone { note: String::new() });
            happen(late, person((index + 3) % NAMES.len()), Event::Validated { statement: "seen".into() });
            happen(late, person((index + 2) % NAMES.len()), Event::Closed { statement: "closed".into() });
        }
        5 => {
            let until = if n.is_multiple_of(2) { date(2026, 12, 31) } else { date(2026, 11, 15) };
            happen(late, person(4), Event::Accepted { until });
        }
        6 => happen(late, owner, Event::TaskFinished { id: one, note: "done".into() }),
        _ => {}
    }
    item.unwrap()
}
