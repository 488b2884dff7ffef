//! Findings as people read them.

use std::collections::{BTreeMap, BTreeSet};

use closeout_app::{
    bulk::{Group, Sighting},
    ports::{Fact, FactRow, MOST_GROUPS},
    query::{self, FindingQuery, Page},
    views::{AssetState, FindingRow, GroupRow},
};
use closeout_domain::{
    feed::Kind,
    finding::{dismissal::Stage, presence::Verdict, severity::Severity},
    ids::{AssetId, FindingId, ImportId, ItemNumber, SystemId},
    priority::{Cve, Exposure},
};
use uuid::Uuid;

use super::{
    bulk::{Bulk, Finding, Import},
    state::Shown,
};
use crate::{
    basis::Basis,
    exposures::{Exposures, by_asset},
    listing::KEYS_OF_A_GROUP,
    order, rows,
    settle::{Spread, answers, asset_state, reason, shown},
    standing::{Standing, State, Urgency},
};

/// The rows of one organization.
#[derive(Debug, Clone, Copy)]
pub struct Read<'a> {
    /// What imports stated.
    pub bulk: &'a Bulk,
    /// Items and dismissals.
    pub shown: &'a Shown,
    /// What feeds say; none of an organization that is not there.
    pub facts: Option<&'a BTreeMap<(Kind, Cve), Fact>>,
}

