//! Who opens `farhand:` links: this program, for the user who runs it and nobody else.
//!
//! Such a link names a site and a code (`farhand://attach?site=…&code=…`, see [`crate::invitation`])
//! and grants nothing: the customer is asked before anything is connected to. What the system starts
//! is `farhand-client open LINK`, which takes no options, so that whoever wrote the link cannot add
//! any.
//!
//! A start by a person registers what is not registered yet, and leaves alone what another program
//! has; `farhand-client register` takes it over.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
use linux as native;

#[cfg(target_os = "windows")]
mod windows;
#[cfg(target_os = "windows")]
use windows as native;

#[cfg(not(any(target_os = "linux", target_os = "windows")))]
mod elsewhere;
#[cfg(not(any(target_os = "linux", target_os = "windows")))]
use elsewhere as native;

use std::io;
use std::path::PathBuf;

/// Why links are not registered.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The system keeps it somewhere where this program cannot write or read.
    #[error("{0}: {1}")]
    Place(PathBuf, io::Error),
    /// The program's own file is not known, or has a name that cannot be written down.
    #[error("this program does not lie in a place that can be started again")]
    Program,
    /// The system has no folder of the user's, or keeps links in another way.
    #[error("links cannot be registered on this system")]
    System,
}

/// How much is done for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// Nothing that another program has is taken from it.
    Polite,
    /// This program opens the links from now on.
    Insisting,
}

/// This program opens links from now on, whichever did before.
///
/// # Errors
/// When that cannot be written down.
pub fn register() -> Result<(), Error> {
    native::register(&program()?, Manner::Insisting)
}

/// This program opens links no more; what was written down for it is taken away.
///
/// # Errors
/// When that cannot be done.
pub fn unregister() -> Result<(), Error> {
    native::unregister()
}

/// This program opens links from now on, unless another one does. A failure is no reason not to
/// start.
pub fn at_start() {
    let done = program().and_then(|program| native::register(&program, Manner::Polite));
    if let Err(error) = done {
        tracing::info!(%error, "links do not open this program");
    }
}

fn program() -> Result<PathBuf, Error> {
    std::env::current_exe().ok().filter(|program| program.is_file()).ok_or(Error::Program)
}
