//! The 320 assessment objectives of NIST SP 800-171A, the level at which results are recorded (32 CFR 170.24(b)).

use std::sync::LazyLock;

use serde::Deserialize;

use crate::table::Table;

/// One thing an assessor determines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Objective {
    /// `3.12.2`.
    pub requirement: &'static str,
    /// The letter in SP 800-171A. `None` for the 23 requirements whose only objective NIST leaves without one.
    pub letter: Option<char>,
    /// The letter in the CMMC assessment guide, which prints `a` where NIST prints none.
    pub guide_letter: char,
    /// What is to be shown, in this project's own words; not the text of the standard.
    pub paraphrase: &'static str,
}

impl Objective {
    /// `3.12.2[a]`, or `3.12.3` where SP 800-171A has no letter.
    pub fn id(&self) -> String {
        match self.letter {
            Some(letter) => format!("{}[{letter}]", self.requirement),
            None => self.requirement.to_owned(),
        }
    }
}

#[derive(Deserialize)]
struct Row {
    id: &'static str,
    letter: char,
    dod_guide_letter: char,
    paraphrase: &'static str,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::new(include_str!("../data/objectives.csv")));

static OBJECTIVES: LazyLock<Vec<Objective>> = LazyLock::new(|| {
    let table: &'static Table = &TABLE;
    table
        .rows()
        .map(|row: Row| Objective {
            requirement: row.id,
            letter: Some(row.letter).filter(|letter| *letter != '-'),
            guide_letter: row.dod_guide_letter,
            paraphrase: row.paraphrase,
        })
        .collect()
});

/// All objectives in catalog order.
pub fn objectives() -> &'static [Objective] {
    &OBJECTIVES
}

/// The objectives of one requirement, `3.12.2`; empty if there is no such requirement.
pub(crate) fn of_requirement(id: &str) -> &'static [Objective] {
    OBJECTIVES
        .chunk_by(|one, next| one.requirement == next.requirement)
        .find(|group| group.first().is_some_and(|first| first.requirement == id))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_row_is_lost() {
        assert_eq!(objectives().len(), 320);
        assert_eq!(TABLE.len(), 320);
    }

    #[test]
    fn twenty_three_have_no_letter_and_are_alone_in_their_requirement() {
        let unlettered: Vec<_> = objectives().iter().filter(|objective| objective.letter.is_none()).collect();
        assert_eq!(unlettered.len(), 23);
        for objective in unlettered {
            assert_eq!(of_requirement(objective.requirement).len(), 1, "{}", objective.requirement);
            assert_eq!(objective.guide_letter, 'a');
        }
    }

    #[test]
    fn letters_run_from_a_without_a_gap() {
        for group in objectives().chunk_by(|one, next| one.requirement == next.requirement) {
            let letters: String = group.iter().map(|objective| objective.guide_letter).collect();
            let expected: String = ('a'..='z').take(group.len()).collect();
            assert_eq!(letters, expected, "{}", group[0].requirement);
        }
    }

    #[test]
    fn every_objective_has_its_own_id_and_says_something() {
        let mut ids = BTreeSet::new();
        for one in objectives() {
            assert!(ids.insert(one.id()), "{} twice", one.id());
            assert!(!one.paraphrase.is_empty(), "{}", one.id());
        }
    }
}
