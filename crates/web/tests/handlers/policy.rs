//! Feeds, due dates and rules about assets, by their pages.

use crate::{
    desk::{Desk, UNTICKED, form_of, read},
    house::House,
};

const KEV: &[u8] = br#"{"catalogVersion": "2026.10.05", "dateReleased": "2026-10-05T10:00:00Z", "vulnerabilities": [
    {"cveID": "CVE-2026-0001", "dateAdded": "2026-09-20", "dueDate": "2026-10-11"}, {"cveID": "CVE-2026-1"}]}"#;

#[tokio::test]
async fn feeds_arrive_by_their_page() {
    let house = House::empty().await;
    let before = read(&house.assessor.open("/feeds").await);
    assert!(before.contains("Not brought in yet.") && !before.contains("Bring an edition in"), "{before}");
    let bring = async |file: &[u8], older: &[(&str, &str)]| {
        house.owner.upload("/feeds", "kev", older, &[("known_exploited_vulnerabilities.json", file)]).await
    };
    let nothing = house.owner.upload("/feeds", "kev", &[], &[]).await;
    assert!(Desk::page(nothing.is(422)).contains("id=\"kev-file-error\""));
    let unreadable = bring(b"no feed at all", &[]).await;
    assert!(read(&Desk::page(unreadable.is(422))).contains("cannot be read"));
    let page = read(&house.owner.follow(&bring(KEV, &[]).await).await);
    assert!(page.contains("Edition 5 Oct 2026 2026.10.05 CVEs 1 1 entry could not be read"), "{page}");
    let again = bring(KEV, &[]).await;
    assert!(again.is(303).header("set-cookie").contains("nothing+changed"), "{}", again.header("set-cookie"));
    let older = String::from_utf8_lossy(KEV).replace("2026-10-05T", "2026-10-01T");
    let refused = bring(older.as_bytes(), &[]).await;
    let refused = read(&Desk::page(refused.is(422)));
    assert!(refused.contains("his edition is of 2026-10-01"), "{refused}");
    let taken = read(&house.owner.follow(&bring(older.as_bytes(), &[("older", "yes")]).await).await);
    assert!(taken.contains("Edition 1 Oct 2026"), "{taken}");
    assert_eq!(house.site.arriving(), 0);
}

#[tokio::test]
async fn a_policy_of_due_dates_is_chosen_and_shows_what_it_comes_to() {
    let house = House::empty().await;
    let system = format!("/systems/{}", house.site.firm.system);
    let first = read(&house.assessor.open(&system).await);
    assert!(first.contains("Nobody has chosen a policy") && first.contains("due 23 Dec 2026"), "{first}");
    assert!(!first.contains("Choose another policy"), "{first}");
    let page = read(&house.administrator.done(&system, "deadlines", &[("preset", "bod-26-04")]).await);
    assert!(page.contains("BOD 26-04, table 1") && page.contains("due 26 Nov 2026"), "{page}");
    assert!(page.contains("at the next upgrade"), "{page}");

    let rows = "high:internet=14\ncritical=3\nhigh=30\nmedium=90";
    let own = [("preset", "own"), ("counting", "working"), ("rows", rows), ("holidays", "2026-12-24\nsoon")];
    let refused = house.administrator.send(&system, "deadlines", &own).await;
    let page = Desk::page(refused.is(422));
    assert!(page.contains("id=\"deadlines-holidays-error\""), "{}", read(&page));
    assert_eq!(form_of(&page, "deadlines").value("rows"), rows);
    let own = [("preset", "own"), ("counting", "working"), ("rows", rows), ("holidays", "2026-12-24")];
    let refused = house.administrator.send(&system, "deadlines", &own).await;
    let page = Desk::page(refused.is(422));
    assert!(read(&page).contains("No row says what holds for low in every case"), "{}", read(&page));
    let rows = format!("{rows}\nlow=180");
    let own = [("preset", "own"), ("counting", "working"), ("rows", rows.as_str()), ("holidays", "2026-12-24")];
    let page = read(&house.administrator.done(&system, "deadlines", &own).await);
    assert!(page.contains("Working days count; 1 free day of your own."), "{page}");
}

#[tokio::test]
async fn rules_about_assets_are_lines() {
    let house = House::empty().await;
    let system = format!("/systems/{}", house.site.firm.system);
    assert!(read(&house.assessor.open(&system).await).contains("No rule says so."));
    let wrong = [("rules", "dmz-*=internet\npress-*=outside")];
    let page = Desk::page(house.administrator.send(&system, "exposure", &wrong).await.is(422));
    assert!(read(&page).contains("press-*=outside"), "{}", read(&page));
    assert!(page.contains("id=\"exposure-rules-error\""), "{}", read(&page));
    let rules = [("rules", "dmz-* = internet, no-cui\n10.0.0.0/8=inside,cui,high")];
    let page = house.administrator.done(&system, "exposure", &rules).await;
    assert!(read(&page).contains("dmz-* reaches them not held"), "{}", read(&page));
    assert_eq!(form_of(&page, "exposure").value("rules"), "dmz-*=internet,no-cui\n10.0.0.0/8=inside,cui,high");
    let none = read(&house.administrator.done(&system, "exposure", &[("rules", UNTICKED)]).await);
    assert!(none.contains("No rule says so."), "{none}");
}
