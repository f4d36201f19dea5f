//! One update: what is told, what is copied, what moves, what has changed, and what is made exact.

use std::time::Duration;

use super::choose::{Choice, choose};
use super::encode::{Frame, write_h264};
use super::handshake::Handshake;
use super::motion::REST;
use super::pace::Flight;
use super::region::{Region, join, tiles};
use super::{Picture, Server};
use crate::encoding::Encoding;
use crate::message::fence;
use crate::rect::Rect;
use crate::wire::Put;

/// With more bytes than this in an update there is no time for making other parts exact.
const BUSY: usize = 64 * 1_024;

/// What an update was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UpdateInfo {
    /// Its number, which [`super::Event::Acknowledged`] names.
    pub frame: u32,
    /// Rectangles, with those that hold no pixels.
    pub rects: usize,
    /// Pixels sent, without those that were copied.
    pub pixels: usize,
    /// Bytes, without the fence behind it.
    pub bytes: usize,
    /// Pixels sent as video.
    pub video: usize,
    /// Pixels sent as JPEG.
    pub stills: usize,
    /// Whether the viewer shows the exact picture after it.
    pub exact: bool,
}

impl Server {
    /// The part for which an update may go now.
    fn wanted(&self) -> Option<Rect> {
        self.viewer.open().filter(|_| self.handshake == Handshake::Done)
    }

    pub(super) fn make_update(&mut self, picture: Picture<'_>, now: Duration) -> Option<UpdateInfo> {
        let open = self.wanted()?;
        if picture.bounds() != self.desk.size || !self.pace.is_open(now) {
            return None;
        }
        let mut output = std::mem::take(&mut self.output);
        let mut frame = Frame::new(&mut output);
        let mut info = UpdateInfo::default();
        if !self.desk.tell(&mut self.viewer, &mut frame) {
            self.paint(picture, open, now, (&mut frame, &mut info));
        }
        (info.rects, info.pixels) = (frame.count(), frame.pixels);
        info.bytes = frame.finish();
        self.output = output;
        (info.rects > 0).then(|| self.close(info, now))
    }

    fn close(&mut self, mut info: UpdateInfo, now: Duration) -> UpdateInfo {
        self.frame = self.frame.wrapping_add(1);
        info.frame = self.frame;
        info.exact = self.damage.lossy.is_empty() && self.damage.changed.is_empty();
        self.viewer.answered();
        self.pace.sent(Flight { frame: info.frame, bytes: info.bytes, video: info.video, sent: now });
        if self.pace.fences() {
            self.write_fence(fence::REQUEST | fence::BLOCK_BEFORE, &self.frame.to_be_bytes());
        }
        info
    }

