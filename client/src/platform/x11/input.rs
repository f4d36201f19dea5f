//! Pointer and keys through XTEST.
//!
//! A key that comes with its position is pressed at that position. One that comes as a character is
//! looked up in the layout; modifiers that the character needs and the keyboard has not (or the
//! other way round) are changed for the moment of the press. A character that is not on the layout
//! borrows a key that means nothing, which keeps its meaning for a while, so that programs have the
//! time to read the layout again. When all are lent, [`Input::ready_in`] says how long the one that was
//! used least lately still has to keep its own.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use x11rb::connection::{Connection, RequestConnection};
use x11rb::protocol::Event;
use x11rb::protocol::xkb::{self, ConnectionExt as _};
use x11rb::protocol::xproto::{self, ConnectionExt as _};
use x11rb::protocol::xtest::{self, ConnectionExt as _};
use x11rb::rust_connection::RustConnection;
use x11rb::{CURRENT_TIME, NONE};

use super::keymap::{Keymap, Level, Place};
use super::{Display, scancode};
use crate::platform::{Error, Input};

const SHIFT: [u32; 2] = [0xffe1, 0xffe2];
/// ISO_Level3_Shift, Mode_switch.
const THIRD: [u32; 2] = [0xfe03, 0xff7e];
const CAPS: u16 = 1 << 1;
const NUM: u16 = 1 << 4;
const LEVEL_THREE: u16 = 1 << 7;
const CORE_KEYBOARD: u16 = 0x100;
/// Keys that are borrowed at once. Programs that are behind read the newest layout, not the one of
/// the key that they look at, so a key keeps its meaning for as long as there are others.
const BORROWED: usize = 64;
/// A borrowed key is not given another meaning before.
const KEPT: Duration = Duration::from_millis(150);
/// Buttons that the eight bits stand for.
const BUTTONS: u8 = 8;

/// See the module's comment.
pub struct X11Input {
    display: Display,
    keymap: Keymap,
    has_xkb: bool,
    /// What is held, by what it was pressed as.
    keys: BTreeMap<Pressed, u8>,
    buttons: u8,
    /// The one that was used last is the last.
    borrowed: VecDeque<Borrowed>,
}

/// A key that was given a meaning.
#[derive(Clone, Copy, Debug)]
struct Borrowed {
    keycode: u8,
    keysym: u32,
    used: Instant,
}

/// As what a key was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Pressed {
    At(u32),
    Meaning(u32),
}

/// What the keyboard's modifiers are.
#[derive(Clone, Copy)]
struct Modifiers {
    group: u8,
    level: Level,
    caps: bool,
    num: bool,
}

impl X11Input {
    /// Connects, and checks that the server takes input.
    ///
    /// # Errors
    /// When it does not, or is not there.
    pub fn connect(name: Option<&str>) -> Result<Self, Error> {
        let display = Display::connect(name)?;
        let connection = &display.connection;
        if connection.extension_information(xtest::X11_EXTENSION_NAME)?.is_none() {
            return Err(Error::Unsupported("it takes no input from programs (XTEST)"));
        }
        let mut has_xkb = connection.extension_information(xkb::X11_EXTENSION_NAME)?.is_some();
        if has_xkb {
            has_xkb = connection.xkb_use_extension(1, 0)?.reply()?.supported;
        }
        if has_xkb {
            listen_to_layouts(connection)?;
        }
        let keymap = Keymap::read(connection)?;
        let input =
            Self { display, keymap, has_xkb, keys: BTreeMap::new(), buttons: 0, borrowed: VecDeque::new() };
        input.let_go_of_the_past()?;
        Ok(input)
    }

    /// Lets go of what a program that died held. What the customer holds is left alone: the X server
    /// keeps down what another device holds.
    fn let_go_of_the_past(&self) -> Result<(), Error> {
        let keys = self.display.connection.query_keymap()?.reply()?.keys;
        let is_down = |keycode: &u8| keys[usize::from(keycode / 8)] & (1 << (keycode % 8)) != 0;
        for keycode in (u8::MIN..=u8::MAX).filter(is_down) {
            self.let_go(keycode)?;
        }
        for number in 0..BUTTONS {
            self.button(number, false)?;
        }
        self.display.connection.flush()?;
        Ok(())
    }

    fn fake(&self, kind: u8, detail: u8, x: u16, y: u16) -> Result<(), Error> {
        let root = if kind == xproto::MOTION_NOTIFY_EVENT { self.display.root.root } else { NONE };
        let at = |position: u16| i16::try_from(position).unwrap_or(i16::MAX);
        self.display.connection.xtest_fake_input(kind, detail, CURRENT_TIME, root, at(x), at(y), 0)?;
        Ok(())
    }

    fn press(&self, keycode: u8) -> Result<(), Error> {
        self.fake(xproto::KEY_PRESS_EVENT, keycode, 0, 0)
    }

