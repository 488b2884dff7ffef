//! An item with everything on it, made by the pages' own forms.

use closeout_domain::people::Role;
use closeout_testkit::TestApp;

use crate::desk::{Desk, SCAN};

/// One person for each role, each at a desk.
pub struct House {
    pub site: TestApp,
    pub owner: Desk,
    pub responsible: Desk,
    pub validator: Desk,
    pub approver: Desk,
    pub executive: Desk,
    pub assessor: Desk,
    pub administrator: Desk,
}

/// The item that the scan begins by itself.
pub const ITEM: &str = "/items/1";

impl House {
    pub async fn empty() -> Self {
        Self::of(TestApp::new().await).await
    }

    pub async fn of(site: TestApp) -> Self {
        Self {
            owner: Desk::of(&site, Role::Owner).await,
            responsible: Desk::of(&site, Role::Responsible).await,
            validator: Desk::of(&site, Role::Validator).await,
            approver: Desk::of(&site, Role::Approver).await,
            executive: Desk::of(&site, Role::Executive).await,
            assessor: Desk::of(&site, Role::Assessor).await,
            administrator: Desk::of(&site, Role::Administrator).await,
            site,
        }
    }

    /// With a scan that was brought in, and what it began.
    pub async fn scanned() -> Self {
        let house = Self::empty().await;
        let arrived = house.owner.upload("/imports", "upload", &[], &[("weekly.nessus", SCAN)]).await;
        let preview = arrived.header("location").to_owned();
        house.owner.done(&preview, "commit", &[]).await;
        house
    }

    pub fn key(&self, role: Role) -> String {
        self.site.firm.member(role).id.to_string()
    }

    /// Says everything that a plan has to say.
    pub async fn plan(&self) {
        let (owner, responsible, executive) =
            (self.key(Role::Owner), self.key(Role::Responsible), self.key(Role::Executive));
        let forms: [(&str, &[(&str, &str)]); 8] = [
            ("requirement", &[("requirement", "3.14.1"), ("objectives", "3.14.1[d], 3.14.1[f]")]),
            ("root-cause", &[("root_cause", "Nobody watched for new versions of Gantry.")]),
            ("actions", &[("actions", "Upgrade Gantry\r\nSubscribe to its security notices")]),
            ("owner", &[("owner", &owner)]),
            (
                "resources",
                &[("people", "system administrator"), ("hours", "16"), ("cost", "$1,200.50"), ("funding", "IT budget")],
            ),
            ("milestones", &[("title", "Gantry upgraded on all machines"), ("due", "2026-12-11")]),
            ("milestones", &[("title", "Scanned clean"), ("due", "2026-12-18")]),
            (
                "tasks",
                &[
                    ("title", "Upgrade Gantry"),
                    ("responsible", &responsible),
                    ("approver", &executive),
                    ("effort", "12"),
                    ("due", "2026-12-11"),
                ],
            ),
        ];
        for (form, fields) in forms {
            self.owner.done(ITEM, form, fields).await;
        }
    }

    /// With an approved plan.
    pub async fn open() -> Self {
        let house = Self::scanned().await;
        house.plan().await;
        house.owner.done(ITEM, "submit", &[("note", "ready")]).await;
        house.approver.done(ITEM, "approve", &[]).await;
        house
    }
}
