//! What the viewer says, for the caller to act on.

use std::time::Duration;

use super::Wants;
use crate::message::{Annotation, Layout};
use crate::rect::Rect;

/// What the viewer said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The handshake is done.
    Ready {
        /// Whether the viewer shares the screen with others, as RFC 6143 has it.
        shared: bool,
    },
    /// A key.
    Key {
        /// Pressed or let go.
        down: bool,
        /// X11's keysym; 0 where the key has none.
        keysym: u32,
        /// XT scan code (QEMU's extension) where the viewer told the key's position.
        scancode: Option<u32>,
    },
    /// The pointer.
    Pointer {
        /// Bit 0 left, 1 middle, 2 right, 3 to 6 wheel up, down, left, right.
        buttons: u8,
        /// Pixels from the left.
        x: u16,
        /// Pixels from the top.
        y: u16,
    },
    /// The viewer's clipboard holds this text. Lines end with `\n`.
    CutText(String),
    /// The viewer wants the device's clipboard: answer with [`super::Server::cut_text`].
    ClipboardRequested,
    /// The viewer's clipboard holds text: fetch it with [`super::Server::request_text`].
    ClipboardOffered,
    /// The viewer wants another size: answer with [`super::Server::resize`] or
    /// [`super::Server::refuse_desktop_size`].
    SetDesktopSize {
        /// Pixels.
        width: u16,
        /// Pixels.
        height: u16,
        /// How its screens are to lie.
        layout: Layout,
    },
    /// Something pointed at or drawn.
    Annotation(Annotation),
    /// The viewer looks at this part of the framebuffer now.
    Region(Rect),
    /// The viewer understands and wants this now.
    Wants(Wants),
    /// The viewer has taken a frame in.
    Acknowledged {
        /// [`super::UpdateInfo::frame`].
        frame: u32,
        /// From the end of the frame's encoding to here.
        delay: Duration,
    },
}
