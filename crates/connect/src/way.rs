//! The way to a host: over a proxy if the environment names one, encrypted unless it ends on this machine.

use std::{error::Error, io, sync::Arc, time::Duration};

use hyper::Uri;
use hyper_util::{
    client::{
        legacy::connect::{HttpConnector, proxy::Tunnel},
        proxy::matcher::{Intercept, Matcher},
    },
    rt::TokioIo,
};
use rustls::{CertificateError, ClientConfig, RootCertStore, crypto::aws_lc_rs, pki_types::ServerName};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpStream, lookup_host},
    time::timeout,
};
use tokio_rustls::TlsConnector;
use tower::Service;

use crate::{address::Address, trouble::Trouble};

/// A connection.
pub trait Way: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Way for T {}

/// Opens the way to an address. `trusted` are the authorities to believe; those of this machine when `None`.
///
/// # Errors
/// When nobody is there, nobody answers within `patience`, or it is somebody else.
pub async fn open(
    address: &Address,
    proxies: &Matcher,
    trusted: Option<RootCertStore>,
    patience: Duration,
) -> Result<Box<dyn Way>, Trouble> {
    let opening = async {
        let stream = reach(address, proxies, patience).await?;
        if !address.is_encrypted() {
            return Ok::<Box<dyn Way>, Trouble>(Box::new(stream));
        }
        encrypt(address, stream, trusted).await
    };
    let silent = |_| Trouble::Silent { authority: address.authority().into(), seconds: patience.as_secs() };
    timeout(patience, opening).await.map_err(silent)?
}

async fn reach(address: &Address, proxies: &Matcher, patience: Duration) -> Result<TcpStream, Trouble> {
    let unreachable = |kind| Trouble::Unreachable { authority: address.authority().into(), kind };
    let uri: Uri = address.whole().parse().map_err(|_| unreachable(None))?;
    let mut connector = HttpConnector::new();
    connector.enforce_http(false);
    connector.set_connect_timeout(Some(patience));
    // What is on this machine is not asked for elsewhere.
    if let Some(proxy) = (!address.is_here()).then(|| proxies.intercept(&uri)).flatten() {
        return through(&proxy, connector, address, uri).await;
    }
    match connector.call(uri).await {
        Ok(stream) => Ok(stream.into_inner()),
        Err(error) => {
            // The connector does not tell by type whether the name or the way is wrong, so the name is asked for again.
            if lookup_host((address.host(), 0)).await.is_err() {
                return Err(Trouble::Unknown { host: address.host() });
            }
            Err(match kind(&error) {
                Some(io::ErrorKind::TimedOut) => {
                    Trouble::Silent { authority: address.authority().into(), seconds: patience.as_secs() }
                }
                kind => unreachable(kind),
            })
        }
    }
}

async fn through(
    proxy: &Intercept,
    connector: HttpConnector,
    address: &Address,
    uri: Uri,
) -> Result<TcpStream, Trouble> {
    let mut tunnel = Tunnel::new(proxy.uri().clone(), connector);
    if let Some(auth) = proxy.basic_auth() {
        tunnel = tunnel.with_auth(auth.clone());
    }
    let named = proxy.uri().host().unwrap_or_default().to_owned();
    let stream: Result<TokioIo<TcpStream>, _> = tunnel.call(uri).await;
    let stream =
        stream.map_err(|error| Trouble::Proxy { proxy: named, host: address.host(), why: error.to_string() })?;
    Ok(stream.into_inner())
}

async fn encrypt(
    address: &Address,
    stream: TcpStream,
    trusted: Option<RootCertStore>,
) -> Result<Box<dyn Way>, Trouble> {
    let host = address.host();
    let failed = |why: String| Trouble::Encryption { host: host.clone(), why };
    let authorities = match trusted {
        Some(given) => given,
        None => tokio::task::spawn_blocking(of_this_machine).await.map_err(|e| failed(e.to_string()))?,
    };
    if authorities.is_empty() {
        return Err(Trouble::NoAuthorities { host });
    }
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|e| failed(e.to_string()))?
        .with_root_certificates(authorities)
        .with_no_client_auth();
    let name = ServerName::try_from(host.clone()).map_err(|e| failed(e.to_string()))?;
    match TlsConnector::from(Arc::new(config)).connect(name, stream).await {
        Ok(stream) => Ok(Box::new(stream)),
        Err(error) => Err(match error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
            Some(rustls::Error::InvalidCertificate(why)) => Trouble::Untrusted { host, why: certificate(why) },
            _ => failed(error.to_string()),
        }),
    }
}

/// Read for each fetch, so that what the machine is told to trust holds at once. A certificate that cannot be read is no
/// authority.
fn of_this_machine() -> RootCertStore {
    let mut authorities = RootCertStore::empty();
    authorities.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    authorities
}

fn certificate(why: &CertificateError) -> String {
    match why {
        // A stranger of the same name as an authority is found out by the signature.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            "no authority that this machine trusts has issued it".into()
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has run out".into(),
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "it is not valid yet, or the clock of this machine is wrong".into()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "it is of another host".into()
        }
        CertificateError::Revoked => "it was revoked".into(),
        CertificateError::Other(other) => unfit(&other.to_string()),
        other => unfit(&other.to_string()),
    }
}

/// What is wrong by its name; what follows in braces is for nobody who reads this.
fn unfit(why: &str) -> String {
    format!("it does not stand up to checking ({})", why.split(['{', '(']).next().unwrap_or_default().trim())
}

fn kind(error: &(dyn Error + 'static)) -> Option<io::ErrorKind> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<io::Error>() {
            return Some(io.kind());
        }
        cause = error.source();
    }
    None
}
