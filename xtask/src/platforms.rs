//! `cargo xtask platforms`: type-checks what is for Windows and macOS, too, on a Debian machine: the
//! whole workspace but what runs on Linux only.
//!
//! Debian's own compiler comes with the sources of the standard library, from which cargo builds
//! it for any target. C and C++ in dependencies are compiled by MinGW for Windows and by Zig's
//! clang for macOS. What this proves is that types, `cfg` branches and platform crates fit together.
//! Nothing is linked and nothing runs.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};

use crate::prerequisites;
use crate::process;
use crate::report::Report;

#[derive(Args)]
pub struct Options {
    /// Say what is missing instead of installing it
    #[arg(long)]
    no_install: bool,
    /// Check for this platform alone
    #[arg(long)]
    only: Option<Platform>,
    /// Arguments for `cargo check`, after `--`, in place of the workspace's portable packages
    #[arg(last = true)]
    check: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Platform {
    Windows,
    Macos,
}

const PACKAGES: [&str; 5] =
    ["rustc-web", "cargo-web", "rust-web-src", "gcc-mingw-w64-x86-64", "g++-mingw-w64-x86-64"];

/// Not for Windows and macOS. The measurements paint on X servers, which they start, and read the times
/// of processes from Linux's `/proc`.
const LINUX_ONLY: [&str; 1] = ["farhand-benches"];

/// With C or C++ that the workspace has optimised in every build. Nothing of it runs here.
const NOT_OPTIMISED: [&str; 2] = ["libsqlite3-sys", "openh264-sys2"];

/// Checks for each platform, in one report.
pub fn platforms(root: &Path, options: &Options) -> Result<()> {
    if !prerequisites::is_debian() {
        bail!("this needs Debian's rustc-web, cargo-web and rust-web-src packages");
    }
    prerequisites::ensure_debian(&PACKAGES, !options.no_install)?;
    let folder = process::target(root)?.join("platforms");
    fs::create_dir_all(&folder).context("cannot make the target folder")?;
    let mut report = Report::new(false);
    if options.only != Some(Platform::Macos) {
        report.run("Windows", &mut windows(root, &folder, options))?;
    }
    if options.only != Some(Platform::Windows) {
        report.step("macOS", || process::run(&mut macos(root, &folder, options)?))?;
    }
    report.finish()
}

fn windows(root: &Path, folder: &Path, options: &Options) -> Command {
    check(root, folder, "x86_64-pc-windows-gnu", options)
}

fn macos(root: &Path, folder: &Path, options: &Options) -> Result<Command> {
    let python = zig(folder, !options.no_install)?;
    let empty = folder.join("empty.c");
    fs::write(&empty, "").context("cannot write an empty C file")?;
    let c = script(folder, "macos-cc", &compiler_script(&python, "cc", &empty))?;
    let cpp = script(folder, "macos-c++", &compiler_script(&python, "c++", &empty))?;
    let archiver = script(folder, "macos-ar", &archiver_script(&python))?;
    let mut command = check(root, folder, "aarch64-apple-darwin", options);
    command.env("CRATE_CC_NO_DEFAULTS", "1");
    command.env("CC_aarch64_apple_darwin", c).env("CXX_aarch64_apple_darwin", cpp);
    command.env("AR_aarch64_apple_darwin", archiver);
    Ok(command)
}

/// Debian's cargo and compiler by their whole path: rustup's come first in PATH, and stay there.
fn check(root: &Path, folder: &Path, target: &str, options: &Options) -> Command {
    let mut command = process::afresh(Path::new("/usr/bin/cargo"));
    command.current_dir(root);
    for name in ["CARGO", "RUSTUP_TOOLCHAIN", "LD_LIBRARY_PATH"] {
        command.env_remove(name);
    }
    command.env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1");
    command.args(["check", "-Zbuild-std=std,panic_abort", "--target", target]);
    command.arg("--target-dir").arg(folder);
    for package in NOT_OPTIMISED {
        command.args(["--config", &format!("profile.dev.package.{package}.opt-level=0")]);
    }
    if options.check.is_empty() {
        command.arg("--workspace");
        for package in LINUX_ONLY {
            command.args(["--exclude", package]);
        }
    }
    command.args(&options.check);
    command
}

/// A Python that has the `ziglang` package, in an environment of its own.
fn zig(folder: &Path, install: bool) -> Result<PathBuf> {
    let environment = folder.join("zig");
    let python = environment.join("bin/python");
    if process::succeeds(Command::new(&python).args(["-m", "ziglang", "version"])) {
        return Ok(python);
    }
    if !install {
        bail!("the Python package ziglang is missing; without --no-install it is installed");
    }
    let mut has_venv = Command::new("python3");
    if !process::succeeds(has_venv.args(["-c", "import venv, ensurepip"])) {
        prerequisites::ensure_debian(&["python3-venv"], install)?;
    }
    process::run(Command::new("python3").args(["-m", "venv"]).arg(&environment))?;
    process::run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "ziglang"]))?;
    Ok(python)
}

/// Zig's clang takes the target by its own name and refuses some of Apple's options. Objective-C
/// files need Apple's headers, which are not to be had: an empty file stands in for them.
fn compiler_script(python: &Path, compiler: &str, empty: &Path) -> String {
    format!(
        r#"#!/usr/bin/env bash
kept=()
drop_next=
for argument in "$@"; do
    if [ -n "$drop_next" ]; then drop_next=; continue; fi
    case "$argument" in
        --target=* | -mmacosx-version-min=* | -gdwarf*) ;;
        -arch | -isysroot) drop_next=1 ;;
        *.m) kept+=("{empty}") ;;
        *) kept+=("$argument") ;;
    esac
done
exec "{python}" -m ziglang {compiler} -target aarch64-macos "${{kept[@]}}"
"#,
        empty = empty.display(),
        python = python.display(),
    )
}

fn archiver_script(python: &Path) -> String {
    let python = python.display();
    format!("#!/usr/bin/env bash\nexec \"{python}\" -m ziglang ar \"$@\"\n")
}

/// Writes a script that can be started, and returns its path.
fn script(folder: &Path, name: &str, text: &str) -> Result<PathBuf> {
    let file = folder.join(name);
    fs::write(&file, text).with_context(|| format!("cannot write {}", file.display()))?;
    process::run(Command::new("chmod").arg("+x").arg(&file))?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs the wrapper with `echo` in the compiler's place.
    #[cfg(target_os = "linux")]
    fn compiled(arguments: &[&str]) -> String {
        let folder = tempfile::TempDir::new().expect("a temporary folder");
        let text = compiler_script(Path::new("echo"), "cc", Path::new("empty.c"));
        let file = folder.path().join("cc");
        fs::write(&file, text).expect("a file");
        process::printed(Command::new("bash").arg(&file).args(arguments)).expect("bash")
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_compilers_options_are_translated() {
        let printed = compiled(&["--target=arm64-apple-macosx", "-arch", "arm64", "-O2", "a b.c"]);
        assert_eq!(printed.trim(), "-m ziglang cc -target aarch64-macos -O2 a b.c");
        let printed = compiled(&["-isysroot", "/sdk", "-gdwarf-2", "-c", "menu.m"]);
        assert_eq!(printed.trim(), "-m ziglang cc -target aarch64-macos -c empty.c");
    }
}
