//! A document as plain values, before it has a form.

use closeout_domain::item::origin::Money;
use jiff::civil::Date;

use crate::picture::Picture;

/// Rows of one table that a PDF or a page carries at most; a workbook carries all.
pub const LARGEST_TABLE: usize = 5_000;

/// A report.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    /// What it is.
    pub title: String,
    /// For whom and what it is.
    pub purpose: String,
    /// How it has to be handled, as in "CUI//SP-PROCURE"; empty for no marking.
    pub marking: String,
    /// Whose it is.
    pub organization: String,
    /// Which system it is of.
    pub system: String,
    /// The end of this day is what it shows.
    pub as_of: Date,
    /// Whether its tables need the width of a sheet on its side.
    pub wide: bool,
    /// The news, one sentence each, the most important first.
    pub news: Vec<String>,
    /// A few numbers at the top.
    pub figures: Vec<Figure>,
    /// The rest, in order.
    pub sections: Vec<Section>,
}

/// A number at the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// As in "Late".
    pub label: &'static str,
    /// As in "4 of 10".
    pub value: String,
    /// Whether it is bad news, which is said in weight and colour.
    pub bad: bool,
}

/// A part with a heading.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Section {
    /// Its heading.
    pub heading: String,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// Something in a section.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A paragraph.
    Text(String),
    /// Short statements, one a line.
    Points(Vec<String>),
    /// Names and what they stand for.
    Facts(Vec<(&'static str, String)>),
    /// Rows and columns.
    Table(Table),
    /// A picture with the table behind it.
    Shown(Shown),
}

/// A picture, and the same in a table for those who do not see it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The picture.
    pub picture: Picture,
    /// Its numbers.
    pub table: Table,
}

/// Rows and columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Table {
    /// What it lists; also the name of its sheet in a workbook, where tables of one name become one sheet.
    pub name: String,
    /// In a workbook: a first column that tells tables of one name apart, as in ("Person", "Anna Berg").
    pub group: Option<(&'static str, String)>,
    /// The columns.
    pub columns: Vec<Column>,
    /// The rows; each has as many cells as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// Its heading.
    pub title: &'static str,
    /// Its share of the width.
    pub share: f64,
    /// What its cells are.
    pub kind: Kind,
    /// Only in a workbook, where there is room.
    pub aside: bool,
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A word that must not break: a number of an item, a status.
    Word,
    /// A digest, in small letters.
    Digest,
    /// A day.
    Date,
    /// A count.
    Number,
    /// An amount.
    Money,
    /// Days, with a sign where they say how far something moved.
    Days,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Cell {
    /// Nothing is known, or nothing applies.
    #[default]
    Empty,
    /// Words.
    Text(String),
    /// Words that are bad news.
    Bad(String),
    /// A day.
    Date(Date),
    /// A count.
    Number(u64),
    /// Days; `bad` when they are late.
    Days { days: i32, bad: bool },
    /// An amount.
    Money(Money),
}

impl Column {
    /// A column of words.
    pub const fn text(title: &'static str, share: f64) -> Self {
        Self { title, share, kind: Kind::Text, aside: false }
    }

    /// A column of another kind.
    pub const fn of(title: &'static str, share: f64, kind: Kind) -> Self {
        Self { title, share, kind, aside: false }
    }

    /// Only in a workbook.
    pub const fn aside(self) -> Self {
        Self { aside: true, ..self }
    }

    /// Whether its cells stand at the right.
    pub fn is_right(&self) -> bool {
        matches!(self.kind, Kind::Number | Kind::Money | Kind::Days)
    }
}

impl Cell {
    /// Words, or nothing.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A day, or nothing.
    pub fn date(day: Option<Date>) -> Self {
        day.map_or(Self::Empty, Self::Date)
    }

    /// Days late, or nothing.
    pub fn late(days: Option<i32>) -> Self {
        days.map_or(Self::Empty, |days| Self::Days { days, bad: true })
    }

    /// A count.
    pub fn count(count: usize) -> Self {
        Self::Number(count as u64)
    }

    /// As it is read on paper.
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) | Self::Bad(text) => text.clone(),
            Self::Date(day) => day.to_string(),
            Self::Number(n) => n.to_string(),
            Self::Days { days, bad: true } => days.to_string(),
            Self::Days { days, bad: false } => format!("{days:+}"),
            Self::Money(amount) => amount.to_string(),
        }
    }

    /// Whether it is bad news.
    pub fn is_bad(&self) -> bool {
        matches!(self, Self::Bad(_) | Self::Days { bad: true, .. })
    }
}

impl Table {
    /// A table of its own sheet.
    pub fn new(name: impl Into<String>, columns: &[Column], rows: Vec<Vec<Cell>>) -> Self {
        Self { name: name.into(), group: None, columns: columns.to_vec(), rows }
    }

    /// The columns that there is room for on paper and in a page, with their places in the rows.
    pub fn printed(&self) -> Vec<(usize, Column)> {
        self.columns.iter().copied().enumerate().filter(|(_, c)| !c.aside).collect()
    }

    /// What a reader has to be told when paper or a page leaves rows out.
    pub fn cut(&self) -> Option<String> {
        (self.rows.len() > LARGEST_TABLE).then(|| {
            let all = self.rows.len();
            format!("The first {LARGEST_TABLE} of {all} rows. The same report as a workbook (.xlsx) has all of them.")
        })
    }
}

impl Section {
    /// A part.
    pub fn new(heading: impl Into<String>, blocks: Vec<Block>) -> Self {
        Self { heading: heading.into(), blocks }
    }
}

impl Document {
    /// Adds a part, unless there is nothing in it.
    pub fn push(&mut self, heading: impl Into<String>, blocks: Vec<Block>) {
        if !blocks.is_empty() {
            self.sections.push(Section::new(heading, blocks));
        }
    }
}
