//! What every list takes, and how it is printed.

use clap::Args;
use closeout_app::{filter::Reader, query::Window};
use closeout_domain::{ids::ItemNumber, rule::Refusal, time};
use jiff::civil::Date;
use serde::Serialize;

use crate::{
    desk::Desk,
    fail::Failure,
    output::{self, Output},
    place::Place,
};

/// Which day is looked at.
#[derive(Args, Debug)]
pub struct Day {
    /// As it was at the end of this day, as in 2026-03-31.
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub as_of: Option<Date>,
}

/// What is listed.
#[derive(Args, Debug)]
pub struct Filters {
    /// Only what fits, as in late=yes; may be given several times.
    #[arg(long = "filter", value_name = "KEY=VALUE")]
    filters: Vec<String>,
}

/// A list with its record, its day and its filters.
pub struct Asked {
    pub desk: Desk,
    pub as_of: Option<Date>,
    pairs: Vec<(String, String)>,
    today: Date,
}

/// A day as an argument.
pub fn day(text: &str) -> Result<Date, String> {
    time::date("date", text).map_err(|refusal| format!("{}; {}", refusal.sentence, refusal.remedy))
}

impl Filters {
    /// Opens the record for a list of the named system, or of all.
    pub async fn ask(&self, place: &Place, as_of: Option<Date>) -> Result<Asked, Failure> {
        let mut pairs = Vec::new();
        for filter in &self.filters {
            let (key, value) = filter
                .split_once('=')
                .ok_or_else(|| Failure::Usage(format!("{filter:?} is no filter: write it as key=value")))?;
            pairs.push((key.trim().to_owned(), value.to_owned()));
        }
        let desk = Desk::open(place).await?;
        if let Some(system) = desk.named_system().await? {
            pairs.push(("system".into(), system.to_string()));
        }
        let today = as_of.unwrap_or_else(|| desk.app.today());
        Ok(Asked { desk, as_of, pairs, today })
    }
}

impl Asked {
    /// Only what belongs to an item.
    pub fn of_item(&mut self, item: ItemNumber) {
        self.pairs.push(("item".into(), item.to_string()));
    }

    /// Reads the filters into a query. One that the list does not know is wrong usage.
    pub fn query<Q>(
        &self,
        read: impl FnOnce(&Reader<'_>, Vec<(&str, &str)>) -> Result<Q, Refusal>,
    ) -> Result<Q, Failure> {
        let reader = Reader { me: self.desk.actor.person.0, directory: &self.desk.directory, today: self.today };
        let pairs = self.pairs.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        read(&reader, pairs).map_err(|refusal| Failure::Usage(format!("{}; {}", refusal.sentence, refusal.remedy)))
    }

    /// Lists are whole unless a part is asked for.
    pub fn window(&self, given: Window) -> Window {
        if self.pairs.iter().any(|(k, _)| k == "rows") { given } else { Window { from: given.from, ..Window::LARGEST } }
    }
}

/// Prints a list: a table for people, `{"<name>": [...], "next": …}` for programs.
pub fn print<T: Serialize>(
    output: Output,
    name: &str,
    rows: &[T],
    next: Option<u64>,
    headers: &[&str],
    row: impl Fn(&T) -> Vec<String>,
) -> Result<(), Failure> {
    match output {
        Output::Text if rows.is_empty() => output::text(&format!("No {name}.")),
        Output::Text => output::text(&output::table(headers, rows.iter().map(row).collect())),
        Output::Json | Output::Ndjson => output::json(&serde_json::json!({ name: rows, "next": next })),
    }
}

/// Says on standard error that a list goes on.
pub fn more(output: Output, next: Option<u64>) {
    if let (Output::Text, Some(next)) = (output, next) {
        output::remark(&format!("More follow: --filter from={next}"));
    }
}
