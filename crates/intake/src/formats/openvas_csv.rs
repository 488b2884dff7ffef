//! Results of Greenbone and OpenVAS as a table ("CSV Results"). Columns are found by name.

use std::io::BufRead;

use closeout_domain::finding::{
    coverage::{CheckScope, Tool},
    observation::Observation,
    severity::Severity,
};

use super::openvas::{FAMILY, SIGN_IN_FAILED, names};
use crate::{
    cvss,
    format::Format,
    gathered::Gathered,
    head::Head,
    identifiers, moment,
    sheet::Sheet,
    sink::{Flow, Loss, Place, Sink, Unreadable},
    table,
};

/// See the module.
pub(crate) struct OpenvasCsv;

impl Format for OpenvasCsv {
    fn id(&self) -> &'static str {
        "openvas-csv"
    }

    fn name(&self) -> &'static str {
        "Greenbone and OpenVAS results (CSV)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv"]
    }

    fn yields(&self) -> &'static str {
        "one observation per row with a filled cell below the header; coverage per host, which never proves an absence"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.xml_root().is_none() && !head.is_json() && table::separator(head.text(), is_header).is_some()
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let Some(mut sheet) = Sheet::open(input, is_header, FIELDS)? else {
            return Err(Unreadable::new(
                Place::Row(1),
                "no header with IP, NVT Name and NVT OID was found in the first rows",
                "export the report from Greenbone as CSV Results",
            ));
        };
        let mut run = Run::default();
        run.tell_tool(sink);
        while sheet.next(sink)? {
            if run.row(&mut sheet, sink).is_break() {
                return Ok(());
            }
        }
        let _ = run.hosts.cover(CheckScope::Unknown, sink);
        Ok(())
    }
}

const IP: usize = 0;
const HOSTNAME: usize = 1;
const PORT: usize = 2;
const PROTOCOL: usize = 3;
const SCORE: usize = 4;
const SEVERITY: usize = 5;
const QUALITY: usize = 6;
const TITLE: usize = 7;
const SUMMARY: usize = 8;
const OUTPUT: usize = 9;
const CHECK: usize = 10;
const CVE: usize = 11;
const TASK: usize = 12;
const SEEN: usize = 13;
const IMPACT: usize = 14;
const SOLUTION: usize = 15;
const AFFECTED: usize = 16;
const INSIGHT: usize = 17;

const FIELDS: &[&[&str]; 18] = &[
    &["ip"],
    &["hostname"],
    &["port"],
    &["port protocol"],
    &["cvss"],
    &["severity"],
    &["qod"],
    &["nvt name"],
    &["summary"],
    &["specific result"],
    &["nvt oid"],
    &["cves"],
    &["task name"],
    &["timestamp"],
    &["impact"],
    &["solution"],
    &["affected software/os"],
    &["vulnerability insight"],
];

fn is_header(names: &[String]) -> bool {
    ["ip", "nvt name", "nvt oid"].iter().all(|wanted| names.iter().any(|name| name == wanted))
}

#[derive(Default)]
struct Run {
    task: String,
    hosts: Gathered,
    place: String,
    description: String,
    output: String,
}

impl Run {
    fn tell_tool(&self, sink: &mut dyn Sink) {
        sink.tool(&Tool { family: FAMILY, name: "Greenbone OpenVAS", policy: &self.task, ..Tool::default() });
    }

    fn row(&mut self, sheet: &mut Sheet<'_, 18>, sink: &mut dyn Sink) -> Flow {
        if sheet.get(CHECK).is_empty() {
            sheet.faults.add(Loss::Record, "the row does not say which test it is from");
        }
        if sheet.get(IP).is_empty() && sheet.get(HOSTNAME).is_empty() {
            sheet.faults.add(Loss::Record, "the row names no host");
        }
        let severity = severity(sheet);
        if !sheet.get(TASK).is_empty() && self.task != sheet.get(TASK) {
            sheet.get(TASK).clone_into(&mut self.task);
            self.tell_tool(sink);
        }
        let text = |field| sheet.get(field);
        self.place.clear();
        if !["", "0"].contains(&text(PORT)) {
            self.place = [text(PROTOCOL), text(PORT)].join("/");
        }
        self.description.clear();
        for part in [SUMMARY, INSIGHT, IMPACT, AFFECTED].map(text).into_iter().filter(|part| !part.is_empty()) {
            self.description.push_str(if self.description.is_empty() { "" } else { "\n\n" });
            self.description.push_str(part);
        }
        self.output = match text(QUALITY) {
            "" => text(OUTPUT).to_owned(),
            quality => format!("Quality of detection: {quality} %\n\n{}", text(OUTPUT)),
        };
        let asset = names(text(IP), text(HOSTNAME));
        let seen_at = moment::parse(text(SEEN));
        let signed_in = SIGN_IN_FAILED.contains(&text(CHECK)).then_some(false);
        self.hosts.see(asset, seen_at, signed_in, sink)?;
        let cve = match text(CVE) {
            "" => text(CHECK),
            listed => listed,
        };
        sink.observation(&Observation {
            check: text(CHECK),
            title: text(TITLE),
            severity,
            native_severity: match text(SCORE) {
                "" => text(SEVERITY),
                score => score,
            },
            cvss: cvss::statement("", text(SCORE), "").into_iter().collect(),
            cve: identifiers::cves(cve),
            asset,
            place: &self.place,
            seen_at,
            description: &self.description,
            recommendation: text(SOLUTION),
            output: self.output.trim_end(),
            // Only what was read from lists of packages or the registry is given this quality.
            needs_authentication: text(QUALITY) == "97",
            ..Observation::default()
        })
    }
}

fn severity(sheet: &mut Sheet<'_, 18>) -> Severity {
    let known = match sheet.get(SCORE).parse::<f32>() {
        Ok(score) if (0.0..=10.0).contains(&score) => Some(Severity::of_cvss(score)),
        _ => sheet.get(SEVERITY).parse().ok(),
    };
    known.unwrap_or_else(|| {
        let shown: String = [sheet.get(SCORE), sheet.get(SEVERITY)].concat().chars().take(40).collect();
        sheet.faults.add(Loss::Value, format!("the severity {shown:?} is not known; it counts as medium"));
        Severity::Medium
    })
}
