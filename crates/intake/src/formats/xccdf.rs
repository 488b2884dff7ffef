//! Results of XCCDF 1.1 and 1.2, as SCC, OpenSCAP and STIG Manager write them: alone, behind their benchmark, or within
//! an ARF (see `scap_arf`).

use std::{io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    coverage::{CheckScope, Coverage, Tool},
    observation::{Judgement, Observation},
    severity::Severity,
};
use jiff::Timestamp;

use crate::{
    format::Format,
    head::Head,
    moment,
    pick::{Found, Part, Taker, Want, end, start, whole},
    record::View,
    sink::{Flow, Loss, Place, Problem, Sink, Unreadable},
    xml,
};

mod rules;
mod target;

use rules::{Rule, Rules, number_behind};
use target::Target;

/// See the module.
pub(crate) struct Xccdf;

impl Format for Xccdf {
    fn id(&self) -> &'static str {
        "xccdf"
    }

    fn name(&self) -> &'static str {
        "XCCDF results"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xml"]
    }

    fn yields(&self) -> &'static str {
        "one observation per rule result, whatever its result; coverage of each target by what is stated"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let root = head.xml_root().map(|root| root.rsplit_once(':').map_or(root, |(_, local)| local));
        matches!(root, Some("Benchmark" | "TestResult")) && head.text().contains("checklists.nist.gov/xccdf/")
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        read(input, sink)
    }
}

const WANTS: &[Want] = &[
    start("*"),
    start("**/Benchmark"),
    whole("**/Benchmark/version"),
    start("**/Group"),
    whole("**/Rule"),
    start("**/TestResult"),
    whole("**/TestResult/benchmark"),
    whole("**/TestResult/identity"),
    whole("**/TestResult/profile"),
    whole("**/TestResult/target"),
    whole("**/TestResult/target-address"),
    whole("**/TestResult/target-facts"),
    whole("**/rule-result"),
    end("**/TestResult"),
];

/// Reads the results wherever they stand in the document.
pub(super) fn read(input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
    let mut results = Results::default();
    if xml::pick(input, WANTS, sink, &mut results)?.is_continue() && results.stated == 0 {
        sink.problem(
            Problem::new(Place::File, Loss::Nothing, "the file states no result of any rule")
                .advise("a benchmark alone holds none; import what the scanner wrote after it ran"),
        );
    }
    Ok(())
}

/// The document as far as it was read.
#[derive(Default)]
struct Results {
    benchmark: String,
    version: String,
    group: String,
    rules: Rules,
    run: Run,
    stated: u64,
    check: String,
    output: String,
}

/// One `TestResult`: one run on one target.
#[derive(Default)]
struct Run {
    begun: bool,
    told: bool,
    system: String,
    version: String,
    profile: String,
    seen_at: Option<Timestamp>,
    latest: Option<Timestamp>,
    authenticated: Option<bool>,
    target: Target,
}

impl Taker for Results {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        match (found.leaf(), found.want.part) {
            ("*", _) => {
                let root = value.key();
                if !["Benchmark", "TestResult", "asset-report-collection"].contains(&root) {
                    let message = format!("the root element is <{root}>, which holds no results in XCCDF");
                    sink.problem(Problem::new(found.place(), Loss::Nothing, message));
                }
            }
            ("Benchmark", _) => value.get("@id").text().clone_into(&mut self.benchmark),
            ("version", _) => value.text().clone_into(&mut self.version),
            ("Group", _) => value.get("@id").text().clone_into(&mut self.group),
            ("Rule", _) => self.rules.keep(found, &self.group, sink),
            ("TestResult", Part::Start) => self.begin(value),
            ("TestResult", _) => return self.finish(found, sink),
            // The benchmark that it is from, where the benchmark itself is not in the file.
            ("benchmark", _) => match value.first(&["@id", "@href"]) {
                "" => {}
                id => id.clone_into(&mut self.benchmark),
            },
            ("identity", _) => {
                let signed_in = value.get("@authenticated");
                let said = ["true", "false", "1", "0"].contains(&signed_in.text());
                self.run.authenticated = said.then(|| signed_in.is_true() || signed_in.text() == "1");
            }
            ("profile", _) => value.get("@idref").text().clone_into(&mut self.run.profile),
            ("target", _) => self.run.target.name(value.text()),
            ("target-address", _) => self.run.target.address(value.text()),
            ("target-facts", _) => self.run.target.facts(found, sink),
            _ => return self.result(found, sink),
        }
        Continue(())
    }
}

impl Results {
    fn begin(&mut self, run: View<'_>) {
        let at = |name| moment::parse(run.get(name).text());
        self.run = Run {
            begun: true,
            system: run.get("@test-system").text().to_owned(),
            version: run.get("@version").text().to_owned(),
            seen_at: at("@end-time").or_else(|| at("@start-time")),
            ..Run::default()
        };
    }

