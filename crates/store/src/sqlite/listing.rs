//! Findings in the order of lists, read from an index as far as they are asked for.
//!
//! A class is a range of the index `finding_listed`. The ranges of equally urgent classes are read side by side. What a class
//! cannot answer (text, fix, asset, import) is answered the other way round where few findings match: they are fetched and
//! sorted. Where many do, the list is walked and each finding asked, as enough of them come soon; which have words that many
//! have is asked at once and kept as bits.

use std::{cell::OnceCell, ops::ControlFlow, rc::Rc};

use closeout_app::query::{self, FindingQuery};
use closeout_domain::ids::OrganizationId;
use rusqlite::{Connection, OptionalExtension, Row, Rows, params, params_from_iter};
use uuid::Uuid;

use super::{
    values::Result,
    words::{Having, matching},
};
use crate::{
    sql::Value,
    standing::{NOWHERE, Standing},
};

/// The system, and in it the class, that follow in the index, found without reading what lies between. Asked for both at
/// once SQLite begins with the class that it is to leave, and reads all findings of it.
pub const NEXT_SYSTEM: &str =
    "SELECT system FROM finding WHERE organization = ?1 AND system > ?2 ORDER BY system LIMIT 1";
/// See [`NEXT_SYSTEM`].
pub const NEXT_CLASS: &str =
    "SELECT class FROM finding WHERE organization = ?1 AND system = ?2 AND class > ?3 ORDER BY class LIMIT 1";

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
    /// Its number in the index of words.
    number: Option<i64>,
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
    /// The fix that is asked for.
    fix: Option<Uuid>,
    /// The words that are looked for, and which findings have them once that was asked.
    words: Option<Vec<String>>,
    having: Rc<OnceCell<Option<Having>>>,
}

impl<'c> Listing<'c> {
    /// Of an organization.
    pub fn of(connection: &'c Connection, organization: OrganizationId, query: &'c FindingQuery) -> Self {
        let words = query.text.as_deref().map(|text| query::words(text).collect());
        Self { connection, organization: organization.0, query, fix: query.fix, words, having: Rc::default() }
    }

