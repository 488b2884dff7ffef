use closeout_domain::import::Tally;
use rstest::rstest;

use super::*;

fn ending() -> Ending {
    Ending {
        format: "nessus".into(),
        family: "nessus".into(),
        tool: "Nessus 10.8.3".into(),
        policy: "weekly".into(),
        complete: true,
        seen_at: at(9),
        tally: Tally::default(),
    }
}

fn at(hour: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + hour * 3_600).unwrap()
}

fn reach() -> Reach {
    Reach {
        reached: true,
        authenticated: Some(true),
        signed_in: true,
        oldest: "202611130915".into(),
        newest: "202611130915".into(),
        checks: CheckScope::Edition,
        seen_at: None,
    }
}

fn stated(judgement: Judgement, severity: Severity) -> Stated {
    Stated::at("", judgement, severity, false, Some(at(1)))
}

const PRESENT: Judgement = Judgement::Present;
const ABSENT: Judgement = Judgement::Absent;
const NOT_JUDGED: Judgement = Judgement::NotJudged;

/// Settles a sequence: for each import what it states, if anything, and whether it reached the asset at all.
fn run(steps: &[(Option<Judgement>, Severity, bool)]) -> (Pair, Vec<Option<Count>>) {
    let mut pair = None;
    let mut counts = Vec::new();
    for (judgement, severity, looked) in steps {
        let outcome = settle(
            pair.as_ref(),
            judgement.map(|j| stated(j, *severity)).as_ref(),
            looked.then(reach).as_ref(),
            &ending(),
            Turn::Latest,
        )
        .unwrap();
        counts.push(outcome.count);
        pair = Some(outcome.pair);
    }
    (pair.unwrap(), counts)
}

#[rstest]
#[case::new(&[(Some(PRESENT), Severity::High, true)], &[Some(Count::New)])]
#[case::still(
    &[(Some(PRESENT), Severity::High, true), (Some(PRESENT), Severity::High, true)],
    &[Some(Count::New), Some(Count::Still)]
)]
#[case::another_severity(
    &[(Some(PRESENT), Severity::High, true), (Some(PRESENT), Severity::Low, true)],
    &[Some(Count::New), Some(Count::Changed)]
)]
#[case::silence_is_proof_once(
    &[(Some(PRESENT), Severity::High, true), (None, Severity::Info, true), (None, Severity::Info, true)],
    &[Some(Count::New), Some(Count::Absent), None]
)]
#[case::back_again(
    &[(Some(PRESENT), Severity::High, true), (Some(ABSENT), Severity::High, true), (Some(PRESENT), Severity::High, true)],
    &[Some(Count::New), Some(Count::Absent), Some(Count::Changed)]
)]
#[case::out_of_scope_each_time(
    &[(Some(PRESENT), Severity::High, true), (None, Severity::Info, false), (None, Severity::Info, false)],
    &[Some(Count::New), Some(Count::NotObserved(Why::OutOfScope)), Some(Count::NotObserved(Why::OutOfScope))]
)]
#[case::seen_again_after_not_being_observed(
    &[(Some(PRESENT), Severity::High, true), (None, Severity::Info, false), (Some(PRESENT), Severity::High, true)],
    &[Some(Count::New), Some(Count::NotObserved(Why::OutOfScope)), Some(Count::Still)]
)]
#[case::a_pass_and_a_check_not_reviewed_are_no_news(
    &[(Some(ABSENT), Severity::High, true), (Some(NOT_JUDGED), Severity::High, true)],
    &[None, None]
)]
#[case::there_for_the_first_time_after_a_pass(
    &[(Some(ABSENT), Severity::High, true), (Some(PRESENT), Severity::High, true)],
    &[None, Some(Count::New)]
)]
fn pairs_are_counted(#[case] steps: &[(Option<Judgement>, Severity, bool)], #[case] counts: &[Option<Count>]) {
    assert_eq!(run(steps).1, counts);
}

