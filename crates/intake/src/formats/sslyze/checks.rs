//! Which facts about a TLS service are weaknesses, and how bad. sslyze does not say; where a CVE has a score of NVD, its
//! range decides, and what RFC 8996 and RFC 7568 forbid counts as medium, SSL 2.0 as high.

use closeout_domain::finding::{observation::Judgement, severity::Severity};

use crate::record::View;

/// One question about a service.
pub(super) struct Check {
    /// Never changed: findings are recognised by it.
    pub(super) id: &'static str,
    /// The member of `scan_result` that answers it.
    pub(super) command: &'static str,
    /// The member of its result.
    member: &'static str,
    weak: Weak,
    pub(super) title: &'static str,
    pub(super) severity: Severity,
    pub(super) cve: &'static [&'static str],
}

/// When the fact is a weakness.
enum Weak {
    True,
    False,
    /// The list is not empty: suites that the server accepts.
    Any,
    /// The word begins with `VULNERABLE`.
    Vulnerable,
    /// No element of the list was validated.
    NoneTrusted,
}

const fn check(
    id: &'static str,
    [command, member]: [&'static str; 2],
    weak: Weak,
    severity: Severity,
    title: &'static str,
    cve: &'static [&'static str],
) -> Check {
    Check { id, command, member, weak, title, severity, cve }
}

const SUITES: &str = "accepted_cipher_suites";
const DEPLOYED: &str = "certificate_info";

pub(super) const CHECKS: &[Check] = &[
    check(
        "ssl_2_0",
        ["ssl_2_0_cipher_suites", SUITES],
        Weak::Any,
        Severity::High,
        "SSL 2.0 is accepted",
        &["CVE-2016-0800"],
    ),
    check(
        "ssl_3_0",
        ["ssl_3_0_cipher_suites", SUITES],
        Weak::Any,
        Severity::Medium,
        "SSL 3.0 is accepted",
        &["CVE-2014-3566"],
    ),
    check("tls_1_0", ["tls_1_0_cipher_suites", SUITES], Weak::Any, Severity::Medium, "TLS 1.0 is accepted", &[]),
    check("tls_1_1", ["tls_1_1_cipher_suites", SUITES], Weak::Any, Severity::Medium, "TLS 1.1 is accepted", &[]),
    check("tls_1_2", ["tls_1_2_cipher_suites", SUITES], Weak::Any, Severity::Info, "TLS 1.2 is accepted", &[]),
    check("tls_1_3", ["tls_1_3_cipher_suites", SUITES], Weak::Any, Severity::Info, "TLS 1.3 is accepted", &[]),
    check(
        "compression",
        ["tls_compression", "supports_compression"],
        Weak::True,
        Severity::Low,
        "TLS compression is on (CRIME)",
        &["CVE-2012-4929"],
    ),
    check(
        "early_data",
        ["tls_1_3_early_data", "supports_early_data"],
        Weak::True,
        Severity::Info,
        "TLS 1.3 early data is accepted",
        &[],
    ),
    check(
        "ccs_injection",
        ["openssl_ccs_injection", "is_vulnerable_to_ccs_injection"],
        Weak::True,
        Severity::High,
        "OpenSSL CCS injection",
        &["CVE-2014-0224"],
    ),
    check(
        "fallback_scsv",
        ["tls_fallback_scsv", "supports_fallback_scsv"],
        Weak::False,
        Severity::Low,
        "Downgrades are not prevented (TLS_FALLBACK_SCSV)",
        &[],
    ),
    check(
        "heartbleed",
        ["heartbleed", "is_vulnerable_to_heartbleed"],
        Weak::True,
        Severity::High,
        "OpenSSL Heartbleed",
        &["CVE-2014-0160"],
    ),
    check(
        "robot",
        ["robot", "robot_result"],
        Weak::Vulnerable,
        Severity::Medium,
        "Bleichenbacher's oracle (ROBOT)",
        &[],
    ),
    check(
        "renegotiation",
        ["session_renegotiation", "supports_secure_renegotiation"],
        Weak::False,
        Severity::Medium,
        "Renegotiation is not secure",
        &["CVE-2009-3555"],
    ),
    check(
        "renegotiation_dos",
        ["session_renegotiation", "is_vulnerable_to_client_renegotiation_dos"],
        Weak::True,
        Severity::Medium,
        "Clients can exhaust the server by renegotiation",
        &["CVE-2011-1473"],
    ),
    check(
        "master_secret",
        ["tls_extended_master_secret", "supports_ems_extension"],
        Weak::False,
        Severity::Low,
        "The extended master secret is not supported",
        &[],
    ),
    check(
        "certificate_name",
        [DEPLOYED, "leaf_certificate_subject_matches_hostname"],
        Weak::False,
        Severity::Medium,
        "The certificate is for another name",
        &[],
    ),
    check(
        "certificate_trust",
        [DEPLOYED, "path_validation_results"],
        Weak::NoneTrusted,
        Severity::Medium,
        "No trust store trusts the certificate",
        &[],
    ),
    check(
        "certificate_sha1",
        [DEPLOYED, "verified_chain_has_sha1_signature"],
        Weak::True,
        Severity::Medium,
        "The certificate's chain is signed with SHA-1",
        &[],
    ),
];

impl Check {
    /// Whether the weakness is there, and what was said.
    pub(super) fn judge(&self, result: View<'_>) -> (Judgement, String) {
        let value = result.get(self.member);
        let stated = |weak: bool| if weak { Judgement::Present } else { Judgement::Absent };
        match self.weak {
            Weak::Any => {
                let names: Vec<&str> = value.items().map(|suite| suite.at("cipher_suite/name").text()).collect();
                // Without the list nothing is known of the version.
                let known = result.inside().any(|member| member.key() == self.member);
                (if known { stated(!names.is_empty()) } else { Judgement::NotJudged }, names.join("\n"))
            }
            Weak::NoneTrusted => {
                let name = |store: View<'_>| store.at("trust_store/name").text().to_owned();
                let trusted = |store: View<'_>| match store.get("was_validation_successful").text() {
                    // Older files say it by the absence of an error.
                    "" => store.get("openssl_error_string").is_nothing(),
                    word => word == "true",
                };
                let stores: Vec<View<'_>> = value.items().filter(|store| !name(*store).is_empty()).collect();
                let says = |store: &View<'_>| {
                    let error = store.get("openssl_error_string").text();
                    format!("{}: {}", name(*store), if trusted(*store) { "trusted" } else { error })
                };
                let said = stores.iter().map(says).collect::<Vec<_>>().join("\n");
                let none = stores.is_empty();
                (if none { Judgement::NotJudged } else { stated(!stores.into_iter().any(trusted)) }, said)
            }
            Weak::Vulnerable => {
                let word = value.text();
                let judged = match word {
                    word if word.starts_with("VULNERABLE") => Judgement::Present,
                    word if word.starts_with("NOT_VULNERABLE") => Judgement::Absent,
                    _ => Judgement::NotJudged,
                };
                (judged, word.to_owned())
            }
            Weak::True | Weak::False => {
                let bad = if matches!(self.weak, Weak::True) { "true" } else { "false" };
                let judged = match value.text() {
                    word if word == bad => Judgement::Present,
                    "true" | "false" => Judgement::Absent,
                    _ => Judgement::NotJudged,
                };
                (judged, String::new())
            }
        }
    }
}
