//! One `ReportItem`.

use closeout_domain::finding::{
    asset::AssetNames,
    observation::{CvssStatement, Judgement, Observation},
    severity::Severity,
};

use super::{host::Host, plugin};
use crate::{
    cvss, limits,
    sink::{Faults, Flow, Loss, Sink},
    slots::Slots,
};

const PLUGIN: usize = 0;
const PLUGIN_NAME: usize = 1;
const FAMILY: usize = 2;
const PORT: usize = 3;
const PROTOCOL: usize = 4;
const SEVERITY: usize = 5;
const DESCRIPTION: usize = 6;
const SYNOPSIS: usize = 7;
const SOLUTION: usize = 8;
const OUTPUT: usize = 9;
const RISK: usize = 10;
const KIND: usize = 11;
const CVE: usize = 12;
const CWE: usize = 13;
const REFERENCE: usize = 14;
const SCORE_2: usize = 15;
const VECTOR_2: usize = 16;
const SCORE_3: usize = 17;
const VECTOR_3: usize = 18;
const SCORE_4: usize = 19;
const VECTOR_4: usize = 20;
const RESULT: usize = 21;
const CHECK_NAME: usize = 22;
const CHECK_ID: usize = 23;
const INFO: usize = 24;
const FIX: usize = 25;
const ACTUAL: usize = 26;
const EXPECTED: usize = 27;
const REFERENCES: usize = 28;
const ERROR: usize = 29;
/// Those below are put together from the others.
const CHECK: usize = 30;
const PLACE: usize = 31;
const ABOUT: usize = 32;
const SEEN: usize = 33;
const CCI: usize = 34;
const TITLE: usize = 35;
const FIELDS: usize = 36;

/// Where the text of an item's child goes. Compliance results bear a prefix that is `cm:` by habit.
pub(super) fn field(element: &str) -> Option<usize> {
    Some(match element {
        "description" => DESCRIPTION,
        "synopsis" => SYNOPSIS,
        "solution" => SOLUTION,
        "plugin_output" => OUTPUT,
        "risk_factor" => RISK,
        "plugin_type" => KIND,
        "plugin_name" => TITLE,
        "cve" => CVE,
        "cwe" => CWE,
        "xref" => REFERENCE,
        "cvss_base_score" | "cvss" => SCORE_2,
        "cvss_vector" => VECTOR_2,
        "cvss3_base_score" | "cvssv3" => SCORE_3,
        "cvss3_vector" => VECTOR_3,
        "cvss4_base_score" | "cvssv4" => SCORE_4,
        "cvss4_vector" => VECTOR_4,
        _ => match compliance(element)? {
            "result" => RESULT,
            "check-name" => CHECK_NAME,
            "check-id" => CHECK_ID,
            "info" => INFO,
            "solution" => FIX,
            "actual-value" => ACTUAL,
            "policy-value" => EXPECTED,
            "reference" => REFERENCES,
            "error" => ERROR,
            _ => return None,
        },
    })
}

/// The rest of a name such as `cm:compliance-result`. Most names end here, so it does not search.
fn compliance(element: &str) -> Option<&str> {
    match element.strip_prefix("cm:") {
        Some(name) => name,
        None if !element.bytes().any(|byte| byte == b':') => return None,
        None => element.split_once(':')?.1,
    }
    .strip_prefix("compliance-")
}

/// The item that is being read.
#[derive(Default)]
pub(super) struct Item {
    pub(super) texts: Slots<FIELDS>,
}

impl Item {
    pub(super) fn begin(&mut self) {
        self.texts.clear();
    }

    pub(super) fn attribute(&mut self, name: &str, value: &str) {
        let field = match name {
            "pluginID" => PLUGIN,
            "pluginName" => PLUGIN_NAME,
            "pluginFamily" => FAMILY,
            "port" => PORT,
            "protocol" => PROTOCOL,
            "severity" => SEVERITY,
            _ => return,
        };
        self.texts.set(field, value);
    }

    /// An element of this field ended; those that come several times are kept a line each.
    pub(super) fn end_of(&mut self, field: usize) {
        if [CVE, CWE, REFERENCE].contains(&field) {
            self.texts.push(field, "\n");
        }
    }

