//! What is held down on the device, so that all of it can be let go.

use std::collections::BTreeSet;

use farhand_rfb::message::Annotation;
use farhand_rfb::viewer::Viewer;

use super::input::Input;

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

    /// What of this lets go of something that is held; without it the device would hold it for ever.
    /// There is never more of that than was pressed.
    pub fn of(&self, input: Input) -> Option<Input> {
        match input {
            Input::Pointer { buttons, x, y } => {
                let buttons = buttons & self.buttons;
                (buttons != self.buttons).then_some(Input::Pointer { buttons, x, y })
            }
            Input::Key { key, down } => (!down && self.keys.contains(&key)).then_some(input),
            Input::Annotate(Annotation::Laser { .. } | Annotation::Stroke { .. }) => None,
            Input::Release | Input::Focus | Input::Annotate(_) => Some(input),
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lets_go_is_left() {
        let (a, b) = (Key { keysym: 0x61, scancode: 0 }, Key { keysym: 0x62, scancode: 0 });
        let held = Held { keys: [a].into(), buttons: 5, at: (0, 0) };
        let key = |key, down| Input::Key { key, down };
        let pointer = |buttons| Input::Pointer { buttons, x: 1, y: 1 };
        let dropped = [key(a, true), key(b, true), key(b, false), pointer(5), pointer(7)];
        assert!(dropped.into_iter().all(|input| held.of(input).is_none()));
        assert_eq!(held.of(pointer(3)), Some(pointer(1)));
        for kept in [key(a, false), pointer(4), pointer(0), Input::Release] {
            assert_eq!(held.of(kept.clone()), Some(kept));
        }
        assert_eq!(held.of(Input::Annotate(Annotation::Laser { x: 1, y: 1 })), None);
    }
}
