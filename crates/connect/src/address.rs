//! Addresses that files are fetched from.

use std::{fmt, str::FromStr};

use url::{Host, Url};

/// An address: https, or http on this machine itself. It holds no name and no password.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(Url);

/// Why a text is no address to fetch from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAnAddress {
    /// It cannot be read as one.
    #[error("this is not an address: give it whole, as in https://feeds.example.com/kev.json")]
    Unreadable,
    /// Something else than https.
    #[error("only https is fetched from, or http on this machine itself: anybody on the way could change the file")]
    Open,
    /// It holds a name or a password.
    #[error("the address holds a name or a password, and addresses are shown to people: give one without")]
    Named,
}

impl FromStr for Address {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, NotAnAddress> {
        Self::checked(Url::parse(text.trim()).map_err(|_| NotAnAddress::Unreadable)?)
    }
}

impl Address {
    fn checked(mut url: Url) -> Result<Self, NotAnAddress> {
        url.set_fragment(None);
        let address = Self(url);
        if address.0.host().is_none() {
            return Err(NotAnAddress::Unreadable);
        }
        if !(address.is_encrypted() || address.0.scheme() == "http" && address.is_here()) {
            return Err(NotAnAddress::Open);
        }
        if !address.0.username().is_empty() || address.0.password().is_some() {
            return Err(NotAnAddress::Named);
        }
        Ok(address)
    }

    /// Where an answer from here leads on to: never to anything but https, and to this machine only from this machine, so
    /// that a publisher cannot make the server ask what only the server reaches.
    pub fn leads_on(&self, location: &str) -> Option<Self> {
        let next = Self::checked(self.0.join(location).ok()?).ok()?;
        (next.is_encrypted() && (self.is_here() || !next.is_here())).then_some(next)
    }

    /// Whether the way there is encrypted.
    pub fn is_encrypted(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Whether it is this machine itself.
    pub fn is_here(&self) -> bool {
        match self.0.host() {
            Some(Host::Domain(name)) => name == "localhost",
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback(),
            None => false,
        }
    }

    /// The host, as certificates name it.
    pub fn host(&self) -> String {
        match self.0.host() {
            Some(Host::Domain(name)) => name.to_owned(),
            Some(Host::Ipv4(ip)) => ip.to_string(),
            Some(Host::Ipv6(ip)) => ip.to_string(),
            None => String::new(),
        }
    }

    /// Host and, unless it is the usual one, port, as the request names them.
    pub fn authority(&self) -> &str {
        self.0.authority()
    }

    /// Path and query, as the request names them.
    pub fn target(&self) -> String {
        match self.0.query() {
            Some(query) => format!("{}?{query}", self.0.path()),
            None => self.0.path().to_owned(),
        }
    }

    /// The whole of it, for what connects.
    pub fn whole(&self) -> &str {
        self.0.as_str()
    }
}

/// Without its query, in which keys are sometimes carried.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}{}", self.0.scheme(), self.0.authority(), self.0.path())
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Result<Address, NotAnAddress> {
        text.parse()
    }

    #[test]
    fn what_is_open_is_fetched_only_from_this_machine() {
        for good in
            ["https://feeds.example.com/kev.json", "http://127.0.0.1:8080/kev", "http://[::1]/", "http://localhost/"]
        {
            assert!(address(good).is_ok(), "{good}");
        }
        for open in
            ["http://feeds.example.com/kev.json", "http://192.0.2.7/", "ftp://127.0.0.1/", "http://localhost.example/"]
        {
            assert_eq!(address(open), Err(NotAnAddress::Open), "{open}");
        }
        for none in ["", "kev.json", "/srv/kev.json", "https://", "file:///etc/passwd"] {
            assert_eq!(address(none), Err(NotAnAddress::Unreadable), "{none}");
        }
    }

    #[test]
    fn an_address_shows_no_secret() {
        assert_eq!(address("https://robot:hunter2@feeds.example.com/"), Err(NotAnAddress::Named));
        let keyed = address("https://feeds.example.com:8443/kev?key=hunter2#top").unwrap();
        assert_eq!(keyed.to_string(), "https://feeds.example.com:8443/kev");
        assert_eq!(format!("{keyed:?}"), "Address(https://feeds.example.com:8443/kev)");
        assert_eq!((keyed.target().as_str(), keyed.authority()), ("/kev?key=hunter2", "feeds.example.com:8443"));
    }

    #[test]
    fn an_answer_leads_on_to_https_and_never_into_this_machine() {
        let leads = |from: &str, to: &str| address(from).unwrap().leads_on(to).map(|next| next.to_string());
        let public = "https://feeds.example.com/epss/current";
        assert_eq!(leads(public, "/epss/2026.csv.gz").as_deref(), Some("https://feeds.example.com/epss/2026.csv.gz"));
        assert_eq!(leads(public, "https://mirror.example.com/a").as_deref(), Some("https://mirror.example.com/a"));
        for to in [
            "http://feeds.example.com/a",
            "https://127.0.0.1/a",
            "https://localhost/a",
            "http://[::1]/",
            "file:///etc/passwd",
        ] {
            assert_eq!(leads(public, to), None, "{to}");
        }
        assert_eq!(leads("http://127.0.0.1:80/a", "http://127.0.0.1:81/b"), None);
        assert!(leads("https://127.0.0.1/a", "https://127.0.0.1:81/b").is_some());
    }
}
