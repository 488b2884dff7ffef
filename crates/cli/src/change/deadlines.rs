//! The policy of due dates, as the command line takes it.

use clap::Args;
use closeout_domain::deadline::{Basis, Counting, Policy, Preset, Row, Shift};
use jiff::civil::Date;

use crate::list::day;

/// By when weaknesses are to be corrected. What is not given is as the policy was published.
#[derive(Args, Debug)]
pub struct Deadlines {
    /// 30-60-90, bod-26-04, fedramp or own.
    #[arg(value_name = "POLICY")]
    preset: Preset,
    /// A row of an own table, as in high=30, high:internet=14 or critical:exploited=3; the first that applies counts.
    #[arg(long = "row", value_name = "LEVEL[:CONDITION…]=DAYS")]
    rows: Vec<Row>,
    /// What the rows go by: priority or severity.
    #[arg(long, value_name = "WORD", default_value_t = Basis::Priority)]
    by: Basis,
    /// How days are counted: calendar or working.
    #[arg(long, value_name = "WORD", default_value_t = Counting::Calendar)]
    counting: Counting,
    /// What becomes of a day on which nobody works: stays, before or after.
    #[arg(long, value_name = "WORD", default_value_t = Shift::Stays)]
    shift: Shift,
    /// Federal holidays are free days.
    #[arg(long)]
    federal_holidays: bool,
    /// Another free day; may be given several times.
    #[arg(long = "holiday", value_name = "DATE", value_parser = day)]
    holidays: Vec<Date>,
}

impl Deadlines {
    pub fn policy(self) -> Policy {
        let published = self.preset.policy();
        Policy {
            rows: if self.rows.is_empty() { published.rows.clone() } else { self.rows },
            basis: if self.preset == Preset::Own { self.by } else { published.basis },
            counting: self.counting,
            shift: self.shift,
            federal_holidays: self.federal_holidays,
            holidays: self.holidays.into_iter().collect(),
            ..published
        }
    }
}
