//! `cargo xtask tidy`: the rules of the code base that no compiler knows.
//!
//! Each rule is one file with a `check` that looks at a [`Tree`] and returns what it finds, so
//! that a rule can be tried on a few lines of text.

mod crates;
mod dependencies;
mod embedded;
mod finding;
mod generated;
mod imports;
mod left_out;
mod locks;
mod manifest;
mod paths;
mod sizes;
mod tokens;
mod tree;
mod ui_layers;

use std::path::Path;

use anyhow::{Result, bail};

use finding::Finding;
use tree::Tree;

/// A rule's name and its check.
type Rule = (&'static str, fn(&Tree) -> Vec<Finding>);

/// Every rule that needs nothing but the files.
const RULES: [Rule; 9] = [
    ("crates", crates::check),
    ("embedded appliance", embedded::check),
    ("layers of the pages", ui_layers::check),
    ("file sizes", sizes::check),
    ("paths of a machine", paths::check),
    ("lock files", locks::check),
    ("design tokens", tokens::check),
    ("tests left out", left_out::check),
    ("dependencies explained", dependencies::check),
];

/// Applies every rule; fails when one finds something.
pub fn tidy(root: &Path) -> Result<()> {
    let tree = Tree::read(root)?;
    let mut total = 0;
    for (name, check) in RULES {
        total += tell(name, &check(&tree));
    }
    total += tell("generated files", &generated::check(root)?);
    if total > 0 {
        bail!("{total} found; each line above says where and why");
    }
    println!("tidy: {} files, nothing found", tree.files().len());
    Ok(())
}

fn tell(rule: &str, findings: &[Finding]) -> usize {
    for finding in findings {
        println!("{rule}: {finding}");
    }
    findings.len()
}
