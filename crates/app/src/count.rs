//! Numbers beside the navigation and above the register: counted by the store, without reading a row.

use closeout_domain::{ids::SystemId, item::Status, policy::Action};
use jiff::ToSpan;

use crate::{
    Actor, App, Error,
    as_of::AsOf,
    query::{EscalationQuery, FindingQuery, ItemQuery, WAITING, Window},
};

/// Days that count as soon.
pub const SOON: i32 = 14;

/// Two numbers that stand beside the navigation of every page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Badges {
    /// Items on which somebody still has to act.
    pub live: u64,
    /// Fixes of open findings that no item answers; at least so many where `triage_uncounted`.
    pub triage: u64,
    /// Whether there are more fixes than were counted.
    pub triage_uncounted: bool,
    /// Escalations that lie before the reader.
    pub decisions: u64,
}

/// Items of a system on which somebody still has to act, by what makes people look at them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ItemCounts {
    /// All of them.
    pub live: u64,
    /// Of them: late.
    pub late: u64,
    /// Of them: due within [`SOON`] days and not late.
    pub soon: u64,
    /// Of them: owned by whoever asks, or with a task of theirs.
    pub mine: u64,
    /// Of them: waiting for somebody's step.
    pub waiting: u64,
    /// Whether there is any item at all, ended or not.
    pub any: bool,
}

impl App {
    /// The numbers beside the navigation.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn badges(&self, actor: &Actor, system: SystemId) -> Result<Badges, Error> {
        self.permitted(actor, Action::Read).await?;
        let open = FindingQuery {
            system: Some(system.0),
            state: Some("open".into()),
            answered: Some(false),
            window: Window { from: 0, rows: 1 },
            ..FindingQuery::default()
        };
        let triage = self.world.store.groups(actor.organization, &open).await?;
        let live = self.count(actor, &live_of(system)).await?;
        let window = Window { from: 0, rows: 1 };
        let mine = EscalationQuery { window, ..EscalationQuery::before(actor.person.0, system.0) };
        let decisions = self.world.store.escalations(actor.organization, &mine).await?.total;
        Ok(Badges { live, triage: triage.total, triage_uncounted: triage.uncounted, decisions })
    }

    /// The numbers above the register.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn item_counts(&self, actor: &Actor, system: SystemId) -> Result<ItemCounts, Error> {
        self.permitted(actor, Action::Read).await?;
        let (today, live) = (self.today(), live_of(system));
        let by_status = ItemQuery { system: Some(system.0), ..ItemQuery::default() };
        let by_status = self.world.store.item_counts(actor.organization, &by_status).await?;
        let sum = |wanted: &dyn Fn(&str) -> bool| by_status.iter().filter(|(w, _)| wanted(w)).map(|(_, n)| n).sum();
        let signs = ["proposed", "awaiting_validation", "validated"];
        let asked = ["draft", "open"].map(ToOwned::to_owned).to_vec();
        let mut decisions = 0;
        for step in ["decide", "extend", "extend_executive"] {
            let query = ItemQuery { waiting: Some(step.into()), status: asked.clone(), ..live.clone() };
            decisions += self.count(actor, &query).await?;
        }
        let late = self.count(actor, &ItemQuery { late_on: Some(today), ..live.clone() }).await?;
        let soon = ItemQuery { due_by: Some(today.saturating_add(SOON.days())), ..live.clone() };
        let steps: u64 = sum(&|word| signs.contains(&word));
        Ok(ItemCounts {
            live: sum(&|word| live.status.iter().any(|w| w == word)),
            late,
            soon: self.count(actor, &soon).await?.saturating_sub(late),
            mine: self.count(actor, &ItemQuery { mine: Some(actor.person.0), ..live.clone() }).await?,
            waiting: steps + decisions,
            any: sum(&|_| true) > 0,
        })
    }

    async fn count(&self, actor: &Actor, query: &ItemQuery) -> Result<u64, Error> {
        let counts = self.world.store.item_counts(actor.organization, query).await?;
        Ok(counts.iter().map(|(_, n)| n).sum())
    }
}

impl AsOf {
    /// The numbers above the register, as they were.
    pub fn item_counts(&self, actor: &Actor, system: SystemId) -> ItemCounts {
        let live = live_of(system);
        let count = |query: ItemQuery| self.items(&query).total;
        let late = count(ItemQuery { late_on: Some(self.day), ..live.clone() });
        let due_by = Some(self.day.saturating_add(SOON.days()));
        let steps = WAITING.into_iter();
        ItemCounts {
            late,
            soon: count(ItemQuery { due_by, ..live.clone() }).saturating_sub(late),
            mine: count(ItemQuery { mine: Some(actor.person.0), ..live.clone() }),
            waiting: steps.map(|s| count(ItemQuery { waiting: Some(s.into()), ..live.clone() })).sum(),
            any: self.items.values().any(|item| item.system == system),
            live: count(live),
        }
    }
}

fn live_of(system: SystemId) -> ItemQuery {
    let live = Status::ALL.into_iter().filter(|s| s.is_live()).map(|s| s.word().to_owned());
    ItemQuery { system: Some(system.0), status: live.collect(), ..ItemQuery::default() }
}