    /// What of a fix is asked for, in its order.
    pub fn members(&self, fix: Uuid) -> Result<Vec<Listed>> {
        let Self { connection, organization, query, .. } = *self;
        let (words, having) = (self.words.clone(), Rc::clone(&self.having));
        let of_fix = Self { connection, organization, query, fix: Some(fix), words, having };
        let mut members = Vec::new();
        of_fix.visit(None, |found| {
            members.push(found);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(members)
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
        let FindingQuery { asset, import, text, .. } = self.query;
        self.fix.is_some() || asset.is_some() || import.is_some() || text.is_some()
    }

    /// A finding at its place, whether it matches or not.
    pub fn one(&self, finding: Uuid) -> Result<Option<Listed>> {
        let sql = "SELECT title, ?2, fix, number, system, class FROM finding WHERE organization = ?1 AND finding = ?2";
        let read = |row: &Row<'_>| listed(row, row.get(4)?, row.get(5)?);
        Ok(self.connection.prepare_cached(sql)?.query_row([self.organization, finding], read).optional()?)
    }

    /// The findings that one of the conditions leaves, if they are few. They do not all match.
    fn few(&self) -> Result<Option<Vec<Uuid>>> {
        let (FindingQuery { asset, import, text, .. }, fix) = (self.query, &self.fix);
        let key = |key: &Option<Uuid>| key.map(Value::Key);
        let text = text.as_deref().map(|text| Value::Text(matching(text).unwrap_or_default().0));
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
            // Which findings have the words is asked only if they are few.
            if matches!(value, Value::Text(_)) && self.have_words(&value)? > FEW {
                continue;
            }
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

    /// How many findings have the words; counted no further than is worth to know.
    fn have_words(&self, text: &Value) -> Result<usize> {
        let sql = "SELECT count(*) FROM (SELECT 1 FROM finding_text WHERE finding_text MATCH ?1 LIMIT ?2)";
        let limit = i64::try_from(FEW).unwrap_or(i64::MAX).saturating_add(1);
        let counted: i64 = self.connection.prepare_cached(sql)?.query_row(params![text, limit], |row| row.get(0))?;
        Ok(usize::try_from(counted).unwrap_or(0))
    }

    /// Whether a finding matches in every respect.
    fn matches(&self, listed: &Listed) -> Result<bool> {
        let is_asked_for = Standing::of_class(listed.class)?.is_some_and(|s| s.is_asked_for(self.query));
        if !is_asked_for || self.query.system.is_some_and(|s| s != listed.system) {
            return Ok(false);
        }
        self.matches_closer(listed)
    }

    /// Whether a finding matches in what its class does not say.
    fn matches_closer(&self, listed: &Listed) -> Result<bool> {
        Ok(self.fix.is_none_or(|fix| fix == listed.fix)
            && self.has_words(listed)?
            && self.is_where_asked(listed.finding)?)
    }

    fn has_words(&self, listed: &Listed) -> Result<bool> {
        let Some(words) = &self.words else { return Ok(true) };
        if let (Some(Some(having)), Some(number)) = (self.having.get(), listed.number)
            && !(having.is_rough() && having.has(number))
        {
            return Ok(having.has(number));
        }
        let sql = "SELECT search FROM finding WHERE organization = ?1 AND finding = ?2";
        let mut search = self.connection.prepare_cached(sql)?;
        let found = |row: &Row<'_>| Ok(query::found(words, row.get_ref(0)?.as_str()?));
        Ok(search.query_row([self.organization, listed.finding], found)?)
    }

    /// Whether a finding is on the asset and of the import that is asked for.
    fn is_where_asked(&self, finding: Uuid) -> Result<bool> {
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
        let mut ranges = Vec::new();
        let (mut systems, mut classes) =
            (self.connection.prepare_cached(NEXT_SYSTEM)?, self.connection.prepare_cached(NEXT_CLASS)?);
        let mut next_system = |after: Uuid| match self.query.system {
            Some(only) => Ok((after < only).then_some(only)),
            None => systems.query_row([self.organization, after], |row| row.get(0)).optional(),
        };
        let mut before = Uuid::nil();
        while let Some(system) = next_system(before)? {
            before = system;
            let mut class = NOWHERE;
            let mut next_class = |after| classes.query_row(params![self.organization, system, after], |row| row.get(0));
            while let Some(next) = next_class(class).optional()? {
                class = next;
                if Standing::of_class(class)?.is_some_and(|s| s.is_asked_for(self.query)) {
                    ranges.push((system, class));
                }
            }
        }
        ranges.sort_unstable_by_key(|(system, class)| (-Standing::urgency_of(*class), *class, *system));
        Ok(ranges)
    }

    fn walk(&self, after: Option<&Listed>, visitor: &mut impl FnMut(Listed) -> Result<ControlFlow<()>>) -> Result<()> {
        if let (Some(text), None) = (&self.query.text, self.having.get()) {
            let having = Having::of(self.connection, text)?;
            self.having.get_or_init(|| having);
        }
        let ranges = self.ranges()?;
        for alike in ranges.chunk_by(|(_, a), (_, b)| Standing::urgency_of(*a) == Standing::urgency_of(*b)) {
            let urgency = alike.first().map_or(0, |(_, class)| Standing::urgency_of(*class));
            let from = match after.map(|after| (Standing::urgency_of(after.class), after)) {
                Some((at, _)) if urgency > at => continue,
                Some((at, after)) if urgency == at => (after.title.as_str(), after.finding),
                _ => ("", Uuid::nil()),
            };
            if self.side_by_side(alike, from, visitor)?.is_break() {
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
        visitor: &mut impl FnMut(Listed) -> Result<ControlFlow<()>>,
    ) -> Result<ControlFlow<()>> {
        let sql =
            "SELECT title, finding, fix, number FROM finding WHERE organization = ?1 AND system = ?2 AND class = ?3
            AND (title, finding) > (?4, ?5) ORDER BY title, finding";
        let mut statements = Vec::with_capacity(ranges.len());
        for _ in ranges {
            statements.push(self.connection.prepare_cached(sql)?);
        }
        let mut heads = Vec::with_capacity(ranges.len());
        for (statement, (system, class)) in statements.iter_mut().zip(ranges) {
            let mut rows = statement.query(params![self.organization, system, class, title, finding])?;
            let head = next(&mut rows, *system, *class)?;
            heads.push((head, rows, (*system, *class)));
        }
        loop {
            let filled = heads.iter_mut().filter(|(head, ..)| head.is_some());
            let first =
                filled.min_by(|(a, ..), (b, ..)| a.as_ref().map(Listed::rank).cmp(&b.as_ref().map(Listed::rank)));
            let Some((head, rows, (system, class))) = first else { return Ok(ControlFlow::Continue(())) };
            let Some(found) = std::mem::replace(head, next(rows, *system, *class)?) else { continue };
            if self.matches_closer(&found)? && visitor(found)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
    }
}

fn next(rows: &mut Rows<'_>, system: Uuid, class: i64) -> Result<Option<Listed>> {
    Ok(rows.next()?.map(|row| listed(row, system, class)).transpose()?)
}

fn listed(row: &Row<'_>, system: Uuid, class: i64) -> rusqlite::Result<Listed> {
    Ok(Listed { system, class, title: row.get(0)?, finding: row.get(1)?, fix: row.get(2)?, number: row.get(3)? })
}
