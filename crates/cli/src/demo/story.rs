//! The story of the demo, told by the use cases: people join, deficiencies are found, planned, worked on, checked and closed.

use std::{collections::HashMap, path::PathBuf};

use anyhow::Context;
use closeout_app::{
    Actor, App,
    evidence::Arrived,
    execute::{NewItem, on_this_machine},
    import::{ImportFile, Progress},
    people::Founding,
    ports::Mode,
};
use closeout_domain::{
    ids::{ItemNumber, PartNumber, PersonId, SystemId},
    item::{
        Command, Draft, Item,
        origin::{Money, Origin, Resources, Source},
        value::{TaskPlan, Ticket},
    },
    organization::NewPerson,
    people::Role,
    priority::Rating,
    system,
};
use jiff::civil::{Date, date};

use super::{
    clock::StoryClock,
    firm,
    items::{Comes, PLANS, Plan},
    scan,
};
use crate::fail::Failure;

/// Tells the whole story.
pub async fn tell(app: &App, clock: &StoryClock) -> Result<(), Failure> {
    let story = Story::begin(app, clock).await?;
    let items = story.find().await?;
    story.scan(scan::september(), "weekly-2026-09-12.nessus", date(2026, 9, 12)).await?;
    story.approve(&items).await?;
    story.work(&items).await?;
    story.scan(scan::november(), "weekly-2026-11-14.nessus", date(2026, 11, 14)).await?;
    story.ask_management(&items).await
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
        let dana = story.who("dana.reyes")?.person;
        let note = "appointed by the managing director on 31 August 2026".into();
        app.change_system(&story.who("marek.okafor")?, system, system::Command::AppointOwner { person: dana, note }).await?;
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
            Command::Rate { rating: Rating { priority: plan.priority, reasons: plan.reasons.iter().map(ToString::to_string).collect() } },
            Command::Estimate { resources: Resources { people: people.into(), hours, cost: Money(cents), funding: funding.into() } },
        ];
        for (title, due, effort) in plan.steps {
            commands.push(Command::PlanMilestone { title: (*title).into(), due: *due });
            let plan = TaskPlan { title: (*title).into(), responsible: owner, approver: dana, effort: *effort, due: *due };
            commands.push(Command::AddTask { plan });
        }
        let url = format!("https://helpdesk.northmill.example/{}", plan.ticket);
        commands.push(Command::LinkTicket { id: PartNumber(1), ticket: Ticket { key: plan.ticket.into(), url } });
        commands.extend(plan.criteria.iter().map(|c| Command::AddTest { criterion: (*c).into() }));
        Ok(commands)
    }

    /// A weekly scan comes in.
    async fn scan(&self, xml: String, name: &str, day: Date) -> Result<(), Failure> {
        self.clock.set(day, 7, 30);
        let path = self.written(name, xml.as_bytes())?;
        let file = ImportFile { system: self.system, name: name.into(), path: path.clone(), format: None };
        let dana = self.who("dana.reyes")?;
        self.app.import(&dana, file, Mode::Commit, true, &Progress::default()).await?;
        std::fs::remove_file(path).context("failed to remove the scan's copy")?;
        Ok(())
    }

    fn written(&self, name: &str, bytes: &[u8]) -> Result<PathBuf, Failure> {
        let path = self.app.world().blobs.staging().join(name);
        std::fs::write(&path, bytes).context("failed to write a file of the demo")?;
        Ok(path)
    }

    /// 10 to 15 September: plans are submitted and approved; one had to be returned first.
    async fn approve(&self, items: &Items) -> Result<(), Failure> {
        let (dana, anna) = (self.who("dana.reyes")?, self.who("anna.lindqvist")?);
        for (number, plan) in items.iter().filter(|(_, p)| p.comes != Comes::Proposed) {
            self.clock.set(date(2026, 9, 10), 15, 0);
            self.change(&dana, *number, Command::Submit { note: String::new() }).await?;
            if plan.requirement == "3.6.1" {
                self.clock.set(date(2026, 9, 11), 9, 0);
                self.change(&anna, *number, Command::Return { reason: "the exercise needs the shift leaders; name them".into() }).await?;
                self.change(&dana, *number, Command::Submit { note: "shift leaders are named in the resources".into() }).await?;
            }
            self.clock.set(date(2026, 9, 15), 10, 0);
            self.change(&anna, *number, Command::Approve { note: String::new() }).await?;
        }
        Ok(())
    }

    /// September to November: work is done, dates move, evidence is attached, others check and close.
    async fn work(&self, items: &Items) -> Result<(), Failure> {
        self.slips(items).await?;
        for (number, plan) in items {
            let reached = match plan.comes {
                Comes::Proposed => continue,
                Comes::Open(n) => n,
                _ => plan.steps.len(),
            };
            let (owner, dana) = (self.who(plan.owner)?, self.who("dana.reyes")?);
            for (index, (_, due, _)) in plan.steps.iter().enumerate().take(reached) {
                let id = PartNumber(u16::try_from(index + 1).unwrap_or(u16::MAX));
                self.clock.set(*due, 14, 0);
                self.change(&owner, *number, Command::ReachMilestone { id, on: *due, note: String::new() }).await?;
                self.change(&owner, *number, Command::FinishTask { id, note: String::new() }).await?;
                self.clock.set(*due, 16, 0);
                self.change(&dana, *number, Command::ApproveTask { id, note: String::new() }).await?;
            }
            if matches!(plan.comes, Comes::AwaitingValidation | Comes::Validated | Comes::Closed) {
                self.prove(*number, plan, &owner).await?;
            }
        }
        Ok(())
    }

    /// Two dates could not be met.
    async fn slips(&self, items: &Items) -> Result<(), Failure> {
        let dana = self.who("dana.reyes")?;
        let slips = [
            ("3.5.3", 4, date(2026, 10, 29), date(2026, 12, 4), "the reseller delivers the last 20 keys on 25 November"),
            ("3.14.1", 2, date(2026, 10, 12), date(2026, 10, 16), "the maintenance window was taken by the machine move"),
        ];
        for (requirement, id, on, to, reason) in slips {
            self.clock.set(on, 11, 0);
            for (number, _) in items.iter().filter(|(_, p)| p.requirement == requirement) {
                self.change(&dana, *number, Command::MoveMilestone { id: PartNumber(id), to, reason: reason.into() }).await?;
            }
        }
        Ok(())
    }

    async fn prove(&self, number: ItemNumber, plan: &Plan, owner: &Actor) -> Result<(), Failure> {
        let last = plan.steps.iter().map(|(_, due, _)| *due).max().context("a plan has steps")?;
        self.clock.set(last, 16, 30);
        for (index, criterion) in plan.criteria.iter().enumerate() {
            let id = PartNumber(u16::try_from(index + 1).unwrap_or(u16::MAX));
            let name = format!("{}-evidence-{id}.txt", plan.requirement);
            let text = format!("{}\n\nShown on {last}: {criterion}\n", plan.weakness);
            let path = self.written(&name, text.as_bytes())?;
            let arrived = Arrived { path: &path, name, media_type: "text/plain".into(), shows: (*criterion).into(), test: Some(id) };
            let item = self.app.attach(owner, number, None, arrived).await?;
            let evidence = item.exhibits.iter().map(|e| e.evidence.digest).next_back().into_iter().collect();
            let statement = "seen and attached".into();
            self.change(owner, number, Command::AttestTest { id, statement, evidence }).await?;
        }
        self.change(owner, number, Command::DeclareDone { note: String::new() }).await?;
        if plan.comes == Comes::AwaitingValidation {
            return Ok(());
        }
        let (ruth, anna) = (self.who("ruth.bianchi")?, self.who("anna.lindqvist")?);
        self.clock.set(last.saturating_add(jiff::ToSpan::days(2)), 10, 0);
        let statement = "I compared each piece of evidence with its test and looked at a sample on site.".into();
        self.change(&ruth, number, Command::Validate { statement }).await?;
        if plan.comes == Comes::Closed {
            self.clock.set(last.saturating_add(jiff::ToSpan::days(4)), 10, 0);
            self.change(&anna, number, Command::Close { statement: "The evidence is complete.".into() }).await?;
        }
        Ok(())
    }

    /// 16 November: two plans need outside help and wait for the management's signature.
    async fn ask_management(&self, items: &Items) -> Result<(), Failure> {
        let dana = self.who("dana.reyes")?;
        self.clock.set(date(2026, 11, 16), 9, 0);
        for (number, _) in items.iter().filter(|(_, p)| p.comes == Comes::Proposed) {
            let note = "needs outside help; the offer is attached to the ticket".into();
            self.change(&dana, *number, Command::Submit { note }).await?;
        }
        Ok(())
    }

    async fn change(&self, actor: &Actor, number: ItemNumber, command: Command) -> Result<Item, Failure> {
        Ok(self.app.change_item(actor, number, None, vec![command]).await?)
    }
}

fn short(email: &'static str) -> &'static str {
    email.split('@').next().unwrap_or(email)
}
