//! The road from a picture to the interface, round the store.
//!
//! At most [`UNSHOWN`] batches are out that the interface has not shown yet. What is damaged
//! meanwhile is joined, so the next batch holds the newest pixels and nothing else: an interface
//! that is slow sees fewer pictures and never older ones, and one that is stuck costs nothing.
//!
//! What programs draw is sent exactly at once. Photos and videos, which are large, are sent roughly
//! as long as they move or come in numbers, and exactly as soon as they rest, in pieces that leave
//! room for newer damage. A large area that moves goes as a video, where the interface decodes it.

use std::time::Duration;

use farhand_rfb::viewer::AccessUnit;
use farhand_rfb::{Framebuffer, Rect, server};
use tokio::time::Instant;

use super::batch::{Batch, Care};
use super::damage::Damage;
use super::passing::Passing;
use super::picture::Picture;
use super::recode::Recode;
use super::scale::Scale;
use super::screens::WatchId;
use super::viewport::{Size, Viewport};

/// Batches that are out and not shown yet.
const UNSHOWN: usize = 2;
/// From this size of a batch on, what is not small goes roughly.
const QUICK: usize = 96 * 1024;
/// Bytes of a batch that makes rough tiles exact.
const REFINED: usize = 192 * 1024;
/// Between two requests for a picture that a video can begin with.
const ANEW: Duration = Duration::from_secs(2);
/// The most of a video's rectangle that is asked for then: any of it does, and what is asked for while
/// the video ends comes in full.
const CORNER: u16 = 32;

/// Takes batches; answers false when it wants no more. Must return at once.
pub(super) type Sink = Box<dyn FnMut(Vec<u8>) -> bool + Send>;

/// The road to the interface; leads nowhere while nobody watches.
#[derive(Default)]
pub(super) struct Road {
    watcher: Option<Watcher>,
}

struct Watcher {
    id: WatchId,
    sink: Sink,
    viewport: Viewport,
    layout: Layout,
    due: Due,
    number: u32,
    unshown: usize,
    video: Passing,
    recode: Recode,
    /// When a video was last asked to begin anew.
    anew: Option<Instant>,
}

/// What else than tiles is due.
#[derive(Clone, Copy, Default)]
struct Due {
    size: bool,
    cursor: bool,
    cursor_at: bool,
}

impl Road {
    /// Sends to this watcher from now on, in place of any other.
    pub fn lead(&mut self, id: WatchId, viewport: Viewport, sink: Sink, picture: &Picture) {
        self.watcher = Some(Watcher {
            id,
            sink,
            viewport,
            layout: Layout::of(picture.part(), viewport),
            due: Due { size: true, cursor: true, cursor_at: true },
            number: 0,
            unshown: 0,
            video: Passing::default(),
            recode: Recode::default(),
            anew: None,
        });
    }

    /// Whether anybody watches.
    pub fn watched(&self) -> bool {
        self.watcher.is_some()
    }

    pub fn end(&mut self, id: WatchId) {
        self.watcher.take_if(|watcher| watcher.id == id);
    }

    /// Something else is looked at.
    pub fn look(&mut self, id: WatchId, viewport: Viewport, picture: &Picture) {
        let Some(watcher) = self.watcher.as_mut().filter(|watcher| watcher.id == id) else { return };
        watcher.viewport = viewport;
        if viewport.size_of(picture.part()) != watcher.layout.size {
            watcher.reshape(picture);
        }
    }

    /// A batch is shown, and with it all before it.
    pub fn shown(&mut self, id: WatchId, number: u32) {
        let Some(watcher) = self.watcher.as_mut().filter(|watcher| watcher.id == id) else { return };
        let newer = watcher.number.wrapping_sub(number) as usize;
        watcher.unshown = watcher.unshown.min(newer);
    }

    /// The picture has another size, or another part of it is shown.
    pub fn reshaped(&mut self, picture: &Picture) {
        if let Some(watcher) = &mut self.watcher {
            watcher.reshape(picture);
        }
    }

