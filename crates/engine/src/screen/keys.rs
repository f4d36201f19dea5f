//! Keys that a device has and a keyboard has not, as droidVNC-NG and desktops take them.

use farhand_core::contract::DeviceKey;

use super::held::Key;

const CTRL: Key = Key { keysym: 0xffe3, scancode: 0x1d };
const SHIFT: Key = Key { keysym: 0xffe1, scancode: 0x2a };
const ALT: Key = Key { keysym: 0xffe9, scancode: 0x38 };
const ESCAPE: Key = Key { keysym: 0xff1b, scancode: 0x01 };
const HOME: Key = Key { keysym: 0xff50, scancode: 0xc7 };
const END: Key = Key { keysym: 0xff57, scancode: 0xcf };
const PAGE_UP: Key = Key { keysym: 0xff55, scancode: 0xc9 };
const PAGE_DOWN: Key = Key { keysym: 0xff56, scancode: 0xd1 };
const DELETE: Key = Key { keysym: 0xffff, scancode: 0xd3 };
const SUPER: Key = Key { keysym: 0xffeb, scancode: 0xdb };

/// The keys to press in this order, and to let go in the other.
pub(super) fn chord(key: DeviceKey) -> &'static [Key] {
    match key {
        DeviceKey::Back => &[ESCAPE],
        DeviceKey::Home => &[HOME],
        DeviceKey::Power => &[END],
        DeviceKey::Recents => &[CTRL, SHIFT, ESCAPE],
        DeviceKey::VolumeUp => &[CTRL, ALT, PAGE_UP],
        DeviceKey::VolumeDown => &[CTRL, ALT, PAGE_DOWN],
        DeviceKey::CtrlAltDelete => &[CTRL, ALT, DELETE],
        DeviceKey::Super => &[SUPER],
    }
}
