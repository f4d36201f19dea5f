//! The network, as WinRT tells it.

use farhand_protocol::info::{Group, ReadingBody};
use windows::Networking::Connectivity::{
    ConnectionProfile, NetworkConnectivityLevel, NetworkCostType, NetworkInformation,
};

use super::registry::Key;
use crate::known::{Gap, Known};
use crate::portable;
use crate::sheet::Sheet;

pub(super) fn read() -> ReadingBody {
    let profile = NetworkInformation::GetInternetConnectionProfile().ok();
    let mut groups = vec![main(profile.as_ref())];
    groups.extend(portable::interfaces());
    ReadingBody::Properties { groups }
}

fn main(profile: Option<&ConnectionProfile>) -> Group {
    let wifi = profile.filter(|it| it.IsWlanConnectionProfile().unwrap_or(false));
    let mobile = profile.is_some_and(|it| it.IsWwanConnectionProfile().unwrap_or(false));
    let connection = match (profile, wifi, mobile) {
        (None, ..) => "none",
        (_, Some(_), _) => "Wi-Fi",
        (_, _, true) => "mobile",
        _ => "cable",
    };
    let name = wifi.map_or(Err(Gap::NotSupported), |it| {
        let details = it.WlanConnectionProfileDetails().map_err(|_| Gap::Unknown)?;
        // Without the permission for locations it is not told.
        details.GetConnectedSsid().map(|name| name.to_string()).map_err(|_| Gap::NotPermitted)
    });
    let level = profile.and_then(|it| it.GetNetworkConnectivityLevel().ok());
    let cost = profile.and_then(|it| it.GetConnectionCost().ok());
    let metered = cost.as_ref().and_then(|cost| cost.NetworkCostType().ok());
    Sheet::new()
        .text("connection", Ok(connection))
        .flag("online", level.map(|it| it == NetworkConnectivityLevel::InternetAccess))
        .text("wifi_name", name)
        .flag("roaming", cost.and_then(|cost| cost.Roaming().ok()).ok_or(Gap::NotSupported))
        .flag("metered", metered.map(|it| it == NetworkCostType::Fixed || it == NetworkCostType::Variable))
        .flag("captive", level.map(|it| it == NetworkConnectivityLevel::ConstrainedInternetAccess))
        .text("proxy", proxy())
        .main()
}

/// The user's own, without a password: Windows keeps none there.
fn proxy() -> Known<String> {
    let key = Key::user(r"Software\Microsoft\Windows\CurrentVersion\Internet Settings")?;
    if key.number("ProxyEnable").unwrap_or(0) == 1 { key.text("ProxyServer") } else { Err(Gap::NotSupported) }
}
