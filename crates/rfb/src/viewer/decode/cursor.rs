//! Shapes of the pointer: Cursor (RFC 6143, section 7.8.1), X Cursor and Cursor With Alpha
//! (rfbproto). The rectangle's position is the hot spot.

use super::super::Step;
use super::super::colours::{Colours, Wire};
use super::super::event::{Cursor, Event};
use super::super::link::Link;
use crate::rect::Rect;
use crate::{Encoding, Error, limits};

pub fn cursor(
    encoding: Encoding,
    bytes: &[u8],
    rect: Rect,
    colours: &Colours,
    link: &mut Link,
) -> Result<Step, Error> {
    if rect.width > limits::CURSOR_SIDE || rect.height > limits::CURSOR_SIDE {
        return Err(Error::Size { width: rect.width.into(), height: rect.height.into() });
    }
    let length = length(encoding, rect, colours);
    let Some(data) = bytes.get(..length) else { return Ok(Step::Needs(length)) };
    let cursor = if rect.is_empty() { None } else { Some(read(encoding, data, rect, colours)?) };
    link.tell(Event::Cursor(cursor));
    Ok(Step::Done(length))
}

fn length(encoding: Encoding, rect: Rect, colours: &Colours) -> usize {
    match encoding {
        Encoding::CURSOR_WITH_ALPHA => 4 + rect.area() * 4,
        _ if rect.is_empty() => 0,
        Encoding::X_CURSOR => 6 + 2 * mask_bytes(rect),
        _ => rect.area() * colours.format().bytes() + mask_bytes(rect),
    }
}

fn mask_bytes(rect: Rect) -> usize {
    usize::from(rect.width).div_ceil(8) * usize::from(rect.height)
}

fn read(encoding: Encoding, data: &[u8], rect: Rect, colours: &Colours) -> Result<Cursor, Error> {
    let rgba = match encoding {
        Encoding::CURSOR_WITH_ALPHA => with_alpha(data)?,
        Encoding::X_CURSOR => two_colours(data, rect),
        _ => masked(data, rect, colours),
    };
    let (hot_x, hot_y) = (rect.x.min(rect.width - 1), rect.y.min(rect.height - 1));
    Ok(Cursor { width: rect.width, height: rect.height, hot_x, hot_y, rgba })
}

/// Red, green, blue, alpha, multiplied by alpha, in an encoding of its own; servers use Raw.
fn with_alpha(data: &[u8]) -> Result<Vec<u8>, Error> {
    let (encoding, pixels) = data.split_at(4);
    if encoding != Encoding::RAW.0.to_be_bytes() {
        return Err(Error::Data("a pointer's shape that is not raw"));
    }
    let divided = |channel: u8, alpha: u8| match alpha {
        0 => 0,
        alpha => (u32::from(channel) * 255 / u32::from(alpha)).min(255) as u8,
    };
    let pixels = pixels.chunks_exact(4);
    Ok(pixels.flat_map(|p| [divided(p[0], p[3]), divided(p[1], p[3]), divided(p[2], p[3]), p[3]]).collect())
}

fn two_colours(data: &[u8], rect: Rect) -> Vec<u8> {
    let (colours, bitmaps) = data.split_at(6);
    let (shape, mask) = bitmaps.split_at(mask_bytes(rect));
    let pixel = |(front, shown): (bool, bool)| {
        let colour = if front { &colours[..3] } else { &colours[3..] };
        if shown { [colour[0], colour[1], colour[2], 255] } else { [0; 4] }
    };
    bits(shape, rect).zip(bits(mask, rect)).flat_map(pixel).collect()
}

fn masked(data: &[u8], rect: Rect, colours: &Colours) -> Vec<u8> {
    let wire = colours.whole();
    let (pixels, mask) = data.split_at(rect.area() * wire.size());
    let pixel = |(bytes, shown): (&[u8], bool)| {
        let [_, red, green, blue] = wire.read(bytes).to_be_bytes();
        if shown { [red, green, blue, 255] } else { [0; 4] }
    };
    pixels.chunks_exact(wire.size()).zip(bits(mask, rect)).flat_map(pixel).collect()
}

/// The bits of a bitmap whose rows begin in new bytes, the first in the highest bit.
fn bits(bitmap: &[u8], rect: Rect) -> impl Iterator<Item = bool> {
    let width = usize::from(rect.width);
    let rows = bitmap.chunks_exact(width.div_ceil(8));
    rows.flat_map(move |row| (0..width).map(move |x| row[x / 8] & (0x80 >> (x % 8)) != 0))
}
