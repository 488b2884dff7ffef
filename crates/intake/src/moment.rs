//! Points in time as tools write them. A time without a zone is taken as UTC: files do not say where the scanner stood.

use jiff::{Timestamp, civil::DateTime, fmt::strtime, tz::TimeZone};

const CIVIL: [&str; 13] = [
    "%a %b %d %H:%M:%S %Y",   // Nessus: Mon Jul  1 11:33:11 2013
    "%b %d, %Y %H:%M:%S UTC", // Tenable.sc: Oct 17, 2024 17:24:54 UTC
    "%a, %d %b %Y %H:%M:%S",  // ZAP: Tue, 5 May 2020 20:57:30
    "%b %d, %Y %I:%M %p",     // Qualys: Feb 03, 2026 07:00 AM
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M:%S%.f", // Prowler
    "%Y-%m-%dT%H:%M:%S",    // XCCDF before 1.2, Wazuh
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%m/%d/%Y %H:%M:%S",
    "%Y-%m-%d",
    "%Y/%m/%d",
];

/// Reads RFC 3339 and 2822, seconds since 1970, and the forms above; `None` if it is none of them.
pub(crate) fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.is_empty() || text.len() > 64 {
        return None;
    }
    if text.starts_with(|c: char| c.is_ascii_digit()) { of_digits(text) } else { None }.or_else(|| of_any_form(text))
}

/// The usual forms at once: every form that is tried in vain costs more than reading does.
fn of_digits(text: &str) -> Option<Timestamp> {
    let zone = text.get(10..).is_some_and(|rest| rest.contains(['Z', 'z', '+', '-']));
    if zone {
        return text.parse().ok();
    }
    if text.len() >= 9 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Timestamp::from_second(text.parse().ok()?).ok();
    }
    let civil = text.as_bytes().get(4) == Some(&b'-') && text.len() >= 10;
    let read = if civil { text.parse::<DateTime>().ok()? } else { return None };
    read.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

fn of_any_form(text: &str) -> Option<Timestamp> {
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(timestamp);
    }
    // Wapiti: Mon, 16 Mar 2026 08:00:00 +0000
    if let Ok(zoned) = jiff::fmt::rfc2822::parse(text) {
        return Some(zoned.timestamp());
    }
    // InSpec: 2026-03-16 08:00:00 -0400
    if let Ok(timestamp) = strtime::parse("%Y-%m-%d %H:%M:%S %z", text).and_then(|read| read.to_timestamp()) {
        return Some(timestamp);
    }
    let civil = CIVIL.iter().find_map(|form| {
        let broken_down = strtime::parse(form, text).ok()?;
        broken_down.to_datetime().or_else(|_| broken_down.to_date().map(DateTime::from)).ok()
    })?;
    civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_forms_of_the_tools_are_read_as_utc() {
        for (text, expected) in [
            ("Mon Jul  1 11:40:48 2013", "2013-07-01T11:40:48Z"),
            ("Oct 17, 2024 17:24:54 UTC", "2024-10-17T17:24:54Z"),
            ("Feb 9, 2024 10:48:42 UTC", "2024-02-09T10:48:42Z"),
            ("Tue, 5 May 2020 20:57:30", "2020-05-05T20:57:30Z"),
            ("Sun, 15 Mar 2026 20:57:30 -0500", "2026-03-16T01:57:30Z"),
            ("Feb 03, 2026 07:05 PM", "2026-02-03T19:05:00Z"),
            ("2023-06-08T01:58:56.166Z", "2023-06-08T01:58:56.166Z"),
            ("2021-03-12T14:35:34.341269+00:00", "2021-03-12T14:35:34.341269Z"),
            ("2023-12-11T12:56:14.3576272-05:00", "2023-12-11T17:56:14.3576272Z"),
            ("1719829248", "2024-07-01T10:20:48Z"),
            ("2013/6/25 10:32", "2013-06-25T10:32:00Z"),
            ("2026-03-04", "2026-03-04T00:00:00Z"),
            ("2026-03-04T05:06:07", "2026-03-04T05:06:07Z"),
            ("2026-03-04T05:06:07.125000", "2026-03-04T05:06:07.125Z"),
            ("2026-03-04 05:06:07.125000", "2026-03-04T05:06:07.125Z"),
            ("2026-03-04 05:06:07 -0400", "2026-03-04T09:06:07Z"),
        ] {
            assert_eq!(parse(text).map(|t| t.to_string()).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "TBD", "Q3", "20", "99999999999999999999", "31/12/2024"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
