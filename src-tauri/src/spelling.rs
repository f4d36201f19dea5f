//! Spell checking in what is typed. Windows and macOS check by themselves.

#[cfg_attr(target_os = "linux", path = "spelling/linux.rs")]
#[cfg_attr(not(target_os = "linux"), path = "spelling/elsewhere.rs")]
mod system;

pub use system::check;
