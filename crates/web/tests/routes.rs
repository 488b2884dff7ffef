//! Every route, as everybody: each role, signed out, and as a member of another organization.
#![cfg(test)]

use std::path::Path;

use axum::http::Method;
use closeout_domain::{
    people::Role,
    policy::{self, Relation},
};
use closeout_testkit::{Answer, TestApp};
use closeout_web::{permission, routes, table::Route};
use serde_json::{Value, json};

const SCAN: &[u8] = include_bytes!("../../intake/tests/fixtures/nessus/many.nessus");

/// `CLOSEOUT_BLESS=1` writes it anew. A route without a permission does not compile.
#[test]
fn the_table_of_routes_is_the_golden_one() {
    let file = Path::new("tests/routes.golden");
    let mut lines: Vec<String> =
        routes::all().iter().map(|r| format!("{:4} {} {}\n", r.method, r.path, r.permission)).collect();
    lines.sort_by_key(|line| line.split_once(' ').map(|(_, rest)| rest.trim_start().to_owned()));
    let now = lines.concat();
    if std::env::var_os("CLOSEOUT_BLESS").is_some() {
        std::fs::write(file, &now).unwrap();
    }
    let kept = std::fs::read_to_string(file).unwrap_or_default();
    assert!(kept == now, "tests/routes.golden is not the table; CLOSEOUT_BLESS=1 writes it anew:\n{now}");
}

/// The firm with something at every address, and what stands for each parameter.
struct Furnished {
    site: TestApp,
    names: Vec<(&'static str, String)>,
}

impl Furnished {
    async fn new() -> Self {
        let site = TestApp::new().await;
        let owner = site.token(Role::Owner).await;
        let report = owner.upload("/api/v1/imports", &[("mode", "commit")], ("alder.nessus", SCAN)).await.good();
        let findings = owner.get("/api/v1/findings").await.good();
        let assets = owner.get("/api/v1/assets").await.good();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let kept = owner.upload("/api/v1/items/1/evidence", &[], ("alder.txt", b"of Alder")).await.good();
        owner.post("/api/v1/items/1/milestones", json!({"title": "Alder", "due": "2026-12-18"})).await.good();
        let person = |role| site.firm.member(role).id.to_string();
        let task = json!({"title": "Alder", "responsible": person(Role::Responsible),
            "approver": person(Role::Executive), "effort": 1, "due": "2026-12-18"});
        owner.post("/api/v1/items/1/tasks", task).await.good();
        let token = owner.post("/api/v1/tokens", json!({"name": "Alder", "until": "2026-12-31"})).await.good();
        let question = json!({"rung": "executive", "reason": "Alder"});
        let question = owner.post("/api/v1/items/1/escalate", question).await.good();
        let begin = format!("/api/v1/systems/{}/reviews", site.firm.system);
        let review = owner.post(&begin, json!({"cadence": "weekly"})).await.good();
        let sha256 = text(&kept["evidence"][0]["sha256"]);
        let fix = text(&findings["findings"][0]["fix"]);
        let arrived = site.folder().join("arrived");
        std::fs::write(&arrived, SCAN).unwrap();
        let staged = site.app.stage(&site.firm.member(Role::Owner).actor, site.firm.system, "alder.nessus", &arrived);
        let staged = staged.await.unwrap().id.to_string();
        let names = vec![
            ("staged", staged),
            ("item", "POAM-0001".to_owned()),
            ("number", "1".into()),
            ("part", "1".into()),
            ("sha256", sha256),
            ("asset", text(&assets["assets"][0]["id"])),
            ("finding", text(&findings["findings"][0]["id"])),
            ("fix", fix),
            ("import", text(&report["import"])),
            ("person", person(Role::Responsible)),
            ("system", site.firm.system.to_string()),
            ("token", text(&token["issued"]["id"])),
            ("feed", "kev".into()),
            ("escalation", text(&question["id"])),
            ("review", text(&review["id"])),
            ("report", "POAM-0001".into()),
            ("file", "POAM-0001.html".into()),
            // Nobody's: whoever knows a true one passes, whoever they are.
            ("calendar", format!("{}.ics", "0".repeat(64))),
        ];
        Self { site, names }
    }

