//! Reading more rows than fit in memory, inside a transaction, while it goes on writing.

use std::vec;

use closeout_app::ports::StoreError;
use deadpool_postgres::Transaction;
use tokio_postgres::{Portal, Row, types::ToSql};

use super::said;

/// Rows that are held at a time.
const BATCH: i32 = 2_000;

/// The result of a query as it was when it was opened, read from its beginning, one row ahead.
pub struct Cursor<'t, T> {
    tx: &'t Transaction<'t>,
    portal: Portal,
    rows: vec::IntoIter<Row>,
    ended: bool,
    read: fn(&Row) -> Result<T, StoreError>,
    ahead: Option<T>,
}

const ACTION: &str = "read findings";

impl<'t, T> Cursor<'t, T> {
    /// Asks, and reads the first row.
    pub async fn open(
        tx: &'t Transaction<'t>,
        sql: &str,
        values: &[&(dyn ToSql + Sync)],
        read: fn(&Row) -> Result<T, StoreError>,
    ) -> Result<Self, StoreError> {
        let statement = tx.prepare(sql).await.map_err(said(ACTION))?;
        let portal = tx.bind(&statement, values).await.map_err(said(ACTION))?;
        let mut cursor = Self { tx, portal, rows: Vec::new().into_iter(), ended: false, read, ahead: None };
        cursor.advance().await?;
        Ok(cursor)
    }

    /// The row that comes next.
    pub fn ahead(&self) -> Option<&T> {
        self.ahead.as_ref()
    }

    /// Takes the row that comes next.
    pub async fn take(&mut self) -> Result<Option<T>, StoreError> {
        let taken = self.ahead.take();
        if taken.is_some() {
            self.advance().await?;
        }
        Ok(taken)
    }

    async fn advance(&mut self) -> Result<(), StoreError> {
        if self.rows.len() == 0 && !self.ended {
            let more = self.tx.query_portal(&self.portal, BATCH).await.map_err(said(ACTION))?;
            self.ended = more.len() < BATCH as usize;
            self.rows = more.into_iter();
        }
        self.ahead = self.rows.next().map(|row| (self.read)(&row)).transpose()?;
        Ok(())
    }
}
