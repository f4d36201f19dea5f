//! Where passwords come from: an environment variable or the terminal, never the command line,
//! which everybody on the machine can read.

use anyhow::{Context, Result, bail};

/// The password in the environment variable `name`, or as typed twice on the terminal.
pub(super) fn ask(name: &str, prompt: &str) -> Result<String> {
    if let Ok(password) = std::env::var(name) {
        return checked(password);
    }
    let hint = || format!("there is no terminal to ask on; set {name} instead");
    let first = rpassword::prompt_password(format!("{prompt}: ")).with_context(hint)?;
    let second = rpassword::prompt_password("The same again: ").with_context(hint)?;
    if first != second {
        bail!("the two passwords differ");
    }
    checked(first)
}

/// A password that is known elsewhere: in the environment variable `name`, or as typed on the terminal.
pub(super) fn ask_once(name: &str, prompt: &str) -> Result<String> {
    if let Ok(password) = std::env::var(name) {
        return Ok(password);
    }
    let hint = || format!("there is no terminal to ask on; set {name} instead");
    rpassword::prompt_password(format!("{prompt}: ")).with_context(hint)
}

fn checked(password: String) -> Result<String> {
    if password.chars().count() < 12 {
        bail!("a password must have at least 12 characters");
    }
    Ok(password)
}
