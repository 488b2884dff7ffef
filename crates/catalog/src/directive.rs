//! Two public tables for urgency: the deadlines of BOD 26-04 and CISA's SSVC tree.
//!
//! Both bind federal agencies, not contractors. Under SP 800-171 an organization sets its own times (objectives
//! `3.11.3[b]`, `3.14.1[a]`, `[c]` and `[e]`); these tables are values that such a policy may adopt.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::table::Table;

/// How much of the asset an exploit hands over; SSVC decision point of that name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TechnicalImpact {
    Partial,
    Total,
}

/// The four questions of BOD 26-04. The owner of the asset answers the first; CISA publishes the other three.
///
/// All four are needed. Where CISA has not answered, the directive's table says nothing: keep the case as incomplete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Bod2604Inputs {
    pub publicly_exposed: bool,
    /// In the catalog of known exploited vulnerabilities.
    pub in_kev: bool,
    pub automatable: bool,
    pub technical_impact: TechnicalImpact,
}

/// By when to remediate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RemediateWithin {
    /// Calendar days, from the earlier of KEV listing and own discovery on the asset.
    Days(u16),
    /// At the next scheduled major upgrade or rebuild. The directive gives no date, so none may be made up.
    NextUpgrade,
}

/// One row of table 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bod2604Row {
    /// 1 to 16, to cite it by.
    pub row: u8,
    pub inputs: Bod2604Inputs,
    pub remediate: RemediateWithin,
    /// Look for signs of a break-in before fixing.
    pub forensic_triage: bool,
}

/// SSVC: evidence that the weakness is used in attacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub enum Exploitation {
    #[serde(rename = "none")]
    None,
    #[serde(rename = "public poc")]
    PublicPoc,
    #[serde(rename = "active")]
    Active,
}

/// SSVC: what the asset means to the mission and to people's well-being.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MissionWellbeing {
    Low,
    Medium,
    High,
}

/// SSVC: what to do, from least to most urgent. CISA gives no number of days with any of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
pub enum SsvcDecision {
    /// Within standard update times.
    #[serde(rename = "track")]
    Track,
    /// Within standard update times, and watch for a change.
    #[serde(rename = "track*")]
    TrackStar,
    /// Sooner than standard update times.
    #[serde(rename = "attend")]
    Attend,
    /// As soon as possible.
    #[serde(rename = "act")]
    Act,
}

/// One row of CISA's coordinator tree, version 2.0.3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SsvcRow {
    pub exploitation: Exploitation,
    pub automatable: bool,
    pub technical_impact: TechnicalImpact,
    pub mission_wellbeing: MissionWellbeing,
    pub decision: SsvcDecision,
}

#[derive(Clone, Copy, PartialEq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum YesNo {
    Yes,
    No,
}

impl YesNo {
    fn yes(self) -> bool {
        self == Self::Yes
    }
}

#[derive(Deserialize)]
struct Bod2604Record {
    row: u8,
    publicly_exposed: YesNo,
    in_kev: YesNo,
    automatable: YesNo,
    technical_impact: TechnicalImpact,
    days: Option<u16>,
    forensic_triage: YesNo,
}

#[derive(Deserialize)]
struct SsvcRecord {
    exploitation: Exploitation,
    automatable: YesNo,
    technical_impact: TechnicalImpact,
    mission_wellbeing: MissionWellbeing,
    decision: SsvcDecision,
}

static BOD_26_04: LazyLock<Vec<Bod2604Row>> = LazyLock::new(|| {
    Table::new(include_str!("../data/bod_26_04_table1.csv"))
        .rows()
        .map(|row: Bod2604Record| Bod2604Row {
            row: row.row,
            inputs: Bod2604Inputs {
                publicly_exposed: row.publicly_exposed.yes(),
                in_kev: row.in_kev.yes(),
                automatable: row.automatable.yes(),
                technical_impact: row.technical_impact,
            },
            remediate: row.days.map_or(RemediateWithin::NextUpgrade, RemediateWithin::Days),
            forensic_triage: row.forensic_triage.yes(),
        })
        .collect()
});

static SSVC: LazyLock<Vec<SsvcRow>> = LazyLock::new(|| {
    Table::new(include_str!("../data/cisa_ssvc_tree.csv"))
        .rows()
        .map(|row: SsvcRecord| SsvcRow {
            exploitation: row.exploitation,
            automatable: row.automatable.yes(),
            technical_impact: row.technical_impact,
            mission_wellbeing: row.mission_wellbeing,
            decision: row.decision,
        })
        .collect()
});

/// Table 1 of BOD 26-04, 16 rows.
pub fn bod_26_04_table() -> &'static [Bod2604Row] {
    &BOD_26_04
}

