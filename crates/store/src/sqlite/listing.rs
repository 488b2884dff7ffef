//! Findings in the order of lists, read from an index as far as they are asked for.
//!
//! A class is a range of the index `finding_listed`. The ranges of equally urgent classes are read side by side. What a class
//! cannot answer (text, fix, asset, import) is answered the other way round where few findings match: they are fetched and
//! sorted. Where many do, the list is walked and each finding asked, as enough of them come soon.

use std::ops::ControlFlow;

use closeout_app::query::{self, FindingQuery};
use closeout_domain::ids::OrganizationId;
use rusqlite::{Connection, OptionalExtension, Row, Rows, params, params_from_iter};
use uuid::Uuid;

use super::{values::Result, words::matching};
use crate::{
    sql::Value,
    standing::{NOWHERE, Standing},
};

/// How many findings are fetched and sorted; of more, the list is walked.
const FEW: usize = 4_000;

/// A finding at its place in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// In which system.
    pub system: Uuid,
    /// Its class.
    pub class: i64,
    /// Its title.
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
}

/// What a list asks for, but for its page.
pub struct Listing<'c> {
    connection: &'c Connection,
    organization: Uuid,
    query: &'c FindingQuery,
    /// The words that are looked for.
    words: Option<Vec<String>>,
}

impl<'c> Listing<'c> {
    /// Of an organization.
    pub fn of(connection: &'c Connection, organization: OrganizationId, query: &'c FindingQuery) -> Self {
        let words = query.text.as_deref().map(|text| query::words(text).collect());
        Self { connection, organization: organization.0, query, words }
    }

    /// Visits the findings that match, in their order, until the visitor breaks off. `after` begins behind a place.
    pub fn visit(
        &self,
        after: Option<&Listed>,
        mut visitor: impl FnMut(Listed) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        match self.few()? {
            Some(keys) => {
                let mut all = Vec::with_capacity(keys.len());
                for key in keys {
                    if let Some(listed) = self.one(key)?
                        && after.is_none_or(|after| listed.rank() > after.rank())
                        && self.matches(&listed)?
                    {
                        all.push(listed);
                    }
                }
                all.sort_unstable_by(|a, b| a.rank().cmp(&b.rank()));
                for listed in all {
                    if visitor(listed)?.is_break() {
                        break;
                    }
                }
                Ok(())
            }
            None => self.walk(after, &mut visitor),
        }
    }

    /// Whether more than its class has to be asked of a finding.
    pub fn asks_each(&self) -> bool {
        let FindingQuery { fix, asset, import, text, .. } = self.query;
        fix.is_some() || asset.is_some() || import.is_some() || text.is_some()
    }

