use closeout_catalog::directive::{Exploitation, TechnicalImpact};
use jiff::civil::date;
use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::priority::facts::{Listing, Ssvc};

const CRITICALITIES: [Option<Criticality>; 4] =
    [None, Some(Criticality::Low), Some(Criticality::Medium), Some(Criticality::High)];

fn exposed(internet: Option<bool>) -> Option<Exposure> {
    Some(Exposure { internet, ..Exposure::default() })
}

fn cve(name: &str) -> CveFacts {
    CveFacts { kev: Listing::NotListed, ..CveFacts::unknown(name.parse().unwrap()) }
}

fn listed(name: &str, ransomware: bool) -> CveFacts {
    let kev = Kev { added: date(2026, 3, 1), due_date: Some(date(2026, 3, 22)), ransomware };
    CveFacts { kev: Listing::Listed(kev), ..cve(name) }
}

fn likely(probability: f64) -> CveFacts {
    let epss = Epss { probability, percentile: 0.97, date: date(2026, 11, 20), model: "v2025.03.14".into() };
    CveFacts { epss: Some(epss), ..cve("CVE-2026-0001") }
}

/// The first rules of this project, kept as the base.
#[rstest]
#[case(Severity::High, Some(true), None, Priority::Critical)]
#[case(Severity::High, Some(false), None, Priority::High)]
#[case(Severity::Critical, Some(true), None, Priority::Critical)]
#[case(Severity::Info, None, Some(5), Priority::High)]
#[case(Severity::Medium, None, Some(3), Priority::Medium)]
#[case(Severity::Low, None, Some(1), Priority::Low)]
#[case(Severity::Info, Some(true), None, Priority::Low)]
#[case(Severity::Low, Some(true), None, Priority::Medium)]
fn severity_points_and_the_internet(
    #[case] severity: Severity,
    #[case] internet: Option<bool>,
    #[case] points: Option<u8>,
    #[case] expected: Priority,
) {
    let rated = rate(&Inputs { severity, points, exposure: exposed(internet), ..Inputs::default() });
    assert_eq!(rated.priority, expected, "{:?}", rated.reasons);
}

#[rstest]
#[case(Some(true), false, Priority::Critical)]
#[case(None, false, Priority::Critical)]
#[case(Some(false), false, Priority::High)]
#[case(Some(false), true, Priority::Critical)]
fn what_is_known_to_be_exploited_is_high_and_critical_where_it_may_be_reached(
    #[case] internet: Option<bool>,
    #[case] ransomware: bool,
    #[case] expected: Priority,
) {
    let cves = [listed("CVE-2026-0001", ransomware)];
    let inputs = Inputs { severity: Severity::Low, cves: &cves, exposure: exposed(internet), ..Inputs::default() };
    assert_eq!(rate(&inputs).priority, expected);
}

#[rstest]
#[case(0.09, Priority::Low)]
#[case(0.1, Priority::Medium)]
#[case(0.499, Priority::Medium)]
#[case(0.5, Priority::High)]
#[case(1.0, Priority::High)]
fn a_likely_exploitation_raises_the_floor(#[case] probability: f64, #[case] expected: Priority) {
    let cves = [likely(probability)];
    assert_eq!(rate(&Inputs { severity: Severity::Low, cves: &cves, ..Inputs::default() }).priority, expected);
}

