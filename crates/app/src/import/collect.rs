//! From statements to rows: recognises assets, keys findings, and passes on batches.

use std::collections::{HashMap, HashSet};

use closeout_domain::{
    asset::relation::Relation,
    finding::{
        asset::{AssetNames, NameKind},
        coverage::{Coverage, Tool},
        grouping, identity,
        observation::{Judgement, Observation},
        recognition::Name,
        severity::Severity,
    },
    ids::{AssetId, FindingId, SystemId},
    import::Tally,
};
use closeout_intake as intake;
use jiff::Timestamp;
use tokio::sync::mpsc;

use super::doubt::{Doubts, Names, Told};
use crate::{
    bulk::{AssetDetail, Batch, CoverageRow, Ending, Feed, FindingDetail, Sighting},
    views::CvssView,
};

/// Statements in a batch: enough to make passing them on cheap, few enough to keep memory small.
const BATCH: usize = 1_000;
/// Bytes of check output kept with a statement; the file itself is kept whole.
const LONGEST_OUTPUT: usize = 4_096;
/// Bytes of description or advice kept with a finding.
const LONGEST_TEXT: usize = 16_384;

/// Turns what a format pushes into batches for the store.
pub(super) struct Collector<'a> {
    system: SystemId,
    format: &'static str,
    feed: &'a mpsc::Sender<Feed>,
    known: HashMap<(NameKind, String), AssetId>,
    /// How an asset is known that the file does not name.
    unnamed: Option<String>,
    /// The asset of the record before: records of one asset follow each other.
    last: Option<(String, AssetId)>,
    assets: HashMap<AssetId, Met>,
    doubts: Doubts,
    findings: HashMap<FindingId, Severity>,
    covered: HashSet<AssetId>,
    batch: Batch,
    tool: Named,
    tally: Tally,
    problems: intake::Problems,
    seen_at: Option<Timestamp>,
}

/// An asset that was met in the file.
struct Met {
    label: String,
    os: String,
    ip: String,
    /// What it was called so far.
    names: HashSet<Name>,
    /// Whether it was passed on.
    told: bool,
}

impl Met {
    fn of(names: &AssetNames<'_>) -> Self {
        let (label, os, ip) = (names.label().into(), names.os.into(), names.ip.into());
        Self { label, os, ip, names: HashSet::new(), told: false }
    }
}

/// What the tool said of itself last.
#[derive(Default)]
struct Named {
    family: String,
    name: String,
    check_set: String,
    policy: String,
}

impl<'a> Collector<'a> {
    pub(super) fn new(
        system: SystemId,
        format: &'static str,
        names: Names,
        unnamed: Option<String>,
        relation: Relation,
        feed: &'a mpsc::Sender<Feed>,
    ) -> Self {
        let doubts = Doubts::new(relation, &names);
        Self {
            system,
            format,
            feed,
            known: names.into_iter().map(|(kind, name, asset)| ((kind, name), asset)).collect(),
            unnamed,
            last: None,
            assets: HashMap::new(),
            doubts,
            findings: HashMap::new(),
            covered: HashSet::new(),
            batch: Batch::default(),
            tool: Named { family: format.into(), ..Named::default() },
            tally: Tally::default(),
            problems: intake::Problems::default(),
            seen_at: None,
        }
    }

    /// Sends what is left and the ending. A store that went away is noticed there.
    pub(super) fn finish(mut self, now: Timestamp) -> (intake::Problems, Told) {
        if self.pass_on().is_continue() {
            self.tally.problems = self.problems.total();
            self.tally.assets = self.assets.len() as u64;
            let _gone = self.feed.blocking_send(Feed::End(Ending {
                format: self.format.into(),
                family: self.tool.family,
                tool: self.tool.name,
                policy: self.tool.policy,
                complete: !self.problems.silence_proves_nothing(),
                seen_at: self.seen_at.unwrap_or(now),
                tally: self.tally,
            }));
        }
        (self.problems, self.doubts.told())
    }

    fn pass_on(&mut self) -> intake::Flow {
        match self.feed.blocking_send(Feed::Rows(std::mem::take(&mut self.batch))) {
            Ok(()) => intake::Flow::Continue(()),
            Err(_) => intake::Flow::Break(()),
        }
    }

    fn asset(&mut self, names: &AssetNames<'_>) -> AssetId {
        match self.unnamed.clone() {
            Some(file) if names.names().next().is_none() => self.recognised(&AssetNames { hostname: &file, ..*names }),
            _ => self.recognised(names),
        }
    }

