//! The words of the protocol that more than one room needs.

pub mod annotation;
pub mod client;
pub mod layout;
pub mod state;

pub use annotation::Annotation;
pub use client::ClientMessage;
pub use layout::{Layout, Screen};
pub use state::ScreenState;

/// Bits of a fence (rfbproto, "Fence").
pub mod fence {
    /// Nothing after it is begun before everything before it is done.
    pub const BLOCK_BEFORE: u32 = 1;
    /// Nothing after it is begun before it is answered.
    pub const BLOCK_AFTER: u32 = 1 << 1;
    /// The message after it is done at the same moment as it is answered.
    pub const SYNC_NEXT: u32 = 1 << 2;
    /// An answer is wanted; the answer has this bit cleared.
    pub const REQUEST: u32 = 1 << 31;
    /// The bits that an answer may carry.
    pub const KNOWN: u32 = BLOCK_BEFORE | BLOCK_AFTER | SYNC_NEXT;
}
