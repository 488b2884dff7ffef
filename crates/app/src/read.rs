//! Reading: lists and pages, with names and days late filled in.

use closeout_domain::{
    ids::{FindingId, ImportId, ItemNumber, PartNumber, SystemId},
    item::{self, Command, Item, extend},
    policy::Action,
    rule::Kind,
    system::{self, System},
};
use jiff::civil::Date;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Actor, App, Error,
    execute::{Ground, of_system},
    history,
    query::{EscalationQuery, FindingQuery, ItemQuery, MilestoneQuery, Page, TaskQuery, Window},
    record::{Recorded, Stream},
    show,
    views::{
        AssetState, ConcernsView, EscalationRow, FindingRow, GroupRow, HistoryEntry, ImportRow, ItemRow, ItemView,
        MilestoneRow, SystemRow, TaskRow, UrgencyView,
    },
};

/// One item with what its page needs.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ItemPage {
    /// The item.
    pub item: ItemView,
    /// What the reader may do now, as in "submit" or "validate".
    pub may: Vec<String>,
    /// Everything that happened to it, newest first.
    pub history: Vec<HistoryEntry>,
    /// The findings that it answers.
    pub findings: Vec<FindingRow>,
    /// The question that lies before somebody.
    pub escalation: Option<EscalationRow>,
}

/// One finding with its assets and, if somebody proposed it, its dismissal.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct FindingPage {
    /// The finding.
    pub finding: FindingRow,
    /// Its state on each asset.
    pub assets: Vec<AssetState>,
    /// Its priority with reasons, and its due date with its trace, as of now.
    pub urgency: UrgencyView,
    /// The requirements that it bears on.
    pub requirements: ConcernsView,
    /// What happened to its dismissal, newest first; empty when none was proposed.
    pub dismissal: Vec<HistoryEntry>,
}

/// What waits, is late, or is due: for the first page and the counts beside the navigation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, ToSchema)]
pub struct Counts {
    /// Items by status.
    pub by_status: Vec<(String, u64)>,
    /// Items on which somebody still has to do something.
    pub live: u64,
    /// Items late today.
    pub late: u64,
    /// Items due within 14 days and not late.
    pub soon: u64,
    /// Steps and tasks that wait for the reader.
    pub waiting: u64,
    /// Fixes of open findings that no item answers.
    pub triage: u64,
}

impl App {
    /// Today, where the organization works.
    pub fn today(&self) -> Date {
        self.world.clock.today()
    }