    fn path(&self, route: &Route) -> String {
        let part = |part: &str| match part.strip_prefix('{').and_then(|p| p.strip_suffix('}')) {
            None => part.to_owned(),
            Some(name) => {
                let known = self.names.iter().find(|(n, _)| *n == name).map(|(_, value)| value.clone());
                known.unwrap_or_else(|| panic!("say in Furnished::names what stands for {{{name}}} of {}", route.path))
            }
        };
        route.path.split('/').map(part).collect::<Vec<_>>().join("/")
    }

    /// Asks as a program or in a browser, with a body that is read without complaint where the path's end is known.
    async fn ask(&self, route: &Route, caller: &Caller) -> Answer {
        let path = self.path(route);
        let post = route.method == Method::POST;
        match caller {
            Caller::Program(program) if FILES.iter().any(|end| path.ends_with(end)) => match post {
                true => program.upload(&path, &upload_fields(&path), ("birch.txt", b"of Birch")).await,
                false => program.get(&path).await,
            },
            Caller::Program(program) if post => program.post(&path, self.body(&route.path)).await,
            Caller::Program(program) => program.get(&path).await,
            Caller::Browser(browser) if post && route.long => browser.upload(&path, &FIELDS, &[("a.csv", b"a")]).await,
            Caller::Browser(browser) if post => browser.form(&path, &FIELDS).await,
            Caller::Browser(browser) => browser.get(&path).await,
        }
    }

    /// A body that would be taken if the address led to something.
    fn body(&self, path: &str) -> Value {
        let person = self.site.other.member(Role::Owner).id.to_string();
        match path.rsplit('/').next().unwrap_or_default() {
            "plan" => json!({"weakness": "what"}),
            "milestones" => json!({"title": "what", "due": "2026-12-18"}),
            "move" => json!({"due": "2026-12-24", "reason": "why"}),
            "grant" if path.contains("/extensions/") => json!({"note": "what"}),
            "extensions" => json!({"limits": [{"level": "high", "planner": 3, "approver": 20}]}),
            "escalate" => json!({"rung": "executive", "reason": "why"}),
            "decide" => json!({"decision": "reassign", "to": person, "reason": "why"}),
            "ladder" => json!({"steps": [], "answer_within": 7, "plan_within": 30, "sign_within": 14, "look_again": 14,
                "executive": null}),
            "supervisor" => json!({"supervisor": null}),
            "hours" => json!({"weekly_hours": 8}),
            "away" | "there" => json!({"first": "2026-12-21", "last": "2026-12-31"}),
            "order" => json!({"after": []}),
            "rhythm" => json!({"weeks": 2, "monthly": true, "quarterly": true, "grace": 3}),
            "reviews" => json!({"cadence": "monthly"}),
            "attend" => json!({"people": [person]}),
            "remark" => json!({"sort": "note", "text": "what"}),
            "agree" => json!({"item": "POAM-0001", "task": {"title": "what", "responsible": person,
                "approver": person, "effort": 1, "due": "2026-12-18"}}),
            "give-up" => json!({"reason": "why"}),
            "reach" => json!({"on": "2026-11-23"}),
            "tasks" | "revise" => json!({"title": "what", "responsible": person, "approver": person, "effort": 1,
                "due": "2026-12-18", "reason": "why"}),
            "tests" => json!({"criterion": "what"}),
            "attest" => json!({"statement": "what", "evidence": []}),
            "merge" => json!({"from": self.named("asset"), "reason": "why"}),
            "split" => json!({"names": [{"kind": "ip", "name": "192.0.2.7"}], "reason": "why"}),
            "link" | "unlink" if path.contains("/tasks/") => json!({"key": "HD-1"}),
            "findings" if path.contains("{item}") => json!({"findings": [self.named("finding")]}),
            "validate" | "close" => json!({"statement": "what"}),
            "propose-acceptance" => json!({"until": "2027-01-31", "justification": "why"}),
            "request-exception" => json!({"person": person, "reason": "why"}),
            "comment" if path.contains("bulk") => json!({"items": [{"item": "POAM-0001"}], "text": "what"}),
            "owner" if path.contains("bulk") => {
                json!({"items": [{"item": "POAM-0001"}], "owner": person, "reason": "why"})
            }
            "comment" => json!({"text": "what"}),
            "items" => json!({"weakness": "what", "source": "audit", "findings": [self.named("finding")],
                "system": self.named("system")}),
            "describe" => json!({"name": "what"}),
            "roles" => json!({"roles": ["owner"]}),
            "password" => json!({"password": "nine rolls of brass"}),
            "appoint" => json!({"person": person}),
            "promotion" => json!({"at_least": "low", "not_met": true, "brake_percent": 10}),
            "deadlines" => json!({"preset": "fedramp"}),
            "marking" => json!({"banner": "CUI"}),
            "exposure" => json!({"rules": [{"pattern": "dmz-*", "internet": true}]}),
            "replay" => json!({"key": "digest/none"}),
            "test" => json!({}),
            "calendars" => json!({"name": "what", "until": "2026-12-31", "system": self.named("system")}),
            "submit" | "approve" | "done" | "finish" | "fetch" | "acknowledge" => json!({}),
            _ => json!({"reason": "why"}),
        }
    }

