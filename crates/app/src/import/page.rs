//! Imports for people: what can be read, and one import with everything that came of it.

use closeout_domain::{
    ids::{ImportId, ItemNumber},
    policy::Action,
};
use closeout_intake::FORMATS;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    Actor, App, Error, history, project,
    record::{Recorded, Stream},
    show,
    views::{HistoryEntry, ImportRow, ItemRow},
};

/// Events looked at after an import: more than it can begin items.
const AFTER: u32 = 1_000;

/// A format that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct FormatView {
    /// Its name on the command line and in the API.
    pub id: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// Extensions that such files usually have, without the dot.
    pub extensions: &'static [&'static str],
    /// What one observation is.
    pub yields: &'static str,
}

/// Every format, in the order of the documentation.
pub fn formats() -> Vec<FormatView> {
    let view = |f: &&dyn closeout_intake::Format| FormatView {
        id: f.id(),
        name: f.name(),
        extensions: f.extensions(),
        yields: f.yields(),
    };
    FORMATS.iter().map(view).collect()
}

/// One import with what came of it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ImportPage {
    /// The import.
    pub import: ImportRow,
    /// The items that it began, as they are now.
    pub drafts: Vec<ItemRow>,
    /// What happened to it, newest first.
    pub history: Vec<HistoryEntry>,
}

impl App {
    /// One import with the items that it began and its history.
    ///
    /// # Errors
    /// When there is none here.
    pub async fn import_page(&self, actor: &Actor, id: ImportId) -> Result<ImportPage, Error> {
        let directory = self.permitted(actor, Action::Read).await?;
        let import = self.import_row(actor, id).await?;
        let events = self.events(actor, Stream::Import(id)).await?;
        let mut drafts = Vec::new();
        if let Some(first) = events.first() {
            for number in self.begun_by(actor, first).await? {
                let row = project::item_row(&self.load_item(actor, number).await?);
                drafts.push(show::item_row(row, &directory, self.today()));
            }
        }
        let history = events.iter().rev().map(|event| history::entry(event, &directory)).collect();
        Ok(ImportPage { import, drafts, history })
    }

    /// The items that were begun in the same write: their events follow the import's own.
    async fn begun_by(&self, actor: &Actor, import: &Recorded) -> Result<Vec<ItemNumber>, Error> {
        let after = self.world.store.log(actor.organization, import.position, AFTER).await?;
        let same = after.iter().take_while(|e| e.at == import.at && e.by == import.by);
        let begun = same.filter(|e| e.version == 1).map_while(|e| match e.stream {
            Stream::Item(number) => Some(number),
            _ => None,
        });
        Ok(begun.collect())
    }
}
