//! Every fixture gives, field by field, what stands beside it in `NAME.expected`: the lines of `inspect --output ndjson`,
//! then what was covered, then the problems. `CLOSEOUT_BLESS=1` writes the files anew; read the difference before you
//! commit it.

mod support;

use std::fs;

use closeout_intake::{FORMATS, write_ndjson};
use support::{fixture, messages, read};

#[test]
fn fixtures_give_what_is_expected_of_them() {
    let bless = std::env::var_os("CLOSEOUT_BLESS").is_some();
    for format in FORMATS {
        for name in ["none", "one", "many", "hostile"] {
            let path = fixture(format.id(), name).unwrap();
            let bytes = fs::read(&path).unwrap();
            let mut out = Vec::new();
            let summary = write_ndjson(&bytes[..], None, &mut out).unwrap();
            let count = read(&bytes, None).unwrap();
            let mut actual = String::from_utf8(out).unwrap();
            actual.push_str(&format!("tool: {:?}\n", summary.tool));
            for line in &count.covered {
                actual.push_str(&format!("covered: {line}\n"));
            }
            for line in messages(&count) {
                actual.push_str(&format!("problem: {line}\n"));
            }
            let expected = path.with_extension("expected");
            if bless {
                fs::write(&expected, &actual).unwrap();
            }
            let wanted = fs::read_to_string(&expected).unwrap_or_default();
            assert_eq!(actual, wanted, "{} does not give {}", path.display(), expected.display());
        }
    }
}
