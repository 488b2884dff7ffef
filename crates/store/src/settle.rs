//! What an import makes of the pairs of finding and asset that it speaks of: the part that needs no database.
//!
//! Every store keeps, of each pair, the fold over the imports that are not undone, in the order in which they looked; those
//! that looked at the same instant, in the order of their commits. An import settles the pairs of its system and tool
//! family, whether it states something about them or is silent; no others.
//! What a finding or an asset is called stays as last stated, also by an import that was undone since.

use std::collections::BTreeMap;

use closeout_app::{
    bulk::{CoverageRow, Ending, Sighting},
    views::FindingRow,
};
use closeout_domain::{
    finding::{
        coverage::CheckScope,
        observation::Judgement,
        presence::{self, Look, Presence, Seen, Turn, Verdict, Why},
        service::Services,
        severity::Severity,
    },
    import::Changes,
};
use jiff::Timestamp;

pub mod words;

/// What one import states of one finding on one asset, over all places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// There if it is there at one place; absent only if it is so at every place.
    pub judgement: Judgement,
    /// The worst of the places that decided the judgement.
    pub severity: Severity,
    /// Whether the check can tell only when it signs in.
    pub needs_authentication: bool,
    /// The latest look.
    pub seen_at: Option<Timestamp>,
    /// Where it is there.
    pub there: Services,
    /// Where it is absent.
    pub gone: Services,
}

impl From<&Sighting> for Stated {
    fn from(s: &Sighting) -> Self {
        Self::at(&s.place, s.state, s.severity, s.needs_authentication, s.seen_at)
    }
}

impl Stated {
    /// What is stated of one place.
    pub fn at(
        place: &str,
        judgement: Judgement,
        severity: Severity,
        needs_authentication: bool,
        seen_at: Option<Timestamp>,
    ) -> Self {
        let (mut there, mut gone) = (Services::default(), Services::default());
        match judgement {
            Judgement::Present => there = Services::at(place),
            Judgement::Absent => gone = Services::at(place),
            Judgement::NotJudged => {}
        }
        Self { judgement, severity, needs_authentication, seen_at, there, gone }
    }

    /// Both places together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let weight = |judgement: Judgement| match judgement {
            Judgement::Present => 2,
            Judgement::NotJudged => 1,
            Judgement::Absent => 0,
        };
        let severity = match weight(self.judgement).cmp(&weight(other.judgement)) {
            std::cmp::Ordering::Less => other.severity,
            std::cmp::Ordering::Equal => self.severity.max(other.severity),
            std::cmp::Ordering::Greater => self.severity,
        };
        let judgement = if weight(other.judgement) > weight(self.judgement) { other.judgement } else { self.judgement };
        Self {
            judgement,
            severity,
            needs_authentication: self.needs_authentication || other.needs_authentication,
            seen_at: self.seen_at.max(other.seen_at),
            there: self.there.and(other.there),
            gone: self.gone.and(other.gone),
        }
    }
}

/// How one import looked at one asset, over all that it says of it.
///
/// An asset that occurs twice in a file may be two machines of one name. So what is silent is believed only as far as the
/// lesser look goes, and what is there counts as seen by the better one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// Whether every look was answered.
    pub reached: bool,
    /// Whether every look signed in; `None` when one of them does not say.
    pub authenticated: Option<bool>,
    /// Whether one look signed in.
    pub signed_in: bool,
    /// The oldest edition of the checks; empty when one is unknown.
    pub oldest: String,
    /// The newest edition of the checks; empty when none is known.
    pub newest: String,
    /// What all of the looks can prove.
    pub checks: CheckScope,
    /// The latest look.
    pub seen_at: Option<Timestamp>,
}

impl From<&CoverageRow> for Reach {
    fn from(row: &CoverageRow) -> Self {
        Self {
            reached: row.reached,
            authenticated: row.authenticated,
            signed_in: row.authenticated == Some(true),
            oldest: row.check_set.clone(),
            newest: row.check_set.clone(),
            checks: row.checks,
            seen_at: row.seen_at,
        }
    }
}

