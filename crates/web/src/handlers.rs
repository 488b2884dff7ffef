//! Who answers on each page: take what came, ask the application, show a page or lead to one.
//!
//! | pages | open |
//! |---|---|
//! | signing in, colours, systems, searching | [`entry`], [`choice`], [`search`] |
//! | Today, the register, a new item | [`today`], [`register`], [`new_item`] |
//! | one item and everything that can be done with it | [`item`] |
//! | the register as a file | [`workbook`] |
//! | findings: lists, one, what triage does | [`findings`], [`finding`], [`triage`] |
//! | which requirements checks bear on | [`mapping`] |
//! | assets: the list, one, telling them apart | [`asset`] |
//! | imports: files, typed findings, previews | [`imports`], [`typed`], [`preview`] |
//! | feeds | [`feeds`] |
//! | people, systems, my account | [`people`], [`systems`], [`policy`], [`account`] |
//! | the audit log | [`audit`] |
//! | what is told by mail | [`notices`] |
//!
//! A form that is refused comes back on its page, filled, with what is wrong at its fields: [`show::again`].

pub mod account;
pub mod ask;
pub mod asset;
pub mod audit;
pub mod calendars;
pub mod capacity;
pub mod choice;
pub mod entry;
pub mod escalations;
pub mod feeds;
pub mod finding;
pub mod findings;
pub mod imports;
pub mod item;
pub mod mapping;
pub mod new_item;
pub mod notices;
pub mod people;
pub mod policy;
pub mod preview;
pub mod register;
pub mod reports;
pub mod reviews;
pub mod search;
pub mod show;
pub mod slip;
pub mod systems;
pub mod today;
pub mod triage;
pub mod typed;
pub mod workbook;