    /// These pixels of the picture have changed.
    pub fn damaged(&mut self, rect: Rect) {
        if let Some(watcher) = &mut self.watcher {
            watcher.layout.damaged(rect);
        }
    }

    /// The pointer's shape has changed.
    pub fn cursor_changed(&mut self) {
        if let Some(watcher) = &mut self.watcher {
            watcher.due.cursor = true;
        }
    }

    /// The device has moved the pointer.
    pub fn cursor_moved(&mut self) {
        if let Some(watcher) = &mut self.watcher {
            watcher.due.cursor_at = true;
        }
    }

    /// A picture of a video was painted: it goes to the interface as it came where that decodes it.
    pub fn video(&mut self, unit: AccessUnit, now: Instant) {
        let Some(watcher) = &mut self.watcher else { return };
        let touched = watcher.layout.touched(unit.rect);
        if watcher.video.take(unit, watcher.viewport.video) {
            watcher.layout.damage.shown_roughly(touched, now);
        } else {
            watcher.layout.damage.add(touched);
        }
    }

    /// What the device is to be asked for anew, so that a video begins with a picture that depends on
    /// none: the interface decodes it, keeps up, and has missed some of it.
    pub fn video_anew(&mut self, now: Instant) -> Option<Rect> {
        let watcher = self.watcher.as_mut().filter(|watcher| watcher.unshown < UNSHOWN)?;
        let rect = watcher.video.cut()?;
        if watcher.anew.is_some_and(|last| now - last < ANEW) {
            return None;
        }
        watcher.anew = Some(now);
        Some(Rect { width: rect.width.min(CORNER), height: rect.height.min(CORNER), ..rect })
    }

    /// When there is something to send although nothing happens.
    pub fn due_at(&self) -> Option<Instant> {
        let watcher = self.watcher.as_ref().filter(|watcher| watcher.unshown < UNSHOWN)?;
        watcher.layout.damage.rests_at(watcher.viewport.visible())
    }

    /// Sends what is to be sent and may be sent.
    pub fn send(&mut self, picture: &Picture, now: Instant) {
        let Some(watcher) = &mut self.watcher else { return };
        if watcher.unshown >= UNSHOWN {
            return;
        }
        if !watcher.send(picture, now) {
            self.watcher = None;
        }
    }
}

impl Watcher {
    fn reshape(&mut self, picture: &Picture) {
        self.layout = Layout::of(picture.part(), self.viewport);
        self.recode.end();
        self.due.size = true;
    }

    /// Answers whether the watcher wants more.
    fn send(&mut self, picture: &Picture, now: Instant) -> bool {
        if self.layout.size == Size::default() {
            return true;
        }
        let mut batch = Batch::new(self.number.wrapping_add(1));
        self.heads(&mut batch, picture);
        self.recode(&mut batch, &picture.pixels, now);
        self.layout.write_changed(&mut batch, &picture.pixels, self.viewport.visible(), now);
        self.layout.refine(&mut batch, &picture.pixels, self.viewport.visible(), now);
        if batch.is_empty() {
            return true;
        }
        self.number = self.number.wrapping_add(1);
        self.unshown += 1;
        (self.sink)(batch.finish())
    }

    /// What moves on a large area goes as a video.
    fn recode(&mut self, batch: &mut Batch, picture: &Framebuffer, now: Instant) {
        if !self.viewport.video {
            return self.recode.end();
        }
        let moving = self.layout.moving(self.viewport.visible(), now);
        let Some(area) = self.recode.area(&moving, now) else { return };
        let mut pixels = Vec::new();
        let Some((source, rect)) = self.layout.source(picture, area, &mut pixels) else { return };
        if let Some(unit) = self.recode.unit(area, source, rect, now) {
            batch.video_here(&unit);
            self.layout.damage.sent_roughly(area, now);
        }
    }

