//! What lists of findings sort and filter by, as one number: the class of a finding.
//!
//! All findings of a class are alike to every filter but text, fix, asset and import, and none of them goes before another but
//! by its title. So an index over (system, class, title) answers any list by reading a few ranges of it from their beginning.
//! The bits, from the lowest: 1 whether an item answers it, 3 its state, 3 severity, 1 internet, 1 exploited, 2 priority.

use closeout_app::{
    ports::StoreError,
    query::FindingQuery,
    urgency::{self, Weighed},
    views::{FindingRow, GroupRow},
};
use closeout_domain::{
    feed::{Fact, FactRow},
    finding::severity::Severity,
    priority::{Cve, CveFacts, Epss, Exposure, Listing, Priority},
};
use jiff::civil::Date;

use crate::{basis::Basis, rows::corrupt, settle::words};

/// The class of a finding that is on no asset: no list shows it.
pub const NOWHERE: i64 = 0;

/// What is known of a finding as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// On an asset, as far as is known.
    Open,
    /// Listed, never there, and not proved absent everywhere.
    NotJudged,
    /// Proved absent everywhere.
    Absent,
    /// Set aside by a decision.
    Dismissed,
}

impl State {
    /// Each of them.
    pub const ALL: [Self; 4] = [Self::Open, Self::NotJudged, Self::Absent, Self::Dismissed];

    /// The word that people and filters use.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::NotJudged => "not_judged",
            Self::Absent => "absent",
            Self::Dismissed => "dismissed",
        }
    }
}

/// How urgent a finding is. Sorts as lists do, the least urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Urgency {
    /// By all that is known.
    pub priority: Priority,
    /// A CVE of it is known to be exploited.
    pub exploited: bool,
    /// The internet reaches an asset on which it is open.
    pub internet: bool,
    /// How bad it is where it is open.
    pub severity: Severity,
}

impl Urgency {
    /// Works it out, by the reckoning that also explains it on its page. What feeds say of its CVEs is given without dates and
    /// models, which explain but do not weigh.
    pub fn of(basis: &Basis, severity: Severity, facts: &[FactRow], exposure: Option<Exposure>) -> Self {
        let mut cves: Vec<CveFacts> =
            basis.cve.iter().filter_map(|cve| cve.parse::<Cve>().ok()).map(CveFacts::unknown).collect();
        for FactRow { cve, fact } in facts {
            for known in cves.iter_mut().filter(|known| known.cve == *cve) {
                match fact {
                    Fact::Kev(kev) => known.kev = Listing::Listed(kev.clone()),
                    Fact::Ssvc(ssvc) => known.ssvc = *ssvc,
                    Fact::Epss { probability, percentile } => {
                        let (date, model) = (Date::ZERO, String::new());
                        known.epss = Some(Epss { probability: *probability, percentile: *percentile, date, model });
                    }
                }
            }
        }
        let weighed = Weighed { severity, cvss: &basis.cvss, requirement: &basis.requirement };
        let (explained, _) = urgency::explain(&[weighed], &cves, exposure);
        Self {
            priority: explained.priority,
            exploited: cves.iter().any(|cve| cve.kev.kev().is_some()),
            internet: exposure.and_then(|e| e.internet) == Some(true),
            severity,
        }
    }

    /// Writes itself into a row.
    pub fn fill(self, row: &mut FindingRow) {
        self.priority.word().clone_into(&mut row.priority);
        self.severity.word().clone_into(&mut row.severity);
        (row.exploited, row.internet) = (self.exploited, self.internet);
    }

    /// Writes itself into a group of findings of which the most urgent is like this.
    pub fn fill_group(self, row: &mut GroupRow) {
        self.priority.word().clone_into(&mut row.priority);
        self.severity.word().clone_into(&mut row.severity);
        (row.exploited, row.internet) = (self.exploited, self.internet);
    }

    fn number(self) -> i64 {
        let priority = Priority::ALL.into_iter().position(|p| p == self.priority).unwrap_or(0);
        let high = i64::try_from(priority).unwrap_or(0) << 5;
        high | i64::from(self.exploited) << 4 | i64::from(self.internet) << 3 | i64::from(words::rank(self.severity))
    }

