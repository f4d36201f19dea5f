//! Keys that only macOS has, and where they are.

use enigo::Key;

/// No key.
const NO: u8 = 0xff;

/// macOS's key codes by XT scan code, up to 0x58 (Carbon's `Events.h`).
#[rustfmt::skip]
const PLAIN: [u8; 0x59] = [
    // 0x00: escape, the digits, minus, equal, backspace, tab
    NO, 53, 18, 19, 20, 21, 23, 22, 26, 28, 25, 29, 27, 24, 51, 48,
    // 0x10: Q to P, brackets, return, left control, A, S
    12, 13, 14, 15, 17, 16, 32, 34, 31, 35, 33, 30, 36, 59, 0, 1,
    // 0x20: D to L, semicolon, quote, grave, left shift, backslash, Z to V
    2, 3, 5, 4, 38, 40, 37, 41, 39, 50, 56, 42, 6, 7, 8, 9,
    // 0x30: B to M, comma, full stop, slash, right shift, keypad times, option, space, caps, F1 to F5
    11, 45, 46, 43, 47, 44, 60, 67, 58, 49, 57, 122, 120, 99, 118, 96,
    // 0x40: F6 to F10, clear, none, keypad 7 to 9, minus, 4 to 6, plus, 1
    97, 98, 100, 101, 109, 71, NO, 89, 91, 92, 78, 86, 87, 88, 69, 83,
    // 0x50: keypad 2, 3, 0, full stop, none, none, the key beside left shift, F11, F12
    84, 85, 82, 65, NO, NO, 10, 103, 111,
];

/// macOS's key code for an XT scan code.
pub fn position(scancode: u32) -> Option<u16> {
    let code = match scancode {
        0x9c => 76,
        0x9d => 62,
        0xb5 => 75,
        0xb8 => 61,
        0xc7 => 115,
        0xc8 => 126,
        0xc9 => 116,
        0xcb => 123,
        0xcd => 124,
        0xcf => 119,
        0xd0 => 125,
        0xd1 => 121,
        0xd2 => 114,
        0xd3 => 117,
        0xdb => 55,
        0xdc => 54,
        plain => *PLAIN.get(usize::try_from(plain).ok()?)?,
    };
    (code != NO).then_some(u16::from(code))
}

/// A key by its keysym.
pub fn named(keysym: u32) -> Option<Key> {
    (keysym == 0xff6a).then_some(Key::Help)
}
