//! The guess: by the heading first, by what the first rows hold where the heading says nothing or too much.

use super::{
    Column, Field, Mapping, Word, meaning, normal, requirement, severity,
    vocabulary::{self, named},
};
use crate::identifiers;

/// Words for a state that are listed; more are none.
const WORDS: usize = 24;

/// The fields that headings name, by the headings alone; to recognise a table.
pub(crate) fn fields_of(headings: &[String]) -> Vec<Field> {
    headings.iter().filter_map(|heading| named(&normal(heading)).map(|(field, _)| field)).collect()
}

/// Guesses what each column means; `rows` are the first ones.
pub(crate) fn guess(headings: &[&str], rows: &[Vec<String>]) -> Mapping {
    let mut columns: Vec<Column> = headings.iter().enumerate().map(|(at, heading)| column(at, heading, rows)).collect();
    settle(&mut columns);
    let words = words(&columns, rows);
    Mapping { columns, words }
}

fn column(at: usize, heading: &str, rows: &[Vec<String>]) -> Column {
    let cells = || rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    let shown: String = match heading.trim() {
        "" => format!("column {}", letter(at)),
        heading => heading.to_owned(),
    };
    let heading = normal(heading);
    let (field, reason) = match named(&heading) {
        Some((field, _)) => by_heading(field, &heading, cells),
        None if vocabulary::is_row_number(&heading) => match by_value(cells) {
            Some((field, reason)) => (Some(field), reason),
            None => (None, "looks like a number of the row, which the next file gives to another".to_owned()),
        },
        None => match by_value(cells) {
            Some((field, reason)) => (Some(field), reason),
            None => (None, "neither the heading nor the values say what it means".to_owned()),
        },
    };
    Column {
        heading: shown.chars().take(200).collect(),
        field,
        reason,
        sample: cells().next().unwrap_or_default().chars().take(80).collect(),
        day_first: day_first(cells()),
    }
}

/// A heading may be used for more than one thing; the values decide.
fn by_heading<'c, I>(field: Field, heading: &str, cells: impl Fn() -> I) -> (Option<Field>, String)
where
    I: Iterator<Item = &'c str>,
{
    let all = |is: fn(&str) -> bool| cells().next().is_some() && cells().all(is);
    let most = |is: fn(&str) -> bool| cells().filter(|cell| is(cell)).count() * 2 > cells().count();
    let said = |field: Field, values: &str| (Some(field), format!("the heading, and its values are {values}"));
    match field {
        Field::Check | Field::Title if most(is_requirement) => said(Field::Requirement, "requirements or objectives"),
        Field::Requirement if cells().next().is_some() && !cells().any(is_numbered) => match heading {
            "identifier" => (None, "its values are no requirements".to_owned()),
            _ => said(Field::Check, "no requirements of SP 800-171"),
        },
        Field::State if heading == "result" && all(|cell| cell.len() > 60) => said(Field::Output, "long texts"),
        Field::Severity if heading == "risk" && all(|cell| cell.len() > 60) => said(Field::Description, "long texts"),
        Field::Score if most(is_vector) => said(Field::Vector, "vectors"),
        Field::Score if most(|cell| severity(cell).is_some() && cell.parse::<f32>().is_err()) => {
            said(Field::Severity, "words")
        }
        Field::Vector if most(is_score) => said(Field::Score, "scores"),
        Field::Title | Field::Check if all(is_cve) => said(Field::Cve, "CVEs"),
        field => (Some(field), "the heading".to_owned()),
    }
}

/// What values alone give away, when more than half of them agree.
fn by_value<'c, I>(cells: impl Fn() -> I) -> Option<(Field, String)>
where
    I: Iterator<Item = &'c str>,
{
    type Kind = (fn(&str) -> bool, Field, &'static str);
    const KINDS: [Kind; 5] = [
        (is_cve, Field::Cve, "CVEs"),
        (is_requirement, Field::Requirement, "requirements or objectives"),
        (is_vector, Field::Vector, "CVSS vectors"),
        (|cell| cell.parse::<std::net::IpAddr>().is_ok(), Field::Host, "addresses"),
        (is_result, Field::State, "MET, NOT MET or pass, fail"),
    ];
    let count = cells().count();
    KINDS
        .into_iter()
        .find(|(is, ..)| cells().filter(|cell| is(cell)).count() * 2 > count)
        .map(|(_, field, kind)| (field, format!("its values look like {kind}")))
}

/// Of several columns for a field that only one can mean, the surest keeps it.
fn settle(columns: &mut [Column]) {
    for (field, ..) in Field::ALL.into_iter().filter(|(field, ..)| !field.adds_up()) {
        let sureness = |column: &Column| named(&normal(&column.heading)).map_or(usize::MAX, |(_, at)| at);
        let best = columns.iter().enumerate().filter(|(_, c)| c.field == Some(field)).min_by_key(|(_, c)| sureness(c));
        let Some((best, heading)) = best.map(|(at, column)| (at, column.heading.clone())) else { continue };
        for (_, column) in columns.iter_mut().enumerate().filter(|(at, c)| *at != best && c.field == Some(field)) {
            column.field = None;
            column.reason = format!("{heading:?} is the surer heading for the same");
        }
    }
}

/// The distinct words of the column that states, in their order.
fn words(columns: &[Column], rows: &[Vec<String>]) -> Vec<Word> {
    let Some(at) = columns.iter().position(|column| column.field == Some(Field::State)) else { return Vec::new() };
    let mut words: Vec<Word> = Vec::new();
    for cell in rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.trim()).filter(|cell| !cell.is_empty()) {
        if words.len() < WORDS && cell.len() <= 60 && !words.iter().any(|word| normal(&word.word) == normal(cell)) {
            words.push(Word { word: cell.to_owned(), means: meaning(&normal(cell)) });
        }
    }
    words
}

