//! A program with a token.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Method, Request, header},
};
use serde_json::Value;
use tower::ServiceExt as _;

use crate::Answer;

/// A program that uses the API.
#[derive(Clone)]
pub struct Program {
    router: Router,
    /// The token; empty for none.
    pub token: String,
    headers: Vec<(String, String)>,
}

impl Program {
    pub(crate) fn new(router: Router, token: String) -> Self {
        Self { router, token, headers: Vec::new() }
    }

    /// The same program with one more header on its requests.
    #[must_use]
    pub fn with(&self, name: &str, value: impl Into<String>) -> Self {
        let mut other = self.clone();
        other.headers.push((name.into(), value.into()));
        other
    }

    /// Asks.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, Body::empty()).await
    }

    /// Sends JSON.
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(Method::POST, path, Some("application/json"), Body::from(body.to_string())).await
    }

    /// Sends nothing, to an operation that takes no body.
    pub async fn call(&self, path: &str) -> Answer {
        self.send(Method::POST, path, None, Body::empty()).await
    }

    /// Sends fields and a file.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], file: (&str, &[u8])) -> Answer {
        let (kind, body) = multipart(fields, &[file]);
        self.send(Method::POST, path, Some(&kind), Body::from(body)).await
    }

    /// Sends anything.
    pub async fn send(&self, method: Method, path: &str, kind: Option<&str>, body: Body) -> Answer {
        let asked = format!("{method} {path}");
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "poam.example");
        if !self.token.is_empty() {
            request = request.header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        }
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        answer(&self.router, asked, request.body(body).expect("a request")).await
    }
}

/// What a router answers to a request.
///
/// # Panics
/// When the answer breaks off.
pub async fn answer(router: &Router, asked: String, request: Request<Body>) -> Answer {
    let response = router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, usize::MAX).await.expect("a whole body");
    Answer { asked, status: parts.status, headers: parts.headers, body }
}

/// The media type and the bytes of a form with files, in the field `file`.
pub fn multipart(fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> (String, Vec<u8>) {
    const BOUNDARY: &str = "a-line-that-no-file-holds-7f3a9c";
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(part.as_bytes());
    }
    for (name, bytes) in files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}
