//! Saying by mail what is due.

use async_trait::async_trait;

use super::step::{Done, Moment, Step};
use crate::{App, Error};

/// Puts what is due to be said into the outbox; nothing where no mail server was named.
pub struct Notify;

#[async_trait]
impl Step for Notify {
    fn name(&self) -> &'static str {
        "put notices into the outbox"
    }

    async fn run(&self, app: &App, moment: &Moment) -> Result<Vec<Done>, Error> {
        Ok(Done::of([("notices put into the outbox", app.notify(moment).await?)]))
    }
}
