//! The organization, its people and its systems.

use std::collections::BTreeSet;

use closeout_domain::{
    deadline::extension::{Extensions, Limit},
    ids::{OrganizationId, PersonId},
    organization::{Away, Organization},
    people::{Directory, Person, Role},
    system::System,
};
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{LadderView, RhythmView, deadline::PolicyView, exposure::ExposureRuleView, item::PersonRef};

/// A person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PersonRow {
    /// Identity.
    pub id: Uuid,
    /// As they sign.
    pub name: String,
    /// How they sign in.
    pub email: String,
    /// Position in the firm; may be empty.
    pub title: String,
    /// What they may be called upon to do.
    pub roles: Vec<String>,
    /// Whether they still belong to the organization.
    pub active: bool,
    /// Who supervises them.
    #[serde(default)]
    pub supervisor: Option<Uuid>,
    /// Hours of a week that they have for the plan; `null` where nobody said so.
    #[serde(default)]
    pub weekly_hours: Option<u8>,
    /// When they are away, the earliest first.
    #[serde(default)]
    pub away: Vec<AwayView>,
}

/// Days on which somebody is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AwayView {
    /// The first.
    #[schema(value_type = String, format = Date)]
    pub first: Date,
    /// The last.
    #[schema(value_type = String, format = Date)]
    pub last: Date,
}

fn away(away: &Away) -> AwayView {
    AwayView { first: away.first, last: away.last }
}

/// A token as the record knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TokenRow {
    /// Identity.
    pub id: Uuid,
    /// For whom it acts.
    pub person: Uuid,
    /// What it is for.
    pub name: String,
    /// Whether it may only read.
    pub read_only: bool,
    /// The last day on which it works.
    #[schema(value_type = String, format = Date)]
    pub until: Date,
}

/// A calendar as the record knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CalendarRow {
    /// Identity.
    pub id: Uuid,
    /// Whose it is.
    pub person: Uuid,
    /// All dates of this system; only the person's own when `null`.
    pub system: Option<Uuid>,
    /// Where it is used.
    pub name: String,
    /// The last day on which it works.
    #[schema(value_type = String, format = Date)]
    pub until: Date,
    /// The last day on which somebody read it; filled in when read.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = Date)]
    pub used: Option<Date>,
}

/// The organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OrganizationRow {
    /// Identity.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Its people.
    pub people: Vec<PersonRow>,
    /// Tokens that were not revoked.
    pub tokens: Vec<TokenRow>,
    /// Calendars that were not closed.
    #[serde(default)]
    pub calendars: Vec<CalendarRow>,
    /// How many events led here.
    pub version: u64,
}

impl OrganizationRow {
    /// The row of an organization.
    pub fn of(id: OrganizationId, organization: &Organization) -> Self {
        let people = organization.directory.people.iter().map(|(id, p)| PersonRow {
            id: id.0,
            name: p.name.clone(),
            email: p.email.clone(),
            title: p.title.clone(),
            roles: p.roles.iter().map(|r| r.word().to_owned()).collect(),
            active: p.active,
            supervisor: organization.supervisors.get(id).map(|supervisor| supervisor.0),
            weekly_hours: organization.times.get(id).and_then(|time| time.weekly),
            away: organization.times.get(id).into_iter().flat_map(|time| &time.away).map(away).collect(),
        });
        let tokens = organization.tokens.values().map(|t| TokenRow {
            id: t.id.0,
            person: t.person.0,
            name: t.name.clone(),
            read_only: t.read_only,
            until: t.until,
        });
        let calendars = organization.calendars.values().map(|c| CalendarRow {
            id: c.id.0,
            person: c.person.0,
            system: c.system.map(|s| s.0),
            name: c.name.clone(),
            until: c.until,
            used: None,
        });
        Self {
            id: id.0,
            name: organization.name.clone(),
            people: people.collect(),
            tokens: tokens.collect(),
            calendars: calendars.collect(),
            version: organization.version,
        }
    }

    /// Everybody, as the domain knows them. A role that this version does not know is left out.
    pub fn directory(&self) -> Directory {
        let person = |p: &PersonRow| Person {
            name: p.name.clone(),
            email: p.email.clone(),
            title: p.title.clone(),
            roles: p.roles.iter().filter_map(|r| r.parse().ok()).collect::<BTreeSet<Role>>(),
            active: p.active,
        };
        Directory { people: self.people.iter().map(|p| (PersonId(p.id), person(p))).collect() }
    }
}

