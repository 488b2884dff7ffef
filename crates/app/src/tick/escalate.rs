//! Laying what is overdue before somebody.

use async_trait::async_trait;

use super::step::{Done, Moment, Step};
use crate::{App, Error};

/// Does what the ladders of an organization say for today.
pub struct Escalate;

#[async_trait]
impl Step for Escalate {
    fn name(&self) -> &'static str {
        "lay what is overdue before somebody"
    }

    async fn run(&self, app: &App, moment: &Moment) -> Result<Vec<Done>, Error> {
        let did = app.escalate(moment.organization, moment.today).await?;
        Ok(Done::of([
            ("questions raised", did.raised),
            ("questions laid before somebody higher", did.climbed),
            ("questions settled", did.settled),
            ("decisions lapsed", did.lapsed),
        ]))
    }
}
