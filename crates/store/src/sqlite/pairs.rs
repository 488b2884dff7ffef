//! Pairs of finding and asset as they are kept, read in the order of their key and written beside.

use std::collections::{HashMap, VecDeque};

use closeout_domain::finding::{
    presence::{Presence, Verdict, Why},
    service::Services,
};
use rusqlite::{CachedStatement, Row, Transaction, params};
use uuid::Uuid;

use super::values::Result;
use crate::{
    rows::{corrupt, instant_if, micros, unsigned},
    settle::{Pair, words},
};

/// Rows that are read, and rows that wait to be written, at a time.
const BATCH: usize = 2_048;

/// The columns that [`Pairs::pair`] reads, in its order.
macro_rules! columns {
    () => {
        "state, severity, clean, first_seen, last_seen, authenticated, edition, services"
    };
}

/// A pair and where the latest import that spoke of it did so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// On which asset.
    pub asset: Uuid,
    /// Which finding.
    pub finding: Uuid,
    /// Its state.
    pub pair: Pair,
    /// Where it was stated last.
    pub stated: Place,
}

/// Rows of `sighting`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The import, by number.
    pub import: i64,
    /// The first row.
    pub from: i64,
    /// The last; those between may be of other pairs.
    pub to: i64,
}

/// The pairs of a system, in the order of asset and finding, while they change.
///
/// What changes lies behind what was read: rows are read in batches by key, and written between two of them.
pub struct Pairs<'t> {
    organization: Uuid,
    system: Uuid,
    editions: Editions<'t>,
    next: CachedStatement<'t>,
    insert: CachedStatement<'t>,
    update: CachedStatement<'t>,
    read: VecDeque<Kept>,
    /// The key up to which rows were read; `None` when there are no more.
    read_to: Option<(Uuid, Uuid)>,
    /// New ones are marked.
    changed: Vec<(Kept, bool)>,
}

impl<'t> Pairs<'t> {
    /// Begins before the first pair.
    pub fn of(tx: &'t Transaction<'_>, organization: Uuid, system: Uuid) -> Result<Self> {
        Self::kept_in(tx, organization, system, "presence")
    }

    /// The same over a copy of the table.
    pub fn kept_in(tx: &'t Transaction<'_>, organization: Uuid, system: Uuid, table: &str) -> Result<Self> {
        let next = format!(
            "SELECT {}, asset, finding, stated_in, stated_from, stated_to FROM {table}
             WHERE organization = ?1 AND system = ?2 AND (asset, finding) > (?3, ?4)
             ORDER BY asset, finding LIMIT ?5",
            columns!()
        );
        let insert = concat!(
            "INSERT INTO presence (organization, system, asset, finding, stated_in, stated_from, stated_to, ",
            columns!(),
            ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)"
        );
        let update = concat!(
            "UPDATE presence SET (stated_in, stated_from, stated_to, ",
            columns!(),
            ") = (?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
             WHERE organization = ?1 AND system = ?2 AND asset = ?3 AND finding = ?4"
        );
        Ok(Self {
            organization,
            system,
            editions: Editions::of(tx, organization)?,
            next: tx.prepare_cached(&next)?,
            insert: tx.prepare_cached(insert)?,
            update: tx.prepare_cached(update)?,
            read: VecDeque::new(),
            read_to: Some((Uuid::nil(), Uuid::nil())),
            changed: Vec::new(),
        })
    }

    /// The next pair, which stays the next one.
    pub fn peek(&mut self) -> Result<Option<&Kept>> {
        if self.read.is_empty() {
            self.refill()?;
        }
        Ok(self.read.front())
    }

    /// The next pair.
    pub fn take(&mut self) -> Option<Kept> {
        self.read.pop_front()
    }

    fn refill(&mut self) -> Result<()> {
        let Some((asset, finding)) = self.read_to else { return Ok(()) };
        self.flush()?;
        let mut rows = self.next.query(params![self.organization, self.system, asset, finding, BATCH as i64])?;
        while let Some(row) = rows.next()? {
            let stated = Place { import: row.get(10)?, from: row.get(11)?, to: row.get(12)? };
            self.read.push_back(Kept {
                pair: self.editions.pair(row)?,
                asset: row.get(8)?,
                finding: row.get(9)?,
                stated,
            });
        }
        self.read_to = self.read.back().filter(|_| self.read.len() == BATCH).map(|last| (last.asset, last.finding));
        Ok(())
    }

    /// Keeps a pair that was taken, or one that is new and sorts before the next.
    pub fn put(&mut self, kept: Kept, new: bool) -> Result<()> {
        self.changed.push((kept, new));
        if self.changed.len() >= BATCH { self.flush() } else { Ok(()) }
    }

    /// Writes what changed. To be called at the end.
    pub fn flush(&mut self) -> Result<()> {
        for (kept, new) in self.changed.drain(..) {
            let Kept { asset, finding, pair, stated } = kept;
            let Presence { state, clean, first_seen, last_seen } = pair.presence;
            let statement = if new { &mut self.insert } else { &mut self.update };
            statement.execute(params![
                self.organization,
                self.system,
                asset,
                finding,
                stated.import,
                stated.from,
                stated.to,
                number_of(state),
                words::rank(pair.severity),
                clean,
                first_seen.map(micros),
                last_seen.map(micros),
                pair.authenticated,
                self.editions.number(pair.check_set, pair.policy)?,
                pair.services.bytes(),
            ])?;
        }
        Ok(())
    }
}

