//! What cells refer to: shared texts, and styles that make numbers dates.

use std::ops::ControlFlow::{Break, Continue};

use jiff::{Span, civil::DateTime};

use super::archive::Archive;
use crate::{
    limits,
    pick::{Found, Want, whole},
    record::View,
    sink::{OnProblem, Place, Unreadable},
};

/// Texts that several cells may share, one after the other.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    pub(super) fn read(archive: &Archive<'_>) -> Result<Self, Unreadable> {
        const WANTS: &[Want] = &[whole("sst/si")];
        let (mut strings, mut full) = (Self::default(), false);
        archive.pick("xl/sharedStrings.xml", WANTS, &mut OnProblem(drop), &mut |found: &Found<'_>| {
            text_of(found.value, &mut strings.text);
            strings.ends.push(strings.text.len());
            full = strings.text.len() > limits::SHEET || strings.ends.len() > limits::DISTINCT * 4;
            if full { Break(()) } else { Continue(()) }
        })?;
        if full {
            return Err(Unreadable::new(
                Place::File,
                "the workbook holds more text than can be read at once",
                "save the sheet as CSV and give that file",
            ));
        }
        Ok(strings)
    }

    pub(super) fn get(&self, number: usize) -> Option<&str> {
        let start = number.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.text.get(start..*self.ends.get(number)?)
    }
}

/// Adds the text of `<si>` or `<is>`: one `<t>`, or runs of them. What is said of pronunciation is left out.
pub(super) fn text_of(value: View<'_>, text: &mut String) {
    for part in value.inside() {
        match part.key() {
            "t" => part.raw(text),
            "r" => part.get("t").raw(text),
            _ => {}
        }
    }
}

/// Which styles show a number as a date or a time.
#[derive(Default)]
pub(super) struct Styles(Vec<bool>);

impl Styles {
    pub(super) fn read(archive: &Archive<'_>) -> Result<Self, Unreadable> {
        const WANTS: &[Want] = &[whole("styleSheet/numFmts/numFmt"), whole("styleSheet/cellXfs/xf")];
        let (mut own, mut styles) = (Vec::new(), Vec::new());
        archive.pick("xl/styles.xml", WANTS, &mut OnProblem(drop), &mut |found: &Found<'_>| {
            let id: u32 = found.value.get("@numFmtId").text().parse().unwrap_or_default();
            match found.leaf() {
                "numFmt" if is_date(found.value.get("@formatCode").text()) => own.push(id),
                // The formats that need no code, by their numbers.
                "xf" => styles.push(matches!(id, 14..=22 | 27..=36 | 45..=47 | 50..=58) || own.contains(&id)),
                _ => {}
            }
            Continue(())
        })?;
        Ok(Self(styles))
    }

    pub(super) fn is_date(&self, style: &str) -> bool {
        style.parse::<usize>().ok().and_then(|number| self.0.get(number)).copied().unwrap_or_default()
    }
}

/// Whether a code of a number format names parts of a date: "yyyy-mm-dd", but not "0.00" or "0 \"days\"".
fn is_date(code: &str) -> bool {
    let (mut quoted, mut bracketed, mut escaped) = (false, false, false);
    code.chars().any(|character| {
        let literal = quoted || bracketed || std::mem::take(&mut escaped);
        match character {
            '"' => quoted = !quoted,
            '[' if !literal => bracketed = true,
            ']' => bracketed = false,
            '\\' if !literal => escaped = true,
            _ => {}
        }
        !literal && matches!(character.to_ascii_lowercase(), 'd' | 'y' | 'h' | 's')
    }) && !code.eq_ignore_ascii_case("general")
}

/// A date as a workbook counts it, as "2026-03-01" or "2026-03-01T10:30:00"; `None` for a time without a day.
pub(super) fn date(serial: f64, from_1904: bool) -> Option<String> {
    // 2,958,466 would be the year 10000.
    if !(1.0..2_958_466.0).contains(&serial) {
        return None;
    }
    // Days before March 1900 are one off in workbooks; nothing here is as old.
    let (year, month, day) = if from_1904 { (1904, 1, 1) } else { (1899, 12, 30) };
    let begin = DateTime::new(year, month, day, 0, 0, 0, 0).ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "the range was checked")]
    let seconds = (serial * 86_400.0).round() as i64;
    let at = begin.checked_add(Span::new().try_seconds(seconds).ok()?).ok()?;
    Some(if at.time() == jiff::civil::Time::midnight() { at.date().to_string() } else { at.to_string() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_told_from_numbers_and_counted_from_either_year() {
        for (code, expected) in [
            ("yyyy-mm-dd", true),
            ("[$-409]d/m/yy h:mm AM/PM;@", true),
            ("0.00", false),
            ("0 \"days\"", false),
            ("[Red]0.0", false),
            ("0\\d", false),
            ("General", false),
        ] {
            assert_eq!(is_date(code), expected, "{code}");
        }
        assert_eq!(date(46_082.0, false).as_deref(), Some("2026-03-01"));
        assert_eq!(date(46_082.437_5, false).as_deref(), Some("2026-03-01T10:30:00"));
        assert_eq!(date(44_620.0, true).as_deref(), Some("2026-03-01"));
        assert_eq!((date(0.5, false), date(1e12, false), date(f64::NAN, false)), (None, None, None));
    }
}
