//! The database's URL: what of it is ours to read, and what of it may be shown.

use std::{fmt, path::PathBuf, time::Duration};

use tokio_postgres::config::{Config, Host, SslMode};

use super::error::ConnectError;

/// How long to wait for a host to answer when the URL does not say.
const PATIENCE: Duration = Duration::from_secs(10);

/// Where the database is, and how the way to it is protected.
#[derive(Debug)]
pub struct Address {
    /// For the client.
    pub config: Config,
    /// How the server proves who it is.
    pub trust: Trust,
}

/// How the server proves who it is when the connection is encrypted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// It does not: `sslmode=prefer` or `require` without `sslrootcert`, as with every other client.
    Anybody,
    /// Its certificate was issued for this host by an authority of this PEM file.
    IssuedBy(PathBuf),
}

impl Address {
    /// Reads `postgres://user:password@host:port/database?option=value`.
    ///
    /// Takes every option of the client, and of libpq's `sslmode` and `sslrootcert` all that can be kept:
    /// `verify-ca` and `verify-full` both verify the host's name as well, which is never less than asked.
    ///
    /// # Errors
    /// [`ConnectError::Url`], which never repeats what stands before the host.
    pub fn parse(url: &str) -> Result<Self, ConnectError> {
        let wrong = |why: &str| ConnectError::Url(why.to_owned());
        if !["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme)) {
            return Err(wrong("it does not begin with postgres://"));
        }
        // A password may hold a question mark; a host may not.
        let host = url.find('@').unwrap_or(0);
        let mark = url.get(host..).and_then(|rest| rest.find('?')).map_or(url.len(), |at| host + at);
        let (start, options) = url.split_at_checked(mark).unwrap_or((url, ""));
        let (mut mode, mut authorities, mut kept) = ("prefer", None, Vec::new());
        for option in options.trim_start_matches('?').split('&').filter(|o| !o.is_empty()) {
            match option.split_once('=') {
                Some(("sslmode", value)) => mode = value,
                Some(("sslrootcert", value)) => authorities = Some(PathBuf::from(decode(value))),
                Some(_) => kept.push(option),
                None => return Err(wrong("an option has no value")),
            }
        }
        let url = if kept.is_empty() { start.to_owned() } else { format!("{start}?{}", kept.join("&")) };
        let mut config: Config = url.parse().map_err(|_| wrong("a part of it is not what it should be"))?;
        config.ssl_mode(match mode {
            "disable" => SslMode::Disable,
            "allow" | "prefer" => SslMode::Prefer,
            "require" | "verify-ca" | "verify-full" => SslMode::Require,
            _ => return Err(wrong("sslmode is none of disable, prefer, require, verify-ca and verify-full")),
        });
        let trust = match authorities {
            Some(file) if mode != "disable" => {
                config.ssl_mode(SslMode::Require);
                Trust::IssuedBy(file)
            }
            None if mode.starts_with("verify") => return Err(wrong("sslmode verify-full needs sslrootcert=FILE")),
            _ => Trust::Anybody,
        };
        if config.get_hosts().is_empty() && config.get_hostaddrs().is_empty() {
            return Err(wrong("it names no host"));
        }
        if config.get_application_name().is_none() {
            config.application_name("closeout");
        }
        if config.get_connect_timeout().is_none() {
            config.connect_timeout(PATIENCE);
        }
        Ok(Self { config, trust })
    }

    /// The user that signs in.
    pub fn user(&self) -> &str {
        self.config.get_user().unwrap_or("this machine's user")
    }

    /// The database that is asked for; PostgreSQL takes the user's name when none is.
    pub fn database(&self) -> &str {
        self.config.get_dbname().unwrap_or_else(|| self.user())
    }
}

/// Host and port, for messages: no user, no password.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut ports = self.config.get_ports().iter().copied().cycle();
        for (i, host) in self.config.get_hosts().iter().enumerate() {
            let between = if i == 0 { "" } else { ", " };
            let port = ports.next().unwrap_or(5432);
            match host {
                Host::Tcp(name) => write!(f, "{between}{name}:{port}")?,
                #[cfg(unix)]
                Host::Unix(folder) => write!(f, "{between}{}/.s.PGSQL.{port}", folder.display())?,
            }
        }
        if self.config.get_hosts().is_empty() {
            let addresses: Vec<_> = self.config.get_hostaddrs().iter().map(ToString::to_string).collect();
            f.write_str(&addresses.join(", "))?;
        }
        Ok(())
    }
}

/// Reads `%2F` as `/`.
fn decode(text: &str) -> String {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        match (part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok()), part.get(2..)) {
            (Some(byte), Some(rest)) => {
                bytes.push(byte);
                bytes.extend(rest.bytes());
            }
            _ => {
                bytes.push(b'%');
                bytes.extend(part.bytes());
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(url: &str) -> Result<Address, String> {
        Address::parse(url).map_err(|e| e.to_string())
    }

    #[test]
    fn what_is_shown_names_the_place_and_nobody() {
        let address = address("postgres://ann:s3cret%3F@db.example:6432/poam?sslmode=disable").unwrap();
        assert_eq!(address.to_string(), "db.example:6432");
        assert_eq!((address.user(), address.database()), ("ann", "poam"));
        assert_eq!(address.config.get_ssl_mode(), SslMode::Disable);
    }

    #[test]
    fn a_password_may_hold_a_question_mark() {
        let address = address("postgres://ann:what?now@db.example/poam?application_name=x").unwrap();
        assert_eq!(address.config.get_password(), Some(b"what?now".as_slice()));
        assert_eq!(address.config.get_application_name(), Some("x"));
    }

    #[test]
    fn a_certificate_authority_means_that_the_server_is_verified() {
        for mode in ["", "&sslmode=prefer", "&sslmode=require", "&sslmode=verify-ca", "&sslmode=verify-full"] {
            let address = address(&format!("postgres://db.example/poam?sslrootcert=%2Fetc%2Fca.pem{mode}")).unwrap();
            assert_eq!(address.trust, Trust::IssuedBy("/etc/ca.pem".into()), "{mode}");
            assert_eq!(address.config.get_ssl_mode(), SslMode::Require, "{mode}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_without_the_password() {
        for (url, why) in [
            ("mysql://ann:s3cret@db/poam", "does not begin with"),
            ("postgres://ann:s3cret@/poam", "names no host"),
            ("postgres://ann:s3cret@db/poam?sslmode=perhaps", "sslmode is none of"),
            ("postgres://ann:s3cret@db/poam?sslmode=verify-full", "needs sslrootcert"),
            ("postgres://ann:s3cret@db/poam?sslmode", "has no value"),
            ("postgres://ann:s3cret@db:port/poam", "not what it should be"),
        ] {
            let error = address(url).unwrap_err();
            assert!(error.contains(why) && !error.contains("s3cret"), "{error}");
        }
    }
}
