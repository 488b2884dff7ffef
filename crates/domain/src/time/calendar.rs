//! Working days: weekends, the public holidays of the federal government, and the organization's own free days.

use std::collections::BTreeSet;

use jiff::{
    ToSpan,
    civil::{Date, Weekday},
};

/// Which days nobody works. Saturdays and Sundays always.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    /// Whether the legal public holidays of 5 U.S.C. 6103(a) are free, on the day on which they are observed.
    pub federal: bool,
    /// Days that are free here besides.
    pub own: BTreeSet<Date>,
}

impl Calendar {
    /// Why nobody works on this day; `None` for a working day.
    pub fn free(&self, day: Date) -> Option<&'static str> {
        match day.weekday() {
            Weekday::Saturday => return Some("a Saturday"),
            Weekday::Sunday => return Some("a Sunday"),
            _ => {}
        }
        let federal = self.federal.then(|| federal_holiday(day)).flatten();
        federal.or_else(|| self.own.contains(&day).then_some("a free day of the organization"))
    }

    /// The day after `start` by so many working days; `start` itself is not counted.
    pub fn after(&self, start: Date, days: u16) -> Date {
        let (mut day, mut left) = (start, days);
        while left > 0 && day < Date::MAX {
            day = day.saturating_add(1.day());
            if self.free(day).is_none() {
                left -= 1;
            }
        }
        day
    }

    /// The day itself if somebody works on it, otherwise the last working day before it.
    pub fn on_or_before(&self, day: Date) -> Date {
        let mut found = day;
        while self.free(found).is_some() && found > Date::MIN {
            found = found.saturating_sub(1.day());
        }
        found
    }

    /// The day itself if somebody works on it, otherwise the next working day.
    pub fn on_or_after(&self, day: Date) -> Date {
        let mut found = day;
        while self.free(found).is_some() && found < Date::MAX {
            found = found.saturating_add(1.day());
        }
        found
    }
}

/// The holiday that the federal government observes on this day: 5 U.S.C. 6103(a), and (b) with Executive Order 11582 for
/// those that fall on a weekend. Saturday's is observed on the Friday before, Sunday's on the Monday after.
pub fn federal_holiday(day: Date) -> Option<&'static str> {
    let named = match day.weekday() {
        Weekday::Saturday | Weekday::Sunday => None,
        Weekday::Friday => fixed(day).or_else(|| fixed(day.saturating_add(1.day()))),
        Weekday::Monday => fixed(day).or_else(|| fixed(day.saturating_sub(1.day()))),
        _ => fixed(day),
    };
    named.or_else(|| moving(day))
}

/// Holidays with a date of their own, each from the year of its first observance on.
fn fixed(day: Date) -> Option<&'static str> {
    Some(match (day.month(), day.day(), day.year()) {
        (1, 1, _) => "New Year's Day",
        (6, 19, 2021..) => "Juneteenth",
        (7, 4, _) => "Independence Day",
        (11, 11, _) => "Veterans Day",
        (12, 25, _) => "Christmas Day",
        _ => return None,
    })
}

/// Holidays on a certain Monday or Thursday of a month.
fn moving(day: Date) -> Option<&'static str> {
    let week = (day.day() - 1) / 7 + 1;
    let last = day.day() + 7 > day.days_in_month();
    Some(match (day.month(), day.weekday(), week) {
        (1, Weekday::Monday, 3) => "the Birthday of Martin Luther King, Jr.",
        (2, Weekday::Monday, 3) => "Washington's Birthday",
        (5, Weekday::Monday, _) if last => "Memorial Day",
        (9, Weekday::Monday, 1) => "Labor Day",
        (10, Weekday::Monday, 2) => "Columbus Day",
        (11, Weekday::Thursday, 4) => "Thanksgiving Day",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use rstest::rstest;

    use super::*;

    /// The eleven holidays as the Office of Personnel Management lists them for these years.
    #[rstest]
    #[case(2021, &["01-01", "01-18", "02-15", "05-31", "06-18", "07-05", "09-06", "10-11", "11-11", "11-25", "12-24", "12-31"])]
    #[case(2026, &["01-01", "01-19", "02-16", "05-25", "06-19", "07-03", "09-07", "10-12", "11-11", "11-26", "12-25"])]
    #[case(2027, &["01-01", "01-18", "02-15", "05-31", "06-18", "07-05", "09-06", "10-11", "11-11", "11-25", "12-24", "12-31"])]
    fn the_holidays_of_a_year(#[case] year: i16, #[case] expected: &[&str]) {
        let first = date(year, 1, 1);
        let days = first.series(1.day()).take_while(|day| day.year() == year);
        let found: Vec<String> = days
            .filter(|day| federal_holiday(*day).is_some())
            .map(|day| format!("{:02}-{:02}", day.month(), day.day()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn juneteenth_was_no_holiday_before_2021() {
        assert_eq!(federal_holiday(date(2020, 6, 19)), None);
    }

    #[rstest]
    // Thursday before Labor Day 2026, which is the seventh: Friday, then Tuesday.
    #[case(date(2026, 9, 3), 1, date(2026, 9, 4))]
    #[case(date(2026, 9, 3), 2, date(2026, 9, 8))]
    #[case(date(2026, 9, 3), 0, date(2026, 9, 3))]
    // A Saturday counts from Monday on.
    #[case(date(2026, 11, 7), 1, date(2026, 11, 9))]
    #[case(date(2026, 12, 23), 3, date(2026, 12, 30))]
    fn working_days_pass_over_what_is_free(#[case] start: Date, #[case] days: u16, #[case] end: Date) {
        let own = BTreeSet::from([date(2026, 12, 28)]);
        assert_eq!(Calendar { federal: true, own }.after(start, days), end);
    }

    #[test]
    fn a_free_day_moves_to_a_working_day_on_either_side() {
        let calendar = Calendar { federal: true, own: BTreeSet::new() };
        // Independence Day 2026 is a Saturday, observed on Friday the third.
        assert_eq!(calendar.free(date(2026, 7, 3)), Some("Independence Day"));
        assert_eq!(calendar.on_or_before(date(2026, 7, 5)), date(2026, 7, 2));
        assert_eq!(calendar.on_or_after(date(2026, 7, 3)), date(2026, 7, 6));
        assert_eq!(calendar.on_or_after(date(2026, 7, 6)), date(2026, 7, 6));
        assert_eq!(Calendar::default().free(date(2026, 7, 3)), None);
    }

    #[test]
    fn the_end_of_time_ends_the_count() {
        assert_eq!(Calendar::default().after(Date::MAX, 9), Date::MAX);
    }
}
