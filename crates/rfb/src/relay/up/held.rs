//! What is held down on the device through this viewer, so that it can be let go.

use crate::message::ClientMessage;

/// Keys that may be down at once; the device hears of no more.
const KEYS: usize = 128;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Key {
    Keysym(u32),
    /// By its place; the keysym is what it meant when it went down.
    Scancode {
        scancode: u32,
        keysym: u32,
    },
}

impl Key {
    fn is(self, other: Key) -> bool {
        match (self, other) {
            (Key::Keysym(a), Key::Keysym(b)) => a == b,
            (Key::Scancode { scancode: 0, keysym: a }, Key::Scancode { scancode: 0, keysym: b }) => a == b,
            (Key::Scancode { scancode: a, .. }, Key::Scancode { scancode: b, .. }) => a == b,
            _ => false,
        }
    }
}

/// What is held down, in the order it went down.
#[derive(Debug, Default)]
pub(in crate::relay) struct Held {
    keys: Vec<Key>,
    buttons: u8,
    x: u16,
    y: u16,
}

impl Held {
    /// A key goes down or up; `false` if too many are down, so that it may not pass.
    pub fn keysym(&mut self, down: bool, keysym: u32) -> bool {
        self.key(down, Key::Keysym(keysym))
    }

    /// A key goes down or up by its place; `false` if too many are down.
    pub fn scancode(&mut self, down: bool, keysym: u32, scancode: u32) -> bool {
        self.key(down, Key::Scancode { scancode, keysym })
    }

    fn key(&mut self, down: bool, key: Key) -> bool {
        let known = self.keys.iter().position(|held| held.is(key));
        match (down, known) {
            (true, None) if self.keys.len() >= KEYS => return false,
            (true, None) => self.keys.push(key),
            (false, Some(at)) => {
                self.keys.remove(at);
            }
            _ => {}
        }
        true
    }

    /// The pointer is here now, with these buttons.
    pub fn pointer(&mut self, buttons: u8, x: u16, y: u16) {
        (self.buttons, self.x, self.y) = (buttons, x, y);
    }

    /// Lets everything go, what went down last first.
    pub fn release(&mut self, to_device: &mut Vec<u8>) {
        for key in self.keys.drain(..).rev() {
            let up = match key {
                Key::Keysym(keysym) => ClientMessage::Key { down: false, keysym },
                Key::Scancode { scancode, keysym } => {
                    ClientMessage::QemuKey { down: false, keysym, scancode }
                }
            };
            up.write(to_device);
        }
        if std::mem::take(&mut self.buttons) != 0 {
            ClientMessage::Pointer { buttons: 0, x: self.x, y: self.y }.write(to_device);
        }
    }
}
