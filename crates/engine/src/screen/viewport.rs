//! What of a screen is looked at.

use farhand_rfb::Rect;
use serde::Deserialize;

/// What of a screen is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Viewport {
    /// The box (in pixels of the representative's display) that the picture is scaled down into,
    /// never up. Without it every pixel comes as it is.
    pub fit: Option<Size>,
    /// What can be seen, in pixels of what comes. The rest comes when it gets visible.
    pub visible: Area,
    /// Whether H.264 is decoded where the picture is shown.
    #[serde(default)]
    pub video: bool,
}

/// A width and a height.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Size {
    /// Pixels.
    pub width: u16,
    /// Pixels.
    pub height: u16,
}

/// A rectangle.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct Area {
    /// Pixels from the left.
    pub x: u16,
    /// Pixels from the top.
    pub y: u16,
    /// Pixels.
    pub width: u16,
    /// Pixels.
    pub height: u16,
}

impl Viewport {
    /// All of the picture, pixel by pixel.
    #[must_use]
    pub fn whole() -> Self {
        let all = Area { x: 0, y: 0, width: u16::MAX, height: u16::MAX };
        Self { fit: None, visible: all, video: false }
    }

    /// What can be seen.
    pub(super) fn visible(self) -> Rect {
        let Area { x, y, width, height } = self.visible;
        Rect::new(x, y, width, height)
    }

    /// The size in which a picture of this size comes; at least one pixel.
    pub(super) fn size_of(self, part: Rect) -> Size {
        let whole = Size { width: part.width, height: part.height };
        let Some(room) = self.fit else { return whole };
        let (w, h) = (u64::from(part.width), u64::from(part.height));
        let (room_w, room_h) = (u64::from(room.width.max(1)), u64::from(room.height.max(1)));
        if w <= room_w && h <= room_h {
            return whole;
        }
        // The side that is the shorter of room decides.
        let (width, height) = if w * room_h > h * room_w {
            (room_w, (h * room_w + w / 2) / w)
        } else {
            ((w * room_h + h / 2) / h, room_h)
        };
        let side = |side: u64| u16::try_from(side.max(1)).unwrap_or(u16::MAX);
        Size { width: side(width), height: side(height) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_scaled_down_into_its_room_and_never_up() {
        let check = |part: (u16, u16), room: (u16, u16), expected: (u16, u16)| {
            let fit = Some(Size { width: room.0, height: room.1 });
            let size = Viewport { fit, ..Viewport::whole() }.size_of(Rect::sized(part.0, part.1));
            assert_eq!((size.width, size.height), expected, "{part:?} in {room:?}");
        };
        check((1280, 800), (1280, 800), (1280, 800));
        check((1280, 800), (2000, 2000), (1280, 800));
        check((1920, 1080), (960, 960), (960, 540));
        check((1080, 2400), (1000, 600), (270, 600));
        check((16000, 1), (10, 10), (10, 1));
        check((100, 100), (0, 0), (1, 1));
    }
}
