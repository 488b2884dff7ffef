//! The register as a file: taken out, edited offline, brought back, compared, applied.

use axum::{
    Json as Plain,
    body::Body,
    extract::{OriginalUri, State},
    response::{IntoResponse, Response},
};
use closeout_app::{
    App, Error,
    documents::Row,
    import::ProblemLine,
    workbook::{FileKind, LARGEST_WORKBOOK},
};
use closeout_domain::ids::{Digest, SystemId};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Bearer, filter,
    idempotency::{Repeat, once},
    imports::named,
    items::{ChangedItem, changed},
    upload::{ApiUpload, Sending},
};
use crate::{
    error::ApiError,
    permission::{Export, Plan},
    security,
    sent::Filters,
    site::Site,
};

/// A file that comes back, with how it is to be taken.
#[derive(Debug, ToSchema)]
pub struct Workbook {
    /// The workbook or the comma-separated values that were edited.
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
    /// The key of the system whose register it is; the first of the organization when left out.
    pub system: Option<String>,
    /// `preview` only says what it would change; `commit` applies it.
    pub mode: String,
    /// Why; recorded on each item. Needed to apply it.
    pub reason: Option<String>,
    /// The `fingerprint` of the preview that was agreed to: when it is another one by now, nothing happens.
    pub seen: Option<String>,
}

/// What a file that came back changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct WorkbookReport {
    /// Whether it was applied.
    pub committed: bool,
    /// What tells these differences from others, for `seen`; `null` once they are applied.
    pub fingerprint: Option<String>,
    /// Row by row. Rows with conflicts or problems are left out.
    pub rows: Vec<Row>,
    /// What in the file could not be read.
    pub problems: Vec<ProblemLine>,
    /// The items that were begun or changed.
    pub items: Vec<ChangedItem>,
}

/// Take the register out as a workbook, to be edited and brought back.
#[utoipa::path(get, path = "", params(filter::Items, filter::OfSystem, filter::AsOf), responses((status = 200, description = "The workbook.", content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")))]
pub async fn xlsx(who: Bearer<Export>, State(app): State<App>, filters: Filters) -> Result<Response, ApiError> {
    take_out(&who, &app, filters, FileKind::Xlsx).await
}

/// Take the register out as comma-separated values, one row for each item.
#[utoipa::path(get, path = "", params(filter::Items, filter::OfSystem, filter::AsOf), responses((status = 200, description = "The values.", content_type = "text/csv")))]
pub async fn csv(who: Bearer<Export>, State(app): State<App>, filters: Filters) -> Result<Response, ApiError> {
    take_out(&who, &app, filters, FileKind::Csv).await
}

async fn take_out(who: &Bearer<Export>, app: &App, mut filters: Filters, kind: FileKind) -> Result<Response, ApiError> {
    let day = filters.take_as_of()?;
    let query = who.reader(app).items(filters.pairs())?;
    let system = SystemId(app.system(&who.actor, query.system.map(SystemId)).await?.id);
    let file = app.register_file(&who.actor, system, &query, day, kind).await?;
    let mut response = Response::new(Body::from(file.bytes));
    response.headers_mut().extend(security::download(&file.name, kind.media_type()));
    Ok(response)
}

/// Bring an edited register back: say what it would change, or apply it as one write with one reason.
#[utoipa::path(post, path = "", request_body(content = Workbook, content_type = "multipart/form-data"), responses((status = 200, description = "What it changes, or has changed.", body = WorkbookReport)))]
pub async fn bring(
    who: Bearer<Plan>,
    State(site): State<Site>,
    repeat: Repeat,
    OriginalUri(uri): OriginalUri,
    upload: ApiUpload,
) -> Result<Response, ApiError> {
    let sending = upload.receive(&site.app, LARGEST_WORKBOOK, &["system", "mode", "reason", "seen"]).await?;
    let request = sending.request(uri.path());
    let work = async { compare(&who, &site.app, &sending).await.map(Plain).into_response() };
    Ok(once(&site, &who.actor, repeat, request, work).await)
}

async fn compare(who: &Bearer<Plan>, app: &App, sending: &Sending) -> Result<WorkbookReport, ApiError> {
    let actor = &who.actor;
    let commit = match sending.field("mode") {
        Some("preview") => false,
        Some("commit") => true,
        _ => return Err(ApiError::field("mode", "it is not said whether to apply it", "give `preview` or `commit`")),
    };
    let seen = sending.field("seen").map(str::parse::<Digest>).transpose();
    let seen = seen.map_err(|e| ApiError::field("seen", e.to_string(), "give the `fingerprint` of a preview"))?;
    let system = sending.field("system").map(|text| named("system", text)).transpose()?;
    let system = SystemId(app.system(actor, system).await?.id);
    let staged = app.stage_workbook(actor, system, &sending.file.name, &sending.file.path).await?.id;
    let report = async {
        let differences = app.workbook(actor, staged).await?;
        let (rows, problems) = (differences.rows, differences.problems);
        if !commit {
            let fingerprint = Some(differences.fingerprint.to_string());
            let rows = rows.into_iter().map(|planned| planned.row).collect();
            return Ok(WorkbookReport { committed: false, fingerprint, rows, problems, items: Vec::new() });
        }
        let reason = sending.field("reason").unwrap_or_default();
        let applied = app.apply_workbook(actor, staged, reason, seen.or(Some(differences.fingerprint))).await?;
        let items = changed(applied.items).items;
        Ok::<_, Error>(WorkbookReport { committed: true, fingerprint: None, rows: applied.rows, problems, items })
    };
    let report = report.await;
    match app.discard_workbook(actor, staged).await {
        // What was applied waits no longer.
        Ok(()) | Err(Error::NotFound { .. }) => Ok(report?),
        Err(other) => Err(other.into()),
    }
}
