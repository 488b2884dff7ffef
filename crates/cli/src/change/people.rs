//! `closeout person …`: people, their roles and passwords.

use clap::{Args, Subcommand};
use closeout_app::{Error, views::PersonRow};
use closeout_domain::{
    ids::PersonId,
    organization::{Away, Command, NewPerson},
    people::Role,
};

use jiff::civil::Date;

use crate::{
    desk::Desk,
    fail::Failure,
    list::{self, day},
    output::{self, Output},
    password,
    place::Place,
};

#[derive(Args, Debug)]
pub struct PersonVerbs {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand, Debug)]
enum Verb {
    /// List everybody, with their roles.
    List,
    /// Add a person; their first password comes from CLOSEOUT_PERSON_PASSWORD, or they get none yet.
    Add {
        /// Their address, with which they sign in.
        email: String,
        /// As they sign.
        #[arg(long)]
        name: String,
        /// Position in the firm.
        #[arg(long, default_value = "", hide_default_value = true)]
        title: String,
        /// owner, responsible, validator, approver, executive, assessor or administrator; may be given several times.
        #[arg(long = "role", value_name = "ROLE", required = true)]
        roles: Vec<Role>,
    },
    /// Change a person's name or position.
    Describe {
        /// Their address.
        email: String,
        /// As they sign; as before when not given.
        #[arg(long)]
        name: Option<String>,
        /// Position in the firm; as before when not given.
        #[arg(long)]
        title: Option<String>,
    },
    /// Set a person's roles, in place of those they have.
    Roles {
        /// Their address.
        email: String,
        /// owner, responsible, validator, approver, executive, assessor or administrator; may be given several times.
        #[arg(long = "role", value_name = "ROLE", required = true)]
        roles: Vec<Role>,
    },
    /// Name who supervises a person: overdue items that they leave unanswered are laid before them.
    Supervisor {
        /// Their address.
        email: String,
        /// Address of the supervisor; nobody when not given.
        supervisor: Option<String>,
    },
    /// Say how many hours of a week a person has for the plan.
    Hours {
        /// Their address.
        email: String,
        /// Hours, 0 to 60; not given where nobody knows.
        hours: Option<u8>,
    },
    /// Say when a person is away; no reason is asked for.
    Away {
        /// Their address.
        email: String,
        /// The first day.
        #[arg(value_name = "DATE", value_parser = day)]
        first: Date,
        /// The last day.
        #[arg(value_name = "DATE", value_parser = day)]
        last: Date,
        /// They are there after all.
        #[arg(long)]
        withdraw: bool,
    },
    /// Record that a person has left; their place in the history stays.
    Leave {
        /// Their address.
        email: String,
        /// Why.
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
    /// Record that a person has come back.
    Return {
        /// Their address.
        email: String,
    },
    /// Set a person's password, your own or as an administrator: from the terminal, CLOSEOUT_PERSON_PASSWORD, or the
    /// last line of --password-stdin.
    Password {
        /// Their address.
        email: String,
    },
}

impl PersonVerbs {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(&self.place).await?;
        let (person, told) = match self.verb {
            Verb::List => return all(&desk, output).await,
            Verb::Add { email, name, title, roles } => {
                let id = PersonId(desk.app.world().ids.uuid());
                let password = std::env::var("CLOSEOUT_PERSON_PASSWORD").ok().filter(|p| !p.is_empty());
                let told = match password {
                    Some(_) => "is added",
                    None => "is added, and cannot sign in until `closeout person password` sets a password",
                };
                let person = NewPerson { id, name, email, title, roles: roles.into_iter().collect() };
                desk.app.add_person(&desk.actor, person, password.as_deref()).await?;
                (id, told)
            }
            Verb::Describe { email, name, title } => {
                let person = desk.person(&email)?;
                let before = desk.directory.people.get(&person);
                let name = name.or_else(|| before.map(|p| p.name.clone())).unwrap_or_default();
                let title = title.or_else(|| before.map(|p| p.title.clone())).unwrap_or_default();
                (desk.decide(person, Command::DescribePerson { person, name, title }).await?, "is described anew")
            }
            Verb::Roles { email, roles } => {
                let (person, roles) = (desk.person(&email)?, roles.into_iter().collect());
                (desk.decide(person, Command::SetRoles { person, roles }).await?, "has these roles now")
            }
            Verb::Supervisor { email, supervisor } => {
                let person = desk.person(&email)?;
                let supervisor = supervisor.map(|email| desk.person(&email)).transpose()?;
                let told = if supervisor.is_some() { "has this supervisor now" } else { "has no supervisor now" };
                (desk.decide(person, Command::NameSupervisor { person, supervisor }).await?, told)
            }
            Verb::Hours { email, hours } => {
                let person = desk.person(&email)?;
                (
                    desk.decide(person, Command::SetHours { person, weekly: hours }).await?,
                    "has these hours for the plan",
                )
            }
            Verb::Away { email, first, last, withdraw } => {
                let (person, away) = (desk.person(&email)?, Away { first, last });
                let (command, told) = match withdraw {
                    false => (Command::PlanAbsence { person, away }, "is away on these days"),
                    true => (Command::WithdrawAbsence { person, away }, "is not away on these days"),
                };
                (desk.decide(person, command).await?, told)
            }
            Verb::Leave { email, reason } => {
                let person = desk.person(&email)?;
                (desk.decide(person, Command::Leave { person, reason }).await?, "has left")
            }
            Verb::Return { email } => {
                let person = desk.person(&email)?;
                (desk.decide(person, Command::Return { person }).await?, "has come back")
            }
            Verb::Password { email } => {
                let person = desk.person(&email)?;
                let password = password::renewed(self.place.password_stdin, &email)?;
                desk.app.set_password(&desk.actor, person, &password).await?;
                (person, "has a new password; their sessions have ended")
            }
        };
        one(&desk, person, told, output).await
    }
}

impl Desk {
    async fn decide(&self, person: PersonId, command: Command) -> Result<PersonId, Failure> {
        self.app.change_organization(&self.actor, command).await?;
        Ok(person)
    }
}

async fn one(desk: &Desk, id: PersonId, told: &str, output: Output) -> Result<(), Failure> {
    let people = desk.app.organization(&desk.actor).await?.people;
    let row = people.into_iter().find(|p| p.id == id.0);
    let row = row.ok_or_else(|| Error::NotFound { what: "person", id: id.to_string() })?;
    match output {
        Output::Text => output::text(&format!("{} ({}) {told}.", row.name, row.roles.join(", "))),
        Output::Json | Output::Ndjson => output::json(&row),
    }
}

async fn all(desk: &Desk, output: Output) -> Result<(), Failure> {
    let people = desk.app.organization(&desk.actor).await?.people;
    let row = |p: &PersonRow| {
        let here = if p.active { "active" } else { "left" };
        vec![p.name.clone(), p.email.clone(), p.title.clone(), p.roles.join(", "), here.to_owned()]
    };
    list::print(output, "people", &people, None, &["Name", "Address", "Position", "Roles", "State"], row)
}
