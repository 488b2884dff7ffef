//! What stands around every handler.

use std::time::Duration;

use axum::{
    Router,
    body::Body,
    http::{HeaderName, Method, Request, header},
};
use closeout_domain::people::Role;
use closeout_testkit::{TestApp, answer, multipart};
use closeout_web::{
    Options,
    client::Client,
    layers,
    permission::{Anyone, Public},
    site::Site,
    table::get,
};
use serde_json::json;

#[tokio::test]
async fn every_answer_says_what_browsers_may_do_with_it() {
    let site = TestApp::with(Options { secure: true, ..Options::default() }).await;
    let owner = site.token(Role::Owner).await;
    for path in ["/healthz", "/robots.txt", "/nowhere", "/api/v1/items", "/api/v1/nowhere", "/api/v1/openapi.json"] {
        let answer = owner.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        assert!(answer.header("content-security-policy").starts_with("default-src 'none'"), "{path}");
        assert!(answer.header("content-security-policy").contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(answer.header("strict-transport-security"), "max-age=31536000", "{path}");
    }
    assert_eq!(site.stranger().get("/healthz").await.good()["status"], "ok");
    assert!(site.stranger().get("/robots.txt").await.text().contains("Disallow: /"));
}

#[tokio::test]
async fn the_files_of_the_pages_are_kept_for_ever() {
    let site = TestApp::new().await;
    let style = site.stranger().get(&closeout_web::assets::url("closeout.css")).await;
    assert_eq!(style.is(200).header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(style.header("content-type"), "text/css; charset=utf-8");
    site.stranger().get("/static/0/Cargo.toml").await.is(404);
}

#[tokio::test]
async fn downloads_are_saved_and_never_shown() {
    let site = TestApp::new().await;
    let p = crate::furniture::People::of(&site).await;
    let item = crate::furniture::open(&site, &p).await;
    let page = ("<b>\"page\"</b>.html", &b"<script>alert(1)</script>"[..]);
    let kept = p.responsible.upload(&format!("/api/v1/items/{item}/evidence"), &[], page).await.good();
    let file = p
        .assessor
        .get(&format!("/api/v1/items/{item}/evidence/{}", kept["evidence"][0]["sha256"].as_str().unwrap()))
        .await;
    assert!(file.is(200).header("content-disposition").starts_with("attachment; "), "{:?}", file.headers);
    assert!(file.header("content-security-policy").contains("sandbox"));
    assert_eq!(file.header("content-length"), "25");
}

#[tokio::test]
async fn nobody_without_a_token_and_nothing_by_a_cookie() {
    let site = TestApp::new().await;
    let stranger = site.stranger();
    let nobody = stranger.get("/api/v1/items").await;
    assert_eq!(
        (nobody.is(401).header("www-authenticate"), nobody.json()["code"].as_str()),
        ("Bearer", Some("not_signed_in"))
    );
    stranger.with("authorization", "Basic YTpi").get("/api/v1/items").await.is(401);
    stranger.with("authorization", "Bearer closeout_0").get("/api/v1/items").await.is(401);
    stranger.with("idempotency-key", "").post("/api/v1/items", serde_json::json!({})).await.is(401);
    let browser = site.browser(Role::Owner).await;
    browser.get("/api/v1/items").await.is(401);
}

#[tokio::test]
async fn large_bodies_are_refused() {
    let site = TestApp::new().await;
    let owner = site.token(Role::Owner).await;
    let long = "x".repeat(3 << 20);
    let refused = owner.post("/api/v1/items", json!({"weakness": long, "source": "audit"})).await;
    assert_eq!(refused.is(413).json()["code"], "too_large");
    owner
        .with("idempotency-key", "k")
        .post("/api/v1/items", json!({"weakness": long, "source": "audit"}))
        .await
        .is(413);
    let plain = owner.send(Method::POST, "/api/v1/items", Some("text/plain"), Body::from("{}")).await;
    plain.is(415);
    let deep = "[".repeat(100_000);
    owner.send(Method::POST, "/api/v1/items", Some("application/json"), Body::from(deep)).await.is(422);
}

#[tokio::test]
async fn answers_are_compressed_for_who_reads_that() {
    let site = TestApp::new().await;
    let program = site.stranger().with("accept-encoding", "gzip");
    let described = program.get("/api/v1/openapi.json").await;
    assert_eq!(described.is(200).header(header::CONTENT_ENCODING.as_str()), "gzip");
    assert_eq!(program.get("/healthz").await.is(200).header("content-encoding"), "");
}

/// The server with routes that no real one has.
fn odd(site: &TestApp, options: Options) -> Router {
    let routes = vec![
        get(Public, "/api/panic", async |_: Anyone| if true { panic!("a secret") } else { "never" }),
        get(Public, "/api/slow", async |_: Anyone| tokio::time::sleep(Duration::from_secs(60)).await),
        get(Public, "/client", async |_: Anyone, Client(client): Client| client),
    ];
    layers::router(routes, &Site::new(site.app.clone(), options, String::new))
}

async fn ask(router: &Router, path: &str, headers: &[(&str, &str)]) -> closeout_testkit::Answer {
    let request = headers.iter().fold(Request::get(path), |request, (name, value)| request.header(*name, *value));
    answer(router, format!("GET {path}"), request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn a_panic_is_answered_and_tells_nothing() {
    let site = TestApp::new().await;
    let panicked = ask(&odd(&site, Options::default()), "/api/panic", &[]).await;
    assert_eq!(panicked.is(500).json()["code"], "internal");
    assert!(!panicked.text().contains("secret"));
    assert_eq!(panicked.header("x-content-type-options"), "nosniff");
}

#[tokio::test]
async fn nobody_waits_for_ever() {
    let site = TestApp::new().await;
    let options = Options { patience: Duration::from_millis(20), ..Options::default() };
    assert_eq!(ask(&odd(&site, options), "/api/slow", &[]).await.is(503).json()["code"], "busy");
}

#[tokio::test]
async fn a_proxy_is_believed_only_where_one_stands() {
    let site = TestApp::new().await;
    let told = [("x-forwarded-for", "203.0.113.9, 192.0.2.7")];
    assert_eq!(ask(&odd(&site, Options::default()), "/client", &told).await.text(), "unknown");
    let client_header = Some(HeaderName::from_static("x-forwarded-for"));
    let behind = odd(&site, Options { client_header, ..Options::default() });
    assert_eq!(ask(&behind, "/client", &told).await.text(), "192.0.2.7");
}

#[tokio::test]
async fn a_file_before_the_proof_is_not_read() {
    let site = TestApp::new().await;
    let browser = site.browser(Role::Owner).await;
    let (kind, body) = multipart(&[], &[("a.nessus", crate::furniture::SCAN)]);
    let bare = browser.send(Method::POST, "/imports", Some(&kind), Body::from(body)).await;
    bare.is(403);
    let wrong = [("csrf", "0"), ("mode", "preview")];
    let (kind, body) = multipart(&wrong, &[("a.nessus", crate::furniture::SCAN)]);
    browser.send(Method::POST, "/imports", Some(&kind), Body::from(body)).await.is(403);
    assert_eq!(site.arriving(), 0);
}
