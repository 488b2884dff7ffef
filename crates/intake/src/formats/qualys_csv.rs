//! Qualys findings as a table: the report on assets, the report of VMDR, the report of PCI. Columns are found by name.

use std::io::BufRead;

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Tool},
    observation::{Judgement, Observation},
    severity::Severity,
};

use crate::{
    format::Format,
    gathered::Gathered,
    head::Head,
    identifiers, moment,
    qualys::{FAMILY, paragraphs, place, score, severity, signed_in},
    sheet::{Sheet, listed},
    sink::{Flow, Loss, Place, Sink, Unreadable},
    table,
};

/// See the module.
pub(crate) struct QualysCsv;

impl Format for QualysCsv {
    fn id(&self) -> &'static str {
        "qualys-csv"
    }

    fn name(&self) -> &'static str {
        "Qualys findings (CSV)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv"]
    }

    fn yields(&self) -> &'static str {
        "one observation per row with a filled cell below the header; coverage per host named, which proves no absence"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.xml_root().is_none() && !head.is_json() && table::separator(head.text(), is_header).is_some()
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let Some(mut sheet) = Sheet::open(input, is_header, FIELDS)? else {
            return Err(Unreadable::new(
                Place::Row(1),
                "no header with a QID, a title and a host was found in the first rows",
                "export the findings from Qualys as CSV with these columns",
            ));
        };
        sink.tool(&Tool { family: FAMILY, name: "Qualys", ..Tool::default() });
        let mut run = Run::default();
        while sheet.next(sink)? {
            if run.row(&mut sheet, sink).is_break() {
                return Ok(());
            }
        }
        let _ = run.hosts.cover(CheckScope::Unknown, sink);
        Ok(())
    }
}

const QID: usize = 0;
const TITLE: usize = 1;
const SEVERITY: usize = 2;
const KIND: usize = 3;
const STATUS: usize = 4;
const IGNORED: usize = 5;
const FALSE_POSITIVE: usize = 6;
const ASSET_ID: usize = 7;
const NAME: usize = 8;
const NETBIOS: usize = 9;
const IPV4: usize = 10;
const IPV6: usize = 11;
const OS: usize = 12;
const PORT: usize = 13;
const PROTOCOL: usize = 14;
const SEEN: usize = 15;
const CVE: usize = 16;
const SCORE_2: usize = 17;
const SCORE_3: usize = 18;
const THREAT: usize = 19;
const IMPACT: usize = 20;
const SOLUTION: usize = 21;
const OUTPUT: usize = 22;
const CATEGORY: usize = 23;

const FIELDS: &[&[&str]; 24] = &[
    &["qid"],
    &["title", "vuln title"],
    // The report of PCI has a severity of its own, a word; Qualys's step stands beside it.
    &["severity", "q_severity", "kb severity"],
    &["type", "type detected"],
    &["vuln status", "status"],
    &["ignored", "disabled"],
    &["false positive status"],
    &["asset id"],
    &["fqdn", "dns", "hostname", "asset name"],
    &["netbios"],
    &["ip", "asset ipv4"],
    &["asset ipv6"],
    &["os", "operating system"],
    &["port"],
    &["protocol"],
    &["last detected", "last scan"],
    &["cve id", "cveid", "cve"],
    &["cvss base", "cvss_base", "cvssv2 base (nvd)"],
    &["cvss3 base", "cvss3.1 base", "cvssv3.1 base (nvd)"],
    &["threat", "cve-description"],
    &["impact"],
    &["solution"],
    &["results", "result"],
    &["category"],
];

fn is_header(names: &[String]) -> bool {
    let has = |field: usize| {
        FIELDS.get(field).is_some_and(|wanted| wanted.iter().any(|one| names.iter().any(|name| name == one)))
    };
    has(QID) && has(TITLE) && [IPV4, NAME].into_iter().any(has)
}

#[derive(Default)]
struct Run {
    hosts: Gathered,
    place: String,
    description: String,
}

impl Run {
    fn row(&mut self, sheet: &mut Sheet<'_, 24>, sink: &mut dyn Sink) -> Flow {
        if sheet.get(QID).is_empty() {
            sheet.faults.add(Loss::Record, "the row has no QID");
        }
        let severity = severity_of(sheet);
        // A dash stands for nothing; a quote before it keeps spreadsheets from calculating.
        let text = |field| match sheet.get(field) {
            "-" | "'-" | "N/A" => "",
            text => text,
        };
        let name = text(NAME);
        let dotted = name.contains('.') && name.parse::<std::net::IpAddr>().is_err();
        let asset = AssetNames {
            agent: text(ASSET_ID),
            fqdn: if dotted { name } else { "" },
            hostname: if dotted || !text(NETBIOS).is_empty() { text(NETBIOS) } else { name },
            ip: listed(text(IPV4)).chain(listed(text(IPV6))).next().unwrap_or(""),
            os: text(OS),
            ..AssetNames::default()
        };
        let seen_at = moment::parse(text(SEEN));
        self.hosts.see(asset, seen_at, signed_in(text(QID), text(OUTPUT)), sink)?;
        place(text(PROTOCOL), text(PORT), &mut self.place);
        paragraphs(&[text(THREAT), text(IMPACT)], &mut self.description);
        let named = asset.names().next().is_some();
        let flow = sink.observation(&Observation {
            check: text(QID),
            title: text(TITLE),
            state: match text(STATUS) {
                status if status.eq_ignore_ascii_case("fixed") => Judgement::Absent,
                _ if text(IGNORED).eq_ignore_ascii_case("yes") => Judgement::NotJudged,
                _ if text(FALSE_POSITIVE).eq_ignore_ascii_case("approved") => Judgement::NotJudged,
                _ => Judgement::Present,
            },
            severity,
            native_severity: text(SEVERITY),
            cvss: [score("2.0", text(SCORE_2)), score("3.0", text(SCORE_3))].into_iter().flatten().collect(),
            cve: identifiers::cves(text(CVE)),
            asset,
            place: &self.place,
            seen_at,
            description: &self.description,
            recommendation: text(SOLUTION),
            output: text(OUTPUT),
            needs_authentication: text(CATEGORY) == "Local",
            ..Observation::default()
        });
        if !named {
            sheet.faults.add(Loss::Record, "the row names no host");
        }
        flow
    }
}

fn severity_of(sheet: &mut Sheet<'_, 24>) -> Severity {
    let gathered = ["ig", "info", "information gathered"].contains(&sheet.get(KIND).to_ascii_lowercase().as_str());
    let word = sheet.get(SEVERITY).to_owned();
    let word = word.as_str();
    let known = severity(word, gathered).or_else(|| match word {
        "L" => Some(Severity::Low),
        "M" => Some(Severity::Medium),
        "H" => Some(Severity::High),
        word => word.parse().ok(),
    });
    known.unwrap_or_else(|| {
        let shown: String = word.chars().take(40).collect();
        sheet.faults.add(Loss::Value, format!("the severity {shown:?} is not known; it counts as medium"));
        Severity::Medium
    })
}
