//! Settling: an import's statements and the pairs that are kept, both in the order of asset and finding, read side by side.

use closeout_app::bulk::Ending;
use closeout_domain::{
    finding::{observation::Judgement, presence::Turn},
    ids::OrganizationId,
    import::Tally,
};
use rusqlite::{CachedStatement, Row, Rows, Transaction, params};
use uuid::Uuid;

use super::{
    aliases::{Aliases, align},
    pairs::{Kept, Pairs, Place},
    spread::Spreads,
    twins,
    values::Result,
};
use crate::{
    rows::{corrupt, instant, instant_if, micros},
    settle::{Outcome, Reach, Stated, Totals, compare, settle, words},
};

/// An import that is to be settled.
#[derive(Debug, Clone)]
pub struct Course {
    /// Whose it is.
    pub organization: Uuid,
    /// Of which system it speaks.
    pub system: Uuid,
    /// Its number.
    pub import: i64,
    /// What was said at its end.
    pub ending: Ending,
}

/// The statements of an import, in the order of pairs.
const STATEMENTS: &str = "SELECT asset, finding, number, state, severity, needs_authentication, seen_at, place
    FROM sighting WHERE organization = ?1 AND import = ?2 ORDER BY asset, finding";

/// The same for an import of which some statements stand for other assets than they state.
const STATEMENTS_FOR: &str = "SELECT coalesce(x.stands, s.asset), s.finding, s.number, s.state, s.severity,
        s.needs_authentication, s.seen_at, s.place
    FROM sighting s LEFT JOIN stands_for x ON x.organization = s.organization AND x.import = s.import AND x.asset = s.asset
    WHERE s.organization = ?1 AND s.import = ?2 ORDER BY 1, 2";

fn statements_of(aliases: &Aliases) -> &'static str {
    if aliases.is_plain() { STATEMENTS } else { STATEMENTS_FOR }
}

/// Settles an import that was just read, wherever among the others it has its place.
pub fn read(tx: &Transaction<'_>, course: &Course, findings: &mut Spreads) -> Result<Totals> {
    align(tx, course.organization, course.system)?;
    match turn(tx, course)? {
        Turn::Earlier => between(tx, course, findings),
        turn => one(tx, course, findings, turn),
    }
}

/// Where an import stands among those that are known.
fn turn(tx: &Transaction<'_>, course: &Course) -> Result<Turn> {
    let Course { organization, system, import, ending } = course;
    let mut later = tx.prepare_cached(
        "SELECT number FROM reading WHERE organization = ?1 AND system = ?2 AND family = ?3 AND seen_at > ?4
         AND number <> ?5 AND NOT undone",
    )?;
    let values = params![organization, system, ending.family, micros(ending.seen_at), import];
    let later = later.query_map(values, |row| row.get(0))?.collect::<rusqlite::Result<Vec<i64>>>()?;
    let mut meets = tx.prepare_cached(
        "WITH stated AS (SELECT import, asset FROM coverage WHERE organization = ?1 AND import IN (?2, ?3)
            UNION SELECT import, asset FROM sighting WHERE organization = ?1 AND import IN (?2, ?3)),
         looked AS (SELECT DISTINCT s.import, coalesce(x.stands, s.asset) AS asset FROM stated s
            LEFT JOIN stands_for x ON x.organization = ?1 AND x.import = s.import AND x.asset = s.asset)
         SELECT EXISTS (SELECT 1 FROM looked GROUP BY asset HAVING count(*) > 1)",
    )?;
    let mut turn = Turn::Latest;
    for other in later {
        if meets.query_row(params![organization, import, other], |row| row.get(0))? {
            return Ok(Turn::Earlier);
        }
        turn = Turn::Aside;
    }
    Ok(turn)
}

