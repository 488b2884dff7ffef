//! A publisher on this machine: a server with a few answers.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Router,
    http::{StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use tokio::{net::TcpListener, task::JoinSet};

/// A server that is there until this is dropped.
pub struct Outside {
    port: u16,
    _served: JoinSet<()>,
}

impl Outside {
    /// Offers these files; everything else is not found.
    pub async fn offering(files: &[(&str, &[u8])]) -> Self {
        let files: HashMap<String, Vec<u8>> =
            files.iter().map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec())).collect();
        Self::answering(move |path| match files.get(path) {
            Some(bytes) => bytes.clone().into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        })
        .await
    }

    /// Leads on to this address, whatever is asked for.
    pub async fn leading_to(location: &str) -> Self {
        let location = location.to_owned();
        Self::answering(move |_| (StatusCode::FOUND, [(header::LOCATION, location.clone())]).into_response()).await
    }

    async fn answering(answer: impl Fn(&str) -> Response + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let answer = Arc::new(answer);
        let router = Router::new().fallback(move |uri: Uri| {
            let answer = Arc::clone(&answer);
            async move { answer(uri.path()) }
        });
        let mut served = JoinSet::new();
        served.spawn(async move { axum::serve(listener, router).await.expect("it serves") });
        Self { port, _served: served }
    }

    /// An address of it.
    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}
