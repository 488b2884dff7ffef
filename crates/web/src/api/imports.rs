//! Imports: bring a file or typed findings in, look at what came, undo it.

use axum::{
    Json as Plain,
    body::Bytes,
    extract::{OriginalUri, Request, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use closeout_app::{
    App, Error,
    import::{Decision, Decisions, ImportFile, ImportReport, Progress},
    ports::Mode,
    views::ImportRow,
};
use closeout_domain::ids::{ImportId, SystemId};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    Bearer,
    body::{Json, Path},
    filter,
    id::Id,
    idempotency::{LARGEST, Repeat, once},
    upload::{ApiUpload, Sending},
    work::Reason,
};
use crate::{
    download,
    error::ApiError,
    permission::{Export, Import, Read},
    sent::Filters,
    site::Site,
    upload::keep,
};

/// A file with how it is to be brought in.
#[derive(Debug, ToSchema)]
pub struct NewImport {
    /// The file.
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
    /// The key of the system it speaks of; the first of the organization when left out.
    pub system: Option<String>,
    /// The format's id; recognised when left out.
    pub format: Option<String>,
    /// `preview` only says what it would change; `commit` brings it in.
    pub mode: String,
    /// `true` lets it pass the brake: it may mark much absent.
    pub yes: Option<bool>,
    /// What a column of a table means, where the guess is wrong: `HEADING=FIELD`. One for each column.
    pub map: Option<Vec<String>>,
    /// What a word in the column of the state says: `WORD=present`, `absent` or `not_judged`. One for each word.
    pub word: Option<Vec<String>>,
}

/// Imports, newest first.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct ImportList {
    /// The imports.
    pub imports: Vec<ImportRow>,
}

/// List imports, newest first.
#[utoipa::path(get, path = "", params(filter::Imports), responses((status = 200, description = "Imports.", body = ImportList)))]
pub async fn list(
    who: Bearer<Read>,
    State(app): State<App>,
    mut filters: Filters,
) -> Result<Plain<ImportList>, ApiError> {
    let system = filters.take("system").map(|text| named("system", &text)).transpose()?;
    let rows = filters.take_rows()?;
    filters.nothing_else("system, rows")?;
    Ok(Plain(ImportList { imports: app.imports(&who.actor, system, rows).await? }))
}

/// Bring a file in, or only say what it would change.
#[utoipa::path(post, path = "", request_body(content = NewImport, content_type = "multipart/form-data"), responses((status = 200, description = "Nothing was kept: a preview, or a file that is in already.", body = ImportReport), (status = 201, description = "It was brought in.", body = ImportReport)))]
pub async fn upload(
    who: Bearer<Import>,
    State(site): State<Site>,
    repeat: Repeat,
    OriginalUri(uri): OriginalUri,
    upload: ApiUpload,
) -> Result<Response, ApiError> {
    let known = ["system", "format", "mode", "yes", "map", "word"];
    let sending = upload.receive(&site.app, site.options.largest_import, &known).await?;
    let request = sending.request(uri.path());
    let work = async { file(&who, &site.app, &sending).await.into_response() };
    Ok(once(&site, &who.actor, repeat, request, work).await)
}

async fn file(who: &Bearer<Import>, app: &App, sending: &Sending) -> Result<Response, ApiError> {
    let Sending { file, .. } = sending;
    let (mode, yes) = (mode(sending.field("mode"))?, yes(sending.field("yes"))?);
    let system = sending.field("system").map(|text| named("system", text)).transpose()?;
    let file = ImportFile {
        system: SystemId(app.system(&who.actor, system).await?.id),
        name: file.name.clone(),
        path: file.path.clone(),
        format: sending.field("format").map(str::to_owned),
        decisions: Decisions { columns: decided(sending, "map")?, words: decided(sending, "word")? },
    };
    report(app.import(&who.actor, file, mode, yes, &Progress::default()).await?)
}

