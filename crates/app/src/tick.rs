//! What happens by itself: every step of a list, for each organization, once a minute or as often as cron says.
//!
//! Any number of servers may tick over one record. In each organization one at a time takes the steps, under a lease that
//! ends by itself should its holder be killed. The lease saves work; it promises nothing. A holder that was held up for
//! longer than its lease may meet its successor in the middle of a step, so each step has to leave what is done already
//! as it is.

use std::time::Duration;

use closeout_domain::ids::OrganizationId;
use jiff::Timestamp;

mod escalate;
mod forget;
mod hold;
mod notify;
mod step;

use self::hold::Hold;
pub use self::{
    hold::LEASE,
    step::{Done, Moment, Step},
};
use crate::{App, Error};

/// Everything that happens by itself, in this order.
pub const STEPS: &[&dyn Step] = &[&forget::Forget, &escalate::Escalate, &notify::Notify];

/// What is done in a round, and how.
pub struct Round<'a> {
    /// The steps, in their order.
    pub steps: &'a [&'a dyn Step],
    /// How often the lease is renewed while a step takes its time.
    pub renew: Duration,
}

impl Default for Round<'_> {
    fn default() -> Self {
        Self { steps: STEPS, renew: Duration::from_secs(60) }
    }
}

/// What a round came to.
#[derive(Debug)]
pub struct Ticked {
    /// When it began.
    pub at: Timestamp,
    /// How many files were removed from this machine that began to arrive a day before and never came to their end.
    pub files: Result<u64, Error>,
    /// What was done in each organization, by name.
    pub organizations: Vec<Tended>,
}

/// What a round came to in one organization.
#[derive(Debug)]
pub struct Tended {
    /// Which.
    pub organization: OrganizationId,
    /// Its name.
    pub name: String,
    /// What each step that was taken came to.
    pub steps: Vec<Stepped>,
    /// Why it ended.
    pub ending: Ending,
}

/// What a step came to.
#[derive(Debug)]
pub struct Stepped {
    /// Its name.
    pub step: &'static str,
    /// What it did, or why it failed.
    pub outcome: Result<Vec<Done>, Error>,
}

/// Why a round in an organization ended.
#[derive(Debug)]
pub enum Ending {
    /// Every step was taken.
    Whole,
    /// Another server has the lease: no step was taken.
    Elsewhere,
    /// The lease went to another server in the middle, which goes on.
    Lost,
    /// The store could not say who has the lease.
    Failed(Error),
}

impl Ticked {
    /// Everything that failed: in which organization, if in one, at what, and why.
    pub fn failures(&self) -> impl Iterator<Item = (Option<&Tended>, &'static str, &Error)> {
        let files = self.files.as_ref().err().map(|error| (None, "remove files that stopped arriving", error));
        files.into_iter().chain(self.organizations.iter().flat_map(|tended| {
            tended.steps.iter().filter_map(move |s| Some((Some(tended), s.step, s.outcome.as_ref().err()?))).chain(
                match &tended.ending {
                    Ending::Failed(error) => Some((Some(tended), "hold the lease", error)),
                    _ => None,
                },
            )
        }))
    }
}

impl App {
    /// Does what is due by itself, at the time of the world's clock.
    ///
    /// A step that fails stops neither the steps after it nor other organizations; it is told in what comes back.
    ///
    /// # Errors
    /// When the store cannot say which organizations there are.
    pub async fn tick(&self) -> Result<Ticked, Error> {
        self.take_round(&Round::default()).await
    }

    /// Takes the steps of a round, at the time of the world's clock.
    ///
    /// # Errors
    /// When the store cannot say which organizations there are.
    pub async fn take_round(&self, round: &Round<'_>) -> Result<Ticked, Error> {
        let (at, today) = (self.world.clock.now(), self.world.clock.today());
        // Each machine has its own folder of arriving files, so no lease is asked for.
        let files = self.sweep_files().await;
        let mut organizations = Vec::new();
        for row in self.world.store.organizations().await? {
            let organization = OrganizationId(row.id);
            let (mut steps, ending) = self.tend(round, &Moment { organization, now: at, today }).await;
            // Without the lease, which a server that was killed keeps for minutes: each notice is held by itself.
            if self.world.mail.place().is_some() {
                steps.push(Stepped { step: "send notices", outcome: self.deliver(organization).await });
            }
            organizations.push(Tended { organization, name: row.name, steps, ending });
        }
        Ok(Ticked { at, files, organizations })
    }

    async fn tend(&self, round: &Round<'_>, moment: &Moment) -> (Vec<Stepped>, Ending) {
        let hold = Hold::new(&self.world, moment.organization, round.renew);
        match hold.take().await {
            Ok(true) => {}
            Ok(false) => return (Vec::new(), Ending::Elsewhere),
            Err(error) => return (Vec::new(), Ending::Failed(error)),
        }
        let mut steps = Vec::new();
        for step in round.steps {
            let ending = match hold.during(step.run(self, moment)).await {
                Ok(Some(outcome)) => {
                    steps.push(Stepped { step: step.name(), outcome });
                    continue;
                }
                Ok(None) => Ending::Lost,
                Err(error) => Ending::Failed(error),
            };
            return (steps, ending);
        }
        match hold.give_back().await {
            Ok(()) => (steps, Ending::Whole),
            Err(error) => (steps, Ending::Failed(error)),
        }
    }
}
