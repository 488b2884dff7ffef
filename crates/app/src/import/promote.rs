//! Groups of findings that become draft items by themselves.

use closeout_domain::{
    ids::{ItemNumber, SystemId},
    import::Import,
    item::{
        Command, Draft,
        check::Check,
        origin::{Origin, Source},
    },
    policy::{self, Action},
    rule::Refusal,
    system::{Promotion, System},
};

use crate::{
    Actor, App, Error,
    bulk::Group,
    execute::Ground,
    ports::{Append, Imported, Settled, Write},
    project,
    record::{Event, Stream},
};

/// Drafts at most this many items in one import; the rest wait in triage, most urgent first.
const MOST_DRAFTS: usize = crate::ports::MOST_GROUPS;

/// Adds the drafts that the system's promotion policy asks for to a write. Whoever may not plan items drafts none.
pub(super) fn promote(
    app: &App,
    actor: &Actor,
    ground: &Ground,
    system: &System,
    import: &Import,
    settled: &Settled,
    write: &mut Write,
) -> Result<(), Refusal> {
    if policy::permit(&ground.directory, actor.person, Action::Plan, &[]).is_err() {
        return Ok(());
    }
    let mut number = settled.next_item;
    for group in settled.groups.iter().filter(|g| wanted(&system.promotion, g)).take(MOST_DRAFTS) {
        let detail = format!("{} ({})", import.record.file, import.record.tool).replace(" ()", "");
        let commands = commands(system.id, group, detail, number);
        let (item, events) = match app.decide_item(actor, ground, write.at, None, commands) {
            Ok(decided) => decided,
            Err(Error::Refused(refusal)) => return Err(refusal),
            // Deciding on a new item needs nothing that could fail otherwise.
            Err(_) => continue,
        };
        let events = events.into_iter().map(Event::Item).collect();
        write.appends.push(Append { stream: Stream::Item(number), expected: 0, events });
        write.changes.push(project::item(&item));
        number = ItemNumber(number.0.saturating_add(1));
    }
    Ok(())
}

fn wanted(policy: &Promotion, group: &Group) -> bool {
    // What came back after its item was closed is watched, however bad it is.
    group.closed_item.is_some()
        || policy.at_least.is_some_and(|least| group.severity >= least)
        || (policy.not_met && !group.requirement.is_empty())
}

/// What a draft says from the start: everything that the source knows. Its rating and its first milestone come when its
/// findings stand ([`crate::drafting`]); what people must add, the completeness gate asks.
pub(crate) fn commands(system: SystemId, group: &Group, detail: String, number: ItemNumber) -> Vec<Command> {
    let assessed = !group.requirement.is_empty();
    let known = closeout_catalog::objective(&group.requirement)
        .map(|o| (o.requirement.to_owned(), vec![group.requirement.clone()]));
    let (requirement, objectives) = match known {
        Some((requirement, objectives)) => (Some(requirement), objectives),
        None => (closeout_catalog::requirement(&group.requirement).map(|r| r.id.to_owned()), Vec::new()),
    };
    let draft = Draft {
        number,
        system,
        weakness: weakness(group),
        origin: Origin { source: if assessed { Source::Assessment } else { Source::Scan }, detail },
        requirement,
        objectives,
        findings: group.findings.clone(),
        recurrence_of: group.closed_item,
    };
    let mut commands = vec![Command::Draft(draft)];
    let advice = group.recommendation.trim();
    if !advice.is_empty() {
        commands.push(Command::PlanActions { actions: vec![advice.chars().take(4_000).collect()] });
    }
    let criterion = match assessed {
        true => format!("evidence in final form shows that {} is met", group.requirement),
        false => format!("a scan that signs in and runs the same checks finds it on none of {}", assets(group.assets)),
    };
    let check = (!assessed).then_some(Check::CleanScans(1));
    commands.push(Command::AddTest { criterion, check });
    commands
}

fn weakness(group: &Group) -> String {
    let others = group.findings.len().saturating_sub(1);
    let title: String = group.title.chars().take(400).collect();
    match (others, group.assets) {
        (0, 0 | 1) => title,
        (0, n) => format!("{title} on {}", assets(n)),
        (1, n) => format!("{title} and 1 other weakness with the same fix on {}", assets(n)),
        (more, n) => format!("{title} and {more} other weaknesses with the same fix on {}", assets(n)),
    }
}

fn assets(n: u64) -> String {
    match n {
        1 => "1 asset".into(),
        n => format!("{n} assets"),
    }
}

/// The weaknesses that the drafts would state.
pub(super) fn would_draft(policy: &Promotion, settled: &Settled) -> Vec<String> {
    settled.groups.iter().filter(|g| wanted(policy, g)).take(MOST_DRAFTS).map(weakness).collect()
}

/// The numbers of the drafts that were recorded.
pub(super) fn named(imported: &Imported) -> Vec<String> {
    let drafted = imported.recorded.iter().filter(|r| r.version == 1).filter_map(|r| match r.stream {
        Stream::Item(number) => Some(number.to_string()),
        _ => None,
    });
    drafted.collect()
}