    /// The organization's systems, by name.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn systems(&self, actor: &Actor) -> Result<Vec<SystemRow>, Error> {
        let directory = self.permitted(actor, Action::Read).await?;
        let mut rows = self.world.store.systems(actor.organization).await?;
        for row in &mut rows {
            let appointments = row.appointments.iter_mut().flat_map(|a| [&mut a.person, &mut a.by]);
            row.poam_owner.iter_mut().chain(appointments).for_each(|p| show::name(p, &directory));
        }
        Ok(rows)
    }

    /// A system of the organization; the first when none is named.
    ///
    /// # Errors
    /// When there is none.
    pub async fn system(&self, actor: &Actor, id: Option<SystemId>) -> Result<SystemRow, Error> {
        let rows = self.systems(actor).await?;
        let found = rows.into_iter().find(|row| id.is_none_or(|id| id.0 == row.id));
        found.ok_or_else(|| Error::NotFound { what: "system", id: id.map(|i| i.to_string()).unwrap_or_default() })
    }

    pub(crate) async fn system_state(&self, actor: &Actor, id: SystemId) -> Result<System, Error> {
        let events: Vec<_> = self.events(actor, Stream::System(id)).await?.iter().filter_map(of_system).collect();
        system::replay(&events).ok_or_else(|| Error::NotFound { what: "system", id: id.to_string() })
    }

    /// A page of items, as of today or of a day that has passed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn items(&self, actor: &Actor, query: &ItemQuery, as_of: Option<Date>) -> Result<Page<ItemRow>, Error> {
        if let Some(day) = as_of {
            return Ok(self.as_of(actor, day).await?.items(query));
        }
        let (directory, today) = (self.permitted(actor, Action::Read).await?, self.today());
        let page = self.world.store.items(actor.organization, query).await?;
        Ok(filled(page, |row| show::item_row(row, &directory, today)))
    }

    /// A page of tasks, as of today or of a day that has passed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn tasks(&self, actor: &Actor, query: &TaskQuery, as_of: Option<Date>) -> Result<Page<TaskRow>, Error> {
        if let Some(day) = as_of {
            return Ok(self.as_of(actor, day).await?.tasks(query));
        }
        let (directory, today) = (self.permitted(actor, Action::Read).await?, self.today());
        let page = self.world.store.tasks(actor.organization, query).await?;
        Ok(filled(page, |row| show::task_row(row, &directory, today)))
    }

    /// A page of milestones, as of today or of a day that has passed.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn milestones(
        &self,
        actor: &Actor,
        query: &MilestoneQuery,
        as_of: Option<Date>,
    ) -> Result<Page<MilestoneRow>, Error> {
        if let Some(day) = as_of {
            return Ok(self.as_of(actor, day).await?.milestones(query));
        }
        let (directory, today) = (self.permitted(actor, Action::Read).await?, self.today());
        let page = self.world.store.milestones(actor.organization, query).await?;
        Ok(filled(page, |row| show::milestone_row(row, &directory, today)))
    }

    pub(crate) async fn item_for_reading(&self, actor: &Actor, number: ItemNumber) -> Result<Item, Error> {
        self.permitted(actor, Action::Read).await?;
        self.load_item(actor, number).await
    }

    /// One item, whole, as of today or of a day that has passed.
    ///
    /// # Errors
    /// When there is none, or none on that day.
    pub async fn item(&self, actor: &Actor, number: ItemNumber, as_of: Option<Date>) -> Result<ItemView, Error> {
        Ok(self.item_page(actor, number, as_of).await?.item)
    }

    /// One item with its history, its findings, and what the reader may do.
    ///
    /// # Errors
    /// When there is none, or none on that day.
    pub async fn item_page(&self, actor: &Actor, number: ItemNumber, as_of: Option<Date>) -> Result<ItemPage, Error> {
        let directory = self.permitted(actor, Action::Read).await?;
        let day = as_of.unwrap_or_else(|| self.today());
        let mut recorded = self.events(actor, Stream::Item(number)).await?;
        recorded.retain(|r| as_of.is_none_or(|day| crate::as_of::by_the_end_of(r.at, day)));
        let events: Vec<_> = recorded.iter().filter_map(Recorded::item).collect();
        let item = item::replay(&events).ok_or_else(|| Error::NotFound { what: "item", id: number.to_string() })?;
        let mut findings = Vec::new();
        for id in item.findings.iter().take(Window::LARGEST.rows as usize) {
            findings.extend(self.world.store.finding(actor.organization, *id).await?);
        }
        let may = if as_of.is_some() || actor.read_only {
            Vec::new()
        } else {
            let ground = self.ground_of(actor, directory.clone()).await?;
            self.may(actor, &ground, &item)
        };
        let history = recorded.iter().rev().map(|r| history::entry(r, &directory)).collect();
        let open = EscalationQuery { item: Some(number.0), state: vec!["open".into()], ..EscalationQuery::default() };
        let mut escalation = match as_of {
            None => self.world.store.escalations(actor.organization, &open).await?.rows.pop(),
            Some(_) => None,
        };
        escalation.iter_mut().for_each(|row| show::escalation(row, Some(&item), &directory));
        Ok(ItemPage { item: show::item(&item, &directory, day), may, history, findings, escalation })
    }

    /// What the actor could do with an item now. Asked of the rules themselves: a step counts when no duty and no state
    /// forbids it, even if something is still missing.
    fn may(&self, actor: &Actor, ground: &Ground, item: &Item) -> Vec<String> {
        let x = || "x".to_owned();
        let steps = [
            ("plan", Command::DescribeWeakness { text: x() }),
            ("submit", Command::Submit { note: x() }),
            ("approve", Command::Approve { note: x() }),
            ("return", Command::Return { reason: x() }),
            ("work", Command::ReachMilestone { id: PartNumber(0), on: self.today(), note: x() }),
            ("done", Command::DeclareDone { note: x() }),
            ("validate", Command::Validate { statement: x() }),
            ("reject", Command::RejectWork { reason: x() }),
            ("close", Command::Close { statement: x() }),
            ("refuse", Command::RefuseClosure { reason: x() }),
            ("propose_acceptance", Command::ProposeAcceptance { until: self.today(), justification: x() }),
            ("propose_dismissal", Command::ProposeDismissal { reason: x() }),
            ("grant", Command::GrantProposal),
            ("decline", Command::DeclineProposal { reason: x() }),
            ("resume", Command::Resume { reason: x() }),
            ("request_exception", Command::RequestException { person: actor.person, reason: x() }),
            ("sign_exception", Command::SignException { reason: x() }),
            ("comment", Command::Comment { text: x() }),
        ];
        let possible = |command: Command| match self.decide_item(
            actor,
            ground,
            self.world.clock.now(),
            Some(item.clone()),
            vec![command],
        ) {
            Ok(_) => true,
            Err(Error::Refused(refusal)) => refusal.rule.kind == Kind::Input || is_gap(&refusal),
            Err(_) => false,
        };
        let mut may: Vec<String> =
            steps.into_iter().filter(|(_, c)| possible(c.clone())).map(|(name, _)| name.to_owned()).collect();
        let evidence = closeout_domain::policy::permit(
            &ground.directory,
            actor.person,
            Action::Work,
            &item.relations(actor.person, None),
        );
        let asked = extend::pending(item).map(|(id, _)| id);
        let answer = |id: &PartNumber| possible(Command::DeclineExtension { id: *id, reason: x() });
        may.extend(asked.filter(answer).map(|id| format!("decide_extension_{id}")));
        let standing = item.controls.iter().filter(|(_, control)| control.ended.is_none()).map(|(id, _)| *id);
        let ends = |id: &PartNumber| possible(Command::EndControl { id: *id, reason: x() });
        may.extend(standing.filter(ends).map(|id| format!("end_control_{id}")));
        if evidence.is_ok() && !item.status.is_final() {
            may.push("evidence".into());
        }
        let relations = item.relations(actor.person, None);
        let plans = closeout_domain::policy::permit(&ground.directory, actor.person, Action::Plan, &relations);
        if plans.is_ok() && item.status.is_live() {
            may.push("escalate".into());
        }
        may
    }

    /// The record across the organization, newest first, before a position; optionally of one stream.
    ///
    /// # Errors
    /// When the actor may not read it, or the store fails.
    pub async fn audit(
        &self,
        actor: &Actor,
        before: Option<u64>,
        stream: Option<Stream>,
        limit: u32,
    ) -> Result<Vec<HistoryEntry>, Error> {
        let directory = self.permitted(actor, Action::Audit).await?;
        let events = self.world.store.log_back(actor.organization, before, stream, limit.min(1_000)).await?;
        Ok(events.iter().map(|r| history::entry(r, &directory)).collect())
    }

    /// Findings, a page.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn findings(&self, actor: &Actor, query: &FindingQuery) -> Result<Page<FindingRow>, Error> {
        self.permitted(actor, Action::Read).await?;
        Ok(self.world.store.findings(actor.organization, query).await?)
    }

    /// Findings by the work that corrects them, a page.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn groups(&self, actor: &Actor, query: &FindingQuery) -> Result<Page<GroupRow>, Error> {
        self.permitted(actor, Action::Read).await?;
        Ok(self.world.store.groups(actor.organization, query).await?)
    }

    /// One finding with its assets.
    ///
    /// # Errors
    /// When there is none here.
    pub async fn finding(&self, actor: &Actor, id: FindingId) -> Result<FindingPage, Error> {
        let directory = self.permitted(actor, Action::Read).await?;
        let finding = self.world.store.finding(actor.organization, id).await?;
        let finding = finding.ok_or_else(|| Error::NotFound { what: "finding", id: id.to_string() })?;
        let assets = self.world.store.asset_states(actor.organization, id).await?;
        let dismissal = self.events(actor, Stream::Dismissal(id)).await?;
        let dismissal = dismissal.iter().rev().map(|r| history::entry(r, &directory)).collect();
        let (explained, due) = self.reckon(actor, std::slice::from_ref(&finding)).await?;
        let urgency = UrgencyView::of(&explained, &due);
        let requirements = (&self.concerns(actor, std::slice::from_ref(&finding)).await?).into();
        Ok(FindingPage { finding, assets, urgency, requirements, dismissal })
    }

    /// Imports, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn imports(&self, actor: &Actor, system: Option<SystemId>, limit: u32) -> Result<Vec<ImportRow>, Error> {
        let directory = self.permitted(actor, Action::Read).await?;
        let mut rows = self.world.store.imports(actor.organization, system, limit).await?;
        rows.iter_mut().for_each(|row| show::import_row(row, &directory));
        Ok(rows)
    }

    /// One import.
    ///
    /// # Errors
    /// When there is none here.
    pub async fn import_row(&self, actor: &Actor, id: ImportId) -> Result<ImportRow, Error> {
        let directory = self.permitted(actor, Action::Read).await?;
        let events: Vec<_> =
            self.events(actor, Stream::Import(id)).await?.iter().filter_map(crate::import::of_import).collect();
        let import = closeout_domain::import::replay(&events);
        let mut row = import
            .as_ref()
            .map(ImportRow::from)
            .ok_or_else(|| Error::NotFound { what: "import", id: id.to_string() })?;
        show::import_row(&mut row, &directory);
        Ok(row)
    }

    /// What waits, is late, or is due in a system.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn counts(&self, actor: &Actor, system: SystemId) -> Result<Counts, Error> {
        self.permitted(actor, Action::Read).await?;
        let (store, today, organization) = (&self.world.store, self.today(), actor.organization);
        let of = ItemQuery { system: Some(system.0), ..ItemQuery::default() };
        let sum = |counts: Vec<(String, u64)>| counts.iter().map(|(_, n)| n).sum::<u64>();
        let by_status = store.item_counts(organization, &of).await?;
        let ended = |word: &str| matches!(word, "closed" | "dismissed" | "accepted");
        let live = by_status.iter().filter(|(word, _)| !ended(word)).map(|(_, n)| n).sum();
        let late = sum(store.item_counts(organization, &ItemQuery { late_on: Some(today), ..of.clone() }).await?);
        let fortnight = today.saturating_add(jiff::ToSpan::days(14));
        let due = sum(store.item_counts(organization, &ItemQuery { due_by: Some(fortnight), ..of }).await?);
        let waiting = self.waiting_for(actor, system).await?;
        let open = FindingQuery {
            system: Some(system.0),
            state: Some("open".into()),
            answered: Some(false),
            ..FindingQuery::default()
        };
        let triage =
            store.groups(organization, &FindingQuery { window: Window { from: 0, rows: 1 }, ..open }).await?.total;
        let waiting = waiting.0.len() as u64 + waiting.1.len() as u64;
        Ok(Counts { by_status, live, late, soon: due.saturating_sub(late), waiting, triage })
    }

    /// Steps and tasks that the actor may take, and that nobody else has taken yet.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn waiting_for(&self, actor: &Actor, system: SystemId) -> Result<(Vec<ItemRow>, Vec<TaskRow>), Error> {
        let directory = self.permitted(actor, Action::Read).await?;
        let allowed = |action| closeout_domain::policy::permit(&directory, actor.person, action, &[]).is_ok();
        let mut items = Vec::new();
        for (step, _) in TAKES.into_iter().filter(|(_, action)| allowed(*action)) {
            let query = ItemQuery {
                system: Some(system.0),
                waiting: Some(step.into()),
                window: Window::LARGEST,
                ..ItemQuery::default()
            };
            let mine = |row: &ItemRow| row.waiting.as_ref().is_some_and(|w| !w.not.contains(&actor.person.0));
            items.extend(self.items(actor, &query, None).await?.rows.into_iter().filter(mine));
        }
        let done = TaskQuery {
            system: Some(system.0),
            stage: Some("done".into()),
            approver: Some(actor.person.0),
            active: true,
            window: Window::LARGEST,
            ..TaskQuery::default()
        };
        Ok((items, self.tasks(actor, &done, None).await?.rows))
    }
}

