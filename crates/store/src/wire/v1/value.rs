//! Values that events of several kinds hold.

use std::collections::BTreeSet;

use closeout_domain::{
    asset::ExposureRule,
    cadence::{
        agenda::{self, Entry, Reason},
        review::{Agreed, Attendance, Minutes, Opening, Remark, Sort},
    },
    deadline::{
        Basis, Counting, Policy, Preset, Row, Shift,
        extension::{Decider, Limit},
        ladder::{Ladder, Steps},
        rhythm::{Cadence, Period, Rhythm},
    },
    feed::{Edition, Kind},
    finding::severity::Severity,
    ids::{Digest, ImportId, ItemNumber, PartNumber, PersonId, ReviewId, SystemId, TokenId},
    import::{Changes, Mapping, Meaning, Record, Tally},
    item::{
        extension::{Obstacle, Request},
        origin::{Money, Origin, Resources, Source},
        value::{Evidence, TaskPlan, Ticket},
    },
    organization::{Calendar, NewPerson, Token},
    people::Role,
    priority::{Criticality, Exposure, Priority, Rating},
    system::{Description, Promotion},
};
use jiff::civil::Date;

use crate::wire::table::value;

value!(NewPerson as StoredPerson { id: PersonId, name: String, email: String, title: String, roles: BTreeSet<Role> });
value!(Token as StoredToken { id: TokenId, person: PersonId, name: String, read_only: bool, until: Date });
value!(Calendar as StoredCalendar {
    id: TokenId,
    person: PersonId,
    system: Option<SystemId>,
    name: String,
    until: Date,
});
value!(Description as StoredDescription {
    name: String,
    ssp_title: String,
    ssp_version: String,
    ssp_date: Option<Date>,
    cage_codes: Vec<String>,
    cmmc_uid: String,
});
value!(Ladder as StoredLadder {
    steps: Vec<Steps>,
    answer_within: u16,
    plan_within: u16,
    sign_within: u16,
    look_again: u16,
    executive: Option<PersonId>,
});
value!(Rhythm as StoredRhythm { weeks: u8, monthly: bool, quarterly: bool, grace: u8 });
value!(Period as StoredPeriod { first: Date, last: Date });
value!(Entry as StoredEntry { item: ItemNumber, reasons: Vec<Reason> });
type Standing = agenda::Tally;
value!(Standing as StoredStanding { live: u32, late: u32, begun: u32, ended: u32 });
value!(Opening as StoredOpening {
    id: ReviewId,
    system: SystemId,
    cadence: Cadence,
    period: Period,
    day: Date,
    since: Date,
    tally: Standing,
    agenda: Vec<Entry>,
});
value!(Attendance as StoredAttendance { people: BTreeSet<PersonId>, guests: String });
value!(Remark as StoredRemark { item: Option<ItemNumber>, sort: Sort, text: String });
value!(Agreed as StoredAgreed {
    item: ItemNumber,
    task: PartNumber,
    title: String,
    responsible: PersonId,
    due: Date,
});
value!(Minutes as StoredMinutes { digest: Digest, size: u64 });
value!(Promotion as StoredPromotion { at_least: Option<Severity>, not_met: bool, brake_percent: u8 });
value!(Origin as StoredOrigin { source: Source, detail: String });
value!(Rating as StoredRating { priority: Priority, reasons: Vec<String> });
value!(Resources as StoredResources { people: String, hours: u32, cost: Money, funding: String });
value!(TaskPlan as StoredTaskPlan { title: String, responsible: PersonId, approver: PersonId, effort: u16, due: Date });
value!(Ticket as StoredTicket { key: String, url: String });
value!(Evidence as StoredEvidence {
    digest: Digest,
    name: String,
    size: u64,
    media_type: String,
    shows: String,
    test: Option<PartNumber>,
});
value!(Tally as StoredTally {
    observations: u64,
    present: u64,
    absent: u64,
    not_judged: u64,
    assets: u64,
    authenticated: u64,
    problems: u64,
});
value!(Changes as StoredChanges { new: u64, still: u64, changed: u64, absent: u64, not_observed: u64 });
value!(Meaning as StoredMeaning { written: String, means: String });
value!(Mapping as StoredMapping { columns: Vec<Meaning>, words: Vec<Meaning> });
value!(Record as StoredRecord {
    id: ImportId,
    system: SystemId,
    format: String,
    tool: String,
    file: String,
    digest: Digest,
    size: u64,
    tally: Tally,
    changes: Changes,
    complete: bool,
});
value!(Exposure as StoredExposure { internet: Option<bool>, cui: Option<bool>, criticality: Option<Criticality> });
value!(ExposureRule as StoredExposureRule {
    pattern: String,
    internet: Option<bool>,
    cui: Option<bool>,
    criticality: Option<Criticality>,
});
value!(Row as StoredRow { level: Priority, internet: Option<bool>, known_exploited: Option<bool>, days: u16 });
value!(Limit as StoredLimit { level: Priority, planner: u16, approver: u16 });
value!(Request as StoredRequest {
    milestone: PartNumber,
    from: Date,
    to: Date,
    obstacle: Obstacle,
    justification: String,
    decider: Decider,
});
value!(Policy as StoredPolicy {
    preset: Preset,
    basis: Basis,
    rows: Vec<Row>,
    counting: Counting,
    shift: Shift,
    federal_holidays: bool,
    holidays: BTreeSet<Date>,
});
value!(Edition as StoredEdition {
    kind: Kind,
    date: Date,
    model: String,
    file: String,
    digest: Digest,
    size: u64,
    entries: u64,
    problems: u64,
});
