//! `cargo xtask ci`: what has to hold before a change goes in. First the checks of form, which
//! are quick to fail, then all tests.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::report::Report;
use crate::{process, test, tidy};

const CLIPPY: [&str; 6] = ["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"];

/// Runs the checks of form and every test, in one report.
pub fn ci(root: &Path, options: &test::Options) -> Result<()> {
    test::ready(root, options)?;
    let mut report = Report::new(options.fail_fast);
    report.run("format", &mut process::cargo(root, ["fmt", "--all", "--check"]))?;
    report.step("tidy", || tidy::tidy(root))?;
    report.run("check the pages", &mut process::npm(&root.join("ui"), ["run", "check"]))?;
    report.run("clippy", &mut process::cargo(root, CLIPPY))?;
    if process::on_path("cargo-deny") {
        report.run("licences and sources", &mut licences(root))?;
    }
    test::steps(root, options, &mut report)?;
    report.finish()
}

/// cargo-deny without its list of advisories, which needs the network and changes by itself.
fn licences(root: &Path) -> Command {
    process::cargo(root, ["deny", "check", "licenses", "bans", "sources"])
}