/// The steps that an item can wait for, and what whoever takes them must be allowed.
pub(crate) const TAKES: [(&str, Action); 6] = [
    ("approve", Action::ApprovePlan),
    ("validate", Action::Validate),
    ("close", Action::Close),
    ("decide", Action::Decide),
    ("extend", Action::DecideExtension),
    ("extend_executive", Action::Decide),
];

/// Whether a refusal says that something is missing, rather than that the step is out of order.
fn is_gap(refusal: &closeout_domain::rule::Refusal) -> bool {
    !refusal.gaps.is_empty()
}

fn filled<T>(page: Page<T>, fill: impl FnMut(T) -> T) -> Page<T> {
    Page { rows: page.rows.into_iter().map(fill).collect(), ..page }
}

/// A finding as one document: the row, with its assets in full where the row has their number.
pub fn finding_document(page: &FindingPage) -> serde_json::Value {
    let asset = |a: &AssetState| {
        serde_json::json!({
            "asset": { "id": a.asset, "label": a.label, "hostname": a.label, "ip": a.ip, "os": a.os },
            "state": a.state,
            "reason": a.reason,
            "clean": a.clean,
            "places": a.places,
            "output": a.output,
            "first_seen": a.first_seen,
            "last_seen": a.last_seen,
        })
    };
    let mut document = serde_json::to_value(&page.finding).unwrap_or_default();
    if let Some(fields) = document.as_object_mut() {
        // A source that names no place states it once of the asset as a whole.
        let sightings: usize = page.assets.iter().map(|a| a.places.len().max(1)).sum();
        fields.insert("assets".into(), page.assets.iter().map(asset).collect());
        fields.insert("sightings".into(), sightings.into());
        fields.insert("urgency".into(), serde_json::to_value(&page.urgency).unwrap_or_default());
        fields.insert("requirements".into(), serde_json::to_value(&page.requirements).unwrap_or_default());
        fields.insert("dismissal".into(), serde_json::to_value(&page.dismissal).unwrap_or_default());
    }
    document
}

/// The key of a finding, as text in an address.
///
/// # Errors
/// When it is none.
pub fn finding_id(text: &str) -> Result<FindingId, Error> {
    text.parse::<Uuid>().map(FindingId).map_err(|_| Error::NotFound { what: "finding", id: text.into() })
}
