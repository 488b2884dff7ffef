//! `Idempotency-Key`: the same request again gets the same answer, and nothing happens twice.
//!
//! Bodies of JSON are looked at before a handler sees them; files while they arrive, so those handlers call [`once`]
//! themselves.

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use closeout_app::{
    Actor, Error, Problem,
    error::{CONFLICT, NOT_VALID},
    ports::Reply,
};
use closeout_domain::ids::Digest;
use sha2::{Digest as _, Sha256};

use super::bearer::{self, Known};
use crate::{
    error::{ApiError, problem},
    site::Site,
};

/// The header.
pub const HEADER: HeaderName = HeaderName::from_static("idempotency-key");
/// Says that an answer is a repeated one.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// The largest body that is looked at, in bytes: the largest document of typed findings.
pub const LARGEST: usize = 16 << 20;

/// Marks an answer that holds a secret: what is remembered of it is this problem instead.
#[derive(Debug, Clone)]
pub struct Secret(pub Problem);

/// The key of a request, if it has one.
#[derive(Debug, Clone)]
pub struct Repeat(Option<String>);

impl Repeat {
    fn of(headers: &HeaderMap) -> Result<Self, ApiError> {
        let Some(value) = headers.get(HEADER) else { return Ok(Self(None)) };
        let text = value.to_str().map(str::trim).unwrap_or_default();
        match (1..=200).contains(&text.len()) {
            true => Ok(Self(Some(text.to_owned()))),
            false => Err(ApiError::field(
                "Idempotency-Key",
                "this is no key",
                "give 1 to 200 visible characters, such as a new UUID for each request",
            )),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Repeat {
    type Rejection = ApiError;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        Self::of(&parts.headers)
    }
}

/// Looks at every change by the API that has a key and no file.
pub async fn layer(State(site): State<Site>, request: Request, next: Next) -> Response {
    let multipart =
        request.headers().get(header::CONTENT_TYPE).is_some_and(|t| t.as_bytes().starts_with(b"multipart/"));
    let api = request.method() == Method::POST && request.uri().path().starts_with("/api/");
    if !api || multipart || !request.headers().contains_key(HEADER) {
        return next.run(request).await;
    }
    keyed(&site, request, next).await.unwrap_or_else(ApiError::into_response)
}

async fn keyed(site: &Site, request: Request, next: Next) -> Result<Response, ApiError> {
    // Who asks comes first: a stranger learns nothing from what else is wrong.
    let actor = bearer::actor(&site.app, request.headers()).await?;
    let repeat = Repeat::of(request.headers())?;
    let (mut parts, body) = request.into_parts();
    let bytes = to_bytes(body, LARGEST)
        .await
        .map_err(|_| Error::TooLarge { what: "the request".into(), limit: format!("{} MB", LARGEST >> 20) })?;
    let digest = asked(&parts, &bytes);
    parts.extensions.insert(Known(actor));
    let request = Request::from_parts(parts, Body::from(bytes));
    Ok(once(site, &actor, repeat, digest, next.run(request)).await)
}

/// SHA-256 over what was asked: method, address, the version seen, and the body.
fn asked(parts: &Parts, body: &Bytes) -> Digest {
    let mut hash = Sha256::new();
    let path = parts.uri.path_and_query().map_or("", |p| p.as_str());
    let seen = parts.headers.get(header::IF_MATCH).map(HeaderValue::as_bytes).unwrap_or_default();
    for part in [parts.method.as_str().as_bytes(), path.as_bytes(), seen] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.update(body);
    Digest(hash.finalize().into())
}

/// Does the work, or repeats the answer that it had.
pub async fn once(
    site: &Site,
    actor: &Actor,
    repeat: Repeat,
    request: Digest,
    work: impl Future<Output = Response>,
) -> Response {
    match repeat.0 {
        None => work.await,
        Some(key) => remembered(site, actor, &key, request, work).await.unwrap_or_else(ApiError::into_response),
    }
}

async fn remembered(
    site: &Site,
    actor: &Actor,
    key: &str,
    request: Digest,
    work: impl Future<Output = Response>,
) -> Result<Response, ApiError> {
    let (organization, person, store) = (actor.organization, actor.person, &site.app.world().store);
    let permit = site.underway.take((organization, person, key.to_owned()));
    let _permit = permit.ok_or_else(|| {
        let remedy = Some("wait for the first answer, then send it again".into());
        ApiError::new(Problem { remedy, ..problem(&CONFLICT, "a request with this key is under way") })
    })?;
    if let Some(reply) = store.reply(organization, person, key).await.map_err(Error::from)? {
        if reply.request != request {
            let remedy = Some("give every new request a new key".into());
            let detail = "this key was used for another request";
            return Err(ApiError::new(Problem { remedy, ..problem(&NOT_VALID, detail) }));
        }
        return Ok(replay(reply));
    }
    let (parts, body) = work.await.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.map_err(|_| Error::Lost("an answer"))?;
    if let (true, Ok(text)) = (keeps(parts.status), std::str::from_utf8(&bytes)) {
        let reply = match parts.extensions.get::<Secret>() {
            Some(Secret(problem)) => {
                Reply { request, status: problem.status, body: serde_json::to_string(problem).unwrap_or_default() }
            }
            None => Reply { request, status: parts.status.as_u16(), body: text.to_owned() },
        };
        store.put_reply(organization, person, key, reply, site.app.world().clock.now()).await.map_err(Error::from)?;
    }
    Ok(Response::from_parts(parts, Body::from(bytes)))
}

/// What the record or a rule answered is kept. What may be otherwise in a moment is not.
fn keeps(status: StatusCode) -> bool {
    let passing = [
        StatusCode::UNAUTHORIZED,
        StatusCode::REQUEST_TIMEOUT,
        StatusCode::PAYLOAD_TOO_LARGE,
        StatusCode::TOO_MANY_REQUESTS,
    ];
    !status.is_server_error() && !passing.contains(&status)
}

fn replay(reply: Reply) -> Response {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let kind = if status.is_success() { "application/json" } else { "application/problem+json" };
    let headers =
        [(header::CONTENT_TYPE, HeaderValue::from_static(kind)), (REPLAYED, HeaderValue::from_static("true"))];
    (status, headers, reply.body).into_response()
}
