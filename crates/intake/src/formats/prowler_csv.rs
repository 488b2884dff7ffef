//! Prowler's table: separated by commas in version 2, by semicolons since. Columns are found by name.

use std::io::BufRead;

use super::prowler::{Finding, REVISION_2, Run, named_in_title};
use crate::{
    format::Format,
    head::Head,
    sheet::Sheet,
    sink::{Flow, Place, Sink, Unreadable},
    table,
};

/// See the module.
pub(crate) struct ProwlerCsv;

impl Format for ProwlerCsv {
    fn id(&self) -> &'static str {
        "prowler-csv"
    }

    fn name(&self) -> &'static str {
        "Prowler findings (CSV)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv"]
    }

    fn yields(&self) -> &'static str {
        "one observation per row with a filled cell; a PASS is absent, and what needs a person is not judged"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        head.xml_root().is_none() && !head.is_json() && table::separator(head.text(), is_header).is_some()
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let Some(mut sheet) = Sheet::open(input, is_header, FIELDS)? else {
            return Err(Unreadable::new(
                Place::Row(1),
                "no header with CHECK_ID, STATUS and STATUS_EXTENDED was found in the first rows",
                "run Prowler with -M csv, and take the findings rather than the report on one framework",
            ));
        };
        let mut run = Run::begin(sink);
        while sheet.next(sink)? {
            if row(&mut run, &sheet, sink).is_break() {
                return Ok(());
            }
        }
        let _ = run.finish(sink);
        Ok(())
    }
}

const CHECK: usize = 0;
const TITLE: usize = 1;
const STATUS: usize = 2;
const MUTED: usize = 3;
const SEVERITY: usize = 4;
const ACCOUNT: usize = 5;
const REGION: usize = 6;
const RESOURCE: usize = 7;
const SEEN: usize = 8;
const DESCRIPTION: usize = 9;
const RISK: usize = 10;
const RECOMMENDATION: usize = 11;
const SAID: usize = 12;
const COMPLIANCE: usize = 13;
const VERSION: usize = 14;
const NUMBER: usize = 15;

/// Each under its name of versions 4 and 5, of 3, and of 2.
const FIELDS: &[&[&str]; 16] = &[
    &["check_id"],
    &["check_title", "title_text"],
    &["status", "check_result"],
    &["muted"],
    &["severity", "check_severity"],
    &["account_uid", "account_id", "subscription", "project_id", "account_num"],
    &["region", "location"],
    &["resource_uid", "resource_arn", "resource_id", "resource_name", "check_resource_id"],
    &["timestamp", "assessment_start_time", "prowler_start_time"],
    &["description"],
    &["risk", "check_risk"],
    &["remediation_recommendation_text", "check_remediation"],
    &["status_extended", "check_result_extended"],
    &["compliance"],
    &["prowler_version"],
    &["title_id"],
];

fn is_header(names: &[String]) -> bool {
    let has = |wanted: &[&str]| wanted.iter().all(|wanted| names.iter().any(|name| name == wanted));
    has(&["provider", "check_id", "status", "status_extended"]) || has(&["account_num", "title_id", "check_result"])
}

fn row(run: &mut Run, sheet: &Sheet<'_, 16>, sink: &mut dyn Sink) -> Flow {
    let text = |field| sheet.get(field);
    let (check, title) = match text(CHECK) {
        "" => named_in_title(text(TITLE), text(NUMBER)),
        check => (check, text(TITLE)),
    };
    let finding = Finding {
        check,
        title,
        status: text(STATUS),
        muted: text(MUTED).eq_ignore_ascii_case("true"),
        severity: text(SEVERITY),
        account: text(ACCOUNT),
        region: text(REGION),
        resource: text(RESOURCE),
        seen_at: text(SEEN),
        description: text(DESCRIPTION),
        risk: text(RISK),
        recommendation: text(RECOMMENDATION),
        said: text(SAID),
        requirement: requirement(text(COMPLIANCE)),
        version: text(VERSION),
    };
    run.state(&finding, &|| sheet.at(), sink)
}

/// The first requirement of SP 800-171 among the frameworks, as in `CIS-2.0: 1.20 | NIST-800-171-Revision-2: 3_1_1, 3_1_2`.
fn requirement(compliance: &str) -> &str {
    let mut frameworks = compliance.split('|').filter_map(|one| one.split_once(':'));
    let ours = frameworks.find(|(name, _)| name.trim() == REVISION_2);
    ours.and_then(|(_, listed)| listed.split(',').next()).unwrap_or("").trim()
}