    fn heads(&mut self, batch: &mut Batch, picture: &Picture) {
        let due = std::mem::take(&mut self.due);
        if due.size {
            batch.size(self.layout.size, self.layout.part);
        }
        if due.cursor {
            batch.cursor(picture.cursor.as_ref());
        }
        if let Some((x, y)) = picture.cursor_at.filter(|_| due.cursor_at) {
            batch.cursor_at(x, y);
        }
        self.video.units().for_each(|unit| batch.video(&unit));
    }
}

/// What comes: which part of the picture, in which size, and what of it has changed.
struct Layout {
    part: Rect,
    size: Size,
    scale: Option<Scale>,
    damage: Damage,
}

impl Layout {
    fn of(part: Rect, viewport: Viewport) -> Self {
        let size = viewport.size_of(part);
        let scaled = (size.width, size.height) != (part.width, part.height);
        Self { part, size, scale: scaled.then(|| Scale::new(part, size)), damage: Damage::of(size) }
    }

    fn damaged(&mut self, rect: Rect) {
        self.damage.add(self.touched(rect));
    }

    /// The pixels of what comes that show these of the picture.
    fn touched(&self, rect: Rect) -> Rect {
        match &self.scale {
            Some(scale) => scale.touched(rect),
            None => {
                let rect = rect.intersection(self.part);
                Rect { x: rect.x.saturating_sub(self.part.x), y: rect.y.saturating_sub(self.part.y), ..rect }
            }
        }
    }

    /// The tiles that went roughly a moment ago and have changed again.
    fn moving(&self, visible: Rect, now: Instant) -> Vec<Rect> {
        let changed = self.damage.changed(visible);
        let moving = changed.into_iter().filter(|&tile| self.damage.moves_roughly(tile, now));
        moving.map(|tile| self.damage.grid().rect(tile)).collect()
    }

    /// A picture, and the rectangle of it, that show these pixels of what comes.
    fn source<'p>(
        &self,
        picture: &'p Framebuffer,
        rect: Rect,
        pixels: &'p mut Vec<u32>,
    ) -> Option<(server::Picture<'p>, Rect)> {
        let (width, height) = match &self.scale {
            Some(scale) => {
                scale.read(picture, rect, pixels);
                let all = server::Picture::new(pixels, rect.width, rect.height, usize::from(rect.width))?;
                return Some((all, Rect::sized(rect.width, rect.height)));
            }
            None => (picture.width(), picture.height()),
        };
        let all = server::Picture::new(picture.pixels(), width, height, usize::from(width))?;
        Some((all, Rect { x: self.part.x + rect.x, y: self.part.y + rect.y, ..rect }))
    }

    fn write_changed(&mut self, batch: &mut Batch, picture: &Framebuffer, visible: Rect, now: Instant) {
        let mut pixels = Vec::new();
        for tile in self.damage.changed(visible) {
            let crowded = batch.len() > QUICK || self.damage.moves(tile, now);
            let care = if crowded { Care::Quick } else { Care::Exact };
            self.write(tile, batch, picture, care, &mut pixels, now);
        }
    }

    fn refine(&mut self, batch: &mut Batch, picture: &Framebuffer, visible: Rect, now: Instant) {
        let mut pixels = Vec::new();
        for tile in self.damage.resting(visible, now) {
            if batch.len() > REFINED {
                break;
            }
            self.write(tile, batch, picture, Care::Exact, &mut pixels, now);
        }
    }

    fn write(
        &mut self,
        tile: usize,
        batch: &mut Batch,
        picture: &Framebuffer,
        care: Care,
        pixels: &mut Vec<u32>,
        now: Instant,
    ) {
        let grid = self.damage.grid();
        let rect = grid.rect(tile);
        pixels.clear();
        match &self.scale {
            Some(scale) => scale.read(picture, rect, pixels),
            None => {
                let from = Rect { x: self.part.x + rect.x, y: self.part.y + rect.y, ..rect };
                (0..from.height).for_each(|y| pixels.extend_from_slice(picture.row(from, y)));
            }
        }
        let rough = batch.tile(grid.place(tile), rect, pixels, care);
        self.damage.sent(tile, rough, now);
    }
}

#[cfg(test)]
mod tests;
