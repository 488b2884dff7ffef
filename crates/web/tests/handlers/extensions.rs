//! Later dates than the approved ones, by the item's page.

use crate::{
    desk::{Desk, read},
    house::House,
};

const ITEM: &str = "/items/1";

#[tokio::test]
async fn a_later_day_is_asked_for_on_the_page_and_answered_there() {
    let house = House::open().await;
    let first = read(&house.owner.open(ITEM).await);
    assert!(first.contains("A later day is an extension."), "{first}");
    let no_reason = [("due", "2027-01-20"), ("obstacle", "vendor")];
    let refused = Desk::page(house.owner.send(ITEM, "milestones-1-move", &no_reason).await.is(422));
    assert!(refused.contains("id=\"milestones-1-move-reason-error\""), "{}", read(&refused));

    let far = [("due", "2027-06-30"), ("obstacle", "vendor"), ("reason", "the reseller is out of keys")];
    let asked = read(&house.owner.done(ITEM, "milestones-1-move", &far).await);
    assert!(asked.contains("asks for 30 Jun 2027 instead of"), "{asked}");
    assert!(asked.contains("A vendor is late: the reseller is out of keys"), "{asked}");
    assert!(asked.contains("An executive decides, and not whoever asked."), "{asked}");
    assert!(!house.owner.open(ITEM).await.contains("id=\"extensions-1-grant\""), "whoever asks does not answer");
    assert!(!house.approver.open(ITEM).await.contains("id=\"extensions-1-grant\""), "beyond an approver's days");
    let today = read(&house.executive.open("/").await);
    assert!(today.contains("decide on an extension"), "{today}");

    let declined = [("reason", "buy them elsewhere")];
    let page = read(&house.executive.done(ITEM, "extensions-1-decline", &declined).await);
    assert!(page.contains("30 Jun 2027 was asked for and declined by E. Castell: buy them elsewhere"), "{page}");
    let again = [("due", "2027-06-15"), ("obstacle", "vendor"), ("reason", "another reseller")];
    house.owner.done(ITEM, "milestones-1-move", &again).await;
    house.owner.done(ITEM, "extensions-2-withdraw", &[("reason", "the keys came")]).await;
    house.owner.done(ITEM, "milestones-1-move", &again).await;
    let page = read(&house.executive.done(ITEM, "extensions-3-grant", &[("note", "not later")]).await);
    assert!(page.contains("A vendor is late: another reseller"), "{page}");
    assert!(!page.contains("asks for"), "{page}");
}

#[tokio::test]
async fn who_decides_is_set_on_the_system_s_page() {
    let house = House::empty().await;
    let system = format!("/systems/{}", house.site.firm.system);
    let wrong = [("limits", "high=30/7")];
    let page = Desk::page(house.administrator.send(&system, "extensions", &wrong).await.is(422));
    assert!(page.contains("id=\"extensions-limits-error\""), "{}", read(&page));
    let page = read(&house.administrator.done(&system, "extensions", &[("limits", "high=3/20")]).await);
    assert!(page.contains("High up to 3 days up to 20 days beyond"), "{page}");
    assert!(page.contains("Critical never alone up to 14 days beyond"), "{page}");
}