/// The row of BOD 26-04 for these answers. The table covers every combination (tested), so `None` does not occur with
/// the data this build carries.
pub fn bod_26_04(inputs: Bod2604Inputs) -> Option<&'static Bod2604Row> {
    BOD_26_04.iter().find(|row| row.inputs == inputs)
}

/// CISA's coordinator tree, 36 rows.
pub fn ssvc_tree() -> &'static [SsvcRow] {
    &SSVC
}

/// The decision of CISA's tree. It covers every combination (tested), so `None` does not occur with the data this
/// build carries.
pub fn ssvc(
    exploitation: Exploitation,
    automatable: bool,
    technical_impact: TechnicalImpact,
    mission_wellbeing: MissionWellbeing,
) -> Option<SsvcDecision> {
    let wanted = (exploitation, automatable, technical_impact, mission_wellbeing);
    SSVC.iter()
        .find(|row| (row.exploitation, row.automatable, row.technical_impact, row.mission_wellbeing) == wanted)
        .map(|row| row.decision)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BOTH: [bool; 2] = [true, false];
    const IMPACTS: [TechnicalImpact; 2] = [TechnicalImpact::Partial, TechnicalImpact::Total];

    fn deadline(
        publicly_exposed: bool,
        in_kev: bool,
        automatable: bool,
        technical_impact: TechnicalImpact,
    ) -> Bod2604Row {
        *bod_26_04(Bod2604Inputs { publicly_exposed, in_kev, automatable, technical_impact }).unwrap()
    }

    #[test]
    fn bod_26_04_has_one_row_for_each_combination() {
        assert_eq!(bod_26_04_table().len(), 16);
        let mut rows = Vec::new();
        for exposed in BOTH {
            for kev in BOTH {
                for automatable in BOTH {
                    rows.extend(IMPACTS.map(|impact| deadline(exposed, kev, automatable, impact).row));
                }
            }
        }
        rows.sort_unstable();
        assert_eq!(rows, (1..=16).collect::<Vec<_>>());
    }

    #[test]
    fn bod_26_04_deadlines() {
        use RemediateWithin::{Days, NextUpgrade};
        use TechnicalImpact::{Partial, Total};
        assert_eq!(deadline(true, true, true, Total).remediate, Days(3));
        assert_eq!(deadline(true, true, false, Partial).remediate, Days(14));
        assert_eq!(deadline(true, false, true, Total).remediate, Days(3));
        assert_eq!(deadline(true, false, false, Partial).remediate, Days(60));
        assert_eq!(deadline(false, true, false, Partial).remediate, Days(14));
        assert_eq!(deadline(false, false, true, Partial).remediate, Days(60));
        assert_eq!(deadline(false, false, false, Total).remediate, NextUpgrade);
        assert_eq!(deadline(false, false, false, Partial).remediate, NextUpgrade);
    }

    #[test]
    fn three_rows_ask_for_forensic_triage_all_known_exploited_with_total_impact() {
        let rows: Vec<_> = bod_26_04_table().iter().filter(|row| row.forensic_triage).collect();
        assert_eq!(rows.iter().map(|row| row.row).collect::<Vec<_>>(), [1, 3, 9]);
        assert!(rows.iter().all(|row| row.inputs.in_kev && row.inputs.technical_impact == TechnicalImpact::Total));
    }

    #[test]
    fn ssvc_decides_every_combination() {
        use Exploitation::{Active, PublicPoc};
        use MissionWellbeing::{High, Low, Medium};
        assert_eq!(ssvc_tree().len(), 36);
        let mut decided = 0;
        for exploitation in [Exploitation::None, PublicPoc, Active] {
            for automatable in BOTH {
                for impact in IMPACTS {
                    for mission in [Low, Medium, High] {
                        assert!(ssvc(exploitation, automatable, impact, mission).is_some());
                        decided += 1;
                    }
                }
            }
        }
        assert_eq!(decided, 36);
    }

    #[test]
    fn ssvc_says_act_only_under_active_exploitation() {
        let act: Vec<_> = ssvc_tree().iter().filter(|row| row.decision == SsvcDecision::Act).collect();
        assert_eq!(act.len(), 4);
        assert!(act.iter().all(|row| row.exploitation == Exploitation::Active));
        let answer = ssvc(Exploitation::PublicPoc, false, TechnicalImpact::Partial, MissionWellbeing::High);
        assert_eq!(answer, Some(SsvcDecision::TrackStar));
    }

    #[test]
    fn decisions_rank_from_track_to_act() {
        assert!(SsvcDecision::Track < SsvcDecision::TrackStar);
        assert!(SsvcDecision::Attend < SsvcDecision::Act);
    }
}
