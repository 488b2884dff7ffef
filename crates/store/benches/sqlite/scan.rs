//! A scan as a reader feeds it: hosts one after the other, some hundred statements each, of 4,000 checks.

use std::collections::HashSet;

use closeout_app::{
    bulk::{AssetDetail, Batch, CoverageRow, Ending, Feed, FindingDetail, Sighting},
    ports::{Append, Findings, Mode, Settled, Write},
    record::{Event, Stream, Via},
    views::CvssView,
};
use closeout_domain::{
    finding::{asset::NameKind, coverage::CheckScope, identity, observation::Judgement, severity::Severity},
    ids::{AssetId, Digest, FindingId, ImportId},
    import::{self, Tally},
};
use jiff::Timestamp;
use tokio::sync::mpsc;

use crate::{
    Outcome,
    rows::{ORGANIZATION, PERSON, SYSTEM},
};

const CHECKS: usize = 4_000;
const PER_HOST: usize = 102;
const BATCH: usize = 2_000;

/// A weekly scan of the same hosts: a tenth of what is found changes from week to week.
#[derive(Debug, Clone, Copy)]
pub struct Scan {
    pub week: usize,
    pub rows: usize,
}

/// Imports it, and says what it came to.
pub async fn run(store: &impl Findings, import: ImportId, mode: Mode, scan: Scan) -> Outcome<Settled> {
    let (rows, feed) = mpsc::channel(4);
    let producer = std::thread::spawn(move || scan.produce(&rows));
    let finish = Box::new(move |settled: &Settled| Ok(scan.committed(import, settled)));
    let imported = store.import(ORGANIZATION, SYSTEM, import, mode, feed, finish).await?;
    producer.join().map_err(|_| "the producer failed")?;
    Ok(imported.settled)
}

impl Scan {
    fn seen_at(self) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + 604_800 * i64::try_from(self.week).unwrap_or(0)).unwrap_or_default()
    }

    fn committed(self, id: ImportId, settled: &Settled) -> Write {
        let record = import::Record {
            id,
            system: SYSTEM,
            format: "nessus".into(),
            tool: "Nessus 10.8.3".into(),
            file: format!("week {}.nessus", self.week),
            digest: Digest([u8::try_from(self.week).unwrap_or(0); 32]),
            size: 100_000_000,
            tally: settled.ending.tally,
            changes: settled.changes,
            complete: true,
        };
        let events = vec![Event::Import(import::Event::Committed(Box::new(record)))];
        let appends = vec![Append { stream: Stream::Import(id), expected: 0, events }];
        Write { by: PERSON, via: Via::CommandLine, at: self.seen_at(), appends, changes: Vec::new() }
    }

    fn produce(self, rows: &mpsc::Sender<Feed>) {
        let mut random = 88_172_645_463_325_252_u64;
        let mut next = move |below: usize| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            usize::try_from(random % below as u64).unwrap_or(0)
        };
        let line = "\n  Path : /opt/Lathe/1\n  Found : <0.123456> & older";
        let keys: Vec<FindingId> =
            (0..CHECKS).map(|n| identity::finding(SYSTEM, "nessus", &(200_000 + n).to_string())).collect();
        let mut batch = Batch::default();
        let mut met = HashSet::new();
        for n in 0..self.rows {
            let host = n / PER_HOST;
            if n % PER_HOST == 0 {
                self.host(host, &mut batch);
            }
            // A tenth of what a host has is other checks than the week before.
            let check = (next(CHECKS) + if n % 10 == 0 { self.week } else { 0 }) % CHECKS;
            let lines = [0, 0, 2, 2, 2, 2, 6, 6, 6, 20].get(next(10)).copied().unwrap_or(0);
            let Some(finding) = keys.get(check).copied() else { continue };
            if met.insert(check) {
                batch.findings.push(detail(finding, check));
            }
            batch.sightings.push(Sighting {
                finding,
                asset: asset(host),
                place: "tcp/443".into(),
                state: Judgement::Present,
                severity: severity(check),
                seen_at: Some(self.seen_at()),
                needs_authentication: check.is_multiple_of(2),
                output: line.repeat(lines),
            });
            if batch.sightings.len() == BATCH && rows.blocking_send(Feed::Rows(std::mem::take(&mut batch))).is_err() {
                return;
            }
        }
        let ending = Ending {
            format: "nessus".into(),
            family: "nessus".into(),
            tool: "Nessus 10.8.3".into(),
            policy: "weekly".into(),
            complete: true,
            seen_at: self.seen_at(),
            tally: Tally { observations: self.rows as u64, ..Tally::default() },
        };
        if rows.blocking_send(Feed::Rows(batch)).is_ok() {
            let _gone = rows.blocking_send(Feed::End(ending));
        }
    }

    fn host(self, host: usize, batch: &mut Batch) {
        let (name, ip) = (format!("mill-{host:05}.shop.example"), format!("10.20.{}.{}", host / 250, host % 250));
        let names =
            [(NameKind::Fqdn, name.clone()), (NameKind::Ip, ip.clone()), (NameKind::Mac, format!("{host:012x}"))];
        batch.assets.push(AssetDetail {
            id: asset(host),
            label: name,
            names: names.to_vec(),
            os: "Linux Kernel 5.14".into(),
            ip,
        });
        batch.coverage.push(CoverageRow {
            asset: asset(host),
            reached: true,
            authenticated: Some(!host.is_multiple_of(10)),
            check_set: format!("2026{:08}", self.week),
            checks: CheckScope::Edition,
            seen_at: Some(self.seen_at()),
        });
    }
}

fn asset(host: usize) -> AssetId {
    identity::asset(SYSTEM, NameKind::Fqdn, &format!("mill-{host:05}.shop.example"))
}

fn severity(check: usize) -> Severity {
    Severity::ALL.get(check % 5).copied().unwrap_or_default()
}

fn detail(id: FindingId, check: usize) -> FindingDetail {
    let advice = format!("Upgrade the component of check {} to the fixed release.", check / 2);
    let vector = "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H".to_owned();
    FindingDetail {
        id,
        family: "nessus".into(),
        source: "nessus".into(),
        check: (200_000 + check).to_string(),
        title: format!("Lathe 4.{check} < 15.0 remote code execution"),
        severity: severity(check),
        native_severity: (check % 5).to_string(),
        cvss: vec![CvssView { version: "3.0".into(), vector, score: Some(9.8) }],
        cve: vec![format!("CVE-2026-{check:05}")],
        cwe: vec!["CWE-20".into()],
        cci: Vec::new(),
        requirement: String::new(),
        description: "The remote host runs a version that is affected by a flaw in its input handling. ".repeat(10),
        fix: identity::fix(SYSTEM, "nessus", &advice),
        recommendation: advice,
    }
}
