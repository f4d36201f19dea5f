//! Every direct dependency has its line in `docs/decisions/dependencies.md`: what it is for, and
//! what else was looked at. The names stand in the first column of the page's tables.

use std::collections::BTreeSet;

use super::finding::Finding;
use super::manifest;
use super::tree::{File, Tree};

const PAGE: &str = "docs/decisions/dependencies.md";

/// Finds dependencies that the page does not name.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let Some(page) = tree.text(PAGE) else {
        return vec![Finding::file(PAGE, "this page has to name every direct dependency")];
    };
    let named: BTreeSet<&str> = page.lines().flat_map(first_column).collect();
    let mut told = BTreeSet::new();
    let mut findings = Vec::new();
    for file in tree.files() {
        for name in direct(file) {
            if !named.contains(name.as_str()) && told.insert(name.clone()) {
                let message = format!("{PAGE} does not name `{name}`");
                findings.push(Finding::file(&file.path, message));
            }
        }
    }
    findings
}

/// The names in the first column, of which related ones may share a line.
fn first_column(line: &str) -> impl Iterator<Item = &str> {
    let column = line.strip_prefix('|').and_then(|rest| rest.split('|').next());
    column.unwrap_or_default().split(',').map(|name| name.trim().trim_matches('`'))
}

/// The outside packages that a manifest names. One that cannot be read has none here: the rule of
/// the crates reports it.
fn direct(file: &File) -> Vec<String> {
    let names = match file.path.rsplit('/').next() {
        Some("Cargo.toml") => {
            let found = manifest::read(&file.text).unwrap_or_default();
            [found.normal, found.test].concat()
        }
        Some("package.json") => npm(&file.text),
        _ => Vec::new(),
    };
    let outside = names.into_iter().filter(|name| name != "farhand" && !name.starts_with("farhand-"));
    outside.collect()
}

fn npm(text: &str) -> Vec<String> {
    let manifest: serde_json::Value = serde_json::from_str(text).unwrap_or_default();
    let sections = ["dependencies", "devDependencies", "optionalDependencies"];
    let tables = sections.iter().filter_map(|section| manifest[section].as_object());
    tables.flat_map(|table| table.keys().cloned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARGO: (&str, &str) = ("xtask/Cargo.toml", "[dependencies]\nclap = \"4\"\nfarhand-core = \"0\"\n");
    const NPM: (&str, &str) = ("ui/package.json", r#"{"devDependencies": {"vite": "8"}}"#);

    #[test]
    fn named_dependencies_pass() {
        let page = (PAGE, "| clap, toml | command lines |\n| `vite` | builds the pages |");
        assert!(check(&Tree::of(&[CARGO, NPM, page])).is_empty());
    }

    #[test]
    fn unnamed_ones_are_found_once() {
        let page = (PAGE, "| toml | not clap |\nclap and vite, outside a table");
        let twice = ("appliance/Cargo.toml", CARGO.1);
        assert_eq!(check(&Tree::of(&[CARGO, twice, NPM, page])).len(), 2);
        assert_eq!(check(&Tree::of(&[CARGO])).len(), 1);
    }
}
