//! The network: the way out, and every interface.

mod routes;
mod tools;

use std::collections::BTreeMap;
use std::env;
use std::net::IpAddr;

use farhand_protocol::info::{Group, ReadingBody, Unit, Value};

use super::host::Host;
use crate::known::{Gap, Known};
use crate::number;
use crate::sheet::Sheet;

const FOLDER: &str = "sys/class/net";
/// `if_arp.h`: an interface without a hardware address, as tunnels have it; and a modem's.
const NO_HARDWARE: u32 = 65534;
const POINT_TO_POINT: u32 = 512;

pub(super) fn read(host: &Host) -> Known<ReadingBody> {
    let names = host.names(FOLDER)?;
    let mut addresses = addresses();
    let mut groups = vec![main(host, &names)];
    groups.extend(names.iter().filter(|name| *name != "lo").map(|name| {
        let own = addresses.remove(name).unwrap_or_default();
        interface(host, name, &own)
    }));
    Ok(ReadingBody::Properties { groups })
}

fn main(host: &Host, names: &[String]) -> Group {
    let v4 = host.text("proc/net/route").ok().and_then(|text| routes::v4(&text));
    let v6 = host.text("proc/net/ipv6_route").ok().and_then(|text| routes::v6(&text));
    let way = v4.or(v6);
    let through = way.as_ref().map(|route| route.interface.as_str());
    let wifi = through.filter(|name| is_wifi(host, name));
    let speed = wifi.is_none().then(|| through.map(|name| speed(host, name))).flatten();
    let none = Err(Gap::NotSupported);
    let managed = tools::managed();
    Sheet::new()
        .text("connection", Ok(connection(host, through)))
        // Whoever is asked this hears it over the network.
        .flag("online", Some(true))
        .text("wifi_name", wifi.map_or(Err(Gap::NotSupported), |_| tools::wifi_name()))
        .whole("signal", wifi.map_or(none, |name| signal(host, name)), Unit::Dbm)
        .whole("link_speed", speed.unwrap_or(none), Unit::BitPerSecond)
        .flag("metered", managed.metered)
        .flag("captive", managed.captive)
        .text("gateway", way.as_ref().map(|route| route.gateway.to_string()).ok_or(Gap::NotSupported))
        .text("dns", dns(host))
        .put("vpn", Value::Flag { on: names.iter().any(|name| is_tunnel(host, name)) })
        .text("proxy", proxy().ok_or(Gap::NotSupported))
        .main()
}

fn interface(host: &Host, name: &str, addresses: &[IpAddr]) -> Group {
    let of = |file: &str| format!("{FOLDER}/{name}/{file}");
    let listed = |keep: fn(&IpAddr) -> bool| {
        let all: Vec<String> = addresses.iter().filter(|it| keep(it)).map(ToString::to_string).collect();
        if all.is_empty() { Err(Gap::NotSupported) } else { Ok(all.join(", ")) }
    };
    let mac =
        host.text(&of("address")).and_then(|it| if it.is_empty() { Err(Gap::NotSupported) } else { Ok(it) });
    Sheet::new()
        .text("address_ipv4", listed(IpAddr::is_ipv4))
        .text("address_ipv6", listed(IpAddr::is_ipv6))
        .text("mac", mac)
        .text("state", host.text(&of("operstate")))
        .bytes("received", host.number(&of("statistics/rx_bytes")))
        .bytes("sent", host.number(&of("statistics/tx_bytes")))
        .whole("link_speed", speed(host, name), Unit::BitPerSecond)
        .group(name, None)
}

fn addresses() -> BTreeMap<String, Vec<IpAddr>> {
    let mut found: BTreeMap<String, Vec<IpAddr>> = BTreeMap::new();
    for interface in if_addrs::get_if_addrs().unwrap_or_default() {
        let ip = interface.ip();
        found.entry(interface.name).or_default().push(ip);
    }
    found
}

fn connection(host: &Host, through: Option<&str>) -> &'static str {
    let Some(name) = through else { return "none" };
    let modem = ["wwan", "rmnet", "wwp"].iter().any(|start| name.starts_with(start));
    if is_wifi(host, name) {
        "Wi-Fi"
    } else if modem || kind(host, name) == Some(POINT_TO_POINT) {
        "mobile"
    } else if is_tunnel(host, name) {
        "VPN"
    } else {
        "cable"
    }
}

fn is_wifi(host: &Host, name: &str) -> bool {
    host.has(&format!("{FOLDER}/{name}/wireless")) || host.has(&format!("{FOLDER}/{name}/phy80211"))
}

fn kind(host: &Host, name: &str) -> Option<u32> {
    host.number(&format!("{FOLDER}/{name}/type")).ok()
}

fn is_tunnel(host: &Host, name: &str) -> bool {
    let up = host.text(&format!("{FOLDER}/{name}/operstate")).is_ok_and(|state| state != "down");
    up && kind(host, name) == Some(NO_HARDWARE)
}

/// Bits in a second.
fn speed(host: &Host, name: &str) -> Known<i64> {
    let path = format!("{FOLDER}/{name}/speed");
    // The kernel answers "invalid argument" where there is no link.
    let megabits: i64 =
        host.number(&path).map_err(|gap| if gap == Gap::Unknown { Gap::NotSupported } else { gap })?;
    if megabits <= 0 || megabits == i64::from(u32::MAX) {
        return Err(Gap::NotSupported);
    }
    megabits.checked_mul(1_000_000).ok_or(Gap::Unknown)
}

/// From `/proc/net/wireless`, in decibels over a milliwatt.
fn signal(host: &Host, name: &str) -> Known<i64> {
    let text = host.text("proc/net/wireless")?;
    let line = text.lines().find_map(|line| line.trim().strip_prefix(name)?.strip_prefix(':'));
    let level = line.and_then(|line| number::milli(line.split_whitespace().nth(2)?.trim_end_matches('.')));
    // Some drivers tell the quality in hundredths there.
    level.map(|level| level / 1000).filter(|level| (-130..0).contains(level)).ok_or(Gap::Unknown)
}

fn dns(host: &Host) -> Known<String> {
    let servers = |path: &str| host.text(path).map(|text| routes::servers(&text));
    let own = servers("etc/resolv.conf")?;
    // A resolver of the computer's own asks these.
    let behind = || servers("run/systemd/resolve/resolv.conf").ok().filter(|servers| !servers.is_empty());
    let found = if own == ["127.0.0.53"] { behind().unwrap_or(own) } else { own };
    if found.is_empty() { Err(Gap::NotSupported) } else { Ok(found.join(", ")) }
}

/// The proxy of this program's environment, without the password that may stand in it.
fn proxy() -> Option<String> {
    let names = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy", "HTTP_PROXY"];
    let proxy = names.into_iter().find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()))?;
    Some(routes::without_password(&proxy))
}