#[rstest]
#[case(Exploitation::Active, true, TechnicalImpact::Total, Criticality::High, "act", Priority::Critical)]
#[case(Exploitation::Active, true, TechnicalImpact::Partial, Criticality::Low, "attend", Priority::High)]
#[case(Exploitation::PublicPoc, false, TechnicalImpact::Partial, Criticality::High, "track*", Priority::High)]
#[case(Exploitation::PublicPoc, true, TechnicalImpact::Total, Criticality::Medium, "track*", Priority::Medium)]
#[case(Exploitation::None, false, TechnicalImpact::Partial, Criticality::Low, "track ", Priority::Low)]
fn the_tree_of_cisa_decides_where_all_its_inputs_are_known(
    #[case] exploitation: Exploitation,
    #[case] automatable: bool,
    #[case] impact: TechnicalImpact,
    #[case] criticality: Criticality,
    #[case] word: &str,
    #[case] expected: Priority,
) {
    let answers =
        Ssvc { exploitation: Some(exploitation), automatable: Some(automatable), technical_impact: Some(impact) };
    let cves = [CveFacts { ssvc: answers, ..cve("CVE-2026-0001") }];
    let exposure = Exposure { internet: Some(false), cui: None, criticality: Some(criticality) };
    let rated = rate(&Inputs { severity: Severity::Low, cves: &cves, exposure: Some(exposure), ..Inputs::default() });
    assert_eq!(rated.priority, expected, "{:?}", rated.reasons);
    let said = rated.reasons.iter().find(|r| r.code == "ssvc").unwrap();
    assert!(said.sentence.contains(&format!("says {word}")), "{}", said.sentence);
}

#[test]
fn a_missing_answer_leaves_the_tree_incomplete_and_says_which() {
    let cves = [CveFacts { ssvc: Ssvc { automatable: Some(true), ..Ssvc::default() }, ..cve("CVE-2026-0001") }];
    let rated = rate(&Inputs { severity: Severity::Low, cves: &cves, ..Inputs::default() });
    let said = rated.reasons.iter().find(|r| r.code == "ssvc").unwrap();
    let missing = "SSVC comes to no decision for CVE-2026-0001 without knowing whether it is exploited, its technical \
                   impact and how critical the asset is";
    assert_eq!((said.sentence.as_str(), said.effect), (missing, Effect::Unknown));
}

