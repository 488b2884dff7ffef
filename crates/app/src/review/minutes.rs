//! Signing a review: its minutes become a file, which the record names by its hash.

use std::{collections::BTreeMap, io};

use closeout_domain::{
    cadence::review::{self, Command, Minutes, Outcome},
    ids::{Digest, ReviewId},
    policy::Action,
    system::Description,
};
use closeout_report::{
    kind::Form,
    minutes::{self, Held},
};
use sha2::{Digest as _, Sha256};

use super::{TRIES, followed, not_found, shown, spoken_of};
use crate::{
    Actor, App, Error,
    auth::blocking,
    evidence::disk,
    ports::{ReadSeek, StoreError},
    project,
    views::{ReviewRow, SystemRow},
};

impl App {
    /// Signs the minutes: writes them, keeps the file, and records its hash.
    ///
    /// # Errors
    /// A refusal with its rule, a failing disk, writer or store.
    pub async fn sign_review(&self, actor: &Actor, id: ReviewId) -> Result<ReviewRow, Error> {
        let organization = self.organization(actor).await?;
        let directory = self.writing(actor).await?;
        for _ in 0..TRIES {
            let at = self.world.clock.now();
            let review = self.load_review(actor, id).await?;
            // Asked before the file is written, so that a refusal leaves nothing behind.
            let unsigned = Minutes { digest: Digest([0; 32]), size: 0 };
            review::decide(Some(&review), Command::Sign(unsigned), actor.person, &directory)?;
            let systems = self.world.store.systems(actor.organization).await?;
            let system = systems.into_iter().find(|row| row.id == review.opening.system.0);
            let system = system.ok_or(Error::Lost("a system"))?;
            let mut weaknesses = BTreeMap::new();
            for number in spoken_of(&review) {
                weaknesses.insert(number, self.load_item(actor, number).await?.weakness);
            }
            let held = Held {
                organization: organization.name.clone(),
                system: described(&system),
                marking: system.marking.clone(),
                review: review.clone(),
                weaknesses,
                directory: directory.clone(),
                signed: (at, actor.person),
            };
            let minutes = self.keep_minutes(held).await?;
            let events = review::decide(Some(&review), Command::Sign(minutes), actor.person, &directory)?;
            let (after, append) = followed(Some(review), events, (at, actor.person))?;
            match self.write(actor, at, vec![append], vec![project::review(&after)]).await {
                Ok(_) => return Ok(shown(&after, &directory)),
                // Somebody said something more: it belongs into the minutes.
                Err(Error::Store(StoreError::Conflict { .. })) => {}
                Err(other) => return Err(other),
            }
        }
        Err(Error::Lost("a much contended change"))
    }

    async fn keep_minutes(&self, held: Held) -> Result<Minutes, Error> {
        let _turn = self.reports.acquire().await.map_err(|_| Error::Lost("waiting to write the minutes"))?;
        let staged = self.world.blobs.staging().join(format!("minutes-{}", self.world.ids.uuid()));
        let path = staged.clone();
        let written = blocking("writing the minutes", move || {
            let bytes = Form::Pdf.write(&minutes::document(&held)).map_err(io::Error::other)?;
            std::fs::write(&path, &bytes)?;
            Ok(Minutes { digest: Digest(Sha256::digest(&bytes).into()), size: bytes.len() as u64 })
        });
        let minutes = written.await?.map_err(|source| disk("write the minutes", source))?;
        self.world.blobs.take(minutes.digest, &staged).await.map_err(|source| disk("keep the minutes", source))?;
        Ok(minutes)
    }

    /// Opens the signed minutes of a review: the name to save them under, their size, and the file.
    ///
    /// # Errors
    /// When the actor may not export, there is no such review, it is not signed, or the disk fails.
    pub async fn open_minutes(&self, actor: &Actor, id: ReviewId) -> Result<(String, u64, Box<dyn ReadSeek>), Error> {
        self.permitted(actor, Action::Export).await?;
        let review = self.load_review(actor, id).await?;
        let Some(Outcome::Signed { minutes, .. }) = review.outcome else { return Err(not_found(id)) };
        let file = self.world.blobs.open(minutes.digest).await.map_err(|source| disk("open the minutes", source))?;
        let opening = &review.opening;
        Ok((format!("minutes-{}-{}.pdf", opening.cadence, opening.day), minutes.size, file))
    }
}

fn described(row: &SystemRow) -> Description {
    Description {
        name: row.name.clone(),
        ssp_title: row.ssp_title.clone(),
        ssp_version: row.ssp_version.clone(),
        ssp_date: row.ssp_date,
        cage_codes: row.cage_codes.clone(),
        cmmc_uid: row.cmmc_uid.clone(),
    }
}
