//! Where a request comes from.

use std::net::{IpAddr, SocketAddr};

use axum::extract::FromRequestParts;
use http::{HeaderMap, request::Parts};

use super::Failure;

/// The address that a request came from, as far as it can be believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source(pub IpAddr);

impl Source {
    /// The peer, or what a proxy on this machine says where there is one.
    #[must_use]
    pub fn of(peer: SocketAddr, headers: &HeaderMap, behind_proxy: bool) -> Self {
        let forwarded = (behind_proxy && peer.ip().is_loopback())
            .then(|| headers.get_all("x-forwarded-for").iter().next_back())
            .flatten()
            .and_then(|value| value.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        Self(forwarded.unwrap_or(peer.ip()))
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

    fn check(peer: &str, forwarded: &str, behind_proxy: bool, expected: &str) {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        let source = Source::of(peer.parse().unwrap(), &headers, behind_proxy);
        assert_eq!(source.0, expected.parse::<IpAddr>().unwrap());
    }

    #[test]
    fn only_a_declared_proxy_on_loopback_is_believed() {
        check("127.0.0.1:1", "192.0.2.9", false, "127.0.0.1");
        check("127.0.0.1:1", "203.0.113.5, 192.0.2.9", true, "192.0.2.9");
        check("198.51.100.1:1", "192.0.2.9", true, "198.51.100.1");
        check("127.0.0.1:1", "nonsense", true, "127.0.0.1");
    }
}
