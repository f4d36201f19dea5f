//! The programs of others that Farhand is measured against: Debian's packages, and what is built
//! from their sources outside of this repository. One that is missing is said to be missing, and
//! the measurement goes on without it.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

/// A program on the search path.
pub fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// A file or folder that an environment variable names.
pub fn named_by(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|path| path.exists())
}

/// Says that a peer is left out.
pub fn missing(peer: &str, how: &str) {
    eprintln!("without {peer}: {how}");
}

/// Compiles a C program against a library that `pkg-config` knows, into `folder`.
pub fn compile(folder: &Path, name: &str, source: &str, package: &str) -> Result<PathBuf> {
    let flags = Command::new("pkg-config").args(["--cflags", "--libs", package]).output()?;
    ensure!(flags.status.success(), "{package} is not installed");
    let flags = String::from_utf8(flags.stdout)?;
    let (file, program) = (folder.join(format!("{name}.c")), folder.join(name));
    std::fs::write(&file, source)?;
    let mut command = Command::new("cc");
    command.arg("-O2").arg("-o").arg(&program).arg(&file).args(flags.split_whitespace());
    let compiled = command.stdout(Stdio::null()).stderr(Stdio::null()).status().context("package gcc")?;
    ensure!(compiled.success(), "{name} was not compiled");
    Ok(program)
}

/// Runs a program to its end, and answers what it prints.
pub fn printed(program: &Path, arguments: &[&OsStr]) -> Result<String> {
    let output = Command::new(program).args(arguments).stdin(Stdio::null()).output()?;
    let name = program.display();
    ensure!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
