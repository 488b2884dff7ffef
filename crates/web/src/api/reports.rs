//! Reports as files.

use axum::{body::Body, extract::State, response::Response};
use closeout_app::{
    App,
    reporting::{Form, Kind},
};
use closeout_domain::ids::SystemId;

use super::{Bearer, body::Path, filter, id::Id, imports::named};
use crate::{error::ApiError, permission::Export, security, sent::Filters};

/// Write a report as a file: `weekly`, `monthly`, `quarterly`, `register`, `assessor`, or the number of an item for its dossier.
/// The same record and the same day give the same bytes.
#[utoipa::path(get, path = "", params(filter::OfSystem, filter::AsOf, filter::InForm), responses((status = 200, description = "The file.", content_type = "application/pdf")))]
pub async fn report(
    who: Bearer<Export>,
    State(app): State<App>,
    Path(kind): Path<Id<Kind>>,
    mut filters: Filters,
) -> Result<Response, ApiError> {
    let day = filters.take_as_of()?;
    let form = filters.take("format").filter(|text| !text.is_empty()).map_or(Ok(Form::Pdf), |text| text.parse());
    let form = form.map_err(|e| ApiError::field("format", e.to_string(), "give pdf, html or xlsx"))?;
    let system = filters.take("system").map(|text| named("system", &text)).transpose()?;
    filters.nothing_else("as_of, format, system")?;
    let system = SystemId(app.system(&who.actor, system).await?.id);
    let file = app.report(&who.actor, system, (kind.0, form), day).await?;
    let mut response = Response::new(Body::from(file.bytes));
    response.headers_mut().extend(security::download(&file.name, form.media_type()));
    Ok(response)
}
