//! Evidence: files that show something.

use axum::{
    extract::{OriginalUri, State},
    response::{IntoResponse, Response},
};
use closeout_app::{
    evidence::{Arrived, LARGEST_EVIDENCE},
    views::ItemView,
};
use closeout_domain::ids::{Digest, ItemNumber, PartNumber};
use utoipa::ToSchema;

use super::{
    Bearer,
    body::{IfMatch, Path, Tagged},
    id::Id,
    idempotency::{Repeat, once},
    upload::{ApiUpload, Sending},
};
use crate::{
    download,
    error::ApiError,
    permission::{Export, Work},
    site::Site,
};

/// A file with what it shows.
#[derive(Debug, ToSchema)]
pub struct NewEvidence {
    /// The file, at most 256 MB.
    #[schema(value_type = String, format = Binary)]
    pub file: Vec<u8>,
    /// What it shows; may be empty.
    pub shows: Option<String>,
    /// The number of the acceptance test that it speaks to.
    pub test: Option<u16>,
}

/// Attach a file to an item.
#[utoipa::path(post, path = "", request_body(content = NewEvidence, content_type = "multipart/form-data"), responses((status = 200, description = "The item as it stands now.", body = ItemView)))]
pub async fn attach(
    who: Bearer<Work>,
    State(site): State<Site>,
    Path(item): Path<Id<ItemNumber>>,
    seen: IfMatch,
    repeat: Repeat,
    OriginalUri(uri): OriginalUri,
    upload: ApiUpload,
) -> Result<Response, ApiError> {
    let sending = upload.receive(&site.app, LARGEST_EVIDENCE, &["shows", "test"]).await?;
    let request = sending.request(uri.path());
    let work = async { keep(&who, &site, item.0, seen, &sending).await.into_response() };
    Ok(once(&site, &who.actor, repeat, request, work).await)
}

async fn keep(
    who: &Bearer<Work>,
    site: &Site,
    item: ItemNumber,
    seen: IfMatch,
    sending: &Sending,
) -> Result<Tagged<ItemView>, ApiError> {
    let test = sending.field("test").map(str::parse::<PartNumber>).transpose();
    let arrived = Arrived {
        path: &sending.file.path,
        name: sending.file.name.clone(),
        media_type: sending.file.media_type.clone(),
        shows: sending.field("shows").unwrap_or_default().to_owned(),
        test: test.map_err(|e| ApiError::field("test", e.to_string(), "name one of the item's tests"))?,
    };
    site.app.attach(&who.actor, item, seen.0, arrived).await.map_err(|e| seen.failed(e))?;
    Ok(Tagged::item(site.app.item(&who.actor, item, None).await?))
}

/// Download a piece of evidence, withdrawn or not.
#[utoipa::path(get, path = "", responses((status = 200, description = "The file.", content_type = "*/*")))]
pub async fn fetch(
    who: Bearer<Export>,
    State(site): State<Site>,
    Path((item, digest)): Path<(Id<ItemNumber>, Id<Digest>)>,
) -> Result<Response, ApiError> {
    let (evidence, file) = site.app.open_evidence(&who.actor, item.0, digest.0).await?;
    Ok(download::file(&evidence.name, &evidence.media_type, evidence.size, file))
}
