//! The ladder: before whom something is laid, by how long it is overdue and how urgent it is.

use std::{fmt, str::FromStr};

use crate::{
    ids::{NotAnId, PersonId},
    priority::Priority,
    rule::{Kind, Refusal, Rule},
};

/// A ladder climbs, and somebody stands at its end.
pub const LADDER: Rule = Rule {
    id: "escalation-ladder",
    cites: "SP 800-171A 3.12.2[c]; CMMC L2 Assessment Guide v2.13 p. 204 (accountable owner)",
    kind: Kind::Input,
};

/// Longest time that a rung may wait, in days: two years.
const LONGEST: u16 = 731;

/// Before whom something is laid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rung {
    /// The owner of the item.
    Owner,
    /// Whoever supervises the owner.
    Supervisor,
    /// The owner of the system's plan.
    PoamOwner,
    /// Who decides on money and risk.
    Executive,
}

impl Rung {
    /// From the lowest.
    pub const ALL: [Self; 4] = [Self::Owner, Self::Supervisor, Self::PoamOwner, Self::Executive];

    /// The word used in files, the API and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Supervisor => "supervisor",
            Self::PoamOwner => "poam_owner",
            Self::Executive => "executive",
        }
    }

    /// As in "laid before …".
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Owner => "the owner of the item",
            Self::Supervisor => "the owner's supervisor",
            Self::PoamOwner => "the POA&M owner",
            Self::Executive => "an executive",
        }
    }
}

crate::ids::worded!(Rung, "a rung of the ladder: owner, supervisor, poam_owner or executive");

/// How many days overdue an item of this priority is when each rung is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Steps {
    /// The priority.
    pub level: Priority,
    /// Days overdue, from the lowest rung.
    pub days: [u16; 4],
}

/// As people write it: `high=1/5/10/15`.
impl fmt::Display for Steps {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [owner, supervisor, poam_owner, executive] = self.days;
        write!(f, "{}={owner}/{supervisor}/{poam_owner}/{executive}", self.level)
    }
}

impl FromStr for Steps {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let wrong = || {
            let expected =
                "days overdue for each rung, as in high=1/5/10/15: owner, supervisor, POA&M owner, executive";
            NotAnId { text: text.chars().take(60).collect(), expected }
        };
        let (level, days) = text.split_once('=').ok_or_else(wrong)?;
        let days: Vec<u16> =
            days.split('/').map(|d| d.trim().parse().map_err(|_| wrong())).collect::<Result<_, _>>()?;
        Ok(Self { level: level.parse().map_err(|_| wrong())?, days: days.try_into().map_err(|_| wrong())? })
    }
}

/// The ladder of a system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    /// For every priority, from the least urgent.
    pub steps: Vec<Steps>,
    /// Days that somebody has to answer before the next rung is asked, however little overdue the matter is.
    pub answer_within: u16,
    /// Days after its beginning in which an item gets an approved plan; from then on it is overdue.
    pub plan_within: u16,
    /// Days in which a signature that an item waits for is given; from then on it is overdue.
    pub sign_within: u16,
    /// Days after which a decision that names no day of its own is asked about again.
    pub look_again: u16,
    /// The executive who is asked; the first there is when nobody is named.
    pub executive: Option<PersonId>,
}

/// What this project proposes: the more urgent, the faster.
impl Default for Ladder {
    fn default() -> Self {
        let days = [[7, 20, 40, 60], [3, 10, 20, 30], [1, 5, 10, 15], [1, 2, 3, 5]];
        let steps = Priority::ALL.into_iter().zip(days).map(|(level, days)| Steps { level, days });
        Self {
            steps: steps.collect(),
            answer_within: 7,
            plan_within: 30,
            sign_within: 14,
            look_again: 14,
            executive: None,
        }
    }
}

