//! `cargo xtask test`: every test there is, from the reducer to the real window.

use std::path::Path;
use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::prerequisites::{self, Purpose};
use crate::report::Report;
use crate::tally::Runner;
use crate::{process, python};

#[derive(Args)]
pub struct Options {
    /// Say what is missing instead of installing it
    #[arg(long)]
    no_install: bool,
    /// Leave out the tests in a browser, in the real window, with a foreign client of uploads and of the
    /// API's description, with mail servers, and the examples in comments
    #[arg(long)]
    fast: bool,
    /// How many seeded fault runs to do, and strikes at transfers, instead of the usual number
    #[arg(long, value_name = "N")]
    faults: Option<u32>,
    /// Stop at the first step that fails
    #[arg(long)]
    pub fail_fast: bool,
}

/// Runs every test, in one report.
pub fn test(root: &Path, options: &Options) -> Result<()> {
    ready(root, options)?;
    let mut report = Report::new(options.fail_fast);
    steps(root, options, &mut report)?;
    report.finish()
}

/// Makes the machine ready for the tests that `options` leave in.
pub fn ready(root: &Path, options: &Options) -> Result<()> {
    prerequisites::ensure(root, Purpose::Test, !options.no_install)
}

/// The steps of the tests. The console serves the built pages, so those are built first.
pub fn steps(root: &Path, options: &Options, report: &mut Report) -> Result<()> {
    let ui = root.join("ui");
    report.run("build the pages", &mut process::npm(&ui, ["run", "build"]))?;
    report.tests("page tests", Runner::Script, &mut process::npm(&ui, ["test"]))?;
    report.run("build the programs", &mut workspace(root, &["build", "--bins"]))?;
    for (name, runner, mut command) in rust_tests(root, options.fast) {
        if let Some(runs) = options.faults {
            command.env("FARHAND_FAULT_RUNS", runs.to_string());
            command.env("FARHAND_FILE_STRIKES", runs.to_string());
        }
        report.tests(name, runner, &mut command)?;
    }
    if options.fast {
        return Ok(());
    }
    for (name, folder, script) in [
        ("browser tests", "tests/browser", "e2e"),
        ("window tests", "tests/window", "window"),
        ("tus tests", "tests/tus", "tus"),
    ] {
        if root.join(folder).join("package.json").exists() {
            report.tests(name, Runner::Script, &mut outside(root, folder, script)?)?;
        }
    }
    for (title, name) in [("OpenAPI check", "openapi"), ("mail tests", "mail")] {
        report.step(&format!("install the {title}"), || python::install(root, name))?;
        report.tests(title, Runner::Script, &mut python::check(root, name)?)?;
    }
    Ok(())
}

/// The Rust tests. nextest runs them side by side but knows no examples in comments; those follow
/// by themselves, while `cargo test` has them included.
fn rust_tests(root: &Path, fast: bool) -> Vec<(&'static str, Runner, Command)> {
    if !process::on_path("cargo-nextest") {
        let mut command = workspace(root, &["test", "--no-fail-fast"]);
        if fast {
            command.arg("--all-targets");
        }
        return vec![("Rust tests", Runner::Cargo, command)];
    }
    let mut all =
        vec![("Rust tests", Runner::Nextest, workspace(root, &["nextest", "run", "--no-fail-fast"]))];
    if !fast {
        all.push((
            "examples in comments",
            Runner::Cargo,
            workspace(root, &["test", "--doc", "--no-fail-fast"]),
        ));
    }
    all
}

/// Cargo on the whole workspace, always with the same features, so that nothing is built twice.
fn workspace(root: &Path, arguments: &[&str]) -> Command {
    let mut command = process::cargo(root, []);
    command.args(arguments);
    command.args(["--workspace", "--features", "farhand/custom-protocol"]);
    if cfg!(windows) {
        // Windows does not replace a program that runs, and this one does.
        command.args(["--exclude", "xtask"]);
    }
    command
}

/// Tests that drive the built programs from outside, and are told where those lie.
fn outside(root: &Path, folder: &str, script: &str) -> Result<Command> {
    let mut command = process::npm(&root.join(folder), ["run", script]);
    command.env("FARHAND_CONSOLE", process::built(root, "debug", "farhand")?);
    command.env("FARHAND_APPLIANCE", process::built(root, "debug", "farhand-appliance")?);
    command.env("FARHAND_CLIENT", process::built(root, "debug", "farhand-client")?);
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_rust_steps_share_their_features() {
        for (_, _, command) in rust_tests(Path::new("."), false) {
            assert!(process::shown(&command).contains("--workspace --features farhand/custom-protocol"));
        }
    }

    #[test]
    fn the_fast_run_has_one_rust_step() {
        assert_eq!(rust_tests(Path::new("."), true).len(), 1);
    }
}
