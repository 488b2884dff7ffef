//! Reports of Greenbone and OpenVAS in their own XML, as exported or as the management protocol answers; also one result
//! alone.

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
    gathered::{Gathered, worse},
    head::Head,
    identifiers, moment,
    pick::{Found, Taker, Want, whole},
    record::View,
    sink::{Flow, Loss, Problem, Sink, Unreadable},
    xml,
};

/// See the module.
pub(crate) struct Openvas;

/// The family of its checks, which its table shares.
pub(super) const FAMILY: &str = "openvas";

/// Tests that tell only that signing in failed: over SSH, over SMB.
pub(super) const SIGN_IN_FAILED: [&str; 2] = ["1.3.6.1.4.1.25623.1.0.105936", "1.3.6.1.4.1.25623.1.0.106091"];

impl Format for Openvas {
    fn id(&self) -> &'static str {
        "openvas"
    }

    fn name(&self) -> &'static str {
        "Greenbone and OpenVAS report (XML)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xml"]
    }

    fn yields(&self) -> &'static str {
        "one observation per result, log messages too; coverage per host, which proves an absence where the report says when its tests are from"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let roots = ["report", "result", "get_reports_response", "get_results_response"];
        head.xml_root().is_some_and(|root| roots.contains(&root))
            && ["<nvt oid=", "<scan_run_status>", "<report_format", " format_id="]
                .iter()
                .any(|mark| head.text().contains(mark))
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let mut report = Report::default();
        report.tell_tool(sink);
        if xml::pick(input, WANTS, sink, &mut report)?.is_continue() {
            let _ = report.hosts.cover(CheckScope::Unknown, sink);
        }
        Ok(())
    }
}

const WANTS: &[Want] = &[
    whole("**/report/task"),
    whole("**/report/filters/term"),
    whole("**/report/result_count"),
    whole("**/report/scan_start"),
    whole("**/report/scan_run_status"),
    whole("**/result"),
    whole("**/report/host"),
];

/// The report as far as it was read.
#[derive(Default)]
struct Report {
    task: String,
    /// What the report leaves out.
    filter: String,
    done: bool,
    /// How many results it says to hold, and how many were read.
    counted: Option<u64>,
    read: u64,
    /// When the newest of its tests is from: the feed is of then or later.
    newest: Option<Timestamp>,
    /// The same as an edition, of one length, so that later ones sort higher.
    edition: String,
    started: Option<Timestamp>,
    hosts: Gathered,
    place: String,
    description: String,
    output: String,
}

impl Taker for Report {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        match found.leaf() {
            "task" => {
                let name = found.value.get("name").text();
                if !name.is_empty() && self.task != name {
                    name.clone_into(&mut self.task);
                    self.tell_tool(sink);
                }
            }
            "term" => {
                self.filter = restricting(found.value.text());
                self.tell_tool(sink);
            }
            "result_count" => self.counted = found.value.get("filtered").text().parse().ok(),
            "scan_start" => self.started = moment::parse(found.value.text()),
            "scan_run_status" => {
                let status = found.value.text();
                self.done = status == "Done";
                if status != "Done" {
                    sink.problem(
                        Problem::new(found.place(), Loss::Nothing, format!("the scan is not done but {status:?}"))
                            .advise("its results count; export the report again when the scan is done"),
                    );
                }
            }
            "host" => return self.host(found.value, sink),
            _ => return self.result(found, sink),
        }
        Continue(())
    }
}

impl Report {
    fn tell_tool(&self, sink: &mut dyn Sink) {
        let policy = match self.filter.as_str() {
            "" => self.task.clone(),
            filter => format!("{} ({filter})", self.task),
        };
        sink.tool(&Tool { family: FAMILY, name: "Greenbone OpenVAS", policy: &policy, ..Tool::default() });
    }

    /// What the silence of the report is worth: of a scan that is done, of a task that is named, in a report that holds all of
    /// its results and says when a test is from.
    fn checks(&mut self) -> CheckScope {
        let all = self.done && self.counted == Some(self.read) && !self.task.is_empty();
        match self.newest.filter(|_| all) {
            Some(newest) => {
                self.edition = newest.strftime("%Y%m%dT%H%M%SZ").to_string();
                CheckScope::Edition
            }
            None => CheckScope::Unknown,
        }
    }

