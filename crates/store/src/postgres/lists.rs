//! Reading views: one row, or a page of those that a query asks for.

use async_trait::async_trait;
use closeout_app::{
    ports::{StoreError, Views},
    query::{EscalationQuery, ItemQuery, MilestoneQuery, Page, ReviewQuery, TaskQuery, Window},
    views::{EscalationRow, ImportRow, ItemRow, MilestoneRow, OrganizationRow, ReviewRow, SystemRow, TaskRow},
};
use closeout_domain::ids::{ItemNumber, OrganizationId, SystemId};
use deadpool_postgres::GenericClient;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use tokio_postgres::{Row, types::ToSql};

use super::{PostgresStore, row::Columns, said, value::parameters};
use crate::{
    rows,
    sql::{self, Dialect, Filter},
};

/// The number of the next item. What the record gave counts, whether a view shows it or not.
pub const NEXT_ITEM: &str = "SELECT 1 + greatest(
    (SELECT max(number) FROM item WHERE organization = $1),
    (SELECT max(substr(stream, 6)::bigint) FROM event
        WHERE organization = $1 AND version = 1 AND stream >= 'item/' AND stream < 'item0'),
    0)";

#[async_trait]
impl Views for PostgresStore {
    async fn organizations(&self) -> Result<Vec<OrganizationRow>, StoreError> {
        docs(
            "organization",
            &self.all("read organizations", "SELECT doc FROM organization ORDER BY name, organization", &[]).await?,
        )
    }

    async fn organization(&self, organization: OrganizationId) -> Result<Option<OrganizationRow>, StoreError> {
        let sql = "SELECT doc FROM organization WHERE organization = $1";
        let found = self.one("read the organization", sql, &[&organization.0]).await?;
        found.as_ref().map(|row| doc("organization", row)).transpose()
    }

    async fn systems(&self, organization: OrganizationId) -> Result<Vec<SystemRow>, StoreError> {
        let sql = "SELECT doc FROM system WHERE organization = $1 ORDER BY name, system";
        docs("system", &self.all("read systems", sql, &[&organization.0]).await?)
    }

    async fn items(&self, organization: OrganizationId, query: &ItemQuery) -> Result<Page<ItemRow>, StoreError> {
        let filter = sql::items(Dialect::Postgres, organization, query);
        // Worked out after the rows of the page were chosen, for these alone.
        let doc = "(SELECT d.doc FROM item_doc d WHERE d.organization = item.organization AND d.number = item.number)";
        self.page("item", doc, filter, sql::item_order(query.order), query.window).await
    }

    async fn item_counts(
        &self,
        organization: OrganizationId,
        query: &ItemQuery,
    ) -> Result<Vec<(String, u64)>, StoreError> {
        let Filter { sql, values, .. } = sql::items(Dialect::Postgres, organization, query);
        let sql =
            format!("SELECT status, count(*) FROM item WHERE {sql} GROUP BY status ORDER BY status COLLATE \"C\"");
        let count = |row: &Row| {
            let mut c = Columns::of(row);
            Ok((c.take()?, c.unsigned()?))
        };
        self.all("count items", &sql, &parameters(&values)).await?.iter().map(count).collect()
    }

    async fn item_dues(
        &self,
        organization: OrganizationId,
        query: &ItemQuery,
    ) -> Result<Vec<(Option<Date>, u64)>, StoreError> {
        let Filter { sql, values, .. } = sql::items(Dialect::Postgres, organization, query);
        let sql = format!("SELECT due, count(*) FROM item WHERE {sql} GROUP BY due ORDER BY due NULLS FIRST");
        let count = |row: &Row| {
            let mut c = Columns::of(row);
            let due: Option<String> = c.take()?;
            Ok((due.map(|due| rows::day(&due)).transpose()?, c.unsigned()?))
        };
        self.all("count items by date", &sql, &parameters(&values)).await?.iter().map(count).collect()
    }

    async fn next_item(&self, organization: OrganizationId) -> Result<ItemNumber, StoreError> {
        match self.one("number the next item", NEXT_ITEM, &[&organization.0]).await? {
            Some(row) => next_item(&row),
            None => Ok(ItemNumber(1)),
        }
    }

