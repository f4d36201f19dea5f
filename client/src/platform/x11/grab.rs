//! Fetching pixels: rectangles are asked for together and waited for once.

use farhand_rfb::Rect;
use x11rb::connection::RequestConnection;
use x11rb::errors::ReplyError;
use x11rb::protocol::shm::ConnectionExt as _;
use x11rb::protocol::xproto::{ConnectionExt as _, ImageFormat};
use x11rb::rust_connection::RustConnection;

use super::image::Segment;
use crate::platform::Error;
use crate::screen::Frame;

const ALL_PLANES: u32 = !0;
const PIXEL: usize = 4;

/// Fetches rectangles into the frame. False when the X server refuses, which it does while its
/// screen has another size than it is thought to have.
pub fn fetch(
    connection: &RustConnection,
    root: u32,
    segment: Option<&Segment>,
    rects: &[Rect],
    frame: &Frame,
) -> Result<bool, Error> {
    let Some(segment) = segment else { return slowly(connection, root, rects, frame) };
    let mut left = rects;
    while !left.is_empty() {
        let taken = fitting(left, segment.bytes());
        let (now, later) = left.split_at(taken.max(1));
        if !together(connection, root, segment, now, frame)? {
            return Ok(false);
        }
        left = later;
    }
    Ok(true)
}

/// How many of the rectangles fit into the memory.
fn fitting(rects: &[Rect], bytes: usize) -> usize {
    let mut used = 0;
    rects
        .iter()
        .take_while(|rect| {
            used += rect.area() * PIXEL;
            used <= bytes
        })
        .count()
}

fn together(
    connection: &RustConnection,
    root: u32,
    segment: &Segment,
    rects: &[Rect],
    frame: &Frame,
) -> Result<bool, Error> {
    let mut offset = 0;
    let mut asked = Vec::with_capacity(rects.len());
    for &rect in rects {
        let (x, y) = (rect.x as i16, rect.y as i16);
        let format = ImageFormat::Z_PIXMAP.into();
        let cookie = connection.shm_get_image(
            root,
            x,
            y,
            rect.width,
            rect.height,
            ALL_PLANES,
            format,
            segment.id(),
            offset as u32,
        )?;
        asked.push((cookie, offset, rect));
        offset += rect.area() * PIXEL;
    }
    let mut all_there = true;
    for (cookie, offset, rect) in asked {
        match cookie.reply() {
            Ok(_) if all_there => segment.copy(offset, rect, frame)?,
            Ok(_) => {}
            Err(ReplyError::X11Error(_)) => all_there = false,
            Err(lost) => return Err(lost.into()),
        }
    }
    Ok(all_there)
}

/// Through the connection itself: for X servers on another machine. In strips, so that no answer is
/// longer than what a connection takes.
fn slowly(connection: &RustConnection, root: u32, rects: &[Rect], frame: &Frame) -> Result<bool, Error> {
    let most = connection.maximum_request_bytes().max(64 * 1024) / PIXEL;
    for strip in rects.iter().flat_map(|&rect| strips(rect, most)) {
        let (x, y) = (strip.x as i16, strip.y as i16);
        let format = ImageFormat::Z_PIXMAP;
        let cookie = connection.get_image(format, root, x, y, strip.width, strip.height, ALL_PLANES)?;
        let image = match cookie.reply() {
            Ok(image) => image,
            Err(ReplyError::X11Error(_)) => return Ok(false),
            Err(lost) => return Err(lost.into()),
        };
        let length = usize::from(strip.width) * PIXEL;
        frame.write(|pixels| {
            for (row, bytes) in pixels.rows_mut(strip).zip(image.data.chunks_exact(length)) {
                bytemuck::cast_slice_mut::<u32, u8>(row).copy_from_slice(bytes);
            }
        });
    }
    Ok(true)
}

fn strips(rect: Rect, most: usize) -> impl Iterator<Item = Rect> {
    let rows = (most / usize::from(rect.width.max(1))).clamp(1, usize::from(u16::MAX)) as u16;
    let tops = (0..rect.height).step_by(usize::from(rows));
    tops.map(move |top| Rect::new(rect.x, rect.y + top, rect.width, rows.min(rect.height - top)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strips_cover_the_rectangle() {
        let found: Vec<_> = strips(Rect::new(5, 6, 10, 25), 105).collect();
        assert_eq!(found, [Rect::new(5, 6, 10, 10), Rect::new(5, 16, 10, 10), Rect::new(5, 26, 10, 5)]);
    }

    #[test]
    fn as_many_rectangles_are_fetched_together_as_fit() {
        let rects = [Rect::sized(10, 10), Rect::sized(10, 10), Rect::sized(1, 1)];
        assert_eq!(fitting(&rects, 800), 2);
        assert_eq!(fitting(&rects, 804), 3);
        assert_eq!(fitting(&rects, 3), 0);
    }
}