    fn let_go(&self, keycode: u8) -> Result<(), Error> {
        self.fake(xproto::KEY_RELEASE_EVENT, keycode, 0, 0)
    }

    /// Reads the layout again when the X server says that it has changed. A new layout takes back what
    /// was borrowed.
    fn refresh(&mut self) -> Result<(), Error> {
        let mut changed = false;
        while let Some(event) = self.display.connection.poll_for_event()? {
            changed |= matches!(
                event,
                Event::MappingNotify(_) | Event::XkbMapNotify(_) | Event::XkbNewKeyboardNotify(_)
            );
        }
        if changed {
            self.keymap = Keymap::read(&self.display.connection)?;
            let keymap = &self.keymap;
            self.borrowed.retain(|key| keymap.has(key.keycode, key.keysym));
        }
        Ok(())
    }

    fn modifiers(&self) -> Result<Modifiers, Error> {
        let (group, mask) = if self.has_xkb {
            let state = self.display.connection.xkb_get_state(CORE_KEYBOARD)?.reply()?;
            (u8::from(state.group), u16::from(state.mods))
        } else {
            (0, u16::from(self.display.connection.query_pointer(self.display.root.root)?.reply()?.mask))
        };
        let level = u8::from(mask & 1 != 0) | u8::from(mask & LEVEL_THREE != 0) << 1;
        Ok(Modifiers { group, level: Level(level), caps: mask & CAPS != 0, num: mask & NUM != 0 })
    }

    fn press_meaning(&mut self, keysym: u32) -> Result<Option<u8>, Error> {
        // With its answer comes all that the X server has said before.
        let now = self.modifiers()?;
        self.refresh()?;
        let Some(place) = self.keymap.find(keysym, now.group, now.level) else {
            let Some(keycode) = self.borrow(keysym)? else { return Ok(None) };
            self.press(keycode)?;
            self.note_use(keycode);
            return Ok(Some(keycode));
        };
        self.note_use(place.keycode);
        let wanted = wanted(place, now);
        self.with_modifiers(now.level, wanted, place.keycode)?;
        Ok(Some(place.keycode))
    }

    /// Presses a key while Shift and AltGr are as they must be.
    fn with_modifiers(&self, now: Level, wanted: Level, keycode: u8) -> Result<(), Error> {
        let changes = [(now.shift(), wanted.shift(), &SHIFT), (now.third(), wanted.third(), &THIRD)];
        let mut undo = Vec::new();
        for (is, must, keysyms) in changes {
            match (is, must) {
                (false, true) => {
                    if let Some(modifier) = keysyms.iter().find_map(|keysym| self.keymap.first_with(*keysym))
                    {
                        self.press(modifier)?;
                        undo.push((false, modifier));
                    }
                }
                (true, false) => {
                    for modifier in self.keymap.all_with(keysyms) {
                        self.let_go(modifier)?;
                        if self.keys.values().any(|held| *held == modifier) {
                            undo.push((true, modifier));
                        }
                    }
                }
                _ => {}
            }
        }
        self.press(keycode)?;
        for (down, modifier) in undo.into_iter().rev() {
            if down { self.press(modifier)? } else { self.let_go(modifier)? }
        }
        Ok(())
    }

    /// A key that means this from now on: the one that does already, a spare one, or the one that
    /// was not used for the longest time.
    fn borrow(&mut self, keysym: u32) -> Result<Option<u8>, Error> {
        if let Some(keycode) = self.borrowed.iter().find(|key| key.keysym == keysym).map(|key| key.keycode) {
            return Ok(Some(keycode));
        }
        let oldest = self.oldest();
        let keycode = match (self.spare(), oldest) {
            (Some(keycode), _) => keycode,
            (None, Some(at)) => self.borrowed.remove(at).expect("it was just found").keycode,
            (None, None) => return Ok(None),
        };
        self.change(keycode, keysym)?;
        self.borrowed.push_back(Borrowed { keycode, keysym, used: Instant::now() });
        Ok(Some(keycode))
    }

    /// A key that means nothing and is not lent, while not all are.
    fn spare(&self) -> Option<u8> {
        let lent = |keycode: &u8| self.borrowed.iter().any(|other| other.keycode == *keycode);
        let spare = self.keymap.spare().into_iter().find(|keycode| !lent(keycode));
        spare.filter(|_| self.borrowed.len() < BORROWED)
    }

    /// The lent key that was used least lately, of those that are not held.
    fn oldest(&self) -> Option<usize> {
        let held = |key: &Borrowed| self.keys.values().any(|held| *held == key.keycode);
        self.borrowed.iter().position(|key| !held(key))
    }

    /// A borrowed key is used now.
    fn note_use(&mut self, keycode: u8) {
        if let Some(at) = self.borrowed.iter().position(|key| key.keycode == keycode)
            && let Some(key) = self.borrowed.remove(at)
        {
            self.borrowed.push_back(Borrowed { used: Instant::now(), ..key });
        }
    }

