//! The chain: every event holds the hash of the one before it, so that nobody changes the past unnoticed.
//!
//! The hash is SHA-256 over the previous hash and every stored field, each with its length before it. What the chain cannot
//! show by itself is that its end was cut off; for that, keep the head's hash elsewhere: verifying prints it.

use closeout_app::{
    ports::{Append, ChainReport, StoreError, Write},
    record::{Event, Recorded, Stream, Via},
};
use closeout_domain::ids::{Digest, OrganizationId, PersonId};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::wire;

/// The hash before the first event.
pub const START: Digest = Digest([0; 32]);

/// An event as databases hold it: one column for each field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Whose record it is in.
    pub organization: Uuid,
    /// Its place in that record, from 1.
    pub position: u64,
    /// What it happened to, as in "item/7".
    pub stream: String,
    /// Its place in the stream, from 1.
    pub version: u64,
    /// When, in microseconds since 1970 in UTC.
    pub at: i64,
    /// Who did it.
    pub by: Uuid,
    /// In which way, as a word.
    pub via: String,
    /// The kind of event, as in "item.milestone_moved".
    pub kind: String,
    /// The event as JSON, byte for byte as it was written.
    pub body: String,
    /// The hash of the event before it.
    pub previous: [u8; 32],
    /// The hash of this one.
    pub hash: [u8; 32],
}

impl Link {
    /// What the hash has to be.
    pub fn computed(&self) -> [u8; 32] {
        let fields: [&[u8]; 10] = [
            &self.previous,
            self.organization.as_bytes(),
            &self.position.to_be_bytes(),
            self.stream.as_bytes(),
            &self.version.to_be_bytes(),
            &self.at.to_be_bytes(),
            self.by.as_bytes(),
            self.via.as_bytes(),
            self.kind.as_bytes(),
            self.body.as_bytes(),
        ];
        let mut hash = Sha256::new();
        for field in fields {
            hash.update((field.len() as u64).to_be_bytes());
            hash.update(field);
        }
        hash.finalize().into()
    }

    /// The event in its place, as the application reads it.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when a field is not what was ever written there.
    pub fn recorded(&self) -> Result<Recorded, StoreError> {
        let corrupt = |why: String| StoreError::Corrupt { place: format!("position {}", self.position), why };
        Ok(Recorded {
            organization: OrganizationId(self.organization),
            position: self.position,
            stream: self.stream.parse().map_err(|e| corrupt(format!("stream: {e}")))?,
            version: self.version,
            at: Timestamp::from_microsecond(self.at).map_err(|e| corrupt(format!("time: {e}")))?,
            by: PersonId(self.by),
            via: self.via.parse::<Via>().map_err(|e| corrupt(format!("way: {e}")))?,
            event: wire::decode(&self.kind, &self.body).map_err(|e| e.at(self.position))?,
            previous: Digest(self.previous),
            hash: Digest(self.hash),
        })
    }
}

/// Where the chain of an organization ends, and how it goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Whose chain it is.
    pub organization: OrganizationId,
    /// The position of the last event; 0 when there is none.
    pub position: u64,
    /// Its hash; [`START`] when there is none.
    pub hash: Digest,
}

impl Head {
    /// The chain before its first event.
    pub fn start(organization: OrganizationId) -> Self {
        Self { organization, position: 0, hash: START }
    }

    /// Links the events of one append. `actual` is the version at which its stream is now.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when the decision was made on another version.
    pub fn extend(&mut self, write: &Write, append: &Append, actual: u64) -> Result<Vec<Link>, StoreError> {
        if append.expected != actual {
            return Err(StoreError::Conflict { stream: append.stream, expected: append.expected, actual });
        }
        let numbered = (actual + 1..).zip(&append.events);
        numbered.map(|(version, event)| self.link(write, append.stream, version, event)).collect()
    }

    fn link(&mut self, write: &Write, stream: Stream, version: u64, event: &Event) -> Result<Link, StoreError> {
        let (kind, body) = wire::encode(event)?;
        let mut link = Link {
            organization: self.organization.0,
            position: self.position + 1,
            stream: stream.to_string(),
            version,
            at: write.at.as_microsecond(),
            by: write.by.0,
            via: write.via.word().to_owned(),
            kind: kind.to_owned(),
            body,
            previous: self.hash.0,
            hash: START.0,
        };
        link.hash = link.computed();
        (self.position, self.hash) = (link.position, Digest(link.hash));
        Ok(link)
    }
}

/// Follows a chain from its beginning, event by event, and stops believing at the first bad one.
#[derive(Debug, Clone)]
pub struct Verifier {
    head: Head,
    broken: Option<(u64, String)>,
}

impl Verifier {
    /// Starts before the first event.
    pub fn new(organization: OrganizationId) -> Self {
        Self { head: Head::start(organization), broken: None }
    }

    /// Checks the next event by position, and says whether the chain still holds; if not, the rest need not be read.
    pub fn check(&mut self, link: &Link) -> bool {
        if self.broken.is_none() {
            match self.fault(link) {
                None => (self.head.position, self.head.hash) = (link.position, Digest(link.hash)),
                Some(fault) => self.broken = Some(fault),
            }
        }
        self.broken.is_none()
    }

