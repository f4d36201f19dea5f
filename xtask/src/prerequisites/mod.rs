//! What a machine needs before anything can be built, and how it gets it.
//!
//! On Debian and Ubuntu what is missing is installed. Elsewhere it is named, with the way to
//! install it: we do not meddle with a package system that we cannot try.

mod debian;
mod linux;
mod macos;
mod node;
mod windows;

use std::env::consts::OS;
use std::path::Path;

use anyhow::{Result, bail};

pub use debian::ensure as ensure_debian;
pub use debian::is_debian;

/// What the machine is to be made ready for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// Building the console and opening it.
    Run,
    /// Building, and driving the console and a browser from the tests.
    Test,
    /// The same, and the programs of others that are measured beside ours.
    Bench,
}

/// Something that is not there, and the line that gets it.
#[derive(Debug, PartialEq, Eq)]
struct Missing {
    what: String,
    remedy: String,
}

/// Makes the machine ready, or fails with a list of what it lacks.
///
/// With `install` false nothing is changed, and anything that is missing is an error.
pub fn ensure(root: &Path, purpose: Purpose, install: bool) -> Result<()> {
    let mut missing = Vec::new();
    match OS {
        "linux" if is_debian() => ensure_debian(&debian::packages(purpose), install)?,
        "linux" => missing.extend(linux::missing(purpose)),
        "macos" => missing.extend(macos::missing()),
        "windows" => missing.extend(windows::missing()),
        other => println!("Farhand has not been tried on {other}; going on"),
    }
    missing.extend(node::missing());
    refuse(&missing)?;
    node::packages(root, purpose, install)
}

/// Fails with the list, when there is one.
fn refuse(missing: &[Missing]) -> Result<()> {
    if missing.is_empty() {
        return Ok(());
    }
    println!("This machine lacks:");
    for Missing { what, remedy } in missing {
        println!("  {what}\n      {remedy}");
    }
    bail!("install what is named above, then try again")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_that_lacks_something_is_refused() {
        assert!(refuse(&[]).is_ok());
        let missing = Missing { what: "node".into(), remedy: "install it".into() };
        assert!(refuse(&[missing]).is_err());
    }
}
