//! Who answers on each page: take what came, ask the application, show a page or lead to one.
//!
//! | pages | open |
//! |---|---|
//! | signing in, colours, systems, searching | [`entry`], [`choice`], [`search`] |
//! | Today, the register, a new item | [`today`], [`register`], [`new_item`] |
//! | one item and everything that can be done with it | [`item`] |
//!
//! A form that is refused comes back on its page, filled, with what is wrong at its fields: [`show::again`].

pub mod ask;
pub mod choice;
pub mod entry;
pub mod item;
pub mod new_item;
pub mod register;
pub mod search;
pub mod show;
pub mod today;
