//! Where a request comes from.

use std::net::{IpAddr, SocketAddr};

use axum::extract::FromRequestParts;
use http::{HeaderMap, request::Parts};

use super::Failure;
use super::network::{Network, leading};

/// Leading bits of an IPv6 address that its holder cannot choose: the rest is handed out whole.
const HOLDER_BITS: u8 = 64;

/// The address that a request came from, as far as it can be believed, for counting. Of an IPv6
/// address it is the network, because one computer has 2^64 addresses to choose from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source(pub IpAddr);

impl Source {
    /// The peer; or where that is one of `proxies`, the last hop that it names and that is not a
    /// proxy itself. What stands further left in the header may be anybody's invention.
    #[must_use]
    pub fn of(peer: SocketAddr, headers: &HeaderMap, proxies: &[Network]) -> Self {
        let trusted = |address: IpAddr| proxies.iter().any(|network| network.contains(address));
        let lines: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
        let hops = lines.iter().rev().flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
        let mut address = peer.ip();
        for hop in hops {
            let Some(before) = hop.trim().parse().ok().filter(|_| trusted(address)) else { break };
            address = before;
        }
        Self(holder(address))
    }
}

fn holder(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        v4 @ IpAddr::V4(_) => v4,
        v6 @ IpAddr::V6(_) => leading(v6, HOLDER_BITS),
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Source {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        Ok(*parts.extensions.get::<Source>().expect("the accept loop notes every request's source"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(peer: &str, forwarded: &[&str], proxies: &[Network], expected: &str) {
        let mut headers = HeaderMap::new();
        for line in forwarded {
            headers.append("x-forwarded-for", line.parse().unwrap());
        }
        let source = Source::of(peer.parse().unwrap(), &headers, proxies);
        assert_eq!(source.0, expected.parse::<IpAddr>().unwrap(), "{peer} {forwarded:?}");
    }

    #[test]
    fn only_declared_proxies_are_believed() {
        let here = Network::loopback();
        check("127.0.0.1:1", &["192.0.2.9"], &[], "127.0.0.1");
        check("127.0.0.1:1", &["203.0.113.5, 192.0.2.9"], &here, "192.0.2.9");
        check("[::1]:1", &["203.0.113.5", "192.0.2.9"], &here, "192.0.2.9");
        check("198.51.100.1:1", &["192.0.2.9"], &here, "198.51.100.1");
        check("127.0.0.1:1", &["nonsense"], &here, "127.0.0.1");
        check("127.0.0.1:1", &["192.0.2.9, nonsense"], &here, "127.0.0.1");
    }

    #[test]
    fn a_row_of_proxies_is_followed_to_the_first_stranger() {
        let proxies = ["10.0.0.0/8", "127.0.0.1"].map(|text| text.parse().unwrap());
        check("10.1.1.1:1", &["203.0.113.5, 192.0.2.9, 10.2.2.2"], &proxies, "192.0.2.9");
        check("[::ffff:10.1.1.1]:1", &["192.0.2.9"], &proxies, "192.0.2.9");
        check("10.1.1.1:1", &["10.2.2.2"], &proxies, "10.2.2.2");
        check("192.0.2.8:1", &["192.0.2.9"], &proxies, "192.0.2.8");
    }

    #[test]
    fn the_addresses_of_one_ipv6_network_are_one_source() {
        check("[2001:db8:1:2:3:4:5:6]:1", &[], &[], "2001:db8:1:2::");
        check("[2001:db8:1:2:ffff::1]:1", &[], &[], "2001:db8:1:2::");
        check("[2001:db8:1:3::1]:1", &[], &[], "2001:db8:1:3::");
        check("[::ffff:192.0.2.9]:1", &[], &[], "192.0.2.9");
    }
}
