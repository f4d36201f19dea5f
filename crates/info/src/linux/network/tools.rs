//! What only NetworkManager tells, where it manages the network.

use std::time::Duration;

use crate::child::output;
use crate::known::{Gap, Known};

const PATIENCE: Duration = Duration::from_secs(2);
const MOST: u64 = 256 * 1024;

/// What it knows of the connection.
pub(super) struct Managed {
    pub metered: Known<bool>,
    pub captive: Known<bool>,
}

pub(super) fn managed() -> Managed {
    let captive = output("nmcli", &["-t", "-f", "CONNECTIVITY", "general"], PATIENCE, MOST);
    let metered =
        output("nmcli", &["-t", "-f", "GENERAL.STATE,GENERAL.METERED", "device", "show"], PATIENCE, MOST);
    Managed {
        captive: captive.and_then(|text| captive_of(&text)),
        metered: metered.and_then(|text| metered_of(&text)),
    }
}

pub(super) fn wifi_name() -> Known<String> {
    let arguments = ["-t", "-e", "no", "-f", "ACTIVE,SSID", "device", "wifi", "list", "--rescan", "no"];
    let text = output("nmcli", &arguments, PATIENCE, MOST)?;
    let name = text.lines().find_map(|line| line.strip_prefix("yes:"));
    name.map(str::to_owned).ok_or(Gap::Unknown)
}

fn captive_of(text: &str) -> Known<bool> {
    match text.trim() {
        "portal" => Ok(true),
        "full" | "limited" | "none" => Ok(false),
        _ => Err(Gap::Unknown),
    }
}

/// Of the devices that are connected (state 100).
fn metered_of(text: &str) -> Known<bool> {
    let mut connected = false;
    let mut found = Err(Gap::Unknown);
    for line in text.lines() {
        if let Some(state) = line.strip_prefix("GENERAL.STATE:") {
            connected = state.starts_with("100");
        } else if let Some(metered) = line.strip_prefix("GENERAL.METERED:").filter(|_| connected) {
            match metered.split_whitespace().next() {
                Some("yes") => return Ok(true),
                Some("no") => found = Ok(false),
                _ => {}
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_connected_can_be_metered() {
        let text = "GENERAL.STATE:100 (connected)\nGENERAL.METERED:no (guessed)\n\nGENERAL.STATE:30 (disconnected)\n\
                    GENERAL.METERED:yes\n";
        assert_eq!(metered_of(text), Ok(false));
        assert_eq!(metered_of("GENERAL.STATE:100 (connected)\nGENERAL.METERED:yes (guessed)\n"), Ok(true));
        assert_eq!(metered_of("GENERAL.STATE:100\nGENERAL.METERED:unknown"), Err(Gap::Unknown));
        assert_eq!(captive_of("portal\n"), Ok(true));
        assert_eq!(captive_of("unknown\n"), Err(Gap::Unknown));
    }
}
