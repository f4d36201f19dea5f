//! From a change of the customer's screen to the representative's: this console's window through the
//! real appliance, beside TigerVNC's viewer and noVNC in Chromium, on the same TigerVNC server.
//!
//! This program paints on the server's display at a known time, and watches the representative's
//! display from outside: nothing in a viewer knows that it is measured. A block is 64×64 pixels, a
//! flip the whole screen, which counts as shown when all its corners and its middle are. For a key,
//! the time begins with its press on the representative's keyboard; the server's program answers it
//! with a block.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use tokio::task::block_in_place;

use super::Extent;
use crate::report::{Bound, Report, Row};
use crate::samples::Samples;
use crate::screen::display::Display;
use crate::screen::painter::Painter;
use crate::screen::peers;
use crate::screen::viewers::{Kind, Shown};

/// How often each change.
const ROUNDS: usize = 200;
/// Pixels of the screens.
const SIZES: [(u16, u16); 2] = [(1280, 800), (1920, 1080)];
/// How long a change may take.
const LIMIT: Duration = Duration::from_secs(3);
/// Rest between two changes; what is added differs from one to the next, so that no clock of the
/// server's stays in step.
const REST: Duration = Duration::from_millis(45);
/// Pixels of the block's side.
const BLOCK: u16 = 64;
/// How far each part of a colour may be off: some viewers show a coarse picture first.
const NEAR: u32 = 6;
/// The key that is pressed (keycode of X11's usual keyboards): "a".
const KEY: u8 = 38;

/// Measures.
pub async fn run(extent: Extent) -> Result<Report> {
    let mut report = Report::new("glass");
    for size in SIZES {
        let remote = Display::served(size.0, size.1).await?;
        let painter = Painter::open(&remote)?;
        let mut all = Vec::new();
        for kind in [Kind::TigerVnc, Kind::NoVnc, Kind::Ours] {
            if let Some(package) = kind.missing() {
                peers::missing(kind.name(), package);
                continue;
            }
            match changes(kind, &remote, &painter, extent).await {
                Ok(times) => all.push((kind, times)),
                Err(error) => eprintln!("  {}: {error:#}", kind.name()),
            }
        }
        add(&mut report, size, &all);
    }
    Ok(report)
}

/// The times of one viewer, by what changed.
type Times = Vec<(&'static str, Samples)>;

async fn changes(kind: Kind, remote: &Display, painter: &Painter, extent: Extent) -> Result<Times> {
    let shown = Shown::of_server(kind, remote, painter).await?;
    let rounds = extent.of(ROUNDS);
    let times = block_in_place(|| -> Result<Times> {
        let block = series(rounds, |round| change(painter, &shown, false, round))?;
        let flip = series(rounds, |round| change(painter, &shown, true, round))?;
        let mut times = vec![("64×64 block", block), ("full flip", flip)];
        match keys(painter, &shown, rounds) {
            Ok(key) => times.push(("key to glass", key)),
            Err(error) => eprintln!("  {}: no keys: {error:#}", kind.name()),
        }
        Ok(times)
    });
    shown.close().await?;
    times
}

fn series(rounds: usize, mut once: impl FnMut(usize) -> Result<Duration>) -> Result<Samples> {
    let mut times = Vec::with_capacity(rounds);
    // The first ones are for warming up.
    for round in 0..rounds + 10 {
        times.push(once(round)?);
        thread::sleep(REST + Duration::from_micros(round as u64 * 7919 % 17_000));
    }
    Ok(Samples::new(times.split_off(10)))
}

/// Another colour for each round, far from the one before.
fn colour(round: usize) -> u32 {
    let part = |step: usize, shift: usize| u32::try_from((round * step + shift) % 200).unwrap_or(0) + 28;
    part(67, 10) << 16 | part(91, 40) << 8 | part(113, 90)
}

fn near(one: u32, other: u32) -> bool {
    [0, 8, 16].iter().all(|shift| (one >> shift & 255).abs_diff(other >> shift & 255) <= NEAR)
}

fn change(painter: &Painter, shown: &Shown, whole: bool, round: usize) -> Result<Duration> {
    let (width, height) = if whole { (painter.width, painter.height) } else { (BLOCK, BLOCK) };
    // Away from where the pointer is.
    let (x, y) = if whole { (0, 0) } else { (200, 200) };
    let wanted = colour(round);
    let begun = Instant::now();
    painter.fill((i16::try_from(x)?, i16::try_from(y)?), (width, height), wanted)?;
    let mut seen = begun;
    for (px, py) in points(width, height) {
        let at = shown.eye.until(shown.at((x + px, y + py)), LIMIT, |colour| near(colour, wanted))?;
        seen = seen.max(at.context("the change was not shown")?);
    }
    Ok(seen - begun)
}

/// The corners, a little inside, and the middle; the last painted first.
fn points(width: u16, height: u16) -> [(u16, u16); 5] {
    let (right, low) = (width - 4, height - 4);
    [(right, low), (3, low), (right, 3), (3, 3), (width / 2 + 20, height / 2 + 20)]
}

/// A key on the representative's keyboard; the program on the server's display answers with a block.
fn keys(painter: &Painter, shown: &Shown, rounds: usize) -> Result<Samples> {
    painter.focus()?;
    shown.eye.click(shown.at((500, 500)))?;
    thread::sleep(Duration::from_millis(500));
    painter.pressed()?;
    shown.eye.press(KEY)?;
    let end = Instant::now() + LIMIT;
    while !painter.pressed()? {
        ensure!(Instant::now() < end, "keys do not come through");
        thread::sleep(Duration::from_millis(5));
    }
    series(rounds, |round| key(painter, shown, round))
}

fn key(painter: &Painter, shown: &Shown, round: usize) -> Result<Duration> {
    let wanted = colour(round);
    thread::scope(|scope| {
        let answering = scope.spawn(|| -> Result<()> {
            painter.wait_for_key(LIMIT)?;
            painter.fill((200, 200), (BLOCK, BLOCK), wanted)
        });
        let pressed = shown.eye.press(KEY)?;
        let at = shown.eye.until(shown.at((260, 260)), LIMIT, |colour| near(colour, wanted))?;
        answering.join().expect("no panic")?;
        Ok(at.context("the key's answer was not shown")? - pressed)
    })
}

fn add(report: &mut Report, size: (u16, u16), all: &[(Kind, Times)]) {
    let of = |kind: Kind, what: &str| {
        let times = all.iter().find(|(one, _)| *one == kind)?.1.iter().find(|(name, _)| *name == what)?;
        Some(&times.1)
    };
    for (kind, times) in all {
        for (what, samples) in times {
            let name = format!("{}×{} {what}, {}", size.0, size.1, kind.name());
            for percent in [50, 95, 99] {
                let row = Row::new(
                    format!("{name}, p{percent} of {}", samples.count()),
                    samples.percentile(percent),
                    "ms",
                );
                let rival = of(Kind::NoVnc, what).filter(|_| *kind == Kind::Ours && percent == 95);
                report.add(
                    rival.map_or(row.clone(), |rival| row.against(rival.percentile(95), Bound::AtMost(1.0))),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_that_follow_each_other_are_far_apart() {
        for round in 0..500 {
            assert!(!near(colour(round), colour(round + 1)), "{round}");
            assert!(near(colour(round), colour(round) + 0x0004_0303));
        }
    }
}
