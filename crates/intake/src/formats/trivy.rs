//! Trivy's JSON report: packages with known vulnerabilities, misconfigurations, secrets and licences of an image, a file
//! system, a repository or a cluster; also the form before 2021, a bare list of results.

use std::{io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Coverage, Tool},
    observation::{CvssStatement, Judgement, Observation},
    severity::Severity,
};
use jiff::Timestamp;

use crate::{
    cvss,
    format::Format,
    head::Head,
    json, moment,
    pick::{Found, Taker, Want, end, whole},
    record::View,
    sink::{Flow, Loss, Problem, Sink, Unreadable},
};

/// See the module.
pub(crate) struct Trivy;

impl Format for Trivy {
    fn id(&self) -> &'static str {
        "trivy"
    }

    fn name(&self) -> &'static str {
        "Trivy report (JSON)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn yields(&self) -> &'static str {
        "one observation per vulnerability, misconfiguration, secret or licence; a passed check is absent"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let keys = head.json_keys();
        let has = |key: &str| keys.contains(&key);
        let report = has("SchemaVersion") && has("ArtifactName");
        let older = has("Target") && has("Vulnerabilities");
        let cluster = has("ClusterName") && ["Resources", "Vulnerabilities", "Misconfigurations"].into_iter().any(has);
        report || older || cluster
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let mut report = Report::default();
        report.tell_tool(sink);
        let _stopped = json::pick(input, WANTS, sink, &mut report)?;
        Ok(())
    }
}

const WANTS: &[Want] = &[
    whole("Trivy/Version"),
    whole("CreatedAt"),
    whole("ArtifactName"),
    whole("Metadata/OS"),
    whole("Results[]/Target"),
    whole("Results[]/Class"),
    whole("Results[]/Vulnerabilities[]"),
    whole("Results[]/Misconfigurations[]"),
    whole("Results[]/Secrets[]"),
    whole("Results[]/Licenses[]"),
    end(""),
    // Before 2021: the results alone.
    whole("[]/Target"),
    whole("[]/Vulnerabilities[]"),
    end("[]"),
    // A cluster: each workload is an artifact.
    whole("ClusterName"),
    whole("Resources|Vulnerabilities|Misconfigurations[]/Namespace"),
    whole("Resources|Vulnerabilities|Misconfigurations[]/Kind"),
    whole("Resources|Vulnerabilities|Misconfigurations[]/Name"),
    whole("Resources|Vulnerabilities|Misconfigurations[]/Results[]/Target"),
    whole("Resources|Vulnerabilities|Misconfigurations[]/Results[]/Class"),
    whole("Resources|Vulnerabilities|Misconfigurations[]/Results[]/Vulnerabilities[]"),
    whole("Resources|Vulnerabilities|Misconfigurations[]/Results[]/Misconfigurations[]"),
    whole("Resources|Vulnerabilities|Misconfigurations[]/Results[]/Secrets[]"),
    whole("Resources|Vulnerabilities|Misconfigurations[]/Results[]/Licenses[]"),
    end("Resources|Vulnerabilities|Misconfigurations[]"),
];

/// The report as far as it was read.
#[derive(Default)]
struct Report {
    version: String,
    created: Option<Timestamp>,
    artifact: String,
    os: String,
    cluster: String,
    namespace: String,
    kind: String,
    name: String,
    workload: String,
    target: String,
    /// Whether packages were looked at, so that one that is not named has no known vulnerability.
    packages: bool,
    place: String,
    output: String,
    recommendation: String,
}

impl Taker for Report {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        let set = |slot: &mut String| value.text().clone_into(slot);
        match found.leaf() {
            "Version" => {
                set(&mut self.version);
                self.tell_tool(sink);
            }
            "CreatedAt" => self.created = moment::parse(value.text()),
            "ArtifactName" => set(&mut self.artifact),
            "OS" => self.os = format!("{} {}", value.get("Family").text(), value.get("Name").text()).trim().to_owned(),
            "ClusterName" => set(&mut self.cluster),
            "Namespace" => {
                set(&mut self.namespace);
                self.name_workload();
            }
            "Kind" => {
                set(&mut self.kind);
                self.name_workload();
            }
            "Name" => {
                set(&mut self.name);
                self.name_workload();
            }
            "Target" => set(&mut self.target),
            "Class" => self.packages |= value.text().ends_with("-pkgs"),
            "Vulnerabilities[]" => return self.vulnerability(found, sink),
            "Misconfigurations[]" => return self.misconfiguration(found, sink),
            "Secrets[]" => return self.secret(found, sink),
            "Licenses[]" => return self.licence(found, sink),
            _ => return self.cover(sink),
        }
        Continue(())
    }
}

impl Report {
    fn tell_tool(&self, sink: &mut dyn Sink) {
        sink.tool(&Tool { family: "trivy", name: "Trivy", version: &self.version, ..Tool::default() });
    }

