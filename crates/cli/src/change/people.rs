//! People, systems and tokens.

use std::collections::BTreeSet;

use clap::{Args, Subcommand};
use closeout_domain::{
    finding::severity::Severity,
    ids::{PersonId, SystemId, TokenId},
    organization::{Command, NewPerson},
    people::Role,
    system::{self, Description, Promotion},
    time,
};

use super::Desk;
use crate::{
    compose,
    fail::Failure,
    output::{self, Output},
    password,
    place::Place,
};

#[derive(Args, Debug)]
pub struct PersonVerbs {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: PersonVerb,
}

#[derive(Subcommand, Debug)]
enum PersonVerb {
    /// Everybody, with their roles.
    List,
    /// Add a person; their first password comes from CLOSEOUT_PERSON_PASSWORD, or they get none yet.
    Add {
        email: String,
        #[arg(long)]
        name: String,
        /// Position in the firm.
        #[arg(long, default_value = "")]
        title: String,
        /// owner, responsible, validator, approver, executive, assessor, administrator; several may be given.
        #[arg(long = "role", required = true)]
        roles: Vec<Role>,
    },
    /// Change how a person is called.
    Describe {
        email: String,
        #[arg(long)]
        name: String,
        #[arg(long, default_value = "")]
        title: String,
    },
    /// Set a person's roles.
    Roles {
        email: String,
        #[arg(long = "role", required = true)]
        roles: Vec<Role>,
    },
    /// A person leaves; their place in the history stays.
    Leave {
        email: String,
        #[arg(long)]
        reason: String,
    },
    /// A person comes back.
    Return { email: String },
    /// Set a person's password.
    Password { email: String },
}

impl PersonVerbs {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(&self.place).await?;
        match self.verb {
            PersonVerb::List => {}
            PersonVerb::Add { email, name, title, roles } => {
                let id = PersonId(desk.app.world().ids.uuid());
                let password = std::env::var("CLOSEOUT_PERSON_PASSWORD").ok();
                let person = NewPerson { id, name, email, title, roles: roles.into_iter().collect() };
                desk.app.add_person(&desk.actor, person, password.as_deref()).await?;
            }
            PersonVerb::Describe { email, name, title } => {
                desk.organization(Command::DescribePerson { person: desk.person(&email)?, name, title }).await?;
            }
            PersonVerb::Roles { email, roles } => {
                let roles: BTreeSet<Role> = roles.into_iter().collect();
                desk.organization(Command::SetRoles { person: desk.person(&email)?, roles }).await?;
            }
            PersonVerb::Leave { email, reason } => {
                desk.organization(Command::Leave { person: desk.person(&email)?, reason }).await?;
            }
            PersonVerb::Return { email } => desk.organization(Command::Return { person: desk.person(&email)? }).await?,
            PersonVerb::Password { email } => {
                let person = desk.person(&email)?;
                let password = password::known(self.place.password_stdin, &format!("New password of {email}: "))?;
                desk.app.set_password(&desk.actor, person, &password).await?;
            }
        }
        let row = desk.app.organization(&desk.actor).await?;
        match output {
            Output::Text => {
                let people = row.people.iter().map(|p| {
                    let here = if p.active { "" } else { "left" };
                    vec![p.name.clone(), p.email.clone(), p.title.clone(), p.roles.join(", "), here.to_owned()]
                });
                output::text(&output::table(&["Name", "Address", "Position", "Roles", ""], people.collect()))
            }
            Output::Json | Output::Ndjson => output::json(&serde_json::json!({ "people": row.people })),
        }
    }
}

impl Desk {
    async fn organization(&self, command: Command) -> Result<(), Failure> {
        self.app.change_organization(&self.actor, command).await?;
        Ok(())
    }
}

#[derive(Args, Debug)]
pub struct SystemVerbs {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: SystemVerb,
}

#[derive(Subcommand, Debug)]
enum SystemVerb {
    /// Every system, with its POA&M owner.
    List,
    /// Register a system.
    Register { name: String },
    /// Say what its system security plan says of it.
    Describe {
        #[arg(long)]
        name: Option<String>,
        #[arg(long)]
        ssp_title: Option<String>,
        #[arg(long)]
        ssp_version: Option<String>,
        #[arg(long, value_name = "DATE")]
        ssp_date: Option<String>,
        #[arg(long = "cage")]
        cage_codes: Vec<String>,
        #[arg(long)]
        cmmc_uid: Option<String>,
    },
    /// Appoint the owner of its plan.
    Appoint {
        /** Their address. */
        person: String,
        #[arg(long, default_value = "")]
        note: String,
    },
    /// Say which findings become draft items by themselves, and when an import asks first.
    Promotion {
        /// critical, high, medium, low or info; `never` for none.
        #[arg(long)]
        at_least: String,
        /// Whether every objective found NOT MET does.
        #[arg(long, default_value_t = true, action = clap::ArgAction::Set)]
        not_met: bool,
        /// Above this share of open findings, marking them absent needs an explicit yes.
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u8).range(0..=100))]
        brake_percent: u8,
    },
}