    /// A finding at its place, whether it matches or not.
    pub fn one(&self, finding: Uuid) -> Result<Option<Listed>> {
        let sql = "SELECT system, class, title, fix FROM finding WHERE organization = ?1 AND finding = ?2";
        let read = |row: &Row<'_>| {
            Ok(Listed { system: row.get(0)?, class: row.get(1)?, title: row.get(2)?, finding, fix: row.get(3)? })
        };
        Ok(self.connection.prepare_cached(sql)?.query_row([self.organization, finding], read).optional()?)
    }

    /// The findings that one of the conditions leaves, if they are few. They do not all match.
    fn few(&self) -> Result<Option<Vec<Uuid>>> {
        let FindingQuery { fix, asset, import, text, .. } = self.query;
        let key = |key: &Option<Uuid>| key.map(Value::Key);
        let text = text.as_deref().map(|text| Value::Text(matching(text).unwrap_or_default()));
        if text == Some(Value::Text(String::new())) {
            return Ok(Some(Vec::new()));
        }
        let ways = [
            (key(fix), "SELECT finding FROM finding WHERE organization = ?1 AND fix = ?2 LIMIT ?3"),
            (
                key(asset),
                "SELECT p.finding FROM asset a JOIN presence p ON p.organization = a.organization AND p.system = a.system
                 AND p.asset = a.asset WHERE a.organization = ?1 AND a.asset = ?2 LIMIT ?3",
            ),
            (
                text,
                "SELECT n.finding FROM finding_text t CROSS JOIN finding_number n ON n.number = t.rowid
                 WHERE n.organization = ?1 AND finding_text MATCH ?2 LIMIT ?3",
            ),
            (
                key(import),
                "SELECT x.finding FROM reading r JOIN import_finding x ON x.organization = r.organization
                 AND x.import = r.number WHERE r.organization = ?1 AND r.import = ?2 AND NOT r.undone LIMIT ?3",
            ),
        ];
        for (value, sql) in ways {
            let Some(value) = value else { continue };
            // What one piece of work corrects is always fetched: to look for it in the list would take longer.
            let most = if fix.is_some() { usize::MAX } else { FEW };
            let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
            let values = [Value::Key(self.organization), value, Value::Number(limit)];
            let mut statement = self.connection.prepare_cached(sql)?;
            let keys = statement.query_map(params_from_iter(values), |row| row.get(0))?;
            let keys = keys.collect::<rusqlite::Result<Vec<Uuid>>>()?;
            if keys.len() <= most {
                return Ok(Some(keys));
            }
        }
        Ok(None)
    }

    /// Whether a finding matches in every respect.
    fn matches(&self, listed: &Listed) -> Result<bool> {
        let is_asked_for = Standing::of_class(listed.class)?.is_some_and(|s| s.is_asked_for(self.query));
        let FindingQuery { system, fix, .. } = self.query;
        if !is_asked_for || system.is_some_and(|s| s != listed.system) || fix.is_some_and(|fix| fix != listed.fix) {
            return Ok(false);
        }
        self.matches_closer(listed.finding)
    }

    /// Whether a finding has the words and is where it is to be.
    fn matches_closer(&self, finding: Uuid) -> Result<bool> {
        let key = [self.organization, finding];
        if let Some(words) = &self.words {
            let sql = "SELECT search FROM finding WHERE organization = ?1 AND finding = ?2";
            let found = self
                .connection
                .prepare_cached(sql)?
                .query_row(key, |row| Ok(query::found(words, row.get_ref(0)?.as_str()?)))?;
            if !found {
                return Ok(false);
            }
        }
        if let Some(asset) = self.query.asset {
            let sql = "SELECT 1 FROM finding_asset WHERE organization = ?1 AND finding = ?2 AND asset = ?3";
            if !self.connection.prepare_cached(sql)?.exists(params![self.organization, finding, asset])? {
                return Ok(false);
            }
        }
        if let Some(import) = self.query.import {
            let sql = "SELECT 1 FROM reading r JOIN import_finding x ON x.organization = r.organization AND x.import = r.number
                AND x.finding = ?2 WHERE r.organization = ?1 AND r.import = ?3 AND NOT r.undone";
            return Ok(self.connection.prepare_cached(sql)?.exists(params![self.organization, finding, import])?);
        }
        Ok(true)
    }

    /// The ranges of the index that a list is made of: systems and classes, the most urgent first.
    fn ranges(&self) -> Result<Vec<(Uuid, i64)>> {
        let (mut ranges, mut at) = (Vec::new(), (Uuid::nil(), NOWHERE));
        // Each is found behind the one before, without reading what lies between.
        let sql = "SELECT system, class FROM finding WHERE organization = ?1 AND (system, class) > (?2, ?3)
            ORDER BY system, class LIMIT 1";
        let mut next = self.connection.prepare_cached(sql)?;
        if let Some(system) = self.query.system {
            at = (system, NOWHERE);
        }
        while let Some((system, class)) = next
            .query_row(params![self.organization, at.0, at.1], |row| Ok((row.get::<_, Uuid>(0)?, row.get(1)?)))
            .optional()?
        {
            if self.query.system.is_some_and(|wanted| wanted != system) {
                break;
            }
            at = (system, class);
            if Standing::of_class(class)?.is_some_and(|s| s.is_asked_for(self.query)) {
                ranges.push(at);
            }
        }
        ranges.sort_unstable_by_key(|(system, class)| (-Standing::urgency_of(*class), *class, *system));
        Ok(ranges)
    }

    fn walk(&self, after: Option<&Listed>, visitor: &mut impl FnMut(Listed) -> Result<ControlFlow<()>>) -> Result<()> {
        let asks = self.asks_each();
        let ranges = self.ranges()?;
        for alike in ranges.chunk_by(|(_, a), (_, b)| Standing::urgency_of(*a) == Standing::urgency_of(*b)) {
            let urgency = alike.first().map_or(0, |(_, class)| Standing::urgency_of(*class));
            let from = match after.map(|after| (Standing::urgency_of(after.class), after)) {
                Some((at, _)) if urgency > at => continue,
                Some((at, after)) if urgency == at => (after.title.as_str(), after.finding),
                _ => ("", Uuid::nil()),
            };
            if self.side_by_side(alike, from, asks, visitor)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    /// Reads ranges of equally urgent findings as one.
    fn side_by_side(
        &self,
        ranges: &[(Uuid, i64)],
        (title, finding): (&str, Uuid),
        asks: bool,
        visitor: &mut impl FnMut(Listed) -> Result<ControlFlow<()>>,
    ) -> Result<ControlFlow<()>> {
        let sql = "SELECT title, finding, fix FROM finding WHERE organization = ?1 AND system = ?2 AND class = ?3
            AND (title, finding) > (?4, ?5) ORDER BY title, finding";
        let mut statements = Vec::with_capacity(ranges.len());
        for _ in ranges {
            statements.push(self.connection.prepare_cached(sql)?);
        }
        let mut heads = Vec::with_capacity(ranges.len());
        for (statement, (system, class)) in statements.iter_mut().zip(ranges) {
            let mut rows = statement.query(params![self.organization, system, class, title, finding])?;
            let head = listed(&mut rows, *system, *class)?;
            heads.push((head, rows, (*system, *class)));
        }
        loop {
            let filled = heads.iter_mut().filter(|(head, ..)| head.is_some());
            let first =
                filled.min_by(|(a, ..), (b, ..)| a.as_ref().map(Listed::rank).cmp(&b.as_ref().map(Listed::rank)));
            let Some((head, rows, (system, class))) = first else { return Ok(ControlFlow::Continue(())) };
            let Some(found) = std::mem::replace(head, listed(rows, *system, *class)?) else { continue };
            if (!asks || (self.query.fix.is_none_or(|fix| fix == found.fix) && self.matches_closer(found.finding)?))
                && visitor(found)?.is_break()
            {
                return Ok(ControlFlow::Break(()));
            }
        }
    }
}

fn listed(rows: &mut Rows<'_>, system: Uuid, class: i64) -> Result<Option<Listed>> {
    Ok(match rows.next()? {
        Some(row) => Some(Listed { system, class, title: row.get(0)?, finding: row.get(1)?, fix: row.get(2)? }),
        None => None,
    })
}
