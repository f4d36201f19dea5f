//! Network interfaces.

use farhand_protocol::info::{Group, Unit};
use sysinfo::Networks;

use crate::known::Gap;
use crate::sheet::Sheet;

/// A group for each interface that has an address, or has had something to carry.
pub(crate) fn interfaces() -> Vec<Group> {
    let Ok(networks) = Networks::new_with_refreshed_list() else { return Vec::new() };
    let mut groups = Vec::new();
    for (name, data) in &networks {
        let addresses = |v4: bool| {
            let own = data.ip_networks().iter().filter(|network| network.addr.is_ipv4() == v4);
            let all: Vec<String> = own.map(|network| network.addr.to_string()).collect();
            if all.is_empty() { Err(Gap::NotSupported) } else { Ok(all.join(", ")) }
        };
        let loopback = data.ip_networks().iter().any(|network| network.addr.is_loopback());
        let idle = data.ip_networks().is_empty() && data.total_received() == 0;
        if loopback || idle {
            continue;
        }
        let mac = data.mac_address();
        let mac = if mac.is_unspecified() { Err(Gap::NotSupported) } else { Ok(mac.to_string()) };
        let speed = data.receive_link_speed().and_then(|speed| i64::try_from(speed).ok());
        let sheet = Sheet::new()
            .text("address_ipv4", addresses(true))
            .text("address_ipv6", addresses(false))
            .text("mac", mac)
            .bytes("received", Ok(data.total_received()))
            .bytes("sent", Ok(data.total_transmitted()))
            .whole("link_speed", speed.ok_or(Gap::NotSupported), Unit::BitPerSecond);
        groups.push(sheet.group(&name.to_string_lossy(), None));
    }
    groups.sort_by(|a, b| a.id.cmp(&b.id));
    groups
}
