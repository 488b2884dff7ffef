//! Signing in and out, by the page.

use closeout_domain::people::Role;
use closeout_testkit::{PASSWORD, TestApp};
use closeout_web::Options;

use crate::desk::{Desk, form_of, read};

async fn stranger(site: &TestApp) -> Desk {
    Desk { browser: site.anonymous() }
}

#[tokio::test]
async fn signing_in_leads_where_one_wanted_to_go() {
    let site = TestApp::with(Options { secure: true, ..Options::default() }).await;
    let mut desk = stranger(&site).await;
    let away = desk.browser.get("/items?late=yes").await;
    assert_eq!(away.is(303).header("location"), "/sign-in?back=/items%3Flate%3Dyes");
    let fields = [("email", "Dana.Reyes@alder.example"), ("password", PASSWORD)];
    let inside = desk.send(away.header("location"), "sign-in", &fields).await;
    assert_eq!(inside.is(303).header("location"), "/items?late=yes");
    let cookie = inside.header("set-cookie").to_owned();
    for flag in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/"] {
        assert!(cookie.contains(flag), "{cookie}");
    }
    desk.browser.cookie = cookie.split(';').next().unwrap().to_owned();
    let page = desk.open("/items?late=yes").await;

    // And out again: the session ends on the server, not only in the browser.
    let start = page.find("action=\"/sign-out\"").unwrap();
    let csrf = form_of(
        &page[start - 40..]
            .replacen("<form", "<form id=\"out\"", 1)
            .replace("<form id=\"out\" method=\"post\"", "<form method=\"post\" id=\"out\""),
        "out",
    );
    let out = desk.browser.bare_form("/sign-out", &[("csrf", csrf.value("csrf"))]).await;
    assert!(out.is(303).header("set-cookie").contains("Max-Age=0"));
    assert!(desk.open(out.header("location")).await.contains("You are signed out."));
    desk.browser.get("/items").await.is(303);
}

#[tokio::test]
async fn a_wrong_password_says_no_more_than_that() {
    let site = TestApp::new().await;
    let desk = stranger(&site).await;
    let wrong = |email| [("email", email), ("password", "guess of mine")];
    let known = desk.send("/sign-in", "sign-in", &wrong("dana.reyes@alder.example")).await;
    let unknown = desk.send("/sign-in", "sign-in", &wrong("nobody@alder.example")).await;
    let text = Desk::page(known.is(422));
    assert_eq!(form_of(&text, "sign-in").value("email"), "dana.reyes@alder.example");
    assert!(!text.contains("guess of mine"), "a password is never sent back");
    assert_eq!(read(&text), read(&Desk::page(unknown.is(422))));
    for _ in 0..4 {
        desk.send("/sign-in", "sign-in", &wrong("dana.reyes@alder.example")).await;
    }
    let slow = desk.send("/sign-in", "sign-in", &[("email", "dana.reyes@alder.example"), ("password", PASSWORD)]).await;
    assert!(read(&Desk::page(slow.is(429))).contains("Too many attempts"));
}

#[tokio::test]
async fn another_site_is_never_led_to() {
    let site = TestApp::new().await;
    let desk = stranger(&site).await;
    for back in ["https://evil.example/", "//evil.example", "/\\evil.example"] {
        let fields = [("email", "dana.reyes@alder.example"), ("password", PASSWORD), ("back", back)];
        let answer = desk.browser.bare_form("/sign-in", &fields).await;
        assert_eq!(answer.is(303).header("location"), "/", "{back}");
    }
}

#[tokio::test]
async fn an_address_of_several_organizations_chooses_one() {
    let site = TestApp::new().await;
    let administrator = site.other.member(Role::Administrator).actor;
    let person = closeout_domain::organization::NewPerson {
        id: closeout_domain::ids::PersonId(site.app.world().ids.uuid()),
        name: "Dana Reyes".into(),
        email: "dana.reyes@alder.example".into(),
        title: String::new(),
        roles: [Role::Owner].into(),
    };
    site.app.add_person(&administrator, person, Some(PASSWORD)).await.unwrap();
    let desk = stranger(&site).await;
    let fields = [("email", "dana.reyes@alder.example"), ("password", PASSWORD)];
    let which = desk.send("/sign-in?back=/people", "sign-in", &fields).await;
    let page = Desk::page(which.is(422));
    assert!(read(&page).contains("Which organization?") && page.contains("Birch Machining"), "{}", read(&page));
    let other = site.other.id.to_string();
    let inside = desk.send_of(&page, "sign-in", &[("password", PASSWORD), ("organization", &other)]).await;
    assert_eq!(inside.is(303).header("location"), "/people");
}

