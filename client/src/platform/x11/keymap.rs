//! Which key, on which of its levels, stands for a character.
//!
//! The core protocol's table is used, in the shape that XKB gives it: columns 0 and 1 are the first
//! group without and with Shift, 2 and 3 the second group, 4 and 5 the first group with AltGr
//! (level 3), 6 and 7 the second group with AltGr.

use x11rb::connection::Connection;
use x11rb::protocol::xproto::ConnectionExt as _;
use x11rb::rust_connection::RustConnection;
use xkeysym::Keysym;

use crate::platform::Error;

const NO_SYMBOL: u32 = 0;

/// A level of a key: bit 0 Shift, bit 1 AltGr.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Level(pub u8);

impl Level {
    /// Shift is held.
    pub fn shift(self) -> bool {
        self.0 & 1 != 0
    }

    /// AltGr is held.
    pub fn third(self) -> bool {
        self.0 & 2 != 0
    }
}

/// The keys that a keysym is on, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// X11's key code.
    pub keycode: u8,
    /// Levels on which the key means this; bit n for level n.
    pub levels: u8,
    /// Caps lock works as Shift on this key.
    pub caps: bool,
    /// Num lock works as Shift on this key.
    pub num: bool,
}

impl Place {
    /// The level to use: the one that needs no other modifiers, else the lowest.
    pub fn level(self, now: Level) -> Level {
        if self.levels & (1 << now.0) != 0 { now } else { Level(self.levels.trailing_zeros() as u8) }
    }
}

/// The keyboard's table.
#[derive(Debug)]
pub struct Keymap {
    first: u8,
    columns: usize,
    symbols: Vec<u32>,
}

impl Keymap {
    /// Asks the X server.
    pub fn read(connection: &RustConnection) -> Result<Self, Error> {
        let (first, last) = (connection.setup().min_keycode, connection.setup().max_keycode);
        let reply = connection.get_keyboard_mapping(first, last.saturating_sub(first).saturating_add(1))?;
        let reply = reply.reply()?;
        Ok(Self { first, columns: usize::from(reply.keysyms_per_keycode), symbols: reply.keysyms })
    }

    /// How many keysyms each key has.
    #[cfg(test)]
    fn of(first: u8, columns: usize, symbols: &[u32]) -> Self {
        Self { first, columns, symbols: symbols.to_vec() }
    }

    /// Where a keysym is in this group; the place that fits the modifiers of now comes first.
    pub fn find(&self, keysym: u32, group: u8, now: Level) -> Option<Place> {
        let places = self.keys().filter_map(|(keycode, row)| place(keycode, row, keysym, group));
        places.min_by_key(|place| {
            let level = place.level(now);
            (level != now, level)
        })
    }

    /// Any key with this keysym on its first level, such as Shift.
    pub fn first_with(&self, keysym: u32) -> Option<u8> {
        self.keys().find(|(_, row)| row.first() == Some(&keysym)).map(|(keycode, _)| keycode)
    }

    /// All keys with one of these keysyms on their first level.
    pub fn all_with<'a>(&'a self, keysyms: &'a [u32]) -> impl Iterator<Item = u8> + 'a {
        let is_one = move |row: &[u32]| row.first().is_some_and(|symbol| keysyms.contains(symbol));
        self.keys().filter(move |(_, row)| is_one(row)).map(|(keycode, _)| keycode)
    }

    /// Whether a key means this without modifiers.
    pub fn has(&self, keycode: u8, keysym: u32) -> bool {
        self.keys().any(|(other, row)| other == keycode && row.first() == Some(&keysym))
    }

    /// Keys that mean nothing, from the end, where real ones are rare.
    pub fn spare(&self) -> Vec<u8> {
        let empty = self.keys().filter(|(_, row)| row.iter().all(|symbol| *symbol == NO_SYMBOL));
        let mut found: Vec<_> = empty.map(|(keycode, _)| keycode).collect();
        found.reverse();
        found
    }

    fn keys(&self) -> impl Iterator<Item = (u8, &[u32])> {
        let rows = self.symbols.chunks_exact(self.columns.max(1));
        (self.first..=u8::MAX).zip(rows)
    }
}

fn place(keycode: u8, row: &[u32], keysym: u32, group: u8) -> Option<Place> {
    let symbols = levels(row, group);
    let levels = (0..4).filter(|&level| same(symbols[level], keysym)).fold(0, |all, level| all | 1 << level);
    let (lower, upper) = (symbols[0], symbols[1]);
    let caps = lower != upper && is_letter(lower) && is_letter(upper);
    let num = is_keypad(upper);
    (levels != 0).then_some(Place { keycode, levels, caps, num })
}

