//! This computer.

use farhand_protocol::info::{Category, ReadingBody, Sample};

#[cfg(target_os = "linux")]
use crate::linux as system;
#[cfg(target_os = "macos")]
use crate::macos as system;
#[cfg(target_os = "windows")]
use crate::windows as system;

/// This computer. What it used since the last reading is remembered; several threads may read at once.
pub struct Computer(system::Own);

impl Computer {
    /// This computer; its displays are those of this X display, where one is named.
    #[must_use]
    pub fn new(display: Option<String>) -> Self {
        Self(system::Own::new(display))
    }

    /// What can be known of one category. May take a second, and longer where a disk or a program of
    /// the system does not answer. [`Category::Location`], [`Category::Permissions`] and
    /// [`Category::Browser`] are not this crate's.
    #[must_use]
    pub fn read(&self, category: Category) -> ReadingBody {
        self.0.read(category)
    }
}

/// Values of the moment, cheap enough to be read each second: no processes, no programs.
#[derive(Default)]
pub struct Live(system::Live);

impl Live {
    /// The values since the last sample; the first one has no rates. The latency is not told.
    #[must_use]
    pub fn sample(&mut self) -> Sample {
        self.0.sample()
    }
}
