//! The pointer's picture (RFC 6143, section 7.8.1; rfbproto, "Cursor With Alpha").

use super::{Format, Frame};
use crate::encoding::Encoding;
use crate::rect::Rect;
use crate::server::Cursor;
use crate::wire::Put;

/// From this alpha on, a pixel is shown where it is either shown or not.
const SHOWN: u32 = 128;

fn place(cursor: &Cursor) -> Rect {
    Rect::new(cursor.hot_x, cursor.hot_y, cursor.width, cursor.height)
}

/// Pixels, then one bit for each that is shown.
pub fn write_cursor(cursor: &Cursor, format: &Format, frame: &mut Frame<'_>) {
    frame.begin(place(cursor), Encoding::CURSOR);
    let opaque: Vec<u32> = cursor.pixels.iter().map(|pixel| straight(*pixel)).collect();
    format.write(&opaque, frame.out);
    for row in cursor.pixels.chunks(usize::from(cursor.width).max(1)) {
        for eight in row.chunks(8) {
            let bit = |at: usize, pixel: u32| u8::from(pixel >> 24 >= SHOWN) << (7 - at);
            frame.out.put_u8(eight.iter().enumerate().fold(0, |byte, (at, pixel)| byte | bit(at, *pixel)));
        }
    }
}

/// Red, green, blue and alpha, colours multiplied by alpha.
pub fn write_alpha_cursor(cursor: &Cursor, frame: &mut Frame<'_>) {
    frame.begin(place(cursor), Encoding::CURSOR_WITH_ALPHA);
    frame.out.put_i32(Encoding::RAW.0);
    for pixel in &cursor.pixels {
        let [blue, green, red, alpha] = pixel.to_le_bytes();
        frame.out.extend_from_slice(&[red, green, blue, alpha]);
    }
}

/// The colour without alpha in it.
fn straight(pixel: u32) -> u32 {
    let alpha = pixel >> 24;
    let channel =
        |shift: u32| ((pixel >> shift & 255) * 255).checked_div(alpha).unwrap_or(0).min(255) << shift;
    channel(16) | channel(8) | channel(0)
}
