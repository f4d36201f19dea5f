//! Starting other programs, always from a folder of the repository.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

/// The repository's top.
///
/// Cargo says at run time where this package is. What was true at compile time may not be true
/// any more: several clones can share one target folder.
pub fn root() -> Result<PathBuf> {
    let package =
        env::var_os("CARGO_MANIFEST_DIR").context("start this through cargo, as `cargo xtask <command>`")?;
    let root = Path::new(&package).parent().map(Path::to_path_buf);
    root.context("the xtask package is not inside the repository")
}

/// The cargo that started us, in the folder `root`, as if the user had called it.
pub fn cargo<const N: usize>(root: &Path, arguments: [&str; N]) -> Command {
    let program = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = afresh(Path::new(&program));
    command.args(arguments).current_dir(root);
    command
}

/// A program without the variables that cargo set for us.
///
/// Some build scripts watch those; handed on, they would rebuild half the tree at each change
/// between `cargo` and `cargo xtask`.
pub fn afresh(program: &Path) -> Command {
    let mut command = Command::new(program);
    for name in inherited() {
        command.env_remove(name);
    }
    command
}

/// The variables that describe the xtask package to its own process.
fn inherited() -> impl Iterator<Item = OsString> {
    env::vars_os().map(|(name, _)| name).filter(|name| {
        name.to_str()
            .is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"))
    })
}

/// The programs of Node are scripts on Windows, which have to be named in full there.
pub fn node_program(name: &str) -> String {
    if cfg!(windows) { format!("{name}.cmd") } else { name.to_owned() }
}

/// npm in `folder`.
pub fn npm<const N: usize>(folder: &Path, arguments: [&str; N]) -> Command {
    let mut command = Command::new(node_program("npm"));
    command.args(arguments).current_dir(folder);
    command
}

/// The command as one would type it.
pub fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_stem().unwrap_or(command.get_program());
    let mut line = name.to_string_lossy().into_owned();
    for argument in command.get_args() {
        line.push(' ');
        line.push_str(&argument.to_string_lossy());
    }
    line
}

/// Runs to the end with the terminal's input and output; fails when the program fails.
pub fn run(command: &mut Command) -> Result<()> {
    let line = shown(command);
    println!("> {line}");
    let status = command.status().with_context(|| format!("cannot start `{line}`"))?;
    if !status.success() {
        bail!("`{line}` failed ({status})");
    }
    Ok(())
}

/// Runs to the end and returns what it printed, whether or not it succeeded; `None` when the
/// program cannot be started.
pub fn printed(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether the program can be started and says success, with its output hidden.
pub fn succeeds(command: &mut Command) -> bool {
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    status.is_ok_and(|status| status.success())
}

/// Whether a program of this name lies in one of the folders of PATH.
pub fn on_path(name: &str) -> bool {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(&file).is_file())
}

/// Cargo's target folder, wherever the environment or the configuration puts it.
pub fn target(root: &Path) -> Result<PathBuf> {
    let mut command = cargo(root, ["metadata", "--no-deps", "--format-version", "1"]);
    let printed = printed(&mut command).context("cannot start cargo")?;
    let metadata: serde_json::Value =
        serde_json::from_str(&printed).context("`cargo metadata` failed; run it to see why")?;
    let folder = metadata["target_directory"].as_str();
    Ok(folder.context("`cargo metadata` names no target folder")?.into())
}

/// A program of this workspace, built without (`debug`) or with (`release`) optimisation.
pub fn built(root: &Path, profile: &str, name: &str) -> Result<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    Ok(target(root)?.join(profile).join(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_one_types_it() {
        let command = cargo(Path::new("."), ["fmt", "--check"]);
        assert_eq!(shown(&command), "cargo fmt --check");
    }

    #[test]
    fn cargo_does_not_inherit_the_description_of_this_package() {
        let command = cargo(Path::new("."), []);
        let removed = command.get_envs().any(|(name, value)| name == "CARGO_PKG_NAME" && value.is_none());
        assert!(removed);
    }

    #[test]
    fn a_program_that_is_not_there_is_not_found() {
        assert!(!on_path("no-program-has-this-name"));
        assert!(!succeeds(&mut Command::new("no-program-has-this-name")));
    }
}
