//! Where a rectangle of Tight ends, and what it is made of.

use super::batch::Batch;
use super::{Content, Data, Filter, Job};
use crate::rect::Rect;
use crate::viewer::Step;
use crate::viewer::colours::{Colours, Rgb, Wire};
use crate::wire::Reader;
use crate::{Error, limits};

const FILTERED: u8 = 1 << 2;
const FILL: u8 = 8;
const JPEG: u8 = 9;
const PNG: u8 = 10;
/// Shorter data are not deflated.
const DEFLATED_BYTES: usize = 12;

/// What stops reading.
enum Stop {
    Needs(usize),
    Broken(Error),
}

/// Reads one rectangle into the batch, or answers how many bytes it needs.
pub fn read<'a>(
    bytes: &'a [u8],
    rect: Rect,
    png: bool,
    colours: &Colours,
    batch: &mut Batch<'a>,
) -> Result<Step, Error> {
    let mut reader = Reader::new(bytes);
    match job(&mut reader, rect, png, colours) {
        Ok(job) => {
            batch.push(job);
            Ok(Step::Done(reader.position()))
        }
        Err(Stop::Needs(more)) => Ok(Step::Needs(reader.position() + more)),
        Err(Stop::Broken(error)) => Err(error),
    }
}

fn job<'a>(reader: &mut Reader<'a>, rect: Rect, png: bool, colours: &Colours) -> Result<Job<'a>, Stop> {
    let control = take(reader, 1)?[0];
    let resets = control & 0x0f;
    let method = control >> 4;
    if method != FILL && rect.area() > limits::TIGHT_PIXELS {
        return Err(Stop::Broken(Error::Limit("a rectangle of Tight")));
    }
    let content = match method {
        FILL => Content::Fill(pixels(reader, colours, 1)?[0]),
        JPEG => Content::Jpeg(sized(reader)?),
        PNG if png => Content::Png(sized(reader)?),
        0..FILL => basic(reader, rect, method, colours)?,
        _ => return Err(Stop::Broken(Error::Data("a rectangle of Tight"))),
    };
    Ok(Job { rect, resets, content })
}

fn basic<'a>(
    reader: &mut Reader<'a>,
    rect: Rect,
    method: u8,
    colours: &Colours,
) -> Result<Content<'a>, Stop> {
    let filter = if method & FILTERED == 0 { 0 } else { take(reader, 1)?[0] };
    let filter = match filter {
        0 => Filter::Copy,
        1 => palette(reader, colours)?,
        2 if colours.format().bits_per_pixel > 8 => Filter::Gradient,
        _ => return Err(Stop::Broken(Error::Data("a filter of Tight"))),
    };
    let pixel = match filter {
        Filter::Copy | Filter::Gradient => pixel_bytes(colours),
        Filter::Two(_) | Filter::Palette(_) => 1,
    };
    let width = usize::from(rect.width);
    let row = if let Filter::Two(_) = filter { width.div_ceil(8) } else { width * pixel };
    let length = row * usize::from(rect.height);
    let data = if length < DEFLATED_BYTES {
        Data::Plain(take(reader, length)?)
    } else {
        Data::Deflated { stream: method & 3, bytes: sized(reader)? }
    };
    Ok(Content::Pixels { filter, data, length })
}

fn palette(reader: &mut Reader<'_>, colours: &Colours) -> Result<Filter, Stop> {
    let count = usize::from(take(reader, 1)?[0]) + 1;
    let entries = pixels(reader, colours, count)?;
    Ok(if count == 2 { Filter::Two([entries[0], entries[1]]) } else { Filter::Palette(entries) })
}

/// Bytes of a compact pixel.
pub(super) fn pixel_bytes(colours: &Colours) -> usize {
    if colours.has_tight_rgb() { Rgb.size() } else { colours.whole().size() }
}

fn pixels(reader: &mut Reader<'_>, colours: &Colours, count: usize) -> Result<Box<[u32; 256]>, Stop> {
    let bytes = take(reader, count * pixel_bytes(colours))?;
    let mut pixels = Box::new([0; 256]);
    if colours.has_tight_rgb() {
        Rgb.row(bytes, &mut pixels[..count]);
    } else {
        colours.whole().row(bytes, &mut pixels[..count]);
    }
    Ok(pixels)
}

fn take<'a>(reader: &mut Reader<'a>, count: usize) -> Result<&'a [u8], Stop> {
    reader.take(count).ok_or(Stop::Needs(count))
}

/// Data behind their length, which stands in one to three bytes of 7, 7 and 8 bits, the lowest first.
fn sized<'a>(reader: &mut Reader<'a>) -> Result<&'a [u8], Stop> {
    let mut length = 0;
    for shift in [0, 7, 14] {
        let byte = usize::from(take(reader, 1)?[0]);
        if shift == 14 {
            length |= byte << shift;
            break;
        }
        length |= (byte & 0x7f) << shift;
        if byte < 0x80 {
            break;
        }
    }
    take(reader, length)
}
