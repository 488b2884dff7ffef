//! What needs nobody: whether the server lives, what robots may read, and the files that pages are made of.

use axum::{
    Json,
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{assets, permission::Anyone};

/// Says that the server lives, and which version it is.
pub async fn health(_: Anyone) -> Json<serde_json::Value> {
    Json(serde_json::json!({ "status": "ok", "version": env!("CARGO_PKG_VERSION") }))
}

/// There is nothing for robots here.
pub async fn robots(_: Anyone) -> &'static str {
    "User-agent: *\nDisallow: /\n"
}

/// A file of the pages, to be kept for ever: its address changes with its content.
pub async fn asset(_: Anyone, Path((_, name)): Path<(String, String)>) -> Response {
    match assets::find(&name) {
        Some(asset) => {
            let headers = [
                (header::CONTENT_TYPE, asset.media_type),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            (headers, asset.bytes).into_response()
        }
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
