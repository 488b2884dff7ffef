//! What the documents point at: relative links in every Markdown file, and the files that `ARCHITECTURE.md` names.

use std::collections::BTreeSet;

use crate::tree::{File, ending};

pub fn check(files: &[File]) -> Vec<String> {
    let known = known(files);
    let mut problems = Vec::new();
    for document in ending(files, ".md") {
        let folder = document.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for (number, line) in prose(&document.text) {
            for target in targets(line) {
                let found = resolve(folder, target).is_some_and(|path| known.contains(path.as_str()));
                if !found {
                    problems.push(format!("{}:{number}: {target} does not exist", document.path));
                }
            }
            if document.path == "ARCHITECTURE.md" {
                for named in files_named(line).filter(|named| !exists(named, &known)) {
                    problems.push(format!("{}:{number}: {named} does not exist", document.path));
                }
            }
        }
    }
    problems
}

/// Every file and every folder that holds one.
fn known(files: &[File]) -> BTreeSet<&str> {
    let mut known = BTreeSet::from([""]);
    for file in files {
        let mut path = file.path.as_str();
        known.insert(path);
        while let Some((folder, _)) = path.rsplit_once('/') {
            known.insert(folder);
            path = folder;
        }
    }
    known
}

/// The lines outside fenced code, with their numbers.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    text.lines().enumerate().filter_map(move |(index, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        (!fence && !fenced).then_some((index + 1, line))
    })
}

/// `[text](target)`, `[text](target "title")` and `[label]: target`, as far as they point into this tree.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    let inline = line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
    let definition = line
        .strip_prefix('[')
        .and_then(|rest| rest.split_once("]: "))
        .and_then(|(_, target)| target.split_whitespace().next());
    inline
        .chain(definition)
        .filter(|target| !target.contains("://") && !target.starts_with("mailto:") && !target.starts_with('#'))
}

/// `../a.md#part` seen from `docs/adr` is `docs/a.md`. `None` if it leaves the tree.
fn resolve(folder: &str, target: &str) -> Option<String> {
    let target = target.split('#').next().unwrap_or_default();
    let mut path: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').filter(|part| !part.is_empty()).collect(),
    };
    for part in target.split('/').filter(|part| !matches!(*part, "" | ".")) {
        if part == ".." {
            path.pop()?;
        } else {
            path.push(part);
        }
    }
    Some(path.join("/"))
}

/// The words in backticks that are paths: with a slash, and a folder's slash or a file's extension at the end.
fn files_named(line: &str) -> impl Iterator<Item = &str> {
    let in_backticks = line.split('`').skip(1).step_by(2);
    in_backticks.filter(|word| {
        let plain = word.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c));
        let last = word.rsplit('/').next().unwrap_or_default();
        let is_file = last.rsplit_once('.').is_some_and(|(_, extension)| (1..=6).contains(&extension.len()));
        plain && word.contains('/') && !word.starts_with(['/', '.']) && (is_file || last.is_empty())
    })
}

/// A crate's file may be named from `crates/` on: `domain/src/item/closure.rs`.
fn exists(named: &str, known: &BTreeSet<&str>) -> bool {
    let named = named.trim_end_matches('/');
    known.contains(named) || known.contains(format!("crates/{named}").as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::file;

    #[test]
    fn a_link_to_nothing_is_named_with_its_line() {
        let files = [
            file("README.md", "# A\n[one](docs/a.md) [two](docs/gone.md)\n[three]: gone.png\n"),
            file("docs/a.md", "[up](../README.md#a) [folder](../docs/) [out](../../x.md)"),
        ];
        assert_eq!(
            check(&files),
            [
                "README.md:2: docs/gone.md does not exist",
                "README.md:3: gone.png does not exist",
                "docs/a.md:1: ../../x.md does not exist",
            ]
        );
    }

    #[test]
    fn other_hosts_anchors_and_code_are_not_links_into_the_tree() {
        let text = "[a](https://example.org/x) [b](#part) [c](mailto:a@example.org)\n```\n[d](gone.md)\n```\n";
        assert!(check(&[file("README.md", text)]).is_empty());
    }

    #[test]
    fn the_architecture_page_names_only_files_that_exist() {
        let files = [
            file(
                "ARCHITECTURE.md",
                "`domain/src/item.rs` `crates/domain/` `domain/src/gone.rs` `app/src/`\n`a/b` `POST /api/v1` `std::fs`\n",
            ),
            file("crates/domain/src/item.rs", ""),
        ];
        assert_eq!(
            check(&files),
            ["ARCHITECTURE.md:1: domain/src/gone.rs does not exist", "ARCHITECTURE.md:1: app/src/ does not exist",]
        );
    }
}
