//! How texts are put into cells and taken out.

/// What stands at the end of a text that did not fit. A cell that ends so is not read back.
pub const CUT: &str = "… [cut; the whole text is in Closeout]";

/// The most that a cell of a spreadsheet holds, in UTF-16 units.
pub const LONGEST_CELL: usize = 32_767;

/// What must not begin a cell of a CSV file: spreadsheets take it for a formula or a command (OWASP, "CSV injection").
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}'];

/// Whether a spreadsheet that opens this text as CSV could take it for more than text, after any number of apostrophes.
pub fn is_risky(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

/// Puts an apostrophe before what a spreadsheet could take for a formula.
pub fn neutralise(text: &str) -> String {
    if is_risky(text) { format!("'{text}") } else { text.to_owned() }
}

/// Takes away the apostrophe that [`neutralise`] put there, and no other.
pub fn restore(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| is_risky(rest)).unwrap_or(text)
}

/// A text without what XML and spreadsheets cannot hold: control characters but new lines and tabs, and non-characters.
pub fn clean(text: &str) -> String {
    let unix = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept = |c: &char| !(c.is_control() && !matches!(c, '\n' | '\t') || matches!(c, '\u{fffe}' | '\u{ffff}'));
    unix.chars().filter(kept).collect::<String>().trim().to_owned()
}

/// A text on one line, for a place in a list: runs of white space become one blank.
pub fn one_line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines of a cell that holds a list, without empty ones.
pub fn lines(text: &str) -> Vec<String> {
    text.lines().map(one_line).filter(|line| !line.is_empty()).collect()
}

/// A text that fits a cell: too long a one ends in [`CUT`].
pub fn fit(text: &str) -> String {
    let mut room = LONGEST_CELL;
    if text.encode_utf16().count() <= room {
        return text.to_owned();
    }
    room -= CUT.encode_utf16().count();
    let fits = |c: &char| {
        let left = room.checked_sub(c.len_utf16());
        room = left.unwrap_or(0);
        left.is_some()
    };
    let kept: String = text.chars().take_while(fits).collect();
    kept + CUT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text_and_text_comes_back() {
        for (text, written) in [
            ("=HYPERLINK(\"http://evil\")", "'=HYPERLINK(\"http://evil\")"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("\u{ff1d}1+1", "'\u{ff1d}1+1"),
            ("'=1", "''=1"),
            ("''=1", "'''=1"),
            ("'quoted'", "'quoted'"),
            ("it's 1=1", "it's 1=1"),
            ("", ""),
        ] {
            assert_eq!(neutralise(text), written);
            assert_eq!(restore(written), text);
        }
        assert_eq!(restore("'tis"), "'tis", "an apostrophe that is not ours stays");
    }

    #[test]
    fn what_does_not_fit_says_so() {
        let long = "\u{1f600}".repeat(LONGEST_CELL);
        let cut = fit(&long);
        assert!(cut.ends_with(CUT) && cut.encode_utf16().count() <= LONGEST_CELL);
        let exact = "x".repeat(LONGEST_CELL);
        assert_eq!(fit(&exact), exact);
    }

    #[test]
    fn lists_have_one_entry_a_line() {
        assert_eq!(lines(" a \r\n\n b\tc\n"), ["a", "b c"]);
        assert_eq!(clean("a\u{0}\u{b}b\r\nc\u{fffe} "), "ab\nc");
    }
}
