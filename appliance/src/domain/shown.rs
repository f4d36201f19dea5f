//! Paths and names of a device's files as the session's log shows them: with the names that places and
//! folders have for people.

use farhand_protocol::files::DevicePath;
use farhand_protocol::text::for_display_line;

/// Characters of a path in the log.
const LONGEST: usize = 500;

/// A path.
#[must_use]
pub fn path(path: &DevicePath) -> String {
    line(&path.to_string())
}

/// The first of some paths, and how many there are besides.
#[must_use]
pub fn paths(paths: &[DevicePath]) -> String {
    let first = paths.first().map(path).unwrap_or_default();
    match paths.len() {
        0 | 1 => first,
        more => format!("{first} and {} more", more - 1),
    }
}

/// A text on one line, cut where it is too long.
#[must_use]
pub fn line(text: &str) -> String {
    let shown = for_display_line(text);
    if shown.chars().count() <= LONGEST {
        return shown;
    }
    let mut cut: String = shown.chars().take(LONGEST - 1).collect();
    cut.push('…');
    cut
}

#[cfg(test)]
mod tests {
    use farhand_protocol::files::{FileName, RootId};

    use super::*;

    #[test]
    fn long_and_hostile_paths_are_fit_for_a_line() {
        let names = vec!["a\n\u{202e}b".parse::<FileName>().unwrap(), "x".repeat(900).parse().unwrap()];
        let hostile = DevicePath { root: RootId("home".to_owned()), names };
        let shown = path(&hostile);
        assert!(shown.starts_with("Home/a \u{fffd}b/xxx") && shown.ends_with('…'), "{shown}");
        assert_eq!(shown.chars().count(), LONGEST);
        let chosen = DevicePath::root(RootId::named("chosen", "Depot\nnorth"));
        assert_eq!(path(&chosen), "Depot north");
        let root = DevicePath::root(RootId("home".to_owned()));
        assert_eq!(paths(&[root.clone(), root.clone(), root]), "Home and 2 more");
    }
}