    fn named(&self, name: &str) -> &str {
        self.names.iter().find(|(n, _)| *n == name).map(|(_, value)| value.as_str()).unwrap()
    }

    /// How many events the firm's record has.
    async fn events(&self) -> usize {
        self.site.app.world().store.log(self.site.firm.id, 0, 100_000).await.unwrap().len()
    }
}

/// Operations of the API that take a file.
const FILES: [&str; 4] = ["/evidence", "/imports", "/workbook", "/feeds/kev"];

/// Fields that many forms have.
const FIELDS: [(&str, &str); 6] = [
    ("reason", "why"),
    ("text", "what"),
    ("statement", "what"),
    ("title", "what"),
    ("due", "2026-12-18"),
    ("name", "what"),
];

fn upload_fields(path: &str) -> Vec<(&'static str, &'static str)> {
    if path.ends_with("/evidence") || path.contains("/feeds/") { Vec::new() } else { vec![("mode", "preview")] }
}

enum Caller {
    Program(closeout_testkit::Program),
    Browser(closeout_testkit::Browser),
}

fn is_api(route: &Route) -> bool {
    route.path.starts_with("/api/")
}

fn guarded() -> impl Iterator<Item = Route> {
    routes::all().into_iter().filter(|route| route.permission != "Public")
}

/// Invariant 14: nothing of one organization is reachable from another, route by route.
#[tokio::test]
async fn nothing_is_reachable_from_another_organization() {
    let furnished = Furnished::new().await;
    let site = &furnished.site;
    let before = furnished.events().await;
    for role in Role::ALL {
        let program = Caller::Program(site.token_of(&site.other, role).await);
        for route in guarded() {
            // A new one each time: one of the routes signs out.
            let browser = Caller::Browser(site.browser_of(&site.other, role).await);
            let answer = furnished.ask(&route, if is_api(&route) { &program } else { &browser }).await;
            let text = answer.text();
            let secrets = ["Alder", "alder.", "Gantry", "192.0.2.21"].into_iter();
            let keys = furnished.names.iter().filter(|(_, value)| value.len() > 30).map(|(_, value)| value.as_str());
            let echoed = furnished.path(&route);
            for secret in secrets.chain(keys.filter(|key| !echoed.contains(*key) && !is_api(&route))) {
                assert!(!text.contains(secret), "{role}: {} tells {secret}: {text}", answer.asked);
            }
            // Addresses with a key of the other organization lead nowhere, or the role may not ask at all.
            // The three feeds are the same everywhere; what is kept of them is each organization's own.
            let keyed = route.path.replace("{feed}", "").contains('{') || route.path.contains("/bulk/");
            if keyed && is_api(&route) {
                assert!([404, 403].contains(&answer.status.as_u16()), "{role}: {} {text}", answer.asked);
                let problem = answer.json();
                let duty = answer.status == 403;
                assert!(!duty || problem["rule"] == "permission", "{role}: {} {problem}", answer.asked);
            } else if keyed {
                let status = answer.status;
                assert!(status.is_client_error() || status.is_redirection(), "{role}: {} {status}", answer.asked);
            }
            assert!(!answer.status.is_server_error(), "{role}: {} {text}", answer.asked);
        }
    }
    assert_eq!(furnished.events().await, before, "another organization changed the record");
}

/// The permission of the table is the one that is asked for, whatever the rest of the request says.
#[tokio::test]
async fn every_route_lets_pass_whom_the_policy_lets_pass() {
    let furnished = Furnished::new().await;
    let site = &furnished.site;
    for role in Role::ALL {
        let program = site.token(role).await;
        for route in guarded() {
            // A new one each time: one of the routes signs out.
            let browser = site.browser(role).await;
            let action = permission::ALL.iter().find(|(name, _)| *name == route.permission).and_then(|(_, a)| *a);
            let allowed = action.is_none_or(|a| Relation::ALL.into_iter().any(|r| policy::permits(role, a, r)));
            let path = furnished.path(&route);
            let post = route.method == Method::POST;
            // Nothing is in the body: who passes is told what is missing, and nothing changes for those who follow.
            let answer = match (is_api(&route), post) {
                (true, true) => program.post(&path, Value::Null).await,
                (true, false) => program.get(&path).await,
                (false, true) => browser.form(&path, &[]).await,
                (false, false) => browser.get(&path).await,
            };
            assert!(!answer.status.is_server_error(), "{role}: {} {}", answer.asked, answer.text());
            if is_api(&route) {
                let refused = answer.status == 403 && answer.json()["rule"] == "permission";
                assert!(allowed || refused, "{role} passes {} with {}", answer.asked, answer.status);
                let body_first = allowed && post && !takes_nothing(&route);
                assert!(!(refused && body_first), "{role} is refused at {}: {}", answer.asked, answer.text());
            } else if !allowed {
                assert_eq!(answer.status, 403, "{role} passes {}", answer.asked);
            }
        }
    }
}

/// Operations without a body do something at once, and the domain may say that this person may not.
fn takes_nothing(route: &Route) -> bool {
    ["grant", "promote", "return", "revoke"].iter().any(|end| route.path.ends_with(end))
        || route.path.ends_with("dismissal/approve")
        || route.path.ends_with("tests/run")
}

#[tokio::test]
async fn nobody_gets_in_without_signing_in() {
    let furnished = Furnished::new().await;
    let (stranger, anonymous) = (furnished.site.stranger(), furnished.site.anonymous());
    for route in guarded() {
        let caller =
            if is_api(&route) { Caller::Program(stranger.clone()) } else { Caller::Browser(anonymous.clone()) };
        let answer = furnished.ask(&route, &caller).await;
        if is_api(&route) {
            answer.is(401);
        } else if route.permission == "Link" {
            answer.is(404);
        } else {
            assert!(answer.status.is_redirection(), "{}: {}", answer.asked, answer.status);
            assert!(answer.header("location").starts_with("/sign-in"), "{}", answer.asked);
        }
    }
}

#[tokio::test]
async fn a_reading_token_changes_nothing() {
    let furnished = Furnished::new().await;
    for role in Role::ALL {
        let program = Caller::Program(furnished.site.reading_token(role).await);
        let before = furnished.events().await;
        for route in guarded().filter(|r| is_api(r) && r.method == Method::POST) {
            let answer = furnished.ask(&route, &program).await;
            assert!(answer.status.is_client_error(), "{role}: {} {}", answer.asked, answer.text());
            if route.permission != "Own" {
                answer.is(403).refused("token-read-only");
            }
        }
        assert_eq!(furnished.events().await, before, "{role}");
    }
}

/// A form of another site, or without the value of the session, is nobody's.
#[tokio::test]
async fn forms_come_from_our_own_pages() {
    let furnished = Furnished::new().await;
    let browser = furnished.site.browser(Role::Owner).await;
    let before = furnished.events().await;
    for route in guarded().filter(|r| !is_api(r) && r.method == Method::POST) {
        let path = furnished.path(&route);
        let bare = browser.bare_form(&path, &[("reason", "why")]).await;
        assert_eq!(bare.status, 403, "{}: {}", bare.asked, bare.text());
    }
    assert_eq!(furnished.events().await, before);
}
