//! System information of this computer, and of phones that hang on it.
//!
//! [`Computer::read`] tells what can be known of one category, [`Live`] tells values of the moment.
//! Each system has a place of its own: `linux`, `windows`, `macos`. [`adb`] speaks to the adb server
//! of the computer, where one runs, and tells of Android phones.
//!
//! Reading is one thing, understanding another: what other programs have written is understood by pure
//! functions that take any text. What is not there, what must not be read and what makes no sense are
//! three different things, and none of them is an error.
//!
//! Everything blocks, and belongs on a thread that may. This crate asks nobody for permission: whoever
//! calls it has.

pub mod adb;
mod bounded;
mod child;
mod clock;
mod computer;
mod dates;
mod known;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "macos")]
mod macos;
mod number;
#[cfg(not(target_os = "linux"))]
mod portable;
mod proc;
mod sheet;
mod texts;
#[cfg(target_os = "windows")]
mod windows;

pub use bounded::bounded;
pub use computer::{Computer, Live};
