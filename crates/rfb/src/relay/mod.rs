//! What stands between the two ends: it follows both directions of an RFB stream, and lets through
//! what the customer has allowed. [`Splice`] decodes no pixels. [`Hub`] does, with limits on memory and
//! work, because several viewers of one agent are served from a picture of its own.
//!
//! [`Splice`] joins one device and one viewer, from the first byte of the handshake on. [`Hub`] is
//! for an agent that has only one connection and several viewers. [`repeater`] recognises an agent
//! that dials out. The caller owns the sockets:
//!
//! ```
//! use farhand_rfb::relay::{Allowed, Output, Splice};
//!
//! let mut splice = Splice::new(Allowed { view: true, ..Allowed::default() });
//! let mut out = Output::default();
//! let bytes = b"RFB 003.008\n"; // as read from the device's socket
//! let pass = splice.device(bytes, &mut out).expect("what the device says is RFB");
//! // First what is in `out`, then what passes of the very bytes that were read.
//! let to_viewer = std::mem::take(&mut out.to_viewer);
//! assert_eq!([&to_viewer[..], pass.of(bytes)].concat(), b"RFB 003.008\n");
//! ```
//!
//! The rules of [`Splice`], each enforced on whole messages however they are cut:
//!
//! - A message counts with the grant at the moment its last byte arrives; a clipboard text needs it
//!   at its first byte, too, because what is forbidden is skipped and not kept.
//! - The customer's texts pass by themselves only with the clipboard's grant. Under control alone the
//!   driver gets one text for each time it asks, from devices that can be asked. Only the driver's
//!   texts reach the device.
//! - What the device has not announced (extended keys, fences, other sizes, annotations) is dropped,
//!   because an agent that does not know a message hangs up.
//! - `SetEncodings` is cut down to what the relay can follow.
//! - A pixel format counts from a known byte on. Where the device has fences, the relay puts one with
//!   `SYNC_NEXT` before it and waits for the answer; otherwise it keeps the format, and the update
//!   requests after it, until no update is under way.
//! - When a grant ends, everything that is held down on the device is released.

mod allowed;
mod announced;
mod clipboard;
mod down;
mod flow;
mod format;
mod gate;
mod handshake;
pub mod repeater;
mod run;
mod share;
mod splice;
mod up;
mod version;

use std::ops::Range;

pub use allowed::Allowed;
pub use handshake::{Desktop, Security};
pub use share::Hub;
pub use splice::{Counts, Splice};
pub use up::recall;

/// Bytes that the relay itself has to say; whoever calls sends them and empties the buffers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// For the viewer.
    pub to_viewer: Vec<u8>,
    /// For the device.
    pub to_device: Vec<u8>,
}

/// Which of the bytes that were handed in pass as they are, after what is in the [`Output`] for that
/// side. The others are there already, are kept until their message is whole, or are dropped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "bytes that pass are not in the output"]
pub struct Pass(pub Range<usize>);

impl Pass {
    /// What passes of `bytes`, the ones that were handed in.
    #[must_use]
    pub fn of<'b>(&self, bytes: &'b [u8]) -> &'b [u8] {
        &bytes[self.0.clone()]
    }
}
