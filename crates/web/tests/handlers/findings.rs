//! Triage, imports and people by their pages.

use closeout_domain::people::Role;

use crate::{
    desk::{Desk, SCAN, UNTICKED, finding, form_of, link, read},
    house::House,
};

/// A firm in which no finding becomes an item by itself.
async fn quiet() -> House {
    let house = House::empty().await;
    let system = format!("/systems/{}", house.site.firm.system);
    house
        .administrator
        .done(&system, "promotion", &[("at_least", ""), ("brake_percent", "50"), ("not_met", UNTICKED)])
        .await;
    let arrived = house.owner.upload("/imports", "upload", &[], &[("weekly.nessus", SCAN)]).await;
    let preview = arrived.header("location").to_owned();
    house.owner.done(&preview, "commit", &[]).await;
    house
}

#[tokio::test]
async fn fixes_become_items_join_one_or_are_set_aside() {
    let house = quiet().await;
    let inbox = house.owner.open("/findings").await;
    let fixes: Vec<String> = form_names(&inbox, "fix");
    assert!(fixes.len() >= 3, "{}", read(&inbox));

    let nothing = house.owner.send("/findings", "triage", &[]).await;
    assert!(read(&Desk::page(nothing.is(422))).contains("Nothing is selected"));
    let item = house.owner.done("/findings", "triage", &[("fix", &fixes[0])]).await;
    assert!(read(&item).contains("POAM-0001"), "{}", read(&item));

    let fields = [("fix", fixes[1].as_str()), ("item", "1")];
    let joined = house.owner.send_to("/findings", "triage", "/findings/attach", &fields).await;
    assert_eq!(joined.is(303).header("location"), "/findings");
    let no_reason = [("fix", fixes[2].as_str()), ("until", "soon")];
    let answer = house.owner.send_to("/findings", "triage", "/findings/dismiss", &no_reason).await;
    let page = Desk::page(answer.is(422));
    assert!(
        page.contains("id=\"triage-reason-error\"") && page.contains("id=\"triage-until-error\""),
        "{}",
        read(&page)
    );
    let reason = [("fix", fixes[2].as_str()), ("reason", "a test machine that was switched off")];
    house.owner.send_to("/findings", "triage", "/findings/dismiss", &reason).await.is(303);

    // Somebody else agrees, and takes it back later.
    let one = finding(&house.approver.open(&format!("/findings/fixes/{}", fixes[2])).await);
    let own = house.owner.browser.form(&format!("{one}/dismissal/approve"), &[]).await;
    own.is(403);
    let dismissed = house.approver.done(&one, "approve", &[]).await;
    assert!(read(&dismissed).contains("Dismissed."), "{}", read(&dismissed));
    let restored = house.approver.done(&one, "restore", &[("reason", "it is back on the network")]).await;
    assert!(read(&restored).contains("Not dismissed"), "{}", read(&restored));

    // From the page of a finding the same goes for that one.
    let answer = house.owner.send(&one, "attach", &[("item", "")]).await;
    assert!(Desk::page(answer.is(422)).contains("id=\"attach-item-error\""));
    let answer = house.owner.send(&one, "attach", &[("item", "1")]).await;
    assert_eq!(answer.is(303).header("location"), one);
}

