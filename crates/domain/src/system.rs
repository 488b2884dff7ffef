//! An assessed information system: its plan's owner, and what becomes of what scans find.

use jiff::{Timestamp, civil::Date};

use crate::{
    asset::{self, ExposureRule},
    deadline::{
        Policy, Preset,
        extension::{Extensions, Limit},
        ladder::{LADDER, Ladder},
        rhythm::Rhythm,
    },
    finding::severity::Severity,
    ids::{PersonId, SystemId},
    people::{Directory, Role},
    policy::{self, Action},
    rule::{self, Kind, Refusal, Rule},
    time::Stamped,
};

/// The plan of a system has one owner, who is here and may run it.
pub const APPOINTMENT: Rule = Rule {
    id: "system-poam-owner",
    cites: "CMMC L2 Assessment Guide v2.13 p. 203 (accountable owner)",
    kind: Kind::Input,
};
/// A system must be known.
pub const KNOWN: Rule = Rule { id: "system-known", cites: "SP 800-171 3.12.4[a]", kind: Kind::Input };

/// A marking is one short line.
pub const MARKING: Rule = Rule {
    id: "system-marking",
    cites: "SP 800-171 3.8.4 (markings and distribution limitations); 32 CFR 2002.20",
    kind: Kind::Input,
};
/// The longest marking, in characters: one line at the top of a page.
pub const LONGEST_MARKING: usize = 80;

/// What the system security plan says of the system.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Description {
    /// The system's name.
    pub name: String,
    /// Title of its system security plan; may be empty.
    pub ssp_title: String,
    /// Version of that plan; may be empty.
    pub ssp_version: String,
    /// Date of that plan.
    pub ssp_date: Option<Date>,
    /// CAGE codes of the entities that the assessment covers.
    pub cage_codes: Vec<String>,
    /// The unique identifier that SPRS or CMMC eMASS gave to the assessment; may be empty.
    pub cmmc_uid: String,
}

/// One appointment of a POA&M owner. The last one holds; the others are the succession.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// Who.
    pub person: PersonId,
    /// Since when.
    pub since: Timestamp,
    /// Who appointed them.
    pub by: PersonId,
    /// Why, or on what authority; may be empty.
    pub note: String,
}

/// Which groups of new findings become draft items by themselves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Promotion {
    /// Findings at least this bad; `None` for none.
    pub at_least: Option<Severity>,
    /// Whether every objective found NOT MET does.
    pub not_met: bool,
    /// The share of the system's open statements, in percent, above which marking them absent needs an explicit yes.
    pub brake_percent: u8,
}

impl Default for Promotion {
    fn default() -> Self {
        Self { at_least: Some(Severity::High), not_met: true, brake_percent: 50 }
    }
}

/// A system as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct System {
    /// Its identity.
    pub id: SystemId,
    /// What is said of it.
    pub description: Description,
    /// Every appointment, oldest first.
    pub appointments: Vec<Appointment>,
    /// What becomes of new findings.
    pub promotion: Promotion,
    /// By when weaknesses are to be corrected: every policy, oldest first; the last one holds.
    pub deadlines: Vec<(Timestamp, Policy)>,
    /// Who decides on later dates than the approved ones.
    pub extensions: Extensions,
    /// Before whom overdue items are laid.
    pub ladder: Ladder,
    /// How often its plan is reviewed.
    pub rhythm: Rhythm,
    /// Since when that rhythm holds.
    pub rhythm_since: Timestamp,
    /// What is said of assets by rule.
    pub exposure_rules: Vec<ExposureRule>,
    /// The marking of every page of its reports, as in "CUI//SP-EXPT"; empty for none.
    pub marking: String,
    /// How many events led here.
    pub version: u64,
}

impl System {
    /// The appointed POA&M owner.
    pub fn poam_owner(&self) -> Option<PersonId> {
        self.appointments.last().map(|a| a.person)
    }

