//! One finding, checked and stated.

use std::{collections::BTreeSet, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Coverage},
    observation::{self, CvssStatement, Judgement, Observation},
    severity::Severity,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

use super::source::Source;
use crate::{
    cvss, limits,
    sink::{Flow, Loss, Sink},
    slots::Slots,
};

pub(super) const CHECK: usize = 0;
pub(super) const TITLE: usize = 1;
pub(super) const STATE: usize = 2;
pub(super) const RESULT: usize = 3;
pub(super) const SEVERITY: usize = 4;
pub(super) const REQUIREMENT: usize = 5;
pub(super) const PLACE: usize = 6;
pub(super) const DESCRIPTION: usize = 7;
pub(super) const RECOMMENDATION: usize = 8;
pub(super) const OUTPUT: usize = 9;
pub(super) const FOUND: usize = 10;
pub(super) const CVE: usize = 11;
pub(super) const CWE: usize = 12;
pub(super) const CCI: usize = 13;
pub(super) const CVSS_VERSION: usize = 14;
pub(super) const CVSS_VECTOR: usize = 15;
pub(super) const CVSS_SCORE: usize = 16;
const FIELDS: usize = 17;

pub(super) const AGENT: usize = 0;
pub(super) const CLOUD: usize = 1;
pub(super) const FQDN: usize = 2;
pub(super) const HOSTNAME: usize = 3;
pub(super) const MAC: usize = 4;
pub(super) const IP: usize = 5;
pub(super) const PACKAGE: usize = 6;
pub(super) const OS: usize = 7;
pub(super) const ASSET_FIELDS: usize = 8;

/// The finding that is being read, and the assets that all findings name.
#[derive(Default)]
pub(super) struct Finding {
    pub(super) texts: Slots<FIELDS>,
    pub(super) assets: Vec<Slots<ASSET_FIELDS>>,
    covered: BTreeSet<[String; ASSET_FIELDS]>,
    latest: Option<Timestamp>,
}

/// Something wrong with a member.
pub(super) struct Fault {
    /// As in ".severity".
    pub(super) member: &'static str,
    pub(super) loss: Loss,
    pub(super) message: String,
    pub(super) advice: &'static str,
}

impl Fault {
    fn value(member: &'static str, message: String, advice: &'static str) -> Self {
        Self { member, loss: Loss::Value, message, advice }
    }
}

impl Finding {
    pub(super) fn clear(&mut self) {
        self.texts.clear();
        self.assets.clear();
    }

    /// States the finding on each asset that it names; on the organization as a whole when it names none.
    pub(super) fn push(&mut self, source: &Source, faults: &mut Vec<Fault>, sink: &mut dyn Sink) -> Flow {
        let requirement = self.requirement(faults);
        let state = self.state(faults);
        let severity = self.severity(state, &requirement, faults);
        let seen_at = self.found(faults).or_else(|| midnight(source.date()));
        let title = self.title(&requirement, faults);
        if self.texts.get(CVSS_SCORE).lines().any(cvss::is_bad_score) {
            let message = "a CVSS score is not a number from 0 to 10 and was left out".to_owned();
            faults.push(Fault::value(".cvss", message, "write it as 7.5"));
        }
        let check = self.check(source, &requirement, &title);
        self.latest = self.latest.max(seen_at);
        let text = |field| self.texts.trimmed(field);
        let list = |field| text(field).lines().map(str::trim).filter(|entry| !entry.is_empty()).collect();
        let mut observation = Observation {
            check: &check,
            title: &title,
            state,
            severity,
            native_severity: match text(SEVERITY) {
                "" => text(RESULT),
                severity => severity,
            },
            cvss: self.cvss(),
            cve: list(CVE),
            cwe: list(CWE),
            cci: list(CCI),
            requirement: &requirement,
            asset: AssetNames::default(),
            place: text(PLACE),
            seen_at,
            description: text(DESCRIPTION),
            recommendation: text(RECOMMENDATION),
            output: text(OUTPUT),
            needs_authentication: false,
        };
        if self.assets.is_empty() {
            return sink.observation(&observation);
        }
        for asset in &self.assets {
            observation.asset = names(&std::array::from_fn(|field| asset.trimmed(field)));
            sink.observation(&observation)?;
        }
        for asset in &self.assets {
            if self.covered.len() < limits::GATHERED_ASSETS {
                self.covered.insert(std::array::from_fn(|field| asset.trimmed(field).to_owned()));
            }
        }
        Continue(())
    }

    /// Covers every asset that was named, by what was stated.
    pub(super) fn cover(&self, sink: &mut dyn Sink) -> Flow {
        self.covered.iter().try_for_each(|asset| {
            sink.coverage(&Coverage {
                asset: names(&asset.each_ref().map(String::as_str)),
                reached: true,
                authenticated: None,
                seen_at: self.latest,
                check_set: "",
                checks: CheckScope::Stated,
            })
        })
    }

    fn shown(&self, field: usize) -> String {
        self.texts.trimmed(field).chars().take(40).collect()
    }

