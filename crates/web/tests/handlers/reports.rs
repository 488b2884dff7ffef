//! Reports, from their page and the item's.

use closeout_domain::people::Role;

use crate::{
    desk::{Desk, read},
    house::House,
};

#[tokio::test]
async fn every_report_on_the_page_is_a_file_of_the_day_that_is_chosen() {
    let house = House::open().await;
    house.site.clock.pass_days(3);
    let assessor = Desk::of(&house.site, Role::Assessor).await;
    let page = assessor.open("/reports?as_of=2026-11-24").await;
    let files: Vec<&str> = page.split("href=\"/reports/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(files.len(), 15, "five reports in three forms: {files:?}");
    for file in files {
        let answer = assessor.browser.get(&format!("/reports/{file}")).await;
        let begins: &[u8] = match file {
            pdf if pdf.contains(".pdf") => b"%PDF",
            html if html.contains(".html") => b"<!doctype html>",
            _ => b"PK",
        };
        assert!(answer.is(200).body.starts_with(begins), "{file}");
        assert!(answer.header("content-disposition").contains("-2026-11-24."), "{file}");
    }
    let wrong = Desk::page(assessor.browser.get("/reports?as_of=Q3").await.is(422));
    assert!(wrong.contains("id=\"day-as_of-error\""), "{}", read(&wrong));
    assessor.browser.get("/reports/yearly.pdf").await.is(404);
    assessor.browser.get("/reports/POAM-0099.pdf").await.is(404);
}

#[tokio::test]
async fn an_item_leads_to_its_dossier_and_it_tells_what_happened() {
    let house = House::open().await;
    assert!(house.owner.open("/items/1").await.contains("href=\"/reports/POAM-0001.pdf\""));
    let dossier = house.owner.browser.get("/reports/POAM-0001.html").await.is(200).text();
    assert!(dossier.contains("<h2>History</h2>") && dossier.contains("POAM-0001 begun"), "{dossier}");
}

#[tokio::test]
async fn the_marking_of_a_system_stands_on_its_reports() {
    let house = House::open().await;
    let system = format!("/systems/{}", house.site.firm.system);
    house.site.clock.pass_days(1);
    let administrator = Desk::of(&house.site, Role::Administrator).await;
    let page = Desk::page(administrator.send(&system, "marking", &[("banner", &"C".repeat(81))]).await.is(422));
    assert!(page.contains("id=\"marking-banner-error\""), "{}", read(&page));
    let page = read(&administrator.done(&system, "marking", &[("banner", "CUI//SP-EXPT")]).await);
    assert!(page.contains("carries CUI//SP-EXPT at its top"), "{page}");
    let report = administrator.browser.get("/reports/weekly.html").await.is(200).text();
    assert_eq!(report.matches(">CUI//SP-EXPT</div>").count(), 2);
    assert!(read(&administrator.open("/reports").await).contains("Every page is marked CUI//SP-EXPT"));
    // Yesterday nobody had said so.
    let before = administrator.browser.get("/reports/weekly.html?as_of=2026-11-23").await.is(200).text();
    assert!(before.contains("<h1>Weekly list by person</h1>") && !before.contains("SP-EXPT"), "{before}");
}