    /// What the report says of a host behind all results.
    fn host(&mut self, host: View<'_>, sink: &mut dyn Sink) -> Flow {
        let detail = |name: &str| {
            let mut named = host.each("detail").filter(|detail| detail.get("name").text() == name);
            named.next().map_or("", |detail| detail.get("value").text())
        };
        let asset = names(host.get("ip").text(), detail("hostname"));
        let asset = AssetNames { mac: detail("MAC"), os: detail("best_os_txt"), ..asset };
        let said = host.each("detail").fold(None, |said, detail| {
            let name = detail.get("name").text();
            let signs_in = name.starts_with("Auth-");
            let verdict = match name.rsplit('-').next() {
                Some("Success") if signs_in => Some(true),
                Some("Failure") if signs_in => Some(false),
                _ => None,
            };
            worse(said, verdict)
        });
        // Results name the host by less than is known here; both names lead to them.
        let failed =
            [asset.fqdn, asset.hostname, asset.ip].map(|name| self.hosts.take(name)).into_iter().fold(said, worse);
        if asset.names().next().is_none() {
            return Continue(());
        }
        let ended = moment::parse(host.get("end").text());
        let checks = self.checks();
        sink.coverage(&Coverage {
            asset,
            reached: ended.is_some() || !host.get("start").text().is_empty(),
            authenticated: failed,
            seen_at: ended.or_else(|| moment::parse(host.get("start").text())).or(self.started),
            check_set: &self.edition,
            checks,
        })
    }

    fn result(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let result = found.value;
        let nvt = result.get("nvt");
        self.read += 1;
        self.newest = self.newest.max(moment::parse(result.get("scan_nvt_version").text()));
        let text = |path: &str| result.at(path).text();
        let tags = nvt.get("tags").text();
        let check = match nvt.get("@oid").text() {
            "" | "0" => nvt.get("name").text(),
            oid => oid,
        };
        if check.is_empty() {
            sink.problem(Problem::new(found.place(), Loss::Record, "a result does not say which test it is from"));
        }
        let asset = names(text("host"), text("host/hostname"));
        if asset.names().next().is_none() {
            sink.problem(Problem::new(found.place(), Loss::Record, "a result names no host"));
        }
        let seen_at = moment::parse(text("creation_time")).or(self.started);
        let signed_in = SIGN_IN_FAILED.contains(&check).then_some(false);
        self.hosts.see(asset, seen_at, signed_in, sink)?;
        place(text("port"), &mut self.place);
        self.tell(result, tags);
        let (scores, native, severity) = severity(result, tags);
        if severity.is_none() {
            let shown: String = native.chars().take(40).collect();
            let message = format!("the severity {shown:?} is not known; it counts as medium");
            sink.problem(Problem::new(found.place(), Loss::Value, message));
        }
        sink.observation(&Observation {
            check,
            title: match text("name") {
                "" => nvt.get("name").text(),
                name => name,
            },
            state: state(result, native),
            severity: severity.unwrap_or(Severity::Medium),
            native_severity: native,
            cvss: scores,
            cve: cves(nvt),
            asset,
            place: &self.place,
            seen_at,
            description: &self.description,
            recommendation: match nvt.get("solution").text() {
                "" => tag(tags, "solution"),
                solution => solution,
            },
            output: &self.output,
            needs_authentication: needs_sign_in(text("qod/type"), nvt.get("family").text()),
            ..Observation::default()
        })
    }

    /// Puts description and output together.
    fn tell(&mut self, result: View<'_>, tags: &str) {
        self.description.clear();
        for part in ["summary", "insight", "impact", "affected"].map(|name| tag(tags, name)) {
            if !part.is_empty() {
                self.description.push_str(if self.description.is_empty() { "" } else { "\n\n" });
                self.description.push_str(part);
            }
        }
        self.output.clear();
        let (value, kind) = (result.at("qod/value").text(), result.at("qod/type").text());
        if !value.is_empty() {
            self.output = format!("Quality of detection: {value} %");
            self.output.push_str(&if kind.is_empty() { String::new() } else { format!(" ({kind})") });
        }
        let said = result.get("description").text();
        if !said.is_empty() {
            self.output.push_str(if self.output.is_empty() { "" } else { "\n\n" });
            self.output.push_str(said);
        }
    }
}

/// The names of a host that is called by its address, or sometimes by a name.
pub(super) fn names<'t>(host: &'t str, name: &'t str) -> AssetNames<'t> {
    let is_address = host.parse::<std::net::IpAddr>().is_ok();
    let called = if name.is_empty() && !is_address { host } else { name };
    let (fqdn, hostname) = if called.contains('.') { (called, "") } else { ("", called) };
    AssetNames { fqdn, hostname, ip: if is_address || !name.is_empty() { host } else { "" }, ..AssetNames::default() }
}

