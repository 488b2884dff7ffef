//! The findings of a system while it is settled: how each spreads over its assets, and what of it nobody answers.
//!
//! This is the one thing that an import holds in memory by the number of findings: some 130 bytes for each. Statements and
//! pairs pass by.

mod drafts;
mod keep;

use closeout_domain::priority::Exposure;
use rusqlite::Transaction;
use uuid::Uuid;

use super::{
    classes::{self, STAGE},
    values::Result,
};
use crate::{
    exposures::Exposures,
    rows::unsigned,
    settle::{Pair, Spread},
};

/// The findings of a system, by key.
pub struct Spreads {
    organization: Uuid,
    system: Uuid,
    keys: Vec<Uuid>,
    known: Vec<Known>,
    /// The work that corrects them, by key.
    fixes: Vec<Uuid>,
    families: Vec<String>,
    exposures: Exposures,
    /// Pairs of finding and asset that are new, as long as they are not too many to hold.
    new: Vec<(Uuid, Uuid)>,
}

/// New pairs that are held in memory, 2 MiB of them; beyond, all pairs are gone through at the end.
const NEW_PAIRS: usize = 1 << 16;

struct Known {
    /// Which of the families.
    family: u16,
    /// Which of the fixes.
    fix: u32,
    dismissed: bool,
    answered: bool,
    assessed: bool,
    /// Whether the import states something about it.
    stated: bool,
    spread: Spread,
    /// The worst of the assets on which it is open.
    exposure: Option<Exposure>,
    /// How urgent it came out, and what else its class says; once it was kept.
    class: i64,
}

impl Spreads {
    /// Every finding of the system, on no asset yet.
    pub fn of(tx: &Transaction<'_>, organization: Uuid, system: Uuid) -> Result<Self> {
        let count = tx
            .prepare_cached("SELECT count(*) FROM finding WHERE organization = ?1 AND system = ?2")?
            .query_row([organization, system], |row| row.get::<_, i64>(0))?;
        let count = unsigned(count)?;
        let mut all = Self {
            organization,
            system,
            keys: Vec::with_capacity(count),
            known: Vec::with_capacity(count),
            fixes: Vec::new(),
            families: Vec::new(),
            exposures: classes::exposures(tx, organization, system)?,
            new: Vec::new(),
        };
        let mut fixes =
            tx.prepare_cached("SELECT DISTINCT fix FROM finding WHERE organization = ?1 AND system = ?2 ORDER BY fix")?;
        let mut rows = fixes.query([organization, system])?;
        while let Some(row) = rows.next()? {
            all.fixes.push(row.get(0)?);
        }
        let mut statement = tx.prepare_cached(&format!(
            "SELECT f.finding, f.family, f.fix, f.assessed, {STAGE} FROM finding f
             WHERE organization = ?1 AND system = ?2 ORDER BY finding"
        ))?;
        let mut rows = statement.query([organization, system])?;
        while let Some(row) = rows.next()? {
            let family = all.family(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?);
            let fix: Uuid = row.get(2)?;
            let fix = all.fixes.binary_search(&fix).unwrap_or_default();
            all.keys.push(row.get(0)?);
            all.known.push(Known {
                family,
                fix: u32::try_from(fix).unwrap_or(u32::MAX),
                dismissed: row.get(4)?,
                answered: row.get(5)?,
                assessed: row.get(3)?,
                stated: false,
                spread: Spread::default(),
                exposure: None,
                class: 0,
            });
        }
        Ok(all)
    }

    fn family(&mut self, name: &str) -> u16 {
        let place = self.families.iter().position(|known| known == name).unwrap_or_else(|| {
            self.families.push(name.to_owned());
            self.families.len() - 1
        });
        u16::try_from(place).unwrap_or(u16::MAX)
    }

    fn place(&self, finding: Uuid) -> Option<usize> {
        self.keys.binary_search(&finding).ok()
    }

    /// Forgets what was added, before another import is settled.
    pub fn begin(&mut self) {
        self.new.clear();
        for known in &mut self.known {
            (known.spread, known.stated, known.exposure) = (Spread::default(), false, None);
        }
    }

    /// Whether a finding is of the family whose checks an import ran.
    pub fn are_of(&self, finding: Uuid, family: &str) -> bool {
        let known = self.place(finding).and_then(|place| self.known.get(place));
        known.and_then(|known| self.families.get(usize::from(known.family))).is_some_and(|name| name == family)
    }

    /// Counts a pair.
    pub fn add(&mut self, asset: Uuid, finding: Uuid, pair: &Pair, stated: bool) {
        let Some(known) = self.place(finding).and_then(|place| self.known.get_mut(place)) else { return };
        known.spread.add(pair);
        known.stated |= stated;
        if pair.is_open() {
            known.exposure = Exposure::worst(known.exposure.into_iter().chain([self.exposures.of(asset)]));
        }
    }

    /// Notes that a pair was not known before.
    pub fn add_new(&mut self, asset: Uuid, finding: Uuid) {
        if self.new.len() <= NEW_PAIRS {
            self.new.push((finding, asset));
        }
    }
}

impl Known {
    /// Neither set aside nor answered.
    fn is_left(&self) -> bool {
        !self.dismissed && !self.answered
    }
}