fn form_names(page: &str, name: &str) -> Vec<String> {
    let mark = format!("name=\"{name}\" value=\"");
    page.match_indices(&mark).map(|(at, _)| page[at + mark.len()..].split('"').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn files_wait_for_a_decision_and_can_be_undone() {
    let house = House::empty().await;
    let two = [("a.nessus", SCAN), ("b.txt", &b"no scan at all"[..])];
    let answer = house.owner.upload("/imports", "upload", &[], &two).await;
    assert_eq!(answer.is(303).header("location"), "/imports");
    let list = house.owner.open("/imports").await;
    // What cannot be read says why, and is gone.
    let unreadable = house.owner.browser.get(&link(&list, "b.txt")).await;
    let page = Desk::page(unreadable.is(422));
    assert!(read(&page).contains("The file b.txt cannot be read"), "{}", read(&page));
    assert!(!house.owner.open("/imports").await.contains("b.txt"));
    // A preview can be thrown away.
    let preview = link(&list, "a.nessus");
    house.owner.done(&preview, "discard", &[]).await;
    house.owner.browser.get(&preview).await.is(404);

    let nothing = house.owner.upload("/imports", "upload", &[], &[]).await;
    assert!(Desk::page(nothing.is(422)).contains("id=\"upload-file-error\""));
    let answer = house.owner.upload("/imports", "upload", &[], &[("a.nessus", SCAN)]).await;
    let import =
        house.owner.follow(&house.owner.send_of(&house.owner.follow(&answer).await, "commit", &[]).await).await;
    let at = link(&import, "Findings that it states").rsplit('=').next().unwrap().to_owned();
    let again = house.owner.upload("/imports", "upload", &[], &[("a-copy.nessus", SCAN)]).await;
    assert!(read(&house.owner.follow(&again).await).contains("imported before"));
    let no_reason = house.owner.send(&format!("/imports/{at}"), "undo", &[("reason", "")]).await;
    assert!(Desk::page(no_reason.is(422)).contains("id=\"undo-reason-error\""));
    let undone = house.owner.done(&format!("/imports/{at}"), "undo", &[("reason", "the wrong week")]).await;
    assert!(read(&undone).contains("the wrong week"), "{}", read(&undone));
}

#[tokio::test]
async fn a_typed_finding_goes_the_way_of_every_file() {
    let house = House::empty().await;
    let answer = house.owner.send("/imports/typed", "typed", &[("title", ""), ("description", "Kept by habit.")]).await;
    let page = Desk::page(answer.is(422));
    assert!(page.contains("id=\"typed-title-error\""));
    assert_eq!(form_of(&page, "typed").value("description"), "Kept by habit.");
    let fields = [
        ("kind", "audit"),
        ("name", "Audit of autumn"),
        ("title", "Backups leave the building unencrypted"),
        ("severity", "critical"),
        ("requirement", "3.8.6"),
        ("assets", "nas-1\r\nnas-2"),
        ("recommendation", "Encrypt them."),
    ];
    let preview = house.owner.done("/imports/typed", "typed", &fields).await;
    assert!(
        read(&preview).contains("Audit of autumn.json") && read(&preview).contains("Problems 0"),
        "{}",
        read(&preview)
    );
    let import = house.owner.follow(&house.owner.send_of(&preview, "commit", &[]).await).await;
    assert!(read(&import).contains("POAM-0001"), "{}", read(&import));
    assert!(read(&house.owner.open("/items/1").await).contains("Backups leave the building unencrypted"));
}

#[tokio::test]
async fn the_brake_asks_for_an_explicit_yes() {
    let house = House::empty().await;
    let system = format!("/systems/{}", house.site.firm.system);
    house
        .administrator
        .done(&system, "promotion", &[("at_least", ""), ("brake_percent", "0"), ("not_met", UNTICKED)])
        .await;
    let doors: Vec<String> = (1..=12).map(|n| format!("door-{n}")).collect();
    let (lines, quoted) = (doors.join("\r\n"), format!("\"{}\"", doors.join("\", \"")));
    let first = [("kind", "audit"), ("title", "Doors stay open"), ("reference", "A-1"), ("assets", lines.as_str())];
    let preview = house.owner.done("/imports/typed", "typed", &first).await;
    house.owner.send_of(&preview, "commit", &[]).await.is(303);
    let gone = format!(
        r#"{{"source": {{"kind": "audit", "name": "second look"}}, "findings": [
        {{"reference": "A-1", "title": "Doors stay open", "result": "MET", "assets": [{quoted}]}}]}}"#
    );
    let arrived = house.owner.upload("/imports", "upload", &[], &[("second.json", gone.as_bytes())]).await;
    let preview = house.owner.follow(&arrived).await;
    assert!(read(&preview).contains("12 proven absent"), "{}", read(&preview));
    let held = house.owner.send_of(&preview, "commit", &[]).await;
    let held = Desk::page(held.is(422));
    assert!(held.contains("name=\"yes\""), "{}", read(&held));
    let import = house.owner.send_of(&held, "commit", &[("yes", "yes")]).await;
    assert!(import.is(303).header("location").starts_with("/imports/"));
}

