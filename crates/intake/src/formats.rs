//! The registry: every format that can be read. Help, documentation and tests derive from it.

use crate::format::Format;

mod ckl;
mod cklb;
mod findings;
mod nessus;
mod nessus_csv;
mod nmap;
mod trivy;

/// Every format, in the order of the documentation.
pub static FORMATS: &[&dyn Format] =
    &[&nessus::Nessus, &nessus_csv::NessusCsv, &ckl::Ckl, &cklb::Cklb, &findings::Findings, &nmap::Nmap, &trivy::Trivy];

/// The format of that id.
pub fn format(id: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.id() == id)
}
