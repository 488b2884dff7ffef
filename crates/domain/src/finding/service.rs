//! Where on an asset a weakness is: at which services. That one of them is well says nothing of another.

/// What stands for the asset as a whole, and for every place that is no service: a file, a package, an address.
const WHOLE: u32 = 0;

/// A set of places on one asset: ports of a protocol, or the asset as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
// Sorted, each once.
pub struct Services(Vec<u32>);

impl Services {
    /// The service that the name of a place begins with, as in `tcp/443` and `udp/161 snmp`; else the asset as a whole.
    pub fn at(place: &str) -> Self {
        Self(vec![number(place.split_whitespace().next().unwrap_or_default()).unwrap_or(WHOLE)])
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those of both.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        for service in other.0 {
            if let Err(place) = self.0.binary_search(&service) {
                self.0.insert(place, service);
            }
        }
        self
    }

    /// Those that are not among `others`; none if the asset as a whole is.
    #[must_use]
    pub fn without(&self, others: &Self) -> Self {
        if others.0.contains(&WHOLE) {
            return Self::default();
        }
        Self(self.0.iter().copied().filter(|service| others.0.binary_search(service).is_err()).collect())
    }

    /// As databases keep it: four bytes for each.
    pub fn bytes(&self) -> Vec<u8> {
        self.0.iter().flat_map(|service| service.to_be_bytes()).collect()
    }

    /// Reads [`Self::bytes`]; `None` if they are something else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (each, rest) = bytes.as_chunks();
        let services: Vec<u32> = each.iter().copied().map(u32::from_be_bytes).collect();
        (rest.is_empty() && services.is_sorted_by(|a, b| a < b)).then_some(Self(services))
    }
}

/// The protocol in the upper half, the port in the lower.
fn number(service: &str) -> Option<u32> {
    let (protocol, port) = service.split_once('/')?;
    let protocol = ["tcp", "udp", "sctp"].into_iter().zip(1..).find(|(name, _)| protocol.eq_ignore_ascii_case(name))?.1;
    let port: u16 = port.parse().ok().filter(|port| *port > 0)?;
    Some(protocol << 16 | u32::from(port))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("tcp/443", "TCP/443")]
    #[case("udp/161", "udp/161 snmp")]
    #[case("tcp/80 /login [user]", "tcp/80")]
    #[case("", "general/tcp")]
    #[case("", "tcp/0")]
    #[case("", "src/main.rs:12")]
    #[case("", "udp/100-200")]
    fn a_place_is_a_service_or_the_asset_as_a_whole(#[case] place: &str, #[case] other: &str) {
        assert_eq!(Services::at(place), Services::at(other));
    }

    #[test]
    fn a_port_of_one_protocol_is_not_that_of_another() {
        let all = Services::at("tcp/53").and(Services::at("udp/53")).and(Services::at("sctp/53"));
        assert_eq!(all.bytes().len(), 12);
        assert_eq!(all.without(&Services::at("udp/53")), Services::at("sctp/53").and(Services::at("tcp/53")));
    }

    #[test]
    fn the_whole_asset_is_every_service_but_no_service_is_the_whole() {
        assert!(Services::at("tcp/443").without(&Services::at("")).is_empty());
        assert_eq!(Services::at("").without(&Services::at("tcp/443")), Services::at(""));
    }

    #[test]
    fn what_is_kept_is_read_again_and_nothing_else_is() {
        let both = Services::at("udp/161").and(Services::at("tcp/22")).and(Services::at("udp/161"));
        assert_eq!(Services::from_bytes(&both.bytes()), Some(both));
        assert_eq!(Services::from_bytes(&[]), Some(Services::default()));
        assert_eq!(Services::from_bytes(&[0, 0, 0]), None);
        assert_eq!(Services::from_bytes(&[0, 1, 0, 80, 0, 1, 0, 22]), None);
    }
}
