//! Where the window stood, remembered in the data folder.

use std::fs;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tauri::{Monitor, PhysicalPosition, PhysicalSize, WebviewWindow, WindowEvent};

/// Pixels of the title bar that must be on a screen, so that the window can be taken hold of.
const HANDLE: (i64, i64) = (160, 24);

/// A place, in physical pixels. The position is the frame's, the size the content's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    x: i32,
    y: i32,
    width: u32,
    height: u32,
    maximized: bool,
}

/// A screen's usable part, in physical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Screen {
    x: i32,
    y: i32,
    width: u32,
    height: u32,
}

impl From<&Monitor> for Screen {
    fn from(monitor: &Monitor) -> Self {
        let area = monitor.work_area();
        Self { x: area.position.x, y: area.position.y, width: area.size.width, height: area.size.height }
    }
}

/// The place of the window, and the file that remembers it.
pub struct Remembered {
    file: PathBuf,
    place: Mutex<Option<Place>>,
}

impl Remembered {
    /// What the file says. One that is missing or makes no sense says nothing.
    pub fn read(file: PathBuf) -> Self {
        let place = fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Self { file, place: Mutex::new(place) }
    }

    fn place(&self) -> MutexGuard<'_, Option<Place>> {
        self.place.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts the window where it stood, as far as that is on a screen that is there now.
    pub fn restore(&self, window: &WebviewWindow) -> tauri::Result<()> {
        let screens: Vec<Screen> = window.available_monitors()?.iter().map(Screen::from).collect();
        let Some(place) = (*self.place()).and_then(|place| fitted(place, &screens)) else {
            return Ok(());
        };
        window.set_size(PhysicalSize::new(place.width, place.height))?;
        window.set_position(PhysicalPosition::new(place.x, place.y))?;
        if place.maximized { window.maximize() } else { Ok(()) }
    }

    /// Takes note of where the window is put; writes it down when it closes.
    pub fn hear(&self, window: &WebviewWindow, event: &WindowEvent) {
        match event {
            WindowEvent::Moved(_) | WindowEvent::Resized(_) => self.note(window),
            WindowEvent::CloseRequested { .. } => self.write(),
            _ => {}
        }
    }

    fn note(&self, window: &WebviewWindow) {
        let hidden = window.is_minimized().unwrap_or(true) || window.is_fullscreen().unwrap_or(true);
        let (Ok(position), Ok(size), Ok(maximized)) =
            (window.outer_position(), window.inner_size(), window.is_maximized())
        else {
            return;
        };
        if hidden {
            return;
        }
        let mut place = self.place();
        let now = Place { x: position.x, y: position.y, width: size.width, height: size.height, maximized };
        *place = Some(changed(*place, now));
    }

    /// Writes the place down.
    pub fn write(&self) {
        let Some(place) = *self.place() else { return };
        let text = serde_json::to_vec(&place).expect("a place is plain numbers");
        let fresh = self.file.with_extension("new");
        let written = fs::write(&fresh, text).and_then(|()| fs::rename(&fresh, &self.file));
        if let Err(error) = written {
            tracing::warn!(%error, "the window's place could not be written down");
        }
    }
}

/// A maximised window keeps the place that it goes back to.
fn changed(before: Option<Place>, now: Place) -> Place {
    match before {
        Some(before) if now.maximized => Place { maximized: true, ..before },
        _ => now,
    }
}

/// The place, no larger than its screen; none when it could not be taken hold of there.
fn fitted(place: Place, screens: &[Screen]) -> Option<Place> {
    let screen = screens.iter().find(|screen| has_handle(place, screen))?;
    Some(Place { width: place.width.min(screen.width), height: place.height.min(screen.height), ..place })
}

fn has_handle(place: Place, screen: &Screen) -> bool {
    let across = overlap(place.x, place.width, screen.x, screen.width);
    let top = i64::from(place.y) - i64::from(screen.y);
    let height = i64::from(screen.height);
    across >= HANDLE.0 && (0..=height - HANDLE.1).contains(&top)
}

/// How many pixels two stretches share.
fn overlap(a: i32, a_length: u32, b: i32, b_length: u32) -> i64 {
    let end = |start: i32, length: u32| i64::from(start) + i64::from(length);
    end(a, a_length).min(end(b, b_length)) - i64::from(a.max(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEFT: Screen = Screen { x: 0, y: 0, width: 1920, height: 1040 };
    const RIGHT: Screen = Screen { x: 1920, y: -200, width: 2560, height: 1400 };

    fn at(x: i32, y: i32, width: u32, height: u32) -> Place {
        Place { x, y, width, height, maximized: false }
    }

    fn check(place: Place, screens: &[Screen], expected: Option<Place>) {
        assert_eq!(fitted(place, screens), expected, "{place:?}");
    }

    #[test]
    fn a_place_on_a_screen_stays() {
        check(at(100, 50, 1440, 900), &[LEFT], Some(at(100, 50, 1440, 900)));
        check(at(2000, -150, 1440, 900), &[LEFT, RIGHT], Some(at(2000, -150, 1440, 900)));
        check(at(-1200, 0, 1440, 900), &[LEFT], Some(at(-1200, 0, 1440, 900)));
        check(at(1700, 0, 1440, 900), &[LEFT], Some(at(1700, 0, 1440, 900)));
    }

    #[test]
    fn a_place_that_nobody_can_reach_is_dropped() {
        check(at(2000, -150, 1440, 900), &[LEFT], None);
        check(at(-1400, 0, 1440, 900), &[LEFT], None);
        check(at(100, -10, 1440, 900), &[LEFT], None);
        check(at(100, 1030, 1440, 900), &[LEFT], None);
        check(at(i32::MIN, i32::MAX, u32::MAX, u32::MAX), &[LEFT, RIGHT], None);
        check(at(100, 50, 0, 0), &[LEFT], None);
        check(at(100, 50, 1440, 900), &[], None);
    }

    #[test]
    fn a_window_is_no_larger_than_its_screen() {
        check(at(0, 0, 4000, 3000), &[LEFT], Some(at(0, 0, 1920, 1040)));
    }

    #[test]
    fn a_maximised_window_remembers_where_it_was() {
        let before = at(100, 50, 1440, 900);
        let now = Place { maximized: true, ..at(0, 0, 1920, 1040) };
        assert_eq!(changed(Some(before), now), Place { maximized: true, ..before });
        assert_eq!(changed(None, now), now);
        assert_eq!(changed(Some(now), before), before);
    }

    #[test]
    fn what_is_written_is_read_again_and_nonsense_is_not() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("window.json");
        let remembered = Remembered::read(file.clone());
        assert_eq!(*remembered.place(), None);
        *remembered.place() = Some(at(1, 2, 3, 4));
        remembered.write();
        assert_eq!(*Remembered::read(file.clone()).place(), Some(at(1, 2, 3, 4)));
        for nonsense in ["", "{", "{\"x\": 1e99}", "[]"] {
            fs::write(&file, nonsense).expect("room");
            assert_eq!(*Remembered::read(file.clone()).place(), None, "{nonsense}");
        }
    }
}
