//! What the sheets of a workbook have in common: their names, texts, styles, and the year from which days count.

use std::ops::ControlFlow::Continue;

use super::{
    archive::Archive,
    cells::{Strings, Styles},
};
use crate::{
    pick::{Found, Want, whole},
    sink::{OnProblem, Place, Unreadable},
};

/// What all sheets have in common.
pub(super) struct Book {
    pub(super) sheets: Vec<Named>,
    pub(super) strings: Strings,
    pub(super) styles: Styles,
    /// Whether days count from 1904.
    pub(super) from_1904: bool,
}

/// A sheet.
pub(super) struct Named {
    pub(super) name: String,
    /// The name of its file.
    pub(super) part: String,
    pub(super) hidden: bool,
}

impl Book {
    pub(super) fn open(archive: &Archive<'_>) -> Result<Self, Unreadable> {
        const BOOK: &[Want] = &[whole("workbook/workbookPr"), whole("workbook/sheets/sheet")];
        const LINKS: &[Want] = &[whole("Relationships/Relationship")];
        const MAIN: &str = "xl/workbook.xml";
        if !archive.holds(MAIN) {
            return Err(Unreadable::new(
                Place::File,
                "the file is an Office document, not a scanner's or assessment's file",
                "export CSV, XML, JSON or a workbook (.xlsx) from the tool; `closeout formats` lists what can be read",
            ));
        }
        let mut links: Vec<(String, String)> = Vec::new();
        archive.pick("xl/_rels/workbook.xml.rels", LINKS, &mut OnProblem(drop), &mut |found: &Found<'_>| {
            links.push((found.value.get("@Id").text().to_owned(), found.value.get("@Target").text().to_owned()));
            Continue(())
        })?;
        let (mut sheets, mut from_1904) = (Vec::new(), false);
        archive.pick(MAIN, BOOK, &mut OnProblem(drop), &mut |found: &Found<'_>| {
            let text = |name| found.value.get(name).text();
            if found.leaf() == "workbookPr" {
                from_1904 = ["1", "true"].contains(&text("@date1904"));
                return Continue(());
            }
            let target = links.iter().find(|(id, _)| id == text("@id")).map_or("", |(_, target)| target.as_str());
            // An absolute target begins at the root of the archive.
            let part = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
            sheets.push(Named {
                name: text("@name").to_owned(),
                part,
                hidden: !["", "visible"].contains(&text("@state")),
            });
            Continue(())
        })?;
        Ok(Self { sheets, strings: Strings::read(archive)?, styles: Styles::read(archive)?, from_1904 })
    }
}
