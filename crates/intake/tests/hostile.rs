//! Files that mean harm, or are no files of ours at all: each ends in a problem with its place or in a refusal with
//! advice, at once and in little memory.

mod support;

use std::{
    fs,
    io::{self, Read, repeat},
};

use closeout_intake::{FORMATS, Format, Loss, Summary, Unreadable, inspect, limits, open};
use support::{Count, fixture, gzip, messages, read, zip};

const MEGABYTE: u64 = 1_000_000;

/// Reads what is made as it is read, so that the test itself holds no large file, and looks at the memory afterwards.
fn streamed(input: impl Read, format: Option<&str>) -> Result<Summary, Unreadable> {
    let result = inspect(input, format);
    // nextest gives every test a process of its own; elsewhere the figure is that of all tests together.
    if std::env::var_os("NEXTEST").is_some()
        && let Ok(status) = fs::read_to_string("/proc/self/status")
    {
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
        let kilobytes: u64 = peak.trim().trim_end_matches(" kB").parse().unwrap_or(u64::MAX);
        assert!(kilobytes < 64 * 1024, "the peak of memory was {kilobytes} kB");
    }
    result
}

fn text(text: &'static str) -> &'static [u8] {
    text.as_bytes()
}

fn check_listed(summary: &Summary, place: &str, message: &str) {
    let found = summary.problems.iter().any(|problem| problem.at == place && problem.message.contains(message));
    assert!(found, "no problem at {place} with {message:?}: {:?}", summary.problems);
}

const HOST: &str = "<NessusClientData_v2><Report><ReportHost name='192.0.2.1'>";
const ITEM: &str = "<ReportItem port='0' protocol='tcp' severity='1' pluginID='7' pluginName='x'>";
const AFTER: &str = "<ReportItem port='0' protocol='tcp' severity='2' pluginID='8' pluginName='y'/>\
                     </ReportHost></Report></NessusClientData_v2>";

#[test]
fn an_attribute_of_100_mb_is_cut_and_the_rest_counts() {
    let input = text(HOST)
        .chain(text("\n<ReportItem port='0' protocol='tcp' severity='1' pluginID='7' pluginName='"))
        .chain(repeat(b'x').take(100 * MEGABYTE))
        .chain(text("'></ReportItem>"))
        .chain(text(AFTER));
    let summary = streamed(input, None).unwrap();
    assert_eq!(summary.counts.observations, 2);
    check_listed(&summary, "line 2", "the attributes of <ReportItem> are longer than a megabyte");
    assert!(!summary.incomplete);
}

#[test]
fn a_text_of_100_mb_is_cut_and_the_rest_counts() {
    for (before, after) in [("<description>", "</description>"), ("<description><![CDATA[", "]]></description>")] {
        let input = text(HOST)
            .chain(text(ITEM))
            .chain(text(before))
            .chain(repeat(b'x').take(100 * MEGABYTE))
            .chain(text(after))
            .chain(text("</ReportItem>"))
            .chain(text(AFTER));
        let summary = streamed(input, None).unwrap();
        assert_eq!(summary.counts.observations, 2);
        check_listed(&summary, "line 1", "a text of plugin 7 is longer than 1048576 bytes and was cut");
    }
}

#[test]
fn a_comment_without_end_ends_the_file() {
    let input = text(HOST).chain(text(ITEM)).chain(text("<!-- ")).chain(repeat(b'-').take(20 * MEGABYTE));
    let summary = streamed(input, None).unwrap();
    assert_eq!((summary.counts.observations, summary.incomplete), (1, true));
}

#[test]
fn elements_without_end_are_given_up() {
    let input = text(HOST).chain(Cycle::of("<a>").take(50 * MEGABYTE));
    let summary = streamed(input, None).unwrap();
    check_listed(&summary, "line 1", "nested deeper than 100");
    assert!(summary.incomplete);
}

#[test]
fn entities_of_the_files_own_are_refused() {
    let bomb = "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>\
                <NessusClientData_v2>&b;</NessusClientData_v2>";
    let refusal = inspect(bomb.as_bytes(), None).unwrap_err();
    assert!(refusal.message.contains("declares entities of its own"), "{refusal}");
    let outside = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><CHECKLIST><ASSET><HOST_NAME>&a;</HOST_NAME>";
    assert!(inspect(outside.as_bytes(), None).is_err());
}

#[test]
fn a_table_without_end_stays_small() {
    let header = "Plugin ID,Risk,Host,Name\n";
    let cell = text(header).chain(text("1,High,a,\"")).chain(repeat(b'x').take(30 * MEGABYTE));
    let summary = streamed(cell, None).unwrap();
    assert_eq!((summary.counts.observations, summary.incomplete), (1, true));
    check_listed(&summary, "row 2", "was cut");

    let row =
        text(header).chain(text("1,High,a,b")).chain(repeat(b',').take(10 * MEGABYTE)).chain(text("\n2,Low,a,b\n"));
    let summary = streamed(row, None).unwrap();
    assert_eq!(summary.counts.observations, 2);
    check_listed(&summary, "row 2", "its values may have shifted");

    let blank = text(header).chain(repeat(b'\n').take(10 * MEGABYTE)).chain(text("1,dire,a,b\n"));
    let summary = streamed(blank, None).unwrap();
    check_listed(&summary, "row 10000002", "\"dire\" is not known");
}

#[test]
fn json_without_end_stays_small() {
    let start = r#"{"target_data":{"host_name":"a"},"stigs":[{"stig_id":"S","rules":[{"group_id":"V-1","severity":"low","status":"open","discussion":""#;
    let long = text(start).chain(repeat(b'x').take(30 * MEGABYTE)).chain(text("\"}]}]}"));
    let summary = streamed(long, None).unwrap();
    assert_eq!(summary.counts.observations, 1);
    check_listed(&summary, "$.stigs[0].rules[0]", "was cut");
    assert!(!summary.incomplete);

    let deep = text(r#"{"target_data":{},"stigs":["#).chain(repeat(b'[').take(30 * MEGABYTE));
    let summary = streamed(deep, None).unwrap();
    check_listed(&summary, "line 1", "nested deeper than 100");
    assert!(summary.incomplete);

    let behind = text(r#"{"has_path":true,"stigs":[{"stig_id":"S","rules":["#)
        .chain(
            Cycle::of(r#"{"group_id":"V-1","severity":"low","status":"open","discussion":"a very long tale"},"#)
                .take(40 * MEGABYTE),
        )
        .chain(text(r#"null]}],"target_data":{"host_name":"a"}}"#));
    let summary = inspect(behind, Some("cklb")).unwrap();
    check_listed(&summary, "$.target_data", "named behind more than 32 MB of rules");
    assert!(summary.incomplete && summary.counts.observations > 1_000);
}

#[test]
fn archives_that_unpack_without_end_are_refused() {
    let bomb = gzip(&vec![b' '; 40 * 1024 * 1024]);
    for (archive, what) in [(gzip(&bomb), "gzip"), (zip(&[("a", &vec![b' '; 40 * 1024 * 1024])], true, false), "zip")] {
        let refusal = inspect(&archive[..], Some("nessus")).unwrap_err();
        assert!(refusal.message.contains("unpacks to more than"), "{what}: {refusal}");
        assert!(refusal.advice.contains("decompression bomb"), "{what}: {}", refusal.advice);
    }
    let deep = gzip(&gzip(&gzip(&gzip(b"<CHECKLIST/>"))));
    assert!(inspect(&deep[..], None).unwrap_err().message.contains("an archive in an archive"));
}

#[test]
fn archives_are_seen_through_and_their_faults_told() {
    for format in FORMATS {
        let bytes = fs::read(fixture(format.id(), "many").unwrap()).unwrap();
        let plain = inspect(&bytes[..], None).unwrap();
        for archive in [
            gzip(&bytes),
            zip(&[("folder/", b""), ("scan", &bytes)], true, false),
            zip(&[("scan", &bytes)], true, true),
            zip(&[("scan", &bytes)], false, false),
            gzip(&zip(&[("scan", &bytes)], true, false)),
        ] {
            assert_eq!(inspect(&archive[..], None).unwrap(), plain, "{}", format.id());
        }
        let two = inspect(&zip(&[("one", &bytes), ("two", &bytes), ("empty/", b"")], true, false)[..], None).unwrap();
        if format.joins_files() {
            assert_eq!((two.incomplete, two.counts.observations), (false, 2 * plain.counts.observations));
        } else {
            check_listed(&two, "whole file", "the archive holds several files; only the first was read: one, two");
            assert!(two.incomplete && two.counts.observations == plain.counts.observations);
        }

        let mut broken = zip(&[("scan", &bytes)], true, false);
        broken[14] ^= 1; // the checksum
        let summary = inspect(&broken[..], None).unwrap();
        assert!(summary.incomplete, "{}: {:?}", format.id(), summary.problems);

        let half = gzip(&bytes);
        let half = inspect(&half[..half.len() / 2], Some(format.id())).unwrap();
        assert!(half.incomplete && half.counts.observations <= plain.counts.observations);
    }
    let workbook = zip(&[("[Content_Types].xml", b"<Types/>")], true, false);
    assert!(inspect(&workbook[..], None).unwrap_err().message.contains("an Office document"));
    let mut locked = zip(&[("scan", b"<CHECKLIST/>")], false, false);
    locked[6] |= 1;
    assert!(inspect(&locked[..], None).unwrap_err().message.contains("protected by a password"));
    assert!(inspect(&b"PK\x03\x04"[..], None).unwrap_err().message.contains("damaged or empty"));
    assert!(inspect(&b"\x1f\x8b"[..], None).is_err());
}

#[test]
fn of_an_archive_of_many_files_the_first_are_named_and_the_others_counted() {
    let bytes = fs::read(fixture("nmap", "many").unwrap()).unwrap();
    let names: Vec<String> = (1..=25).map(|n| format!("week/{n}.xml")).collect();
    let files: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &bytes[..])).collect();
    for described_later in [false, true] {
        let archive = zip(&files, true, described_later);
        let summary = inspect(&archive[..], None).unwrap();
        check_listed(&summary, "whole file", "week/1.xml, week/2.xml, ");
        check_listed(&summary, "whole file", "week/20.xml and 5 more");
        // Without its directory an archive still says that there is more.
        let cut = inspect(&archive[..archive.len() - 30], None).unwrap();
        check_listed(&cut, "whole file", "the archive holds several files; only the first was read");
    }
}

#[test]
fn empty_and_foreign_files_are_refused_in_every_way() {
    for (bytes, message) in [
        (&b""[..], "the file is empty"),
        (b"%PDF-1.7\n", "not recognised: looks like a PDF document"),
        (b"<?xml version='1.0'?><rss version='2.0'/>", "not recognised: looks like XML with the root element <rss>"),
        (b"{\"runs\": []}", "not recognised: looks like JSON that begins with \"runs\""),
        (b"a,b,c\n1,2,3\n", "not recognised: looks like a table whose first columns are \"a\" and \"b\""),
        (b"\x00\x01\x02\x03", "not recognised: looks like binary data"),
        (b"hello\n", "not recognised: looks like plain text"),
    ] {
        let refusal = inspect(bytes, None).unwrap_err();
        assert_eq!(refusal.message, message);
        assert!(!refusal.advice.is_empty());
        for format in FORMATS {
            // Told to read it all the same, a format refuses, or reads nothing and says so.
            match inspect(bytes, Some(format.id())) {
                Ok(summary) => {
                    assert!(
                        summary.counts.observations == 0 && summary.counts.problems > 0,
                        "{} {message}",
                        format.id()
                    );
                }
                Err(refusal) => assert!(!refusal.advice.is_empty(), "{}", format.id()),
            }
        }
    }
    assert!(inspect(&b"x"[..], Some("no-such")).unwrap_err().message.contains("there is no format"));
}

fn is_table(format: &dyn Format) -> bool {
    format.extensions().contains(&"csv")
}

#[test]
fn encodings_are_read_and_wrong_bytes_told() {
    for format in FORMATS {
        let id = format.id();
        let utf8 = fs::read_to_string(fixture(id, "many").unwrap()).unwrap();
        let plain = inspect(utf8.as_bytes(), None).unwrap();
        let bare = utf8.trim_start_matches('\u{feff}');
        let utf16: Vec<u8> = format!("\u{feff}{bare}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let utf16_big: Vec<u8> = bare.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = format!("\u{feff}{bare}").into_bytes();
        for bytes in [utf16, utf16_big, marked] {
            assert_eq!(inspect(&bytes[..], None).unwrap(), plain, "{id}");
        }
        // A byte that is no UTF-8, in the middle of a text.
        let at = bare.find("shop").unwrap_or(bare.len() / 2);
        let wrong = [&bare.as_bytes()[..at], b"\xff", &bare.as_bytes()[at..]].concat();
        let summary = inspect(&wrong[..], None).unwrap();
        assert_eq!(summary.counts.observations, plain.counts.observations, "{id}");
        // Markup says what it is encoded in; a table or plain lines do not.
        if !bare.trim_start().starts_with(['<', '{', '[']) {
            assert!(summary.problems.is_empty(), "{id} may be Windows-1252: {:?}", summary.problems);
        } else {
            check_listed(&summary, &format!("byte {at}"), "not text in the file's encoding");
        }
    }
}

#[test]
fn a_sink_that_stops_is_obeyed_at_once() {
    for format in FORMATS {
        let bytes = fs::read(fixture(format.id(), "many").unwrap()).unwrap();
        let mut count = Count { stop_after: Some(2), ..Count::default() };
        open(&bytes[..]).unwrap().read(*format, &mut count).unwrap();
        assert_eq!((count.observations, count.covered.len()), (2, 0), "{}", format.id());
        assert!(messages(&count).is_empty(), "{}: {:?}", format.id(), messages(&count));
    }
}

#[test]
fn a_file_cut_anywhere_says_so_and_proves_nothing() {
    for format in FORMATS {
        let id = format.id();
        let bytes = fs::read(fixture(id, "many").unwrap()).unwrap();
        let whole = read(&bytes, Some(*format)).unwrap();
        let end = bytes.trim_ascii_end().len();
        for cut in (1..end).step_by(11) {
            let Ok(part) = read(&bytes[..cut], Some(*format)) else { continue };
            assert!(part.observations <= whole.observations, "{id} cut at {cut}");
            // A table cut between two rows cannot be told from a shorter one.
            if !is_table(*format) {
                assert!(part.problems.incomplete(), "{id} cut at {cut}: {:?}", messages(&part));
                assert!(part.problems.kept().iter().any(|problem| problem.loss == Loss::Rest), "{id} cut at {cut}");
            }
        }
    }
}

#[test]
fn a_failing_disk_is_an_error_and_not_an_end() {
    struct Failing;
    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }
    for format in FORMATS {
        let bytes = fs::read(fixture(format.id(), "many").unwrap()).unwrap();
        // The first half, then more than the head, which is read when the file is opened.
        let padding = vec![b' '; 2 * limits::HEAD];
        let input = bytes[..bytes.len() / 2].chain(&padding[..]).chain(Failing);
        let refusal = inspect(input, Some(format.id())).unwrap_err();
        assert!(refusal.message.contains("cannot be read"), "{}: {refusal}", format.id());
    }
}

/// A text again and again.
struct Cycle(std::iter::Cycle<std::str::Bytes<'static>>);

impl Cycle {
    fn of(text: &'static str) -> Self {
        Self(text.bytes().cycle())
    }
}

impl Read for Cycle {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        buffer.fill_with(|| self.0.next().unwrap_or_default());
        Ok(buffer.len())
    }
}
