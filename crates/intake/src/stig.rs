//! What a DISA STIG checklist states, whichever file it comes in.

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Coverage, Tool},
    observation::{Judgement, Observation},
    severity::Severity,
};
use jiff::Timestamp;

use crate::{
    limits,
    sink::{Faults, Flow, Loss, Place, Problem, Sink},
    slots::Slots,
};

const FAMILY: &str = "stig";
const NAME: &str = "DISA STIG checklist";

// The asset.
pub(crate) const HOST: usize = 0;
pub(crate) const IP: usize = 1;
pub(crate) const MAC: usize = 2;
pub(crate) const FQDN: usize = 3;
pub(crate) const WEB_OR_DATABASE: usize = 4;
pub(crate) const SITE: usize = 5;
pub(crate) const INSTANCE: usize = 6;
const ASSET_PLACE: usize = 7;
const ASSET_FIELDS: usize = 8;

// The STIG.
pub(crate) const STIG_ID: usize = 0;
pub(crate) const STIG_TITLE: usize = 1;
pub(crate) const VERSION: usize = 2;
pub(crate) const RELEASE: usize = 3;
pub(crate) const STIG_FIELDS: usize = 4;

// The rule.
pub(crate) const GROUP: usize = 0;
pub(crate) const RULE: usize = 1;
pub(crate) const TITLE: usize = 2;
pub(crate) const GROUP_TITLE: usize = 3;
pub(crate) const SEVERITY: usize = 4;
pub(crate) const DISCUSSION: usize = 5;
pub(crate) const FIX: usize = 6;
pub(crate) const CCI: usize = 7;
pub(crate) const STATUS: usize = 8;
pub(crate) const DETAILS: usize = 9;
pub(crate) const COMMENTS: usize = 10;
pub(crate) const OVERRIDE: usize = 11;
pub(crate) const JUSTIFICATION: usize = 12;
const CHECK: usize = 13;
const SEEN: usize = 14;
pub(crate) const RULE_FIELDS: usize = 15;

/// The checklist as far as it was read.
#[derive(Default)]
pub(crate) struct Checklist {
    pub(crate) asset: Slots<ASSET_FIELDS>,
    pub(crate) stig: Slots<STIG_FIELDS>,
    pub(crate) rule: Slots<RULE_FIELDS>,
    pub(crate) faults: Faults,
    /// When the tool that filled the checklist in ran, and when it ran for this STIG.
    pub(crate) run_at: Option<Timestamp>,
    pub(crate) evaluated_at: Option<Timestamp>,
    /// When the rule was last changed, if the file says so.
    pub(crate) changed_at: Option<Timestamp>,
    rules: u64,
    latest: Option<Timestamp>,
    editions: Vec<String>,
    titles: Vec<String>,
}

impl Checklist {
    /// The checklist begins.
    pub(crate) fn begin(&self, sink: &mut dyn Sink) {
        sink.tool(&Tool { family: FAMILY, name: NAME, ..Tool::default() });
    }

    /// A STIG begins: what was known of the one before does not hold for it.
    pub(crate) fn begin_stig(&mut self) {
        self.stig.clear();
        self.evaluated_at = self.run_at;
    }

    /// A rule begins.
    pub(crate) fn begin_rule(&mut self) {
        self.rule.clear();
        self.changed_at = None;
    }

    /// States the rule as an observation.
    pub(crate) fn finish_rule(&mut self, sink: &mut dyn Sink) -> Flow {
        self.rules += 1;
        self.name_tool(sink);
        self.put_together();
        let state = self.state();
        let severity = self.severity();
        if self.rule.take_cut() {
            let message = format!("a text of the rule is longer than {} bytes and was cut", limits::TEXT);
            self.faults.add(Loss::Value, message);
        }
        let seen_at = self.evaluated_at.or(self.changed_at);
        self.latest = self.latest.max(seen_at);
        let text = |field| self.rule.trimmed(field);
        sink.observation(&Observation {
            check: text(CHECK),
            title: match text(TITLE) {
                "" => text(GROUP_TITLE),
                title => title,
            },
            state,
            severity,
            native_severity: text(SEVERITY),
            cci: text(CCI).lines().map(str::trim).filter(|cci| !cci.is_empty()).collect(),
            asset: self.names(),
            place: self.asset.trimmed(ASSET_PLACE),
            seen_at,
            description: text(DISCUSSION),
            recommendation: text(FIX),
            output: text(SEEN),
            ..Observation::default()
        })
    }

    /// The one asset of the checklist is covered by what the checklist states, and nothing else.
    pub(crate) fn finish(&self, sink: &mut dyn Sink) {
        if self.rules == 0 {
            sink.problem(
                Problem::new(Place::File, Loss::Nothing, "the checklist holds no rule")
                    .advise("save it from STIG Viewer with at least one STIG"),
            );
            return;
        }
        let names = self.names();
        if names.names().next().is_none() {
            sink.problem(Problem::new(Place::File, Loss::Nothing, "the checklist does not name its asset").advise(
                "fill in the host name in STIG Viewer, so that findings can be followed from import to import",
            ));
        }
        let _ = sink.coverage(&Coverage {
            asset: names,
            reached: true,
            authenticated: None,
            seen_at: self.latest,
            check_set: self.only_edition(),
            checks: CheckScope::Stated,
        });
    }

