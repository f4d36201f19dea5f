//! The network: which one is used, and how good it is.

use std::collections::BTreeMap;

use farhand_protocol::info::{Group, ReadingBody, Unit};

use super::Parts;
use super::connectivity::{Network, Networks};
use super::properties::Properties;
use super::wireless::{Wifi, mobile_signal};
use crate::known::{Gap, Known};
use crate::sheet::Sheet;

pub(super) const COMMANDS: &[&str] = &[
    "getprop",
    "dumpsys connectivity | grep -E 'Active default network|NetworkAgentInfo'",
    "dumpsys wifi | grep -m 1 'mWifiInfo'",
    "dumpsys telephony.registry | grep -m 4 'mSignalStrength='",
    "settings get global http_proxy",
    "settings get global private_dns_mode",
    "settings get global airplane_mode_on",
    "ip -o addr show",
    "cat /proc/net/dev",
];

pub(super) fn understand(parts: &Parts) -> Known<ReadingBody> {
    let networks = Networks::of(parts.said(1)?);
    let mut groups = vec![main(parts, &networks)];
    groups.extend(interfaces(parts.said(7).unwrap_or_default(), parts.said(8).unwrap_or_default()));
    Ok(ReadingBody::Properties { groups })
}

fn main(parts: &Parts, networks: &Networks) -> Group {
    let found = Properties::of(parts.said(0).unwrap_or_default());
    let used = networks.used();
    let over = |transport: &str| used.is_some_and(|network| network.over(transport));
    let of = |has: fn(&Network) -> bool| used.map(has).ok_or(Gap::NotSupported);
    let wifi = parts.said(2).ok().and_then(Wifi::of).filter(|_| over("WIFI"));
    let none = Gap::NotSupported;
    let of_wifi =
        |pick: fn(&Wifi) -> Option<i64>| wifi.as_ref().map_or(Err(none), |it| pick(it).ok_or(Gap::Unknown));
    let mobile = parts.said(3).and_then(|text| mobile_signal(text).ok_or(Gap::Unknown));
    let signal = if over("CELLULAR") { mobile } else { of_wifi(|it| it.signal) };
    let dns = of_list(used.map(|network| network.dns.as_slice()).unwrap_or_default());
    Sheet::new()
        .text("connection", Ok(connection(used)))
        .flag("online", Ok(used.is_some_and(|network| network.has("VALIDATED"))))
        .text("wifi_name", wifi.as_ref().map_or(Err(none), |it| it.name.ok_or(Gap::NotPermitted)))
        .whole("signal", signal, Unit::Dbm)
        .whole("link_speed", of_wifi(|it| it.speed), Unit::BitPerSecond)
        .text("carrier", found.of_sim("gsm.operator.alpha"))
        .text("mobile_type", found.of_sim("gsm.network.type"))
        .flag("roaming", found.of_sim("gsm.operator.isroaming").map(|it| it == "true"))
        .flag("metered", of(|network| !network.has("NOT_METERED")))
        .flag("captive", of(|network| network.has("CAPTIVE_PORTAL")))
        .text("gateway", used.and_then(|network| network.gateway).ok_or(none))
        .text("dns", dns)
        .text("private_dns", parts.setting(5))
        .label("Private DNS")
        .flag("vpn", Some(networks.any_over("VPN")))
        .text("proxy", parts.setting(4).and_then(|it| if it == ":0" { Err(none) } else { Ok(it) }))
        .flag("airplane_mode", parts.switch(6))
        .label("Airplane mode")
        .main()
}

fn connection(used: Option<&Network>) -> &'static str {
    let over = |transport: &str| used.is_some_and(|network| network.over(transport));
    match () {
        () if over("WIFI") => "Wi-Fi",
        () if over("CELLULAR") => "mobile",
        () if over("ETHERNET") => "cable",
        () if over("BLUETOOTH") => "Bluetooth",
        () if over("VPN") => "VPN",
        () => "none",
    }
}

fn of_list(list: &[&str]) -> Known<String> {
    if list.is_empty() { Err(Gap::NotSupported) } else { Ok(list.join(", ")) }
}

#[derive(Default)]
struct Interface<'a> {
    v4: Vec<&'a str>,
    v6: Vec<&'a str>,
}

/// Lines as `30: wlan0    inet 10.20.4.117/22 brd … scope global wlan0`.
fn interfaces(addresses: &str, traffic: &str) -> Vec<Group> {
    let mut found: BTreeMap<&str, Interface> = BTreeMap::new();
    for line in addresses.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [_, name, family, address, ..] = words.as_slice() else { continue };
        let address = address.split('/').next().unwrap_or_default();
        match *family {
            "inet" => found.entry(name).or_default().v4.push(address),
            "inet6" => found.entry(name).or_default().v6.push(address),
            _ => {}
        }
    }
    found.remove("lo");
    let group = |(name, interface): (&&str, &Interface)| {
        let (received, sent) = counters(traffic, name);
        Sheet::new()
            .text("address_ipv4", of_list(&interface.v4))
            .text("address_ipv6", of_list(&interface.v6))
            // From Android 10 on it is hidden, and before it names the device for ever.
            .text("mac", Err::<&str, _>(Gap::NotPermitted))
            .bytes("received", received)
            .bytes("sent", sent)
            .group(name, None)
    };
    found.iter().map(group).collect()
}

fn counters(traffic: &str, name: &str) -> (Option<u64>, Option<u64>) {
    let columns = traffic.lines().find_map(|line| {
        let (interface, rest) = line.split_once(':')?;
        (interface.trim() == name).then(|| rest.split_whitespace().collect::<Vec<_>>())
    });
    let column = |at: usize| columns.as_ref()?.get(at)?.parse().ok();
    (column(0), column(8))
}
