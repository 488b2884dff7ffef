//! Feeds that are fetched: only from where whoever runs the server says.

use closeout_connect::{Address, Feeds, Fetcher, fetch::Limits};
use closeout_domain::{feed::Kind, people::Role};
use closeout_testkit::{Outside, TestApp};
use serde_json::json;

use crate::furniture::People;

const EPSS: &[u8] =
    b"#model_version:v2026.01.01,score_date:2026-10-06T00:00:00Z\ncve,epss,percentile\nCVE-2026-0001,0.25,0.9\n";

const PAGE: &[u8] = b"<!doctype html><title>Sign in to the guest network</title>";

fn at(feeds: &[(Kind, String)]) -> Feeds {
    Feeds::at(feeds.iter().map(|(kind, url)| (*kind, url.parse::<Address>().unwrap())))
}

#[tokio::test]
async fn an_edition_is_fetched_once_and_kept_as_a_file_is() {
    let outside = Outside::offering(&[("/epss.csv", EPSS)]).await;
    let site = TestApp::fetching_from(at(&[(Kind::Epss, outside.url("/epss.csv?key=hunter2"))])).await;
    let p = People::of(&site).await;
    let route = "/api/v1/feeds/epss/fetch";
    p.approver.post(route, json!({})).await.refused("permission");
    site.reading_token(Role::Owner).await.post(route, json!({})).await.refused("token-read-only");
    assert_eq!(p.assessor.get("/api/v1/feeds").await.good()["feeds"], json!([]));
    let report = p.owner.post(route, json!({})).await.is(201).json();
    assert_eq!((&report["feed"]["entries"], &report["identical"]), (&json!(1), &json!(false)));
    assert_eq!(report["feed"]["file"], outside.url("/epss.csv"), "where it came from, without the key");
    let digest = report["feed"]["sha256"].as_str().unwrap().parse().unwrap();
    let mut kept = Vec::new();
    std::io::Read::read_to_end(&mut site.app.world().blobs.open(digest).await.unwrap(), &mut kept).unwrap();
    assert_eq!(kept, EPSS);
    assert_eq!(p.owner.post(route, json!({"older": true})).await.is(200).json()["identical"], true);
    p.owner.post(route, json!({"from": "http://127.0.0.1/"})).await.is(422);
    assert_eq!(site.arriving(), 0);
}

#[tokio::test]
async fn an_older_edition_needs_a_yes() {
    let outside = Outside::offering(&[("/epss.csv", EPSS)]).await;
    let site = TestApp::fetching_from(at(&[(Kind::Epss, outside.url("/epss.csv"))])).await;
    let p = People::of(&site).await;
    let newer = String::from_utf8_lossy(EPSS).replace("2026-10-06", "2026-10-07");
    p.owner.upload("/api/v1/feeds/epss", &[], ("newer.csv", newer.as_bytes())).await.is(201);
    p.owner.post("/api/v1/feeds/epss/fetch", json!({})).await.refused("feed-forward");
    assert_eq!(site.arriving(), 0);
    let report = p.owner.post("/api/v1/feeds/epss/fetch", json!({"older": true})).await.is(201).json();
    assert_eq!(report["feed"]["date"], "2026-10-06");
}

#[tokio::test]
async fn without_an_address_nothing_is_fetched() {
    let site = TestApp::new().await;
    let p = People::of(&site).await;
    let problem = p.owner.post("/api/v1/feeds/kev/fetch", json!({})).await.refused("feed-address");
    assert!(problem["remedy"].as_str().unwrap().contains("CLOSEOUT_FEED_KEV"), "{problem}");
    p.owner.post("/api/v1/feeds/nvd/fetch", json!({})).await.is(404);
}

#[tokio::test]
async fn what_cannot_be_fetched_says_why_and_what_to_do() {
    let outside = Outside::offering(&[("/page", PAGE), ("/large", EPSS)]).await;
    let leading = Outside::leading_to(&outside.url("/large")).await;
    let feeds = [(Kind::Kev, outside.url("/gone")), (Kind::Epss, leading.url("/")), (Kind::Ssvc, outside.url("/page"))];
    let site = TestApp::fetching_from(at(&feeds)).await;
    let p = People::of(&site).await;
    for (feed, status, code, says) in [
        ("kev", 502, "not_fetched", "127.0.0.1 answers 404 Not Found"),
        ("epss", 502, "not_fetched", "127.0.0.1 leads on to an address that is not https"),
        ("ssvc", 422, "unreadable", "/page cannot be read: "),
    ] {
        let problem = p.owner.post(&format!("/api/v1/feeds/{feed}/fetch"), json!({})).await.is(status).json();
        let (detail, remedy) = (problem["detail"].as_str().unwrap(), problem["remedy"].as_str().unwrap());
        assert!(problem["code"] == code && detail.contains(says), "{feed}: {problem}");
        assert!(detail.contains("http://127.0.0.1:") && remedy.contains("bring it in"), "{feed}: {problem}");
    }
    let small = Fetcher { limits: Limits { largest: 10, ..Limits::default() }, ..Fetcher::default() };
    let site = TestApp::fetching_from(at(&[(Kind::Epss, outside.url("/large"))]).by(small)).await;
    let p = People::of(&site).await;
    let problem = p.owner.post("/api/v1/feeds/epss/fetch", json!({})).await.is(502).json();
    assert!(problem["detail"].as_str().unwrap().contains("larger than 10 bytes"), "{problem}");
    assert_eq!((site.arriving(), p.owner.get("/api/v1/feeds").await.good()["feeds"].clone()), (0, json!([])));
}
