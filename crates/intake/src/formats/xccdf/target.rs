//! The target of a test result: its name, addresses and facts.

use std::net::IpAddr;

use closeout_domain::finding::asset::AssetNames;

use crate::{
    pick::Found,
    sink::{Loss, Problem, Sink},
};

/// What is known of the target.
#[derive(Default)]
pub(super) struct Target {
    hostname: String,
    fqdn: String,
    ip: String,
    mac: String,
    os: String,
    pub(super) scanner: String,
    pub(super) scanner_version: String,
    /// What it is called if it has no better name: "localhost", "127.0.0.1".
    itself: String,
}

impl Target {
    pub(super) fn name(&mut self, name: &str) {
        let bare = name.trim_end_matches('.');
        if bare.parse::<IpAddr>().is_ok() {
            self.address(bare);
        } else if is_itself(bare) {
            bare.clone_into(&mut self.itself);
        } else {
            let slot = if bare.contains('.') && !bare.contains(' ') { &mut self.fqdn } else { &mut self.hostname };
            if slot.is_empty() {
                bare.clone_into(slot);
            }
        }
    }

    /// The first address that others can reach it by counts.
    pub(super) fn address(&mut self, address: &str) {
        let useful = match address.parse::<IpAddr>() {
            Ok(IpAddr::V4(v4)) => !v4.is_loopback() && !v4.is_link_local(),
            Ok(IpAddr::V6(v6)) => !v6.is_loopback() && !v6.is_unicast_link_local(),
            Err(_) => false,
        };
        if useful && self.ip.is_empty() {
            address.clone_into(&mut self.ip);
        }
    }

    pub(super) fn facts(&mut self, found: &Found<'_>, sink: &mut dyn Sink) {
        for fact in found.value.each("fact") {
            let (name, text) = (fact.get("@name").text(), fact.text());
            if text.is_empty() {
                continue;
            }
            let mut parts = name.rsplit(':');
            match (parts.next().unwrap_or_default(), parts.next().unwrap_or_default()) {
                ("fqdn" | "host_name", _) | ("name", "asset") => self.name(text),
                ("ipv4" | "ipv6" | "ip", _) => self.address(text),
                ("mac" | "MAC", _) if !self.hardware(text) => {
                    let message = format!("the hardware address {text:?} is none and was left out");
                    sink.problem(Problem::new(found.place(), Loss::Value, message));
                }
                ("os_name", _) => self.os.insert_str(0, text),
                ("os_version", _) => {
                    self.os.push(' ');
                    self.os.push_str(text);
                }
                ("name", "scanner") => text.clone_into(&mut self.scanner),
                ("version", "scanner") => text.clone_into(&mut self.scanner_version),
                _ => {}
            }
        }
    }

    /// Adds a hardware address; false if it is none.
    fn hardware(&mut self, address: &str) -> bool {
        let mut digits = 0;
        for part in address.split([':', '-']) {
            if part.len() != 2 || !part.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return false;
            }
            digits += 2;
        }
        let nothing = address.bytes().all(|byte| matches!(byte, b'0' | b':' | b'-'));
        if digits == 12 && !nothing && !self.mac.split(' ').any(|known| known == address) {
            self.mac.push_str(if self.mac.is_empty() { "" } else { " " });
            self.mac.push_str(address);
        }
        digits == 12
    }

    pub(super) fn names(&self) -> AssetNames<'_> {
        let nameless = [&self.hostname, &self.fqdn, &self.ip, &self.mac].into_iter().all(String::is_empty);
        AssetNames {
            fqdn: &self.fqdn,
            hostname: if nameless { &self.itself } else { &self.hostname },
            mac: &self.mac,
            ip: &self.ip,
            os: self.os.trim(),
            ..AssetNames::default()
        }
    }
}

/// What every machine calls itself tells none from another.
fn is_itself(name: &str) -> bool {
    let first = name.split('.').next().unwrap_or_default();
    first.eq_ignore_ascii_case("localhost")
}
