//! Dates for calendar programs: opened by a person, read by whoever knows the secret address.
//!
//! What leaves this way leaves the organization's control, like mail: it holds numbers of items and dates, never what is
//! wrong. Each reading asks the record again whether the calendar stands, and whether its person may still read.

use closeout_domain::{
    ids::{SystemId, TokenId},
    organization::{Calendar, Command, TOKEN},
    people::Role,
    policy::Action,
};
use closeout_exchange::ical;
use jiff::civil::Date;

use crate::{
    Actor, App, Error, Via,
    auth::{digest, hex},
    ports::TokenSecret,
    views::CalendarRow,
};

mod dates;

/// Whoever holds the secret of a calendar: what it shows, and as whom it reads.
#[derive(Debug, Clone)]
pub struct Holder {
    /// Reads as this person.
    pub actor: Actor,
    /// The calendar.
    pub calendar: CalendarRow,
}

impl App {
    /// Opens a calendar of the actor: of their own dates, or of a system. Returns its address, which is shown once: whole where
    /// the program knows where browsers reach it, otherwise from its first slash on.
    ///
    /// # Errors
    /// A refusal with its rule, or a failing store.
    pub async fn open_calendar(
        &self,
        actor: &Actor,
        name: &str,
        system: Option<SystemId>,
        until: Date,
    ) -> Result<String, Error> {
        if until < self.world.clock.today() {
            return Err(TOKEN
                .refuse_field("until", "this day has passed", "give the last day on which it works")
                .into());
        }
        self.permitted(actor, Action::Read).await?;
        if system.is_some() {
            self.system(actor, system).await?;
        }
        let id = TokenId(self.world.ids.uuid());
        let Actor { organization, person, .. } = *actor;
        let calendar = Calendar { id, person, system, name: name.into(), until };
        self.change_organization(actor, Command::OpenCalendar(calendar)).await?;
        let secret = hex(&self.world.ids.secret());
        let key = digest(secret.as_bytes());
        // A secret beside those of tokens: the record says of which kind it is, and one is never taken for the other.
        let secret_kept = TokenSecret { key, token: id, organization, person, read_only: true, until };
        self.world.store.put_token(secret_kept).await?;
        Ok(format!("{}/calendar/{secret}.ics", self.world.mail.pages().unwrap_or_default()))
    }

    /// Closes a calendar at once.
    ///
    /// # Errors
    /// A refusal with its rule, or a failing store.
    pub async fn close_calendar(&self, actor: &Actor, id: TokenId) -> Result<(), Error> {
        self.change_organization(actor, Command::CloseCalendar { id }).await?;
        Ok(self.world.store.end_token(actor.organization, id).await?)
    }

    /// Calendars that were not closed: one's own; for administrators, everybody's.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn calendars(&self, actor: &Actor) -> Result<Vec<CalendarRow>, Error> {
        let row = self.organization(actor).await?;
        let all = row.directory().holds(actor.person, Role::Administrator);
        let used = self.world.store.used(actor.organization).await?;
        let mut rows = row.calendars;
        rows.retain(|calendar| all || calendar.person == actor.person.0);
        for row in &mut rows {
            row.used = used.iter().find(|(id, _)| id.0 == row.id).map(|(_, day)| *day);
        }
        Ok(rows)
    }

    /// Who reads a calendar, by the secret of its address.
    ///
    /// # Errors
    /// The same for an address that never was, one that was closed, and one that has run out.
    pub async fn calendar(&self, secret: &str) -> Result<Holder, Error> {
        let nothing = || Error::NotFound { what: "calendar", id: "at this address".into() };
        let found = self.world.store.token(digest(secret.as_bytes())).await?;
        let today = self.world.clock.today();
        let found = found.filter(|secret| secret.until >= today).ok_or_else(nothing)?;
        let TokenSecret { organization, person, .. } = found;
        let actor = Actor { organization, person, via: Via::Token, read_only: true };
        let row = self.organization(&actor).await?;
        let calendar = row.calendars.into_iter().find(|c| c.id == found.token.0 && c.person == person.0);
        let calendar = calendar.ok_or_else(nothing)?;
        self.permitted(&actor, Action::Read).await.map_err(|_| nothing())?;
        let used = self.world.store.used(organization).await?;
        if !used.contains(&(found.token, today)) {
            self.world.store.put_used(organization, found.token, today).await?;
        }
        Ok(Holder { actor, calendar })
    }

    /// What tells two states of a calendar apart: where the record stands, and who writes it how. It costs one row to know.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn calendar_tag(&self, holder: &Holder) -> Result<String, Error> {
        let last = self.world.store.log_back(holder.actor.organization, None, None, 1).await?;
        let position = last.first().map_or(0, |event| event.position);
        let pages = self.world.mail.pages().unwrap_or_default();
        let state = format!("{} {position} {} {pages}", holder.calendar.id, env!("CARGO_PKG_VERSION"));
        Ok(digest(state.as_bytes()).to_string().chars().take(32).collect())
    }

    /// The calendar as a file.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn calendar_file(&self, holder: &Holder) -> Result<String, Error> {
        let days = self.calendar_days(holder).await?;
        Ok(ical::write(&ical::Calendar { name: format!("Closeout: {}", holder.calendar.name), days }))
    }
}
