//! Findings: the way in, and as people read them.

use std::collections::{HashMap, HashSet};

use async_trait::async_trait;
use closeout_app::{
    bulk::Feed,
    ports::{Findings, Finish, Imported, Mode, Write},
    query::{FindingQuery, Page},
    record::Recorded,
    views::{AssetState, FindingRow, GroupRow},
};
use closeout_domain::{
    finding::asset::NameKind,
    ids::{AssetId, Digest, FindingId, ImportId, ItemNumber, OrganizationId, SystemId},
};
use rusqlite::{Connection, OptionalExtension, params};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::{
    aliases, check,
    connection::{Fate, SqliteStore},
    import::{self, Target},
    pairs::Editions,
    settle::judgement,
    values::{Answer, Result, select, unsigned},
};
use crate::{
    order, relation,
    rows::{from_doc, instant_if},
    settle::{asset_state, reason, shown, words},
    sql::{self, Dialect::Sqlite, FINDING_ORDER},
};

// CROSS JOIN is SQLite's way to say in which order tables are read. Left to itself it goes through all pairs of a system.

/// How many keys a group lists.
const KEYS_OF_A_GROUP: usize = 50;

#[async_trait]
impl Findings for SqliteStore {
    async fn import(
        &self,
        organization: OrganizationId,
        system: SystemId,
        import: ImportId,
        mode: Mode,
        feed: mpsc::Receiver<Feed>,
        finish: Finish,
    ) -> Answer<Imported> {
        let target = Target { organization, system, import };
        self.write_bulk("import", move |tx| import::take_in(tx, target, mode, feed, finish)).await
    }

    async fn undo(&self, organization: OrganizationId, import: ImportId, write: Write) -> Answer<Vec<Recorded>> {
        self.write_bulk("undo an import", move |tx| import::undo(tx, organization, import, &write)).await
    }

    async fn statements(&self, organization: OrganizationId) -> Answer<Vec<(ImportId, u64)>> {
        let sql = "SELECT r.import, (SELECT count(*) FROM sighting s WHERE s.organization = r.organization
            AND s.import = r.number) FROM reading r WHERE r.organization = ?1 ORDER BY r.number";
        self.read("count statements", move |c| {
            let mut statement = c.prepare_cached(sql)?;
            let mut rows = statement.query([organization.0])?;
            let mut counts = Vec::new();
            while let Some(row) = rows.next()? {
                counts.push((ImportId(row.get(0)?), unsigned(row, 1)?));
            }
            Ok(counts)
        })
        .await
    }

    async fn is_settled(&self, organization: OrganizationId) -> Answer<bool> {
        self.write_bulk("compare findings", move |tx| Ok((check::is_settled(tx, organization)?, Fate::Drop))).await
    }

    async fn import_of(
        &self,
        organization: OrganizationId,
        system: SystemId,
        digest: Digest,
    ) -> Answer<Option<ImportId>> {
        let sql = "SELECT import FROM import WHERE organization = ?1 AND system = ?2 AND digest = ?3 AND NOT undone
            ORDER BY import";
        self.read("look for an import", move |c| {
            let values = params![organization.0, system.0, digest.to_string()];
            Ok(c.prepare_cached(sql)?.query_row(values, |row| row.get(0)).optional()?.map(ImportId))
        })
        .await
    }

    async fn asset_names(
        &self,
        organization: OrganizationId,
        system: SystemId,
    ) -> Answer<Vec<(NameKind, String, AssetId)>> {
        // Beside min(), SQLite takes the other columns from the row that holds it.
        let sql = "SELECT n.kind, n.name, n.asset, min(n.import) FROM asset_name n
            JOIN reading r ON r.organization = n.organization AND r.number = n.import
            WHERE n.organization = ?1 AND n.system = ?2 AND NOT r.undone GROUP BY n.kind, n.name";
        self.read("list the names of assets", move |c| {
            let mut statement = c.prepare_cached(sql)?;
            let mut rows = statement.query([organization.0, system.0])?;
            let mut names = Vec::new();
            while let Some(row) = rows.next()? {
                let kind = words::name_kind(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?;
                names.push((kind, row.get(1)?, AssetId(row.get(2)?), row.get(3)?));
            }
            let said = aliases::relation(c, organization.0, system.0)?;
            let namings = aliases::gather(c, organization.0, system.0, &said.divided())?;
            Ok(relation::recognised::<i64>(&said, &namings, names))
        })
        .await
    }

    async fn findings(&self, organization: OrganizationId, query: &FindingQuery) -> Answer<Page<FindingRow>> {
        let filter = sql::findings(Sqlite, organization, query);
        let window = query.window;
        self.read("list findings", move |c| {
            let count = format!("SELECT count(*) FROM finding WHERE {}", filter.sql);
            let mut counted = select(&mut *c.prepare_cached(&count)?, &filter, |row| unsigned(row, 0))?;
            let wanted = filter.ordered(FINDING_ORDER).window(window);
            let keys = format!("SELECT finding FROM finding WHERE {}", wanted.sql);
            let keys = select(&mut *c.prepare_cached(&keys)?, &wanted, |row| Ok(row.get::<_, Uuid>(0)?))?;
            let rows = keys.into_iter().map(|key| finding(c, organization, key));
            let rows = rows.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect();
            Ok(window.page(rows, counted.pop().unwrap_or(0)))
        })
        .await
    }

    async fn groups(&self, organization: OrganizationId, query: &FindingQuery) -> Answer<Page<GroupRow>> {
        let (filter, window) = (sql::findings(Sqlite, organization, query), query.window);
        self.read("group findings", move |c| {
            let matching = filter.ordered(FINDING_ORDER);
            let keys = format!("SELECT finding, fix, severity, title FROM finding WHERE {}", matching.sql);
            // By fix, in the order of their worst findings, which come first.
            let mut groups: Vec<Gathered> = Vec::new();
            let mut places: HashMap<Uuid, usize> = HashMap::new();
            select(&mut *c.prepare_cached(&keys)?, &matching, |row| {
                let (key, fix): (Uuid, Uuid) = (row.get(0)?, row.get(1)?);
                let place = *places.entry(fix).or_insert(groups.len());
                match groups.get_mut(place) {
                    Some(group) => group.findings.push(key),
                    None => {
                        let (severity, title) = (row.get(2)?, row.get(3)?);
                        groups.push(Gathered { severity, title, fix, findings: vec![key] });
                    }
                }
                Ok(())
            })?;
            groups.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| (&a.title, a.fix).cmp(&(&b.title, b.fix))));
            let page = window.cut(groups);
            let rows = page.rows.into_iter().map(|group| group.row(c, organization));
            Ok(Page { rows: rows.collect::<Result<_>>()?, total: page.total, next: page.next })
        })
        .await
    }

    async fn finding(&self, organization: OrganizationId, key: FindingId) -> Answer<Option<FindingRow>> {
        self.read("read a finding", move |c| finding(c, organization, key.0)).await
    }

    async fn asset_states(&self, organization: OrganizationId, key: FindingId) -> Answer<Vec<AssetState>> {
        self.read("read the assets of a finding", move |c| asset_states(c, organization, key.0)).await
    }
}