    /// States the item as an observation.
    pub(super) fn push(&mut self, host: Option<&Host>, faults: &mut Faults, sink: &mut dyn Sink) -> Flow {
        let compliance = self.is_compliance();
        let state = if compliance { self.judge(faults) } else { Judgement::Present };
        let severity = self.severity(faults);
        self.put_together(compliance);
        for field in [SCORE_2, SCORE_3, SCORE_4] {
            if cvss::is_bad_score(self.texts.get(field)) {
                let given = short(self.texts.trimmed(field));
                faults.add(Loss::Value, format!("the CVSS score {given:?} is not a number from 0 to 10"));
            }
        }
        if self.texts.trimmed(PLUGIN).is_empty() {
            faults.add(Loss::Record, "a <ReportItem> does not say which plugin it is from");
        }
        if self.texts.take_cut() {
            let plugin = self.texts.trimmed(PLUGIN);
            faults.add(
                Loss::Value,
                format!("a text of plugin {plugin} is longer than {} bytes and was cut", limits::TEXT),
            );
        }
        let text = |field| self.texts.trimmed(field);
        let first = |fields: [usize; 2]| fields.map(text).into_iter().find(|text| !text.is_empty()).unwrap_or("");
        let list = |field| text(field).lines().map(str::trim).filter(|entry| !entry.is_empty()).collect();
        sink.observation(&Observation {
            check: if compliance { text(CHECK) } else { text(PLUGIN) },
            title: match text(CHECK_NAME) {
                "" => self.title(),
                name => name,
            },
            state,
            severity,
            native_severity: text(SEVERITY),
            cvss: self.cvss(),
            cve: list(CVE),
            cwe: list(CWE),
            cci: list(CCI),
            requirement: if compliance { requirement(text(REFERENCES)) } else { "" },
            asset: host.map_or_else(AssetNames::default, Host::names),
            place: text(PLACE),
            seen_at: host.and_then(Host::seen_at),
            description: if compliance { text(ABOUT) } else { first([DESCRIPTION, SYNOPSIS]) },
            recommendation: match first([FIX, SOLUTION]) {
                "n/a" | "N/A" => "",
                solution => solution,
            },
            output: if compliance { text(SEEN) } else { text(OUTPUT) },
            needs_authentication: plugin::needs_sign_in(text(KIND), text(FAMILY)),
        })
    }

    /// The plugin's number.
    pub(super) fn plugin(&self) -> &str {
        self.texts.trimmed(PLUGIN)
    }

    /// What the plugin saw.
    pub(super) fn output(&self) -> &str {
        self.texts.get(OUTPUT)
    }

    fn is_compliance(&self) -> bool {
        !self.texts.get(RESULT).is_empty() || self.texts.get(FAMILY) == "Policy Compliance"
    }

    fn title(&self) -> &str {
        [PLUGIN_NAME, TITLE, SYNOPSIS]
            .map(|field| self.texts.trimmed(field))
            .into_iter()
            .find(|text| !text.is_empty())
            .unwrap_or_default()
    }

    fn judge(&self, faults: &mut Faults) -> Judgement {
        match self.texts.trimmed(RESULT) {
            "PASSED" => Judgement::Absent,
            "FAILED" => Judgement::Present,
            "WARNING" | "ERROR" | "SKIPPED" | "INFO" => Judgement::NotJudged,
            other => {
                let message = if other.is_empty() {
                    "a compliance result is missing and counts as not judged".to_owned()
                } else {
                    format!("the compliance result {:?} is not known and counts as not judged", short(other))
                };
                faults.add(Loss::Value, message);
                Judgement::NotJudged
            }
        }
    }

    fn severity(&self, faults: &mut Faults) -> Severity {
        match self.texts.trimmed(SEVERITY) {
            "0" => Severity::Info,
            "1" => Severity::Low,
            "2" => Severity::Medium,
            "3" => Severity::High,
            "4" => Severity::Critical,
            other => {
                let derived = self.texts.trimmed(RISK).parse().unwrap_or(Severity::Medium);
                faults
                    .add(Loss::Value, format!("the severity {:?} is not 0 to 4; it counts as {derived}", short(other)));
                derived
            }
        }
    }

