//! An event of every kind, with every field filled in.

use closeout_app::record::Event;
use closeout_domain::{
    asset::{
        self, ExposureRule,
        merging::{self, NameOf},
    },
    cadence::{
        agenda::{Entry, Reason, Tally as Standing},
        escalation::{self, Cause, Climb, Matter, Raise},
        review::{self, Agreed, Attendance, Minutes, Opening, Remark, Sort},
    },
    deadline::{
        Counting, Policy, Preset, Row, Shift,
        extension::Limit,
        ladder::{Ladder, Rung},
        rhythm::{Cadence, Period, Rhythm},
    },
    feed::{self, Edition},
    finding::{dismissal, severity::Severity},
    ids::{
        AssetId, Digest, EscalationId, FindingId, ImportId, ItemNumber, PartNumber, PersonId, ReviewId, SystemId,
        TokenId,
    },
    import::{self, Changes, Mapping, Meaning, Record, Tally},
    item::{extension::Obstacle, measure::Decision, origin::Money},
    mapping::{self, Subject},
    organization::{self, Calendar, NewPerson, Token},
    people::Role,
    priority::{Criticality, Exposure, Priority},
    system::{self, Description, Promotion},
};
use jiff::civil::{Date, date};
use uuid::Uuid;

use crate::item;

pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0198_f2a4_6c3e_7000_8000_0000_0000_0000 + n)
}

pub fn person(n: u128) -> PersonId {
    PersonId(id(n))
}

pub fn digest(byte: u8) -> Digest {
    Digest([byte; 32])
}

pub fn day() -> Date {
    date(2026, 12, 1)
}

fn policy() -> Policy {
    let row = Row { level: Priority::High, internet: Some(true), known_exploited: Some(false), days: 14 };
    let mut policy = Policy { counting: Counting::Working, shift: Shift::Before, ..Preset::Own.policy() };
    policy.rows.insert(0, row);
    policy.federal_holidays = true;
    policy.holidays.insert(day());
    policy
}

/// One of every kind.
pub fn all() -> Vec<Event> {
    let organization = organizations().into_iter().map(Event::Organization);
    let system = systems().into_iter().map(Event::System);
    let item = item::all().into_iter().map(Event::Item);
    let import = imports().into_iter().map(Event::Import);
    let dismissal = dismissals().into_iter().map(Event::Dismissal);
    let asset = Event::Asset(asset::Event::Rated {
        asset: AssetId(id(9)),
        exposure: Exposure { internet: Some(false), cui: Some(true), criticality: Some(Criticality::Medium) },
        reason: "holds the drawings".into(),
    });
    let merging = mergings().into_iter().map(Event::Merging);
    let feed = Event::Feed(feed::Event::BroughtIn(Box::new(Edition {
        kind: feed::Kind::Epss,
        date: day(),
        model: "v2025.03.14".into(),
        file: "epss_scores-2026-12-01.csv.gz".into(),
        digest: digest(0xEE),
        size: 2_000_000,
        entries: 280_000,
        problems: 1,
    })));
    let mapped = Event::Mapping(mapping::Event::Mapped {
        subject: Subject::Cci("CCI-000015".into()),
        requirements: vec!["3.1.1".into(), "3.5.6".into()],
        reason: "as our assessor reads it".into(),
    });
    let unmapped = Event::Mapping(mapping::Event::Unmapped {
        subject: Subject::Check("nessus:70658".into()),
        reason: "the catalog is right".into(),
    });
    let others = [asset, feed, mapped, unmapped];
    organization
        .chain(system)
        .chain(item)
        .chain(import)
        .chain(dismissal)
        .chain(others)
        .chain(merging)
        .chain(escalations())
        .chain(reviews())
        .collect()
}

