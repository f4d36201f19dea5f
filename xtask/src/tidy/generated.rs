//! The generated files are committed, and have to be what `cargo xtask generate` would write.

use std::path::Path;

use anyhow::Result;

use super::finding::Finding;
use crate::generate::{self, FOLDER, Files};

/// Generates anew and compares. Without the folder there is nothing to compare yet.
pub fn check(root: &Path) -> Result<Vec<Finding>> {
    let folder = root.join(FOLDER);
    if !folder.exists() {
        println!("generated files: there is no {FOLDER}");
        return Ok(Vec::new());
    }
    Ok(compare(&generate::read(&folder)?, &generate::export(root)?))
}

fn compare(committed: &Files, wanted: &Files) -> Vec<Finding> {
    let path = |name: &str| format!("{FOLDER}/{name}");
    let mut findings = Vec::new();
    for (name, text) in wanted {
        let message = match committed.get(name) {
            None => "is missing; run `cargo xtask generate`",
            Some(found) if !is_same(found, text) => "is out of date; run `cargo xtask generate`",
            Some(_) => continue,
        };
        findings.push(Finding::file(&path(name), message));
    }
    for name in committed.keys().filter(|name| !wanted.contains_key(*name)) {
        findings.push(Finding::file(&path(name), "is generated no more; run `cargo xtask generate`"));
    }
    findings
}

/// Git may write other line ends on Windows.
fn is_same(left: &str, right: &str) -> bool {
    left.lines().eq(right.lines())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(files: &[(&str, &str)]) -> Files {
        files.iter().map(|&(name, text)| (name.to_owned(), text.to_owned())).collect()
    }

    #[test]
    fn the_same_files_pass_whatever_their_line_ends() {
        let committed = files(&[("A.ts", "a\r\nb\r\n")]);
        assert!(compare(&committed, &files(&[("A.ts", "a\nb\n")])).is_empty());
    }

    #[test]
    fn missing_changed_and_left_over_files_are_found() {
        let committed = files(&[("A.ts", "old"), ("Gone.ts", "x")]);
        let wanted = files(&[("A.ts", "new"), ("B.ts", "b")]);
        assert_eq!(compare(&committed, &wanted).len(), 3);
    }
}
