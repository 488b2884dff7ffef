//! What people have time for.

use axum::{extract::State, response::Response};
use closeout_app::App;

use super::show::page;
use crate::{error::PageError, page::Tab, pages::capacity::CapacityPage, permission::Read, session::May, urls};

/// Hours, money, and when items will probably be done.
pub async fn show(who: May<Read>, State(app): State<App>) -> Result<Response, PageError> {
    let mut frame = who.frame(&app, Tab::Reports).await?;
    frame.here = urls::CAPACITY.into();
    let capacity = app.capacity(&who.actor, Some(who.system(&app).await?)).await?;
    page(&CapacityPage { frame, capacity })
}
