//! Days for calendar programs (iCalendar, RFC 5545): written only. All days are whole days, because a due date has no hour.
//!
//! The same days give the same bytes: stamps come from the record, never from a clock, so that a program that asks again
//! sees that nothing has changed.

use std::fmt::Write as _;

use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};

/// Octets of a line without its end (RFC 5545, section 3.1).
const LINE: usize = 75;

/// What a calendar file is served as.
pub const MEDIA_TYPE: &str = "text/calendar; charset=utf-8";

/// Days under one name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// As programs list it.
    pub name: String,
    /// In the order they are written.
    pub days: Vec<Day>,
}

/// Something on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// Stays the same when the day moves; no two of a calendar are alike.
    pub uid: String,
    /// When it was last changed.
    pub stamp: Timestamp,
    /// How often it was changed; never falls.
    pub sequence: u64,
    /// Which day.
    pub on: Date,
    /// In one line.
    pub summary: String,
    /// More of it; may be empty.
    pub description: String,
    /// The page that shows more; may be empty.
    pub url: String,
}

/// Writes a calendar.
pub fn write(calendar: &Calendar) -> String {
    let mut text = String::new();
    let mut line = |name: &str, value: &str| fold(&mut text, &format!("{name}:{value}"));
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", "-//Closeout//Closeout//EN");
    line("CALSCALE", "GREGORIAN");
    line("METHOD", "PUBLISH");
    line("X-WR-CALNAME", &escaped(&calendar.name));
    line("REFRESH-INTERVAL;VALUE=DURATION", "PT4H");
    for day in &calendar.days {
        line("BEGIN", "VEVENT");
        line("UID", &escaped(&day.uid));
        line("DTSTAMP", &instant(day.stamp));
        // An integer of RFC 5545 ends here.
        line("SEQUENCE", &day.sequence.min(i32::MAX.unsigned_abs().into()).to_string());
        line("DTSTART;VALUE=DATE", &date(day.on));
        // The end is the first day that is not part of it. The last day there is has no next: one day is meant without it.
        if let Ok(next) = day.on.checked_add(1.day()) {
            line("DTEND;VALUE=DATE", &date(next));
        }
        line("SUMMARY", &escaped(&day.summary));
        if !day.description.is_empty() {
            line("DESCRIPTION", &escaped(&day.description));
        }
        if !day.url.is_empty() {
            line("URL", &bare(&day.url));
        }
        // A date to keep takes nobody's time.
        line("TRANSP", "TRANSPARENT");
        line("END", "VEVENT");
    }
    line("END", "VCALENDAR");
    text
}

fn date(day: Date) -> String {
    format!("{:04}{:02}{:02}", day.year().max(0), day.month(), day.day())
}

fn instant(at: Timestamp) -> String {
    let at = at.to_zoned(TimeZone::UTC).datetime();
    format!("{}T{:02}{:02}{:02}Z", date(at.date()), at.hour(), at.minute(), at.second())
}

/// A text as a value (RFC 5545, section 3.3.11). Control characters have no form there; a tab does.
fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => value.extend(['\\', c]),
            '\n' | '\r' => value.push_str("\\n"),
            '\t' => value.push(c),
            c if c.is_control() => {}
            c => value.push(c),
        }
    }
    value
}

/// An address as a value: what cannot stand in one is encoded, so that it never breaks out of its line.
fn bare(url: &str) -> String {
    let mut value = String::with_capacity(url.len());
    for c in url.chars() {
        match c.is_control() || c.is_whitespace() {
            false => value.push(c),
            // Writing to a string cannot fail.
            true => drop(write!(value, "%{:02X}", u32::from(c).min(0xff))),
        }
    }
    value
}

/// A line in pieces of at most 75 octets, never through a character.
fn fold(text: &mut String, line: &str) {
    let mut room = LINE;
    for c in line.chars() {
        if c.len_utf8() > room {
            text.push_str("\r\n ");
            // The space counts.
            room = LINE - 1;
        }
        room -= c.len_utf8();
        text.push(c);
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn day(summary: &str) -> Day {
        Day {
            uid: "item-7-due@closeout".into(),
            stamp: "2026-11-23T15:04:05Z".parse().unwrap(),
            sequence: 4,
            on: date(2026, 12, 31),
            summary: summary.into(),
            description: String::new(),
            url: "https://poam.harbor.example/items/7".into(),
        }
    }

    #[test]
    fn a_day_is_a_whole_day_and_its_end_the_next() {
        let text = write(&Calendar { name: "Closeout".into(), days: vec![day("POAM-0007 is due")] });
        for line in [
            "DTSTART;VALUE=DATE:20261231",
            "DTEND;VALUE=DATE:20270101",
            "DTSTAMP:20261123T150405Z",
            "SEQUENCE:4",
            "UID:item-7-due@closeout",
            "SUMMARY:POAM-0007 is due",
        ] {
            assert!(text.contains(&format!("\r\n{line}\r\n")), "{line} in {text}");
        }
    }

    #[test]
    fn nothing_breaks_out_of_its_line() {
        let hostile = "a;b,c\\d\r\nEND:VEVENT\u{0}\rBEGIN:VALARM";
        let mut one = day(hostile);
        one.url = "https://x.example/\r\nATTACH:y".into();
        let text = write(&Calendar { name: hostile.into(), days: vec![one] });
        assert_eq!(text.matches("\r\nEND:VEVENT").count(), 1, "{text}");
        assert!(!text.contains("\r\nBEGIN:VALARM") && !text.contains("\r\nATTACH"), "{text}");
        assert!(text.contains("a\\;b\\,c\\\\d\\nEND:VEVENT\\nBEGIN:VALARM"), "{text}");
        assert_eq!(text.matches('\r').count(), text.matches('\n').count());
    }
}