/// The kind that an event should have. Without a rest, so that a new variant does not compile before it has a word here.
pub fn word(event: &Event) -> &'static str {
    use dismissal::Event as D;
    use escalation::Event as E;
    use import::Event as I;
    use merging::Event as M;
    use organization::Event as O;
    use system::Event as S;
    match event {
        Event::Item(event) => item::word(event),
        Event::Organization(event) => match event {
            O::Founded { .. } => "organization.founded",
            O::PersonAdded(_) => "organization.person_added",
            O::PersonDescribed { .. } => "organization.person_described",
            O::RolesSet { .. } => "organization.roles_set",
            O::PersonLeft { .. } => "organization.person_left",
            O::PersonReturned { .. } => "organization.person_returned",
            O::PasswordSet { .. } => "organization.password_set",
            O::TokenIssued(_) => "organization.token_issued",
            O::TokenRevoked { .. } => "organization.token_revoked",
            O::HoursSet { .. } => "organization.hours_set",
            O::AbsencePlanned { .. } => "organization.absence_planned",
            O::AbsenceWithdrawn { .. } => "organization.absence_withdrawn",
            O::CalendarOpened(_) => "organization.calendar_opened",
            O::CalendarClosed { .. } => "organization.calendar_closed",
            O::SupervisorNamed { .. } => "organization.supervisor_named",
        },
        Event::System(event) => match event {
            S::Registered { .. } => "system.registered",
            S::Described(_) => "system.described",
            S::OwnerAppointed { .. } => "system.owner_appointed",
            S::PromotionSet(_) => "system.promotion_set",
            S::DeadlinesSet(_) => "system.deadlines_set",
            S::ExtensionsSet(_) => "system.extensions_set",
            S::LadderSet(_) => "system.ladder_set",
            S::RhythmSet(_) => "system.rhythm_set",
            S::ExposureRulesSet(_) => "system.exposure_rules_set",
            S::MarkingSet { .. } => "system.marking_set",
        },
        Event::Asset(asset::Event::Rated { .. }) => "asset.rated",
        Event::Review(event) => match event {
            review::Event::Begun(_) => "review.begun",
            review::Event::Attended(_) => "review.attended",
            review::Event::Remarked(_) => "review.remarked",
            review::Event::Agreed(_) => "review.agreed",
            review::Event::Signed(_) => "review.signed",
            review::Event::GivenUp { .. } => "review.given_up",
        },
        Event::Escalation(event) => match event {
            E::Raised { .. } => "escalation.raised",
            E::Climbed { .. } => "escalation.climbed",
            E::Acknowledged { .. } => "escalation.acknowledged",
            E::Decided { .. } => "escalation.decided",
            E::Settled { .. } => "escalation.settled",
            E::Lapsed => "escalation.lapsed",
        },
        Event::Merging(event) => match event {
            M::Merged { .. } => "merging.merged",
            M::Unmerged { .. } => "merging.unmerged",
            M::Split { .. } => "merging.split",
            M::Unsplit { .. } => "merging.unsplit",
        },
        Event::Feed(feed::Event::BroughtIn(_)) => "feed.brought_in",
        Event::Mapping(mapping::Event::Mapped { .. }) => "mapping.mapped",
        Event::Mapping(mapping::Event::Unmapped { .. }) => "mapping.unmapped",
        Event::Import(event) => match event {
            I::Committed(_) => "import.committed",
            I::Mapped(_) => "import.mapped",
            I::Undone { .. } => "import.undone",
        },
        Event::Dismissal(event) => match event {
            D::Proposed { .. } => "dismissal.proposed",
            D::Approved => "dismissal.approved",
            D::Declined { .. } => "dismissal.declined",
            D::Restored { .. } => "dismissal.restored",
        },
    }
}

fn organizations() -> Vec<organization::Event> {
    use organization::Event as E;
    let new = NewPerson {
        id: person(1),
        name: "Dana Whitfield".into(),
        email: "dana@harborline.example".into(),
        title: "IT manager".into(),
        roles: [Role::Owner, Role::Administrator].into(),
    };
    let token =
        Token { id: TokenId(id(3)), person: person(1), name: "nightly scan".into(), read_only: false, until: day() };
    vec![
        E::Founded { name: "Harborline Engineering".into() },
        E::PersonAdded(new),
        E::PersonDescribed { person: person(1), name: "Dana Whitfield-Ruiz".into(), title: "CIO".into() },
        E::RolesSet { person: person(1), roles: Role::ALL.into() },
        E::PersonLeft { person: person(2), reason: "retired".into() },
        E::PersonReturned { person: person(2) },
        E::PasswordSet { person: person(1) },
        E::TokenIssued(token),
        E::TokenRevoked { id: TokenId(id(3)) },
        E::HoursSet { person: person(2), weekly: Some(12) },
        E::AbsencePlanned { person: person(2), first: day(), last: day() },
        E::AbsenceWithdrawn { person: person(2), first: day(), last: day() },
        E::CalendarOpened(Calendar {
            id: TokenId(id(4)),
            person: person(1),
            system: Some(SystemId(id(2))),
            name: "desk phone".into(),
            until: day(),
        }),
        E::CalendarClosed { id: TokenId(id(4)) },
        E::SupervisorNamed { person: person(1), supervisor: Some(person(2)) },
    ]
}

