//! Findings in the order of lists, read from an index as far as they are asked for.
//!
//! A class is a range of the index `finding_listed`. The ranges of equally urgent classes are read side by side. What a class
//! cannot answer (text, fix, asset, import) is answered the other way round where few findings match: they are fetched and
//! sorted. Where many do, the list is walked, as enough of them come soon.

use closeout_app::{
    ports::StoreError,
    query::{self, FindingQuery},
};
use closeout_domain::ids::OrganizationId;
use deadpool_postgres::Object;
use tokio_postgres::{Row, types::ToSql};
use uuid::Uuid;

use super::{row::Columns, said};
use crate::standing::{NOWHERE, Standing};

/// How many findings are fetched and sorted; of more, the list is walked.
const FEW: i64 = 4_000;
/// Findings that are read at a time, the first time and later.
const CHUNKS: (i64, i64) = (128, 2_048);
const ACTION: &str = "list findings";

/// A finding at its place in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its class.
    pub class: i64,
    /// As much of its title as lists sort by.
    pub title: String,
    /// Its key.
    pub finding: Uuid,
    /// Under which fix it is listed.
    pub fix: Uuid,
}

impl Listed {
    /// Sorts as the list does.
    pub fn rank(&self) -> (i64, &str, Uuid) {
        (-Standing::urgency_of(self.class), &self.title, self.finding)
    }

    fn read(row: &Row) -> Result<Self, StoreError> {
        let mut c = Columns::of(row);
        Ok(Self { class: c.take()?, title: c.take()?, finding: c.take()?, fix: c.take()? })
    }
}

/// A list that is being read.
pub struct Listing<'c> {
    client: &'c Object,
    organization: Uuid,
    query: &'c FindingQuery,
    /// What the index of words is asked; nothing matches where there is no word.
    words: Option<String>,
    /// All of them, where they are few.
    few: Option<Vec<Listed>>,
    /// Ranges that are left: systems and classes, the most urgent last.
    ranges: Vec<Vec<(Uuid, i64)>>,
    /// Up to where it was read.
    at: Option<Listed>,
    chunk: i64,
}

/// A finding at its place, whether it is asked for or not.
pub async fn one(
    client: &Object,
    organization: OrganizationId,
    finding: Option<Uuid>,
) -> Result<Option<Listed>, StoreError> {
    let Some(finding) = finding else { return Ok(None) };
    let sql = "SELECT class, title, finding, fix FROM finding WHERE organization = $1 AND finding = $2";
    let row = client.query_opt(sql, &[&organization.0, &finding]).await.map_err(said(ACTION))?;
    row.as_ref().map(Listed::read).transpose()
}

impl<'c> Listing<'c> {
    /// Begins at the beginning, or behind a place.
    pub async fn open(
        client: &'c Object,
        organization: OrganizationId,
        query: &'c FindingQuery,
        after: Option<Listed>,
    ) -> Result<Self, StoreError> {
        let words = query.text.as_deref().map(|text| {
            let words: Vec<String> = query::words(text).map(|word| format!("'{word}':*")).collect();
            words.join(" & ")
        });
        let organization = organization.0;
        let mut listing =
            Self { client, organization, query, words, few: None, ranges: Vec::new(), at: after, chunk: CHUNKS.0 };
        match listing.few_keys().await? {
            Some(keys) => listing.fetch(&keys).await?,
            None => listing.find_ranges().await?,
        }
        Ok(listing)
    }

    /// Whether more than its class has to be asked of a finding.
    pub fn asks_each(&self) -> bool {
        let FindingQuery { fix, asset, import, text, .. } = self.query;
        fix.is_some() || asset.is_some() || import.is_some() || text.is_some()
    }

    /// The next findings; none at the end.
    pub async fn next(&mut self) -> Result<Vec<Listed>, StoreError> {
        if let Some(few) = self.few.take() {
            return Ok(few);
        }
        while let Some(alike) = self.ranges.last() {
            let found = self.read(alike).await?;
            if i64::try_from(found.len()).unwrap_or(i64::MAX) < self.chunk {
                self.ranges.pop();
            }
            self.chunk = CHUNKS.1;
            if let Some(last) = found.last() {
                self.at = Some(last.clone());
                return Ok(found);
            }
        }
        Ok(Vec::new())
    }

