//! The words about files: the question, and what is moved.

use farhand_protocol::capability::Capability;
use farhand_protocol::files::{FilesArea, FilesScope, Place};
use farhand_protocol::text::for_display_line;

use super::form::{Does, Item, Kind, button};
use crate::face::{Moving, MovingWay};
use crate::files::DOWNLOADS;

/// Characters of a file's name in the sign.
const NAME: usize = 32;

/// The title and the words of the question.
pub(super) fn question(name: &str, asked: Option<&FilesScope>) -> (String, String) {
    let title = format!("{name} wants to use your files");
    let Some(scope) = asked else { return (title, String::new()) };
    let wishes = [
        (scope.to_device, "send files to you"),
        (scope.from_device, "copy files from you"),
        (scope.change, "change your files (rename, move, replace and delete them)"),
    ];
    let wishes: Vec<&str> = wishes.into_iter().filter_map(|(asked, wish)| asked.then_some(wish)).collect();
    let wishes = match wishes.as_slice() {
        [all @ .., last] if !all.is_empty() => format!("{}, and {last}", all.join(", ")),
        only => only.concat(),
    };
    let whole = scope.area == FilesArea::Whole {};
    let whose = if whole { "" } else { " Nothing outside of it can be seen." };
    (title, format!("{name} asks to {wishes}: {}.{whose}", place(&scope.area)))
}

fn place(area: &FilesArea) -> &'static str {
    match area {
        FilesArea::Whole {} => "everywhere on this computer",
        FilesArea::Chosen { .. } => "in your Downloads folder",
        FilesArea::Place { place } => match place {
            Place::Home => "in your home folder",
            Place::Desktop => "on your desktop",
            Place::Documents => "in your Documents folder",
            Place::Downloads => "in your Downloads folder",
            Place::Pictures => "in your Pictures folder",
            Place::InternalStorage => "in the internal storage",
            Place::SdCard => "on the SD card",
            Place::Volume | Place::Chosen => "in one folder",
        },
    }
}

/// The buttons that allow something: what was asked, and less of it.
pub(super) fn answers(ask: u64, asked: Option<&FilesScope>) -> Vec<Item> {
    let Some(scope) = asked else { return Vec::new() };
    let answer = |label: &str, kind, scope: FilesScope| {
        button(
            label,
            kind,
            Does::Answer { ask, allow: Some(Capability::Files), files: Some(scope), info: None },
        )
    };
    let mut items = vec![answer("Allow", Kind::Primary, named(scope))];
    let unchanged = FilesScope { change: false, ..named(scope) };
    if scope.change && !unchanged.is_empty() {
        items.push(answer("Allow without changes", Kind::Plain, unchanged));
    }
    if matches!(scope.area, FilesArea::Whole {}) {
        let area = FilesArea::Place { place: Place::Downloads };
        items.push(answer("Only Downloads", Kind::Plain, FilesScope { area, ..scope.clone() }));
    }
    items
}

/// Whether the customer may choose a folder in place of what was asked.
pub(super) fn may_choose(scope: &FilesScope) -> bool {
    !scope.is_empty() && matches!(scope.area, FilesArea::Whole {} | FilesArea::Chosen { .. })
}

/// A folder of the customer's choice is the one for downloads, unless another is chosen.
fn named(scope: &FilesScope) -> FilesScope {
    let area = match &scope.area {
        FilesArea::Chosen { .. } => FilesArea::Chosen { name: DOWNLOADS.to_owned() },
        area => area.clone(),
    };
    FilesScope { area, ..scope.clone() }
}

/// What is moved, and the button that stops it.
pub(super) fn moving(moving: &[Moving]) -> Vec<Item> {
    let Some((first, others)) = moving.split_first() else { return Vec::new() };
    let does = match first.way {
        MovingWay::ToDevice => "is sending",
        MovingWay::FromDevice => "is copying",
    };
    let files = if first.more == 0 { String::new() } else { format!(" and {} more", first.more) };
    let besides = if others.is_empty() { String::new() } else { format!(", {} waiting", others.len()) };
    let (who, name) = (for_display_line(&first.who), shortened(&first.name));
    let words = format!("{who} {does} {name}{files}, {} %{besides}", first.percent);
    let label = if others.is_empty() { "Stop transfer" } else { "Stop transfers" };
    vec![Item::Text(words), button(label, Kind::Plain, Does::StopTransfers)]
}

/// That a folder is gone, and the button that takes the words away.
pub(super) fn missing(name: Option<&String>) -> Vec<Item> {
    let Some(name) = name else { return Vec::new() };
    let words = format!("The folder {} is not there any more. No files are allowed", shortened(name));
    vec![Item::Text(words), button("OK", Kind::Plain, Does::StopFiles)]
}

/// A long name, without its middle: its ending says what it is.
pub(super) fn shortened(name: &str) -> String {
    let letters: Vec<char> = for_display_line(name).chars().collect();
    if letters.len() <= NAME {
        return letters.into_iter().collect();
    }
    let (head, tail) = (&letters[..NAME - 11], &letters[letters.len() - 10..]);
    head.iter().chain(['…'].iter()).chain(tail).collect()
}

