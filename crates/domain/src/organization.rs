//! The organization and its people.

mod access;
mod command;
mod decide;
mod event;
mod fold;
mod state;
mod time;
mod value;

pub use self::{
    access::TOKEN,
    command::Command,
    decide::{ADDRESS, ROLES, SUPERVISOR, decide},
    event::Event,
    fold::{fold, replay},
    state::{KNOWN, Organization},
    time::{MOST_HOURS, TIME},
    value::{Away, Calendar, NewPerson, Time, Token},
};
