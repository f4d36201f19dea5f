//! Checks of the built appliance that are written in Python: `tests/openapi` and `tests/mail`.
//!
//! What a check needs is installed from its `requirements.txt` into an environment of its own in the
//! target folder, and again only when that file has changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;

/// What is to be installed; a copy in the environment says what was.
const REQUIREMENTS: &str = "requirements.txt";
const PYTHON: &str = if cfg!(windows) { "python" } else { "python3" };

/// Installs what the check in `tests/{name}` needs.
pub fn install(root: &Path, name: &str) -> Result<()> {
    let environment = environment(root, name)?;
    let wanted = folder(root, name).join(REQUIREMENTS);
    if is_installed(&wanted, &environment) {
        return Ok(());
    }
    let mut make = Command::new(PYTHON);
    process::run(make.args(["-m", "venv", "--clear"]).arg(&environment))?;
    let mut install = Command::new(python(&environment));
    install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]);
    process::run(install.arg(&wanted))?;
    fs::copy(&wanted, environment.join(REQUIREMENTS)).context("cannot note what is installed")?;
    Ok(())
}

/// The check itself, of the built appliance.
pub fn check(root: &Path, name: &str) -> Result<Command> {
    let mut command = Command::new(python(&environment(root, name)?));
    command.arg(folder(root, name).join("check.py"));
    command.arg(process::built(root, "debug", "farhand-appliance")?);
    Ok(command)
}

fn folder(root: &Path, name: &str) -> PathBuf {
    root.join("tests").join(name)
}

fn environment(root: &Path, name: &str) -> Result<PathBuf> {
    Ok(process::target(root)?.join(format!("{name}-venv")))
}

/// The environment's own Python.
fn python(environment: &Path) -> PathBuf {
    environment.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" })
}

fn is_installed(wanted: &Path, environment: &Path) -> bool {
    let installed = fs::read(environment.join(REQUIREMENTS)).ok();
    installed.is_some() && installed == fs::read(wanted).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_installed_again_only_when_what_is_wanted_has_changed() {
        let folder = std::env::temp_dir().join(format!("farhand-python-{}", std::process::id()));
        let environment = folder.join("environment");
        fs::create_dir_all(&environment).expect("a folder");
        let wanted = folder.join(REQUIREMENTS);
        fs::write(&wanted, "checker==1\n").expect("a file");
        assert!(!is_installed(&wanted, &environment));
        fs::copy(&wanted, environment.join(REQUIREMENTS)).expect("a copy");
        assert!(is_installed(&wanted, &environment));
        fs::write(&wanted, "checker==2\n").expect("a file");
        assert!(!is_installed(&wanted, &environment));
        fs::remove_dir_all(&folder).expect("the folder goes");
    }
}
