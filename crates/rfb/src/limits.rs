//! What is refused before it costs anything.

/// Pixels of a framebuffer's longer side.
pub const SIDE: u16 = 16_384;
/// Pixels of a whole framebuffer: 8K by 8K.
pub const PIXELS: u32 = 8_192 * 8_192;
/// Pixels of a picture that the relay keeps for several viewers: two 4K screens.
pub const SHARED_PIXELS: u32 = 2 * 3_840 * 2_160;
/// Pixels of a cursor's longer side.
pub const CURSOR_SIDE: u16 = 512;
/// Bytes of a desktop's name.
pub const NAME_BYTES: u32 = 4_096;
/// Bytes of a clipboard's text, both packed and unpacked.
pub const CLIPBOARD_BYTES: u32 = 4 * 1024 * 1024;
/// Bytes of one H.264 access unit.
pub const ACCESS_UNIT_BYTES: u32 = 8 * 1024 * 1024;
/// Bytes of one rectangle's packed data.
pub const PACKED_BYTES: u32 = 128 * 1024 * 1024;
/// Encodings in one `SetEncodings`.
pub const ENCODINGS: u16 = 1_024;
/// Bytes that a fence carries (rfbproto, Fence).
pub const FENCE_BYTES: u8 = 64;
/// Screens of a layout.
pub const SCREENS: u8 = 32;
/// Bytes of a reason for a failure.
pub const REASON_BYTES: u32 = 4_096;
/// Points in one stroke message of Farhand's annotations.
pub const STROKE_POINTS: u16 = 256;
/// Pixels of one rectangle of Tight that is not of one colour; servers stay far below.
pub const TIGHT_PIXELS: usize = 4_096 * 4_096;