impl SystemVerbs {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(&self.place).await?;
        match self.verb {
            SystemVerb::List => {}
            SystemVerb::Register { name } => {
                let id = SystemId(desk.app.world().ids.uuid());
                let description = Description { name, ..Description::default() };
                desk.app.change_system(&desk.actor, id, system::Command::Register { id, description }).await?;
            }
            SystemVerb::Describe { name, ssp_title, ssp_version, ssp_date, cage_codes, cmmc_uid } => {
                let row = compose::system(&desk.app, &desk.actor, &self.place).await?;
                let description = Description {
                    name: name.unwrap_or(row.name),
                    ssp_title: ssp_title.unwrap_or(row.ssp_title),
                    ssp_version: ssp_version.unwrap_or(row.ssp_version),
                    ssp_date: ssp_date.as_deref().map(|day| time::date("ssp_date", day)).transpose()?.or(row.ssp_date),
                    cage_codes: if cage_codes.is_empty() { row.cage_codes } else { cage_codes },
                    cmmc_uid: cmmc_uid.unwrap_or(row.cmmc_uid),
                };
                desk.app.change_system(&desk.actor, SystemId(row.id), system::Command::Describe(description)).await?;
            }
            SystemVerb::Appoint { person, note } => {
                let id = SystemId(compose::system(&desk.app, &desk.actor, &self.place).await?.id);
                let command = system::Command::AppointOwner { person: desk.person(&person)?, note };
                desk.app.change_system(&desk.actor, id, command).await?;
            }
            SystemVerb::Promotion { at_least, not_met, brake_percent } => {
                let id = SystemId(compose::system(&desk.app, &desk.actor, &self.place).await?.id);
                let at_least = if at_least == "never" { None } else { Some(at_least.parse::<Severity>()?) };
                let command = system::Command::SetPromotion(Promotion { at_least, not_met, brake_percent });
                desk.app.change_system(&desk.actor, id, command).await?;
            }
        }
        let rows = desk.app.systems(&desk.actor).await?;
        match output {
            Output::Text => {
                let rows = rows.iter().map(|s| {
                    let owner = s.poam_owner.as_ref().map_or("not appointed", |p| &p.name);
                    vec![
                        s.name.clone(),
                        owner.to_owned(),
                        format!("{} {}", s.ssp_title, s.ssp_version),
                        s.cage_codes.join(" "),
                    ]
                });
                output::text(&output::table(&["System", "POA&M owner", "SSP", "CAGE"], rows.collect()))
            }
            Output::Json | Output::Ndjson => output::json(&serde_json::json!({ "systems": rows })),
        }
    }
}

#[derive(Args, Debug)]
pub struct TokenVerbs {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    verb: TokenVerb,
}

#[derive(Subcommand, Debug)]
enum TokenVerb {
    /// Tokens that were not revoked.
    List,
    /// Issue one for whoever acts; its text is shown once.
    Issue {
        name: String,
        #[arg(long, value_name = "DATE")]
        until: String,
        /** It may change things too. */
        #[arg(long)]
        write: bool,
    },
    /// Revoke one at once.
    Revoke { id: TokenId },
}

impl TokenVerbs {
    pub async fn run(self, output: Output) -> Result<(), Failure> {
        let desk = Desk::open(&self.place).await?;
        match self.verb {
            TokenVerb::Issue { name, until, write } => {
                let text = desk.app.issue_token(&desk.actor, &name, !write, time::date("until", &until)?).await?;
                return match output {
                    Output::Text => output::text(&text),
                    Output::Json | Output::Ndjson => output::json(&serde_json::json!({ "token": text })),
                };
            }
            TokenVerb::Revoke { id } => desk.app.revoke_token(&desk.actor, id).await?,
            TokenVerb::List => {}
        }
        let row = desk.app.organization(&desk.actor).await?;
        match output {
            Output::Text => {
                let tokens = row.tokens.iter().map(|t| {
                    let scope = if t.read_only { "reads" } else { "reads and writes" };
                    let whose = desk.directory.name(PersonId(t.person)).to_owned();
                    vec![t.id.to_string(), t.name.clone(), whose, scope.to_owned(), t.until.to_string()]
                });
                output::text(&output::table(&["Token", "Name", "Acts for", "Scope", "Until"], tokens.collect()))
            }
            Output::Json | Output::Ndjson => output::json(&serde_json::json!({ "tokens": row.tokens })),
        }
    }
}