    /// The conditions on `f` that no class answers, with their values after the first few parameters.
    fn conditions(&self, first: usize) -> (String, Vec<&(dyn ToSql + Sync)>) {
        let (mut sql, mut values): (String, Vec<&(dyn ToSql + Sync)>) = (String::new(), Vec::new());
        let mut and = |condition: &str, value: &'c (dyn ToSql + Sync)| {
            sql.push_str(&condition.replace('@', &format!("${}", first + values.len())));
            values.push(value);
        };
        if let Some(fix) = &self.query.fix {
            and(" AND f.fix = @", fix);
        }
        if let Some(asset) = &self.query.asset {
            and(
                " AND EXISTS (SELECT 1 FROM presence p WHERE p.organization = f.organization AND p.finding = f.finding
                    AND p.asset = @)",
                asset,
            );
        }
        if let Some(import) = &self.query.import {
            and(
                " AND EXISTS (SELECT 1 FROM sighting s JOIN reading r ON r.organization = s.organization
                    AND r.import = s.import WHERE s.organization = f.organization AND s.finding = f.finding
                    AND NOT r.undone AND s.import = @)",
                import,
            );
        }
        if let Some(words) = &self.words {
            sql.push_str(&format!(" AND f.words @@ ${}::text::tsquery", first + values.len()));
            values.push(words);
        }
        (sql, values)
    }

    /// The findings that one of the conditions leaves, if they are few. They do not all match.
    async fn few_keys(&self) -> Result<Option<Vec<Uuid>>, StoreError> {
        let FindingQuery { fix, asset, import, .. } = self.query;
        if self.words.as_deref() == Some("") {
            return Ok(Some(Vec::new()));
        }
        fn some<T: ToSql + Sync>(value: &Option<T>) -> Option<&(dyn ToSql + Sync)> {
            value.as_ref().map(|value| value as &(dyn ToSql + Sync))
        }
        let ways = [
            (some(fix), "SELECT finding FROM finding WHERE organization = $1 AND fix = $2 LIMIT $3"),
            (some(asset), "SELECT finding FROM presence WHERE organization = $1 AND asset = $2 LIMIT $3"),
            (
                some(&self.words),
                "SELECT finding FROM finding WHERE organization = $1 AND words @@ $2::text::tsquery LIMIT $3",
            ),
            (some(import), "SELECT DISTINCT finding FROM sighting WHERE organization = $1 AND import = $2 LIMIT $3"),
        ];
        for (value, sql) in ways {
            let Some(value) = value else { continue };
            // What one piece of work corrects is always fetched: to look for it in the list would take longer.
            let most = if fix.is_some() { i64::MAX - 1 } else { FEW };
            let statement = self.client.prepare_cached(sql).await.map_err(said(ACTION))?;
            let limit = most + 1;
            let rows =
                self.client.query(&statement, &[&self.organization, value, &limit]).await.map_err(said(ACTION))?;
            if i64::try_from(rows.len()).unwrap_or(i64::MAX) <= most {
                return rows.iter().map(|row| Columns::of(row).take()).collect::<Result<_, _>>().map(Some);
            }
        }
        Ok(None)
    }

    /// Reads and sorts those of the keys that are asked for.
    async fn fetch(&mut self, keys: &[Uuid]) -> Result<(), StoreError> {
        let (conditions, values) = self.conditions(4);
        let sql = format!(
            "SELECT class, title, finding, fix FROM finding f WHERE organization = $1 AND finding = ANY($2)
                AND ($3::uuid IS NULL OR system = $3){conditions}"
        );
        let fixed: [&(dyn ToSql + Sync); 3] = [&self.organization, &keys, &self.query.system];
        let values: Vec<_> = fixed.into_iter().chain(values).collect();
        let statement = self.client.prepare_cached(&sql).await.map_err(said(ACTION))?;
        let mut few = Vec::new();
        for row in self.client.query(&statement, &values).await.map_err(said(ACTION))? {
            let listed = Listed::read(&row)?;
            let asked_for = Standing::of_class(listed.class)?.is_some_and(|s| s.is_asked_for(self.query));
            if asked_for && self.at.as_ref().is_none_or(|at| listed.rank() > at.rank()) {
                few.push(listed);
            }
        }
        few.sort_unstable_by(|a, b| a.rank().cmp(&b.rank()));
        self.few = Some(few);
        Ok(())
    }

    /// The ranges of the index that the list is made of.
    async fn find_ranges(&mut self) -> Result<(), StoreError> {
        // Each is found behind the one before, without reading what lies between.
        let sql = "WITH RECURSIVE r AS (
                (SELECT system, class FROM finding WHERE organization = $1 AND ($2::uuid IS NULL OR system = $2)
                    ORDER BY system, class LIMIT 1)
                UNION ALL
                SELECT n.system, n.class FROM r CROSS JOIN LATERAL (
                    SELECT f.system, f.class FROM finding f WHERE f.organization = $1
                        AND (f.system, f.class) > (r.system, r.class) AND ($2::uuid IS NULL OR f.system = $2)
                    ORDER BY f.system, f.class LIMIT 1) n)
            SELECT system, class FROM r";
        let statement = self.client.prepare_cached(sql).await.map_err(said(ACTION))?;
        let values: [&(dyn ToSql + Sync); 2] = [&self.organization, &self.query.system];
        let mut ranges: Vec<(Uuid, i64)> = Vec::new();
        for row in self.client.query(&statement, &values).await.map_err(said(ACTION))? {
            let mut c = Columns::of(&row);
            let (system, class) = (c.take()?, c.take()?);
            if class != NOWHERE && Standing::of_class(class)?.is_some_and(|s| s.is_asked_for(self.query)) {
                ranges.push((system, class));
            }
        }
        if let Some(at) = &self.at {
            ranges.retain(|(_, class)| Standing::urgency_of(*class) <= Standing::urgency_of(at.class));
        }
        ranges.sort_unstable_by_key(|(system, class)| (Standing::urgency_of(*class), *class, *system));
        let alike = ranges.chunk_by(|(_, a), (_, b)| Standing::urgency_of(*a) == Standing::urgency_of(*b));
        self.ranges = alike.map(<[_]>::to_vec).collect();
        Ok(())
    }

    /// Reads ranges of equally urgent findings as one.
    async fn read(&self, ranges: &[(Uuid, i64)]) -> Result<Vec<Listed>, StoreError> {
        let urgency = ranges.first().map_or(0, |(_, class)| Standing::urgency_of(*class));
        let at = self.at.as_ref().filter(|at| Standing::urgency_of(at.class) == urgency);
        let (title, finding) = at.map_or(("", Uuid::nil()), |at| (at.title.as_str(), at.finding));
        let (conditions, values) = self.conditions(7);
        let sql = format!(
            "SELECT x.class, x.title, x.finding, x.fix
             FROM unnest($2::uuid[], $3::bigint[]) AS r (system, class) CROSS JOIN LATERAL (
                SELECT f.class, f.title, f.finding, f.fix FROM finding f
                WHERE f.organization = $1 AND f.system = r.system AND f.class = r.class
                    AND (f.title, f.finding) > ($4::text, $5::uuid){conditions}
                ORDER BY f.title, f.finding LIMIT $6) x
             ORDER BY x.title, x.finding LIMIT $6"
        );
        let (systems, classes): (Vec<Uuid>, Vec<i64>) = ranges.iter().copied().unzip();
        let fixed: [&(dyn ToSql + Sync); 6] = [&self.organization, &systems, &classes, &title, &finding, &self.chunk];
        let values: Vec<_> = fixed.into_iter().chain(values).collect();
        let statement = self.client.prepare_cached(&sql).await.map_err(said(ACTION))?;
        let rows = self.client.query(&statement, &values).await.map_err(said(ACTION))?;
        rows.iter().map(Listed::read).collect()
    }
}
