//! The words by which findings are searched, in an index of full text.

use rusqlite::{CachedStatement, Connection, Transaction, params};
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

/// Of more findings than this is not kept which have certain words.
const KEPT: i64 = 200_000;

/// Which findings have certain words, one bit for each, by their numbers in the index.
pub struct Having {
    bits: Vec<u64>,
    /// Whether the index was not asked for all of the words.
    roughly: bool,
}

impl Having {
    /// Asks the index; `None` where so many have them that any list comes by enough of them soon.
    pub fn of(connection: &Connection, text: &str) -> Result<Option<Self>> {
        let sql = "SELECT rowid FROM finding_text WHERE finding_text MATCH ?1 LIMIT ?2";
        let mut statement = connection.prepare_cached(sql)?;
        let (matching, roughly) = matching(text).unwrap_or_default();
        let mut rows = statement.query(params![matching, KEPT + 1])?;
        let (mut bits, mut found) = (Vec::new(), 0);
        while let Some(row) = rows.next()? {
            found += 1;
            if found > KEPT {
                return Ok(None);
            }
            let (at, bit) = place(row.get(0)?);
            if at >= bits.len() {
                bits.resize(at + 1, 0);
            }
            if let Some(bits) = bits.get_mut(at) {
                *bits |= bit;
            }
        }
        Ok(Some(Self { bits, roughly }))
    }

    /// Whether it may not have some of the words for all that is known here.
    pub fn is_rough(&self) -> bool {
        self.roughly
    }

    /// Whether the finding of that number has them.
    pub fn has(&self, number: i64) -> bool {
        let (at, bit) = place(number);
        self.bits.get(at).is_some_and(|bits| bits & bit != 0)
    }
}

/// The word and the bit of a number, which counts up from 1.
fn place(number: i64) -> (usize, u64) {
    let number = usize::try_from(number).unwrap_or(0);
    (number / 64, 1 << (number % 64))
}

/// What the index is asked: each word begins a word. A single letter, which begins thousands, is asked for only where there
/// is nothing better; then it also says that something was left out. `None` where there is no word, which nothing matches.
pub fn matching(text: &str) -> Option<(String, bool)> {
    let words: Vec<String> = closeout_app::query::words(text).collect();
    let long: Vec<&String> = words.iter().filter(|word| word.chars().nth(1).is_some()).collect();
    let asked = if long.is_empty() { words.iter().collect() } else { long };
    let terms: Vec<String> = asked.iter().map(|word| format!("\"{word}\"*")).collect();
    (!terms.is_empty()).then(|| (terms.join(" AND "), asked.len() < words.len()))
}

#[cfg(test)]
mod tests {
    use closeout_app::query;
    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::sqlite::migrate;

    proptest! {
        /// The list asks the one of few findings and the other of many.
        #[test]
        fn the_index_finds_what_the_words_of_a_finding_say(
            titles in vec("[aAbB1\u{e9}\u{130}\u{df}_. -]{0,12}", 1..20), asked in "[aAbB1\u{e9}\u{130}\u{df}. -]{1,6}"
        ) {
            let mut connection = Connection::open_in_memory().unwrap();
            migrate::run(&mut connection, "in memory".as_ref()).unwrap();
            let searchable: Vec<String> =
                titles.iter().map(|title| query::words(title).collect::<Vec<_>>().join(" ")).collect();
            let tx = connection.transaction().unwrap();
            let mut words = Words::of(&tx).unwrap();
            let mut put = |search: &String| words.put(Uuid::nil(), Uuid::nil(), search, None, None).unwrap();
            let numbers: Vec<i64> = searchable.iter().map(&mut put).collect();
            drop(words);
            let wanted: Vec<String> = query::words(&asked).collect();
            prop_assume!(!wanted.is_empty());
            let having = Having::of(&tx, &asked).unwrap().unwrap();
            for (number, search) in numbers.into_iter().zip(&searchable) {
                let found = query::found(&wanted, search);
                let has = having.has(number) && (!having.is_rough() || found);
                prop_assert_eq!(has, found, "{:?} in {:?}", asked, search);
            }
        }
    }
}
