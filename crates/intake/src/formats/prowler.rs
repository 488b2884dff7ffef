//! Prowler's JSON in its three generations: OCSF (from 3.9 on), its own list (version 3), its own lines (version 2).

use std::io::BufRead;

use crate::{
    format::Format,
    head::Head,
    json,
    pick::{Found, Taker, Want, whole},
    record::View,
    sink::{Flow, Sink, Unreadable},
};

mod finding;

pub(super) use finding::{Finding, REVISION_2, Run, named_in_title};

/// See the module.
pub(crate) struct Prowler;

impl Format for Prowler {
    fn id(&self) -> &'static str {
        "prowler"
    }

    fn name(&self) -> &'static str {
        "Prowler findings (OCSF, JSON)"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["json"]
    }

    fn yields(&self) -> &'static str {
        "one observation per finding; a PASS is absent, and what needs a person is not judged"
    }

    fn recognises(&self, head: &Head<'_>) -> bool {
        let keys = head.json_keys();
        let has = |key: &str| keys.contains(&key);
        // Other products write OCSF too, and fill it differently.
        let ocsf = has("metadata") && (has("finding_info") || has("finding")) && head.text().contains("\"Prowler\"");
        let version_3 = has("CheckID") && has("StatusExtended");
        let version_2 = has("Control ID") && has("Account Number");
        ocsf || version_3 || version_2
    }

    fn read(&self, input: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<(), Unreadable> {
        let list = input.fill_buf()?.trim_ascii_start().starts_with(b"[");
        let wants: &[Want] = if list { &[whole("[]")] } else { &[whole("")] };
        let mut findings = Findings(Run::begin(sink));
        if json::pick(input, wants, sink, &mut findings)?.is_continue() {
            let _stopped = findings.0.finish(sink);
        }
        Ok(())
    }
}

struct Findings(Run);

impl Taker for Findings {
    fn take(&mut self, found: &Found<'_>, sink: &mut dyn Sink) -> Flow {
        let value = found.value;
        let finding = if !value.get("CheckID").is_nothing() {
            version_3(value)
        } else if !value.get("Control ID").is_nothing() {
            version_2(value)
        } else {
            ocsf(value)
        };
        self.0.state(&finding, &|| found.place(), sink)
    }
}

/// Detection Finding (class 2004), and the Security Finding (class 2001) of Prowler 3.
fn ocsf(value: View<'_>) -> Finding<'_> {
    let text = |path: &str| value.at(path).text();
    let resource = value.each("resources").next().unwrap_or_else(|| value.get("resources"));
    Finding {
        check: value.first(&["metadata/event_code", "metadata/product/feature/uid"]),
        title: value.first(&["finding_info/title", "finding/title"]),
        // Prowler 3 says "Failure" and "Success"; since then `status` tells only whether it is muted.
        status: value.first(&["status_code", "compliance/status", "status"]),
        muted: text("status") == "Suppressed",
        severity: text("severity"),
        account: value.first(&["cloud/account/uid", "unmapped/provider_uid"]),
        region: resource.first(&["region", "namespace"]),
        resource: resource.first(&["uid", "name"]),
        seen_at: value.first(&["time_dt", "time", "finding_info/created_time_dt"]),
        description: value.first(&["finding_info/desc", "finding/desc"]),
        risk: value.first(&["risk_details", "finding/supporting_data/Risk"]),
        recommendation: value.first(&["remediation/desc", "finding/remediation/desc"]),
        said: value.first(&["status_detail", "message"]),
        requirement: value.at("unmapped/compliance").each(REVISION_2).next().map_or("", View::text),
        version: text("metadata/product/version"),
    }
}

fn version_3(value: View<'_>) -> Finding<'_> {
    let text = |path: &str| value.at(path).text();
    Finding {
        check: text("CheckID"),
        title: text("CheckTitle"),
        status: text("Status"),
        muted: false,
        severity: text("Severity"),
        account: value.first(&["AccountId", "Subscription", "ProjectId"]),
        region: value.first(&["Region", "Location"]),
        resource: value.first(&["ResourceArn", "ResourceId", "ResourceName"]),
        seen_at: text("AssessmentStartTime"),
        description: text("Description"),
        risk: text("Risk"),
        recommendation: text("Remediation/Recommendation/Text"),
        said: text("StatusExtended"),
        requirement: value.get("Compliance").each(REVISION_2).next().map_or("", View::text),
        version: "",
    }
}

fn version_2(value: View<'_>) -> Finding<'_> {
    let text = |key: &str| value.get(key).text();
    let (check, title) = named_in_title(text("Control"), text("Control ID"));
    Finding {
        check,
        title,
        status: text("Status"),
        muted: false,
        severity: text("Severity"),
        account: text("Account Number"),
        region: text("Region"),
        resource: text("Resource ID"),
        seen_at: text("Timestamp"),
        description: "",
        risk: text("Risk"),
        recommendation: text("Remediation"),
        said: text("Message"),
        requirement: "",
        version: "",
    }
}
