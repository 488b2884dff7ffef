//! Reports that trivy-operator keeps in a cluster as custom resources, in the forms in which they are taken out: one, a
//! list of them, a `List` of kubectl, or lists under the names of their kinds.

use std::{io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Tool},
};

use self::report::Report;
use crate::{
    format::Format,
    gathered::Gathered,
    head::Head,
    json, moment,
    pick::{Found, Part, Taker, Want, start, whole},
    record::{Kind, View},
    sink::{Flow, Loss, Problem, Sink, Unreadable},
};

mod checks;
mod images;
mod report;

const GROUP: &str = ".aquasecurity.github.io";

/// What reports state, of which each has one. The operator writes an empty list where there is nothing.
const LISTS: [&str; 5] = [
    "report/vulnerabilities",
    "report/secrets",
    "report/checks",
    "status/detailReport/results",
    "status/summaryReport/controlCheck",
];

/// See the module.
pub(crate) struct TrivyOperator;

impl Format for TrivyOperator {
    fn id(&self) -> &'static str {
        "trivy-operator"
    }

    fn name(&self) -> &'static str {
        "Trivy Operator reports (JSON)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn yields(&self) -> &'static str {
        "one observation per vulnerability, secret, check and control of a report; a passed check is absent"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let keys = head.json_keys();
        let resource = || ["apiVersion", "kind"].iter().all(|key| keys.contains(key)) || keys.contains(&"items");
        let of_group = || head.text().contains("\"aquasecurity.github.io/v1");
        (resource() && of_group()) || keys.first().is_some_and(|key| key.ends_with(GROUP))
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let mut reports = Reports::default();
        reports.tell_tool(sink);
        let wants = wants(input)?;
        if json::pick(input, wants, sink, &mut reports)?.is_continue() {
            let _stopped = reports.assets.cover(CheckScope::Stated, sink);
        }
        Ok(())
    }
}

const ONE: &[Want] = &[whole("")];
const LIST: &[Want] = &[start(""), whole("[]")];
const ITEMS: &[Want] = &[start("items"), whole("items[]")];
const KINDS: &[Want] = &[start("*"), whole("*[]")];

/// Which form the file has. A report is taken as a whole: the cluster's database holds none above 1.5 MB.
fn wants(input: &mut dyn BufRead) -> Result<&'static [Want], Unreadable> {
    let text = String::from_utf8_lossy(input.fill_buf()?);
    let keys = Head::new(&text, &[]).json_keys().to_vec();
    Ok(if text.trim_start().starts_with('[') {
        LIST
    } else if keys.contains(&"items") {
        ITEMS
    } else if keys.first().is_some_and(|key| key.ends_with(GROUP)) {
        KINDS
    } else {
        ONE
    })
}

/// The assets that were named so far, and the report at hand.
#[derive(Default)]
struct Reports {
    version: String,
    assets: Gathered,
}

impl Taker for Reports {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        if found.want.part == Part::Start {
            return Continue(());
        }
        let value = found.value;
        let kind = value.get("kind").text();
        // A bill of materials states no weakness.
        if kind.ends_with("SbomReport") {
            return Continue(());
        }
        let states = |path: &&str| value.at(path).kind() == Kind::List;
        if !kind.ends_with("Report") || !LISTS.iter().any(states) {
            let shown: String = kind.chars().take(40).collect();
            let message = format!("this is no report of Trivy Operator that can be read (kind {shown:?})");
            sink.problem(Problem::new(found.place(), Loss::Record, message));
            return Continue(());
        }
        let version = value.at("report/scanner/version").text();
        if !version.is_empty() && version != self.version {
            version.clone_into(&mut self.version);
            self.tell_tool(sink);
        }
        let name = if kind == "ClusterComplianceReport" { "cluster".to_owned() } else { workload(value) };
        if name.is_empty() {
            sink.problem(Problem::new(found.place(), Loss::Record, "this report does not say what it is of"));
        }
        let time = value.first(&["report/updateTimestamp", "status/updateTimestamp", "metadata/creationTimestamp"]);
        let seen_at = moment::parse(time);
        if seen_at.is_none() {
            let shown: String = time.chars().take(40).collect();
            let message = format!("the time {shown:?} cannot be read");
            sink.problem(Problem::new(found.place(), Loss::Value, message));
        }
        let os = value.at("report/os");
        let os = format!("{} {}", os.get("family").text(), os.get("name").text());
        let asset = AssetNames { package: &name, os: os.trim(), ..AssetNames::default() };
        let container = value.at("metadata/labels").get("trivy-operator.container.name").text();
        let report = Report { asset, container, seen_at, value, place: found.place() };
        images::vulnerabilities(&report, sink)?;
        images::secrets(&report, sink)?;
        checks::checks(&report, sink)?;
        checks::controls(&report, sink)?;
        self.assets.see(asset, seen_at, None, sink)
    }
}

impl Reports {
    fn tell_tool(&self, sink: &mut dyn Sink) {
        // Its checks are Trivy's.
        sink.tool(&Tool { family: "trivy", name: "Trivy Operator", version: &self.version, ..Tool::default() });
    }
}

/// The workload that a report is of, as in "default/Deployment/shop"; without labels that name it, the report's own name.
fn workload(report: View<'_>) -> String {
    let metadata = report.get("metadata");
    let label = |name: &str| metadata.get("labels").get(name).text();
    let kind = label("trivy-operator.resource.kind");
    let name = match label("trivy-operator.resource.name") {
        // What does not fit a label is kept as an annotation.
        "" => metadata.get("annotations").get("trivy-operator.resource.name").text(),
        name if kind == "ReplicaSet" => without_hash(name),
        name => name,
    };
    let parts = if name.is_empty() {
        [metadata.get("namespace").text(), kind, metadata.get("name").text()]
    } else {
        [label("trivy-operator.resource.namespace"), kind, name]
    };
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
}

/// The name of a replica set without the hash of its template, which is another with every rollout. Kubernetes writes
/// hashes without vowels and without what looks like one, so that no word comes about.
fn without_hash(name: &str) -> &str {
    let is_hash = |hash: &str| {
        (6..=10).contains(&hash.len()) && hash.bytes().all(|byte| b"bcdfghjklmnpqrstvwxz2456789".contains(&byte))
    };
    name.rsplit_once('-').filter(|(_, hash)| is_hash(hash)).map_or(name, |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rollout_does_not_rename_a_replica_set() {
        for (name, expected) in [
            ("shop-965685897", "shop"),
            ("shop-floor-7d4b8c9f6x", "shop-floor"),
            ("shop-12345", "shop-12345"),
            ("shop-backend", "shop-backend"),
            ("shop", "shop"),
        ] {
            assert_eq!(without_hash(name), expected);
        }
    }
}