/// Settles the system anew because an import has its place before others, and counts what that changed.
fn between(tx: &Transaction<'_>, course: &Course, findings: &mut Spreads) -> Result<Totals> {
    let Course { organization, system, import, ending } = course;
    tx.execute_batch(
        "CREATE TEMPORARY TABLE presence_before (organization, system, asset, finding, state, severity, clean, first_seen,
            last_seen, authenticated, edition, services, stated_in, stated_from, stated_to, PRIMARY KEY (organization, system, asset,
            finding)) WITHOUT ROWID",
    )?;
    tx.execute(
        "INSERT INTO presence_before SELECT organization, system, asset, finding, state, severity, clean, first_seen,
            last_seen, authenticated, edition, services, stated_in, stated_from, stated_to
         FROM presence WHERE organization = ?1 AND system = ?2",
        [organization, system],
    )?;
    anew(tx, OrganizationId(*organization), *system)?;
    let mut totals = Totals::default();
    {
        let mut before = Pairs::kept_in(tx, *organization, *system, "presence_before")?;
        let mut now = Pairs::of(tx, *organization, *system)?;
        let aliases = Aliases::of(tx, *organization, *import)?;
        let mut sightings = tx.prepare_cached(statements_of(&aliases))?;
        let mut statements = Statements::of(sightings.query(params![organization, import])?, *import)?;
        while now.peek()?.is_some() {
            let Some(Kept { asset, finding, pair, .. }) = now.take() else { break };
            let known = before.peek()?.is_some_and(|k| (k.asset, k.finding) == (asset, finding));
            let earlier = if known { before.take() } else { None };
            let stated = if statements.peek() == Some((asset, finding)) { statements.take()? } else { None };
            findings.add(asset, finding, &pair, stated.is_some());
            if stated.is_some() || findings.are_of(finding, &ending.family) {
                let earlier = earlier.as_ref().map(|k| &k.pair);
                totals.add(earlier, compare(earlier, &pair, stated.map(|(s, _)| s.judgement)));
            }
        }
    }
    tx.execute_batch("DROP TABLE presence_before")?;
    Ok(totals)
}

/// Settles every pair that an import speaks of, and every pair of its system and family on which it is silent.
fn one(tx: &Transaction<'_>, course: &Course, findings: &mut Spreads, turn: Turn) -> Result<Totals> {
    let mut totals = Totals::default();
    let mut pairs = Pairs::of(tx, course.organization, course.system)?;
    let aliases = Aliases::of(tx, course.organization, course.import)?;
    let mut sightings = tx.prepare_cached(statements_of(&aliases))?;
    let mut statements = Statements::of(sightings.query(params![course.organization, course.import])?, course.import)?;
    let mut looks = Looks::of(tx, course, aliases)?;
    loop {
        let kept = pairs.peek()?.map(|k| (k.asset, k.finding));
        let said = statements.peek();
        let Some((asset, finding)) = kept.into_iter().chain(said).min() else { break };
        let before = if kept == Some((asset, finding)) { pairs.take() } else { None };
        let stated = if said == Some((asset, finding)) { statements.take()? } else { None };
        if stated.is_none() && !findings.are_of(finding, &course.ending.family) {
            // Another family's, on which this import cannot be silent.
            if let Some(kept) = &before {
                findings.add(asset, finding, &kept.pair, false);
            }
            continue;
        }
        let reach = looks.at(asset)?;
        let pair_before = before.as_ref().map(|k| &k.pair);
        let said = stated.as_ref().map(|(s, _)| s);
        let Some(Outcome { pair, count }) = settle(pair_before, said, reach, &course.ending, turn) else { continue };
        totals.add(pair_before, count);
        findings.add(asset, finding, &pair, stated.is_some());
        if before.is_none() {
            findings.add_new(asset, finding);
        }
        let place = stated.map(|(_, place)| place).or(before.as_ref().map(|k| k.stated));
        let now = Kept { asset, finding, pair, stated: place.ok_or_else(|| corrupt("presence", "stated nowhere"))? };
        if before.as_ref() != Some(&now) {
            pairs.put(now, before.is_none())?;
        }
    }
    pairs.flush()?;
    Ok(totals)
}

/// Settles a system anew from its imports that stand, in the order of their looks.
pub fn anew(tx: &Transaction<'_>, organization: OrganizationId, system: Uuid) -> Result<()> {
    let organization = organization.0;
    align(tx, organization, system)?;
    twins::settle(tx, organization, system, None)?;
    tx.execute("DELETE FROM presence WHERE organization = ?1 AND system = ?2", [organization, system])?;
    let mut standing = tx.prepare_cached(
        "SELECT number, format, family, tool, policy, complete, seen_at FROM reading
         WHERE organization = ?1 AND system = ?2 AND NOT undone ORDER BY seen_at, number",
    )?;
    let mut rows = standing.query([organization, system])?;
    let mut courses = Vec::new();
    while let Some(row) = rows.next()? {
        courses.push(course(organization, system, row)?);
    }
    let mut findings = Spreads::of(tx, organization, system)?;
    for course in &courses {
        findings.begin();
        one(tx, course, &mut findings, Turn::Latest)?;
    }
    findings.keep_all(tx)
}

/// Settles every system of the organization anew.
pub fn all_anew(tx: &Transaction<'_>, organization: OrganizationId) -> Result<()> {
    let mut statement = tx.prepare_cached("SELECT DISTINCT system FROM reading WHERE organization = ?1")?;
    let systems = statement.query_map([organization.0], |row| row.get(0))?.collect::<rusqlite::Result<Vec<Uuid>>>()?;
    systems.into_iter().try_for_each(|system| anew(tx, organization, system))
}

