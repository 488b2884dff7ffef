//! How a mail reads. Mail leaves the organization's control, so it holds numbers of items, dates and links, and never what
//! is wrong. A link signs nobody in.

/// Lines under one heading that a mail holds at most.
pub const LINES: usize = 50;

/// A mail before it is written out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// How its content is marked; empty for no marking.
    pub marking: String,
    /// As they sign.
    pub name: String,
    /// Headings with their lines; a heading may be empty.
    pub parts: Vec<(String, Vec<Line>)>,
}

/// One line, and the page that shows more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// A sentence.
    pub text: String,
    /// Where, as in `/items/7`.
    pub path: String,
}

const FOOT: &str = "Closeout keeps the plan of action and milestones. A link signs nobody in: you sign in to see more.";

impl Said {
    /// As plain text. Without an address of the pages, it has no links.
    pub fn text(&self, pages: Option<&str>) -> String {
        let mut text = String::new();
        let mut line = |one: &str| {
            text.push_str(one);
            text.push('\n');
        };
        if !self.marking.is_empty() {
            line(&format!("{}\n", self.marking));
        }
        line(&format!("{},\n", self.name));
        for (heading, lines) in &self.parts {
            if !heading.is_empty() {
                line(heading);
            }
            for one in lines.iter().take(LINES) {
                line(&one.text);
                if let Some(pages) = pages {
                    line(&format!("  {pages}{}", one.path));
                }
            }
            if let Some(more) = more(lines) {
                line(&more);
            }
            line("");
        }
        line(FOOT);
        if !self.marking.is_empty() {
            line(&format!("\n{}", self.marking));
        }
        text
    }

    /// As simple HTML.
    pub fn html(&self, pages: Option<&str>) -> String {
        let marking = match self.marking.is_empty() {
            true => String::new(),
            false => format!("<p><strong>{}</strong></p>", escaped(&self.marking)),
        };
        let mut html = format!("<!DOCTYPE html><html lang=\"en\"><body>{marking}<p>{},</p>", escaped(&self.name));
        for (heading, lines) in &self.parts {
            if !heading.is_empty() {
                html.push_str(&format!("<h2>{}</h2>", escaped(heading)));
            }
            html.push_str("<ul>");
            for one in lines.iter().take(LINES) {
                let text = escaped(&one.text);
                html.push_str(&match pages {
                    Some(pages) => {
                        format!("<li><a href=\"{}\">{text}</a></li>", escaped(&format!("{pages}{}", one.path)))
                    }
                    None => format!("<li>{text}</li>"),
                });
            }
            html.push_str("</ul>");
            if let Some(more) = more(lines) {
                html.push_str(&format!("<p>{more}</p>"));
            }
        }
        html.push_str(&format!("<p>{FOOT}</p>{marking}</body></html>"));
        html
    }
}

/// Subject, plain text and HTML of a mail that shows that mail arrives.
pub fn test(name: &str, pages: Option<&str>) -> (String, String, String) {
    let line = Line { text: "This is a test: mail of Closeout reaches you.".into(), path: "/".into() };
    let said = Said { name: name.into(), parts: vec![(String::new(), vec![line])], ..Said::default() };
    ("Closeout: a test".into(), said.text(pages), said.html(pages))
}

fn more(lines: &[Line]) -> Option<String> {
    lines.len().checked_sub(LINES).filter(|more| *more > 0).map(|more| format!("… and {more} more."))
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(lines: usize) -> Said {
        let line = |n: usize| Line { text: format!("POAM-{n:04} is late."), path: format!("/items/{n}") };
        let parts = vec![("Late".to_owned(), (1..=lines).map(line).collect())];
        Said { marking: "CUI".into(), name: "A. <b> & \"Co\"".into(), parts }
    }

    #[test]
    fn the_marking_stands_first_and_last() {
        let text = said(1).text(Some("https://poam.example.com"));
        assert!(text.starts_with("CUI\n\nA. <b>") && text.ends_with("\nCUI\n"), "{text}");
        assert!(text.contains("POAM-0001 is late.\n  https://poam.example.com/items/1\n"), "{text}");
    }

    #[test]
    fn names_are_text_and_no_markup() {
        let html = said(1).html(Some("https://poam.example.com"));
        assert!(html.contains("A. &lt;b&gt; &amp; &quot;Co&quot;,") && !html.contains("<b>"), "{html}");
        assert!(html.contains("<a href=\"https://poam.example.com/items/1\">POAM-0001 is late.</a>"), "{html}");
    }

    #[test]
    fn without_an_address_there_are_no_links_and_long_lists_say_how_much_is_left_out() {
        let (text, html) = (said(LINES + 3).text(None), said(LINES + 3).html(None));
        assert!(!text.contains("http") && !html.contains("href"));
        assert!(text.contains("… and 3 more.") && html.contains("… and 3 more."));
        assert!(!text.contains(&format!("POAM-{:04}", LINES + 1)));
        assert!(!said(LINES).text(None).contains("… and"));
    }
}
