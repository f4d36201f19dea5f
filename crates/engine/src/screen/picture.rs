//! A screen's picture, kept while streams come and go.

use farhand_rfb::viewer::Cursor;
use farhand_rfb::{Framebuffer, Rect};

/// A screen's picture.
#[derive(Default)]
pub(super) struct Picture {
    /// The viewer paints here.
    pub pixels: Framebuffer,
    /// The device's pointer; none while it shows none, or none is known.
    pub cursor: Option<Cursor>,
    /// Where the device has its pointer, once it told.
    pub cursor_at: Option<(u16, u16)>,
    /// The one screen that is shown, where it is not all.
    part: Option<Rect>,
}

impl Picture {
    /// These pixels, all of them shown.
    #[cfg(test)]
    pub fn of(pixels: Framebuffer) -> Self {
        Self { pixels, ..Self::default() }
    }

    /// What of the picture is shown.
    pub fn part(&self) -> Rect {
        let all = self.pixels.bounds();
        let part = self.part.map(|part| part.intersection(all));
        part.filter(|part| !part.is_empty()).unwrap_or(all)
    }

    /// Shows only this part; answers whether that changes anything.
    pub fn show(&mut self, part: Option<Rect>) -> bool {
        let before = self.part();
        self.part = part;
        before != self.part()
    }
}
