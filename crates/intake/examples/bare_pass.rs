//! A bare quick-xml pass over a file: what any reader on this library pays, to measure ours against.

use std::{error::Error, fs::File, io::BufReader, io::Write};

use quick_xml::{Reader, events::Event};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("give a file")?;
    let mut reader = Reader::from_reader(BufReader::with_capacity(64 * 1024, File::open(path)?));
    let mut buffer = Vec::new();
    let mut events = 0_u64;
    while reader.read_event_into(&mut buffer)? != Event::Eof {
        events += 1;
        buffer.clear();
    }
    writeln!(std::io::stdout(), "{events} events")?;
    Ok(())
}
