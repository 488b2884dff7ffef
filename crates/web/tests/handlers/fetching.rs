//! Feeds that are fetched by a button, which is there only where whoever runs the server gave an address.

use closeout_connect::Feeds;
use closeout_domain::feed::Kind;
use closeout_testkit::{Outside, TestApp};

use crate::{
    desk::{Desk, read},
    house::House,
};

const KEV: &[u8] = br#"{"catalogVersion": "2026.10.05", "dateReleased": "2026-10-05T10:00:00Z", "vulnerabilities": [
    {"cveID": "CVE-2026-0001", "dateAdded": "2026-09-20", "dueDate": "2026-10-11"}]}"#;

#[tokio::test]
async fn a_feed_with_an_address_is_fetched_by_its_button() {
    let outside = Outside::offering(&[("/kev.json", KEV)]).await;
    let addresses = [(Kind::Kev, outside.url("/kev.json")), (Kind::Epss, outside.url("/gone"))];
    let feeds = Feeds::at(addresses.map(|(kind, url)| (kind, url.parse().unwrap())));
    let house = House::of(TestApp::fetching_from(feeds).await).await;
    assert!(!read(&house.assessor.open("/feeds").await).contains("Fetch now"));
    let page = house.owner.open("/feeds").await;
    assert!(page.contains("id=\"fetch-kev\"") && !page.contains("id=\"fetch-ssvc\""), "{}", read(&page));
    assert!(read(&page).contains(&format!("Fetch now from {}", outside.url("/kev.json"))), "{}", read(&page));

    let page = read(&house.owner.done("/feeds", "fetch-kev", &[]).await);
    assert!(page.contains("Edition 5 Oct 2026 2026.10.05 CVEs 1"), "{page}");
    let again = house.owner.send("/feeds", "fetch-kev", &[]).await;
    assert!(again.is(303).header("set-cookie").contains("nothing+changed"), "{}", again.header("set-cookie"));

    let failed = house.owner.send("/feeds", "fetch-epss", &[]).await;
    let page = Desk::page(failed.is(502));
    let told = read(&page);
    assert!(told.contains("answers 404 Not Found") && told.contains("download the file in a browser"), "{told}");
    assert!(page.contains("id=\"fetch-epss\""), "the form beside it takes the file: {told}");
    assert_eq!(house.site.arriving(), 0);
}

#[tokio::test]
async fn without_an_address_there_is_no_button() {
    let house = House::empty().await;
    let page = read(&house.owner.open("/feeds").await);
    assert!(page.contains("nothing is fetched") && !page.contains("Fetch now"), "{page}");
    let csrf = crate::desk::form_of(&house.owner.open("/feeds").await, "kev").value("csrf").to_owned();
    let refused = house.owner.browser.bare_form("/feeds/kev/fetch", &[("csrf", &csrf)]).await;
    assert!(refused.is(422).text().contains("CLOSEOUT_FEED_KEV"), "{}", refused.text());
}
