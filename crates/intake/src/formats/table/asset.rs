//! Hosts as people write them: names, addresses, URLs, with or without a port.

use std::net::IpAddr;

use closeout_domain::finding::asset::AssetNames;

/// One host, and what its cell says beyond its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Host<'c> {
    pub(super) names: AssetNames<'c>,
    /// Of a URL or behind a colon.
    pub(super) port: &'c str,
    /// The path of a URL.
    pub(super) path: &'c str,
}

impl<'c> Host<'c> {
    /// Of one entry.
    pub(super) fn of(entry: &'c str) -> Self {
        let entry = entry.trim();
        let mut names = AssetNames::default();
        if entry.starts_with("arn:") {
            names.cloud = entry;
            return Self { names, ..Self::default() };
        }
        let (authority, path) = match entry.split_once("://") {
            Some((_, rest)) => rest.split_at_checked(rest.find(['/', '?', '#']).unwrap_or(rest.len())),
            None if entry.parse::<IpAddr>().is_ok() => Some((entry, "")),
            // "shop.example/login", but not "Building 4/5"
            None => entry
                .find('/')
                .filter(|slash| !entry.contains(' ') && entry.find('.').is_some_and(|dot| dot < *slash))
                .and_then(|slash| entry.split_at_checked(slash)),
        }
        .unwrap_or((entry, ""));
        let (name, port) = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((address, rest)) => (address, rest.trim_start_matches(':')),
            None => authority
                .rsplit_once(':')
                .filter(|(name, port)| !name.contains(':') && is_port(port))
                .unwrap_or((authority, "")),
        };
        if name.parse::<IpAddr>().is_ok() {
            names.ip = name;
        } else if is_mac(name) {
            names.mac = name;
        } else if name.contains('.') && !name.contains(' ') {
            names.fqdn = name;
        } else {
            names.hostname = name;
        }
        Self { names, port, path: if path == "/" { "" } else { path } }
    }

    /// Takes over what is not said yet.
    pub(super) fn join(&mut self, other: Self) {
        let (to, from) = (&mut self.names, other.names);
        for (to, from) in [
            (&mut to.cloud, from.cloud),
            (&mut to.fqdn, from.fqdn),
            (&mut to.hostname, from.hostname),
            (&mut to.mac, from.mac),
            (&mut to.ip, from.ip),
            (&mut self.port, other.port),
            (&mut self.path, other.path),
        ] {
            if to.is_empty() {
                *to = from;
            }
        }
    }
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok()
}

fn is_mac(text: &str) -> bool {
    let parts: Vec<&str> = text.split([':', '-']).collect();
    parts.len() == 6 && parts.iter().all(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_told_by_its_look() {
        for (entry, (fqdn, hostname, ip), port, path) in [
            ("192.0.2.1", ("", "", "192.0.2.1"), "", ""),
            ("192.0.2.1:8443", ("", "", "192.0.2.1"), "8443", ""),
            ("2001:db8::1", ("", "", "2001:db8::1"), "", ""),
            ("https://[2001:db8::1]:444/x", ("", "", "2001:db8::1"), "444", "/x"),
            ("https://shop.example/", ("shop.example", "", ""), "", ""),
            ("https://shop.example:444/cart?id=1", ("shop.example", "", ""), "444", "/cart?id=1"),
            ("shop.example/login", ("shop.example", "", ""), "", "/login"),
            ("lathe-1", ("", "lathe-1", ""), "", ""),
            ("Building 4/5", ("", "Building 4/5", ""), "", ""),
            ("", ("", "", ""), "", ""),
        ] {
            let host = Host::of(entry);
            let names = host.names;
            assert_eq!((names.fqdn, names.hostname, names.ip), (fqdn, hostname, ip), "{entry}");
            assert_eq!((host.port, host.path), (port, path), "{entry}");
        }
        assert_eq!(Host::of("00:00:5E:00:53:01").names.mac, "00:00:5E:00:53:01");
        assert_eq!(Host::of("arn:aws:ec2:x:1:instance/i-1").names.cloud, "arn:aws:ec2:x:1:instance/i-1");
    }
}
