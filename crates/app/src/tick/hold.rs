//! Holding an organization's lease for as long as the work takes.

use std::{future::Future, time::Duration};

use closeout_domain::ids::OrganizationId;
use jiff::SignedDuration;
use uuid::Uuid;

use crate::{Error, World};

/// How long a server keeps an organization to itself without renewing: as long as it takes until another takes over from
/// one that was killed.
pub const LEASE: SignedDuration = SignedDuration::from_mins(5);

/// A lease in hand, or about to be.
pub struct Hold<'a> {
    world: &'a World,
    organization: OrganizationId,
    /// New each time: two rounds of one program are two holders.
    holder: Uuid,
    renew: Duration,
}

impl<'a> Hold<'a> {
    /// Nothing is taken yet.
    pub fn new(world: &'a World, organization: OrganizationId, renew: Duration) -> Self {
        Self { world, organization, holder: world.ids.uuid(), renew }
    }

    /// Takes or renews the lease; `false` when another server has it.
    pub async fn take(&self) -> Result<bool, Error> {
        let now = self.world.clock.now();
        let until = now.saturating_add(LEASE).map_err(|_| Error::Lost("a lease's end"))?;
        Ok(self.world.store.take_lease(self.organization, self.holder, now, until).await?)
    }

    /// Lets others have it.
    pub async fn give_back(&self) -> Result<(), Error> {
        Ok(self.world.store.return_lease(self.organization, self.holder).await?)
    }

    /// Works while the lease is renewed; gives up, with `None`, when another server has it.
    pub async fn during<T>(&self, work: impl Future<Output = T> + Send) -> Result<Option<T>, Error> {
        if !self.take().await? {
            return Ok(None);
        }
        let mut work = std::pin::pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => return Ok(Some(done)),
                () = tokio::time::sleep(self.renew) => {}
            }
            // The work stands still meanwhile: it waits for a store that is asked for one row.
            if !self.take().await? {
                return Ok(None);
            }
        }
    }
}
