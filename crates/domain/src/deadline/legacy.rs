//! Two directives that BOD 26-04 revoked on 2026-06-10, for records from before. Which of them, if any, a record followed is
//! in the record: it is never inferred from its age.

use jiff::{ToSpan, civil::Date};

use crate::{
    finding::severity::Severity,
    priority::{Cve, Kev},
};

/// BOD 22-01: the date of the catalog's entry; without one two weeks from its listing, and six months for what was named before
/// 2021.
pub fn bod_22_01(cve: &Cve, kev: &Kev) -> Date {
    let usual = match cve.year() {
        ..2021 => kev.added.saturating_add(6.months()),
        _ => kev.added.saturating_add(14.days()),
    };
    kev.due_date.unwrap_or(usual)
}

/// BOD 19-02: 15 calendar days from the first detection for critical and 30 for high, only where the internet reaches it.
pub fn bod_19_02(severity: Severity, internet: bool, detected: Date) -> Option<Date> {
    match (internet, severity) {
        (true, Severity::Critical) => Some(detected.saturating_add(15.days())),
        (true, Severity::High) => Some(detected.saturating_add(30.days())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn dates_of_the_revoked_directives() {
        let kev = |due_date| Kev { added: date(2024, 8, 31), due_date, ransomware: false };
        let cve = |name: &str| name.parse::<Cve>().unwrap();
        assert_eq!(bod_22_01(&cve("CVE-2024-0001"), &kev(None)), date(2024, 9, 14));
        assert_eq!(bod_22_01(&cve("CVE-2020-0001"), &kev(None)), date(2025, 2, 28));
        assert_eq!(bod_22_01(&cve("CVE-2020-0001"), &kev(Some(date(2024, 9, 21)))), date(2024, 9, 21));
        let found = date(2024, 2, 20);
        assert_eq!(bod_19_02(Severity::Critical, true, found), Some(date(2024, 3, 6)));
        assert_eq!(bod_19_02(Severity::High, true, found), Some(date(2024, 3, 21)));
        assert_eq!(bod_19_02(Severity::High, false, found), None);
        assert_eq!(bod_19_02(Severity::Medium, true, found), None);
    }
}
