//! Why an import's names were taken for an asset, and what of them had changed: in words that people can check.

use std::{collections::BTreeSet, fmt};

use super::asset::NameKind;

/// A name in its normal spelling: see [`super::identity::normal`].
pub type Name = (NameKind, String);

/// What recognised an asset in an import, and what was different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The strongest of the names that were known already; `None` when none was, and the asset was new.
    pub by: Option<Name>,
    /// What differed, the strongest kind first.
    pub changes: Vec<Change>,
}

/// How the names of one kind differ from those that the import before gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Of which kind.
    pub kind: NameKind,
    /// Names that were given before and are not now; empty when nothing of the kind was known.
    pub from: Vec<String>,
    /// Names that are given now and were not before.
    pub to: Vec<String>,
}

/// Explains.
///
/// `known` are all names by which the asset was known before the import, `last` those of them that the import before it
/// gave, and `given` those that this import gives. A kind that an import leaves out has not changed: it was not said.
pub fn explain(known: &BTreeSet<Name>, last: &BTreeSet<Name>, given: &BTreeSet<Name>) -> Explanation {
    let by = given.iter().find(|name| known.contains(name)).cloned();
    if by.is_none() {
        return Explanation { by, changes: Vec::new() };
    }
    let of = |names: &BTreeSet<Name>, kind: NameKind| -> BTreeSet<String> {
        names.iter().filter(|(k, _)| *k == kind).map(|(_, name)| name.clone()).collect()
    };
    let change = |kind| {
        // A kind that the import before left out is compared with all that was ever known of it.
        let last = Some(of(last, kind)).filter(|names| !names.is_empty()).unwrap_or_else(|| of(known, kind));
        let given = of(given, kind);
        let to: Vec<String> = given.difference(&last).cloned().collect();
        // One more name beside those that stay is no change of them.
        let from = if given.is_disjoint(&last) { last.into_iter().collect() } else { Vec::new() };
        (!to.is_empty()).then_some(Change { kind, from, to })
    };
    Explanation { by, changes: NameKind::ALL.into_iter().filter_map(change).collect() }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some((kind, name)) = &self.by else {
            return f.write_str("new: nothing that it is called by was known before");
        };
        write!(f, "recognised by the same {} ({name})", kind.told())?;
        for (n, change) in self.changes.iter().enumerate() {
            write!(f, "{}{change}", if n == 0 { "; its " } else { ", its " })?;
        }
        Ok(())
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, from, to } = self;
        let (what, to) = (kind.told(), list(to));
        match from.as_slice() {
            [] => write!(f, "{what} {to} is new"),
            from => write!(f, "{what} changed from {} to {to}", list(from)),
        }
    }
}

/// Names, the first few of them: a host may have hundreds of addresses.
fn list(names: &[String]) -> String {
    const MOST: usize = 4;
    let shown = names.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join(" and ");
    match names.len().saturating_sub(MOST) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Names of one record that are known to belong to different assets: the strongest decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The name that decided.
    pub by: Name,
    /// The name that belongs to another asset.
    pub other: Name,
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ((by, name), (kind, other)) = (&self.by, &self.other);
        write!(
            f,
            "{name} ({}) and {other} ({}) are known as different assets; the {} decided",
            by.told(),
            kind.told(),
            by.told()
        )
    }
}

/// A record that was recognised by a weak name, and gives a stronger one that differs from what the asset was called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistakable {
    /// The name that decided.
    pub by: Name,
    /// What the asset was called.
    pub before: Name,
    /// What the record calls it.
    pub given: Name,
}

impl fmt::Display for Mistakable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { by: (by, name), before: (_, before), given: (kind, given) } = self;
        let (kind, by) = (kind.told(), by.told());
        write!(f, "{given} ({kind}) was taken for {before} ({kind}), because the {by} {name} is the same")
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn names(text: &str) -> BTreeSet<Name> {
        let name = |pair: &str| {
            let (kind, name) = pair.split_once('=').unwrap();
            (kind.parse().unwrap(), name.to_owned())
        };
        text.split_whitespace().map(name).collect()
    }

    #[rstest]
    #[case("", "", "hostname=mill-3 ip=192.0.2.7", "new: nothing that it is called by was known before")]
    #[case(
        "agent=a1 ip=192.0.2.7",
        "agent=a1 ip=192.0.2.7",
        "agent=a1 hostname=mill-3 ip=192.0.2.9",
        "recognised by the same agent id (a1); its host name mill-3 is new, its address changed from 192.0.2.7 to 192.0.2.9"
    )]
    #[case(
        "hostname=mill-3 ip=192.0.2.7",
        "hostname=mill-3 ip=192.0.2.7",
        "hostname=mill-3 ip=192.0.2.7",
        "recognised by the same host name (mill-3)"
    )]
    #[case(
        "hostname=mill-3 ip=192.0.2.7",
        "hostname=mill-3 ip=192.0.2.7",
        "ip=192.0.2.7",
        "recognised by the same address (192.0.2.7)"
    )]
    #[case(
        "agent=a1 ip=192.0.2.7 mac=02",
        "agent=a1 mac=02",
        "agent=a1 ip=192.0.2.7 mac=02 mac=03",
        "recognised by the same agent id (a1); its hardware address 03 is new"
    )]
    #[case(
        "hostname=mill-3 hostname=mill-03",
        "hostname=mill-03 ip=192.0.2.7",
        "hostname=mill-3 ip=192.0.2.8",
        "recognised by the same host name (mill-3); its host name changed from mill-03 to mill-3, its address changed from 192.0.2.7 to 192.0.2.8"
    )]
    fn what_recognised_it_and_what_changed(
        #[case] known: &str,
        #[case] last: &str,
        #[case] given: &str,
        #[case] told: &str,
    ) {
        assert_eq!(explain(&names(known), &names(last), &names(given)).to_string(), told);
    }

    #[test]
    fn many_addresses_are_cut_short() {
        let given: BTreeSet<Name> =
            (0..9).map(|n| (NameKind::Ip, format!("192.0.2.{n}"))).chain(names("agent=a1")).collect();
        let told = explain(&names("agent=a1"), &names("agent=a1"), &given).to_string();
        assert!(told.ends_with("192.0.2.3 and 5 more is new"), "{told}");
    }

    #[test]
    fn a_conflict_says_which_names_and_which_decided() {
        let conflict =
            Conflict { by: (NameKind::Hostname, "mill-3".into()), other: (NameKind::Ip, "192.0.2.7".into()) };
        assert_eq!(
            conflict.to_string(),
            "mill-3 (host name) and 192.0.2.7 (address) are known as different assets; the host name decided"
        );
    }
}
