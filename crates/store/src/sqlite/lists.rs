//! Lists and pages, read from the views.

use async_trait::async_trait;
use closeout_app::{
    ports::Views,
    query::{EscalationQuery, ItemQuery, MilestoneQuery, Page, ReviewQuery, TaskQuery, Window},
    views::{EscalationRow, ImportRow, ItemRow, MilestoneRow, OrganizationRow, ReviewRow, SystemRow, TaskRow},
};
use closeout_domain::ids::{ItemNumber, OrganizationId, SystemId};
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};
use serde::de::DeserializeOwned;

use super::{
    connection::SqliteStore,
    values::{Answer, Result, select, unsigned},
};
use crate::{
    rows::{self, from_doc},
    sql::{self, Dialect::Sqlite, Filter},
};

#[async_trait]
impl Views for SqliteStore {
    async fn organizations(&self) -> Answer<Vec<OrganizationRow>> {
        let sql = "SELECT doc FROM organization ORDER BY name, organization";
        self.read("list organizations", move |c| docs(c, "organization", sql, &[])).await
    }

    async fn organization(&self, organization: OrganizationId) -> Answer<Option<OrganizationRow>> {
        let sql = "SELECT doc FROM organization WHERE organization = ?1";
        self.read("read an organization", move |c| Ok(docs(c, "organization", sql, &[&organization.0])?.pop())).await
    }

    async fn systems(&self, organization: OrganizationId) -> Answer<Vec<SystemRow>> {
        let sql = "SELECT doc FROM system WHERE organization = ?1 ORDER BY name, system";
        self.read("list systems", move |c| docs(c, "system", sql, &[&organization.0])).await
    }

    async fn items(&self, organization: OrganizationId, query: &ItemQuery) -> Answer<Page<ItemRow>> {
        let list = List {
            table: "item",
            key: &["number"],
            filter: sql::items(Sqlite, organization, query),
            order: sql::item_order(query.order),
            window: query.window,
        };
        self.read("list items", move |c| list.page(c, organization)).await
    }

    async fn item_counts(&self, organization: OrganizationId, query: &ItemQuery) -> Answer<Vec<(String, u64)>> {
        let filter = sql::items(Sqlite, organization, query);
        self.read("count items", move |c| {
            let sql = format!("SELECT status, count(*) FROM item WHERE {} GROUP BY status ORDER BY status", filter.sql);
            select(&mut *c.prepare_cached(&sql)?, &filter, |row| Ok((row.get(0)?, unsigned(row, 1)?)))
        })
        .await
    }

    async fn item_dues(&self, organization: OrganizationId, query: &ItemQuery) -> Answer<Vec<(Option<Date>, u64)>> {
        let filter = sql::items(Sqlite, organization, query);
        self.read("count items by date", move |c| {
            let sql =
                format!("SELECT due, count(*) FROM item WHERE {} GROUP BY due ORDER BY due NULLS FIRST", filter.sql);
            let read = |row: &Row<'_>| Ok((row.get::<_, Option<String>>(0)?, unsigned(row, 1)?));
            let counted = select(&mut *c.prepare_cached(&sql)?, &filter, read)?;
            counted.into_iter().map(|(due, n)| Ok((due.map(|due| rows::day(&due)).transpose()?, n))).collect()
        })
        .await
    }

    async fn next_item(&self, organization: OrganizationId) -> Answer<ItemNumber> {
        self.read("number an item", move |c| next_item(c, organization)).await
    }

    async fn tasks(&self, organization: OrganizationId, query: &TaskQuery) -> Answer<Page<TaskRow>> {
        let list = List {
            table: "task",
            key: &["item", "task"],
            filter: sql::tasks(Sqlite, organization, query),
            order: sql::TASK_ORDER,
            window: query.window,
        };
        self.read("list tasks", move |c| list.page(c, organization)).await
    }

    async fn milestones(&self, organization: OrganizationId, query: &MilestoneQuery) -> Answer<Page<MilestoneRow>> {
        let list = List {
            table: "milestone",
            key: &["item", "milestone"],
            filter: sql::milestones(Sqlite, organization, query),
            order: sql::MILESTONE_ORDER,
            window: query.window,
        };
        self.read("list milestones", move |c| list.page(c, organization)).await
    }

    async fn escalations(&self, organization: OrganizationId, query: &EscalationQuery) -> Answer<Page<EscalationRow>> {
        let (filter, window) = (sql::escalations(Sqlite, organization, query), query.window);
        self.read("list escalations", move |c| documents(c, "escalation", filter, sql::ESCALATION_ORDER, window)).await
    }