    /// The policy of due dates that holds, and its number; the one that this project proposes is number 0.
    pub fn deadlines(&self) -> (usize, Policy) {
        let held = self.deadlines.last().map(|(_, policy)| policy.clone());
        (self.deadlines.len(), held.unwrap_or_else(|| Preset::default().policy()))
    }
}

/// What can be asked of a system.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Register it.
    Register { id: SystemId, description: Description },
    /// Say something else of it.
    Describe(Description),
    /// Appoint the owner of its plan.
    AppointOwner { person: PersonId, note: String },
    /// Say what becomes of new findings.
    SetPromotion(Promotion),
    /// Say by when weaknesses are to be corrected.
    SetDeadlines(Box<Policy>),
    /// Say who decides on later dates than the approved ones.
    SetExtensions(Vec<Limit>),
    /// Say before whom overdue items are laid, and when.
    SetLadder(Box<Ladder>),
    /// Say how often its plan is reviewed.
    SetRhythm(Rhythm),
    /// Say what holds for assets by their names and addresses.
    SetExposureRules(Vec<ExposureRule>),
    /// Say how its reports are marked; nothing for no marking.
    SetMarking(String),
}

/// What can happen to a system.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// It was registered.
    Registered { id: SystemId, description: Description },
    /// Something else is said of it.
    Described(Description),
    /// The owner of its plan was appointed.
    OwnerAppointed { person: PersonId, note: String },
    /// It was said what becomes of new findings.
    PromotionSet(Promotion),
    /// It was said by when weaknesses are to be corrected.
    DeadlinesSet(Box<Policy>),
    /// It was said who decides on later dates than the approved ones.
    ExtensionsSet(Vec<Limit>),
    /// It was said before whom overdue items are laid, and when.
    LadderSet(Box<Ladder>),
    /// It was said how often its plan is reviewed.
    RhythmSet(Rhythm),
    /// It was said what holds for assets by their names and addresses.
    ExposureRulesSet(Vec<ExposureRule>),
    /// It was said how its reports are marked; an empty banner is none.
    MarkingSet { banner: String },
}

/// Decides. `system` is `None` before it is registered.
///
/// # Errors
/// Refuses with the rule that forbids it.
pub fn decide(
    system: Option<&System>,
    command: Command,
    actor: PersonId,
    directory: &Directory,
) -> Result<Vec<Event>, Refusal> {
    let action = match command {
        Command::AppointOwner { .. } => Action::AppointOwner,
        _ => Action::Administer,
    };
    policy::permit(directory, actor, action, &[])?;
    match (system, command) {
        (None, Command::Register { id, description }) => {
            Ok(vec![Event::Registered { id, description: check(&description)? }])
        }
        (None, _) => Err(KNOWN.refuse("there is no such system", "register it first")),
        (Some(_), Command::Register { .. }) => {
            Err(KNOWN.refuse("the system is registered already", "describe it instead"))
        }
        (Some(_), Command::Describe(description)) => Ok(vec![Event::Described(check(&description)?)]),
        (Some(system), Command::AppointOwner { person, .. }) if system.poam_owner() == Some(person) => {
            Err(APPOINTMENT.refuse_field("person", "this person is the POA&M owner already", "name the successor"))
        }
        (Some(_), Command::AppointOwner { person, note }) => match directory.holds(person, Role::Owner) {
            true => Ok(vec![Event::OwnerAppointed { person, note: rule::note("note", &note)? }]),
            false => {
                let sentence = format!("{} does not hold the role owner", directory.name(person));
                Err(APPOINTMENT.refuse_field("person", sentence, "grant the role first, or name somebody who holds it"))
            }
        },
        (Some(_), Command::SetPromotion(promotion)) => {
            Ok(vec![Event::PromotionSet(Promotion { brake_percent: promotion.brake_percent.min(100), ..promotion })])
        }
        (Some(_), Command::SetDeadlines(policy)) => Ok(vec![Event::DeadlinesSet(Box::new(policy.check()?))]),
        (Some(_), Command::SetExtensions(limits)) => {
            Ok(vec![Event::ExtensionsSet(Extensions::of(&limits)?.limits().to_vec())])
        }
        (Some(_), Command::SetLadder(ladder)) => {
            if let Some(executive) = ladder.executive.filter(|p| !directory.holds(*p, Role::Executive)) {
                let sentence = format!("{} does not hold the role executive", directory.name(executive));
                return Err(LADDER.refuse_field("executive", sentence, "name an executive, or nobody"));
            }
            Ok(vec![Event::LadderSet(Box::new(ladder.check()?))])
        }
        (Some(_), Command::SetRhythm(rhythm)) => Ok(vec![Event::RhythmSet(rhythm.check()?)]),
        (Some(_), Command::SetExposureRules(rules)) => Ok(vec![Event::ExposureRulesSet(asset::check_rules(rules)?)]),
        (Some(_), Command::SetMarking(banner)) => Ok(vec![Event::MarkingSet { banner: marking(&banner)? }]),
    }
}

