//! What time people have, and what comes before what, is said on their pages; the schedule follows.

use closeout_domain::people::Role;

use crate::{
    desk::{Desk, read},
    house::House,
};

#[tokio::test]
async fn everybody_says_what_time_they_have_and_nobody_elses() {
    let house = House::open().await;
    let own = format!("/people/{}", house.key(Role::Approver));
    let page = read(&house.approver.done(&own, "hours", &[("weekly", "6")]).await);
    assert!(page.contains("6 hours of a week."), "{page}");
    let wrong = Desk::page(house.approver.send(&own, "hours", &[("weekly", "90")]).await.is(422));
    assert!(wrong.contains("id=\"hours-weekly-error\""), "{}", read(&wrong));
    let days = [("first", "2031-01-06"), ("last", "2031-01-10")];
    let page = read(&house.approver.done(&own, "away", &days).await);
    assert!(page.contains("away from 6 Jan 2031 to 10 Jan 2031"), "{page}");
    let page = read(&house.owner.done(&own, "there-2031-01-06", &days).await);
    assert!(!page.contains("2031"), "the owner of the plan keeps the time of others too: {page}");
    let other = format!("/people/{}", house.key(Role::Owner));
    let page = house.approver.open(&other).await;
    assert!(!page.contains("/hours\""), "there is no form for the time of others: {}", read(&page));
}

#[tokio::test]
async fn the_capacity_page_answers_before_there_is_anything_to_plan() {
    let house = House::open().await;
    let page = read(&house.owner.open("/capacity").await);
    assert!(page.contains("too few milestones were reached here"), "{page}");
}

#[tokio::test]
async fn a_plan_takes_over_the_days_that_its_people_can_keep() {
    let house = House::scanned().await;
    let empty = read(&house.owner.open("/items/1/dates").await);
    assert!(empty.contains("No dates to propose") && empty.contains("no task is planned"), "{empty}");
    house.plan().await;
    let responsible = format!("/people/{}", house.key(Role::Responsible));
    house.owner.done(&responsible, "hours", &[("weekly", "2")]).await;
    let page = house.owner.open("/items/1/dates").await;
    let told = read(&page);
    assert!(told.contains("after its date") && told.contains("too early"), "{told}");
    assert!(told.contains("the last milestone moves to"), "{told}");
    house.owner.done("/items/1/dates", "dates", &[]).await;
    let after = read(&house.owner.open("/items/1/dates").await);
    assert!(!after.contains("too early") && after.contains("the completion date stays"), "{after}");
    // A page that was loaded before says so, and changes nothing.
    let late = read(&Desk::page(house.owner.send_of(&page, "dates", &[]).await.is(409)));
    assert!(late.contains("Take these days"), "{late}");
    // Only who plans may take them.
    let page = house.assessor.open("/items/1/dates").await;
    assert!(!page.contains("Take these days"), "{}", read(&page));
}

#[tokio::test]
async fn an_approved_completion_date_stays_whatever_people_can_keep() {
    let house = House::open().await;
    let responsible = format!("/people/{}", house.key(Role::Responsible));
    house.owner.done(&responsible, "hours", &[("weekly", "2")]).await;
    let told = read(&house.owner.open("/items/1/dates").await);
    assert!(told.contains("its completion date stays: ask for an extension"), "{told}");
    house.owner.done("/items/1/dates", "dates", &[]).await;
    let milestones = read(&house.owner.open("/items/1").await);
    assert!(milestones.contains("18 Dec 2026"), "{milestones}");
    let slip = read(&house.owner.open("/slip").await);
    assert!(slip.contains("after it"), "the forecast is behind the date that stands: {slip}");
}
