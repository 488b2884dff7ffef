//! `closeout inspect FILE --output json`, without the rest of closeout: for measuring the reading alone.

use std::{error::Error, fs::File, io::Write};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("give a file")?;
    let format = std::env::args().nth(2);
    let summary = closeout_intake::inspect(File::open(path)?, format.as_deref())?;
    let mut output = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut output, &summary)?;
    writeln!(output)?;
    Ok(())
}
