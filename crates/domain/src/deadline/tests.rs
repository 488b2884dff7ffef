use std::collections::BTreeSet;

use closeout_catalog::directive::{Bod2604Row, RemediateWithin, TechnicalImpact, bod_26_04_table};
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::{
    finding::severity::Severity,
    priority::{CveFacts, Kev, Listing, Priority, Ssvc},
};

const FOUND: Date = date(2026, 11, 2);

fn cve(number: u32) -> CveFacts {
    CveFacts { kev: Listing::NotListed, ..CveFacts::unknown(format!("CVE-2026-{number:04}").parse().unwrap()) }
}

fn listed(facts: CveFacts, added: Date) -> CveFacts {
    let kev = Kev { added, due_date: Some(added.saturating_add(21.days())), ransomware: false };
    CveFacts { kev: Listing::Listed(kev), ..facts }
}

fn answered(facts: CveFacts, automatable: bool, technical_impact: TechnicalImpact) -> CveFacts {
    let answers = Ssvc { automatable: Some(automatable), technical_impact: Some(technical_impact), ..Ssvc::default() };
    CveFacts { ssvc: answers, ..facts }
}

fn inputs<'a>(internet: Option<bool>, cves: &'a [CveFacts]) -> Inputs<'a> {
    Inputs { priority: Priority::High, severity: Severity::High, detected: Some(FOUND), internet, cves }
}

fn reckon(inputs: &Inputs<'_>, policy: &Policy) -> Due {
    due(inputs, policy, &policy.calendar())
}

fn of_row(row: &Bod2604Row) -> CveFacts {
    let facts = answered(cve(1), row.inputs.automatable, row.inputs.technical_impact);
    if row.inputs.in_kev { listed(facts, FOUND) } else { facts }
}

#[test]
fn every_row_of_the_directive_comes_to_its_day_or_to_none() {
    for row in bod_26_04_table() {
        let cves = [of_row(row)];
        let due = reckon(&inputs(Some(row.inputs.publicly_exposed), &cves), &Preset::Bod2604.policy());
        let expected = match row.remediate {
            RemediateWithin::Days(days) => Standing::On(FOUND.saturating_add(i32::from(days).days())),
            RemediateWithin::NextUpgrade => Standing::NextUpgrade,
        };
        assert_eq!((due.standing, due.forensic_triage), (expected, row.forensic_triage), "row {}", row.row);
        assert_eq!(due.date().is_none(), [15, 16].contains(&row.row));
        assert!(due.trace.iter().any(|step| step.sentence.contains(&format!("row {}", row.row))), "{:?}", due.trace);
        // Nobody has said: the same as exposed.
        let unknown = reckon(&inputs(None, &cves), &Preset::Bod2604.policy());
        let exposed = reckon(&inputs(Some(true), &cves), &Preset::Bod2604.policy());
        assert_eq!(unknown.standing, exposed.standing);
    }
}

#[rstest]
#[case(date(2026, 10, 20), date(2026, 10, 23))]
#[case(date(2026, 11, 2), date(2026, 11, 5))]
#[case(date(2026, 11, 20), date(2026, 11, 5))]
fn the_clock_starts_at_the_earlier_of_listing_and_discovery(#[case] added: Date, #[case] expected: Date) {
    let cves = [listed(answered(cve(1), true, TechnicalImpact::Total), added)];
    let due = reckon(&inputs(Some(true), &cves), &Preset::Bod2604.policy());
    assert_eq!(due.date(), Some(expected));
    // The catalog's own date is another one, and stays beside it.
    assert_eq!(due.kev_due_date, Some((cves[0].cve.clone(), added.saturating_add(21.days()))));
}

#[test]
fn the_directive_counts_calendar_days_over_weekends_and_holidays() {
    // Thanksgiving 2026 is the 26th of November; three days from Wednesday end on Saturday.
    let cves = [answered(cve(1), true, TechnicalImpact::Total)];
    let found = Inputs { detected: Some(date(2026, 11, 25)), ..inputs(Some(true), &cves) };
    let policy = Policy { federal_holidays: true, ..Preset::Bod2604.policy() };
    assert_eq!(reckon(&found, &policy).date(), Some(date(2026, 11, 28)));
}

