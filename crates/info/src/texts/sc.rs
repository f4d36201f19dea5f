//! Windows' `sc queryex`. Its words are translated; its numbers and the order of its lines are not.

use farhand_protocol::info::{Service, ServiceState};

/// Each service is a block: its name, its name for people, its type, its state and codes.
pub(crate) fn services(text: &str) -> Vec<Service> {
    text.replace('\r', "").split("\n\n").filter_map(service).collect()
}

fn service(block: &str) -> Option<Service> {
    let values: Vec<&str> = block.lines().filter_map(|line| Some(line.split_once(':')?.1.trim())).collect();
    let [name, description, _kind, state, code, ..] = values.as_slice() else { return None };
    let number = |text: &str| text.split_whitespace().next()?.parse::<u32>().ok();
    // 1077: it was not started since the computer was.
    let fine = matches!(number(code), Some(0 | 1077) | None);
    let state = match number(state)? {
        1 if fine => ServiceState::Stopped,
        1 => ServiceState::Failed,
        2..=7 => ServiceState::Running,
        _ => ServiceState::Unknown,
    };
    let description = Some((*description).to_owned()).filter(|text| !text.is_empty());
    (!name.is_empty()).then(|| Service { name: (*name).to_owned(), description, state })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_numbers_in_any_language() {
        let text = "\r\nSERVICE_NAME: Spooler\r\nDISPLAY_NAME: Druckwarteschlange\r\n        TYPE               : 110  WIN32_OWN_PROCESS  (interactive)\r\n        STATUS             : 4  RUNNING\r\n                                (STOPPABLE, NOT_PAUSABLE)\r\n        WIN32_BEENDIGUNGSCODE : 0  (0x0)\r\n\r\nSERVICE_NAME: Broken\r\nDISPLAY_NAME: Broken one\r\n        TYPE               : 10  WIN32_OWN_PROCESS\r\n        STATE              : 1  STOPPED\r\n        WIN32_EXIT_CODE    : 1067  (0x42b)\r\n\r\nnonsense\r\n";
        let found = services(text);
        let states: Vec<(&str, ServiceState)> = found.iter().map(|it| (it.name.as_str(), it.state)).collect();
        assert_eq!(states, [("Spooler", ServiceState::Running), ("Broken", ServiceState::Failed)]);
        assert_eq!(found[0].description.as_deref(), Some("Druckwarteschlange"));
    }
}