fn systems() -> Vec<system::Event> {
    use system::Event as E;
    let description = Description {
        name: "Engineering enclave".into(),
        ssp_title: "SSP Engineering".into(),
        ssp_version: "3.1".into(),
        ssp_date: Some(day()),
        cage_codes: vec!["1ABC2".into(), "7XYZ9".into()],
        cmmc_uid: "S200000001".into(),
    };
    vec![
        E::Registered { id: SystemId(id(4)), description: description.clone() },
        E::Described(Description { ssp_date: None, ..description }),
        E::OwnerAppointed { person: person(1), note: "memo of 2 November".into() },
        E::PromotionSet(Promotion { at_least: Some(Severity::High), not_met: true, brake_percent: 50 }),
        E::DeadlinesSet(Box::new(policy())),
        E::ExtensionsSet(vec![Limit { level: Priority::High, planner: 3, approver: 20 }]),
        E::RhythmSet(Rhythm { weeks: 2, monthly: true, quarterly: false, grace: 5 }),
        E::LadderSet(Box::new(Ladder { executive: Some(person(2)), ..Ladder::default() })),
        E::ExposureRulesSet(vec![ExposureRule {
            pattern: "dmz-*".into(),
            internet: Some(true),
            cui: Some(false),
            criticality: Some(Criticality::High),
        }]),
        E::MarkingSet { banner: "CUI//SP-EXPT".into() },
    ]
}

fn imports() -> Vec<import::Event> {
    let record = Record {
        id: ImportId(id(5)),
        system: SystemId(id(4)),
        format: "nessus".into(),
        tool: "Nessus 10.8.3".into(),
        file: "weekly.nessus".into(),
        digest: digest(0xab),
        size: 104_857_600,
        tally: Tally {
            observations: 296,
            present: 200,
            absent: 90,
            not_judged: 6,
            assets: 7,
            authenticated: 3,
            problems: 1,
        },
        changes: Changes { new: 1, still: 2, changed: 3, absent: 4, not_observed: 5 },
        complete: true,
    };
    let meaning = |written: &str, means: &str| Meaning { written: written.into(), means: means.into() };
    let mapping = Mapping {
        columns: vec![meaning("Weakness", "title"), meaning("Stage", "state"), meaning("Colour", "none")],
        words: vec![meaning("won't fix", "present")],
    };
    vec![
        import::Event::Committed(Box::new(record)),
        import::Event::Mapped(mapping),
        import::Event::Undone { reason: "the wrong site".into() },
    ]
}

fn dismissals() -> Vec<dismissal::Event> {
    use dismissal::Event as E;
    vec![
        E::Proposed { finding: FindingId(id(6)), reason: "a false positive: back-ported".into(), until: Some(day()) },
        E::Approved,
        E::Declined { reason: "show the package's changelog".into() },
        E::Restored { reason: "the exception ended".into() },
    ]
}

fn reviews() -> Vec<Event> {
    use review::Event as E;
    let opening = Opening {
        id: ReviewId(id(21)),
        system: SystemId(id(1)),
        cadence: Cadence::Monthly,
        period: Period { first: date(2026, 12, 1), last: date(2026, 12, 31) },
        day: day(),
        since: date(2026, 11, 3),
        tally: Standing { live: 9, late: 2, begun: 1, ended: 3 },
        agenda: vec![Entry { item: ItemNumber(7), reasons: vec![Reason::Late, Reason::HighRisk] }],
    };
    let agreed = Agreed {
        item: ItemNumber(7),
        task: PartNumber(2),
        title: "Call the vendor".into(),
        responsible: person(3),
        due: day(),
    };
    let events = [
        E::Begun(Box::new(opening)),
        E::Attended(Attendance { people: [person(2), person(3)].into(), guests: "M. Vale".into() }),
        E::Remarked(Remark { item: Some(ItemNumber(7)), sort: Sort::Decision, text: "größer'%".into() }),
        E::Agreed(agreed),
        E::Signed(Minutes { digest: digest(9), size: 40_000 }),
        E::GivenUp { why: "the storm".into() },
    ];
    events.map(Event::Review).into()
}

