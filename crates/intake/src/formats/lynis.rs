//! Lynis's report (`lynis-report.dat`): a value a line, under a key that may stand many times.

use std::{collections::HashSet, io::BufRead, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Coverage, Tool},
    observation::{Judgement, Observation},
    severity::Severity,
};
use jiff::Timestamp;

use crate::{
    format::Format,
    head::Head,
    limits,
    lines::Lines,
    moment,
    pick::nothing_found,
    sink::{Flow, Loss, Place, Problem, Sink, Unreadable},
    slots,
};

/// See the module.
pub(crate) struct Lynis;

impl Format for Lynis {
    fn id(&self) -> &'static str {
        "lynis"
    }

    fn name(&self) -> &'static str {
        "Lynis report"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["dat"]
    }

    fn yields(&self) -> &'static str {
        "one observation per warning or suggestion; a test that ran and has neither is absent"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let first = head.first_line();
        (first == "# Lynis Report" || first.starts_with("report_version_major="))
            && head.text().lines().any(|line| line.starts_with("lynis_version="))
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let mut report = Report::default();
        report.tell_tool(sink);
        let mut lines = Lines::new(input);
        while let Some(line) = lines.next()? {
            let at = Place::Line(lines.number());
            if lines.cut() {
                let message = format!("this line is longer than {} bytes and was cut", limits::TEXT);
                sink.problem(Problem::new(at.clone(), Loss::Value, message));
            }
            if report.line(line.trim(), &at, sink).is_break() {
                return Ok(());
            }
        }
        if !report.found {
            sink.problem(nothing_found());
        }
        if !report.finished {
            sink.problem(
                Problem::new(Place::Line(lines.number()), Loss::Rest, "the report ends before \"finish=true\"")
                    .advise("the audit broke off or the file was cut; run it to its end, or copy the file again"),
            );
        }
        let _stopped = report.close(sink);
        Ok(())
    }
}

/// The report as far as it was read.
#[derive(Default)]
struct Report {
    version: String,
    hostname: String,
    os: String,
    started: Option<Timestamp>,
    /// Packages with known vulnerabilities, which stand before the warning that speaks of them.
    packages: String,
    /// Tests that said something, or that met what they did not expect: their silence is no pass.
    said: HashSet<String>,
    /// Tests that ran, as the report lists them at its end.
    executed: String,
    found: bool,
    nameless: bool,
    /// Whether a record could not be read: its test may be any of those that seem to have said nothing.
    lost: bool,
    finished: bool,
}

impl Report {
    fn line(&mut self, line: &str, at: &Place, sink: &mut dyn Sink) -> Flow {
        if line.is_empty() || line.starts_with('#') {
            return Continue(());
        }
        let Some((key, value)) = line.split_once('=') else {
            if self.found {
                sink.problem(Problem::new(at.clone(), Loss::Value, "this line is no key with a value"));
            }
            return Continue(());
        };
        match key {
            "report_version_major" => self.found = true,
            "lynis_version" => {
                self.found = true;
                value.clone_into(&mut self.version);
                self.tell_tool(sink);
            }
            "hostname" => value.clone_into(&mut self.hostname),
            "os_fullname" => value.clone_into(&mut self.os),
            "report_datetime_start" => {
                self.started = moment::parse(value);
                if self.started.is_none() {
                    let message = format!("the time {:?} cannot be read", value.chars().take(40).collect::<String>());
                    sink.problem(Problem::new(at.clone(), Loss::Value, message));
                }
            }
            "warning[]" => return self.state(value, "warning", Severity::Medium, at, sink),
            "suggestion[]" => return self.state(value, "suggestion", Severity::Low, at, sink),
            "vulnerable_package[]" => {
                slots::push_within(&mut self.packages, value.trim_matches('|'), limits::TEXT);
                slots::push_within(&mut self.packages, "\n", limits::TEXT);
            }
            "exception_event[]" => self.has_said(value.split([':', '|']).next().unwrap_or_default()),
            "tests_executed" => value.clone_into(&mut self.executed),
            "finish" => self.finished = value == "true",
            _ => {}
        }
        Continue(())
    }

