//! A policy of due dates, as data: an organization's own table, or a public one that it adopts.

use std::{collections::BTreeSet, fmt, str::FromStr};

use jiff::civil::Date;

use crate::{
    ids::NotAnId,
    priority::Priority,
    rule::{Kind, Refusal, Rule},
    time::calendar::Calendar,
};

/// A policy has to name a time for everything that it could be asked.
pub const TABLE: Rule = Rule {
    id: "deadline-table",
    cites: "SP 800-171A 3.11.3[b], 3.14.1[a], [c], [e] (times specified by the organization)",
    kind: Kind::Input,
};

/// Longest time that a row may name, in days: ten years.
const LONGEST: u16 = 3_650;
/// Most rows, and most free days, that a policy may have.
const MOST: usize = 400;

/// Where a table comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Preset {
    /// 30, 60, 90 and 180 calendar days by priority, from discovery: what this project proposes.
    #[default]
    ByPriority,
    /// Table 1 of BOD 26-04 (2026-06-10), for federal civilian agencies.
    Bod2604,
    /// FedRAMP's Rev 5 playbook: critical and high 30 days of discovery, moderate 90, low 180, by the scanner's severity.
    FedRamp,
    /// The organization's own table.
    Own,
}

impl Preset {
    /// Every one.
    pub const ALL: [Self; 4] = [Self::ByPriority, Self::Bod2604, Self::FedRamp, Self::Own];

    /// The word used in files, the API and the database.
    pub fn word(self) -> &'static str {
        match self {
            Self::ByPriority => "30-60-90",
            Self::Bod2604 => "bod-26-04",
            Self::FedRamp => "fedramp",
            Self::Own => "own",
        }
    }

    /// For people.
    pub fn title(self) -> &'static str {
        match self {
            Self::ByPriority => "30, 60, 90 and 180 days by priority",
            Self::Bod2604 => "BOD 26-04, table 1",
            Self::FedRamp => "FedRAMP Rev 5: 30, 90 and 180 days by severity",
            Self::Own => "the organization's own table",
        }
    }

    /// The policy as published. [`Preset::Own`] begins with the rows that this project proposes.
    pub fn policy(self) -> Policy {
        let row = |level, days| Row { level, internet: None, known_exploited: None, days };
        let (basis, days) = match self {
            Self::ByPriority | Self::Own => (Basis::Priority, [30, 60, 90, 180]),
            Self::FedRamp => (Basis::Severity, [30, 30, 90, 180]),
            Self::Bod2604 => (Basis::Severity, [0; 4]),
        };
        let levels = Priority::ALL.into_iter().rev().zip(days);
        let rows = if self == Self::Bod2604 { Vec::new() } else { levels.map(|(l, d)| row(l, d)).collect() };
        Policy { preset: self, basis, rows, ..Policy::default() }
    }
}

crate::ids::worded!(Preset, "a policy of due dates: 30-60-90, bod-26-04, fedramp or own");

/// Words for the values of a policy, as files, the API and the database write them.
macro_rules! words {
    ($($type:ident, $expected:literal: $($variant:ident $word:literal),*;)*) => {$(
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(match self {
                    $(Self::$variant => $word,)*
                })
            }
        }

        impl FromStr for $type {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                match text.trim().to_ascii_lowercase().as_str() {
                    $($word => Ok(Self::$variant),)*
                    _ => Err(NotAnId { text: text.into(), expected: $expected }),
                }
            }
        }
    )*};
}
words! {
    Basis, "priority or severity": Priority "priority", Severity "severity";
    Counting, "calendar or working": Calendar "calendar", Working "working";
    Shift, "stays, before or after": Stays "stays", Before "before", After "after";
}

/// What the rows of a table go by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Basis {
    /// The priority, with all of its reasons.
    #[default]
    Priority,
    /// The source's severity alone.
    Severity,
}

/// How days are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Counting {
    /// Every day.
    #[default]
    Calendar,
    /// Days on which people work.
    Working,
}

/// What becomes of a day on which nobody works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Shift {
    /// It stays.
    #[default]
    Stays,
    /// The working day before.
    Before,
    /// The next working day.
    After,
}

/// One row of a table. The first that applies counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Row {
    /// For this priority, or this severity.
    pub level: Priority,
    /// Only where the internet reaches it or may (`true`), or surely does not (`false`); either way if `None`.
    pub internet: Option<bool>,
    /// Only for what is known to be exploited, or is not; either way if `None`.
    pub known_exploited: Option<bool>,
    /// Days from discovery.
    pub days: u16,
}

