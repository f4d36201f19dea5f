//! The network: the way out, and every interface.

use farhand_protocol::info::{Group, ReadingBody};

use super::{MOST, PATIENCE};
use crate::child::output;
use crate::known::Gap;
use crate::portable;
use crate::sheet::Sheet;
use crate::texts::mac::{field, port, servers};

pub(super) fn read() -> ReadingBody {
    let mut groups = vec![main()];
    groups.extend(portable::interfaces());
    ReadingBody::Properties { groups }
}

fn main() -> Group {
    let says =
        |program: &str, arguments: &[&str]| output(program, arguments, PATIENCE, MOST).unwrap_or_default();
    let route = says("route", &["-n", "get", "default"]);
    let through = field(&route, "interface");
    let ports = says("networksetup", &["-listallhardwareports"]);
    let kind = through.and_then(|interface| port(&ports, interface));
    let connection = match (through, kind) {
        (None, _) => "none",
        (_, Some("Wi-Fi")) => "Wi-Fi",
        (Some(name), _) if name.starts_with("utun") => "VPN",
        (_, Some(kind)) if kind.contains("iPhone") => "mobile",
        _ => "cable",
    };
    let dns = servers(&says("scutil", &["--dns"]));
    let wifi = if connection == "Wi-Fi" { Gap::NotPermitted } else { Gap::NotSupported };
    Sheet::new()
        .text("connection", Ok(connection))
        // Whoever is asked this hears it over the network.
        .flag("online", Ok(true))
        // macOS tells it to programs alone that may know where the computer is.
        .text("wifi_name", Err::<&str, _>(wifi))
        .text("gateway", field(&route, "gateway").ok_or(Gap::NotSupported))
        .text("dns", if dns.is_empty() { Err(Gap::NotSupported) } else { Ok(dns.join(", ")) })
        .flag("vpn", Ok(connection == "VPN"))
        .main()
}
