//! Keeping the record trustworthy: verify it, make its views anew, throw away what has run out.

use std::{collections::BTreeMap, fs, io, path::Path, time::SystemTime};

use closeout_domain::{
    asset::{
        self, Asset,
        merging::{self, Merging},
    },
    cadence::{
        escalation::{self, Escalation},
        review::{self, Review},
    },
    feed::{self, Feed},
    finding::dismissal::{self, Dismissal},
    ids::{Digest, OrganizationId},
    import::{self, Import},
    item::{self, Item},
    organization::{self, Organization},
    policy::Action,
    system::{self, System},
    time::Stamped,
};
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Actor, App, Error,
    auth::blocking,
    evidence::disk,
    ports::{ReadSeek, ViewChange},
    project,
    record::{Event, Recorded, Stream},
    views::{EscalationRow, MergingRow, OrganizationRow, ReviewRow, SystemRow},
};

/// Events read at a time.
const STRIDE: u32 = 5_000;

/// What verifying found. Nothing is repaired.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Verification {
    /// Whether everything holds.
    pub good: bool,
    /// Events whose hashes were computed again.
    pub events: u64,
    /// Hash of the last good event: note it elsewhere, and nobody can rewrite what came before.
    pub head: String,
    /// Files whose hashes were computed again.
    pub files: u64,
    /// What is wrong, in words, with the place; the first is the one to look at.
    pub faults: Vec<String>,
}

impl App {
    /// Verifies the actor's organization: the chain, the files it refers to, and the views.
    ///
    /// # Errors
    /// When the actor may not read the audit log, or the store fails.
    pub async fn verify(&self, actor: &Actor) -> Result<Verification, Error> {
        self.permitted(actor, Action::Audit).await?;
        self.verify_record(actor.organization).await
    }