fn is_cve(cell: &str) -> bool {
    !identifiers::cves(cell).is_empty() && cell.len() < 400
}

fn is_requirement(cell: &str) -> bool {
    requirement(cell).is_some()
}

/// Whether it is a requirement, or would be one but for a slip.
fn is_numbered(cell: &str) -> bool {
    is_requirement(cell) || cell.starts_with("3.") && cell.len() < 20
}

fn is_vector(cell: &str) -> bool {
    cell.contains("AV:") && cell.contains('/')
}

fn is_score(cell: &str) -> bool {
    cell.parse::<f32>().is_ok_and(|score| (0.0..=10.0).contains(&score))
}

fn is_result(cell: &str) -> bool {
    ["met", "not met", "n a", "pass", "fail", "passed", "failed", "open", "closed"].contains(&normal(cell).as_str())
}

/// Whether dates such as 05/04/2026 begin with the day, where one of them gives it away.
fn day_first<'c>(cells: impl Iterator<Item = &'c str>) -> Option<bool> {
    cells
        .filter_map(|cell| {
            let mut parts = cell.split(['/', '.', '-']).map(|part| part.parse::<u32>().ok());
            match (parts.next()??, parts.next()??) {
                (13..=31, 1..=12) => Some(true),
                (1..=12, 13..=31) => Some(false),
                _ => None,
            }
        })
        .next()
}

/// A, B, … Z, AA: as spreadsheets name columns.
pub(crate) fn letter(at: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = at;
    loop {
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or_default()));
        match (rest / 26).checked_sub(1) {
            Some(next) => rest = next,
            None => return letters.iter().rev().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `Heading: first value / second value`, column by column, and what is guessed of it.
    #[track_caller]
    fn check(columns: &[&str], expected: &[Option<Field>]) {
        let parts: Vec<(&str, Vec<&str>)> = columns
            .iter()
            .map(|column| column.split_once(": ").unwrap_or((column, "")))
            .map(|(heading, values)| (heading, values.split(" / ").collect()))
            .collect();
        let headings: Vec<&str> = parts.iter().map(|(heading, _)| *heading).collect();
        let depth = parts.iter().map(|(_, values)| values.len()).max().unwrap_or_default();
        let row = |at: usize| parts.iter().map(|(_, v)| (*v.get(at).unwrap_or(&"")).to_owned()).collect();
        let rows: Vec<Vec<String>> = (0..depth).map(row).collect();
        let mapping = guess(&headings, &rows);
        let found: Vec<Option<Field>> = mapping.columns.iter().map(|column| column.field).collect();
        assert_eq!(found, expected, "{mapping:#?}");
        assert!(mapping.columns.iter().all(|column| !column.reason.is_empty()));
    }

    #[test]
    fn headings_are_read_in_the_words_of_many() {
        use Field::*;
        check(
            &["Weakness", "Risk Rating", "Hostname", "IP Address", "Port", "Fix", "Status", "Last Seen", "CVE ID(s)"],
            &[Title, Severity, Host, Host, Port, Recommendation, State, Date]
                .map(Some)
                .into_iter()
                .chain([None])
                .collect::<Vec<_>>(),
        );
        check(&["Vulnerability_Name", "CVSS-Score", "Plugin ID"], &[Some(Title), Some(Score), Some(Check)]);
    }

    #[test]
    fn values_decide_where_the_heading_does_not() {
        use Field::*;
        check(
            &["Identifier: 3.1.1[a] / 3.1.1[b]", "Finding: MET / NOT MET", "Control: 3.1.1 / 3.1.2"],
            &[Some(Requirement), Some(Title), None],
        );
        check(&["Control: CM-6 / CM-7", "Outcome: Pass / Fail"], &[Some(Check), Some(State)]);
        check(&["Zz: CVE-2026-0001", "Yy: 192.0.2.1", "Xx: blue"], &[Some(Cve), Some(Host), None]);
        check(&["CVSS: High / Low", "Vector: 7.5"], &[Some(Severity), Some(Score)]);
    }

    #[test]
    fn the_surer_heading_wins_and_row_numbers_are_no_checks() {
        use Field::*;
        check(
            &["ID: 1 / 2", "Name", "Title", "Priority", "Severity"],
            &[None, None, Some(Title), None, Some(Severity)],
        );
        check(&["First seen", "Last seen"], &[None, Some(Date)]);
    }

    #[test]
    fn columns_are_lettered_as_in_a_spreadsheet() {
        for (at, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letter(at), expected);
        }
        let mapping = guess(&["Title", ""], &[]);
        assert_eq!(mapping.columns[1].heading, "column B");
    }

    #[test]
    fn one_date_gives_the_order_away() {
        assert_eq!(day_first(["01/02/2026", "28/02/2026"].into_iter()), Some(true));
        assert_eq!(day_first(["01/02/2026", "02/28/2026"].into_iter()), Some(false));
        assert_eq!(day_first(["01/02/2026", "2026-02-28"].into_iter()), None);
    }
}
