//! The pictures that a screen shows one after another, read from Xvfb's memory. Looking at them
//! needs nothing from the program whose window it is.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use tokio::time::sleep;

/// Between two looks: one frame. Looking takes a millisecond or two from what is measured.
const LOOK: Duration = Duration::from_millis(16);
/// Bytes of a pixel.
const PIXEL: usize = 4;
/// Pixels that may still differ from the last picture when a window counts as complete: one in
/// five thousand of the screen, less than a short word.
const REST: usize = WIDTH * 900 / 5000;
/// Pixels in a line of the screen.
const WIDTH: usize = 1440;
/// Pixels to both sides of one that changes late, which belong to the same figure: where seconds
/// tick, minutes stand beside them and change more seldom.
const BESIDE: usize = 40;

/// Pictures and when each was first seen. Equal ones that follow each other are one.
pub struct Film {
    pictures: Vec<(Instant, Vec<u8>)>,
    end: Instant,
}

impl Film {
    /// Watches the picture in `file` for `time`.
    pub async fn of(file: &Path, time: Duration) -> Result<Self> {
        let mut pictures: Vec<(Instant, Vec<u8>)> = Vec::new();
        let end = Instant::now() + time;
        while Instant::now() < end {
            let picture = pixels(&fs::read(file).context("the screen's picture cannot be read")?)?;
            if pictures.last().is_none_or(|(_, last)| *last != picture) {
                pictures.push((Instant::now(), picture));
            }
            sleep(LOOK).await;
        }
        Ok(Self { pictures, end })
    }

    /// When the screen first looked as it does at the end, and went on to. What changes in the
    /// last part of the film of the length `tail` (seconds that count, a caret that blinks) does
    /// not matter.
    pub fn complete(&self, tail: Duration) -> Result<Instant> {
        let (_, last) = self.pictures.last().context("nothing was filmed")?;
        let (first_at, first) = &self.pictures[0];
        ensure!(first != last, "nothing came on the screen");
        let restless = self.restless(self.end - tail);
        let differs = |picture: &[u8]| differing(picture, last, &restless) > REST;
        match self.pictures.iter().rposition(|(_, picture)| differs(picture)) {
            None => Ok(*first_at),
            Some(place) if place + 1 < self.pictures.len() => Ok(self.pictures[place + 1].0),
            Some(_) => bail!("the picture does not come to rest"),
        }
    }

    /// Which pixels change after `since`, or stand beside one that does.
    fn restless(&self, since: Instant) -> Vec<bool> {
        let late = self.pictures.partition_point(|(at, _)| *at < since).saturating_sub(1);
        let (_, last) = &self.pictures[self.pictures.len() - 1];
        let mut restless = vec![false; last.len() / PIXEL];
        for (_, picture) in &self.pictures[late..] {
            let pairs = picture.chunks_exact(PIXEL).zip(last.chunks_exact(PIXEL));
            for (mark, (one, other)) in restless.iter_mut().zip(pairs) {
                *mark |= one != other;
            }
        }
        restless.chunks(WIDTH).flat_map(widened).collect()
    }
}

/// A line's marks, each with those beside it.
fn widened(line: &[bool]) -> Vec<bool> {
    let mut wide = vec![false; line.len()];
    for (place, _) in line.iter().enumerate().filter(|(_, marked)| **marked) {
        wide[place.saturating_sub(BESIDE)..(place + BESIDE).min(line.len())].fill(true);
    }
    wide
}

fn differing(one: &[u8], other: &[u8], restless: &[bool]) -> usize {
    let pairs = one.chunks_exact(PIXEL).zip(other.chunks_exact(PIXEL));
    pairs.zip(restless).filter(|((one, other), restless)| !**restless && one != other).count()
}

/// The pixels of a file in the format of `xwd`: a header, whose first word is its length and whose
/// twentieth the number of colours, then 12 bytes for each colour, then the pixels.
fn pixels(file: &[u8]) -> Result<Vec<u8>> {
    let word = |index: usize| {
        let bytes = file.get(index * 4..index * 4 + 4)?;
        usize::try_from(u32::from_be_bytes(bytes.try_into().ok()?)).ok()
    };
    let start = word(0).zip(word(19)).map(|(header, colours)| header + colours * 12);
    let pixels = start.and_then(|start| file.get(start..)).context("not a picture of xwd")?;
    Ok(pixels.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: usize = 1440 * 900 * PIXEL;

    fn film(pictures: &[(u64, u8, u8)]) -> (Instant, Film) {
        let start = Instant::now();
        let picture = |all: u8, corner: u8| {
            let mut picture = vec![all; SIZE];
            picture[..PIXEL * 2 * REST].fill(corner);
            picture
        };
        let pictures = pictures
            .iter()
            .map(|(ms, all, corner)| (start + Duration::from_millis(*ms), picture(*all, *corner)));
        let end = start + Duration::from_secs(5);
        (start, Film { pictures: pictures.collect(), end })
    }

    #[test]
    fn a_window_is_complete_when_nothing_that_rests_later_still_changes() {
        // The corner ticks each second.
        let (start, film) =
            film(&[(0, 0, 0), (300, 7, 0), (900, 9, 1), (1900, 9, 2), (2900, 9, 3), (3900, 9, 4)]);
        let complete = film.complete(Duration::from_millis(2500)).expect("complete");
        assert_eq!(complete - start, Duration::from_millis(900));
    }

    #[test]
    fn a_part_that_comes_later_counts() {
        let (start, film) = film(&[(0, 0, 0), (300, 9, 0), (900, 9, 1)]);
        let complete = film.complete(Duration::from_millis(2500)).expect("complete");
        assert_eq!(complete - start, Duration::from_millis(900));
    }

    #[test]
    fn what_stands_beside_a_late_change_does_not_matter() {
        let mut line = vec![false; WIDTH];
        line[10] = true;
        line[500] = true;
        let wide = widened(&line);
        let marked = |from: usize, to: usize| wide[from..to].iter().filter(|mark| **mark).count();
        assert_eq!((marked(0, 50), marked(50, 460), marked(460, 540), marked(540, WIDTH)), (50, 0, 80, 0));
    }

    #[test]
    fn an_empty_screen_is_an_error() {
        assert!(film(&[(0, 0, 0)]).1.complete(Duration::from_millis(100)).is_err());
    }

    #[test]
    fn the_pixels_stand_behind_header_and_colours() {
        let mut file = vec![0; 100 + 2 * 12];
        file[..4].copy_from_slice(&100u32.to_be_bytes());
        file[76..80].copy_from_slice(&2u32.to_be_bytes());
        file.extend([1, 2, 3, 4]);
        assert_eq!(pixels(&file).expect("pixels"), [1, 2, 3, 4]);
        assert!(pixels(&file[..60]).is_err());
    }
}