/// What a key means on its four levels. A level that the table leaves empty means the same as the
/// one before it: such a key does not care for that modifier.
fn levels(row: &[u32], group: u8) -> [u32; 4] {
    let at = |column: usize| row.get(column).copied().unwrap_or(NO_SYMBOL);
    let second = group == 1 && (at(2) != NO_SYMBOL || at(3) != NO_SYMBOL);
    let from = if second { 2 } else { 0 };
    let first = at(from);
    let or = |symbol: u32, other: u32| if symbol == NO_SYMBOL { other } else { symbol };
    let shifted = match at(from + 1) {
        NO_SYMBOL => upper(first),
        symbol => symbol,
    };
    let third = or(at(from + 4), first);
    let fourth = match (at(from + 4), at(from + 5)) {
        (NO_SYMBOL, NO_SYMBOL) => shifted,
        (_, NO_SYMBOL) => third,
        (_, symbol) => symbol,
    };
    [first, shifted, third, fourth]
}

/// The core protocol: a letter alone in its group stands for its lower and its upper case.
fn upper(keysym: u32) -> u32 {
    let mut large = character(keysym).into_iter().flat_map(char::to_uppercase);
    match (large.next(), large.next()) {
        (Some(large), None) if is_letter(keysym) => Keysym::from_char(large).raw(),
        _ => keysym,
    }
}

/// Whether two keysyms stand for the same: some characters have an old and a Unicode one.
fn same(a: u32, b: u32) -> bool {
    let printing = |keysym: u32| character(keysym).filter(|character| !character.is_control());
    a != NO_SYMBOL
        && (a == b
            || (!is_keypad(a)
                && !is_keypad(b)
                && matches!((printing(a), printing(b)), (Some(a), Some(b)) if a == b)))
}

fn is_letter(keysym: u32) -> bool {
    character(keysym).is_some_and(char::is_alphabetic)
}

fn is_keypad(keysym: u32) -> bool {
    (0xff80..=0xffbd).contains(&keysym)
}

fn character(keysym: u32) -> Option<char> {
    Keysym::new(keysym).key_char()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIFT: u32 = 0xffe1;

    /// Key 10: a A, with AltGr æ Æ. Key 11: Return. Key 12: 1 !. Key 13: KP_End KP_1. Key 14: nothing.
    /// Key 15: Shift. Key 16: in the second group Cyrillic ef.
    fn german_and_russian() -> Keymap {
        let rows = [
            [0x61, 0x41, 0x61, 0x41, 0xe6, 0xc6],
            [0xff0d, 0, 0, 0, 0, 0],
            [0x31, 0x21, 0, 0, 0, 0],
            [0xff9c, 0xffb1, 0, 0, 0, 0],
            [0, 0, 0, 0, 0, 0],
            [SHIFT, 0, 0, 0, 0, 0],
            [0x66, 0, 0x6c6, 0x6e6, 0, 0],
        ];
        Keymap::of(10, 6, &rows.concat())
    }

    fn check(keysym: u32, group: u8, now: u8, expected: Option<(u8, u8)>) {
        let found = german_and_russian().find(keysym, group, Level(now));
        assert_eq!(found.map(|place| (place.keycode, place.level(Level(now)).0)), expected, "{keysym:#x}");
    }

    #[test]
    fn characters_are_found_with_their_level() {
        check(0x61, 0, 0, Some((10, 0)));
        check(0x41, 0, 0, Some((10, 1)));
        check(0xe6, 0, 0, Some((10, 2)));
        check(0xc6, 0, 1, Some((10, 3)));
        check(0x21, 0, 0, Some((12, 1)));
        check(0x46, 0, 0, Some((16, 1)));
        check(0x20ac, 0, 0, None);
    }

    #[test]
    fn a_key_with_one_meaning_takes_any_modifiers() {
        for now in 0..4 {
            check(0xff0d, 0, now, Some((11, now)));
        }
    }

    #[test]
    fn the_group_decides_and_old_names_equal_unicode() {
        check(0x0100_0444, 1, 0, Some((16, 0)));
        check(0x6c6, 1, 0, Some((16, 0)));
        check(0x0100_0444, 0, 0, None);
    }

    #[test]
    fn digits_of_the_keypad_are_not_those_of_the_row() {
        check(0xffb1, 0, 0, Some((13, 1)));
        check(0x31, 0, 0, Some((12, 0)));
        let place = german_and_russian().find(0xffb1, 0, Level(0)).map(|place| (place.num, place.caps));
        assert_eq!(place, Some((true, false)));
    }

    #[test]
    fn keys_without_meaning_are_to_spare() {
        assert_eq!(german_and_russian().spare(), [14]);
        assert_eq!(german_and_russian().first_with(SHIFT), Some(15));
        let has = |keycode, keysym| german_and_russian().has(keycode, keysym);
        assert!(has(15, SHIFT) && !has(14, SHIFT) && !has(10, 0xe6));
    }
}
