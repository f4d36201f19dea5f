//! The shell knows the appliance in one file: the embedded one for trying things out.

use super::finding::Finding;
use super::tree::Tree;

/// Finds a second file of the shell that names the appliance's package.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let sources = tree.under("src-tauri/").filter(|file| file.extension() == "rs");
    let users: Vec<&str> = sources
        .filter(|file| file.text.lines().any(names_appliance))
        .map(|file| file.path.as_str())
        .collect();
    if users.len() < 2 {
        return Vec::new();
    }
    let message = format!("the appliance is named in several files: {}", users.join(", "));
    vec![Finding::file(users[1], message)]
}

fn names_appliance(line: &str) -> bool {
    !line.trim_start().starts_with("//") && line.contains("farhand_appliance::")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_may_name_the_appliance() {
        let good = [
            ("src-tauri/src/embedded.rs", "use farhand_appliance::serve;"),
            ("src-tauri/src/lib.rs", "// farhand_appliance::serve is called in embedded.rs"),
            ("src-tauri/src/logging.rs", "const USUAL: &str = \"warn,farhand_appliance=info\";"),
        ];
        assert!(check(&Tree::of(&good)).is_empty());
    }

    #[test]
    fn a_second_one_is_found() {
        let bad = [
            ("src-tauri/src/embedded.rs", "use farhand_appliance::serve;"),
            ("src-tauri/src/lib.rs", "farhand_appliance::serve();"),
        ];
        assert_eq!(check(&Tree::of(&bad)).len(), 1);
    }
}