    /// Verifies an organization, on the machine that holds the data.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn verify_record(&self, organization: OrganizationId) -> Result<Verification, Error> {
        let chain = self.world.store.verify_chain(organization).await?;
        let mut faults: Vec<String> = chain
            .broken
            .iter()
            .map(|(position, why)| format!("the record is broken at position {position}: {why}"))
            .collect();
        let mut files = 0;
        if faults.is_empty() {
            let replayed = self.replay(organization).await?;
            for (digest, whose) in replayed.files() {
                files += 1;
                faults.extend(self.check_file(digest, &whose).await?);
            }
            faults.extend(self.compare_views(organization, &replayed).await?);
        }
        let head = chain.head.to_string();
        Ok(Verification { good: faults.is_empty(), events: chain.events, head, files, faults })
    }

    /// Makes every view of an organization anew from its record.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn rebuild(&self, organization: OrganizationId) -> Result<u64, Error> {
        let replayed = self.replay(organization).await?;
        self.world.store.rebuild(organization, replayed.views(organization)).await?;
        Ok(replayed.events)
    }

    /// Throws away files that began to arrive a day ago and never came to their end, and says how many.
    ///
    /// # Errors
    /// When the disk fails.
    pub(crate) async fn sweep_files(&self) -> Result<u64, Error> {
        let yesterday = a_day_before(self.world.clock.now())?;
        let staging = self.world.blobs.staging().to_owned();
        let swept = blocking("sweeping files", move || sweep_files(&staging, yesterday.into())).await?;
        swept.map_err(|e| disk("sweep a file", e))
    }

    async fn check_file(&self, digest: Digest, whose: &str) -> Result<Option<String>, Error> {
        let file = match self.world.blobs.open(digest).await {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                return Ok(Some(format!("the file {digest} of {whose} is missing")));
            }
            Err(e) => return Err(disk("open a file", e)),
        };
        let actual = blocking("hashing a file", move || hash(file)).await?.map_err(|e| disk("read a file", e))?;
        Ok((actual != digest).then(|| format!("the file {digest} of {whose} was changed: its hash is {actual}")))
    }

    async fn compare_views(&self, organization: OrganizationId, replayed: &Replayed) -> Result<Vec<String>, Error> {
        let mut faults = Vec::new();
        let query = |from| crate::query::ItemQuery {
            order: crate::query::ItemOrder::Number,
            window: crate::query::Window { from, ..crate::query::Window::LARGEST },
            ..Default::default()
        };
        let (mut from, mut seen) = (Some(0), 0u64);
        while let Some(start) = from {
            let page = self.world.store.items(organization, &query(start)).await?;
            for row in &page.rows {
                seen += 1;
                let item = replayed.items.get(&closeout_domain::ids::ItemNumber(row.number));
                if item.map(project::item_row).as_ref() != Some(row) {
                    faults.push(format!(
                        "the register shows {} otherwise than the record; `closeout rebuild` mends it",
                        row.id
                    ));
                }
            }
            from = page.next;
        }
        if seen != replayed.items.len() as u64 {
            faults.push(format!(
                "the register shows {seen} items, the record has {}; `closeout rebuild` mends it",
                replayed.items.len()
            ));
        }
        let store = &self.world.store;
        let organization_row = replayed.organization.as_ref().map(|o| OrganizationRow::of(organization, o));
        if store.organization(organization).await? != organization_row {
            faults.push("people are shown otherwise than in the record; `closeout rebuild` mends it".into());
        }
        for row in store.systems(organization).await? {
            let system = replayed.systems.get(&closeout_domain::ids::SystemId(row.id));
            if system.map(SystemRow::from).as_ref() != Some(&row) {
                let name = &row.name;
                faults.push(format!("{name} is shown otherwise than in the record; `closeout rebuild` mends it"));
            }
            let merging = replayed.merging.get(&closeout_domain::ids::SystemId(row.id));
            let shown = store.merging(organization, closeout_domain::ids::SystemId(row.id)).await?;
            if merging.map(MergingRow::from) != shown {
                let what = format!("which assets of {} are one", row.name);
                faults.push(format!("{what} is shown otherwise than in the record; `closeout rebuild` mends it"));
            }
        }
        faults.extend(self.compare_escalations(organization, replayed).await?);
        faults.extend(self.compare_reviews(organization, replayed).await?);
        faults.extend(self.compare_findings(organization, replayed).await?);
        Ok(faults)
    }

    async fn compare_escalations(
        &self,
        organization: OrganizationId,
        replayed: &Replayed,
    ) -> Result<Option<String>, Error> {
        let (mut from, mut shown) = (Some(0), BTreeMap::new());
        while let Some(start) = from {
            let window = crate::query::Window { from: start, ..crate::query::Window::LARGEST };
            let query = crate::query::EscalationQuery { window, ..Default::default() };
            let page = self.world.store.escalations(organization, &query).await?;
            shown.extend(page.rows.into_iter().map(|row| (row.id, row)));
            from = page.next;
        }
        let recorded: BTreeMap<_, _> =
            replayed.escalations.iter().map(|(id, e)| (id.0, EscalationRow::from(e))).collect();
        let why = "escalations are shown otherwise than in the record; `closeout rebuild` mends it";
        Ok((shown != recorded).then(|| why.into()))
    }

    async fn compare_reviews(
        &self,
        organization: OrganizationId,
        replayed: &Replayed,
    ) -> Result<Option<String>, Error> {
        let (mut from, mut shown) = (Some(0), BTreeMap::new());
        while let Some(start) = from {
            let window = crate::query::Window { from: start, ..crate::query::Window::LARGEST };
            let query = crate::query::ReviewQuery { window, ..Default::default() };
            let page = self.world.store.reviews(organization, &query).await?;
            shown.extend(page.rows.into_iter().map(|row| (row.id, row)));
            from = page.next;
        }
        let recorded: BTreeMap<_, _> = replayed.reviews.iter().map(|(id, r)| (id.0, ReviewRow::from(r))).collect();
        let why = "reviews are shown otherwise than in the record; `closeout rebuild` mends it";
        Ok((shown != recorded).then(|| why.into()))
    }

    async fn compare_findings(&self, organization: OrganizationId, replayed: &Replayed) -> Result<Vec<String>, Error> {
        let kept: BTreeMap<_, _> = self.world.store.statements(organization).await?.into_iter().collect();
        let mut faults = Vec::new();
        for (id, import) in &replayed.imports {
            let (file, stated) = (&import.record.file, import.record.tally.observations);
            let now = kept.get(id).copied().unwrap_or_default();
            if now != stated {
                let remedy = "undo it and bring the file in again";
                faults.push(format!("{file} made {stated} statements, and {now} are kept: {remedy}"));
            }
        }
        if !self.world.store.is_settled(organization).await? {
            let why = "findings are shown otherwise than the imports come to";
            faults.push(format!("{why}; `closeout rebuild` mends their states"));
        }
        Ok(faults)
    }

    async fn replay(&self, organization: OrganizationId) -> Result<Replayed, Error> {
        let mut replayed = Replayed::default();
        loop {
            let events = self.world.store.log(organization, replayed.events, STRIDE).await?;
            if events.is_empty() {
                return Ok(replayed);
            }
            events.iter().for_each(|event| replayed.add(event));
        }
    }
}

