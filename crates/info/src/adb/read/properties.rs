//! `getprop`: lines of `[name]: [value]`.

use std::collections::HashMap;

use crate::known::{Gap, Known};

/// See the module's comment.
pub(super) struct Properties<'a>(HashMap<&'a str, &'a str>);

impl<'a> Properties<'a> {
    pub fn of(text: &'a str) -> Self {
        let pair = |line: &'a str| {
            let (name, value) = line.trim().strip_prefix('[')?.split_once("]: [")?;
            // A value of several lines has its bracket on the last one; the first line is enough.
            Some((name, value.strip_suffix(']').unwrap_or(value)))
        };
        Self(text.lines().filter_map(pair).collect())
    }

    /// The first of these that is set.
    pub fn first(&self, names: &[&str]) -> Known<&'a str> {
        let set = |name: &&str| self.0.get(*name).copied().filter(|value| !value.trim().is_empty());
        names.iter().find_map(set).ok_or(Gap::NotSupported)
    }

    /// The first part of a list with a part for each SIM.
    pub fn of_sim(&self, name: &str) -> Known<&'a str> {
        let list = self.first(&[name])?;
        list.split(',').map(str::trim).find(|part| !part.is_empty()).ok_or(Gap::NotSupported)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_set_is_found() {
        let text = "[ro.a]: [Orbit]\n[ro.empty]: []\n[ro.odd]: [a]: [b]]\n[ro.long]: [first\nsecond]\nnonsense\n\
                    [gsm.a]: [,Example Mobile]\r\n";
        let found = Properties::of(text);
        assert_eq!(found.first(&["ro.none", "ro.a"]), Ok("Orbit"));
        assert_eq!(found.first(&["ro.empty"]), Err(Gap::NotSupported));
        assert_eq!(found.first(&["ro.odd"]), Ok("a]: [b]"));
        assert_eq!(found.first(&["ro.long"]), Ok("first"));
        assert_eq!(found.of_sim("gsm.a"), Ok("Example Mobile"));
    }
}
