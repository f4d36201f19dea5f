//! Farhand's client message 180: what a representative points at and draws on the remote screen.
//! Only sent where the server has announced [`super::state::abilities::ANNOTATIONS`].
//!
//! `u8` type 180, `u8` kind, then: laser (0) `u16` x, y; laser off (1) nothing; stroke (2) `u32` id,
//! `u8` width in pixels, `u8` red, green, blue, `u16` count, count times `u16` x, y (strokes with the
//! same id go on); undo (3) `u32` id; clear (4) nothing.

use crate::error::Error;
use crate::limits;
use crate::wire::{Put, Reader};

/// Something drawn or pointed at. Positions are pixels of the framebuffer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Annotation {
    /// The laser pointer is here now.
    Laser {
        /// Pixels from the left.
        x: u16,
        /// Pixels from the top.
        y: u16,
    },
    /// The laser pointer is off.
    LaserOff,
    /// More of a stroke.
    Stroke {
        /// Which; a new number begins a new stroke.
        id: u32,
        /// Pixels.
        width: u8,
        /// Red, green, blue.
        colour: [u8; 3],
        /// Points, x and y, joined by lines; at most [`limits::STROKE_POINTS`].
        points: Vec<(u16, u16)>,
    },
    /// A stroke is taken back.
    Undo {
        /// Which.
        id: u32,
    },
    /// Everything drawn is taken away.
    Clear,
}

impl Annotation {
    pub(super) fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, Error> {
        let Some(kind) = reader.u8() else { return Ok(None) };
        Ok(match kind {
            0 => Self::laser(reader),
            1 => Some(Self::LaserOff),
            2 => return Self::stroke(reader),
            3 => reader.u32().map(|id| Self::Undo { id }),
            4 => Some(Self::Clear),
            _ => return Err(Error::Data("an annotation")),
        })
    }

    fn laser(reader: &mut Reader<'_>) -> Option<Self> {
        Some(Self::Laser { x: reader.u16()?, y: reader.u16()? })
    }

    fn stroke(reader: &mut Reader<'_>) -> Result<Option<Self>, Error> {
        let head = |reader: &mut Reader<'_>| {
            let (id, width) = (reader.u32()?, reader.u8()?);
            let colour = [reader.u8()?, reader.u8()?, reader.u8()?];
            Some((id, width, colour, reader.u16()?))
        };
        let Some((id, width, colour, count)) = head(reader) else { return Ok(None) };
        if count > limits::STROKE_POINTS {
            return Err(Error::Limit("the number of points"));
        }
        let points = (0..count).map(|_| Some((reader.u16()?, reader.u16()?))).collect::<Option<_>>();
        Ok(points.map(|points| Self::Stroke { id, width, colour, points }))
    }

    pub(super) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Laser { x, y } => {
                out.put_u8(0);
                out.put_u16(*x);
                out.put_u16(*y);
            }
            Self::LaserOff => out.put_u8(1),
            Self::Stroke { id, width, colour, points } => {
                out.put_u8(2);
                out.put_u32(*id);
                out.put_u8(*width);
                out.extend_from_slice(colour);
                let points = &points[..points.len().min(usize::from(limits::STROKE_POINTS))];
                out.put_u16(points.len() as u16);
                for (x, y) in points {
                    out.put_u16(*x);
                    out.put_u16(*y);
                }
            }
            Self::Undo { id } => {
                out.put_u8(3);
                out.put_u32(*id);
            }
            Self::Clear => out.put_u8(4),
        }
    }
}
