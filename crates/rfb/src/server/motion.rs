//! The video encoder that a caller lends, and the area that it is used for.
//!
//! The area stays the same while something moves in it: a decoder has to begin anew for each size, and
//! that takes a whole picture. It grows at once when the motion does, shrinks when the motion has been
//! smaller for a while, and ends when it rests, so that the exact picture can follow.

use std::time::Duration;

use super::activity::Activity;
use super::choose::is_video;
use super::picture::Picture;
use crate::rect::Rect;

/// A motion that has not moved for so long has ended.
pub const REST: Duration = Duration::from_millis(150);
/// A motion that is narrower than so many pixels is no video.
const NARROW: u16 = 32;
/// A motion that has been a quarter smaller than its area for so long gets a smaller area.
const SHRINK: Duration = Duration::from_secs(1);

/// Encodes an area that moves as H.264. The caller brings it (openh264, or the platform's own).
pub trait MotionEncoder {
    /// Encodes `area` of the picture as one access unit in Annex B form; width and height are even.
    /// With `key`, the unit must be decodable by itself (IDR, with its parameter sets): the area is
    /// new, has another size, or the viewer has asked for everything. There must be one unit for
    /// each call: no reordering, no delay. `now` is the time since any moment: the time between
    /// pictures says how many bits one may have. `None` when it cannot: this area goes as stills.
    fn encode(&mut self, picture: Picture<'_>, area: Rect, key: bool, now: Duration) -> Option<Vec<u8>>;

    /// The line takes so many bits in a second. Told before the first picture, and when it changes by
    /// a quarter or more.
    fn set_rate(&mut self, bits_per_second: u32);
}

/// An access unit, and what it is of.
#[derive(Debug, PartialEq, Eq)]
pub struct Unit {
    pub area: Rect,
    /// The viewer's decoder begins anew with it.
    pub first: bool,
    pub bytes: Vec<u8>,
}

/// The encoder and its area.
#[derive(Default)]
pub struct Motion {
    encoder: Option<Box<dyn MotionEncoder + Send>>,
    area: Option<Area>,
    /// The encoder cannot do this one.
    refused: Option<Rect>,
    /// Bits in a second that the encoder was told.
    rate: u32,
}

#[derive(Clone, Copy)]
struct Area {
    rect: Rect,
    key: bool,
    first: bool,
    smaller_since: Option<Duration>,
}

impl Area {
    fn new(rect: Rect) -> Self {
        Self { rect, key: true, first: true, smaller_since: None }
    }
}

impl Motion {
    /// Lends an encoder, or takes it away.
    pub fn lend(&mut self, encoder: Option<Box<dyn MotionEncoder + Send>>) {
        *self = Self { encoder, ..Self::default() };
    }

    /// The area that goes as video now.
    pub fn area(&self) -> Option<Rect> {
        self.area.map(|area| area.rect)
    }

    /// The viewer has forgotten all pictures.
    pub fn restart(&mut self) {
        if let Some(area) = &mut self.area {
            (area.key, area.first) = (true, true);
        }
    }

    /// There is no video.
    pub fn end(&mut self) {
        self.area = None;
    }

    /// Begins, moves or ends the area as the screen's activity says.
    pub fn follow(&mut self, activity: &Activity, picture: Picture<'_>, now: Duration) {
        if self.encoder.is_none() {
            return;
        }
        let motion = activity.motion(now).map(|rect| even(rect, picture.bounds()));
        let possible = |rect: &Rect| rect.width.min(rect.height) >= NARROW && self.refused != Some(*rect);
        let motion = motion.filter(possible);
        self.area = match (self.area, motion) {
            (None, Some(motion)) => is_video(picture, motion).then(|| Area::new(motion)),
            (Some(area), _) if now.saturating_sub(activity.changed_at(area.rect)) >= REST => None,
            (Some(area), Some(motion)) => Some(fit(area, motion, now)),
            (area, None) => area,
        };
    }

