//! From XT scan codes (set 1), as QEMU's extension sends them, to the key codes of X servers on
//! Linux: the kernel's own code plus eight.
//!
//! The codes without prefix are the kernel's. Those with the prefix `0xe0`, which is the high bit
//! here, have their own table (linux/drivers/input/keyboard/atkbd.c and rfbproto, "QEMU Extended Key
//! Event Message").

/// Between the kernel's codes and X11's.
const OFFSET: u8 = 8;

/// The key code, where the scan code is known.
#[must_use]
pub fn keycode(scancode: u32) -> Option<u8> {
    let plain = u8::try_from(scancode).ok()?;
    let kernel = match plain {
        0x01..=0x53 | 0x56..=0x58 => plain,
        0x59 => 117, // keypad equal
        0x5c => 95,  // keypad comma of Japan
        0x70 => 93,  // katakana and hiragana
        0x73 => 89,  // ro
        0x77 => 91,  // hiragana
        0x78 => 90,  // katakana
        0x79 => 92,  // henkan
        0x7b => 94,  // muhenkan
        0x7d => 124, // yen
        0x7e => 121, // keypad comma
        0x80.. => prefixed(plain & 0x7f)?,
        _ => return None,
    };
    Some(kernel + OFFSET)
}

fn prefixed(code: u8) -> Option<u8> {
    Some(match code {
        0x10 => 165, // previous track
        0x19 => 163, // next track
        0x1c => 96,  // keypad enter
        0x1d => 97,  // right control
        0x20 => 113, // mute
        0x21 => 140, // calculator
        0x22 => 164, // play and pause
        0x24 => 166, // stop
        0x2e => 114, // volume down
        0x30 => 115, // volume up
        0x32 => 172, // home page
        0x35 => 98,  // keypad slash
        0x37 => 99,  // print screen
        0x38 => 100, // right alt, AltGr
        0x45 => 69,  // num lock
        0x46 => 119, // pause (break)
        0x47 => 102, // home
        0x48 => 103, // up
        0x49 => 104, // page up
        0x4b => 105, // left
        0x4d => 106, // right
        0x4f => 107, // end
        0x50 => 108, // down
        0x51 => 109, // page down
        0x52 => 110, // insert
        0x53 => 111, // delete
        0x5b => 125, // left super
        0x5c => 126, // right super
        0x5d => 127, // menu
        0x5e => 116, // power
        0x5f => 142, // sleep
        0x65 => 217, // search
        0x66 => 156, // bookmarks
        0x67 => 173, // reload
        0x69 => 159, // forward
        0x6a => 158, // back
        0x6c => 155, // mail
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scan_codes_become_key_codes() {
        // Names of these keys in evdev's rules: AC01, RTRN, KPEN, RALT, UP, LSGT, DELE.
        let known = [(0x1e, 38), (0x1c, 36), (0x9c, 104), (0xb8, 108), (0xc8, 111), (0x56, 94), (0xd3, 119)];
        for (scancode, expected) in known {
            assert_eq!(keycode(scancode), Some(expected), "{scancode:#x}");
        }
        for unknown in [0, 0x54, 0x80, 0xff, 0x100, 0xe01c] {
            assert_eq!(keycode(unknown), None, "{unknown:#x}");
        }
    }
}
