//! Which package may depend on which, and what some of them never touch.
//!
//! The table is the design. A new package gets a line here before it gets a dependency.

use super::finding::Finding;
use super::manifest;
use super::tree::{File, Tree};

struct Package {
    folder: &'static str,
    /// Packages of this repository that the program may use.
    may_use: &'static [&'static str],
    /// Packages of this repository that its tests may use besides.
    tests_may_use: &'static [&'static str],
    /// Outside packages that would take it out of its place, by the start of their name.
    never: &'static [&'static str],
}

const CORE_ONLY: &[&str] =
    &["tokio", "tauri", "reqwest", "rusqlite", "axum", "hyper", "chrono", "getrandom", "rand"];

const FILES_NEVER: &[&str] = &["tokio", "tauri", "reqwest", "rusqlite", "axum", "hyper", "chrono"];

const PACKAGES: &[Package] = &[
    package("crates/protocol", &[], &[], CORE_ONLY),
    package("crates/rfb", &[], &[], CORE_ONLY),
    // Files of this computer, whichever end it is: no network, and nobody's runtime.
    package("crates/files", &["farhand-protocol"], &["farhand-mounts"], FILES_NEVER),
    // System information of this computer and of phones on it: nobody's runtime.
    package("crates/info", &["farhand-protocol"], &[], FILES_NEVER),
    // H.264 of an area of a picture, for both ends.
    package("crates/video", &["farhand-rfb"], &[], FILES_NEVER),
    package("crates/core", &["farhand-protocol"], &[], CORE_ONLY),
    package(
        "crates/engine",
        &["farhand-core", "farhand-files", "farhand-protocol", "farhand-rfb", "farhand-video"],
        &["farhand-testkit"],
        &["tauri", "axum"],
    ),
    // Disks that tests mount. For tests only.
    package("crates/mounts", &[], &[], FILES_NEVER),
    package("crates/testkit", &["farhand-protocol", "farhand-core", "farhand-engine"], &[], &["tauri"]),
    // The root package is the shell.
    package(
        "",
        &["farhand-protocol", "farhand-core", "farhand-engine", "farhand-appliance"],
        &["farhand-testkit"],
        &[],
    ),
    package("appliance", &["farhand-protocol", "farhand-rfb"], &["farhand-testkit"], &["tauri"]),
    package(
        "client",
        &["farhand-files", "farhand-info", "farhand-protocol", "farhand-rfb", "farhand-video"],
        &["farhand-testkit"],
        &["tauri"],
    ),
    package("tests", EVERYTHING, EVERYTHING, &[]),
    package("benches", EVERYTHING, EVERYTHING, &[]),
    package("fuzz", EVERYTHING, EVERYTHING, &[]),
    package("xtask", &[], &[], &["tauri", "tokio"]),
];

const EVERYTHING: &[&str] = &[
    "farhand",
    "farhand-appliance",
    "farhand-client",
    "farhand-core",
    "farhand-engine",
    "farhand-files",
    "farhand-info",
    "farhand-mounts",
    "farhand-protocol",
    "farhand-rfb",
    "farhand-testkit",
    "farhand-video",
];

const fn package(
    folder: &'static str,
    may_use: &'static [&'static str],
    tests_may_use: &'static [&'static str],
    never: &'static [&'static str],
) -> Package {
    Package { folder, may_use, tests_may_use, never }
}

/// Finds dependencies that the table does not allow.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let manifests = tree.files().iter().filter_map(|file| {
        let folder = file.path.strip_suffix("Cargo.toml")?;
        Some((folder.trim_end_matches('/'), file))
    });
    manifests.flat_map(|(folder, file)| judge(folder, file)).collect()
}

fn judge(folder: &str, file: &File) -> Vec<Finding> {
    let found = match manifest::read(&file.text) {
        Ok(found) => found,
        Err(error) => return vec![Finding::file(&file.path, error)],
    };
    let Some(package) = PACKAGES.iter().find(|package| package.folder == folder) else {
        let message = "this package has no line in xtask/src/tidy/crates.rs";
        return vec![Finding::file(&file.path, message)];
    };
    let tests_may_use = [package.may_use, package.tests_may_use].concat();
    let program = found.normal.iter().filter(|name| !is_allowed(name, package.may_use));
    let tests = found.test.iter().filter(|name| !is_allowed(name, &tests_may_use));
    let outside = found.normal.iter().filter(|name| package.never.iter().any(|never| is_of(name, never)));
    let mut findings: Vec<Finding> = Vec::new();
    findings.extend(program.map(|name| Finding::file(&file.path, format!("may not depend on {name}"))));
    findings
        .extend(tests.map(|name| Finding::file(&file.path, format!("its tests may not depend on {name}"))));
    findings
        .extend(outside.map(|name| Finding::file(&file.path, format!("never depends on {name}, by design"))));
    findings
}

/// Outside packages are judged by the `never` list alone.
fn is_allowed(name: &str, allowed: &[&str]) -> bool {
    let ours = name == "farhand" || name.starts_with("farhand-");
    !ours || allowed.contains(&name)
}

/// Whether a package is `family` or one of its parts, as `tokio-util` is of `tokio`.
fn is_of(name: &str, family: &str) -> bool {
    name.strip_prefix(family).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn what_the_design_allows_passes() {
        let text = "[dependencies]\nfarhand-protocol.workspace = true\nserde = \"1\"\n";
        assert_eq!(findings("crates/core/Cargo.toml", text), 0);
        let text = "[dev-dependencies]\nfarhand-testkit.workspace = true\n";
        assert_eq!(findings("appliance/Cargo.toml", text), 0);
    }

    #[test]
    fn what_it_forbids_is_found() {
        assert_eq!(findings("appliance/Cargo.toml", "[dependencies]\nfarhand-core = \"0\"\n"), 1);
        assert_eq!(findings("crates/engine/Cargo.toml", "[dependencies]\nfarhand-testkit = \"0\"\n"), 1);
        assert_eq!(findings("crates/core/Cargo.toml", "[dependencies]\ntokio-util = \"0\"\n"), 1);
        assert_eq!(findings("crates/core/Cargo.toml", "[dependencies]\ntokiox = \"0\"\n"), 0);
        assert_eq!(findings("crates/new/Cargo.toml", ""), 1);
    }
}
