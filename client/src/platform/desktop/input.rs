//! Pointer and keys by enigo.

use std::collections::BTreeMap;

use enigo::{Axis, Button, Coordinate, Direction, Enigo, InputError, Key, Keyboard, Mouse, Settings};
use xkeysym::Keysym;

use super::keys;
use super::monitors::{self, Placed};
use crate::platform::{Error, Input};

/// Buttons by their bit; the wheel is the four bits after the third.
const BUTTONS: [(u8, Button); 3] = [(0, Button::Left), (1, Button::Middle), (2, Button::Right)];
const WHEEL: [(u8, i32, Axis); 4] =
    [(3, -1, Axis::Vertical), (4, 1, Axis::Vertical), (5, -1, Axis::Horizontal), (6, 1, Axis::Horizontal)];

/// See the module's comment.
pub struct DesktopInput {
    enigo: Enigo,
    monitors: Vec<Placed>,
    held: BTreeMap<(u32, Option<u32>), Pressed>,
    buttons: u8,
}

/// How a key was pressed.
#[derive(Clone, Copy)]
enum Pressed {
    At(u16),
    Meaning(Key),
}

impl DesktopInput {
    /// Asks the system for it. macOS asks the customer for the permission.
    pub fn open() -> Result<Self, Error> {
        let enigo = Enigo::new(&Settings::default()).map_err(|error| Error::NoDisplay(error.to_string()))?;
        Ok(Self { enigo, monitors: monitors::places()?, held: BTreeMap::new(), buttons: 0 })
    }

    fn turn(&mut self, pressed: Pressed, direction: Direction) -> Result<(), Error> {
        let done = match pressed {
            Pressed::At(code) => self.enigo.raw(code, direction),
            Pressed::Meaning(key) => self.enigo.key(key, direction),
        };
        done.or_else(pass)
    }
}

/// What the system does not do with one key it may do with the next.
fn pass(error: InputError) -> Result<(), Error> {
    tracing::debug!(%error, "the system did not take it");
    Ok(())
}

fn meaning(keysym: u32) -> Option<Key> {
    let special = match keysym {
        0xff08 => Key::Backspace,
        0xff09 | 0xfe20 => Key::Tab,
        0xff0d | 0xff8d => Key::Return,
        0xff1b => Key::Escape,
        0xff50 => Key::Home,
        0xff51 => Key::LeftArrow,
        0xff52 => Key::UpArrow,
        0xff53 => Key::RightArrow,
        0xff54 => Key::DownArrow,
        0xff55 => Key::PageUp,
        0xff56 => Key::PageDown,
        0xff57 => Key::End,
        0xffbe => Key::F1,
        0xffbf => Key::F2,
        0xffc0 => Key::F3,
        0xffc1 => Key::F4,
        0xffc2 => Key::F5,
        0xffc3 => Key::F6,
        0xffc4 => Key::F7,
        0xffc5 => Key::F8,
        0xffc6 => Key::F9,
        0xffc7 => Key::F10,
        0xffc8 => Key::F11,
        0xffc9 => Key::F12,
        0xffe1 | 0xffe2 => Key::Shift,
        0xffe3 | 0xffe4 => Key::Control,
        0xffe5 => Key::CapsLock,
        0xffe7 | 0xffe8 | 0xffeb | 0xffec => Key::Meta,
        0xffe9 | 0xffea | 0xfe03 => Key::Alt,
        0xffff => Key::Delete,
        other => return keys::named(other).or_else(|| Keysym::new(other).key_char().map(Key::Unicode)),
    };
    Some(special)
}

impl Input for DesktopInput {
    fn key(&mut self, down: bool, keysym: u32, scancode: Option<u32>) -> Result<(), Error> {
        let at = scancode.and_then(keys::position).map(Pressed::At);
        let name = if at.is_some() { (0, scancode) } else { (keysym, None) };
        if down && !self.held.contains_key(&name) {
            if let Some(pressed) = at.or_else(|| meaning(keysym).map(Pressed::Meaning)) {
                self.turn(pressed, Direction::Press)?;
                self.held.insert(name, pressed);
            }
        } else if !down && let Some(pressed) = self.held.remove(&name) {
            self.turn(pressed, Direction::Release)?;
        }
        Ok(())
    }

    fn pointer(&mut self, x: u16, y: u16, buttons: u8) -> Result<(), Error> {
        if self.buttons == 0 && buttons != 0 {
            self.monitors = monitors::places()?;
        }
        let (across, along) = monitors::units(&self.monitors, x, y);
        self.enigo.move_mouse(across, along, Coordinate::Abs).or_else(pass)?;
        let changed = self.buttons ^ buttons;
        for (bit, button) in BUTTONS.into_iter().filter(|(bit, _)| changed & (1 << bit) != 0) {
            let direction = if buttons & (1 << bit) != 0 { Direction::Press } else { Direction::Release };
            self.enigo.button(button, direction).or_else(pass)?;
        }
        for (_, length, axis) in WHEEL.into_iter().filter(|(bit, ..)| changed & buttons & (1 << bit) != 0) {
            self.enigo.scroll(length, axis).or_else(pass)?;
        }
        self.buttons = buttons;
        Ok(())
    }

    fn release(&mut self) -> Result<(), Error> {
        for pressed in std::mem::take(&mut self.held).into_values() {
            self.turn(pressed, Direction::Release)?;
        }
        let buttons = std::mem::take(&mut self.buttons);
        for (_, button) in BUTTONS.into_iter().filter(|(bit, _)| buttons & (1 << bit) != 0) {
            self.enigo.button(button, Direction::Release).or_else(pass)?;
        }
        Ok(())
    }
}
