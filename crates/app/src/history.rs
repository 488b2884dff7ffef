//! The record in words: one sentence for each kind of event.

mod escalation;
mod review;
mod told;

use closeout_domain::{
    asset::{self, merging},
    feed,
    finding::dismissal,
    ids::PersonId,
    import,
    item::Event as ItemEvent,
    mapping,
    organization::{Event as OrganizationEvent, NewPerson},
    people::Directory,
    priority::Exposure,
    system,
};

pub use self::review::rhythm;
use self::told::{Words, words};
use crate::{
    record::{Event, Recorded, Stream},
    views::{HistoryEntry, PersonRef},
};

/// An event as people read it.
pub fn entry(recorded: &Recorded, directory: &Directory) -> HistoryEntry {
    let Words { kind, sentence, note } = match &recorded.event {
        Event::Item(event) => of_item(event, directory),
        Event::Organization(event) => of_organization(event, directory),
        Event::System(event) => of_system(event, directory),
        Event::Import(import::Event::Committed(r)) => words(
            "import_committed",
            format!("{} imported: {} statements on {} assets", r.file, r.tally.observations, r.tally.assets),
            "",
        ),
        Event::Import(import::Event::Mapped(mapping)) => {
            let read: Vec<String> = [mapping.columns.as_slice(), &mapping.words]
                .concat()
                .iter()
                .filter(|meaning| meaning.means != "none")
                .map(|meaning| format!("{} as {}", meaning.written, meaning.means))
                .collect();
            words("import_mapped", "the columns of its table were read", read.join(", "))
        }
        Event::Import(import::Event::Undone { reason }) => words("import_undone", "import undone", reason),
        Event::Dismissal(event) => of_dismissal(event),
        Event::Asset(asset::Event::Rated { exposure, reason, .. }) => {
            words("asset_rated", format!("asset rated: {}", exposed(*exposure)), reason)
        }
        Event::Mapping(mapping::Event::Mapped { subject, requirements, reason }) => {
            let to = if requirements.is_empty() { "no requirement".into() } else { requirements.join(", ") };
            words("mapping_mapped", format!("{subject} mapped to {to}"), reason)
        }
        Event::Mapping(mapping::Event::Unmapped { subject, reason }) => {
            words("mapping_unmapped", format!("{subject} mapped as in the catalog again"), reason)
        }
        Event::Merging(event) => of_merging(event),
        Event::Escalation(event) => escalation::of(event, directory),
        Event::Review(event) => review::of(event, directory),
        Event::Feed(feed::Event::BroughtIn(e)) => {
            words("feed_brought_in", format!("feed {} of {} brought in: {} CVEs", e.kind, e.date, e.entries), &e.file)
        }
    };
    HistoryEntry {
        position: recorded.position,
        stream: recorded.stream.to_string(),
        subject: subject(recorded.stream),
        at: recorded.at,
        by: PersonRef { id: recorded.by.0, name: directory.name(recorded.by).into() },
        via: recorded.via.word().into(),
        kind: kind.into(),
        sentence,
        note,
        hash: recorded.hash.to_string(),
    }
}

/// What is known of an exposure, in words.
fn exposed(exposure: Exposure) -> String {
    let told = [
        exposure
            .internet
            .map(|yes| if yes { "the internet reaches it" } else { "the internet does not reach it" }.into()),
        exposure.cui.map(|yes| if yes { "holds CUI" } else { "holds no CUI" }.to_owned()),
        exposure.criticality.map(|criticality| format!("criticality {criticality}")),
    ];
    let told: Vec<String> = told.into_iter().flatten().collect();
    if told.is_empty() { "nothing is said of it".into() } else { told.join(", ") }
}

fn subject(stream: Stream) -> String {
    match stream {
        Stream::Item(number) => number.to_string(),
        Stream::Organization => "organization".into(),
        Stream::System(_) => "system".into(),
        Stream::Import(_) => "import".into(),
        Stream::Dismissal(_) => "finding".into(),
        Stream::Asset(_) => "asset".into(),
        Stream::Merging(_) => "assets".into(),
        Stream::Feed(kind) => format!("feed {kind}"),
        Stream::Mapping => "mapping".into(),
        Stream::Escalation(_) => "escalation".into(),
        Stream::Review(_) => "review".into(),
    }
}

