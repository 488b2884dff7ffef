//! What a source says of the machine, image or account it looked at.

use std::{fmt, str::FromStr};

use crate::ids::NotAnId;

/// Names of one asset as a source gives them; an empty text means that the source did not say.
///
/// Borrowed from the source's buffer: it lives as long as one record.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AssetNames<'a> {
    /// An identifier that an installed agent or the scanner keeps for the machine.
    pub agent: &'a str,
    /// A cloud provider's id: ARN, instance id, resource path.
    pub cloud: &'a str,
    /// Fully qualified domain name.
    pub fqdn: &'a str,
    /// Short name, NetBIOS name or the name that the operator gave.
    pub hostname: &'a str,
    /// Hardware addresses, separated by white space or commas.
    pub mac: &'a str,
    /// Network address, IPv4 or IPv6.
    pub ip: &'a str,
    /// Package, image or repository, as a package URL where there is one.
    pub package: &'a str,
    /// Operating system, for people; recognises nothing.
    pub os: &'a str,
}

/// Which kind of name an asset is known by, the strongest first: an agent's id survives a change of address.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum NameKind {
    /// See [`AssetNames::agent`].
    Agent,
    /// See [`AssetNames::cloud`].
    Cloud,
    /// See [`AssetNames::fqdn`].
    Fqdn,
    /// See [`AssetNames::hostname`].
    Hostname,
    /// See [`AssetNames::mac`].
    Mac,
    /// See [`AssetNames::ip`].
    Ip,
    /// See [`AssetNames::package`].
    Package,
}

impl NameKind {
    /// Every kind, the strongest first.
    pub const ALL: [Self; 7] =
        [Self::Agent, Self::Cloud, Self::Fqdn, Self::Hostname, Self::Mac, Self::Ip, Self::Package];

    /// The word used in files, the database and explanations.
    pub fn word(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Cloud => "cloud",
            Self::Fqdn => "fqdn",
            Self::Hostname => "hostname",
            Self::Mac => "mac",
            Self::Ip => "ip",
            Self::Package => "package",
        }
    }

    /// What people call such a name.
    pub fn told(self) -> &'static str {
        match self {
            Self::Agent => "agent id",
            Self::Cloud => "cloud id",
            Self::Fqdn => "domain name",
            Self::Hostname => "host name",
            Self::Mac => "hardware address",
            Self::Ip => "address",
            Self::Package => "package",
        }
    }
}

impl fmt::Display for NameKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for NameKind {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        Self::ALL.into_iter().find(|kind| kind.word() == text.trim()).ok_or_else(|| NotAnId {
            text: text.into(),
            expected: "a kind of name: agent, cloud, fqdn, hostname, mac, ip or package",
        })
    }
}

impl<'a> AssetNames<'a> {
    /// The names that recognise an asset, strongest first; empty ones are left out.
    pub fn names(&self) -> impl Iterator<Item = (NameKind, &'a str)> + use<'a> {
        [
            (NameKind::Agent, self.agent),
            (NameKind::Cloud, self.cloud),
            (NameKind::Fqdn, self.fqdn),
            (NameKind::Hostname, self.hostname),
            (NameKind::Mac, self.mac),
            (NameKind::Ip, self.ip),
            (NameKind::Package, self.package),
        ]
        .into_iter()
        .filter(|(_, name)| !name.trim().is_empty())
    }

    /// How people call it: the most telling name, or "unnamed asset".
    pub fn label(&self) -> &'a str {
        [self.hostname, self.fqdn, self.package, self.cloud, self.ip, self.agent, self.mac]
            .into_iter()
            .find(|name| !name.trim().is_empty())
            .unwrap_or("unnamed asset")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_read_back_and_listed_by_strength() {
        assert!(NameKind::ALL.is_sorted());
        for kind in NameKind::ALL {
            assert_eq!(kind.word().parse(), Ok(kind));
        }
        assert!("dns".parse::<NameKind>().is_err());
    }

    #[test]
    fn names_come_strongest_first_and_only_those_given() {
        let asset =
            AssetNames { ip: "192.0.2.7", hostname: "mill-3", agent: " ", os: "Windows 11", ..AssetNames::default() };
        assert_eq!(asset.names().collect::<Vec<_>>(), [(NameKind::Hostname, "mill-3"), (NameKind::Ip, "192.0.2.7")]);
        assert_eq!(asset.label(), "mill-3");
        assert_eq!(AssetNames::default().label(), "unnamed asset");
    }
}
