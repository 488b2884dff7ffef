//! Tables as CSV: the separator and the header are found, cells are asked for by column name, nothing grows without bound.

use std::io::{self, BufRead};

use crate::{limits, sink::Place};

/// Reads row by row and keeps one.
pub(crate) struct Table<'i> {
    input: &'i mut dyn BufRead,
    separator: u8,
    text: String,
    ends: Vec<usize>,
    header: Vec<String>,
    /// The header as it is written.
    headings: Vec<String>,
    /// Rows that were read, blank ones too.
    rows: u64,
    after_carriage_return: bool,
    ended: bool,
    line_ended: bool,
    cut: bool,
    unfinished: bool,
}

/// Where in a cell the reading is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cell {
    Start,
    Plain,
    Quoted,
    /// Behind a quote within quotes: another one stands for one of the text, anything else closes them.
    QuoteWithin,
}

impl<'i> Table<'i> {
    /// Finds the header: the first of the first rows in which `is_header` agrees with the lower-case names of the
    /// cells. Rows above it are titles. `None` if there is no such row.
    pub(crate) fn open(input: &'i mut dyn BufRead, is_header: fn(&[String]) -> bool) -> io::Result<Option<Self>> {
        let head = String::from_utf8_lossy(input.fill_buf()?).into_owned();
        let Some(separator) = separator(&head, is_header) else {
            return Ok(None);
        };
        let mut table = Self {
            input,
            separator,
            text: String::new(),
            ends: Vec::new(),
            header: Vec::new(),
            headings: Vec::new(),
            rows: 0,
            after_carriage_return: false,
            ended: false,
            line_ended: true,
            cut: false,
            unfinished: false,
        };
        while table.rows < limits::ROWS_ABOVE_HEADER && table.next()? {
            let names: Vec<String> = (0..table.ends.len()).map(|cell| normal(table.cell(cell))).collect();
            if is_header(&names) {
                table.headings = (0..table.ends.len()).map(|cell| table.cell(cell).trim().to_owned()).collect();
                table.header = names;
                return Ok(Some(table));
            }
        }
        Ok(None)
    }

    /// The names of the columns, as they are written.
    pub(crate) fn headings(&self) -> &[String] {
        &self.headings
    }

    /// The columns that bear one of these lower-case names, in the order of the names.
    pub(crate) fn columns(&self, names: &[&str]) -> Vec<usize> {
        names.iter().filter_map(|name| self.header.iter().position(|column| column == name)).collect()
    }

