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
