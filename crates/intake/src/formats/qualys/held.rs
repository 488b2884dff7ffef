//! What was found, held back until the glossary behind it says what it is.

use std::{collections::HashMap, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Coverage},
    observation::{CvssStatement, Judgement, Observation},
    severity::Severity,
};
use jiff::Timestamp;

use super::severity;
use crate::{
    gathered::worse,
    limits,
    sink::{Flow, Loss, Place, Problem, Sink},
};

/// One finding on one host.
#[derive(Default)]
pub(in crate::formats) struct Finding {
    pub(in crate::formats) at: Option<Place>,
    pub(in crate::formats) host: usize,
    pub(in crate::formats) qid: String,
    /// Merely gathered, no weakness.
    pub(in crate::formats) gathered: bool,
    pub(in crate::formats) state: Judgement,
    pub(in crate::formats) place: String,
    pub(in crate::formats) seen_at: Option<Timestamp>,
    pub(in crate::formats) output: String,
    pub(in crate::formats) needs_authentication: bool,
}

/// What the glossary says of a QID.
#[derive(Default)]
pub(in crate::formats) struct Details<'a> {
    pub(in crate::formats) title: &'a str,
    pub(in crate::formats) step: &'a str,
    pub(in crate::formats) category: &'a str,
    pub(in crate::formats) cvss: Vec<CvssStatement<'a>>,
    pub(in crate::formats) cve: Vec<&'a str>,
    pub(in crate::formats) cwe: Vec<&'a str>,
    pub(in crate::formats) description: &'a str,
    pub(in crate::formats) recommendation: &'a str,
}

/// A host, its coverage gathered over its findings.
#[derive(Default)]
pub(in crate::formats) struct Host {
    pub(in crate::formats) agent: String,
    pub(in crate::formats) fqdn: String,
    pub(in crate::formats) hostname: String,
    pub(in crate::formats) ip: String,
    pub(in crate::formats) os: String,
    pub(in crate::formats) signed_in: Option<bool>,
    pub(in crate::formats) seen_at: Option<Timestamp>,
}

impl Host {
    fn names(&self) -> AssetNames<'_> {
        let Self { agent, fqdn, hostname, ip, os, .. } = self;
        AssetNames { agent, fqdn, hostname, ip, os, ..AssetNames::default() }
    }

    pub(in crate::formats) fn saw(&mut self, at: Option<Timestamp>, signed_in: Option<bool>) {
        self.seen_at = self.seen_at.max(at);
        self.signed_in = worse(self.signed_in, signed_in);
    }
}

/// Everything that waits.
#[derive(Default)]
pub(in crate::formats) struct Held {
    pub(in crate::formats) hosts: Vec<Host>,
    findings: HashMap<String, Vec<Finding>>,
    /// The QIDs in the order in which they came.
    order: Vec<String>,
    size: usize,
    full: bool,
}

impl Held {
    /// Holds a finding back; when there is no more room it goes on at once, without what the glossary says.
    pub(in crate::formats) fn hold(&mut self, finding: Finding, sink: &mut dyn Sink) -> Flow {
        self.size += finding.output.len() + finding.place.len() + 300;
        if self.size > limits::HELD {
            if !self.full {
                self.full = true;
                let message =
                    "more findings stand before the glossary than can be held; from here on they go without it";
                let advice = "export fewer hosts at a time to have titles and severities";
                sink.problem(
                    Problem::new(finding.at.clone().unwrap_or(Place::File), Loss::Value, message).advise(advice),
                );
            }
            return self.state(&finding, None, sink);
        }
        if !self.findings.contains_key(&finding.qid) {
            self.order.push(finding.qid.clone());
        }
        self.findings.entry(finding.qid.clone()).or_default().push(finding);
        Continue(())
    }

    /// All findings of that QID go on.
    pub(in crate::formats) fn describe(&mut self, qid: &str, details: &Details<'_>, sink: &mut dyn Sink) -> Flow {
        let findings = self.findings.remove(qid).unwrap_or_default();
        findings.iter().try_for_each(|finding| self.state(finding, Some(details), sink))
    }

    /// What the glossary did not describe goes on without it; then every host is covered.
    pub(in crate::formats) fn finish(&mut self, sink: &mut dyn Sink) -> Flow {
        for qid in std::mem::take(&mut self.order) {
            let findings = self.findings.remove(&qid).unwrap_or_default();
            findings.iter().try_for_each(|finding| self.state(finding, None, sink))?;
        }
        self.hosts.iter().filter(|host| host.names().names().next().is_some()).try_for_each(|host| {
            sink.coverage(&Coverage {
                asset: host.names(),
                reached: true,
                authenticated: host.signed_in,
                seen_at: host.seen_at,
                checks: CheckScope::Unknown,
                ..Coverage::default()
            })
        })
    }

    fn state(&self, finding: &Finding, details: Option<&Details<'_>>, sink: &mut dyn Sink) -> Flow {
        let undescribed = Details::default();
        let said = details.unwrap_or(&undescribed);
        let known = severity(said.step, finding.gathered);
        if known.is_none() && !self.full {
            let shown: String = said.step.chars().take(40).collect();
            let message = match details {
                Some(_) => format!("the severity {shown:?} is not known; it counts as medium"),
                None => format!("the glossary does not describe QID {}; its severity counts as medium", finding.qid),
            };
            sink.problem(Problem::new(finding.at.clone().unwrap_or(Place::File), Loss::Value, message));
        }
        let title = format!("QID {}", finding.qid);
        sink.observation(&Observation {
            check: &finding.qid,
            title: if said.title.is_empty() { &title } else { said.title },
            state: finding.state,
            severity: known.unwrap_or(Severity::Medium),
            native_severity: said.step,
            cvss: said.cvss.clone(),
            cve: said.cve.clone(),
            cwe: said.cwe.clone(),
            asset: self.hosts.get(finding.host).map(Host::names).unwrap_or_default(),
            place: &finding.place,
            seen_at: finding.seen_at,
            description: said.description,
            recommendation: said.recommendation,
            output: &finding.output,
            needs_authentication: finding.needs_authentication || said.category == "Local",
            ..Observation::default()
        })
    }
}