/// Editions of checks, each with a policy: few, named by millions of pairs.
pub struct Editions<'t> {
    organization: Uuid,
    insert: CachedStatement<'t>,
    known: Vec<(String, String)>,
    numbers: HashMap<(String, String), i64>,
}

impl<'t> Editions<'t> {
    /// All that are known.
    pub fn of(connection: &'t rusqlite::Connection, organization: Uuid) -> Result<Self> {
        let sql = "SELECT check_set, policy FROM edition WHERE organization = ?1 ORDER BY edition";
        let mut statement = connection.prepare_cached(sql)?;
        let known = statement.query_map([organization], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let known = known.collect::<rusqlite::Result<Vec<(String, String)>>>()?;
        let insert = connection
            .prepare_cached("INSERT INTO edition (organization, edition, check_set, policy) VALUES (?1, ?2, ?3, ?4)")?;
        Ok(Self { organization, insert, numbers: known.iter().cloned().zip(0..).collect(), known })
    }

    /// A pair from the first columns of a row.
    pub fn pair(&self, row: &Row<'_>) -> Result<Pair> {
        let edition: i64 = row.get(6)?;
        let (check_set, policy) = usize::try_from(edition)
            .ok()
            .and_then(|n| self.known.get(n))
            .cloned()
            .ok_or_else(|| corrupt("presence", format!("there is no edition {edition}")))?;
        let presence = Presence {
            state: verdict(row.get(0)?)?,
            clean: unsigned(row.get(2)?)?,
            first_seen: instant_if(row.get(3)?)?,
            last_seen: instant_if(row.get(4)?)?,
        };
        let services = row.get_ref(7)?.as_blob().map_err(rusqlite::Error::from)?;
        Ok(Pair {
            presence,
            severity: words::severity(row.get(1)?)?,
            authenticated: row.get(5)?,
            check_set,
            policy,
            services: Services::from_bytes(services).ok_or_else(|| corrupt("presence", "services are not in order"))?,
        })
    }

    fn number(&mut self, check_set: String, policy: String) -> Result<i64> {
        let edition = (check_set, policy);
        if let Some(number) = self.numbers.get(&edition) {
            return Ok(*number);
        }
        let number = self.known.len() as i64;
        self.insert.execute(params![self.organization, number, edition.0, edition.1])?;
        self.known.push(edition.clone());
        self.numbers.insert(edition, number);
        Ok(number)
    }
}

/// The number under which a state is kept, for ever.
fn number_of(verdict: Verdict) -> i64 {
    match verdict {
        Verdict::Present => 0,
        Verdict::Absent => 1,
        Verdict::NotObserved(Why::OutOfScope) => 2,
        Verdict::NotObserved(Why::NotReached) => 3,
        Verdict::NotObserved(Why::NotAuthenticated) => 4,
        Verdict::NotObserved(Why::CheckNotRun) => 5,
        Verdict::NotObserved(Why::OlderChecks) => 6,
        Verdict::NotObserved(Why::OtherPolicy) => 7,
        Verdict::NotObserved(Why::Incomplete) => 8,
        Verdict::NotObserved(Why::NotJudged) => 9,
        Verdict::NotObserved(Why::OlderLook) => 10,
        Verdict::NotObserved(Why::OtherService) => 11,
    }
}

fn verdict(number: i64) -> Result<Verdict> {
    let mut all = [Verdict::Present, Verdict::Absent].into_iter().chain(Why::ALL.map(Verdict::NotObserved));
    Ok(all
        .find(|v| number_of(*v) == number)
        .ok_or_else(|| corrupt("presence", format!("there is no state {number}")))?)
}
