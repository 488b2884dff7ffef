//! What comes with a request, and what is wrong with it: addresses, JSON, versions that were seen.

use axum::{
    Json as Plain,
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request, path::ErrorKind, rejection::PathRejection},
    http::{HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use closeout_app::{Error, error::NOT_FOUND, views::ItemView};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    error::{ApiError, problem},
    sent::unread,
};

/// A JSON body. What is wrong in it is answered with its place.
#[derive(Debug, Clone, Copy)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let kind = request.headers().get(header::CONTENT_TYPE).map(|v| v.as_bytes().to_ascii_lowercase());
        if !kind.is_some_and(|kind| kind.starts_with(b"application/json")) {
            let remedy = "send JSON with the header `Content-Type: application/json`";
            return Err(ApiError::field("", "the body is not called JSON", remedy)
                .with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|r| unread(&r))?;
        read(&bytes).map(Self)
    }
}

/// Reads JSON, or says where it goes wrong.
pub(crate) fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, ApiError> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let wrong = |field: String, e: &serde_json::Error| {
        let place = format!(" at line {} column {}", e.line(), e.column());
        let message = e.to_string().replace(&place, "");
        let remedy = "the shapes are described in /api/v1/openapi.json";
        ApiError::field(field, format!("line {}, column {}: {message}", e.line(), e.column()), remedy)
    };
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|e| {
        let path = e.path().to_string();
        wrong(if path == "." { String::new() } else { path }, e.inner())
    })?;
    reader.end().map_err(|e| wrong(String::new(), &e))?;
    Ok(value)
}

/// Parameters of the address. What names nothing is not here.
#[derive(Debug, Clone, Copy)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let found = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        found.map(|path| Self(path.0)).map_err(|rejection| {
            let detail = match rejection {
                PathRejection::FailedToDeserializePathParams(failed) => match failed.into_kind() {
                    ErrorKind::DeserializeError { message, .. } | ErrorKind::Message(message) => message,
                    _ => "the address cannot be read".into(),
                },
                _ => "the address cannot be read".into(),
            };
            ApiError::new(problem(&NOT_FOUND, detail))
        })
    }
}

/// The version that the caller had read: the header `If-Match`, as `"7"` or `7`; `*` and no header ask for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IfMatch(pub Option<u64>);

impl<S: Send + Sync> FromRequestParts<S> for IfMatch {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else { return Ok(Self(None)) };
        let text = value.to_str().unwrap_or_default().trim();
        if text == "*" {
            return Ok(Self(None));
        }
        let plain = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(text);
        plain.parse().map(|version| Self(Some(version))).map_err(|_| {
            ApiError::field(
                "If-Match",
                "this is not a version",
                "send the `ETag` of the item as it was read, such as \"7\"",
            )
        })
    }
}

impl IfMatch {
    /// A conflict with the version that was asked for is a precondition that failed (RFC 9110, section 13.1.1).
    pub fn failed(self, error: Error) -> ApiError {
        let conflict = self.0.is_some() && matches!(error, Error::Conflict { .. });
        let error = ApiError::from(error);
        if conflict { error.with_status(StatusCode::PRECONDITION_FAILED) } else { error }
    }
}

/// An answer about an item, with its version as `ETag`.
#[derive(Debug, Clone)]
pub struct Tagged<T> {
    /// How many events led to it; `None` for a day that has passed.
    pub version: Option<u64>,
    /// The status.
    pub status: StatusCode,
    /// The body.
    pub body: T,
}

impl Tagged<ItemView> {
    /// An item as it stands.
    pub fn item(item: ItemView) -> Self {
        Self { version: Some(item.summary.version), status: StatusCode::OK, body: item }
    }
}

impl<T: Serialize> IntoResponse for Tagged<T> {
    fn into_response(self) -> Response {
        let mut response = (self.status, Plain(self.body)).into_response();
        let tag = self.version.and_then(|version| HeaderValue::try_from(format!("\"{version}\"")).ok());
        response.headers_mut().extend(tag.map(|tag| (header::ETAG, tag)));
        response
    }
}

#[cfg(test)]
mod tests {
    use closeout_domain::ids::ItemNumber;
    use serde::Deserialize;

    use super::*;
    use crate::api::id::Id;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        #[expect(dead_code, reason = "only read to be refused")]
        items: Vec<Id<ItemNumber>>,
    }

    #[test]
    fn what_is_wrong_in_json_is_answered_with_its_place() {
        for (json, field, says) in [
            (r#"{"items": ["POAM-0001", "seven"]}"#, "items[1]", "not an item number"),
            ("{\n \"colour\": 1}", "colour", "line 2, column 9: unknown field `colour`"),
            (r#"{"items": ["#, "items", "EOF"),
            (r#"{"items": []} x"#, "", "trailing characters"),
            ("", "", "line 1, column 0"),
        ] {
            let problem = read::<Sample>(json.as_bytes()).unwrap_err().problem;
            assert!(problem.detail.contains(says), "{json}: {}", problem.detail);
            assert_eq!(problem.gaps.first().map_or("", |g| g.field.as_str()), field, "{json}");
        }
    }
}
