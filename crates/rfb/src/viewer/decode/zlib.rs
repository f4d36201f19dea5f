//! Zlib: raw pixels, deflated by one stream (rfbproto). Inflated a few rows at a time.

use super::super::Step;
use super::super::colours::{Colours, Wire, with_whole};
use super::super::inflate::Inflater;
use super::packed;
use crate::Error;
use crate::framebuffer::Framebuffer;
use crate::rect::Rect;

#[derive(Default)]
pub struct Zlib {
    inflater: Inflater,
    rows: Vec<u8>,
}

/// Bytes that are inflated at a time, rounded up to a row.
const CHUNK: usize = 64 * 1024;

impl Zlib {
    pub fn step(
        &mut self,
        bytes: &[u8],
        rect: Rect,
        colours: &Colours,
        picture: &mut Framebuffer,
    ) -> Result<Step, Error> {
        let mut data = match packed(bytes)? {
            Ok(data) => data,
            Err(step) => return Ok(step),
        };
        let taken = 4 + data.len();
        let row = usize::from(rect.width) * colours.format().bytes();
        let rows = CHUNK.div_ceil(row.max(1)).min(usize::from(rect.height));
        if self.rows.len() < rows * row {
            self.rows.resize(rows * row, 0);
        }
        for y in (0..rect.height).step_by(rows.max(1)) {
            let chunk = &mut self.rows[..rows.min(usize::from(rect.height - y)) * row];
            if self.inflater.some(&mut data, chunk)? != chunk.len() {
                return Err(Error::Data("deflated data that end too early"));
            }
            for (y, row) in (y..).zip(chunk.chunks_exact(row.max(1))) {
                with_whole!(colours, wire => wire.row(row, picture.row_mut(rect, y)));
            }
        }
        self.inflater.end(data)?;
        Ok(Step::Done(taken))
    }
}
