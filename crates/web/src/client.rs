//! Where a request comes from, for slowing down whoever guesses.

use std::{convert::Infallible, net::SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRef, FromRequestParts},
    http::request::Parts,
};

use crate::site::Site;

/// The client's address: as the trusted proxy tells it, or as the connection shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Client(pub String);

impl<S: Sync> FromRequestParts<S> for Client
where
    Site: FromRef<S>,
{
    type Rejection = Infallible;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Infallible> {
        let site = Site::from_ref(state);
        // The last entry is the one that the nearest proxy wrote; those before it anybody may have sent.
        let told = site.options.client_header.as_ref().and_then(|name| parts.headers.get_all(name).iter().next_back());
        let told = told.and_then(|value| value.to_str().ok()).and_then(|text| text.rsplit(',').next()).map(str::trim);
        let connected = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip().to_string());
        let address = told.filter(|text| !text.is_empty()).map(str::to_owned).or(connected);
        Ok(Self(address.unwrap_or_else(|| "unknown".into())))
    }
}