#[test]
fn a_pair_that_nobody_stated_is_none() {
    assert_eq!(settle(None, None, Some(&reach()), &ending(), Turn::Latest), None);
}

#[test]
fn only_what_was_there_is_open() {
    let open = |steps: &[_]| run(steps).0.is_open();
    let there = (Some(PRESENT), Severity::High, true);
    assert!(open(&[there]));
    assert!(open(&[there, (None, Severity::Info, false)]));
    assert!(open(&[there, (Some(NOT_JUDGED), Severity::High, true)]));
    assert!(!open(&[there, (Some(ABSENT), Severity::High, true)]));
    assert!(!open(&[there, (Some(ABSENT), Severity::High, true), (None, Severity::Info, false)]));
    assert!(!open(&[(Some(NOT_JUDGED), Severity::High, true)]));
    assert!(!open(&[(Some(NOT_JUDGED), Severity::High, true), (None, Severity::Info, false)]));
}

#[test]
fn how_it_was_seen_is_kept_until_it_is_seen_again() {
    let first =
        settle(None, Some(&stated(PRESENT, Severity::High)), Some(&reach()), &ending(), Turn::Latest).unwrap().pair;
    assert_eq!(
        (first.authenticated, first.check_set.as_str(), first.policy.as_str()),
        (true, "202611130915", "weekly")
    );
    let other = Ending { policy: "discovery".into(), ..ending() };
    let lesser = Reach { authenticated: Some(false), signed_in: false, ..reach() };
    let silent = settle(Some(&first), None, Some(&lesser), &other, Turn::Latest).unwrap().pair;
    assert_eq!(silent.presence.state, Verdict::NotObserved(Why::NotAuthenticated));
    assert_eq!((silent.authenticated, silent.check_set, silent.policy), (true, first.check_set, first.policy));
    let signs_in = Stated { needs_authentication: true, ..stated(PRESENT, Severity::High) };
    assert!(settle(None, Some(&signs_in), None, &ending(), Turn::Latest).unwrap().pair.authenticated);
}

#[test]
fn what_silence_proves_needs_no_service() {
    let at = |port, judgement| Stated::at(port, judgement, Severity::High, false, None);
    let there = settle(None, Some(&at("tcp/443", PRESENT)), Some(&reach()), &ending(), Turn::Latest).unwrap().pair;
    let full = settle(Some(&there), Some(&at("tcp/22", ABSENT)), Some(&reach()), &ending(), Turn::Latest).unwrap().pair;
    assert_eq!(full.presence.state, Verdict::Absent, "the look would have found it at every port");
    let moved =
        settle(Some(&there), Some(&at("tcp/22", PRESENT)), Some(&reach()), &ending(), Turn::Latest).unwrap().pair;
    assert_eq!(moved.services, Services::at("tcp/22"), "and says so of the port where it was");
    let some = Reach { checks: CheckScope::Stated, ..reach() };
    let both = settle(Some(&there), Some(&at("tcp/22", PRESENT)), Some(&some), &ending(), Turn::Latest).unwrap().pair;
    assert_eq!(both.services, Services::at("tcp/22").and(Services::at("tcp/443")));
    let unsigned = Reach { authenticated: Some(false), signed_in: false, ..some };
    let no = settle(Some(&both), Some(&at("tcp/22", ABSENT)), Some(&unsigned), &ending(), Turn::Latest).unwrap().pair;
    assert_eq!(no.services, both.services, "a lesser look takes no port away");
}

#[test]
fn the_latest_time_that_anything_names_is_taken() {
    let last = |stated, reach: Reach| {
        settle(None, Some(&stated), Some(&reach), &ending(), Turn::Latest).unwrap().pair.presence.last_seen
    };
    let silent = Stated { seen_at: None, ..stated(PRESENT, Severity::Low) };
    assert_eq!(last(stated(PRESENT, Severity::Low), reach()), Some(at(1)));
    assert_eq!(last(silent.clone(), Reach { seen_at: Some(at(2)), ..reach() }), Some(at(2)));
    assert_eq!(last(silent, reach()), Some(at(9)));
}

