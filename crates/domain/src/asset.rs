//! What people say of an asset: who can reach it, whether it holds CUI, what its loss would mean. By hand, or by rule.

pub mod merging;
pub mod relation;

use std::{fmt, str::FromStr};

use jiff::Timestamp;

use crate::{
    ids::{AssetId, NotAnId, PersonId},
    people::Directory,
    policy::{self, Action},
    priority::{Criticality, Exposure},
    rule::{self, Kind, Refusal, Rule},
    time::Stamped,
};

/// A rule about assets has to say which, and what.
pub const RULE: Rule =
    Rule { id: "asset-rule", cites: "SP 800-171 3.11.1 (risk assessment), 3.4.1", kind: Kind::Input };

/// Most rules of a system.
const MOST_RULES: usize = 200;

/// What is said of every asset with a name or an address like this.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExposureRule {
    /// A name with `*` for anything, as in "dmz-*", or a range of addresses, as in "192.0.2.0/24" or "2001:db8::/32".
    pub pattern: String,
    /// Whether the internet reaches them; not said if `None`.
    pub internet: Option<bool>,
    /// Whether they hold CUI; not said if `None`.
    pub cui: Option<bool>,
    /// What their loss would mean; not said if `None`.
    pub criticality: Option<Criticality>,
}

impl ExposureRule {
    /// What it says.
    pub fn exposure(&self) -> Exposure {
        Exposure { internet: self.internet, cui: self.cui, criticality: self.criticality }
    }

    /// Whether one of the names or addresses is like its pattern.
    pub fn applies<'a>(&self, names: impl IntoIterator<Item = &'a str>) -> bool {
        let range = range(&self.pattern);
        names.into_iter().any(|name| match range {
            Some((network, bits)) => name.trim().parse().is_ok_and(|address| within(address, network, bits)),
            None => like(self.pattern.trim().to_lowercase().as_bytes(), name.trim().to_lowercase().as_bytes()),
        })
    }
}

/// As people write it: `dmz-*=internet,cui,high` or `10.0.0.0/8=inside`.
impl fmt::Display for ExposureRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = [
            self.internet.map(|yes| if yes { "internet" } else { "inside" }),
            self.cui.map(|yes| if yes { "cui" } else { "no-cui" }),
            self.criticality.map(Criticality::word),
        ];
        let said: Vec<&str> = said.into_iter().flatten().collect();
        write!(f, "{}={}", self.pattern, said.join(","))
    }
}

impl FromStr for ExposureRule {
    type Err = NotAnId;
    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let wrong = || {
            let expected = "a rule about assets, as in dmz-*=internet or 10.0.0.0/8=inside,cui,high";
            NotAnId { text: text.chars().take(60).collect(), expected }
        };
        let (pattern, said) = text.rsplit_once('=').ok_or_else(wrong)?;
        let mut rule = Self { pattern: pattern.trim().into(), internet: None, cui: None, criticality: None };
        for word in said.split(',').map(|word| word.trim().to_ascii_lowercase()).filter(|word| !word.is_empty()) {
            let twice = match word.as_str() {
                "internet" => rule.internet.replace(true).is_some(),
                "inside" => rule.internet.replace(false).is_some(),
                "cui" => rule.cui.replace(true).is_some(),
                "no-cui" => rule.cui.replace(false).is_some(),
                level => rule.criticality.replace(level.parse().map_err(|_| wrong())?).is_some(),
            };
            if twice {
                return Err(wrong());
            }
        }
        Ok(rule)
    }
}

/// What the first rules that apply say, each filling in what those before it left open.
pub fn by_rule(rules: &[ExposureRule], names: &[&str]) -> Exposure {
    let applying = rules.iter().filter(|rule| rule.applies(names.iter().copied()));
    applying.fold(Exposure::default(), |said, rule| said.or(rule.exposure()))
}

/// The rules, if they can be followed.
///
/// # Errors
/// Refuses with [`RULE`] a rule without a pattern, with a bad range or that says nothing, and too many of them.
pub fn check_rules(rules: Vec<ExposureRule>) -> Result<Vec<ExposureRule>, Refusal> {
    if rules.len() > MOST_RULES {
        let sentence = format!("more than {MOST_RULES} rules");
        return Err(RULE.refuse_field("rules", sentence, "use names with * or ranges of addresses"));
    }
    let check = |rule: ExposureRule| {
        let pattern = rule::text("pattern", &rule.pattern)?;
        let slashed = pattern.split_once('/').is_some_and(|(address, _)| address.parse::<std::net::IpAddr>().is_ok());
        if slashed && range(&pattern).is_none() {
            let sentence = format!("{pattern:?} is no range of addresses");
            return Err(RULE.refuse_field("pattern", sentence, "write it as in 192.0.2.0/24"));
        }
        if rule.exposure() == Exposure::default() {
            let sentence = format!("the rule for {pattern:?} says nothing");
            return Err(RULE.refuse_field(
                "pattern",
                sentence,
                "say whether the internet reaches them, or what they hold",
            ));
        }
        Ok(ExposureRule { pattern, ..rule })
    };
    rules.into_iter().map(check).collect()
}

/// A range of addresses: its network and how many bits of it count.
fn range(pattern: &str) -> Option<(std::net::IpAddr, u32)> {
    let (address, bits) = pattern.trim().split_once('/')?;
    let (address, bits): (std::net::IpAddr, u32) = (address.parse().ok()?, bits.parse().ok()?);
    (bits <= if address.is_ipv4() { 32 } else { 128 }).then_some((address, bits))
}

