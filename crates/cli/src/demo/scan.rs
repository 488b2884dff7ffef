//! Two weekly scans of the firm, written as Nessus v2 XML. Checks, hosts and texts are invented for the demo.

use std::fmt::Write;

/// A check of the invented scanner.
struct Check {
    id: u32,
    name: &'static str,
    /// 0 to 4, as Nessus counts.
    severity: u8,
    score: &'static str,
    vector: &'static str,
    cve: &'static [&'static str],
    solution: &'static str,
    description: &'static str,
    port: u16,
}

const CHECKS: &[Check] = &[
    Check {
        id: 910_001,
        name: "VPN gateway firmware before 9.4: remote code execution",
        severity: 4,
        score: "9.8",
        vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        cve: &["CVE-2026-40001", "CVE-2026-40002"],
        solution: "Upgrade the gateway's firmware to version 9.4 or later.",
        description: "The firmware of the gateway lets anybody who reaches its web interface run commands.",
        port: 443,
    },
    Check {
        id: 910_002,
        name: "File portal before 7.2: path traversal",
        severity: 3,
        score: "8.1",
        vector: "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H",
        cve: &["CVE-2026-41177"],
        solution: "Upgrade the file portal to version 7.2 or later.",
        description: "A crafted address reads files outside the portal's folder.",
        port: 443,
    },
    Check {
        id: 910_003,
        name: "Operating system updates of September are missing",
        severity: 3,
        score: "7.8",
        vector: "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H",
        cve: &["CVE-2026-38810"],
        solution: "Install the operating system updates of September 2026.",
        description: "Updates that correct an elevation of privilege are not installed.",
        port: 445,
    },
    Check {
        id: 910_004,
        name: "SMB signing not required",
        severity: 2,
        score: "5.3",
        vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:L/A:N",
        cve: &[],
        solution: "Require message signing in the policy of the file servers.",
        description: "Signing is offered but not required, so that messages can be altered on the way.",
        port: 445,
    },
    Check {
        id: 910_005,
        name: "Certificate expires within 60 days",
        severity: 1,
        score: "3.1",
        vector: "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N",
        cve: &[],
        solution: "Renew the certificate before it expires.",
        description: "The certificate of the service ends soon.",
        port: 443,
    },
];

/// A machine with the checks that report on it.
struct Host {
    name: &'static str,
    ip: &'static str,
    os: &'static str,
    signed_in: bool,
    reports: &'static [u32],
}

const fn host(
    name: &'static str,
    ip: &'static str,
    os: &'static str,
    signed_in: bool,
    reports: &'static [u32],
) -> Host {
    Host { name, ip, os, signed_in, reports }
}

const SEPTEMBER: &[Host] = &[
    host("gate-1.northmill.example", "198.51.100.10", "Gateway OS 9.1", true, &[910_001, 910_005]),
    host("portal-1.northmill.example", "198.51.100.11", "Linux", true, &[910_002, 910_005]),
    host("files-1.northmill.example", "192.0.2.21", "Windows Server 2022", true, &[910_003, 910_004]),
    host("files-2.northmill.example", "192.0.2.22", "Windows Server 2022", true, &[910_003, 910_004]),
    host("mill-3.northmill.example", "192.0.2.33", "Windows 11", true, &[910_003]),
    host("mill-7.northmill.example", "192.0.2.37", "Windows 11", true, &[910_003]),
];

/// The gateway and the file servers are patched; one station was switched off, on another the sign-in failed.
const NOVEMBER: &[Host] = &[
    host("gate-1.northmill.example", "198.51.100.10", "Gateway OS 9.4", true, &[]),
    host("portal-1.northmill.example", "198.51.100.11", "Linux", true, &[910_002]),
    host("files-1.northmill.example", "192.0.2.21", "Windows Server 2022", true, &[910_004]),
    host("files-2.northmill.example", "192.0.2.22", "Windows Server 2022", true, &[910_004]),
    host("mill-3.northmill.example", "192.0.2.33", "Windows 11", false, &[]),
];

/// The scan of 12 September.
pub fn september() -> String {
    scan(SEPTEMBER, "202609110915", "Sat Sep 12 02:00:00 2026", "Sat Sep 12 03:10:00 2026")
}

/// The scan of 14 November.
pub fn november() -> String {
    scan(NOVEMBER, "202611130915", "Sat Nov 14 02:00:00 2026", "Sat Nov 14 02:55:00 2026")
}

fn scan(hosts: &[Host], feed: &str, start: &str, end: &str) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" ?>\n<NessusClientData_v2>\n<Policy><policyName>weekly, signed in</policyName></Policy>\n",
    );
    xml.push_str("<Report name=\"weekly\" xmlns:cm=\"http://www.nessus.org/cm\">\n");
    for host in hosts {
        report_host(&mut xml, host, feed, start, end);
    }
    xml.push_str("</Report>\n</NessusClientData_v2>\n");
    xml
}

fn report_host(xml: &mut String, host: &Host, feed: &str, start: &str, end: &str) {
    let Host { name, ip, os, signed_in, reports } = host;
    let short = name.split('.').next().unwrap_or(name);
    let credentialed = if *signed_in { "true" } else { "false" };
    // Writing into a String cannot fail.
    let _infallible = write!(
        xml,
        "<ReportHost name=\"{ip}\"><HostProperties><tag name=\"HOST_START\">{start}</tag><tag name=\"HOST_END\">{end}</tag>\
         <tag name=\"host-ip\">{ip}</tag><tag name=\"host-fqdn\">{name}</tag><tag name=\"hostname\">{short}</tag>\
         <tag name=\"operating-system\">{os}</tag><tag name=\"Credentialed_Scan\">{credentialed}</tag></HostProperties>"
    );
    xml.push('\n');
    let yes = if *signed_in { "yes" } else { "no" };
    let _infallible = write!(
        xml,
        "<ReportItem port=\"0\" svc_name=\"general\" protocol=\"tcp\" severity=\"0\" pluginID=\"19506\" pluginName=\"Nessus Scan Information\" pluginFamily=\"Settings\">\
         <risk_factor>None</risk_factor><plugin_output>Nessus version : 10.8.3\nPlugin feed version : {feed}\nScan policy used : weekly, signed in\nCredentialed checks : {yes}\n</plugin_output></ReportItem>"
    );
    xml.push('\n');
    for check in CHECKS.iter().filter(|check| reports.contains(&check.id)) {
        report_item(xml, check);
    }
    xml.push_str("</ReportHost>\n");
}

fn report_item(xml: &mut String, check: &Check) {
    let Check { id, name, severity, score, vector, cve, solution, description, port } = check;
    let cves: String = cve.iter().map(|c| format!("<cve>{c}</cve>")).collect();
    let risk = ["None", "Low", "Medium", "High", "Critical"].get(usize::from(*severity)).copied().unwrap_or("None");
    let _infallible = write!(
        xml,
        "<ReportItem port=\"{port}\" svc_name=\"svc\" protocol=\"tcp\" severity=\"{severity}\" pluginID=\"{id}\" pluginName=\"{name}\" pluginFamily=\"Northmill\">\
         <description>{description}</description><solution>{solution}</solution><synopsis>{name}</synopsis><risk_factor>{risk}</risk_factor>\
         <cvss3_base_score>{score}</cvss3_base_score><cvss3_vector>{vector}</cvss3_vector>{cves}\
         <plugin_output>Seen on port {port}.</plugin_output></ReportItem>"
    );
    xml.push('\n');
}
