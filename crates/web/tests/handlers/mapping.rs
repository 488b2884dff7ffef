//! Which requirements checks bear on, by its pages.

use crate::{
    desk::{Desk, SCAN, finding, form_of, read},
    house::House,
};

#[tokio::test]
async fn a_check_is_mapped_from_its_finding_and_taken_back() {
    let house = House::empty().await;
    let arrived = house.owner.upload("/imports", "upload", &[], &[("weekly.nessus", SCAN)]).await;
    house.owner.done(arrived.header("location"), "commit", &[]).await;
    let one = finding(&house.owner.open("/findings/list").await);
    let before = read(&house.owner.open(&one).await);
    assert!(before.contains("3.11.3 Vulnerability Remediation"), "{before}");
    // Nobody else maps.
    assert!(!house.approver.open(&one).await.contains("Map this check otherwise"));

    let wrong = [("requirements", "3.15.1"), ("reason", "a slip")];
    let page = Desk::page(house.owner.send(&one, "map", &wrong).await.is(422));
    assert!(page.contains("id=\"map-requirements-error\""), "{}", read(&page));
    assert_eq!(form_of(&page, "map").value("requirements"), "3.15.1");
    let right = [("requirements", "3.13.8, 3.13.11"), ("reason", "it is about TLS")];
    let after = read(&house.owner.done(&one, "map", &right).await);
    assert!(after.contains("3.13.8") && after.contains("it is about TLS"), "{after}");
    assert!(!after.contains("3.11.3 Vulnerability Remediation"), "{after}");

    let mapping = house.assessor.open("/findings/mapping?text=cm-6").await;
    let text = read(&mapping);
    assert!(text.contains("it is about TLS") && text.contains("CCI-000366"), "{text}");
    assert!(!text.contains("CCI-000015") && !mapping.contains("id=\"map\""), "{text}");
    let own = house.owner.open("/findings/mapping").await;
    let form = own.match_indices("id=\"unmap-").next().map(|(at, _)| own[at + 4..].split('"').next().unwrap());
    let form = form.expect("a form that takes it back").to_owned();
    let no_reason = house.owner.send("/findings/mapping", &form, &[("reason", "")]).await;
    assert!(Desk::page(no_reason.is(422)).contains(&format!("id=\"{form}-reason-error\"")));
    house.owner.done("/findings/mapping", &form, &[("reason", "the catalog is right")]).await;
    assert!(read(&house.owner.open(&one).await).contains("3.11.3 Vulnerability Remediation"));
}