#[tokio::test]
async fn colours_and_systems_are_chosen_and_lead_back() {
    let site = TestApp::new().await;
    let mut desk = Desk::of(&site, Role::Administrator).await;
    let dark = desk.browser.form("/theme", &[("theme", "dark"), ("back", "/people")]).await;
    assert_eq!(dark.is(303).header("location"), "/people");
    let theme = dark.header("set-cookie").split(';').next().unwrap().to_owned();
    desk.browser.cookie = format!("{}; {theme}", desk.browser.cookie);
    assert!(desk.open("/people").await.contains("data-theme=\"dark\""));
    let missing = desk.browser.get("/items/99").await;
    assert!(Desk::page(missing.is(404)).contains("data-theme=\"dark\""), "problems too");

    desk.done("/people", "system", &[("name", "Test laboratory")]).await;
    let laboratory = site.app.systems(&site.firm.member(Role::Administrator).actor).await.unwrap();
    let laboratory = laboratory.iter().find(|s| s.name == "Test laboratory").unwrap().id.to_string();
    let shown = desk.browser.form("/system", &[("system", &laboratory), ("back", "/items")]).await;
    assert_eq!(shown.is(303).header("location"), "/items");
    assert!(read(&desk.open("/").await).contains("Welcome to your plan of action"));
    desk.browser.form("/system", &[("system", &site.other.system.to_string())]).await.is(404);
}

#[tokio::test]
async fn ones_own_password_and_tokens() {
    let site = TestApp::new().await;
    let mut desk = stranger(&site).await;
    let fields = [("email", "dana.reyes@alder.example"), ("password", PASSWORD)];
    let inside = desk.send("/sign-in", "sign-in", &fields).await;
    desk.browser.cookie = inside.header("set-cookie").split(';').next().unwrap().to_owned();
    let before = desk.browser.clone();

    let new = "nine rolls of brass";
    let differ = [("current", PASSWORD), ("password", new), ("again", "nine rolls of tin")];
    let page = Desk::page(desk.send("/account", "password", &differ).await.is(422));
    assert!(page.contains("id=\"password-again-error\"") && !page.contains(new), "{}", read(&page));
    let wrong = [("current", "not mine"), ("password", new), ("again", new)];
    let page = Desk::page(desk.send("/account", "password", &wrong).await.is(422));
    assert!(page.contains("id=\"password-current-error\""), "{}", read(&page));
    let good = desk.send("/account", "password", &[("current", PASSWORD), ("password", new), ("again", new)]).await;
    let cookies: Vec<&str> = good.is(303).headers.get_all("set-cookie").iter().map(|c| c.to_str().unwrap()).collect();
    let session = cookies.iter().find(|c| c.starts_with("closeout_session=")).unwrap();
    desk.browser.cookie = session.split(';').next().unwrap().to_owned();
    before.get("/account").await.is(303);

    let issued = desk.send("/account", "token", &[("name", "nightly scan"), ("until", "2026-12-31")]).await;
    let page = Desk::page(issued.is(200));
    let token = &page[page.find("closeout_").unwrap()..][.."closeout_".len() + 64];
    let program = site.stranger().with("authorization", format!("Bearer {token}"));
    assert_eq!(program.get("/api/v1/me").await.good()["read_only"], true);
    let page = desk.open("/account").await;
    assert!(!page.contains(token), "it is shown once");
    let revoke = page[page.find("/account/tokens/").unwrap()..].split('"').next().unwrap().to_owned();
    if revoke == "/account/tokens" {
        panic!("no token is listed")
    }
    let csrf = form_of(&page, "password");
    desk.browser.bare_form(&revoke, &[("csrf", csrf.value("csrf"))]).await.is(303);
    program.get("/api/v1/me").await.is(401);
}
