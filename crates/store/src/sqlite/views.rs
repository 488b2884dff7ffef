//! Views: the rows that a write leaves behind, in its transaction.

use std::collections::BTreeSet;

use closeout_app::{
    ports::ViewChange,
    views::{EscalationRow, ImportRow, ItemRow, MilestoneRow, OrganizationRow, ReviewRow, SystemRow, TaskRow},
};
use closeout_domain::ids::{FindingId, OrganizationId};
use rusqlite::{OptionalExtension, Transaction, params};
use uuid::Uuid;

use super::{classes::Touched, values::Result};
use crate::{
    rows::{self, from_doc, to_doc},
    settle::answers,
};

/// The tables that [`clear`] empties and [`apply`] fills.
const TABLES: [&str; 17] = [
    "organization",
    "system",
    "item",
    "item_doc",
    "item_person",
    "item_finding",
    "task",
    "task_doc",
    "milestone",
    "milestone_doc",
    "import",
    "dismissal",
    "asset_said",
    "merging",
    "feed",
    "escalation",
    "review",
];

/// Forgets every view of the organization.
pub fn clear(tx: &Transaction<'_>, organization: OrganizationId) -> Result<()> {
    for table in TABLES {
        tx.execute(&format!("DELETE FROM {table} WHERE organization = ?1"), [organization.0])?;
    }
    Ok(())
}

/// Writes view changes in their order: of several rows with one key, the last stays. Gives what that means for findings.
pub fn apply(tx: &Transaction<'_>, organization: OrganizationId, changes: &[ViewChange]) -> Result<Touched> {
    let of = organization.0;
    let mut touched = Touched::default();
    for change in changes {
        match change {
            ViewChange::Organization(row) => put_organization(tx, of, row)?,
            ViewChange::System(row) => {
                if put_system(tx, of, row)? {
                    touched.systems.insert(row.id);
                }
            }
            ViewChange::Item { row, tasks, milestones, findings } => {
                touched.stages.extend(put_item(tx, of, row, findings)?);
                put_tasks(tx, of, row.number, tasks)?;
                put_milestones(tx, of, row.number, milestones)?;
            }
            ViewChange::Import(row) => put_import(tx, of, row)?,
            ViewChange::Dismissal { finding, stage } => {
                let sql = "REPLACE INTO dismissal (organization, finding, stage) VALUES (?1, ?2, ?3)";
                tx.prepare_cached(sql)?.execute(params![of, finding.0, rows::stage(*stage)])?;
                touched.stages.insert(finding.0);
            }
            ViewChange::Asset(row) => {
                let sql = "REPLACE INTO asset_said (organization, asset, doc) VALUES (?1, ?2, ?3)";
                tx.prepare_cached(sql)?.execute(params![of, row.asset, to_doc(row)?])?;
                touched.assets.insert(row.asset);
            }
            ViewChange::Merging(row) => {
                let sql = "REPLACE INTO merging (organization, system, doc) VALUES (?1, ?2, ?3)";
                tx.prepare_cached(sql)?.execute(params![of, row.system, to_doc(row)?])?;
            }
            ViewChange::Feed(row) => {
                let sql = "REPLACE INTO feed (organization, feed, doc) VALUES (?1, ?2, ?3)";
                tx.prepare_cached(sql)?.execute(params![of, row.feed, to_doc(row)?])?;
                touched.feeds = true;
            }
            ViewChange::Escalation(row) => put_escalation(tx, of, row)?,
            ViewChange::Review(row) => put_review(tx, of, row)?,
        }
    }
    Ok(touched)
}

fn put_organization(tx: &Transaction<'_>, of: Uuid, row: &OrganizationRow) -> Result<()> {
    let sql = "REPLACE INTO organization (organization, name, doc) VALUES (?1, ?2, ?3)";
    tx.prepare_cached(sql)?.execute(params![of, row.name, to_doc(row)?])?;
    Ok(())
}

/// Gives whether it says something else of assets than before.
fn put_system(tx: &Transaction<'_>, of: Uuid, row: &SystemRow) -> Result<bool> {
    let mut before = tx.prepare_cached("SELECT doc FROM system WHERE organization = ?1 AND system = ?2")?;
    let before: Option<String> = before.query_row([of, row.id], |row| row.get(0)).optional()?;
    let before: Option<SystemRow> = before.map(|doc| from_doc("system", &doc)).transpose()?;
    let sql = "REPLACE INTO system (organization, system, name, doc) VALUES (?1, ?2, ?3, ?4)";
    tx.prepare_cached(sql)?.execute(params![of, row.id, row.name, to_doc(row)?])?;
    Ok(before.is_some_and(|before| before.exposure_rules != row.exposure_rules))
}

fn put_escalation(tx: &Transaction<'_>, of: Uuid, row: &EscalationRow) -> Result<()> {
    let sql = "REPLACE INTO escalation (organization, escalation, system, item, state, person, raised, doc)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    let raised = rows::micros(row.raised);
    tx.prepare_cached(sql)?.execute(params![
        of,
        row.id,
        row.system,
        row.item_number,
        row.state,
        row.to.id,
        raised,
        to_doc(row)?
    ])?;
    Ok(())
}