    async fn tasks(&self, organization: OrganizationId, query: &TaskQuery) -> Result<Page<TaskRow>, StoreError> {
        let filter = sql::tasks(Dialect::Postgres, organization, query);
        self.page("task", "doc", filter, sql::TASK_ORDER, query.window).await
    }

    async fn milestones(
        &self,
        organization: OrganizationId,
        query: &MilestoneQuery,
    ) -> Result<Page<MilestoneRow>, StoreError> {
        let filter = sql::milestones(Dialect::Postgres, organization, query);
        self.page("milestone", "doc", filter, sql::MILESTONE_ORDER, query.window).await
    }

    async fn escalations(
        &self,
        organization: OrganizationId,
        query: &EscalationQuery,
    ) -> Result<Page<EscalationRow>, StoreError> {
        let filter = sql::escalations(Dialect::Postgres, organization, query);
        self.page("escalation", "doc", filter, sql::ESCALATION_ORDER, query.window).await
    }

    async fn reviews(&self, organization: OrganizationId, query: &ReviewQuery) -> Result<Page<ReviewRow>, StoreError> {
        let filter = sql::reviews(Dialect::Postgres, organization, query);
        self.page("review", "doc", filter, sql::REVIEW_ORDER, query.window).await
    }

    async fn last_reviews(&self, organization: OrganizationId) -> Result<Vec<ReviewRow>, StoreError> {
        docs("review", &self.all("read the last reviews", sql::LAST_REVIEWS, &[&organization.0]).await?)
    }

    async fn imports(
        &self,
        organization: OrganizationId,
        system: Option<SystemId>,
        limit: u32,
    ) -> Result<Vec<ImportRow>, StoreError> {
        let sql = "SELECT doc FROM import WHERE organization = $1 AND ($2::uuid IS NULL OR system = $2)
            ORDER BY at DESC, import DESC LIMIT $3";
        let values: &[&(dyn ToSql + Sync)] = &[&organization.0, &system.map(|s| s.0), &i64::from(limit)];
        docs("import", &self.all("read imports", sql, values).await?)
    }
}

impl PostgresStore {
    /// A page of a table's documents, and how many rows match.
    async fn page<T: DeserializeOwned>(
        &self,
        table: &'static str,
        doc: &str,
        filter: Filter,
        order: &str,
        window: Window,
    ) -> Result<Page<T>, StoreError> {
        let (found, total) = self.part(&format!("SELECT {doc} FROM {table}"), table, filter, order, window).await?;
        Ok(window.page(docs(table, &found)?, total))
    }

    /// The rows of a window, and how many match in all.
    pub(super) async fn part(
        &self,
        select: &str,
        table: &str,
        filter: Filter,
        order: &str,
        window: Window,
    ) -> Result<(Vec<Row>, u64), StoreError> {
        let action = "read a list";
        let client = self.reader(action).await?;
        let count = format!("SELECT count(*) FROM {table} WHERE {}", filter.sql);
        let count = client.prepare_cached(&count).await.map_err(said(action))?;
        let row = client.query_one(&count, &parameters(&filter.values)).await.map_err(said(action))?;
        let total = Columns::of(&row).unsigned()?;
        let Filter { sql, values, .. } = filter.ordered(order).window(window);
        let page = client.prepare_cached(&format!("{select} WHERE {sql}")).await.map_err(said(action))?;
        Ok((client.query(&page, &parameters(&values)).await.map_err(said(action))?, total))
    }
}

/// The result of [`NEXT_ITEM`].
pub fn next_item(row: &Row) -> Result<ItemNumber, StoreError> {
    Columns::of(row).unsigned().map(ItemNumber)
}

fn doc<T: DeserializeOwned>(place: &str, row: &Row) -> Result<T, StoreError> {
    rows::from_doc(place, Columns::of(row).take()?)
}

fn docs<T: DeserializeOwned>(place: &str, found: &[Row]) -> Result<Vec<T>, StoreError> {
    found.iter().map(|row| doc(place, row)).collect()
}