/// Bring findings in that people state, in the `findings` format, or only say what they would change.
#[utoipa::path(post, path = "", params(filter::Typed), request_body(content = Object, description = "A document of the `findings` format: see docs/formats/findings.md.", content_type = "application/json"), responses((status = 200, description = "Nothing was kept: a preview, or findings that are in already.", body = ImportReport), (status = 201, description = "They were brought in.", body = ImportReport)))]
pub async fn typed(
    who: Bearer<Import>,
    State(site): State<Site>,
    mut filters: Filters,
    request: Request,
) -> Result<Response, ApiError> {
    let (mode, yes) = (mode(filters.take("mode").as_deref())?, yes(filters.take("yes").as_deref())?);
    let system = filters.take("system").map(|text| named("system", &text)).transpose()?;
    filters.nothing_else("system, mode, yes")?;
    let kind = request.headers().get(header::CONTENT_TYPE).map(|v| v.as_bytes().to_ascii_lowercase());
    if !kind.is_some_and(|kind| kind.starts_with(b"application/json")) {
        let remedy = "send JSON with the header `Content-Type: application/json`";
        return Err(
            ApiError::field("", "the body is not called JSON", remedy).with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE)
        );
    }
    let system = SystemId(site.app.system(&who.actor, system).await?.id);
    let too_large = |_| Error::TooLarge { what: "the document".into(), limit: format!("{} MB", LARGEST >> 20) };
    let body: Bytes = axum::body::to_bytes(request.into_body(), LARGEST).await.map_err(too_large)?;
    let staged = keep(&site.app, "findings.json", &body).await?;
    let (name, path, decisions) = (staged.name.clone(), staged.path.clone(), Decisions::default());
    let file = ImportFile { system, name, path, format: Some("findings".into()), decisions };
    report(site.app.import(&who.actor, file, mode, yes, &Progress::default()).await?)
}

/// Read what is recorded of an import.
#[utoipa::path(get, path = "", responses((status = 200, description = "The import.", body = ImportRow)))]
pub async fn show(
    who: Bearer<Read>,
    State(app): State<App>,
    Path(import): Path<Id<ImportId>>,
) -> Result<Plain<ImportRow>, ApiError> {
    Ok(Plain(app.import_row(&who.actor, import.0).await?))
}

/// Undo an import: every finding is as if it had never been. Items that it began stay.
#[utoipa::path(post, path = "", request_body = Reason, responses((status = 200, description = "The import.", body = ImportRow)))]
pub async fn undo(
    who: Bearer<Import>,
    State(app): State<App>,
    Path(import): Path<Id<ImportId>>,
    Json(body): Json<Reason>,
) -> Result<Plain<ImportRow>, ApiError> {
    Ok(Plain(app.undo_import(&who.actor, import.0, &body.reason).await?))
}

/// Download the file of an import.
#[utoipa::path(get, path = "", responses((status = 200, description = "The file.", content_type = "application/octet-stream")))]
pub async fn fetch(
    who: Bearer<Export>,
    State(app): State<App>,
    Path(import): Path<Id<ImportId>>,
) -> Result<Response, ApiError> {
    let (name, size, file) = app.open_import(&who.actor, import.0).await?;
    Ok(download::file(&name, "application/octet-stream", size, file))
}

pub(super) fn named(field: &str, text: &str) -> Result<SystemId, ApiError> {
    text.parse()
        .map_err(|e: closeout_domain::ids::NotAnId| ApiError::field(field, e.to_string(), "give the key of a system"))
}

fn mode(text: Option<&str>) -> Result<Mode, ApiError> {
    match text.map(str::trim) {
        Some("preview") => Ok(Mode::Preview),
        Some("commit") => Ok(Mode::Commit),
        _ => Err(ApiError::field("mode", "it is not said whether to keep it", "give `preview` or `commit`")),
    }
}

fn yes(text: Option<&str>) -> Result<bool, ApiError> {
    match text.map(str::trim) {
        None | Some("" | "false") => Ok(false),
        Some("true") => Ok(true),
        Some(_) => Err(ApiError::field("yes", "this is neither yes nor no", "give `true` or `false`")),
    }
}

fn decided(sending: &Sending, field: &'static str) -> Result<Vec<Decision>, ApiError> {
    let said = sending.fields.iter().filter(|(name, _)| name == field);
    said.map(|(_, text)| {
        Decision::of(text)
            .ok_or_else(|| ApiError::field(field, "it does not say what means what", "write it as `NAME=MEANING`"))
    })
    .collect()
}

/// What was refused by the brake is a problem here: who reads only the status must not think that it is in.
fn report(report: ImportReport) -> Result<Response, ApiError> {
    match report.refused {
        Some(problem) => Err(ApiError::new(problem)),
        None => {
            let status = if report.committed { StatusCode::CREATED } else { StatusCode::OK };
            Ok((status, Plain(report)).into_response())
        }
    }
}