fn escalations() -> Vec<Event> {
    use escalation::Event as E;
    let raise = Raise {
        id: EscalationId(id(11)),
        system: SystemId(id(4)),
        matter: Matter::Item(ItemNumber(7)),
        cause: Cause::Late,
        since: day(),
        rung: Rung::Owner,
        to: person(2),
        again: Some(EscalationId(id(12))),
    };
    let decision = Decision::Extend { milestone: PartNumber(2), to: day(), obstacle: Obstacle::Vendor };
    let events = [
        E::Raised { raise: Box::new(raise), note: "nobody answers".into(), day: day() },
        E::Climbed { rung: Rung::Executive, to: person(1), why: Climb::Unanswered, day: day() },
        E::Acknowledged { note: "on my desk".into() },
        E::Decided { decision: Box::new(decision), reason: "the vendor was named".into(), until: day() },
        E::Settled { why: "nothing is overdue".into() },
        E::Lapsed,
    ];
    events.map(Event::Escalation).into()
}

/// Every decision is read back as it was written.
#[test]
fn decisions_are_read_back() {
    let decisions = [
        Decision::Fund { amount: Money(240_000), source: "reserve".into() },
        Decision::Compensate { control: "jump host".into(), owner: person(1), until: day(), evidence: vec![digest(1)] },
        Decision::Accept { until: day() },
        Decision::Extend { milestone: PartNumber(2), to: day(), obstacle: Obstacle::Other },
        Decision::Reassign { to: person(2) },
    ];
    for decision in decisions {
        let (decision, until) = (Box::new(decision), day());
        let event = Event::Escalation(escalation::Event::Decided { decision, reason: "so".into(), until });
        let (kind, text) = closeout_store::wire::encode(&event).unwrap();
        assert_eq!(closeout_store::wire::decode(kind, &text).unwrap(), event, "{text}");
    }
}

/// A review that was missed is read back; what names both, or neither, is not taken for either.
#[test]
fn a_missed_review_is_read_back() {
    let raise = Raise {
        id: EscalationId(id(11)),
        system: SystemId(id(4)),
        matter: Matter::Review(Cadence::Monthly),
        cause: Cause::Missed,
        since: day(),
        rung: Rung::PoamOwner,
        to: person(2),
        again: None,
    };
    let raised = escalation::Event::Raised { raise: Box::new(raise), note: String::new(), day: day() };
    let event = Event::Escalation(raised);
    let (kind, text) = closeout_store::wire::encode(&event).unwrap();
    assert_eq!(closeout_store::wire::decode(kind, &text).unwrap(), event, "{text}");
    for other in ["\"review\":\"monthly\",\"item\":7", "\"again\":null"] {
        let changed = text.replace("\"review\":\"monthly\"", other);
        assert!(closeout_store::wire::decode(kind, &changed).is_err(), "{changed}");
    }
}

fn mergings() -> Vec<merging::Event> {
    use closeout_domain::finding::asset::NameKind;
    use merging::Event as M;
    let (system, from, into, reason) = (SystemId(id(4)), AssetId(id(9)), AssetId(id(10)), "one machine".to_owned());
    let names = vec![
        NameOf { kind: NameKind::Hostname, name: "lathe-1".into() },
        NameOf { kind: NameKind::Ip, name: "192.0.2.7".into() },
    ];
    vec![
        M::Merged { system, from, into, reason: reason.clone() },
        M::Unmerged { from, into, reason: reason.clone() },
        M::Split { system, asset: into, part: from, names, reason: reason.clone() },
        M::Unsplit { asset: into, part: from, reason },
    ]
}
