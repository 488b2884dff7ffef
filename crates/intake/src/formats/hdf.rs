//! Heimdall Data Format: what InSpec and CINC Auditor report as JSON, and what MITRE's converters make of other tools'
//! files; also a profile that did not run, and one control a line, as log shippers write them.

use std::{io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Tool},
    observation::Observation,
};

use crate::{
    format::Format,
    gathered::Gathered,
    head::Head,
    held::Held,
    json,
    pick::{Found, Part, Taker, Want, end, start, whole},
    record::View,
    sink::{Flow, Loss, Place, Problem, Sink, Unreadable},
    web,
};

mod control;

use control::Control;

/// See the module.
pub(crate) struct Hdf;

impl Format for Hdf {
    fn id(&self) -> &'static str {
        "hdf"
    }

    fn name(&self) -> &'static str {
        "Heimdall Data Format, InSpec (JSON)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json", "jsonl"]
    }

    fn yields(&self) -> &'static str {
        "one observation per control of a profile, by all its results together; an overlay's copy is not judged"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let keys = head.json_keys();
        let has = |key: &str| keys.contains(&key);
        let report = has("profiles") && (has("platform") || has("statistics"));
        // InSpec 1 writes the results of all controls once more, in front of its profiles.
        let version_1 = has("controls") && has("version") && head.text().contains("\"code_desc\"");
        let profile = has("controls") && has("supports") && head.text().contains("\"impact\"");
        report || version_1 || profile || is_control(keys)
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let lines = is_control(Head::new(&String::from_utf8_lossy(input.fill_buf()?), b"").json_keys());
        let mut report = Report::default();
        report.tell_tool(sink);
        let flow = if lines {
            json::pick(input, &[whole("")], sink, &mut Lines(&mut report))?
        } else {
            json::pick(input, WANTS, sink, &mut report)?
        };
        if flow.is_continue() {
            let _stopped = report.finish(sink);
        }
        Ok(())
    }
}

fn is_control(keys: &[&str]) -> bool {
    ["id", "impact", "profile", "platform", "results"].iter().all(|key| keys.contains(key))
}

const WANTS: &[Want] = &[
    whole("version"),
    whole("platform"),
    start("profiles"),
    start("profiles[]"),
    whole("profiles[]/name"),
    whole("profiles[]/controls[]"),
    end("profiles[]"),
    // A profile by itself.
    whole("name"),
    whole("controls[]"),
];

/// The report as far as it was read.
#[derive(Default)]
struct Report {
    version: String,
    target: Target,
    /// The names of the profiles.
    profiles: Vec<String>,
    /// Whether the file is a profile by itself.
    alone: bool,
    /// Controls that stand before the name of their profile, or of what it ran on; and the profile of each.
    held: Held,
    held_of: Vec<usize>,
    overflowed: bool,
    nameless: bool,
    assets: Gathered,
    control: Control,
}

/// What the profiles ran on.
#[derive(Default)]
struct Target {
    known: bool,
    id: String,
    os: String,
}

impl Taker for Report {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        match (found.want.path, found.want.part) {
            ("version", _) => {
                value.text().clone_into(&mut self.version);
                self.tell_tool(sink);
            }
            ("platform", _) => {
                self.target = Target::of(value);
                self.tell_tool(sink);
            }
            ("profiles[]", Part::Start) => self.profiles.push(String::new()),
            ("profiles[]", _) => return if self.target.known { self.release(sink) } else { Continue(()) },
            ("name" | "profiles[]/name", _) => self.name_profile(value.text()),
            // What InSpec 1 writes in front of its profiles are results, no controls.
            ("controls[]", _) if !value.get("code_desc").is_nothing() => {}
            ("controls[]" | "profiles[]/controls[]", _) => {
                self.alone |= found.want.path == "controls[]";
                let of = self.profiles.len().saturating_sub(1);
                let named = self.profiles.get(of).is_some_and(|name| !name.is_empty());
                if self.overflowed || (named && (self.target.known || self.alone)) {
                    return self.state(value, of, &|| found.place(), sink);
                }
                return self.hold(found, of, sink);
            }
            _ => {}
        }
        Continue(())
    }
}

