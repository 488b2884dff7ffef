//! Nessus findings as CSV, in the column sets of Nessus, Tenable Vulnerability Management, Security Center and Web App
//! Scanning. Columns are found by name.

use std::io::BufRead;

use closeout_domain::finding::{
    coverage::Tool,
    observation::{CvssStatement, Judgement, Observation},
    severity::Severity,
};

use super::nessus::{host::bare_host, plugin};
use crate::{
    cvss,
    format::Format,
    head::Head,
    limits, moment,
    sink::{Faults, Flow, Loss, Place, Problem, Sink, Unreadable},
    slots::Slots,
    table::{self, Table},
};

mod assets;
mod columns;

use assets::Assets;
use columns::*;

/// See the module.
pub(crate) struct NessusCsv;

impl Format for NessusCsv {
    fn id(&self) -> &'static str {
        "nessus-csv"
    }

    fn name(&self) -> &'static str {
        "Nessus and Tenable CSV"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv"]
    }

    fn yields(&self) -> &'static str {
        "one observation per row with a filled cell below the header; coverage per asset named"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.xml_root().is_none() && !head.is_json() && table::separator(head.text(), is_header).is_some()
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let Some(mut table) = Table::open(input, is_header)? else {
            return Err(Unreadable::new(
                Place::Row(1),
                "no header with a plugin, a severity and a host was found in the first rows",
                "export the findings from Nessus or Tenable as CSV with these columns",
            ));
        };
        let columns = Columns::of(&table);
        let mut run = Run::default();
        run.name_tool(sink);
        while table.next_filled()? {
            columns.fill(&table, &mut run.texts);
            run.check_row(&table);
            let flow = run.row(sink);
            run.faults.list(|| table.at(), sink);
            if flow.is_break() {
                return Ok(());
            }
            if table.unfinished() {
                sink.problem(
                    Problem::new(table.at(), Loss::Rest, "the file ends in the middle of a row")
                        .advise("export or copy the file again; what was read until there counts"),
                );
                run.assets.distrust();
            }
        }
        let _ = run.assets.push(sink);
        Ok(())
    }
}

#[derive(Default)]
struct Run {
    texts: Slots<FIELDS>,
    version: String,
    feed: String,
    policy: String,
    assets: Assets,
    faults: Faults,
}

impl Run {
    fn name_tool(&self, sink: &mut dyn Sink) {
        sink.tool(&Tool {
            family: plugin::FAMILY,
            name: "Nessus",
            version: &self.version,
            check_set: &self.feed,
            policy: &self.policy,
        });
    }

    fn check_row(&mut self, table: &Table<'_>) {
        if self.texts.take_cut() || table.cut() {
            self.faults.add(
                Loss::Value,
                format!("a cell is longer than {} bytes, or the row has too many, and was cut", limits::TEXT),
            );
        }
        let (cells, columns) = table.width();
        if cells > columns {
            self.faults.add(
                Loss::Value,
                format!("the row has {cells} cells and the header {columns}: its values may have shifted"),
            );
        } else if cells < columns && !table.unfinished() {
            self.faults.add(Loss::Value, format!("the row has only {cells} of {columns} cells"));
        }
        if self.texts.get(PLUGIN).is_empty() {
            self.faults.add(Loss::Record, "the row does not say which plugin it is from");
        }
    }

    fn row(&mut self, sink: &mut dyn Sink) -> Flow {
        self.put_together();
        let severity = self.severity();
        let state = self.state();
        let seen_at = moment::parse(self.texts.get(SEEN));
        self.learn(seen_at, sink)?;
        let text = |field| self.texts.trimmed(field);
        sink.observation(&Observation {
            check: text(PLUGIN),
            title: text(TITLE),
            state,
            severity,
            native_severity: text(SEVERITY),
            cvss: self.cvss(),
            cve: listed(text(CVE)),
            cwe: listed(text(CWE)),
            cci: Vec::new(),
            requirement: "",
            asset: assets::names(&self.texts),
            place: text(PLACE),
            seen_at,
            description: match text(DESCRIPTION) {
                "" => text(SYNOPSIS),
                description => description,
            },
            recommendation: match text(SOLUTION) {
                "n/a" | "N/A" => "",
                solution => solution,
            },
            output: text(OUTPUT),
            needs_authentication: plugin::needs_sign_in(text(KIND), text(FAMILY)),
        })
    }