    fn recognised(&mut self, names: &AssetNames<'_>) -> AssetId {
        let fingerprint = fingerprint(names);
        if let Some((_, asset)) = self.last.as_ref().filter(|(seen, _)| *seen == fingerprint) {
            return *asset;
        }
        let known = &self.known;
        let recognition =
            identity::recognise(self.system, names, |kind, name| known.get(&(kind, name.to_owned())).copied());
        let asset = recognition.asset;
        let all: Vec<Name> = identity::each(names).collect();
        self.doubts.weigh(recognition, &all, |name| known.get(name).copied());
        for name in &all {
            self.known.entry(name.clone()).or_insert(asset);
        }
        let met = self.assets.entry(asset).or_insert_with(|| Met::of(names));
        // A later record of the asset may call it by more names; it stays as the first one describes it.
        let fresh: Vec<Name> = all.into_iter().filter(|name| met.names.insert(name.clone())).collect();
        if !fresh.is_empty() || !met.told {
            met.told = true;
            self.batch.assets.push(AssetDetail {
                id: asset,
                label: met.label.clone(),
                names: fresh,
                os: met.os.clone(),
                ip: met.ip.clone(),
            });
        }
        self.last = Some((fingerprint, asset));
        asset
    }

    /// Describes a finding once, and again when a worse statement of it comes.
    fn finding(&mut self, o: &Observation<'_>) -> FindingId {
        let id = identity::finding(self.system, &self.tool.family, o.check);
        let before = self.findings.get(&id).copied();
        if before.is_some_and(|worst| worst >= o.severity) {
            return id;
        }
        self.findings.insert(id, o.severity);
        let owned = |list: &[&str]| list.iter().map(|s| (*s).to_owned()).collect();
        self.batch.findings.push(FindingDetail {
            id,
            family: self.tool.family.clone(),
            source: self.format.into(),
            check: o.check.into(),
            title: if o.title.trim().is_empty() { o.check.into() } else { o.title.trim().into() },
            severity: o.severity,
            native_severity: o.native_severity.into(),
            cvss: o
                .cvss
                .iter()
                .map(|c| CvssView { version: c.version.into(), vector: c.vector.into(), score: c.score })
                .collect(),
            cve: owned(&o.cve),
            cwe: owned(&o.cwe),
            cci: owned(&o.cci),
            requirement: o.requirement.into(),
            description: cut(o.description, LONGEST_TEXT),
            recommendation: cut(o.recommendation, LONGEST_TEXT),
            fix: grouping::fix_of(self.system, &self.tool.family, o.check, o.recommendation),
        });
        id
    }
}

impl intake::Sink for Collector<'_> {
    fn tool(&mut self, tool: &Tool<'_>) {
        if !tool.family.is_empty() {
            tool.family.clone_into(&mut self.tool.family);
        }
        self.tool.name = format!("{} {}", tool.name, tool.version).trim().to_owned();
        tool.check_set.clone_into(&mut self.tool.check_set);
        tool.policy.clone_into(&mut self.tool.policy);
    }

    fn observation(&mut self, o: &Observation<'_>) -> intake::Flow {
        self.tally.observations += 1;
        match o.state {
            Judgement::Present => self.tally.present += 1,
            Judgement::Absent => self.tally.absent += 1,
            Judgement::NotJudged => self.tally.not_judged += 1,
        }
        let (asset, finding) = (self.asset(&o.asset), self.finding(o));
        self.seen_at = self.seen_at.max(o.seen_at);
        self.batch.sightings.push(Sighting {
            finding,
            asset,
            place: o.place.into(),
            state: o.state,
            severity: o.severity,
            seen_at: o.seen_at,
            needs_authentication: o.needs_authentication,
            output: cut(o.output, LONGEST_OUTPUT),
        });
        if self.batch.sightings.len() < BATCH { intake::Flow::Continue(()) } else { self.pass_on() }
    }

    fn coverage(&mut self, c: &Coverage<'_>) -> intake::Flow {
        let asset = self.asset(&c.asset);
        self.seen_at = self.seen_at.max(c.seen_at);
        if self.covered.insert(asset) && c.authenticated == Some(true) {
            self.tally.authenticated += 1;
        }
        let check_set = if c.check_set.is_empty() { self.tool.check_set.clone() } else { c.check_set.into() };
        let row = CoverageRow {
            asset,
            reached: c.reached,
            authenticated: c.authenticated,
            check_set,
            checks: c.checks,
            seen_at: c.seen_at,
        };
        self.batch.coverage.push(row);
        intake::Flow::Continue(())
    }

    fn problem(&mut self, problem: intake::Problem) {
        self.problems.push(problem);
    }
}

/// The names that recognise, in one text: equal texts are the same asset.
fn fingerprint(n: &AssetNames<'_>) -> String {
    [n.agent, n.cloud, n.fqdn, n.hostname, n.mac, n.ip, n.package].join("\u{1f}")
}

/// At most so many bytes, cut between characters, and said so.
fn cut(text: &str, longest: usize) -> String {
    match text.len() > longest {
        false => text.into(),
        true => {
            let end = text.floor_char_boundary(longest);
            format!("{} … (cut; the file holds all {} bytes)", text.get(..end).unwrap_or_default(), text.len())
        }
    }
}
