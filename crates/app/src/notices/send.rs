//! Sending what waits in the outbox.
//!
//! No protocol of mail can promise "exactly once": a server may take a mail and be cut off before it says so. A mail is
//! marked before it is handed over. If its sender then stops, nobody sends it again by itself; it is shown as unknown, and
//! an administrator may send it again under the same Message-ID.

use closeout_domain::{ids::OrganizationId, people::Directory};
use jiff::{SignedDuration, Timestamp};

use super::message_id;
use crate::{
    App, Error,
    ports::{Fate, Mail, NotSent, Notice},
    tick::Done,
};

/// How long a server keeps a notice to itself; longer than an exchange with a mail server may take.
pub const HOLD: SignedDuration = SignedDuration::from_mins(3);

/// Notices that are sent in one round at most, so that a round ends.
const MOST: u32 = 200;

/// After how many minutes a notice is tried again; each day after the last.
const BACK_OFF: [i64; 5] = [1, 5, 30, 2 * 60, 6 * 60];

/// How often a notice is tried before it is given up: over some ten days.
pub const TRIES: u32 = 15;

/// What came of a round.
#[derive(Debug, Default)]
struct Tally {
    sent: u64,
    later: u64,
    dead: u64,
    unknown: u64,
}

impl App {
    /// Sends what is due. Any number of servers may do this at once: each notice is held by one.
    ///
    /// # Errors
    /// When the store fails. What was being handed over then is not sent again by itself.
    pub async fn deliver(&self, organization: OrganizationId) -> Result<Vec<Done>, Error> {
        let (store, holder) = (&self.world.store, self.world.ids.uuid());
        let (mut tally, mut directory) = (Tally::default(), None);
        for _ in 0..MOST {
            let now = self.world.clock.now();
            let Some(notice) = store.hold_notice(organization, holder, now, held(now)).await? else { break };
            if directory.is_none() {
                directory = store.organization(organization).await?.map(|row| row.directory());
            }
            let (fate, stop) = self.try_one(organization, holder, &notice, directory.as_ref()).await?;
            let Some(fate) = fate else { continue };
            match &fate {
                Fate::Sent => tally.sent += 1,
                Fate::Again { .. } => tally.later += 1,
                Fate::Unknown(_) => tally.unknown += 1,
                Fate::Dead(_) => tally.dead += 1,
            }
            store.settle_notice(organization, &notice.what.key, holder, self.world.clock.now(), fate).await?;
            if stop {
                break;
            }
        }
        Ok(Done::of([
            ("notices sent", tally.sent),
            ("notices put off", tally.later),
            ("notices given up", tally.dead),
            ("notices of which nobody knows whether they arrived", tally.unknown),
        ]))
    }

    /// What becomes of a notice, and whether to stop for now. `None` when somebody else has it meanwhile.
    async fn try_one(
        &self,
        organization: OrganizationId,
        holder: uuid::Uuid,
        notice: &Notice,
        directory: Option<&Directory>,
    ) -> Result<(Option<Fate>, bool), Error> {
        if directory.is_none_or(|all| all.active(notice.what.person).is_none()) {
            return Ok((Some(Fate::Dead("the person is not here any more".into())), false));
        }
        let what = notice.what.clone();
        let mail = Mail {
            id: message_id(organization, notice),
            to: what.to,
            subject: what.subject,
            text: what.text,
            html: what.html,
        };
        let announced = match self.world.mail.announce(&mail).await {
            Ok(announced) => announced,
            Err(not) => return Ok(self.missed(notice, not)),
        };
        let now = self.world.clock.now();
        if !self.world.store.hand_over_notice(organization, &what.key, holder, held(now)).await? {
            return Ok((None, false));
        }
        match announced.hand_over().await {
            Ok(()) => Ok((Some(Fate::Sent), false)),
            Err(not) => Ok(self.missed(notice, not)),
        }
    }

    fn missed(&self, notice: &Notice, not: NotSent) -> (Option<Fate>, bool) {
        match not {
            NotSent::Nothing(why) => (Some(again(notice, self.world.clock.now(), why)), true),
            NotSent::Later(why) => (Some(again(notice, self.world.clock.now(), why)), false),
            NotSent::Never(why) => (Some(Fate::Dead(why)), false),
            NotSent::Unknown(why) => (Some(Fate::Unknown(why)), true),
        }
    }
}

fn held(now: Timestamp) -> Timestamp {
    now.saturating_add(HOLD).unwrap_or(Timestamp::MAX)
}

/// Tried again later, or given up when it was tried often enough.
fn again(notice: &Notice, now: Timestamp, why: String) -> Fate {
    if notice.attempts.saturating_add(1) >= TRIES {
        return Fate::Dead(format!("it was tried {TRIES} times; the last time: {why}"));
    }
    Fate::Again { due: now.saturating_add(wait(notice.attempts)).unwrap_or(Timestamp::MAX), why }
}

/// How long to wait after so many tries before this one.
fn wait(tries: u32) -> SignedDuration {
    let minutes = BACK_OFF.get(tries as usize).copied().unwrap_or(24 * 60);
    SignedDuration::from_mins(minutes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_waits_longer_each_time_and_then_a_day() {
        let minutes: Vec<i64> = (0..7).map(|tries| wait(tries).as_mins()).collect();
        assert_eq!(minutes, [1, 5, 30, 120, 360, 1440, 1440]);
    }
}
