//! The record, who acts on it, and what is said of a change.

use clap::Args;
use closeout_app::{Actor, App, Error, show, views::SystemRow};
use closeout_domain::{
    ids::{ItemNumber, PersonId, SystemId},
    item::{Command, Item},
    people::Directory,
};

use crate::{
    compose,
    fail::Failure,
    output::{self, Output},
    place::Place,
};

/// The record, who acts, and everybody.
pub struct Desk {
    pub app: App,
    pub actor: Actor,
    pub directory: Directory,
    system: Option<String>,
}

/// An item that is to be changed.
#[derive(Args, Debug)]
pub struct On {
    /// The item, as in POAM-0007.
    pub item: ItemNumber,
    /// Refuse if the item has changed since it was at this version.
    #[arg(long, value_name = "VERSION")]
    pub if_version: Option<u64>,
}

impl Desk {
    pub async fn open(place: &Place) -> Result<Self, Failure> {
        let app = compose::open(&place.store).await?;
        let actor = compose::actor(&app, place).await?;
        let directory = app.directory(&actor).await?;
        Ok(Self { app, actor, directory, system: place.system.clone() })
    }

    /// A person by address, or by identity.
    pub fn person(&self, who: &str) -> Result<PersonId, Failure> {
        let by_address =
            self.directory.people.iter().find(|(_, p)| p.email.eq_ignore_ascii_case(who.trim())).map(|(id, _)| *id);
        let known = by_address.or_else(|| who.parse().ok().filter(|id| self.directory.people.contains_key(id)));
        known.ok_or_else(|| Error::NotFound { what: "person", id: who.into() }.into())
    }

    /// The system that a command speaks of: named, or the first.
    pub async fn system(&self) -> Result<SystemRow, Failure> {
        let Some(wanted) = &self.system else { return Ok(self.app.system(&self.actor, None).await?) };
        let rows = self.app.systems(&self.actor).await?;
        let found = rows.into_iter().find(|row| row.name.eq_ignore_ascii_case(wanted) || row.id.to_string() == *wanted);
        found.ok_or_else(|| Error::NotFound { what: "system", id: wanted.clone() }.into())
    }

    /// The key of that system.
    pub async fn system_id(&self) -> Result<SystemId, Failure> {
        Ok(SystemId(self.system().await?.id))
    }

    /// The system only if it is named: lists speak of all of them otherwise.
    pub async fn named_system(&self) -> Result<Option<SystemId>, Failure> {
        match self.system {
            Some(_) => Ok(Some(self.system_id().await?)),
            None => Ok(None),
        }
    }

    /// Changes an item and says how it stands.
    pub async fn change(&self, on: On, command: Command, told: &str, output: Output) -> Result<(), Failure> {
        let item = self.app.change_item(&self.actor, on.item, on.if_version, vec![command]).await?;
        self.done(output, &item, told)
    }

    /// Adds a part to an item and says its number.
    pub async fn add(
        &self,
        on: On,
        command: Command,
        part: &str,
        number: impl FnOnce(&Item) -> Option<closeout_domain::ids::PartNumber>,
        output: Output,
    ) -> Result<(), Failure> {
        let item = self.app.change_item(&self.actor, on.item, on.if_version, vec![command]).await?;
        let number = number(&item).map(|n| format!(" {n}")).unwrap_or_default();
        self.done(output, &item, &format!("{part}{number} is added"))
    }

    /// Says what became of an item, where it stands, and what it still lacks.
    pub fn done(&self, output: Output, item: &Item, told: &str) -> Result<(), Failure> {
        let view = show::item(item, &self.directory, self.app.today());
        if output != Output::Text {
            return output::json(&view);
        }
        let mut text = format!("{}: {told}. Status: {}.", item.number, item.status.phrase().to_lowercase());
        let mut missing: Vec<String> = view.gaps.iter().map(|gap| gap.field.replace('_', " ")).collect();
        missing.dedup();
        if !missing.is_empty() {
            text.push_str(&format!("\nStill missing: {}.", missing.join(", ")));
        }
        output::text(&text)
    }
}