    fn requirement(&self, faults: &mut Vec<Fault>) -> String {
        let given = self.texts.trimmed(REQUIREMENT);
        if given.is_empty() {
            return String::new();
        }
        observation::requirement(given).unwrap_or_else(|| {
            faults.push(Fault::value(
                ".requirement",
                format!("{:?} is no requirement or objective of SP 800-171 Rev 2", self.shown(REQUIREMENT)),
                "write one of the 110 such as 3.5.3, or an objective such as 3.5.3[a]",
            ));
            String::new()
        })
    }

    fn state(&self, faults: &mut Vec<Fault>) -> Judgement {
        let word = |field| self.texts.trimmed(field).to_ascii_lowercase().replace([' ', '-'], "_");
        let result = match word(RESULT).as_str() {
            "" => None,
            "met" => Some(Judgement::Absent),
            "not_met" => Some(Judgement::Present),
            "n/a" | "na" | "not_applicable" => Some(Judgement::NotJudged),
            _ => {
                faults.push(Fault::value(
                    ".result",
                    format!("the result {:?} is not known; the finding counts as not judged", self.shown(RESULT)),
                    "write MET, NOT MET or N/A",
                ));
                Some(Judgement::NotJudged)
            }
        };
        let state = match word(STATE).as_str() {
            "" => None,
            "present" => Some(Judgement::Present),
            "absent" => Some(Judgement::Absent),
            "not_judged" => Some(Judgement::NotJudged),
            _ => {
                faults.push(Fault::value(
                    ".state",
                    format!("the state {:?} is not known; the finding counts as not judged", self.shown(STATE)),
                    "write present, absent or not_judged",
                ));
                Some(Judgement::NotJudged)
            }
        };
        if let (Some(result), Some(state)) = (result, state)
            && result != state
        {
            let message = "the state and the result contradict each other; the finding counts as not judged";
            faults.push(Fault::value(".state", message.to_owned(), "give one of them"));
            return Judgement::NotJudged;
        }
        // Who writes a finding down without a word about its state has found something.
        result.or(state).unwrap_or(Judgement::Present)
    }

    fn severity(&self, state: Judgement, requirement: &str, faults: &mut Vec<Fault>) -> Severity {
        let given = self.texts.trimmed(SEVERITY);
        if let Ok(severity) = given.parse() {
            return severity;
        }
        let fallback = if state == Judgement::Present { Severity::Medium } else { Severity::Info };
        let advice = "write critical, high, medium, low or info";
        if !given.is_empty() {
            let message = format!("the severity {:?} is not known; it counts as {fallback}", self.shown(SEVERITY));
            faults.push(Fault::value(".severity", message, advice));
        } else if state == Judgement::Present && requirement.is_empty() {
            let message = format!("the finding has no severity; it counts as {fallback}");
            faults.push(Fault::value(".severity", message, advice));
        }
        fallback
    }

    fn found(&self, faults: &mut Vec<Fault>) -> Option<Timestamp> {
        let given = self.texts.trimmed(FOUND);
        let found = midnight(given);
        if found.is_none() && !given.is_empty() {
            faults.push(Fault::value(
                ".found",
                format!("{:?} is not a date", self.shown(FOUND)),
                "write the day as 2026-03-31",
            ));
        }
        found
    }

    fn title(&self, requirement: &str, faults: &mut Vec<Fault>) -> String {
        let given = self.texts.trimmed(TITLE);
        if !given.is_empty() {
            return given.to_owned();
        }
        if !requirement.is_empty() {
            return format!("Requirement {requirement}");
        }
        let check = self.texts.trimmed(CHECK);
        faults.push(Fault {
            member: ".title",
            loss: if check.is_empty() { Loss::Record } else { Loss::Value },
            message: "the finding has no title".to_owned(),
            advice: "say in one line what was found",
        });
        check.to_owned()
    }

    /// The reference, else the requirement, else the title: what makes the same statement of a later file the same.
    fn check(&self, source: &Source, requirement: &str, title: &str) -> String {
        let reference = [self.texts.trimmed(CHECK), requirement, title]
            .into_iter()
            .find(|text| !text.is_empty())
            .unwrap_or("untitled");
        format!("{}/{reference}", source.kind())
    }

    fn cvss(&self) -> Vec<CvssStatement<'_>> {
        let lines = |field| self.texts.get(field).lines().chain(std::iter::repeat(""));
        self.texts
            .get(CVSS_VECTOR)
            .lines()
            .zip(lines(CVSS_VERSION))
            .zip(lines(CVSS_SCORE))
            .filter_map(|((vector, version), score)| cvss::statement(version.trim(), score, vector))
            .collect()
    }
}

fn names<'a>(fields: &[&'a str; ASSET_FIELDS]) -> AssetNames<'a> {
    let [agent, cloud, fqdn, hostname, mac, ip, package, os] = *fields;
    AssetNames { agent, cloud, fqdn, hostname, mac, ip, package, os }
}

/// A day, and nothing vaguer, as its beginning in UTC.
fn midnight(text: &str) -> Option<Timestamp> {
    let date: Date = text.parse().ok()?;
    date.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}
