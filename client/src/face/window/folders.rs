//! Choosing one folder, in the window of the question that it answers.

use std::path::{Path, PathBuf};

use directories::UserDirs;
use farhand_protocol::capability::Question;
use farhand_protocol::files::{FilesArea, FilesScope};
use farhand_protocol::text::for_display_line;

use super::files::shortened;
use super::form::{Does, Form, Item, Kind, button};
use crate::files::folder_name;

/// Folders that are shown at once: with the other buttons they fit on a small screen.
const SHOWN: usize = 5;
/// Folders of a folder that can be seen at all.
const MOST: usize = 2_000;

/// A folder that is looked at, and whose folders are shown from one of them on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Folders {
    question: Question,
    folder: PathBuf,
    from: usize,
}

impl Folders {
    /// Begins where the customer's own folders are.
    pub fn of(question: &Question) -> Self {
        let home = UserDirs::new().map(|user| user.home_dir().to_owned());
        Self { question: question.clone(), folder: home.unwrap_or_else(|| "/".into()), from: 0 }
    }

    fn at(&self, folder: &Path, from: usize) -> Does {
        Does::Look(Box::new(Self { question: self.question.clone(), folder: folder.to_owned(), from }))
    }

    /// The window's content.
    pub fn form(&self) -> Form {
        let path = for_display_line(&self.folder.display().to_string());
        let mut items = vec![
            Item::Title("Which folder?".into()),
            Item::Text(format!("{path}\nNothing outside of the folder can be seen.")),
        ];
        if let Some(above) = self.folder.parent() {
            items.push(button("Up", Kind::Plain, self.at(above, 0)));
        }
        let below = below(&self.folder);
        for (name, folder) in below.iter().skip(self.from).take(SHOWN) {
            items.push(button(&shortened(name), Kind::Plain, self.at(folder, 0)));
        }
        let next = self.from + SHOWN;
        if next < below.len() {
            items.push(button("More folders", Kind::Plain, self.at(&self.folder, next)));
        }
        items.extend(self.lend().map(|does| button("Allow this folder", Kind::Primary, does)));
        items.push(button("Back", Kind::Plain, Does::Back(Box::new(self.question.clone()))));
        Form::plain("Farhand support", items)
    }

    /// What was asked, below this folder alone.
    fn lend(&self) -> Option<Does> {
        let asked = self.question.files.as_ref()?;
        let area = FilesArea::Chosen { name: folder_name(&self.folder) };
        let scope = FilesScope { area, ..asked.clone() };
        Some(Does::Lend { ask: self.question.ask, scope, folder: self.folder.clone() })
    }
}

/// The folders of a folder, in the order of their names. Hidden ones and links are left out.
fn below(folder: &Path) -> Vec<(String, PathBuf)> {
    let entries = folder.read_dir().into_iter().flatten().flatten();
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()));
    let named = folders.map(|entry| (entry.file_name().to_string_lossy().into_owned(), entry.path()));
    let mut below: Vec<_> = named.filter(|(name, _)| !name.starts_with('.')).take(MOST).collect();
    below.sort_by_cached_key(|(name, path)| (name.to_lowercase(), path.clone()));
    below
}

#[cfg(test)]
mod tests {
    use farhand_protocol::Timestamp;
    use farhand_protocol::capability::Capability;

    use super::*;
    use crate::face::FaceEvent;

    fn labels(form: &Form) -> Vec<&str> {
        let buttons = form.items.iter().filter_map(|item| match item {
            Item::Button { label, .. } => Some(label.as_str()),
            _ => None,
        });
        buttons.collect()
    }

    /// The form behind a button.
    fn press(form: &Form, label: &str) -> Form {
        let is = |item: &Item| matches!(item, Item::Button { label: other, .. } if other == label);
        let at = form.items.iter().position(is).expect("the button is there");
        form.leads_to(at).expect("it leads somewhere")
    }

    #[test]
    fn a_folder_is_found_step_by_step_and_allowed_alone() {
        let home = tempfile::tempdir().unwrap();
        for name in ["b", "A", "c", "d", "e", "f", ".hidden", "f/depot"] {
            std::fs::create_dir(home.path().join(name)).unwrap();
        }
        std::fs::write(home.path().join("file"), "").unwrap();
        let scope = FilesScope { change: false, ..FilesScope::everything() };
        let (what, files) = (Capability::Files, Some(scope.clone()));
        let question = Question { ask: 7, what, files, info: None, name: "Ines".into(), until: Timestamp(0) };
        let begin = Folders { question, folder: home.path().to_owned(), from: 0 }.form();
        assert_eq!(
            labels(&begin),
            ["Up", "A", "b", "c", "d", "e", "More folders", "Allow this folder", "Back"]
        );
        let refused = FaceEvent::Answered { ask: 7, allow: None, files: None, info: None };
        assert_eq!(begin.dismissed(), Some(refused));
        let mut depot = press(&press(&press(&begin, "More folders"), "f"), "depot");
        assert_eq!(labels(&depot), ["Up", "Allow this folder", "Back"]);
        let at = depot.items.len() - 2;
        let scope = FilesScope { area: FilesArea::Chosen { name: "depot".into() }, ..scope };
        let folder = home.path().join("f/depot");
        assert_eq!(depot.act(at), Some(FaceEvent::Lent { ask: 7, scope, folder }));
        assert_eq!(labels(&press(&depot, "Up")), ["Up", "depot", "Allow this folder", "Back"]);
        assert!(labels(&press(&depot, "Back")).contains(&"Refuse"));
    }
}
