//! Nessus v2 XML (`.nessus`), as Nessus, Tenable Vulnerability Management, Security Center and Web App Scanning export it.

use std::{io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::coverage::Tool;

use crate::{
    format::Format,
    head::Head,
    sink::{Faults, Flow, Loss, Place, Problem, Sink, Unreadable},
    xml::{Node, Tag, Xml},
};

pub(super) mod host;
mod item;
pub(super) mod plugin;

use host::Host;
use item::Item;

/// See the module.
pub(crate) struct Nessus;

const ROOT: &str = "NessusClientData_v2";

impl Format for Nessus {
    fn id(&self) -> &'static str {
        "nessus"
    }

    fn name(&self) -> &'static str {
        "Nessus v2 XML"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["nessus", "xml"]
    }

    fn yields(&self) -> &'static str {
        "one observation per ReportItem, informational and compliance results too; coverage per ReportHost"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.xml_root() == Some(ROOT)
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let mut run = Run::default();
        let mut xml = Xml::new(input);
        run.name_tool(sink);
        while let Some(node) = xml.next(sink)? {
            let flow = match node {
                Node::Text(text) => {
                    run.text(&text);
                    Continue(())
                }
                Node::Open(tag) => run.open(&tag, sink),
                Node::Close(name) => run.close(name, sink),
                Node::Other => {
                    run.damaged |= xml.take_damage();
                    Continue(())
                }
                Node::Comment(_) => Continue(()),
            };
            xml.want_text(!matches!(run.target, Target::Nowhere));
            run.faults.list(|| xml.line(), sink);
            if flow.is_break() {
                return Ok(());
            }
        }
        run.end(sink)
    }
}

/// Where the text that comes goes to.
#[derive(Clone, Copy, Default)]
enum Target {
    #[default]
    Nowhere,
    Policy,
    Host(usize),
    Item(usize),
}

/// What is known of the file so far.
#[derive(Default)]
struct Run {
    root_seen: bool,
    hosts: u64,
    target: Target,
    version: String,
    feed: String,
    policy: String,
    host: Host,
    host_open: bool,
    item: Item,
    item_open: bool,
    /// Elements were lost since the host began.
    damaged: bool,
    faults: Faults,
}

impl Run {
    fn name_tool(&self, sink: &mut dyn Sink) {
        sink.tool(&Tool {
            family: plugin::FAMILY,
            name: "Nessus",
            version: &self.version,
            check_set: &self.feed,
            policy: self.policy.trim(),
        });
    }

    fn text(&mut self, text: &str) {
        match self.target {
            Target::Nowhere => {}
            Target::Item(field) => self.item.texts.push(field, text),
            Target::Host(field) => self.host.texts.push(field, text),
            Target::Policy => {
                crate::slots::push(&mut self.policy, text);
            }
        }
    }

    fn open(&mut self, tag: &Tag<'_>, sink: &mut dyn Sink) -> Flow {
        let name = tag.name();
        let fault = match name {
            "ReportItem" => {
                if self.item_open {
                    self.faults.add(Loss::Record, "a <ReportItem> begins before the one before it ends");
                    self.finish_item(sink)?;
                }
                self.item.begin();
                self.item_open = true;
                tag.attributes(|key, value| self.item.attribute(key, value))
            }
            "ReportHost" => {
                if self.host_open {
                    self.damaged = true;
                    self.faults.add(Loss::Record, "a <ReportHost> begins before the one before it ends");
                    self.finish_host(sink)?;
                }
                self.hosts += 1;
                self.damaged = false;
                self.host.begin();
                self.host_open = true;
                tag.attributes(|key, value| {
                    if key == "name" {
                        self.host.texts.set(host::NAME, value);
                    }
                })
            }
            _ if self.item_open => {
                self.target = item::field(name).map_or(Target::Nowhere, Target::Item);
                None
            }
            "tag" if self.host_open => tag.attributes(|key, value| {
                if key == "name" {
                    self.target = host::field(value).map_or(Target::Nowhere, Target::Host);
                }
            }),
            "policyName" => {
                self.target = Target::Policy;
                None
            }
            ROOT => {
                self.root_seen = true;
                None
            }
            _ => None,
        };
        if let Some(fault) = fault {
            self.faults.add(Loss::Value, fault);
        }
        Continue(())
    }

    fn close(&mut self, name: &str, sink: &mut dyn Sink) -> Flow {
        match name {
            "ReportItem" if self.item_open => self.finish_item(sink)?,
            "ReportHost" if self.host_open => self.finish_host(sink)?,
            "policyName" => self.name_tool(sink),
            _ if self.item_open => {
                if let Target::Item(field) = self.target {
                    self.item.end_of(field);
                }
            }
            _ => {}
        }
        self.target = Target::Nowhere;
        Continue(())
    }

    fn finish_item(&mut self, sink: &mut dyn Sink) -> Flow {
        self.item_open = false;
        self.target = Target::Nowhere;
        if self.host_open {
            self.host.settle(&mut self.faults);
        }
        let host = self.host_open.then_some(&self.host);
        let flow = self.item.push(host, &mut self.faults, sink);
        if self.host_open && self.host.learn(self.item.plugin(), self.item.output()) {
            let news = self.host.scan_information();
            let newer = news.feed > self.feed.as_str();
            if newer || (self.version.is_empty() && !news.version.is_empty()) {
                if newer {
                    news.feed.clone_into(&mut self.feed);
                }
                news.version.clone_into(&mut self.version);
                if self.policy.trim().is_empty() {
                    news.policy.clone_into(&mut self.policy);
                }
                self.name_tool(sink);
            }
        }
        flow
    }

    fn finish_host(&mut self, sink: &mut dyn Sink) -> Flow {
        if self.item_open {
            self.finish_item(sink)?;
        }
        self.host.settle(&mut self.faults);
        self.host_open = false;
        sink.coverage(&self.host.coverage(self.damaged))
    }

    fn end(&mut self, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        if !self.root_seen {
            return Err(Unreadable::new(
                Place::File,
                format!("the file is not Nessus v2 XML: it has no <{ROOT}>"),
                "export the scan as .nessus, or let the format be recognised",
            ));
        }
        if self.hosts == 0 {
            sink.problem(
                Problem::new(Place::File, Loss::Nothing, "the file reports no host")
                    .advise("check that the scan reached its targets and was exported with its results"),
            );
        }
        Ok(())
    }
}
