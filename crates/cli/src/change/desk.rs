//! The record, who acts on it, and what is said of a change.

use closeout_app::{Actor, App, show};
use closeout_domain::{
    ids::ItemNumber,
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
}

impl Desk {
    pub async fn open(place: &Place) -> Result<Self, Failure> {
        let app = compose::open(place).await?;
        let actor = compose::actor(&app, place).await?;
        let directory = app.directory(&actor).await?;
        Ok(Self { app, actor, directory })
    }

    /// A person by address, or by identity.
    pub fn person(&self, who: &str) -> Result<closeout_domain::ids::PersonId, Failure> {
        let by_address =
            self.directory.people.iter().find(|(_, p)| p.email.eq_ignore_ascii_case(who.trim())).map(|(id, _)| *id);
        let known = by_address.or_else(|| who.parse().ok().filter(|id| self.directory.people.contains_key(id)));
        known.ok_or_else(|| closeout_app::Error::NotFound { what: "person", id: who.into() }.into())
    }

    /// Changes an item and says how it stands.
    pub async fn change(
        &self,
        number: ItemNumber,
        commands: Vec<Command>,
        told: &str,
        output: Output,
    ) -> Result<(), Failure> {
        let item = self.app.change_item(&self.actor, number, None, commands).await?;
        self.done(output, &item, told)
    }

    pub fn done(&self, output: Output, item: &Item, told: &str) -> Result<(), Failure> {
        match output {
            Output::Text => done(output, item, told),
            Output::Json | Output::Ndjson => output::json(&show::item(item, &self.directory, self.app.today())),
        }
    }
}

/// Says what became of an item, in a line.
pub fn done(output: Output, item: &Item, told: &str) -> Result<(), Failure> {
    match output {
        Output::Text => {
            output::text(&format!("{} {told}. It is {}.", item.number, item.status.phrase().to_lowercase()))
        }
        Output::Json | Output::Ndjson => output::json(&serde_json::json!({
            "id": item.number.to_string(), "status": item.status.word(), "version": item.version,
        })),
    }
}