    fn of_number(number: i64) -> Result<Self, StoreError> {
        let wrong = || corrupt("class of a finding", number);
        let priority = usize::try_from(number >> 5).ok().and_then(|place| Priority::ALL.get(place).copied());
        Ok(Self {
            priority: priority.ok_or_else(wrong)?,
            exploited: number >> 4 & 1 == 1,
            internet: number >> 3 & 1 == 1,
            severity: words::severity(i16::try_from(number & 7).map_err(|_| wrong())?)?,
        })
    }
}

/// The class of a finding that is on an asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// How urgent it is.
    pub urgency: Urgency,
    /// What is known of it as a whole.
    pub state: State,
    /// Whether an item answers it that is not closed.
    pub answered: bool,
}

/// How far the urgency stands in a class.
const URGENCY: u32 = 4;

impl Standing {
    /// The number under which it is kept, never [`NOWHERE`].
    pub fn class(self) -> i64 {
        let state = State::ALL.into_iter().position(|s| s == self.state).unwrap_or(0);
        let state = i64::try_from(state).unwrap_or(0) + 1;
        self.urgency.number() << URGENCY | state << 1 | i64::from(self.answered)
    }

    /// Reads that number; `None` for [`NOWHERE`].
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] for a number that was never written.
    pub fn of_class(class: i64) -> Result<Option<Self>, StoreError> {
        if class == NOWHERE {
            return Ok(None);
        }
        let place = usize::try_from((class >> 1 & 7) - 1).ok();
        let state = place.and_then(|place| State::ALL.get(place).copied());
        let state = state.ok_or_else(|| corrupt("class of a finding", class))?;
        Ok(Some(Self { urgency: Urgency::of_number(class >> URGENCY)?, state, answered: class & 1 == 1 }))
    }

    /// How urgent findings of a class are, as a number that sorts like [`Urgency`].
    pub fn urgency_of(class: i64) -> i64 {
        class >> URGENCY
    }

    /// The class of a finding whose state or answer changed, and nothing else of it.
    #[must_use]
    pub fn restated(class: i64, state: State, answered: bool) -> i64 {
        match Self::of_class(class) {
            Ok(Some(standing)) => Self { state, answered, ..standing }.class(),
            _ => class,
        }
    }

    /// Whether a list asks for findings like this: what of a query a class can answer.
    pub fn is_asked_for(self, query: &FindingQuery) -> bool {
        let least = |word: &Option<String>, enough: &dyn Fn(&str) -> bool| word.as_deref().is_none_or(enough);
        let Urgency { priority, exploited, internet, severity } = self.urgency;
        query.state.as_deref().is_none_or(|word| word == self.state.word())
            && least(&query.at_least, &|word| word.parse::<Severity>().is_ok_and(|least| severity >= least))
            && least(&query.priority, &|word| word.parse::<Priority>().is_ok_and(|least| priority >= least))
            && query.answered.is_none_or(|answered| answered == self.answered)
            && query.known_exploited.is_none_or(|wanted| wanted == exploited)
            && query.internet.is_none_or(|wanted| wanted == internet)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_read_back_and_sorts_like_its_urgency() {
        let mut all = Vec::new();
        for priority in Priority::ALL {
            for (exploited, internet) in [(false, false), (false, true), (true, false), (true, true)] {
                for severity in Severity::ALL {
                    for state in State::ALL {
                        for answered in [false, true] {
                            let urgency = Urgency { priority, exploited, internet, severity };
                            all.push(Standing { urgency, state, answered });
                        }
                    }
                }
            }
        }
        for standing in &all {
            assert_ne!(standing.class(), NOWHERE);
            assert_eq!(Standing::of_class(standing.class()).unwrap(), Some(*standing));
        }
        all.sort_by_key(|standing| standing.class());
        assert!(all.is_sorted_by_key(|standing| standing.urgency));
        assert_eq!(Standing::of_class(NOWHERE).unwrap(), None);
        assert!(Standing::of_class(1).is_err());
    }
}
