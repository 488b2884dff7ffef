//! Where something stands in a file, what is wrong there, and what to do about it.

use std::fmt;

/// A place, as the spreadsheet shows it: the header is row 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Place {
    /// The sheet's name; empty for a file that has none.
    pub sheet: String,
    /// The row, from 1; 0 for the sheet as a whole.
    pub row: u32,
    /// The column's letters, as in "AB".
    pub column: Option<String>,
}

impl Place {
    /// A row.
    pub fn row(sheet: &str, row: u32) -> Self {
        Self { sheet: sheet.into(), row, column: None }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sheet = (!self.sheet.is_empty()).then(|| format!("sheet {}", self.sheet));
        let row = (self.row > 0).then(|| format!("row {}", self.row));
        let column = self.column.as_ref().map(|letters| format!("column {letters}"));
        let parts: Vec<String> = sheet.into_iter().chain(row).chain(column).collect();
        if parts.is_empty() { f.write_str("the file") } else { f.write_str(&parts.join(", ")) }
    }
}

/// Something in a file that could not be read; everything else counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What is wrong, as a lowercase fragment.
    pub message: String,
    /// What to do.
    pub advice: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.place, self.message, self.advice)
    }
}

/// A file that could not be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct Unreadable {
    /// What is wrong, as a lowercase fragment.
    pub why: String,
    /// What to do.
    pub advice: &'static str,
}

/// The letters of a column, counted from 0: 0 is "A", 26 is "AA".
pub fn letters(column: u32) -> String {
    let mut rest = u64::from(column) + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_the_spreadsheet() {
        for (column, expected) in
            [(0, "A"), (25, "Z"), (26, "AA"), (27, "AB"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")]
        {
            assert_eq!(letters(column), expected);
        }
        assert!(letters(u32::MAX).len() > 5);
    }

    #[test]
    fn places_read_as_sentences() {
        assert_eq!(
            Place { column: Some("F".into()), ..Place::row("Tasks", 7) }.to_string(),
            "sheet Tasks, row 7, column F"
        );
        assert_eq!(Place::default().to_string(), "the file");
    }
}
