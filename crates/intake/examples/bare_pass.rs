//! A bare pass over a file with the library that reads its kind: what any reader on it pays, to measure ours against.
//! Every event of quick-xml; every value of serde_json, skipped; every record of csv. The ending of the name decides.

use std::{
    error::Error,
    fs::File,
    io::{self, BufReader, Write},
    path::Path,
};

use quick_xml::{Reader, events::Event};
use serde::{Deserialize, de::IgnoredAny};

/// Bytes that are read at a time.
const BUFFER: usize = 64 * 1024;

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("give a file")?;
    let input = BufReader::with_capacity(BUFFER, File::open(&path)?);
    let said = match Path::new(&path).extension().and_then(|e| e.to_str()) {
        Some("json" | "sarif") => {
            IgnoredAny::deserialize(&mut serde_json::Deserializer::from_reader(input))?;
            "read".to_owned()
        }
        Some("csv") => {
            let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(input);
            let (mut record, mut records) = (csv::ByteRecord::new(), 0_u64);
            while reader.read_byte_record(&mut record)? {
                records += 1;
            }
            format!("{records} records")
        }
        _ => format!("{} events", events(input)?),
    };
    writeln!(io::stdout(), "{said}")?;
    Ok(())
}

fn events(input: BufReader<File>) -> Result<u64, quick_xml::Error> {
    let mut reader = Reader::from_reader(input);
    let mut buffer = Vec::new();
    let mut events = 0_u64;
    while reader.read_event_into(&mut buffer)? != Event::Eof {
        events += 1;
        buffer.clear();
    }
    Ok(events)
}