    /// Says who speaks. Results of DISA's benchmarks share their numbering with its checklists.
    fn tell_tool(&mut self, rule: &str, sink: &mut dyn Sink) {
        self.run.told = true;
        let family = if number_behind(rule, "SV-").is_some() { "stig" } else { "xccdf" };
        // As in "cpe:/a:spawar:scc:5.4.2".
        let mut cpe = self.run.system.split(':').skip(3);
        let (name, version) = (cpe.next().unwrap_or_default(), cpe.next().unwrap_or_default());
        let given = |fact: &'_ str, other: &'_ str| if fact.is_empty() { other.to_owned() } else { fact.to_owned() };
        let name = given(&self.run.target.scanner, if name.is_empty() { "XCCDF" } else { name });
        sink.tool(&Tool {
            family,
            name: &name,
            version: &given(&self.run.target.scanner_version, version),
            check_set: &self.edition(),
            policy: &self.run.profile,
        });
    }

    /// The benchmark's version, its numbers of one width so that later ones sort higher.
    fn edition(&self) -> String {
        let version = if self.version.is_empty() { &self.run.version } else { &self.version };
        let numbers = version.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty()).take(6);
        numbers.map(|number| format!("{number:0>3}")).collect::<Vec<_>>().join(".")
    }

    fn finish(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        if !self.run.told {
            self.tell_tool("", sink);
        }
        let run = std::mem::take(&mut self.run);
        let asset = run.target.names();
        if asset.names().next().is_none() {
            sink.problem(Problem::new(found.place(), Loss::Nothing, "a test result does not name its target"));
        }
        sink.coverage(&Coverage {
            asset,
            reached: true,
            authenticated: run.authenticated,
            seen_at: run.latest.or(run.seen_at),
            check_set: "",
            checks: CheckScope::Stated,
        })
    }

    fn result(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        let id = value.get("@idref").text();
        let list = |sink: &mut dyn Sink, loss, message: String| {
            sink.problem(Problem::new(found.place(), loss, message));
        };
        if id.is_empty() {
            list(sink, Loss::Record, "a result does not say of which rule it is".to_owned());
        }
        if !self.run.begun {
            list(sink, Loss::Value, format!("the result of {id} stands in no TestResult, so its target is not known"));
        }
        if !self.run.told {
            self.tell_tool(id, sink);
        }
        let nothing = Rule::default();
        let rule = self.rules.get(id).unwrap_or(&nothing);
        self.check.clear();
        rules::check(id, rule, &self.benchmark, &mut self.check);
        let state = judgement(value, &mut |message| list(sink, Loss::Value, message));
        let native = match value.get("@severity").text() {
            "" => rule.severity.as_str(),
            own => own,
        };
        let severity = severity(native, &mut |message| list(sink, Loss::Value, message));
        self.output.clear();
        value.each("message").for_each(|message| message.prose(&mut self.output));
        value.each("check").flat_map(|check| check.each("check-content")).for_each(|c| c.prose(&mut self.output));
        value.each("override").flat_map(|over| over.each("remark")).for_each(|r| r.prose(&mut self.output));
        let idents = || value.each("ident").map(View::text).chain(rule.idents.iter().map(String::as_str));
        let those = |prefix: &str| {
            let mut ids: Vec<&str> = Vec::new();
            for ident in idents().filter(|ident| ident.starts_with(prefix)) {
                if !ids.contains(&ident) {
                    ids.push(ident);
                }
            }
            ids
        };
        let seen_at = moment::parse(value.get("@time").text()).or(self.run.seen_at);
        self.run.latest = self.run.latest.max(seen_at);
        self.stated += 1;
        sink.observation(&Observation {
            check: &self.check,
            title: if rule.title.is_empty() { id } else { &rule.title },
            state,
            severity,
            native_severity: native,
            cve: those("CVE-"),
            cwe: those("CWE-"),
            cci: those("CCI-"),
            asset: self.run.target.names(),
            // A rule may be judged for each of several instances: of a database, a service, a user.
            place: value.get("instance").text(),
            seen_at,
            description: &rule.description,
            recommendation: &rule.recommendation,
            output: &self.output,
            ..Observation::default()
        })
    }
}

/// What the result says. An auditor's override has usually been taken over into the result; where it has not, the worse
/// of the two counts.
fn judgement(value: View<'_>, list: &mut dyn FnMut(String)) -> Judgement {
    let read = |word: &str| match word {
        "pass" | "fixed" => Some(Judgement::Absent),
        "fail" => Some(Judgement::Present),
        "error" | "unknown" | "notapplicable" | "notchecked" | "notselected" | "informational" => {
            Some(Judgement::NotJudged)
        }
        _ => None,
    };
    let word = value.get("result").text();
    let stated = read(word).unwrap_or_else(|| {
        list(format!("the result {word:?} is not known and counts as not judged"));
        Judgement::NotJudged
    });
    let over = value.each("override").last().map_or("", |over| over.get("new-result").text());
    match read(over) {
        Some(new) if new != stated => {
            let counts = if Judgement::Present == new || stated == Judgement::Absent { new } else { stated };
            list(format!("the result is {word} but was overridden to {over}; the worse of them counts"));
            counts
        }
        _ => stated,
    }
}

/// XCCDF has no critical; what nobody rated ("unknown", the default) counts as medium.
fn severity(native: &str, list: &mut dyn FnMut(String)) -> Severity {
    match native {
        "" | "unknown" => Severity::Medium,
        word => word.parse().unwrap_or_else(|_| {
            let shown: String = word.chars().take(40).collect();
            list(format!("the severity {shown:?} is not known; it counts as medium"));
            Severity::Medium
        }),
    }
}
