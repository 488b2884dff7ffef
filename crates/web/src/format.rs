//! How values are written on pages. Traits, so that templates call them on whatever reference they hold.

use std::borrow::Borrow;

use closeout_app::query::Page;
use jiff::{Timestamp, civil::Date};

/// Days.
pub trait ShowDay {
    /// `22 Nov 2026`.
    fn long(&self) -> String;
    /// `Sun 22 Nov 2026`.
    fn with_weekday(&self) -> String;
    /// `2026-11-22`, as forms and addresses write it.
    fn iso(&self) -> String;
    /// `today`, `in 8 days` or `8 days ago`, seen from another day.
    fn seen_from(&self, today: impl Borrow<Date>) -> String;
    /// Days from another day until this one.
    fn days_from(&self, today: impl Borrow<Date>) -> i32;
}

impl ShowDay for Date {
    fn long(&self) -> String {
        self.strftime("%-d %b %Y").to_string()
    }

    fn with_weekday(&self) -> String {
        self.strftime("%a %-d %b %Y").to_string()
    }

    fn iso(&self) -> String {
        self.to_string()
    }

    fn seen_from(&self, today: impl Borrow<Date>) -> String {
        match self.days_from(today) {
            0 => "today".into(),
            1 => "tomorrow".into(),
            -1 => "yesterday".into(),
            days if days > 0 => format!("in {days} days"),
            days => format!("{} days ago", -days),
        }
    }

    fn days_from(&self, today: impl Borrow<Date>) -> i32 {
        (*self - *today.borrow()).get_days()
    }
}

/// Days that may be missing.
pub trait ShowMaybeDay {
    /// As [`ShowDay::long`], or a dash.
    fn day_or_dash(&self) -> String;
    /// As [`ShowDay::iso`], or nothing.
    fn iso_or_empty(&self) -> String;
}

impl ShowMaybeDay for Option<Date> {
    fn day_or_dash(&self) -> String {
        self.map_or("–".into(), |day| day.long())
    }

    fn iso_or_empty(&self) -> String {
        self.map_or(String::new(), |day| day.iso())
    }
}

/// Instants, in UTC.
pub trait ShowMoment {
    /// `21 Nov 2026 16:02`.
    fn moment(&self) -> String;
    /// `21 Nov 2026`.
    fn date_of(&self) -> String;
    /// `2026-11-21`, as addresses write it.
    fn iso_day(&self) -> String;
    /// `2026-11-21T16:02:00Z`, for machines.
    fn machine(&self) -> String;
}

impl ShowMoment for Timestamp {
    fn moment(&self) -> String {
        self.strftime("%-d %b %Y %H:%M").to_string()
    }

    fn date_of(&self) -> String {
        self.strftime("%-d %b %Y").to_string()
    }

    fn iso_day(&self) -> String {
        self.strftime("%Y-%m-%d").to_string()
    }

    fn machine(&self) -> String {
        self.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    }
}

/// Words and texts.
pub trait ShowText {
    /// A word of the record as people write it: `awaiting_validation` as `Awaiting validation`.
    fn phrase(&self) -> String;
    /// The same in lower case, for the middle of a sentence.
    fn words(&self) -> String;
    /// With a capital at the start and a full stop at the end.
    fn sentence(&self) -> String;
    /// The first and the last four signs of a long one.
    fn ends(&self) -> String;
    /// `7` for `POAM-0007`, as addresses take it; what is no item number stays as it is.
    fn number_of(&self) -> String;
    /// `A. Novak` for `Anna Novak`: first names shortened, the last kept.
    fn signed(&self) -> String;
    /// At most so many characters, with an ellipsis.
    fn cut(&self, most: usize) -> String;
}

impl ShowText for str {
    fn phrase(&self) -> String {
        capital(&self.words())
    }

    fn words(&self) -> String {
        match self {
            "accepted" => "risk accepted".into(),
            word => word.replace('_', " "),
        }
    }

