//! A file that one can read in a sitting.

use crate::tree::{File, ending};

const MOST: usize = 500;

pub fn check(files: &[File]) -> Vec<String> {
    ending(files, ".rs")
        .filter_map(|file| {
            let lines = file.text.lines().count();
            (lines > MOST).then(|| format!("{}: {lines} lines, more than {MOST}; divide it by subject", file.path))
        })
        .collect()
}

/// `42 Rust files, median 97 lines, longest 412 (crates/…)`.
pub fn summary(files: &[File]) -> String {
    let mut lengths: Vec<(usize, &str)> =
        ending(files, ".rs").map(|file| (file.text.lines().count(), file.path.as_str())).collect();
    lengths.sort_unstable();
    match (lengths.get(lengths.len() / 2), lengths.last()) {
        (Some((median, _)), Some((longest, path))) => {
            format!("{} Rust files, median {median} lines, longest {longest} ({path})", lengths.len())
        }
        _ => "no Rust files".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::file;

    #[test]
    fn five_hundred_lines_pass_and_one_more_does_not() {
        let files =
            [file("a.rs", &"x\n".repeat(500)), file("b.rs", &"x\n".repeat(501)), file("c.md", &"x\n".repeat(900))];
        assert_eq!(check(&files), ["b.rs: 501 lines, more than 500; divide it by subject"]);
    }

    #[test]
    fn the_summary_names_median_and_longest() {
        let files = [file("a.rs", "x\n"), file("b.rs", "x\nx\n"), file("c.rs", &"x\n".repeat(9))];
        assert_eq!(summary(&files), "3 Rust files, median 2 lines, longest 9 (c.rs)");
        assert_eq!(summary(&[]), "no Rust files");
    }
}
