//! Forms come from our own pages, or nothing happens.

use axum::{body::Body, http::Method};
use closeout_domain::people::Role;
use closeout_testkit::TestApp;

use crate::{
    desk::{Desk, read},
    house::{House, ITEM},
};

const FORM: &str = "application/x-www-form-urlencoded";

async fn events(site: &TestApp) -> usize {
    site.app.world().store.log(site.firm.id, 0, 100_000).await.unwrap().len()
}

#[tokio::test]
async fn a_form_without_the_sessions_proof_changes_nothing() {
    let house = House::scanned().await;
    let before = events(&house.site).await;
    let other = Desk::of(&house.site, Role::Owner).await;
    for csrf in [None, Some(""), Some("guess"), Some(other.browser.csrf.as_str())] {
        let fields: Vec<(&str, &str)> =
            csrf.map(|value| ("csrf", value)).into_iter().chain([("text", "hello")]).collect();
        let answer = house.owner.browser.bare_form("/items/1/comment", &fields).await;
        let page = read(&Desk::page(answer.is(403)));
        assert!(page.contains("not sent from a page of your session"), "{page}");
    }
    let (kind, body) = closeout_testkit::multipart(&[("shows", "x")], &[("a.txt", b"a")]);
    house.owner.browser.send(Method::POST, "/items/1/evidence", Some(&kind), Body::from(body)).await.is(403);
    assert_eq!(events(&house.site).await, before);
    assert_eq!(house.site.arriving(), 0, "not a byte is kept before the form has proved itself");
}

#[tokio::test]
async fn a_form_from_another_site_changes_nothing() {
    let house = House::scanned().await;
    let before = events(&house.site).await;
    let body = format!("csrf={}&text=hello", house.owner.browser.csrf);
    let strange = [("origin", "https://evil.example"), ("origin", "null"), ("sec-fetch-site", "cross-site")];
    for (name, value) in strange {
        let sender = house.site.stranger().with("cookie", &house.owner.browser.cookie).with(name, value);
        sender.send(Method::POST, "/items/1/comment", Some(FORM), Body::from(body.clone())).await.is(403);
        sender.send(Method::POST, "/sign-in", Some(FORM), Body::from("email=a&password=b")).await.is(403);
    }
    assert_eq!(events(&house.site).await, before);
    let own = house.site.stranger().with("cookie", &house.owner.browser.cookie).with("origin", "http://poam.example");
    own.send(Method::POST, "/items/1/comment", Some(FORM), Body::from(body)).await.is(303);
}

#[tokio::test]
async fn what_is_not_here_has_a_page_and_says_so() {
    let house = House::scanned().await;
    for path in [
        "/items/99",
        "/items/abc",
        "/findings/abc",
        "/findings/fixes/abc",
        "/imports/abc",
        "/people/abc",
        "/systems/abc",
        "/nowhere",
        "/items/1/evidence/abc",
        "/imports/previews/abc",
        "/items/workbook/abc",
    ] {
        let answer = house.owner.browser.get(path).await;
        assert!(read(&Desk::page(answer.is(404))).contains("There is nothing here"), "{path}");
    }
    for path in ["/items?as_of=Q3", "/items?late=yes&late=no", "/items/1?as_of=yesterday"] {
        Desk::page(house.owner.browser.get(path).await.is(422));
    }
    let odd = house.owner.open("/audit?subject=nothing").await;
    assert!(odd.contains("id=\"subject-subject-error\""), "{}", read(&odd));
}

#[tokio::test]
async fn head_is_answered_as_get_without_a_body() {
    let house = House::scanned().await;
    for path in ["/", "/items", ITEM, "/findings", "/sign-in"] {
        let answer = house.owner.browser.send(Method::HEAD, path, None, Body::empty()).await;
        assert!(answer.is(200).body.is_empty(), "{path}");
    }
}

#[tokio::test]
async fn a_script_that_sends_a_file_is_told_where_to_go() {
    let house = House::empty().await;
    let (kind, body) =
        closeout_testkit::multipart(&[("csrf", &house.owner.browser.csrf)], &[("a.nessus", crate::desk::SCAN)]);
    let script = house.site.stranger().with("cookie", &house.owner.browser.cookie).with("x-closeout-script", "upload");
    let answer = script.send(Method::POST, "/imports", Some(&kind), Body::from(body)).await;
    assert!(answer.is(204).header("location").starts_with("/imports/previews/"));
}
