//! What most tests begin with: a scan that was imported, and an item with everything on it.

use closeout_domain::people::Role;
use closeout_testkit::{Program, TestApp};
use serde_json::{Value, json};

/// A scan of two machines: a critical and a high finding, a low one, and some facts.
pub const SCAN: &[u8] = include_bytes!("../../../intake/tests/fixtures/nessus/many.nessus");

/// A program for each of the people that an item needs.
pub struct People {
    pub owner: Program,
    pub responsible: Program,
    pub validator: Program,
    pub approver: Program,
    pub executive: Program,
    pub assessor: Program,
    pub administrator: Program,
}

impl People {
    pub async fn of(site: &TestApp) -> Self {
        Self {
            owner: site.token(Role::Owner).await,
            responsible: site.token(Role::Responsible).await,
            validator: site.token(Role::Validator).await,
            approver: site.token(Role::Approver).await,
            executive: site.token(Role::Executive).await,
            assessor: site.token(Role::Assessor).await,
            administrator: site.token(Role::Administrator).await,
        }
    }
}

/// The key of a person of the firm.
pub fn key(site: &TestApp, role: Role) -> String {
    site.firm.member(role).id.to_string()
}

/// Imports the scan without letting it draft items.
pub async fn scanned(site: &TestApp, people: &People) -> Value {
    let quiet = json!({"at_least": null, "not_met": false, "brake_percent": 50});
    let system = site.firm.system;
    people.administrator.post(&format!("/api/v1/systems/{system}/promotion"), quiet).await.good();
    people.owner.upload("/api/v1/imports", &[("mode", "commit")], ("weekly.nessus", SCAN)).await.good()
}

/// The key of the worst finding.
pub async fn worst(people: &People) -> String {
    let list = people.owner.get("/api/v1/findings?severity=critical").await.good();
    list["findings"][0]["id"].as_str().unwrap().to_owned()
}

/// Everything that a plan must say, but for its milestones, tasks and tests.
pub fn plan(site: &TestApp) -> Value {
    json!({
        "root_cause": "nobody watched for new versions of Gantry",
        "actions": ["upgrade Gantry", "subscribe to its security notices"],
        "owner": key(site, Role::Owner),
        "rating": {"priority": "critical", "reasons": ["it can be taken over from the network"]},
        "resources": {"people": "system administrator", "hours": 6, "cost": 120_000, "funding": "IT budget 2026"},
    })
}

/// A task of the responsible person, approved by the approver.
pub fn task(site: &TestApp) -> Value {
    json!({
        "title": "Upgrade Gantry on the CAD server",
        "responsible": key(site, Role::Responsible),
        "approver": key(site, Role::Executive),
        "effort": 4,
        "due": "2026-12-11",
    })
}

/// An item with a complete plan, as a draft.
pub async fn planned(site: &TestApp, people: &People) -> String {
    let owner = &people.owner;
    let new = json!({"weakness": "Gantry 3.1 can be taken over", "source": "scan", "plan": plan(site)});
    let item = owner.post("/api/v1/items", new).await.good()["summary"]["id"].as_str().unwrap().to_owned();
    let at = |rest: &str| format!("/api/v1/items/{item}/{rest}");
    owner.post(&at("milestones"), json!({"title": "Upgraded", "due": "2026-12-18"})).await.good();
    owner.post(&at("tasks"), task(site)).await.good();
    owner.post(&at("tests"), json!({"criterion": "Gantry says 3.1.9"})).await.good();
    item
}

/// The same, approved and being worked on.
pub async fn open(site: &TestApp, people: &People) -> String {
    let item = planned(site, people).await;
    people.owner.post(&format!("/api/v1/items/{item}/submit"), json!({})).await.good();
    people.approver.post(&format!("/api/v1/items/{item}/approve"), json!({})).await.good();
    item
}
