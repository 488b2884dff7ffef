//! Microsoft Defender's vulnerabilities by machine, as its interface gives them in pages, and the machines they are on.

use std::{collections::HashMap, io::BufRead, ops::ControlFlow::Continue};

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
    identifiers, json, limits, moment,
    pick::{Found, Part, Taker, Want, start, whole},
    record::View,
    sink::{Flow, Loss, Place, Problem, Sink, Unreadable},
    web,
};

/// See the module.
pub(crate) struct MsDefender;

impl Format for MsDefender {
    fn id(&self) -> &'static str {
        "ms-defender"
    }

    fn name(&self) -> &'static str {
        "Microsoft Defender vulnerabilities (JSON)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn yields(&self) -> &'static str {
        "one observation per vulnerability of a product on a machine; a fixed one is absent"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        const SIGNS: [&str; 5] =
            ["\"cveId\"", "securitycenter.", "security.microsoft.com", "windowsDefenderATP", "$metadata#Machines"];
        let keys = head.json_keys();
        ["@odata.context", "value"].iter().all(|key| keys.contains(key))
            && SIGNS.iter().any(|sign| head.text().contains(sign))
    }

    fn joins_files(&self) -> bool {
        true
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        sink.tool(&Tool { family: "ms-defender", name: "Microsoft Defender", ..Tool::default() });
        let mut pages = Pages::default();
        if json::pick(input, WANTS, sink, &mut pages)?.is_continue() {
            pages.close(sink);
        }
        Ok(())
    }
}

const WANTS: &[Want] = &[start("value"), whole("value[]"), whole("@odata.nextLink")];

/// What the pages said so far; one follows the other.
#[derive(Default)]
struct Pages {
    machines: HashMap<String, Machine>,
    full: bool,
    /// Machines that were named when something was stated of them already.
    late: u64,
    assets: Gathered,
    /// Whether the last page names a next one.
    more: bool,
}

#[derive(Default)]
struct Machine {
    name: String,
    ip: String,
    os: String,
}

impl Taker for Pages {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        if found.want.part == Part::Start {
            self.more = false;
        } else if found.leaf() == "@odata.nextLink" {
            self.more = !value.text().is_empty();
        } else if !value.get("cveId").is_nothing() {
            return self.vulnerability(found, sink);
        } else if !value.get("computerDnsName").is_nothing() || !value.get("osPlatform").is_nothing() {
            self.machine(value);
        } else {
            let message = "this is neither a vulnerability (cveId) nor a machine (computerDnsName, osPlatform)";
            sink.problem(Problem::new(found.place(), Loss::Record, message));
        }
        Continue(())
    }
}

impl Pages {
    fn machine(&mut self, value: View<'_>) {
        let text = |key: &str| value.get(key).text().to_owned();
        if self.machines.len() >= limits::GATHERED_ASSETS {
            self.full = true;
            return;
        }
        let os = format!("{} {}", value.get("osPlatform").text(), value.get("version").text());
        let machine = Machine { name: text("computerDnsName"), ip: text("lastIpAddress"), os: os.trim().to_owned() };
        self.late += u64::from(self.assets.knows(&text("id")));
        self.machines.insert(text("id"), machine);
    }

    fn vulnerability(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        let mut list = |loss, message: String| sink.problem(Problem::new(found.place(), loss, message));
        let first = |paths: &[&str]| value.first(paths);
        let id = first(&["cveId"]);
        let device = first(&["machineId", "deviceId"]);
        if id.is_empty() || device.is_empty() {
            list(Loss::Record, "this item names no vulnerability, or no machine".to_owned());
            return Continue(());
        }
        let native = first(&["severity", "vulnerabilitySeverityLevel"]);
        let severity = native.parse().unwrap_or_else(|_| {
            let shown: String = native.chars().take(40).collect();
            list(Loss::Value, format!("the severity {shown:?} is not known; it counts as medium"));
            Severity::Medium
        });
        let state = match first(&["status"]) {
            "" | "New" | "Updated" => Judgement::Present,
            "Fixed" => Judgement::Absent,
            other => {
                let shown: String = other.chars().take(40).collect();
                list(Loss::Value, format!("the status {shown:?} is not known; the item counts as present"));
                Judgement::Present
            }
        };
        let score = first(&["cvssScore"]);
        if cvss::is_bad_score(score) {
            let shown: String = score.chars().take(40).collect();
            list(Loss::Value, format!("the score {shown:?} is none from 0 to 10 and was left out"));
        }
        let known = self.machines.get(device);
        let name = known.map_or(first(&["deviceName"]), |machine| &machine.name);
        let asset = AssetNames {
            agent: device,
            ip: known.map_or("", |machine| &machine.ip),
            os: known.map_or(first(&["osPlatform"]), |machine| &machine.os),
            ..web::names(name)
        };
        let vendor = first(&["productVendor", "softwareVendor"]);
        let product = first(&["productName", "softwareName"]);
        // What is fixed in one product may be open in another of the same machine, of which a page of changes is silent.
        let check = format!("{id} {vendor}/{product}");
        let version = first(&["productVersion", "softwareVersion"]);
        let update =
            match (first(&["recommendedSecurityUpdate"]), first(&["fixingKbId", "recommendedSecurityUpdateId"])) {
                ("", "") => String::new(),
                ("", number) => format!("Install the update KB{}", number.trim_start_matches("KB")),
                (update, _) => format!("Install {update}"),
            };
        let mut output = format!("{product} {version} of {vendor} is installed");
        for path in value.each("diskPaths").chain(value.each("registryPaths")) {
            output.push('\n');
            output.push_str(path.text());
        }
        // "2026-03-02 06:00:00.1234567", which is UTC.
        let time = first(&["lastSeenTimestamp"]);
        let seen_at = moment::parse(&time.replacen(' ', "T", 1));
        if seen_at.is_none() && !time.is_empty() {
            let shown: String = time.chars().take(40).collect();
            list(Loss::Value, format!("the time {shown:?} cannot be read"));
        }
        self.assets.see(asset, seen_at, None, sink)?;
        sink.observation(&Observation {
            check: &check,
            title: &format!("{id} in {product}"),
            state,
            severity,
            native_severity: native,
            cvss: cvss::statement("", score, "").into_iter().collect(),
            cve: identifiers::cves(id),
            asset,
            place: &[vendor, product].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": "),
            seen_at,
            recommendation: &update,
            output: &output,
            ..Observation::default()
        })
    }

    fn close(&mut self, sink: &mut dyn Sink) {
        if self.more {
            sink.problem(
                Problem::new(
                    Place::File,
                    Loss::Nothing,
                    "the last page of the file names a further one (@odata.nextLink)",
                )
                .advise("fetch the further pages too and put them behind it in the same file"),
            );
        }
        if self.late > 0 {
            let machines =
                if self.late == 1 { "1 machine is".to_owned() } else { format!("{} machines are", self.late) };
            let message = format!("{machines} named behind what was found on them, and known there by id alone");
            sink.problem(Problem::new(Place::File, Loss::Value, message).advise("put the machines first"));
        }
        if self.full {
            let message =
                format!("more than {} machines; the others are known by their ids alone", limits::GATHERED_ASSETS);
            sink.problem(Problem::new(Place::File, Loss::Nothing, message));
        }
        let _stopped = self.assets.cover(CheckScope::Stated, sink);
    }
}
