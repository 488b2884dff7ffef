//! A document as PDF: tagged, in the forms of PDF/A-2a and PDF/UA-1. The only place that knows typst.

mod values;
mod world;

use comemo::evict;
use jiff::civil::Date;
use typst::{
    diag::SourceDiagnostic,
    foundations::{Datetime, Smart},
};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use self::world::Press;
use crate::{NotWritten, model::Document};

/// Renders of which results are kept to be used again. Reports differ, so that there is nothing to gain from more.
const KEPT: usize = 0;

/// The document as the bytes of a PDF file.
///
/// # Errors
/// When typst cannot set it, or what it set is no PDF/A and PDF/UA.
pub fn write(document: &Document) -> Result<Vec<u8>, NotWritten> {
    let bytes = set(document);
    // Without this every report would stay in memory for ever.
    evict(KEPT);
    bytes
}

fn set(document: &Document) -> Result<Vec<u8>, NotWritten> {
    let press = Press::new(values::of(document)).ok_or_else(|| failed("the fonts cannot be read"))?;
    let pages = typst::compile::<PagedDocument>(&press).output.map_err(|e| said(&e))?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1]);
    let options = PdfOptions {
        // The same report of the same day is the same document; its identity must not come from a clock.
        ident: Smart::Custom(format!("closeout {} {} {}", document.system, document.title, document.as_of)),
        creator: Smart::Custom(Some("Closeout".into())),
        timestamp: midnight(document.as_of).map(Timestamp::new_utc),
        page_ranges: None,
        standards: standards.map_err(|e| failed(e.message()))?,
        tagged: true,
        pretty: false,
    };
    typst_pdf::pdf(&pages, &options).map_err(|e| said(&e))
}

fn midnight(day: Date) -> Option<Datetime> {
    let (month, of_month) = (u8::try_from(day.month()).ok()?, u8::try_from(day.day()).ok()?);
    Datetime::from_ymd_hms(i32::from(day.year()), month, of_month, 0, 0, 0)
}

fn said(diagnostics: &[SourceDiagnostic]) -> NotWritten {
    failed(diagnostics.iter().map(|d| d.message.as_str()).collect::<Vec<_>>().join("; "))
}

fn failed(why: impl Into<String>) -> NotWritten {
    NotWritten { form: "PDF", why: why.into() }
}
