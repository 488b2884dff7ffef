//! The findings of a system while it is settled: how each spreads over its assets, and what of it nobody answers.
//!
//! This is the one thing that an import holds in memory by the number of findings; statements and pairs pass by.

use std::collections::HashMap;

use closeout_app::{bulk::Group, views::FindingRow};
use closeout_domain::{
    finding::presence::Verdict,
    ids::{FindingId, ItemNumber},
};
use rusqlite::{Transaction, params};
use uuid::Uuid;

use super::values::Result;
use crate::{
    rows::{from_doc, micros, signed, unsigned},
    settle::{Pair, Spread, words},
};

/// The findings of a system.
pub struct Spreads {
    organization: Uuid,
    system: Uuid,
    findings: HashMap<Uuid, Known>,
    fixes: HashMap<Uuid, Fix>,
    families: Vec<String>,
    /// Pairs of finding and asset that are new, as long as they are not too many to hold.
    new: Vec<(Uuid, Uuid)>,
}

/// New pairs that are held in memory, 2 MiB of them; beyond, all pairs are gone through at the end.
const NEW_PAIRS: usize = 1 << 16;

struct Known {
    /// Which of the families.
    family: usize,
    fix: Uuid,
    /// Set aside, or with an item that answers it.
    answered: bool,
    spread: Spread,
    /// Whether the import states something about it.
    stated: bool,
}

/// Work that nobody has taken up.
#[derive(Default)]
struct Fix {
    /// On how many assets a finding is there that it corrects.
    assets: u64,
    /// The last of them.
    last: Option<Uuid>,
}

impl Spreads {
    /// Every finding of the system, on no asset yet.
    pub fn of(tx: &Transaction<'_>, organization: Uuid, system: Uuid) -> Result<Self> {
        let mut all = Self {
            organization,
            system,
            findings: HashMap::new(),
            fixes: HashMap::new(),
            families: Vec::new(),
            new: Vec::new(),
        };
        let mut statement = tx.prepare_cached(
            "SELECT finding, family, fix,
                EXISTS (SELECT 1 FROM dismissal d WHERE d.organization = f.organization AND d.finding = f.finding
                    AND d.stage = 'dismissed')
                OR EXISTS (SELECT 1 FROM item_finding x JOIN item i ON i.organization = x.organization
                    AND i.number = x.number WHERE x.organization = f.organization AND x.finding = f.finding
                    AND i.status <> 'closed')
             FROM finding f WHERE organization = ?1 AND system = ?2",
        )?;
        let mut rows = statement.query([organization, system])?;
        while let Some(row) = rows.next()? {
            let family = all.family(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?);
            let known =
                Known { family, fix: row.get(2)?, answered: row.get(3)?, spread: Spread::default(), stated: false };
            all.findings.insert(row.get(0)?, known);
        }
        Ok(all)
    }

    fn family(&mut self, name: &str) -> usize {
        self.families.iter().position(|known| known == name).unwrap_or_else(|| {
            self.families.push(name.to_owned());
            self.families.len() - 1
        })
    }

    /// Forgets what was added, before another import is settled.
    pub fn begin(&mut self) {
        self.fixes.clear();
        self.new.clear();
        for known in self.findings.values_mut() {
            (known.spread, known.stated) = (Spread::default(), false);
        }
    }

    /// Whether a finding is of the family whose checks an import ran.
    pub fn are_of(&self, finding: Uuid, family: &str) -> bool {
        let known = self.findings.get(&finding).and_then(|known| self.families.get(known.family));
        known.is_some_and(|name| name == family)
    }

    /// Counts a pair. Pairs come in the order of their assets.
    pub fn add(&mut self, asset: Uuid, finding: Uuid, pair: &Pair, stated: bool) {
        let Some(known) = self.findings.get_mut(&finding) else { return };
        known.spread.add(pair);
        known.stated |= stated;
        if pair.presence.state == Verdict::Present && !known.answered {
            let fix = self.fixes.entry(known.fix).or_default();
            if fix.last != Some(asset) {
                (fix.last, fix.assets) = (Some(asset), fix.assets + 1);
            }
        }
    }

    /// Notes that a pair was not known before.
    pub fn add_new(&mut self, asset: Uuid, finding: Uuid) {
        if self.new.len() <= NEW_PAIRS {
            self.new.push((finding, asset));
        }
    }

    /// Keeps what was counted of the findings that the import can have changed: those of its family, and those it states.
    pub fn keep(&mut self, tx: &Transaction<'_>, import: i64, family: &str) -> Result<()> {
        let ours = self.families.iter().position(|known| known == family);
        self.write(tx, |known| known.stated || Some(known.family) == ours)?;
        let mut stated: Vec<&Uuid> = self.findings.iter().filter(|(_, known)| known.stated).map(|(id, _)| id).collect();
        stated.sort_unstable();
        let sql = "INSERT INTO import_finding (organization, import, finding) VALUES (?1, ?2, ?3)";
        let mut insert = tx.prepare_cached(sql)?;
        for finding in stated {
            insert.execute(params![self.organization, import, finding])?;
        }
        if self.new.len() > NEW_PAIRS {
            return self.link_all(tx);
        }
        self.new.sort_unstable();
        let sql = "INSERT INTO finding_asset (organization, finding, asset) VALUES (?1, ?2, ?3)";
        let mut insert = tx.prepare_cached(sql)?;
        for (finding, asset) in &self.new {
            insert.execute(params![self.organization, finding, asset])?;
        }
        Ok(())
    }