    /// The artifact is over: what it was judged on.
    fn cover(&mut self, sink: &mut dyn Sink) -> Flow {
        if self.artifact.is_empty() && self.workload.is_empty() && self.target.is_empty() {
            return Continue(());
        }
        let checks = if self.packages { CheckScope::Edition } else { CheckScope::Stated };
        let flow = sink.coverage(&Coverage {
            asset: self.names(),
            reached: true,
            seen_at: self.created,
            checks,
            ..Coverage::default()
        });
        [&mut self.namespace, &mut self.kind, &mut self.name, &mut self.workload, &mut self.target]
            .into_iter()
            .for_each(String::clear);
        self.packages = false;
        flow
    }

    /// Names the workload of a cluster, as in "cluster/namespace/Deployment/name".
    fn name_workload(&mut self) {
        let parts = [&self.cluster, &self.namespace, &self.kind, &self.name];
        let parts: Vec<&str> = parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        self.workload = parts.join("/");
    }

    fn names(&self) -> AssetNames<'_> {
        let package = [&self.workload, &self.artifact, &self.target].into_iter().find(|name| !name.is_empty());
        AssetNames { package: package.map_or("", String::as_str), os: &self.os, ..AssetNames::default() }
    }

    fn vulnerability(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        let text = |key| value.get(key).text();
        self.packages = true;
        let (package, installed, fixed) = (text("PkgName"), text("InstalledVersion"), text("FixedVersion"));
        self.place = [self.target.as_str(), text("PkgPath"), package]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(": ");
        self.output = format!("{package} {installed} is installed");
        self.recommendation = match fixed {
            "" => format!("No version of {package} corrects this yet: remove it, or mitigate until one does"),
            fixed => format!("Upgrade {package} to {fixed}"),
        };
        let id = text("VulnerabilityID");
        let cvss = value.get("CVSS").inside().flat_map(scores).collect();
        self.state(found, sink, |observation| Observation {
            check: id,
            title: match text("Title") {
                "" => id,
                title => title,
            },
            cvss,
            cve: Some(id).filter(|id| id.starts_with("CVE-")).into_iter().collect(),
            cwe: value.each("CweIDs").map(View::text).collect(),
            ..observation
        })
    }

    fn misconfiguration(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        let text = |key| value.get(key).text();
        self.place.clone_from(&self.target);
        let resource = value.at("CauseMetadata/Resource").text();
        if !resource.is_empty() {
            self.place.push_str(": ");
            self.place.push_str(resource);
        }
        text("Message").clone_into(&mut self.output);
        text("Resolution").clone_into(&mut self.recommendation);
        let state = match text("Status") {
            "PASS" => Judgement::Absent,
            "EXCEPTION" => Judgement::NotJudged,
            _ => Judgement::Present,
        };
        self.state(found, sink, |observation| Observation {
            check: text("ID"),
            title: text("Title"),
            state,
            ..observation
        })
    }

    fn secret(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        let text = |key| value.get(key).text();
        // The line moves with every edit of the file; the file and the rule do not. What matched is the secret itself.
        self.place.clone_from(&self.target);
        self.output = format!("line {}", text("StartLine"));
        "Revoke the secret, then remove it from the file and its history".clone_into(&mut self.recommendation);
        self.state(found, sink, |observation| Observation {
            check: text("RuleID"),
            title: text("Title"),
            ..observation
        })
    }

    fn licence(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        let text = |key| value.get(key).text();
        let (name, place) = (text("Name"), value.first(&["PkgName", "FilePath"]));
        let check = format!("licence/{name}");
        let title = format!("Licence {name} ({})", text("Category"));
        place.clone_into(&mut self.place);
        self.output.clear();
        self.recommendation.clear();
        self.state(found, sink, |observation| Observation { check: &check, title: &title, ..observation })
    }

    /// States a record; `with` adds what is particular to its kind.
    fn state<'a>(
        &'a mut self,
        found: &Found<'a>,
        sink: &mut dyn Sink,
        with: impl FnOnce(Observation<'a>) -> Observation<'a>,
    ) -> Flow {
        let native = found.value.get("Severity").text();
        let severity = native.parse::<Severity>();
        if severity.is_err() && !native.eq_ignore_ascii_case("unknown") && !native.is_empty() {
            let message = format!("the severity {native:?} is not known; it counts as medium");
            sink.problem(Problem::new(found.place(), Loss::Value, message));
        }
        let observation = with(Observation {
            // Trivy says UNKNOWN of what nobody has rated yet, which is no reason to take it lightly.
            severity: severity.unwrap_or(Severity::Medium),
            native_severity: native,
            asset: self.names(),
            place: &self.place,
            seen_at: self.created,
            description: found.value.get("Description").text(),
            recommendation: &self.recommendation,
            output: &self.output,
            ..Observation::default()
        });
        if observation.check.is_empty() {
            sink.problem(Problem::new(found.place(), Loss::Record, "this record names no check"));
        }
        sink.observation(&observation)
    }
}

/// What one source says in CVSS: it may speak version 2, 3 and 4.
pub(super) fn scores(source: View<'_>) -> impl Iterator<Item = CvssStatement<'_>> {
    let kinds = [("2.0", "V2Score", "V2Vector"), ("3.1", "V3Score", "V3Vector"), ("4.0", "V40Score", "V40Vector")];
    kinds.into_iter().filter_map(move |(version, score, vector)| {
        cvss::statement(version, source.get(score).text(), source.get(vector).text())
    })
}
