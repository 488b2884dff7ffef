//! The rhythm of reviews: how often the plan of a system is gone through, with whom, and which reviews were missed.

use std::fmt;

use jiff::{ToSpan, civil::Date};

use crate::rule::{Kind, Refusal, Rule};

/// A plan is gone through again and again.
pub const RHYTHM: Rule = Rule {
    id: "review-rhythm",
    cites: "SP 800-171 3.12.2, 3.12.3 (ongoing); CMMC L2 Assessment Guide v2.13 p. 203 (reviewed on a schedule)",
    kind: Kind::Input,
};

/// Most days for which the review of a period may still be held after the period's end.
const LONGEST_GRACE: u8 = 14;
/// Missed reviews of one cadence that are told, the latest: about a year of weeks.
const TOLD: usize = 53;
/// A Monday, from which pairs of weeks are counted.
const FIRST_MONDAY: Date = Date::constant(1970, 1, 5);

/// How often, and so for whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cadence {
    /// Every week or every second one, with those who do the work.
    Weekly,
    /// Every month, with those who lead.
    Monthly,
    /// Every quarter, with the executives.
    Quarterly,
}

impl Cadence {
    /// From the most frequent.
    pub const ALL: [Self; 3] = [Self::Weekly, Self::Monthly, Self::Quarterly];

    /// The word used in files, the API and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Quarterly => "quarterly",
        }
    }

    /// With whom it is held, as in "with …".
    pub fn with(self) -> &'static str {
        match self {
            Self::Weekly => "IT",
            Self::Monthly => "leadership",
            Self::Quarterly => "the executives",
        }
    }
}

crate::ids::worded!(Cadence, "a cadence: weekly, monthly or quarterly");

/// A stretch of days in which one review is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    /// Its first day.
    pub first: Date,
    /// Its last day.
    pub last: Date,
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.first, self.last)
    }
}

impl Period {
    fn next(self, rhythm: &Rhythm, cadence: Cadence) -> Option<Self> {
        rhythm.period(cadence, self.last.checked_add(1.day()).ok()?)
    }
}

/// How often a system's plan is reviewed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rhythm {
    /// A review with IT every so many weeks, 1 or 2; 0 for none.
    pub weeks: u8,
    /// Whether there is one with leadership every month.
    pub monthly: bool,
    /// Whether there is one with the executives every quarter.
    pub quarterly: bool,
    /// Days after a period's end on which its review may still be held.
    pub grace: u8,
}

/// What the practice asks for: weekly, monthly, quarterly.
impl Default for Rhythm {
    fn default() -> Self {
        Self { weeks: 1, monthly: true, quarterly: true, grace: 3 }
    }
}

impl Rhythm {
    /// The rhythm, if there is one.
    ///
    /// # Errors
    /// Refuses with [`RHYTHM`] other than one or two weeks, a plan that is never reviewed, and a long grace.
    pub fn check(self) -> Result<Self, Refusal> {
        if self.weeks > 2 {
            let sentence = format!("every {} weeks is too seldom for those who do the work", self.weeks);
            return Err(RHYTHM.refuse_field("weeks", sentence, "give 1 or 2 weeks, or 0 for no such review"));
        }
        if self.weeks == 0 && !self.monthly && !self.quarterly {
            let sentence = "a plan that is never reviewed is not followed";
            return Err(RHYTHM.refuse_field("weeks", sentence, "keep the monthly review at least"));
        }
        if self.grace > LONGEST_GRACE {
            let sentence = format!("{} days after its end, a period's review is the next one's", self.grace);
            return Err(RHYTHM.refuse_field("grace", sentence, format!("give 0 to {LONGEST_GRACE} days")));
        }
        Ok(self)
    }

    /// The period of a cadence that a day lies in; `None` for a cadence that is not held.
    pub fn period(&self, cadence: Cadence, day: Date) -> Option<Period> {
        let months = |first: Date, months: i32| {
            let last = first.saturating_add(months.months()).saturating_sub(1.day());
            Some(Period { first, last })
        };
        match cadence {
            Cadence::Weekly => {
                let length = i32::from(self.weeks) * 7;
                let into = (day - FIRST_MONDAY).get_days().checked_rem_euclid(length)?;
                let first = day.checked_sub(into.days()).ok()?;
                Some(Period { first, last: first.saturating_add((length - 1).days()) })
            }
            Cadence::Monthly if self.monthly => months(day.first_of_month(), 1),
            Cadence::Quarterly if self.quarterly => {
                let into = i32::from((day.month() - 1) % 3);
                months(day.first_of_month().saturating_sub(into.months()), 3)
            }
            _ => None,
        }
    }

    /// The last day on which the review of a period may be held.
    pub fn until(&self, period: Period) -> Date {
        period.last.saturating_add(i32::from(self.grace).days())
    }

    /// The period that a review of today is for: the earliest that was not reviewed and still may be, otherwise today's.
    ///
    /// `since` is the day from which on there is a rhythm, `held` the first days of the periods that were reviewed.
    pub fn due(&self, cadence: Cadence, since: Date, held: &[Date], today: Date) -> Option<Period> {
        let current = self.period(cadence, today)?;
        let before = current.first.checked_sub(1.day()).ok().and_then(|day| self.period(cadence, day));
        let wanted = |p: &Period| p.first >= since && !held.contains(&p.first) && self.until(*p) >= today;
        Some(before.filter(wanted).unwrap_or(current))
    }

