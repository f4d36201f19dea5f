//! Tests that are switched off, or that switch the others off. A test that does not run guards
//! nothing: it is made to pass, or taken away.

use super::finding::Finding;
use super::tree::{File, Tree};

const SCRIPT: [&str; 6] = [".only(", ".skip(", ".todo(", "xit(", "xdescribe(", ".fixme("];
const RUST: [&str; 2] = ["#[ignore]", "#[ignore ="];
/// This file holds the words and is left out.
const THIS: &str = "xtask/src/tidy/left_out.rs";

/// Finds tests that do not run.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let files = tree.files().iter().filter(|file| file.path != THIS);
    files.flat_map(judge).collect()
}

fn judge(file: &File) -> Vec<Finding> {
    let words: &[&str] = match file.extension() {
        "rs" => &RUST,
        "ts" | "js" | "mjs" | "svelte" => &SCRIPT,
        _ => &[],
    };
    let lines = file.text.lines().enumerate();
    lines
        .filter_map(|(index, line)| {
            let word = words.iter().find(|word| has_word(line, word))?;
            let message = format!("a test is left out with `{word}`");
            Some(Finding::line(&file.path, index, message))
        })
        .collect()
}

/// A word that begins with a letter has to stand alone: `exit(` is not `xit(`.
fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        !word.starts_with(char::is_alphabetic) || before.is_none_or(|before| !before.is_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_clean(path: &str, text: &str) -> bool {
        check(&Tree::of(&[(path, text)])).is_empty()
    }

    #[test]
    fn ordinary_code_passes() {
        assert!(is_clean("a.rs", "values.iter().skip(1)"));
        assert!(is_clean("a.ts", "process.exit(1)"));
        assert!(is_clean("a.md", "it.only("));
    }

    #[test]
    fn tests_that_do_not_run_are_found() {
        assert!(!is_clean("a.test.ts", "it.only('works', () => {})"));
        assert!(!is_clean("a.test.ts", "xit('works', () => {})"));
        assert!(!is_clean("a.rs", "    #[ignore = \"slow\"]"));
    }
}