/// "443/tcp" as "tcp/443"; "general/tcp" and what is no port is the host itself.
fn place(port: &str, place: &mut String) {
    place.clear();
    if let Some((number, protocol)) = port.split_once('/')
        && !protocol.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
    {
        place.push_str(protocol);
        place.push('/');
        place.push_str(number);
    }
}

/// The part of a filter that leaves results out, in one order: not how they are sorted, cut into pages or shown.
fn restricting(filter: &str) -> String {
    let shown = |term: &str| {
        let key = term.split_once('=').map_or(term, |(key, _)| key);
        ["rows", "first", "sort", "sort-reverse", "notes", "overrides", "timezone"].contains(&key)
    };
    let mut terms: Vec<&str> = filter.split_whitespace().filter(|term| !shown(term)).collect();
    terms.sort_unstable();
    terms.join(" ")
}

/// One of the texts that are packed as "name=text|name=text".
fn tag<'t>(tags: &'t str, name: &str) -> &'t str {
    let named = tags.split('|').filter_map(|tag| tag.trim().split_once('='));
    named.filter(|(key, _)| *key == name).map(|(_, text)| text.trim()).next().unwrap_or("")
}

/// What can be told only from inside: lists of packages, the registry, versions of programs.
pub(super) fn needs_sign_in(quality: &str, family: &str) -> bool {
    ["package", "registry", "executable_version"].iter().any(|kind| quality.starts_with(kind))
        || family.ends_with("Local Security Checks")
        || family == "Windows : Microsoft Bulletins"
}

fn state(result: View<'_>, severity: &str) -> Judgement {
    // Below zero: put aside as a false positive, a message to the programmer, an error of the test.
    let judged = !severity.starts_with('-') && !["Debug", "Error", "False Positive"].contains(&severity);
    match result.get("compliance").text() {
        // In a comparison of two reports: it was in the older one.
        _ if result.get("delta").text().starts_with("gone") => Judgement::NotJudged,
        _ if !judged => Judgement::NotJudged,
        "yes" => Judgement::Absent,
        "incomplete" => Judgement::NotJudged,
        _ => Judgement::Present,
    }
}

/// All scores, the severity in the source's own words, and on the common scale unless it is unknown.
fn severity<'t>(result: View<'t>, tags: &'t str) -> (Vec<CvssStatement<'t>>, &'t str, Option<Severity>) {
    let nvt = result.get("nvt");
    let version = |vector: &str| if vector.starts_with("CVSS:") { "" } else { "2.0" };
    let mut scores: Vec<CvssStatement<'_>> = nvt
        .each("severities")
        .flat_map(|severities| severities.each("severity"))
        .filter_map(|one| {
            let vector = one.get("value").text();
            cvss::statement(version(vector), one.get("score").text(), vector)
        })
        .collect();
    let base = nvt.get("cvss_base").text();
    if scores.is_empty() {
        let vector = tag(tags, "cvss_base_vector");
        let version = if vector.is_empty() { "" } else { version(vector) };
        scores.extend(cvss::statement(version, base, vector));
    }
    // A person may have overridden the severity, so the result's own counts.
    let number = result.first(&["severity", "nvt/cvss_base"]);
    let word = result.get("threat").text();
    let native = if number.is_empty() { word } else { number };
    let second = scores.first().is_some_and(|score| score.version == "2.0");
    let of_score = |score: f32| if second { Severity::of_cvss2(score) } else { Severity::of_cvss(score) };
    let known = match number.parse::<f32>() {
        Ok(score) if (-3.0..=10.0).contains(&score) => Some(of_score(score)),
        _ => match word {
            "Alarm" => Some(Severity::High),
            "Debug" | "Error" | "False Positive" => Some(Severity::Info),
            word => word.parse().ok(),
        },
    };
    (scores, native, known)
}

/// Those of the references; before 2020, those of the element `cve`; those of a test that is named for one.
fn cves<'t>(nvt: View<'t>) -> Vec<&'t str> {
    let references = nvt.each("refs").flat_map(|refs| refs.each("ref"));
    let mut cves: Vec<&str> = references
        .filter(|one| one.get("@type").text().eq_ignore_ascii_case("cve"))
        .map(|one| one.get("@id").text())
        .collect();
    if cves.is_empty() {
        cves = identifiers::cves(nvt.get("cve").text());
    }
    if cves.is_empty() {
        cves = identifiers::cves(nvt.get("@oid").text());
    }
    cves
}
