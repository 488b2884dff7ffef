//! What is on its way to people.

use async_trait::async_trait;
use closeout_app::ports::{Fate, NewNotice, Notice, Outbox, Stage, StoreError};
use closeout_domain::ids::{OrganizationId, PersonId};
use jiff::Timestamp;
use tokio_postgres::{Row, types::ToSql};
use uuid::Uuid;

use super::{PostgresStore, row::Columns, said};
use crate::{
    outbox::{self, COLUMNS, INTERRUPTED},
    rows,
};

#[async_trait]
impl Outbox for PostgresStore {
    async fn put_notices(
        &self,
        organization: OrganizationId,
        at: Timestamp,
        notices: Vec<NewNotice>,
    ) -> Result<u64, StoreError> {
        let sql = "INSERT INTO notice
            (organization, key, person, address, subject, text, html, stage, attempts, put, due, why)
            VALUES ($1, $2, $3, $4, $5, $6, $7, 'waiting', 0, $8, $8, '') ON CONFLICT (organization, key) DO NOTHING";
        let mut new = 0;
        for n in &notices {
            let at = rows::micros(at);
            let values: &[&(dyn ToSql + Sync)] =
                &[&organization.0, &n.key, &n.person.0, &n.to, &n.subject, &n.text, &n.html, &at];
            new += self.changed("put notices", sql, values).await?;
        }
        Ok(new)
    }

    async fn hold_notice(
        &self,
        organization: OrganizationId,
        holder: Uuid,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Notice>, StoreError> {
        const ACTION: &str = "hold a notice";
        let (now, until) = (rows::micros(now), rows::micros(until));
        let given_up = "UPDATE notice SET stage = 'unknown', ended = $2, why = $3, holder = NULL, held = NULL
            WHERE organization = $1 AND stage = 'sending' AND held <= $2";
        self.change(ACTION, given_up, &[&organization.0, &now, &INTERRUPTED]).await?;
        // Of several servers each gets another one, and none waits for another.
        let held = format!(
            "UPDATE notice SET holder = $2, held = $4 WHERE organization = $1 AND key = (
                SELECT key FROM notice WHERE organization = $1 AND stage = 'waiting' AND due <= $3
                    AND (held IS NULL OR held <= $3) ORDER BY due, key LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING {COLUMNS}"
        );
        let client = self.writer(ACTION).await?;
        let statement = client.prepare_cached(&held).await.map_err(said(ACTION))?;
        let row =
            client.query_opt(&statement, &[&organization.0, &holder, &now, &until]).await.map_err(said(ACTION))?;
        row.as_ref().map(notice).transpose()
    }

    async fn hand_over_notice(
        &self,
        organization: OrganizationId,
        key: &str,
        holder: Uuid,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE notice SET stage = 'sending', held = $4
            WHERE organization = $1 AND key = $2 AND holder = $3 AND stage = 'waiting'";
        let values: &[&(dyn ToSql + Sync)] = &[&organization.0, &key, &holder, &rows::micros(until)];
        Ok(self.changed("hand a notice over", sql, values).await? == 1)
    }

    async fn settle_notice(
        &self,
        organization: OrganizationId,
        key: &str,
        holder: Uuid,
        at: Timestamp,
        fate: Fate,
    ) -> Result<bool, StoreError> {
        let sql = "UPDATE notice SET stage = $4, due = coalesce($5, due), why = $6, ended = $7,
                attempts = attempts + CASE WHEN $5 IS NULL THEN 0 ELSE 1 END, holder = NULL, held = NULL,
                text = CASE $4 WHEN 'sent' THEN '' ELSE text END, html = CASE $4 WHEN 'sent' THEN '' ELSE html END
            WHERE organization = $1 AND key = $2 AND holder = $3";
        let (stage, due, why, ended) = outbox::settled(fate);
        let (stage, ended) = (stage.word(), ended.then(|| rows::micros(at)));
        let values: &[&(dyn ToSql + Sync)] = &[&organization.0, &key, &holder, &stage, &due, &why, &ended];
        Ok(self.changed("settle a notice", sql, values).await? == 1)
    }

    async fn replay_notice(&self, organization: OrganizationId, key: &str, now: Timestamp) -> Result<bool, StoreError> {
        let sql = "UPDATE notice SET stage = 'waiting', attempts = 0, due = $3, ended = NULL
            WHERE organization = $1 AND key = $2 AND stage IN ('dead', 'unknown')";
        let values: &[&(dyn ToSql + Sync)] = &[&organization.0, &key, &rows::micros(now)];
        Ok(self.changed("replay a notice", sql, values).await? == 1)
    }

    async fn notices(
        &self,
        organization: OrganizationId,
        stage: Option<Stage>,
        limit: u32,
    ) -> Result<Vec<Notice>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM notice WHERE organization = $1 AND ($2::text IS NULL OR stage = $2)
            ORDER BY put DESC, key LIMIT $3"
        );
        let (stage, limit) = (stage.map(Stage::word), i64::from(limit));
        self.all("list notices", &sql, &[&organization.0, &stage, &limit]).await?.iter().map(notice).collect()
    }
}

fn notice(row: &Row) -> Result<Notice, StoreError> {
    let mut c = Columns::of(row);
    let what = NewNotice {
        key: c.take()?,
        person: PersonId(c.take()?),
        to: c.take()?,
        subject: c.take()?,
        text: c.take()?,
        html: c.take()?,
    };
    Ok(Notice {
        what,
        stage: outbox::stage(c.take()?)?,
        attempts: c.unsigned()?,
        put: c.instant()?,
        due: c.instant()?,
        ended: c.instant_if()?,
        why: c.take()?,
    })
}
