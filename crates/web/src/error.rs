//! Errors on their way out: a page for people, problem+json (RFC 9457) for programs, one line in the log for our own faults.

use std::error::Error as _;

use askama::Template as _;
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header, uri::Authority},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use closeout_app::{
    Error, Problem,
    error::{INTERNAL, NOT_VALID, Public},
    views::GapView,
};
use closeout_domain::rule::Refusal;

use crate::{cookie, page::Theme, pages::problem::ProblemPage, urls};

/// What was not done, for a program.
#[derive(Debug)]
pub struct ApiError {
    /// As it is shown.
    pub problem: Box<Problem>,
    header: Option<(HeaderName, HeaderValue)>,
}

/// What was not done, for a person: a page of its own. Where a form can come back filled, handlers show that instead.
#[derive(Debug)]
pub enum PageError {
    /// Nobody is signed in: to the sign-in page, and back to this address afterwards.
    SignIn(Option<String>),
    /// Everything else.
    Problem(Box<Problem>),
}

impl ApiError {
    /// A problem that needs no header.
    pub fn new(problem: Problem) -> Self {
        Self { problem: Box::new(problem), header: None }
    }

    /// Something in the request is wrong: which field, what, and what would be right.
    pub fn field(field: impl Into<String>, message: impl Into<String>, remedy: impl Into<String>) -> Self {
        let (field, message) = (field.into(), message.into());
        let gaps = if field.is_empty() { Vec::new() } else { vec![GapView { field, message: message.clone() }] };
        Self::new(Problem { remedy: Some(remedy.into()), gaps, ..problem(&NOT_VALID, message) })
    }

    /// The same problem with another status.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.problem.status = status.as_u16();
        self
    }
}

/// A problem without more to it than a sentence.
pub fn problem(public: &Public, detail: impl Into<String>) -> Problem {
    Problem {
        code: public.code.into(),
        status: public.status,
        title: public.title.into(),
        detail: detail.into(),
        remedy: None,
        rule: None,
        citation: None,
        gaps: Vec::new(),
    }
}

/// The error as it is shown; our own faults are logged here, once.
fn shown(error: &Error) -> Problem {
    let problem = error.problem();
    if problem.status >= 500 {
        let mut chain = error.to_string();
        let mut source = error.source();
        while let Some(cause) = source {
            chain = format!("{chain}: {cause}");
            source = cause.source();
        }
        tracing::error!(code = problem.code, error = chain, "request failed");
    }
    problem
}

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        let header = match &error {
            Error::NotSignedIn(_) => Some((header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))),
            Error::TooMany { seconds } => Some((header::RETRY_AFTER, HeaderValue::from(*seconds))),
            _ => None,
        };
        Self { problem: Box::new(shown(&error)), header }
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        Error::from(refusal).into()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = as_json(&self.problem);
        response.headers_mut().extend(self.header);
        response
    }
}

impl From<Error> for PageError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotSignedIn(_) => Self::SignIn(None),
            error => Self::Problem(Box::new(shown(&error))),
        }
    }
}

impl From<Refusal> for PageError {
    fn from(refusal: Refusal) -> Self {
        Error::from(refusal).into()
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        match self {
            Self::SignIn(back) => {
                let back = back.unwrap_or_default();
                Redirect::to(&urls::with_query(urls::SIGN_IN, &[("back", &back)])).into_response()
            }
            Self::Problem(problem) => as_page(&problem),
        }
    }
}

/// A problem, as whoever asked for this path reads it.
pub fn answer(path: &str, problem: &Problem) -> Response {
    if path.starts_with("/api/") { as_json(problem) } else { as_page(problem) }
}

fn status(problem: &Problem) -> StatusCode {
    StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn as_json(problem: &Problem) -> Response {
    let body = serde_json::to_string(problem).unwrap_or_default();
    (status(problem), [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
}

/// A problem that is shown on a page of its own, left with the answer for [`dress`].
#[derive(Debug, Clone)]
struct Shown(Problem);

fn as_page(problem: &Problem) -> Response {
    let mut response = drawn(problem.clone(), Theme::default(), String::new());
    response.extensions_mut().insert(Shown(problem.clone()));
    response
}

fn drawn(problem: Problem, theme: Theme, back: String) -> Response {
    let status = status(&problem);
    // What cannot be drawn is still told.
    let plain = problem.title.clone();
    let text = ProblemPage { theme, problem, back }.render().unwrap_or(plain);
    (status, [(header::CONTENT_TYPE, "text/html; charset=utf-8")], text).into_response()
}

/// Draws problems in the browser's colours, with the way back to the page of ours that they were met on.
pub async fn dress(request: Request, next: Next) -> Response {
    let theme = Theme::of(cookie::get(request.headers(), cookie::THEME).unwrap_or_default());
    let back = from_page(request.headers());
    let mut response = next.run(request).await;
    let Some(Shown(problem)) = response.extensions_mut().remove::<Shown>() else { return response };
    let dressed = drawn(problem, theme, back);
    let body = dressed.into_body();
    *response.body_mut() = body;
    response.headers_mut().remove(header::CONTENT_LENGTH);
    response
}

/// The page of ours that the request came from; empty when it came from elsewhere.
fn from_page(headers: &HeaderMap) -> String {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let page = text(header::REFERER).and_then(|referer| referer.parse::<Uri>().ok());
    let ours = page.filter(|uri| uri.authority().map(Authority::as_str) == text(header::HOST));
    ours.and_then(|uri| uri.path_and_query().map(|path| path.as_str().to_owned())).unwrap_or_default()
}

/// What a panic becomes. What it said stays in the log.
pub fn panicked(path: &str) -> Response {
    let detail = "the details are in the server's log";
    let remedy = "try again; if it stays so, tell whoever runs the server";
    answer(path, &Problem { remedy: Some(remedy.into()), ..problem(&INTERNAL, detail) })
}
