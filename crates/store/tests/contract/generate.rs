//! Populations and files by the throw of a dice that always falls the same.

use closeout_app::{
    ports::ViewChange,
    views::{ItemRow, MilestoneRow, PersonRef, TaskRow, TicketView, WaitingView},
};
use closeout_domain::finding::{asset::NameKind, coverage::CheckScope, severity::Severity};

use crate::{
    firm::{at, day, id, item_row, milestone_row, person, system, task_row},
    scan::{ABSENT, NOT_JUDGED, PRESENT, Scan, asset, asset_of, finding, scan},
};

/// SplitMix64: the same seed gives the same throws everywhere.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let a = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let b = (a ^ (a >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        b ^ (b >> 31)
    }

    /// From 0 to one less than `n`.
    pub fn below(&mut self, n: u8) -> u8 {
        u8::try_from(self.next() % u64::from(n)).unwrap()
    }

    pub fn chance(&mut self, percent: u8) -> bool {
        self.below(100) < percent
    }

    pub fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[usize::from(self.below(u8::try_from(of.len()).unwrap()))].clone()
    }

    fn maybe<T>(&mut self, percent: u8, value: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.chance(percent).then(|| value(self))
    }
}

pub const STATUSES: [&str; 8] =
    ["draft", "proposed", "open", "awaiting_validation", "validated", "closed", "accepted", "dismissed"];
pub const STEPS: [&str; 4] = ["approve", "validate", "close", "decide"];
pub const STAGES: [&str; 4] = ["open", "done", "approved", "dropped"];
pub const REQUIREMENTS: [&str; 5] = ["3.5.3", "3.5.30", "3.5.1", "3.13.11", "3.1.5"];
const PRIORITIES: [&str; 4] = ["critical", "high", "medium", "low"];
const WORDS: [&str; 8] = ["VPN", "Größe", "100%", "under_score", "backup", "İstanbul", "MFA", "patch"];

/// An item with tasks and milestones.
pub fn item(dice: &mut Dice, number: u32) -> ViewChange {
    let who = |dice: &mut Dice| PersonRef::of(person(dice.below(5)));
    let when = |dice: &mut Dice| day(i64::from(dice.below(30)));
    let row = ItemRow {
        system: system(1 + dice.below(2)).0,
        weakness: format!("{} {} is weak", dice.pick(&WORDS), dice.pick(&WORDS)),
        requirement: dice.maybe(70, |d| d.pick(&REQUIREMENTS).to_owned()),
        points: dice.maybe(50, |d| d.pick(&[1, 3, 5])),
        eligibility: dice.maybe(50, |_| "conditional".to_owned()),
        status: dice.pick(&STATUSES).to_owned(),
        priority: dice.maybe(80, |d| d.pick(&PRIORITIES).to_owned()),
        owner: dice.maybe(80, who),
        responsible: (0..dice.below(4)).map(|_| who(dice)).collect(),
        due: dice.maybe(80, when),
        baseline: dice.maybe(50, when),
        next_due: dice.maybe(50, when),
        late_after: dice.maybe(70, when),
        evidence: dice.below(5).into(),
        tickets: (0..dice.below(2)).map(|n| TicketView { key: format!("HD-{n}"), url: String::new() }).collect(),
        cost: dice.maybe(30, |d| u64::from(d.below(200)) * 1_000_000_000),
        waiting: dice.maybe(50, |d| WaitingView {
            step: d.pick(&STEPS).to_owned(),
            since: at(d.below(90).into()),
            not: vec![person(1).0],
        }),
        accepted_until: dice.maybe(20, when),
        controls: Vec::new(),
        ended: dice.maybe(20, |d| at(d.below(90).into())),
        // Few minutes, so that many items changed at the same instant.
        changed: at(dice.below(10).into()),
        version: dice.below(200).into(),
        ..item_row(number)
    };
    let tasks = (1..=u16::from(dice.below(4)))
        .map(|task| TaskRow {
            system: row.system,
            item_status: row.status.clone(),
            priority: row.priority.clone(),
            responsible: who(dice),
            approver: who(dice),
            due: when(dice),
            stage: dice.pick(&STAGES).to_owned(),
            ..task_row(number, task)
        })
        .collect();
    let milestones = (1..=u16::from(dice.below(4)))
        .map(|milestone| MilestoneRow {
            system: row.system,
            item_status: row.status.clone(),
            owner: row.owner.clone(),
            due: when(dice),
            baseline: dice.maybe(50, when),
            reached: dice.maybe(40, when),
            slip_days: i32::from(dice.below(20)) - 10,
            ..milestone_row(number, milestone)
        })
        .collect();
    ViewChange::Item { row: Box::new(row), tasks, milestones, findings: vec![] }
}

