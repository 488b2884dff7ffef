//! The 14 families of NIST SP 800-171 Rev 2, in the order of chapter 3.

use std::sync::LazyLock;

use crate::requirement::{Requirement, requirements};

/// One family with its requirements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Family {
    /// Two letters, as in CMMC identifiers: `AC`.
    pub domain: &'static str,
    /// `Access Control`.
    pub name: &'static str,
    /// In catalog order, never empty.
    pub requirements: &'static [Requirement],
}

static FAMILIES: LazyLock<Vec<Family>> = LazyLock::new(|| {
    requirements()
        .chunk_by(|one, next| one.domain == next.domain)
        .filter_map(|members| {
            let first = members.first()?;
            Some(Family { domain: first.domain, name: first.family, requirements: members })
        })
        .collect()
});

/// All families, from Access Control to System and Information Integrity.
pub fn families() -> &'static [Family] {
    &FAMILIES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fourteen_families_hold_all_requirements() {
        let domains: Vec<_> = families().iter().map(|family| family.domain).collect();
        assert_eq!(domains, ["AC", "AT", "AU", "CM", "IA", "IR", "MA", "MP", "PS", "PE", "RA", "CA", "SC", "SI"]);
        let sizes: Vec<_> = families().iter().map(|family| family.requirements.len()).collect();
        assert_eq!(sizes, [22, 3, 9, 9, 11, 3, 6, 9, 2, 6, 3, 4, 16, 7]);
        assert_eq!(sizes.iter().sum::<usize>(), 110);
    }

    #[test]
    fn a_family_has_one_name() {
        for family in families() {
            assert!(family.requirements.iter().all(|one| one.family == family.name), "{}", family.domain);
        }
    }
}
