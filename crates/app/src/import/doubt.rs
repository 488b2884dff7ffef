//! Where the names in a file do not agree with what is known of assets: counted, and told in words.

use std::collections::{BTreeSet, HashMap, HashSet};

use closeout_domain::{
    asset::relation::Relation,
    finding::{
        asset::NameKind,
        identity::Recognition,
        recognition::{Conflict, Mistakable, Name},
    },
    ids::AssetId,
};

/// Names by which assets are known.
pub(super) type Names = Vec<(NameKind, String, AssetId)>;

/// Sentences that are kept; the rest is counted.
const MOST_TOLD: usize = 20;

/// Weighs each record's names against what is known.
pub(super) struct Doubts {
    relation: Relation,
    /// What known assets are called, by kinds that say which machine it is.
    called: HashMap<AssetId, BTreeSet<Name>>,
    /// What was counted, so that it counts once.
    counted: HashSet<(AssetId, Name)>,
    sentences: Vec<String>,
}

/// What did not agree.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// The first of them, in words.
    pub(super) sentences: Vec<String>,
    /// All of them.
    pub(super) total: u64,
}

/// Whether a machine has only one such name at a time, so that another one speaks for another machine.
fn tells_machines_apart(kind: NameKind) -> bool {
    matches!(kind, NameKind::Agent | NameKind::Cloud | NameKind::Hostname)
}

impl Doubts {
    pub(super) fn new(relation: Relation, names: &Names) -> Self {
        let mut called: HashMap<AssetId, BTreeSet<Name>> = HashMap::new();
        for (kind, name, asset) in names.iter().filter(|(kind, ..)| tells_machines_apart(*kind)) {
            called.entry(relation.root(*asset)).or_default().insert((*kind, name.clone()));
        }
        Self { relation, called, counted: HashSet::new(), sentences: Vec::new() }
    }

    /// Weighs one record that was recognised, before its names are known to be the asset's.
    pub(super) fn weigh(&mut self, recognition: Recognition, names: &[Name], known: impl Fn(&Name) -> Option<AssetId>) {
        let (Recognition { asset, by: Some(kind) }, root) = (recognition, self.relation.root(recognition.asset)) else {
            return;
        };
        let Some(by) = names.iter().find(|name| name.0 == kind && known(name) == Some(asset)) else { return };
        for name in names {
            match known(name) {
                Some(other) if self.relation.root(other) != root => {
                    let conflict = Conflict { by: by.clone(), other: name.clone() };
                    self.tell(root, name, &conflict.to_string());
                }
                Some(_) => {}
                None if name.0 < kind && tells_machines_apart(name.0) => {
                    let before = self.called.get(&root).and_then(|all| all.iter().find(|(k, _)| *k == name.0));
                    if let Some(before) = before.cloned() {
                        let doubt = Mistakable { by: by.clone(), before, given: name.clone() };
                        self.tell(root, name, &doubt.to_string());
                    }
                }
                None => {}
            }
        }
    }

    fn tell(&mut self, asset: AssetId, name: &Name, sentence: &str) {
        if self.counted.insert((asset, name.clone())) && self.sentences.len() < MOST_TOLD {
            self.sentences.push(sentence.to_owned());
        }
    }

    pub(super) fn told(self) -> Told {
        Told { total: self.counted.len() as u64, sentences: self.sentences }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use NameKind::{Fqdn, Hostname, Ip};

    const MILL: AssetId = AssetId(Uuid::from_u128(1));
    const LATHE: AssetId = AssetId(Uuid::from_u128(2));

    fn name(kind: NameKind, name: &str) -> Name {
        (kind, name.to_owned())
    }

    fn known() -> Names {
        vec![
            (Hostname, "mill-3".into(), MILL),
            (Ip, "192.0.2.7".into(), MILL),
            (Hostname, "lathe-1".into(), LATHE),
            (Ip, "192.0.2.9".into(), LATHE),
        ]
    }

    fn weighed(relation: Relation, by: Option<NameKind>, names: &[Name]) -> Told {
        let mut doubts = Doubts::new(relation, &known());
        let owner = |name: &Name| known().into_iter().find(|(k, n, _)| (k, n) == (&name.0, &name.1)).map(|(.., a)| a);
        for _ in 0..2 {
            doubts.weigh(Recognition { asset: MILL, by }, names, owner);
        }
        doubts.told()
    }

    #[test]
    fn names_of_two_known_assets_are_told_once() {
        let names = [name(Hostname, "mill-3"), name(Ip, "192.0.2.9")];
        let told = weighed(Relation::default(), Some(Hostname), &names);
        let sentence =
            "mill-3 (host name) and 192.0.2.9 (address) are known as different assets; the host name decided";
        assert_eq!((told.sentences, told.total), (vec![sentence.to_owned()], 1));
        let one = Relation { merges: [(LATHE, MILL)].into_iter().collect(), ..Relation::default() };
        assert_eq!(weighed(one, Some(Hostname), &names).total, 0, "people said that they are one");
    }

    #[test]
    fn another_host_name_at_a_known_address_is_told() {
        let names = [name(Hostname, "press-2"), name(Ip, "192.0.2.7")];
        let told = weighed(Relation::default(), Some(Ip), &names);
        let sentence =
            "press-2 (host name) was taken for mill-3 (host name), because the address 192.0.2.7 is the same";
        assert_eq!(told.sentences, [sentence]);
    }

    #[test]
    fn what_agrees_and_what_is_new_is_not_told() {
        assert_eq!(weighed(Relation::default(), None, &[name(Hostname, "press-2")]).total, 0);
        let more = [name(Fqdn, "mill-3.example.com"), name(Hostname, "mill-3"), name(Ip, "192.0.2.8")];
        assert_eq!(weighed(Relation::default(), Some(Hostname), &more).total, 0);
        let domain = [name(Fqdn, "mill-3.example.com"), name(Ip, "192.0.2.7")];
        assert_eq!(weighed(Relation::default(), Some(Ip), &domain).total, 0);
    }
}
