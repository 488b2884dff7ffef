//! What the rows of a table say about each asset, gathered: rows of one asset need not stand together.

use std::{collections::HashMap, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::{AssetNames, NameKind},
    coverage::{CheckScope, Coverage},
};
use jiff::Timestamp;

use super::columns::*;
use crate::{
    formats::nessus::plugin::{PING, SCAN_INFORMATION, ScanInformation, SignIn},
    limits,
    sink::{Flow, Sink},
    slots::Slots,
};

/// The names of the row's asset.
pub(super) fn names(texts: &Slots<FIELDS>) -> AssetNames<'_> {
    let given = |field| texts.trimmed(field);
    AssetNames {
        agent: given(AGENT),
        cloud: "",
        fqdn: given(FQDN),
        hostname: given(HOSTNAME),
        mac: given(MAC),
        ip: given(IP),
        package: "",
        os: given(OS),
    }
}

/// All assets so far, in the order in which they came.
#[derive(Default)]
pub(super) struct Assets {
    gathered: Vec<Asset>,
    by_name: HashMap<(NameKind, String), usize>,
    last: Option<usize>,
    distrusted: bool,
}

#[derive(Default)]
struct Asset {
    /// agent, fqdn, hostname, mac, ip, os
    names: [String; 6],
    sign_in: SignIn,
    /// The edition of the plugins, once the scan described itself in a row of this asset.
    edition: Option<String>,
    dead: bool,
    seen_at: Option<Timestamp>,
}

impl Asset {
    fn names(&self) -> AssetNames<'_> {
        let [agent, fqdn, hostname, mac, ip, os] = &self.names;
        AssetNames { agent, fqdn, hostname, mac, ip, os, ..AssetNames::default() }
    }

    fn learn(&mut self, texts: &Slots<FIELDS>, seen_at: Option<Timestamp>, signed_in: Option<bool>) {
        let plugin = texts.trimmed(PLUGIN);
        let output = texts.get(OUTPUT);
        self.sign_in.reported(plugin);
        self.seen_at = self.seen_at.max(seen_at);
        if let Some(yes) = signed_in {
            self.sign_in.claimed(yes);
        }
        if plugin == SCAN_INFORMATION {
            let information = ScanInformation::of(output);
            self.edition = Some(information.feed.to_owned());
            if let Some(yes) = information.credentialed {
                self.sign_in.claimed(yes);
            }
        }
        self.dead |= plugin == PING && output.contains("considered as dead");
    }

    /// A table is often an excerpt. Only the scan's own description, informational as it is, shows that this one is not.
    fn coverage(&self, trusted: bool) -> Coverage<'_> {
        Coverage {
            asset: self.names(),
            reached: !self.dead,
            authenticated: self.sign_in.verdict(),
            seen_at: self.seen_at,
            check_set: self.edition.as_deref().unwrap_or_default(),
            checks: if trusted && self.edition.is_some() { CheckScope::Edition } else { CheckScope::Unknown },
        }
    }
}

impl Assets {
    /// Takes in a row. Beyond [`limits::GATHERED_ASSETS`] assets, further ones are covered at once and prove nothing.
    pub(super) fn row(
        &mut self,
        texts: &Slots<FIELDS>,
        seen_at: Option<Timestamp>,
        signed_in: Option<bool>,
        sink: &mut dyn Sink,
    ) -> Flow {
        let names = names(texts);
        let Some((kind, name)) = names.names().next() else {
            return Continue(());
        };
        let same_as_last = self.last.filter(|last| {
            self.gathered.get(*last).is_some_and(|asset| asset.names().names().next() == Some((kind, name)))
        });
        let at = same_as_last.or_else(|| self.by_name.get(&(kind, name.to_owned())).copied());
        let at = match at {
            Some(at) => at,
            None if self.gathered.len() < limits::GATHERED_ASSETS => {
                self.by_name.insert((kind, name.to_owned()), self.gathered.len());
                self.gathered.push(Asset {
                    names: [names.agent, names.fqdn, names.hostname, names.mac, names.ip, names.os].map(str::to_owned),
                    ..Asset::default()
                });
                self.gathered.len() - 1
            }
            None => {
                return sink.coverage(&Coverage {
                    asset: names,
                    reached: true,
                    seen_at,
                    checks: CheckScope::Unknown,
                    ..Coverage::default()
                });
            }
        };
        self.last = Some(at);
        if let Some(asset) = self.gathered.get_mut(at) {
            asset.learn(texts, seen_at, signed_in);
        }
        Continue(())
    }

    /// The file is incomplete: silence proves nothing, whatever was said.
    pub(super) fn distrust(&mut self) {
        self.distrusted = true;
    }

    pub(super) fn push(&self, sink: &mut dyn Sink) -> Flow {
        self.gathered.iter().try_for_each(|asset| sink.coverage(&asset.coverage(!self.distrusted)))
    }
}
