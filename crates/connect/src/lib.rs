//! The outside, behind the ports of the application: feeds and a mail server, at addresses that whoever runs the program
//! gives. Without an address nothing leaves this machine.
//!
//! | to change | open |
//! |---|---|
//! | which addresses are taken, and where one may lead on to | [`address`] |
//! | how a file is fetched: limits, redirects, what is kept | [`fetch`] |
//! | the way there: proxy, encryption, whom to trust | [`way`] |
//! | what is said when it fails, and what to do | [`trouble`] |
//! | which feed has which address | [`feeds`] |
//! | how mail is sent | [`mail`] |

pub mod address;
pub mod feeds;
pub mod fetch;
pub mod mail;
pub mod trouble;
pub mod way;

pub use self::{address::Address, feeds::Feeds, fetch::Fetcher, mail::Smtp};
