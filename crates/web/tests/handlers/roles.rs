//! Every page as every role: shown or refused as the policy says, well-formed, and within the pages' own policy.

use axum::http::Method;
use closeout_app::query::{AssetQuery, FindingQuery};
use closeout_domain::{
    cadence::review::{Attendance, Remark, Sort},
    deadline::{ladder::Rung, rhythm::Cadence},
    ids::{ItemNumber, ReviewId},
    people::Role,
    policy::{self, Relation},
};
use closeout_testkit::Answer;
use closeout_web::{permission, routes};

use crate::{
    desk::{Desk, finding, link},
    house::{House, ITEM},
    html::Html,
};

/// What stands for each parameter of an address, in a house where something is everywhere.
async fn names(house: &House) -> Vec<(&'static str, String)> {
    let last = |path: String| path.rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
    house.responsible.upload(ITEM, "evidence", &[], &[("clean.txt", b"clean")]).await.is(303);
    let waiting = house.owner.upload("/imports", "upload", &[], &[("next.nessus", b"<NessusClientData_v2>")]).await;
    let register = house.owner.browser.get("/items/register.xlsx?status=all").await;
    let back = house.owner.upload("/items/workbook", "workbook", &[], &[("back.xlsx", &register.is(200).body)]).await;
    let (findings, imports) = (house.owner.open("/findings/list").await, house.owner.open("/imports").await);
    let finding = finding(&findings);
    let actor = house.site.firm.member(Role::Owner).actor;
    let fix =
        house.site.app.findings(&actor, &FindingQuery::default()).await.unwrap().rows.first().unwrap().fix.to_string();
    let assets = house.site.app.assets(&actor, &AssetQuery::default()).await.unwrap();
    let asset = assets.rows.first().unwrap().id.to_string();
    let asked = house.site.app.raise_escalation(&actor, ItemNumber(1), Rung::Executive, "money".into()).await.unwrap();
    let review = house.site.app.begin_review(&actor, house.site.firm.system, Cadence::Weekly).await.unwrap();
    let id = ReviewId(review.id);
    let people = [actor.person].into();
    let there = Attendance { people, guests: String::new() };
    house.site.app.attend_review(&actor, id, there).await.unwrap();
    for entry in &review.agenda {
        let seen = Remark { item: Some(ItemNumber(entry.item_number)), sort: Sort::Seen, text: String::new() };
        house.site.app.remark_in_review(&actor, id, seen).await.unwrap();
    }
    house.site.app.sign_review(&actor, id).await.unwrap();
    let calendar = house.site.app.open_calendar(&actor, "phone", None, house.site.today()).await.unwrap();
    vec![
        ("calendar", last(calendar)),
        ("number", "1".into()),
        ("sha256", last(link(&house.owner.open(ITEM).await, "/evidence/"))),
        ("asset", asset),
        ("finding", last(finding)),
        ("fix", fix),
        ("import", last(link(&imports, "weekly.nessus"))),
        ("preview", last(waiting.header("location").into())),
        ("workbook", last(back.header("location").into())),
        ("person", house.key(Role::Responsible)),
        ("system", house.site.firm.system.to_string()),
        ("escalation", asked.id.to_string()),
        ("review", review.id.to_string()),
        ("file", "POAM-0001.xlsx".into()),
    ]
}

#[tokio::test]
async fn every_page_is_shown_or_refused_as_the_policy_says() {
    let house = House::open().await;
    let names = names(&house).await;
    let mut seen = 0;
    for route in routes::all() {
        let page =
            route.method == Method::GET && !route.path.starts_with("/api/") && !route.path.starts_with("/static/");
        if !page || ["/healthz", "/robots.txt"].contains(&route.path.as_str()) {
            continue;
        }
        let staged = if route.path.contains("workbook") { "workbook" } else { "preview" };
        let path = names.iter().fold(route.path.clone(), |path, (name, value)| {
            let name = if *name == staged { "staged" } else { name };
            path.replace(&format!("{{{name}}}"), value)
        });
        assert!(!path.contains('{'), "say in names() what stands in {path}");
        for role in Role::ALL {
            let action = permission::ALL.iter().find(|(name, _)| *name == route.permission).and_then(|(_, a)| *a);
            let allowed = action.is_none_or(|a| Relation::ALL.into_iter().any(|r| policy::permits(role, a, r)));
            let answer = Desk::of(&house.site, role).await.browser.get(&path).await;
            // Uploads are of whoever brought them.
            let theirs = route.path.contains("{staged}") && role != Role::Owner;
            match (allowed, theirs) {
                (false, _) => answer.is(403),
                (true, true) => answer.is(404),
                (true, false) => answer.is(200),
            };
            well_formed(&answer);
            seen += 1;
        }
    }
    assert!(seen > 150, "{seen} pages were looked at");
}

fn well_formed(answer: &Answer) {
    let policy = answer.header("content-security-policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{}: {policy}", answer.asked);
    if answer.header("content-type").starts_with("text/html") {
        let faults = Html::read(&answer.text()).faults();
        assert!(faults.is_empty(), "{}: {}", answer.asked, faults.join("\n"));
    } else {
        assert!(answer.header("content-disposition").starts_with("attachment; "), "{}", answer.asked);
    }
}

#[tokio::test]
async fn what_a_list_shows_stands_in_its_address() {
    let house = House::open().await;
    for path in [
        "/items?status=all&order=number&text=gantry",
        "/items?late=yes&mine=yes&due=14&priority=critical",
        "/items?requirement=3.14.&waiting=approve",
        "/findings?severity=high&text=gantry",
        "/findings/list?state=all&answered=yes",
        "/audit?subject=POAM-0001",
        "/audit?before=3",
        "/search?text=gantry",
    ] {
        house.assessor.open(path).await;
    }
    let jump = house.assessor.browser.get("/search?text=poam-1").await;
    assert_eq!(jump.is(303).header("location"), ITEM);
    let nobody = house.assessor.browser.get("/search?text=poam-99").await;
    assert!(nobody.is(200).text().contains("Nothing found"));
}
