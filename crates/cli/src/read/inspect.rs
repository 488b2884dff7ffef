//! Reading a file, without a record.

use std::{io, path::PathBuf};

use clap::Args;
use closeout_intake as intake;

use crate::{
    fail::Failure,
    file,
    import::columns::{self, Columns},
    output::{self, Output},
};

#[derive(Args, Debug)]
pub struct Inspect {
    /// The file.
    file: PathBuf,
    /// Read it as this format rather than as what it looks like; `closeout formats` lists them.
    #[arg(long, value_name = "ID", value_parser = format)]
    format: Option<String>,
    #[command(flatten)]
    columns: Columns,
}

impl Inspect {
    pub fn run(self, output: Output) -> Result<(), Failure> {
        let file = file::open(&self.file)?;
        let unreadable = |u: intake::Unreadable| -> Failure {
            if let Some(pipe) = broken_pipe(&u) {
                return pipe;
            }
            let at = if u.at == intake::Place::File { String::new() } else { format!(" ({})", u.at) };
            let name = self.file.display().to_string();
            closeout_app::Error::Unreadable {
                file: name,
                why: format!("{}{at}", u.message),
                advice: u.advice.to_string(),
            }
            .into()
        };
        let format = self.format.as_deref();
        let choices = [self.columns.choices()];
        if output == Output::Ndjson {
            let mut out = io::BufWriter::new(io::stdout().lock());
            intake::write_ndjson_with(file, format, &choices, &mut out).map_err(unreadable)?;
            return io::Write::flush(&mut out).map_err(|e| anyhow::Error::from(e).into());
        }
        let summary = intake::inspect_with(file, format, &choices).map_err(unreadable)?;
        match output {
            Output::Json | Output::Ndjson => output::json(&summary),
            Output::Text => output::text(&told(&self.file.display().to_string(), &summary)),
        }
    }
}

/// The id of a format that there is, as an argument.
pub fn format(id: &str) -> Result<String, String> {
    let known = || intake::FORMATS.iter().map(|format| format.id()).collect::<Vec<_>>().join(", ");
    match intake::format(id) {
        Some(_) => Ok(id.to_owned()),
        None => Err(format!("there is no such format; there are {}", known())),
    }
}

fn broken_pipe(unreadable: &intake::Unreadable) -> Option<Failure> {
    let closed = unreadable.message.contains("Broken pipe");
    closed.then(|| anyhow::Error::from(io::Error::from(io::ErrorKind::BrokenPipe)).into())
}

fn told(file: &str, s: &intake::Summary) -> String {
    let (c, by) = (&s.counts, &s.counts.by_severity);
    let tool = format!("{} {}", s.tool.name, s.tool.version);
    let mut lines = vec![
        format!("{file}: {} ({})", s.format, tool.trim()),
        format!(
            "{} on {}: {} present, {} absent, {} not judged",
            output::count(c.observations, "observation"),
            output::count(c.assets, "asset"),
            c.present,
            c.absent,
            c.not_judged
        ),
        format!(
            "{} critical, {} high, {} medium, {} low, {} info; {}",
            by.critical,
            by.high,
            by.medium,
            by.low,
            by.info,
            output::count(c.cves, "CVE")
        ),
        format!("looked at {}, signed in on {}", output::count(s.coverage.assets, "asset"), s.coverage.authenticated),
    ];
    if s.incomplete {
        lines.push("the file is incomplete: its silence proves nothing".into());
    }
    if let Some(mapping) = &s.mapping {
        lines.push(columns::told(&columns::of_reading(mapping)));
    }
    if c.problems > 0 {
        lines.push(format!("{}:", output::count(c.problems, "problem")));
        lines.extend(s.problems.iter().take(20).map(|p| format!("  - {}: {}", p.at, p.message)));
    }
    if c.problems > 20 {
        lines.push(format!("  … and {} more; --output json lists them", c.problems - 20));
    }
    lines.join("\n")
}

pub fn formats(output: Output) -> Result<(), Failure> {
    let rows = intake::FORMATS.iter();
    match output {
        Output::Text => {
            let row = |f: &&dyn intake::Format| {
                vec![f.id().to_owned(), f.name().to_owned(), f.extensions().join(" "), f.yields().to_owned()]
            };
            output::text(&output::table(&["Format", "Name", "Files", "Yields"], rows.map(row).collect()))
        }
        Output::Json | Output::Ndjson => {
            let rows: Vec<_> = rows
                .map(|f| serde_json::json!({ "id": f.id(), "name": f.name(), "extensions": f.extensions(), "yields": f.yields() }))
                .collect();
            output::json(&serde_json::json!({ "formats": rows }))
        }
    }
}
