//! Whose token it is. `Bearer<Plan>` as the first argument of a handler says that it takes the permission `Plan`.
//!
//! Cookies are not looked at, so that no other site can borrow them.

use std::marker::PhantomData;

use axum::{
    extract::{FromRef, FromRequestParts},
    http::{HeaderMap, header, request::Parts},
};
use closeout_app::{Actor, App, Error, views::OrganizationRow};
use closeout_domain::people::Directory;

use crate::{
    error::ApiError,
    permission::{Guard, Permission, permit},
    site::Site,
};

/// Somebody whose token was sent, and who may do `P`.
#[derive(Debug, Clone)]
pub struct Bearer<P> {
    /// Who, for the use cases.
    pub actor: Actor,
    /// Their organization with its people.
    pub organization: OrganizationRow,
    /// Everybody, as the domain knows them.
    pub directory: Directory,
    permission: PhantomData<P>,
}

impl<P: Permission> Guard for Bearer<P> {
    type Permission = P;
}

/// Left with the request by whoever asked first, so that the token is looked up once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known(pub Actor);

/// Who the header `Authorization` speaks for.
///
/// # Errors
/// When there is none, or its token does not work.
pub(crate) async fn actor(app: &App, headers: &HeaderMap) -> Result<Actor, Error> {
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let scheme = header.and_then(|value| value.trim().split_once(' '));
    match scheme {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => app.token(token).await,
        _ => Err(Error::NotSignedIn("send a token, as in `Authorization: Bearer closeout_…`")),
    }
}

impl<P: Permission, S: Sync> FromRequestParts<S> for Bearer<P>
where
    Site: FromRef<S>,
{
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        let site = Site::from_ref(state);
        let actor = match parts.extensions.get::<Known>() {
            Some(known) => known.0,
            None => actor(&site.app, &parts.headers).await?,
        };
        let organization = site.app.organization(&actor).await?;
        let directory = organization.directory();
        permit::<P>(&directory, &actor)?;
        Ok(Self { actor, organization, directory, permission: PhantomData })
    }
}