#[tokio::test]
async fn people_and_systems_by_their_pages() {
    let house = House::empty().await;
    let administrator = &house.administrator;
    let wrong = [("name", "Mara Holt"), ("email", "nowhere"), ("role", "owner"), ("password", "brass rolls nine")];
    let page = Desk::page(administrator.send("/people", "person", &wrong).await.is(422));
    let form = form_of(&page, "person");
    assert!(page.contains("id=\"person-email-error\"") && form.value("name") == "Mara Holt", "{}", read(&page));
    assert!(!page.contains("brass rolls nine"));
    let right = [
        ("name", "Mara Holt"),
        ("email", "mara.holt@alder.example"),
        ("role", "owner"),
        ("password", "brass rolls nine"),
    ];
    let added = administrator.send("/people", "person", &right).await;
    let person = added.is(303).header("location").to_owned();
    let page = administrator.done(&person, "describe", &[("name", "Mara Holt-Berg"), ("title", "IT lead")]).await;
    assert!(read(&page).contains("Mara Holt-Berg"));
    administrator.done(&person, "roles", &[("role", "validator")]).await;
    let differ = [("password", "nine rolls of brass"), ("again", "nine rolls of tin")];
    assert!(
        Desk::page(administrator.send(&person, "password", &differ).await.is(422)).contains("password-again-error")
    );
    administrator
        .done(&person, "password", &[("password", "nine rolls of brass"), ("again", "nine rolls of brass")])
        .await;
    let own = format!("/people/{}", house.key(Role::Administrator));
    let refused = administrator.send(&own, "roles", &[("role", "owner")]).await;
    assert!(read(&Desk::page(refused.is(403))).contains("Nobody sets their own roles"));
    let left = administrator.done(&person, "leave", &[("reason", "left the firm")]).await;
    assert!(read(&left).contains("has left"), "{}", read(&left));
    administrator.done(&person, "return", &[]).await;
    administrator.done(&person, "roles", &[("role", "owner")]).await;

    let system = format!("/systems/{}", house.site.firm.system);
    let page = Desk::page(administrator.send(&system, "describe", &[("name", ""), ("ssp_title", "SSP")]).await.is(422));
    assert!(page.contains("id=\"describe-name-error\"") && form_of(&page, "describe").value("ssp_title") == "SSP");
    let good = [("name", "Engineering enclave"), ("ssp_date", "2026-09-01"), ("cage_codes", "1ABC2, 3DEF4")];
    let before = administrator.open(&system).await;
    assert!(read(&administrator.done(&system, "describe", &good).await).contains("3DEF4"));
    // The page that was open before knows an older version.
    administrator.send_of(&before, "describe", &good).await.is(409);
    let owner = person.rsplit('/').next().unwrap().to_owned();
    let page = house.executive.done(&system, "appoint", &[("person", &owner), ("note", "letter of 1 September")]).await;
    assert!(read(&page).contains("letter of 1 September"));
}

#[tokio::test]
async fn the_columns_of_a_table_are_shown_decided_and_remembered() {
    let house = House::empty().await;
    let owner = &house.owner;
    let csv = "Weakness,Severity,Stage,Server\nOld TLS,High,wontfix,press-1\nTelnet,High,gone,press-1\n";
    let arrived = owner.upload("/imports", "upload", &[], &[("walk.csv", csv.as_bytes())]).await;
    let address = arrived.header("location").to_owned();
    let preview = read(&owner.follow(&arrived).await);
    assert!(preview.contains("What the columns mean") && preview.contains("passed over: Stage"), "{preview}");
    assert!(preview.contains("2 new, nothing proven absent"), "{preview}");

    let decided = [
        ("column", "Weakness=title"),
        ("column", "Stage=state"),
        ("column", "Server=host"),
        ("word", "wontfix=present"),
        ("word", "gone=absent"),
    ];
    let map = format!("{address}/map");
    let again = owner.follow(owner.browser.form(&map, &decided).await.is(303)).await;
    assert!(read(&again).contains("1 new, nothing proven absent"), "{}", read(&again));
    assert!(!read(&again).contains("passed over: Stage"), "{}", read(&again));
    owner.browser.form(&map, &[("column", "Colour=title")]).await.is(422);
    house.assessor.browser.form(&map, &decided).await.is(403);
    let import = owner.follow(&owner.send_of(&again, "commit", &[]).await).await;
    assert!(read(&import).contains("columns of its table were read"), "{}", read(&import));

    let next = csv.replace("Old TLS", "Older TLS");
    let arrived = owner.upload("/imports", "upload", &[], &[("next.csv", next.as_bytes())]).await;
    let preview = read(&owner.follow(&arrived).await);
    assert!(preview.contains("Read as in the import of walk.csv"), "{preview}");
    assert!(preview.contains("remembered from the import of"), "{preview}");
    assert!(!preview.contains("passed over: Stage"), "{preview}");
}
