//! Forgetting what has run out: sessions that ended, answers that nobody will ask for again.

use async_trait::async_trait;

use super::step::{Done, Moment, Step};
use crate::{App, Error, upkeep::a_day_before};

/// Forgets what has run out.
pub struct Forget;

#[async_trait]
impl Step for Forget {
    fn name(&self) -> &'static str {
        "forget what has run out"
    }

    async fn run(&self, app: &App, moment: &Moment) -> Result<Vec<Done>, Error> {
        let yesterday = a_day_before(moment.now)?;
        let swept = app.world().store.sweep(moment.organization, moment.now, yesterday).await?;
        Ok(Done::of([("ended sessions", swept.sessions), ("remembered answers", swept.replies)]))
    }
}
