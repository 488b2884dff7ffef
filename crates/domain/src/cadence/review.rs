//! Reviews: the plan of a system gone through with those whom it concerns, item by item, and signed. The minutes are the
//! evidence that it is kept up.

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date};

use super::agenda::{Entry, Tally};
use crate::{
    deadline::rhythm::{Cadence, Period},
    ids::{Digest, ItemNumber, PartNumber, PersonId, ReviewId, SystemId},
    people::{Directory, Role},
    policy::{self, Action},
    rule::{self, Gap, Kind, Refusal, Rule},
    time::Stamped,
};

/// A review is open until it is signed or given up.
pub const OPEN: Rule = Rule { id: "review-open", cites: "SP 800-171A 3.12.2[c]", kind: Kind::State };
/// Those sat there whom the review is for.
pub const ATTENDANCE: Rule = Rule {
    id: "review-attendance",
    cites: "CMMC L2 Assessment Guide v2.13 p. 204 (accountable owner; reports to those who decide)",
    kind: Kind::State,
};
/// Everything on the agenda was looked at.
pub const COMPLETE: Rule = Rule { id: "review-complete", cites: "SP 800-171A 3.12.2[c]", kind: Kind::State };

/// Guests and notes beyond this many are not minutes any more.
const MOST: usize = 2_000;

/// How a review begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Its identity.
    pub id: ReviewId,
    /// Of which system.
    pub system: SystemId,
    /// With whom, and how often.
    pub cadence: Cadence,
    /// The stretch of days that it is held for.
    pub period: Period,
    /// The day on which it is held.
    pub day: Date,
    /// From which day on it looks back: that of the review before.
    pub since: Date,
    /// How the plan stands.
    pub tally: Tally,
    /// What it has to look at.
    pub agenda: Vec<Entry>,
}

/// What was said is one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sort {
    /// It was looked at; nothing is to be added.
    Seen,
    /// A note.
    Note,
    /// Something was decided.
    Decision,
}

impl Sort {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Seen, Self::Note, Self::Decision];

    /// The word used in files, the API and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Seen => "seen",
            Self::Note => "note",
            Self::Decision => "decision",
        }
    }
}

crate::ids::worded!(Sort, "what was said: seen, note or decision");

/// Something that was said, of an item or of the plan as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// Of which item; `None` for the whole plan.
    pub item: Option<ItemNumber>,
    /// What it is.
    pub sort: Sort,
    /// In words; empty for what was only looked at.
    pub text: String,
}

/// A next action: a task of an item that the review gave somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// Of which item.
    pub item: ItemNumber,
    /// Which task of it.
    pub task: PartNumber,
    /// What is to be done.
    pub title: String,
    /// By whom.
    pub responsible: PersonId,
    /// By when.
    pub due: Date,
}

/// Who was there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Attendance {
    /// People of the organization.
    pub people: BTreeSet<PersonId>,
    /// Others, by name; may be empty.
    pub guests: String,
}

/// The signed minutes as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Minutes {
    /// SHA-256 of the file.
    pub digest: Digest,
    /// Its size in bytes.
    pub size: u64,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Somebody who was there signed the minutes.
    Signed {
        /// The file.
        minutes: Minutes,
        /// When, and who.
        signed: (Timestamp, PersonId),
    },
    /// It was not held after all.
    GivenUp {
        /// Why not.
        why: String,
        /// When, and who says so.
        signed: (Timestamp, PersonId),
    },
}

/// A review as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// How it began.
    pub opening: Opening,
    /// When, and by whom.
    pub begun: (Timestamp, PersonId),
    /// Who was there.
    pub attendance: Attendance,
    /// What was said, in order.
    pub remarks: Vec<Remark>,
    /// What was agreed on, in order.
    pub actions: Vec<Agreed>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// How many events led here.
    pub version: u64,
}

impl Review {
    /// Whether it goes on.
    pub fn is_open(&self) -> bool {
        self.outcome.is_none()
    }

    /// Whether its period counts as reviewed.
    pub fn counts(&self) -> bool {
        !matches!(self.outcome, Some(Outcome::GivenUp { .. }))
    }

    /// Whether something was said about the item, if only that it was looked at, or agreed on.
    pub fn has_seen(&self, item: ItemNumber) -> bool {
        self.remarks.iter().any(|remark| remark.item == Some(item)) || self.actions.iter().any(|a| a.item == item)
    }

    /// What of the agenda was not looked at yet.
    pub fn ahead(&self) -> impl Iterator<Item = &Entry> {
        self.opening.agenda.iter().filter(|entry| !self.has_seen(entry.item))
    }
}

/// What can be asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Begin it.
    Begin(Box<Opening>),
    /// Say who is there; whoever was named before is forgotten.
    Attend(Attendance),
    /// Say something.
    Remark(Remark),
    /// Keep what was agreed on. The task itself is added to the item.
    Agree(Agreed),
    /// Sign the minutes.
    Sign(Minutes),
    /// Say that it is not held after all.
    GiveUp { why: String },
}

/// What can happen.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// It began.
    Begun(Box<Opening>),
    /// It was said who is there.
    Attended(Attendance),
    /// Something was said.
    Remarked(Remark),
    /// Something was agreed on.
    Agreed(Agreed),
    /// The minutes were signed.
    Signed(Minutes),
    /// It was not held after all.
    GivenUp { why: String },
}