    /// Takes in what the row says about the scan itself.
    fn learn(&mut self, seen_at: Option<jiff::Timestamp>, sink: &mut dyn Sink) -> Flow {
        let signed_in = match (moment::parse(self.texts.get(SIGNED_IN)), moment::parse(self.texts.get(STARTED))) {
            (Some(signed_in), Some(started)) => Some(signed_in >= started),
            _ => None,
        };
        self.assets.row(&self.texts, seen_at, signed_in, sink)?;
        if self.texts.trimmed(PLUGIN) == plugin::SCAN_INFORMATION {
            let news = plugin::ScanInformation::of(self.texts.get(OUTPUT));
            if news.feed > self.feed.as_str() || (self.version.is_empty() && !news.version.is_empty()) {
                for (kept, new) in
                    [(&mut self.version, news.version), (&mut self.feed, news.feed), (&mut self.policy, news.policy)]
                {
                    new.clone_into(kept);
                }
                self.name_tool(sink);
            }
        }
        Flow::Continue(())
    }

    fn put_together(&mut self) {
        let texts = &mut self.texts;
        texts.set(PLACE, "");
        if !["", "0"].contains(&texts.trimmed(PORT)) {
            let protocol = texts.trimmed(PROTOCOL).to_ascii_lowercase();
            texts.push(PLACE, &protocol);
            if !protocol.is_empty() {
                texts.push(PLACE, "/");
            }
            texts.append(PLACE, PORT);
        }
        if !texts.get(CWE).is_empty() {
            let names: Vec<String> = listed(texts.get(CWE))
                .into_iter()
                .map(|number| format!("CWE-{}", number.trim_start_matches("CWE-")))
                .collect();
            texts.set(CWE, &names.join("\n"));
        }
        if texts.trimmed(TITLE).is_empty() {
            texts.set(TITLE, "Plugin ");
            texts.append(TITLE, PLUGIN);
        }
        // Security Center repeats the column's name in the cell.
        if let Some(output) = texts.get(OUTPUT).strip_prefix("Plugin Output:").map(str::to_owned) {
            texts.set(OUTPUT, &output);
        }
        // The column "Host" holds what the scan was pointed at: an address or a name.
        let host = bare_host(texts.trimmed(HOST)).to_owned();
        if host.parse::<std::net::IpAddr>().is_ok() {
            if texts.get(IP).is_empty() {
                texts.set(IP, &host);
            }
        } else if texts.trimmed(FQDN).is_empty() && texts.trimmed(HOSTNAME).is_empty() {
            let field = if host.contains('.') { FQDN } else { HOSTNAME };
            texts.set(field, &host);
        }
        if let Some((_, name)) = texts.get(HOSTNAME).rsplit_once('\\') {
            let name = name.to_owned();
            texts.set(HOSTNAME, &name);
        }
    }

    fn state(&mut self) -> Judgement {
        match self.texts.trimmed(STATE).to_ascii_uppercase().as_str() {
            "FIXED" => Judgement::Absent,
            _ => Judgement::Present,
        }
    }

    fn severity(&mut self) -> Severity {
        let native = self.texts.trimmed(SEVERITY);
        match native {
            "0" => Severity::Info,
            "1" => Severity::Low,
            "2" => Severity::Medium,
            "3" => Severity::High,
            "4" => Severity::Critical,
            word => word.parse().unwrap_or_else(|_| {
                let shown: String = word.chars().take(40).collect();
                self.faults.add(Loss::Value, format!("the severity {shown:?} is not known; it counts as medium"));
                Severity::Medium
            }),
        }
    }

    fn cvss(&self) -> Vec<CvssStatement<'_>> {
        [("2.0", SCORE_2, VECTOR_2), ("3.0", SCORE_3, VECTOR_3), ("4.0", SCORE_4, VECTOR_4)]
            .into_iter()
            .filter_map(|(version, score, vector)| {
                cvss::statement(version, self.texts.get(score), self.texts.get(vector))
            })
            .collect()
    }
}

/// Several values in one cell: separated by commas, semicolons or lines.
fn listed(cell: &str) -> Vec<&str> {
    cell.split([',', ';', '\n']).map(str::trim).filter(|entry| !entry.is_empty()).collect()
}