#[test]
fn what_is_not_known_is_incomplete_and_not_made_up() {
    let whole = answered(cve(1), true, TechnicalImpact::Total);
    let unlisted = CveFacts { kev: Listing::Unknown, ..whole.clone() };
    let unanswered = CveFacts { ssvc: Ssvc { automatable: Some(true), ..Ssvc::default() }, ..whole.clone() };
    for (facts, missing) in [(unlisted, "catalog of known exploited"), (unanswered, "its technical impact")] {
        let cves = [facts];
        let due = reckon(&inputs(Some(true), &cves), &Preset::Bod2604.policy());
        assert_eq!((due.standing, due.date()), (Standing::Incomplete, None));
        assert!(due.trace.iter().any(|step| step.sentence.contains(missing)), "{:?}", due.trace);
    }
    let cves = [whole];
    let undated = Inputs { detected: None, ..inputs(Some(true), &cves) };
    assert_eq!(reckon(&undated, &Preset::Bod2604.policy()).standing, Standing::Incomplete);
    assert_eq!(reckon(&undated, &Preset::ByPriority.policy()).standing, Standing::Incomplete);
}

#[test]
fn of_several_cves_the_earliest_day_counts() {
    let slow = answered(cve(1), false, TechnicalImpact::Partial);
    let fast = answered(cve(2), true, TechnicalImpact::Total);
    let open = CveFacts::unknown(cve(3).cve);
    let both = [slow.clone(), fast];
    assert_eq!(reckon(&inputs(Some(true), &both), &Preset::Bod2604.policy()).date(), Some(date(2026, 11, 5)));
    let partly = [slow.clone(), open.clone()];
    let due = reckon(&inputs(Some(true), &partly), &Preset::Bod2604.policy());
    assert_eq!(due.date(), Some(date(2027, 1, 1)));
    assert_eq!(due.trace.iter().filter(|step| step.code == "incomplete").count(), 2);
    let upgrade = [slow, open];
    assert_eq!(reckon(&inputs(Some(false), &upgrade), &Preset::Bod2604.policy()).standing, Standing::Incomplete);
}

#[test]
fn the_directive_says_nothing_of_what_has_no_cve() {
    let due = reckon(&inputs(Some(true), &[]), &Preset::Bod2604.policy());
    assert_eq!((due.standing, due.trace.len()), (Standing::Unset, 2));
}

#[rstest]
#[case(Preset::ByPriority, Priority::Critical, Severity::Low, 30)]
#[case(Preset::ByPriority, Priority::High, Severity::Low, 60)]
#[case(Preset::ByPriority, Priority::Medium, Severity::Low, 90)]
#[case(Preset::ByPriority, Priority::Low, Severity::Critical, 180)]
#[case(Preset::FedRamp, Priority::Low, Severity::Critical, 30)]
#[case(Preset::FedRamp, Priority::Low, Severity::High, 30)]
#[case(Preset::FedRamp, Priority::Low, Severity::Medium, 90)]
#[case(Preset::FedRamp, Priority::Critical, Severity::Low, 180)]
fn published_tables(#[case] preset: Preset, #[case] priority: Priority, #[case] severity: Severity, #[case] days: i32) {
    let policy = preset.policy().check().unwrap();
    let due = reckon(&Inputs { priority, severity, ..inputs(None, &[]) }, &policy);
    assert_eq!(due.date(), Some(FOUND.saturating_add(days.days())), "{:?}", due.trace);
}

#[test]
fn a_statement_of_fact_has_no_time_by_severity() {
    let fact = Inputs { severity: Severity::Info, ..inputs(None, &[]) };
    assert_eq!(reckon(&fact, &Preset::FedRamp.policy()).standing, Standing::Unset);
}

/// Three working days for what is high and reached or known to be exploited; ten otherwise.
fn own() -> Policy {
    let base = Preset::Own.policy();
    let high = |internet, known_exploited, days| Row { level: Priority::High, internet, known_exploited, days };
    let mut rows = vec![high(None, Some(true), 1), high(Some(true), None, 3), high(None, None, 10)];
    rows.extend(base.rows.iter().filter(|row| row.level != Priority::High));
    let holidays = BTreeSet::from([date(2026, 11, 5)]);
    Policy { rows, counting: Counting::Working, federal_holidays: true, holidays, ..base }
}

#[rstest]
#[case(Some(false), false, date(2026, 11, 18))]
#[case(Some(true), false, date(2026, 11, 6))]
#[case(None, false, date(2026, 11, 6))]
#[case(Some(false), true, date(2026, 11, 3))]
fn an_own_table_in_working_days(#[case] internet: Option<bool>, #[case] exploited: bool, #[case] expected: Date) {
    let cves = if exploited { vec![listed(cve(1), date(2020, 1, 1))] } else { vec![cve(1)] };
    let due = reckon(&inputs(internet, &cves), &own().check().unwrap());
    assert_eq!(due.date(), Some(expected), "{:?}", due.trace);
}

