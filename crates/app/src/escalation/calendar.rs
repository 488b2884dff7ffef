//! What the calendar does with escalations: it looks at everything that is overdue, and does what the ladder says.
//!
//! It may be asked as often as one likes, by several servers at once: what it raises has an identity that follows from the
//! item and the day, so that the same is never raised twice, and a write that comes second is refused and thought over.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex, PoisonError},
};

use closeout_domain::{
    cadence::{
        escalation::{self, By, Command, Escalation, Known, Matter, Raise},
        watch::{self, Missed, Move, Watched},
    },
    deadline::{ladder::Ladder, rhythm::Cadence},
    ids::{EscalationId, ItemNumber, OrganizationId, PersonId, SystemId},
    item::Status,
    people::Directory,
};
use jiff::{Timestamp, civil::Date, tz::TimeZone};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{TRIES, followed, replayed, standing};
use crate::{
    Actor, App, Error, Via,
    ports::StoreError,
    project,
    query::{EscalationQuery, ItemQuery, Page, WAITING, Window},
    record::Stream,
    views::{ItemRow, OrganizationRow, SystemRow},
};

/// Moves that are written together.
const TOGETHER: usize = 200;

/// Up to where the record was looked at, on which day, by organization: nothing is overdue anew before either moves on.
#[derive(Debug, Clone, Default)]
pub struct Looked(Arc<Mutex<BTreeMap<OrganizationId, (u64, Date)>>>);

/// What the calendar did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, utoipa::ToSchema)]
pub struct Escalated {
    /// Laid before somebody.
    pub raised: u64,
    /// Laid before somebody higher.
    pub climbed: u64,
    /// Nothing was left to decide.
    pub settled: u64,
    /// Decisions that no longer hold.
    pub lapsed: u64,
}

impl Escalated {
    /// Whether anything happened.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    fn count(&mut self, one: &Move) {
        let counter = match one {
            Move::Raise { .. } => &mut self.raised,
            Move::Climb { .. } => &mut self.climbed,
            Move::Settle { .. } => &mut self.settled,
            Move::Lapse { .. } => &mut self.lapsed,
        };
        *counter = counter.saturating_add(1);
    }
}

/// The organization as the calendar sees it.
struct Sight {
    organization: OrganizationRow,
    directory: Directory,
    systems: BTreeMap<SystemId, (SystemRow, Ladder)>,
    today: Date,
}

