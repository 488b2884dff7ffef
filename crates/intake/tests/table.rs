//! Tables of people: what their columns mean is guessed, decided and read; objectives are assessed by them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs;

use closeout_intake::{Choices, Field, State, inspect, inspect_with, write_ndjson};
use serde_json::Value;
use support::{messages, read, root};

fn choices(columns: &[(&str, &str)], words: &[(&str, &str)]) -> [Choices; 1] {
    let owned = |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    [Choices { columns: owned(columns), words: owned(words), because: String::new() }]
}

#[test]
fn a_table_shows_what_its_columns_were_taken_for_and_why() {
    let csv = "Weakness,Risk,Server,Stage\nOld TLS,High,press-1,wontfix\n";
    let summary = inspect(csv.as_bytes(), None).unwrap();
    let mapping = summary.mapping.unwrap();
    let fields: Vec<Option<Field>> = mapping.columns.iter().map(|column| column.field).collect();
    assert_eq!(fields, [Some(Field::Title), Some(Field::Severity), Some(Field::Host), None]);
    assert_eq!(mapping.columns[0].reason, "the heading");
    assert_eq!(mapping.columns[2].sample, "press-1");
    assert_eq!(summary.problems[0].message, "columns that were passed over: Stage");
    let json = serde_json::to_value(&mapping.columns[1]).unwrap();
    assert_eq!(json["field"], "severity");
    assert!(inspect(&br#"{"source": "audit", "findings": []}"#[..], None).unwrap().mapping.is_none());
}

#[test]
fn what_people_decide_is_read() {
    let csv = "Weakness,Risk,Server,Stage\nOld TLS,High,press-1,wontfix\nOld SSH,High,press-1,gone\n";
    let decided = choices(&[("stage", "state")], &[("wontfix", "present"), ("Gone", "absent")]);
    let summary = inspect_with(csv.as_bytes(), None, &decided).unwrap();
    assert_eq!((summary.counts.present, summary.counts.absent, summary.counts.problems), (1, 1, 0));
    let mapping = summary.mapping.unwrap();
    assert_eq!(mapping.columns[3].reason, "chosen");
    assert_eq!(mapping.words[1].means, Some(State::Absent));
    let undecided = inspect_with(csv.as_bytes(), None, &choices(&[("stage", "state")], &[])).unwrap();
    assert_eq!((undecided.counts.not_judged, undecided.counts.problems), (2, 2));
}

#[test]
fn any_table_can_be_read_once_its_columns_are_named() {
    let csv = "What;How bad;Where\nOld TLS;High;press-1\n";
    let refusal = inspect(csv.as_bytes(), None).unwrap_err();
    assert!(refusal.message.contains("a table whose first columns are \"What\" and \"How bad\""), "{refusal}");
    let decided = choices(&[("What", "title"), ("How bad", "severity"), ("Where", "host")], &[]);
    let summary = inspect_with(csv.as_bytes(), Some("table"), &decided).unwrap();
    assert_eq!((summary.counts.present, summary.counts.by_severity.high, summary.counts.assets), (1, 1, 1));
}

#[test]
fn a_tools_own_format_has_no_columns_to_decide_about() {
    let refusal = inspect_with(&b"<NessusClientData_v2/>"[..], None, &choices(&[("a", "title")], &[])).unwrap_err();
    assert!(refusal.message.starts_with("the columns of nessus are known"), "{refusal}");
    let refusal = inspect_with(&b"Title,Severity\na,low\n"[..], None, &choices(&[("b", "title")], &[])).unwrap_err();
    assert_eq!(refusal.message, "the table has no column \"b\"");
}

/// Rows of an assessment, and what comes of them: `check state severity` of each, then the problems.
#[track_caller]
fn assessed(rows: &str, expected: &[&str], problems: &[&str]) {
    let csv = format!("Assessment of spring\nObjective,Description,Result,Comment\n{rows}");
    let mut lines = Vec::new();
    write_ndjson(csv.as_bytes(), None, &mut lines).unwrap();
    let lines: Vec<Value> =
        String::from_utf8(lines).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<String> = lines
        .iter()
        .filter(|line| line["coverage"].is_null())
        .map(|o| format!("{} {} {}", o["check"], o["state"], o["severity"]).replace('"', ""))
        .collect();
    assert_eq!(told, expected);
    assert_eq!(messages(&read(csv.as_bytes(), None).unwrap()), problems);
}

#[test]
fn objectives_are_met_not_met_or_not_applicable() {
    assessed(
        "3.1.1[a],Users are identified.,MET,List of users\n\
         AC.L2-3.1.1 [b],Processes are identified.,Not Met,none\n\
         3.1.2a,Kinds of functions are limited.,N/A,\n\
         3.1.3,Flow is controlled.,not_met,\n\
         3.1.4[a],Not looked at yet.,,\n",
        &[
            "3.1.1[a] absent info",
            "3.1.1[b] present medium",
            "3.1.2[a] not_judged info",
            "3.1.3 present medium",
            "3.1.4[a] not_judged info",
        ],
        &[],
    );
}

#[test]
fn what_is_no_objective_is_listed_with_row_and_column() {
    assessed(
        "3.1 Access Control,,,\n3.1.99[a],?,MET,\n,,NOT MET,\n3.1.1[a],,perhaps,\n",
        &["3.1.1[a] not_judged info"],
        &[
            "row 3: the row has no result and was passed over",
            "row 4: \"3.1.99[a]\" in column A (Objective) is no requirement or objective of SP 800-171 Rev 2",
            "row 5: column A (Objective) names no requirement or objective",
            "row 6: \"perhaps\" in column C (Result) is no state that is known; the row is not judged",
        ],
    );
}

#[test]
fn all_320_objectives_can_be_given() {
    let catalog = fs::read_to_string(root().join("crates/catalog/data/objectives.csv")).unwrap();
    let mut csv = "objective,result\n".to_owned();
    for (n, line) in catalog.lines().skip(1).enumerate() {
        let mut cells = line.split(',');
        let (id, letter) = (cells.next().unwrap(), cells.next().unwrap());
        // A requirement that is one objective has no letter.
        let objective = if letter == "-" { id.to_owned() } else { format!("{id}[{letter}]") };
        csv.push_str(&format!("{objective},{}\n", ["MET", "NOT MET", "N/A"][n % 3]));
    }
    let summary = inspect(csv.as_bytes(), None).unwrap();
    let counts = summary.counts;
    assert_eq!((counts.observations, counts.absent, counts.present, counts.not_judged), (320, 107, 107, 106));
    assert_eq!(
        (summary.format, summary.tool.name.as_str(), counts.problems),
        ("table", "Table of assessed objectives", 0)
    );
}

#[test]
fn a_plan_of_action_is_no_table_of_findings() {
    let csv = "Weakness,Severity,Status,Scheduled Completion Date\nOld TLS,High,Open,2026-05-01\n";
    assert!(inspect(csv.as_bytes(), None).is_err());
}
