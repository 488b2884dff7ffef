//! What is asked of a file before it is unpacked: that it is a workbook, and that it does not swell beyond measure.

use std::io::{Cursor, Read};

use quick_xml::{Reader, events::Event};
use zip::ZipArchive;

use super::LARGEST;
use crate::place::Unreadable;

/// The most that all parts together may hold when unpacked, in bytes.
const UNPACKED: u64 = 160 << 20;
/// The most parts.
const PARTS: usize = 2_000;
/// The most that one byte may become. Sheets of a register come to 10 or 20.
const SWELL: u64 = 150;
/// Below this size nobody is hurt, however well it was packed.
const SMALL: u64 = 8 << 20;
/// The most texts that a workbook may announce. Room for that many is made before the first is read.
const TEXTS: usize = 4_000_000;

const NO_WORKBOOK: &str = "save it as an Excel workbook (.xlsx) without a password and try again";
const TOO_MUCH: &str = "send a workbook with the register only, or in several parts";

/// Lets a workbook pass that can be unpacked safely. Every part is unpacked and counted: what the file says of its own
/// sizes proves nothing.
pub fn check(bytes: &[u8]) -> Result<(), Unreadable> {
    let refuse = |why: String, advice| Err(Unreadable { why, advice });
    if bytes.len() > LARGEST {
        return refuse(format!("the file is larger than {} MB", LARGEST >> 20), TOO_MUCH);
    }
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return refuse("the file is an old Excel workbook (.xls) or has a password".into(), NO_WORKBOOK);
    }
    let damaged = |what: &str| Unreadable {
        why: format!("the file is no Excel workbook, or is damaged: {what}"),
        advice: NO_WORKBOOK,
    };
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged("it is no zip archive"))?;
    if archive.len() > PARTS {
        return refuse(format!("the workbook has more than {PARTS} parts"), TOO_MUCH);
    }
    let packed = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let mut left = UNPACKED.min(packed.saturating_mul(SWELL).max(SMALL));
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|_| damaged("one of its parts cannot be unpacked"))?;
        let texts = part.name().is_ok_and(|name| name.to_ascii_lowercase().ends_with("sharedstrings.xml"));
        let mut counted = part.take(left.saturating_add(1));
        if texts {
            announced(&mut counted)?;
        }
        std::io::copy(&mut counted, &mut std::io::sink())
            .map_err(|_| damaged("one of its parts cannot be unpacked"))?;
        let used = left.saturating_add(1).saturating_sub(counted.limit());
        match left.checked_sub(used) {
            Some(rest) => left = rest,
            None => return refuse("the workbook is far larger unpacked than it looks".into(), TOO_MUCH),
        }
    }
    Ok(())
}

/// The reader of workbooks makes room for as many texts as the file announces, before it has seen one.
fn announced(part: &mut impl Read) -> Result<(), Unreadable> {
    let mut xml = Reader::from_reader(std::io::BufReader::new(part));
    xml.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    while let Ok(event) = xml.read_event_into(&mut buffer) {
        match event {
            Event::Start(start) if start.local_name().as_ref() == "sst" => {
                let endless = |text: &str| text.trim().parse::<u128>().is_ok_and(|n| n > TEXTS as u128);
                let mut attributes = start.attributes();
                let mut counts = attributes.with_checks(false).flatten().filter(|a| a.key.as_ref().contains("Count"));
                return match counts.any(|count| endless(&count.value)) {
                    true => Err(Unreadable {
                        why: "the workbook announces more texts than it can hold".into(),
                        advice: TOO_MUCH,
                    }),
                    false => Ok(()),
                };
            }
            Event::Eof => break,
            _ => buffer.clear(),
        }
    }
    Ok(())
}