impl Reach {
    /// Both looks together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let checks = match (self.checks, other.checks) {
            (CheckScope::Unknown, _) | (_, CheckScope::Unknown) => CheckScope::Unknown,
            (CheckScope::Stated, _) | (_, CheckScope::Stated) => CheckScope::Stated,
            (CheckScope::Edition, CheckScope::Edition) => CheckScope::Edition,
        };
        Self {
            reached: self.reached && other.reached,
            authenticated: self.authenticated.min(other.authenticated),
            signed_in: self.signed_in || other.signed_in,
            oldest: self.oldest.min(other.oldest),
            newest: self.newest.max(other.newest),
            checks,
            seen_at: self.seen_at.max(other.seen_at),
        }
    }
}

/// A finding on an asset, as stores keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Whether it is there, since when, and how often it was proved not to be.
    pub presence: Presence,
    /// How bad it was when it was last there; before that, as last stated.
    pub severity: Severity,
    /// Whether the scanner had signed in when it was last there, or the check cannot tell without.
    pub authenticated: bool,
    /// Edition of the checks that last saw it there; empty when unknown.
    pub check_set: String,
    /// Policy under which it was last seen there; empty when unknown.
    pub policy: String,
    /// Where it was there, without those of which absence was stated since; once it is absent everywhere, those of which
    /// that was stated last.
    pub services: Services,
}

impl Pair {
    /// Whether it was ever there.
    pub fn was_there(&self) -> bool {
        self.presence.first_seen.is_some()
    }

    /// Present, or not observed since it was.
    pub fn is_open(&self) -> bool {
        self.was_there() && self.presence.state != Verdict::Absent
    }
}

/// Which counter of [`Changes`] a pair adds to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// [`Changes::new`]
    New,
    /// [`Changes::still`]
    Still,
    /// [`Changes::changed`]
    Changed,
    /// [`Changes::absent`]
    Absent,
    /// [`Changes::not_observed`], because.
    NotObserved(Why),
}

/// A pair after an import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What is kept of it from now on.
    pub pair: Pair,
    /// What the import changed. `None` for a pair that was not open before and is not there now.
    pub count: Option<Count>,
}

/// Settles one pair. `None` for a pair that nobody ever stated.
///
/// Not for an import whose turn is [`Turn::Earlier`]: see [`compare`].
pub fn settle(
    before: Option<&Pair>,
    stated: Option<&Stated>,
    reach: Option<&Reach>,
    ending: &Ending,
    turn: Turn,
) -> Option<Outcome> {
    if before.is_none() && stated.is_none() {
        return None;
    }
    let look = reach.map(|r| Look {
        reached: r.reached,
        authenticated: r.authenticated,
        check_set: &r.oldest,
        policy: &ending.policy,
        checks: r.checks,
        complete: ending.complete,
    });
    let seen = before.map_or(Seen::default(), |p| Seen {
        authenticated: p.authenticated,
        check_set: &p.check_set,
        policy: &p.policy,
    });
    let at = stated.and_then(|s| s.seen_at).or(reach.and_then(|r| r.seen_at)).unwrap_or(ending.seen_at);
    let judge = |stated| presence::judge(stated, look, seen);
    let left = services_left(before, stated, judge(None), judge(Some(Judgement::Absent)));
    let verdict = match judge(stated.map(|s| s.judgement)) {
        Verdict::Absent if !left.is_empty() => Verdict::NotObserved(Why::OtherService),
        verdict => verdict,
    };
    let now = presence::fold(before.map(|p| p.presence), verdict, at);
    let pair = match (stated, before) {
        (Some(s), _) if verdict == Verdict::Present => Pair {
            presence: now,
            severity: s.severity,
            authenticated: s.needs_authentication || reach.is_some_and(|r| r.signed_in),
            check_set: reach.map_or_else(String::new, |r| r.newest.clone()),
            policy: ending.policy.clone(),
            services: left.and(s.there.clone()),
        },
        (stated, Some(p)) => Pair {
            presence: now,
            severity: stated.filter(|_| !p.was_there()).map_or(p.severity, |s| s.severity),
            services: if left.is_empty() { p.services.clone() } else { left },
            ..p.clone()
        },
        (stated, None) => Pair {
            presence: now,
            severity: stated.map_or(Severity::Info, |s| s.severity),
            authenticated: false,
            check_set: String::new(),
            policy: String::new(),
            services: Services::default(),
        },
    };
    let count = count(before, &pair, verdict);
    let pair = match (turn, before) {
        (Turn::Aside, Some(before)) if stated.is_none() && reach.is_none() => before.clone(),
        (Turn::Aside, _) => passed_over(pair),
        (Turn::Latest | Turn::Earlier, _) => pair,
    };
    Some(Outcome { pair, count })
}

