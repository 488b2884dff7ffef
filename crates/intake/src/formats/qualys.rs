//! Qualys VM in XML: the results of a scan, and the report on assets that is made from a template.

use std::io::BufRead;

use closeout_domain::finding::{observation::CvssStatement, severity::Severity};

use crate::{
    cvss,
    format::Format,
    head::Head,
    sink::{Sink, Unreadable},
    xml,
};

mod asset;
mod scan;

/// See the module.
pub(crate) struct Qualys;

/// The family of its checks, the QIDs, which all its formats share.
pub(super) const FAMILY: &str = "qualys";

impl Format for Qualys {
    fn id(&self) -> &'static str {
        "qualys"
    }

    fn name(&self) -> &'static str {
        "Qualys scan results and asset reports (XML)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xml"]
    }

    fn yields(&self) -> &'static str {
        "one observation per vulnerability of a host, confirmed or potential; coverage per host, which proves no absence"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        match head.xml_root() {
            Some("ASSET_DATA_REPORT") => true,
            Some("SCAN") => head.text().contains("<SCAN value=") || head.text().contains("scan-1.dtd"),
            _ => false,
        }
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let mut report = Report::default();
        report.scan.tell_tool(sink);
        if xml::pick(input, WANTS, sink, &mut report)?.is_continue() {
            let _ = report.asset.finish(sink);
        }
        Ok(())
    }
}

/// The wants of both; a file has one of the two.
const WANTS: &[crate::pick::Want] = &{
    use crate::pick::{end, start, whole};
    [
        whole("SCAN/HEADER/KEY"),
        whole("SCAN/HEADER/OPTION_PROFILE"),
        start("SCAN/IP"),
        whole("SCAN/IP/OS"),
        whole("SCAN/IP/NETBIOS_HOSTNAME"),
        start("SCAN/IP/*/CAT"),
        whole("SCAN/IP/INFOS/CAT/INFO"),
        whole("SCAN/IP/VULNS/CAT/VULN"),
        whole("SCAN/IP/PRACTICES/CAT/PRACTICE"),
        end("SCAN/IP"),
        whole("ASSET_DATA_REPORT/HEADER/TEMPLATE"),
        start("ASSET_DATA_REPORT/HOST_LIST/HOST"),
        whole("ASSET_DATA_REPORT/HOST_LIST/HOST/IP"),
        whole("ASSET_DATA_REPORT/HOST_LIST/HOST/DNS"),
        whole("ASSET_DATA_REPORT/HOST_LIST/HOST/NETBIOS"),
        whole("ASSET_DATA_REPORT/HOST_LIST/HOST/QG_HOSTID"),
        whole("ASSET_DATA_REPORT/HOST_LIST/HOST/OPERATING_SYSTEM"),
        whole("ASSET_DATA_REPORT/HOST_LIST/HOST/VULN_INFO_LIST/VULN_INFO"),
        whole("ASSET_DATA_REPORT/GLOSSARY/VULN_DETAILS_LIST/VULN_DETAILS"),
        end("ASSET_DATA_REPORT/HOST_LIST/HOST"),
    ]
};

#[derive(Default)]
struct Report {
    scan: scan::Scan,
    asset: asset::AssetReport,
}

impl crate::pick::Taker for Report {
    fn take(&mut self, found: &crate::pick::Found<'_>, sink: &mut dyn Sink) -> crate::sink::Flow {
        if found.want.path.starts_with("SCAN") { self.scan.take(found, sink) } else { self.asset.take(found, sink) }
    }
}

/// Qualys's own five steps, minimal to urgent, one to one; what was merely gathered is a fact, whatever its step.
pub(super) fn severity(step: &str, gathered: bool) -> Option<Severity> {
    Some(match step {
        "1" | "2" | "3" | "4" | "5" if gathered => Severity::Info,
        "1" => Severity::Info,
        "2" => Severity::Low,
        "3" => Severity::Medium,
        "4" => Severity::High,
        "5" => Severity::Critical,
        _ => return None,
    })
}

/// A score that may have its vector behind it in parentheses, as in "9.3 (AV:N/…)"; "-" is none.
pub(super) fn score<'t>(version: &'t str, text: &'t str) -> Option<CvssStatement<'t>> {
    let (score, vector) = text.split_once('(').unwrap_or((text, ""));
    cvss::statement(version, score, vector.trim_matches(['(', ')', ' ']))
}

/// What a test that tells of signing in tells: over Windows or Unix, that it failed or how it was done.
pub(super) fn signed_in(qid: &str, result: &str) -> Option<bool> {
    match qid {
        "105015" | "105053" => Some(false),
        "38307" => Some(true),
        // A null session is one of the ways in which Windows is asked.
        "70028" => Some(!result.contains("(none)") && !result.to_ascii_lowercase().contains("null session")),
        _ => None,
    }
}

/// "443" of "tcp" as "tcp/443".
pub(super) fn place(protocol: &str, port: &str, place: &mut String) {
    place.clear();
    if !["", "0", "-", "'-"].contains(&port) {
        place.push_str(&protocol.to_ascii_lowercase());
        place.push_str(if protocol.is_empty() { "" } else { "/" });
        place.push_str(port);
    }
}

/// Several texts, those that say something.
pub(super) fn paragraphs(texts: &[&str], whole: &mut String) {
    whole.clear();
    for text in texts.iter().filter(|text| !["", "N/A", "-"].contains(text)) {
        whole.push_str(if whole.is_empty() { "" } else { "\n\n" });
        whole.push_str(text);
    }
}