    fn name_tool(&mut self, sink: &mut dyn Sink) {
        let title = match self.stig.trimmed(STIG_TITLE) {
            "" => self.stig.trimmed(STIG_ID),
            title => title,
        };
        let edition = edition(self.stig.trimmed(VERSION), self.stig.trimmed(RELEASE));
        let known = self.rules > 1 && self.titles.last().is_some_and(|last| last == title);
        if known || self.titles.len() >= 100 {
            return;
        }
        self.titles.push(title.to_owned());
        self.editions.push(edition);
        let policy = self.titles.join("; ");
        sink.tool(&Tool {
            family: FAMILY,
            name: NAME,
            version: "",
            check_set: self.only_edition(),
            policy: policy.trim_matches([';', ' ']),
        });
    }

    /// Editions of different STIGs cannot be compared, so only a checklist of one has one.
    fn only_edition(&self) -> &str {
        match self.editions.as_slice() {
            [edition] => edition,
            _ => "",
        }
    }

    fn names(&self) -> AssetNames<'_> {
        AssetNames {
            fqdn: self.asset.trimmed(FQDN),
            hostname: self.asset.trimmed(HOST),
            mac: self.asset.trimmed(MAC),
            ip: self.asset.trimmed(IP),
            ..AssetNames::default()
        }
    }

    fn put_together(&mut self) {
        // Numbers of vulnerabilities are DISA's alone, but checklists of other makers reuse them: the STIG's id keeps
        // two of them apart.
        let prefix = match self.stig.trimmed(STIG_ID) {
            "" => self.stig.trimmed(STIG_TITLE),
            id => id,
        };
        if !prefix.is_empty() {
            self.rule.set(CHECK, prefix);
            self.rule.push(CHECK, "/");
        }
        let number = if self.rule.trimmed(GROUP).is_empty() { RULE } else { GROUP };
        if self.rule.trimmed(number).is_empty() {
            self.faults.add(Loss::Record, "a rule has no number");
        }
        self.rule.append(CHECK, number);
        self.rule.append(SEEN, DETAILS);
        for (label, field) in [("Comments: ", COMMENTS), ("Severity changed because: ", JUSTIFICATION)] {
            if !self.rule.trimmed(field).is_empty() {
                if !self.rule.trimmed(SEEN).is_empty() {
                    self.rule.push(SEEN, "\n\n");
                }
                self.rule.push(SEEN, label);
                self.rule.append(SEEN, field);
            }
        }
        if self.asset.trimmed(ASSET_PLACE).is_empty() && self.asset.trimmed(WEB_OR_DATABASE) == "true" {
            self.asset.append(ASSET_PLACE, SITE);
            if !self.asset.trimmed(INSTANCE).is_empty() {
                self.asset.push(ASSET_PLACE, "/");
                self.asset.append(ASSET_PLACE, INSTANCE);
            }
        }
    }

    fn state(&mut self) -> Judgement {
        let status = self.rule.trimmed(STATUS);
        let word: String = status.chars().filter(char::is_ascii_alphabetic).take(40).collect();
        match word.to_ascii_lowercase().as_str() {
            "open" => Judgement::Present,
            "notafinding" => Judgement::Absent,
            "notapplicable" | "notreviewed" => Judgement::NotJudged,
            other => {
                let number = self.rule.trimmed(GROUP);
                let message = if other.is_empty() {
                    format!("the rule {number} has no status and counts as not reviewed")
                } else {
                    format!("the status {word:?} of the rule {number} is not known and counts as not reviewed")
                };
                self.faults.add(Loss::Value, message);
                Judgement::NotJudged
            }
        }
    }

    /// The organization's own rating where it gave one, else DISA's: category I, II or III.
    fn severity(&mut self) -> Severity {
        let read = |field| self.rule.trimmed(field).parse::<Severity>().ok();
        let given = |field| self.rule.trimmed(field).chars().take(40).collect::<String>();
        let native = read(SEVERITY);
        if native.is_none() {
            let message = format!("the severity {:?} is not known; it counts as medium", given(SEVERITY));
            self.faults.add(Loss::Value, message);
        }
        let changed = read(OVERRIDE);
        if changed.is_none() && !given(OVERRIDE).is_empty() {
            let message = format!("the severity override {:?} is not known and was left out", given(OVERRIDE));
            self.faults.add(Loss::Value, message);
        }
        changed.or(native).unwrap_or(Severity::Medium)
    }
}

/// "2" and "Release: 5 Benchmark Date: 07 Jun 2023" become "V02R05", so that later editions sort higher.
fn edition(version: &str, release: &str) -> String {
    let number = |text: &str| text.split(|c: char| !c.is_ascii_digit()).next()?.parse::<u16>().ok();
    let version = version.trim_start_matches(['V', 'v']);
    let release = release.trim_start_matches("Release:").trim_start();
    match (number(version), number(release)) {
        (Some(version), Some(release)) => format!("V{version:02}R{release:02}"),
        (Some(version), None) => format!("V{version:02}"),
        (None, Some(release)) => format!("R{release:02}"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn editions_sort() {
        assert_eq!(edition("2", "Release: 5 Benchmark Date: 07 Jun 2023"), "V02R05");
        assert_eq!(edition("002.006", "Release: 12"), "V02R12");
        assert_eq!(edition("two", "none of 2023"), "");
        assert_eq!(edition("1", ""), "V01");
        assert_eq!(edition("", "Release: 1"), "R01");
        assert_eq!(edition("", ""), "");
        assert!(edition("1", "Release: 12") > edition("1", "Release: 9 Benchmark Date: 2020"));
    }
}
