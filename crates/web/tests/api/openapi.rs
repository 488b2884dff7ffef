//! The description of the API: a snapshot, whole, and sound.

use std::{collections::BTreeSet, path::Path};

use closeout_testkit::TestApp;
use closeout_web::{api::document, routes};
use serde_json::Value;

fn description() -> Value {
    serde_json::from_str(&document::of(&routes::all()).to_pretty_json().unwrap()).unwrap()
}

/// `CLOSEOUT_BLESS=1` writes it anew.
#[test]
fn the_snapshot_is_what_the_code_says() {
    let file = Path::new("../../docs/openapi.json");
    let now = document::of(&routes::all()).to_pretty_json().unwrap() + "\n";
    if std::env::var_os("CLOSEOUT_BLESS").is_some() {
        std::fs::write(file, &now).unwrap();
    }
    let kept = std::fs::read_to_string(file).unwrap_or_default();
    assert!(kept == now, "docs/openapi.json is not what the code says; CLOSEOUT_BLESS=1 writes it anew");
}

#[tokio::test]
async fn the_server_tells_it_to_anybody() {
    let site = TestApp::new().await;
    assert_eq!(site.stranger().get("/api/v1/openapi.json").await.good(), description());
}

#[test]
fn every_route_of_the_api_is_in_it() {
    let description = description();
    for route in routes::all().iter().filter(|r| r.path.starts_with("/api/")) {
        let method = route.method.as_str().to_lowercase();
        let operation = &description["paths"][&route.path][&method];
        assert_eq!(operation["x-permission"], route.permission, "{method} {}", route.path);
        assert!(operation["summary"].as_str().is_some_and(|s| s.len() > 3), "{method} {}", route.path);
        let named = |name: &str| operation["parameters"].as_array().unwrap().iter().any(|p| p["name"] == name);
        let braces = route.path.split('/').filter_map(|p| p.strip_prefix('{')?.strip_suffix('}'));
        assert!(braces.clone().all(named), "{method} {} says its parameters", route.path);
        assert_eq!(named("Idempotency-Key"), method == "post", "{method} {}", route.path);
    }
}

#[test]
fn it_is_sound() {
    let description = description();
    assert_eq!(description["openapi"], "3.1.0");
    let mut names = BTreeSet::new();
    for operations in description["paths"].as_object().unwrap().values() {
        for operation in operations.as_object().unwrap().values() {
            let name = operation["operationId"].as_str().unwrap().to_owned();
            assert!(names.insert(name.clone()), "{name} is the name of two operations");
        }
    }
    let schemas = &description["components"]["schemas"];
    let text = description.to_string();
    for reference in text.split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(schemas.get(name).is_some(), "{name} is referred to and not described");
    }
}
