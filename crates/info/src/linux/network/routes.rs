//! Texts about the way out: routes, name servers, proxies.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Flags of a route: it is up, and goes over a gateway.
const UP_OVER_GATEWAY: u32 = 3;

/// The way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Route {
    pub interface: String,
    pub gateway: IpAddr,
}

/// The best default route of `/proc/net/route`.
pub(super) fn v4(text: &str) -> Option<Route> {
    let routes = text.lines().skip(1).filter_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [interface, to, gateway, flags, _, _, metric, mask, ..] = words.as_slice() else { return None };
        let number = |text: &str| u32::from_str_radix(text, 16).ok();
        let default = number(to)? == 0 && number(mask)? == 0;
        // Bytes stand in the memory's order.
        let gateway = IpAddr::V4(Ipv4Addr::from(number(gateway)?.to_le_bytes()));
        let route = Route { interface: (*interface).to_owned(), gateway };
        (default && number(flags)? & UP_OVER_GATEWAY == UP_OVER_GATEWAY)
            .then_some((metric.parse::<u32>().ok()?, route))
    });
    routes.min_by_key(|(metric, _)| *metric).map(|(_, route)| route)
}

/// The best default route of `/proc/net/ipv6_route`.
pub(super) fn v6(text: &str) -> Option<Route> {
    let routes = text.lines().filter_map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [_, length, _, _, gateway, metric, _, _, flags, interface] = words.as_slice() else {
            return None;
        };
        let flags = u32::from_str_radix(flags, 16).ok()?;
        let gateway = IpAddr::V6(Ipv6Addr::from(u128::from_str_radix(gateway, 16).ok()?));
        let route = Route { interface: (*interface).to_owned(), gateway };
        (*length == "00" && flags & UP_OVER_GATEWAY == UP_OVER_GATEWAY)
            .then_some((u32::from_str_radix(metric, 16).ok()?, route))
    });
    routes.min_by_key(|(metric, _)| *metric).map(|(_, route)| route)
}

/// The name servers of a `resolv.conf`.
pub(super) fn servers(text: &str) -> Vec<String> {
    let lines = text.lines().filter_map(|line| line.trim().strip_prefix("nameserver"));
    let addresses = lines.filter_map(|line| line.split_whitespace().next());
    addresses
        .filter(|word| word.split('%').next().is_some_and(|it| it.parse::<IpAddr>().is_ok()))
        .map(str::to_owned)
        .collect()
}

/// An address without the name and password in it.
pub(super) fn without_password(address: &str) -> String {
    let (scheme, rest) = address.split_once("://").map_or(("", address), |(scheme, rest)| (scheme, rest));
    let end = rest.find('/').unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let mark = if scheme.is_empty() { "" } else { "://" };
    format!("{scheme}{mark}{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_default_route_with_the_least_metric_is_the_way_out() {
        let text = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
wlan0\t00000000\t010414AC\t0003\t0\t0\t600\t00000000\t0\t0\t0
eth0\t00000000\t0104140A\t0003\t0\t0\t100\t00000000\t0\t0\t0
eth0\t0004140A\t00000000\t0001\t0\t0\t100\t00FCFFFF\t0\t0\t0
eth1\tzz\n";
        let route = v4(text).unwrap();
        assert_eq!((route.interface.as_str(), route.gateway.to_string()), ("eth0", "10.20.4.1".into()));
        assert_eq!(v4("nonsense"), None);
    }

    #[test]
    fn a_default_route_of_ipv6_has_no_length() {
        let text = "fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001 wlan0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000258 00000002 00000000 00000003 wlan0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo\n";
        let route = v6(text).unwrap();
        assert_eq!((route.interface.as_str(), route.gateway.to_string()), ("wlan0", "fe80::1".into()));
    }

    #[test]
    fn name_servers_are_addresses() {
        let text =
            "# none\nsearch example.test\nnameserver 10.20.0.53\nnameserver fe80::1%eth0\nnameserver <b>\n";
        assert_eq!(servers(text), ["10.20.0.53", "fe80::1%eth0"]);
    }

    #[test]
    fn a_proxys_password_stays_here() {
        for (address, shown) in [
            ("http://ada:se@cret@proxy.example.test:3128/x@y", "http://proxy.example.test:3128/x@y"),
            ("ada:secret@proxy:3128", "proxy:3128"),
            ("proxy:3128", "proxy:3128"),
            ("", ""),
        ] {
            assert_eq!(without_password(address), shown);
        }
    }
}
