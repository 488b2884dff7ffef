//! Triage: findings become items, join one, or are set aside with approval.

use closeout_domain::{
    finding::{
        dismissal::{self, Dismissal},
        severity::Severity,
    },
    ids::{FindingId, ItemNumber, SystemId},
    item::{Command, Item, Status},
    policy::Action,
    rule::{Kind, Rule},
    time::Stamped,
};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    Actor, App, Error,
    bulk::Group,
    execute::NewItem,
    import,
    ports::Append,
    project,
    query::{FindingQuery, Window},
    record::{Event, Recorded, Stream},
    views::FindingRow,
};

/// One weakness stands in one item until that is closed.
pub const ANSWERED_ONCE: Rule = Rule { id: "finding-answered-once", cites: "SP 800-171A 3.12.2[a]", kind: Kind::State };

impl App {
    /// Begins an item that answers all open findings with the same fix as the given one that no item answers yet. Where one
    /// of them was answered by an item that is closed, the new one refers to it: the weakness came back.
    ///
    /// # Errors
    /// A refusal with its rule, also when another item answers the finding; or when there is no such finding.
    pub async fn promote(&self, actor: &Actor, finding: FindingId) -> Result<Item, Error> {
        self.permitted(actor, Action::Triage).await?;
        let store = &self.world.store;
        let row = store.finding(actor.organization, finding).await?;
        let row = row.ok_or_else(|| Error::NotFound { what: "finding", id: finding.to_string() })?;
        let query = FindingQuery {
            system: Some(row.system),
            state: Some("open".into()),
            answered: Some(false),
            fix: Some(row.fix),
            window: Window::LARGEST,
            ..FindingQuery::default()
        };
        let rows = store.findings(actor.organization, &query).await?.rows;
        let assets = store.groups(actor.organization, &query).await?.rows.first().map_or(0, |g| g.assets);
        let system = SystemId(row.system);
        let unanswered = rows.iter().any(|other| other.id == row.id);
        if !unanswered {
            self.unanswered(actor, &row, None).await?;
        }
        let rows = if unanswered { rows.as_slice() } else { std::slice::from_ref(&row) };
        let group = group(rows, assets);
        let taken_over = self.taken_over(actor, rows).await?;
        let detail = format!("stated by {}", row.sources.join(", "));
        let mut commands = import::draft_commands(system, &group, detail, ItemNumber(0)).into_iter().chain(taken_over);
        match commands.next() {
            Some(Command::Draft(draft)) => self.draft_item(actor, NewItem { draft, then: commands.collect() }).await,
            _ => Err(Error::Lost("a draft")),
        }
    }

    /// Begins one item for each of several fixes.
    ///
    /// # Errors
    /// A refusal with its rule, or when nothing open has such a fix; items that were begun by then stay.
    pub async fn promote_fixes(&self, actor: &Actor, system: SystemId, fixes: &[Uuid]) -> Result<Vec<Item>, Error> {
        let mut items = Vec::new();
        for fix in fixes {
            let findings = self.findings_of_fix(actor, system, *fix).await?;
            let first = findings.first().ok_or_else(|| Error::NotFound { what: "fix", id: fix.to_string() })?;
            items.push(self.promote(actor, *first).await?);
        }
        Ok(items)
    }

