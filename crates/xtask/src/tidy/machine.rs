//! Paths that exist on one machine only. They are useless to everybody else and tell strangers about the machine.
//! So is the checkout's path compiled into a program: checkouts share builds, and one finds another's path in its own.

use crate::tree::File;

// Put together here, so that this file does not find itself.
const PLACES: &[&str] = &[concat!("/wo", "rk/"), concat!("/ro", "ot/")];
const COMPILED_IN: &str = concat!("env!(\"CARGO_", "MANIFEST_DIR");

pub fn check(files: &[File]) -> Vec<String> {
    let mut problems = Vec::new();
    for file in files {
        for (number, line) in file.text.lines().enumerate() {
            for place in PLACES.iter().filter(|place| stands_in(line, place)) {
                problems.push(format!("{}:{}: {place}… is a path of one machine", file.path, number + 1));
            }
            if line.contains(COMPILED_IN) {
                let remedy = "tests run in their crate's folder: use a relative path";
                problems.push(format!("{}:{}: compiles in a path of one machine; {remedy}", file.path, number + 1));
            }
        }
    }
    problems
}

/// As the start of a path: `https://host/x/` and `art/x/` are none.
fn stands_in(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| {
        let before = line.get(..at).and_then(|before| before.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || "._-~/}".contains(c))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::file;

    #[test]
    fn a_path_of_a_machine_is_found_wherever_it_begins() {
        let text = format!("fine\nlet a = \"{}x\";\ncd {}y\n", PLACES[0], PLACES[1]);
        let problems = check(&[file("a.sh", &text)]);
        assert_eq!(problems.len(), 2, "{problems:?}");
        assert!(problems[0].starts_with("a.sh:2: "));
        assert!(problems[1].starts_with("a.sh:3: "));
    }

    #[test]
    fn a_checkout_is_not_compiled_in() {
        let problems = check(&[file("a.rs", &format!("fine\nlet a = {COMPILED_IN}\");\n"))]);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].starts_with("a.rs:2: "));
    }

    #[test]
    fn an_address_or_a_longer_name_is_not_one() {
        let text = format!("https://host{}x\n./art{}y\n../{}\n", PLACES[0], PLACES[0], "work");
        assert!(check(&[file("a.md", &text)]).is_empty());
    }
}