fn marking(banner: &str) -> Result<String, Refusal> {
    let banner = banner.trim();
    match banner.chars().count() > LONGEST_MARKING || banner.chars().any(char::is_control) {
        true => Err(MARKING.refuse_field(
            "banner",
            format!("a marking is one line of at most {LONGEST_MARKING} characters"),
            "give it as in CUI//SP-EXPT, or nothing for no marking",
        )),
        false => Ok(banner.into()),
    }
}

fn check(description: &Description) -> Result<Description, Refusal> {
    let codes = description.cage_codes.iter().map(|c| c.trim().to_ascii_uppercase()).filter(|c| !c.is_empty());
    Ok(Description {
        name: rule::text("name", &description.name)?,
        ssp_title: rule::note("ssp_title", &description.ssp_title)?,
        ssp_version: rule::note("ssp_version", &description.ssp_version)?,
        ssp_date: description.ssp_date,
        cage_codes: codes.collect(),
        cmmc_uid: rule::note("cmmc_uid", &description.cmmc_uid)?,
    })
}

/// The system after all of its events, oldest first.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Stamped<Event>>) -> Option<System> {
    events.into_iter().fold(None, fold)
}

/// The system after one more event.
pub fn fold(system: Option<System>, event: &Stamped<Event>) -> Option<System> {
    match (system, &event.what) {
        (None, Event::Registered { id, description }) => Some(System {
            id: *id,
            description: description.clone(),
            appointments: Vec::new(),
            promotion: Promotion::default(),
            deadlines: Vec::new(),
            extensions: Extensions::default(),
            ladder: Ladder::default(),
            rhythm: Rhythm::default(),
            rhythm_since: event.at,
            exposure_rules: Vec::new(),
            marking: String::new(),
            version: 1,
        }),
        (None, _) => None,
        (Some(mut system), what) => {
            system.version += 1;
            match what {
                Event::Registered { .. } => {}
                Event::Described(description) => system.description.clone_from(description),
                Event::OwnerAppointed { person, note } => {
                    let (person, note) = (*person, note.clone());
                    system.appointments.push(Appointment { person, since: event.at, by: event.by, note });
                }
                Event::PromotionSet(promotion) => system.promotion = *promotion,
                Event::DeadlinesSet(policy) => system.deadlines.push((event.at, (**policy).clone())),
                // What was recorded was an order once; should a later version think otherwise, the last one holds.
                Event::ExtensionsSet(limits) => {
                    if let Ok(extensions) = Extensions::of(limits) {
                        system.extensions = extensions;
                    }
                }
                Event::RhythmSet(rhythm) => (system.rhythm, system.rhythm_since) = (*rhythm, event.at),
                Event::LadderSet(ladder) => system.ladder = (**ladder).clone(),
                Event::ExposureRulesSet(rules) => system.exposure_rules.clone_from(rules),
                Event::MarkingSet { banner } => system.marking.clone_from(banner),
            }
            Some(system)
        }
    }
}
