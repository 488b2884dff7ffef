//! Fetching a file: a few redirects, one answer, its bytes to the disk as they come.

use std::{path::Path, sync::Arc, time::Duration};

use http_body_util::{BodyExt as _, Empty};
use hyper::{
    Request, Response, StatusCode,
    body::{Body as _, Bytes, Incoming},
    client::conn::http1,
    header,
};
use hyper_util::{client::proxy::matcher::Matcher, rt::TokioIo};
use rustls::RootCertStore;
use tokio::{fs::File, io::AsyncWriteExt as _, task::JoinSet, time::timeout};

use crate::{address::Address, trouble::Trouble, way};

/// Who asks.
const AGENT: &str = concat!("closeout/", env!("CARGO_PKG_VERSION"));

/// How far fetching goes.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How long a connection may take to come about.
    pub connect: Duration,
    /// How long all of it may take.
    pub whole: Duration,
    /// The largest file, in bytes.
    pub largest: u64,
    /// How often an answer may lead on to another address.
    pub redirects: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            whole: Duration::from_secs(5 * 60),
            largest: closeout_app::import::LARGEST,
            redirects: 3,
        }
    }
}

/// Fetches files.
#[derive(Debug, Clone)]
pub struct Fetcher {
    /// How far it goes.
    pub limits: Limits,
    /// The authorities to believe; those of this machine when `None`.
    pub trusted: Option<RootCertStore>,
    /// Which way leads over which proxy; by default as `HTTPS_PROXY` and `NO_PROXY` say.
    pub proxies: Arc<Matcher>,
}

impl Default for Fetcher {
    fn default() -> Self {
        Self { limits: Limits::default(), trusted: None, proxies: Arc::new(Matcher::from_env()) }
    }
}

impl Fetcher {
    /// Fetches the file at an address into a new file, which may hold a part of it when this fails.
    ///
    /// # Errors
    /// With what went wrong outside, or on the disk.
    pub async fn fetch(&self, from: &Address, into: &Path) -> Result<(), Trouble> {
        let slow = |_| Trouble::Slow { seconds: self.limits.whole.as_secs() };
        timeout(self.limits.whole, self.follow(from, into)).await.map_err(slow)?
    }

    async fn follow(&self, from: &Address, into: &Path) -> Result<(), Trouble> {
        let mut at = from.clone();
        for _ in 0..=self.limits.redirects {
            // Ends the connection with this round, however it ends.
            let mut connection = JoinSet::new();
            let answer = self.ask(&at, &mut connection).await?;
            match answer.status() {
                StatusCode::OK => return self.keep(&at, answer, into).await,
                StatusCode::MOVED_PERMANENTLY
                | StatusCode::FOUND
                | StatusCode::SEE_OTHER
                | StatusCode::TEMPORARY_REDIRECT
                | StatusCode::PERMANENT_REDIRECT => {
                    let location = answer.headers().get(header::LOCATION).and_then(|value| value.to_str().ok());
                    let next = location.and_then(|location| at.leads_on(location));
                    at = next.ok_or_else(|| Trouble::Astray { host: at.host() })?;
                }
                status => return Err(Trouble::Status { host: at.host(), status }),
            }
        }
        Err(Trouble::OnAndOn { times: self.limits.redirects })
    }

    async fn ask(&self, at: &Address, connection: &mut JoinSet<()>) -> Result<Response<Incoming>, Trouble> {
        let strange = |_| Trouble::Strange { host: at.host() };
        let stream = way::open(at, &self.proxies, self.trusted.clone(), self.limits.connect).await?;
        let (mut sender, driving) = http1::handshake(TokioIo::new(stream)).await.map_err(strange)?;
        connection.spawn(async move {
            // What ends it, the answer tells as well.
            drop(driving.await);
        });
        let request = Request::get(at.target())
            .header(header::HOST, at.authority())
            .header(header::USER_AGENT, AGENT)
            .header(header::ACCEPT, "*/*")
            .header(header::ACCEPT_ENCODING, "identity")
            .body(Empty::<Bytes>::new());
        let request = request.map_err(|_| Trouble::Strange { host: at.host() })?;
        sender.send_request(request).await.map_err(strange)
    }

    async fn keep(&self, at: &Address, answer: Response<Incoming>, into: &Path) -> Result<(), Trouble> {
        let limit = self.limits.largest;
        let mut body = answer.into_body();
        if body.size_hint().lower() > limit {
            return Err(Trouble::TooLarge { limit });
        }
        let mut file = File::create_new(into).await.map_err(Trouble::Disk)?;
        let mut bytes = 0;
        while let Some(frame) = body.frame().await {
            let frame = frame.map_err(|_| Trouble::BrokenOff { host: at.host(), bytes })?;
            let Ok(data) = frame.into_data() else { continue };
            bytes += data.len() as u64;
            if bytes > limit {
                return Err(Trouble::TooLarge { limit });
            }
            file.write_all(&data).await.map_err(Trouble::Disk)?;
        }
        file.flush().await.map_err(Trouble::Disk)
    }
}