    /// Keeps everything, after pairs may have gone.
    pub fn keep_all(&self, tx: &Transaction<'_>) -> Result<()> {
        self.write(tx, |_| true)?;
        tx.execute(
            "DELETE FROM finding_asset WHERE organization = ?1
             AND finding IN (SELECT finding FROM finding WHERE organization = ?1 AND system = ?2)",
            [self.organization, self.system],
        )?;
        self.link_all(tx)
    }

    fn write(&self, tx: &Transaction<'_>, wanted: impl Fn(&Known) -> bool) -> Result<()> {
        let mut update = tx.prepare_cached(
            "UPDATE finding SET severity = ?3, state = ?4, assets = ?5, present = ?6, absent = ?7, first_seen = ?8,
             last_seen = ?9 WHERE organization = ?1 AND finding = ?2",
        )?;
        for (finding, Known { spread, .. }) in self.findings.iter().filter(|(_, known)| wanted(known)) {
            update.execute(params![
                self.organization,
                finding,
                words::rank(spread.severity()),
                spread.state(false),
                signed(spread.assets)?,
                signed(spread.present)?,
                signed(spread.absent)?,
                spread.first_seen.map(micros),
                spread.last_seen.map(micros),
            ])?;
        }
        Ok(())
    }

    /// Lists the assets of every finding, in the order of its key, so that each page of the tree is written once.
    fn link_all(&self, tx: &Transaction<'_>) -> Result<()> {
        tx.execute(
            "INSERT OR IGNORE INTO finding_asset (organization, finding, asset)
             SELECT organization, finding, asset FROM presence WHERE organization = ?1 AND system = ?2
             ORDER BY finding, asset",
            [self.organization, self.system],
        )?;
        Ok(())
    }

    /// What the import states, is there, and nobody answers, by fix; worst first.
    pub fn groups(&self, tx: &Transaction<'_>) -> Result<Vec<Group>> {
        let mut open: Vec<(Uuid, &Known)> = Vec::new();
        let there = |known: &Known| known.stated && !known.answered && known.spread.present > 0;
        open.extend(self.findings.iter().filter(|(_, known)| there(known)).map(|(id, known)| (*id, known)));
        let mut title = tx.prepare_cached("SELECT title FROM finding WHERE organization = ?1 AND finding = ?2")?;
        let mut listed = Vec::with_capacity(open.len());
        for (id, known) in open {
            let title: String = title.query_row([self.organization, id], |row| row.get(0))?;
            listed.push((std::cmp::Reverse(known.spread.severity()), title, id, known.fix));
        }
        listed.sort_unstable();
        let mut groups: Vec<Group> = Vec::new();
        let mut places: HashMap<Uuid, usize> = HashMap::new();
        for (std::cmp::Reverse(severity), title, id, fix) in listed {
            let place = *places.entry(fix).or_insert(groups.len());
            if let Some(group) = groups.get_mut(place) {
                group.findings.push(FindingId(id));
                continue;
            }
            groups.push(Group {
                fix,
                title,
                description: String::new(),
                recommendation: String::new(),
                severity,
                requirement: String::new(),
                findings: vec![FindingId(id)],
                assets: self.fixes.get(&fix).map_or(0, |fix| fix.assets),
                closed_item: None,
            });
        }
        groups.iter_mut().try_for_each(|group| self.describe(tx, group))?;
        Ok(groups)
    }

    /// Adds what the worst finding of a group says, and the closed item that once answered one of them.
    fn describe(&self, tx: &Transaction<'_>, group: &mut Group) -> Result<()> {
        let Some(worst) = group.findings.first() else { return Ok(()) };
        let mut doc = tx.prepare_cached("SELECT doc FROM finding_doc WHERE organization = ?1 AND finding = ?2")?;
        let doc: String = doc.query_row([self.organization, worst.0], |row| row.get(0))?;
        let row: FindingRow = from_doc("finding", &doc)?;
        (group.description, group.recommendation, group.requirement) =
            (row.description, row.recommendation, row.requirement);
        let mut newest =
            tx.prepare_cached("SELECT max(number) FROM item_finding WHERE organization = ?1 AND finding = ?2")?;
        for finding in &group.findings {
            let number: Option<i64> = newest.query_row([self.organization, finding.0], |row| row.get(0))?;
            let number = number.map(unsigned).transpose()?.map(ItemNumber);
            group.closed_item = group.closed_item.max(number);
        }
        Ok(())
    }
}