impl App {
    /// Does what the ladders of an organization say for a day.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn escalate(&self, organization: OrganizationId, today: Date) -> Result<Escalated, Error> {
        let actor = Actor { organization, person: PersonId::CALENDAR, via: Via::Calendar, read_only: false };
        let mut done = Escalated::default();
        for _ in 0..TRIES {
            let head = self.world.store.log_back(organization, None, None, 1).await?;
            let seen = (head.first().map_or(0, |event| event.position), today);
            if self.looked.at(organization) == Some(seen) {
                return Ok(done);
            }
            let sight = self.sight(&actor, today).await?;
            let moves = self.due_moves(&actor, &sight).await?;
            if moves.is_empty() {
                self.looked.keep(organization, seen);
                return Ok(done);
            }
            for together in moves.chunks(TOGETHER) {
                match self.make(&actor, &sight, together).await {
                    Ok(()) => together.iter().for_each(|(_, one)| done.count(one)),
                    // Somebody wrote first, or has answered meanwhile: look again.
                    Err(Error::Store(StoreError::Conflict { .. }) | Error::Refused(_)) => break,
                    Err(other) => return Err(other),
                }
            }
        }
        Ok(done)
    }

    async fn sight(&self, actor: &Actor, today: Date) -> Result<Sight, Error> {
        let organization = self.organization(actor).await?;
        let systems = self.world.store.systems(actor.organization).await?;
        let systems = systems.into_iter().map(|row| (SystemId(row.id), (row.clone(), row.ladder.ladder()))).collect();
        Ok(Sight { directory: organization.directory(), organization, systems, today })
    }

    async fn due_moves(&self, actor: &Actor, sight: &Sight) -> Result<Vec<(SystemId, Move)>, Error> {
        let mut watched: BTreeMap<SystemId, BTreeMap<ItemNumber, Watched>> = BTreeMap::new();
        for query in queries(sight.today) {
            self.each_item(actor, query, |row| {
                if let Some(item) = sight.watched(&row) {
                    watched.entry(SystemId(row.system)).or_default().insert(item.item, item);
                }
            })
            .await?;
        }
        let mut known: BTreeMap<SystemId, Vec<Known>> = BTreeMap::new();
        for row in self.live_escalations(actor).await? {
            let (Some(one), system) = (row.known(), SystemId(row.system)) else { continue };
            let watched = watched.entry(system).or_default();
            // Few: what people raised, and controls that came to their end.
            let asks = one.open && one.cause.stays() || one.until.is_some_and(|until| until < sight.today);
            if let Some(number) = one.matter.item().filter(|number| asks && !watched.contains_key(number)) {
                let item = self.load_item(actor, number).await?;
                let row = project::item_row(&item);
                watched.extend(sight.watched(&row).filter(|_| item.status.is_live()).map(|w| (number, w)));
            }
            known.entry(system).or_default().push(one);
        }
        let mut missed = self.missed_reviews(actor, sight).await?;
        let systems: BTreeSet<SystemId> = watched.keys().chain(known.keys()).chain(missed.keys()).copied().collect();
        let mut moves = Vec::new();
        for system in systems {
            let Some((_, ladder)) = sight.systems.get(&system) else { continue };
            let items: Vec<Watched> = watched.remove(&system).unwrap_or_default().into_values().collect();
            let known = known.remove(&system).unwrap_or_default();
            let missed = missed.remove(&system).unwrap_or_default();
            let due = watch::moves(&items, &missed, &known, ladder, sight.today);
            moves.extend(due.into_iter().map(|one| (system, one)));
        }
        Ok(moves)
    }

    /// The cadences of every system of which the last review was missed.
    async fn missed_reviews(&self, actor: &Actor, sight: &Sight) -> Result<BTreeMap<SystemId, Vec<Missed>>, Error> {
        let mut held: BTreeMap<(SystemId, Cadence), Vec<Date>> = BTreeMap::new();
        for row in self.world.store.last_reviews(actor.organization).await? {
            let Ok(cadence) = row.cadence.parse() else { continue };
            held.entry((SystemId(row.system), cadence)).or_default().push(row.period.first);
        }
        let missed = |id: SystemId, system: &SystemRow| -> Vec<Missed> {
            let (rhythm, since) = (system.rhythm.rhythm(), day(system.rhythm_since));
            let one = |cadence| {
                let held = held.get(&(id, cadence)).map_or(&[][..], Vec::as_slice);
                let missed = rhythm.missed_running(cadence, since, held, sight.today);
                let since = rhythm.until(*missed.first()?);
                let standing = standing(&sight.organization, &sight.directory, system, None);
                Some(Missed { cadence, since, times: missed.len(), standing })
            };
            Cadence::ALL.into_iter().filter_map(one).collect()
        };
        Ok(sight.systems.iter().map(|(id, (system, _))| (*id, missed(*id, system))).collect())
    }

    /// Every row that matches, page by page.
    pub(crate) async fn each_item(
        &self,
        actor: &Actor,
        query: ItemQuery,
        mut each: impl FnMut(ItemRow),
    ) -> Result<(), Error> {
        let mut from = Some(0);
        while let Some(start) = from {
            let query = ItemQuery { window: Window { from: start, ..Window::LARGEST }, ..query.clone() };
            let Page { rows, next, .. } = self.world.store.items(actor.organization, &query).await?;
            rows.into_iter().for_each(&mut each);
            from = next;
        }
        Ok(())
    }

    async fn live_escalations(&self, actor: &Actor) -> Result<Vec<crate::views::EscalationRow>, Error> {
        let (mut live, mut from) = (Vec::new(), Some(0));
        while let Some(start) = from {
            let query = EscalationQuery {
                state: vec!["open".into(), "decided".into()],
                window: Window { from: start, ..Window::LARGEST },
                ..EscalationQuery::default()
            };
            let page = self.world.store.escalations(actor.organization, &query).await?;
            live.extend(page.rows);
            from = page.next;
        }
        Ok(live)
    }

    async fn make(&self, actor: &Actor, sight: &Sight, moves: &[(SystemId, Move)]) -> Result<(), Error> {
        let at = self.world.clock.now();
        let by = By { actor: actor.person, today: sight.today, directory: &sight.directory, relations: &[] };
        let mut latest: BTreeMap<EscalationId, Escalation> = BTreeMap::new();
        let mut appends = Vec::with_capacity(moves.len());
        for (system, one) in moves {
            let (id, command) = asked(actor.organization, *system, one, sight.today);
            let before = match one {
                Move::Raise { .. } => None,
                _ => replayed(&self.events(actor, Stream::Escalation(id)).await?),
            };
            let events = escalation::decide(before.as_ref(), command, by)?;
            // Another server was there first.
            if events.is_empty() {
                continue;
            }
            let (after, append) = followed(before, events, (at, actor.person))?;
            latest.insert(id, after);
            appends.push(append);
        }
        if appends.is_empty() {
            return Ok(());
        }
        self.write(actor, at, appends, latest.values().map(project::escalation).collect()).await.map(drop)
    }
}

