//! DISA STIG Viewer 3 checklists (`.cklb`).

use std::{
    io::BufRead,
    ops::ControlFlow::{Break, Continue},
};

use serde::de::{MapAccess, SeqAccess};

use crate::{
    format::Format,
    head::Head,
    json::{self, Handler, Key, Texts, Value, Watch, skip, stop},
    limits, moment,
    sink::{Flow, Loss, Place, Problem, Sink, Unreadable},
    stig::{self, Checklist},
};

mod held;

use held::Held;

/// See the module.
pub(crate) struct Cklb;

impl Format for Cklb {
    fn id(&self) -> &'static str {
        "cklb"
    }

    fn name(&self) -> &'static str {
        "DISA STIG checklist (CKLB)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["cklb"]
    }

    fn yields(&self) -> &'static str {
        "one observation per rule whatever its status; coverage of the checklist's asset by the rules it states"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        if !head.is_json() {
            return false;
        }
        let keys = head.json_keys();
        let has = |key: &str| keys.contains(&key);
        // Viewers write the asset behind the STIGs, where the head may not reach.
        (has("stigs") && ["\"stig_name\"", "\"stig_id\""].iter().any(|key| head.text().contains(key)))
            || (has("target_data") && ["stigs", "has_path", "cklb_version"].into_iter().any(has))
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let mut run = Run {
            list: Checklist::default(),
            sink,
            watch: Watch::default(),
            held: Held::default(),
            stig: 0,
            rule: 0,
            asset_seen: false,
            stigs_seen: false,
            stopped: false,
            full: false,
        };
        run.list.begin(run.sink);
        let watch = run.watch.clone();
        let end = json::document(input, &watch, Root(&mut run))?;
        let stopped = run.stopped;
        json::list_end(end, stopped, run.sink);
        if (stopped && !run.full) || run.release().is_break() {
            return Ok(());
        }
        if !run.stigs_seen {
            run.problem("$.stigs", Loss::Record, "the checklist has no list of STIGs");
        }
        run.list.finish(run.sink);
        Ok(())
    }
}

struct Run<'s> {
    list: Checklist,
    sink: &'s mut dyn Sink,
    watch: Watch,
    held: Held,
    stig: usize,
    rule: usize,
    asset_seen: bool,
    stigs_seen: bool,
    stopped: bool,
    /// There was no more room for what is held back.
    full: bool,
}

impl Run<'_> {
    /// A rule was read: states it, unless what names its asset or its STIG is still to come.
    fn rule_read(&mut self) -> Flow {
        let at = self.at();
        if self.watch.take_cut() {
            self.problem(&at, Loss::Value, "a text of the rule is longer than a megabyte and was cut");
        }
        if self.asset_seen && !self.list.stig.trimmed(stig::STIG_ID).is_empty() {
            return self.state(at);
        }
        if self.held.push(&mut self.list, at) {
            return Continue(());
        }
        let message =
            format!("the asset is named behind more than {} MB of rules; the rest was not read", limits::HELD >> 20);
        self.full = true;
        self.problem("$.target_data", Loss::Rest, &message);
        Break(())
    }

    /// States the rules that were held back.
    fn release(&mut self) -> Flow {
        for rule in self.held.take() {
            self.list.rule = rule.texts;
            self.list.changed_at = rule.changed_at;
            if let Some((stig, evaluated_at)) = self.held.stigs.get(rule.stig) {
                self.list.stig.clone_from(stig);
                self.list.evaluated_at = *evaluated_at;
            }
            self.state(rule.at)?;
        }
        Continue(())
    }

    fn state(&mut self, at: String) -> Flow {
        let flow = self.list.finish_rule(self.sink);
        self.list.faults.list(|| Place::Pointer(at), self.sink);
        flow
    }

    /// Ends the reading when the sink, or the room for what is held back, wants it.
    fn stop_if<E: serde::de::Error>(&mut self, step: impl FnOnce(&mut Self) -> Flow) -> Result<(), E> {
        if step(self).is_break() {
            self.stopped = true;
            return Err(stop());
        }
        Ok(())
    }

    fn at(&self) -> String {
        format!("$.stigs[{}].rules[{}]", self.stig, self.rule)
    }

    fn problem(&mut self, at: &str, loss: Loss, message: &str) {
        self.sink.problem(
            Problem::new(Place::Pointer(at.to_owned()), loss, message)
                .advise("save the checklist again from STIG Viewer"),
        );
    }
}

struct Root<'r, 's>(&'r mut Run<'s>);