/// The instant by which what is kept for a day has been kept long enough.
pub(crate) fn a_day_before(now: Timestamp) -> Result<Timestamp, Error> {
    now.saturating_sub(SignedDuration::from_hours(24)).map_err(|_| Error::Lost("yesterday"))
}

/// Removes what was last written before then.
fn sweep_files(folder: &Path, before: SystemTime) -> io::Result<u64> {
    let mut removed = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let is_old = |file: &fs::Metadata| file.is_file() && file.modified().is_ok_and(|at| at < before);
        if entry.metadata().is_ok_and(|file| is_old(&file)) {
            // Another server that shares the folder may be faster.
            match fs::remove_file(entry.path()) {
                Ok(()) => removed += 1,
                Err(e) if e.kind() == io::ErrorKind::NotFound => {}
                Err(e) => return Err(e),
            }
        }
    }
    Ok(removed)
}

/// Everything that a record tells, folded.
#[derive(Default)]
struct Replayed {
    events: u64,
    organization: Option<Organization>,
    systems: BTreeMap<closeout_domain::ids::SystemId, System>,
    items: BTreeMap<closeout_domain::ids::ItemNumber, Item>,
    imports: BTreeMap<closeout_domain::ids::ImportId, Import>,
    dismissals: BTreeMap<closeout_domain::ids::FindingId, Dismissal>,
    assets: BTreeMap<closeout_domain::ids::AssetId, Asset>,
    merging: BTreeMap<closeout_domain::ids::SystemId, Merging>,
    feeds: BTreeMap<feed::Kind, Feed>,
    escalations: BTreeMap<closeout_domain::ids::EscalationId, Escalation>,
    reviews: BTreeMap<closeout_domain::ids::ReviewId, Review>,
}

