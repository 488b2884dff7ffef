//! AWS Security Hub's finding format (ASFF): findings of AWS's own services, Prowler, Trivy and others.

use std::{io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Tool},
    observation::{CvssStatement, Judgement, Observation},
    severity::Severity,
};

use crate::{
    cvss,
    format::Format,
    gathered::Gathered,
    head::Head,
    identifiers, json, moment,
    pick::{Found, Part, Taker, Want, start, whole},
    record::View,
    sink::{Flow, Loss, Problem, Sink, Unreadable},
};

/// See the module.
pub(crate) struct Asff;

impl Format for Asff {
    fn id(&self) -> &'static str {
        "asff"
    }

    fn name(&self) -> &'static str {
        "AWS Security Hub (ASFF)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json", "asff"]
    }

    fn yields(&self) -> &'static str {
        "one observation per finding; one whose compliance is PASSED is absent"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let keys = head.json_keys();
        let says = head.text().contains("\"ProductArn\"");
        // What `aws securityhub get-findings` prints when there is none.
        let empty = || head.text().matches('{').count() == 1 && keys.first() == Some(&"Findings");
        (says && ["SchemaVersion", "Findings", "findings"].iter().any(|key| keys.contains(key))) || empty()
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        sink.tool(&Tool { family: "aws-security-hub", name: "AWS Security Hub", ..Tool::default() });
        let mut assets = Findings::default();
        if json::pick(input, WANTS, sink, &mut assets)?.is_continue() {
            let _stopped = assets.0.cover(CheckScope::Stated, sink);
        }
        Ok(())
    }
}

const WANTS: &[Want] = &[start("Findings|findings"), whole("Findings|findings[]"), whole("[]")];

/// The resources that were named so far.
#[derive(Default)]
struct Findings(Gathered);

impl Taker for Findings {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        if found.want.part == Part::Start {
            return Continue(());
        }
        let text = |path: &str| value.at(path).text();
        let state = judgement(value, &mut |message| sink.problem(Problem::new(found.place(), Loss::Value, message)));
        let severity = severity(value, &mut |message| sink.problem(Problem::new(found.place(), Loss::Value, message)));
        let check = check(value);
        let resource = value.each("Resources").next().unwrap_or_else(|| value.get("Resources"));
        let asset = names(resource);
        if check.is_empty() || asset.names().next().is_none() {
            let message = "this finding does not name its check, or no resource";
            sink.problem(Problem::new(found.place(), Loss::Record, message));
        }
        let seen_at = moment::parse(value.first(&["LastObservedAt", "UpdatedAt", "CreatedAt"]));
        sink.observation(&Observation {
            check,
            title: if text("Title").is_empty() { check } else { text("Title") },
            state,
            severity,
            native_severity: value.first(&["Severity/Label", "Severity/Original", "Severity/Normalized"]),
            cvss: scores(value),
            cve: cves(value, resource),
            requirement: requirement(value),
            asset,
            place: &place(value, resource),
            seen_at,
            description: text("Description"),
            recommendation: text("Remediation/Recommendation/Text"),
            output: &said(value),
            ..Observation::default()
        })?;
        self.0.see(asset, seen_at, None, sink)
    }
}

/// What AWS marks as resolved or suppressed is people's opinion and changes nothing here; what is archived was not
/// looked at any more.
fn judgement(finding: View<'_>, list: &mut dyn FnMut(String)) -> Judgement {
    if finding.get("RecordState").text() == "ARCHIVED" {
        return Judgement::NotJudged;
    }
    if finding.at("ProductFields").get("aws/inspector/FindingStatus").text() == "CLOSED" {
        return Judgement::Absent;
    }
    match finding.at("Compliance/Status").text() {
        "" | "FAILED" => Judgement::Present,
        "PASSED" => Judgement::Absent,
        "WARNING" | "NOT_AVAILABLE" => Judgement::NotJudged,
        other => {
            list(format!("the compliance {other:?} is not known; the finding counts as present"));
            Judgement::Present
        }
    }
}

/// The label, else AWS's scale from 0 to 100.
fn severity(finding: View<'_>, list: &mut dyn FnMut(String)) -> Severity {
    let label = finding.at("Severity/Label").text();
    if let Ok(severity) = label.parse() {
        return severity;
    }
    match finding.at("Severity/Normalized").number() {
        Some(0.0) => Severity::Info,
        Some(number) if (0.0..40.0).contains(&number) => Severity::Low,
        Some(number) if (40.0..70.0).contains(&number) => Severity::Medium,
        Some(number) if (70.0..90.0).contains(&number) => Severity::High,
        Some(number) if (90.0..=100.0).contains(&number) => Severity::Critical,
        _ => {
            let shown: String = label.chars().take(40).collect();
            list(format!("the severity {shown:?} is not known; it counts as medium"));
            Severity::Medium
        }
    }
}

