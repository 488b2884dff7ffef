//! A document as values that the template reads. Nothing of it is ever read as markup.

use typst::foundations::{Array, Bytes, Dict, IntoValue, Str, Value};

use super::world::writes;
use crate::{
    model::{Block, Cell, Document, Kind, LARGEST_TABLE, Shown, Table},
    words::day,
};

/// Letters without a place to break after which one is made, so that a long word stays in its column.
const UNBROKEN: usize = 16;
/// A row with a longer cell than this may break over two pages.
const TALL: usize = 500;

/// Rows that stand below their picture.
const FEW: usize = 8;
/// Points of paper for one unit of a picture: its letters are as large as those of the text then.
const UNIT: f64 = 0.78;

/// The values of a document.
pub(super) fn of(document: &Document) -> Dict {
    let mut dict = Dict::new();
    let mut put = |name: &str, value: Value| dict.insert(Str::from(name), value);
    put("title", words(&document.title));
    put("purpose", words(&document.purpose));
    put("marking", words(&document.marking));
    put("organization", words(&document.organization));
    put("system", words(&document.system));
    put("day", words(&day(document.as_of)));
    put("wide", document.wide.into_value());
    put("news", array(document.news.iter().map(|text| words(text))));
    put(
        "figures",
        array(
            document
                .figures
                .iter()
                .map(|f| record([("label", words(f.label)), ("value", words(&f.value)), ("bad", f.bad.into_value())])),
        ),
    );
    let mut behind = Vec::new();
    let mut sections = Vec::new();
    for section in &document.sections {
        let blocks = section.blocks.iter().flat_map(|b| block(b, document.wide, &mut behind)).collect::<Vec<_>>();
        sections.push(record([("heading", words(&section.heading)), ("blocks", array(blocks.into_iter()))]));
    }
    if !behind.is_empty() {
        sections.push(record([("heading", words("The pictures in numbers")), ("blocks", array(behind.into_iter()))]));
    }
    put("sections", array(sections.into_iter()));
    dict
}

/// What stands where a block is. The numbers of a picture, when they are many, stand behind everything else instead: whoever
/// reads the pictures reads on.
fn block(block: &Block, wide: bool, behind: &mut Vec<Value>) -> Vec<Value> {
    let kind = |name: &str| ("kind", Str::from(name).into_value());
    match block {
        Block::Text(text) => vec![record([kind("text"), ("text", words(text))])],
        Block::Points(points) => {
            vec![record([kind("points"), ("points", array(points.iter().map(|p| words(p))))])]
        }
        Block::Facts(facts) => {
            let fact = |(name, text): &(&str, String)| record([("name", words(name)), ("text", words(text))]);
            vec![record([kind("facts"), ("facts", array(facts.iter().map(fact)))])]
        }
        Block::Table(table) => vec![of_table(table)],
        Block::Shown(Shown { picture, table }) => {
            let width = (picture.width() * UNIT * 100.0 / if wide { 690.0 } else { 516.0 }).min(100.0);
            let svg = Value::Bytes(Bytes::new(plain(&picture.standalone()).into_bytes()));
            let shown = record([
                kind("picture"),
                ("svg", svg),
                ("summary", words(&picture.summary)),
                ("width", f64::into_value(width)),
            ]);
            if table.rows.len() <= FEW {
                return vec![shown, of_table(table)];
            }
            behind.push(record([kind("text"), ("text", words(&table.name))]));
            behind.push(of_table(table));
            vec![shown]
        }
    }
}

fn of_table(table: &Table) -> Value {
    let columns = table.printed();
    let cell = |cell: &Cell, kind: Kind| {
        let text = if kind == Kind::Text { breakable(&cell.shown()) } else { cell.shown() };
        record([("text", words(&text)), ("bad", cell.is_bad().into_value())])
    };
    let row = |row: &Vec<Cell>| {
        let meant = || columns.iter().map(|(i, column)| (row.get(*i).unwrap_or(&Cell::Empty), column.kind));
        let tall = meant().any(|(cell, _)| cell.shown().len() > TALL);
        record([("cells", array(meant().map(|(c, kind)| cell(c, kind)))), ("tall", tall.into_value())])
    };
    record([
        ("kind", Str::from("table").into_value()),
        ("shares", array(columns.iter().map(|(_, c)| c.share.into_value()))),
        ("right", array(columns.iter().map(|(_, c)| c.is_right().into_value()))),
        ("digests", array(columns.iter().map(|(_, c)| (c.kind == Kind::Digest).into_value()))),
        ("heads", array(columns.iter().map(|(_, c)| words(if c.title.is_empty() { "Remark" } else { c.title })))),
        ("rows", array(table.rows.iter().take(LARGEST_TABLE).map(row))),
        ("cut", words(&table.cut().unwrap_or_default())),
    ])
}

fn record<const N: usize>(fields: [(&str, Value); N]) -> Value {
    Value::Dict(fields.into_iter().map(|(name, value)| (Str::from(name), value)).collect())
}

fn array(values: impl Iterator<Item = Value>) -> Value {
    Value::Array(values.collect::<Array>())
}

fn words(text: &str) -> Value {
    Str::from(plain(text)).into_value()
}

/// What the fonts can write; a file in an archive must not have a character without a shape. What they lack is a question
/// mark here and itself in the other forms.
fn plain(text: &str) -> String {
    let shape = |c: char| match c {
        c if c.is_whitespace() || c.is_control() => ' ',
        BREAK => BREAK,
        c if writes(c) => c,
        _ => '?',
    };
    text.chars().map(shape).collect()
}

const BREAK: char = '\u{200b}';

/// The text with places to break in words that are too long for a column.
fn breakable(text: &str) -> String {
    let mut run = 0;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        run = if c.is_whitespace() || c == '-' { 0 } else { run + 1 };
        if run > UNBROKEN {
            out.push(BREAK);
            run = 1;
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_fonts_lack_is_a_question_mark() {
        assert_eq!(plain("Grüße, Łódź, Αθήνα – “ok” 漢\u{7}\n"), "Grüße, Łódź, Αθήνα – “ok” ?  ");
    }

    #[test]
    fn long_words_get_places_to_break_and_others_do_not() {
        assert_eq!(breakable("short words stay"), "short words stay");
        let broken = breakable(&"x".repeat(40));
        assert_eq!(broken.split(BREAK).map(str::len).collect::<Vec<_>>(), [16, 16, 8]);
    }
}
