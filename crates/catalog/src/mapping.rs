//! From what checks name to the requirements behind it: control correlation identifiers (CCI) to controls of SP 800-53,
//! controls to requirements, and what a family of tools looks for.
//!
//! Appendix D of SP 800-171 names for each requirement the controls that it was made from. Where it names controls for
//! several requirements together, the nearest by subject stands here. What it leaves out has no requirement, and nothing is
//! made up for it.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::table::Table;

/// What a flaw bears on: corrected in line with its risk, found by scanning, corrected in time. The first is the one that an
/// assessor expects work on it to stand under.
pub const FLAW: [&str; 3] = ["3.11.3", "3.11.2", "3.14.1"];

/// What a setting bears on that differs from what it should be.
pub const SETTING: [&str; 1] = ["3.4.2"];

/// A control correlation identifier of DISA, and the part of a control that it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Cci {
    /// `CCI-000366`.
    pub cci: &'static str,
    /// `CM-6 b`, in SP 800-53 Rev 4, or in the last revision that had it.
    pub control: &'static str,
}

/// A control of SP 800-53, or a part of one, and the requirements made from it, the nearest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// `CM-6`, `AC-17 (2)`, `IA-5 (1) (c)`.
    pub control: &'static str,
    /// `3.4.2`; empty for a part that no requirement took over.
    pub requirements: Vec<&'static str>,
}

/// What a family of tools looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LooksFor {
    /// Vulnerabilities of software.
    Flaws,
    /// Settings that differ from what they should be.
    Settings,
}

#[derive(Deserialize)]
struct ControlRow {
    control: &'static str,
    requirements: &'static str,
}

#[derive(Deserialize)]
struct ToolRow {
    family: &'static str,
    looks_for: LooksFor,
}

static CCI_TABLE: LazyLock<Table> = LazyLock::new(|| Table::new(include_str!("../data/cci.csv")));
static CONTROL_TABLE: LazyLock<Table> = LazyLock::new(|| Table::new(include_str!("../data/controls.csv")));
static TOOL_TABLE: LazyLock<Table> = LazyLock::new(|| Table::new(include_str!("../data/tools.csv")));
static CCIS: LazyLock<Vec<Cci>> = LazyLock::new(|| CCI_TABLE.rows().collect());
static CONTROLS: LazyLock<Vec<Control>> = LazyLock::new(|| {
    let row =
        |row: ControlRow| Control { control: row.control, requirements: row.requirements.split_whitespace().collect() };
    CONTROL_TABLE.rows().map(row).collect()
});
static TOOLS: LazyLock<HashMap<&'static str, LooksFor>> =
    LazyLock::new(|| TOOL_TABLE.rows::<ToolRow>().map(|row| (row.family, row.looks_for)).collect());

/// The identifiers that are known, by number.
pub fn ccis() -> &'static [Cci] {
    &CCIS
}

/// The controls that requirements were made from, by name.
pub fn controls() -> &'static [Control] {
    &CONTROLS
}

/// The identifier of exactly this name, if it is known.
pub fn cci(name: &str) -> Option<&'static Cci> {
    let at = CCIS.binary_search_by(|one| one.cci.cmp(name)).ok()?;
    CCIS.get(at)
}

/// The requirements made from a control or a part of it, the nearest first; empty where SP 800-171 leaves it out.
///
/// A part (`CM-6 b`) belongs to its control (`CM-6`). An enhancement (`AC-2 (4)`) does not: it is asked for by itself or not.
pub fn requirements_of(control: &str) -> &'static [&'static str] {
    let mut name = control.trim();
    loop {
        if let Some(known) = CONTROLS.iter().find(|one| one.control == name) {
            return &known.requirements;
        }
        match name.rsplit_once(' ') {
            Some((before, part)) if !is_enhancement(part) => name = before.trim_end(),
            _ => return &[],
        }
    }
}

/// `(4)`, not `(a)` and not `4`.
fn is_enhancement(part: &str) -> bool {
    let inner = part.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inner.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

/// What a check of a family of tools looks for, if that is known.
pub fn looks_for(family: &str, check: &str) -> Option<LooksFor> {
    // Nessus numbers its vulnerability checks; those of a compliance audit have names.
    let numbered = check.bytes().all(|b| b.is_ascii_digit());
    match TOOLS.get(family).copied() {
        Some(LooksFor::Flaws) if family == "nessus" && !numbered => Some(LooksFor::Settings),
        known => known,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::requirement;

    #[test]
    fn every_row_is_read_and_every_requirement_is_one() {
        assert_eq!(CCIS.len(), CCI_TABLE.len());
        assert_eq!(CONTROLS.len(), CONTROL_TABLE.len());
        assert_eq!(TOOLS.len(), TOOL_TABLE.len());
        assert!(CCIS.is_sorted_by(|a, b| a.cci < b.cci));
        for id in CONTROLS.iter().flat_map(|one| &one.requirements).chain(&FLAW).chain(&SETTING) {
            assert_eq!(requirement(id).map(|r| r.id), Some(*id));
        }
    }

    #[test]
    fn every_requirement_was_made_from_a_control() {
        for one in crate::requirements() {
            let made = CONTROLS.iter().any(|control| control.requirements.contains(&one.id));
            assert!(made, "{}", one.id);
        }
    }

    #[test]
    fn parts_belong_to_their_control_and_enhancements_stand_alone() {
        for (control, expected) in [
            ("CM-6", &["3.4.2"][..]),
            ("CM-6 b", &["3.4.2"]),
            ("AC-8 c 2", &["3.1.9"]),
            ("AU-8 (1) (a)", &["3.3.7"]),
            ("AC-17 (2)", &["3.1.13"]),
            ("IA-5 (1) (c)", &["3.5.10"]),
            ("IA-5 (1) (d)", &[]),
            ("AC-2 (4)", &[]),
            ("MA-4 (1) (a)", &[]),
            ("AC-10", &[]),
            ("", &[]),
        ] {
            assert_eq!(requirements_of(control), expected, "{control}");
        }
    }

    #[test]
    fn identifiers_are_found_by_their_name() {
        assert_eq!(cci("CCI-000366").map(|one| one.control), Some("CM-6 b"));
        assert_eq!(cci("CCI-999999"), None);
    }

    #[test]
    fn tools_look_for_flaws_or_settings() {
        assert_eq!(looks_for("nessus", "70658"), Some(LooksFor::Flaws));
        assert_eq!(looks_for("nessus", "1.1.1 Password history"), Some(LooksFor::Settings));
        assert_eq!(looks_for("stig", "V-230221"), Some(LooksFor::Settings));
        assert_eq!(looks_for("findings", "x"), None);
    }
}