    fn sentence(&self) -> String {
        // An address, a path or the name of a file is not capitalised.
        let named = |first: &str| first.contains(['@', '/', '_']) || first.trim_end_matches('.').contains('.');
        let names = self.split_whitespace().next().is_some_and(named);
        let text = if names { self.trim().to_owned() } else { capital(self.trim()) };
        match text.ends_with(['.', '!', '?', ':']) || text.is_empty() {
            true => text,
            false => text + ".",
        }
    }

    fn ends(&self) -> String {
        let (start, end): (String, Vec<char>) = (self.chars().take(4).collect(), self.chars().rev().take(4).collect());
        match self.chars().count() {
            0..=12 => self.to_owned(),
            _ => format!("{start}…{}", end.into_iter().rev().collect::<String>()),
        }
    }

    fn number_of(&self) -> String {
        self.parse::<closeout_domain::ids::ItemNumber>().map_or_else(|_| self.to_owned(), |number| number.0.to_string())
    }

    fn signed(&self) -> String {
        let names: Vec<&str> = self.split_whitespace().collect();
        let Some((last, first)) = names.split_last() else {
            return self.to_owned();
        };
        let initials = first.iter().filter_map(|name| name.chars().next()).map(|c| format!("{c}. "));
        initials.collect::<String>() + last
    }

    fn cut(&self, most: usize) -> String {
        match self.char_indices().nth(most) {
            None => self.to_owned(),
            Some(_) => self.chars().take(most.saturating_sub(1)).collect::<String>().trim_end().to_owned() + "…",
        }
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().collect::<String>() + chars.as_str())
}

/// Whole numbers.
pub trait ShowNumber {
    /// `12,345`.
    fn grouped(&self) -> String;
    /// `1 item`, `2 items`; `no items` for none.
    fn of(&self, one: &str) -> String;
    /// A size in bytes: `812 B`, `18 KB`, `41 MB`.
    fn bytes(&self) -> String;
    /// An amount in cents: `$6,200`.
    fn money(&self) -> String;
    /// The same without signs, as forms take it: `6200.50`.
    fn money_plain(&self) -> String;
}

impl<N: Copy + Into<u64>> ShowNumber for N {
    fn grouped(&self) -> String {
        let digits = (*self).into().to_string();
        let mut text = String::new();
        for (i, digit) in digits.chars().enumerate() {
            if i > 0 && (digits.len() - i).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    }

    fn of(&self, one: &str) -> String {
        match (*self).into() {
            0 => format!("no {}", plural(one)),
            1 => format!("1 {one}"),
            _ => format!("{} {}", self.grouped(), plural(one)),
        }
    }

    fn bytes(&self) -> String {
        let mut size: u64 = (*self).into();
        for unit in ["B", "KB", "MB", "GB"] {
            if size < 1_000 {
                return format!("{size} {unit}");
            }
            size = size.div_ceil(1_000);
        }
        format!("{size} TB")
    }

    fn money(&self) -> String {
        closeout_domain::item::origin::Money((*self).into()).to_string()
    }

    fn money_plain(&self) -> String {
        let cents: u64 = (*self).into();
        match cents % 100 {
            0 => (cents / 100).to_string(),
            rest => format!("{}.{rest:02}", cents / 100),
        }
    }
}

/// Lists.
pub trait ShowList {
    /// As [`ShowNumber::of`], of what the list holds.
    fn counted(&self, one: &str) -> String;
}

impl<T> ShowList for [T] {
    fn counted(&self, one: &str) -> String {
        u64::try_from(self.len()).unwrap_or(u64::MAX).of(one)
    }
}

/// Names.
pub trait ShowNames {
    /// The first of them, and how many more: `CVE-2026-0001, CVE-2026-0002 and 3 more`.
    fn few(&self, most: usize) -> String;
}

impl ShowNames for [String] {
    fn few(&self, most: usize) -> String {
        let shown: Vec<&str> = self.iter().take(most).map(String::as_str).collect();
        match self.len().saturating_sub(most) {
            0 => shown.join(", "),
            more => format!("{} and {more} more", shown.join(", ")),
        }
    }
}

fn plural(one: &str) -> String {
    match one {
        "piece of evidence" => "pieces of evidence".into(),
        "person" => "people".into(),
        _ => match one.strip_suffix('y') {
            Some(stem) if !stem.ends_with(['a', 'e', 'o']) => format!("{stem}ies"),
            _ if one.ends_with(['x', 's']) || one.ends_with("ch") => format!("{one}es"),
            _ => format!("{one}s"),
        },
    }
}

/// Days gone by.
pub trait ShowDelay {
    /// `1 day late`, `9 days late`.
    fn late(&self) -> String;
}

impl ShowDelay for i32 {
    fn late(&self) -> String {
        match self {
            1 => "1 day late".into(),
            days => format!("{days} days late"),
        }
    }
}

/// How many there are, where counting may have stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Count {
    /// So many.
    pub total: u64,
    /// Whether there are more.
    pub uncounted: bool,
}

