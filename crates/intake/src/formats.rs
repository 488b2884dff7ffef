//! The registry: every format that can be read. Help, documentation and tests derive from it.

use crate::format::Format;

mod asff;
mod aws_inspector2;
mod burp;
mod checkov;
mod ckl;
mod cklb;
mod csaf;
mod cyclonedx;
mod findings;
mod grype;
mod hdf;
mod lynis;
mod ms_defender;
mod nessus;
mod nessus_csv;
mod nexpose;
mod nikto;
mod nmap;
mod nuclei;
mod openvas;
mod openvas_csv;
mod openvex;
mod oscal_ar;
mod prowler;
mod prowler_csv;
mod qualys;
mod qualys_csv;
mod qualys_was;
mod sarif;
mod scap_arf;
mod scoutsuite;
mod sslyze;
mod table;
mod testssl;
mod trivy;
mod trivy_operator;
mod wapiti;
mod wazuh;
mod xccdf;
mod zap;

/// Every format, in the order of the documentation.
pub static FORMATS: &[&dyn Format] = &[
    &nessus::Nessus,
    &nessus_csv::NessusCsv,
    &ckl::Ckl,
    &cklb::Cklb,
    &findings::Findings,
    &table::Table,
    &nmap::Nmap,
    &trivy::Trivy,
    &xccdf::Xccdf,
    &scap_arf::ScapArf,
    &openvas::Openvas,
    &openvas_csv::OpenvasCsv,
    &qualys::Qualys,
    &qualys_was::QualysWas,
    &sarif::Sarif,
    &qualys_csv::QualysCsv,
    &grype::Grype,
    &cyclonedx::CycloneDx,
    &nexpose::Nexpose,
    &burp::Burp,
    &zap::Zap,
    &nikto::Nikto,
    &nuclei::Nuclei,
    &openvex::OpenVex,
    &csaf::Csaf,
    &asff::Asff,
    &aws_inspector2::AwsInspector2,
    &wazuh::Wazuh,
    &wapiti::Wapiti,
    &prowler::Prowler,
    &prowler_csv::ProwlerCsv,
    &hdf::Hdf,
    &oscal_ar::OscalAr,
    &checkov::Checkov,
    &lynis::Lynis,
    &scoutsuite::ScoutSuite,
    &trivy_operator::TrivyOperator,
    &ms_defender::MsDefender,
    &testssl::Testssl,
    &sslyze::Sslyze,
];

/// The format of that id.
pub fn format(id: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.id() == id)
}
