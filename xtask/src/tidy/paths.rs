//! Paths that exist on one machine only, such as somebody's home folder.

use super::finding::Finding;
use super::tree::{File, Tree};

/// The beginnings of such paths. This file holds them and is left out.
const STARTS: [&str; 5] = ["/home/", "/Users/", "/root/", "/work/", r"C:\Users\"];
const THIS: &str = "xtask/src/tidy/paths.rs";

/// Finds absolute paths of a machine in any text file.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let files = tree.files().iter().filter(|file| file.path != THIS);
    files.flat_map(judge).collect()
}

fn judge(file: &File) -> Vec<Finding> {
    let lines = file.text.lines().enumerate();
    lines
        .filter_map(|(index, line)| {
            let start = STARTS.iter().find(|start| has_path(line, start))?;
            let message = format!("a path of one machine ({start}…)");
            Some(Finding::line(&file.path, index, message))
        })
        .collect()
}

/// Whether `start` stands at the beginning of a path, not within a longer one.
fn has_path(line: &str, start: &str) -> bool {
    line.match_indices(start).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        before.is_none_or(|before| !(before.is_alphanumeric() || "._-$}/~".contains(before)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_clean(text: &str) -> bool {
        check(&Tree::of(&[("a.md", text)])).is_empty()
    }

    #[test]
    fn parts_of_other_paths_pass() {
        assert!(is_clean("see https://example.com/home/page and docs/work/plan"));
        assert!(is_clean("$HOME/work/x and /etc/passwd"));
    }

    #[test]
    fn a_home_folder_is_found() {
        assert!(!is_clean("cd /home/ada/farhand"));
        assert!(!is_clean("let path = \"/root/.cargo\";"));
        assert!(!is_clean(r"'C:\Users\ada'"));
    }
}
