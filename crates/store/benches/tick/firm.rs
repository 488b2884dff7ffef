//! An organization whose plans nobody works on.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

use closeout_app::{
    Actor, App, World,
    execute::{NewItem, on_this_machine},
    people::Founding,
    ports::{Clock, Ids, NoMail, Nowhere},
};
use closeout_domain::{
    ids::{ItemNumber, PersonId, SystemId},
    item::{
        Command, Draft,
        origin::{Money, Origin, Resources, Source},
        value::TaskPlan,
    },
    organization::NewPerson,
    people::Role,
    priority::{Priority, Rating},
    system,
};
use closeout_store::{blobs::FolderBlobs, sqlite::SqliteStore};
use jiff::{
    SignedDuration, Timestamp, ToSpan,
    civil::{Date, Time, date},
    tz::TimeZone,
};
use uuid::Uuid;

use crate::Outcome;

/// Items that are written together.
const TOGETHER: u32 = 500;
/// The first day.
const BEGIN: Date = date(2026, 1, 5);

/// A clock that is moved by hand.
pub struct Hands(Mutex<Timestamp>);

impl Hands {
    pub fn pass_days(&self, days: i64) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = now.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(*now);
    }

    pub fn pass_a_day(&self) {
        self.pass_days(1);
    }
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn today(&self) -> Date {
        self.now().to_zoned(TimeZone::UTC).date()
    }

    fn time(&self) -> Time {
        self.now().to_zoned(TimeZone::UTC).time()
    }
}

#[derive(Default)]
struct Counted(AtomicU64);

impl Ids for Counted {
    fn uuid(&self) -> Uuid {
        Uuid::from_u128((0x0190_0000_0000_7000_8000 << 48) + u128::from(self.0.fetch_add(1, Ordering::Relaxed)))
    }

    fn secret(&self) -> [u8; 32] {
        [7; 32]
    }
}

pub struct Firm {
    pub app: App,
    pub clock: Arc<Hands>,
    owner: Actor,
    approver: Actor,
    systems: Vec<SystemId>,
    _folder: tempfile::TempDir,
}

impl Firm {
    pub async fn found(systems: u32) -> Outcome<Self> {
        let folder = tempfile::tempdir()?;
        let begin = BEGIN.at(6, 0, 0, 0).to_zoned(TimeZone::UTC)?.timestamp();
        let clock = Arc::new(Hands(Mutex::new(begin)));
        let app = App::new(World {
            store: Arc::new(SqliteStore::open(&folder.path().join("bench.db"))?),
            blobs: Arc::new(FolderBlobs::open(&folder.path().join("blobs"))?),
            clock: clock.clone(),
            ids: Arc::new(Counted::default()),
            feeds: Arc::new(Nowhere),
            mail: Arc::new(NoMail),
        });
        let text = str::to_owned;
        let founding = Founding {
            organization: text("Firm"),
            system: text("System 1"),
            name: text("Dana Reyes"),
            email: text("dana@firm.example"),
            password: text("a password of some length"),
        };
        let (owner, first) = app.found(founding).await?;
        let mut approver = owner;
        for (name, role) in [("Anna", Role::Approver), ("Kofi", Role::Responsible), ("Marek", Role::Executive)] {
            let id = PersonId(app.world().ids.uuid());
            let (email, roles) = (format!("{name}@firm.example"), [role].into());
            app.add_person(&owner, NewPerson { id, name: name.into(), email, title: String::new(), roles }, None)
                .await?;
            if role == Role::Approver {
                approver = on_this_machine(owner.organization, id);
            }
        }
        let mut all = vec![first];
        for n in 2..=systems {
            let id = SystemId(app.world().ids.uuid());
            let description = system::Description { name: format!("System {n}"), ..Default::default() };
            app.change_system(&owner, id, system::Command::Register { id, description }).await?;
            all.push(id);
        }
        Ok(Self { app, clock, owner, approver, systems: all, _folder: folder })
    }

    /// Begins, plans and approves so many items: over the systems in turn, due over the year to come.
    pub async fn plan(&self, items: u32) -> Outcome<()> {
        let mut from = 0;
        while from < items {
            let until = items.min(from + TOGETHER);
            let new = (from..until).map(|n| self.item(n)).collect();
            let begun = self.app.change_items(&self.owner, Vec::new(), new).await?;
            let steps = |command: Command| begun.iter().map(move |i| (i.number, None, vec![command.clone()])).collect();
            let submit = Command::Submit { note: String::new() };
            self.app.change_items(&self.owner, steps(submit), Vec::new()).await?;
            let approve = Command::Approve { note: String::new() };
            self.app.change_items(&self.approver, steps(approve), Vec::new()).await?;
            from = until;
        }
        Ok(())
    }

    fn item(&self, n: u32) -> NewItem {
        let due = BEGIN.saturating_add(i64::from(14 + n.wrapping_mul(7907) % 331).days());
        let system = self.systems.get(n as usize % self.systems.len()).copied().unwrap_or(SystemId(Uuid::nil()));
        let level = Priority::ALL.get(n as usize % 4).copied().unwrap_or(Priority::High);
        let (people, text) = ((self.owner.person, self.approver.person), str::to_owned);
        let draft = Draft {
            number: ItemNumber(0),
            system,
            weakness: format!("Lathe {n} runs a controller that is out of support"),
            origin: Origin { source: Source::Assessment, detail: text("gap assessment") },
            requirement: Some(text("3.14.1")),
            objectives: vec![text("3.14.1[a]")],
            findings: Vec::new(),
            recurrence_of: None,
        };
        let title = "Controller replaced";
        let plan = TaskPlan { title: text(title), responsible: people.0, approver: people.1, effort: 8, due };
        let resources =
            Resources { people: text("maintenance"), hours: 8, cost: Money(90_000), funding: text("budget") };
        let then = vec![
            Command::StateRootCause { text: text("nobody watched its support") },
            Command::PlanActions { actions: vec![text("replace it")] },
            Command::AssignOwner { person: people.0 },
            Command::Rate { rating: Rating { priority: level, reasons: vec![text("out of support")] } },
            Command::Estimate { resources },
            Command::PlanMilestone { title: text(title), due },
            Command::AddTask { plan },
            Command::AddTest { criterion: text("the new controller runs"), check: None },
        ];
        NewItem { draft, then }
    }

    /// Something happens that changes nothing.
    pub async fn remark(&self) -> Outcome<()> {
        let text = "the vendor answered".to_owned();
        self.app.change_item(&self.owner, ItemNumber(1), None, vec![Command::Comment { text }]).await?;
        Ok(())
    }

    /// How many events there are.
    pub async fn events(&self) -> Outcome<u64> {
        let head = self.app.world().store.log_back(self.owner.organization, None, None, 1).await?;
        Ok(head.first().map_or(0, |event| event.position))
    }
}
