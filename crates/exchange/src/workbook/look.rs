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
        Shape::Number => used.set_num_format("0").set_align(FormatAlign::Center),
        Shape::Money => used.set_num_format("$#,##0.00").set_align(FormatAlign::Right).set_indent(1),
        Shape::Day => used.set_num_format("yyyy-mm-dd").set_align(FormatAlign::Left),
    }
}

/// The formats of a column's cells, made once: a register has hundreds of thousands of cells.
pub struct Formats([(Shape, Format); 5]);

impl Formats {
    pub fn of(usage: Use) -> Self {
        Self(
            [Shape::Text, Shape::Risky, Shape::Number, Shape::Money, Shape::Day]
                .map(|shape| (shape, cell(shape, usage))),
        )
    }

    pub fn get(&self, shape: Shape) -> &Format {
        let Self([text, ..]) = self;
        self.0.iter().find(|(s, _)| *s == shape).map_or(&text.1, |(_, format)| format)
    }
}

/// How many lines a text takes in a column of this width.
///
/// Excel works the height of a row out for itself, most others do not; so it is written down, from this estimate.
pub fn lines(text: &str, width: u16) -> u32 {
    let room = usize::from(width) * 6 / 5;
    let mut lines = 0u32;
    for paragraph in text.split('\n') {
        lines = lines.saturating_add(1);
        let mut used = 0;
        for word in paragraph.split(' ') {
            let length = word.chars().count();
            if used > 0 && used + 1 + length > room {
                lines = lines.saturating_add(1);
                used = 0;
            }
            // A word longer than the line is broken.
            let broken = length.saturating_sub(1) / room.max(1);
            lines = lines.saturating_add(u32::try_from(broken).unwrap_or(u32::MAX));
            used += usize::from(used > 0) + length - broken * room;
        }
    }
    lines
}

/// The height of a row with so many lines, in points; a spreadsheet shows no more than 409.
pub fn height(lines: u32) -> u32 {
    lines.max(1).saturating_mul(13).saturating_add(3).min(409)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_by_words() {
        for (text, width, expected) in [
            ("", 20, 1),
            ("a b c", 20, 1),
            ("a\nb", 20, 2),
            (&["word"; 9].join(" "), 20, 2),
            (&"x".repeat(49), 20, 3),
            ("long", 0, 4),
        ] {
            assert_eq!(lines(text, width), expected, "{text:?}");
        }
        assert_eq!((height(1), height(1000)), (16, 409));
    }
}
