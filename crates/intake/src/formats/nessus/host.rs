//! One `ReportHost`: its names and what the scan was able to judge there.

use closeout_domain::finding::{
    asset::AssetNames,
    coverage::{CheckScope, Coverage},
};
use jiff::Timestamp;

use super::plugin::{PING, SCAN_INFORMATION, ScanInformation, SignIn};
use crate::{
    moment,
    sink::{Faults, Loss},
    slots::Slots,
};

pub(super) const NAME: usize = 0;
const IP: usize = 1;
const FQDN: usize = 2;
const HOSTNAME: usize = 3;
const NETBIOS: usize = 4;
const MAC: usize = 5;
const OS: usize = 6;
const START: usize = 7;
const END: usize = 8;
const END_SECONDS: usize = 9;
const CREDENTIALED: usize = 10;
const AGENT: usize = 11;
const CLOUD: usize = 12;
const INFORMATION: usize = 13;
const FIELDS: usize = 14;

/// Where the value of a `tag` in `HostProperties` goes.
pub(super) fn field(name: &str) -> Option<usize> {
    Some(match name {
        "host-ip" => IP,
        "host-fqdn" => FQDN,
        "hostname" => HOSTNAME,
        "netbios-name" => NETBIOS,
        "mac-address" => MAC,
        "operating-system" => OS,
        "HOST_START" => START,
        "HOST_END" => END,
        "HOST_END_TIMESTAMP" => END_SECONDS,
        "Credentialed_Scan" => CREDENTIALED,
        "host-uuid" | "agent_uuid" => AGENT,
        "aws-instance-id" | "aws-instance-instanceId" | "azure-vm-id" | "azure-instance-vmId" | "gcp-instance-id" => {
            CLOUD
        }
        _ => return None,
    })
}

/// The host that is being read.
#[derive(Default)]
pub(super) struct Host {
    pub(super) texts: Slots<FIELDS>,
    settled: bool,
    seen_at: Option<Timestamp>,
    sign_in: SignIn,
    /// The scan of this host came to its end and says so.
    finished: bool,
    dead: bool,
}

impl Host {
    pub(super) fn begin(&mut self) {
        self.texts.clear();
        *self = Self { texts: std::mem::take(&mut self.texts), ..Self::default() };
    }

    /// Works out, once, what follows from the properties, which all come before the first item.
    pub(super) fn settle(&mut self, faults: &mut Faults) {
        if std::mem::replace(&mut self.settled, true) {
            return;
        }
        let texts = &mut self.texts;
        let given = |field| texts.trimmed(field);
        let name = given(NAME);
        let name_is_address = name.parse::<std::net::IpAddr>().is_ok();
        let fqdn = bare_host(given(FQDN)).to_owned();
        let netbios = given(NETBIOS);
        let netbios = netbios.rsplit('\\').next().unwrap_or(netbios);
        let hostname = match (given(HOSTNAME), netbios) {
            ("", "") if fqdn.is_empty() && !name_is_address => bare_host(name).to_owned(),
            ("", netbios) => netbios.to_owned(),
            (hostname, _) => hostname.to_owned(),
        };
        if given(IP).is_empty() && name_is_address {
            texts.append(IP, NAME);
        }
        texts.set(FQDN, &fqdn);
        texts.set(HOSTNAME, &hostname);
        self.seen_at = [END_SECONDS, END, START].into_iter().find_map(|field| moment::parse(self.texts.get(field)));
        let ended = self.texts.trimmed(END);
        if self.seen_at.is_none() && !ended.is_empty() {
            let shown: String = ended.chars().take(40).collect();
            faults.add(Loss::Value, format!("the end of the host's scan, {shown:?}, is not a time that is known"));
        }
        match self.texts.trimmed(CREDENTIALED) {
            "true" => self.sign_in.claimed(true),
            "false" => self.sign_in.claimed(false),
            _ => {}
        }
    }

    pub(super) fn seen_at(&self) -> Option<Timestamp> {
        self.seen_at
    }

    pub(super) fn names(&self) -> AssetNames<'_> {
        let given = |field| self.texts.trimmed(field);
        AssetNames {
            agent: given(AGENT),
            cloud: given(CLOUD),
            fqdn: given(FQDN),
            hostname: given(HOSTNAME),
            mac: given(MAC),
            ip: given(IP),
            package: "",
            os: given(OS).lines().next().unwrap_or_default(),
        }
    }

    /// Takes in what an item says about the scan itself; true when it is the scan's own description.
    pub(super) fn learn(&mut self, plugin: &str, output: &str) -> bool {
        self.sign_in.reported(plugin);
        match plugin {
            PING => self.dead |= output.contains("considered as dead"),
            SCAN_INFORMATION => {
                self.finished = true;
                self.texts.set(INFORMATION, output);
                if let Some(yes) = ScanInformation::of(output).credentialed {
                    self.sign_in.claimed(yes);
                }
                return true;
            }
            _ => {}
        }
        false
    }

    pub(super) fn scan_information(&self) -> ScanInformation<'_> {
        ScanInformation::of(self.texts.get(INFORMATION))
    }

    /// Without the scan's own description the export was filtered or the scan broken off: then silence proves nothing.
    pub(super) fn coverage(&self, damaged: bool) -> Coverage<'_> {
        Coverage {
            asset: self.names(),
            reached: !self.dead,
            authenticated: self.sign_in.verdict(),
            seen_at: self.seen_at,
            check_set: self.scan_information().feed,
            checks: if self.finished && !damaged { CheckScope::Edition } else { CheckScope::Unknown },
        }
    }
}

/// Web application scans give a URL where others give a name.
pub(crate) fn bare_host(text: &str) -> &str {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest)
}
