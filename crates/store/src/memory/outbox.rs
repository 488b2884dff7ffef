//! What is on its way to people.

use async_trait::async_trait;
use closeout_app::ports::{Fate, NewNotice, Notice, Outbox, Stage, StoreError};
use closeout_domain::ids::OrganizationId;
use jiff::Timestamp;
use uuid::Uuid;

use super::MemoryStore;
use crate::outbox::INTERRUPTED;

/// A notice, and who is at it until when.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The notice.
    pub notice: Notice,
    /// Whoever is at it.
    pub held: Option<(Uuid, Timestamp)>,
}

impl Kept {
    fn is_held_by(&self, holder: Uuid) -> bool {
        self.held.is_some_and(|(who, _)| who == holder)
    }

    fn end(&mut self, stage: Stage, at: Timestamp, why: String) {
        let notice = &mut self.notice;
        (notice.stage, notice.ended, notice.why, self.held) = (stage, Some(at), why, None);
    }
}

#[async_trait]
impl Outbox for MemoryStore {
    async fn put_notices(
        &self,
        organization: OrganizationId,
        at: Timestamp,
        notices: Vec<NewNotice>,
    ) -> Result<u64, StoreError> {
        let kept = &mut self.lock().notices;
        let mut new = 0;
        for what in notices {
            kept.entry((organization, what.key.clone())).or_insert_with(|| {
                new += 1;
                let why = String::new();
                let notice = Notice { what, stage: Stage::Waiting, attempts: 0, put: at, due: at, ended: None, why };
                Kept { notice, held: None }
            });
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
        let kept = &mut self.lock().notices;
        let free = |kept: &Kept| kept.held.is_none_or(|(_, ends)| ends <= now);
        let ours = kept.iter_mut().filter(|((whose, _), _)| *whose == organization).map(|(_, kept)| kept);
        let mut next: Option<&mut Kept> = None;
        for one in ours {
            if one.notice.stage == Stage::Sending && free(one) {
                one.end(Stage::Unknown, now, INTERRUPTED.into());
            }
            let waits = one.notice.stage == Stage::Waiting && one.notice.due <= now && free(one);
            // They come by key, so of those due at once the first one stays.
            if waits && next.as_ref().is_none_or(|earlier| one.notice.due < earlier.notice.due) {
                next = Some(one);
            }
        }
        Ok(next.map(|one| {
            one.held = Some((holder, until));
            one.notice.clone()
        }))
    }

    async fn hand_over_notice(
        &self,
        organization: OrganizationId,
        key: &str,
        holder: Uuid,
        until: Timestamp,
    ) -> Result<bool, StoreError> {
        let kept = &mut self.lock().notices;
        let found = kept.get_mut(&(organization, key.to_owned()));
        let Some(one) = found.filter(|one| one.is_held_by(holder) && one.notice.stage == Stage::Waiting) else {
            return Ok(false);
        };
        (one.notice.stage, one.held) = (Stage::Sending, Some((holder, until)));
        Ok(true)
    }

    async fn settle_notice(
        &self,
        organization: OrganizationId,
        key: &str,
        holder: Uuid,
        at: Timestamp,
        fate: Fate,
    ) -> Result<bool, StoreError> {
        let kept = &mut self.lock().notices;
        let found = kept.get_mut(&(organization, key.to_owned()));
        let Some(one) = found.filter(|one| one.is_held_by(holder)) else { return Ok(false) };
        match fate {
            Fate::Sent => {
                one.end(Stage::Sent, at, String::new());
                (one.notice.what.text, one.notice.what.html) = Default::default();
            }
            Fate::Again { due, why } => {
                let notice = &mut one.notice;
                (notice.stage, notice.due, notice.why, one.held) = (Stage::Waiting, due, why, None);
                notice.attempts = notice.attempts.saturating_add(1);
            }
            Fate::Unknown(why) => one.end(Stage::Unknown, at, why),
            Fate::Dead(why) => one.end(Stage::Dead, at, why),
        }
        Ok(true)
    }

    async fn replay_notice(&self, organization: OrganizationId, key: &str, now: Timestamp) -> Result<bool, StoreError> {
        let kept = &mut self.lock().notices;
        let found = kept.get_mut(&(organization, key.to_owned()));
        let Some(one) = found.filter(|one| matches!(one.notice.stage, Stage::Dead | Stage::Unknown)) else {
            return Ok(false);
        };
        let notice = &mut one.notice;
        (notice.stage, notice.attempts, notice.due, notice.ended) = (Stage::Waiting, 0, now, None);
        Ok(true)
    }

    async fn notices(
        &self,
        organization: OrganizationId,
        stage: Option<Stage>,
        limit: u32,
    ) -> Result<Vec<Notice>, StoreError> {
        let kept = &self.lock().notices;
        let ours = kept.iter().filter(|((whose, _), _)| *whose == organization).map(|(_, kept)| &kept.notice);
        let mut rows: Vec<Notice> = ours.filter(|n| stage.is_none_or(|s| n.stage == s)).cloned().collect();
        rows.sort_by(|a, b| b.put.cmp(&a.put).then_with(|| a.what.key.cmp(&b.what.key)));
        rows.truncate(limit as usize);
        Ok(rows)
    }
}
