//! Amazon Inspector (`aws inspector2 list-findings`): packages and code with known weaknesses, ports open to the world.

use std::{io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Tool},
    observation::{Judgement, Observation},
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
pub(crate) struct AwsInspector2;

impl Format for AwsInspector2 {
    fn id(&self) -> &'static str {
        "aws-inspector2"
    }

    fn name(&self) -> &'static str {
        "Amazon Inspector (JSON)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn yields(&self) -> &'static str {
        "one observation per finding; a closed one is absent, a suppressed one still there"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let text = head.text();
        // What `aws inspector2 list-findings` prints when there is none.
        let empty = || text.split_whitespace().collect::<String>() == "{\"findings\":[]}";
        (head.json_keys().contains(&"findings") && text.contains("\"findingArn\"")) || empty()
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        sink.tool(&Tool { family: "aws-inspector", name: "Amazon Inspector", ..Tool::default() });
        let mut findings = Findings::default();
        if json::pick(input, WANTS, sink, &mut findings)?.is_continue() {
            let _stopped = findings.0.cover(CheckScope::Stated, sink);
        }
        Ok(())
    }
}

const WANTS: &[Want] = &[start("findings"), whole("findings[]")];

/// The resources that were named so far.
#[derive(Default)]
struct Findings(Gathered);

impl Taker for Findings {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        if found.want.part == Part::Start {
            return Continue(());
        }
        let mut list = |loss, message: String| sink.problem(Problem::new(found.place(), loss, message));
        let text = |path: &str| value.at(path).text();
        let state = match text("status") {
            // A suppression is an opinion of people; here it takes an approved deviation.
            "" | "ACTIVE" | "SUPPRESSED" => Judgement::Present,
            "CLOSED" => Judgement::Absent,
            other => {
                list(Loss::Value, format!("the status {other:?} is not known; the finding counts as present"));
                Judgement::Present
            }
        };
        let severity = match text("severity") {
            // Nobody has rated it yet, which is no reason to take it lightly.
            "UNTRIAGED" => Severity::Medium,
            word => word.parse().unwrap_or_else(|_| {
                list(Loss::Value, format!("the severity {word:?} is not known; it counts as medium"));
                Severity::Medium
            }),
        };
        let package = value.get("packageVulnerabilityDetails");
        let code = value.get("codeVulnerabilityDetails");
        let network = value.get("networkReachabilityDetails");
        let ports = ports(network);
        // A detector of code bears its version behind the name.
        let detector = code.get("detectorId").text().split('@').next().unwrap_or_default();
        let known = [package.get("vulnerabilityId").text(), detector];
        let open = format!("network-reachability/{ports}");
        let check = match known.into_iter().find(|id| !id.is_empty()) {
            Some(id) => id,
            None if !ports.is_empty() => &open,
            None => text("title"),
        };
        let resource = value.each("resources").next().unwrap_or_else(|| value.get("resources"));
        let asset = AssetNames {
            cloud: resource.get("id").text(),
            ip: resource.at("details/awsEc2Instance").each("ipV4Addresses").next().map_or("", View::text),
            os: resource.first(&["details/awsEc2Instance/platform", "details/awsEcrContainerImage/platform"]),
            ..AssetNames::default()
        };
        if check.is_empty() || asset.names().next().is_none() {
            list(Loss::Record, "this finding does not name its check, or no resource".to_owned());
        }
        let seen_at = moment::parse(value.first(&["lastObservedAt", "updatedAt"]));
        let mut place: Vec<&str> = Vec::new();
        let mut fixes: Vec<String> = Vec::new();
        let mut installed: Vec<String> = Vec::new();
        for one in package.each("vulnerablePackages") {
            let [name, version, fixed, advice] =
                ["name", "version", "fixedInVersion", "remediation"].map(|key| one.get(key).text());
            if !place.contains(&name) {
                place.push(name);
            }
            installed.push(format!("{name} {version} is installed"));
            if !fixed.is_empty() && fixed != "NotAvailable" {
                fixes.push(format!("Upgrade {name} to {fixed}{}{advice}", if advice.is_empty() { "" } else { ": " }));
            }
        }
        place.extend([code.at("filePath/filePath").text(), ports.as_str()].into_iter().filter(|part| !part.is_empty()));
        let said = [text("remediation/recommendation/text"), &fixes.join("\n")]
            .into_iter()
            .filter(|part| !part.is_empty() && *part != "None Provided")
            .collect::<Vec<_>>()
            .join("\n");
        let mut cve = identifiers::cves(check);
        for id in package.each("relatedVulnerabilities").flat_map(|id| identifiers::cves(id.text())) {
            if !cve.contains(&id) {
                cve.push(id);
            }
        }
        sink.observation(&Observation {
            check,
            title: text("title"),
            state,
            severity,
            native_severity: text("severity"),
            cvss: package
                .each("cvss")
                .filter_map(|one| {
                    let [version, score, vector] =
                        ["version", "baseScore", "scoringVector"].map(|key| one.get(key).text());
                    cvss::statement(version, score, vector)
                })
                .collect(),
            cve,
            cwe: code.each("cwes").map(View::text).collect(),
            asset,
            place: &place.join(", "),
            seen_at,
            description: text("description"),
            recommendation: &said,
            output: &installed.join("\n"),
            ..Observation::default()
        })?;
        self.0.see(asset, seen_at, None, sink)
    }
}

/// As in "tcp/22" or "udp/100-200".
fn ports(network: View<'_>) -> String {
    let [protocol, begin, end] =
        ["protocol", "openPortRange/begin", "openPortRange/end"].map(|path| network.at(path).text());
    if protocol.is_empty() {
        return String::new();
    }
    let protocol = protocol.to_ascii_lowercase();
    if begin == end { format!("{protocol}/{begin}") } else { format!("{protocol}/{begin}-{end}") }
}
