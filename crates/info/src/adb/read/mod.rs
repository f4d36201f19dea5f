//! What a phone tells of each category: which commands are run, and how their words are understood.
//!
//! The commands are the phone's own, and change nothing. Several go in one request, with a mark
//! between what they print, so that a category costs one connection.

mod apps;
pub(super) mod battery;
mod connectivity;
mod device;
mod display;
mod location;
mod log;
mod memory;
mod network;
mod processes;
mod processor;
mod properties;
mod security;
mod storage;
mod system;
#[cfg(test)]
mod tests;
mod wireless;

use std::time::Duration;

use farhand_protocol::info::{Category, ReadingBody};

use super::{Fault, Phone};
use crate::known::{Gap, Known};

const PATIENCE: Duration = Duration::from_secs(8);
/// Bytes of what one request prints.
const MOST: usize = 4 * 1024 * 1024;
/// Stands in a line of its own between what two commands print.
const MARK: &str = "@@farhand@@";

impl From<Fault> for Gap {
    fn from(fault: Fault) -> Self {
        match fault {
            // The phone has not agreed to be debugged, or does so no more.
            Fault::Refused(why) if why.contains("unauthorized") => Self::NotPermitted,
            _ => Self::Unknown,
        }
    }
}

pub(super) fn read(phone: &Phone, category: Category) -> ReadingBody {
    let Some((commands, understand)) = asks(category) else { return Gap::NotSupported.into() };
    let text = phone.run(&together(commands), PATIENCE, MOST);
    let known = text.map_err(Gap::from).and_then(|text| understand(&Parts::of(&text)));
    known.unwrap_or_else(ReadingBody::from)
}

/// One command for several.
pub(super) fn together(commands: &[&str]) -> String {
    commands.join(&format!("; echo {MARK}; "))
}

type Understand = fn(&Parts) -> Known<ReadingBody>;

/// The commands of a category, and what understands them.
fn asks(category: Category) -> Option<(&'static [&'static str], Understand)> {
    Some(match category {
        Category::Device => (device::COMMANDS, device::understand),
        Category::System => (system::COMMANDS, system::understand),
        Category::Battery => (battery::COMMANDS, battery::understand),
        Category::Memory => (memory::COMMANDS, memory::understand),
        Category::Storage => (storage::COMMANDS, storage::understand),
        Category::Processor => (processor::COMMANDS, processor::understand),
        Category::Display => (display::COMMANDS, display::understand),
        Category::Network => (network::COMMANDS, network::understand),
        Category::Location => (location::COMMANDS, location::understand),
        Category::Security => (security::COMMANDS, security::understand),
        Category::Apps => (apps::COMMANDS, apps::understand),
        Category::Processes => (processes::COMMANDS, processes::understand),
        Category::Log => (log::COMMANDS, log::understand),
        Category::Services | Category::Permissions | Category::Browser => return None,
    })
}

/// What each of the commands has printed.
pub(super) struct Parts<'a>(Vec<&'a str>);

impl<'a> Parts<'a> {
    pub fn of(text: &'a str) -> Self {
        Self(text.split(MARK).map(|part| part.trim_matches(['\r', '\n'])).collect())
    }

    /// What a command has said; what it says instead of an answer is none.
    pub fn said(&self, at: usize) -> Known<&'a str> {
        let text = self.0.get(at).copied().unwrap_or_default();
        let first = text.lines().next().unwrap_or_default();
        let of_shell = ["/system/bin/sh:", "sh:", "cat:", "ls:"].iter().any(|start| first.starts_with(start));
        let forbidden = ["Permission Denial", "java.lang.SecurityException"];
        if forbidden.iter().any(|start| first.starts_with(start))
            || (of_shell && first.contains("Permission denied"))
        {
            return Err(Gap::NotPermitted);
        }
        if of_shell || first.starts_with("Can't find service") {
            return Err(Gap::NotSupported);
        }
        if text.trim().is_empty() { Err(Gap::Unknown) } else { Ok(text) }
    }

    /// The one word of a setting; one that is not set is `null`.
    fn setting(&self, at: usize) -> Known<&'a str> {
        let text = self.said(at)?.trim();
        if text == "null" { Err(Gap::NotSupported) } else { Ok(text) }
    }

    /// A setting that is on or off.
    fn switch(&self, at: usize) -> Known<bool> {
        match self.setting(at)? {
            "1" | "true" => Ok(true),
            "0" | "false" => Ok(false),
            _ => Err(Gap::Unknown),
        }
    }
}

/// The text between two others.
fn between<'a>(text: &'a str, start: &str, end: &str) -> Option<&'a str> {
    let rest = text.split_once(start)?.1;
    Some(rest.split_once(end).map_or(rest, |(inside, _)| inside))
}