impl Replayed {
    fn add(&mut self, recorded: &Recorded) {
        self.events = recorded.position;
        let (at, by) = (recorded.at, recorded.by);
        match (recorded.stream, recorded.event.clone()) {
            (Stream::Organization, Event::Organization(what)) => {
                self.organization = organization::fold(self.organization.take(), &Stamped { at, by, what });
            }
            (Stream::System(id), Event::System(what)) => {
                let after = system::fold(self.systems.remove(&id), &Stamped { at, by, what });
                self.systems.extend(after.map(|s| (id, s)));
            }
            (Stream::Item(number), Event::Item(what)) => {
                let after = item::fold(self.items.remove(&number), &Stamped { at, by, what });
                self.items.extend(after.map(|i| (number, i)));
            }
            (Stream::Import(id), Event::Import(what)) => {
                let after = import::fold(self.imports.remove(&id), &Stamped { at, by, what });
                self.imports.extend(after.map(|i| (id, i)));
            }
            (Stream::Dismissal(id), Event::Dismissal(what)) => {
                let after = dismissal::fold(self.dismissals.remove(&id), &Stamped { at, by, what });
                self.dismissals.extend(after.map(|d| (id, d)));
            }
            (Stream::Asset(id), Event::Asset(what)) => {
                let after = asset::fold(self.assets.remove(&id), &Stamped { at, by, what });
                self.assets.extend(after.map(|a| (id, a)));
            }
            (Stream::Merging(id), Event::Merging(what)) => {
                let after = merging::fold(self.merging.remove(&id), &Stamped { at, by, what });
                self.merging.extend(after.map(|m| (id, m)));
            }
            (Stream::Feed(kind), Event::Feed(what)) => {
                let after = feed::fold(self.feeds.remove(&kind), &Stamped { at, by, what });
                self.feeds.extend(after.map(|f| (kind, f)));
            }
            (Stream::Escalation(id), Event::Escalation(what)) => {
                let after = escalation::fold(self.escalations.remove(&id), &Stamped { at, by, what });
                self.escalations.extend(after.map(|e| (id, e)));
            }
            (Stream::Review(id), Event::Review(what)) => {
                let after = review::fold(self.reviews.remove(&id), &Stamped { at, by, what });
                self.reviews.extend(after.map(|r| (id, r)));
            }
            _ => {}
        }
    }

    fn views(&self, id: OrganizationId) -> Vec<ViewChange> {
        let organization = self.organization.iter().map(|o| project::organization(id, o));
        organization
            .chain(self.systems.values().map(project::system))
            .chain(self.items.values().map(project::item))
            .chain(self.imports.values().map(project::import))
            .chain(self.dismissals.values().map(project::dismissal))
            .chain(self.assets.values().map(project::asset))
            .chain(self.merging.values().map(project::merging))
            .chain(self.feeds.values().map(project::feed))
            .chain(self.escalations.values().map(project::escalation))
            .chain(self.reviews.values().map(project::review))
            .collect()
    }

    /// Every file that the record refers to, and what refers to it.
    fn files(&self) -> BTreeMap<Digest, String> {
        let evidence =
            self.items.values().flat_map(|i| i.exhibits.iter().map(|e| (e.evidence.digest, i.number.to_string())));
        let imports = self.imports.values().map(|i| (i.record.digest, format!("the import of {}", i.record.file)));
        let feeds = self.feeds.values().map(|f| (f.edition.digest, format!("the feed {}", f.edition.kind)));
        let minutes = self.reviews.values().filter_map(|r| match &r.outcome {
            Some(review::Outcome::Signed { minutes, .. }) => {
                Some((minutes.digest, format!("the {} review of {}", r.opening.cadence, r.opening.day)))
            }
            _ => None,
        });
        evidence.chain(imports).chain(feeds).chain(minutes).collect()
    }
}

fn hash(mut file: Box<dyn ReadSeek>) -> io::Result<Digest> {
    use sha2::Digest as _;
    let mut hash = sha2::Sha256::new();
    io::copy(&mut file, &mut Hasher(&mut hash))?;
    Ok(Digest(hash.finalize().into()))
}

/// Lets a hash be written to.
struct Hasher<'a>(&'a mut sha2::Sha256);

impl io::Write for Hasher<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        sha2::Digest::update(self.0, bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn only_files_that_stopped_arriving_are_swept() {
        let folder = tempfile::tempdir().unwrap();
        let before = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        for (name, written) in [("old.part", 999_999), ("new.part", 1_000_000)] {
            let file = fs::File::create(folder.path().join(name)).unwrap();
            file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(written)).unwrap();
        }
        fs::create_dir(folder.path().join("a folder")).unwrap();
        assert_eq!(sweep_files(folder.path(), before).unwrap(), 1);
        assert!(!folder.path().join("old.part").exists() && folder.path().join("new.part").exists());
        assert!(folder.path().join("a folder").exists());
    }
}
