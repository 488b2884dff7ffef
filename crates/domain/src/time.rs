//! Dates that mean a day. An instant is UTC; a date is civil and belongs to the organization's calendar.

pub mod calendar;

use jiff::{Timestamp, civil::Date};

use crate::{
    ids::PersonId,
    rule::{Kind, Refusal, Rule},
};

/// A date has to name a day.
pub const REAL_DATE: Rule = Rule {
    id: "date-real",
    cites: "32 CFR 170.4 (scheduled completion dates); CMMC L2 Assessment Guide v2.13 p. 204",
    kind: Kind::Input,
};

/// Something with the instant at which it happened and the person who did it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stamped<T> {
    /// When, in UTC.
    pub at: Timestamp,
    /// Who did it.
    pub by: PersonId,
    /// What happened.
    pub what: T,
}

/// Reads a date as people type it: `2026-12-01`. Anything that does not name a day is refused with the reason.
///
/// # Errors
/// Refuses with [`REAL_DATE`], naming the field.
pub fn date(field: &'static str, text: &str) -> Result<Date, Refusal> {
    let text = text.trim();
    let wrong =
        |sentence: String| REAL_DATE.refuse_field(field, sentence, "give a day as YYYY-MM-DD, such as 2026-12-01");
    let shown: String = text.chars().take(40).collect();
    match text.parse::<Date>() {
        Ok(day) if (1990..=2199).contains(&day.year()) && text.len() == 10 => Ok(day),
        Ok(_) => Err(wrong(format!("{shown:?} is not a day of this era written as YYYY-MM-DD"))),
        Err(_) if text.is_empty() => Err(wrong("no date is given".into())),
        Err(_) => Err(wrong(format!("{shown:?} does not name a day; nobody can be late against it"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_are_dates() {
        assert_eq!(date("due", " 2026-12-01 ").map(|d| d.to_string()), Ok("2026-12-01".into()));
        for vague in [
            "TBD",
            "ongoing",
            "Q3",
            "Q3 2027",
            "soon",
            "",
            "2026-13-01",
            "2026-02-30",
            "01/12/2026",
            "0001-01-01",
            "2026-12-01T10:00",
        ] {
            let refusal = date("due", vague).expect_err(vague);
            assert_eq!((refusal.rule.id, refusal.gaps[0].field), ("date-real", "due"), "{vague}");
        }
    }
}
