//! Which column holds what, under all the names that Tenable's products give it.

use crate::{slots::Slots, table::Table};

pub(super) const PLUGIN: usize = 0;
pub(super) const TITLE: usize = 1;
pub(super) const SEVERITY: usize = 2;
pub(super) const CVE: usize = 3;
pub(super) const CWE: usize = 4;
pub(super) const SCORE_2: usize = 5;
pub(super) const VECTOR_2: usize = 6;
pub(super) const SCORE_3: usize = 7;
pub(super) const VECTOR_3: usize = 8;
pub(super) const SCORE_4: usize = 9;
pub(super) const VECTOR_4: usize = 10;
pub(super) const HOST: usize = 11;
pub(super) const IP: usize = 12;
pub(super) const FQDN: usize = 13;
pub(super) const HOSTNAME: usize = 14;
pub(super) const MAC: usize = 15;
pub(super) const AGENT: usize = 16;
pub(super) const OS: usize = 17;
pub(super) const PROTOCOL: usize = 18;
pub(super) const PORT: usize = 19;
pub(super) const SYNOPSIS: usize = 20;
pub(super) const DESCRIPTION: usize = 21;
pub(super) const SOLUTION: usize = 22;
pub(super) const OUTPUT: usize = 23;
pub(super) const SEEN: usize = 24;
pub(super) const STATE: usize = 25;
pub(super) const KIND: usize = 26;
pub(super) const FAMILY: usize = 27;
pub(super) const SIGNED_IN: usize = 28;
pub(super) const STARTED: usize = 29;
/// Put together from protocol and port.
pub(super) const PLACE: usize = 30;
pub(super) const FIELDS: usize = 31;

/// For each field the names of its columns, the preferred first; the first filled one counts.
const NAMES: [(usize, &[&str]); 30] = [
    (PLUGIN, &["plugin id", "plugin", "definition.id", "plugin_id", "pluginid"]),
    (TITLE, &["name", "plugin name", "definition.name"]),
    (SEVERITY, &["severity", "risk", "risk factor", "definition.severity"]),
    (CVE, &["cve", "definition.cve", "cves"]),
    (CWE, &["cwe", "definition.cwe"]),
    (
        SCORE_2,
        &[
            "cvss v2.0 base score",
            "cvss v2 base score",
            "cvss base score",
            "cvss2 base score",
            "definition.cvss2.base_score",
            "cvss",
        ],
    ),
    (
        VECTOR_2,
        &["cvss v2.0 base vector", "cvss v2 vector", "cvss vector", "cvss2 vector", "definition.cvss2.base_vector"],
    ),
    (
        SCORE_3,
        &["cvss v3.0 base score", "cvss v3 base score", "cvss3 base score", "definition.cvss3.base_score", "cvssv3"],
    ),
    (VECTOR_3, &["cvss v3.0 base vector", "cvss v3 vector", "cvss3 vector", "definition.cvss3.base_vector"]),
    (SCORE_4, &["cvss v4.0 base score", "cvss v4 base score", "cvss4 base score", "definition.cvss4.base_score"]),
    (VECTOR_4, &["cvss v4.0 base vector", "cvss v4 vector", "cvss4 vector", "definition.cvss4.base_vector"]),
    (HOST, &["host", "asset.name", "asset name"]),
    (IP, &["ip address", "asset.display_ipv4_address", "ipv4 address", "asset.display_ipv6_address"]),
    (FQDN, &["fqdn", "dns name", "asset.display_fqdn"]),
    (HOSTNAME, &["asset.host_name", "netbios name", "netbios", "asset.netbios_name", "hostname"]),
    (MAC, &["mac address", "asset.display_mac_address"]),
    (AGENT, &["asset.id", "agent id", "asset uuid"]),
    (OS, &["os", "asset.operating_system", "operating system"]),
    (PROTOCOL, &["protocol"]),
    (PORT, &["port"]),
    (SYNOPSIS, &["synopsis", "definition.synopsis"]),
    (DESCRIPTION, &["description", "definition.description"]),
    (SOLUTION, &["solution", "steps to remediate", "definition.solution"]),
    (OUTPUT, &["plugin output", "output"]),
    (SEEN, &["last found", "last observed", "last_seen", "last seen", "host end"]),
    (STATE, &["vulnerability state", "state"]),
    (KIND, &["plugin type", "check type", "definition.type"]),
    (FAMILY, &["plugin family", "family", "definition.family"]),
    (SIGNED_IN, &["last authenticated results date"]),
    (STARTED, &["host start"]),
];

/// Whether these names are a header: a plugin, a severity and something that names the host.
pub(super) fn is_header(names: &[String]) -> bool {
    let has = |field: usize| {
        NAMES
            .iter()
            .any(|(of, columns)| *of == field && columns.iter().any(|column| names.iter().any(|name| name == column)))
    };
    has(PLUGIN) && has(SEVERITY) && [HOST, IP, FQDN, HOSTNAME].into_iter().any(has)
}

/// For each field the columns of this file.
pub(super) struct Columns(Vec<(usize, Vec<usize>)>);

impl Columns {
    pub(super) fn of(table: &Table<'_>) -> Self {
        Self(NAMES.iter().map(|(field, names)| (*field, table.columns(names))).collect())
    }

    /// Copies the row's cells to their fields.
    pub(super) fn fill(&self, table: &Table<'_>, texts: &mut Slots<FIELDS>) {
        texts.clear();
        for (field, columns) in &self.0 {
            let filled = columns.iter().map(|column| table.cell(*column)).find(|cell| !cell.trim().is_empty());
            if let Some(cell) = filled {
                texts.set(*field, cell.trim());
            }
        }
    }
}
