//! What is deleted goes into the platform's trash, where it has one.
//!
//! What is put there is told a mark, with which it comes back. A mark is only good for the path from
//! which something was deleted: otherwise it could fetch what is in the trash from elsewhere.

#[cfg(target_os = "linux")]
#[path = "freedesktop/mod.rs"]
mod system;
#[cfg(target_os = "macos")]
#[path = "macos.rs"]
mod system;
#[cfg(windows)]
#[path = "windows.rs"]
mod system;
#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
#[path = "none.rs"]
mod system;

use std::io;

pub(crate) use system::Trash;

/// Why something did not go into the trash, or does not come back.
#[derive(Debug)]
pub(crate) enum TrashError {
    /// The system's error.
    System(io::Error),
    /// There is no trash where it is.
    #[cfg_attr(windows, allow(dead_code, reason = "the shell has an error of its own for it"))]
    None,
    /// The mark is of nothing that is in the trash.
    Unknown,
}

impl From<io::Error> for TrashError {
    fn from(error: io::Error) -> Self {
        Self::System(error)
    }
}
