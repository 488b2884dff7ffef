//! What a file calls no name: an asset that is known by the file then.
//!
//! If all such assets were one, a check that passes in the file of one machine would close it in that of another.

/// Formats in which people speak of the organization as a whole. Their next file has any name, and means the same.
const OF_THE_WHOLE: [&str; 3] = ["findings", "oscal-ar", "table"];

/// The name of what a file does not name: the file's, without its ending and the days and times in it, so that next week's
/// file speaks of the same. `None` where a file speaks of the whole.
pub fn known_as(file: &str, format: &str) -> Option<String> {
    if OF_THE_WHOLE.contains(&format) {
        return None;
    }
    let stem = file.split_once('.').map_or(file, |(stem, _)| stem);
    let (mut kept, mut in_date) = (Vec::new(), false);
    for word in stem.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        in_date = is_date(word) || (in_date && word.len() <= 2 && word.bytes().all(|b| b.is_ascii_digit()));
        if !in_date {
            kept.push(word);
        }
    }
    Some(if kept.is_empty() { format.to_owned() } else { kept.join("-") })
}

/// A year, a day or an instant in digits: `2026`, `20261122`, `20261122T0915Z`.
fn is_date(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    let year = word.starts_with("19") || word.starts_with("20");
    let rest = word.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'T' | b'Z' | b't' | b'z'));
    rest && year && (digits == 4 || digits >= 8)
}

#[cfg(test)]
mod tests {
    use super::known_as;

    #[test]
    fn a_file_has_the_same_name_next_week_and_another_on_another_machine() {
        for (file, name) in [
            ("weekly-2026-11-22.sarif", "weekly"),
            ("weekly_20261122T0915Z.sarif", "weekly"),
            ("2026.sarif", "sarif"),
            ("press-1.sarif.gz", "press-1"),
            ("press-12-2026-01-02.ckl", "press-12"),
            ("Results of CodeQL.sarif", "Results-of-CodeQL"),
        ] {
            assert_eq!(known_as(file, "sarif").as_deref(), Some(name), "{file}");
        }
    }

    #[test]
    fn what_people_say_of_the_whole_is_known_by_no_file() {
        assert_eq!(known_as("assessment.csv", "table"), None);
    }
}
