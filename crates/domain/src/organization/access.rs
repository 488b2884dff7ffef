//! Tokens, calendars and passwords: what acts or reads for a person.

use super::{
    command::Command,
    event::Event,
    state::Organization,
    value::{Calendar, Token},
};
use crate::{
    ids::{PersonId, TokenId},
    rule::{self, Kind, Refusal, Rule},
};

/// A token acts for its person and for nobody else.
pub const TOKEN: Rule = Rule { id: "token-own", cites: "SP 800-171 3.1.1, 3.5.1", kind: Kind::Duty };

/// Decides on what people do about their own access, whatever their roles; `None` for a command about something else.
pub(super) fn decide(
    organization: &Organization,
    command: &Command,
    actor: PersonId,
) -> Result<Option<Vec<Event>>, Refusal> {
    if organization.directory.active(actor).is_none() {
        return Ok(None);
    }
    match command {
        Command::SetPassword { person } if *person == actor => Ok(Some(vec![Event::PasswordSet { person: actor }])),
        Command::IssueToken(token) if token.person == actor => {
            if organization.tokens.contains_key(&token.id) {
                return Err(TOKEN.refuse_field("token", "there is a token of this id already", "issue a new one"));
            }
            let name = rule::text("name", &token.name)?;
            Ok(Some(vec![Event::TokenIssued(Token { name, ..token.clone() })]))
        }
        Command::RevokeToken { id } if organization.tokens.get(id).is_some_and(|t| t.person == actor) => {
            revoke(organization, *id).map(Some)
        }
        Command::OpenCalendar(calendar) if calendar.person == actor => {
            if organization.tokens.contains_key(&calendar.id) || organization.calendars.contains_key(&calendar.id) {
                return Err(TOKEN.refuse_field("calendar", "there is a calendar of this id already", "open a new one"));
            }
            let name = rule::text("name", &calendar.name)?;
            Ok(Some(vec![Event::CalendarOpened(Calendar { name, ..calendar.clone() })]))
        }
        Command::CloseCalendar { id } if organization.calendars.get(id).is_some_and(|c| c.person == actor) => {
            close(organization, *id).map(Some)
        }
        _ => Ok(None),
    }
}

pub(super) fn close(organization: &Organization, id: TokenId) -> Result<Vec<Event>, Refusal> {
    match organization.calendars.contains_key(&id) {
        true => Ok(vec![Event::CalendarClosed { id }]),
        false => Err(TOKEN.refuse_field("calendar", "there is no such calendar", "name one that still works")),
    }
}

pub(super) fn revoke(organization: &Organization, id: TokenId) -> Result<Vec<Event>, Refusal> {
    match organization.tokens.contains_key(&id) {
        true => Ok(vec![Event::TokenRevoked { id }]),
        false => Err(TOKEN.refuse_field("token", "there is no such token", "name a token that still works")),
    }
}
