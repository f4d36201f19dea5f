//! Raw (RFC 6143, section 7.7.1).

use super::{Format, Frame};
use crate::encoding::Encoding;
use crate::rect::Rect;
use crate::server::Picture;

/// Writes all pixels as they are.
pub fn encode(picture: Picture<'_>, rect: Rect, format: &Format, frame: &mut Frame<'_>) {
    frame.begin(rect, Encoding::RAW);
    for row in picture.rows(rect) {
        format.write(row, frame.out);
    }
    frame.pixels += rect.area();
}
