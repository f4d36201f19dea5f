//! One noun, one file: long files say why, and none is very long.

use super::finding::Finding;
use super::tree::{File, Tree};

/// Past this many lines the top of the file has to say why.
const LONG: usize = 500;
/// Past this many lines no reason is good enough.
const TOO_LONG: usize = 800;

/// The words that the reason begins with, and the lines it has to stand in.
const REASON: &str = "long because";
const TOP: usize = 30;

/// Finds files that are too long, and long ones without a reason.
pub fn check(tree: &Tree) -> Vec<Finding> {
    tree.files().iter().filter(|file| is_measured(file)).filter_map(judge).collect()
}

fn is_measured(file: &File) -> bool {
    let left_out = file.path.split('/').any(|part| matches!(part, "gen" | "fixtures" | "vendor"));
    matches!(file.extension(), "rs" | "ts" | "js" | "mjs" | "svelte" | "css") && !left_out
}

fn judge(file: &File) -> Option<Finding> {
    let lines = file.text.lines().count();
    if lines > TOO_LONG {
        let message = format!("{lines} lines, and {TOO_LONG} is the limit; divide it");
        return Some(Finding::file(&file.path, message));
    }
    let mut top = file.text.lines().take(TOP);
    let has_reason = top.any(|line| line.to_lowercase().contains(REASON));
    if lines > LONG && !has_reason {
        let message = format!("{lines} lines; divide it, or say at the top \"{REASON} …\"");
        return Some(Finding::file(&file.path, message));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_clean(path: &str, text: &str) -> bool {
        check(&Tree::of(&[(path, text)])).is_empty()
    }

    #[test]
    fn short_files_and_explained_ones_pass() {
        assert!(is_clean("a.rs", &"line\n".repeat(LONG)));
        let explained = format!("//! Long because it is one table.\n{}", "line\n".repeat(LONG));
        assert!(is_clean("a.rs", &explained));
        assert!(is_clean("ui/src/gen/a.ts", &"line\n".repeat(TOO_LONG + 1)));
        assert!(is_clean("Cargo.lock", &"line\n".repeat(TOO_LONG + 1)));
    }

    #[test]
    fn long_files_are_found() {
        assert!(!is_clean("a.css", &"line\n".repeat(LONG + 1)));
        let explained = format!("//! Long because it is one table.\n{}", "line\n".repeat(TOO_LONG));
        assert!(!is_clean("a.rs", &explained));
    }
}
