//! Pages and the JSON API: the server around them.
//!
//! | to change | open |
//! |---|---|
//! | which address takes which permission, and who answers | [`routes`] |
//! | who answers on a page | [`handlers`] |
//! | what a page shows | [`pages`], with its template in `templates/` |
//! | what stands around every page; how forms come back | [`page`] |
//! | an address | [`urls`] |
//! | how a value is written | [`format`](mod@format) |
//! | style sheet, script | [`assets`], `static/` |
//! | what the API takes and answers | [`api`](mod@api) |
//! | who is signed in; what a handler may do | [`session`], [`permission`] |
//! | how a form or a file is read | [`sent`], [`upload`], [`csrf`] |
//! | headers, limits, the log | [`security`], [`layers`] |
//! | how an error is shown | [`error`] |

pub mod api;
pub mod assets;
pub mod calendar;
pub mod client;
pub mod cookie;
pub mod csrf;
pub mod download;
pub mod error;
pub mod files;
pub mod flash;
pub mod format;
pub mod frame;
pub mod handlers;
pub mod layers;
pub mod options;
pub mod page;
pub mod pages;
pub mod permission;
pub mod routes;
pub mod security;
pub mod sent;
pub mod session;
pub mod site;
pub mod table;
pub mod upload;
pub mod urls;

use closeout_app::App;

pub use self::options::Options;

/// The server: every route of [`routes`], with what stands around it.
pub fn router(app: App, options: Options) -> axum::Router {
    let site = site::Site::new(app, options, description);
    layers::router(routes::all(), &site)
}

fn description() -> String {
    api::document::of(&routes::all()).to_json().unwrap_or_default()
}
