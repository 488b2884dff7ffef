//! Files that are imported.

use closeout_app::{
    bulk::{AssetDetail, Batch, CoverageRow, Ending, Feed, FindingDetail, Sighting},
    ports::{Append, Finish, Imported, Mode, Settled, Store, StoreError, ViewChange, Write},
    record::{Event, Recorded, Stream, Via},
    views::{CvssView, ImportRow},
};
use closeout_domain::{
    finding::{
        asset::NameKind, coverage::CheckScope, grouping::fix_of, identity, observation::Judgement, severity::Severity,
    },
    ids::{AssetId, Digest, FindingId, ImportId, OrganizationId, SystemId},
    import::{self, Changes, Import, Record, Tally},
};
use jiff::Timestamp;
use tokio::sync::mpsc;

use crate::firm::{at, digest, import, person, system};

pub const PRESENT: Judgement = Judgement::Present;
pub const ABSENT: Judgement = Judgement::Absent;
pub const NOT_JUDGED: Judgement = Judgement::NotJudged;

/// A file: what it says, and how it is brought in.
#[derive(Debug, Clone)]
pub struct Scan {
    pub id: ImportId,
    pub system: SystemId,
    pub family: &'static str,
    pub policy: &'static str,
    pub complete: bool,
    pub seen_at: Timestamp,
    pub digest: Digest,
    pub assets: Vec<AssetDetail>,
    pub findings: Vec<FindingDetail>,
    pub sightings: Vec<Sighting>,
    pub coverage: Vec<CoverageRow>,
    /// How many rows travel together.
    pub batch: usize,
}

/// A finding of the first system by the usual tool.
pub fn finding(check: u8) -> FindingId {
    finding_of(system(1), "nessus", check)
}

pub fn finding_of(system: SystemId, family: &str, check: u8) -> FindingId {
    identity::finding(system, family, &format!("check {check}"))
}

/// An asset of the first system.
pub fn asset(n: u8) -> AssetId {
    asset_of(system(1), n)
}

pub fn asset_of(system: SystemId, n: u8) -> AssetId {
    identity::asset(system, NameKind::Hostname, &format!("host-{n}"))
}

/// The `n`th file, of the first system by the usual tool, that says nothing yet.
pub fn scan(n: u8) -> Scan {
    Scan {
        id: import(n),
        system: system(1),
        family: "nessus",
        policy: "weekly",
        complete: true,
        seen_at: at(i64::from(n) * 100),
        digest: digest(n),
        assets: vec![],
        findings: vec![],
        sightings: vec![],
        coverage: vec![],
        batch: 3,
    }
}

impl Scan {
    /// Names an asset without having looked at it.
    pub fn names(mut self, n: u8) -> Self {
        let id = asset_of(self.system, n);
        if self.assets.iter().all(|a| a.id != id) {
            self.assets.push(AssetDetail {
                id,
                label: format!("host-{n}"),
                names: vec![(NameKind::Hostname, format!("host-{n}")), (NameKind::Ip, format!("192.0.2.{n}"))],
                os: "Windows Server 2022".into(),
                ip: format!("192.0.2.{n}"),
            });
        }
        self
    }

    /// Looks at an asset as well as one can.
    pub fn looks(self, n: u8) -> Self {
        self.looks_as(n, |_| ())
    }

    /// Looks at an asset in some other way.
    pub fn looks_as(mut self, n: u8, change: impl FnOnce(&mut CoverageRow)) -> Self {
        self = self.names(n);
        let mut row = CoverageRow {
            asset: asset_of(self.system, n),
            reached: true,
            authenticated: Some(true),
            check_set: "202611130915".into(),
            checks: CheckScope::Edition,
            seen_at: None,
        };
        change(&mut row);
        self.coverage.push(row);
        self
    }

    /// Says something of a check on an asset.
    pub fn states(self, check: u8, asset: u8, state: Judgement, severity: Severity) -> Self {
        self.states_at(check, asset, "", state, severity)
    }

    /// Says something of a check at a place of an asset.
    pub fn states_at(mut self, check: u8, asset: u8, place: &str, state: Judgement, severity: Severity) -> Self {
        self = self.names(asset).describes(check);
        self.sightings.push(Sighting {
            finding: finding_of(self.system, self.family, check),
            asset: asset_of(self.system, asset),
            place: place.into(),
            state,
            severity,
            seen_at: None,
            needs_authentication: false,
            output: format!("{} of check {check} at {place}", state.word()),
        });
        self
    }

    /// That a check is there on an asset, of the severity that it mostly has here.
    pub fn finds(self, check: u8, asset: u8) -> Self {
        self.states(check, asset, PRESENT, usual_severity(check))
    }

