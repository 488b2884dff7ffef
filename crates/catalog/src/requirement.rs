//! The 110 requirements of NIST SP 800-171 Rev 2 as CMMC Level 2 assesses them (32 CFR 170.14(c)(3)).

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::objective::{self, Objective};
use crate::table::Table;

/// One requirement and everything the regulation says about it as a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requirement {
    /// `3.5.3`.
    pub id: &'static str,
    /// `IA.L2-3.5.3`; 32 CFR 170.14(c)(1).
    pub cmmc_id: &'static str,
    /// `IA`.
    pub domain: &'static str,
    /// `Identification and Authentication`.
    pub family: &'static str,
    /// The short title in the CMMC model, e.g. `Multifactor Authentication`.
    pub title: &'static str,
    /// What must be true, for a reader without a security background. This project's own words, not the standard's.
    pub plain: &'static str,
    /// Basic (from FIPS 200) rather than derived (from NIST SP 800-53).
    pub basic: bool,
    /// One of the 17 that also serve Level 1.
    pub level1: bool,
    /// `IA.L1-b.1.v`, after the paragraph of FAR 52.204-21; `PE.L1-b.1.ix` stands for three requirements.
    pub level1_id: Option<&'static str>,
    /// What a NOT MET costs; 32 CFR 170.24(c)(2). `None` for 3.12.4: without a system security plan there is no score.
    pub points: Option<Points>,
    /// What the DoD assessment methodology adds about scoring this requirement, if anything.
    pub note: Option<&'static str>,
    /// Whether it may stand on a Level 2 assessment POA&M; 32 CFR 170.21(a)(2).
    pub eligibility: Eligibility,
    /// One to fifteen, in the order of SP 800-171A.
    pub objectives: &'static [Objective],
    /// Naming of 2021, `IA.L1-3.5.1`: read, never written.
    pub(crate) legacy_id: Option<&'static str>,
}

/// What a NOT MET takes off the score of 110. In points, 1, 3 or 5; 32 CFR 170.24(c)(2)(i)(B).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Points {
    Fixed(u8),
    /// 3.5.3 and 3.13.11: less is deducted when part of it is in place. The requirement is NOT MET either way.
    Variable {
        full: u8,
        partial: u8,
        /// When which value applies, in words.
        condition: &'static str,
    },
}

impl Points {
    /// The value when nothing is in place.
    pub fn full(self) -> u8 {
        match self {
            Self::Fixed(points) | Self::Variable { full: points, .. } => points,
        }
    }

    /// The value when part is in place, where the regulation gives one.
    pub fn partial(self) -> Option<u8> {
        match self {
            Self::Fixed(_) => None,
            Self::Variable { partial, .. } => Some(partial),
        }
    }
}

/// Whether a NOT MET may wait on a Level 2 assessment POA&M; 32 CFR 170.21(a)(2)(ii) and (iii).
///
/// Each value carries the reason with its paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Eligibility {
    Always(&'static str),
    /// Only 3.13.11, and only at its partial value.
    Conditional(&'static str),
    Never(&'static str),
}

impl Eligibility {
    pub fn reason(self) -> &'static str {
        match self {
            Self::Always(reason) | Self::Conditional(reason) | Self::Never(reason) => reason,
        }
    }
}

#[derive(Deserialize)]
struct Row {
    id: &'static str,
    cmmc_id: &'static str,
    family: &'static str,
    short_title: &'static str,
    r#type: Kind,
    level1: bool,
    weight: &'static str,
    poam_allowed: Allowed,
    domain: &'static str,
    weight_partial: Option<u8>,
    weight_note: Option<&'static str>,
    poam_reason: &'static str,
    level1_id: Option<&'static str>,
    level1_legacy_id: Option<&'static str>,
}

#[derive(Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Basic,
    Derived,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Allowed {
    Yes,
    Conditional,
    No,
}

#[derive(Deserialize)]
struct PlainRow {
    id: &'static str,
    explanation: &'static str,
}

impl Row {
    fn points(&self) -> Option<Points> {
        let full = self.weight.parse().ok()?;
        Some(match (self.weight_partial, self.weight_note) {
            (Some(partial), Some(condition)) => Points::Variable { full, partial, condition },
            _ => Points::Fixed(full),
        })
    }

    fn eligibility(&self) -> Eligibility {
        match self.poam_allowed {
            Allowed::Yes => Eligibility::Always(self.poam_reason),
            Allowed::Conditional => Eligibility::Conditional(self.poam_reason),
            Allowed::No => Eligibility::Never(self.poam_reason),
        }
    }
}

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::new(include_str!("../data/requirements.csv")));
static PLAIN: LazyLock<Table> = LazyLock::new(|| Table::new(include_str!("../data/plain.csv")));

static REQUIREMENTS: LazyLock<Vec<Requirement>> = LazyLock::new(|| {
    let (table, plain): (&'static Table, &'static Table) = (&TABLE, &PLAIN);
    let plain: HashMap<_, _> = plain.rows().map(|row: PlainRow| (row.id, row.explanation)).collect();
    table
        .rows()
        .map(|row: Row| Requirement {
            id: row.id,
            cmmc_id: row.cmmc_id,
            domain: row.domain,
            family: row.family,
            title: row.short_title,
            plain: plain.get(row.id).copied().unwrap_or_default(),
            basic: row.r#type == Kind::Basic,
            level1: row.level1,
            level1_id: row.level1_id,
            points: row.points(),
            note: row.weight_note.filter(|_| row.weight_partial.is_none()),
            eligibility: row.eligibility(),
            objectives: objective::of_requirement(row.id),
            legacy_id: row.level1_legacy_id,
        })
        .collect()
});