    fn paint(
        &mut self,
        picture: Picture<'_>,
        open: Rect,
        now: Duration,
        to: (&mut Frame<'_>, &mut UpdateInfo),
    ) {
        let (frame, info) = to;
        self.copy(open, frame);
        let told = self.damage.take_changed(open);
        let mut changed = self.confirm(picture, &told);
        info.video = self.paint_motion(picture, open, now, (&mut changed, frame));
        let choice = self.choose(picture, changed, now);
        for rect in choice.lossy {
            info.stills += self.paint_lossy(picture, rect, frame);
        }
        for rect in choice.exact {
            self.paint_exact(picture, rect, frame);
        }
        if frame.bytes() <= BUSY && self.pace.has_time() {
            // Beside new pixels, a little less.
            let most = if frame.pixels == 0 { self.pace.slice() } else { self.pace.slice().div_ceil(4) };
            for rect in self.rested(open, most, now) {
                self.paint_exact(picture, rect, frame);
            }
        }
    }

    /// Lets the viewer move what it has.
    fn copy(&mut self, open: Rect, frame: &mut Frame<'_>) {
        let copies = std::mem::take(&mut self.damage.copies);
        // Later copies build on earlier ones: if one is not wanted, all become damage.
        let all = copies.iter().all(|copy| open.contains(copy.to) && open.contains(copy.source()));
        for copy in copies {
            self.prints.forget(copy.to);
            if all {
                frame.begin(copy.to, Encoding::COPY_RECT);
                frame.out.put_u16(copy.from.0);
                frame.out.put_u16(copy.from.1);
            } else {
                self.damage.add(copy.to);
            }
        }
    }

    /// What of the damage is real.
    fn confirm(&mut self, picture: Picture<'_>, told: &Region) -> Region {
        let mut real = Vec::new();
        for rect in told.rects() {
            let differs = |part: &Rect| {
                let differs = self.prints.differs(picture, *part);
                if differs {
                    self.activity.confirm(*part)
                } else {
                    self.activity.dismiss(*part)
                }
                differs
            };
            real.append(&mut join(tiles(*rect).filter(differs)));
        }
        real.into_iter().collect()
    }

    /// Sends what moves as video, where that is wanted. How many pixels that were.
    fn paint_motion(
        &mut self,
        picture: Picture<'_>,
        open: Rect,
        now: Duration,
        to: (&mut Region, &mut Frame<'_>),
    ) -> usize {
        let (changed, frame) = to;
        if !self.viewer.wants.h264 || !self.viewer.format.is_deep() {
            return 0;
        }
        self.motion.follow(&self.activity, picture, now);
        let Some(area) = self.motion.area().filter(|area| changed.meets(*area)) else { return 0 };
        if !open.contains(area) {
            self.motion.end();
            return 0;
        }
        let Some(unit) = self.motion.encode(picture, self.pace.rate(), now) else { return 0 };
        write_h264(unit.area, &unit.bytes, unit.first, frame);
        changed.subtract(unit.area);
        self.damage.sent(unit.area, false);
        unit.area.area()
    }

    fn choose(&self, picture: Picture<'_>, changed: Region, now: Duration) -> Choice {
        if self.viewer.wants.jpeg.is_some() && self.viewer.format.is_deep() {
            choose(picture, &changed, |part| self.activity.is_hot(part, now))
        } else {
            Choice { lossy: Vec::new(), exact: changed.rects().to_vec() }
        }
    }

    /// Sends a rectangle as JPEG. How many pixels that were.
    fn paint_lossy(&mut self, picture: Picture<'_>, rect: Rect, frame: &mut Frame<'_>) -> usize {
        let quality = self.viewer.wants.jpeg.unwrap_or_default();
        if !self.has_room(rect, frame) {
            return 0;
        }
        if self.encoders.lossy(picture, rect, quality, frame) {
            self.damage.sent(rect, false);
            return rect.area();
        }
        self.paint_exact(picture, rect, frame);
        0
    }

    fn paint_exact(&mut self, picture: Picture<'_>, rect: Rect, frame: &mut Frame<'_>) {
        if self.has_room(rect, frame) {
            self.encoders.exact(picture, rect, (&self.viewer.format, &self.viewer.wants), frame);
            self.damage.sent(rect, true);
        }
    }

    /// Whether the update has room for a rectangle; otherwise it stays damaged.
    fn has_room(&mut self, rect: Rect, frame: &Frame<'_>) -> bool {
        let room = frame.has_room(tiles(rect).count() * 2);
        if !room {
            self.prints.forget(rect);
            self.damage.add(rect);
        }
        room
    }

    /// The next lossy parts that have rested, at most so many tiles.
    fn rested(&self, open: Rect, most: usize, now: Duration) -> Vec<Rect> {
        let lossy = self.damage.lossy.within(open);
        let parts = lossy.rects().iter().flat_map(|rect| tiles(*rect));
        join(parts.filter(|part| self.rests_at(*part) <= now).take(most))
    }

    /// When a lossy part of one tile may be made exact, if it does not change before.
    fn rests_at(&self, part: Rect) -> Duration {
        // Video paints over everything in its area.
        let area = self.motion.area().filter(|area| !area.intersection(part).is_empty());
        self.activity.changed_at(area.unwrap_or(part)) + REST
    }

    pub(super) fn next_wake(&self) -> Option<Duration> {
        let open = self.wanted()?;
        let waiting = self.desk.has_news(&self.viewer)
            || !self.damage.copies.is_empty()
            || self.damage.changed.meets(open);
        if waiting {
            return Some(self.pace.opens_at());
        }
        // Otherwise an acknowledgement comes first.
        if !self.pace.has_time() {
            return None;
        }
        let lossy = self.damage.lossy.within(open);
        let parts = lossy.rects().iter().flat_map(|rect| tiles(*rect));
        parts.map(|part| self.rests_at(part)).min().map(|rests| rests.max(self.pace.opens_at()))
    }
}
