//! What makes two statements speak of the same thing.
//!
//! A finding is a check of a tool family in a system; an asset is recognised by the strongest name that it is known by.
//! Both have stable 128-bit keys, so that the same file gives the same keys on any machine.

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{
    asset::{AssetNames, NameKind},
    purl,
};
use crate::ids::{AssetId, FindingId, SystemId};

/// The key of the finding that a check of a tool family states in a system.
pub fn finding(system: SystemId, family: &str, check: &str) -> FindingId {
    FindingId(key(&[b"finding", system.0.as_bytes(), family.as_bytes(), check.trim().as_bytes()]))
}

/// The key of an asset that was first recognised by this name.
pub fn asset(system: SystemId, kind: NameKind, name: &str) -> AssetId {
    AssetId(key(&[b"asset", system.0.as_bytes(), kind.word().as_bytes(), normal(kind, name).as_bytes()]))
}

/// The key of a fix: findings that share it are corrected by the same work. See [`super::grouping`].
pub fn fix(system: SystemId, family: &str, fix: &str) -> Uuid {
    key(&[b"fix", system.0.as_bytes(), family.as_bytes(), fix.as_bytes()])
}

/// One spelling for a name: case, the dot that ends a domain name, the separators of hardware addresses and what a package
/// URL leaves open do not count.
pub fn normal(kind: NameKind, name: &str) -> String {
    let name = name.trim().to_lowercase();
    match kind {
        NameKind::Fqdn | NameKind::Hostname => name.trim_end_matches('.').to_owned(),
        NameKind::Mac => name.chars().filter(char::is_ascii_hexdigit).collect(),
        NameKind::Package => purl::normal(&name).unwrap_or(name),
        _ => name,
    }
}

/// How an asset was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recognition {
    /// Which asset it is.
    pub asset: AssetId,
    /// By which kind of name; `None` when nothing about it was known before, and it is new.
    pub by: Option<NameKind>,
}

/// Recognises an asset by the strongest of its names that is known; otherwise it is new, under its strongest name.
///
/// A hardware address list counts one by one. Names that are known to belong to different assets do not merge them:
/// the strongest decides.
pub fn recognise(
    system: SystemId,
    names: &AssetNames<'_>,
    known: impl Fn(NameKind, &str) -> Option<AssetId>,
) -> Recognition {
    let found =
        each(names).find_map(|(kind, name)| known(kind, &name).map(|asset| Recognition { asset, by: Some(kind) }));
    found.unwrap_or_else(|| {
        let (kind, name) = each(names).next().unwrap_or((NameKind::Hostname, String::new()));
        Recognition { asset: asset(system, kind, &name), by: None }
    })
}

/// Every name that recognises the asset, in its normal spelling, strongest first.
pub fn each<'a>(names: &AssetNames<'a>) -> impl Iterator<Item = (NameKind, String)> + use<'a> {
    names.names().flat_map(|(kind, name)| {
        let several = kind == NameKind::Mac;
        name.split(move |c: char| several && (c.is_whitespace() || c == ',' || c == ';'))
            .map(move |part| (kind, normal(kind, part)))
            .filter(|(_, part)| !part.is_empty())
            .collect::<Vec<_>>()
    })
}

/// SHA-256 over the parts, each with its length before it, cut to 128 bits and marked as a UUID of our own making (RFC 9562, version 8).
fn key(parts: &[&[u8]]) -> Uuid {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let bytes: [u8; 32] = hash.finalize().into();
    Uuid::new_v8(std::array::from_fn(|i| bytes.get(i).copied().unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SYSTEM: SystemId = SystemId(Uuid::from_u128(1));

    #[test]
    fn keys_do_not_run_into_each_other() {
        assert_ne!(finding(SYSTEM, "nessus", "1"), finding(SYSTEM, "nessus1", ""));
        assert_ne!(finding(SYSTEM, "nessus", "1"), finding(SystemId(Uuid::from_u128(2)), "nessus", "1"));
        assert_eq!(finding(SYSTEM, "nessus", " 1 "), finding(SYSTEM, "nessus", "1"));
    }

    #[test]
    fn keys_are_the_same_on_every_machine_and_for_ever() {
        assert_eq!(finding(SYSTEM, "nessus", "70658").to_string(), "9f0cd6d6-0965-8576-842a-cd372a1f75ef");
    }

    #[test]
    fn a_known_name_recognises_and_the_strongest_decides() {
        let mill = AssetId(Uuid::from_u128(7));
        let names = AssetNames {
            hostname: "Mill-3",
            mac: "00:11:22:AA:bb:cc, 001122aabbcd",
            ip: "192.0.2.7",
            ..AssetNames::default()
        };
        let by_mac = |kind: NameKind, name: &str| (kind == NameKind::Mac && name == "001122aabbcd").then_some(mill);
        assert_eq!(recognise(SYSTEM, &names, by_mac), Recognition { asset: mill, by: Some(NameKind::Mac) });
        let new = recognise(SYSTEM, &names, |_, _| None);
        assert_eq!(new, Recognition { asset: asset(SYSTEM, NameKind::Hostname, "mill-3."), by: None });
    }
}
