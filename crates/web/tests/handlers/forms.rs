//! Forms that are refused come back filled, with what is wrong at its field; two people at once see both versions.

use closeout_domain::people::Role;

use crate::{
    desk::{Desk, finding, form_of, plain, read},
    house::{House, ITEM},
};

#[tokio::test]
async fn a_form_comes_back_filled_with_the_message_at_its_field() {
    let house = House::scanned().await;
    let answer = house.owner.send(ITEM, "milestones", &[("title", "Gantry \"2\" <b>"), ("due", "Q3")]).await;
    let page = Desk::page(answer.is(422));
    let form = form_of(&page, "milestones");
    assert_eq!((form.value("title"), form.value("due")), ("Gantry \"2\" <b>", "Q3"));
    let error = &page[page.find("id=\"milestones-due-error\"").expect("an error at the field")..];
    assert!(error[..200].contains("does not name a day"), "{error}");
    assert!(page.contains("date-real"), "the rule is named");

    // Several things wrong are told at once.
    let answer = house.owner.send(ITEM, "tasks", &[("title", "Upgrade"), ("effort", "much"), ("due", "soon")]).await;
    let page = Desk::page(answer.is(422));
    for field in ["responsible", "approver", "effort", "due"] {
        assert!(page.contains(&format!("id=\"tasks-{field}-error\"")), "nothing is said of {field}");
    }
    assert_eq!(form_of(&page, "tasks").value("effort"), "much");
}

#[tokio::test]
async fn every_form_of_an_item_names_its_fields_as_the_rules_do() {
    let house = House::open().await;
    let owner = &house.owner;
    // Sent empty, each is refused at one of its own fields, and none is an error of ours.
    for (form, field) in [
        ("comment", "text"),
        ("milestones", "title"),
        ("milestones-1-move", "obstacle"),
        ("milestones-1-drop", "reason"),
        ("tests", "criterion"),
        ("tests-1-attest", "statement"),
        ("tasks-1-revise", "reason"),
        ("tasks-1-drop", "reason"),
        ("tasks-1-link", "key"),
        ("weakness", "weakness"),
        ("root-cause", "root_cause"),
        ("owner", "owner"),
        ("priority", "reasons"),
        ("resources", "people"),
        ("propose-acceptance", "until"),
        ("propose-dismissal", "reason"),
        ("request-exception", "person"),
        ("unlink-finding", "finding"),
    ] {
        let page = owner.open(ITEM).await;
        let blank = form_of(&page, form);
        let kept =
            ["csrf", "version", "due", "on", "title", "responsible", "approver", "effort", "hours", "cost", "priority"];
        let moved = if form == "milestones-1-move" { "2026-12-12" } else { "" };
        let fields: Vec<(&str, &str)> = blank
            .fields
            .iter()
            .filter(|(name, _)| !kept.contains(&name.as_str()) || (name == field))
            .map(|(name, _)| (name.as_str(), ""))
            .chain((!moved.is_empty()).then_some(("due", moved)))
            .chain((form == "milestones").then_some(("due", "2026-12-12")))
            .collect();
        let answer = owner.send_of(&page, form, &fields).await;
        let page = Desk::page(answer.is(422));
        assert!(
            page.contains(&format!("id=\"{form}-{field}-error\"")),
            "{form}: nothing is said at {field}: {}",
            read(&page)
        );
    }
    let nothing = owner.upload(ITEM, "evidence", &[("shows", "what it shows")], &[]).await;
    let page = Desk::page(nothing.is(422));
    assert!(page.contains("id=\"evidence-file-error\""));
    assert_eq!(form_of(&page, "evidence").value("shows"), "what it shows");
    assert_eq!(house.site.arriving(), 0, "nothing is left in the staging folder");
}

#[tokio::test]
async fn the_second_of_two_sees_both_versions_and_chooses() {
    let house = House::scanned().await;
    let page = house.owner.open(ITEM).await;
    let other = Desk::of(&house.site, Role::Owner).await;
    other.done(ITEM, "weakness", &[("weakness", "As the first one wrote it")]).await;
    let answer = house.owner.send_of(&page, "weakness", &[("weakness", "As the second one wrote it")]).await;
    let conflict = Desk::page(answer.is(409));
    let text = read(&conflict);
    for part in [
        "As the first one wrote it",
        "As the second one wrote it",
        "Somebody else changed POAM-0001 first",
        "Dana Reyes",
    ] {
        assert!(text.contains(part), "no {part:?}: {text}");
    }
    // Nothing was kept yet; sent once more on top, it is.
    assert!(read(&house.owner.open(ITEM).await).contains("As the first one wrote it"));
    let start = conflict.find("<form method=\"post\" action=\"/items/1/weakness\"").unwrap();
    let again = conflict[start..].replacen("<form method", "<form id=\"again\" method", 1);
    let again =
        again.replacen("<form id=\"again\" method=\"post\" action", "<form method=\"post\" id=\"again\" action", 1);
    let page = house.owner.follow(&house.owner.send_of(&again, "again", &[]).await).await;
    assert!(read(&page).contains("As the second one wrote it"));
}

#[tokio::test]
async fn a_new_item_and_changes_of_several_come_back_too() {
    let house = House::scanned().await;
    let finding = finding(&house.owner.open("/findings/list").await).rsplit('/').next().unwrap().to_owned();
    let at = format!("/items/new?finding={finding}");
    let answer = house.owner.send(&at, "draft", &[("weakness", " "), ("requirement", "9.9.9")]).await;
    let form = form_of(&Desk::page(answer.is(422)), "draft");
    assert_eq!((form.value("requirement"), form.value("finding")), ("9.9.9", finding.as_str()));
    let fields = [("weakness", "Visitors sign on loose paper"), ("requirement", "3.10.4"), ("source", "audit")];
    let page = read(&house.owner.done("/items/new", "draft", &fields).await);
    assert!(page.contains("Visitors sign on loose paper") && page.contains("Found by audit"), "{page}");

    let list = "/items?status=draft";
    let answer = house.owner.send_to(list, "bulk", "/items/bulk/owner", &[("item", "1"), ("reason", "")]).await;
    let page = Desk::page(answer.is(422));
    assert!(page.contains("id=\"bulk-owner-error\""), "{}", read(&page));
    assert!(page.contains("name=\"item\" value=\"1\" aria-label=\"Select POAM-0001\" checked"), "it is still ticked");
    let owner = house.key(Role::Owner);
    let fields = [("item", "1"), ("owner", owner.as_str()), ("reason", "Dana runs the plan")];
    let answer = house.owner.send_to(list, "bulk", "/items/bulk/owner", &fields).await;
    assert_eq!(answer.is(303).header("location"), list);
    assert!(read(&house.owner.open(ITEM).await).contains("Dana runs the plan"));
}

#[tokio::test]
async fn what_a_form_came_to_is_told_once_on_the_page_after() {
    let house = House::scanned().await;
    let answer = house.owner.send(ITEM, "comment", &[("text", "looked at it")]).await;
    assert_eq!(answer.is(303).header("location"), "/items/1#history");
    let flash = answer.header("set-cookie").split(';').next().unwrap().to_owned();
    let mut next = house.owner.browser.clone();
    next.cookie = format!("{}; {flash}", next.cookie);
    let page = next.get("/items/1").await;
    assert!(plain(&page.text()).contains("POAM-0001: the remark is written down"));
    assert!(page.header("set-cookie").contains("closeout_flash=;") && page.header("set-cookie").contains("Max-Age=0"));
}