    fn tell_tool(&self, sink: &mut dyn Sink) {
        sink.tool(&Tool { family: "lynis", name: "Lynis", version: &self.version, ..Tool::default() });
    }

    fn names(&self) -> AssetNames<'_> {
        let (fqdn, hostname) = if self.hostname.contains('.') { (&*self.hostname, "") } else { ("", &*self.hostname) };
        AssetNames { fqdn, hostname, os: &self.os, ..AssetNames::default() }
    }

    fn has_said(&mut self, test: &str) {
        // More than any audit says; beyond it, nothing is passed at the end.
        if self.said.len() <= limits::GATHERED_ASSETS {
            self.said.insert(test.to_owned());
        }
    }

    /// A record is test, sentence, details and solution, each closed by a bar and a hyphen where there is none.
    fn state(&mut self, record: &str, word: &'static str, severity: Severity, at: &Place, sink: &mut dyn Sink) -> Flow {
        let mut parts = record.split('|').map(|part| if part.trim() == "-" { "" } else { part.trim() });
        let [test, sentence, details, solution] = std::array::from_fn(|_| parts.next().unwrap_or_default());
        if test.is_empty() || sentence.is_empty() {
            let message = format!("this {word} names no test, or says nothing");
            sink.problem(Problem::new(at.clone(), Loss::Record, message));
            self.lost = true;
            return Continue(());
        }
        self.nameless |= self.hostname.is_empty();
        self.has_said(test);
        let of_packages = test.starts_with("PKGS-") && sentence.to_ascii_lowercase().contains("vulnerable");
        let packages = if of_packages { std::mem::take(&mut self.packages) } else { String::new() };
        sink.observation(&Observation {
            check: test,
            title: sentence,
            severity,
            native_severity: word,
            asset: self.names(),
            place: &place(sentence, details),
            seen_at: self.started,
            recommendation: solution.trim_start_matches("text:").trim_start_matches("url:"),
            output: if packages.is_empty() { details } else { packages.trim_end() },
            ..Observation::default()
        })
    }

    /// What the list of tests at the end says: a test that ran and said nothing found nothing.
    fn close(&mut self, sink: &mut dyn Sink) -> Flow {
        if self.finished && !self.lost && self.said.len() <= limits::GATHERED_ASSETS {
            let executed = std::mem::take(&mut self.executed);
            let mut passed: HashSet<&str> = HashSet::new();
            for test in executed.split('|').map(str::trim).filter(|test| !test.is_empty()) {
                if self.said.contains(test) || !passed.insert(test) {
                    continue;
                }
                sink.observation(&Observation {
                    check: test,
                    title: test,
                    state: Judgement::Absent,
                    asset: self.names(),
                    seen_at: self.started,
                    ..Observation::default()
                })?;
            }
        }
        if self.nameless {
            sink.problem(
                Problem::new(Place::File, Loss::Record, "the report speaks before it names its host")
                    .advise("a line hostname=NAME belongs above the first warning or suggestion"),
            );
        }
        if self.hostname.is_empty() {
            return Continue(());
        }
        sink.coverage(&Coverage {
            asset: self.names(),
            reached: true,
            seen_at: self.started,
            checks: CheckScope::Stated,
            ..Coverage::default()
        })
    }
}

/// What tells apart the things that one test says: the details, without the value that was found there, else the sentence
/// without its numbers.
fn place(sentence: &str, details: &str) -> String {
    let subject = details.split(" (set ").next().unwrap_or_default();
    if subject.is_empty() || subject.starts_with("See ") {
        sentence.split(|c: char| c.is_ascii_digit()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("#")
    } else {
        subject.to_owned()
    }
}
