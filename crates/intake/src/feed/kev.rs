//! CISA's catalog of known exploited vulnerabilities, as JSON or as CSV.

use std::io::BufRead as _;

use closeout_domain::{
    feed::{Fact, FactRow, Kind},
    priority::Kev,
};
use jiff::civil::Date;
use serde::Deserialize;

use super::told::{Told, day, skipped, strange, whole};
use crate::{
    decode::Text,
    sink::{Place, Unreadable},
    table::Table,
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Catalog {
    #[serde(default)]
    catalog_version: String,
    #[serde(default)]
    date_released: String,
    vulnerabilities: Vec<serde_json::Value>,
}

/// An entry, of which only these fields count.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase")]
struct Entry {
    #[serde(rename = "cveID")]
    cve: String,
    date_added: String,
    #[serde(default)]
    due_date: String,
    #[serde(default)]
    known_ransomware_campaign_use: String,
}

pub(super) fn read(text: &mut Text<'_>, told: &mut Told, each: &mut dyn FnMut(FactRow)) -> Result<(), Unreadable> {
    let json = text.fill_buf()?.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
    if json { of_json(text, told, each) } else { of_csv(text, told, each) }
}

fn of_json(text: &mut Text<'_>, told: &mut Told, each: &mut dyn FnMut(FactRow)) -> Result<(), Unreadable> {
    let bytes = whole(Kind::Kev, text)?;
    let catalog: Catalog = serde_json::from_slice(&bytes).map_err(|e| strange(Kind::Kev, &e.to_string()))?;
    told.model = catalog.catalog_version;
    told.date = day(&catalog.date_released);
    for (n, value) in catalog.vulnerabilities.into_iter().enumerate() {
        let at = || Place::Pointer(format!("$.vulnerabilities[{n}]"));
        match serde_json::from_value(value).map_err(|e| e.to_string()).and_then(|entry| fact(&entry)) {
            Ok(row) => keep(row, told, each),
            Err(why) => told.problems.push(skipped(at(), why)),
        }
    }
    Ok(())
}

fn of_csv(text: &mut Text<'_>, told: &mut Told, each: &mut dyn FnMut(FactRow)) -> Result<(), Unreadable> {
    let header = |cells: &[String]| ["cveid", "dateadded"].iter().all(|name| cells.iter().any(|cell| cell == name));
    let mut table = Table::open(text, header)?.ok_or_else(|| strange(Kind::Kev, "it has no column cveID"))?;
    let names = ["cveid", "dateadded", "duedate", "knownransomwarecampaignuse"];
    let columns = names.map(|name| table.columns(&[name]).first().copied());
    while table.next_filled()? {
        if table.unfinished() {
            return Err(strange(Kind::Kev, &format!("it is cut off at {}", table.at())));
        }
        let [cve, date_added, due_date, known_ransomware_campaign_use] =
            columns.map(|column| column.map(|c| table.cell(c).to_owned()).unwrap_or_default());
        match fact(&Entry { cve, date_added, due_date, known_ransomware_campaign_use }) {
            Ok(row) => keep(row, told, each),
            Err(why) => told.problems.push(skipped(table.at(), why)),
        }
    }
    Ok(())
}

/// A catalog that names no day speaks for that of its latest entry.
fn keep(row: FactRow, told: &mut Told, each: &mut dyn FnMut(FactRow)) {
    if let Fact::Kev(Kev { added, .. }) = &row.fact
        && told.model.is_empty()
    {
        told.date = told.date.max(Some(*added));
    }
    each(row);
}

fn fact(entry: &Entry) -> Result<FactRow, String> {
    let cve = entry.cve.parse().map_err(|e: closeout_domain::ids::NotAnId| e.to_string())?;
    let real = |text: &str| text.trim().parse::<Date>().ok();
    let shown = |text: &str| text.chars().take(40).collect::<String>();
    let added =
        real(&entry.date_added).ok_or_else(|| format!("{:?} is no day of addition", shown(&entry.date_added)))?;
    let due_date = match entry.due_date.trim() {
        "" => None,
        text => Some(real(text).ok_or_else(|| format!("{:?} is no due date", shown(text)))?),
    };
    let ransomware = entry.known_ransomware_campaign_use.trim().eq_ignore_ascii_case("known");
    Ok(FactRow { cve, fact: Fact::Kev(Kev { added, due_date, ransomware }) })
}