    /// The next access unit of the area, for a line that takes so many bits in a second.
    pub fn encode(&mut self, picture: Picture<'_>, rate: u32, now: Duration) -> Option<Unit> {
        let (encoder, area) = (self.encoder.as_mut()?, self.area.as_mut()?);
        if rate.abs_diff(self.rate) >= self.rate / 4 {
            self.rate = rate;
            encoder.set_rate(rate);
        }
        let Some(bytes) = encoder.encode(picture, area.rect, area.key, now) else {
            self.refused = self.area.take().map(|area| area.rect);
            return None;
        };
        let unit = Unit { area: area.rect, first: area.first, bytes };
        (area.key, area.first) = (false, false);
        Some(unit)
    }
}

fn fit(area: Area, motion: Rect, now: Duration) -> Area {
    if !area.rect.contains(motion) {
        let both = area.rect.union(motion);
        // Two motions far from each other are not one video.
        let grown = if both.area() <= 2 * motion.area() { both } else { motion };
        return Area::new(grown);
    }
    if motion.area() * 4 > area.rect.area() * 3 {
        return Area { smaller_since: None, ..area };
    }
    let since = area.smaller_since.unwrap_or(now);
    if now.saturating_sub(since) >= SHRINK {
        return Area::new(motion);
    }
    Area { smaller_since: Some(since), ..area }
}

/// The rectangle with even sides, larger where the picture allows it.
fn even(rect: Rect, bounds: Rect) -> Rect {
    let side = |start: u16, end: u32, limit: u16| {
        let start = start & !1;
        let end = (end.next_multiple_of(2)).min(u32::from(limit & !1)) as u16;
        (start, end.saturating_sub(start))
    };
    let (x, width) = side(rect.x, rect.right(), bounds.width);
    let (y, height) = side(rect.y, rect.bottom(), bounds.height);
    Rect::new(x, y, width, height)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framebuffer::Framebuffer;
    use crate::server::region::tiles;

    const SCREEN: Rect = Rect::sized(1_280, 800);

    /// Writes down what it is asked for.
    struct Scribe;

    impl MotionEncoder for Scribe {
        fn encode(&mut self, _: Picture<'_>, area: Rect, key: bool, _: Duration) -> Option<Vec<u8>> {
            (area.width < 1_000).then(|| vec![u8::from(key)])
        }

        fn set_rate(&mut self, _: u32) {}
    }

    fn noise() -> Framebuffer {
        let mut picture = Framebuffer::new(SCREEN.width, SCREEN.height).unwrap();
        let mut seed = 1u32;
        for pixel in picture.pixels_mut() {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            *pixel = seed >> 8;
        }
        picture
    }

    /// Plays `rect` for `frames` frames from `now` on, and says where the area is then.
    fn play(motion: &mut Motion, activity: &mut Activity, rect: Rect, from: u64) -> Option<Rect> {
        let picture = noise();
        for frame in 0..60 {
            let now = Duration::from_millis(from + frame * 33);
            activity.tell(rect, now);
            tiles(rect).for_each(|part| activity.confirm(part));
            motion.follow(activity, (&picture).into(), now);
        }
        motion.area()
    }

    #[test]
    fn the_area_follows_the_motion_and_ends_with_it() {
        let (mut motion, mut activity) = (Motion::default(), Activity::new(SCREEN));
        motion.lend(Some(Box::new(Scribe)));
        let picture = noise();
        let video = Rect::new(101, 51, 640, 360);
        let even = Rect::new(100, 50, 642, 362);
        assert_eq!(play(&mut motion, &mut activity, video, 0), Some(even));
        let unit = |first: bool| Some(Unit { area: even, first, bytes: vec![u8::from(first)] });
        assert_eq!(motion.encode((&picture).into(), 1, Duration::ZERO), unit(true));
        assert_eq!(motion.encode((&picture).into(), 1, Duration::ZERO), unit(false));
        motion.restart();
        assert_eq!(motion.encode((&picture).into(), 1, Duration::ZERO), unit(true));
        let small = Rect::new(200, 100, 320, 200);
        assert_eq!(play(&mut motion, &mut activity, small, 2_000), Some(small));
        let large = Rect::new(100, 50, 800, 600);
        assert_eq!(play(&mut motion, &mut activity, large, 4_000), Some(large));
        motion.follow(&activity, (&picture).into(), Duration::from_millis(6_120));
        assert_eq!(motion.area(), None);
    }

    #[test]
    fn an_area_that_the_encoder_cannot_do_is_not_tried_again() {
        let (mut motion, mut activity) = (Motion::default(), Activity::new(SCREEN));
        motion.lend(Some(Box::new(Scribe)));
        assert!(play(&mut motion, &mut activity, SCREEN, 0).is_some());
        assert_eq!(motion.encode((&noise()).into(), 1, Duration::ZERO), None);
        assert_eq!(play(&mut motion, &mut activity, SCREEN, 2_000), None);
        let small = Rect::new(200, 100, 320, 200);
        assert_eq!(play(&mut motion, &mut activity, small, 5_000), Some(small));
    }
}
