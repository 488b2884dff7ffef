//! Which mail server, and how the way there is encrypted.

use std::{fmt, str::FromStr};

use url::Url;

/// A mail server, as in `smtp://mail.example.com:587` (STARTTLS, which it must offer) or `smtps://mail.example.com:465`
/// (encrypted from the first byte). It holds no name and no password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Its name, which its certificate must bear.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Whether the way is encrypted from the first byte.
    pub encrypted: bool,
}

/// Why a text is no mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAServer {
    /// It cannot be read as one.
    #[error("give the mail server as in smtp://mail.example.com:587 or smtps://mail.example.com:465")]
    Unreadable,
    /// It holds a name or a password.
    #[error("the address holds a name or a password, and it is shown to people: give them apart")]
    Named,
}

impl FromStr for Server {
    type Err = NotAServer;

    fn from_str(text: &str) -> Result<Self, NotAServer> {
        let url = Url::parse(text.trim()).map_err(|_| NotAServer::Unreadable)?;
        let (encrypted, usual) = match url.scheme() {
            "smtp" => (false, 587),
            "smtps" => (true, 465),
            _ => return Err(NotAServer::Unreadable),
        };
        if !url.username().is_empty() || url.password().is_some() {
            return Err(NotAServer::Named);
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(NotAServer::Unreadable)?;
        // An address in version 6 stands in brackets only within a URL.
        let host = host.trim_start_matches('[').trim_end_matches(']').to_owned();
        Ok(Self { host, port: url.port().unwrap_or(usual), encrypted })
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.encrypted { "smtps" } else { "smtp" };
        match self.host.contains(':') {
            true => write!(f, "{scheme}://[{}]:{}", self.host, self.port),
            false => write!(f, "{scheme}://{}:{}", self.host, self.port),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn servers_are_read_and_shown() {
        for (text, shown) in [
            ("smtp://mail.example.com", "smtp://mail.example.com:587"),
            ("smtp://mail.example.com:25", "smtp://mail.example.com:25"),
            ("smtps://mail.example.com", "smtps://mail.example.com:465"),
            ("smtps://[::1]:4650", "smtps://[::1]:4650"),
        ] {
            assert_eq!(text.parse::<Server>().map(|server| server.to_string()), Ok(shown.to_owned()));
        }
    }

    #[test]
    fn what_is_no_mail_server_is_refused() {
        for text in ["", "mail.example.com", "https://mail.example.com", "smtp://"] {
            assert_eq!(text.parse::<Server>(), Err(NotAServer::Unreadable), "{text}");
        }
        assert_eq!("smtp://ada:secret@mail.example.com".parse::<Server>(), Err(NotAServer::Named));
    }
}