fn within(address: std::net::IpAddr, network: std::net::IpAddr, bits: u32) -> bool {
    use std::net::IpAddr::{V4, V6};
    match (address, network) {
        (V4(a), V4(n)) => (a.to_bits() ^ n.to_bits()).checked_shr(32 - bits).unwrap_or(0) == 0,
        (V6(a), V6(n)) => (a.to_bits() ^ n.to_bits()).checked_shr(128 - bits).unwrap_or(0) == 0,
        _ => false,
    }
}

/// Whether a name is like a pattern in which `*` stands for anything. In time proportional to both, whatever they are.
fn like(pattern: &[u8], name: &[u8]) -> bool {
    let (mut p, mut n) = (0, 0);
    // The last star, and up to where it has taken the name.
    let mut star: Option<(usize, usize)> = None;
    while n < name.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(byte) if name.get(n) == Some(byte) => {
                p += 1;
                n += 1;
            }
            _ => match star {
                Some((at, taken)) => {
                    star = Some((at, taken + 1));
                    p = at + 1;
                    n = taken + 1;
                }
                None => return false,
            },
        }
    }
    pattern.iter().skip(p).all(|byte| *byte == b'*')
}

/// An asset as people see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asset {
    /// Its identity.
    pub id: AssetId,
    /// What was said of it by hand, last.
    pub exposure: Exposure,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: PersonId,
    /// How many events led here.
    pub version: u64,
}

/// What can be asked of an asset.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// Say what it means and who can reach it. What is left open falls to the rules.
    Rate { asset: AssetId, exposure: Exposure, reason: String },
}

/// What can happen to an asset.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// It was said what it means and who can reach it.
    Rated { asset: AssetId, exposure: Exposure, reason: String },
}

/// Decides. `asset` is `None` before anything was said of it. Saying the same again changes nothing.
///
/// # Errors
/// Refuses with the rule that forbids it.
pub fn decide(
    asset: Option<&Asset>,
    command: Command,
    actor: PersonId,
    directory: &Directory,
) -> Result<Vec<Event>, Refusal> {
    policy::permit(directory, actor, Action::Triage, &[])?;
    let Command::Rate { asset: id, exposure, reason } = command;
    let reason = rule::text("reason", &reason)?;
    match asset.is_some_and(|a| a.exposure == exposure) {
        true => Ok(Vec::new()),
        false => Ok(vec![Event::Rated { asset: id, exposure, reason }]),
    }
}

/// The asset after all of its events, oldest first.
pub fn replay<'a>(events: impl IntoIterator<Item = &'a Stamped<Event>>) -> Option<Asset> {
    events.into_iter().fold(None, fold)
}

/// The asset after one more event.
pub fn fold(asset: Option<Asset>, event: &Stamped<Event>) -> Option<Asset> {
    let Event::Rated { asset: id, exposure, reason } = &event.what;
    let version = asset.map_or(0, |a| a.version) + 1;
    Some(Asset { id: *id, exposure: *exposure, reason: reason.clone(), at: event.at, by: event.by, version })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn rule(pattern: &str) -> ExposureRule {
        ExposureRule { pattern: pattern.into(), internet: Some(true), cui: None, criticality: None }
    }

    #[rstest]
    #[case("dmz-*", "dmz-web01", true)]
    #[case("dmz-*", "DMZ-", true)]
    #[case("dmz-*", "adm-dmz-1", false)]
    #[case("*.example.com", "mail.example.com", true)]
    #[case("*.example.com", "example.com", false)]
    #[case("*a*b*c*", "xxaxxbxxcxx", true)]
    #[case("*a*b*c*", "xxcxxbxxaxx", false)]
    #[case("web", "web1", false)]
    #[case("192.0.2.0/24", "192.0.2.255", true)]
    #[case("192.0.2.0/24", "192.0.3.1", false)]
    #[case("192.0.2.7/32", "192.0.2.7", true)]
    #[case("0.0.0.0/0", "203.0.113.9", true)]
    #[case("0.0.0.0/0", "2001:db8::1", false)]
    #[case("2001:db8::/32", "2001:db8:ffff::1", true)]
    #[case("::/0", "2001:db8::1", true)]
    #[case("192.0.2.0/24", "mill-3", false)]
    fn a_rule_applies_to_names_and_addresses(#[case] pattern: &str, #[case] name: &str, #[case] expected: bool) {
        assert_eq!(rule(pattern).applies([name]), expected);
    }

    #[test]
    fn rules_are_read_back_as_they_are_written() {
        for text in ["dmz-*=internet,cui,high", "10.0.0.0/8=inside", "a=b=no-cui,low", "x="] {
            assert_eq!(text.parse::<ExposureRule>().map(|rule| rule.to_string()), Ok(text.to_owned()));
        }
        let loose = " dmz-* = Internet , HIGH ".parse::<ExposureRule>().map(|rule| rule.to_string());
        assert_eq!(loose, Ok("dmz-*=internet,high".into()));
        for wrong in ["dmz-*", "dmz-*=outside", "dmz-*=internet,inside", "dmz-*=high,low"] {
            assert!(wrong.parse::<ExposureRule>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn many_stars_take_no_time() {
        let pattern = format!("{}b", "*a".repeat(200));
        assert!(!rule(&pattern).applies([format!("{}c", "a".repeat(20_000)).as_str()]));
    }

    #[test]
    fn rules_fill_in_what_those_before_left_open() {
        let cui = ExposureRule { internet: Some(false), cui: Some(true), ..rule("*") };
        let said = by_rule(&[rule("web*"), cui], &["web01"]);
        assert_eq!((said.internet, said.cui), (Some(true), Some(true)));
        assert_eq!(by_rule(&[rule("web*")], &["mill-3", "192.0.2.1"]), Exposure::default());
    }
}
