//! The record in memory, for tests and trials: the plainest reading of what every store promises.
//!
//! It is fast enough for some ten thousand rows, and gone with the process.

use std::sync::{Mutex, MutexGuard, PoisonError};

use closeout_domain::ids::OrganizationId;

use self::state::State;
use crate::chain::Link;

mod accounts;
mod bulk;
mod facts;
mod findings;
mod import;
mod lease;
mod merging;
mod outbox;
mod record;
mod state;
mod views;

/// A store in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    state: Mutex<State>,
}

impl MemoryStore {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Changes events behind the chain's back, as somebody with the database's password could: for tests of verifying.
    pub fn tamper(&self, organization: OrganizationId, change: impl FnOnce(&mut Vec<Link>)) {
        change(&mut self.lock().tenant_mut(organization).links);
    }

    /// A panic while the lock was held cannot have left half a change: every change is worked out first and then put in.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
