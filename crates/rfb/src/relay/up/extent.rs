//! How long a viewer's message is, as soon as that can be told.

use crate::error::Error;
use crate::limits;

/// Bytes of the longest message that is kept while it is not whole, apart from the clipboard's.
pub(super) const MESSAGE_BYTES: usize = 4 + 4 * limits::ENCODINGS as usize;

/// Bytes of a clipboard message that is skipped; beyond that the viewer is taken to be lying.
const SKIPPED_BYTES: u32 = 64 * 1024 * 1024;

/// Bytes of the message that begins here; `None` while its head is not all there.
pub(super) fn extent(bytes: &[u8]) -> Result<Option<usize>, Error> {
    let Some(kind) = bytes.first() else { return Ok(None) };
    Ok(Some(match kind {
        5 => 6,
        4 => 8,
        3 | 150 => 10,
        0 => 20,
        6 => return clipboard(bytes),
        2 => return counted(bytes, 2, 4, 4, limits::ENCODINGS.into(), "the number of encodings"),
        180 => return annotation(bytes),
        248 => match bytes.get(8) {
            Some(length) if *length > limits::FENCE_BYTES => return Err(Error::Limit("a fence")),
            Some(length) => 9 + usize::from(*length),
            None => return Ok(None),
        },
        251 => match bytes.get(6) {
            Some(screens) if *screens > limits::SCREENS => return Err(Error::Limit("the number of screens")),
            Some(screens) => 8 + 16 * usize::from(*screens),
            None => return Ok(None),
        },
        255 => match bytes.get(1) {
            Some(0) => 12,
            Some(_) => return Err(Error::Data("a QEMU message")),
            None => return Ok(None),
        },
        other => return Err(Error::Message(*other)),
    }))
}

fn clipboard(bytes: &[u8]) -> Result<Option<usize>, Error> {
    let Some(length) = bytes.get(4..8) else { return Ok(None) };
    let length = i32::from_be_bytes([length[0], length[1], length[2], length[3]]);
    match length {
        -3..=-1 => Err(Error::Data("the clipboard")),
        _ if length.unsigned_abs() > SKIPPED_BYTES => Err(Error::Limit("the clipboard")),
        _ => Ok(Some(8 + length.unsigned_abs() as usize)),
    }
}

fn annotation(bytes: &[u8]) -> Result<Option<usize>, Error> {
    match bytes.get(1) {
        None => Ok(None),
        Some(0 | 3) => Ok(Some(6)),
        Some(1 | 4) => Ok(Some(2)),
        Some(2) => counted(bytes, 10, 12, 4, limits::STROKE_POINTS.into(), "the number of points"),
        Some(_) => Err(Error::Data("an annotation")),
    }
}

/// A head of `head` bytes with a count of two bytes at `at`, and then `each` bytes for each.
fn counted(
    bytes: &[u8],
    at: usize,
    head: usize,
    each: usize,
    most: usize,
    what: &'static str,
) -> Result<Option<usize>, Error> {
    let Some(count) = bytes.get(at..at + 2) else { return Ok(None) };
    let count = usize::from(u16::from_be_bytes([count[0], count[1]]));
    if count > most { Err(Error::Limit(what)) } else { Ok(Some(head + each * count)) }
}
