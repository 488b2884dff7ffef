//! Assets: which there are, and what holds of each, said by hand or by the rules of its system.

use std::collections::{BTreeMap, BTreeSet};

use closeout_domain::{
    asset::{self, Command},
    ids::{AssetId, SystemId},
    policy::Action,
    priority::Exposure,
    time::Stamped,
};
use uuid::Uuid;

use crate::{
    Actor, App, Error,
    ports::Append,
    project,
    query::{AssetQuery, Page},
    record::{Event, Recorded, Stream},
    show,
    views::AssetRow,
};

impl App {
    /// Assets, a page, with what holds of each.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn assets(&self, actor: &Actor, query: &AssetQuery) -> Result<Page<AssetRow>, Error> {
        let directory = self.permitted(actor, Action::Read).await?;
        let mut page = self.world.store.assets(actor.organization, query).await?;
        self.apply_rules(actor, &mut page.rows).await?;
        page.rows.iter_mut().filter_map(|row| row.said.as_mut()).for_each(|said| show::name(&mut said.by, &directory));
        Ok(page)
    }

    /// One asset.
    ///
    /// # Errors
    /// When there is none here.
    pub async fn asset(&self, actor: &Actor, id: AssetId) -> Result<AssetRow, Error> {
        let query = AssetQuery { asset: Some(id.0), ..AssetQuery::default() };
        let row = self.assets(actor, &query).await?.rows.into_iter().next();
        row.ok_or_else(|| Error::NotFound { what: "asset", id: id.to_string() })
    }

    /// Says what an asset means and who can reach it. What is left open falls to the rules.
    ///
    /// # Errors
    /// A refusal with its rule, or when there is no such asset.
    pub async fn rate_asset(
        &self,
        actor: &Actor,
        id: AssetId,
        exposure: Exposure,
        reason: &str,
    ) -> Result<AssetRow, Error> {
        let directory = self.permitted(actor, Action::Triage).await?;
        self.asset(actor, id).await?;
        let stream = Stream::Asset(id);
        let before: Vec<_> = self.events(actor, stream).await?.iter().filter_map(of_asset).collect();
        let state = asset::replay(&before);
        let expected = state.as_ref().map_or(0, |a| a.version);
        let command = Command::Rate { asset: id, exposure, reason: reason.into() };
        let events = asset::decide(state.as_ref(), command, actor.person, &directory)?;
        let at = self.world.clock.now();
        let stamped = |what: &asset::Event| Stamped { at, by: actor.person, what: what.clone() };
        let after = events.iter().map(stamped).fold(state, |a, e| asset::fold(a, &e));
        if let Some(after) = after.filter(|_| !events.is_empty()) {
            let events = events.into_iter().map(Event::Asset).collect();
            self.write(actor, at, vec![Append { stream, expected, events }], vec![project::asset(&after)]).await?;
        }
        self.asset(actor, id).await
    }

    /// Fills in what the rules of each asset's system say of it.
    pub(crate) async fn apply_rules(&self, actor: &Actor, rows: &mut [AssetRow]) -> Result<(), Error> {
        let systems: BTreeSet<Uuid> = rows.iter().map(|row| row.system).collect();
        for system in systems.into_iter().map(SystemId) {
            let rules = self.system_state(actor, system).await?.exposure_rules;
            if rules.is_empty() {
                continue;
            }
            let relation = self.merging(actor, system).await?.map(|m| m.relation).unwrap_or_default();
            let mut names: BTreeMap<AssetId, Vec<String>> = BTreeMap::new();
            for (_, name, asset) in self.world.store.asset_names(actor.organization, system).await? {
                names.entry(relation.root(asset)).or_default().push(name);
            }
            for row in rows.iter_mut().filter(|row| row.system == system.0) {
                let known = names.get(&AssetId(row.id)).into_iter().flatten().map(String::as_str);
                let all: Vec<&str> = known.chain([row.label.as_str(), row.ip.as_str()]).collect();
                row.exposure = row.exposure.exposure().or(asset::by_rule(&rules, &all)).into();
            }
        }
        Ok(())
    }
}

fn of_asset(recorded: &Recorded) -> Option<Stamped<asset::Event>> {
    match &recorded.event {
        Event::Asset(what) => Some(Stamped { at: recorded.at, by: recorded.by, what: what.clone() }),
        _ => None,
    }
}
