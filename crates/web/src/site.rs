//! What every handler can ask for: the application, the options, and which requests are under way.

use std::{
    collections::HashSet,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use axum::extract::FromRef;
use closeout_app::App;
use closeout_domain::ids::{OrganizationId, PersonId};

use crate::options::Options;

/// The state of the router.
#[derive(Clone)]
pub struct Site {
    /// The use cases.
    pub app: App,
    /// How the server is run.
    pub options: Arc<Options>,
    /// Requests with an idempotency key that have no answer yet.
    pub underway: Underway,
    /// The description of the API, as JSON; made when it is first asked for.
    pub description: Arc<LazyLock<String>>,
}

impl Site {
    /// A site over an application.
    pub fn new(app: App, options: Options, description: fn() -> String) -> Self {
        let description = Arc::new(LazyLock::new(description));
        Self { app, options: Arc::new(options), underway: Underway::default(), description }
    }
}

impl FromRef<Site> for App {
    fn from_ref(site: &Site) -> Self {
        site.app.clone()
    }
}

/// Whose request, and its key.
type Key = (OrganizationId, PersonId, String);

/// Requests that have no answer yet. Of this process: several servers on one database are told apart by their answers only.
#[derive(Clone, Default)]
pub struct Underway(Arc<Mutex<HashSet<Key>>>);

impl Underway {
    /// Takes a key until the permit is dropped; `None` while another request holds it.
    pub fn take(&self, key: Key) -> Option<Permit> {
        let taken = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(key.clone());
        taken.then(|| Permit { of: self.clone(), key })
    }
}

/// The right to answer a request.
pub struct Permit {
    of: Underway,
    key: Key,
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.of.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_key_is_held_by_one_request_at_a_time() {
        let underway = Underway::default();
        let key = |text: &str| (OrganizationId(Uuid::from_u128(1)), PersonId(Uuid::from_u128(2)), text.to_owned());
        let first = underway.take(key("a"));
        assert!(first.is_some() && underway.take(key("a")).is_none() && underway.take(key("b")).is_some());
        drop(first);
        assert!(underway.take(key("a")).is_some());
    }
}
