//! Reading columns in the order in which they were selected.

use closeout_app::ports::StoreError;
use closeout_domain::ids::Digest;
use jiff::Timestamp;
use tokio_postgres::{Row, types::FromSql};

use crate::rows;

/// The columns of a row, taken one after the other.
pub struct Columns<'a> {
    row: &'a Row,
    next: usize,
}

impl<'a> Columns<'a> {
    /// From the first.
    pub fn of(row: &'a Row) -> Self {
        Self { row, next: 0 }
    }

    /// The next one.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when it is of another type or is missing.
    pub fn take<T: FromSql<'a>>(&mut self) -> Result<T, StoreError> {
        let column = self.next;
        self.next += 1;
        self.row.try_get(column).map_err(|e| {
            let name = self.row.columns().get(column).map_or("a column", |c| c.name());
            rows::corrupt(name, std::error::Error::source(&e).map_or_else(|| e.to_string(), ToString::to_string))
        })
    }

    /// Passes over some.
    pub fn skip(&mut self, columns: usize) {
        self.next += columns;
    }

    /// The next one, an instant.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    pub fn instant(&mut self) -> Result<Timestamp, StoreError> {
        rows::instant(self.take()?)
    }

    /// The next one, an instant that may be missing.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    pub fn instant_if(&mut self) -> Result<Option<Timestamp>, StoreError> {
        rows::instant_if(self.take()?)
    }

    /// The next one, a SHA-256.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    pub fn digest(&mut self) -> Result<Digest, StoreError> {
        rows::digest(self.take()?)
    }

    /// The next one, a count or a number of the record.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`].
    pub fn unsigned<T: TryFrom<i64>>(&mut self) -> Result<T, StoreError> {
        rows::unsigned(self.take()?)
    }
}
