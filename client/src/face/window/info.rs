//! The words about system information: the question, and what the sign says besides the screen.

use farhand_protocol::capability::Capability;
use farhand_protocol::info::InfoScope;

use super::form::{Does, Item, Kind, button};
use crate::face::Status;

/// The title and the words of the question.
pub(super) fn question(name: &str, asked: Option<InfoScope>) -> (String, String) {
    let scope = asked.unwrap_or_default();
    let mut parts = vec![
        "the device and its system",
        "battery, memory, storage, processor, displays and network",
        "installed apps, running programs and services",
    ];
    if scope.location {
        parts.push("where the device is");
    }
    if scope.log {
        parts.push("the newest lines of the system's log");
    }
    let without = if scope.log { "" } else { " Your files and what is on your screen are no part of it." };
    let title = format!("{name} wants to read system information");
    (title, format!("It tells of {}; also of phones that are connected over USB.{without}", parts.join("; ")))
}

/// The buttons that allow something: what was asked, and less of it.
pub(super) fn answers(ask: u64, asked: Option<InfoScope>) -> Vec<Item> {
    let scope = asked.unwrap_or_default();
    let answer = |label: &str, kind, scope| {
        button(
            label,
            kind,
            Does::Answer { ask, allow: Some(Capability::Info), files: None, info: Some(scope) },
        )
    };
    let mut items = vec![answer("Allow", Kind::Primary, scope)];
    let less = match (scope.location, scope.log) {
        (true, true) => "Allow without location and log",
        (true, false) => "Allow without location",
        (false, true) => "Allow without the log",
        (false, false) => return items,
    };
    items.push(answer(less, Kind::Plain, InfoScope::default()));
    items
}

/// What is allowed besides the screen, for the sign.
pub(super) fn besides(status: &Status) -> Option<&'static str> {
    match (status.lent(), status.informed(), status.reading) {
        (true, false, _) => Some("Files allowed"),
        (true, true, false) => Some("Files and system information allowed"),
        (true, true, true) => Some("Files allowed, system information being read"),
        (false, true, false) => Some("System information allowed"),
        (false, true, true) => Some("System information being read"),
        (false, false, _) => None,
    }
}

#[cfg(test)]
mod tests {
    use farhand_protocol::Timestamp;
    use farhand_protocol::capability::Question;

    use super::super::form::Form;
    use super::*;
    use crate::face::{Ask, FaceEvent};

    const ALL: InfoScope = InfoScope { location: true, log: true };

    fn done(form: &mut Form) -> Vec<FaceEvent> {
        let stops: Vec<usize> = form.stops().collect();
        stops.into_iter().filter_map(|at| form.act(at)).collect()
    }

    #[test]
    fn less_than_was_asked_can_be_allowed_and_never_more() {
        for (asked, answers) in [
            (InfoScope::default(), vec![Some(InfoScope::default()), None]),
            (ALL, vec![Some(ALL), Some(InfoScope::default()), None]),
        ] {
            let (what, name, until) = (Capability::Info, "Ines".to_owned(), Timestamp(0));
            let question = Question { ask: 7, what, files: None, info: Some(asked), name, until };
            let mut form = Form::of(&Ask::Share(question));
            let answered = |info: Option<InfoScope>| {
                let allow = info.map(|_| Capability::Info);
                FaceEvent::Answered { ask: 7, allow, files: None, info }
            };
            assert_eq!(done(&mut form), answers.into_iter().map(answered).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_question_says_what_is_told() {
        let (title, words) = question("Ines", Some(InfoScope::default()));
        assert_eq!(title, "Ines wants to read system information");
        assert!(words.contains("installed apps") && !words.contains("where") && !words.contains("log"));
        let (_, words) = question("Ines", Some(ALL));
        assert!(words.contains("where the device is") && words.contains("the system's log"));
    }

    #[test]
    fn the_sign_says_that_it_is_read_and_stops_it() {
        let mut status = Status { connected: true, representative: Some("Ines".into()), ..Status::default() };
        status.sharing.info = Some(InfoScope::default());
        let mut form = Form::sign(&status, false);
        assert!(form.items.contains(&Item::Text("System information allowed for Ines".into())));
        assert_eq!(done(&mut form), [FaceEvent::StopInfo]);
        (status.reading, status.sharing.view) = (true, true);
        let mut form = Form::sign(&status, false);
        let words = "Ines sees your screen. System information being read";
        assert!(form.items.contains(&Item::Text(words.into())), "{:?}", form.items);
        assert_eq!(done(&mut form), [FaceEvent::StopInfo, FaceEvent::StopView]);
    }
}
