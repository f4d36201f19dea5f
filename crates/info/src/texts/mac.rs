//! What macOS's own programs print: `pmset`, `ioreg`, `route`, `scutil`, `networksetup`, `launchctl`.

use farhand_protocol::info::{Service, ServiceState};

/// `pmset -g batt`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Battery {
    /// In hundredths.
    pub level: Option<u32>,
    pub charging: bool,
    pub plugged: bool,
    /// In milliseconds.
    pub left: Option<i64>,
}

impl Battery {
    pub fn of(text: &str) -> Option<Self> {
        let line = text.lines().find(|line| line.contains("InternalBattery"))?;
        let (before, after) = line.split_once('%')?;
        let level = before.rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok();
        let state = after.split(';').nth(1).unwrap_or_default().trim();
        let left = after.split(';').nth(2).and_then(|text| {
            let (hours, minutes) = text.split_whitespace().next()?.split_once(':')?;
            let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
            hours.checked_mul(60)?.checked_add(minutes)?.checked_mul(60_000)
        });
        Some(Self {
            level: level.filter(|level| *level <= 100),
            charging: state == "charging",
            plugged: text.contains("'AC Power'"),
            left: left.filter(|ms| *ms > 0 && state == "discharging"),
        })
    }
}

/// A number of `ioreg`: as in `"CycleCount" = 212`.
pub(crate) fn registered(text: &str, name: &str) -> Option<i64> {
    let start = format!("\"{name}\" = ");
    text.lines().find_map(|line| line.split_once(&start)?.1.trim().parse().ok())
}

/// A value of `route -n get default` or `scutil --dns`: as in `gateway: 10.20.4.1`.
pub(crate) fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| Some(line.trim().strip_prefix(name)?.trim_start().strip_prefix(':')?.trim()))
}

/// The name servers of `scutil --dns`, each once.
pub(crate) fn servers(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in text.lines() {
        let server = line.trim().strip_prefix("nameserver[").and_then(|rest| rest.split_once(':'));
        if let Some((_, server)) = server
            && !found.iter().any(|known| known == server.trim())
        {
            found.push(server.trim().to_owned());
        }
    }
    found
}

/// What kind of port an interface is, by `networksetup -listallhardwareports`.
pub(crate) fn port<'a>(text: &'a str, interface: &str) -> Option<&'a str> {
    let mut kind = None;
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("Hardware Port:") {
            kind = Some(name.trim());
        } else if line.strip_prefix("Device:").is_some_and(|device| device.trim() == interface) {
            return kind;
        }
    }
    None
}

/// `launchctl list`: number of the process, last exit code, label.
pub(crate) fn services(text: &str) -> Vec<Service> {
    let service = |line: &str| {
        let mut columns = line.split('\t');
        let (pid, code, label) = (columns.next()?, columns.next()?, columns.next()?);
        let state = match (pid.parse::<u32>(), code.parse::<i64>()) {
            (Ok(_), _) => ServiceState::Running,
            (_, Ok(0)) => ServiceState::Stopped,
            (_, Ok(_)) => ServiceState::Failed,
            _ => return None,
        };
        Some(Service { name: label.to_owned(), description: None, state })
    };
    text.lines().filter_map(service).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_battery_is_one_line() {
        let text = "Now drawing from 'Battery Power'\n -InternalBattery-0 (id=4653155)\t68%; discharging; 4:05 remaining present: true\n";
        let expected = Battery { level: Some(68), charging: false, plugged: false, left: Some(14_700_000) };
        assert_eq!(Battery::of(text), Some(expected));
        let full = "Now drawing from 'AC Power'\n -InternalBattery-0 (id=1)\t999%; charged; 0:00 remaining present: true\n";
        let expected = Battery { level: None, charging: false, plugged: true, left: None };
        assert_eq!(Battery::of(full), Some(expected));
        assert_eq!(Battery::of("Now drawing from 'AC Power'\n"), None);
        assert_eq!(registered("  | \"CycleCount\" = 212\n  | \"X\" = Yes\n", "CycleCount"), Some(212));
    }

    #[test]
    fn the_way_out_has_a_gateway_and_a_port() {
        let route = "   route to: default\ndestination: default\n    gateway: 10.20.4.1\n  interface: en0\n";
        assert_eq!((field(route, "gateway"), field(route, "interface")), (Some("10.20.4.1"), Some("en0")));
        let ports = "\nHardware Port: Ethernet\nDevice: en1\n\nHardware Port: Wi-Fi\nDevice: en0\nEthernet Address: x\n";
        assert_eq!((port(ports, "en0"), port(ports, "en7")), (Some("Wi-Fi"), None));
        let dns = "resolver #1\n  nameserver[0] : 10.20.0.53\n  nameserver[1] : 10.20.0.54\nresolver #2\n  nameserver[0] : 10.20.0.53\n";
        assert_eq!(servers(dns), ["10.20.0.53", "10.20.0.54"]);
    }

    #[test]
    fn services_that_ended_badly_have_failed() {
        let found = services(
            "PID\tStatus\tLabel\n412\t0\torg.example.a\n-\t0\torg.example.b\n-\t78\torg.example.c\n",
        );
        let states: Vec<ServiceState> = found.iter().map(|it| it.state).collect();
        assert_eq!(states, [ServiceState::Running, ServiceState::Stopped, ServiceState::Failed]);
    }

    proptest! {
        #[test]
        fn nonsense_breaks_nothing(text in any::<String>()) {
            let _battery = Battery::of(&format!("InternalBattery{text}%{text};{text};{text}"));
            let _number = registered(&text, "a");
            let _rest = (servers(&text), services(&text), port(&text, "a").is_some());
        }
    }
}
