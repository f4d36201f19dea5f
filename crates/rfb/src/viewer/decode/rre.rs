//! RRE: one colour and rectangles in others (RFC 6143, section 7.7.3); and CoRRE, the same with
//! positions of one byte (rfbproto).

use super::super::Step;
use super::super::colours::{Colours, Wire, with_whole};
use crate::framebuffer::Framebuffer;
use crate::rect::Rect;
use crate::wire::Reader;
use crate::{Error, limits};

/// How often the rectangles may cover the whole; servers hardly let them overlap.
const TIMES: usize = 16;

pub fn rre(
    bytes: &[u8],
    rect: Rect,
    compact: bool,
    colours: &Colours,
    picture: &mut Framebuffer,
) -> Result<Step, Error> {
    with_whole!(colours, wire => paint(wire, bytes, rect, compact, picture))
}

fn paint<W: Wire>(
    wire: W,
    bytes: &[u8],
    rect: Rect,
    compact: bool,
    picture: &mut Framebuffer,
) -> Result<Step, Error> {
    let head = 4 + wire.size();
    let entry = wire.size() + if compact { 4 } else { 8 };
    let Some((start, rest)) = bytes.split_at_checked(head) else { return Ok(Step::Needs(head)) };
    let count = u32::from_be_bytes([start[0], start[1], start[2], start[3]]) as usize;
    let length = count.saturating_mul(entry);
    if length > limits::PACKED_BYTES as usize {
        return Err(Error::Limit("the number of rectangles"));
    }
    let Some(entries) = rest.get(..length) else { return Ok(Step::Needs(head + length)) };
    picture.fill(rect, wire.read(&start[4..]));
    let mut painted = 0;
    for entry in entries.chunks_exact(entry) {
        let colour = wire.read(entry);
        let inner = position(&entry[wire.size()..], compact);
        if !Rect::sized(rect.width, rect.height).contains(inner) {
            return Err(Error::Outside(inner));
        }
        painted += inner.area();
        if painted > TIMES * rect.area() {
            return Err(Error::Limit("what rectangles of RRE cover"));
        }
        picture.fill(Rect { x: rect.x + inner.x, y: rect.y + inner.y, ..inner }, colour);
    }
    Ok(Step::Done(head + length))
}

fn position(bytes: &[u8], compact: bool) -> Rect {
    let small = |i: usize| u16::from(bytes[i]);
    if compact {
        Rect::new(small(0), small(1), small(2), small(3))
    } else {
        Reader::new(bytes).rect().unwrap_or_default()
    }
}