fn of_item(event: &ItemEvent, directory: &Directory) -> Words {
    use ItemEvent as E;
    let who = |person: &PersonId| directory.name(*person).to_owned();
    match event {
        E::Drafted { number, weakness, recurrence_of, .. } => {
            let again = recurrence_of.map(|n| format!("; the weakness of {n} came back")).unwrap_or_default();
            words("drafted", format!("{number} begun{again}"), weakness)
        }
        E::WeaknessDescribed { text } => words("weakness_described", "weakness described", text),
        E::RequirementNamed { requirement, objectives } => {
            let text = requirement.as_deref().unwrap_or("none");
            words("requirement_named", format!("requirement: {text}"), objectives.join(", "))
        }
        E::RootCauseStated { text } => words("root_cause_stated", "root cause stated", text),
        E::ActionsPlanned { actions } => words("actions_planned", "corrective actions planned", actions.join("\n")),
        E::OwnerAssigned { person } => words("owner_assigned", format!("owner: {}", who(person)), ""),
        E::Rated { rating } => words("rated", format!("priority: {}", rating.priority), rating.reasons.join("; ")),
        E::ResourcesEstimated { resources: r } => words(
            "resources_estimated",
            format!("resources: {} h, {}", r.hours, r.cost),
            format!("{} {}", r.people, r.funding).trim(),
        ),
        E::MilestonePlanned { id, title, due } => {
            words("milestone_planned", format!("milestone {id} planned for {due}"), title)
        }
        E::MilestoneMoved { id, from, to, reason } => {
            words("milestone_moved", format!("milestone {id} moved from {from} to {to}"), reason)
        }
        E::ExtensionRequested { id, request: r } => words(
            "extension_requested",
            format!(
                "extension {id} asked for: milestone {} from {} to {}, {} decides",
                r.milestone,
                r.from,
                r.to,
                r.decider.phrase()
            ),
            format!("{}: {}", r.obstacle.phrase(), r.justification),
        ),
        E::ExtensionGranted { id, note } => words("extension_granted", format!("extension {id} granted"), note),
        E::ExtensionDeclined { id, reason } => words("extension_declined", format!("extension {id} declined"), reason),
        E::ExtensionWithdrawn { id, reason } => {
            words("extension_withdrawn", format!("extension {id} withdrawn"), reason)
        }
        E::MilestoneReached { id, on, note } => {
            words("milestone_reached", format!("milestone {id} reached on {on}"), note)
        }
        E::MilestoneDropped { id, reason } => words("milestone_dropped", format!("milestone {id} dropped"), reason),
        E::TestAdded { id, criterion } => words("test_added", format!("acceptance test {id} added"), criterion),
        E::TestAutomated { id, check } => {
            words("test_automated", format!("acceptance test {id} runs by itself"), check.phrase())
        }
        E::TestPassed { id, statement, .. } => {
            words("test_passed", format!("acceptance test {id} is met, by a run"), statement)
        }
        E::TestFailed { id, statement } => {
            words("test_failed", format!("acceptance test {id} is no longer met, by a run"), statement)
        }
        E::TestAttested { id, statement, evidence } => {
            let n = evidence.len();
            words(
                "test_attested",
                format!("acceptance test {id} attested on {n} piece{} of evidence", if n == 1 { "" } else { "s" }),
                statement,
            )
        }
        E::TestDropped { id, reason } => words("test_dropped", format!("acceptance test {id} dropped"), reason),
        E::TaskAdded { id, plan } => words(
            "task_added",
            format!("task {id} given to {}, approver {}", who(&plan.responsible), who(&plan.approver)),
            &plan.title,
        ),
        E::TaskRevised { id, plan, reason } => {
            let people = format!(
                "task {id} revised: {}, approver {}, due {}",
                who(&plan.responsible),
                who(&plan.approver),
                plan.due
            );
            words("task_revised", people, format!("{} {reason}", plan.title).trim())
        }
        E::TaskOrdered { id, after } if after.is_empty() => {
            words("task_ordered", format!("task {id} waits for no other"), "")
        }
        E::TaskOrdered { id, after } => {
            let after: Vec<String> = after.iter().map(ToString::to_string).collect();
            words("task_ordered", format!("task {id} comes after {}", after.join(", ")), "")
        }
        E::TaskDropped { id, reason } => words("task_dropped", format!("task {id} dropped"), reason),
        E::TaskFinished { id, note } => words("task_finished", format!("task {id} reported done"), note),
        E::TaskApproved { id, note } => words("task_approved", format!("task {id} approved"), note),
        E::TaskSentBack { id, reason } => words("task_sent_back", format!("task {id} sent back"), reason),
        E::TicketLinked { id, ticket } => {
            words("ticket_linked", format!("ticket {} linked to task {id}", ticket.key), &ticket.url)
        }
        E::TicketUnlinked { id, key } => words("ticket_unlinked", format!("ticket {key} unlinked from task {id}"), ""),
        E::EvidenceAttached { evidence } => words(
            "evidence_attached",
            format!("evidence attached: {}", evidence.name),
            format!("{}\nsha256 {}", evidence.shows, evidence.digest).trim(),
        ),
        E::EvidenceWithdrawn { digest, reason } => {
            words("evidence_withdrawn", format!("evidence {digest} withdrawn"), reason)
        }
        E::FindingsLinked { findings } => {
            let linked = if findings.len() == 1 {
                "1 finding linked".into()
            } else {
                format!("{} findings linked", findings.len())
            };
            words("findings_linked", linked, "")
        }
        E::FindingUnlinked { finding, reason } => {
            words("finding_unlinked", format!("finding {finding} unlinked"), reason)
        }
        step => of_step(step, &who),
    }
}

