//! The headings that mean a field, as people and tools write them, in the spelling of [`super::normal`].

use super::Field;

/// The headings of each field, the surest first.
const VOCABULARY: &[(Field, &str)] = &[
    (
        Field::Title,
        "title, weakness, weakness name, finding title, finding name, vulnerability, vulnerability name, \
         vulnerability title, vuln title, vuln name, issue, issue title, issue name, finding, findings, name, \
         plugin name, check name, check title, test name, rule title, summary, headline, observation, \
         deficiency, gap, problem",
    ),
    (
        Field::Check,
        "check, check id, checkid, plugin id, pluginid, plugin, rule id, rule, test id, signature id, \
         vulnerability id, vuln id, vulnerability identifier, qid, nvt oid, oid, control id, control, advisory, \
         advisory id, kb id, stig id, group id, benchmark id, cis id, recommendation id",
    ),
    (
        Field::Requirement,
        "requirement, requirement id, requirement number, objective, objective id, assessment objective, \
         practice, practice id, cmmc practice, cmmc practice id, cmmc requirement, security requirement, \
         800 171 requirement, nist requirement, nist 800 171, nist control, identifier",
    ),
    (
        Field::State,
        "state, status, result, finding status, vuln status, vulnerability status, check status, test result, \
         check result, assessment result, assessment status, implementation status, outcome, compliance, \
         compliance status, compliant, pass fail, met not met, met, open closed, disposition, \
         score met",
    ),
    (
        Field::Severity,
        "severity, risk, criticality, severity level, risk level, risk rating, severity rating, rating, \
         threat level, threat, raw severity, vuln severity, vulnerability severity, cvss severity, cvss rating, \
         issue severity, impact level, priority, level, cat, category of severity",
    ),
    (
        Field::Score,
        "score, cvss, cvss score, cvss base score, base score, cvss base, cvss3, cvss 3, cvss v3, \
         cvss v3 score, cvss3 score, cvss v3 base score, cvss v3.0 base score, cvss v3.1 base score, \
         cvss v3.1 score, cvssv3, cvssv3 score, cvss v2, cvss v2 score, cvss2 score, cvss v2 base score, \
         cvss v2.0 base score, cvssv2, cvss v4, cvss v4 score, cvssv4 score, cvss4 score, risk score",
    ),
    (
        Field::Vector,
        "vector, cvss vector, cvss v3 vector, cvss3 vector, cvssv3 vector, cvss v3.1 vector, cvss v2 vector, \
         cvss2 vector, cvss v4 vector, cvssv4, cvss string, cvss vector string",
    ),
    (Field::Cve, "cve, cves, cve id, cve ids, cve s, cve number, cve numbers, vulnerability ids"),
    (Field::Cwe, "cwe, cwes, cwe id, cweid, cwe ids, cwe number"),
    (
        Field::Host,
        "host, hostname, host name, hosts, asset, assets, asset name, asset identifier, fqdn, dns, dns name, \
         netbios, netbios name, ip, ips, ip address, ip addresses, ipv4, ipv4 address, ipv6, ipv6 address, \
         ip addr, address, host ip, asset ip, asset ip address, server, server name, machine, machine name, \
         computer, computer name, device, device name, node, target, targets, affected host, affected hosts, \
         affected asset, affected assets, affected system, affected systems, endpoint, endpoints, url, urls, \
         instance, resource, resource name",
    ),
    (Field::Os, "os, operating system, os name, os version"),
    (Field::Port, "port, ports, port number, service port"),
    (Field::Protocol, "protocol, proto, transport"),
    (
        Field::Place,
        "place, location, path, file, file path, file name, filename, component, component name, package, \
         package name, parameter, service, share, registry key, account",
    ),
    (
        Field::Date,
        "date, last seen, last detected, last observed, last found, date found, found, found on, \
         date identified, identified, identified on, detected, detection date, detected on, date detected, \
         discovered, discovered on, discovery date, date discovered, observed, observed on, seen, scan date, \
         date scanned, scanned, timestamp, time, assessed, assessed on, assessment date, date assessed, \
         reported, reported on, report date, first seen, first detected",
    ),
    (
        Field::Description,
        "description, details, detail, finding description, weakness description, vulnerability description, \
         issue description, synopsis, explanation, background, rationale, impact, consequence, objective text, \
         requirement text, requirement description, discussion",
    ),
    (
        Field::Recommendation,
        "recommendation, recommendations, remediation, solution, fix, mitigation, remedy, corrective action, \
         corrective actions, recommended action, recommended actions, action, recommended fix, \
         remediation steps, how to fix, fix text, resolution, countermeasure",
    ),
    (
        Field::Output,
        "evidence, output, plugin output, plugin text, proof, results, observed value, actual value, actual, \
         finding details, notes, note, comment, comments, assessor notes, assessor comments, remarks, \
         test output, details found",
    ),
];

/// Headings of a number that tells a row of this file, and not the check: it changes from file to file.
const ROW_NUMBERS: &str = "id, #, no, no., nr, nr., number, item, row, ref, ref., reference, finding id, finding #, finding no, \
    finding no., finding number, issue id, index, s no, sl no, key";

/// Which field a heading names, and how surely: 0 is the surest.
pub(super) fn named(heading: &str) -> Option<(Field, usize)> {
    VOCABULARY.iter().find_map(|(field, words)| position(words, heading).map(|position| (*field, position)))
}

/// Whether a heading names the row alone.
pub(super) fn is_row_number(heading: &str) -> bool {
    position(ROW_NUMBERS, heading).is_some()
}

/// Where a word stands in a list.
pub(super) fn position(words: &str, wanted: &str) -> Option<usize> {
    // No heading in the list is longer, and cells of running text are asked for too.
    if wanted.is_empty() || wanted.len() > 40 { None } else { words.split(", ").position(|word| word == wanted) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mapping::normal;

    #[test]
    fn no_heading_means_two_things() {
        let lists = VOCABULARY.iter().map(|(_, words)| *words).chain([ROW_NUMBERS]);
        let all: Vec<&str> = lists.flat_map(|words| words.split(", ")).collect();
        for (n, heading) in all.iter().enumerate() {
            assert!(!all[..n].contains(heading), "{heading}");
            assert_eq!(normal(heading), *heading, "is never found");
        }
    }
}
