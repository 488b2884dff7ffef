use super::*;
use crate::sink::{OnProblem, Problems};

/// The document as `<a>`, `text` and `</a>`, then the problems.
fn read(document: &str) -> Result<(String, Vec<String>), Unreadable> {
    let mut problems = Problems::default();
    let mut sink = OnProblem(|problem| problems.push(problem));
    let mut input = document.as_bytes();
    let mut xml = Xml::new(&mut input);
    let mut out = String::new();
    while let Some(node) = xml.next(&mut sink)? {
        match node {
            Node::Open(tag) => {
                out += &format!("<{}", tag.name());
                tag.attributes(|key, value| out += &format!(" {key}={}", value.len()));
                out.push('>');
            }
            Node::Text(text) => out += &text,
            Node::Close(name) => out += &format!("</{name}>"),
            Node::Comment(_) | Node::Other => {}
        }
    }
    Ok((out, problems.kept().iter().map(ToString::to_string).collect()))
}

fn check(document: &str, expected: &str, problems: &[&str]) {
    let (out, found) = read(document).unwrap();
    assert_eq!(out, expected, "{document:.200}");
    assert_eq!(found.len(), problems.len(), "{document:.200}: {found:?}");
    for (found, start) in found.iter().zip(problems) {
        assert!(found.starts_with(start), "{found} does not begin with {start}");
    }
}

#[test]
fn references_cdata_and_empty_elements_are_plain_nodes() {
    check(
        "<?xml version='1.0'?><a x='1 &amp; 2'><b/>1 &lt; 2 &#65;<![CDATA[<c>]]></a>",
        "<a x=5><b></b>1 < 2 A<c></a>",
        &[],
    );
    check("<a x=\"1'2\"  y='3\"' z = '4' w=5/>", "<a x=3 y=2 z=1></a>", &[]);
    check("<a>fish & chips; &amp; beer &</a>", "<a>fish & chips; & beer &</a>", &[]);
    check("<a>fish & chips</a>", "<a>fish & chips</a>", &[]);
    check("<a>\n&nbsp;</a>", "<a>\n&nbsp;</a>", &["line 2: the reference &nbsp; is not known"]);
    check("<a>&#0;</a>", "<a>\u{fffd}</a>", &[]);
}

#[test]
fn nodes_balance_whatever_the_file_does() {
    check("<a><b></a>", "<a><b></b></a>", &["line 1: the end tag </a> comes before </b>"]);
    check("<a></b>x</a>", "<a>x</a>", &["line 1: the end tag </b> closes nothing"]);
    check("<a>\n<b>", "<a>\n<b></b></a>", &["line 2: the file ends in the middle of <b>"]);
    check("<a><b x='1", "<a></a>", &["line 1: the file ends in the middle of a tag"]);
    check("<a><!-- x", "<a></a>", &["line 1: the file ends in the middle of a comment"]);
    check("<a><![CDATA[x", "<a></a>", &["line 1: the file ends in the middle of a CDATA section"]);
    check("<a><!x><b/></a>", "<a>x><b></b></a>", &["line 1: markup that is not XML"]);
    check("", "", &[]);
}

#[test]
fn endless_markup_is_cut_and_the_rest_still_read() {
    let long = "x".repeat(3 * limits::MARKUP);
    let cut = |document: String, expected: fn(&str) -> bool, problems: usize| {
        let (out, found) = read(&document).unwrap();
        assert!(out.len() < 2 * limits::MARKUP && expected(&out), "{out:.100} … {found:?}");
        assert_eq!(found.len(), problems, "{found:?}");
    };
    cut(
        format!("<a><b k='1' y='>{long}' z='2'>t</b></a>"),
        |out| out.starts_with("<a><b k=1 y=") && out.ends_with(">t</b></a>"),
        1,
    );
    cut(format!("<a><b y='{long}'/></a>"), |out| out.ends_with("></b></a>"), 1);
    cut(format!("<a>{long}<b/></a>"), |out| out.starts_with("<a>xxx") && out.ends_with("xxx<b></b></a>"), 0);
    cut(format!("<a><!--{long}--><b/></a>"), |out| out == "<a><b></b></a>", 0);
    cut(format!("<a><?x {long}?><b/></a>"), |out| out == "<a><b></b></a>", 0);
    cut(
        format!("<a><![CDATA[{long}]]><b/></a>"),
        |out| out.starts_with("<a>xxx") && out.ends_with("xxx<b></b></a>"),
        0,
    );
    cut(format!("<a><{long}/></a>"), |out| out == "<a></a>", 1);
    cut(format!("<a>&{long};<b/></a>"), |out| out.ends_with("x<b></b></a>"), 0);
}

#[test]
fn depth_has_an_end() {
    let (out, problems) = read(&"<a>".repeat(1_000_000)).unwrap();
    assert_eq!(out.matches("<a>").count(), limits::DEPTH);
    assert_eq!(out.matches("</a>").count(), limits::DEPTH);
    assert!(problems[0].contains("nested deeper than 100"), "{problems:?}");
}

#[test]
fn entities_of_the_files_own_are_refused() {
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>";
    assert!(read(bomb).unwrap_err().message.contains("entities of its own"));
    assert!(read("<!DOCTYPE a [<!entity b 'c'>]><a/>").is_err(), "in no spelling");
    assert!(read("<!DOCTYPE a [%b;]><a/>").is_err(), "nor fetched from elsewhere");
    check("<!DOCTYPE a SYSTEM 'a.dtd'><a/>", "<a></a>", &[]);
    // Burp says which elements there are, and nothing else.
    check("<!DOCTYPE a [<!ELEMENT a (b*)>\n<!ATTLIST b c CDATA \"\">]><a><b/></a>", "<a><b></b></a>", &[]);
    assert!(read(&format!("<!DOCTYPE {}><a/>", "x".repeat(3 * limits::MARKUP))).is_err());
}
