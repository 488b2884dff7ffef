//! What was found, held back until the glossary that stands behind it in the file says what it is.

use std::{collections::HashMap, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Coverage},
    observation::{CvssStatement, Judgement, Observation},
    severity::Severity,
};
use jiff::Timestamp;

use crate::{
    gathered::worse,
    limits,
    sink::{Flow, Loss, Place, Problem, Sink},
};

/// One finding on one host.
#[derive(Default)]
pub(crate) struct Finding {
    pub(crate) at: Option<Place>,
    pub(crate) host: usize,
    pub(crate) check: String,
    /// A fact that was gathered, no weakness.
    pub(crate) gathered: bool,
    pub(crate) state: Judgement,
    pub(crate) place: String,
    pub(crate) seen_at: Option<Timestamp>,
    pub(crate) output: String,
    pub(crate) needs_authentication: bool,
}

/// What the glossary says of a check.
#[derive(Default)]
pub(crate) struct Details<'a> {
    pub(crate) title: &'a str,
    /// `None` if what stands there is no severity.
    pub(crate) severity: Option<Severity>,
    pub(crate) native_severity: &'a str,
    pub(crate) needs_authentication: bool,
    pub(crate) cvss: Vec<CvssStatement<'a>>,
    pub(crate) cve: Vec<&'a str>,
    pub(crate) cwe: Vec<&'a str>,
    pub(crate) description: &'a str,
    pub(crate) recommendation: &'a str,
}

/// A host, its coverage gathered over its findings.
#[derive(Default)]
pub(crate) struct Host {
    pub(crate) agent: String,
    pub(crate) fqdn: String,
    pub(crate) hostname: String,
    pub(crate) mac: String,
    pub(crate) ip: String,
    pub(crate) os: String,
    pub(crate) down: bool,
    pub(crate) signed_in: Option<bool>,
    pub(crate) seen_at: Option<Timestamp>,
}

impl Host {
    fn names(&self) -> AssetNames<'_> {
        let Self { agent, fqdn, hostname, mac, ip, os, .. } = self;
        AssetNames { agent, fqdn, hostname, mac, ip, os, ..AssetNames::default() }
    }

    pub(crate) fn saw(&mut self, at: Option<Timestamp>, signed_in: Option<bool>) {
        self.seen_at = self.seen_at.max(at);
        self.signed_in = worse(self.signed_in, signed_in);
    }
}

/// Everything that waits.
#[derive(Default)]
pub(crate) struct Held {
    pub(crate) hosts: Vec<Host>,
    findings: HashMap<String, Vec<Finding>>,
    /// The checks in the order in which they came.
    order: Vec<String>,
    size: usize,
    full: bool,
}

impl Held {
    /// Holds a finding back; when there is no more room it goes on at once, without what the glossary says.
    pub(crate) fn hold(&mut self, finding: Finding, sink: &mut dyn Sink) -> Flow {
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
        if !self.findings.contains_key(&finding.check) {
            self.order.push(finding.check.clone());
        }
        self.findings.entry(finding.check.clone()).or_default().push(finding);
        Continue(())
    }

    /// All findings of that check go on.
    pub(crate) fn describe(&mut self, check: &str, details: &Details<'_>, sink: &mut dyn Sink) -> Flow {
        let findings = self.findings.remove(check).unwrap_or_default();
        findings.iter().try_for_each(|finding| self.state(finding, Some(details), sink))
    }

    /// What the glossary did not describe goes on without it; then every host is covered.
    pub(crate) fn finish(&mut self, sink: &mut dyn Sink) -> Flow {
        for check in std::mem::take(&mut self.order) {
            let findings = self.findings.remove(&check).unwrap_or_default();
            findings.iter().try_for_each(|finding| self.state(finding, None, sink))?;
        }
        self.hosts.iter().filter(|host| host.names().names().next().is_some()).try_for_each(|host| {
            sink.coverage(&Coverage {
                asset: host.names(),
                reached: !host.down,
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
        let known = if finding.gathered { Some(Severity::Info) } else { said.severity };
        if known.is_none() && !self.full {
            let shown: String = said.native_severity.chars().take(40).collect();
            let message = match details {
                Some(_) => format!("the severity {shown:?} is not known; it counts as medium"),
                None => format!("the glossary does not describe {:?}; its severity counts as medium", finding.check),
            };
            sink.problem(Problem::new(finding.at.clone().unwrap_or(Place::File), Loss::Value, message));
        }
        sink.observation(&Observation {
            check: &finding.check,
            title: if said.title.is_empty() { &finding.check } else { said.title },
            state: finding.state,
            severity: known.unwrap_or(Severity::Medium),
            native_severity: said.native_severity,
            cvss: said.cvss.clone(),
            cve: said.cve.clone(),
            cwe: said.cwe.clone(),
            asset: self.hosts.get(finding.host).map(Host::names).unwrap_or_default(),
            place: &finding.place,
            seen_at: finding.seen_at,
            description: said.description,
            recommendation: said.recommendation,
            output: &finding.output,
            needs_authentication: finding.needs_authentication || said.needs_authentication,
            ..Observation::default()
        })
    }
}
