use super::*;

fn decode(bytes: &[u8]) -> (String, Vec<Problem>) {
    let mut text = Text::new(Box::new(bytes)).unwrap();
    let mut out = String::new();
    text.read_to_string(&mut out).unwrap();
    (out, text.problems())
}

#[test]
fn every_encoding_that_scanners_write_is_read() {
    let utf16le: Vec<u8> = "Müller;a".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16be: Vec<u8> = "Müller;a".encode_utf16().flat_map(u16::to_be_bytes).collect();
    for (bytes, text) in [
        (b"\xef\xbb\xbfM\xc3\xbcller;a".to_vec(), "Müller;a"),
        ([b"\xff\xfe".as_slice(), &utf16le].concat(), "Müller;a"),
        ([b"\xfe\xff".as_slice(), &utf16be].concat(), "Müller;a"),
        (b"M\xfcller;\x93a\x94".to_vec(), "Müller;“a”"),
        (
            b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xfc</a>".to_vec(),
            "<?xml version='1.0' encoding='ISO-8859-1'?><a>ü</a>",
        ),
        (
            b"<?xml version=\"1.0\" encoding=\"utf-16\"?><a>\xc3\xbc</a>".to_vec(),
            "<?xml version=\"1.0\" encoding=\"utf-16\"?><a>ü</a>",
        ),
    ] {
        assert_eq!(decode(&bytes), (text.to_owned(), vec![]), "{bytes:?}");
    }
    assert_eq!(decode(&utf16le).0, "Müller;a");
}

#[test]
fn a_late_byte_turns_a_guess_into_windows_1252_and_a_declared_text_into_a_problem() {
    let mut table = "a,b\n".repeat(40_000).into_bytes();
    table.extend(b"M\xfcller,x\n");
    let (text, problems) = decode(&table);
    assert!(text.ends_with("Müller,x\n") && problems.is_empty());

    let mut json = b"[\"".to_vec();
    json.extend(vec![b'x'; 100_000]);
    json.extend(b"\xfc\"]");
    let (text, problems) = decode(&json);
    assert!(text.ends_with("x\u{fffd}\"]"));
    assert_eq!(problems[0].at, Place::Byte(100_002));
}

#[test]
fn characters_cut_by_a_buffer_are_whole_and_nuls_are_spaces() {
    let text = "é".repeat(100_000);
    for shift in 0..3 {
        let shifted = format!("{}{text}", "<".repeat(shift));
        assert_eq!(decode(shifted.as_bytes()).0, shifted);
    }
    let (text, problems) = decode(b"<a>x\0y</a>");
    assert_eq!((text.as_str(), problems.len()), ("<a>x y</a>", 1));
    assert_eq!(decode(b"<a>\xc3").0, "<a>\u{fffd}");
}
