//! Who decides on a later date than the approved one. The organization says so, by priority and by how far behind the
//! approved date the new one is in all, so that many small steps need the same word as a large one.

use std::{fmt, str::FromStr};

use crate::{
    ids::NotAnId,
    priority::Priority,
    rule::{Kind, Refusal, Rule},
};

/// A policy of extensions names limits for every priority, and a higher word for a longer time.
pub const LIMITS: Rule = Rule {
    id: "extension-limits",
    cites: "SP 800-171A 3.12.2[b] (plans of action are developed to correct deficiencies)",
    kind: Kind::Input,
};

/// Longest time that a limit may name, in days: two years.
const LONGEST: u16 = 731;

/// Whose word a later date needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Decider {
    /// Nobody's beside the person who plans the item.
    Planner,
    /// Somebody who approves plans.
    Approver,
    /// An executive.
    Executive,
}

impl Decider {
    /// Every one, from the lowest.
    pub const ALL: [Self; 3] = [Self::Planner, Self::Approver, Self::Executive];

    /// The word used in files, the API and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Planner => "planner",
            Self::Approver => "approver",
            Self::Executive => "executive",
        }
    }

    /// As in "… decides".
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Planner => "whoever plans the item",
            Self::Approver => "an approver",
            Self::Executive => "an executive",
        }
    }
}

crate::ids::worded!(Decider, "who decides: planner, approver or executive");

/// How far a date of an item of this priority may fall behind the approved one, in calendar days, before a higher word is
/// needed. Beyond `approver` an executive decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Limit {
    /// The priority.
    pub level: Priority,
    /// Up to here whoever plans the item moves the date.
    pub planner: u16,
    /// Up to here an approver decides.
    pub approver: u16,
}

/// As people write it: `high=7/30`.
impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}/{}", self.level, self.planner, self.approver)
    }
}

impl FromStr for Limit {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let wrong = || {
            let expected = "a limit of extensions in days, as in high=7/30: by whoever plans, by an approver";
            NotAnId { text: text.chars().take(60).collect(), expected }
        };
        let (level, days) = text.split_once('=').ok_or_else(wrong)?;
        let (planner, approver) = days.split_once('/').ok_or_else(wrong)?;
        let days = |text: &str| text.trim().parse::<u16>().map_err(|_| wrong());
        Ok(Self { level: level.parse().map_err(|_| wrong())?, planner: days(planner)?, approver: days(approver)? })
    }
}

/// The limits of every priority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extensions {
    limits: Vec<Limit>,
}

/// What this project proposes: the more urgent, the sooner a higher word.
impl Default for Extensions {
    fn default() -> Self {
        let limit = |(level, (planner, approver))| Limit { level, planner, approver };
        let days = [(30, 90), (14, 45), (7, 30), (0, 14)];
        Self { limits: Priority::ALL.into_iter().zip(days).map(limit).collect() }
    }
}

impl Extensions {
    /// The policy that these limits make; priorities that are not named keep what this project proposes.
    ///
    /// # Errors
    /// Refuses with [`LIMITS`] a priority that is named twice, an approver who decides on less than whoever plans, and more
    /// than two years.
    pub fn of(limits: &[Limit]) -> Result<Self, Refusal> {
        let mut all = Self::default();
        for limit in limits {
            if limits.iter().filter(|l| l.level == limit.level).count() > 1 {
                let sentence = format!("{} is named twice", limit.level);
                return Err(LIMITS.refuse_field("limits", sentence, "name each priority once"));
            }
            if limit.planner > limit.approver || limit.approver > LONGEST {
                let remedy =
                    format!("give the planner's days first, then as many or more, up to {LONGEST}, for the approver");
                return Err(LIMITS.refuse_field("limits", format!("{limit} makes no order"), remedy));
            }
            if let Some(kept) = all.limits.iter_mut().find(|l| l.level == limit.level) {
                *kept = *limit;
            }
        }
        Ok(all)
    }

    /// The limits, from the least urgent.
    pub fn limits(&self) -> &[Limit] {
        &self.limits
    }

    /// Who decides on a date that is so many days behind the approved one. What has no priority counts as critical.
    pub fn decider(&self, priority: Option<Priority>, behind: i32) -> Decider {
        let level = priority.unwrap_or(Priority::Critical);
        match self.limits.iter().find(|l| l.level == level) {
            Some(limit) if behind <= i32::from(limit.planner) => Decider::Planner,
            Some(limit) if behind <= i32::from(limit.approver) => Decider::Approver,
            _ => Decider::Executive,
        }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(Some(Priority::Critical), 0, Decider::Planner)]
    #[case(Some(Priority::Critical), 1, Decider::Approver)]
    #[case(Some(Priority::Critical), 15, Decider::Executive)]
    #[case(Some(Priority::High), 7, Decider::Planner)]
    #[case(Some(Priority::High), 30, Decider::Approver)]
    #[case(Some(Priority::High), 31, Decider::Executive)]
    #[case(Some(Priority::Low), 90, Decider::Approver)]
    #[case(None, 1, Decider::Approver)]
    fn the_further_behind_the_higher_the_word(
        #[case] priority: Option<Priority>,
        #[case] behind: i32,
        #[case] decider: Decider,
    ) {
        assert_eq!(Extensions::default().decider(priority, behind), decider);
    }

    #[test]
    fn limits_are_read_as_they_are_written_and_make_an_order() {
        let limit: Limit = "high = 3/20".parse().unwrap_or_else(|e| panic!("{e:?}"));
        assert_eq!(limit.to_string(), "high=3/20");
        let policy = Extensions::of(&[limit]).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(policy.decider(Some(Priority::High), 4), Decider::Approver);
        assert_eq!(policy.decider(Some(Priority::Low), 30), Decider::Planner);
        for wrong in [&["high=9/3"][..], &["low=1/800"], &["low=1/2", "low=2/3"]] {
            let limits: Vec<Limit> = wrong.iter().filter_map(|text| text.parse().ok()).collect();
            assert!(Extensions::of(&limits).is_err_and(|r| r.rule.id == "extension-limits"), "{wrong:?}");
        }
        for text in ["high", "high=3", "high=a/b", "urgent=1/2", "high=-1/3"] {
            assert!(text.parse::<Limit>().is_err(), "{text}");
        }
    }
}
