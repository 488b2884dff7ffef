//! The rules of a benchmark, held back for the results that follow them in the same file.

use std::collections::HashMap;

use crate::{
    limits,
    pick::Found,
    record::View,
    sink::{Loss, Problem, Sink},
};

/// What a rule says of itself.
#[derive(Default)]
pub(super) struct Rule {
    /// DISA's group, as in "V-230221": its number stays when the rule is revised.
    group: String,
    pub(super) title: String,
    pub(super) severity: String,
    pub(super) description: String,
    pub(super) recommendation: String,
    /// CCE, CCI, CVE and whatever else names it.
    pub(super) idents: Vec<String>,
}

/// Rules by their id, at most [`limits::HELD`] bytes of them.
#[derive(Default)]
pub(super) struct Rules {
    by_id: HashMap<String, Rule>,
    held: usize,
    full: bool,
}

impl Rules {
    pub(super) fn get(&self, id: &str) -> Option<&Rule> {
        self.by_id.get(id)
    }

    pub(super) fn keep(&mut self, found: &Found<'_>, group: &str, sink: &mut dyn Sink) {
        let value = found.value;
        let prose = |name| {
            let mut text = String::new();
            value.get(name).prose(&mut text);
            text
        };
        let mut description = prose("description");
        // DISA hides the parts of its description in text that looks like XML.
        if let Some((_, discussion)) = description.split_once("<VulnDiscussion>") {
            description = discussion.split("</VulnDiscussion>").next().unwrap_or_default().to_owned();
        }
        let fix = || value.each("fix").map(View::text).find(|text| !text.is_empty()).unwrap_or_default().to_owned();
        let cited = value.each("reference").map(View::text).filter(|text| text.starts_with("CCI-"));
        let mut rule = Rule {
            group: number_behind(group, "V-").map_or_else(String::new, |number| format!("V-{number}")),
            title: prose("title"),
            severity: value.get("@severity").text().to_owned(),
            description,
            recommendation: Some(prose("fixtext")).filter(|text| !text.is_empty()).unwrap_or_else(fix),
            idents: value.each("ident").map(View::text).chain(cited).map(str::to_owned).collect(),
        };
        if self.held + rule.size() > limits::HELD {
            if !self.full {
                let megabytes = limits::HELD / (1024 * 1024);
                let message = format!("the rules hold more than {megabytes} MB of text; from here on it is left out");
                sink.problem(Problem::new(found.place(), Loss::Value, message));
            }
            self.full = true;
            rule.description.clear();
            rule.recommendation.clear();
        }
        // Without its group a rule of DISA would be another finding, so that much is held of any number of rules.
        self.held += rule.size();
        self.by_id.insert(value.get("@id").text().to_owned(), rule);
    }
}

impl Rule {
    fn size(&self) -> usize {
        [&self.title, &self.description, &self.recommendation].into_iter().map(String::len).sum()
    }
}

/// Names the check. The id of a rule of DISA ends in its revision, which changes with every quarter: its group, or the
/// number of the rule, stays, and is what a checklist of the same STIG calls it.
pub(super) fn check(id: &str, rule: &Rule, benchmark: &str, check: &mut String) {
    let Some(number) = number_behind(id, "SV-") else {
        check.push_str(id);
        return;
    };
    let stig = benchmark.rsplit_once("_benchmark_").map_or(benchmark, |(_, stig)| stig);
    if !stig.is_empty() {
        check.push_str(stig);
        check.push('/');
    }
    if rule.group.is_empty() {
        // Since 2020 both numbers are the same, and have six digits.
        check.push_str(if number.len() >= 6 { "V-" } else { "SV-" });
        check.push_str(number);
    } else {
        check.push_str(&rule.group);
    }
}

/// The digits behind the last such prefix, as in "xccdf_mil.disa.stig_rule_SV-230221r743913_rule".
pub(super) fn number_behind<'a>(id: &'a str, prefix: &str) -> Option<&'a str> {
    let (_, behind) = id.rsplit_once(prefix)?;
    let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
    behind.get(..digits).filter(|digits| !digits.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_revised_rule_of_disa_keeps_its_name() {
        let named = |id, group: &str, benchmark| {
            let mut name = String::new();
            check(id, &Rule { group: group.into(), ..Rule::default() }, benchmark, &mut name);
            name
        };
        let benchmark = "xccdf_mil.disa.stig_benchmark_LATHE_OS_STIG";
        for revision in ["SV-230221r1_rule", "xccdf_mil.disa.stig_rule_SV-230221r743913_rule"] {
            assert_eq!(named(revision, "", benchmark), "LATHE_OS_STIG/V-230221");
        }
        assert_eq!(named("SV-86663r2_rule", "V-72039", "LATHE_OS_STIG"), "LATHE_OS_STIG/V-72039");
        assert_eq!(named("SV-86663r2_rule", "", "LATHE_OS_STIG"), "LATHE_OS_STIG/SV-86663");
        assert_eq!(named("xccdf_org.example_rule_banner", "V-1", benchmark), "xccdf_org.example_rule_banner");
    }
}
