//! CopyRect: pixels that are already in the picture (RFC 6143, section 7.7.2).

use super::super::Step;
use crate::Error;
use crate::framebuffer::Framebuffer;
use crate::rect::Rect;
use crate::wire::Reader;

pub fn copy_rect(bytes: &[u8], rect: Rect, picture: &mut Framebuffer) -> Result<Step, Error> {
    let mut reader = Reader::new(bytes);
    let source = |reader: &mut Reader<'_>| Some((reader.u16()?, reader.u16()?));
    let Some((x, y)) = source(&mut reader) else { return Ok(Step::Needs(4)) };
    let from = Rect { x, y, ..rect };
    if !picture.bounds().contains(from) {
        return Err(Error::Outside(from));
    }
    picture.copy(x, y, rect);
    Ok(Step::Done(4))
}
