//! What is held down on the device, so that all of it can be let go.

use std::collections::BTreeSet;

use farhand_rfb::viewer::Viewer;

/// Keys that may be down at once: more than a keyboard can tell.
const KEYS: usize = 32;

/// What is held down on the device.
#[derive(Debug, Default)]
pub(super) struct Held {
    keys: BTreeSet<Key>,
    buttons: u8,
    at: (u16, u16),
}

/// A key by its keysym and its scan code; 0 where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub keysym: u32,
    pub scancode: u32,
}

impl Held {
    /// Presses or lets go of a key. Answers false (and does nothing) when too many are down.
    pub fn key(&mut self, viewer: &mut Viewer, key: Key, down: bool) -> bool {
        if down && self.keys.len() >= KEYS && !self.keys.contains(&key) {
            return false;
        }
        if down {
            self.keys.insert(key);
        } else {
            self.keys.remove(&key);
        }
        send(viewer, key, down);
        true
    }

    /// The pointer is here with these buttons down.
    pub fn pointer(&mut self, viewer: &mut Viewer, buttons: u8, x: u16, y: u16) {
        (self.buttons, self.at) = (buttons, (x, y));
        viewer.pointer(buttons, x, y);
    }

    /// Lets go of everything.
    pub fn release(&mut self, viewer: &mut Viewer) {
        for key in std::mem::take(&mut self.keys) {
            send(viewer, key, false);
        }
        if std::mem::take(&mut self.buttons) != 0 {
            viewer.pointer(0, self.at.0, self.at.1);
        }
    }
}

fn send(viewer: &mut Viewer, key: Key, down: bool) {
    viewer.key(down, key.keysym, (key.scancode != 0).then_some(key.scancode));
}
