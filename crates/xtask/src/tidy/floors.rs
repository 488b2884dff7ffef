//! The direction of imports between files: downwards in the domain, and nowhere in a circle of two.

use std::collections::{BTreeMap, BTreeSet};

use super::paths::{Path, referred};
use crate::tree::{File, ending};

/// The domain from the ground up. A module below a listed one stands on its floor unless it is listed itself.
const FLOORS: &[(u8, &[&str])] = &[
    (1, &["ids", "rule", "time"]),
    (2, &["people", "finding::severity", "priority"]),
    (3, &["policy", "deadline", "asset", "feed", "finding", "mapping"]),
    (4, &["organization", "system", "import", "item"]),
    (5, &["cmmc", "cadence"]),
    (6, &["check"]),
    (7, &["rules"]),
];

pub fn check(files: &[File]) -> Vec<String> {
    let mut sources: BTreeMap<&str, BTreeMap<Path, &str>> = BTreeMap::new();
    for file in ending(files, ".rs") {
        if let Some((name, module)) = place(&file.path) {
            sources.entry(name).or_default().insert(module, &file.text);
        }
    }
    sources.iter().flat_map(|(name, modules)| check_crate(name, modules)).collect()
}

/// `crates/domain/src/item/fold.rs` is `item::fold` of `domain`. A crate's root is its table of contents and has no place.
fn place(path: &str) -> Option<(&str, Path)> {
    let (name, file) = path.strip_prefix("crates/")?.split_once("/src/")?;
    let module = file.strip_suffix(".rs")?;
    let module = module.strip_suffix("/mod").unwrap_or(module);
    let root = matches!(module, "lib" | "main") || module.starts_with("bin/");
    (!root).then(|| (name, module.split('/').map(str::to_owned).collect()))
}

fn check_crate(name: &str, modules: &BTreeMap<Path, &str>) -> Vec<String> {
    let mut problems = Vec::new();
    let mut imports: BTreeMap<&Path, BTreeSet<&Path>> = BTreeMap::new();
    for (module, text) in modules {
        match referred(text, module) {
            Ok(paths) => {
                let files = paths.iter().filter_map(|path| file_of(path, modules)).filter(|file| *file != module);
                imports.insert(module, files.collect());
            }
            Err(error) => problems.push(format!("{name}: {} cannot be read as Rust: {error}", shown(module))),
        }
    }
    for (module, others) in &imports {
        for other in others {
            let back = imports.get(other).is_some_and(|theirs| theirs.contains(module));
            if back && module < other {
                problems.push(format!(
                    "{name}: {} and {} import each other; give what both need a file of its own",
                    shown(module),
                    shown(other)
                ));
            }
        }
    }
    if name == "domain" {
        problems.extend(imports.iter().flat_map(|(module, others)| upward(module, others)));
    }
    problems
}

fn upward(module: &Path, others: &BTreeSet<&Path>) -> Vec<String> {
    let Some(own) = floor(module) else {
        return vec![format!("domain: {} stands on no floor (crates/xtask/src/tidy/floors.rs)", shown(module))];
    };
    others
        .iter()
        .filter_map(|other| floor(other).filter(|theirs| *theirs > own).map(|theirs| (other, theirs)))
        .map(|(other, theirs)| {
            format!("domain: {} (floor {own}) imports {} (floor {theirs})", shown(module), shown(other))
        })
        .collect()
}

/// The longest listed name that the module begins with decides.
fn floor(module: &Path) -> Option<u8> {
    (1..=module.len()).rev().find_map(|length| {
        let name = module.iter().take(length).cloned().collect::<Vec<_>>().join("::");
        FLOORS.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(floor, _)| *floor)
    })
}

/// The file in which a path ends: the longest beginning of it that is a file.
fn file_of<'a>(path: &Path, modules: &'a BTreeMap<Path, &str>) -> Option<&'a Path> {
    (1..=path.len())
        .rev()
        .find_map(|length| modules.get_key_value(&path.iter().take(length).cloned().collect::<Path>()))
        .map(|(module, _)| module)
}

fn shown(module: &Path) -> String {
    module.join("::")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::file;

    fn domain(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<File> =
            files.iter().map(|(name, text)| file(&format!("crates/domain/src/{name}.rs"), text)).collect();
        check(&files)
    }

    #[test]
    fn downwards_and_level_is_fine() {
        let files = [
            ("lib", "pub mod ids; pub mod item; pub use item::Item;"),
            ("ids", ""),
            ("time", "use crate::ids::PersonId;"),
            ("item", "pub mod fold; pub use fold::fold;"),
            ("item/fold", "use super::Item; use crate::{ids::PersonId, time::Day};"),
        ];
        assert_eq!(domain(&files), [""; 0]);
    }

    #[test]
    fn an_import_from_above_is_named() {
        let problems = domain(&[("ids", "use crate::item::fold::fold;"), ("item", ""), ("item/fold", "")]);
        assert_eq!(problems, ["domain: ids (floor 1) imports item::fold (floor 4)"]);
    }

    #[test]
    fn a_module_may_stand_below_its_parent() {
        let files =
            [("priority", "use crate::finding::severity::Severity;"), ("finding", ""), ("finding/severity", "")];
        assert_eq!(domain(&files), [""; 0]);
        let files = [("priority", "use crate::finding::asset::Asset;"), ("finding", ""), ("finding/asset", "")];
        assert_eq!(domain(&files), ["domain: priority (floor 2) imports finding::asset (floor 3)"]);
    }

    #[test]
    fn a_module_without_a_floor_is_named() {
        assert_eq!(domain(&[("gossip", "")]), ["domain: gossip stands on no floor (crates/xtask/src/tidy/floors.rs)"]);
    }

    #[test]
    fn two_files_that_import_each_other_are_named_in_every_crate() {
        let files = [
            file("crates/app/src/query.rs", "use crate::views::View;"),
            file("crates/app/src/views.rs", "fn f() -> crate::query::Query { todo() }"),
        ];
        assert_eq!(check(&files), ["app: query and views import each other; give what both need a file of its own"]);
    }

    #[test]
    fn what_is_not_rust_is_said() {
        assert!(domain(&[("ids", "fn f( {")])[0].starts_with("domain: ids cannot be read as Rust"));
    }
}
