//! What goes wrong outside, in words for people: what, where, and what to do.

use std::io;

use closeout_app::ports::NotFetched;

/// What is left when nothing else helps.
const BY_HAND: &str = "download the file in a browser and bring it in";

/// Why a file could not be fetched.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The name leads nowhere.
    #[error("the name {host} is not known")]
    Unknown { host: String },
    /// The connection is refused, or there is no way to it.
    #[error("nothing can be reached at {authority}{}", because(.kind))]
    Unreachable { authority: String, kind: Option<io::ErrorKind> },
    /// No connection in time.
    #[error("nothing answered at {authority} within {seconds} seconds")]
    Silent { authority: String, seconds: u64 },
    /// The proxy does not lead there.
    #[error("the proxy {proxy} does not lead to {host}: {why}")]
    Proxy { proxy: String, host: String, why: String },
    /// The certificate is not trusted.
    #[error("the certificate of {host} is not trusted: {why}")]
    Untrusted { host: String, why: String },
    /// This machine trusts nobody.
    #[error("this machine holds no certificates of authorities, so that it cannot tell who {host} is")]
    NoAuthorities { host: String },
    /// No encrypted connection comes about.
    #[error("no encrypted connection to {host} comes about: {why}")]
    Encryption { host: String, why: String },
    /// The answer is no file.
    #[error("{host} answers {status}")]
    Status { host: String, status: hyper::StatusCode },
    /// It leads to where nothing is fetched from.
    #[error("{host} leads on to an address that is not https, or is this machine itself")]
    Astray { host: String },
    /// It leads on and on.
    #[error("it leads on to another address more than {times} times")]
    OnAndOn { times: usize },
    /// More than is taken in.
    #[error("it is larger than {}", size(.limit))]
    TooLarge { limit: u64 },
    /// It ended before its end.
    #[error("the connection to {host} broke off after {}", size(.bytes))]
    BrokenOff { host: String, bytes: u64 },
    /// It is not HTTP.
    #[error("what {host} answers is not HTTP")]
    Strange { host: String },
    /// Slower than anybody waits.
    #[error("it took longer than {seconds} seconds")]
    Slow { seconds: u64 },
    /// The file cannot be kept.
    #[error("failed to write the file")]
    Disk(#[source] io::Error),
}

impl Trouble {
    fn advice(&self) -> String {
        let first = match self {
            Self::Unknown { .. } => "look for a slip in the address; if this machine has no network, ",
            Self::Unreachable { .. } | Self::Silent { .. } => {
                "look whether a firewall stands between, and whether a proxy is named in HTTPS_PROXY; or "
            }
            Self::Proxy { .. } => "look at HTTPS_PROXY and NO_PROXY, and ask whoever runs the proxy; or ",
            Self::Untrusted { .. } => {
                "if a proxy or a mirror of your own answers with a certificate of its own, name its authority in \
                 SSL_CERT_FILE; otherwise somebody else may be answering: from another network, "
            }
            Self::NoAuthorities { .. } => "install the package ca-certificates, or name a file in SSL_CERT_FILE; or ",
            Self::Status { status, .. } if status.is_client_error() => {
                "look at the address in a browser: the file may have moved, or programs are turned away; if it is there, "
            }
            Self::Astray { .. } | Self::OnAndOn { .. } => {
                "look in a browser where the address leads, and give that one; or "
            }
            Self::TooLarge { .. } => "look in a browser whether the address leads to the feed; if it does, ",
            Self::Encryption { .. } | Self::Strange { .. } => "look at the address and its port; or ",
            Self::Status { .. } | Self::BrokenOff { .. } | Self::Slow { .. } => "try again later, or ",
            Self::Disk(_) => return String::new(),
        };
        format!("{first}{BY_HAND}")
    }
}

impl From<Trouble> for NotFetched {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Disk(source) => Self::Disk(source),
            other => Self::Outside { why: other.to_string(), advice: other.advice() },
        }
    }
}

fn because(kind: &Option<io::ErrorKind>) -> String {
    kind.map(|kind| format!(" ({kind})")).unwrap_or_default()
}

fn size(bytes: &u64) -> String {
    match *bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{} KB", bytes >> 10),
        _ => format!("{} MB", bytes >> 20),
    }
}
