//! Pairs of finding and asset: as rows of `presence`, there and back.

use std::pin::pin;

use closeout_app::ports::StoreError;
use closeout_domain::{
    finding::{presence::Presence, service::Services},
    ids::OrganizationId,
};
use deadpool_postgres::Transaction;
use tokio_postgres::{
    Row,
    binary_copy::BinaryCopyInWriter,
    types::{ToSql, Type},
};
use uuid::Uuid;

use super::{row::Columns, said, value::clean};
use crate::{
    rows,
    settle::{Pair, words},
};

/// Pairs that wait until they are written together.
const BATCH: usize = 4_000;
const ACTION: &str = "write findings";

/// The columns that [`pair`] reads.
pub const COLUMNS: &str =
    "p.state, p.why, p.clean, p.first_seen, p.last_seen, p.severity, p.authenticated, p.check_set, p.policy,
    p.services";

/// Reads [`COLUMNS`].
pub fn pair(c: &mut Columns<'_>) -> Result<Pair, StoreError> {
    let state = words::verdict(c.take()?, c.take()?)?;
    let presence = Presence { state, clean: c.unsigned()?, first_seen: c.instant_if()?, last_seen: c.instant_if()? };
    Ok(Pair {
        presence,
        severity: words::severity(c.take()?)?,
        authenticated: c.take()?,
        check_set: c.take()?,
        policy: c.take()?,
        services: Services::from_bytes(c.take()?)
            .ok_or_else(|| rows::corrupt("presence", "services are not in order"))?,
    })
}

/// A pair under its key.
#[derive(Debug)]
pub struct Kept {
    /// On which asset.
    pub asset: Uuid,
    /// Which finding.
    pub finding: Uuid,
    /// What is kept of it.
    pub pair: Pair,
    /// The latest import that states something about it.
    pub stated_in: Uuid,
}

impl Kept {
    /// Reads asset, finding, family of the finding, the import that stated it last, and [`COLUMNS`].
    pub fn read(row: &Row) -> Result<(Self, String), StoreError> {
        let mut c = Columns::of(row);
        let (asset, finding, family, stated_in) = (c.take()?, c.take()?, c.take()?, c.take()?);
        Ok((Self { asset, finding, pair: pair(&mut c)?, stated_in }, family))
    }
}

/// Writes pairs, some thousand at a time.
pub struct Writer<'t> {
    tx: &'t Transaction<'t>,
    organization: OrganizationId,
    new: Vec<Kept>,
    changed: Vec<Kept>,
}

impl<'t> Writer<'t> {
    /// Has written nothing yet.
    pub fn new(tx: &'t Transaction<'t>, organization: OrganizationId) -> Self {
        Self { tx, organization, new: Vec::new(), changed: Vec::new() }
    }

    /// Writes a pair that has no row yet.
    pub async fn add(&mut self, kept: Kept) -> Result<(), StoreError> {
        self.new.push(kept);
        if self.new.len() < BATCH { Ok(()) } else { self.insert().await }
    }

    /// Writes a pair over its row.
    pub async fn change(&mut self, kept: Kept) -> Result<(), StoreError> {
        self.changed.push(kept);
        if self.changed.len() < BATCH { Ok(()) } else { self.update().await }
    }

    /// Writes what still waits.
    pub async fn finish(mut self) -> Result<(), StoreError> {
        self.insert().await?;
        self.update().await
    }

    async fn insert(&mut self) -> Result<(), StoreError> {
        let new = std::mem::take(&mut self.new);
        if new.is_empty() {
            return Ok(());
        }
        let sql = "COPY presence (organization, finding, asset, state, why, clean, first_seen, last_seen, severity,
            authenticated, check_set, policy, services, stated_in) FROM STDIN BINARY";
        let sink = self.tx.copy_in(sql).await.map_err(said(ACTION))?;
        let (text, number) = (Type::TEXT, Type::INT8);
        let mut writer = pin!(BinaryCopyInWriter::new(
            sink,
            &[
                Type::UUID,
                Type::UUID,
                Type::UUID,
                text.clone(),
                text.clone(),
                number.clone(),
                number.clone(),
                number,
                Type::INT2,
                Type::BOOL,
                text.clone(),
                text,
                Type::BYTEA,
                Type::UUID,
            ]
        ));
        for Kept { asset, finding, pair, stated_in } in &new {
            let (state, why) = words::of_verdict(pair.presence.state);
            let values: &[&(dyn ToSql + Sync)] = &[
                &self.organization.0,
                finding,
                asset,
                &state,
                &why,
                &i64::from(pair.presence.clean),
                &pair.presence.first_seen.map(rows::micros),
                &pair.presence.last_seen.map(rows::micros),
                &words::rank(pair.severity),
                &pair.authenticated,
                &clean(&pair.check_set),
                &clean(&pair.policy),
                &pair.services.bytes(),
                stated_in,
            ];
            writer.as_mut().write(values).await.map_err(said(ACTION))?;
        }
        writer.finish().await.map(|_| ()).map_err(said(ACTION))
    }

    async fn update(&mut self) -> Result<(), StoreError> {
        fn column<'a, T>(kept: &'a [Kept], of: impl Fn(&'a Kept) -> T) -> Vec<T> {
            kept.iter().map(of).collect()
        }
        let changed = std::mem::take(&mut self.changed);
        if changed.is_empty() {
            return Ok(());
        }
        let sql = "UPDATE presence AS p SET state = n.state, why = n.why, clean = n.clean, first_seen = n.first_seen,
                last_seen = n.last_seen, severity = n.severity, authenticated = n.authenticated,
                check_set = n.check_set, policy = n.policy, services = n.services,
                stated_in = n.stated_in
            FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::bigint[],
                $9::smallint[], $10::boolean[], $11::text[], $12::text[], $13::bytea[],
                $14::uuid[])
                AS n (finding, asset, state, why, clean, first_seen, last_seen, severity, authenticated, check_set,
                    policy, services, stated_in)
            WHERE p.organization = $1 AND p.finding = n.finding AND p.asset = n.asset";
        let statement = self.tx.prepare_cached(sql).await.map_err(said(ACTION))?;
        let values: &[&(dyn ToSql + Sync)] = &[
            &self.organization.0,
            &column(&changed, |k| k.finding),
            &column(&changed, |k| k.asset),
            &column(&changed, |k| words::of_verdict(k.pair.presence.state).0),
            &column(&changed, |k| words::of_verdict(k.pair.presence.state).1),
            &column(&changed, |k| i64::from(k.pair.presence.clean)),
            &column(&changed, |k| k.pair.presence.first_seen.map(rows::micros)),
            &column(&changed, |k| k.pair.presence.last_seen.map(rows::micros)),
            &column(&changed, |k| words::rank(k.pair.severity)),
            &column(&changed, |k| k.pair.authenticated),
            &column(&changed, |k| clean(&k.pair.check_set)),
            &column(&changed, |k| clean(&k.pair.policy)),
            &column(&changed, |k| k.pair.services.bytes()),
            &column(&changed, |k| k.stated_in),
        ];
        self.tx.execute(&statement, values).await.map(|_| ()).map_err(said(ACTION))
    }
}
