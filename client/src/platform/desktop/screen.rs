//! The screen by xcap: looked at, compared, and what differs is the damage.

use std::sync::Arc;
use std::time::{Duration, Instant};

use enigo::{Enigo, Mouse, Settings};
use farhand_rfb::Rect;
use farhand_rfb::message::ScreenState;
use farhand_rfb::server::{Cursor, Leds};
use xcap::Monitor;
use xcap::image::RgbaImage;

use super::monitors::{self, Placed};
use super::signal::Signal;
use crate::platform::{Desktop, Error, Happened, Screen};
use crate::screen::{Frame, Pixels};

/// Between two looks while something moves.
const BUSY: Duration = Duration::from_millis(33);
/// Between two looks while nothing does.
const CALM: Duration = Duration::from_millis(150);
/// Looks without a change after which it is calm.
const STILL: u32 = 15;
/// Pixels of a tile's side: damage is told in tiles.
const TILE: u16 = 64;

/// See the module's comment.
pub struct DesktopScreen {
    signal: Arc<Signal>,
    monitors: Vec<(Monitor, Placed)>,
    places: Vec<Placed>,
    desktop: Desktop,
    mouse: Option<Enigo>,
    watching: bool,
    still: u32,
    looked: Instant,
    state: ScreenState,
}

impl DesktopScreen {
    /// Looks whether there is one.
    pub fn open(signal: Arc<Signal>) -> Result<Self, Error> {
        let monitors = monitors::all()?;
        let places: Vec<_> = monitors.iter().map(|(_, placed)| *placed).collect();
        let desktop = monitors::desktop(&places);
        let mouse = Enigo::new(&Settings::default()).ok();
        Ok(Self {
            signal,
            monitors,
            places,
            desktop,
            mouse,
            watching: false,
            still: 0,
            looked: Instant::now(),
            state: ScreenState::Shown,
        })
    }

    /// Asks for the monitors again, and says whether they have changed.
    fn look_again(&mut self) -> Result<bool, Error> {
        self.monitors = monitors::all()?;
        self.places = self.monitors.iter().map(|(_, placed)| *placed).collect();
        let desktop = monitors::desktop(&self.places);
        let changed = desktop != self.desktop;
        self.desktop = desktop;
        Ok(changed)
    }

    fn pause(&self) -> Duration {
        let between = if self.still < STILL { BUSY } else { CALM };
        between.saturating_sub(self.looked.elapsed())
    }
}

impl Screen for DesktopScreen {
    fn watch(&mut self, on: bool) -> Result<(), Error> {
        self.watching = on;
        Ok(())
    }

    fn wait(&mut self, at_most: Option<Duration>) -> Result<Happened, Error> {
        if !self.watching {
            self.signal.wait(at_most);
            return Ok(Happened::default());
        }
        let pause = self.pause();
        let woken = self.signal.wait(Some(at_most.map_or(pause, |time| time.min(pause))));
        if woken || at_most.is_some_and(|time| time < pause) {
            return Ok(Happened::default());
        }
        let desktop = self.look_again()?;
        Ok(Happened { damaged: true, pointer: true, desktop, state: true, ..Happened::default() })
    }

    fn desktop(&mut self) -> Result<Desktop, Error> {
        Ok(self.desktop.clone())
    }

    fn grab(&mut self, all: bool, frame: &Frame) -> Result<Vec<Rect>, Error> {
        self.looked = Instant::now();
        let mut damage = Vec::new();
        self.state = ScreenState::Shown;
        for (monitor, placed) in &self.monitors {
            match monitor.capture_image() {
                Ok(image) => frame.write(|pixels| compare(pixels, placed.rect, &image, all, &mut damage)),
                // What the system keeps to itself, such as the sign-in screen.
                Err(error) => {
                    tracing::debug!(%error, "a monitor is not shown");
                    self.state = ScreenState::Protected;
                }
            }
        }
        self.still = if damage.is_empty() { self.still.saturating_add(1) } else { 0 };
        Ok(damage)
    }

    /// The pointer is part of no picture here, and its shape is not told: an arrow stands for it.
    fn cursor(&mut self) -> Result<Option<Cursor>, Error> {
        Ok(Some(arrow()))
    }

    fn pointer(&mut self) -> Result<(u16, u16), Error> {
        let at = self.mouse.as_ref().and_then(|mouse| mouse.location().ok());
        Ok(at.and_then(|(x, y)| monitors::place(&self.places, x, y)).unwrap_or_default())
    }

    fn leds(&mut self) -> Result<Leds, Error> {
        Ok(Leds::default())
    }

    fn state(&mut self) -> ScreenState {
        self.state
    }
}

/// Writes a monitor's picture into the frame and adds the tiles that differ to the damage.
fn compare(pixels: &mut Pixels, rect: Rect, image: &RgbaImage, all: bool, damage: &mut Vec<Rect>) {
    let width = rect.width.min(u16::try_from(image.width()).unwrap_or(u16::MAX));
    let height = rect.height.min(u16::try_from(image.height()).unwrap_or(u16::MAX));
    let shown = Rect { width, height, ..rect };
    let stride = image.width() as usize * 4;
    let mut changed = vec![false; usize::from(width.div_ceil(TILE))];
    let rows = pixels.rows_mut(shown).zip(image.as_raw().chunks_exact(stride.max(1)));
    for (y, (row, bytes)) in (0..height).zip(rows) {
        let tiles = row.chunks_mut(usize::from(TILE)).zip(bytes.chunks(usize::from(TILE) * 4));
        for ((pixels, bytes), changed) in tiles.zip(&mut changed) {
            for (pixel, new) in pixels.iter_mut().zip(bytes.chunks_exact(4)) {
                let new = u32::from_be_bytes([0, new[0], new[1], new[2]]);
                *changed |= *pixel != new;
                *pixel = new;
            }
        }
        if (y + 1).is_multiple_of(TILE) || y + 1 == height {
            let top = y / TILE * TILE;
            let tiles = changed.iter_mut().enumerate();
            let tiles = tiles.filter_map(|(column, new)| (std::mem::take(new) || all).then_some(column));
            damage.extend(tiles.map(|column| {
                let x = column as u16 * TILE;
                Rect::new(rect.x + x, rect.y + top, TILE.min(width - x), y + 1 - top)
            }));
        }
    }
}

/// A black arrow with a white edge.
fn arrow() -> Cursor {
    let (width, height) = (12_u16, 19_u16);
    let inside = |x: u16, y: u16| x < 12 && y < 17 && x <= y && (x + y < 22 || (y < 19 && x < 8));
    let edge = |x: u16, y: u16| x == 0 || x == y || x + y == 21 || y == 16;
    let pixel = |x: u16, y: u16| match (inside(x, y), edge(x, y)) {
        (false, _) => 0,
        (true, true) => 0xffff_ffff,
        (true, false) => 0xff00_0000,
    };
    let pixels = (0..height).flat_map(|y| (0..width).map(move |x| pixel(x, y))).collect();
    Cursor { width, height, hot_x: 0, hot_y: 0, pixels }
}
