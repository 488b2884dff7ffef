//! The words by which findings are searched, in an index of full text.

use rusqlite::{CachedStatement, Transaction, params};
use uuid::Uuid;

use super::values::Result;

/// Writes words.
pub struct Words<'t> {
    next: CachedStatement<'t>,
    forget: CachedStatement<'t>,
    put: CachedStatement<'t>,
}

impl<'t> Words<'t> {
    /// Ready to write.
    pub fn of(tx: &'t Transaction<'_>) -> Result<Self> {
        Ok(Self {
            next: tx.prepare_cached(
                "INSERT INTO finding_number (organization, finding) VALUES (?1, ?2) RETURNING number",
            )?,
            forget: tx.prepare_cached("DELETE FROM finding_text WHERE rowid = ?1")?,
            put: tx.prepare_cached("INSERT INTO finding_text (rowid, search) VALUES (?1, ?2)")?,
        })
    }

    /// Indexes the words of a finding, which has `number` if it was indexed before, by the words `before`. Gives its number.
    pub fn put(
        &mut self,
        organization: Uuid,
        finding: Uuid,
        search: &str,
        number: Option<i64>,
        before: Option<&str>,
    ) -> Result<i64> {
        let number = match number {
            Some(number) if before == Some(search) => return Ok(number),
            Some(number) => {
                self.forget.execute([number])?;
                number
            }
            None => self.next.query_row([organization, finding], |row| row.get(0))?,
        };
        self.put.execute(params![number, search])?;
        Ok(number)
    }
}

/// What the index is asked: each word begins a word. `None` where there is none, which nothing matches.
pub fn matching(text: &str) -> Option<String> {
    let words: Vec<String> = closeout_app::query::words(text).map(|word| format!("\"{word}\"*")).collect();
    (!words.is_empty()).then(|| words.join(" AND "))
}
