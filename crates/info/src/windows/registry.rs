//! The registry.

use winreg::RegKey;
use winreg::enums::{HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE, KEY_READ};

use crate::known::{Gap, Known};

/// A key that is open for reading.
pub(super) struct Key(RegKey);

impl Key {
    /// Of the computer.
    pub fn machine(path: &str) -> Known<Self> {
        Self::machine_as(path, 0)
    }

    /// Of the computer, as programs with 32 or 64 bits see it.
    pub fn machine_as(path: &str, view: u32) -> Known<Self> {
        Ok(Self(RegKey::predef(HKEY_LOCAL_MACHINE).open_subkey_with_flags(path, KEY_READ | view)?))
    }

    /// Of this program's user.
    pub fn user(path: &str) -> Known<Self> {
        Ok(Self(RegKey::predef(HKEY_CURRENT_USER).open_subkey_with_flags(path, KEY_READ)?))
    }

    pub fn text(&self, name: &str) -> Known<String> {
        let text: String = self.0.get_value(name)?;
        if text.trim().is_empty() { Err(Gap::Unknown) } else { Ok(text) }
    }

    pub fn number(&self, name: &str) -> Known<u32> {
        Ok(self.0.get_value(name)?)
    }

    /// The keys below, at most so many.
    pub fn below(&self, most: usize) -> Vec<(String, Self)> {
        let names = self.0.enum_keys().take(most).flatten();
        names
            .filter_map(|name| {
                Some((name.clone(), Self(self.0.open_subkey_with_flags(&name, KEY_READ).ok()?)))
            })
            .collect()
    }
}