    /// Reads the next row that has a filled cell; false at the end.
    pub(crate) fn next_filled(&mut self) -> io::Result<bool> {
        while self.next()? {
            if !self.text.trim().is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A cell of the row; empty where the row is too short.
    pub(crate) fn cell(&self, column: usize) -> &str {
        let start = column.checked_sub(1).and_then(|before| self.ends.get(before)).copied();
        let end = self.ends.get(column).copied().unwrap_or_default();
        self.text.get(start.unwrap_or_default()..end).unwrap_or_default()
    }

    /// Where the row is.
    pub(crate) fn at(&self) -> Place {
        Place::Row(self.rows)
    }

    /// How many cells the row has, and how many the header has.
    pub(crate) fn width(&self) -> (usize, usize) {
        (self.ends.len(), self.header.len())
    }

    /// Whether something of the row was dropped because it is too long.
    pub(crate) fn cut(&self) -> bool {
        self.cut
    }

    /// Whether the file ends within this row: in the middle of a quoted cell, or before the last columns.
    pub(crate) fn unfinished(&self) -> bool {
        let (cells, columns) = self.width();
        self.unfinished || (self.ended && !self.line_ended && cells < columns)
    }

    fn next(&mut self) -> io::Result<bool> {
        if !self.pass_blank_lines()? {
            return Ok(false);
        }
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        bytes.clear();
        self.ends.clear();
        self.cut = false;
        self.rows += 1;
        let mut last = false;
        while !last {
            last = self.field(&mut bytes)?;
        }
        // Cells were cut at character boundaries, so this neither fails nor copies.
        self.text = String::from_utf8(bytes).unwrap_or_else(|error| {
            self.cut = true;
            self.ends.clear();
            String::from_utf8_lossy(error.as_bytes()).into_owned()
        });
        Ok(true)
    }

    /// Reads one cell to the end of `bytes`; true if it is the row's last. As RFC 4180 has it; what stands behind a closing
    /// quote belongs to the cell, as most readers take it.
    fn field(&mut self, bytes: &mut Vec<u8>) -> io::Result<bool> {
        let start = bytes.len();
        let mut state = Cell::Start;
        let last = loop {
            let available = self.input.fill_buf()?;
            let Some(first) = available.first().copied() else {
                self.ended = true;
                self.unfinished |= state == Cell::Quoted;
                break true;
            };
            let room = limits::TEXT.saturating_sub(bytes.len() - start).min(limits::ROW.saturating_sub(bytes.len()));
            let end = match state {
                Cell::Start | Cell::QuoteWithin if first == b'"' => {
                    if state == Cell::QuoteWithin && room > 0 {
                        bytes.push(b'"');
                    }
                    state = Cell::Quoted;
                    self.line_ended = false;
                    self.input.consume(1);
                    continue;
                }
                Cell::Quoted => memchr::memchr(b'"', available),
                Cell::Start | Cell::QuoteWithin | Cell::Plain => {
                    state = Cell::Plain;
                    memchr::memchr3(self.separator, b'\n', b'\r', available)
                }
            };
            let (piece, behind) = available.split_at_checked(end.unwrap_or(available.len())).unwrap_or_default();
            let stop = behind.first().copied();
            let consumed = piece.len() + usize::from(stop.is_some());
            let (kept, dropped) = piece.split_at_checked(room).unwrap_or((piece, &[]));
            bytes.extend_from_slice(kept);
            if !dropped.is_empty() {
                self.cut = true;
                if !kept.is_empty() {
                    trim_partial_character(bytes, start);
                }
            }
            self.line_ended = state == Cell::Plain && matches!(stop, Some(b'\n' | b'\r'));
            self.input.consume(consumed);
            match (state, stop) {
                (_, None) => {}
                (Cell::Quoted, Some(_)) => state = Cell::QuoteWithin,
                (_, Some(stop)) => {
                    self.after_carriage_return = stop == b'\r';
                    break stop != self.separator;
                }
            }
        };
        if self.ends.len() < limits::COLUMNS {
            self.ends.push(bytes.len());
        } else {
            self.cut = true;
            bytes.truncate(start);
        }
        Ok(last)
    }

    /// Blank lines are rows to a spreadsheet, but the reader underneath would not count them. False at the end.
    fn pass_blank_lines(&mut self) -> io::Result<bool> {
        loop {
            match self.input.fill_buf()?.first() {
                None => return Ok(false),
                Some(b'\n') if std::mem::take(&mut self.after_carriage_return) => {}
                Some(b'\n') => self.rows += 1,
                Some(b'\r') => {
                    self.rows += 1;
                    self.after_carriage_return = true;
                }
                Some(_) => {
                    self.after_carriage_return = false;
                    return Ok(true);
                }
            }
            self.input.consume(1);
        }
    }
}

/// A name as it is compared: lower case, without white space around it.
pub(crate) fn normal(name: &str) -> String {
    name.trim().to_lowercase()
}

/// The separator under which one of the first lines is the header.
pub(crate) fn separator(head: &str, is_header: fn(&[String]) -> bool) -> Option<u8> {
    let rows = usize::try_from(limits::ROWS_ABOVE_HEADER).unwrap_or_default();
    head.lines().take(rows).find_map(|line| {
        [b',', b';', b'\t', b'|'].into_iter().find(|separator| {
            let names: Vec<String> = line
                .split(char::from(*separator))
                .take(limits::COLUMNS)
                .map(|cell| normal(cell.trim().trim_matches('"')))
                .collect();
            is_header(&names)
        })
    })
}

fn trim_partial_character(bytes: &mut Vec<u8>, start: usize) {
    if let Some(Err(fault)) = bytes.get(start..).map(std::str::from_utf8) {
        bytes.truncate(start + fault.valid_up_to());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_header(names: &[String]) -> bool {
        names.iter().any(|name| name == "id")
    }

    /// Every row as its place and its cells, and whether the file ended within the last one.
    fn rows(text: &str) -> (Vec<String>, bool) {
        let mut input = text.as_bytes();
        let mut table = Table::open(&mut input, is_header).unwrap().unwrap();
        let mut rows = Vec::new();
        let mut unfinished = false;
        while table.next_filled().unwrap() {
            let cells: Vec<&str> = (0..table.width().0).map(|cell| table.cell(cell)).collect();
            rows.push(format!("{}: {}", table.at(), cells.join("|")));
            unfinished = table.unfinished();
        }
        (rows, unfinished)
    }

    #[test]
    fn rows_count_as_a_spreadsheet_shows_them() {
        let expected = ["row 4: 1|a\nb", "row 7: 2|c"];
        for text in [
            "Title\n\nId,Name\n1,\"a\nb\"\n\n,\n2,c\n",
            "Title\n\nId;Name\n1;\"a\nb\"\n\n;\n2;c",
            "Title\r\n\r\nId,Name\r\n1,\"a\nb\"\r\n\r\n,\r\n2,c\r\n",
        ] {
            assert_eq!(rows(text), (expected.map(str::to_owned).to_vec(), false), "{text:?}");
        }
    }

    #[test]
    fn quotes_count_at_the_beginning_of_a_cell_alone() {
        for (row, cells) in [
            ("\"a,b\",\"\"", "a,b|"),
            ("\"say \"\"yes\"\"\",x", "say \"yes\"|x"),
            ("5\" disk,x", "5\" disk|x"),
            ("\"a\" b,x", "a b|x"),
            ("\"a\r\nb\",x", "a\r\nb|x"),
        ] {
            assert_eq!(rows(&format!("id,name\n{row}\n")), (vec![format!("row 2: {cells}")], false), "{row}");
        }
    }

    #[test]
    fn the_end_of_a_truncated_file_is_seen() {
        assert_eq!(rows("id,name\n1,\"a \"\"b"), (vec!["row 2: 1|a \"b".into()], true));
        assert_eq!(rows("id,name\n1"), (vec!["row 2: 1".into()], true));
        assert_eq!(rows("id,name\n1,"), (vec!["row 2: 1|".into()], false));
        assert_eq!(rows("id,name\n1\n"), (vec!["row 2: 1".into()], false));
        assert_eq!(rows("id,name"), (vec![], false));
    }

    #[test]
    fn endless_cells_and_rows_are_cut() {
        let text = format!("id,name,x\n1,{},3\n2,{}\n3,c,d\n", "é".repeat(limits::TEXT), "é,".repeat(100_000));
        let mut input = text.as_bytes();
        let mut table = Table::open(&mut input, is_header).unwrap().unwrap();
        assert!(table.next_filled().unwrap() && table.cut());
        assert_eq!((table.cell(0), table.cell(1).len(), table.cell(2)), ("1", limits::TEXT, "3"));
        assert!(table.next_filled().unwrap() && table.cut());
        assert_eq!(table.width(), (limits::COLUMNS, 3));
        assert!(table.next_filled().unwrap() && !table.cut());
        assert_eq!(table.cell(2), "d");
    }
}
