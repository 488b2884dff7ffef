//! The register as a document, and what somebody changed in one that comes back.
//!
//! A document that is read back is compared three ways: what the file says, what the item said when the file was written,
//! and what it says now. Only what the file changed is asked for; where the record has changed the same field too, both are
//! shown and nothing is overwritten.

mod diff;
mod entry;
mod make;
mod milestone;
mod part;
mod people;
mod row;
mod standing;
mod task;

use std::collections::BTreeMap;

use closeout_domain::{
    ids::{Digest, ItemNumber, SystemId},
    item::{Command, Item, replay},
    policy::Action,
    rule::{self, Kind, Rule},
};
use closeout_exchange::{Document, document::Label, text::clean};
use jiff::civil::Date;

pub use self::{
    diff::diff,
    make::{document_of, entry_of},
    row::{Change, Conflict, ItemChange, Outcome, Place, Planned, Problem, Row, Work, commands},
    standing::{Around, Standing},
};
use crate::{Actor, App, Error, auth, project, query::ItemQuery, record::Recorded, show};

/// A document changes the register that it was taken from.
pub const SAME_REGISTER: Rule =
    Rule { id: "document-same-register", cites: "SP 800-171A 3.12.2[a] (the plan of a system)", kind: Kind::Input };
/// What is applied is what was looked at.
pub const AS_SHOWN: Rule = Rule { id: "document-as-shown", cites: "SP 800-171 3.3.1, 3.3.2", kind: Kind::State };

/// What came of a document that was applied.
#[derive(Debug)]
pub struct Applied {
    /// The items that were begun or changed.
    pub items: Vec<Item>,
    /// Every row of the document with what became of it; rows with conflicts or problems were left out.
    pub rows: Vec<Row>,
}

impl App {
    /// The register of a system as a document: the items that match, now or at the end of a past day.
    ///
    /// # Errors
    /// When the actor may not export, there is no such system, or the store fails.
    pub async fn document(
        &self,
        actor: &Actor,
        system: SystemId,
        query: &ItemQuery,
        as_of: Option<Date>,
    ) -> Result<Document, Error> {
        self.permitted(actor, Action::Export).await?;
        let system = self.system(actor, Some(system)).await?;
        let organization = self.organization(actor).await?;
        let day = as_of.unwrap_or_else(|| self.today());
        let state = self.as_of(actor, as_of.unwrap_or(Date::MAX)).await?;
        let query = ItemQuery { system: Some(system.id), ..query.clone() };
        let row = |item: &Item| show::item_row(project::item_row(item), &state.directory, day);
        let items: Vec<&Item> = state.items.values().filter(|item| query.matches(&row(item))).collect();
        Ok(document_of(&items, &state.directory, (&organization.name, &system.name), day))
    }

    /// What a document that was read back would change. Nothing is changed.
    ///
    /// # Errors
    /// When the document is of another register, the actor may not change anything, or the store fails.
    pub async fn preview_document(
        &self,
        actor: &Actor,
        system: SystemId,
        document: &Document,
    ) -> Result<Vec<Planned>, Error> {
        let ground = self.ground(actor).await?;
        let row = self.system(actor, Some(system)).await?;
        let organization = self.organization(actor).await?;
        for (said, is) in [(&document.organization, &organization.name), (&document.system, &row.name)] {
            if !said.is_empty() && !said.trim().eq_ignore_ascii_case(is.trim()) {
                let sentence = format!("the document is of {said:?}, and this is {is:?}");
                let remedy = "choose the system that the document was taken from, or export it again";
                return Err(SAME_REGISTER.refuse(sentence, remedy).into());
            }
        }
        let items = self.standing(actor, document).await?;
        let all = self.as_of(actor, Date::MAX).await?.items;
        let weaknesses = all.values().filter(|i| i.system == system).map(|i| (clean(&i.weakness), i.number)).collect();
        let mut rows = diff(document, &items, &Around { system, directory: &ground.directory, weaknesses });
        // What the rules refuse is shown at the row, before anybody agrees to anything.
        for planned in rows.iter_mut().filter(|p| matches!(p.row.outcome, Outcome::New | Outcome::Changed)) {
            let (item, commands) = match planned.reasoned("rehearsal") {
                Work::Nothing => continue,
                Work::Change { number, commands, .. } => (items.get(&number).map(|s| s.now.clone()), commands),
                Work::Begin(new) => (None, std::iter::once(Command::Draft(new.draft)).chain(new.then).collect()),
            };
            match self.decide_item(actor, &ground, self.world.clock.now(), item, commands) {
                Err(Error::Refused(refusal)) => planned.refuse(&refusal),
                other => drop(other?),
            }
        }
        Ok(rows)
    }

    /// Applies a document as one write: every row without conflict or problem, with the reason in the history of each item.
    ///
    /// `seen` is the fingerprint of the preview that the actor agreed to.
    ///
    /// # Errors
    /// As [`App::preview_document`]; when no reason is given; when the preview is another one by now.
    pub async fn apply_document(
        &self,
        actor: &Actor,
        system: SystemId,
        document: &Document,
        reason: &str,
        seen: Option<Digest>,
    ) -> Result<Applied, Error> {
        let reason = rule::text("reason", reason)?;
        let planned = self.preview_document(actor, system, document).await?;
        if seen.is_some_and(|seen| seen != fingerprint(&planned)) {
            let sentence = "the register has changed since the differences were shown";
            return Err(AS_SHOWN.refuse(sentence, "look at the differences again, and apply them then").into());
        }
        let (changes, new) = commands(&planned, &reason);
        let items = self.change_items(actor, changes, new).await?;
        Ok(Applied { items, rows: planned.into_iter().map(|p| p.row).collect() })
    }

    /// The items that a document speaks of, as they are and as they were when it was written.
    async fn standing(&self, actor: &Actor, document: &Document) -> Result<BTreeMap<ItemNumber, Standing>, Error> {
        let mut items = BTreeMap::new();
        for entry in &document.entries {
            let Label::Item(number) = entry.label else { continue };
            let stream = crate::record::Stream::Item(number);
            let events: Vec<_> = self.events(actor, stream).await?.iter().filter_map(Recorded::item).collect();
            let Some(now) = replay(&events) else { continue };
            let written = entry.version.and_then(|v| usize::try_from(v).ok()).and_then(|v| events.get(..v));
            let exported = written.and_then(replay);
            items.insert(number, Standing { now, exported });
        }
        Ok(items)
    }
}

/// What tells one preview from another: SHA-256 of its rows.
pub fn fingerprint(rows: &[Planned]) -> Digest {
    let rows: Vec<&Row> = rows.iter().map(|p| &p.row).collect();
    auth::digest(&serde_json::to_vec(&rows).unwrap_or_default())
}

#[cfg(test)]
mod tests;