impl Handler for Root<'_, '_> {
    fn object<'de, A: MapAccess<'de>>(&mut self, mut map: A) -> Result<(), A::Error> {
        #[derive(Clone, Copy)]
        enum Member {
            Asset,
            Stigs,
            Other,
        }
        let member = |key: &str| match key {
            "target_data" => Member::Asset,
            "stigs" => Member::Stigs,
            _ => Member::Other,
        };
        while let Some(member) = map.next_key_seed(Key(member))? {
            match member {
                Member::Asset => {
                    map.next_value_seed(Value(Asset(self.0)))?;
                    self.0.asset_seen = true;
                    self.0.stop_if(Run::release)?;
                }
                Member::Stigs => {
                    self.0.stigs_seen = true;
                    map.next_value_seed(Value(Stigs(self.0)))?;
                }
                Member::Other => skip(&mut map)?,
            }
        }
        Ok(())
    }

    fn unexpected(&mut self, kind: &'static str) {
        self.0.problem("$", Loss::Rest, &format!("a checklist is an object, and this is {kind}"));
    }
}

struct Asset<'r, 's>(&'r mut Run<'s>);

impl Handler for Asset<'_, '_> {
    fn object<'de, A: MapAccess<'de>>(&mut self, mut map: A) -> Result<(), A::Error> {
        let field = |key: &str| {
            Some(match key {
                "host_name" => stig::HOST,
                "ip_address" => stig::IP,
                "mac_address" => stig::MAC,
                "fqdn" => stig::FQDN,
                "is_web_database" => stig::WEB_OR_DATABASE,
                "web_db_site" => stig::SITE,
                "web_db_instance" => stig::INSTANCE,
                _ => return None,
            })
        };
        while let Some(field) = map.next_key_seed(Key(field))? {
            match field {
                Some(field) => map.next_value_seed(Value(Texts(|text: &str| self.0.list.asset.set(field, text))))?,
                None => skip(&mut map)?,
            }
        }
        Ok(())
    }

    fn unexpected(&mut self, kind: &'static str) {
        let message = format!("the asset should be an object, and is {kind}");
        self.0.problem("$.target_data", Loss::Value, &message);
    }
}

struct Stigs<'r, 's>(&'r mut Run<'s>);

impl Handler for Stigs<'_, '_> {
    fn list<'de, A: SeqAccess<'de>>(&mut self, mut list: A) -> Result<(), A::Error> {
        loop {
            self.0.list.begin_stig();
            self.0.rule = 0;
            if list.next_element_seed(Value(Stig(self.0)))?.is_none() {
                return Ok(());
            }
            self.0.held.stigs.push((self.0.list.stig.clone(), self.0.list.evaluated_at));
            if self.0.asset_seen {
                self.0.stop_if(Run::release)?;
            }
            self.0.stig += 1;
        }
    }

    fn unexpected(&mut self, kind: &'static str) {
        self.0.problem("$.stigs", Loss::Record, &format!("the STIGs should be a list, and are {kind}"));
    }
}

struct Stig<'r, 's>(&'r mut Run<'s>);

impl Handler for Stig<'_, '_> {
    fn object<'de, A: MapAccess<'de>>(&mut self, mut map: A) -> Result<(), A::Error> {
        #[derive(Clone, Copy)]
        enum Member {
            Field(usize),
            Rules,
            Tool,
            Other,
        }
        let member = |key: &str| match key {
            "stig_id" => Member::Field(stig::STIG_ID),
            "stig_name" => Member::Field(stig::STIG_TITLE),
            "version" => Member::Field(stig::VERSION),
            "release_info" => Member::Field(stig::RELEASE),
            "rules" => Member::Rules,
            "evaluate-stig" => Member::Tool,
            _ => Member::Other,
        };
        while let Some(member) = map.next_key_seed(Key(member))? {
            match member {
                Member::Field(field) => {
                    map.next_value_seed(Value(Texts(|text: &str| self.0.list.stig.set(field, text))))?;
                }
                Member::Rules => map.next_value_seed(Value(Rules(self.0)))?,
                Member::Tool => map.next_value_seed(Value(Evaluated(self.0)))?,
                Member::Other => skip(&mut map)?,
            }
        }
        Ok(())
    }

    fn null(&mut self) {
        self.unexpected("null");
    }

    fn unexpected(&mut self, kind: &'static str) {
        let at = format!("$.stigs[{}]", self.0.stig);
        self.0.problem(&at, Loss::Record, &format!("a STIG should be an object, and is {kind}"));
    }
}