/// How many checks files speak of.
pub const CHECKS: u8 = 9;

/// A file about some of five assets and nine checks: well or badly looked at, with what a scanner says twice or not at all.
pub fn file(dice: &mut Dice, n: u8) -> Scan {
    let mut file = Scan {
        system: system(if dice.chance(80) { 1 } else { 2 }),
        family: if dice.chance(80) { "nessus" } else { "stig" },
        policy: if dice.chance(85) { "weekly" } else { "discovery" },
        complete: dice.chance(90),
        batch: 1 + usize::from(dice.below(5)),
        ..scan(n)
    };
    for host in 0..5 {
        if dice.chance(30) {
            continue;
        }
        for _ in 0..if dice.chance(10) { 2 } else { 1 } {
            let (reached, authenticated) = (dice.chance(90), dice.pick(&[None, Some(true), Some(true), Some(false)]));
            let check_set = dice.pick(&["", "202611060915", "202611130915", "202611200915"]);
            let scopes = [CheckScope::Edition, CheckScope::Edition, CheckScope::Stated, CheckScope::Unknown];
            let (checks, seen_at) = (dice.pick(&scopes), dice.maybe(50, |d| at(d.below(200).into())));
            file = file.looks_as(host, |row| {
                (row.reached, row.authenticated, row.check_set) = (reached, authenticated, check_set.to_owned());
                (row.checks, row.seen_at) = (checks, seen_at);
            });
        }
        for check in 0..CHECKS {
            if dice.chance(60) {
                continue;
            }
            for _ in 0..=dice.below(2) {
                let state = dice.pick(&[PRESENT, PRESENT, PRESENT, ABSENT, NOT_JUDGED]);
                let severity = dice.pick(&Severity::ALL);
                let place = dice.pick(&["", "tcp/443", "tcp/8443", "/etc/ssh"]);
                file = file.states_at(check, host, place, state, severity);
                let last = file.sightings.last_mut().unwrap();
                last.needs_authentication = dice.chance(30);
                last.seen_at = dice.maybe(50, |d| at(d.below(200).into()));
            }
        }
    }
    // An address that wanders from one asset to another.
    if dice.chance(40) {
        let host = dice.below(5);
        file = file.names(host);
        let wandering = (NameKind::Ip, format!("198.51.100.{}", dice.below(3)));
        let known = asset_of(file.system, host);
        file.assets.iter_mut().filter(|a| a.id == known).for_each(|a| a.names.push(wandering.clone()));
    }
    file
}

/// A file about most of a hundred assets and sixty checks.
pub fn large_file(dice: &mut Dice, n: u8) -> Scan {
    let mut file = (0..60).fold(Scan { batch: 1_000, ..scan(n) }, Scan::describes);
    let template = scan(n).finds(0, 0).sightings.remove(0);
    for host in 0..100 {
        if dice.chance(10) {
            continue;
        }
        file = file.looks(host);
        for check in 0..60 {
            if dice.chance(80) {
                let mut sighting = template.clone();
                (sighting.finding, sighting.asset) = (finding(check), asset(host));
                (sighting.state, sighting.severity) =
                    (dice.pick(&[PRESENT, PRESENT, ABSENT]), dice.pick(&Severity::ALL));
                sighting.output = format!("import {n}, host {host}, check {check}");
                file.sightings.push(sighting);
            }
        }
    }
    file
}

/// Keys of nobody and nothing.
pub fn stranger() -> uuid::Uuid {
    id(0xffff)
}
