//! Finding a requirement or an objective by the name that somebody wrote: in a workbook, a scan or a command line.

use crate::objective::Objective;
use crate::requirement::{Requirement, requirements};

/// The requirement that `id` names: `3.5.3`, `IA.L2-3.5.3`, `IA.L1-b.1.v`, or the naming of 2021, `IA.L1-3.5.1`.
///
/// Case does not matter, nor do the slips of print in 89 FR 83092: a hyphen for the dot (`IA-L2-3.5.1`) and a space
/// after punctuation (`AC.L2- 3.1.19`). `PE.L1-b.1.ix` names three requirements and so gives `None`; see
/// [`requirements_of_level1`]. Identifiers of Revision 3 (`03.05.03`) are other requirements and are not found.
pub fn requirement(id: &str) -> Option<&'static Requirement> {
    let id = without_slips(id);
    let mut named = requirements().iter().filter(|one| {
        [Some(one.id), Some(one.cmmc_id), one.level1_id, one.legacy_id]
            .into_iter()
            .flatten()
            .any(|name| name.eq_ignore_ascii_case(&id))
    });
    let first = named.next()?;
    named.next().is_none().then_some(first)
}

/// The requirements behind a Level 1 identifier, `AC.L1-b.1.i`: one, or three for `PE.L1-b.1.ix`; 32 CFR 170.15(c)(1)(ii).
pub fn requirements_of_level1(id: &str) -> Vec<&'static Requirement> {
    let id = without_slips(id);
    let named = |one: &&Requirement| one.level1_id.is_some_and(|name| name.eq_ignore_ascii_case(&id));
    requirements().iter().filter(named).collect()
}

/// The objective that `id` names: `3.12.2[a]`, `CA.L2-3.12.2[a]`, `3.12.2(a)`, with the tolerance of [`requirement`].
///
/// Where SP 800-171A has no letter, both `3.12.3` and `3.12.3[a]` are accepted. A requirement with several objectives
/// is not an objective: `3.12.2` alone gives `None`.
pub fn objective(id: &str) -> Option<&'static Objective> {
    let (name, letter) = match id.trim().split_once(['[', '(']) {
        Some((name, rest)) => (name, Some(single_letter(rest)?)),
        None => (id, None),
    };
    let objectives = requirement(name)?.objectives;
    match letter {
        Some(letter) => objectives.iter().find(|objective| objective.guide_letter == letter),
        None => objectives.first().filter(|objective| objective.letter.is_none()),
    }
}

fn without_slips(id: &str) -> String {
    let mut text = String::with_capacity(id.len());
    for part in id.split_whitespace() {
        // A space between two words or digits means something ("3.1.1 2" is not 3.1.12), so it stays and nothing matches.
        if text.ends_with(char::is_alphanumeric) && part.starts_with(char::is_alphanumeric) {
            text.push(' ');
        }
        // Word processors put other dashes where a hyphen was typed.
        text.extend(part.chars().map(|c| if matches!(c, '\u{2010}'..='\u{2013}') { '-' } else { c }));
    }
    match text.split_once('-') {
        Some((domain, rest)) if domain.len() == 2 => format!("{domain}.{rest}"),
        _ => text,
    }
}

fn single_letter(bracket: &str) -> Option<char> {
    let mut inner = bracket.strip_suffix([']', ')'])?.trim().chars();
    let letter = inner.next()?.to_ascii_lowercase();
    inner.next().is_none().then_some(letter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objective::objectives;

    #[test]
    fn every_name_leads_to_its_requirement() {
        for one in requirements() {
            assert_eq!(requirement(one.id), Some(one));
            assert_eq!(requirement(one.cmmc_id), Some(one));
            assert_eq!(requirement(&one.cmmc_id.to_lowercase()), Some(one));
            if let Some(legacy) = one.legacy_id {
                assert_eq!(requirement(legacy), Some(one));
            }
        }
    }

    #[test]
    fn slips_of_print_are_understood() {
        for (slip, id) in [
            ("IA-L2-3.5.1", "3.5.1"),
            ("IA-L2-3.5.2", "3.5.2"),
            ("AC.L2- 3.1.19", "3.1.19"),
            (" ac.l2-3.1.19\n", "3.1.19"),
            ("AC.L2\u{2011}3.1.1", "3.1.1"),
            ("IA.L1-b.1.v", "3.5.1"),
            ("SI.L1-B.1.XV", "3.14.5"),
            ("AC.L1-3.1.1", "3.1.1"),
        ] {
            assert_eq!(requirement(slip).map(|one| one.id), Some(id), "{slip}");
        }
    }

    #[test]
    fn what_names_no_single_requirement() {
        for wrong in
            ["", "3", "3.1", "3.1.23", "3.1.1 2", "3.01.01", "03.05.03", "AC.L2-3.5.3", "AC.L1-3.1.3", "PE.L1-b.1.ix"]
        {
            assert_eq!(requirement(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_level_one_name_may_stand_for_three_requirements() {
        let ids = |name| requirements_of_level1(name).iter().map(|one| one.id).collect::<Vec<_>>();
        assert_eq!(ids("pe.l1-b.1.ix"), ["3.10.3", "3.10.4", "3.10.5"]);
        assert_eq!(ids("AC.L1-b.1.i"), ["3.1.1"]);
        assert_eq!(ids("AC.L1-b.1.xvi"), [""; 0]);
    }

    #[test]
    fn every_objective_is_found_by_its_id() {
        for one in objectives() {
            assert_eq!(objective(&one.id()), Some(one));
            assert_eq!(objective(&format!("{}[{}]", one.requirement, one.guide_letter)), Some(one));
        }
    }

    #[test]
    fn spellings_people_use() {
        let plan = objective("3.12.2[a]").unwrap();
        for spelling in ["CA.L2-3.12.2[a]", "ca.l2-3.12.2[A]", "3.12.2(a)", " 3.12.2 [a] ", "CA-L2-3.12.2[ a ]"] {
            assert_eq!(objective(spelling), Some(plan), "{spelling}");
        }
        assert_eq!(objective("3.12.3"), objective("3.12.3[a]"));
        assert!(objective("3.12.3").is_some());
    }

    #[test]
    fn what_is_not_an_objective() {
        for wrong in ["3.12.2", "3.12.2[d]", "3.12.3[b]", "3.12.2[a", "3.12.2[]", "3.12.2[ab]", "3.15.1[a]", "[a]", ""]
        {
            assert_eq!(objective(wrong), None, "{wrong}");
        }
    }
}
