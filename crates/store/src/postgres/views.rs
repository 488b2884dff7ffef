//! Views: the rows that a write leaves behind, in its transaction. Each kind of row is written by one statement.

use std::collections::BTreeMap;

use closeout_app::{
    ports::{StoreError, ViewChange},
    views::{EscalationRow, ImportRow, ItemRow, MilestoneRow, OrganizationRow, ReviewRow, SystemRow, TaskRow},
};
use closeout_domain::{
    finding::dismissal::Stage,
    ids::{FindingId, OrganizationId},
};
use deadpool_postgres::Transaction;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::{classes, row::Columns, said, value::clean};
use crate::rows;

/// The tables that [`clear`] empties and [`apply`] fills.
const TABLES: [&str; 15] = [
    "organization",
    "system",
    "item",
    "item_doc",
    "item_person",
    "item_finding",
    "task",
    "milestone",
    "import",
    "dismissal",
    "asset_said",
    "merging",
    "feed",
    "escalation",
    "review",
];

/// Forgets every view of the organization.
pub async fn clear(tx: &Transaction<'_>, organization: OrganizationId) -> Result<(), StoreError> {
    for table in TABLES {
        run(tx, &format!("DELETE FROM {table} WHERE organization = $1"), &[&organization.0]).await?;
    }
    Ok(())
}

/// An item with what belongs to it.
struct Whole<'a> {
    row: &'a ItemRow,
    tasks: &'a [TaskRow],
    milestones: &'a [MilestoneRow],
    findings: &'a [FindingId],
}

/// Writes view changes and works out what they mean for findings. Of several rows with one key, the last stays.
pub async fn apply_and_follow(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    changes: &[ViewChange],
) -> Result<(), StoreError> {
    let (mut items, mut findings): (Vec<i64>, Vec<Uuid>) = (Vec::new(), Vec::new());
    let (mut assets, mut systems, mut feeds): (Vec<Uuid>, Vec<Uuid>, bool) = (Vec::new(), Vec::new(), false);
    for change in changes {
        match change {
            ViewChange::System(row) => systems.push(row.id),
            ViewChange::Item { row, findings: linked, .. } => {
                items.push(row.number.into());
                findings.extend(linked.iter().map(|finding| finding.0));
            }
            ViewChange::Dismissal { finding, .. } => findings.push(finding.0),
            ViewChange::Asset(row) => assets.push(row.asset),
            ViewChange::Feed(_) => feeds = true,
            // Merging settles the system anew.
            ViewChange::Organization(_)
            | ViewChange::Import(_)
            | ViewChange::Merging(_)
            | ViewChange::Escalation(_)
            | ViewChange::Review(_) => {}
        }
    }
    let said_before = "SELECT ARRAY(SELECT finding FROM item_finding WHERE organization = $1 AND number = ANY($2)),
        ARRAY(SELECT system || ' ' || coalesce(doc::json ->> 'exposure_rules', '[]') FROM system
            WHERE organization = $1 AND system = ANY($3) ORDER BY system)";
    let values: &[&(dyn ToSql + Sync)] = &[&organization.0, &items, &systems];
    let state = async || tx.query_one(said_before, values).await.map_err(said("read views"));
    let before = state().await?;
    apply(tx, organization, changes).await?;
    let after = state().await?;
    let mut before = Columns::of(&before);
    findings.extend(before.take::<Vec<Uuid>>()?);
    findings.sort_unstable();
    findings.dedup();
    if !findings.is_empty() {
        classes::again(tx, organization, classes::AND_TWINS, &[&findings]).await?;
    }
    let mut after = Columns::of(&after);
    after.skip(1);
    let same = before.take::<Vec<String>>()? == after.take::<Vec<String>>()?;
    if !systems.is_empty() && !same {
        classes::again(tx, organization, "f.system = ANY($2)", &[&systems]).await?;
    }
    if !assets.is_empty() {
        let on = "f.finding IN (SELECT p.finding FROM presence p WHERE p.organization = $1 AND p.asset = ANY($2))";
        classes::again(tx, organization, on, &[&assets]).await?;
    }
    if feeds {
        classes::again(tx, organization, "f.weakness IS NOT NULL", &[]).await?;
    }
    Ok(())
}