/// Products fill the same member with their control, with their own name, or with what found it. So: the control, the
/// vulnerability, the one CVE of the title, the kind of threat, else what generated it.
fn check(finding: View<'_>) -> &str {
    let control = finding.at("Compliance/SecurityControlId").text();
    let vulnerability = finding.each("Vulnerabilities").next().map_or("", |one| one.get("Id").text());
    if let Some(known) = [control, vulnerability].into_iter().find(|id| !id.is_empty()) {
        return known;
    }
    if let [cve] = identifiers::cves(finding.get("Title").text()).as_slice() {
        return cve;
    }
    let generator = finding.get("GeneratorId").text();
    if generator.contains(":guardduty:") {
        return finding.each("Types").next().map_or(generator, View::text);
    }
    // A bare product's name, as older versions of Trivy write it: the end of the finding's id says more.
    if !generator.contains(['/', ':', '-']) {
        return finding.get("Id").text().rsplit('/').next().filter(|end| !end.is_empty()).unwrap_or(generator);
    }
    generator
}

fn names(resource: View<'_>) -> AssetNames<'_> {
    let id = resource.get("Id").text();
    let details = resource.at("Details/AwsEc2Instance");
    let ip = details.each("IpV4Addresses").next().map_or("", View::text);
    if resource.get("Type").text() == "Container" {
        return AssetNames { package: id, ..AssetNames::default() };
    }
    AssetNames { cloud: id, ip, ..AssetNames::default() }
}

/// The package or file; of an account its region, since what passes in one may fail in another.
fn place(finding: View<'_>, resource: View<'_>) -> String {
    let packages = finding.each("Vulnerabilities").flat_map(|one| one.each("VulnerablePackages"));
    let mut names: Vec<&str> = Vec::new();
    for name in packages.map(|package| package.get("Name").text()).filter(|name| !name.is_empty()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let other = resource.at("Details/Other");
    let inside = other.first(&["PkgName", "Filename"]);
    if names.is_empty() && !inside.is_empty() {
        names.push(inside);
    }
    if names.is_empty() && resource.get("Type").text() == "AwsAccount" {
        names.push(resource.get("Region").text());
    }
    names.join(", ")
}

fn cves<'t>(finding: View<'t>, resource: View<'t>) -> Vec<&'t str> {
    let vulnerabilities = || finding.each("Vulnerabilities");
    let texts = vulnerabilities().map(|one| one.get("Id"));
    let texts = texts.chain(vulnerabilities().flat_map(|one| one.each("RelatedVulnerabilities")));
    let texts = texts.chain([finding.get("Title"), resource.at("Details/Other").get("CVE ID")]);
    let mut found: Vec<&str> = Vec::new();
    for id in texts.flat_map(|text| identifiers::cves(text.text())) {
        if !found.contains(&id) {
            found.push(id);
        }
    }
    found
}

fn scores(finding: View<'_>) -> Vec<CvssStatement<'_>> {
    let all = finding.each("Vulnerabilities").flat_map(|one| one.each("Cvss"));
    all.filter_map(|one| {
        let [version, score, vector] = ["Version", "BaseScore", "BaseVector"].map(|key| one.get(key).text());
        cvss::statement(version, score, vector)
    })
    .collect()
}

/// As in "NIST.800-171.r2 3.13.5".
fn requirement(finding: View<'_>) -> &str {
    let related = finding.get("Compliance").each("RelatedRequirements").map(View::text);
    related.filter_map(|text| text.strip_prefix("NIST.800-171.r2 ")).next().unwrap_or("").trim()
}

fn said(finding: View<'_>) -> String {
    let mut said = String::new();
    let mut add = |label: &str, text: &str| {
        if !text.is_empty() {
            said.push_str(if said.is_empty() { "" } else { "\n" });
            said.push_str(label);
            said.push_str(text);
        }
    };
    let reasons = finding.get("Compliance").each("StatusReasons");
    reasons.for_each(|reason| add("", reason.first(&["Description", "ReasonCode"])));
    let workflow = finding.at("Workflow/Status").text();
    if workflow != "NEW" {
        add("Workflow: ", workflow);
    }
    finding.each("Resources").skip(1).for_each(|resource| add("Also: ", resource.get("Id").text()));
    said
}
