//! Scales and their ticks.

use jiff::{ToSpan, civil::Date};

/// Days along a line.
pub(super) struct Days {
    first: Date,
    /// At least 1.
    days: f64,
    left: f64,
    right: f64,
}

impl Days {
    /// From the first day at `left` to the last at `right`.
    pub(super) fn new((first, last): (Date, Date), (left, right): (f64, f64)) -> Self {
        Self { first, days: f64::from(between(first, last).max(1)), left, right }
    }

    /// Where a day is.
    pub(super) fn at(&self, day: Date) -> f64 {
        self.left + f64::from(between(self.first, day)) / self.days * (self.right - self.left)
    }

    /// The first of each month, thinned out to at most `most`, with its name; January and the first one carry the year.
    pub(super) fn months(&self, most: usize) -> Vec<(f64, String)> {
        let mut firsts = Vec::new();
        let mut month = self.first.first_of_month();
        if month < self.first {
            month = month.saturating_add(1.month());
        }
        while between(self.first, month) as f64 <= self.days && firsts.len() < 600 {
            firsts.push(month);
            month = month.saturating_add(1.month());
        }
        let every = firsts.len().div_ceil(most.max(1)).max(1);
        firsts.into_iter().step_by(every).enumerate().map(|(i, day)| (self.at(day), month_name(day, i == 0))).collect()
    }
}

fn month_name(day: Date, first: bool) -> String {
    match first || day.month() == 1 {
        true => day.strftime("%b %Y").to_string(),
        false => day.strftime("%b").to_string(),
    }
}

fn between(from: Date, to: Date) -> i32 {
    (to - from).get_days()
}

/// A number at the top of an axis that is easy to halve: the next of 2, 4, 6, 10, 20, 30, 50, 100 and so on.
pub(super) fn roof(largest: u32) -> u32 {
    let steps = [2, 4, 6, 10, 20, 30, 50, 100, 200, 300, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000];
    steps.into_iter().find(|step| *step >= largest).unwrap_or(largest)
}

/// A count as the drawing's number.
pub(super) fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn the_ends_of_a_scale_are_its_days() {
        let days = Days::new((date(2026, 9, 1), date(2026, 9, 11)), (100.0, 200.0));
        assert_eq!(
            (days.at(date(2026, 9, 1)), days.at(date(2026, 9, 6)), days.at(date(2026, 9, 11))),
            (100.0, 150.0, 200.0)
        );
    }

    #[test]
    fn one_day_alone_does_not_divide_by_zero() {
        let day = date(2026, 9, 1);
        assert_eq!(Days::new((day, day), (0.0, 50.0)).at(day), 0.0);
    }

    #[test]
    fn months_are_named_once_and_thinned_out() {
        let year = Days::new((date(2026, 10, 15), date(2027, 10, 15)), (0.0, 100.0));
        let names: Vec<String> = year.months(12).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names[..3], ["Nov 2026", "Dec", "Jan 2027"]);
        assert_eq!(year.months(4).len(), 4);
    }

    #[test]
    fn roofs_are_even() {
        assert_eq!([0, 2, 3, 7, 14, 99].map(roof), [2, 2, 4, 10, 20, 100]);
    }
}
