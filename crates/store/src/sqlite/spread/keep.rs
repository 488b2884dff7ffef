//! Writing down what was counted.

use rusqlite::{Transaction, params};

use super::{Known, NEW_PAIRS, Spreads};
use crate::{
    rows::micros,
    settle::words,
    sqlite::{
        classes::{self, Classes},
        values::Result,
    },
    standing::{NOWHERE, Standing},
};

impl Spreads {
    /// Keeps what was counted of the findings that the import can have changed: those of its family, and those it states.
    pub fn keep(&mut self, tx: &Transaction<'_>, import: i64, family: &str) -> Result<()> {
        let ours = self.families.iter().position(|known| known == family).and_then(|place| u16::try_from(place).ok());
        self.write(tx, |known| known.stated || Some(known.family) == ours)?;
        let sql = "INSERT INTO import_finding (organization, import, finding) VALUES (?1, ?2, ?3)";
        let mut insert = tx.prepare_cached(sql)?;
        for (finding, _) in self.keys.iter().zip(&self.known).filter(|(_, known)| known.stated) {
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
    pub fn keep_all(&mut self, tx: &Transaction<'_>) -> Result<()> {
        self.write(tx, |_| true)?;
        tx.execute(
            "DELETE FROM finding_asset WHERE organization = ?1
             AND finding IN (SELECT finding FROM finding WHERE organization = ?1 AND system = ?2)",
            [self.organization, self.system],
        )?;
        self.link_all(tx)
    }

    fn write(&mut self, tx: &Transaction<'_>, wanted: impl Fn(&Known) -> bool) -> Result<()> {
        let mut classes = Classes::of(tx, self.organization)?;
        let mut update = tx.prepare_cached(
            "UPDATE finding SET severity = ?3, state = ?4, assets = ?5, present = ?6, absent = ?7, first_seen = ?8,
                last_seen = ?9, class = ?10 WHERE organization = ?1 AND finding = ?2
                AND ((severity, state, assets, present, absent, class) <> (?3, ?4, ?5, ?6, ?7, ?10)
                    OR first_seen IS NOT ?8 OR last_seen IS NOT ?9)",
        )?;
        for (finding, known) in self.keys.iter().zip(&mut self.known).filter(|(_, known)| wanted(known)) {
            let (spread, severity) = (known.spread, known.spread.severity());
            let state = spread.state(false);
            known.class = match spread.assets {
                0 => NOWHERE,
                _ => Standing {
                    urgency: classes.urgency(*finding, severity, known.exposure)?,
                    state: classes::state(state, known.dismissed),
                    answered: known.answered,
                }
                .class(),
            };
            update.execute(params![
                self.organization,
                finding,
                words::rank(severity),
                state,
                spread.assets,
                spread.present,
                spread.absent,
                spread.first_seen.map(micros),
                spread.last_seen.map(micros),
                known.class,
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
}
