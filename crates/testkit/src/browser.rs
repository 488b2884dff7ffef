//! A browser: pages and forms, with the cookies and the proof that forms carry.

use axum::{
    Router,
    body::Body,
    http::{Method, Request, header},
};
use closeout_app::ports::Session;
use closeout_domain::ids::Digest;
use sha2::{Digest as _, Sha256};

use crate::{Answer, Member, TestApp, program::answer};

/// A browser.
#[derive(Clone)]
pub struct Browser {
    router: Router,
    /// What it sends as `Cookie`; empty for nothing.
    pub cookie: String,
    /// What its forms carry.
    pub csrf: String,
}

impl Browser {
    pub(crate) fn anonymous(router: Router) -> Self {
        Self { router, cookie: String::new(), csrf: String::new() }
    }

    /// The session is put where signing in would put it, without the work of a password.
    pub(crate) async fn signed_in(site: &TestApp, member: &Member) -> Self {
        let world = site.app.world();
        let hex = |bytes: [u8; 32]| Digest(bytes).to_string();
        let (secret, csrf) = (hex(world.ids.secret()), hex(world.ids.secret()));
        let session = Session {
            key: Digest(Sha256::digest(secret.as_bytes()).into()),
            organization: member.actor.organization,
            person: member.id,
            csrf: csrf.clone(),
            system: None,
            until: world.clock.now().saturating_add(closeout_app::auth::SESSION).expect("an instant"),
        };
        world.store.put_session(session).await.expect("a session");
        let cookie = format!("{}={secret}", closeout_web::session::COOKIE);
        Self { router: site.router.clone(), cookie, csrf }
    }

    /// Opens a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, Body::empty()).await
    }

    /// Sends a form of ours, with its proof.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let proof = [("csrf", self.csrf.as_str())];
        self.bare_form(path, &proof.into_iter().chain(fields.iter().copied()).collect::<Vec<_>>()).await
    }

    /// Sends a form with these fields alone.
    pub async fn bare_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.send(Method::POST, path, Some("application/x-www-form-urlencoded"), Body::from(body)).await
    }

    /// Sends a form with files, with its proof before them.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
        let proof = [("csrf", self.csrf.as_str())];
        let fields: Vec<_> = proof.into_iter().chain(fields.iter().copied()).collect();
        let (kind, body) = crate::multipart(&fields, files);
        self.send(Method::POST, path, Some(&kind), Body::from(body)).await
    }

    /// Sends anything, as a browser would from a page of ours.
    pub async fn send(&self, method: Method, path: &str, kind: Option<&str>, body: Body) -> Answer {
        let asked = format!("{method} {path}");
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "poam.example")
            .header("sec-fetch-site", "same-origin");
        if !self.cookie.is_empty() {
            request = request.header(header::COOKIE, &self.cookie);
        }
        if let Some(kind) = kind {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        answer(&self.router, asked, request.body(body).expect("a request")).await
    }
}
