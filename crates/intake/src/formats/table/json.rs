//! JSON lists of flat objects: a member is a column.

use std::io::BufRead;

use super::row::{Reader, Row};
use crate::{
    head::Head,
    json,
    mapping::{self, Mapping},
    pick::{Found, Taker, Want, whole},
    record::{Kind, View},
    sink::{Faults, Flow, Loss, OnProblem, Place, Problem, Sink, Unreadable},
};

/// The records or rows by which columns are guessed.
pub(super) const SAMPLE: usize = 100;
/// Members of a document under which its list stands.
const LISTS: [&str; 6] = ["findings", "results", "items", "rows", "data", "objectives"];
const WANTS: &[Want] = &[whole("[]"), whole("findings|results|items|rows|data|objectives[]")];
/// Members that are listed as unknown; more would only tire.
const LISTED: usize = 20;

/// The mapping by the first records.
pub(super) fn guessed(head: &str) -> Option<Mapping> {
    let keys = Head::new(head, &[]).json_keys().to_vec();
    let listed = head.trim_start().starts_with('[');
    if !listed && !keys.iter().any(|key| LISTS.contains(key)) {
        return None;
    }
    let mut first = First::default();
    // Of the head nothing is listed: its end is cut off.
    let _stopped_or_cut_off = json::pick(&mut head.as_bytes(), WANTS, &mut OnProblem(drop), &mut first).ok()?;
    // The first record may be longer than the head; its names are enough then.
    if first.records.is_empty() {
        let list = if listed { head } else { LISTS.iter().find_map(|name| list_of(head, name))? };
        first.keys = Head::new(list, &[]).json_keys().iter().map(|key| (*key).to_owned()).collect();
    }
    if first.keys.is_empty() {
        return None;
    }
    let column = |record: &Vec<(String, String)>, key: &String| {
        record.iter().find(|(known, _)| known == key).map(|(_, value)| value.clone()).unwrap_or_default()
    };
    let rows: Vec<Vec<String>> =
        first.records.iter().map(|record| first.keys.iter().map(|key| column(record, key)).collect()).collect();
    let headings: Vec<&str> = first.keys.iter().map(String::as_str).collect();
    Some(mapping::guess(&headings, &rows))
}

/// The list under that name, from its bracket on.
fn list_of<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let (_, behind) = head.split_once(&format!("\"{name}\""))?;
    let list = behind.trim_start().strip_prefix(':')?.trim_start();
    list.starts_with('[').then_some(list)
}

/// The first records, flat.
#[derive(Default)]
struct First {
    keys: Vec<String>,
    records: Vec<Vec<(String, String)>>,
}

impl Taker for First {
    fn take(&mut self, found: &Found<'_>, _: &mut dyn Sink) -> Flow {
        let mut record = Vec::new();
        for member in found.value.inside().filter(|member| is_flat(*member)) {
            if !self.keys.iter().any(|key| key == member.key()) {
                self.keys.push(member.key().to_owned());
            }
            let mut value = String::new();
            flatten(member, &mut value);
            record.push((member.key().to_owned(), value));
        }
        self.records.push(record);
        if self.records.len() < SAMPLE { Flow::Continue(()) } else { Flow::Break(()) }
    }
}

/// A value, or a list of values.
fn is_flat(member: View<'_>) -> bool {
    match member.kind() {
        Kind::Object => false,
        Kind::List => member.items().all(|item| item.kind() == Kind::Text),
        Kind::Text | Kind::Nothing => true,
    }
}

/// A list becomes lines.
fn flatten(member: View<'_>, text: &mut String) {
    for item in member.items() {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(item.text());
    }
}

/// Reads every record.
pub(super) fn read(input: &mut dyn BufRead, mapping: Mapping, sink: &mut dyn Sink) -> Result<(), Unreadable> {
    let keys: Vec<String> = mapping.columns.iter().map(|column| column.heading.clone()).collect();
    let cells = Cells(vec![String::new(); keys.len()]);
    let reader = Reader::new(mapping, false);
    reader.begin(Place::File, sink);
    let mut taking = Taking { reader, keys, cells, unknown: Vec::new(), faults: Faults::default() };
    if json::pick(input, WANTS, sink, &mut taking)?.is_break() {
        return Ok(());
    }
    if !taking.unknown.is_empty() {
        let message = format!("members that are not known were passed over: {}", taking.unknown.join(", "));
        sink.problem(Problem::new(Place::File, Loss::Nothing, message));
    }
    let _ = taking.reader.end(sink);
    Ok(())
}

struct Taking {
    reader: Reader,
    keys: Vec<String>,
    cells: Cells,
    unknown: Vec<String>,
    faults: Faults,
}

struct Cells(Vec<String>);

impl Row for Cells {
    fn cell(&self, column: usize) -> &str {
        self.0.get(column).map_or("", String::as_str)
    }
}

impl Taker for Taking {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        if found.value.kind() != Kind::Object {
            self.faults.add(Loss::Record, "an object should stand here");
            self.faults.list(|| found.place(), sink);
            return Flow::Continue(());
        }
        self.cells.0.iter_mut().for_each(String::clear);
        for member in found.value.inside() {
            match self.keys.iter().position(|key| key == member.key()) {
                Some(at) => {
                    if let Some(cell) = self.cells.0.get_mut(at) {
                        flatten(member, cell);
                    }
                }
                None => {
                    let key: String = member.key().chars().take(40).collect();
                    if self.unknown.len() < LISTED && !self.unknown.contains(&key) {
                        self.unknown.push(key);
                    }
                }
            }
        }
        let flow = self.reader.row(&self.cells, &mut self.faults, sink);
        self.faults.list(|| found.place(), sink);
        flow
    }
}
