//! The assets that a file names, record by record, for coverage at its end: their records need not stand together.

use std::{collections::HashMap, ops::ControlFlow::Continue};

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Coverage},
};
use jiff::Timestamp;

use crate::{
    limits,
    sink::{Flow, Sink},
};

/// All assets so far, in the order in which they came.
#[derive(Default)]
pub(crate) struct Gathered {
    assets: Vec<Asset>,
    by_name: HashMap<String, usize>,
    /// The asset of the last record, which is mostly the next one's too.
    last: usize,
}

#[derive(Default)]
struct Asset {
    /// agent, cloud, fqdn, hostname, mac, ip, package, os
    names: [String; 8],
    seen_at: Option<Timestamp>,
    authenticated: Option<bool>,
    covered: bool,
}

impl Asset {
    fn names(&self) -> AssetNames<'_> {
        let [agent, cloud, fqdn, hostname, mac, ip, package, os] = &self.names;
        AssetNames { agent, cloud, fqdn, hostname, mac, ip, package, os }
    }

    fn coverage(&self, checks: CheckScope) -> Coverage<'_> {
        Coverage {
            asset: self.names(),
            reached: true,
            authenticated: self.authenticated,
            seen_at: self.seen_at,
            checks,
            ..Coverage::default()
        }
    }
}

impl Gathered {
    /// A record names this asset. `signed_in` is what the record says of it, if it does; one failure outweighs all.
    /// Beyond [`limits::GATHERED_ASSETS`] assets, further ones are covered at once and prove nothing.
    pub(crate) fn see(
        &mut self,
        names: AssetNames<'_>,
        seen_at: Option<Timestamp>,
        signed_in: Option<bool>,
        sink: &mut dyn Sink,
    ) -> Flow {
        let kept = names.names();
        let Some((_, key)) = names.names().next() else { return Continue(()) };
        let known = |at: usize| self.assets.get(at).is_some_and(|asset| asset.names() == names);
        let at = Some(self.last).filter(|last| known(*last)).or_else(|| self.by_name.get(key).copied());
        let at = match at {
            Some(at) => at,
            None if self.assets.len() < limits::GATHERED_ASSETS => {
                let AssetNames { agent, cloud, fqdn, hostname, mac, ip, package, os } = names;
                let names = [agent, cloud, fqdn, hostname, mac, ip, package, os].map(str::to_owned);
                for (_, name) in kept {
                    self.by_name.entry(name.to_owned()).or_insert(self.assets.len());
                }
                self.assets.push(Asset { names, ..Asset::default() });
                self.assets.len() - 1
            }
            None => {
                let coverage = Coverage {
                    asset: names,
                    reached: true,
                    seen_at,
                    checks: CheckScope::Unknown,
                    ..Coverage::default()
                };
                return sink.coverage(&coverage);
            }
        };
        self.last = at;
        if let Some(asset) = self.assets.get_mut(at) {
            asset.seen_at = asset.seen_at.max(seen_at);
            asset.authenticated = worse(asset.authenticated, signed_in);
        }
        Continue(())
    }

    /// Whether a record named an asset so.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// What is known of signing in to the asset of that strongest name; the asset is not covered again.
    pub(crate) fn take(&mut self, name: &str) -> Option<bool> {
        let asset = self.by_name.get(name).and_then(|at| self.assets.get_mut(*at))?;
        asset.covered = true;
        asset.authenticated
    }

    /// Covers all that are not covered yet, and forgets them.
    pub(crate) fn cover(&mut self, checks: CheckScope, sink: &mut dyn Sink) -> Flow {
        self.by_name.clear();
        let assets = std::mem::take(&mut self.assets);
        assets.iter().filter(|asset| !asset.covered).try_for_each(|asset| sink.coverage(&asset.coverage(checks)))
    }
}

/// Two statements about signing in: a failure outweighs a success, and either says more than nothing.
pub(crate) fn worse(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one && other),
        (said, None) | (None, said) => said,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sink::Problem;
    use closeout_domain::finding::{coverage::Tool, observation::Observation};

    #[derive(Default)]
    struct Lines(Vec<(String, Option<bool>, CheckScope)>);

    impl Sink for Lines {
        fn tool(&mut self, _: &Tool<'_>) {}
        fn observation(&mut self, _: &Observation<'_>) -> Flow {
            Continue(())
        }
        fn coverage(&mut self, coverage: &Coverage<'_>) -> Flow {
            self.0.push((coverage.asset.label().to_owned(), coverage.authenticated, coverage.checks));
            Continue(())
        }
        fn problem(&mut self, _: Problem) {}
    }

    #[test]
    fn every_asset_is_covered_once_and_a_failed_sign_in_outweighs() {
        let (mut gathered, mut lines) = (Gathered::default(), Lines::default());
        let ip = |ip| AssetNames { ip, ..AssetNames::default() };
        for (name, signed_in) in
            [("a", None), ("b", Some(false)), ("a", Some(true)), ("b", Some(true)), ("", None), ("c", None)]
        {
            let _ = gathered.see(ip(name), None, signed_in, &mut lines);
        }
        assert_eq!((gathered.take("c"), gathered.take("d")), (None, None));
        let _ = gathered.cover(CheckScope::Stated, &mut lines);
        let expected = [("a", Some(true)), ("b", Some(false))].map(|(n, s)| (n.to_owned(), s, CheckScope::Stated));
        assert_eq!(lines.0, expected);
    }

    #[test]
    fn beyond_the_limit_assets_are_covered_at_once_and_prove_nothing() {
        let (mut gathered, mut lines) = (Gathered::default(), Lines::default());
        for n in 0..=limits::GATHERED_ASSETS {
            let name = n.to_string();
            let _ = gathered.see(AssetNames { hostname: &name, ..AssetNames::default() }, None, None, &mut lines);
        }
        assert_eq!(lines.0, [(limits::GATHERED_ASSETS.to_string(), None, CheckScope::Unknown)]);
    }
}