/// As people write it: `high=30`, `high:internet=14`, `high:inside=60`, `critical:exploited=3`, `critical:unexploited=14`.
impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.level)?;
        let internet = self.internet.map(|yes| if yes { ":internet" } else { ":inside" });
        let exploited = self.known_exploited.map(|yes| if yes { ":exploited" } else { ":unexploited" });
        write!(f, "{}{}={}", internet.unwrap_or_default(), exploited.unwrap_or_default(), self.days)
    }
}

impl FromStr for Row {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let wrong = || {
            let expected = "a row of a table, as in high=30, high:internet=14, high:inside=60 or critical:exploited=3";
            NotAnId { text: text.chars().take(60).collect(), expected }
        };
        let (conditions, days) = text.split_once('=').ok_or_else(wrong)?;
        let mut parts = conditions.split(':').map(str::trim);
        let level = parts.next().unwrap_or_default().parse().map_err(|_| wrong())?;
        let days = days.trim().parse().map_err(|_| wrong())?;
        let mut row = Self { level, internet: None, known_exploited: None, days };
        for condition in parts {
            let (place, yes) = match condition.to_ascii_lowercase().as_str() {
                "internet" => (&mut row.internet, true),
                "inside" => (&mut row.internet, false),
                "exploited" => (&mut row.known_exploited, true),
                "unexploited" => (&mut row.known_exploited, false),
                _ => return Err(wrong()),
            };
            if place.replace(yes).is_some() {
                return Err(wrong());
            }
        }
        Ok(row)
    }
}

/// A policy of due dates.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Policy {
    /// Where its table comes from.
    pub preset: Preset,
    /// What its rows go by.
    pub basis: Basis,
    /// Its rows; none for BOD 26-04, whose table the catalog holds.
    pub rows: Vec<Row>,
    /// How days are counted.
    pub counting: Counting,
    /// What becomes of a day on which nobody works.
    pub shift: Shift,
    /// Whether federal holidays are free days.
    pub federal_holidays: bool,
    /// The organization's own free days.
    pub holidays: BTreeSet<Date>,
}

impl Policy {
    /// Its free days.
    pub fn calendar(&self) -> Calendar {
        Calendar { federal: self.federal_holidays, own: self.holidays.clone() }
    }

    /// For people, without the version.
    pub fn title(&self) -> String {
        format!("policy: {}", self.preset.title())
    }

    /// The policy, if it can be followed. A published table stays as published: whoever wants another makes it their own.
    ///
    /// # Errors
    /// Refuses with [`TABLE`] an own table without a row for each level that holds whatever else is so, one with an endless
    /// time or endless rows, and working days for the directive, which counts calendar days.
    pub fn check(self) -> Result<Self, Refusal> {
        let own = self.preset == Preset::Own;
        let rows = match own {
            true => self.rows.clone(),
            false => self.preset.policy().rows,
        };
        if rows.len() > MOST || self.holidays.len() > MOST {
            let sentence = format!("more than {MOST} rows or free days");
            return Err(TABLE.refuse_field("rows", sentence, "keep to what people can remember"));
        }
        if let Some(row) = rows.iter().find(|row| row.days > LONGEST) {
            let sentence = format!("{} days for {} are more than ten years", row.days, row.level);
            return Err(TABLE.refuse_field("rows", sentence, "name a time that somebody can be held to"));
        }
        let always = |level: Priority| {
            rows.iter().any(|r| r.level == level && r.internet.is_none() && r.known_exploited.is_none())
        };
        if let Some(level) = Priority::ALL.into_iter().rev().find(|level| own && !always(*level)) {
            let sentence = format!("no row says what holds for {level} in every case");
            return Err(TABLE.refuse_field("rows", sentence, format!("add a last row for {level} without conditions")));
        }
        if self.preset == Preset::Bod2604 && (self.counting, self.shift) != (Counting::Calendar, Shift::Stays) {
            let sentence = "BOD 26-04 counts calendar days and moves none";
            return Err(TABLE.refuse_field("counting", sentence, "count calendar days, or use a table of your own"));
        }
        let basis = if own { self.basis } else { self.preset.policy().basis };
        Ok(Self { basis, rows, ..self })
    }
}