    fn fault(&self, link: &Link) -> Option<(u64, String)> {
        let expected = self.head.position + 1;
        if link.position != expected {
            return Some((expected, format!("the event is missing; position {} follows", link.position)));
        }
        let why = if link.organization != self.head.organization.0 {
            "it belongs to another organization".to_owned()
        } else if link.previous != self.head.hash.0 {
            "it does not follow from the event before it".to_owned()
        } else if link.hash != link.computed() {
            "its content does not match its hash".to_owned()
        } else {
            link.recorded().err()?.to_string()
        };
        Some((link.position, why))
    }

    /// What was found.
    pub fn report(self) -> ChainReport {
        ChainReport { events: self.head.position, head: self.head.hash, broken: self.broken }
    }
}

#[cfg(test)]
mod tests {
    use closeout_domain::{ids::ItemNumber, item};

    use super::*;

    fn chain(events: u16) -> Vec<Link> {
        let comment = |n| Event::Item(item::Event::Commented { text: format!("comment {n}") });
        let append =
            Append { stream: Stream::Item(ItemNumber(7)), expected: 3, events: (0..events).map(comment).collect() };
        let write = Write {
            by: PersonId(Uuid::from_u128(2)),
            via: Via::Page,
            at: Timestamp::from_microsecond(1_790_000_000_000_001).unwrap(),
            appends: vec![],
            changes: vec![],
        };
        Head::start(OrganizationId(Uuid::from_u128(1))).extend(&write, &append, 3).unwrap()
    }

    fn verify(links: &[Link]) -> ChainReport {
        let mut verifier = Verifier::new(OrganizationId(Uuid::from_u128(1)));
        links.iter().for_each(|link| {
            verifier.check(link);
        });
        verifier.report()
    }

    #[test]
    fn a_chain_holds_and_is_read_back() {
        let links = chain(5);
        let report = verify(&links);
        assert_eq!((report.events, report.head.0, report.broken), (5, links[4].hash, None));
        let read = links[4].recorded().unwrap();
        assert_eq!((read.position, read.version, read.stream), (5, 8, Stream::Item(ItemNumber(7))));
        assert_eq!(verify(&[]), ChainReport { events: 0, head: START, broken: None });
    }

    #[test]
    fn a_decision_on_another_version_is_a_conflict() {
        let append = Append { stream: Stream::Organization, expected: 2, events: vec![] };
        let write = Write {
            by: PersonId(Uuid::nil()),
            via: Via::Page,
            at: Timestamp::UNIX_EPOCH,
            appends: vec![],
            changes: vec![],
        };
        let mut head = Head::start(OrganizationId(Uuid::nil()));
        let error = head.extend(&write, &append, 3).unwrap_err();
        assert!(matches!(error, StoreError::Conflict { expected: 2, actual: 3, .. }), "{error}");
    }

    #[test]
    fn a_change_of_any_single_field_is_found() {
        type Change = fn(&mut Link);
        let changes: [(&str, Change); 11] = [
            ("organization", |l| l.organization = Uuid::from_u128(9)),
            ("position", |l| l.position = 9),
            ("stream", |l| l.stream = "item/8".into()),
            ("version", |l| l.version += 1),
            ("at", |l| l.at += 1),
            ("by", |l| l.by = Uuid::from_u128(9)),
            ("via", |l| l.via = "token".into()),
            ("kind", |l| l.kind = "item.submitted".into()),
            ("body", |l| l.body = l.body.replace("comment", "Comment")),
            ("previous", |l| l.previous[31] ^= 1),
            ("hash", |l| l.hash[0] ^= 128),
        ];
        for (field, change) in changes {
            let mut links = chain(5);
            change(&mut links[2]);
            let report = verify(&links);
            assert_eq!(report.broken.as_ref().map(|(position, _)| *position), Some(3), "{field}: {report:?}");
            assert_eq!((report.events, report.head.0), (2, links[1].hash), "{field}");
        }
    }

    #[test]
    fn moving_a_byte_from_one_field_to_the_next_changes_the_hash() {
        let mut link = chain(1).remove(0);
        let before = link.computed();
        (link.via, link.kind) = (format!("{}i", link.via), link.kind.split_off(1));
        assert_ne!(link.computed(), before);
    }

    #[test]
    fn an_event_that_is_missing_swapped_or_unreadable_is_found() {
        let why = |change: fn(&mut Vec<Link>)| {
            let mut links = chain(4);
            change(&mut links);
            verify(&links).broken.unwrap()
        };
        assert_eq!(why(|links| drop(links.remove(1))), (2, "the event is missing; position 3 follows".into()));
        assert_eq!(why(|links| links.swap(1, 2)).0, 2);
        assert_eq!(why(|links| drop(links.remove(0))).0, 1);
        let (position, reason) = why(|links| {
            links[3].kind = "item.forgotten".into();
            links[3].hash = links[3].computed();
        });
        assert_eq!(position, 4);
        assert!(reason.contains("item.forgotten"), "{reason}");
    }

    #[test]
    fn the_hash_of_an_event_is_the_same_for_ever() {
        // Worked out apart from this program, from the description above.
        let hash = Digest(chain(1)[0].hash).to_string();
        assert_eq!(hash, "49c17553ae6f6c10b245714d777e5a49f7c8b046baf2dac8e90b5dca24d2b2ed");
    }
}
