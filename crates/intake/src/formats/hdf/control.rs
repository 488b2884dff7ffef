//! One control: what it looks for, and what its results say together.

use closeout_domain::finding::{
    observation::{Judgement, Observation},
    severity::Severity,
};
use jiff::Timestamp;

use crate::{identifiers, limits, moment, record::View, sink::Loss, slots::push_within};

/// What had to be put together of the control that was read last.
#[derive(Default)]
pub(super) struct Control {
    check: String,
    title: String,
    state: Judgement,
    severity: Severity,
    pub(super) seen_at: Option<Timestamp>,
    description: String,
    output: String,
    cwe: Vec<String>,
}

impl Control {
    pub(super) fn read(&mut self, value: View<'_>, profile: &str, list: &mut dyn FnMut(Loss, String)) {
        let id = value.get("id").text();
        self.check = if profile.is_empty() { id.to_owned() } else { format!("{profile}/{id}") };
        self.title = value.get("title").text().split_whitespace().collect::<Vec<_>>().join(" ");
        self.severity = severity(value.get("impact"), list);
        self.read_results(value, list);
        self.describe(value);
        self.note(value);
        let tags = tags(value);
        self.cwe = identifiers::cwes(tags.get("cwe").text());
        for number in tags.each("cweid") {
            self.cwe.extend(identifiers::cwes(&format!("CWE-{}", number.text().trim_start_matches("CWE-"))));
        }
    }

    pub(super) fn observation<'a>(&'a self, value: View<'a>) -> Observation<'a> {
        let tags = tags(value);
        Observation {
            check: &self.check,
            title: if self.title.is_empty() { value.get("id").text() } else { &self.title },
            state: self.state,
            severity: self.severity,
            native_severity: value.get("impact").text(),
            cve: tags.each("cve").flat_map(|cve| identifiers::cves(cve.text())).collect(),
            cwe: self.cwe.iter().map(String::as_str).collect(),
            cci: tags.each("cci").flat_map(|cci| words(cci.text())).filter(|cci| cci.starts_with("CCI-")).collect(),
            seen_at: self.seen_at,
            description: &self.description,
            recommendation: match tags.get("fix").text() {
                "" => labelled(value, "fix"),
                fix => fix,
            },
            output: &self.output,
            ..Observation::default()
        }
    }

    /// One failure outweighs all. A pass counts only if nothing was skipped or broke beside it, and no person said it.
    fn read_results(&mut self, value: View<'_>, list: &mut dyn FnMut(Loss, String)) {
        self.output.clear();
        self.seen_at = None;
        let (mut failed, mut passed, mut open) = (false, false, false);
        for result in value.each("results") {
            let text = |key: &str| result.get(key).text();
            // InSpec says "failed" of a test that broke too, and tells where.
            let broke = !result.get("backtrace").is_nothing();
            match text("status") {
                "failed" if !broke => failed = true,
                "passed" => passed = true,
                "skipped" | "error" | "failed" => open = true,
                other => {
                    open = true;
                    let shown: String = other.chars().take(40).collect();
                    list(Loss::Value, format!("the status {shown:?} of a result is not known; it judges nothing"));
                }
            }
            self.seen_at = self.seen_at.max(moment::parse(text("start_time")));
            let word = if broke { "broke" } else { text("status") };
            self.say(format!("[{word}] {}", text("code_desc")).trim_end(), "\n");
            ["message", "skip_message"].into_iter().for_each(|key| self.say(text(key), "\n"));
        }
        // By the format's own rule an impact of zero means that the control does not apply, whatever its results are.
        let applies = value.get("impact").number() != Some(0.0);
        let attested = !value.at("attestation_data/status").is_nothing();
        self.state = match (failed, passed) {
            _ if !applies => Judgement::NotJudged,
            (true, _) => Judgement::Present,
            (false, true) if !open && !attested => Judgement::Absent,
            _ => Judgement::NotJudged,
        };
    }

    fn describe(&mut self, value: View<'_>) {
        let said = value.first(&["desc", "description"]);
        let said = if said.is_empty() { labelled(value, "default") } else { said };
        said.clone_into(&mut self.description);
        let controls: Vec<&str> = tags(value).each("nist").map(View::text).filter(|text| !text.is_empty()).collect();
        if !controls.is_empty() {
            self.description.push_str(if said.is_empty() { "" } else { "\n\n" });
            self.description.push_str(&format!("NIST SP 800-53: {}", controls.join(", ")));
        }
    }

    /// What people decided in the source stands with the output and decides nothing here.
    fn note(&mut self, value: View<'_>) {
        let (waiver, attestation, tags) = (value.get("waiver_data"), value.get("attestation_data"), tags(value));
        if waiver.get("skipped_due_to_waiver").is_true() || !waiver.get("justification").text().is_empty() {
            let until = waiver.get("expiration_date").text();
            let until = if until.is_empty() { String::new() } else { format!(" until {until}") };
            self.say(&format!("Waived in the source{until}: {}", waiver.get("justification").text()), "\n\n");
        }
        let attested = attestation.get("status").text();
        if !attested.is_empty() {
            let [by, on, why] = ["updated_by", "updated", "explanation"].map(|key| attestation.get(key).text());
            self.say(&format!("Attested as {attested} by {by}, {on}: {why}"), "\n\n");
        }
        let severity = tags.get("severityoverride").text();
        if !severity.is_empty() {
            let why = tags.get("severityjustification").text();
            self.say(&format!("Severity set to {severity} in the source: {why}"), "\n\n");
        }
    }

    fn say(&mut self, text: &str, between: &str) {
        if !text.is_empty() {
            let between = if self.output.is_empty() { "" } else { between };
            push_within(&mut self.output, between, limits::TEXT);
            push_within(&mut self.output, text, limits::TEXT);
        }
    }
}

/// Log shippers rename the tags.
fn tags(value: View<'_>) -> View<'_> {
    let tags = value.get("tags");
    if tags.is_nothing() { value.get("control_tags") } else { tags }
}

/// One of the descriptions, which are a list with labels, or members.
fn labelled<'t>(value: View<'t>, label: &str) -> &'t str {
    let mut list = value.each("descriptions");
    let named = list.find(|one| one.get("label").text() == label);
    named.map_or_else(|| value.get("descriptions").get(label).text(), |one| one.get("data").text())
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c == ',' || c == ';').filter(|word| !word.is_empty())
}

/// An impact from 0.0 to 1.0, in the bands of InSpec, or its word.
fn severity(impact: View<'_>, list: &mut dyn FnMut(Loss, String)) -> Severity {
    match impact.number() {
        Some(number) if (0.0..0.1).contains(&number) => Severity::Info,
        Some(number) if (0.1..0.4).contains(&number) => Severity::Low,
        Some(number) if (0.4..0.7).contains(&number) => Severity::Medium,
        Some(number) if (0.7..0.9).contains(&number) => Severity::High,
        Some(number) if (0.9..=1.0).contains(&number) => Severity::Critical,
        _ => impact.text().parse().unwrap_or_else(|_| {
            let shown: String = impact.text().chars().take(40).collect();
            list(Loss::Value, format!("the impact {shown:?} is not known; it counts as medium"));
            Severity::Medium
        }),
    }
}
