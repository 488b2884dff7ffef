//! A document as one HTML file that opens without a server: nothing is fetched, nothing runs.

use std::fmt::Write;

use crate::{
    model::{Block, Cell, Document, Kind, LARGEST_TABLE, Shown, Table},
    picture,
    words::day,
};

const STYLE: &str = include_str!("html/report.css");

/// Rows that stand below their picture; more wait behind a word.
const FEW: usize = 8;

/// The document as text in UTF-8.
pub fn write(document: &Document) -> String {
    let Document { title, purpose, marking, organization, system, .. } = document;
    let mut page = Page::default();
    page.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    page.raw(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n",
    );
    page.element("title", &format!("{title}, {organization}, {}", document.as_of));
    page.raw(&format!("<style>{STYLE}\n{}</style>\n</head>\n<body>\n", picture::STYLE));
    page.raw("<header>\n");
    page.marking(marking);
    page.element("h1", title);
    page.raw("<p class=\"of\">");
    page.text(&format!("{organization}, {system}. As of the end of {}.", day(document.as_of)));
    page.raw("</p>\n<p class=\"for\">");
    page.text(purpose);
    page.raw("</p>\n</header>\n<main>\n");
    for (i, sentence) in document.news.iter().enumerate() {
        page.raw(if i == 0 { "<p class=\"first\">" } else { "<p class=\"news\">" });
        page.text(sentence);
        page.raw("</p>\n");
    }
    page.figures(document);
    for section in &document.sections {
        page.raw("<section>\n");
        page.element("h2", &section.heading);
        let is_table = |b: &&Block| matches!(b, Block::Table(_) | Block::Shown(_));
        page.alone = section.blocks.iter().filter(is_table).count() == 1;
        section.blocks.iter().for_each(|block| page.block(block));
        page.raw("</section>\n");
    }
    page.raw("</main>\n<footer>\n");
    page.marking(marking);
    page.raw("</footer>\n</body>\n</html>\n");
    page.html
}

#[derive(Default)]
struct Page {
    html: String,
    tables: usize,
    /// Whether a table is the only one under its heading, which names it then.
    alone: bool,
}

impl Page {
    fn raw(&mut self, html: &str) {
        self.html.push_str(html);
    }

    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.raw("&amp;"),
                '<' => self.raw("&lt;"),
                '>' => self.raw("&gt;"),
                '"' => self.raw("&quot;"),
                c if c.is_control() && c != '\n' => self.raw(" "),
                c => self.html.push(c),
            }
        }
    }

    fn element(&mut self, name: &str, text: &str) {
        // Writing to a string cannot fail.
        let _ = write!(self.html, "<{name}>");
        self.text(text);
        let _ = writeln!(self.html, "</{name}>");
    }

    fn marking(&mut self, marking: &str) {
        if !marking.is_empty() {
            self.raw("<div class=\"marking\" role=\"note\" aria-label=\"Marking\">");
            self.text(marking);
            self.raw("</div>\n");
        }
    }

    fn figures(&mut self, document: &Document) {
        if document.figures.is_empty() {
            return;
        }
        self.raw("<dl class=\"figures\">\n");
        for figure in &document.figures {
            self.raw(if figure.bad { "<div class=\"bad\">" } else { "<div>" });
            self.element("dt", figure.label);
            self.element("dd", &figure.value);
            self.raw("</div>\n");
        }
        self.raw("</dl>\n");
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Text(text) => self.element("p", text),
            Block::Points(points) => {
                self.raw("<ul>\n");
                points.iter().for_each(|point| self.element("li", point));
                self.raw("</ul>\n");
            }
            Block::Facts(facts) => {
                self.raw("<dl class=\"facts\">\n");
                for (name, text) in facts {
                    self.raw("<div>");
                    self.element("dt", name);
                    self.element("dd", text);
                    self.raw("</div>\n");
                }
                self.raw("</dl>\n");
            }
            Block::Table(table) => self.table(table),
            Block::Shown(Shown { picture, table }) => {
                self.raw(if picture.width() < 600.0 { "<figure class=\"small\">\n" } else { "<figure>\n" });
                self.raw(&picture.svg);
                self.raw("<figcaption>");
                self.text(&picture.summary);
                self.raw(".</figcaption>\n</figure>\n");
                let many = table.rows.len() > FEW;
                self.raw(if many { "<details><summary>The same in numbers</summary>\n" } else { "" });
                self.table(table);
                self.raw(if many { "</details>\n" } else { "" });
            }
        }
    }

    fn table(&mut self, table: &Table) {
        self.tables += 1;
        let id = self.tables;
        let columns = table.printed();
        // What is wider than the window is scrolled to, by keyboard too.
        let _ = writeln!(self.html, "<div class=\"scroll\" role=\"group\" aria-labelledby=\"t{id}\" tabindex=\"0\">");
        let _ = write!(self.html, "<table>\n<caption id=\"t{id}\"{}>", if self.alone { " class=\"sr\"" } else { "" });
        self.text(&table.name);
        if let Some((_, group)) = &table.group {
            self.text(&format!(": {group}"));
        }
        self.raw("</caption>\n<thead><tr>");
        for (_, column) in &columns {
            self.raw(if column.is_right() { "<th scope=\"col\" class=\"n\">" } else { "<th scope=\"col\">" });
            // A heading must not be empty, even over remarks that need none.
            self.text(if column.title.is_empty() { "Remark" } else { column.title });
            self.raw("</th>");
        }
        self.raw("</tr></thead>\n<tbody>\n");
        for row in table.rows.iter().take(LARGEST_TABLE) {
            self.raw("<tr>");
            for (i, column) in &columns {
                let cell = row.get(*i).unwrap_or(&Cell::Empty);
                let class = match (column.is_right(), cell.is_bad(), column.kind) {
                    (true, true, _) => " class=\"n bad\"",
                    (true, false, _) => " class=\"n\"",
                    (false, true, _) => " class=\"bad\"",
                    (false, false, Kind::Digest) => " class=\"digest\"",
                    (false, false, Kind::Word | Kind::Date) => " class=\"w\"",
                    _ => "",
                };
                let _ = write!(self.html, "<td{class}>");
                self.text(&cell.shown());
                self.raw("</td>");
            }
            self.raw("</tr>\n");
        }
        self.raw("</tbody>\n</table>\n</div>\n");
        if let Some(cut) = table.cut() {
            self.element("p", &cut);
        }
    }
}