fn of_step(event: &ItemEvent, who: &dyn Fn(&PersonId) -> String) -> Words {
    use ItemEvent as E;
    match event {
        E::Submitted { note } => words("submitted", "submitted for approval", note),
        E::Approved { note } => words("approved", "plan approved, baseline frozen", note),
        E::Returned { reason } => words("returned", "plan returned", reason),
        E::WorkDeclaredDone { note } => words("work_declared_done", "work declared done", note),
        E::WorkShown { note } => words("work_shown", "work shown to be done, by a run of its tests", note),
        E::WorkRejected { reason } => words("work_rejected", "work sent back", reason),
        E::Validated { statement } => words("validated", "validated", statement),
        E::ClosureRefused { reason } => words("closure_refused", "closure refused", reason),
        E::Closed { statement } => words("closed", "closed", statement),
        E::AcceptanceProposed { until, justification } => {
            words("acceptance_proposed", format!("asked to accept the risk until {until}"), justification)
        }
        E::Accepted { until } => words("accepted", format!("risk accepted until {until}"), ""),
        E::DismissalProposed { reason } => words("dismissal_proposed", "asked to dismiss it", reason),
        E::Dismissed { reason } => words("dismissed", "dismissed", reason),
        E::ProposalDeclined { reason } => words("proposal_declined", "proposal declined", reason),
        E::Resumed { reason } => words("resumed", "taken up again", reason),
        E::DecidedUpon { decision, reason, .. } => {
            words("decided_upon", format!("decided: {}", decision.told(&|person| who(&person))), reason)
        }
        E::ControlEnded { id, reason } => words("control_ended", format!("compensating control {id} ended"), reason),
        E::ExceptionRequested { person, reason } => {
            words("exception_requested", format!("asked that {} may validate their own work", who(person)), reason)
        }
        E::ExceptionSigned { person, reason } => {
            words("exception_signed", format!("exception signed: {} may validate", who(person)), reason)
        }
        E::Commented { text } => words("commented", "comment", text),
        _ => words("changed", "changed", ""),
    }
}

fn of_organization(event: &OrganizationEvent, directory: &Directory) -> Words {
    use OrganizationEvent as E;
    let who = |person: &PersonId| directory.name(*person).to_owned();
    let roles = |roles: &std::collections::BTreeSet<closeout_domain::people::Role>| {
        roles.iter().map(|r| r.word()).collect::<Vec<_>>().join(", ")
    };
    match event {
        E::Founded { name } => words("founded", format!("the record of {name} begun"), ""),
        E::PersonAdded(NewPerson { name, roles: given, .. }) => {
            words("person_added", format!("{name} added"), roles(given))
        }
        E::PersonDescribed { name, title, .. } => words("person_described", format!("{name} described"), title),
        E::RolesSet { person, roles: given } => {
            words("roles_set", format!("roles of {} set", who(person)), roles(given))
        }
        E::PersonLeft { person, reason } => words("person_left", format!("{} left", who(person)), reason),
        E::PersonReturned { person } => words("person_returned", format!("{} came back", who(person)), ""),
        E::PasswordSet { person } => words("password_set", format!("password of {} set", who(person)), ""),
        E::TokenIssued(t) => {
            let scope = if t.read_only { "reading" } else { "reading and writing" };
            words("token_issued", format!("token for {scope} issued, until {}", t.until), &t.name)
        }
        E::CalendarOpened(c) => {
            let what = if c.system.is_some() { "a system" } else { "their own" };
            words("calendar_opened", format!("calendar with dates of {what} opened, until {}", c.until), &c.name)
        }
        E::CalendarClosed { id } => words("calendar_closed", format!("calendar {id} closed"), ""),
        E::TokenRevoked { id } => words("token_revoked", format!("token {id} revoked"), ""),
        E::HoursSet { person, weekly } => {
            let hours = weekly.map_or("not said".into(), |hours| format!("{hours} h a week"));
            words("hours_set", format!("time of {} for the plan: {hours}", who(person)), "")
        }
        E::AbsencePlanned { person, first, last } => {
            words("absence_planned", format!("{} is away from {first} to {last}", who(person)), "")
        }
        E::AbsenceWithdrawn { person, first, last } => {
            words("absence_withdrawn", format!("{} is not away from {first} to {last}", who(person)), "")
        }
        E::SupervisorNamed { person, supervisor } => {
            let supervisor = supervisor.as_ref().map_or("nobody".into(), who);
            words("supervisor_named", format!("supervisor of {}: {supervisor}", who(person)), "")
        }
    }
}