fn put_review(tx: &Transaction<'_>, of: Uuid, row: &ReviewRow) -> Result<()> {
    let sql = "REPLACE INTO review (organization, review, system, cadence, state, day, doc)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let day = row.day.to_string();
    tx.prepare_cached(sql)?.execute(params![of, row.id, row.system, row.cadence, row.state, day, to_doc(row)?])?;
    Ok(())
}

fn put_import(tx: &Transaction<'_>, of: Uuid, row: &ImportRow) -> Result<()> {
    let sql = "REPLACE INTO import (organization, import, system, at, digest, undone, doc)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let at = rows::micros(row.at);
    tx.prepare_cached(sql)?.execute(params![
        of,
        row.id,
        row.system,
        at,
        row.sha256,
        row.undone.is_some(),
        to_doc(row)?
    ])?;
    Ok(())
}

/// Gives the findings that it answers now, or did before, if that means something else for them.
fn put_item(tx: &Transaction<'_>, of: Uuid, row: &ItemRow, findings: &[FindingId]) -> Result<BTreeSet<Uuid>> {
    let number = row.number;
    let mut known = tx.prepare_cached("SELECT status FROM item WHERE organization = ?1 AND number = ?2")?;
    let status: Option<String> = known.query_row(params![of, number], |row| row.get(0)).optional()?;
    let mut linked = tx.prepare_cached("SELECT finding FROM item_finding WHERE organization = ?1 AND number = ?2")?;
    let linked =
        linked.query_map(params![of, number], |row| row.get(0))?.collect::<rusqlite::Result<BTreeSet<Uuid>>>()?;
    let now: BTreeSet<Uuid> = findings.iter().map(|finding| finding.0).collect();
    let answered = status.as_deref().is_some_and(answers);
    let touched = match answered == answers(&row.status) {
        true => linked.symmetric_difference(&now).copied().collect(),
        false => linked.union(&now).copied().collect(),
    };
    let owner = row.owner.as_ref().map(|p| p.id);
    tx.prepare_cached(
        "REPLACE INTO item (organization, number, system, status, priority, owner, waiting, requirement, due,
            late_after, changed, search)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        of,
        number,
        row.system,
        row.status,
        row.priority,
        owner,
        row.waiting.as_ref().map(|w| &w.step),
        row.requirement,
        row.due.map(|day| day.to_string()),
        row.late_after.map(|day| day.to_string()),
        rows::micros(row.changed),
        row.searchable(),
    ])?;
    tx.prepare_cached("REPLACE INTO item_doc (organization, number, doc) VALUES (?1, ?2, ?3)")?.execute(params![
        of,
        number,
        to_doc(row)?
    ])?;
    tx.prepare_cached("DELETE FROM item_person WHERE organization = ?1 AND number = ?2")?
        .execute(params![of, number])?;
    for person in owner.into_iter().chain(row.responsible.iter().map(|p| p.id)) {
        tx.prepare_cached("INSERT OR IGNORE INTO item_person (organization, person, number) VALUES (?1, ?2, ?3)")?
            .execute(params![of, person, number])?;
    }
    tx.prepare_cached("DELETE FROM item_finding WHERE organization = ?1 AND number = ?2")?
        .execute(params![of, number])?;
    for finding in findings {
        tx.prepare_cached("INSERT OR IGNORE INTO item_finding (organization, finding, number) VALUES (?1, ?2, ?3)")?
            .execute(params![of, finding.0, number])?;
    }
    Ok(touched)
}

/// Replaces the tasks of an item.
fn put_tasks(tx: &Transaction<'_>, of: Uuid, item: u32, tasks: &[TaskRow]) -> Result<()> {
    tx.prepare_cached("DELETE FROM task WHERE organization = ?1 AND item = ?2")?.execute(params![of, item])?;
    tx.prepare_cached("DELETE FROM task_doc WHERE organization = ?1 AND item = ?2")?.execute(params![of, item])?;
    for row in tasks {
        tx.prepare_cached(
            "REPLACE INTO task (organization, item, task, system, item_status, stage, responsible, approver, due)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            of,
            row.item_number,
            row.task,
            row.system,
            row.item_status,
            row.stage,
            row.responsible.id,
            row.approver.id,
            row.due.to_string(),
        ])?;
        tx.prepare_cached("REPLACE INTO task_doc (organization, item, task, doc) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![of, row.item_number, row.task, to_doc(row)?])?;
    }
    Ok(())
}

/// Replaces the milestones of an item.
fn put_milestones(tx: &Transaction<'_>, of: Uuid, item: u32, milestones: &[MilestoneRow]) -> Result<()> {
    tx.prepare_cached("DELETE FROM milestone WHERE organization = ?1 AND item = ?2")?.execute(params![of, item])?;
    tx.prepare_cached("DELETE FROM milestone_doc WHERE organization = ?1 AND item = ?2")?.execute(params![of, item])?;
    for row in milestones {
        tx.prepare_cached(
            "REPLACE INTO milestone (organization, item, milestone, system, due, reached)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            of,
            row.item_number,
            row.milestone,
            row.system,
            row.due.to_string(),
            row.reached.map(|day| day.to_string()),
        ])?;
        tx.prepare_cached("REPLACE INTO milestone_doc (organization, item, milestone, doc) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![of, row.item_number, row.milestone, to_doc(row)?])?;
    }
    Ok(())
}
