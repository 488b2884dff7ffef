//! The document that is in the sheets of a file.

use std::collections::BTreeMap;

use closeout_domain::{ids::ItemNumber, item::value::Ticket};

use crate::{
    columns::{Field, ITEMS, MILESTONES, Sheet, TASKS},
    document::{Criterion, Document, Entry, Label, Milestone, Party, Task},
    place::{Place, Problem, Unreadable},
    table::{Grid, Row, Table, shown},
};

/// Reads the items, then what hangs under them. Only a file without items at all is an error.
pub(crate) fn read(grids: &[Grid], problems: &mut Vec<Problem>) -> Result<Vec<Entry>, Unreadable> {
    let table = find(&ITEMS, grids, problems).ok_or_else(|| Unreadable {
        why: "no sheet has the columns \"POA&M ID\" and \"Weakness\"".into(),
        advice: "begin with an export of the register or with the empty template, and keep the header row",
    })?;
    let mut entries = Vec::new();
    let mut at: BTreeMap<Label, (usize, u32)> = BTreeMap::new();
    for row in table.rows() {
        let Some(entry) = item(Row::new(&table, row, problems), row.0) else { continue };
        if let Some((_, first)) = at.get(&entry.label) {
            let message = format!("{} stands in row {first} already", entry.label);
            let advice = "keep one row for each item".into();
            problems.push(Problem { place: entry.origin.cell(Field::Id), message, advice });
            continue;
        }
        at.insert(entry.label.clone(), (entries.len(), row.0));
        entries.push(entry);
    }
    let mut under =
        |sheet, put: &mut dyn FnMut(&mut Entry, Row<'_, '_>) -> Result<(), Problem>, problems: &mut Vec<Problem>| {
            let Some(table) = find(sheet, grids, problems) else { return };
            for cells in table.rows() {
                let mut row = Row::new(&table, cells, problems);
                let entry = label(&mut row).and_then(|label| match label {
                    Some(label) => match at.get(&label).and_then(|(index, _)| entries.get_mut(*index)) {
                        None => {
                            let message = format!("{label} has no row on the sheet {}", ITEMS.name);
                            row.problem(Field::Id, message, "write the ID of an item as it stands there");
                            None
                        }
                        found => found,
                    },
                    None => {
                        row.problem(Field::Id, "the row does not say to which item it belongs", "write the item's ID");
                        None
                    }
                });
                let Some(entry) = entry else { continue };
                if let Err(problem) = put(entry, row) {
                    problems.push(problem);
                }
            }
        };
    under(&MILESTONES, &mut milestone, problems);
    under(&TASKS, &mut task, problems);
    let sheet = |problem: &Problem| grids.iter().position(|grid| grid.sheet == problem.place.sheet);
    let column = |problem: &Problem| problem.place.column.as_ref().map(|letters| (letters.len(), letters.clone()));
    problems.sort_by_cached_key(|problem| (sheet(problem), problem.place.row, column(problem)));
    Ok(entries)
}

/// The sheet by its name, or else by its header. A sheet with the name and without the header is a problem.
fn find<'a>(sheet: &'static Sheet, grids: &'a [Grid], problems: &mut Vec<Problem>) -> Option<Table<'a>> {
    let named = grids.iter().find(|g| g.sheet.trim().eq_ignore_ascii_case(sheet.name));
    let table =
        named.and_then(|grid| Table::find(sheet, grid)).or_else(|| grids.iter().find_map(|g| Table::find(sheet, g)));
    if let (None, Some(grid)) = (&table, named.filter(|grid| !grid.rows.is_empty())) {
        let message = format!("the header of the sheet {} is not there", sheet.name);
        let advice = "put the column names of the template back; nothing of this sheet was read".into();
        problems.push(Problem { place: Place::row(&grid.sheet, 0), message, advice });
    }
    table
}

/// Which item a row speaks of: `Some(None)` for an empty cell, `None` for one that cannot be read, which is listed.
fn label(row: &mut Row<'_, '_>) -> Option<Option<Label>> {
    let text = row.text(Field::Id);
    if text.is_empty() {
        return Some(None);
    }
    if let Ok(number) = text.parse::<ItemNumber>() {
        return Some(Some(Label::Item(number)));
    }
    let upper = text.to_uppercase();
    if upper.starts_with("NEW") && upper.chars().count() <= 40 && !upper.contains('\n') {
        return Some(Some(Label::New(upper)));
    }
    row.problem(
        Field::Id,
        format!("{} is no item", shown(&text)),
        "write POAM-0007 for one of the record, NEW-1 for a new one",
    );
    None
}

fn item(mut row: Row<'_, '_>, number: u32) -> Option<Entry> {
    let label = label(&mut row)?.unwrap_or_else(|| Label::New(format!("row {number}")));
    let mut entry = Entry {
        label,
        version: row.whole(Field::Version),
        weakness: row.text(Field::Weakness),
        requirement: Some(row.text(Field::Requirement)).filter(|text| !text.is_empty()),
        objectives: row
            .lines(Field::Objectives)
            .iter()
            .flat_map(|line| line.split([',', ';']))
            .map(|o| o.trim().to_owned())
            .collect(),
        source: row.word(Field::Source),
        source_detail: row.text(Field::SourceDetail),
        root_cause: row.text(Field::RootCause),
        actions: row.lines(Field::Actions),
        owner: row_party(&mut row, Field::Owner),
        priority: row.word(Field::Priority),
        reasons: row.lines(Field::Reasons),
        people: row.text(Field::People),
        hours: row.whole(Field::Hours),
        cost: row.money(Field::Cost),
        funding: row.text(Field::Funding),
        criteria: criteria(&row.lines(Field::Criteria)),
        due: row.day(Field::Due),
        reason: row.text(Field::Reason),
        ..Entry::default()
    };
    entry.objectives.retain(|o| !o.is_empty());
    let status = row.text(Field::Status);
    if !status.is_empty() {
        let word = if status.eq_ignore_ascii_case("risk accepted") { "accepted" } else { &status };
        match word.parse() {
            Ok(status) => entry.status = Some(status),
            Err(_) => row.problem(
                Field::Status,
                format!("{} is no status", shown(&status)),
                "leave the column as it was exported, and empty for a new item",
            ),
        }
    }
    entry.origin = row.origin();
    Some(entry)
}