/// All requirements in catalog order: 3.1.1, 3.1.2, … 3.1.22, 3.2.1, … 3.14.7.
pub fn requirements() -> &'static [Requirement] {
    &REQUIREMENTS
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn count(condition: impl Fn(&Requirement) -> bool) -> usize {
        requirements().iter().filter(|one| condition(one)).count()
    }

    #[test]
    fn no_row_is_lost() {
        assert_eq!(requirements().len(), 110);
        assert_eq!(TABLE.len(), 110);
        assert_eq!(PLAIN.len(), 110);
    }

    #[test]
    fn catalog_order_is_numeric() {
        let numbers: Vec<Vec<u8>> =
            requirements().iter().map(|one| one.id.split('.').map(|part| part.parse().unwrap()).collect()).collect();
        assert!(numbers.is_sorted());
        assert!(numbers.iter().all(|number| number.len() == 3));
    }

    #[test]
    fn identifiers_agree_with_each_other() {
        for one in requirements() {
            assert_eq!(one.cmmc_id, format!("{}.L2-{}", one.domain, one.id));
            assert!(!one.title.is_empty(), "{}", one.id);
        }
    }

    /// 32 CFR 170.24(c)(2): the lowest score is 110 − 313 = −203.
    #[test]
    fn weights_are_those_of_the_regulation() {
        let full: Vec<u8> = requirements().iter().filter_map(|one| one.points.map(Points::full)).collect();
        assert_eq!(full.iter().map(|points| u32::from(*points)).sum::<u32>(), 313);
        let of = |value| full.iter().filter(|points| **points == value).count();
        assert_eq!((of(5), of(3), of(1)), (44, 14, 51));
        assert_eq!(count(|one| one.points == Some(Points::Fixed(5))), 42);

        let variable: Vec<_> = requirements()
            .iter()
            .filter_map(|one| one.points.and_then(Points::partial).map(|partial| (one.id, partial)))
            .collect();
        assert_eq!(variable, [("3.5.3", 3), ("3.13.11", 3)]);

        let without: Vec<_> = requirements().iter().filter(|one| one.points.is_none()).map(|one| one.id).collect();
        assert_eq!(without, ["3.12.4"]);
    }

    /// 32 CFR 170.21(a)(2).
    #[test]
    fn eligibility_follows_from_the_points_and_the_six_named() {
        assert_eq!(count(|one| matches!(one.eligibility, Eligibility::Always(_))), 46);
        assert_eq!(count(|one| matches!(one.eligibility, Eligibility::Conditional(_))), 1);
        assert_eq!(count(|one| matches!(one.eligibility, Eligibility::Never(_))), 63);

        let named = ["3.1.20", "3.1.22", "3.10.3", "3.10.4", "3.10.5", "3.12.4"];
        for one in requirements() {
            let expected = match one.points {
                Some(Points::Fixed(1)) => !named.contains(&one.id),
                _ => false,
            };
            assert_eq!(matches!(one.eligibility, Eligibility::Always(_)), expected, "{}", one.id);
            assert!(one.eligibility.reason().contains("170.21(a)(2)"), "{} gives no paragraph", one.id);
        }
        let conditional = |one: &Requirement| matches!(one.eligibility, Eligibility::Conditional(_));
        assert_eq!(count(|one| one.id == "3.13.11" && conditional(one)), 1);
    }

    /// 32 CFR 170.15(c)(1)(ii): 15 Level 1 requirements, 17 of NIST's.
    #[test]
    fn level_one_is_fifteen_names_for_seventeen_requirements() {
        assert_eq!(count(|one| one.level1), 17);
        assert_eq!(count(|one| one.level1 != one.level1_id.is_some()), 0);
        let names: BTreeSet<_> = requirements().iter().filter_map(|one| one.level1_id).collect();
        assert_eq!(names.len(), 15);
    }

    #[test]
    fn basic_and_derived() {
        assert_eq!(count(|one| one.basic), 31);
    }

    #[test]
    fn every_requirement_has_its_own_explanation_of_one_line() {
        let mut seen = BTreeSet::new();
        for one in requirements() {
            assert!((20..=110).contains(&one.plain.chars().count()), "{}: {}", one.id, one.plain);
            assert!(one.plain.ends_with('.'), "{}", one.id);
            assert!(seen.insert(one.plain), "{} repeats another", one.id);
        }
    }

    #[test]
    fn every_requirement_has_its_objectives() {
        assert!(requirements().iter().all(|one| one.objectives.iter().all(|of| of.requirement == one.id)));
        assert_eq!(requirements().iter().map(|one| one.objectives.len()).sum::<usize>(), 320);
        assert_eq!(count(|one| one.objectives.is_empty()), 0);
        assert_eq!(requirements().iter().map(|one| one.objectives.len()).max(), Some(15));
    }
}