    /// The periods whose review nobody held and nobody can hold any more, from the first whole one; of many the latest.
    pub fn missed(&self, cadence: Cadence, since: Date, held: &[Date], today: Date) -> Vec<Period> {
        let Some(current) = self.period(cadence, today) else { return Vec::new() };
        let back = |period: &Period| self.period(cadence, period.first.checked_sub(1.day()).ok()?);
        let earlier = std::iter::successors(back(&current), back).take_while(|period| period.first >= since);
        let passed = earlier.filter(|period| self.until(*period) < today && !held.contains(&period.first));
        let mut missed: Vec<Period> = passed.take(TOLD).collect();
        missed.reverse();
        missed
    }

    /// The periods missed since the last review that was held.
    pub fn missed_running(&self, cadence: Cadence, since: Date, held: &[Date], today: Date) -> Vec<Period> {
        let last = held.iter().max();
        let mut missed = self.missed(cadence, since, held, today);
        missed.retain(|period| last.is_none_or(|held| period.first > *held));
        missed
    }

    /// The last day before which the next review of a cadence comes, after the review of a period.
    pub fn next(&self, cadence: Cadence, period: Period) -> Date {
        period.next(self, cadence).map_or(period.last, |next| next.last)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    const TODAY: Date = date(2026, 11, 23);

    fn of(cadence: Cadence, weeks: u8, day: Date) -> Option<(Date, Date)> {
        let rhythm = Rhythm { weeks, ..Rhythm::default() };
        rhythm.period(cadence, day).map(|period| (period.first, period.last))
    }

    #[rstest]
    #[case(Cadence::Weekly, 1, date(2026, 11, 23), date(2026, 11, 29))]
    #[case(Cadence::Weekly, 2, date(2026, 11, 23), date(2026, 12, 6))]
    #[case(Cadence::Monthly, 1, date(2026, 11, 1), date(2026, 11, 30))]
    #[case(Cadence::Quarterly, 1, date(2026, 10, 1), date(2026, 12, 31))]
    fn a_day_lies_in_one_period_of_each_cadence(
        #[case] cadence: Cadence,
        #[case] weeks: u8,
        #[case] first: Date,
        #[case] last: Date,
    ) {
        assert_eq!(of(cadence, weeks, TODAY), Some((first, last)));
    }

    #[test]
    fn what_is_not_held_has_no_period() {
        assert_eq!(of(Cadence::Weekly, 0, TODAY), None);
    }

    #[test]
    fn missed_are_whole_periods_that_passed_with_their_grace() {
        let rhythm = Rhythm::default();
        let since = date(2026, 11, 4);
        // The week of the second had begun; that of the sixteenth may still be held until the twenty-fifth.
        let missed = rhythm.missed(Cadence::Weekly, since, &[], TODAY);
        assert_eq!(missed.iter().map(|p| p.first).collect::<Vec<_>>(), [date(2026, 11, 9)]);
        assert_eq!(rhythm.missed(Cadence::Weekly, since, &[date(2026, 11, 9)], TODAY), []);
        assert_eq!(rhythm.missed(Cadence::Monthly, since, &[], date(2027, 1, 3)), []);
        assert_eq!(rhythm.missed(Cadence::Monthly, since, &[], date(2027, 1, 4)).len(), 1);
    }

    #[test]
    fn a_review_is_for_the_earliest_period_that_still_lacks_one() {
        let (rhythm, since) = (Rhythm::default(), date(2026, 10, 1));
        let first = |held: &[Date], today| rhythm.due(Cadence::Weekly, since, held, today).map(|p| p.first);
        assert_eq!(first(&[], TODAY), Some(date(2026, 11, 16)));
        assert_eq!(first(&[date(2026, 11, 16)], TODAY), Some(date(2026, 11, 23)));
        assert_eq!(first(&[], date(2026, 11, 26)), Some(date(2026, 11, 23)));
    }

    #[rstest]
    #[case(Rhythm { weeks: 3, ..Rhythm::default() })]
    #[case(Rhythm { weeks: 0, monthly: false, quarterly: false, grace: 0 })]
    #[case(Rhythm { grace: 15, ..Rhythm::default() })]
    fn some_rhythms_are_none(#[case] rhythm: Rhythm) {
        assert!(rhythm.check().is_err_and(|refusal| refusal.rule.id == "review-rhythm"));
    }

    proptest! {
        #[test]
        fn periods_cover_the_days_without_gap_or_overlap(n in 0..60_000_i32, weeks in 1..=2_u8) {
            let day = date(1950, 1, 1).saturating_add(n.days());
            let rhythm = Rhythm { weeks, ..Rhythm::default() };
            for cadence in Cadence::ALL {
                let period = rhythm.period(cadence, day).expect("it is held");
                prop_assert!(period.first <= day && day <= period.last);
                prop_assert_eq!(rhythm.period(cadence, period.first), Some(period));
                prop_assert_eq!(rhythm.period(cadence, period.last), Some(period));
            }
        }

        #[test]
        fn what_is_held_in_time_is_never_missed(n in 0..400_i32, late in 0..4_i32) {
            let rhythm = Rhythm::default();
            let since = date(2026, 1, 1);
            let mut held = Vec::new();
            for day in 0..n {
                // Somebody looks now and then, at the latest when the grace ends.
                let today = since.saturating_add(day.days());
                for cadence in Cadence::ALL {
                    let due = rhythm.due(cadence, since, &held, today).expect("it is held");
                    if rhythm.until(due) == today.saturating_add(late.days()) && due.first >= since {
                        held.push(due.first);
                    }
                }
            }
            let today = since.saturating_add(n.days());
            prop_assert!(rhythm.missed(Cadence::Weekly, since, &held, today).is_empty());
        }
    }
}
