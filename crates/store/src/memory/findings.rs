//! Findings as people read them.

use std::collections::{BTreeMap, BTreeSet};

use closeout_app::{
    bulk::{Group, Sighting},
    ports::Fact,
    query::FindingQuery,
    views::{AssetState, FindingRow, GroupRow},
};
use closeout_domain::{
    feed::Kind,
    finding::{dismissal::Stage, presence::Verdict, severity::Severity},
    ids::{AssetId, FindingId, ImportId, ItemNumber},
    priority::Cve,
};

use super::{
    bulk::{Bulk, Finding, Import},
    state::Shown,
};
use crate::{
    order, rows,
    settle::{Spread, answers, asset_state, reason, shown},
};

/// How many keys a group lists.
const KEYS_OF_A_GROUP: usize = 50;

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
        let d = detail.clone();
        let mut row = FindingRow {
            id: id.0,
            system: system.0,
            family: d.family,
            check: d.check,
            title: d.title,
            severity: String::new(),
            native_severity: d.native_severity,
            state: String::new(),
            assets: 0,
            present: 0,
            absent: 0,
            not_observed: 0,
            sources: sources.into_iter().cloned().collect(),
            item: order::newest(self.items(id).map(|(number, _)| number)),
            cvss: d.cvss,
            cve: d.cve,
            cwe: d.cwe,
            cci: d.cci,
            requirement: d.requirement,
            description: d.description,
            recommendation: d.recommendation,
            fix: d.fix,
            first_seen: None,
            last_seen: None,
        };
        spread.fill(&mut row, self.dismissed(id));
        Some(row)
    }

    /// The items that are linked with a finding, with their status.
    fn items(&self, id: FindingId) -> impl Iterator<Item = (ItemNumber, &str)> {
        let linked = self.shown.items.iter().filter(move |(_, item)| item.findings.contains(&id));
        linked.map(|(number, item)| (*number, item.row.status.as_str()))
    }

    fn answered(&self, id: FindingId) -> bool {
        self.items(id).any(|(_, status)| answers(status))
    }

    fn dismissed(&self, id: FindingId) -> bool {
        self.shown.dismissals.get(&id) == Some(&Stage::Dismissed)
    }

    /// Rows that match, in their order.
    pub fn rows(&self, query: &FindingQuery) -> Vec<FindingRow> {
        let mut rows: Vec<FindingRow> =
            self.bulk.findings.keys().filter_map(|id| self.row(*id)).filter(|row| self.matches(query, row)).collect();
        rows.sort_by(order::findings);
        rows
    }

    fn matches(&self, query: &FindingQuery, row: &FindingRow) -> bool {
        let FindingQuery { system, state, at_least, answered, fix, asset, import, known_exploited, text, window: _ } =
            query;
        let id = FindingId(row.id);
        let severity = |word: &str| word.parse::<Severity>().ok();
        system.is_none_or(|s| row.system == s)
            && state.as_deref().is_none_or(|s| row.state == s)
            && at_least
                .as_deref()
                .is_none_or(|w| severity(w).is_some_and(|least| severity(&row.severity) >= Some(least)))
            && answered.is_none_or(|a| self.answered(id) == a)
            && known_exploited.is_none_or(|k| rows::cves(row).any(|cve| self.is_exploited(&cve)) == k)
            && fix.is_none_or(|f| row.fix == f)
            && asset.is_none_or(|a| self.bulk.pairs.contains_key(&(id, AssetId(a))))
            && import.is_none_or(|i| self.stated_in(id, ImportId(i)))
            && text.as_deref().is_none_or(|t| row.searchable().contains(&t.to_lowercase()))
    }

    fn is_exploited(&self, cve: &str) -> bool {
        self.facts.is_some_and(|facts| cve.parse().is_ok_and(|cve| facts.contains_key(&(Kind::Kev, cve))))
    }

    fn stated_in(&self, id: FindingId, import: ImportId) -> bool {
        self.bulk.standing().any(|i| i.id == import && i.sightings.iter().any(|s| s.finding == id))
    }

    /// Groups of the rows that match, in their order.
    pub fn groups(&self, query: &FindingQuery) -> Vec<GroupRow> {
        let mut by_fix: BTreeMap<_, Vec<FindingRow>> = BTreeMap::new();
        for row in self.rows(query) {
            by_fix.entry(row.fix).or_default().push(row);
        }
        let mut groups: Vec<GroupRow> = by_fix.into_values().filter_map(|rows| self.group(&rows)).collect();
        groups.sort_by(order::groups);
        groups
    }

    fn group(&self, rows: &[FindingRow]) -> Option<GroupRow> {
        let worst = rows.first()?;
        let ids = || rows.iter().map(|row| FindingId(row.id));
        let assets: BTreeSet<AssetId> =
            ids().flat_map(|id| self.bulk.pairs_of(id)).filter(|(_, p)| p.is_open()).map(|(asset, _)| asset).collect();
        Some(GroupRow {
            fix: worst.fix,
            title: worst.title.clone(),
            recommendation: worst.recommendation.clone(),
            severity: worst.severity.clone(),
            findings: rows.len() as u64,
            ids: ids().map(|id| id.0).take(KEYS_OF_A_GROUP).collect(),
            assets: assets.len() as u64,
            item: order::newest(ids().flat_map(|id| self.items(id)).map(|(number, _)| number)),
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
        in_order.into_iter().filter_map(|fix| by_fix.remove(&fix)).map(|(w, f, a)| self.proposed(w, f, &a)).collect()
    }

    fn proposed(&self, worst: FindingRow, findings: Vec<FindingId>, assets: &BTreeSet<AssetId>) -> Group {
        let closed_item = findings.iter().flat_map(|id| self.items(*id)).map(|(number, _)| number).max();
        Group {
            fix: worst.fix,
            title: worst.title,
            description: worst.description,
            recommendation: worst.recommendation,
            severity: worst.severity.parse().unwrap_or_default(),
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