fn of_system(event: &system::Event, directory: &Directory) -> Words {
    match event {
        system::Event::Registered { description, .. } => {
            words("system_registered", format!("system {} registered", description.name), "")
        }
        system::Event::Described(d) => words(
            "system_described",
            format!("system {} described", d.name),
            format!("{} {}", d.ssp_title, d.ssp_version).trim(),
        ),
        system::Event::OwnerAppointed { person, note } => {
            words("owner_appointed", format!("POA&M owner appointed: {}", directory.name(*person)), note)
        }
        system::Event::PromotionSet(p) => {
            let least = p.at_least.map_or("none", |s| s.word());
            words(
                "promotion_set",
                format!("findings become drafts from severity: {least}"),
                format!("brake at {} %", p.brake_percent),
            )
        }
        system::Event::DeadlinesSet(policy) => {
            words("deadlines_set", format!("due dates by {}", policy.preset.title()), "")
        }
        system::Event::ExtensionsSet(limits) => {
            let limits: Vec<String> = limits.iter().map(ToString::to_string).collect();
            words("extensions_set", "who decides on extensions, in days: planner/approver", limits.join(", "))
        }
        system::Event::LadderSet(ladder) => {
            let steps: Vec<String> = ladder.steps.iter().map(ToString::to_string).collect();
            words("ladder_set", "before whom overdue items are laid, in days overdue", steps.join(", "))
        }
        system::Event::RhythmSet(rhythm) => {
            words("rhythm_set", "how often the plan is reviewed", review::rhythm(*rhythm))
        }
        system::Event::MarkingSet { banner } => {
            let said = if banner.is_empty() {
                "reports are not marked".into()
            } else {
                format!("reports are marked {banner}")
            };
            words("marking_set", said, "")
        }
        system::Event::ExposureRulesSet(rules) => {
            let patterns: Vec<&str> = rules.iter().map(|rule| rule.pattern.as_str()).collect();
            words("exposure_rules_set", format!("{} rules about assets", rules.len()), patterns.join(", "))
        }
    }
}

fn of_dismissal(event: &dismissal::Event) -> Words {
    match event {
        dismissal::Event::Proposed { reason, until, .. } => {
            let until = until.map(|day| format!(" until {day}")).unwrap_or_default();
            words("finding_dismissal_proposed", format!("asked to dismiss the finding{until}"), reason)
        }
        dismissal::Event::Approved => words("finding_dismissed", "finding dismissed", ""),
        dismissal::Event::Declined { reason } => words("finding_dismissal_declined", "dismissal declined", reason),
        dismissal::Event::Restored { reason } => words("finding_restored", "dismissal taken back", reason),
    }
}

fn of_merging(event: &merging::Event) -> Words {
    use merging::Event as E;
    match event {
        E::Merged { from, into, reason, .. } => {
            words("assets_merged", format!("asset {from} said to be one with asset {into}"), reason)
        }
        E::Unmerged { from, into, reason } => {
            words("assets_unmerged", format!("asset {from} said to be another than {into} after all"), reason)
        }
        E::Split { asset, part, names, reason, .. } => {
            let names: Vec<&str> = names.iter().map(|n| n.name.as_str()).collect();
            let sentence = format!("{} said not to belong to asset {asset}: now asset {part}", names.join(", "));
            words("asset_split", sentence, reason)
        }
        E::Unsplit { asset, part, reason } => {
            words("asset_unsplit", format!("asset {part} said to be asset {asset} after all"), reason)
        }
    }
}