/// One control a line, each with its profile and what it ran on.
struct Lines<'r>(&'r mut Report);

impl Taker for Lines<'_> {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        self.0.target = Target::of(value.get("platform"));
        self.0.name_profile(value.at("profile/name").text());
        self.0.state(value, 0, &|| found.place(), sink)
    }
}

impl Report {
    fn tell_tool(&self, sink: &mut dyn Sink) {
        // The version of a profile that did not run is its own.
        let version = if self.target.known { self.version.as_str() } else { "" };
        sink.tool(&Tool { family: "inspec", name: "InSpec", version, ..Tool::default() });
    }

    /// Names the profile that is being read; one by itself has not begun as one of several.
    fn name_profile(&mut self, name: &str) {
        match self.profiles.last_mut() {
            Some(last) => name.clone_into(last),
            None => self.profiles.push(name.to_owned()),
        }
    }

    fn hold(&mut self, found: &Found<'_>, of: usize, sink: &mut dyn Sink) -> Flow {
        self.held_of.push(of);
        if self.held.push(found.value.without(&["code", "refs", "source_location"]), found.place()) {
            return Continue(());
        }
        self.overflowed = true;
        let message = "more controls stand before the names of their profile and machine than can be held; \
                       they and the next go without";
        sink.problem(Problem::new(found.place(), Loss::Record, message).advise("report fewer profiles at a time"));
        self.release(sink)
    }

    fn release(&mut self, sink: &mut dyn Sink) -> Flow {
        let of = std::mem::take(&mut self.held_of);
        self.held
            .take()
            .into_iter()
            .zip(of)
            .try_for_each(|((tree, place), of)| self.state(tree.view(), of, &|| place.clone(), sink))
    }

    fn state(&mut self, value: View<'_>, of: usize, at: &dyn Fn() -> Place, sink: &mut dyn Sink) -> Flow {
        let profile = self.profiles.get(of).map_or("", String::as_str);
        if value.get("id").text().is_empty() {
            sink.problem(Problem::new(at(), Loss::Record, "a control has no id"));
            return Continue(());
        }
        self.control.read(value, profile, &mut |loss, message| sink.problem(Problem::new(at(), loss, message)));
        let asset = self.target.names();
        self.nameless |= asset.names().next().is_none();
        self.assets.see(asset, self.control.seen_at, None, sink)?;
        sink.observation(&Observation { asset, ..self.control.observation(value) })
    }

    fn finish(&mut self, sink: &mut dyn Sink) -> Flow {
        self.release(sink)?;
        if self.alone {
            sink.problem(
                Problem::new(
                    Place::File,
                    Loss::Nothing,
                    "the file is a profile that did not run, so it judges nothing",
                )
                .advise("import what `inspec exec --reporter json` writes"),
            );
        } else if self.nameless {
            sink.problem(
                Problem::new(Place::File, Loss::Nothing, "the report does not name what it is of")
                    .advise("run a newer InSpec, which writes platform.target_id, so that machines are told apart"),
            );
        }
        self.assets.cover(CheckScope::Stated, sink)
    }
}

impl Target {
    fn of(platform: View<'_>) -> Self {
        let text = |key: &str| platform.get(key).text();
        // Converters write their own name where InSpec writes the system's.
        let os = if text("name").starts_with("Heimdall") {
            String::new()
        } else {
            [text("name"), text("release")].join(" ")
        };
        Self { known: true, id: text("target_id").to_owned(), os: os.trim().to_owned() }
    }

    /// InSpec gives a machine's UUID where it finds one, else its name; converters an image or a cloud's id, too.
    fn names(&self) -> AssetNames<'_> {
        let is_uuid = self.id.len() == 36 && self.id.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
        let (id, none) = (self.id.as_str(), AssetNames::default());
        let names = match id {
            agent if is_uuid => AssetNames { agent, ..none },
            cloud if cloud.starts_with("arn:") => AssetNames { cloud, ..none },
            package if package.contains('/') => AssetNames { package, ..none },
            host => web::names(host),
        };
        AssetNames { os: &self.os, ..names }
    }
}