    /// The open findings that the same work corrects, worst first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn findings_of_fix(&self, actor: &Actor, system: SystemId, fix: Uuid) -> Result<Vec<FindingId>, Error> {
        let query = FindingQuery {
            system: Some(system.0),
            state: Some("open".into()),
            fix: Some(fix),
            window: Window::LARGEST,
            ..FindingQuery::default()
        };
        Ok(self.findings(actor, &query).await?.rows.iter().map(|row| FindingId(row.id)).collect())
    }

    /// How far the dismissal of a finding has come; nothing where none was ever proposed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn dismissal(&self, actor: &Actor, finding: FindingId) -> Result<Option<Dismissal>, Error> {
        self.permitted(actor, Action::Read).await?;
        let events = self.events(actor, Stream::Dismissal(finding)).await?;
        let events: Vec<_> = events.iter().filter_map(of_dismissal).collect();
        Ok(dismissal::replay(&events))
    }

    /// Ties findings to an item that exists.
    ///
    /// # Errors
    /// A refusal with its rule, or when there is no such item.
    pub async fn attach_findings(
        &self,
        actor: &Actor,
        item: ItemNumber,
        findings: Vec<FindingId>,
    ) -> Result<Item, Error> {
        self.permitted(actor, Action::Triage).await?;
        for finding in &findings {
            let row = self.world.store.finding(actor.organization, *finding).await?;
            let row = row.ok_or_else(|| Error::NotFound { what: "finding", id: finding.to_string() })?;
            self.unanswered(actor, &row, Some(item)).await?;
        }
        self.change_item(actor, item, None, vec![Command::LinkFindings { findings }]).await
    }

    /// Refuses a finding that another item answers, unless that is closed.
    async fn unanswered(&self, actor: &Actor, row: &FindingRow, unless: Option<ItemNumber>) -> Result<(), Error> {
        let answering = row.item.as_deref().and_then(|item| item.parse::<ItemNumber>().ok());
        let Some(item) = answering.filter(|item| Some(*item) != unless) else { return Ok(()) };
        if self.load_item(actor, item).await?.status == Status::Closed {
            return Ok(());
        }
        let remedy = "work on that item, or untie the finding from it";
        Err(ANSWERED_ONCE.refuse(format!("{item} answers {:?} already", row.title), remedy).into())
    }

    /// Asks to set a finding aside.
    ///
    /// # Errors
    /// A refusal with its rule, or when there is no such finding.
    pub async fn propose_dismissal(
        &self,
        actor: &Actor,
        finding: FindingId,
        reason: &str,
        until: Option<Date>,
    ) -> Result<(), Error> {
        let known = self.world.store.finding(actor.organization, finding).await?;
        known.ok_or_else(|| Error::NotFound { what: "finding", id: finding.to_string() })?;
        self.change_dismissal(actor, finding, dismissal::Command::Propose { finding, reason: reason.into(), until })
            .await
    }

    /// Answers or takes back a dismissal.
    ///
    /// # Errors
    /// A refusal with its rule, or a failing store.
    pub async fn change_dismissal(
        &self,
        actor: &Actor,
        finding: FindingId,
        command: dismissal::Command,
    ) -> Result<(), Error> {
        let directory = self.writing(actor).await?;
        let stream = Stream::Dismissal(finding);
        let before: Vec<_> = self.events(actor, stream).await?.iter().filter_map(of_dismissal).collect();
        let state = dismissal::replay(&before);
        let expected = state.as_ref().map_or(0, |d| d.version);
        let events = dismissal::decide(state.as_ref(), command, actor.person, &directory)?;
        let at = self.world.clock.now();
        let stamped = |what: &dismissal::Event| Stamped { at, by: actor.person, what: what.clone() };
        let after =
            events.iter().map(stamped).fold(state, |d, e| dismissal::fold(d, &e)).ok_or(Error::Lost("a dismissal"))?;
        let events = events.into_iter().map(Event::Dismissal).collect();
        self.write(actor, at, vec![Append { stream, expected, events }], vec![project::dismissal(&after)]).await?;
        Ok(())
    }
}

pub(crate) fn of_dismissal(recorded: &Recorded) -> Option<Stamped<dismissal::Event>> {
    match &recorded.event {
        Event::Dismissal(what) => Some(Stamped { at: recorded.at, by: recorded.by, what: what.clone() }),
        _ => None,
    }
}

/// The findings as one group: the worst of them speaks for all.
fn group(rows: &[FindingRow], assets: u64) -> Group {
    let severity = |row: &FindingRow| row.severity.parse::<Severity>().unwrap_or_default();
    let worst = rows.iter().max_by_key(|row| severity(row));
    let text = |field: fn(&FindingRow) -> &String| worst.map(|row| field(row).clone()).unwrap_or_default();
    Group {
        fix: worst.map(|row| row.fix).unwrap_or_default(),
        title: text(|r| &r.title),
        description: text(|r| &r.description),
        recommendation: text(|r| &r.recommendation),
        severity: worst.map(severity).unwrap_or_default(),
        requirement: rows.iter().map(|r| r.requirement.clone()).find(|r| !r.is_empty()).unwrap_or_default(),
        findings: rows.iter().map(|r| FindingId(r.id)).collect(),
        assets,
        // What still answers one of them was asked for before.
        closed_item: rows.iter().filter_map(|r| r.item.as_deref()?.parse().ok()).max(),
    }
}
