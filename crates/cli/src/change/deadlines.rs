//! The policy of due dates and the rules about assets, as the command line takes them.

use clap::Args;
use closeout_domain::{
    asset::ExposureRule,
    deadline::{Basis, Counting, Policy, Preset, Row, Shift},
    priority::{Criticality, Priority},
};
use jiff::civil::Date;

use crate::{fail::Failure, list::day};

/// By when weaknesses are to be corrected. What is not given is as the policy was published.
#[derive(Args, Debug)]
pub struct Deadlines {
    /// 30-60-90, bod-26-04, fedramp or own.
    #[arg(value_name = "POLICY")]
    preset: Preset,
    /// A row of an own table, as in high=30, high:internet=14 or critical:exploited=3; the first that applies counts.
    #[arg(long = "row", value_name = "LEVEL[:CONDITION…]=DAYS")]
    rows: Vec<String>,
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
    pub fn policy(self) -> Result<Policy, Failure> {
        let published = self.preset.policy();
        let rows = self.rows.iter().map(|text| row(text)).collect::<Result<Vec<_>, _>>()?;
        Ok(Policy {
            rows: if rows.is_empty() { published.rows.clone() } else { rows },
            basis: if self.preset == Preset::Own { self.by } else { published.basis },
            counting: self.counting,
            shift: self.shift,
            federal_holidays: self.federal_holidays,
            holidays: self.holidays.into_iter().collect(),
            ..published
        })
    }
}

/// A row, as in `high:internet=14`.
fn row(text: &str) -> Result<Row, Failure> {
    let wrong = || {
        let how = "write it as in high=30, high:internet=14, high:inside=60 or critical:exploited=3";
        Failure::Usage(format!("{text:?} is no row of a table: {how}"))
    };
    let (conditions, days) = text.split_once('=').ok_or_else(wrong)?;
    let mut parts = conditions.split(':').map(str::trim);
    let level = parts.next().unwrap_or_default().parse::<Priority>()?;
    let days = days.trim().parse().map_err(|_| wrong())?;
    let mut row = Row { level, internet: None, known_exploited: None, days };
    for condition in parts {
        match condition {
            "internet" => row.internet = Some(true),
            "inside" => row.internet = Some(false),
            "exploited" => row.known_exploited = Some(true),
            "unexploited" => row.known_exploited = Some(false),
            _ => return Err(wrong()),
        }
    }
    Ok(row)
}

/// A rule about assets, as in `dmz-*=internet,cui,high`.
pub fn rule(text: &str) -> Result<ExposureRule, String> {
    let how = "write it as in dmz-*=internet or 10.0.0.0/8=inside,cui,high";
    let (pattern, said) = text.rsplit_once('=').ok_or_else(|| format!("a rule says something of assets: {how}"))?;
    let mut rule = ExposureRule { pattern: pattern.into(), internet: None, cui: None, criticality: None };
    for word in said.split(',').map(str::trim).filter(|word| !word.is_empty()) {
        match (word, word.parse::<Criticality>()) {
            ("internet", _) => rule.internet = Some(true),
            ("inside", _) => rule.internet = Some(false),
            ("cui", _) => rule.cui = Some(true),
            ("no-cui", _) => rule.cui = Some(false),
            (_, Ok(criticality)) => rule.criticality = Some(criticality),
            _ => return Err(format!("{word:?} says nothing of an asset: {how}")),
        }
    }
    Ok(rule)
}