/// A finding with all that is known of it; `None` for one of which no import that stands speaks.
fn finding(connection: &Connection, organization: OrganizationId, key: Uuid) -> Result<Option<FindingRow>> {
    let sql = "SELECT d.doc, f.severity, f.state, f.assets, f.present, f.absent, f.first_seen, f.last_seen,
            EXISTS (SELECT 1 FROM dismissal d WHERE d.organization = ?1 AND d.finding = ?2 AND d.stage = 'dismissed'),
            (SELECT max(x.number) FROM item_finding x WHERE x.organization = ?1 AND x.finding = ?2)
        FROM finding f JOIN finding_doc d ON d.organization = f.organization AND d.finding = f.finding
        WHERE f.organization = ?1 AND f.finding = ?2 AND f.assets > 0";
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([organization.0, key])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    let mut finding: FindingRow = from_doc("finding", row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?;
    words::severity(row.get(1)?)?.word().clone_into(&mut finding.severity);
    finding.state = if row.get(8)? { "dismissed".to_owned() } else { row.get(2)? };
    (finding.assets, finding.present, finding.absent) = (unsigned(row, 3)?, unsigned(row, 4)?, unsigned(row, 5)?);
    finding.not_observed = finding.assets - finding.present - finding.absent;
    (finding.first_seen, finding.last_seen) = (instant_if(row.get(6)?)?, instant_if(row.get(7)?)?);
    finding.item = item(row.get(9)?)?;
    let sources = "SELECT DISTINCT s.source FROM finding_source s
        JOIN reading r ON r.organization = s.organization AND r.number = s.import
        WHERE s.organization = ?1 AND s.finding = ?2 AND NOT r.undone ORDER BY s.source";
    let mut sources = connection.prepare_cached(sources)?;
    finding.sources = sources.query_map([organization.0, key], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
    Ok(Some(finding))
}

fn item(number: Option<i64>) -> Result<Option<String>> {
    let number = number.map(crate::rows::unsigned).transpose()?;
    Ok(order::newest(number.map(ItemNumber)))
}

/// Findings that the same work corrects, the worst first.
struct Gathered {
    severity: i16,
    title: String,
    fix: Uuid,
    findings: Vec<Uuid>,
}

impl Gathered {
    fn row(self, connection: &Connection, organization: OrganizationId) -> Result<GroupRow> {
        let of = organization.0;
        let mut open = connection.prepare_cached(
            "SELECT p.asset FROM finding f
             CROSS JOIN finding_asset x ON x.organization = f.organization AND x.finding = f.finding
             CROSS JOIN presence p ON p.organization = f.organization AND p.system = f.system AND p.asset = x.asset
                AND p.finding = f.finding
             WHERE f.organization = ?1 AND f.finding = ?2 AND p.first_seen IS NOT NULL AND p.state <> 1",
        )?;
        let mut linked = connection
            .prepare_cached("SELECT max(number) FROM item_finding WHERE organization = ?1 AND finding = ?2")?;
        let mut assets: HashSet<Uuid> = HashSet::new();
        let mut newest: Option<i64> = None;
        for finding in &self.findings {
            for asset in open.query_map([of, *finding], |row| row.get(0))? {
                assets.insert(asset?);
            }
            newest = newest.max(linked.query_row([of, *finding], |row| row.get(0))?);
        }
        let worst = self.findings.first().map(|worst| finding(connection, organization, *worst)).transpose()?.flatten();
        Ok(GroupRow {
            fix: self.fix,
            recommendation: worst.map(|row| row.recommendation).unwrap_or_default(),
            severity: words::severity(self.severity)?.word().to_owned(),
            title: self.title,
            findings: self.findings.len() as u64,
            ids: self.findings.into_iter().take(KEYS_OF_A_GROUP).collect(),
            assets: assets.len() as u64,
            item: item(newest)?,
        })
    }
}

fn asset_states(connection: &Connection, organization: OrganizationId, key: Uuid) -> Result<Vec<AssetState>> {
    let of = organization.0;
    let dismissed = "SELECT 1 FROM dismissal WHERE organization = ?1 AND finding = ?2 AND stage = 'dismissed'";
    let dismissed = connection.prepare_cached(dismissed)?.exists([of, key])?;
    let editions = Editions::of(connection, of)?;
    let mut stated = connection.prepare_cached(
        "SELECT place, state, output FROM sighting WHERE organization = ?1 AND import = ?2 AND number BETWEEN ?3 AND ?4
         AND finding = ?6 AND coalesce((SELECT x.stands FROM stands_for x WHERE x.organization = ?1 AND x.import = ?2
            AND x.asset = sighting.asset), asset) = ?5",
    )?;
    let mut pairs = connection.prepare_cached(
        "SELECT p.state, p.severity, p.clean, p.first_seen, p.last_seen, p.authenticated, p.edition,
            p.asset, p.stated_in, p.stated_from, p.stated_to,
            coalesce(a.label, ''), coalesce(a.ip, ''), coalesce(a.os, '')
         FROM finding f
         CROSS JOIN finding_asset x ON x.organization = f.organization AND x.finding = f.finding
         CROSS JOIN presence p ON p.organization = f.organization AND p.system = f.system AND p.asset = x.asset
            AND p.finding = f.finding
         LEFT JOIN asset a ON a.organization = f.organization AND a.asset = x.asset
         WHERE f.organization = ?1 AND f.finding = ?2 ORDER BY 12, 8",
    )?;
    let mut rows = pairs.query([of, key])?;
    let mut states = Vec::new();
    while let Some(row) = rows.next()? {
        let pair = editions.pair(row)?;
        let (asset, import, from, to): (Uuid, i64, i64, i64) = (row.get(7)?, row.get(8)?, row.get(9)?, row.get(10)?);
        let mut said: Vec<(String, _, String)> = Vec::new();
        let mut statements = stated.query(params![of, import, from, to, asset, key])?;
        while let Some(row) = statements.next()? {
            said.push((row.get(0)?, judgement(row.get(1)?)?, row.get(2)?));
        }
        let (places, output) =
            shown(said.iter().map(|(place, state, output)| (place.as_str(), *state, output.as_str())));
        states.push(AssetState {
            asset,
            label: row.get(11)?,
            ip: row.get(12)?,
            os: row.get(13)?,
            state: asset_state(&pair, dismissed).to_owned(),
            reason: reason(&pair),
            clean: pair.presence.clean,
            places,
            output,
            first_seen: pair.presence.first_seen,
            last_seen: pair.presence.last_seen,
        });
    }
    Ok(states)
}