/// Where it was there and an import leaves it: nowhere if silence of such a look is proof; if a stated absence is, where the
/// import states none.
fn services_left(before: Option<&Pair>, stated: Option<&Stated>, silence: Verdict, absence: Verdict) -> Services {
    match (before, stated) {
        (None, _) => Services::default(),
        (Some(_), _) if silence == Verdict::Absent => Services::default(),
        (Some(p), Some(s)) if absence == Verdict::Absent => p.services.without(&s.gone),
        (Some(p), _) => p.services.clone(),
    }
}

/// After a later look of the family that left the asset out. Which of them it was does not matter.
fn passed_over(pair: Pair) -> Pair {
    let verdict = Verdict::NotObserved(Why::OutOfScope);
    // It cannot say, so that the instant does not enter.
    let presence = presence::fold(Some(pair.presence), verdict, Timestamp::UNIX_EPOCH);
    Pair { presence, ..pair }
}

/// Counts a pair that was folded again, because an import has its place before others that are known.
pub fn compare(before: Option<&Pair>, now: &Pair, stated: Option<Judgement>) -> Option<Count> {
    let there = before.filter(|p| p.was_there());
    match there {
        None if now.was_there() => Some(Count::New),
        None => None,
        Some(p) => match (p.is_open(), now.is_open()) {
            (true, false) => Some(Count::Absent),
            (false, true) => Some(Count::Changed),
            (true, true) if p.severity != now.severity => Some(Count::Changed),
            (true, true) if stated == Some(Judgement::Present) => Some(Count::Still),
            (true, true) => Some(Count::NotObserved(Why::OlderLook)),
            (false, false) => None,
        },
    }
}

fn count(before: Option<&Pair>, now: &Pair, verdict: Verdict) -> Option<Count> {
    let there = before.filter(|p| p.was_there());
    match (verdict, there) {
        (Verdict::Present, None) => Some(Count::New),
        (Verdict::Present, Some(p)) if p.is_open() && p.severity == now.severity => Some(Count::Still),
        (Verdict::Present, Some(_)) => Some(Count::Changed),
        (Verdict::Absent, Some(p)) if p.is_open() => Some(Count::Absent),
        (Verdict::NotObserved(why), Some(p)) if p.is_open() => Some(Count::NotObserved(why)),
        _ => None,
    }
}

/// What an import comes to, counted pair by pair.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Totals {
    /// What it changes.
    pub changes: Changes,
    /// Pairs that were open before it.
    pub open: u64,
    /// Why it cannot judge pairs that were open, how often.
    pub not_observed: BTreeMap<Why, u64>,
}

impl Totals {
    /// Counts one pair.
    pub fn add(&mut self, before: Option<&Pair>, count: Option<Count>) {
        self.open += u64::from(before.is_some_and(Pair::is_open));
        match count {
            Some(Count::New) => self.changes.new += 1,
            Some(Count::Still) => self.changes.still += 1,
            Some(Count::Changed) => self.changes.changed += 1,
            Some(Count::Absent) => self.changes.absent += 1,
            Some(Count::NotObserved(why)) => {
                self.changes.not_observed += 1;
                *self.not_observed.entry(why).or_default() += 1;
            }
            None => {}
        }
    }
}