/// Decides. `review` is `None` for one that has not begun yet.
///
/// # Errors
/// Refuses with the rule that forbids it.
pub fn decide(
    review: Option<&Review>,
    command: Command,
    actor: PersonId,
    directory: &Directory,
) -> Result<Vec<Event>, Refusal> {
    policy::permit(directory, actor, Action::Review, &[])?;
    let review = match (review, command) {
        (None, Command::Begin(opening)) => return Ok(vec![Event::Begun(opening)]),
        (None, _) => return Err(OPEN.refuse("there is no such review", "begin one")),
        (Some(review), command) => (review, command),
    };
    let (review, command) = review;
    match &review.outcome {
        None => {}
        Some(Outcome::Signed { .. }) => return Err(OPEN.refuse("the minutes are signed", "say it in the next review")),
        Some(Outcome::GivenUp { why, .. }) => {
            return Err(OPEN.refuse(format!("this review was given up: {why}"), "begin another one"));
        }
    }
    match command {
        Command::Begin(_) => Err(OPEN.refuse("this review has begun already", "go on with it")),
        Command::Attend(attendance) => Ok(vec![Event::Attended(present(attendance, directory)?)]),
        Command::Remark(remark) => Ok(vec![Event::Remarked(said(review, &remark)?)]),
        Command::Agree(agreed) => Ok(vec![Event::Agreed(agreed)]),
        Command::Sign(minutes) => signed(review, minutes, actor, directory),
        Command::GiveUp { why } => Ok(vec![Event::GivenUp { why: rule::text("why", &why)? }]),
    }
}

/// Lets a review pass that this person could sign as it stands.
///
/// # Errors
/// Refuses with [`ATTENDANCE`] while they or those whom the review is for are not named as present, and with [`COMPLETE`]
/// while something of the agenda was not looked at.
pub fn may_sign(review: &Review, actor: PersonId, directory: &Directory) -> Result<(), Refusal> {
    let present = &review.attendance.people;
    if !present.contains(&actor) {
        let sentence = format!("{} is not named among those who were there", directory.name(actor));
        return Err(ATTENDANCE.refuse_field("people", sentence, "name who was there, or let one of them sign"));
    }
    let sat = |roles: &[Role]| present.iter().any(|p| roles.iter().any(|role| directory.holds(*p, *role)));
    let (wanted, who): (&[Role], _) = match review.opening.cadence {
        Cadence::Weekly => (&[], ""),
        Cadence::Monthly => (&[Role::Approver, Role::Executive], "an approver or an executive"),
        Cadence::Quarterly => (&[Role::Executive], "an executive"),
    };
    if !wanted.is_empty() && !sat(wanted) {
        let cadence = review.opening.cadence;
        let sentence = format!("a {cadence} review is held with {}: {who} has to be there", cadence.with());
        return Err(ATTENDANCE.refuse_field("people", sentence, format!("hold it with {who}")));
    }
    let gaps: Vec<Gap> = review
        .ahead()
        .map(|entry| Gap { field: "agenda", sentence: format!("{} was not looked at", entry.item) })
        .collect();
    match gaps.len() {
        0 => Ok(()),
        n => {
            let sentence =
                format!("{n} item{} of the agenda not looked at yet", if n == 1 { " was" } else { "s were" });
            Err(Refusal { gaps, ..COMPLETE.refuse(sentence, "go through them, if only to say that nothing changed") })
        }
    }
}

fn signed(review: &Review, minutes: Minutes, actor: PersonId, directory: &Directory) -> Result<Vec<Event>, Refusal> {
    may_sign(review, actor, directory)?;
    Ok(vec![Event::Signed(minutes)])
}

fn present(attendance: Attendance, directory: &Directory) -> Result<Attendance, Refusal> {
    if let Some(absent) = attendance.people.iter().find(|person| directory.active(**person).is_none()) {
        let sentence = format!("{} is not active in the organization", directory.name(*absent));
        return Err(ATTENDANCE.refuse_field("people", sentence, "name people who are, and others as guests"));
    }
    if attendance.people.is_empty() {
        let sentence = "nobody of the organization was there";
        return Err(ATTENDANCE.refuse_field("people", sentence, "name at least whoever leads the review"));
    }
    Ok(Attendance { guests: rule::note("guests", &attendance.guests)?, ..attendance })
}

fn said(review: &Review, remark: &Remark) -> Result<Remark, Refusal> {
    if review.remarks.len() >= MOST {
        let sentence = format!("these minutes have {MOST} remarks already");
        return Err(OPEN.refuse(sentence, "sign them, and go on in the next review"));
    }
    let text = match remark.sort {
        Sort::Seen => String::new(),
        Sort::Note | Sort::Decision => rule::text("text", &remark.text)?,
    };
    Ok(Remark { text, item: remark.item, sort: remark.sort })
}

/// The review after all of its events, oldest first.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Stamped<Event>>) -> Option<Review> {
    events.into_iter().fold(None, fold)
}

/// The review after one more event.
pub fn fold(review: Option<Review>, event: &Stamped<Event>) -> Option<Review> {
    let Some(mut review) = review else {
        let Event::Begun(opening) = &event.what else { return None };
        return Some(Review {
            opening: (**opening).clone(),
            begun: (event.at, event.by),
            attendance: Attendance::default(),
            remarks: Vec::new(),
            actions: Vec::new(),
            outcome: None,
            version: 1,
        });
    };
    review.version += 1;
    let signed = (event.at, event.by);
    match &event.what {
        Event::Begun(_) => {}
        Event::Attended(attendance) => review.attendance.clone_from(attendance),
        Event::Remarked(remark) => review.remarks.push(remark.clone()),
        Event::Agreed(agreed) => review.actions.push(agreed.clone()),
        Event::Signed(minutes) => review.outcome = Some(Outcome::Signed { minutes: *minutes, signed }),
        Event::GivenUp { why } => review.outcome = Some(Outcome::GivenUp { why: why.clone(), signed }),
    }
    Some(review)
}