/// What Evaluate-STIG leaves of its run.
struct Evaluated<'r, 's>(&'r mut Run<'s>);

impl Handler for Evaluated<'_, '_> {
    fn object<'de, A: MapAccess<'de>>(&mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(time) = map.next_key_seed(Key(|key: &str| key == "time"))? {
            if time {
                let list = &mut self.0.list;
                map.next_value_seed(Value(Texts(|text: &str| list.evaluated_at = moment::parse(text))))?;
            } else {
                skip(&mut map)?;
            }
        }
        Ok(())
    }
}

struct Rules<'r, 's>(&'r mut Run<'s>);

impl Handler for Rules<'_, '_> {
    fn list<'de, A: SeqAccess<'de>>(&mut self, mut list: A) -> Result<(), A::Error> {
        loop {
            self.0.list.begin_rule();
            if list.next_element_seed(Value(Rule(self.0)))?.is_none() {
                return Ok(());
            }
            self.0.rule += 1;
        }
    }

    fn unexpected(&mut self, kind: &'static str) {
        let at = format!("$.stigs[{}].rules", self.0.stig);
        self.0.problem(&at, Loss::Record, &format!("the rules should be a list, and are {kind}"));
    }
}

struct Rule<'r, 's>(&'r mut Run<'s>);

impl Handler for Rule<'_, '_> {
    fn object<'de, A: MapAccess<'de>>(&mut self, mut map: A) -> Result<(), A::Error> {
        #[derive(Clone, Copy)]
        enum Member {
            Field(usize),
            Ccis,
            Overrides,
            Changed,
            Other,
        }
        let member = |key: &str| match key {
            "group_id" => Member::Field(stig::GROUP),
            "rule_id" => Member::Field(stig::RULE),
            "rule_title" => Member::Field(stig::TITLE),
            "group_title" => Member::Field(stig::GROUP_TITLE),
            "severity" => Member::Field(stig::SEVERITY),
            "discussion" => Member::Field(stig::DISCUSSION),
            "fix_text" => Member::Field(stig::FIX),
            "status" => Member::Field(stig::STATUS),
            "finding_details" => Member::Field(stig::DETAILS),
            "comments" => Member::Field(stig::COMMENTS),
            "ccis" => Member::Ccis,
            "overrides" => Member::Overrides,
            "updatedAt" => Member::Changed,
            _ => Member::Other,
        };
        while let Some(member) = map.next_key_seed(Key(member))? {
            let list = &mut self.0.list;
            match member {
                Member::Field(field) => map.next_value_seed(Value(Texts(|text: &str| list.rule.set(field, text))))?,
                Member::Ccis => map.next_value_seed(Value(Texts(|text: &str| {
                    list.rule.push(stig::CCI, text);
                    list.rule.push(stig::CCI, "\n");
                })))?,
                Member::Overrides => map.next_value_seed(Value(Overrides(self.0)))?,
                Member::Changed => {
                    map.next_value_seed(Value(Texts(|text: &str| list.changed_at = moment::parse(text))))?;
                }
                Member::Other => skip(&mut map)?,
            }
        }
        self.0.stop_if(Run::rule_read)
    }

    fn null(&mut self) {
        self.unexpected("null");
    }

    fn unexpected(&mut self, kind: &'static str) {
        let at = self.0.at();
        self.0.problem(&at, Loss::Record, &format!("a rule should be an object, and is {kind}"));
    }
}

/// `{"severity": {"severity": "low", "reason": "…"}}`
struct Overrides<'r, 's>(&'r mut Run<'s>);

impl Handler for Overrides<'_, '_> {
    fn object<'de, A: MapAccess<'de>>(&mut self, mut map: A) -> Result<(), A::Error> {
        #[derive(Clone, Copy)]
        enum Member {
            Severity,
            Reason,
            Other,
        }
        let member = |key: &str| match key {
            "severity" => Member::Severity,
            "reason" => Member::Reason,
            _ => Member::Other,
        };
        while let Some(member) = map.next_key_seed(Key(member))? {
            match member {
                // The outer one holds the inner one, which holds the word.
                Member::Severity => map.next_value_seed(Value(Overrides(self.0)))?,
                Member::Reason => {
                    let rule = &mut self.0.list.rule;
                    map.next_value_seed(Value(Texts(|text: &str| rule.set(stig::JUSTIFICATION, text))))?;
                }
                Member::Other => skip(&mut map)?,
            }
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.0.list.rule.set(stig::OVERRIDE, text);
    }
}
