//! DISA STIG Viewer 2 checklists (`.ckl`), also as STIG Manager, Evaluate-STIG and SCC write them.

use std::{io::BufRead, ops::ControlFlow::Continue};

use crate::{
    format::Format,
    head::Head,
    moment,
    sink::{Flow, Loss, Place, Sink, Unreadable},
    stig::{self, Checklist},
    xml::{Node, Tag, Xml},
};

/// See the module.
pub(crate) struct Ckl;

const ROOT: &str = "CHECKLIST";

impl Format for Ckl {
    fn id(&self) -> &'static str {
        "ckl"
    }

    fn name(&self) -> &'static str {
        "DISA STIG checklist (CKL)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["ckl"]
    }

    fn yields(&self) -> &'static str {
        "one observation per VULN whatever its status; coverage of the checklist's asset by the rules it states"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        match head.xml_root() {
            Some(ROOT) => true,
            // Tools that wrap checklists in an element of their own.
            Some(_) => head.text().contains("<STIG_INFO>") && head.text().contains("<ASSET>"),
            None => false,
        }
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let mut run = Run::default();
        let mut xml = Xml::new(input);
        run.list.begin(sink);
        while let Some(node) = xml.next(sink)? {
            let flow = match node {
                Node::Text(text) => {
                    run.text(&text);
                    Continue(())
                }
                Node::Open(tag) => run.open(&tag, sink),
                Node::Close(name) => run.close(name, sink),
                Node::Comment(comment) => {
                    run.comment(&comment);
                    Continue(())
                }
                Node::Other => Continue(()),
            };
            xml.want_text(!matches!(run.target, Target::Nowhere));
            run.list.faults.list(|| xml.line(), sink);
            if flow.is_break() {
                return Ok(());
            }
        }
        if !run.checklist_seen {
            return Err(Unreadable::new(
                Place::File,
                "the file is not a checklist: it has no <CHECKLIST> and no <VULN>",
                "save the checklist from STIG Viewer as .ckl, or let the format be recognised",
            ));
        }
        run.list.finish(sink);
        Ok(())
    }
}

/// Where the text that comes goes to.
#[derive(Clone, Copy, Default)]
enum Target {
    #[default]
    Nowhere,
    Asset(usize),
    Stig(usize),
    Rule(usize),
    /// The name of the value that follows.
    Name,
}

#[derive(Default)]
struct Run {
    list: Checklist,
    target: Target,
    name: String,
    stig_open: bool,
    rule_open: bool,
    root_seen: bool,
    checklist_seen: bool,
}

impl Run {
    fn text(&mut self, text: &str) {
        match self.target {
            Target::Nowhere => {}
            Target::Asset(field) => self.list.asset.push(field, text),
            Target::Stig(field) => self.list.stig.push(field, text),
            Target::Rule(field) => self.list.rule.push(field, text),
            Target::Name => {
                crate::slots::push(&mut self.name, text);
            }
        }
    }

    fn open(&mut self, tag: &Tag<'_>, sink: &mut dyn Sink) -> Flow {
        let name = tag.name();
        if !std::mem::replace(&mut self.root_seen, true) && name != ROOT {
            let shown: String = name.chars().take(40).collect();
            let message =
                format!("the root element is <{shown}>, not <{ROOT}>; it was read as a checklist all the same");
            self.list.faults.add(Loss::Nothing, message);
        }
        self.target = match name {
            ROOT => {
                self.checklist_seen = true;
                Target::Nowhere
            }
            "iSTIG" => {
                self.list.begin_stig();
                self.stig_open = true;
                Target::Nowhere
            }
            "VULN" => {
                self.checklist_seen = true;
                if self.rule_open {
                    self.list.faults.add(Loss::Record, "a <VULN> begins before the one before it ends");
                    self.finish_rule(sink)?;
                }
                self.list.begin_rule();
                self.rule_open = true;
                Target::Nowhere
            }
            "SID_NAME" | "VULN_ATTRIBUTE" => {
                self.name.clear();
                Target::Name
            }
            "SID_DATA" => stig_field(self.name.trim()).map_or(Target::Nowhere, Target::Stig),
            "ATTRIBUTE_DATA" if self.rule_open => rule_field(self.name.trim()).map_or(Target::Nowhere, Target::Rule),
            "STIG_TITLE" => Target::Stig(stig::STIG_TITLE),
            other if self.rule_open => answer_field(other).map_or(Target::Nowhere, Target::Rule),
            other => asset_field(other).map_or(Target::Nowhere, Target::Asset),
        };
        Continue(())
    }

    fn close(&mut self, name: &str, sink: &mut dyn Sink) -> Flow {
        // A rule has several of these.
        if let Target::Rule(stig::CCI) = self.target {
            self.list.rule.push(stig::CCI, "\n");
        }
        self.target = Target::Nowhere;
        match name {
            "VULN" if self.rule_open => self.finish_rule(sink),
            "iSTIG" => {
                self.stig_open = false;
                Continue(())
            }
            "SI_DATA" | "STIG_DATA" => {
                self.name.clear();
                Continue(())
            }
            _ => Continue(()),
        }
    }

    fn finish_rule(&mut self, sink: &mut dyn Sink) -> Flow {
        self.rule_open = false;
        self.list.finish_rule(sink)
    }

    /// Evaluate-STIG leaves the time of its run in a comment.
    fn comment(&mut self, comment: &str) {
        if let Some((_, rest)) = comment.split_once("<time>")
            && let Some((time, _)) = rest.split_once("</time>")
        {
            self.list.evaluated_at = moment::parse(time).or(self.list.evaluated_at);
            if !self.stig_open {
                self.list.run_at = self.list.evaluated_at;
            }
        }
    }
}

fn asset_field(element: &str) -> Option<usize> {
    Some(match element {
        "HOST_NAME" => stig::HOST,
        "HOST_IP" => stig::IP,
        "HOST_MAC" => stig::MAC,
        "HOST_FQDN" => stig::FQDN,
        "WEB_OR_DATABASE" => stig::WEB_OR_DATABASE,
        "WEB_DB_SITE" => stig::SITE,
        "WEB_DB_INSTANCE" => stig::INSTANCE,
        _ => return None,
    })
}

fn stig_field(name: &str) -> Option<usize> {
    Some(match name {
        "stigid" => stig::STIG_ID,
        "title" => stig::STIG_TITLE,
        "version" => stig::VERSION,
        "releaseinfo" => stig::RELEASE,
        _ => return None,
    })
}

fn rule_field(name: &str) -> Option<usize> {
    Some(match name {
        "Vuln_Num" => stig::GROUP,
        "Rule_ID" => stig::RULE,
        "Rule_Title" => stig::TITLE,
        "Group_Title" => stig::GROUP_TITLE,
        "Severity" => stig::SEVERITY,
        "Vuln_Discuss" => stig::DISCUSSION,
        "Fix_Text" => stig::FIX,
        "CCI_REF" => stig::CCI,
        _ => return None,
    })
}

fn answer_field(element: &str) -> Option<usize> {
    Some(match element {
        "STATUS" => stig::STATUS,
        "FINDING_DETAILS" => stig::DETAILS,
        "COMMENTS" => stig::COMMENTS,
        "SEVERITY_OVERRIDE" => stig::OVERRIDE,
        "SEVERITY_JUSTIFICATION" => stig::JUSTIFICATION,
        _ => return None,
    })
}
