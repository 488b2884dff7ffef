//! Assets by their pages: looked at, rated, merged, split, and each taken back.

use crate::{
    desk::{Desk, form_of, link, read},
    house::House,
};

/// The addresses of the assets that the list shows, in its order.
async fn listed(desk: &Desk, text: &str) -> Vec<String> {
    let page = desk.open(&format!("/assets?text={text}")).await;
    let links = page.match_indices("href=\"/assets/").map(|(at, _)| &page[at + 6..]);
    links.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

/// Sends a form of a page with one of its two buttons.
async fn press(desk: &Desk, page: &str, form: &str, step: &str, fields: &[(&str, &str)]) -> closeout_testkit::Answer {
    let blank = form_of(&desk.open(page).await, form);
    let filled = blank.filled(fields);
    let mut all: Vec<(&str, &str)> = filled.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    all.retain(|(name, _)| *name != "step" && *name != "csrf");
    all.push(("step", step));
    desk.browser.form(&blank.action, &all).await
}

#[tokio::test]
async fn assets_are_listed_and_one_tells_how_it_was_recognised() {
    let house = House::scanned().await;
    let all = listed(&house.assessor, "").await;
    assert!(all.len() >= 2, "{all:?}");
    let [one] = listed(&house.assessor, "cad-server").await.try_into().unwrap();
    let page = house.assessor.open(&one).await;
    let text = read(&page);
    assert!(text.contains("host name") && text.contains("cad-server.shop.example"), "{text}");
    assert!(text.contains("New: nothing that it is called by was known before"), "{text}");
    assert!(!text.contains("Another asset is this one"), "an assessor only reads");
    house.assessor.open(&link(&page, "Absent, proven")).await;
    let finding = house.owner.open(&crate::desk::finding(&house.owner.open(&one).await)).await;
    assert!(finding.contains("href=\"/assets/"), "the page of a finding leads to its assets");
    house.owner.browser.get("/assets/00000000-0000-7000-8000-000000000000").await.is(404);
}

#[tokio::test]
async fn an_asset_is_rated_on_its_page() {
    let house = House::scanned().await;
    let [one] = listed(&house.owner, "cad-server").await.try_into().unwrap();
    let refused = house.owner.send(&one, "rate", &[("cui", "yes")]).await;
    assert!(Desk::page(refused.is(422)).contains("id=\"rate-reason-error\""));
    let rated = house.owner.done(&one, "rate", &[("cui", "yes"), ("reason", "drawings")]).await;
    assert!(read(&rated).contains("Holds CUI yes by hand"), "{}", read(&rated));
}

#[tokio::test]
async fn two_assets_are_merged_after_a_look_and_taken_apart_again() {
    let house = House::scanned().await;
    let before = listed(&house.owner, "").await;
    let [one] = listed(&house.owner, "cad-server").await.try_into().unwrap();
    let other = before.iter().find(|a| **a != one).unwrap();
    let key = other.rsplit('/').next().unwrap().to_owned();
    for (wrong, error) in [("", "is named"), ("gantry-9", "no asset is called"), ("CAD-SERVER", "into itself")] {
        let refused = press(&house.owner, &one, "merge", "keep", &[("other", wrong), ("reason", "one")]).await;
        let page = Desk::page(refused.is(422));
        assert!(read(&page).to_lowercase().contains(error), "{wrong}: {}", read(&page));
    }
    let fields = [("other", key.as_str()), ("reason", "one machine, two names")];
    let seen = press(&house.owner, &one, "merge", "preview", &fields).await;
    let page = Desk::page(seen.is(200));
    assert!(read(&page).contains("Nothing is kept yet"), "{}", read(&page));
    assert_eq!(form_of(&page, "merge").value("other"), key, "the form stays filled");
    assert_eq!(listed(&house.owner, "").await, before);
    let merged = press(&house.owner, &one, "merge", "keep", &fields).await;
    let page = house.owner.follow(&merged).await;
    assert!(read(&page).contains("is this asset") && read(&page).contains("one machine, two names"), "{}", read(&page));
    assert_eq!(listed(&house.owner, "").await.len(), before.len() - 1);
    // The address of what was merged leads to what it is now.
    let page = house.owner.open(other).await;
    assert!(page.contains(&format!("id=\"unmerge-{key}\"")));
    let form = format!("unmerge-{key}");
    let refused = press(&house.owner, &one, &form, "keep", &[("reason", "")]).await;
    assert!(Desk::page(refused.is(422)).contains(&format!("id=\"{form}-reason-error\"")));
    let back = press(&house.owner, &one, &form, "keep", &[("reason", "two after all")]).await;
    house.owner.follow(&back).await;
    assert_eq!(listed(&house.owner, "").await, before);
}

#[tokio::test]
async fn names_are_split_off_and_put_back() {
    let house = House::scanned().await;
    let [one] = listed(&house.owner, "cad-server").await.try_into().unwrap();
    let none = press(&house.owner, &one, "split", "keep", &[("reason", "another machine")]).await;
    assert!(read(&Desk::page(none.is(422))).contains("No name is to be split off"));
    let page = house.owner.open(&one).await;
    let name = page.split("name=\"name\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let fields = [("name", name.as_str()), ("reason", "another machine")];
    let seen = press(&house.owner, &one, "split", "preview", &fields).await;
    assert!(read(&Desk::page(seen.is(200))).contains("1 import would count for another asset"));
    let split = press(&house.owner, &one, "split", "keep", &fields).await;
    let part = split.is(303).header("location").to_owned();
    let page = house.owner.follow(&split).await;
    assert!(read(&page).contains("It was split off"), "{}", read(&page));
    let form = format!("unsplit-{}", part.rsplit('/').next().unwrap());
    let back = press(&house.owner, &part, &form, "keep", &[("reason", "the same after all")]).await;
    assert_eq!(back.is(303).header("location"), one);
}
