//! What stands around every handler: limits of time and size, a panic that becomes an answer, compression, the log.

use std::{
    any::Any,
    panic::AssertUnwindSafe,
    time::{Duration, Instant},
};

use axum::{
    Router,
    extract::{DefaultBodyLimit, MatchedPath, OriginalUri, Request},
    http::{HeaderValue, Method, StatusCode, Uri, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::Response,
};
use closeout_app::error::{BUSY, NOT_FOUND};
use futures_util::FutureExt as _;
use tower_http::compression::{CompressionLayer, predicate::Predicate};
use tracing::Instrument as _;

use crate::{api::idempotency, csrf, error, flash, options::Options, security, site::Site, table::Route};

/// The router of a table.
pub fn router(routes: Vec<Route>, site: &Site) -> Router {
    let (mut short, mut long) = (Router::new(), Router::new());
    for route in routes {
        let router = if route.long { &mut long } else { &mut short };
        *router = std::mem::take(router).route(&route.path, route.handler);
    }
    let once = || from_fn_with_state(site.clone(), idempotency::layer);
    let Options { largest_form, patience: some, long_patience: much, .. } = *site.options;
    let short = short.layer(once()).layer(DefaultBodyLimit::max(largest_form)).layer(from_fn(patience(some)));
    // Files are counted as they arrive.
    let long = long.layer(once()).layer(DefaultBodyLimit::disable()).layer(from_fn(patience(much)));
    short
        .merge(long)
        .method_not_allowed_fallback(wrong_method)
        .fallback(nowhere)
        .layer(from_fn_with_state(site.clone(), csrf::same_origin))
        .layer(from_fn_with_state(site.clone(), flash::forget))
        .layer(from_fn(catch))
        .layer(from_fn(error::dress))
        .layer(from_fn(flash::follow))
        .layer(CompressionLayer::new().gzip(true).compress_when(Text))
        .layer(from_fn_with_state(site.clone(), security::headers))
        .layer(from_fn(log))
        .with_state(site.clone())
}

/// Gives up after a while. Everything that a request changes is one transaction: it happened, or it did not.
fn patience(
    limit: Duration,
) -> impl Fn(Request, Next) -> std::pin::Pin<Box<dyn Future<Output = Response> + Send>> + Clone + Send + 'static {
    move |request, next| {
        Box::pin(async move {
            let path = request.uri().path().to_owned();
            match tokio::time::timeout(limit, next.run(request)).await {
                Ok(response) => response,
                Err(_) => error::answer(&path, &error::problem(&BUSY, "this took longer than it may")),
            }
        })
    }
}

async fn catch(request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    AssertUnwindSafe(next.run(request)).catch_unwind().await.unwrap_or_else(|panic| {
        tracing::error!(panic = said(panic.as_ref()), "a handler panicked");
        error::panicked(&path)
    })
}

fn said(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("something that is no text")
}

async fn nowhere(OriginalUri(uri): OriginalUri) -> Response {
    error::answer(uri.path(), &error::problem(&NOT_FOUND, "there is no such address here"))
}

async fn wrong_method(method: Method, uri: Uri) -> Response {
    let mut problem = error::problem(&NOT_FOUND, format!("this address does not take {method}"));
    problem.status = StatusCode::METHOD_NOT_ALLOWED.as_u16();
    error::answer(uri.path(), &problem)
}

/// Text is worth compressing; files that people brought are sent as they are.
#[derive(Debug, Clone, Copy)]
struct Text;

impl Predicate for Text {
    fn should_compress<B: axum::body::HttpBody>(&self, response: &axum::http::Response<B>) -> bool {
        let kind = response.headers().get(header::CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
        let text = [&b"text/"[..], b"application/json", b"application/problem+json", b"image/svg+xml"];
        let small = response.body().size_hint().exact().is_some_and(|size| size < 1_000);
        !small
            && !response.headers().contains_key(header::CONTENT_DISPOSITION)
            && text.iter().any(|t| kind.starts_with(t))
    }
}

/// One line for each request: the route, never the address with what people looked for, and nothing of who asked.
async fn log(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("elsewhere", MatchedPath::as_str);
    let span = tracing::info_span!("request", method = %request.method(), route);
    async move {
        let since = Instant::now();
        let response = next.run(request).await;
        tracing::info!(status = response.status().as_u16(), ms = since.elapsed().as_millis(), "answered");
        response
    }
    .instrument(span)
    .await
}