impl Read<'_> {
    /// The row of a finding; `None` for one of which no import that stands speaks.
    pub fn row(&self, id: FindingId) -> Option<FindingRow> {
        let Finding { system, detail } = self.bulk.findings.get(&id)?;
        let mut spread = Spread::default();
        self.bulk.pairs_of(id).for_each(|(_, pair)| spread.add(pair));
        if spread.assets == 0 {
            return None;
        }
        let sources: BTreeSet<&String> = self.bulk.standing().filter_map(|import| import.sources.get(&id)).collect();
        let mut row = rows::finding(*system, detail);
        row.fix = self.fix(id);
        row.sources = sources.into_iter().cloned().collect();
        let answering = self.twins(id).into_iter().chain([id]).flat_map(|id| self.items(id).collect::<Vec<_>>());
        row.item = order::newest(answering.map(|(number, _)| number));
        spread.fill(&mut row, self.dismissed(id));
        self.urgency(id, &row, spread.severity()).fill(&mut row);
        Some(row)
    }

    /// By all that feeds say, and of the assets on which it is open.
    fn urgency(&self, id: FindingId, row: &FindingRow, severity: Severity) -> Urgency {
        let said = |cve: &Cve| {
            let facts = self.facts.into_iter().flat_map(|facts| Kind::ALL.map(|feed| facts.get(&(feed, cve.clone()))));
            facts.flatten().cloned().map(|fact| FactRow { cve: cve.clone(), fact }).collect::<Vec<_>>()
        };
        let cves = row.cve.iter().filter_map(|cve| cve.parse::<Cve>().ok());
        let facts: Vec<FactRow> = cves.flat_map(|cve| said(&cve)).collect();
        let system = self.shown.systems.get(&row.system);
        let mut exposures = Exposures::new(system, self.shown.assets.values().cloned());
        let open: Vec<AssetId> =
            self.bulk.pairs_of(id).filter(|(_, pair)| pair.is_open()).map(|(asset, _)| asset).collect();
        let names = by_asset(self.bulk.names(SystemId(row.system)));
        for asset in &open {
            let detail = self.bulk.assets.get(asset);
            let shown = detail.into_iter().flat_map(|d| [&d.label, &d.ip]);
            exposures.name(asset.0, names.get(&asset.0).into_iter().flatten().chain(shown));
        }
        let exposure = Exposure::worst(open.into_iter().map(|asset| exposures.of(asset.0)));
        Urgency::of(&Basis::from(row), severity, &facts, exposure)
    }

    /// The findings of other families that state the same weakness.
    fn twins(&self, id: FindingId) -> Vec<FindingId> {
        let described = |id| self.bulk.findings.get(&id).map(|f| rows::finding(f.system, &f.detail));
        let Some(row) = described(id) else { return Vec::new() };
        let Some(key) = Basis::from(&row).weakness() else { return Vec::new() };
        let is_twin = |other: &FindingRow| {
            other.system == row.system && other.family != row.family && Basis::from(other).weakness() == Some(key)
        };
        self.bulk.findings.keys().copied().filter(|other| described(*other).is_some_and(|o| is_twin(&o))).collect()
    }

    /// The fix under which it is listed.
    fn fix(&self, id: FindingId) -> Uuid {
        let family = |id: FindingId| self.bulk.findings.get(&id).map(|f| (f.detail.family.clone(), id));
        let stands = |id: &FindingId| self.bulk.standing().any(|import| import.sources.contains_key(id));
        let leads = self.twins(id).into_iter().filter(stands).filter_map(family).chain(family(id)).min();
        let detail = leads.and_then(|(_, leader)| self.bulk.findings.get(&leader)).map(|f| f.detail.fix);
        detail.unwrap_or_default()
    }

    /// The items that are linked with a finding, with their status.
    fn items(&self, id: FindingId) -> impl Iterator<Item = (ItemNumber, &str)> {
        let linked = self.shown.items.iter().filter(move |(_, item)| item.findings.contains(&id));
        linked.map(|(number, item)| (*number, item.row.status.as_str()))
    }

    fn answered(&self, id: FindingId) -> bool {
        let all = self.twins(id).into_iter().chain([id]);
        all.into_iter().any(|id| self.items(id).any(|(_, status)| answers(status)))
    }

    fn dismissed(&self, id: FindingId) -> bool {
        self.shown.dismissals.get(&id) == Some(&Stage::Dismissed)
    }

    /// A page of the rows that match.
    pub fn page(&self, query: &FindingQuery) -> Page<FindingRow> {
        let after = query.after.and_then(|after| self.row(FindingId(after)));
        let behind = |row: &FindingRow| after.as_ref().is_none_or(|after| order::findings(row, after).is_gt());
        turned(query, after.is_some(), self.rows(query).into_iter().filter(behind).collect())
    }

    /// A page of the groups of the rows that match.
    pub fn groups_page(&self, query: &FindingQuery) -> Page<GroupRow> {
        let after = query.after.and_then(|after| self.row(FindingId(after)));
        let first = |group: &GroupRow| group.ids.first().and_then(|id| self.row(FindingId(*id)));
        let behind = |group: &GroupRow| {
            after.as_ref().is_none_or(|after| first(group).is_some_and(|first| order::findings(&first, after).is_gt()))
        };
        turned(query, after.is_some(), self.groups(query).into_iter().filter(behind).collect())
    }

    /// Rows that match, in their order.
    pub fn rows(&self, query: &FindingQuery) -> Vec<FindingRow> {
        let mut rows: Vec<FindingRow> =
            self.bulk.findings.keys().filter_map(|id| self.row(*id)).filter(|row| self.matches(query, row)).collect();
        rows.sort_by(order::findings);
        rows
    }

    fn matches(&self, query: &FindingQuery, row: &FindingRow) -> bool {
        let FindingQuery { system, fix, asset, import, text, .. } = query;
        let id = FindingId(row.id);
        let words = |text: &String| query::words(text).collect::<Vec<_>>();
        self.standing(row).is_some_and(|standing| standing.is_asked_for(query))
            && system.is_none_or(|s| row.system == s)
            && fix.is_none_or(|f| row.fix == f)
            && asset.is_none_or(|a| self.bulk.pairs.contains_key(&(id, AssetId(a))))
            && import.is_none_or(|i| self.stated_in(id, ImportId(i)))
            && text.as_ref().is_none_or(|t| query::found(&words(t), &row.searchable()))
    }

    fn standing(&self, row: &FindingRow) -> Option<Standing> {
        let urgency = Urgency {
            priority: row.priority.parse().ok()?,
            exploited: row.exploited,
            internet: row.internet,
            severity: row.severity.parse().ok()?,
        };
        let state = State::ALL.into_iter().find(|state| state.word() == row.state)?;
        Some(Standing { urgency, state, answered: self.answered(FindingId(row.id)) })
    }

    fn stated_in(&self, id: FindingId, import: ImportId) -> bool {
        self.bulk.standing().any(|i| i.id == import && i.sightings.iter().any(|s| s.finding == id))
    }

    /// Groups of the rows that match, in the order of their first.
    pub fn groups(&self, query: &FindingQuery) -> Vec<GroupRow> {
        let mut order = Vec::new();
        let mut by_fix: BTreeMap<_, Vec<FindingRow>> = BTreeMap::new();
        for row in self.rows(query) {
            let group = by_fix.entry(row.fix).or_default();
            if group.is_empty() {
                order.push(row.fix);
            }
            group.push(row);
        }
        order.into_iter().filter_map(|fix| self.group(by_fix.get(&fix)?)).collect()
    }

    fn group(&self, rows: &[FindingRow]) -> Option<GroupRow> {
        let worst = rows.first()?;
        let ids = || rows.iter().map(|row| FindingId(row.id));
        let assets: BTreeSet<AssetId> =
            ids().flat_map(|id| self.bulk.pairs_of(id)).filter(|(_, p)| p.is_open()).map(|(asset, _)| asset).collect();
        let sources: BTreeSet<String> = rows.iter().flat_map(|row| row.sources.iter().cloned()).collect();
        Some(GroupRow {
            fix: worst.fix,
            title: worst.title.clone(),
            recommendation: worst.recommendation.clone(),
            priority: worst.priority.clone(),
            exploited: worst.exploited,
            internet: worst.internet,
            severity: worst.severity.clone(),
            sources: sources.into_iter().collect(),
            findings: rows.len() as u64,
            ids: ids().map(|id| id.0).take(KEYS_OF_A_GROUP).collect(),
            assets: assets.len() as u64,
            item: rows.iter().filter_map(|row| row.item.clone()).max(),
        })
    }

    /// What the latest import states to be there and nobody answers, by fix.
    pub fn unanswered(&self) -> Vec<Group> {
        let Some(latest) = self.bulk.imports.last() else { return Vec::new() };
        let query = FindingQuery {
            import: Some(latest.id.0),
            state: Some("open".into()),
            answered: Some(false),
            ..FindingQuery::default()
        };
        let mut by_fix: BTreeMap<_, (FindingRow, Vec<FindingId>, BTreeSet<AssetId>)> = BTreeMap::new();
        let mut in_order = Vec::new();
        for row in self.rows(&query) {
            let id = FindingId(row.id);
            let there: BTreeSet<AssetId> = self
                .bulk
                .pairs_of(id)
                .filter(|(_, pair)| pair.presence.state == Verdict::Present)
                .map(|(asset, _)| asset)
                .collect();
            if there.is_empty() {
                continue;
            }
            let fix = row.fix;
            let (_, findings, assets) = by_fix.entry(fix).or_insert_with(|| {
                in_order.push(fix);
                (row, Vec::new(), BTreeSet::new())
            });
            findings.push(id);
            assets.extend(there);
        }
        let groups =
            in_order.into_iter().filter_map(|fix| by_fix.remove(&fix)).map(|(w, f, a)| self.proposed(w, f, &a));
        // Beyond those, what was assessed or linked before.
        let special = |group: &Group| {
            let assessed = |id| self.bulk.findings.get(id).is_some_and(|f| !f.detail.requirement.is_empty());
            group.findings.iter().any(|id| assessed(id) || self.items(*id).next().is_some())
        };
        let mut others = 0;
        let listed = groups.filter(|group| {
            let special = special(group);
            others += usize::from(!special);
            special || others <= MOST_GROUPS
        });
        listed.collect()
    }

    fn proposed(&self, worst: FindingRow, findings: Vec<FindingId>, assets: &BTreeSet<AssetId>) -> Group {
        let closed_item = findings.iter().flat_map(|id| self.items(*id)).map(|(number, _)| number).max();
        let severity = findings.iter().filter_map(|id| self.row(*id)?.severity.parse().ok()).max();
        Group {
            fix: worst.fix,
            title: worst.title,
            description: worst.description,
            recommendation: worst.recommendation,
            severity: severity.unwrap_or_default(),
            requirement: worst.requirement,
            findings,
            assets: assets.len() as u64,
            closed_item,
        }
    }

    /// The state of a finding on each asset.
    pub fn asset_states(&self, id: FindingId) -> Vec<AssetState> {
        let mut states: Vec<AssetState> = Vec::new();
        for (asset, pair) in self.bulk.pairs_of(id) {
            let stated =
                |import: &Import, s: &Sighting| s.finding == id && import.stands(&self.bulk.aliases, s.asset) == asset;
            let stating = self.bulk.standing().filter(|import| import.sightings.iter().any(|s| stated(import, s)));
            // Of several that looked at the same instant, the last.
            let latest = stating.max_by_key(|import| import.ending.seen_at);
            let mut sightings: Vec<&Sighting> = Vec::new();
            if let Some(import) = latest {
                sightings.extend(import.sightings.iter().filter(|s| stated(import, s)));
            }
            let (places, output) = shown(sightings.iter().map(|s| (s.place.as_str(), s.state, s.output.as_str())));
            let detail = self.bulk.assets.get(&asset);
            states.push(AssetState {
                asset: asset.0,
                label: detail.map(|d| d.label.clone()).unwrap_or_default(),
                ip: detail.map(|d| d.ip.clone()).unwrap_or_default(),
                os: detail.map(|d| d.os.clone()).unwrap_or_default(),
                state: asset_state(pair, self.dismissed(id)).to_owned(),
                reason: reason(pair),
                clean: pair.presence.clean,
                places,
                output,
                first_seen: pair.presence.first_seen,
                last_seen: pair.presence.last_seen,
            });
        }
        states.sort_by(order::asset_states);
        states
    }
}

/// The page of a list that was read from a place in it, or from its beginning.
fn turned<T>(query: &FindingQuery, from_a_place: bool, rows: Vec<T>) -> Page<T> {
    match from_a_place {
        false => query.window.cut(rows),
        true => {
            let total = query.window.from.saturating_add(rows.len() as u64);
            query.window.page(rows.into_iter().take(query.window.rows as usize).collect(), total)
        }
    }
}