/// Writes view changes. Of several rows with one key, the last stays.
pub async fn apply(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    changes: &[ViewChange],
) -> Result<(), StoreError> {
    let mut named: Option<&OrganizationRow> = None;
    let (mut systems, mut items) = (BTreeMap::new(), BTreeMap::new());
    let (mut imports, mut dismissals) = (BTreeMap::new(), BTreeMap::new());
    let (mut escalations, mut reviews) = (BTreeMap::new(), BTreeMap::new());
    let (mut said_of, mut merging, mut feeds) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    for change in changes {
        match change {
            ViewChange::Organization(row) => named = Some(row),
            ViewChange::System(row) => drop(systems.insert(row.id, row)),
            ViewChange::Item { row, tasks, milestones, findings } => {
                items.insert(row.number, Whole { row, tasks, milestones, findings });
            }
            ViewChange::Import(row) => drop(imports.insert(row.id, row)),
            ViewChange::Dismissal { finding, stage } => drop(dismissals.insert(finding.0, *stage)),
            ViewChange::Asset(row) => drop(said_of.insert(row.asset, row)),
            ViewChange::Merging(row) => drop(merging.insert(row.system, row)),
            ViewChange::Feed(row) => drop(feeds.insert(row.feed.as_str(), row)),
            ViewChange::Escalation(row) => drop(escalations.insert(row.id, &**row)),
            ViewChange::Review(row) => drop(reviews.insert(row.id, &**row)),
        }
    }
    if let Some(row) = named {
        put_organization(tx, organization, row).await?;
    }
    if !systems.is_empty() {
        put_systems(tx, organization, &systems.into_values().collect::<Vec<_>>()).await?;
    }
    if !items.is_empty() {
        let items: Vec<_> = items.into_values().collect();
        put_items(tx, organization, &items).await?;
        put_parts(tx, organization, &items).await?;
    }
    if !imports.is_empty() {
        put_imports(tx, organization, &imports.into_values().collect::<Vec<_>>()).await?;
    }
    if !dismissals.is_empty() {
        put_dismissals(tx, organization, &dismissals).await?;
    }
    if !said_of.is_empty() {
        let sql = "INSERT INTO asset_said (organization, asset, doc) SELECT $1, * FROM unnest($2::uuid[], $3::text[])
            ON CONFLICT (organization, asset) DO UPDATE SET doc = excluded.doc";
        let docs = said_of.values().map(rows::to_doc).collect::<Result<Vec<_>, _>>()?;
        run(tx, sql, &[&organization.0, &said_of.keys().copied().collect::<Vec<_>>(), &docs]).await?;
    }
    if !merging.is_empty() {
        let sql = "INSERT INTO merging (organization, system, doc) SELECT $1, * FROM unnest($2::uuid[], $3::text[])
            ON CONFLICT (organization, system) DO UPDATE SET doc = excluded.doc";
        let docs = merging.values().map(rows::to_doc).collect::<Result<Vec<_>, _>>()?;
        run(tx, sql, &[&organization.0, &merging.keys().copied().collect::<Vec<_>>(), &docs]).await?;
    }
    if !feeds.is_empty() {
        let sql = "INSERT INTO feed (organization, feed, doc) SELECT $1, * FROM unnest($2::text[], $3::text[])
            ON CONFLICT (organization, feed) DO UPDATE SET doc = excluded.doc";
        let docs = feeds.values().map(rows::to_doc).collect::<Result<Vec<_>, _>>()?;
        run(tx, sql, &[&organization.0, &feeds.keys().copied().collect::<Vec<_>>(), &docs]).await?;
    }
    if !escalations.is_empty() {
        put_escalations(tx, organization, &escalations.into_values().collect::<Vec<_>>()).await?;
    }
    if !reviews.is_empty() {
        put_reviews(tx, organization, &reviews.into_values().collect::<Vec<_>>()).await?;
    }
    Ok(())
}

async fn run(tx: &Transaction<'_>, sql: &str, values: &[&(dyn ToSql + Sync)]) -> Result<(), StoreError> {
    let action = "write views";
    let statement = tx.prepare_cached(sql).await.map_err(said(action))?;
    tx.execute(&statement, values).await.map(|_| ()).map_err(said(action))
}

/// One column of many rows.
fn column<'a, R, T>(rows: &'a [R], of: impl Fn(&'a R) -> T) -> Vec<T> {
    rows.iter().map(of).collect()
}

async fn put_organization(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    row: &OrganizationRow,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO organization (organization, name, doc) VALUES ($1, $2, $3)
        ON CONFLICT (organization) DO UPDATE SET name = excluded.name, doc = excluded.doc";
    run(tx, sql, &[&organization.0, &clean(&row.name), &rows::to_doc(row)?]).await
}

async fn put_systems(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    systems: &[&SystemRow],
) -> Result<(), StoreError> {
    let sql = "INSERT INTO system (organization, system, name, doc)
        SELECT $1, * FROM unnest($2::uuid[], $3::text[], $4::text[])
        ON CONFLICT (organization, system) DO UPDATE SET name = excluded.name, doc = excluded.doc";
    let docs = systems.iter().map(rows::to_doc).collect::<Result<Vec<_>, _>>()?;
    run(tx, sql, &[&organization.0, &column(systems, |s| s.id), &column(systems, |s| clean(&s.name)), &docs]).await
}

