//! Findings that people state: of an audit, an assessment, a penetration test. Our own JSON, described in
//! `docs/formats/findings.md`; the web form and the command line produce it too.

use std::io::BufRead;

use closeout_domain::finding::coverage::Tool;
use serde::de::{MapAccess, SeqAccess};

use crate::{
    format::Format,
    head::Head,
    json::{self, Handler, Key, Texts, Value, Watch, skip, stop},
    sink::{Flow, Loss, Place, Problem, Sink, Unreadable},
};

mod finding;
mod member;
mod source;

use finding::Finding;
use source::Source;

/// See the module.
pub(crate) struct Findings;

impl Format for Findings {
    fn id(&self) -> &'static str {
        "findings"
    }

    fn name(&self) -> &'static str {
        "Findings of people (JSON)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn yields(&self) -> &'static str {
        "one observation per finding and asset it names; coverage of these assets by the findings stated"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        if !head.is_json() {
            return false;
        }
        let keys = head.json_keys();
        let has = |key: &str| keys.contains(&key);
        let list = head.text().trim_start().starts_with('[');
        has("source") && if list { has("title") || has("requirement") } else { has("findings") }
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let mut run = Run {
            sink,
            watch: Watch::default(),
            source: Source::default(),
            finding: Finding::default(),
            path: String::new(),
            findings: 0,
            stopped: false,
        };
        run.sink.tool(&run.source.tool());
        let watch = run.watch.clone();
        let end = json::document(input, &watch, Root(&mut run))?;
        let stopped = run.stopped;
        json::list_end(end, stopped, run.sink);
        if !stopped {
            let _ = run.finding.cover(run.sink);
        }
        Ok(())
    }
}

/// What the findings of a file have in common.
struct Run<'s> {
    sink: &'s mut dyn Sink,
    watch: Watch,
    source: Source,
    finding: Finding,
    /// Of the finding that is being read, as in `$.findings[3]`.
    path: String,
    findings: u64,
    stopped: bool,
}

impl Run<'_> {
    fn problem(&mut self, member: &str, loss: Loss, message: String, advice: &'static str) {
        let at = Place::Pointer(format!("{}{member}", self.path));
        self.sink.problem(Problem::new(at, loss, message).advise(advice));
    }

    fn name_tool(&mut self) {
        let tool: Tool<'_> = self.source.tool();
        self.sink.tool(&tool);
    }

    fn finish_finding(&mut self) -> Flow {
        if self.watch.take_cut() {
            let message = "a text is longer than a megabyte and was cut".to_owned();
            self.problem("", Loss::Value, message, "");
        }
        let mut faults = Vec::new();
        let flow = self.finding.push(&self.source, &mut faults, self.sink);
        for fault in faults {
            self.problem(fault.member, fault.loss, fault.message, fault.advice);
        }
        flow
    }
}

/// `{"source": …, "findings": […]}` or a list of findings.
struct Root<'r, 's>(&'r mut Run<'s>);

impl Handler for Root<'_, '_> {
    fn object<'de, A: MapAccess<'de>>(&mut self, mut map: A) -> Result<(), A::Error> {
        enum Member {
            Source,
            Findings,
            Other(String),
        }
        let member = |key: &str| match key {
            "source" => Member::Source,
            "findings" => Member::Findings,
            other => Member::Other(other.chars().take(40).collect()),
        };
        "$".clone_into(&mut self.0.path);
        while let Some(member) = map.next_key_seed(Key(member))? {
            match member {
                Member::Source => {
                    if self.0.findings > 0 {
                        let message = "the source stands behind the findings, which were read without it".to_owned();
                        let advice = "put \"source\" before \"findings\"";
                        self.0.problem(".source", Loss::Record, message, advice);
                    }
                    self.0.source.clear();
                    map.next_value_seed(Value(source::Reader(&mut self.0.source)))?;
                    self.0.name_tool();
                    if let Some(fault) = self.0.source.fault() {
                        self.0.problem(".source", Loss::Value, fault, source::ADVICE);
                    }
                }
                Member::Findings => {
                    map.next_value_seed(Value(List(self.0, "$.findings")))?;
                    "$".clone_into(&mut self.0.path);
                }
                Member::Other(key) => {
                    skip(&mut map)?;
                    let message = format!("{key:?} is not known and was passed over");
                    self.0.problem("", Loss::Nothing, message, "the known members are source and findings");
                }
            }
        }
        Ok(())
    }

    fn list<'de, A: SeqAccess<'de>>(&mut self, list: A) -> Result<(), A::Error> {
        List(self.0, "$").list(list)
    }

    fn unexpected(&mut self, kind: &'static str) {
        "$".clone_into(&mut self.0.path);
        let message = format!("the file should hold an object or a list, and holds {kind}");
        self.0.problem("", Loss::Rest, message, "docs/formats/findings.md shows the shape");
    }
}

struct List<'r, 's>(&'r mut Run<'s>, &'static str);

impl Handler for List<'_, '_> {
    fn list<'de, A: SeqAccess<'de>>(&mut self, mut list: A) -> Result<(), A::Error> {
        let mut index = 0_u64;
        loop {
            self.0.path = format!("{}[{index}]", self.1);
            self.0.finding.clear();
            if list.next_element_seed(Value(One(self.0)))?.is_none() {
                return Ok(());
            }
            index += 1;
        }
    }

    fn unexpected(&mut self, kind: &'static str) {
        let message = format!("the findings should be a list, and are {kind}");
        self.0.problem("", Loss::Record, message, "put them in brackets: [ … ]");
    }
}

struct One<'r, 's>(&'r mut Run<'s>);

impl Handler for One<'_, '_> {
    fn object<'de, A: MapAccess<'de>>(&mut self, mut map: A) -> Result<(), A::Error> {
        use member::Member;
        let mut unknown = Vec::new();
        while let Some(member) = map.next_key_seed(Key(member::of))? {
            let finding = &mut self.0.finding;
            match member {
                Member::Text(field) => {
                    map.next_value_seed(Value(Texts(|text: &str| finding.texts.set(field, text))))?;
                }
                Member::Texts(field) => map.next_value_seed(Value(Texts(|text: &str| {
                    finding.texts.push(field, text);
                    finding.texts.push(field, "\n");
                })))?,
                Member::Cvss => map.next_value_seed(Value(member::CvssReader(finding)))?,
                Member::Assets => map.next_value_seed(Value(member::AssetsReader(finding)))?,
                Member::Source => {
                    self.0.source.clear();
                    map.next_value_seed(Value(source::Reader(&mut self.0.source)))?;
                    self.0.name_tool();
                    if let Some(fault) = self.0.source.fault() {
                        self.0.problem(".source", Loss::Value, fault, source::ADVICE);
                    }
                }
                Member::Unknown(key) => {
                    skip(&mut map)?;
                    unknown.push(key);
                    unknown.truncate(10);
                }
            }
        }
        for key in unknown {
            let message = format!("{key:?} is not known and was passed over");
            self.0.problem("", Loss::Value, message, "docs/formats/findings.md lists the members");
        }
        self.0.findings += 1;
        if self.0.finish_finding().is_break() {
            self.0.stopped = true;
            return Err(stop());
        }
        Ok(())
    }

    fn null(&mut self) {
        self.unexpected("null");
    }

    fn unexpected(&mut self, kind: &'static str) {
        let message = format!("a finding should be an object, and is {kind}");
        self.0.problem("", Loss::Record, message, "docs/formats/findings.md shows the shape");
    }
}
