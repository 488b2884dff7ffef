//! What the standards say of a requirement, as pages show it beside an item.

use closeout_catalog::{Eligibility, Points, families, requirement};
use serde::Serialize;
use utoipa::ToSchema;

/// A requirement of NIST SP 800-171 Rev 2, with its values under CMMC Level 2.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct RequirementView {
    /// As in "3.5.3".
    pub id: String,
    /// Its short title.
    pub title: String,
    /// The family it belongs to, as in "Identification and Authentication".
    pub family: String,
    /// What must be true, in plain words.
    pub plain: String,
    /// Points that a NOT MET costs, 5, 3 or 1; `null` for 3.12.4 (32 CFR 170.24).
    pub points: Option<u8>,
    /// Points when part of it is in place, where the regulation gives a second value.
    pub partial_points: Option<u8>,
    /// Whether it may stand on an assessment POA&M: `always`, `conditional` or `never` (32 CFR 170.21).
    pub eligibility: String,
    /// Why, with the paragraph.
    pub eligibility_reason: String,
    /// How many objectives it is assessed by.
    pub objectives: u32,
}

/// A family of requirements.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FamilyView {
    /// What lists are filtered by, as in "3.5.".
    pub prefix: String,
    /// Its name.
    pub name: String,
}

impl RequirementView {
    /// The requirement of a name that the catalog knows.
    pub fn of(name: &str) -> Option<Self> {
        let known = requirement(name)?;
        Some(Self {
            id: known.id.into(),
            title: known.title.into(),
            family: known.family.into(),
            plain: known.plain.into(),
            points: known.points.map(Points::full),
            partial_points: known.points.and_then(Points::partial),
            eligibility: match known.eligibility {
                Eligibility::Always(_) => "always",
                Eligibility::Conditional(_) => "conditional",
                Eligibility::Never(_) => "never",
            }
            .into(),
            eligibility_reason: known.eligibility.reason().into(),
            objectives: u32::try_from(known.objectives.len()).unwrap_or(u32::MAX),
        })
    }
}

impl FamilyView {
    /// All fourteen, in catalog order.
    pub fn all() -> Vec<Self> {
        let prefix = |id: &str| id.rsplit_once('.').map(|(family, _)| format!("{family}."));
        families()
            .iter()
            .filter_map(|f| Some(Self { prefix: prefix(f.requirements.first()?.id)?, name: f.name.into() }))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_requirement_says_what_it_costs_and_where_it_may_stand() {
        let mfa = RequirementView::of("IA.L2-3.5.3").unwrap();
        assert_eq!((mfa.id.as_str(), mfa.points, mfa.partial_points), ("3.5.3", Some(5), Some(3)));
        assert_eq!(mfa.eligibility, "never");
        assert!(mfa.eligibility_reason.contains("170.21"), "{}", mfa.eligibility_reason);
        assert_eq!(RequirementView::of("9.9.9"), None);
    }

    #[test]
    fn families_are_filtered_by_what_their_requirements_begin_with() {
        let all = FamilyView::all();
        assert_eq!(all.len(), 14);
        assert!(all.iter().any(|f| f.prefix == "3.5." && f.name == "Identification and Authentication"));
    }
}
