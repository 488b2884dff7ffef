//! How workloads, roles and the cluster are set up: checks, and the controls of a benchmark that rest on them.

use std::ops::ControlFlow::Continue;

use closeout_domain::finding::observation::{Judgement, Observation};

use super::report::Report;
use crate::{
    limits,
    record::View,
    sink::{Flow, Loss, Sink},
    slots,
};

/// States every check of an audit of configuration, roles or infrastructure.
pub(super) fn checks(report: &Report<'_>, sink: &mut dyn Sink) -> Flow {
    for value in report.value.at("report").each("checks") {
        let title = value.get("title").text();
        let check = match value.get("checkID").text() {
            "" if title.is_empty() => {
                report.problem(Loss::Record, "a check has neither a number nor a title".to_owned(), sink);
                continue;
            }
            "" => {
                report.problem(
                    Loss::Value,
                    format!("the check {title:?} has no number; its title stands for it"),
                    sink,
                );
                title
            }
            check => check,
        };
        state(report, value, "", sink, |observation| Observation {
            check,
            place: value.get("target").text(),
            ..observation
        })?;
    }
    Continue(())
}

/// States every check under its control where the report has them, else every control by how many of its checks failed.
pub(super) fn controls(report: &Report<'_>, sink: &mut dyn Sink) -> Flow {
    let status = report.value.get("status");
    let detail = status.get("detailReport");
    for control in detail.each("results") {
        let check = number(report, detail, control);
        let native = control.get("severity").text();
        for value in control.each("checks") {
            let place = [value.get("checkID").text(), value.get("target").text()];
            let place = place.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(": ");
            state(report, value, native, sink, |observation| Observation {
                check: &check,
                // The finding is the control; its checks are where it shows.
                title: match control.get("name").text() {
                    "" => observation.title,
                    name => name,
                },
                place: &place,
                ..observation
            })?;
        }
        if control.each("checks").next().is_none() {
            control_alone(report, control, &check, Judgement::NotJudged, sink)?;
        }
    }
    let summary = status.get("summaryReport");
    for control in summary.each("controlCheck") {
        let failed = control.get("totalFail");
        let judgement = match failed.text().parse::<u64>() {
            Ok(0) => Judgement::Absent,
            Ok(_) => Judgement::Present,
            // A control without checks is for people to look at.
            Err(_) if failed.is_nothing() => Judgement::NotJudged,
            Err(_) => {
                let message = format!("the control {:?} does not say how many checks failed", control.get("id").text());
                report.problem(Loss::Value, message, sink);
                Judgement::NotJudged
            }
        };
        control_alone(report, control, &number(report, summary, control), judgement, sink)?;
    }
    Continue(())
}

/// A control by its benchmark, as in "cis/4.2.9".
fn number(report: &Report<'_>, part: View<'_>, control: View<'_>) -> String {
    let benchmark = match part.get("id").text() {
        "" => report.value.at("metadata/name").text(),
        id => id,
    };
    format!("{benchmark}/{}", control.get("id").text())
}

fn control_alone(
    report: &Report<'_>,
    control: View<'_>,
    check: &str,
    judgement: Judgement,
    sink: &mut dyn Sink,
) -> Flow {
    let native = control.get("severity").text();
    let id = control.get("id").text();
    let mut described = report.value.at("spec/compliance").each("controls");
    let described = described.find(|known| known.get("id").text() == id);
    let failed = control.get("totalFail").text();
    let severity = report.severity(native, sink);
    sink.observation(&Observation {
        check,
        title: control.get("name").text(),
        state: judgement,
        severity,
        native_severity: native,
        asset: report.asset,
        seen_at: report.seen_at,
        description: described.map_or("", |known| known.get("description").text()),
        output: &if failed.is_empty() { String::new() } else { format!("failed checks: {failed}") },
        ..Observation::default()
    })
}

/// States a check; `with` says which, `otherwise` is the severity of what it belongs to.
fn state<'a>(
    report: &'a Report<'_>,
    value: View<'a>,
    otherwise: &'a str,
    sink: &mut dyn Sink,
    with: impl FnOnce(Observation<'a>) -> Observation<'a>,
) -> Flow {
    let text = |key: &str| value.get(key).text();
    let native = if text("severity").is_empty() { otherwise } else { text("severity") };
    let judgement = match text("success") {
        "true" => Judgement::Absent,
        "false" => Judgement::Present,
        _ => {
            let message = format!("the check {:?} says neither that it passed nor that it failed", text("title"));
            report.problem(Loss::Value, message, sink);
            Judgement::NotJudged
        }
    };
    let mut output = String::new();
    for message in value.each("messages") {
        let gap = if output.is_empty() { "" } else { "\n" };
        slots::push_within(&mut output, gap, limits::TEXT);
        slots::push_within(&mut output, message.text(), limits::TEXT);
    }
    let severity = report.severity(native, sink);
    let observation = with(Observation {
        title: text("title"),
        state: judgement,
        severity,
        native_severity: native,
        asset: report.asset,
        seen_at: report.seen_at,
        description: text("description"),
        recommendation: text("remediation"),
        ..Observation::default()
    });
    sink.observation(&Observation { output: &output, ..observation })
}
