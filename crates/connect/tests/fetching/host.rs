//! A host that answers each request with bytes, and is gone when it is dropped.

use std::{path::PathBuf, sync::Arc};

use closeout_app::ports::{FeedSource as _, NotFetched};
use closeout_connect::{Feeds, Fetcher};
use closeout_domain::feed::Kind;
use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use rustls::{
    RootCertStore, ServerConfig,
    crypto::aws_lc_rs,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, copy_bidirectional},
    net::{TcpListener, TcpStream},
    task::JoinSet,
};
use tokio_rustls::TlsAcceptor;

/// What is answered to the first line of a request; `None` answers nothing and waits.
pub type Answer = fn(&str) -> Option<Vec<u8>>;

pub struct Host {
    pub port: u16,
    _served: JoinSet<()>,
}

impl Host {
    pub async fn open(answer: Answer) -> Self {
        Self::start(move |stream| async move { talk(stream, answer).await }).await
    }

    pub async fn encrypted(answer: Answer, identity: &Identity) -> Self {
        let acceptor = identity.acceptor();
        Self::start(move |stream| {
            let acceptor = acceptor.clone();
            async move {
                if let Ok(stream) = acceptor.accept(stream).await {
                    talk(stream, answer).await;
                }
            }
        })
        .await
    }

    /// Says this to whoever comes, before anything is asked.
    pub async fn blurting(bytes: &'static [u8]) -> Self {
        Self::start(move |mut stream| async move { drop(stream.write_all(bytes).await) }).await
    }

    /// A proxy that leads every tunnel to one port of this machine, whatever name is asked for.
    pub async fn proxy(to: u16) -> Self {
        Self::start(move |mut stream| async move {
            let asked = request(&mut stream).await;
            assert!(asked.starts_with("CONNECT "), "{asked}");
            stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.unwrap();
            let mut there = TcpStream::connect(("127.0.0.1", to)).await.unwrap();
            drop(copy_bidirectional(&mut stream, &mut there).await);
        })
        .await
    }

    async fn start<F: Future<Output = ()> + Send + 'static>(serve: impl Fn(TcpStream) -> F + Send + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mut served = JoinSet::new();
        served.spawn(async move {
            let mut each = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                each.spawn(serve(stream));
            }
        });
        Self { port, _served: served }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }
}

async fn talk(mut stream: impl AsyncRead + AsyncWrite + Unpin, answer: Answer) {
    let asked = request(&mut stream).await;
    match answer(asked.lines().next().unwrap_or_default()) {
        Some(bytes) => {
            drop(stream.write_all(&bytes).await);
            drop(stream.shutdown().await);
        }
        None => std::future::pending().await,
    }
}

async fn request(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut asked = Vec::new();
    let mut buffer = [0; 1024];
    while !asked.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer).await {
            Ok(n) if n > 0 => asked.extend_from_slice(&buffer[..n]),
            _ => break,
        }
    }
    String::from_utf8_lossy(&asked).into_owned()
}

/// Whole answer.
pub fn http(head: &str, body: &str) -> Option<Vec<u8>> {
    Some(format!("HTTP/1.1 {head}\r\n\r\n{body}").into_bytes())
}

/// A host's certificate, and its key.
pub struct Identity(CertifiedKey<KeyPair>);

impl Identity {
    pub fn of(name: &str) -> Self {
        Self(generate_simple_self_signed([name.to_owned()]).unwrap())
    }

    /// Who believes it, and nobody else.
    pub fn trusted(&self) -> RootCertStore {
        let mut store = RootCertStore::empty();
        store.add(self.0.cert.der().clone()).unwrap();
        store
    }

    fn acceptor(&self) -> TlsAcceptor {
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.0.signing_key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![self.0.cert.der().clone()], key)
            .unwrap();
        TlsAcceptor::from(Arc::new(config))
    }
}

/// What came of fetching: the file, or what was wrong and what to do.
pub async fn fetched(fetcher: &Fetcher, url: &str) -> Result<Vec<u8>, (String, String)> {
    let folder = TempDir::new().unwrap();
    let into: PathBuf = folder.path().join("file");
    let feeds = Feeds::at([(Kind::Kev, url.parse().unwrap())]).by(fetcher.clone());
    match feeds.fetch(Kind::Kev, &into).await {
        Ok(()) => Ok(std::fs::read(&into).unwrap()),
        Err(NotFetched::Outside { why, advice }) => Err((why, advice)),
        Err(other) => panic!("{url}: {other:?}"),
    }
}

/// It was not fetched, and says why and what to do.
#[track_caller]
pub fn complains(outcome: Result<Vec<u8>, (String, String)>, of: &str) {
    let (why, advice) = outcome.expect_err(of);
    assert!(why.contains(of), "should complain of {of:?}: {why}");
    assert!(advice.ends_with("download the file in a browser and bring it in"), "{why}: {advice}");
}