async fn put_items(tx: &Transaction<'_>, organization: OrganizationId, items: &[Whole<'_>]) -> Result<(), StoreError> {
    let sql = "INSERT INTO item (organization, number, system, status, priority, owner, waiting, requirement, due,
            late_after, changed, search)
        SELECT $1, * FROM unnest($2::bigint[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::text[],
            $9::text[], $10::text[], $11::bigint[], $12::text[])
        ON CONFLICT (organization, number) DO UPDATE SET system = excluded.system, status = excluded.status,
            priority = excluded.priority, owner = excluded.owner, waiting = excluded.waiting,
            requirement = excluded.requirement, due = excluded.due, late_after = excluded.late_after,
            changed = excluded.changed, search = excluded.search";
    let values: &[&(dyn ToSql + Sync)] = &[
        &organization.0,
        &column(items, |i| i64::from(i.row.number)),
        &column(items, |i| i.row.system),
        &column(items, |i| clean(&i.row.status)),
        &column(items, |i| i.row.priority.as_deref().map(clean)),
        &column(items, |i| i.row.owner.as_ref().map(|p| p.id)),
        &column(items, |i| i.row.waiting.as_ref().map(|w| clean(&w.step))),
        &column(items, |i| i.row.requirement.as_deref().map(clean)),
        &column(items, |i| i.row.due.map(|d| d.to_string())),
        &column(items, |i| i.row.late_after.map(|d| d.to_string())),
        &column(items, |i| rows::micros(i.row.changed)),
        &column(items, |i| clean(&i.row.searchable()).into_owned()),
    ];
    run(tx, sql, values).await?;
    let sql = "INSERT INTO item_doc (organization, number, doc) SELECT $1, * FROM unnest($2::bigint[], $3::text[])
        ON CONFLICT (organization, number) DO UPDATE SET doc = excluded.doc";
    let docs = items.iter().map(|i| rows::to_doc(i.row)).collect::<Result<Vec<_>, _>>()?;
    run(tx, sql, &[&organization.0, &column(items, |i| i64::from(i.row.number)), &docs]).await
}

/// Replaces what belongs to items.
async fn put_parts(tx: &Transaction<'_>, organization: OrganizationId, items: &[Whole<'_>]) -> Result<(), StoreError> {
    let numbers = column(items, |i| i64::from(i.row.number));
    for (table, key) in [("item_person", "number"), ("item_finding", "number"), ("task", "item"), ("milestone", "item")]
    {
        let sql = format!("DELETE FROM {table} WHERE organization = $1 AND {key} = ANY($2)");
        run(tx, &sql, &[&organization.0, &numbers]).await?;
    }
    let mut people: Vec<(Uuid, i64)> = Vec::new();
    let mut findings: Vec<(Uuid, i64)> = Vec::new();
    for item in items {
        let number = i64::from(item.row.number);
        people.extend(item.row.owner.iter().chain(&item.row.responsible).map(|p| (p.id, number)));
        findings.extend(item.findings.iter().map(|f| (f.0, number)));
    }
    for (table, what, rows) in [("item_person", "person", people), ("item_finding", "finding", findings)] {
        let sql = format!(
            "INSERT INTO {table} (organization, {what}, number) SELECT $1, * FROM unnest($2::uuid[], $3::bigint[])
            ON CONFLICT DO NOTHING"
        );
        if !rows.is_empty() {
            run(tx, &sql, &[&organization.0, &column(&rows, |r| r.0), &column(&rows, |r| r.1)]).await?;
        }
    }
    let tasks: Vec<&TaskRow> = items.iter().flat_map(|i| i.tasks).collect();
    if !tasks.is_empty() {
        put_tasks(tx, organization, &tasks).await?;
    }
    let milestones: Vec<&MilestoneRow> = items.iter().flat_map(|i| i.milestones).collect();
    if !milestones.is_empty() {
        put_milestones(tx, organization, &milestones).await?;
    }
    Ok(())
}

async fn put_tasks(tx: &Transaction<'_>, organization: OrganizationId, tasks: &[&TaskRow]) -> Result<(), StoreError> {
    let sql = "INSERT INTO task (organization, item, task, system, item_status, stage, responsible, approver, due, doc)
        SELECT $1, * FROM unnest($2::bigint[], $3::bigint[], $4::uuid[], $5::text[], $6::text[], $7::uuid[], $8::uuid[],
            $9::text[], $10::text[])";
    let docs = tasks.iter().map(rows::to_doc).collect::<Result<Vec<_>, _>>()?;
    let values: &[&(dyn ToSql + Sync)] = &[
        &organization.0,
        &column(tasks, |t| i64::from(t.item_number)),
        &column(tasks, |t| i64::from(t.task)),
        &column(tasks, |t| t.system),
        &column(tasks, |t| clean(&t.item_status)),
        &column(tasks, |t| clean(&t.stage)),
        &column(tasks, |t| t.responsible.id),
        &column(tasks, |t| t.approver.id),
        &column(tasks, |t| t.due.to_string()),
        &docs,
    ];
    run(tx, sql, values).await
}

