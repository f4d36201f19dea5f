//! Open H.264 (rfbproto): a length, flags, and one access unit in Annex B.

use super::super::Step;
use super::super::config::{AccessUnit, Video};
use super::super::event::Event;
use super::super::link::Link;
use crate::framebuffer::Framebuffer;
use crate::rect::Rect;
use crate::wire::Reader;
use crate::{Error, limits};

const RESET: u32 = 1;
const RESET_ALL: u32 = 1 << 1;
const HEAD: usize = 8;

pub fn h264(bytes: &[u8], rect: Rect, link: &mut Link, picture: &mut Framebuffer) -> Result<Step, Error> {
    let mut reader = Reader::new(bytes);
    let head = |reader: &mut Reader<'_>| Some((reader.u32()?, reader.u32()?));
    let Some((length, flags)) = head(&mut reader) else { return Ok(Step::Needs(HEAD)) };
    if length > limits::ACCESS_UNIT_BYTES {
        return Err(Error::Limit("an access unit"));
    }
    let end = HEAD + length as usize;
    let Some(data) = reader.take(length as usize) else { return Ok(Step::Needs(end)) };
    let (reset, reset_all) = (flags & RESET != 0, flags & RESET_ALL != 0);
    let unit = AccessUnit { rect, reset, reset_all, data: data.to_vec() };
    match &mut link.config.video {
        Video::Off => return Err(Error::Encoding(crate::Encoding::H264.0)),
        Video::Passed => link.tell(Event::AccessUnit(unit)),
        Video::Decoded(decoder) => {
            if decoder.decode(&unit, picture)? {
                link.damaged(rect);
            }
        }
    }
    Ok(Step::Done(end))
}
