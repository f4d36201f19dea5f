//! What stands in a rectangle, by its encoding. Only how long it is, never what it shows.

use super::hextile::Hextile;
use super::sizes::Sizes;
use super::tight::Tight;
use super::trle::Trle;
use super::walk::{Counted, Next, Walk};
use crate::encoding::Encoding;
use crate::error::Error;
use crate::limits;
use crate::rect::Rect;

/// What stands in a rectangle.
#[derive(Debug)]
pub(super) enum Body {
    /// So many bytes.
    Fixed(u64),
    Counted(Counted),
    Hextile(Hextile),
    Tight(Tight),
    Trle(Trle),
    /// A VMware cursor of so many pixels of so many bytes.
    VmwareCursor(u64, u64),
    /// The desktop's new name, which is read.
    Name,
}

impl Body {
    /// What stands in a rectangle of pixels or a pseudo-rectangle.
    ///
    /// # Errors
    /// [`Error::Encoding`] for one that the relay has not let the viewer ask for.
    pub fn of(encoding: Encoding, rect: Rect, sizes: Sizes) -> Result<Self, Error> {
        let (width, height, area) = (rect.width, rect.height, rect.area() as u64);
        let mask = u64::from(width.div_ceil(8)) * u64::from(height);
        Ok(match encoding {
            Encoding::RAW => Self::Fixed(area * sizes.pixel),
            Encoding::COPY_RECT | Encoding::VMWARE_LED_STATE => Self::Fixed(4),
            Encoding::RRE => Self::Counted(Counted::new(sizes.pixel, |count, pixel| {
                Some(pixel + u64::from(count) * (pixel + 8)).filter(is_packed)
            })),
            Encoding::CORRE => Self::Counted(Counted::new(sizes.pixel, |count, pixel| {
                Some(pixel + u64::from(count) * (pixel + 4)).filter(is_packed)
            })),
            Encoding::HEXTILE => Self::Hextile(Hextile::new(width, height, sizes.pixel)),
            Encoding::TRLE => Self::Trle(Trle::new(width, height, sizes.compact)),
            Encoding::TIGHT | Encoding::TIGHT_PNG => {
                Self::Tight(Tight::new(width, height, sizes, encoding == Encoding::TIGHT_PNG))
            }
            Encoding::ZLIB | Encoding::ZRLE => {
                Self::Counted(Counted::new(0, |length, _| Some(u64::from(length)).filter(is_packed)))
            }
            Encoding::H264 => Self::Counted(Counted::new(0, |length, _| {
                (length <= limits::ACCESS_UNIT_BYTES).then_some(4 + u64::from(length))
            })),
            Encoding::CURSOR => Self::Fixed(area * sizes.pixel + mask),
            Encoding::X_CURSOR => Self::Fixed(if area == 0 { 0 } else { 6 + 2 * mask }),
            // Any encoding may stand in it, but servers only use Raw.
            Encoding::CURSOR_WITH_ALPHA => {
                Self::Counted(Counted::new(area, |encoding, area| (encoding == 0).then_some(area * 4)))
            }
            Encoding::VMWARE_CURSOR => Self::VmwareCursor(area, sizes.pixel),
            Encoding::EXTENDED_DESKTOP_SIZE => {
                Self::Counted(Counted::new(0, |count, _| Some(16 * u64::from(count >> 24))))
            }
            Encoding::QEMU_LED_STATE => Self::Fixed(1),
            Encoding::DESKTOP_NAME => Self::Name,
            Encoding::DESKTOP_SIZE
            | Encoding::LAST_RECT
            | Encoding::POINTER_POS
            | Encoding::QEMU_POINTER_MOTION
            | Encoding::QEMU_EXTENDED_KEY
            | Encoding::FARHAND => Self::Fixed(0),
            other => return Err(Error::Encoding(other.0)),
        })
    }

    /// What comes next; see [`Walk::next`].
    pub fn next(&mut self, bytes: &[u8]) -> Result<Next, Error> {
        match self {
            Self::Fixed(count) => match std::mem::take(count) {
                0 => Ok(Next::Done),
                count => Ok(Next::Skip(count)),
            },
            Self::Counted(counted) => counted.next(bytes),
            Self::Hextile(hextile) => hextile.next(bytes),
            Self::Tight(tight) => tight.next(bytes),
            Self::Trle(trle) => trle.next(bytes),
            Self::VmwareCursor(area, pixel) => {
                let count = match bytes.first() {
                    None => return Ok(Next::Need(2)),
                    Some(0) => 2 * *area * *pixel,
                    Some(1) => 4 * *area,
                    Some(_) => return Err(Error::Data("a cursor")),
                };
                *self = Self::Fixed(0);
                Ok(Next::Skip(count))
            }
            Self::Name => match bytes.first_chunk() {
                None => Ok(Next::Need(4)),
                Some(length) => match u32::from_be_bytes(*length) {
                    length if length > limits::NAME_BYTES => Err(Error::Limit("the desktop's name")),
                    length if bytes.len() < 4 + length as usize => Ok(Next::Need(4 + length as usize)),
                    _ => Ok(Next::Done),
                },
            },
        }
    }
}

fn is_packed(bytes: &u64) -> bool {
    *bytes <= u64::from(limits::PACKED_BYTES)
}

/// Whether the encoding is one of pixels, whose rectangle must lie in the framebuffer.
pub(super) fn has_pixels(encoding: Encoding) -> bool {
    matches!(encoding.0, 0..=50) || encoding == Encoding::TIGHT_PNG
}

/// Whether the encoding is one of a cursor, whose size is limited.
pub(super) fn is_cursor(encoding: Encoding) -> bool {
    use Encoding as E;
    matches!(encoding, E::CURSOR | E::X_CURSOR | E::CURSOR_WITH_ALPHA | E::VMWARE_CURSOR)
}
