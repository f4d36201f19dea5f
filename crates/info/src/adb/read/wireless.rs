//! Radio: what `dumpsys wifi` and `dumpsys telephony.registry` tell. Numbers and identities of the SIM,
//! which stand there too, are not looked at.

use super::between;

/// The connection over Wi-Fi.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wifi<'a> {
    pub name: Option<&'a str>,
    /// Decibels over a milliwatt.
    pub signal: Option<i64>,
    /// Bits in a second.
    pub speed: Option<i64>,
}

impl<'a> Wifi<'a> {
    pub fn of(text: &'a str) -> Option<Self> {
        let line = text.lines().find(|line| line.contains("mWifiInfo") && line.contains("SSID: "))?;
        // From Android 11 on it stands in quotes, so that commas may stand in it.
        let quoted = between(line, "SSID: \"", "\", BSSID");
        let name = quoted.or_else(|| between(line, "SSID: ", ", BSSID"));
        let signal = between(line, "RSSI: ", ",").and_then(|text| text.trim().parse::<i64>().ok());
        let speed = between(line, " Link speed: ", ",").and_then(|text| {
            text.trim().trim_end_matches("Mbps").parse::<i64>().ok()?.checked_mul(1_000_000)
        });
        Some(Self {
            name: name.filter(|name| !["", "<unknown ssid>", "<none>", "0x"].contains(name)),
            signal: signal.filter(|level| (-126..0).contains(level)),
            speed: speed.filter(|speed| *speed > 0),
        })
    }
}

/// The strength of the mobile signal, in decibels over a milliwatt: of the first SIM that has one, and
/// there of the fastest radio.
pub(super) fn mobile_signal(text: &str) -> Option<i64> {
    text.lines().filter(|line| line.contains("mSignalStrength=")).find_map(signal)
}

fn signal(line: &str) -> Option<i64> {
    let named = ["ssRsrp = ", "ssRsrp=", "rsrp=", "rscp=", "rssi="].into_iter().find_map(|key| {
        let digits = line.split_once(key)?.1;
        let end = digits.find(|c: char| c != '-' && !c.is_ascii_digit()).unwrap_or(digits.len());
        plausible(digits[..end].parse().ok()?)
    });
    // Until Android 9 there are bare numbers; that of LTE is the ninth.
    let bare = || {
        let numbers = line.split_once("SignalStrength: ")?.1;
        plausible(numbers.split_whitespace().nth(8)?.parse().ok()?)
    };
    named.or_else(bare)
}

fn plausible(dbm: i64) -> Option<i64> {
    (-156..=-25).contains(&dbm).then_some(dbm)
}
