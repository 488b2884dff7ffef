//! The import table: which crate of the workspace may use which other, and what no crate of its kind may use.

use cargo_metadata::{DependencyKind, Metadata};

/// A crate and what it depends on; names of the workspace without `closeout-`.
pub struct Crate {
    pub name: String,
    /// What ends up in the built crate. Dependencies for tests and benchmarks are left out: a test may use more.
    pub dependencies: Vec<Dependency>,
}

pub enum Dependency {
    Workspace(String),
    Outside(String),
}

struct Room {
    name: &'static str,
    may_import: &'static [&'static str],
    outside: Outside,
}

enum Outside {
    /// Nothing but these.
    Only(&'static [&'static str]),
    /// Anything but these; a name that ends in `*` stands for all that begin so.
    AllBut(&'static [&'static [&'static str]]),
}

use Outside::{AllBut, Only};

const DATABASE: &[&str] = &[
    "rusqlite",
    "libsqlite3-sys",
    "tokio-postgres*",
    "postgres*",
    "deadpool*",
    "refinery*",
    "sqlx*",
    "diesel*",
    "sea-orm*",
];
const WEB: &[&str] = &["axum*", "askama*", "utoipa-axum", "hyper*", "tower-http"];
const ASYNC: &[&str] = &["tokio*", "async-*", "futures*", "smol"];
/// Errors without a type belong where they are only printed.
const UNTYPED: &[&str] = &["anyhow"];

const ROOMS: &[Room] = &[
    Room { name: "catalog", may_import: &[], outside: Only(&["csv", "serde"]) },
    Room { name: "domain", may_import: &["catalog"], outside: Only(&["cvss", "jiff", "sha2", "thiserror", "uuid"]) },
    Room { name: "intake", may_import: &["domain"], outside: AllBut(&[ASYNC, DATABASE, WEB, UNTYPED]) },
    Room { name: "exchange", may_import: &["catalog", "domain"], outside: AllBut(&[ASYNC, DATABASE, WEB, UNTYPED]) },
    Room { name: "report", may_import: &["catalog", "domain"], outside: AllBut(&[ASYNC, DATABASE, WEB, UNTYPED]) },
    Room {
        name: "app",
        may_import: &["catalog", "domain", "exchange", "intake", "report"],
        outside: AllBut(&[DATABASE, WEB, UNTYPED]),
    },
    Room { name: "store", may_import: &["app", "domain"], outside: AllBut(&[WEB, UNTYPED]) },
    Room {
        name: "connect",
        may_import: &["app", "domain"],
        outside: AllBut(&[DATABASE, &["axum*", "askama*"], UNTYPED]),
    },
    Room { name: "web", may_import: &["app", "domain"], outside: AllBut(&[DATABASE, UNTYPED]) },
    Room {
        name: "cli",
        may_import: &["app", "catalog", "connect", "domain", "exchange", "intake", "report", "store", "web"],
        outside: AllBut(&[]),
    },
    Room { name: "testkit", may_import: &["app", "domain", "store", "web"], outside: AllBut(&[UNTYPED]) },
    Room { name: "xtask", may_import: &[], outside: AllBut(&[DATABASE, WEB, ASYNC]) },
];

pub fn check(crates: &[Crate]) -> Vec<String> {
    crates.iter().flat_map(problems).collect()
}

fn problems(one: &Crate) -> Vec<String> {
    let name = &one.name;
    let Some(room) = ROOMS.iter().find(|room| room.name == name) else {
        return vec![format!("{name} is not in the import table (crates/xtask/src/tidy/imports.rs)")];
    };
    let problem = |dependency: &Dependency| match dependency {
        Dependency::Workspace(other) => (!room.may_import.contains(&other.as_str())).then(|| match room.may_import {
            [] => format!("{name} imports {other}; it may import nothing of the workspace"),
            allowed => format!("{name} imports {other}; it may import only {}", allowed.join(", ")),
        }),
        Dependency::Outside(library) => match room.outside {
            Only(allowed) => (!allowed.contains(&library.as_str()))
                .then(|| format!("{name} uses {library}; it may use only {}", allowed.join(", "))),
            AllBut(banned) => banned
                .concat()
                .iter()
                .any(|pattern| names(pattern, library))
                .then(|| format!("{name} uses {library}, which has no place in it")),
        },
    };
    one.dependencies.iter().filter_map(problem).collect()
}

fn names(pattern: &str, library: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => library.starts_with(start),
        None => library == pattern,
    }
}

