//! CISA's answers to SSVC's decision points, in CVE records of Vulnrichment: one record, a list of them, or one after the other.

use closeout_domain::{
    feed::{Fact, FactRow, Kind},
    priority::{
        Ssvc,
        facts::{Exploitation, TechnicalImpact},
    },
};
use serde_json::{Deserializer, Value};

use super::told::{Told, day, skipped, strange, whole};
use crate::{
    decode::Text,
    sink::{Place, Unreadable},
};

pub(super) fn read(text: &mut Text<'_>, told: &mut Told, each: &mut dyn FnMut(FactRow)) -> Result<(), Unreadable> {
    let bytes = whole(Kind::Ssvc, text)?;
    for value in Deserializer::from_slice(&bytes).into_iter::<Value>() {
        match value.map_err(|e| strange(Kind::Ssvc, &e.to_string()))? {
            Value::Array(records) => records.iter().for_each(|record| one(record, told, each)),
            record => one(&record, told, each),
        }
    }
    Ok(())
}

/// The answers of a record. One without answers of CISA says nothing.
fn one(record: &Value, told: &mut Told, each: &mut dyn FnMut(FactRow)) {
    let name = record.pointer("/cveMetadata/cveId").and_then(Value::as_str).unwrap_or_default();
    let containers = record.pointer("/containers/adp").and_then(Value::as_array);
    let metrics = containers.into_iter().flatten().filter_map(|c| c.get("metrics")?.as_array()).flatten();
    let answers = metrics.filter_map(|metric| metric.get("other")).filter(|other| {
        other.get("type").and_then(Value::as_str).is_some_and(|kind| kind.eq_ignore_ascii_case("ssvc"))
    });
    for content in answers.filter_map(|other| other.get("content")) {
        let Ok(cve) = name.parse() else {
            let shown: String = name.chars().take(40).collect();
            told.problems.push(skipped(Place::File, format!("{shown:?} is no CVE")));
            return;
        };
        told.date = told.date.max(content.get("timestamp").and_then(Value::as_str).and_then(day));
        if told.model.is_empty() {
            content.get("version").and_then(Value::as_str).unwrap_or_default().clone_into(&mut told.model);
        }
        each(FactRow { cve, fact: Fact::Ssvc(answered(content)) });
    }
}

/// What is answered in words that SSVC knows; another word leaves the question open.
fn answered(content: &Value) -> Ssvc {
    let options = || content.get("options").and_then(Value::as_array).into_iter().flatten();
    let answer =
        |question: &str| options().find_map(|option| Some(option.get(question)?.as_str()?.trim().to_ascii_lowercase()));
    Ssvc {
        exploitation: answer("Exploitation").and_then(|word| match word.as_str() {
            "none" => Some(Exploitation::None),
            "poc" | "public poc" => Some(Exploitation::PublicPoc),
            "active" => Some(Exploitation::Active),
            _ => None,
        }),
        automatable: answer("Automatable").and_then(|word| match word.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }),
        technical_impact: answer("Technical Impact").and_then(|word| match word.as_str() {
            "partial" => Some(TechnicalImpact::Partial),
            "total" => Some(TechnicalImpact::Total),
            _ => None,
        }),
    }
}
