//! npm's lock files name packages by version and checksum, not by the address they came from:
//! the address belongs to one network, and would send everybody else to it.

use super::finding::Finding;
use super::tree::Tree;

const NAME: &str = "package-lock.json";

/// Finds download addresses in lock files.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let locks = tree.files().iter().filter(|file| file.path.rsplit('/').next() == Some(NAME));
    locks
        .filter_map(|file| {
            let mut lines = file.text.lines();
            let index = lines.position(has_address)?;
            let message = "a download address; .npmrc wants omit-lockfile-registry-resolved=true";
            Some(Finding::line(&file.path, index, message))
        })
        .collect()
}

fn has_address(line: &str) -> bool {
    let value = line.trim().strip_prefix("\"resolved\":").map(str::trim_start);
    value.is_some_and(|value| value.starts_with("\"http://") || value.starts_with("\"https://"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_clean(text: &str) -> bool {
        check(&Tree::of(&[("ui/package-lock.json", text)])).is_empty()
    }

    #[test]
    fn versions_and_local_links_pass() {
        assert!(is_clean("\"version\": \"1.0.0\",\n\"resolved\": \"packages/local\","));
    }

    #[test]
    fn an_address_is_found() {
        assert!(!is_clean("  \"resolved\": \"https://example.com/a.tgz\","));
    }
}