/// The workspace's crates as their manifests declare them.
pub fn crates(metadata: &Metadata) -> Vec<Crate> {
    let members = metadata.workspace_packages();
    let short = |name: &str| name.strip_prefix("closeout-").unwrap_or(name).to_owned();
    members
        .iter()
        .map(|package| Crate {
            name: short(&package.name),
            dependencies: package
                .dependencies
                .iter()
                .filter(|dependency| dependency.kind != DependencyKind::Development)
                .map(|dependency| {
                    let ours = members.iter().any(|member| *member.name == dependency.name);
                    if ours {
                        Dependency::Workspace(short(&dependency.name))
                    } else {
                        Dependency::Outside(dependency.name.clone())
                    }
                })
                .collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_one(name: &str, workspace: &[&str], outside: &[&str]) -> Vec<String> {
        let dependencies = workspace
            .iter()
            .map(|name| Dependency::Workspace((*name).to_owned()))
            .chain(outside.iter().map(|name| Dependency::Outside((*name).to_owned())))
            .collect();
        check(&[Crate { name: name.to_owned(), dependencies }])
    }

    #[test]
    fn a_step_up_is_named() {
        assert_eq!(check_one("domain", &["catalog"], &["jiff"]), [""; 0]);
        assert_eq!(check_one("domain", &["app"], &[]), ["domain imports app; it may import only catalog"]);
        assert_eq!(
            check_one("catalog", &["domain"], &[]),
            ["catalog imports domain; it may import nothing of the workspace"]
        );
        assert_eq!(check_one("store", &["intake"], &[]).len(), 1);
        assert_eq!(check_one("web", &["store"], &[]).len(), 1);
    }

    #[test]
    fn the_domain_and_the_catalog_take_only_what_is_listed() {
        for library in ["serde", "tokio", "getrandom", "rusqlite", "chrono"] {
            assert_eq!(check_one("domain", &[], &[library]).len(), 1, "{library}");
        }
        assert_eq!(check_one("catalog", &[], &["jiff"]).len(), 1);
    }

    #[test]
    fn each_crate_refuses_what_has_no_place_in_it() {
        for (name, library) in [
            ("intake", "tokio"),
            ("exchange", "rusqlite"),
            ("report", "axum"),
            ("app", "tokio-postgres"),
            ("app", "deadpool-postgres"),
            ("store", "axum-extra"),
            ("connect", "sqlx"),
            ("web", "rusqlite"),
            ("app", "anyhow"),
        ] {
            assert_eq!(check_one(name, &[], &[library]), [format!("{name} uses {library}, which has no place in it")]);
        }
        assert_eq!(check_one("app", &[], &["tokio", "tracing"]), [""; 0]);
        assert_eq!(check_one("cli", &["store", "web"], &["anyhow", "tokio"]), [""; 0]);
    }

    #[test]
    fn only_tests_may_use_the_testkit_and_a_new_crate_needs_a_place() {
        assert_eq!(check_one("cli", &["testkit"], &[]).len(), 1);
        assert_eq!(
            check_one("gossip", &[], &[]),
            ["gossip is not in the import table (crates/xtask/src/tidy/imports.rs)"]
        );
    }

    #[test]
    fn dependencies_for_tests_do_not_count() {
        let metadata = cargo_metadata::MetadataCommand::new().no_deps().exec().unwrap();
        let xtask = crates(&metadata).into_iter().find(|one| one.name == "xtask").unwrap();
        let outside: Vec<_> = xtask
            .dependencies
            .iter()
            .map(|dependency| match dependency {
                Dependency::Workspace(name) | Dependency::Outside(name) => name.as_str(),
            })
            .collect();
        assert_eq!(outside, ["anyhow", "cargo_metadata", "proc-macro2"]);
    }
}
