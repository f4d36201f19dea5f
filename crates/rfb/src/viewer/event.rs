//! What a viewer tells its owner.

use super::config::AccessUnit;
use crate::message::{Layout, ScreenState};
use crate::rect::Rect;

/// What a viewer tells its owner, in the order in which it happened on the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The server asks for a VNC password: go on with [`super::Viewer::password`].
    PasswordNeeded,
    /// The handshake is done, the picture has its size, and the first update was asked for.
    Ready {
        /// Pixels.
        width: u16,
        /// Pixels.
        height: u16,
        /// The desktop's name.
        name: String,
    },
    /// These pixels of the picture are new.
    Damaged(Rect),
    /// A `FramebufferUpdate` is over: a good moment to show what was damaged.
    UpdateDone,
    /// The picture has another size; what both sizes show was kept. All of it is asked for again.
    Resized {
        /// Pixels.
        width: u16,
        /// Pixels.
        height: u16,
    },
    /// The screens of the desktop, whenever the server tells them.
    Layout(Layout),
    /// The server does not take the size that this viewer asked for: 1 prohibited, 2 out of
    /// resources, 3 not a possible layout.
    ResizeRefused(u16),
    /// The pointer has this shape; `None` when it has none.
    Cursor(Option<Cursor>),
    /// The pointer was moved on the other side.
    CursorMoved {
        /// Pixels from the left.
        x: u16,
        /// Pixels from the top.
        y: u16,
    },
    /// The desktop has another name.
    Name(String),
    /// The bell.
    Bell,
    /// The other side's clipboard, with `\n` between lines.
    CutText(String),
    /// The other side has text in its clipboard: [`super::Viewer::request_clipboard`] brings it.
    ClipboardOffer,
    /// Lights of the keyboard: bit 0 scroll lock, 1 num lock, 2 caps lock.
    Led(u8),
    /// The answer to [`super::Viewer::ping`]: all that was sent before it has been decoded.
    Pong(u64),
    /// A Farhand client tells whether the picture tells the truth, and what it can do
    /// ([`crate::message::state::abilities`]).
    Screen {
        /// What the picture is worth.
        state: ScreenState,
        /// A set of bits.
        abilities: u16,
    },
    /// H.264 that is not decoded here ([`super::Video::Passed`]).
    AccessUnit(AccessUnit),
}

/// The shape of the pointer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Pixels.
    pub width: u16,
    /// Pixels.
    pub height: u16,
    /// The pixel that points, from the left.
    pub hot_x: u16,
    /// The pixel that points, from the top.
    pub hot_y: u16,
    /// Red, green, blue, alpha of each pixel, row by row; colours are not multiplied by alpha.
    pub rgba: Vec<u8>,
}