    fn change(&self, keycode: u8, keysym: u32) -> Result<(), Error> {
        let connection = &self.display.connection;
        connection.change_keyboard_mapping(1, keycode, 2, &[keysym, keysym])?.check()?;
        Ok(())
    }

    fn button(&self, number: u8, down: bool) -> Result<(), Error> {
        let kind = if down { xproto::BUTTON_PRESS_EVENT } else { xproto::BUTTON_RELEASE_EVENT };
        self.fake(kind, number + 1, 0, 0)
    }
}

/// A program that knows XKB hears of another layout through it, or not at all.
fn listen_to_layouts(connection: &RustConnection) -> Result<(), Error> {
    let which = xkb::EventType::NEW_KEYBOARD_NOTIFY | xkb::EventType::MAP_NOTIFY;
    let parts = xkb::MapPart::KEY_TYPES | xkb::MapPart::KEY_SYMS;
    let (none, details) = (xkb::EventType::from(0_u16), xkb::SelectEventsAux::new());
    connection.xkb_select_events(CORE_KEYBOARD, none, which, parts, parts, &details)?;
    Ok(())
}

/// The level that the place needs, with Shift as it has to be under Caps lock and Num lock.
fn wanted(place: Place, now: Modifiers) -> Level {
    let turned = (place.caps && now.caps) || (place.num && now.num);
    let effective = Level(now.level.0 ^ u8::from(turned));
    let level = place.level(effective);
    Level(level.0 ^ u8::from(turned))
}

impl Input for X11Input {
    fn ready_in(&mut self, keysym: u32, scancode: Option<u32>) -> Result<Duration, Error> {
        if scancode.and_then(scancode::keycode).is_some() || self.borrowed.is_empty() {
            return Ok(Duration::ZERO);
        }
        self.refresh()?;
        let lent = self.borrowed.iter().any(|key| key.keysym == keysym);
        if lent || self.spare().is_some() {
            return Ok(Duration::ZERO);
        }
        let now = self.modifiers()?;
        if self.keymap.find(keysym, now.group, now.level).is_some() {
            return Ok(Duration::ZERO);
        }
        let oldest = self.oldest().map(|at| self.borrowed[at]);
        Ok(oldest.map_or(Duration::ZERO, |key| KEPT.saturating_sub(key.used.elapsed())))
    }

    fn key(&mut self, down: bool, keysym: u32, scancode: Option<u32>) -> Result<(), Error> {
        let at = scancode.and_then(|code| Some((Pressed::At(code), scancode::keycode(code)?)));
        let pressed = at.map_or(Pressed::Meaning(keysym), |(pressed, _)| pressed);
        if down && !self.keys.contains_key(&pressed) {
            let keycode = match at {
                Some((_, keycode)) => {
                    self.press(keycode)?;
                    Some(keycode)
                }
                None => self.press_meaning(keysym)?,
            };
            if let Some(keycode) = keycode {
                self.keys.insert(pressed, keycode);
            }
        } else if !down && let Some(keycode) = self.keys.remove(&pressed) {
            self.let_go(keycode)?;
        }
        self.display.connection.flush()?;
        Ok(())
    }

    fn pointer(&mut self, x: u16, y: u16, buttons: u8) -> Result<(), Error> {
        self.fake(xproto::MOTION_NOTIFY_EVENT, 0, x, y)?;
        for number in (0..BUTTONS).filter(|number| (self.buttons ^ buttons) & (1 << number) != 0) {
            self.button(number, buttons & (1 << number) != 0)?;
        }
        self.buttons = buttons;
        self.display.connection.flush()?;
        Ok(())
    }

    fn release(&mut self) -> Result<(), Error> {
        for keycode in std::mem::take(&mut self.keys).into_values() {
            self.let_go(keycode)?;
        }
        let buttons = std::mem::take(&mut self.buttons);
        for number in (0..BUTTONS).filter(|number| buttons & (1 << number) != 0) {
            self.button(number, false)?;
        }
        self.refresh()?;
        for key in std::mem::take(&mut self.borrowed) {
            self.change(key.keycode, 0)?;
        }
        self.display.connection.flush()?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(place: (u8, bool, bool), now: (u8, bool, bool), expected: u8) {
        let place = Place { keycode: 10, levels: place.0, caps: place.1, num: place.2 };
        let now = Modifiers { group: 0, level: Level(now.0), caps: now.1, num: now.2 };
        assert_eq!(wanted(place, now), Level(expected));
    }

    #[test]
    fn locks_turn_shift_round() {
        let (lower, upper) = (1 << 0, 1 << 1);
        check((lower, true, false), (0, false, false), 0);
        check((lower, true, false), (0, true, false), 1);
        check((upper, true, false), (0, true, false), 0);
        check((upper, true, false), (0, false, false), 1);
        check((upper, false, true), (0, false, true), 0);
        check((lower, false, true), (0, false, true), 1);
        check((lower, false, false), (1, true, true), 0);
    }
}
