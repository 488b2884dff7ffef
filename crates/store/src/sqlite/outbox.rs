//! What is on its way to people.

use async_trait::async_trait;
use closeout_app::ports::{Fate, NewNotice, Notice, Outbox, Stage};
use closeout_domain::ids::{OrganizationId, PersonId};
use jiff::Timestamp;
use rusqlite::{Row, params};
use uuid::Uuid;

use super::{
    connection::SqliteStore,
    values::{Answer, Result, unsigned},
};
use crate::{
    outbox::{self, COLUMNS, INTERRUPTED},
    rows,
};

#[async_trait]
impl Outbox for SqliteStore {
    async fn put_notices(&self, organization: OrganizationId, at: Timestamp, notices: Vec<NewNotice>) -> Answer<u64> {
        let sql = "INSERT OR IGNORE INTO notice
            (organization, key, person, address, subject, text, html, stage, attempts, put, due, why)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'waiting', 0, ?8, ?8, '')";
        self.write("put notices", move |tx| {
            let mut statement = tx.prepare_cached(sql)?;
            let mut new = 0;
            for n in notices {
                let at = rows::micros(at);
                new += statement.execute(params![
                    organization.0,
                    n.key,
                    n.person.0,
                    n.to,
                    n.subject,
                    n.text,
                    n.html,
                    at
                ])?;
            }
            Ok(new as u64)
        })
        .await
    }

    async fn hold_notice(
        &self,
        organization: OrganizationId,
        holder: Uuid,
        now: Timestamp,
        until: Timestamp,
    ) -> Answer<Option<Notice>> {
        let given_up = "UPDATE notice SET stage = 'unknown', ended = ?2, why = ?3, holder = NULL, held = NULL
            WHERE organization = ?1 AND stage = 'sending' AND held <= ?2";
        let held = format!(
            "UPDATE notice SET holder = ?2, held = ?4 WHERE organization = ?1 AND key = (
                SELECT key FROM notice WHERE organization = ?1 AND stage = 'waiting' AND due <= ?3
                    AND (held IS NULL OR held <= ?3) ORDER BY due, key LIMIT 1)
            RETURNING {COLUMNS}"
        );
        self.write("hold a notice", move |tx| {
            let (now, until) = (rows::micros(now), rows::micros(until));
            tx.prepare_cached(given_up)?.execute(params![organization.0, now, INTERRUPTED])?;
            let mut statement = tx.prepare_cached(&held)?;
            let mut found = statement.query(params![organization.0, holder, now, until])?;
            found.next()?.map(notice).transpose()
        })
        .await
    }

    async fn hand_over_notice(
        &self,
        organization: OrganizationId,
        key: &str,
        holder: Uuid,
        until: Timestamp,
    ) -> Answer<bool> {
        let sql = "UPDATE notice SET stage = 'sending', held = ?4
            WHERE organization = ?1 AND key = ?2 AND holder = ?3 AND stage = 'waiting'";
        let values = (organization.0, key.to_owned(), holder, rows::micros(until));
        self.write("hand a notice over", move |tx| Ok(tx.prepare_cached(sql)?.execute(values)? == 1)).await
    }

    async fn settle_notice(
        &self,
        organization: OrganizationId,
        key: &str,
        holder: Uuid,
        at: Timestamp,
        fate: Fate,
    ) -> Answer<bool> {
        let sql = "UPDATE notice SET stage = ?4, due = coalesce(?5, due), why = ?6,
                ended = CASE WHEN ?7 THEN ?8 END, attempts = attempts + (?5 IS NOT NULL), holder = NULL, held = NULL,
                text = CASE ?4 WHEN 'sent' THEN '' ELSE text END, html = CASE ?4 WHEN 'sent' THEN '' ELSE html END
            WHERE organization = ?1 AND key = ?2 AND holder = ?3";
        let (stage, due, why, ended) = outbox::settled(fate);
        let (key, stage, at) = (key.to_owned(), stage.word(), rows::micros(at));
        self.write("settle a notice", move |tx| {
            let values = params![organization.0, key, holder, stage, due, why, ended, at];
            Ok(tx.prepare_cached(sql)?.execute(values)? == 1)
        })
        .await
    }

    async fn replay_notice(&self, organization: OrganizationId, key: &str, now: Timestamp) -> Answer<bool> {
        let sql = "UPDATE notice SET stage = 'waiting', attempts = 0, due = ?3, ended = NULL
            WHERE organization = ?1 AND key = ?2 AND stage IN ('dead', 'unknown')";
        let values = (organization.0, key.to_owned(), rows::micros(now));
        self.write("replay a notice", move |tx| Ok(tx.prepare_cached(sql)?.execute(values)? == 1)).await
    }

    async fn notices(&self, organization: OrganizationId, stage: Option<Stage>, limit: u32) -> Answer<Vec<Notice>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM notice WHERE organization = ?1 AND (?2 IS NULL OR stage = ?2)
            ORDER BY put DESC, key LIMIT ?3"
        );
        self.read("list notices", move |c| {
            let mut statement = c.prepare_cached(&sql)?;
            let mut found = statement.query(params![organization.0, stage.map(Stage::word), limit])?;
            let mut all = Vec::new();
            while let Some(row) = found.next()? {
                all.push(notice(row)?);
            }
            Ok(all)
        })
        .await
    }
}

fn notice(row: &Row<'_>) -> Result<Notice> {
    let what = NewNotice {
        key: row.get(0)?,
        person: PersonId(row.get(1)?),
        to: row.get(2)?,
        subject: row.get(3)?,
        text: row.get(4)?,
        html: row.get(5)?,
    };
    Ok(Notice {
        what,
        stage: outbox::stage(&row.get::<_, String>(6)?)?,
        attempts: unsigned(row, 7)?,
        put: rows::instant(row.get(8)?)?,
        due: rows::instant(row.get(9)?)?,
        ended: rows::instant_if(row.get(10)?)?,
        why: row.get(11)?,
    })
}