impl Ladder {
    /// The ladder, if it climbs. Priorities that are not named keep what this project proposes.
    ///
    /// # Errors
    /// Refuses with [`LADDER`] a priority that is named twice, a rung that is asked before a lower one, and more than two years.
    pub fn check(self) -> Result<Self, Refusal> {
        let mut steps = Self::default().steps;
        for given in &self.steps {
            if self.steps.iter().filter(|s| s.level == given.level).count() > 1 {
                return Err(LADDER.refuse_field(
                    "steps",
                    format!("{} is named twice", given.level),
                    "name each priority once",
                ));
            }
            if !given.days.is_sorted() || given.days.iter().any(|days| *days > LONGEST) {
                let remedy = format!("give days that do not fall from rung to rung, up to {LONGEST}");
                return Err(LADDER.refuse_field("steps", format!("{given} does not climb"), remedy));
            }
            if let Some(kept) = steps.iter_mut().find(|s| s.level == given.level) {
                *kept = *given;
            }
        }
        let waits = [
            ("answer_within", self.answer_within),
            ("plan_within", self.plan_within),
            ("sign_within", self.sign_within),
            ("look_again", self.look_again),
        ];
        if let Some((field, days)) = waits.into_iter().find(|(_, days)| *days == 0 || *days > LONGEST) {
            let remedy = format!("give 1 to {LONGEST} days");
            return Err(LADDER.refuse_field(field, format!("{days} days are no time to act in"), remedy));
        }
        Ok(Self { steps, ..self })
    }

    /// The highest rung that is asked when something is so many days overdue. What has no priority counts as critical.
    pub fn rung(&self, priority: Option<Priority>, overdue: i32) -> Option<Rung> {
        let level = priority.unwrap_or(Priority::Critical);
        let steps = self.steps.iter().find(|steps| steps.level == level)?;
        let rungs = Rung::ALL.into_iter().zip(steps.days).rev();
        rungs.filter(|(_, days)| overdue >= i32::from(*days)).map(|(rung, _)| rung).next()
    }
}

/// Who stands on each rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// By rung, from the lowest; nobody where nobody was named, or they have left.
    pub people: [Option<PersonId>; 4],
}

impl Standing {
    /// Somebody on this rung, or on the next above that has somebody.
    pub fn at(&self, rung: Rung) -> Option<(Rung, PersonId)> {
        let above = Rung::ALL.into_iter().zip(self.people).filter(|(r, _)| *r >= rung);
        above.filter_map(|(r, person)| Some((r, person?))).next()
    }

    /// Somebody else than this person on a rung above.
    pub fn beyond(&self, rung: Rung, asked: PersonId) -> Option<(Rung, PersonId)> {
        let above = Rung::ALL.into_iter().zip(self.people).filter(|(r, _)| *r > rung);
        above.filter_map(|(r, person)| Some((r, person?))).find(|(_, person)| *person != asked)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;

    #[rstest]
    #[case(Some(Priority::Critical), 0, None)]
    #[case(Some(Priority::Critical), 1, Some(Rung::Owner))]
    #[case(Some(Priority::Critical), 4, Some(Rung::PoamOwner))]
    #[case(None, 5, Some(Rung::Executive))]
    #[case(Some(Priority::Low), 6, None)]
    #[case(Some(Priority::Low), 400, Some(Rung::Executive))]
    fn the_longer_overdue_the_higher(
        #[case] priority: Option<Priority>,
        #[case] days: i32,
        #[case] rung: Option<Rung>,
    ) {
        assert_eq!(Ladder::default().rung(priority, days), rung);
    }

    #[test]
    fn an_empty_rung_is_passed_over() {
        let (lead, chief) = (PersonId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)));
        let standing = Standing { people: [Some(lead), None, None, Some(chief)] };
        assert_eq!(standing.at(Rung::Owner), Some((Rung::Owner, lead)));
        assert_eq!(standing.at(Rung::Supervisor), Some((Rung::Executive, chief)));
        assert_eq!(Standing::default().at(Rung::Owner), None);
    }

    #[test]
    fn steps_are_read_as_they_are_written() {
        let steps: Steps = "high = 2/4/6/8".parse().unwrap_or_else(|e| panic!("{e:?}"));
        assert_eq!(steps.to_string(), "high=2/4/6/8");
        for text in ["high", "high=1/2/3", "high=1/2/3/4/5", "urgent=1/2/3/4", "high=1/2/3/x"] {
            assert!(text.parse::<Steps>().is_err(), "{text}");
        }
    }
}