#[cfg(test)]
mod tests {
    use farhand_protocol::Timestamp;
    use farhand_protocol::capability::Question;

    use super::super::form::Form;
    use super::*;
    use crate::face::{Ask, FaceEvent, Status};

    fn asked(scope: FilesScope) -> Form {
        let (what, files, name) = (Capability::Files, Some(scope), "Ines".to_owned());
        Form::of(&Ask::Share(Question { ask: 7, what, files, info: None, name, until: Timestamp(0) }))
    }

    fn answered(form: &mut Form) -> Vec<Option<FilesScope>> {
        let stops: Vec<usize> = form.stops().collect();
        let answers = stops.into_iter().filter(|at| form.leads_to(*at).is_none()).collect::<Vec<_>>();
        let answers = answers.into_iter().map(|at| match form.act(at) {
            Some(FaceEvent::Answered { ask: 7, allow, files, info: None }) => {
                assert_eq!(allow, files.is_some().then_some(Capability::Files));
                files
            }
            other => panic!("{other:?}"),
        });
        answers.collect()
    }

    #[test]
    fn less_than_was_asked_can_be_allowed_and_never_more() {
        let all = FilesScope::everything();
        let downloads = FilesArea::Place { place: Place::Downloads };
        let unchanged = FilesScope { change: false, ..all.clone() };
        let only = FilesScope { area: downloads.clone(), ..all.clone() };
        assert_eq!(answered(&mut asked(all.clone())), [Some(all.clone()), Some(unchanged), Some(only), None]);
        let read = FilesScope { to_device: false, change: false, area: downloads, ..all.clone() };
        assert_eq!(answered(&mut asked(read.clone())), [Some(read), None]);
        let delete = FilesScope { to_device: false, from_device: false, ..all.clone() };
        assert_eq!(answered(&mut asked(delete.clone()))[0], Some(delete));
        let chosen = FilesScope { area: FilesArea::Chosen { name: String::new() }, change: false, ..all };
        for allowed in answered(&mut asked(chosen.clone())).into_iter().flatten() {
            assert!(allowed.within(&chosen), "{allowed:?}");
        }
    }

    #[test]
    fn the_question_says_what_is_asked_and_where() {
        let (_, words) = question("Ines", Some(&FilesScope::everything()));
        for part in ["send files to you", "copy files from you", "delete", "everywhere on this computer"] {
            assert!(words.contains(part), "{words}");
        }
        let area = FilesArea::Place { place: Place::Documents };
        let read = FilesScope { to_device: false, change: false, area, ..FilesScope::everything() };
        let (_, words) = question("Ines", Some(&read));
        assert_eq!(
            words,
            "Ines asks to copy files from you: in your Documents folder. Nothing outside of it can be seen."
        );
    }

    #[test]
    fn the_sign_says_that_files_are_allowed_and_what_is_moved_and_stops_both() {
        let mut status = Status { connected: true, representative: Some("Ines".into()), ..Status::default() };
        status.sharing.files = Some(FilesScope::everything());
        let report = Moving {
            who: "Ines".into(),
            name: "report.pdf".into(),
            more: 0,
            way: MovingWay::FromDevice,
            percent: 40,
        };
        status.moving = vec![report];
        let mut form = Form::sign(&status, false);
        for words in ["Files allowed for Ines", "Ines is copying report.pdf, 40 %"] {
            assert!(form.items.contains(&Item::Text(words.into())), "{words}");
        }
        let stops: Vec<usize> = form.stops().collect();
        let done: Vec<_> = stops.into_iter().map(|at| form.act(at)).collect();
        assert_eq!(done, [Some(FaceEvent::StopFiles), Some(FaceEvent::StopTransfers)]);
        status.sharing.view = true;
        let mut form = Form::sign(&status, false);
        let stops: Vec<usize> = form.stops().collect();
        let done: Vec<_> = stops.into_iter().filter_map(|at| form.act(at)).collect();
        assert_eq!(done, [FaceEvent::StopFiles, FaceEvent::StopView, FaceEvent::StopTransfers]);
    }

    #[test]
    fn the_sign_says_that_a_folder_is_gone_until_it_was_read() {
        let mut status = Status { representative: Some("Ines".into()), ..Status::default() };
        assert!(!status.is_to_be_seen());
        status.missing = Some("Depot".into());
        assert!(status.is_to_be_seen());
        let words = Item::Text("The folder Depot is not there any more. No files are allowed".into());
        for (view, expected) in [(false, 1), (true, 2)] {
            status.sharing.view = view;
            let mut form = Form::sign(&status, false);
            assert!(form.items.contains(&words), "{:?}", form.items);
            let stops: Vec<usize> = form.stops().collect();
            let done: Vec<_> = stops.into_iter().filter_map(|at| form.act(at)).collect();
            assert!(done.len() == expected && done.contains(&FaceEvent::StopFiles), "{done:?}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_ending_and_turns_nothing_around() {
        let name = format!("{}\u{202e}gpj.exe", "x".repeat(80));
        let short = shortened(&name);
        assert!(short.chars().count() == NAME && short.ends_with(".exe") && !short.contains('\u{202e}'));
    }
}
