//! A table whose columns are asked for by field, each under all its names, and whose rows are checked as they are read.

use std::io::{self, BufRead};

use crate::{
    sink::{Faults, Loss, Place, Problem, Sink},
    table::Table,
};

/// Reads row by row; a field is a number below `N`.
pub(crate) struct Sheet<'i, const N: usize> {
    pub(crate) table: Table<'i>,
    columns: [Vec<usize>; N],
    /// What is wrong with the row; listed when the next one is asked for.
    pub(crate) faults: Faults,
    /// Whether the file ended in the middle of a row.
    unfinished: bool,
}

impl<'i, const N: usize> Sheet<'i, N> {
    /// Finds the header, as [`Table::open`] does; `fields` are the lower-case names of each field's columns, the
    /// preferred first.
    pub(crate) fn open(
        input: &'i mut dyn BufRead,
        is_header: fn(&[String]) -> bool,
        fields: &[&[&str]; N],
    ) -> io::Result<Option<Self>> {
        let Some(table) = Table::open(input, is_header)? else { return Ok(None) };
        let columns = fields.map(|names| table.columns(names));
        Ok(Some(Self { table, columns, faults: Faults::default(), unfinished: false }))
    }

    /// Reads the next row that has a filled cell; false at the end. Lists what was wrong with the one before.
    pub(crate) fn next(&mut self, sink: &mut dyn Sink) -> io::Result<bool> {
        let table = &self.table;
        self.faults.list(|| table.at(), sink);
        if self.unfinished {
            sink.problem(
                Problem::new(self.table.at(), Loss::Rest, "the file ends in the middle of a row")
                    .advise("export or copy the file again; what was read until there counts"),
            );
        }
        if !self.table.next_filled()? {
            return Ok(false);
        }
        self.unfinished = self.table.unfinished();
        if self.table.cut() {
            self.faults.add(Loss::Value, "the row is too long and was cut");
        }
        let (cells, columns) = self.table.width();
        // Prowler 2 ends its rows, but not its header, with a comma.
        let only_ended = cells == columns + 1 && self.table.cell(columns).trim().is_empty();
        if cells > columns && !only_ended {
            self.faults.add(
                Loss::Value,
                format!("the row has {cells} cells and the header {columns}: its values may have shifted"),
            );
        } else if cells < columns && !self.unfinished {
            self.faults.add(Loss::Value, format!("the row has only {cells} of {columns} cells"));
        }
        Ok(true)
    }

    /// Where the row is.
    pub(crate) fn at(&self) -> Place {
        self.table.at()
    }

    /// The field's first filled cell, without white space around it.
    pub(crate) fn get(&self, field: usize) -> &str {
        let columns = self.columns.get(field).into_iter().flatten();
        columns.map(|column| self.table.cell(*column).trim()).find(|cell| !cell.is_empty()).unwrap_or("")
    }
}

/// Several values in one cell: separated by commas, semicolons or lines.
pub(crate) fn listed(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([',', ';', '\n']).map(str::trim).filter(|entry| !entry.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sink::OnProblem;

    #[test]
    fn a_field_is_found_under_any_of_its_names_and_odd_rows_are_listed() {
        let mut input = &b"Title line\nID,Host,Address\n1,,192.0.2.1\n\n2,mill,192.0.2.2,x\n3\n5,a,b,\n4,\"open"[..];
        let fields: [&[&str]; 2] = [&["id"], &["host", "address"]];
        let mut sheet =
            Sheet::open(&mut input, |names| names.iter().any(|name| name == "id"), &fields).unwrap().unwrap();
        let mut problems = Vec::new();
        let mut sink = OnProblem(|problem: Problem| problems.push(problem.to_string()));
        let mut rows = Vec::new();
        while sheet.next(&mut sink).unwrap() {
            rows.push(format!("{} {} {}", sheet.table.at(), sheet.get(0), sheet.get(1)));
        }
        assert_eq!(rows[..4], ["row 3 1 192.0.2.1", "row 5 2 mill", "row 6 3 ", "row 7 5 a"]);
        assert_eq!(problems[0], "row 5: the row has 4 cells and the header 3: its values may have shifted");
        assert_eq!(problems[1], "row 6: the row has only 1 of 3 cells");
        assert!(problems[2].starts_with("row 8: the file ends in the middle of a row"), "{problems:?}");
        assert_eq!(listed("a, b;\nc").collect::<Vec<_>>(), ["a", "b", "c"]);
    }
}
