//! The monitors, laid out in one framebuffer.
//!
//! Systems count positions in units that may be larger than a pixel. Here every monitor has its
//! pixels; its place is counted in the main monitor's.

use farhand_rfb::Rect;
use farhand_rfb::message::{Layout, Screen};
use xcap::Monitor;

use crate::platform::{Desktop, Error};

/// A monitor's place.
#[derive(Clone, Copy)]
pub struct Placed {
    /// In the framebuffer, in pixels.
    pub rect: Rect,
    /// Where it begins and how large it is, in the system's units.
    units: (i32, i32, u32, u32),
    primary: bool,
    id: u32,
}

/// All of them, the main one first.
pub fn all() -> Result<Vec<(Monitor, Placed)>, Error> {
    let mut found = Vec::new();
    for monitor in Monitor::all()? {
        let units = (monitor.x()?, monitor.y()?, monitor.width()?, monitor.height()?);
        let (primary, id, scale) = (monitor.is_primary()?, monitor.id()?, monitor.scale_factor()?);
        found.push((monitor, units, primary, id, if cfg!(target_os = "macos") { scale } else { 1.0 }));
    }
    found.sort_by_key(|(_, units, primary, ..)| (!*primary, units.0, units.1));
    let scale = found.first().map_or(1.0, |(.., scale)| *scale);
    let left = found.iter().map(|(_, units, ..)| units.0).min().unwrap_or(0);
    let top = found.iter().map(|(_, units, ..)| units.1).min().unwrap_or(0);
    let placed = found.into_iter().map(|(monitor, units, primary, id, own)| {
        let (x, y) = (pixels(units.0 - left, scale), pixels(units.1 - top, scale));
        let (width, height) = (pixels(units.2 as i32, own), pixels(units.3 as i32, own));
        (monitor, Placed { rect: Rect::new(x, y, width, height), units, primary, id })
    });
    let placed: Vec<_> = placed.collect();
    if placed.is_empty() { Err(Error::NoDisplay("no monitor is on".into())) } else { Ok(placed) }
}

fn pixels(units: i32, scale: f32) -> u16 {
    // A cast from a float keeps to the limits of its type.
    (units as f32 * scale).round() as u16
}

/// Where all of them are.
pub fn places() -> Result<Vec<Placed>, Error> {
    Ok(all()?.into_iter().map(|(_, placed)| placed).collect())
}

/// The framebuffer that holds them all.
pub fn desktop(placed: &[Placed]) -> Desktop {
    let bounds = placed.iter().fold(Rect::default(), |all, one| all.union(one.rect));
    let screens = placed.iter().map(|one| Screen { id: one.id, rect: one.rect, flags: 0 });
    let (width, height) = (bounds.right() as u16, bounds.bottom() as u16);
    Desktop { width, height, monitors: Layout(screens.collect()) }
}

/// From a place in the framebuffer to the system's units.
pub fn units(placed: &[Placed], x: u16, y: u16) -> (i32, i32) {
    let here = placed.iter().find(|one| one.rect.contains(Rect::new(x, y, 1, 1)));
    let Some(one) = here.or_else(|| placed.iter().find(|one| one.primary)) else {
        return (i32::from(x), i32::from(y));
    };
    let along = |at: u16, from: u16, units: u32, pixels: u16| {
        i64::from(at.saturating_sub(from)) * i64::from(units) / i64::from(pixels.max(1))
    };
    let right = along(x, one.rect.x, one.units.2, one.rect.width);
    let down = along(y, one.rect.y, one.units.3, one.rect.height);
    (one.units.0 + right as i32, one.units.1 + down as i32)
}

/// From the system's units to a place in the framebuffer.
pub fn place(placed: &[Placed], x: i32, y: i32) -> Option<(u16, u16)> {
    placed.iter().find_map(|one| {
        let (right, down) = (i64::from(x) - i64::from(one.units.0), i64::from(y) - i64::from(one.units.1));
        let inside =
            (0..i64::from(one.units.2)).contains(&right) && (0..i64::from(one.units.3)).contains(&down);
        let across = right * i64::from(one.rect.width) / i64::from(one.units.2.max(1));
        let along = down * i64::from(one.rect.height) / i64::from(one.units.3.max(1));
        inside.then(|| (one.rect.x + across as u16, one.rect.y + along as u16))
    })
}