#[test]
fn the_trace_names_every_free_day() {
    let due = reckon(&inputs(Some(false), &[]), &own());
    let told: Vec<&str> = due.trace.iter().map(|step| step.sentence.as_str()).collect();
    assert_eq!(
        told,
        [
            "policy: the organization's own table",
            "priority high: 10 working days",
            "found here on 2026-11-02",
            "working days after 2026-11-02 end on 2026-11-18; passed over: 4 days of weekends and 2026-11-05 a free day \
             of the organization, 2026-11-11 Veterans Day",
        ]
    );
}

#[rstest]
#[case(Shift::Stays, date(2026, 12, 25))]
#[case(Shift::Before, date(2026, 12, 24))]
#[case(Shift::After, date(2026, 12, 28))]
fn a_day_on_which_nobody_works_moves_if_the_policy_says_so(#[case] shift: Shift, #[case] expected: Date) {
    let policy = Policy { shift, federal_holidays: true, ..Preset::ByPriority.policy() };
    let found = Inputs { priority: Priority::Critical, detected: Some(date(2026, 11, 25)), ..inputs(None, &[]) };
    let due = reckon(&found, &policy);
    assert_eq!(due.date(), Some(expected));
    assert_eq!(due.trace.iter().any(|step| step.code == "shift"), shift != Shift::Stays);
}

#[test]
fn a_table_with_gaps_is_refused() {
    let policy = Policy { rows: own().rows.into_iter().filter(|r| r.level != Priority::Low).collect(), ..own() };
    assert!(policy.check().unwrap_err().sentence.contains("low"));
    let endless = Row { level: Priority::Low, internet: None, known_exploited: None, days: 9_999 };
    assert!(Policy { rows: vec![endless], ..own() }.check().is_err());
    assert!(Policy { counting: Counting::Working, ..Preset::Bod2604.policy() }.check().is_err());
    let free = (0..500).map(|n| FOUND.saturating_add(n.days())).collect();
    assert!(Policy { holidays: free, ..own() }.check().is_err());
}

#[test]
fn a_published_table_stays_as_published() {
    let changed = Policy { rows: Vec::new(), basis: Basis::Priority, ..Preset::FedRamp.policy() };
    assert_eq!(changed.check().unwrap(), Preset::FedRamp.policy());
    for preset in Preset::ALL {
        assert_eq!(preset.word().parse(), Ok(preset));
        assert!(preset.policy().check().is_ok());
    }
}

proptest! {
    #[test]
    fn a_day_is_never_before_its_clock_and_never_on_a_free_day_if_moved(
        offset in 0..3_000_i32, days in 0..400_u16, working: bool, after: bool,
    ) {
        let found = date(2024, 1, 1).saturating_add(offset.days());
        let rows = Priority::ALL.map(|level| Row { level, internet: None, known_exploited: None, days }).to_vec();
        let policy = Policy {
            rows,
            counting: if working { Counting::Working } else { Counting::Calendar },
            shift: if after { Shift::After } else { Shift::Stays },
            federal_holidays: true,
            ..Preset::Own.policy()
        };
        let due = reckon(&Inputs { detected: Some(found), ..inputs(None, &[]) }, &policy).date().unwrap();
        prop_assert!(due >= found);
        prop_assert!(!after || policy.calendar().free(due).is_none());
        prop_assert!(working || after || (due - found).get_days() == i32::from(days));
        prop_assert!(!working || (due - found).get_days() >= i32::from(days));
    }
}

#[test]
fn rows_are_read_back_as_they_are_written() {
    for text in ["high=30", "high:internet=14", "critical:inside:exploited=3", "low:unexploited=180"] {
        assert_eq!(text.parse::<Row>().map(|row| row.to_string()), Ok(text.to_owned()));
    }
    assert_eq!(" High : Internet = 14 ".parse::<Row>().map(|row| row.to_string()), Ok("high:internet=14".into()));
    for wrong in ["high", "high=soon", "severe=3", "high:outside=3", "high:internet:inside=3", "high=-1", "high=70000"]
    {
        assert!(wrong.parse::<Row>().is_err(), "{wrong}");
    }
}

#[test]
fn every_policy_has_its_examples() {
    for (preset, urgent, ordinary) in [
        (Preset::ByPriority, Some(date(2026, 12, 2)), Some(date(2027, 1, 31))),
        (Preset::Bod2604, Some(date(2026, 11, 5)), None),
        (Preset::FedRamp, Some(date(2026, 12, 2)), Some(date(2027, 1, 31))),
        (Preset::Own, Some(date(2026, 12, 2)), Some(date(2027, 1, 31))),
    ] {
        let days: Vec<_> = examples(&preset.policy(), FOUND).iter().map(|example| example.due.date()).collect();
        assert_eq!(days, [urgent, ordinary], "{preset}");
    }
}
