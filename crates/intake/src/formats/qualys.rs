//! Qualys VM in XML: the results of a scan, and the report on assets that is made from a template.

use std::io::BufRead;

use crate::{
    format::Format,
    head::Head,
    sink::{Sink, Unreadable},
    xml,
};

mod asset;
mod scan;

/// See the module.
pub(crate) struct Qualys;

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
