//! What the viewer has asked for: where, in which pixel format, and whether it waits.

use super::Wants;
use super::encode::Format;
use crate::rect::Rect;

/// What the viewer has asked for.
#[derive(Debug, Default)]
pub struct Viewer {
    pub format: Format,
    pub wants: Wants,
    /// It waits for an update of this part.
    pub request: Option<Rect>,
    /// It wants updates of this part without asking.
    pub continuous: Option<Rect>,
    /// The size that it knows, which may not be the screen's where it cannot be told.
    pub size: Rect,
    /// What it looks at, as it was told to the caller.
    pub region: Option<Rect>,
    /// It has asked for another size, and waits for the answer.
    pub resizing: bool,
}

impl Viewer {
    /// The part that an update may show; `None` where none is wanted.
    pub fn open(&self) -> Option<Rect> {
        let asked = match (self.continuous, self.request) {
            (Some(part), Some(other)) => part.union(other),
            (Some(part), None) | (None, Some(part)) => part,
            (None, None) => return None,
        };
        Some(asked.intersection(self.size))
    }

    /// An update goes out.
    pub fn answered(&mut self) {
        self.request = None;
    }

    /// Asks for a part. Says whether the caller should hear of another region.
    pub fn ask(&mut self, rect: Rect) -> Option<Rect> {
        self.request = Some(self.request.map_or(rect, |before| before.union(rect)));
        self.looks_at(rect)
    }

    /// The viewer looks at this part. Says whether that is news.
    pub fn looks_at(&mut self, rect: Rect) -> Option<Rect> {
        let rect = rect.intersection(self.size);
        let news = self.region != Some(rect);
        self.region = Some(rect);
        news.then_some(rect)
    }

    /// It is told another size. Whether it is another.
    pub fn resized(&mut self, size: Rect) -> bool {
        let before = std::mem::replace(&mut self.size, size);
        // Who wanted everything wants everything.
        self.continuous = self.continuous.map(|part| if part.contains(before) { size } else { part });
        before != size
    }
}