    fn cvss(&self) -> Vec<CvssStatement<'_>> {
        let mut statements = Vec::new();
        for (version, score, vector) in
            [("2.0", SCORE_2, VECTOR_2), ("3.0", SCORE_3, VECTOR_3), ("4.0", SCORE_4, VECTOR_4)]
        {
            statements.extend(cvss::statement(version, self.texts.get(score), self.texts.get(vector)));
        }
        statements
    }

    /// Fills the fields that are made of others.
    fn put_together(&mut self, compliance: bool) {
        let texts = &mut self.texts;
        if !["", "0"].contains(&texts.trimmed(PORT)) {
            let protocol = texts.trimmed(PROTOCOL).to_ascii_lowercase();
            texts.set(PLACE, &protocol);
            texts.push(PLACE, "/");
            texts.append(PLACE, PORT);
        }
        if !texts.get(CWE).is_empty() || texts.get(REFERENCE).lines().any(|line| line.starts_with("CWE:")) {
            let numbers = texts.get(CWE).lines().filter(|line| !line.trim().is_empty());
            let references = texts.get(REFERENCE).lines().filter_map(|line| line.trim().strip_prefix("CWE:"));
            let mut all: Vec<String> = Vec::new();
            for number in numbers.chain(references) {
                let number = number.trim().trim_start_matches("CWE-");
                let name = format!("CWE-{number}\n");
                if !all.contains(&name) && all.len() < 100 {
                    all.push(name);
                }
            }
            texts.set(CWE, &all.concat());
        }
        if self.title().is_empty() {
            let texts = &mut self.texts;
            // Scanners list each open port as an item of plugin 0.
            texts.set(TITLE, if texts.trimmed(PLUGIN) == "0" { "Open port" } else { "Plugin " });
            if texts.trimmed(PLUGIN) != "0" {
                texts.append(TITLE, PLUGIN);
            }
        }
        if compliance {
            self.put_compliance_together();
        }
    }

    /// One plugin runs all checks of an audit, so the check's own name is part of what the observation is about.
    fn put_compliance_together(&mut self) {
        let texts = &mut self.texts;
        texts.append(CHECK, PLUGIN);
        let name = if texts.trimmed(CHECK_NAME).is_empty() { CHECK_ID } else { CHECK_NAME };
        if !texts.trimmed(name).is_empty() {
            texts.push(CHECK, "/");
            texts.append(CHECK, name);
        }
        texts.append(ABOUT, if texts.trimmed(INFO).is_empty() { DESCRIPTION } else { INFO });
        if !texts.trimmed(REFERENCES).is_empty() {
            texts.push(ABOUT, "\n\nReferences: ");
            texts.append(ABOUT, REFERENCES);
            let ccis: Vec<&str> =
                texts.get(REFERENCES).split(',').filter_map(|entry| entry.trim().strip_prefix("CCI|")).collect();
            let ccis = ccis.join("\n");
            texts.set(CCI, &ccis);
        }
        for (label, field) in [("Expected: ", EXPECTED), ("Found: ", ACTUAL), ("Error: ", ERROR)] {
            if !texts.trimmed(field).is_empty() {
                if !texts.get(SEEN).is_empty() {
                    texts.push(SEEN, "\n");
                }
                texts.push(SEEN, label);
                texts.append(SEEN, field);
            }
        }
        if texts.get(SEEN).is_empty() {
            texts.append(SEEN, OUTPUT);
        }
    }
}

/// The first requirement of 800-171 Rev 2 among references such as `800-171|3.4.2,CCI|CCI-000366`.
fn requirement(references: &str) -> &str {
    references
        .split(',')
        .filter_map(|entry| entry.trim().strip_prefix("800-171|"))
        .find(|id| id.starts_with("3."))
        .unwrap_or_default()
}

/// Enough of a text to show in a message.
fn short(text: &str) -> &str {
    text.get(..text.floor_char_boundary(40)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_requirement_of_rev_2_is_found_among_references() {
        assert_eq!(requirement("800-171r3|03.04.02,CCI|CCI-000366, 800-171|3.4.2,800-171|3.4.1"), "3.4.2");
        assert_eq!(requirement("CSCv7|5.1"), "");
    }
}
