//! Writing SVG elements. Every text is escaped here and nowhere else.

use std::fmt::Write;

/// A drawing that grows element by element.
pub(super) struct Svg {
    text: String,
}

impl Svg {
    /// Begins a drawing of the given size in its own units; `summary` is its accessible name.
    pub(super) fn new(width: f64, height: f64, summary: &str) -> Self {
        let label = escaped(summary);
        Self { text: format!("<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{label}\">") }
    }

    pub(super) fn line(&mut self, class: &str, (x1, y1): (f64, f64), (x2, y2): (f64, f64)) {
        self.push(format_args!(
            "<line class=\"{class}\" x1=\"{x1:.1}\" y1=\"{y1:.1}\" x2=\"{x2:.1}\" y2=\"{y2:.1}\"/>"
        ));
    }

    pub(super) fn bar(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64)) {
        let width = width.max(2.0);
        self.push(format_args!(
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"2\"/>"
        ));
    }

    pub(super) fn circle(&mut self, class: &str, (x, y): (f64, f64), radius: f64) {
        self.push(format_args!("<circle class=\"{class}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{radius:.1}\"/>"));
    }

    /// A line through points; closed it is an area.
    pub(super) fn path(&mut self, class: &str, points: &[(f64, f64)], closed: bool) {
        let mut d = String::new();
        for (i, (x, y)) in points.iter().enumerate() {
            let command = if i == 0 { 'M' } else { 'L' };
            push(&mut d, format_args!("{command}{x:.1} {y:.1}"));
        }
        if closed {
            d.push('Z');
        }
        self.push(format_args!("<path class=\"{class}\" d=\"{d}\"/>"));
    }

    /// `anchor` is `start`, `middle` or `end`.
    pub(super) fn text(&mut self, class: &str, (x, y): (f64, f64), anchor: &str, text: &str) {
        let text = escaped(text);
        self.push(format_args!(
            "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>"
        ));
    }

    /// The baseline's sign, a hollow diamond around a point.
    pub(super) fn diamond(&mut self, class: &str, (x, y): (f64, f64)) {
        self.path(class, &[(x, y - 8.0), (x + 8.0, y), (x, y + 8.0), (x - 8.0, y)], true);
    }

    pub(super) fn finish(mut self) -> String {
        self.text.push_str("</svg>");
        self.text
    }

    fn push(&mut self, element: std::fmt::Arguments<'_>) {
        push(&mut self.text, element);
    }
}

fn push(text: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = text.write_fmt(what);
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

/// At most `most` characters, with an ellipsis in place of what is cut.
pub(super) fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => text.chars().take(most.saturating_sub(1)).collect::<String>().trim_end().to_owned() + "…",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_people_write_becomes_markup() {
        let mut svg = Svg::new(10.0, 10.0, "a \"b\" <c>");
        svg.text("t", (0.0, 0.0), "start", "</text><script>&\u{0}");
        let text = svg.finish();
        assert!(text.contains("aria-label=\"a &quot;b&quot; &lt;c&gt;\""), "{text}");
        assert!(text.contains("&lt;/text&gt;&lt;script&gt;&amp; </text>"), "{text}");
    }

    #[test]
    fn long_texts_are_cut_by_characters() {
        assert_eq!(shortened("Größe", 5), "Größe");
        assert_eq!(shortened("Größe der Prüfung", 7), "Größe…");
    }
}
