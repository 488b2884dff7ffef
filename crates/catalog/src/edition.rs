//! Which text each data set was taken from, and from when to when it applies.
//!
//! Rules change by date. A record that was judged under one edition stays judged under it, so callers keep the
//! edition's id beside what they derived from it.

/// The source of one data set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    /// Stable, short, lowercase; what a stored record refers to.
    pub id: &'static str,
    pub title: &'static str,
    /// The citation of the text.
    pub source: &'static str,
    pub version: &'static str,
    /// First day of effect, ISO 8601. `None`: guidance that its publisher never put into effect on a day.
    pub effective_from: Option<&'static str>,
    /// Last day of effect, ISO 8601. `None`: still in effect when this data was compiled (2026-11-22).
    pub effective_to: Option<&'static str>,
}

/// Requirements, point values and POA&M eligibility.
pub const REQUIREMENTS: Edition = Edition {
    id: "cmmc-l2-2024",
    title: "CMMC Level 2: the 110 requirements of NIST SP 800-171 Rev 2 with their point values and POA&M eligibility",
    source: "32 CFR 170.14(c)(3), 170.21(a)(2), 170.24(c)(2); 89 FR 83092",
    version: "final rule of 2024-10-15",
    effective_from: Some("2024-12-16"),
    effective_to: None,
};

/// Assessment objectives. SP 800-171A is of June 2018; 32 CFR 170 made it the measure for CMMC.
pub const OBJECTIVES: Edition = Edition {
    id: "nist-800-171a-2018",
    title: "The 320 assessment objectives of NIST SP 800-171A",
    source: "NIST SP 800-171A; 32 CFR 170.24(b); CMMC Assessment Guide Level 2 v2.13",
    version: "June 2018",
    effective_from: Some("2024-12-16"),
    effective_to: None,
};

/// Deadlines that bind federal civilian agencies; for a contractor a possible policy, not a duty.
pub const BOD_26_04: Edition = Edition {
    id: "bod-26-04",
    title: "CISA Binding Operational Directive 26-04, table 1",
    source: "CISA BOD 26-04, as transcribed in CERT/CC SSVC, cisa_bod_26_04_1_0_0.csv",
    version: "1.0.0",
    effective_from: Some("2026-06-10"),
    effective_to: None,
};

/// Decisions without day counts; CISA publishes the tree as guidance.
pub const SSVC: Edition = Edition {
    id: "ssvc-cisa-coordinator-2.0.3",
    title: "SSVC decision tree of CISA as coordinator",
    source: "CERT/CC SSVC, cisa_coordinator_2_0_3.csv",
    version: "2.0.3",
    effective_from: None,
    effective_to: None,
};

/// Requirements to the controls of SP 800-53 Rev 4 that they were made from.
pub const CONTROLS: Edition = Edition {
    id: "nist-800-171r2-appendix-d",
    title: "Requirements and the controls of SP 800-53 Rev 4 that they were made from",
    source: "NIST SP 800-171 Rev 2, Appendix D; where it names several requirements together, the nearest by subject",
    version: "February 2020, updated January 2021",
    effective_from: Some("2024-12-16"),
    effective_to: None,
};

/// Control correlation identifiers that checklists and benchmarks name.
pub const CCI: Edition = Edition {
    id: "disa-cci",
    title: "Control correlation identifiers of DISA with their controls",
    source: "DISA CCI list, as scan results in HDF state it; 163 identifiers, others have no mapping here",
    version: "SP 800-53 Rev 4; the last revision that had the control where Rev 4 has not",
    effective_from: None,
    effective_to: None,
};

static EDITIONS: [Edition; 6] = [REQUIREMENTS, OBJECTIVES, BOD_26_04, SSVC, CONTROLS, CCI];

/// Every edition this build carries.
pub fn editions() -> &'static [Edition] {
    &EDITIONS
}

/// The edition with exactly this id.
pub fn edition(id: &str) -> Option<&'static Edition> {
    EDITIONS.iter().find(|edition| edition.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_edition_has_its_own_id_and_can_be_found() {
        let ids: BTreeSet<_> = editions().iter().map(|edition| edition.id).collect();
        assert_eq!(ids.len(), editions().len());
        assert_eq!(edition("bod-26-04"), Some(&BOD_26_04));
        assert_eq!(edition("bod-22-01"), None, "revoked by BOD 26-04 and not carried");
    }

    #[test]
    fn dates_are_iso_and_in_order() {
        for edition in editions() {
            for date in [edition.effective_from, edition.effective_to].into_iter().flatten() {
                let shape: String = date.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
                assert_eq!(shape, "0000-00-00", "{}", edition.id);
            }
            if let (Some(from), Some(to)) = (edition.effective_from, edition.effective_to) {
                assert!(from <= to, "{} ends before it begins", edition.id);
            }
        }
    }
}