fn course(organization: Uuid, system: Uuid, row: &Row<'_>) -> Result<Course> {
    let ending = Ending {
        format: row.get(1)?,
        family: row.get(2)?,
        tool: row.get(3)?,
        policy: row.get(4)?,
        complete: row.get(5)?,
        seen_at: instant(row.get(6)?)?,
        // What it held is in the record; settling does not ask.
        tally: Tally::default(),
    };
    Ok(Course { organization, system, import: row.get(0)?, ending })
}

/// The statements of an import, pair by pair.
struct Statements<'r> {
    rows: Rows<'r>,
    import: i64,
    next: Option<(Uuid, Uuid, Stated, i64)>,
}

impl<'r> Statements<'r> {
    fn of(rows: Rows<'r>, import: i64) -> Result<Self> {
        let mut statements = Self { rows, import, next: None };
        statements.advance()?;
        Ok(statements)
    }

    fn peek(&self) -> Option<(Uuid, Uuid)> {
        self.next.as_ref().map(|(asset, finding, ..)| (*asset, *finding))
    }

    fn advance(&mut self) -> Result<()> {
        self.next = match self.rows.next()? {
            Some(row) => Some((row.get(0)?, row.get(1)?, stated(row)?, row.get(2)?)),
            None => None,
        };
        Ok(())
    }

    /// All that is said of the next pair.
    fn take(&mut self) -> Result<Option<(Stated, Place)>> {
        let Some((asset, finding, mut all, number)) = self.next.take() else { return Ok(None) };
        let mut place = Place { import: self.import, from: number, to: number };
        self.advance()?;
        while let Some((_, _, also, number)) = self.next.take_if(|(a, f, ..)| (*a, *f) == (asset, finding)) {
            all = all.and(also);
            (place.from, place.to) = (place.from.min(number), place.to.max(number));
            self.advance()?;
        }
        Ok(Some((all, place)))
    }
}

fn stated(row: &Row<'_>) -> Result<Stated> {
    let (severity, place) = (words::severity(row.get(4)?)?, row.get_ref(7)?);
    let place = place.as_str().map_err(rusqlite::Error::from)?;
    Ok(Stated::at(place, judgement(row.get(3)?)?, severity, row.get(5)?, instant_if(row.get(6)?)?))
}

/// The number under which a judgement is kept, for ever.
pub fn number_of(judgement: Judgement) -> i64 {
    match judgement {
        Judgement::Present => 0,
        Judgement::Absent => 1,
        Judgement::NotJudged => 2,
    }
}

/// Reads what a source stated.
pub fn judgement(number: i64) -> Result<Judgement> {
    let all = [Judgement::Present, Judgement::Absent, Judgement::NotJudged];
    let found = all.into_iter().find(|j| number_of(*j) == number);
    Ok(found.ok_or_else(|| corrupt("sighting", format!("there is no state {number}")))?)
}

/// How an import looked at assets, asked in their order.
struct Looks<'t> {
    statement: CachedStatement<'t>,
    organization: Uuid,
    import: i64,
    aliases: Aliases,
    at: Option<(Uuid, Option<Reach>)>,
}

impl<'t> Looks<'t> {
    fn of(tx: &'t Transaction<'_>, course: &Course, aliases: Aliases) -> Result<Self> {
        let statement = tx.prepare_cached(
            "SELECT reached, authenticated, check_set, checks, seen_at FROM coverage
             WHERE organization = ?1 AND import = ?2 AND asset = ?3",
        )?;
        Ok(Self { statement, organization: course.organization, import: course.import, aliases, at: None })
    }

    fn at(&mut self, asset: Uuid) -> Result<Option<&Reach>> {
        if self.at.as_ref().is_none_or(|(known, _)| *known != asset) {
            let mut reach: Option<Reach> = None;
            for stated in self.aliases.stated(asset) {
                let mut rows = self.statement.query(params![self.organization, self.import, stated])?;
                while let Some(row) = rows.next()? {
                    let look = look(row)?;
                    reach = Some(match reach {
                        Some(other) => other.and(look),
                        None => look,
                    });
                }
            }
            self.at = Some((asset, reach));
        }
        Ok(self.at.as_ref().and_then(|(_, reach)| reach.as_ref()))
    }
}

fn look(row: &Row<'_>) -> Result<Reach> {
    let (authenticated, check_set): (Option<bool>, String) = (row.get(1)?, row.get(2)?);
    Ok(Reach {
        reached: row.get(0)?,
        authenticated,
        signed_in: authenticated == Some(true),
        oldest: check_set.clone(),
        newest: check_set,
        checks: words::scope(row.get_ref(3)?.as_str().map_err(rusqlite::Error::from)?)?,
        seen_at: instant_if(row.get(4)?)?,
    })
}