#[test]
fn the_needs_of_the_asset_move_the_score_and_the_priority_with_it() {
    let scores = [Score::of("", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", None).unwrap()];
    let cui = Some(Exposure { internet: Some(false), cui: Some(true), criticality: None });
    let rated = rate(&Inputs { severity: Severity::High, scores: &scores, exposure: cui, ..Inputs::default() });
    let said: Vec<_> = rated.reasons.iter().map(|r| (r.code, r.sentence.as_str(), r.effect, r.after)).collect();
    assert_eq!(
        said,
        [
            ("severity", "severity high", Effect::Start(Priority::High), Priority::High),
            ("cvss", "CVSS 3.1 base score 7.5, high", Effect::None, Priority::High),
            (
                "cvss-environment",
                "CVSS 3.1 environmental score 9.3, critical, of 7.5 here",
                Effect::StepUp,
                Priority::Critical
            ),
            ("cui", "holds CUI", Effect::AtLeast(Priority::Medium), Priority::Critical),
            ("internet", "the internet does not reach it", Effect::None, Priority::Critical),
        ]
    );
}

#[test]
fn a_score_without_a_severity_begins_the_reckoning() {
    let scores = [Score::of("2.0", "", Some(10.0)).unwrap()];
    let rated = rate(&Inputs { scores: &scores, ..Inputs::default() });
    assert_eq!((rated.priority, rated.reasons[0].code), (Priority::High, "cvss"));
}

#[test]
fn the_sentences_hold_numbers_and_dates() {
    let mut worst = listed("CVE-2026-0002", true);
    worst.epss = likely(0.943).epss;
    let cves = [listed("CVE-2026-0003", false), worst, cve("CVE-2026-0009")];
    let rating =
        rate(&Inputs { severity: Severity::Medium, cves: &cves, points: Some(5), ..Inputs::default() }).rating();
    assert_eq!(
        rating.reasons,
        [
            "severity medium",
            "5 points at stake: at least high",
            "CVE-2026-0002 is known to be exploited: in CISA's catalog since 2026-03-01, CISA's date there is 2026-03-22, \
             as is 1 other CVE of it, and nobody has said that the internet does not reach it: at least critical",
            "EPSS 94.3 % for CVE-2026-0002, higher than 97.0 % of all, on 2026-11-20 by model v2025.03.14: at least high",
        ]
    );
}

#[test]
fn without_a_catalog_nothing_is_said_of_exploitation() {
    let cves = [CveFacts::unknown("CVE-2026-0001".parse().unwrap())];
    let rated = rate(&Inputs { severity: Severity::Low, cves: &cves, ..Inputs::default() });
    let kev = rated.reasons.iter().find(|r| r.code == "kev").unwrap();
    assert_eq!((kev.effect, rated.priority), (Effect::Unknown, Priority::Low));
    assert_eq!(rated.rating().reasons, ["severity low"]);
}

prop_compose! {
    fn facts()(
        listing in 0..3_u8, ransomware: bool, probability in proptest::option::of(0.0..=1.0),
        exploitation in proptest::option::of(0..3_u8), automatable: Option<bool>, total: Option<bool>,
    ) -> CveFacts {
        CveFacts {
            kev: match listing {
                0 => Listing::Unknown,
                1 => Listing::NotListed,
                _ => listed("CVE-2026-0001", ransomware).kev,
            },
            epss: probability.and_then(|p| likely(p).epss),
            ssvc: Ssvc {
                exploitation: exploitation.map(|e| match e {
                    0 => Exploitation::None,
                    1 => Exploitation::PublicPoc,
                    _ => Exploitation::Active,
                }),
                automatable,
                technical_impact: total.map(|t| if t { TechnicalImpact::Total } else { TechnicalImpact::Partial }),
            },
            ..cve("CVE-2026-0001")
        }
    }
}

prop_compose! {
    fn anything()(
        severity in proptest::sample::select(Severity::ALL.to_vec()), facts in facts(), points in proptest::option::of(1..=5_u8),
        internet: Option<bool>, cui: Option<bool>, criticality in proptest::sample::select(CRITICALITIES.to_vec()),
        base in proptest::option::of(0.0..=10.0),
    ) -> (Severity, CveFacts, Option<u8>, Exposure, Vec<Score>) {
        let scores = base.and_then(|base| Score::of("3.1", "", Some(base))).into_iter().collect();
        (severity, facts, points, Exposure { internet, cui, criticality }, scores)
    }
}

proptest! {
    #[test]
    fn a_priority_is_the_sum_of_its_reasons((severity, facts, points, exposure, scores) in anything()) {
        let cves = [facts];
        let inputs = Inputs { severity, scores: &scores, cves: &cves, exposure: Some(exposure), points };
        let rated = rate(&inputs);
        let mut sum = Priority::Low;
        for reason in &rated.reasons {
            sum = reason.effect.apply(sum);
            prop_assert_eq!(reason.after, sum);
        }
        prop_assert_eq!(rated.priority, sum);
        prop_assert_eq!(&rate(&inputs), &rated);
        prop_assert!(!rated.rating().reasons.is_empty());
    }

    #[test]
    fn worse_news_never_lower_a_priority((severity, facts, points, exposure, scores) in anything()) {
        let cves = [facts];
        let inputs = Inputs { severity, scores: &scores, cves: &cves, exposure: Some(exposure), points };
        let before = rate(&inputs).priority;
        let not_lower = |worse: Inputs<'_>| rate(&worse).priority >= before;
        let worse = [CveFacts { kev: listed("CVE-2026-0001", true).kev, ..cves[0].clone() }];
        let certain = [CveFacts { epss: likely(1.0).epss, ..cves[0].clone() }];
        let reached = Some(Exposure { internet: Some(true), ..exposure });
        let holding = Some(Exposure { cui: Some(true), ..exposure });
        let all = [
            ("known exploited", not_lower(Inputs { cves: &worse, ..inputs })),
            ("certain", not_lower(Inputs { cves: &certain, ..inputs })),
            ("reached", not_lower(Inputs { exposure: reached, ..inputs })),
            ("holds CUI", not_lower(Inputs { exposure: holding, ..inputs })),
            ("points", not_lower(Inputs { points: Some(5), ..inputs })),
            ("severity", not_lower(Inputs { severity: Severity::Critical, ..inputs })),
        ];
        for (news, raised) in all {
            prop_assert!(raised, "{}", news);
        }
    }
}