/// An appointment of a POA&M owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AppointmentRow {
    /// Who.
    pub person: PersonRef,
    /// Since when.
    #[schema(value_type = String, format = DateTime)]
    pub since: Timestamp,
    /// Who appointed them.
    pub by: PersonRef,
    /// On what authority; may be empty.
    pub note: String,
}

/// A system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SystemRow {
    /// Identity.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Title of its system security plan; may be empty.
    pub ssp_title: String,
    /// Version of that plan; may be empty.
    pub ssp_version: String,
    /// Date of that plan.
    #[schema(value_type = Option<String>, format = Date)]
    pub ssp_date: Option<Date>,
    /// CAGE codes.
    pub cage_codes: Vec<String>,
    /// CMMC unique identifier; may be empty.
    pub cmmc_uid: String,
    /// The appointed POA&M owner.
    pub poam_owner: Option<PersonRef>,
    /// Every appointment, oldest first.
    pub appointments: Vec<AppointmentRow>,
    /// Findings at least this bad become draft items by themselves; `null` for none.
    pub promote_at_least: Option<String>,
    /// Whether every objective found NOT MET does.
    pub promote_not_met: bool,
    /// Above this share of open pairs, in percent, marking them absent needs an explicit yes.
    pub brake_percent: u8,
    /// The policy of due dates that holds.
    #[serde(default)]
    pub deadlines: PolicyView,
    /// How far dates may fall behind the approved ones before a higher word is needed, from the least urgent.
    #[serde(default = "usual_limits")]
    pub extensions: Vec<LimitView>,
    /// Before whom overdue items are laid.
    #[serde(default)]
    pub ladder: LadderView,
    /// How often its plan is reviewed.
    #[serde(default)]
    pub rhythm: RhythmView,
    /// Since when.
    #[serde(default)]
    #[schema(value_type = String, format = DateTime)]
    pub rhythm_since: Timestamp,
    /// What is said of assets by their names and addresses.
    #[serde(default)]
    pub exposure_rules: Vec<ExposureRuleView>,
    /// How its reports are marked; empty for no marking.
    #[serde(default)]
    pub marking: String,
    /// How many events led here.
    pub version: u64,
}

/// How far dates of items of this priority may fall behind the approved ones, in days, before a higher word is needed. Beyond
/// `approver` an executive decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LimitView {
    /// `critical`, `high`, `medium` or `low`.
    pub level: String,
    /// Up to here whoever plans the item moves the date.
    pub planner: u16,
    /// Up to here an approver decides.
    pub approver: u16,
}

fn limits(extensions: &Extensions) -> Vec<LimitView> {
    let limit = |l: &Limit| LimitView { level: l.level.word().into(), planner: l.planner, approver: l.approver };
    extensions.limits().iter().map(limit).collect()
}

fn usual_limits() -> Vec<LimitView> {
    limits(&Extensions::default())
}

impl SystemRow {
    /// Who decides on later dates, as the domain knows it. A limit that this version does not know is left out.
    pub fn extensions(&self) -> Extensions {
        let limit =
            |l: &LimitView| Some(Limit { level: l.level.parse().ok()?, planner: l.planner, approver: l.approver });
        let limits: Vec<Limit> = self.extensions.iter().filter_map(limit).collect();
        Extensions::of(&limits).unwrap_or_default()
    }
}

impl From<&System> for SystemRow {
    fn from(system: &System) -> Self {
        let d = &system.description;
        let (number, policy) = system.deadlines();
        let appointment = |a: &closeout_domain::system::Appointment| AppointmentRow {
            person: PersonRef::of(a.person),
            since: a.since,
            by: PersonRef::of(a.by),
            note: a.note.clone(),
        };
        Self {
            id: system.id.0,
            name: d.name.clone(),
            ssp_title: d.ssp_title.clone(),
            ssp_version: d.ssp_version.clone(),
            ssp_date: d.ssp_date,
            cage_codes: d.cage_codes.clone(),
            cmmc_uid: d.cmmc_uid.clone(),
            poam_owner: system.poam_owner().map(PersonRef::of),
            appointments: system.appointments.iter().map(appointment).collect(),
            promote_at_least: system.promotion.at_least.map(|s| s.word().to_owned()),
            promote_not_met: system.promotion.not_met,
            brake_percent: system.promotion.brake_percent,
            deadlines: PolicyView::of(number, &policy),
            extensions: limits(&system.extensions),
            ladder: LadderView::from(&system.ladder),
            rhythm: system.rhythm.into(),
            rhythm_since: system.rhythm_since,
            exposure_rules: system.exposure_rules.iter().map(ExposureRuleView::from).collect(),
            marking: system.marking.clone(),
            version: system.version,
        }
    }
}
