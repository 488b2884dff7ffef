//! How reports say things, so that all of them say it alike.

use closeout_domain::{item::Item, item::origin::Money};
use jiff::civil::Date;

/// As in "22 November 2026".
pub fn day(day: Date) -> String {
    day.strftime("%-d %B %Y").to_string()
}

/// As in "1 item", "12 items".
pub fn count(n: usize, one: &str) -> String {
    match n {
        1 => format!("1 {one}"),
        n => format!("{n} {one}s"),
    }
}

/// As in "no item", "1 item", "12 items".
pub fn none_or(n: usize, one: &str) -> String {
    if n == 0 { format!("no {one}") } else { count(n, one) }
}

/// As in "is" and "are".
pub fn is(n: usize) -> &'static str {
    if n == 1 { "is" } else { "are" }
}

/// A sentence's first letter in upper case.
pub fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// A word of the record as people write it: "penetration_test" as "Penetration test".
pub fn phrase(word: &str) -> String {
    sentence(&word.replace('_', " "))
}

/// As in "a, b and c".
pub fn list(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [start @ .., last] => format!("{} and {last}", start.join(", ")),
    }
}

/// The sum of what items cost, as far as their plans say.
pub fn cost<'a>(items: impl IntoIterator<Item = &'a Item>) -> Money {
    let cents = items.into_iter().filter_map(|i| i.resources.as_ref()).map(|r| r.cost.0);
    Money(cents.fold(0, u64::saturating_add))
}

/// A size as people read it.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..=1_023 => format!("{bytes} B"),
        1_024..=1_048_575 => format!("{} KB", bytes.div_ceil(1_024)),
        _ => format!("{} MB", bytes.div_ceil(1_048_576)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_lists_read_as_people_write_them() {
        assert_eq!(
            (count(1, "item"), none_or(0, "item"), count(4, "item")),
            ("1 item".into(), "no item".into(), "4 items".into())
        );
        assert_eq!(list(&["a".into(), "b".into(), "c".into()]), "a, b and c");
        assert_eq!(phrase("penetration_test"), "Penetration test");
        assert_eq!((size(12), size(1_500), size(3_000_000)), ("12 B".into(), "2 KB".into(), "3 MB".into()));
    }
}
