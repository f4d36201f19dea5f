//! Services, where systemd runs them: asked through `systemctl`, which changes nothing here.

use std::time::Duration;

use farhand_protocol::info::{ReadingBody, Service, ServiceState};

use super::host::Host;
use crate::child::output;
use crate::known::{Gap, Known};

const PATIENCE: Duration = Duration::from_secs(5);
const MOST: u64 = 2 * 1024 * 1024;

pub(super) fn read(host: &Host) -> Known<ReadingBody> {
    if !host.has("run/systemd/system") {
        return Err(Gap::NotSupported);
    }
    let arguments =
        ["list-units", "--type=service", "--all", "--plain", "--full", "--no-legend", "--no-pager"];
    let text = output("systemctl", &arguments, PATIENCE, MOST)?;
    Ok(ReadingBody::Services { services: services(&text), left_out: 0 })
}

/// Lines of unit, load, active and sub state, and description. Units that are not installed are left out.
fn services(text: &str) -> Vec<Service> {
    let service = |line: &str| {
        let mut words = line.trim_start_matches(['●', '*', ' ']).split_whitespace();
        let name = words.next()?.strip_suffix(".service")?;
        let (load, active, sub) = (words.next()?, words.next()?, words.next()?);
        let state = match (active, sub) {
            ("failed", _) | (_, "failed") => ServiceState::Failed,
            ("active" | "reloading" | "activating", _) => ServiceState::Running,
            ("inactive" | "deactivating", _) => ServiceState::Stopped,
            _ => ServiceState::Unknown,
        };
        let description = words.collect::<Vec<_>>().join(" ");
        let description = Some(description).filter(|text| !text.is_empty());
        (load == "loaded").then(|| Service { name: name.to_owned(), description, state })
    };
    text.lines().filter_map(service).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_have_a_state_and_words() {
        let text = "  cron.service            loaded    active   running Regular background program daemon
● app@1.service           loaded    failed   failed  Example app
  old.service             not-found inactive dead    old.service
  fstrim.service          loaded    inactive dead    Discard unused blocks
  odd.service             loaded    maintenance odd
  sshd.socket             loaded    active   listening x
nonsense
";
        let found = services(text);
        let states: Vec<(&str, ServiceState)> = found.iter().map(|it| (it.name.as_str(), it.state)).collect();
        assert_eq!(
            states,
            [
                ("cron", ServiceState::Running),
                ("app@1", ServiceState::Failed),
                ("fstrim", ServiceState::Stopped),
                ("odd", ServiceState::Unknown),
            ]
        );
        assert_eq!(found[0].description.as_deref(), Some("Regular background program daemon"));
        assert_eq!(found[3].description, None);
    }
}
