//! Keys that only Windows has, and where they are.

use enigo::{EXT, Key};

/// Windows takes XT scan codes as they are; those with a prefix carry it in their upper byte.
pub fn position(scancode: u32) -> Option<u16> {
    let plain = u16::try_from(scancode & 0x7f).ok().filter(|_| scancode <= 0xff && scancode & 0x7f != 0)?;
    Some(if scancode & 0x80 != 0 { plain | EXT } else { plain })
}

/// A key by its keysym.
pub fn named(keysym: u32) -> Option<Key> {
    Some(match keysym {
        0xff13 => Key::Pause,
        0xff14 => Key::Scroll,
        0xff61 => Key::PrintScr,
        0xff63 => Key::Insert,
        0xff67 => Key::Apps,
        0xff7f => Key::Numlock,
        _ => return None,
    })
}
