//! The register taken out as a file, and brought back.

use crate::{
    desk::{Desk, form_of, read},
    house::House,
};

#[tokio::test]
async fn the_register_is_taken_out_as_it_is_filtered() {
    let house = House::open().await;
    let csv = house.assessor.browser.get("/items/register.csv?status=open").await;
    assert_eq!(csv.is(200).header("content-type"), "text/csv; charset=utf-8");
    assert!(csv.header("content-disposition").contains("poam-2026-11-23.csv"));
    assert!(csv.text().contains("POAM-0001") && !csv.text().contains("POAM-0002"), "{}", csv.text());
    let xlsx = house.assessor.browser.get("/items/register.xlsx?status=all").await;
    assert!(xlsx.is(200).body.starts_with(b"PK"));
    let same = house.assessor.browser.get("/items/register.xlsx?status=all").await;
    assert_eq!(xlsx.body, same.body, "the same record gives the same bytes");
}

#[tokio::test]
async fn what_comes_back_is_looked_at_before_it_is_applied() {
    let house = House::scanned().await;
    let csv = house.owner.browser.get("/items/register.csv?status=all").await.is(200).text();
    let unchanged = house.owner.upload("/items/workbook", "workbook", &[], &[("same.csv", csv.as_bytes())]).await;
    let page = read(&house.owner.follow(&unchanged).await);
    assert!(page.contains("says what the record says"), "{page}");

    let weakness = house
        .site
        .app
        .load_item(
            &house.site.firm.member(closeout_domain::people::Role::Owner).actor,
            closeout_domain::ids::ItemNumber(1),
        )
        .await
        .unwrap()
        .weakness;
    let edited = csv.replace(&weakness, "Gantry is old on every machine");
    assert_ne!(edited, csv);
    let back = house.owner.upload("/items/workbook", "workbook", &[], &[("edited.csv", edited.as_bytes())]).await;
    let differences = back.header("location").to_owned();
    let page = house.owner.follow(&back).await;
    assert!(read(&page).contains("1 difference to apply"), "{}", read(&page));
    let no_reason = house.owner.send_of(&page, "apply", &[("reason", "")]).await;
    let again = Desk::page(no_reason.is(422));
    assert!(again.contains("id=\"apply-reason-error\""), "{}", read(&again));
    assert!(!form_of(&again, "apply").value("seen").is_empty());
    let applied = house.owner.send(&differences, "apply", &[("reason", "as agreed on Monday")]).await;
    assert_eq!(applied.is(303).header("location"), "/items");
    let item = read(&house.owner.open("/items/1").await);
    assert!(item.contains("Gantry is old on every machine") && item.contains("as agreed on Monday"), "{item}");
    house.owner.browser.get(&differences).await.is(404);
}

#[tokio::test]
async fn what_is_no_register_says_so() {
    let house = House::scanned().await;
    let back = house.owner.upload("/items/workbook", "workbook", &[], &[("holiday.txt", b"just words")]).await;
    let answer = house.owner.browser.get(back.is(303).header("location")).await;
    let page = Desk::page(answer.is(422));
    assert!(read(&page).contains("holiday.txt cannot be read"), "{}", read(&page));
    assert_eq!(house.site.arriving(), 0);
    let nothing = house.owner.upload("/items/workbook", "workbook", &[], &[]).await;
    assert!(Desk::page(nothing.is(422)).contains("id=\"workbook-file-error\""));
}