    /// Describes a check. The same check is always described alike: texts are not undone. Three have one fix.
    pub fn describes(mut self, check: u8) -> Self {
        let id = finding_of(self.system, self.family, check);
        if self.findings.iter().any(|f| f.id == id) {
            return self;
        }
        let check_name = format!("check {check}");
        let recommendation = format!("Install the update of round {} of this year.", check / 3);
        self.findings.push(FindingDetail {
            id,
            family: self.family.into(),
            source: self.family.into(),
            title: format!("Weakness {}", char::from(b'a' + check % 26)),
            severity: usual_severity(check),
            native_severity: (check % 5).to_string(),
            cvss: vec![CvssView { version: "3.1".into(), vector: "AV:N/AC:L".into(), score: Some(7.5) }],
            cve: vec![format!("CVE-2026-{:04}", 1000 + u16::from(check))],
            cwe: vec!["CWE-79".into()],
            cci: vec!["CCI-000366".into()],
            requirement: if check == 4 { "3.5.3[a]".into() } else { String::new() },
            description: format!("what {check_name} is about"),
            fix: fix_of(self.system, self.family, &check_name, &recommendation),
            recommendation,
            check: check_name,
        });
        self
    }

    pub fn ending(&self) -> Ending {
        let count = |state| self.sightings.iter().filter(|s| s.state == state).count() as u64;
        Ending {
            format: self.family.into(),
            family: self.family.into(),
            tool: "Scanner 1.0".into(),
            policy: self.policy.into(),
            complete: self.complete,
            seen_at: self.seen_at,
            tally: Tally {
                observations: self.sightings.len() as u64,
                present: count(PRESENT),
                absent: count(ABSENT),
                not_judged: count(NOT_JUDGED),
                assets: self.assets.len() as u64,
                ..Tally::default()
            },
        }
    }

    /// The rows in batches, assets and findings before the others.
    pub fn batches(&self) -> Vec<Batch> {
        let mut batches =
            vec![Batch { assets: self.assets.clone(), findings: self.findings.clone(), ..Batch::default() }];
        let sightings = self.sightings.chunks(self.batch).map(<[_]>::to_vec);
        batches.extend(sightings.map(|sightings| Batch { sightings, ..Batch::default() }));
        let coverage = self.coverage.chunks(self.batch).map(<[_]>::to_vec);
        batches.extend(coverage.map(|coverage| Batch { coverage, ..Batch::default() }));
        batches
    }

    /// The rows on their way; without the end if `ends` is not set.
    pub fn feed(&self, ends: bool) -> mpsc::Receiver<Feed> {
        let (sender, receiver) = mpsc::channel(2);
        let mut parts: Vec<Feed> = self.batches().into_iter().map(Feed::Rows).collect();
        parts.extend(ends.then(|| Feed::End(self.ending())));
        tokio::spawn(async move {
            for part in parts {
                // Whoever reads may stop: then nothing more has to be sent.
                if sender.send(part).await.is_err() {
                    break;
                }
            }
        });
        receiver
    }

    pub fn state(&self, changes: Changes) -> Import {
        let record = Record {
            id: self.id,
            system: self.system,
            format: self.family.into(),
            tool: "Scanner 1.0".into(),
            file: "scan.xml".into(),
            digest: self.digest,
            size: 1_000,
            tally: self.ending().tally,
            changes,
            complete: self.complete,
        };
        Import { record, committed: (self.seen_at, person(1)), mapping: None, undone: None, version: 1 }
    }

    fn write(&self, expected: u64, event: import::Event, state: &Import) -> Write {
        Write {
            by: person(1),
            via: Via::CommandLine,
            at: self.seen_at,
            appends: vec![Append { stream: Stream::Import(self.id), expected, events: vec![Event::Import(event)] }],
            changes: vec![ViewChange::Import(ImportRow::from(state))],
        }
    }

    /// What records the import.
    pub fn committed(&self, settled: &Settled) -> Write {
        let state = self.state(settled.changes);
        self.write(0, import::Event::Committed(Box::new(state.record.clone())), &state)
    }

    /// What records its undoing.
    pub fn undone(&self, changes: Changes) -> Write {
        let reason = "the wrong site".to_owned();
        let undone = Some((self.seen_at, person(1), reason.clone()));
        let state = Import { undone, version: 2, ..self.state(changes) };
        self.write(1, import::Event::Undone { reason }, &state)
    }

    pub async fn bring(
        &self,
        store: &dyn Store,
        organization: OrganizationId,
        mode: Mode,
        finish: Finish,
    ) -> Result<Imported, StoreError> {
        store.import(organization, self.system, self.id, mode, self.feed(true), finish).await
    }

    pub async fn commit(&self, store: &dyn Store, organization: OrganizationId) -> Imported {
        let own = self.clone();
        let finish: Finish = Box::new(move |settled| Ok(own.committed(settled)));
        let imported = self.bring(store, organization, Mode::Commit, finish).await.unwrap();
        assert_eq!(imported.refused, None);
        imported
    }

    pub async fn preview(&self, store: &dyn Store, organization: OrganizationId) -> Imported {
        let own = self.clone();
        let finish: Finish = Box::new(move |settled| Ok(own.committed(settled)));
        self.bring(store, organization, Mode::Preview, finish).await.unwrap()
    }

    pub async fn undo(&self, store: &dyn Store, organization: OrganizationId) -> Vec<Recorded> {
        store.undo(organization, self.id, self.undone(Changes::default())).await.unwrap()
    }
}

/// Some of every severity.
pub fn usual_severity(check: u8) -> Severity {
    Severity::ALL[usize::from(check) % Severity::ALL.len()]
}
