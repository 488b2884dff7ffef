//! Values as SQLite takes and gives them, and the errors on the way.

use closeout_app::ports::StoreError;
use closeout_domain::ids::Digest;
use rusqlite::{
    Row, Statement, ToSql,
    types::{ToSqlOutput, ValueRef},
};

use crate::{
    rows::{self, failed},
    sql::{Filter, Value},
};

/// What goes wrong inside a transaction. Both kinds become a [`StoreError`] at its end.
#[derive(Debug)]
pub enum Fault {
    /// SQLite says so.
    Sqlite(rusqlite::Error),
    /// We say so.
    Store(StoreError),
}

/// The result inside a transaction.
pub type Result<T> = std::result::Result<T, Fault>;

/// The result that the application sees.
pub type Answer<T> = std::result::Result<T, StoreError>;

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Fault {
    /// As the application sees it. `action` is what failed, as in "append".
    pub fn during(self, action: &'static str) -> StoreError {
        match self {
            Self::Sqlite(error) => failed(action)(error),
            Self::Store(error) => error,
        }
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Key(uuid) => ValueRef::Blob(uuid.as_bytes()),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Number(number) => ValueRef::Integer(*number),
        }))
    }
}

/// Asks with a filter, and reads every row.
pub fn select<T>(
    statement: &mut Statement<'_>,
    filter: &Filter,
    mut read: impl FnMut(&Row<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let mut rows = statement.query(rusqlite::params_from_iter(&filter.values))?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(read(row)?);
    }
    Ok(all)
}

/// A SHA-256 in a column.
pub fn digest(row: &Row<'_>, column: usize) -> Result<Digest> {
    Ok(rows::digest(&row.get::<_, [u8; 32]>(column)?)?)
}

/// A count or a number of the record in a column.
pub fn unsigned<T: TryFrom<i64>>(row: &Row<'_>, column: usize) -> Result<T> {
    Ok(rows::unsigned(row.get(column)?)?)
}
