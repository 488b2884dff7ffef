//! Who is signed in on a page. `May<Plan>` as the first argument of a handler says that it takes the permission `Plan`.

use std::marker::PhantomData;

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{HeaderValue, Method, request::Parts},
};
use closeout_app::{Actor, App, Error, auth::SignedIn, ports::Session, views::OrganizationRow};
use closeout_domain::people::Directory;

use crate::{
    cookie, csrf,
    error::PageError,
    flash,
    options::Options,
    page::{Flash, Theme},
    permission::{Guard, Permission, permit},
    site::Site,
};

/// The cookie of a session.
pub const COOKIE: &str = "closeout_session";

/// Somebody who is signed in and may do `P`.
#[derive(Debug, Clone)]
pub struct May<P> {
    /// Who, for the use cases.
    pub actor: Actor,
    /// Their session: the value that forms carry, and the system that the pages show.
    pub session: Session,
    /// Their organization with its people.
    pub organization: OrganizationRow,
    /// Everybody, as the domain knows them.
    pub directory: Directory,
    /// The session's secret, to sign out.
    pub secret: String,
    /// Which colours.
    pub theme: Theme,
    /// What the form before this page came to.
    pub flash: Option<Flash>,
    /// The address of this request, with its query.
    pub here: String,
    permission: PhantomData<P>,
}

impl<P: Permission> Guard for May<P> {
    type Permission = P;
}

impl<P: Permission, S: Sync> FromRequestParts<S> for May<P>
where
    Site: FromRef<S>,
{
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, PageError> {
        let site = Site::from_ref(state);
        let here = parts.uri.path_and_query().map_or("/", |p| p.as_str()).to_owned();
        // Back to a page, not to a form: what was typed there is gone.
        let back = (parts.method == Method::GET).then(|| here.clone());
        let secret = cookie::get(&parts.headers, COOKIE).ok_or_else(|| PageError::SignIn(back.clone()))?.to_owned();
        let (actor, session) = match site.app.session(&secret).await {
            Err(Error::NotSignedIn(_)) => return Err(PageError::SignIn(back)),
            other => other?,
        };
        let organization = site.app.organization(&actor).await?;
        let directory = organization.directory();
        permit::<P>(&directory, &actor)?;
        parts.extensions.insert(csrf::Expected(session.csrf.clone()));
        let theme = Theme::of(cookie::get(&parts.headers, cookie::THEME).unwrap_or_default());
        let flash = flash::read(&parts.headers);
        Ok(Self { actor, session, organization, directory, secret, theme, flash, here, permission: PhantomData })
    }
}

/// Begins a session: the `Set-Cookie` of whoever just signed in.
pub fn begin(options: &Options, signed_in: &SignedIn) -> Result<HeaderValue, PageError> {
    let age = closeout_app::auth::SESSION.as_secs();
    let cookie = cookie::set(COOKIE, &signed_in.secret, Some(age), options.secure);
    cookie.ok_or_else(|| Error::Lost("a cookie").into())
}

/// Ends a session, here and in the browser: the `Set-Cookie` that forgets it.
///
/// # Errors
/// When the store fails.
pub async fn end(app: &App, options: &Options, secret: &str) -> Result<HeaderValue, PageError> {
    app.sign_out(secret).await?;
    cookie::clear(COOKIE, options.secure).ok_or_else(|| Error::Lost("a cookie").into())
}