    async fn reviews(&self, organization: OrganizationId, query: &ReviewQuery) -> Answer<Page<ReviewRow>> {
        let (filter, window) = (sql::reviews(Sqlite, organization, query), query.window);
        self.read("list reviews", move |c| documents(c, "review", filter, sql::REVIEW_ORDER, window)).await
    }

    async fn last_reviews(&self, organization: OrganizationId) -> Answer<Vec<ReviewRow>> {
        self.read("list the last reviews", move |c| docs(c, "review", sql::LAST_REVIEWS, &[&organization.0])).await
    }

    async fn imports(
        &self,
        organization: OrganizationId,
        system: Option<SystemId>,
        limit: u32,
    ) -> Answer<Vec<ImportRow>> {
        let sql = "SELECT doc FROM import WHERE organization = ?1 AND (?2 IS NULL OR system = ?2)
            ORDER BY at DESC, import DESC LIMIT ?3";
        let system = system.map(|s| s.0);
        self.read("list imports", move |c| docs(c, "import", sql, &[&organization.0, &system, &limit])).await
    }
}

/// The number that the next item takes. The index that answers this is over the record, not over the views.
pub fn next_item(connection: &Connection, organization: OrganizationId) -> Result<ItemNumber> {
    let sql = "SELECT max(CAST(substr(stream, 6) AS INTEGER)) FROM event INDEXED BY event_first_of_item
        WHERE organization = ?1 AND version = 1 AND stream >= 'item/' AND stream < 'item0'";
    let highest: Option<i64> =
        connection.prepare_cached(sql)?.query_row([organization.0], |row| row.get(0)).optional()?.flatten();
    Ok(ItemNumber(rows::unsigned(highest.unwrap_or(0) + 1)?))
}

/// A page of the documents of one table, whose rows are few.
fn documents<T: DeserializeOwned>(
    connection: &Connection,
    table: &'static str,
    filter: Filter,
    order: &str,
    window: Window,
) -> Result<Page<T>> {
    let count = format!("SELECT count(*) FROM {table} WHERE {}", filter.sql);
    let mut counted = select(&mut *connection.prepare_cached(&count)?, &filter, |row| unsigned(row, 0))?;
    let wanted = filter.ordered(order).window(window);
    let page = format!("SELECT doc FROM {table} WHERE {}", wanted.sql);
    let found = select(&mut *connection.prepare_cached(&page)?, &wanted, |row| Ok(row.get::<_, String>(0)?))?;
    let rows = found.iter().map(|doc| from_doc(table, doc)).collect::<std::result::Result<_, _>>()?;
    Ok(window.page(rows, counted.pop().unwrap_or(0)))
}

/// A list whose rows are compared in one table and kept as documents in another.
struct List {
    table: &'static str,
    /// What follows the organization in the primary key of both.
    key: &'static [&'static str],
    filter: Filter,
    order: &'static str,
    window: Window,
}

impl List {
    fn page<T: DeserializeOwned>(self, connection: &Connection, organization: OrganizationId) -> Result<Page<T>> {
        let Self { table, key, filter, order, window } = self;
        let count = format!("SELECT count(*) FROM {table} WHERE {}", filter.sql);
        let mut counted = select(&mut *connection.prepare_cached(&count)?, &filter, |row| unsigned(row, 0))?;
        let total = counted.pop().unwrap_or(0);

        let (first, last) = (key.first().copied().unwrap_or("number"), key.last().copied().unwrap_or("number"));
        let wanted = filter.ordered(order).window(window);
        let keys = format!("SELECT {first}, {last} FROM {table} WHERE {}", wanted.sql);
        let read = |row: &Row<'_>| Ok((row.get(0)?, row.get(1)?));
        let keys: Vec<(i64, i64)> = select(&mut *connection.prepare_cached(&keys)?, &wanted, read)?;

        let doc = format!("SELECT doc FROM {table}_doc WHERE organization = ?1 AND {first} = ?2 AND {last} = ?3");
        let mut doc = connection.prepare_cached(&doc)?;
        let mut rows = Vec::with_capacity(keys.len());
        for (first, last) in keys {
            let mut found = doc.query(params![organization.0, first, last])?;
            if let Some(row) = found.next()? {
                rows.push(from_doc(table, row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?);
            }
        }
        Ok(window.page(rows, total))
    }
}

fn docs<T: DeserializeOwned>(connection: &Connection, place: &str, sql: &str, values: &[&dyn ToSql]) -> Result<Vec<T>> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(values)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(from_doc(place, row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?)?);
    }
    Ok(all)
}