fn row_party(row: &mut Row<'_, '_>, field: Field) -> Option<Party> {
    Some(row.text(field)).filter(|text| !text.is_empty()).map(|text| party(&text))
}

/// A person by name, by address, or by both as in `Dana Whitfield <dana@firm.example>`.
fn party(text: &str) -> Party {
    let text = crate::text::one_line(text);
    if let Some((name, email)) = text.strip_suffix('>').and_then(|rest| rest.rsplit_once('<')) {
        return Party { name: name.trim().into(), email: email.trim().into() };
    }
    match text.contains('@') && !text.contains(' ') {
        true => Party { name: String::new(), email: text },
        false => Party { name: text, email: String::new() },
    }
}

/// Criteria: `[2] …` is one that exists; a line without a number is a new one.
fn criteria(lines: &[String]) -> Vec<Criterion> {
    let criterion = |line: &String| {
        let numbered = line.strip_prefix('[').and_then(|rest| rest.split_once(']'));
        match numbered.and_then(|(number, text)| Some((number.parse().ok()?, text.trim()))) {
            Some((number, text)) => Criterion { number: Some(number), text: text.into() },
            None => Criterion { number: None, text: line.clone() },
        }
    };
    lines.iter().map(criterion).collect()
}

/// A ticket: a key, and the address behind it if there is one.
fn ticket(line: &str) -> Ticket {
    match line.rsplit_once(' ').filter(|(_, url)| url.starts_with("https://") || url.starts_with("http://")) {
        Some((key, url)) => Ticket { key: key.trim().into(), url: url.into() },
        None => Ticket { key: line.into(), url: String::new() },
    }
}

/// The number of a part. A cell that is no number would make a second part out of an old one, so the row does not count.
fn part(row: &mut Row<'_, '_>) -> Result<Option<closeout_domain::ids::PartNumber>, Problem> {
    let text = row.text(Field::Number);
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| Problem {
        place: row.place(Field::Number),
        message: format!("No.: {} is no number of the item", shown(&text)),
        advice: "leave it as it was exported, and empty for what is new; the row was not read".into(),
    })
}

fn twice(place: Place, what: &str, number: impl std::fmt::Display) -> Problem {
    let message = format!("{what} {number} of this item stands in another row already");
    Problem { place, message, advice: "keep one row, and leave the number empty for what is new".into() }
}

fn milestone(entry: &mut Entry, mut row: Row<'_, '_>) -> Result<(), Problem> {
    let number = part(&mut row)?;
    if let Some(known) = number.filter(|n| entry.milestones.iter().any(|m| m.number == Some(*n))) {
        return Err(twice(row.place(Field::Number), "milestone", known));
    }
    entry.milestones.push(Milestone {
        number,
        title: crate::text::one_line(&row.text(Field::Title)),
        due: row.day(Field::Due),
        reached: row.day(Field::Reached),
        reason: row.text(Field::Reason),
        origin: row.origin(),
        ..Milestone::default()
    });
    Ok(())
}

fn task(entry: &mut Entry, mut row: Row<'_, '_>) -> Result<(), Problem> {
    let number = part(&mut row)?;
    if let Some(known) = number.filter(|n| entry.tasks.iter().any(|t| t.number == Some(*n))) {
        return Err(twice(row.place(Field::Number), "task", known));
    }
    entry.tasks.push(Task {
        number,
        title: crate::text::one_line(&row.text(Field::Title)),
        responsible: row_party(&mut row, Field::Responsible),
        approver: row_party(&mut row, Field::Approver),
        effort: row.whole(Field::Effort),
        due: row.day(Field::Due),
        tickets: row.lines(Field::Tickets).iter().map(|line| ticket(line)).collect(),
        reason: row.text(Field::Reason),
        origin: row.origin(),
        ..Task::default()
    });
    Ok(())
}

/// What a sheet says of the document as a whole: a label in the first column, its value in the second.
pub(crate) fn about(grids: &[Grid], sheet: &str, document: &mut Document) -> Option<String> {
    let grid = grids.iter().find(|g| g.sheet.trim().eq_ignore_ascii_case(sheet))?;
    let mut layout = None;
    let table = Table { sheet: &ITEMS, grid, columns: vec![(Field::Id, 0), (Field::Weakness, 1)], first: 0 };
    let mut unheard = Vec::new();
    for cells in table.rows().take(40) {
        let mut row = Row::new(&table, cells, &mut unheard);
        match row.text(Field::Id).to_lowercase().as_str() {
            "organization" => document.organization = row.text(Field::Weakness),
            "system" => document.system = row.text(Field::Weakness),
            "as of" => document.as_of = row.day(Field::Weakness),
            "layout" => layout = Some(row.text(Field::Weakness)),
            _ => {}
        }
    }
    layout
}