/// A finding over all of its assets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spread {
    /// Pairs in all.
    pub assets: u32,
    /// Of them: present.
    pub present: u32,
    /// Of them: absent with proof.
    pub absent: u32,
    /// Of them: present or not observed since they were.
    pub open: u32,
    /// The worst severity of the open ones.
    pub worst_open: Option<Severity>,
    /// The worst severity of all.
    pub worst: Severity,
    /// When it was first there.
    pub first_seen: Option<Timestamp>,
    /// When it was last there.
    pub last_seen: Option<Timestamp>,
}

impl Spread {
    /// Counts one pair.
    pub fn add(&mut self, pair: &Pair) {
        let Presence { state, first_seen, last_seen, .. } = pair.presence;
        self.assets += 1;
        self.present += u32::from(state == Verdict::Present);
        self.absent += u32::from(state == Verdict::Absent);
        if pair.is_open() {
            self.open += 1;
            self.worst_open = self.worst_open.max(Some(pair.severity));
        }
        self.worst = self.worst.max(pair.severity);
        self.first_seen = [self.first_seen, first_seen].into_iter().flatten().min();
        self.last_seen = self.last_seen.max(last_seen);
    }

    /// How bad it is where it is open; where it is open nowhere, how bad it was or would be.
    pub fn severity(&self) -> Severity {
        self.worst_open.unwrap_or(self.worst)
    }

    /// `open`, `absent` (proved so everywhere), `dismissed`, or `not_judged`: listed, never there, and not proved absent
    /// everywhere.
    pub fn state(&self, dismissed: bool) -> &'static str {
        match self {
            _ if dismissed => "dismissed",
            s if s.open > 0 => "open",
            s if s.absent == s.assets => "absent",
            _ => "not_judged",
        }
    }

    /// Writes itself into a row.
    pub fn fill(&self, row: &mut FindingRow, dismissed: bool) {
        self.state(dismissed).clone_into(&mut row.state);
        (row.assets, row.present, row.absent) = (self.assets.into(), self.present.into(), self.absent.into());
        row.not_observed = row.assets - row.present - row.absent;
        (row.first_seen, row.last_seen) = (self.first_seen, self.last_seen);
    }
}

/// The word for the state of a finding on one asset: `present`, `absent`, `not_observed`, or `dismissed` for what would
/// be one of the others but absent.
pub fn asset_state(pair: &Pair, dismissed: bool) -> &'static str {
    match pair.presence.state {
        Verdict::Absent => "absent",
        _ if dismissed => "dismissed",
        state => words::of_verdict(state).0,
    }
}

/// Why a finding is not observed on an asset, for people; empty when it is observed.
pub fn reason(pair: &Pair) -> String {
    match pair.presence.state {
        Verdict::NotObserved(why) => why.to_string(),
        Verdict::Present | Verdict::Absent => String::new(),
    }
}

/// Places and output to show for a pair, from all that the latest import that spoke of it states there: the places where it
/// is there, else all. `sightings` are of that one import and pair.
pub fn shown<'a>(sightings: impl IntoIterator<Item = (&'a str, Judgement, &'a str)>) -> (Vec<String>, String) {
    let mut all: Vec<_> = sightings.into_iter().collect();
    if all.iter().any(|(_, state, _)| *state == Judgement::Present) {
        all.retain(|(_, state, _)| *state == Judgement::Present);
    }
    all.sort_unstable_by_key(|(place, _, output)| (*place, *output));
    let output = all.iter().map(|(_, _, output)| *output).find(|output| !output.is_empty()).unwrap_or_default();
    let mut places: Vec<String> =
        all.iter().map(|(place, ..)| *place).filter(|p| !p.is_empty()).map(str::to_owned).collect();
    places.dedup();
    (places, output.to_owned())
}

/// Whether an item in this status answers its findings: until it is closed. One that was dismissed settled that nothing is
/// to be done about them; one that was closed said that they are gone, so what is there again is not answered.
pub fn answers(status: &str) -> bool {
    status != "closed"
}

#[cfg(test)]
mod tests;
