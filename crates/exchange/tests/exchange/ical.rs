//! Calendars, read again by a reader that is not ours.

use closeout_exchange::ical::{Calendar, Day, write};
use icalendar::{
    Component as _,
    parser::{read_calendar, unfold},
};
use jiff::{Timestamp, ToSpan as _, civil::date};
use proptest::prelude::*;

/// Texts with what has a meaning in the format, letters of one to four octets, and lengths around the fold.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just(";".to_owned()),
        Just(",".to_owned()),
        Just("\\".to_owned()),
        Just("\n".to_owned()),
        Just("\\n".to_owned()),
        Just("END:VEVENT".to_owned()),
        "[a-zA-Z0-9 :=\"é漢🔒]{1,30}",
    ];
    prop::collection::vec(piece, 1..12).prop_map(|pieces| format!("x{}x", pieces.concat()))
}

fn day() -> impl Strategy<Value = Day> {
    (text(), prop_oneof![Just(String::new()), text()], 0_i32..40_000, 0_i64..4_000_000_000, any::<u32>()).prop_map(
        |(summary, description, days, stamp, sequence)| Day {
            uid: String::new(),
            stamp: Timestamp::from_second(stamp).unwrap_or_default(),
            sequence: sequence.into(),
            on: date(1970, 1, 1).saturating_add(days.days()),
            summary,
            description,
            url: "https://poam.harbor.example/items/7".into(),
        },
    )
}

proptest! {
    #[test]
    fn what_is_written_is_read_again(name in text(), mut days in prop::collection::vec(day(), 0..6)) {
        for (n, day) in days.iter_mut().enumerate() {
            day.uid = format!("item-{n}-due@closeout");
        }
        let text = write(&Calendar { name: name.clone(), days: days.clone() });
        prop_assert_eq!(text.clone(), write(&Calendar { name: name.clone(), days: days.clone() }));
        for line in text.strip_suffix("\r\n").unwrap().split("\r\n") {
            prop_assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line}");
        }
        let unfolded = unfold(&text);
        let read = read_calendar(&unfolded).map_err(TestCaseError::fail)?;
        let value = |properties: &[icalendar::parser::Property<'_>], name: &str| {
            properties.iter().find(|p| p.name == name).map(|p| p.val.to_string())
        };
        prop_assert_eq!(value(&read.properties, "X-WR-CALNAME"), Some(name));
        prop_assert_eq!(read.components.len(), days.len());
        for (read, day) in read.components.iter().zip(&days) {
            let of = |name| value(&read.properties, name);
            prop_assert_eq!(of("UID"), Some(day.uid.clone()));
            prop_assert_eq!(of("SUMMARY"), Some(day.summary.clone()));
            let description = Some(day.description.clone()).filter(|text| !text.is_empty());
            prop_assert_eq!(of("DESCRIPTION"), description);
            prop_assert_eq!(of("DTSTART"), Some(day.on.strftime("%Y%m%d").to_string()));
            let end = day.on.saturating_add(1.day());
            prop_assert_eq!(of("DTEND"), Some(end.strftime("%Y%m%d").to_string()));
            prop_assert_eq!(of("DTSTAMP"), Some(day.stamp.strftime("%Y%m%dT%H%M%SZ").to_string()));
            prop_assert_eq!(of("SEQUENCE"), Some(day.sequence.min(2_147_483_647).to_string()));
        }
    }
}

#[test]
fn its_days_are_whole_days_to_others() {
    let one = Day {
        uid: "item-7-due@closeout".into(),
        stamp: Timestamp::UNIX_EPOCH,
        sequence: 1,
        on: date(2026, 12, 31),
        summary: "POAM-0007 is due".into(),
        description: String::new(),
        url: String::new(),
    };
    let read: icalendar::Calendar = write(&Calendar { name: "Closeout".into(), days: vec![one] }).parse().unwrap();
    let event = read.components.first().unwrap().as_event().unwrap();
    assert!(matches!(event.get_start(), Some(icalendar::DatePerhapsTime::Date(_))));
    assert_eq!(event.get_summary(), Some("POAM-0007 is due"));
}