impl Count {
    /// `120 items`, `more than 10,000 items`.
    pub fn of(&self, one: &str) -> String {
        match self.uncounted {
            false => self.total.of(one),
            true => format!("more than {}", self.rounded().of(one)),
        }
    }

    /// Beside a link: `120`, `10,000+`.
    pub fn short(&self) -> String {
        if self.uncounted { format!("{}+", self.rounded().grouped()) } else { self.total.grouped() }
    }

    /// Where counting stopped means nothing to anybody; so a round number that is not more.
    fn rounded(self) -> u64 {
        if self.total < 1_000 { self.total } else { self.total / 1_000 * 1_000 }
    }
}

/// How many rows a list has.
pub trait ShowCount {
    /// As far as they were counted.
    fn count(&self) -> Count;
}

impl<T> ShowCount for Page<T> {
    fn count(&self) -> Count {
        Count { total: self.total, uncounted: self.uncounted }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn what_was_not_counted_to_its_end_is_said_in_round_numbers() {
        let counted = |total, uncounted| Count { total, uncounted };
        assert_eq!((counted(1, false).of("item"), counted(11_051, false).short()), ("1 item".into(), "11,051".into()));
        assert_eq!(counted(11_051, true).of("item"), "more than 11,000 items");
        assert_eq!(
            (counted(51, true).of("item"), counted(51, true).short()),
            ("more than 51 items".into(), "51+".into())
        );
    }

    #[test]
    fn days_are_told_from_today() {
        let today = date(2026, 11, 22);
        let told = |day: Date| day.seen_from(today);
        assert_eq!([0, 1, 8].map(|n| told(date(2026, 11, 22 + n))), ["today", "tomorrow", "in 8 days"]);
        assert_eq!(told(date(2026, 11, 13)), "9 days ago");
        assert_eq!(today.with_weekday(), "Sun 22 Nov 2026");
    }

    #[test]
    fn words_of_the_record_become_words_of_people() {
        assert_eq!("awaiting_validation".phrase(), "Awaiting validation");
        assert_eq!("accepted".phrase(), "Risk accepted");
        assert_eq!("the plan has 2 gaps".sentence(), "The plan has 2 gaps.");
        assert_eq!("ada@firm.example is taken".sentence(), "ada@firm.example is taken.");
        assert_eq!("weekly.nessus imported".sentence(), "weekly.nessus imported.");
        assert_eq!("Maria del Mar Ortega".signed(), "M. d. M. Ortega");
        assert_eq!("".signed(), "");
        assert_eq!("9f2c000000000000000000e41b".ends(), "9f2c…e41b");
        assert_eq!("Weakness".cut(5), "Weak…");
    }

    #[test]
    fn numbers_are_grouped_and_counted() {
        assert_eq!(1_234_567_u64.grouped(), "1,234,567");
        assert_eq!([0_u32, 1, 2].map(|n| n.of("person")), ["no people", "1 person", "2 people"]);
        assert_eq!(
            ["entry", "fix", "match", "day"].map(|one| 2_u32.of(one)),
            ["2 entries", "2 fixes", "2 matches", "2 days"]
        );
        assert_eq!([812_u64, 18_000, 40_900_000].map(|n| n.bytes()), ["812 B", "18 KB", "41 MB"]);
        assert_eq!((620_000_u64.money(), 620_050_u64.money_plain()), ("$6,200".into(), "6200.50".into()));
    }
}
