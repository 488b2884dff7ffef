//! How cells look: calm, with one accent; what is not read back is shaded.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::columns::Use;

const ACCENT: Color = Color::RGB(0x000B_5C6B);
const INK: Color = Color::RGB(0x001C_1D21);
const QUIET: Color = Color::RGB(0x0056_5A63);
const SUNK: Color = Color::RGB(0x00F0_EEE9);
const LINE: Color = Color::RGB(0x00CF_CBC2);

/// What kind of value a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Text,
    /// Text that would be a formula if somebody typed it: marked as text, so that editing it does not make it one.
    Risky,
    Number,
    Money,
    Day,
}

/// The format of the workbook as a whole.
pub fn base() -> Format {
    Format::new().set_font_name("Calibri").set_font_size(10).set_font_color(INK).set_align(FormatAlign::Top)
}

/// A cell below the header.
pub fn cell(shape: Shape, usage: Use) -> Format {
    let plain = base().set_text_wrap().set_border(FormatBorder::Hair).set_border_color(LINE);
    let used = match usage {
        Use::Shown => plain.set_background_color(SUNK).set_font_color(QUIET),
        Use::Key => plain.set_bold(),
        Use::Edited | Use::NewOnly => plain,
    };
    match shape {
        Shape::Text => used,
        Shape::Risky => used.set_quote_prefix(),
        Shape::Number => used.set_num_format("0").set_align(FormatAlign::Right),
        Shape::Money => used.set_num_format("$#,##0.00").set_align(FormatAlign::Right),
        Shape::Day => used.set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
    }
}

/// A cell of the header.
pub fn header(usage: Use) -> Format {
    let head = base().set_bold().set_text_wrap().set_align(FormatAlign::VerticalCenter).set_border(FormatBorder::Thin);
    match usage {
        Use::Shown => head.set_background_color(LINE).set_font_color(INK).set_border_color(LINE),
        _ => head.set_background_color(ACCENT).set_font_color(Color::White).set_border_color(ACCENT),
    }
}

/// The title of the guide.
pub fn title() -> Format {
    base().set_bold().set_font_size(18).set_font_color(ACCENT)
}

/// A heading of the guide.
pub fn heading() -> Format {
    base().set_bold().set_font_size(12).set_font_color(ACCENT)
}

/// A paragraph of the guide.
pub fn paragraph() -> Format {
    base().set_text_wrap()
}