impl Sight {
    /// The item as the calendar watches it; `None` for one of a system that is not known.
    fn watched(&self, row: &ItemRow) -> Option<Watched> {
        let (system, _) = self.systems.get(&SystemId(row.system))?;
        let owner = row.owner.as_ref().map(|person| PersonId(person.id));
        Some(Watched {
            item: ItemNumber(row.number),
            priority: row.priority.as_deref().and_then(|word| word.parse().ok()),
            late_after: row.late_after,
            unplanned_since: (row.status == Status::Draft.word()).then(|| day(row.drafted)),
            waiting_since: row.waiting.as_ref().map(|waiting| day(waiting.since)),
            standing: standing(&self.organization, &self.directory, system, owner),
        })
    }
}

impl Looked {
    fn at(&self, organization: OrganizationId) -> Option<(u64, Date)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&organization).copied()
    }

    fn keep(&self, organization: OrganizationId, seen: (u64, Date)) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(organization, seen);
    }
}

/// What can be overdue on a day: late items, drafts, and items that wait for a signature.
fn queries(today: Date) -> Vec<ItemQuery> {
    let late = ItemQuery { late_on: Some(today), ..ItemQuery::default() };
    let drafts = ItemQuery { status: vec![Status::Draft.word().into()], ..ItemQuery::default() };
    let waiting = WAITING.map(|step| ItemQuery { waiting: Some(step.into()), ..ItemQuery::default() });
    [late, drafts].into_iter().chain(waiting).collect()
}

fn asked(organization: OrganizationId, system: SystemId, one: &Move, today: Date) -> (EscalationId, Command) {
    match one {
        Move::Raise { matter, cause, since, rung, to, again } => {
            let id = identity(organization, system, *matter, today);
            let (matter, cause, since, rung, to, again) = (*matter, *cause, *since, *rung, *to, *again);
            let raise = Raise { id, system, matter, cause, since, rung, to, again };
            (id, Command::Raise { raise: Box::new(raise), note: String::new() })
        }
        Move::Climb { id, rung, to, why } => (*id, Command::Climb { rung: *rung, to: *to, why: *why }),
        Move::Settle { id, why } => (*id, Command::Settle { why: (*why).to_owned() }),
        Move::Lapse { id } => (*id, Command::Lapse),
    }
}

fn day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

/// The identity of what the calendar raises about something on a day: the same whichever server works it out.
fn identity(organization: OrganizationId, system: SystemId, matter: Matter, today: Date) -> EscalationId {
    let what = match matter {
        Matter::Item(number) => number.to_string(),
        Matter::Review(cadence) => format!("{system} {cadence}"),
    };
    let hash = Sha256::digest(format!("escalation {organization} {what} {today}"));
    EscalationId(Uuid::new_v8(std::array::from_fn(|i| hash.get(i).copied().unwrap_or_default())))
}
