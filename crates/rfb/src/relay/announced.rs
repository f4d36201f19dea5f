//! What the device has said it understands. Everything else that a viewer says beyond RFC 6143 is
//! dropped: an agent that does not know a message hangs up.

/// What the device has said it understands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Announced {
    /// By asking for a fence itself.
    pub fence: bool,
    /// By the first `EndOfContinuousUpdates`.
    pub continuous: bool,
    /// By a rectangle in `QEMU_EXTENDED_KEY`.
    pub extended_key: bool,
    /// By a rectangle in `EXTENDED_DESKTOP_SIZE`.
    pub desktop_size: bool,
    /// By its clipboard's capabilities.
    pub clipboard: bool,
    /// By a rectangle in `FARHAND`: [`crate::message::state::abilities`].
    pub abilities: u16,
}
