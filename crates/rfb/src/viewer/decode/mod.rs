//! Decoders: each encoding in a file of its own.
//!
//! A decoder takes the bytes that are there and answers with a [`Step`]: how many it has used, or
//! how many it needs. Those whose length is known beforehand wait for all of it; Raw, Hextile and
//! TRLE go on where they were.

mod copy_rect;
mod cursor;
mod h264;
mod hextile;
mod raw;
mod rre;
pub(super) mod tight;
mod tile;
mod trle;
mod zlib;
mod zrle;

pub(super) use copy_rect::copy_rect;
pub(super) use cursor::cursor;
pub(super) use h264::h264;
pub(super) use rre::rre;

use super::Step;
use crate::limits;
use crate::rect::Rect;
use crate::wire::Reader;
use crate::{Encoding, Error};

/// What goes on from rectangle to rectangle.
#[derive(Default)]
pub(super) struct Decoders {
    pub zlib: zlib::Zlib,
    pub zrle: zrle::Zrle,
    pub tight: tight::Tight,
}

/// What a rectangle holds, with how far its decoding has come.
pub(super) enum Body {
    Raw(raw::Raw),
    CopyRect,
    Rre {
        compact: bool,
    },
    Hextile(hextile::Hextile),
    Zlib,
    Tight {
        png: bool,
    },
    Trle(Box<trle::Trle>),
    Zrle,
    H264,
    /// No picture.
    Pseudo,
}

impl Body {
    /// The body of a rectangle in an encoding that was asked for.
    pub fn of(encoding: Encoding, video: bool) -> Result<Self, Error> {
        Ok(match encoding {
            Encoding::RAW => Self::Raw(raw::Raw::default()),
            Encoding::COPY_RECT => Self::CopyRect,
            Encoding::RRE => Self::Rre { compact: false },
            Encoding::CORRE => Self::Rre { compact: true },
            Encoding::HEXTILE => Self::Hextile(hextile::Hextile::default()),
            Encoding::ZLIB => Self::Zlib,
            Encoding::TIGHT => Self::Tight { png: false },
            Encoding::TIGHT_PNG => Self::Tight { png: true },
            Encoding::TRLE => Self::Trle(Box::default()),
            Encoding::ZRLE => Self::Zrle,
            Encoding::H264 if video => Self::H264,
            Encoding::DESKTOP_SIZE
            | Encoding::EXTENDED_DESKTOP_SIZE
            | Encoding::POINTER_POS
            | Encoding::CURSOR
            | Encoding::X_CURSOR
            | Encoding::CURSOR_WITH_ALPHA
            | Encoding::QEMU_EXTENDED_KEY
            | Encoding::QEMU_LED_STATE
            | Encoding::VMWARE_LED_STATE
            | Encoding::DESKTOP_NAME
            | Encoding::FARHAND => Self::Pseudo,
            Encoding(other) => return Err(Error::Encoding(other)),
        })
    }

    /// Whether it is painted, and so must lie in the picture.
    pub fn is_picture(&self) -> bool {
        !matches!(self, Self::Pseudo)
    }
}

/// Packed data behind a length of four bytes: the data, or how many bytes are needed.
fn packed(bytes: &[u8]) -> Result<Result<&[u8], Step>, Error> {
    let Some(length) = Reader::new(bytes).u32() else { return Ok(Err(Step::Needs(4))) };
    if length > limits::PACKED_BYTES {
        return Err(Error::Limit("packed data"));
    }
    let end = 4 + length as usize;
    Ok(bytes.get(4..end).ok_or(Step::Needs(end)))
}

/// The tiles of a rectangle, row by row from the left: which is next.
#[derive(Clone, Copy, Debug, Default)]
struct Walk {
    x: u16,
    y: u16,
}

impl Walk {
    /// The next tile of at most `side` pixels each way, relative to the picture; `None` after the
    /// last.
    fn tile(self, rect: Rect, side: u16) -> Option<Rect> {
        if rect.is_empty() || self.y >= rect.height {
            return None;
        }
        let width = side.min(rect.width - self.x);
        let height = side.min(rect.height - self.y);
        Some(Rect::new(rect.x + self.x, rect.y + self.y, width, height))
    }

    fn advance(&mut self, rect: Rect, side: u16) {
        self.x += side.min(rect.width - self.x);
        if self.x >= rect.width {
            self.x = 0;
            self.y += side.min(rect.height - self.y);
        }
    }
}
