//! `cargo xtask bench`: builds everything as it would be released, and measures it.

use std::env;
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::Args;

use crate::prerequisites::{self, Purpose};
use crate::process;

#[derive(Args)]
pub struct Options {
    /// Say what is missing instead of installing it
    #[arg(long)]
    no_install: bool,
    /// Write the figures to this file too
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Further arguments for the measuring program
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// Builds the pages and the console, then runs the measuring program.
pub fn bench(root: &Path, options: &Options) -> Result<()> {
    prerequisites::ensure(root, Purpose::Bench, !options.no_install)?;
    process::run(&mut process::npm(&root.join("ui"), ["run", "build"]))?;
    let mut build = process::cargo(root, ["build", "--release", "--bin", "farhand"]);
    process::run(build.args(["--features", "custom-protocol"]))?;
    for program in ["farhand-appliance", "farhand-client"] {
        let mut build = process::cargo(root, ["build", "--release", "-p", program]);
        process::run(build.args(["--bin", program]))?;
    }

    let mut measure = process::cargo(root, ["run", "--release", "-p", "farhand-benches", "--"]);
    if let Some(file) = &options.json {
        // Relative to where the user stands, not to the repository's top.
        measure.arg("--json").arg(env::current_dir()?.join(file));
    }
    measure.args(&options.arguments);
    if env::var_os("FARHAND_NOVNC").is_none() {
        // Which the browser tests have, too.
        measure.env("FARHAND_NOVNC", root.join("tests/browser/node_modules/@novnc/novnc"));
    }
    measure.env("FARHAND_CONSOLE", process::built(root, "release", "farhand")?);
    measure.env("FARHAND_APPLIANCE", process::built(root, "release", "farhand-appliance")?);
    measure.env("FARHAND_CLIENT", process::built(root, "release", "farhand-client")?);
    process::run(&mut measure)
}
