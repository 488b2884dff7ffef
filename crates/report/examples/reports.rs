//! Writes every report of a sample plan to a folder, and says how long each took:
//! `cargo run --release -p closeout-report --example reports -- 500 FOLDER`.

#[path = "../tests/report/sample.rs"]
#[expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "made for tests, where a panic is an answer")]
mod sample;

use std::{error::Error, io::Write, path::PathBuf, time::Instant};

use closeout_domain::ids::ItemNumber;
use closeout_report::kind::{Form, Kind};

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let items = args.next().map_or(Ok(500), |n| n.parse())?;
    let folder = args.next().map(PathBuf::from);
    let mut source = sample::source(items);
    source.marking = "CUI//SP-EXPT".into();
    for kind in Kind::OF_SYSTEM.into_iter().chain([Kind::Item(ItemNumber(1))]) {
        for form in Form::ALL {
            let begun = Instant::now();
            let Some(document) = kind.document(&source) else { continue };
            let bytes = form.write(&document)?;
            let took = begun.elapsed().as_secs_f64();
            writeln!(std::io::stdout(), "{kind} {form}: {took:.2} s, {} bytes", bytes.len())?;
            if let Some(folder) = &folder {
                std::fs::write(folder.join(format!("{kind}.{form}")), bytes)?;
            }
        }
    }
    Ok(())
}