async fn put_milestones(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    milestones: &[&MilestoneRow],
) -> Result<(), StoreError> {
    let sql = "INSERT INTO milestone (organization, item, milestone, system, reached, due, doc)
        SELECT $1, * FROM unnest($2::bigint[], $3::bigint[], $4::uuid[], $5::text[], $6::text[], $7::text[])";
    let docs = milestones.iter().map(rows::to_doc).collect::<Result<Vec<_>, _>>()?;
    let values: &[&(dyn ToSql + Sync)] = &[
        &organization.0,
        &column(milestones, |m| i64::from(m.item_number)),
        &column(milestones, |m| i64::from(m.milestone)),
        &column(milestones, |m| m.system),
        &column(milestones, |m| m.reached.map(|d| d.to_string())),
        &column(milestones, |m| m.due.to_string()),
        &docs,
    ];
    run(tx, sql, values).await
}

async fn put_escalations(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    escalations: &[&EscalationRow],
) -> Result<(), StoreError> {
    let sql = "INSERT INTO escalation (organization, escalation, system, item, state, person, raised, doc)
        SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::uuid[], $7::bigint[], $8::text[])
        ON CONFLICT (organization, escalation) DO UPDATE SET system = excluded.system, item = excluded.item,
            state = excluded.state, person = excluded.person, raised = excluded.raised, doc = excluded.doc";
    let docs = escalations.iter().map(rows::to_doc).collect::<Result<Vec<_>, _>>()?;
    let values: &[&(dyn ToSql + Sync)] = &[
        &organization.0,
        &column(escalations, |e| e.id),
        &column(escalations, |e| e.system),
        &column(escalations, |e| e.item_number.map(i64::from)),
        &column(escalations, |e| clean(&e.state)),
        &column(escalations, |e| e.to.id),
        &column(escalations, |e| rows::micros(e.raised)),
        &docs,
    ];
    run(tx, sql, values).await
}

async fn put_reviews(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    reviews: &[&ReviewRow],
) -> Result<(), StoreError> {
    let sql = "INSERT INTO review (organization, review, system, cadence, state, day, doc)
        SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[])
        ON CONFLICT (organization, review) DO UPDATE SET system = excluded.system, cadence = excluded.cadence,
            state = excluded.state, day = excluded.day, doc = excluded.doc";
    let docs = reviews.iter().map(rows::to_doc).collect::<Result<Vec<_>, _>>()?;
    let values: &[&(dyn ToSql + Sync)] = &[
        &organization.0,
        &column(reviews, |r| r.id),
        &column(reviews, |r| r.system),
        &column(reviews, |r| clean(&r.cadence)),
        &column(reviews, |r| clean(&r.state)),
        &column(reviews, |r| r.day.to_string()),
        &docs,
    ];
    run(tx, sql, values).await
}

async fn put_imports(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    imports: &[&ImportRow],
) -> Result<(), StoreError> {
    let sql = "INSERT INTO import (organization, import, system, digest, at, undone, doc)
        SELECT $1, * FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::bigint[], $6::boolean[], $7::text[])
        ON CONFLICT (organization, import) DO UPDATE SET system = excluded.system, digest = excluded.digest,
            at = excluded.at, undone = excluded.undone, doc = excluded.doc";
    let docs = imports.iter().map(rows::to_doc).collect::<Result<Vec<_>, _>>()?;
    let values: &[&(dyn ToSql + Sync)] = &[
        &organization.0,
        &column(imports, |i| i.id),
        &column(imports, |i| i.system),
        &column(imports, |i| clean(&i.sha256)),
        &column(imports, |i| rows::micros(i.at)),
        &column(imports, |i| i.undone.is_some()),
        &docs,
    ];
    run(tx, sql, values).await
}

async fn put_dismissals(
    tx: &Transaction<'_>,
    organization: OrganizationId,
    dismissals: &BTreeMap<Uuid, Stage>,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO dismissal (organization, finding, stage)
        SELECT $1, * FROM unnest($2::uuid[], $3::text[])
        ON CONFLICT (organization, finding) DO UPDATE SET stage = excluded.stage";
    let stages: Vec<&str> = dismissals.values().map(|s| rows::stage(*s)).collect();
    run(tx, sql, &[&organization.0, &dismissals.keys().copied().collect::<Vec<_>>(), &stages]).await
}
