//! The story of the demo, told by the use cases: people join, deficiencies are found, planned, worked on, checked and closed.

use std::{
    collections::{BTreeSet, HashMap},
    path::PathBuf,
};

use anyhow::Context;
use closeout_app::{
    Actor, App,
    evidence::Arrived,
    execute::{NewItem, on_this_machine},
    import::{Decisions, ImportFile, Progress},
    people::Founding,
    ports::Mode,
    query::EscalationQuery,
};
use closeout_domain::{
    cadence::review::{Attendance, Remark, Sort},
    ids::{EscalationId, ItemNumber, PartNumber, PersonId, ReviewId, SystemId},
    item::{
        Command, Draft,
        extension::Obstacle,
        measure::Decision,
        origin::{Money, Origin, Resources, Source},
        value::{TaskPlan, Ticket},
    },
    organization::{self, NewPerson},
    people::Role,
    priority::Rating,
    system,
};
use jiff::civil::{Date, date};

use super::{
    clock::StoryClock,
    firm,
    items::{Comes, PLANS, Plan},
    reviews::{Held, REVIEWS},
    scan,
};
use crate::fail::Failure;

/// Tells the whole story, in the order of time.
pub async fn tell(app: &App, clock: &StoryClock) -> Result<(), Failure> {
    let story = Story::begin(app, clock).await?;
    let items = story.find().await?;
    let mut acts = story.acts(&items)?;
    acts.sort_by_key(|act| act.at);
    let mut day = date(2026, 9, 1);
    for act in acts {
        story.mornings(&mut day, act.at.0).await?;
        story.play(act).await?;
    }
    story.mornings(&mut day, date(2026, 11, 20)).await
}

/// Something that happens in the story.
struct Act {
    /// The day, the hour, and the place among what happens then.
    at: (Date, i8, usize),
    deed: Deed,
}

