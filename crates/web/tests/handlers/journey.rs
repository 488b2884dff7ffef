//! From a scan to a closed item, by seven people, with nothing but pages and forms.

use closeout_domain::people::Role;

use crate::{
    desk::{Desk, link, read},
    house::{House, ITEM},
};

#[tokio::test]
async fn from_a_scan_to_a_closed_item() {
    let house = House::empty().await;
    let House { owner, responsible, validator, approver, executive, .. } = &house;

    let first = read(&owner.open("/").await);
    assert!(first.contains("Welcome to your plan of action"), "{first}");

    // A file arrives and waits for a decision.
    let arrived = owner.upload("/imports", "upload", &[], &[("weekly.nessus", crate::desk::SCAN)]).await;
    let preview = owner.follow(&arrived).await;
    assert!(read(&preview).contains("Nothing is kept yet"), "{}", read(&preview));
    assert!(read(&owner.open("/imports").await).contains("Waiting for your decision"));
    let import = owner.follow(&owner.send_of(&preview, "commit", &[]).await).await;
    assert!(read(&import).contains("Drafts it began POAM-0001"), "{}", read(&import));
    assert!(!read(&owner.open("/imports").await).contains("Waiting for your decision"));
    let file = owner.browser.get(&link(&import, "Download it as it came")).await;
    assert_eq!(file.is(200).body.as_ref(), crate::desk::SCAN);

    // What the policy does not draft waits in triage.
    let inbox = owner.open("/findings").await;
    assert!(read(&inbox).contains("that no item answers"), "{}", read(&inbox));

    // The plan is written; what is missing is named until nothing is.
    let refused = owner.send(ITEM, "submit", &[]).await;
    let refused = read(&Desk::page(refused.is(422)));
    assert!(refused.contains("root cause") && refused.contains("owner"), "{refused}");
    house.plan().await;
    owner.done(ITEM, "submit", &[("note", "please look at the dates")]).await;
    let waits = read(&approver.open("/").await);
    assert!(waits.contains("POAM-0001") && waits.contains("approve the plan"), "{waits}");
    let open = read(&approver.done(ITEM, "approve", &[("note", "go ahead")]).await);
    assert!(open.contains("baseline frozen"), "{open}");

    // The work is done, proved and approved.
    let mine = read(&responsible.open("/").await);
    assert!(mine.contains("Upgrade Gantry"), "{mine}");
    let link_form = [("key", "HD-104"), ("url", "https://helpdesk.example/104")];
    responsible.done(ITEM, "tasks-1-link", &link_form).await;
    let attached = responsible
        .upload(ITEM, "evidence", &[("shows", "no finding is left"), ("test", "1")], &[("clean.nessus", b"clean")])
        .await;
    let page = responsible.follow(&attached).await;
    let kept = responsible.browser.get(&link(&page, "clean.nessus")).await;
    assert_eq!(
        (kept.is(200).body.as_ref(), kept.header("content-disposition").starts_with("attachment")),
        (&b"clean"[..], true)
    );
    responsible.done(ITEM, "tasks-1-finish", &[("note", "done on both")]).await;
    executive.done(ITEM, "tasks-1-approve", &[]).await;
    let sha256 = {
        let page = responsible.open(ITEM).await;
        crate::desk::form_of(&page, "tests-1-attest").action.clone() + &link(&page, "clean.nessus")
    };
    let sha256 = sha256.rsplit('/').next().unwrap().to_owned();
    responsible.done(ITEM, "tests-1-attest", &[("statement", "The scan found nothing."), ("evidence", &sha256)]).await;
    for milestone in ["milestones-1-reach", "milestones-2-reach", "milestones-3-reach"] {
        owner.done(ITEM, milestone, &[("on", "2026-11-23")]).await;
    }
    let done = read(&owner.done(ITEM, "done", &[]).await);
    assert!(done.contains("Awaiting validation"), "{done}");

    // Nobody grades their own work.
    let own = owner.browser.form("/items/1/validate", &[("statement", "looks good to me")]).await;
    let own = read(&Desk::page(own.is(403)));
    assert!(own.contains("may not validate"), "{own}");
    validator.done(ITEM, "validate", &[("statement", "The scan is of both machines and signed in.")]).await;
    let closed = read(&approver.done(ITEM, "close", &[("statement", "Corrected and proved.")]).await);
    assert!(closed.contains("closed by A. Moreau"), "{closed}");

    // It is read from the list of what ended, and from any day.
    let ended = read(&house.assessor.open("/items?status=closed").await);
    assert!(ended.contains("POAM-0001"), "{ended}");
    house.site.clock.pass_days(3);
    let house_later = Desk::of(&house.site, Role::Assessor).await;
    let then = read(&house_later.open("/items/1?as_of=2026-11-23").await);
    assert!(then.contains("As of 23 Nov 2026"), "{then}");
    let verified = house_later.send("/audit", "verify", &[]).await;
    assert!(read(&Desk::page(verified.is(200))).contains("The record holds."));
}
