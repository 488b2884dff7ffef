//! Cases by which a policy can be looked at before it counts.

use closeout_catalog::directive::{Exploitation, TechnicalImpact};
use jiff::civil::Date;

use super::{
    policy::Policy,
    value::{Due, Inputs},
};
use crate::{
    finding::severity::Severity,
    priority::{Cve, CveFacts, Kev, Listing, Priority, Ssvc},
};

/// A case, and what the policy comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What is supposed, without a full stop.
    pub case: String,
    /// By when it would be due, and why.
    pub due: Due,
}

/// An urgent and an ordinary case, both found on a day.
pub fn examples(policy: &Policy, found: Date) -> Vec<Example> {
    // No vulnerability has this number: they begin at 0001.
    let Ok(cve) = "CVE-2000-0000".parse::<Cve>() else { return Vec::new() };
    let listed = Kev { added: found, due_date: None, ransomware: false };
    let answers = |automatable, technical_impact| Ssvc {
        exploitation: Some(Exploitation::None),
        automatable: Some(automatable),
        technical_impact: Some(technical_impact),
    };
    let (yes, no) = (answers(true, TechnicalImpact::Total), answers(false, TechnicalImpact::Partial));
    let urgent = CveFacts { kev: Listing::Listed(listed), ssvc: yes, ..CveFacts::unknown(cve.clone()) };
    let ordinary = CveFacts { kev: Listing::NotListed, ssvc: no, ..CveFacts::unknown(cve) };
    let case = |case: String, priority, severity, internet, facts: CveFacts| {
        let cves = [facts];
        let inputs = Inputs { priority, severity, detected: Some(found), internet: Some(internet), cves: &cves };
        Example { case, due: super::due(&inputs, policy, &policy.calendar()) }
    };
    vec![
        case(
            format!(
                "a critical flaw that is listed as exploited, where an attack can be automated and hands over the machine, \
                 which the internet reaches; found and listed on {found}"
            ),
            Priority::Critical,
            Severity::Critical,
            true,
            urgent,
        ),
        case(
            format!("a medium flaw that is not known to be exploited, on a machine inside; found on {found}"),
            Priority::Medium,
            Severity::Medium,
            false,
            ordinary,
        ),
    ]
}
