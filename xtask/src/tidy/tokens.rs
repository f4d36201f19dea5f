//! The console and the portal share their design tokens. Each ships a copy, because neither may
//! reach into the other's folder, and the copies are one text.

use super::finding::Finding;
use super::tree::Tree;

const COPIES: [&str; 2] = ["ui/src/styles/tokens.css", "appliance/assets/tokens.css"];

/// Finds copies that differ, and one that is missing.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let [console, portal] = COPIES.map(|path| tree.text(path));
    if console == portal {
        return Vec::new();
    }
    vec![Finding::file(COPIES[1], format!("differs from {}: copy the newer one over the other", COPIES[0]))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_copies_pass() {
        assert!(check(&Tree::of(&COPIES.map(|path| (path, ":root {}")))).is_empty());
    }

    #[test]
    fn a_difference_is_found() {
        let files = [(COPIES[0], ":root {}"), (COPIES[1], ":root { --gap: 4px; }")];
        assert_eq!(check(&Tree::of(&files)).len(), 1);
        assert_eq!(check(&Tree::of(&files[..1])).len(), 1);
    }
}