enum Deed {
    /// Somebody changes an item.
    Change(Actor, ItemNumber, Command),
    /// Somebody attaches a text that shows that a test is met, and attests the test.
    Prove(Actor, ItemNumber, PartNumber, &'static Plan),
    /// A weekly scan comes in.
    Scan(&'static str, fn() -> String),
    /// The plan is gone through.
    Review(&'static Held),
    /// An executive decides on what lies before them about the item of a weakness.
    Decide(Actor, &'static str, Decision, &'static str),
}

struct Story<'a> {
    app: &'a App,
    clock: &'a StoryClock,
    people: HashMap<&'static str, Actor>,
    system: SystemId,
}

type Items = Vec<(ItemNumber, &'static Plan)>;

impl<'a> Story<'a> {
    /// 31 August: the record is begun, people join, Dana Reyes is appointed.
    async fn begin(app: &'a App, clock: &'a StoryClock) -> Result<Self, Failure> {
        clock.set(date(2026, 8, 31), 8, 0);
        let (first, others) = firm::PEOPLE.split_first().context("the firm has people")?;
        let founding = Founding {
            organization: firm::NAME.into(),
            system: firm::SYSTEM.into(),
            name: first.name.into(),
            email: first.email.into(),
            password: firm::PASSWORD.into(),
        };
        let (admin, system) = app.found(founding).await?;
        let mut people = HashMap::from([(short(first.email), admin)]);
        for someone in others {
            let id = PersonId(app.world().ids.uuid());
            let roles = match someone.role {
                // In a firm of sixty, the executive approves too.
                Role::Executive => [Role::Executive, Role::Approver].into(),
                role => [role].into(),
            };
            let (name, email, title) = (someone.name.into(), someone.email.into(), someone.title.into());
            app.add_person(&admin, NewPerson { id, name, email, title, roles }, Some(firm::PASSWORD)).await?;
            people.insert(short(someone.email), on_this_machine(admin.organization, id));
        }
        let description = system::Description {
            name: firm::SYSTEM.into(),
            ssp_title: "System security plan of the engineering enclave".into(),
            ssp_version: "2.1".into(),
            ssp_date: Some(date(2026, 6, 30)),
            cage_codes: vec!["0N0R7".into()],
            cmmc_uid: String::new(),
        };
        app.change_system(&admin, system, system::Command::Describe(description)).await?;
        let story = Self { app, clock, people, system };
        for (person, supervisor) in firm::SUPERVISORS {
            let (person, supervisor) = (story.who(person)?.person, Some(story.who(supervisor)?.person));
            app.change_organization(&admin, organization::Command::NameSupervisor { person, supervisor }).await?;
        }
        for (person, hours) in firm::HOURS {
            let command = organization::Command::SetHours { person: story.who(person)?.person, weekly: Some(*hours) };
            app.change_organization(&admin, command).await?;
        }
        for (person, first, last) in firm::AWAY {
            let away = organization::Away { first: *first, last: *last };
            let command = organization::Command::PlanAbsence { person: story.who(person)?.person, away };
            app.change_organization(&admin, command).await?;
        }
        let dana = story.who("dana.reyes")?.person;
        let note = "appointed by the managing director on 31 August 2026".into();
        app.change_system(&story.who("marek.okafor")?, system, system::Command::AppointOwner { person: dana, note })
            .await?;
        Ok(story)
    }

    fn who(&self, short: &str) -> Result<Actor, Failure> {
        Ok(*self.people.get(short).with_context(|| format!("nobody is called {short}"))?)
    }

    /// 1 September: what the gap assessment found becomes items, each with its plan.
    async fn find(&self) -> Result<Items, Failure> {
        self.clock.set(date(2026, 9, 1), 9, 0);
        let dana = self.who("dana.reyes")?;
        let mut items = Vec::new();
        for plan in PLANS {
            let draft = Draft {
                number: ItemNumber(0),
                system: self.system,
                weakness: plan.weakness.into(),
                origin: Origin { source: Source::Assessment, detail: "gap assessment of 28 August 2026".into() },
                requirement: Some(plan.requirement.into()),
                objectives: plan.objectives.iter().map(ToString::to_string).collect(),
                findings: Vec::new(),
                recurrence_of: None,
            };
            let item = self.app.draft_item(&dana, NewItem { draft, then: self.planned(plan)? }).await?;
            items.push((item.number, plan));
        }
        Ok(items)
    }

    fn planned(&self, plan: &Plan) -> Result<Vec<Command>, Failure> {
        let (people, hours, cents, funding) = plan.resources;
        let (owner, dana) = (self.who(plan.owner)?.person, self.who("dana.reyes")?.person);
        let mut commands = vec![
            Command::StateRootCause { text: plan.root_cause.into() },
            Command::PlanActions { actions: plan.actions.iter().map(ToString::to_string).collect() },
            Command::AssignOwner { person: owner },
            Command::Rate {
                rating: Rating {
                    priority: plan.priority,
                    reasons: plan.reasons.iter().map(ToString::to_string).collect(),
                },
            },
            Command::Estimate {
                resources: Resources { people: people.into(), hours, cost: Money(cents), funding: funding.into() },
            },
        ];
        for (title, due, effort) in plan.steps {
            commands.push(Command::PlanMilestone { title: (*title).into(), due: *due });
            let plan =
                TaskPlan { title: (*title).into(), responsible: owner, approver: dana, effort: *effort, due: *due };
            commands.push(Command::AddTask { plan });
        }
        let url = format!("https://helpdesk.northmill.example/{}", plan.ticket);
        commands.push(Command::LinkTicket { id: PartNumber(1), ticket: Ticket { key: plan.ticket.into(), url } });
        commands.extend(plan.criteria.iter().map(|c| Command::AddTest { criterion: (*c).into(), check: None }));
        Ok(commands)
    }

    /// Everything that happens after the plans were written.
    fn acts(&self, items: &Items) -> Result<Vec<Act>, Failure> {
        let mut acts = Acts(vec![
            Act { at: (date(2026, 9, 12), 7, 0), deed: Deed::Scan("weekly-2026-09-12.nessus", scan::september) },
            Act { at: (date(2026, 11, 14), 7, 0), deed: Deed::Scan("weekly-2026-11-14.nessus", scan::november) },
        ]);
        self.management_decides(&mut acts)?;
        REVIEWS.iter().for_each(|held| acts.add(held.day, 13, Deed::Review(held)));
        for (number, plan) in items {
            self.plan_is_decided(&mut acts, *number, plan)?;
            self.work_is_done(&mut acts, *number, plan)?;
        }
        Ok(acts.0)
    }

    /// What nobody took up came before the managing director.
    fn management_decides(&self, acts: &mut Acts) -> Result<(), Failure> {
        let (marek, lena) = (self.who("marek.okafor")?, self.who("lena.novak")?);
        let control = "Only addresses of the offices reach the gateway; its log is read every morning".into();
        let until = date(2026, 11, 27);
        let compensate = Decision::Compensate { control, owner: lena.person, until, evidence: Vec::new() };
        let why = "the replacement is ordered and arrives in the last week of November";
        acts.add(date(2026, 10, 20), 9, Deed::Decide(marek, "VPN gateway firmware", compensate, why));
        let fund = Decision::Fund { amount: Money(180_000), source: "operations, unplanned 2026".into() };
        let why = "the supplier patches the portal on a weekend, outside the shifts";
        acts.add(date(2026, 11, 19), 9, Deed::Decide(marek, "Internet-facing servers", fund, why));
        Ok(())
    }

    /// Plans are submitted and approved; one has to be returned first, two wait for the management's signature.
    fn plan_is_decided(&self, acts: &mut Acts, number: ItemNumber, plan: &Plan) -> Result<(), Failure> {
        let (dana, anna) = (self.who("dana.reyes")?, self.who("anna.lindqvist")?);
        if plan.comes == Comes::Proposed {
            let note = "needs outside help; the offer is attached to the ticket".into();
            acts.change(date(2026, 11, 16), 9, dana, number, Command::Submit { note });
            return Ok(());
        }
        acts.change(date(2026, 9, 10), 15, dana, number, Command::Submit { note: String::new() });
        if plan.requirement == "3.6.1" {
            let reason = "the exercise needs the shift leaders; name them".into();
            acts.change(date(2026, 9, 11), 9, anna, number, Command::Return { reason });
            let note = "shift leaders are named in the resources".into();
            acts.change(date(2026, 9, 11), 11, dana, number, Command::Submit { note });
        }
        acts.change(date(2026, 9, 15), 10, anna, number, Command::Approve { note: String::new() });
        for slip in SLIPS.iter().filter(|slip| slip.requirement == plan.requirement) {
            let (id, obstacle) = (PartNumber(slip.milestone), Some(slip.obstacle));
            let command = Command::MoveMilestone { id, to: slip.to, reason: slip.reason.into(), obstacle };
            acts.change(slip.on, 11, dana, number, command);
            if let Some(note) = slip.granted {
                let command = Command::GrantExtension { id: PartNumber(1), note: note.into() };
                acts.change(slip.on, 15, anna, number, command);
            }
        }
        Ok(())
    }

    /// Steps are reached, work is proved, others check and close.
    fn work_is_done(&self, acts: &mut Acts, number: ItemNumber, plan: &'static Plan) -> Result<(), Failure> {
        let reached = match plan.comes {
            Comes::Proposed => return Ok(()),
            Comes::Open(n) => n,
            _ => plan.steps.len(),
        };
        let (owner, dana) = (self.who(plan.owner)?, self.who("dana.reyes")?);
        for (index, (_, due, _)) in plan.steps.iter().enumerate().take(reached) {
            let (id, note) = (part(index), String::new());
            acts.change(*due, 14, owner, number, Command::ReachMilestone { id, on: *due, note: note.clone() });
            acts.change(*due, 14, owner, number, Command::FinishTask { id, note: note.clone() });
            acts.change(*due, 16, dana, number, Command::ApproveTask { id, note });
        }
        if matches!(plan.comes, Comes::Open(_)) {
            return Ok(());
        }
        let last = plan.steps.iter().map(|(_, due, _)| *due).max().context("a plan has steps")?;
        for index in 0..plan.criteria.len() {
            acts.add(last, 17, Deed::Prove(owner, number, part(index), plan));
        }
        acts.change(last, 18, owner, number, Command::DeclareDone { note: String::new() });
        if plan.comes == Comes::AwaitingValidation {
            return Ok(());
        }
        let statement = "I compared each piece of evidence with its test and looked at a sample on site.".into();
        acts.change(later(last, 2), 10, self.who("ruth.bianchi")?, number, Command::Validate { statement });
        if plan.comes == Comes::Closed {
            let statement = "The evidence is complete.".into();
            acts.change(later(last, 4), 10, self.who("anna.lindqvist")?, number, Command::Close { statement });
        }
        Ok(())
    }

    /// Early each day the calendar lays what is overdue before somebody.
    async fn mornings(&self, day: &mut Date, until: Date) -> Result<(), Failure> {
        while *day < until {
            *day = later(*day, 1);
            self.clock.set(*day, 6, 0);
            self.app.escalate(self.who("dana.reyes")?.organization, *day).await?;
        }
        Ok(())
    }

    async fn play(&self, act: Act) -> Result<(), Failure> {
        self.clock.set(act.at.0, act.at.1, 0);
        match act.deed {
            Deed::Change(who, number, command) => {
                self.app.change_item(&who, number, None, vec![command]).await?;
            }
            Deed::Prove(who, number, id, plan) => self.prove(&who, number, id, plan, act.at.0).await?,
            Deed::Review(held) => self.hold(held).await?,
            Deed::Decide(who, weakness, decision, why) => {
                let open = EscalationQuery { state: vec!["open".into()], ..EscalationQuery::default() };
                let waiting = self.app.escalations(&who, &open).await?.rows;
                let about = waiting.iter().find(|row| row.weakness.starts_with(weakness));
                let id = about.with_context(|| format!("nothing lies before anybody about {weakness}"))?.id;
                self.app.decide_escalation(&who, EscalationId(id), decision, why.into()).await?;
            }
            Deed::Scan(name, xml) => {
                let path = self.written(name, xml().as_bytes())?;
                let (system, decisions) = (self.system, Decisions::default());
                let file = ImportFile { system, name: name.into(), path: path.clone(), format: None, decisions };
                let dana = self.who("dana.reyes")?;
                self.app.import(&dana, file, Mode::Commit, true, &Progress::default()).await?;
                std::fs::remove_file(path).context("failed to remove the scan's copy")?;
            }
        }
        Ok(())
    }

    async fn hold(&self, held: &Held) -> Result<(), Failure> {
        let (app, dana) = (self.app, self.who("dana.reyes")?);
        let id = ReviewId(app.begin_review(&dana, self.system, held.cadence).await?.id);
        let mut people = BTreeSet::from([dana.person]);
        for short in held.there {
            people.insert(self.who(short)?.person);
        }
        app.attend_review(&dana, id, Attendance { people, guests: String::new() }).await?;
        let items = app.review(&dana, id).await?.items;
        let named = |beginning: &str| items.iter().find(|row| row.weakness.starts_with(beginning));
        for row in &items {
            let said = held.said.iter().find(|(beginning, ..)| row.weakness.starts_with(beginning));
            let (sort, text) = said.map_or((Sort::Seen, ""), |(_, sort, text)| (*sort, *text));
            let remark = Remark { item: Some(ItemNumber(row.number)), sort, text: text.into() };
            app.remark_in_review(&dana, id, remark).await?;
        }
        if let Some((beginning, title, who, due)) = held.agreed {
            let row = named(beginning).with_context(|| format!("{beginning} is not on the agenda"))?;
            let (responsible, approver) = (self.who(who)?.person, dana.person);
            let plan = TaskPlan { title: title.into(), responsible, approver, effort: 2, due };
            app.agree_in_review(&dana, id, ItemNumber(row.number), plan).await?;
        }
        app.sign_review(&dana, id).await?;
        Ok(())
    }

    async fn prove(
        &self,
        who: &Actor,
        number: ItemNumber,
        id: PartNumber,
        plan: &Plan,
        day: Date,
    ) -> Result<(), Failure> {
        let criterion = plan.criteria.get(usize::from(id.0).saturating_sub(1)).copied().unwrap_or_default();
        let name = format!("{}-evidence-{id}.txt", plan.requirement);
        let path = self.written(&name, format!("{}\n\nShown on {day}: {criterion}\n", plan.weakness).as_bytes())?;
        let arrived =
            Arrived { path: &path, name, media_type: "text/plain".into(), shows: criterion.into(), test: Some(id) };
        let item = self.app.attach(who, number, None, arrived).await?;
        let evidence = item.exhibits.iter().map(|e| e.evidence.digest).next_back().into_iter().collect();
        let command = Command::AttestTest { id, statement: "seen and attached".into(), evidence };
        self.app.change_item(who, number, None, vec![command]).await?;
        Ok(())
    }

    fn written(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, Failure> {
        let path = self.app.world().blobs.staging().join(name);
        std::fs::write(&path, bytes).context("failed to write a file of the demo")?;
        Ok(path)
    }
}

/// What happens, in the order in which it was thought of; acts of one hour stay in that order.
struct Acts(Vec<Act>);

impl Acts {
    fn add(&mut self, day: Date, hour: i8, deed: Deed) {
        self.0.push(Act { at: (day, hour, self.0.len()), deed });
    }

    fn change(&mut self, day: Date, hour: i8, who: Actor, number: ItemNumber, command: Command) {
        self.add(day, hour, Deed::Change(who, number, command));
    }
}

/// A date that could not be met.
struct Slip {
    requirement: &'static str,
    milestone: u16,
    on: Date,
    to: Date,
    obstacle: Obstacle,
    reason: &'static str,
    /// What the approver said to it, once they answered.
    granted: Option<&'static str>,
}

const SLIPS: &[Slip] = &[
    Slip {
        requirement: "3.5.3",
        milestone: 4,
        on: date(2026, 10, 29),
        to: date(2026, 12, 4),
        obstacle: Obstacle::Vendor,
        reason: "the reseller delivers the last 20 keys on 25 November",
        granted: Some("the order is confirmed in writing"),
    },
    Slip {
        requirement: "3.14.1",
        milestone: 2,
        on: date(2026, 10, 12),
        to: date(2026, 10, 16),
        obstacle: Obstacle::Dependency,
        reason: "the maintenance window was taken by the machine move",
        granted: Some("not beyond the sixteenth"),
    },
    Slip {
        requirement: "3.6.1",
        milestone: 2,
        on: date(2026, 11, 17),
        to: date(2026, 12, 10),
        obstacle: Obstacle::People,
        reason: "the leader of the night shift is ill; all can come on 10 December",
        granted: None,
    },
];

fn part(index: usize) -> PartNumber {
    PartNumber(u16::try_from(index + 1).unwrap_or(u16::MAX))
}

fn later(day: Date, days: i32) -> Date {
    day.saturating_add(jiff::ToSpan::days(days))
}

fn short(email: &'static str) -> &'static str {
    email.split('@').next().unwrap_or(email)
}