#[test]
fn one_place_where_it_is_there_outweighs_the_others() {
    let high = stated(ABSENT, Severity::High);
    let low = Stated { needs_authentication: true, seen_at: Some(at(3)), ..stated(PRESENT, Severity::Low) };
    let both = Stated { gone: high.gone.clone(), ..low.clone() };
    assert_eq!((high.clone().and(low.clone()), low.clone().and(high.clone())), (both.clone(), both));
    assert_eq!(high.and(stated(NOT_JUDGED, Severity::Low)).judgement, NOT_JUDGED);
    assert_eq!(low.and(stated(PRESENT, Severity::Medium)).severity, Severity::Medium);
}

#[test]
fn two_looks_at_one_name_prove_as_much_as_the_lesser_and_see_as_much_as_the_better() {
    let weak = Reach {
        authenticated: Some(false),
        signed_in: false,
        oldest: "202611010915".into(),
        newest: "202611010915".into(),
        checks: CheckScope::Stated,
        ..reach()
    };
    let both =
        Reach { authenticated: Some(false), oldest: "202611010915".into(), checks: CheckScope::Stated, ..reach() };
    assert_eq!((weak.clone().and(reach()), reach().and(weak)), (both.clone(), both));
}

#[test]
fn totals_count_pairs_and_reasons() {
    let (there, _) = run(&[(Some(PRESENT), Severity::High, true)]);
    let mut totals = Totals::default();
    totals.add(None, Some(Count::New));
    totals.add(Some(&there), Some(Count::Absent));
    totals.add(Some(&there), Some(Count::NotObserved(Why::NotReached)));
    totals.add(Some(&there), Some(Count::NotObserved(Why::NotReached)));
    totals.add(None, None);
    assert_eq!(totals.open, 3);
    assert_eq!(totals.changes, Changes { new: 1, absent: 1, not_observed: 2, ..Changes::default() });
    assert_eq!(totals.not_observed, BTreeMap::from([(Why::NotReached, 2)]));
}

#[test]
fn a_finding_is_open_while_one_of_its_assets_is() {
    let present = run(&[(Some(PRESENT), Severity::Medium, true)]).0;
    let absent = run(&[(Some(PRESENT), Severity::Critical, true), (Some(ABSENT), Severity::Critical, true)]).0;
    let unseen = run(&[(Some(NOT_JUDGED), Severity::High, true)]).0;
    let spread = |pairs: &[&Pair]| {
        let mut spread = Spread::default();
        pairs.iter().for_each(|p| spread.add(p));
        spread
    };
    let all = spread(&[&present, &absent, &unseen]);
    assert_eq!((all.assets, all.present, all.absent, all.open), (3, 1, 1, 1));
    assert_eq!((all.state(false), all.state(true), all.severity()), ("open", "dismissed", Severity::Medium));
    assert_eq!((spread(&[&absent]).state(false), spread(&[&absent]).severity()), ("absent", Severity::Critical));
    assert_eq!(spread(&[&absent, &unseen]).state(false), "not_judged");
    assert_eq!((asset_state(&unseen, false), asset_state(&unseen, true)), ("not_observed", "dismissed"));
    assert_eq!(asset_state(&absent, true), "absent");
    assert_eq!((reason(&unseen), reason(&present)), ("listed, but not judged".into(), String::new()));
}

#[test]
fn what_is_shown_of_a_pair_is_where_it_is_there() {
    let given = [
        ("tcp/8443", PRESENT, "TLS 1.0"),
        ("tcp/22", ABSENT, "fine"),
        ("tcp/443", PRESENT, ""),
        ("tcp/443", PRESENT, ""),
    ];
    assert_eq!(shown(given), (vec!["tcp/443".into(), "tcp/8443".into()], "TLS 1.0".into()));
    assert_eq!(shown([("tcp/22", ABSENT, "fine"), ("", ABSENT, "")]), (vec!["tcp/22".into()], "fine".into()));
    assert_eq!(shown([]), (vec![], String::new()));
}
