//! Stepping over Tight and TightPNG (rfbproto, "Tight Encoding"): one control byte, perhaps a
//! filter, and then data with its length before it, unless that follows from the size.

use super::sizes::Sizes;
use super::walk::{Next, Walk};
use crate::error::Error;

/// Data shorter than this stand as they are, without a length.
const PACKED_FROM: u64 = 12;

/// What is expected next.
#[derive(Debug)]
enum Part {
    Control,
    /// A palette was skipped; then these data.
    Data(u64),
    Length,
    End,
}

/// Steps over Tight and TightPNG.
#[derive(Debug)]
pub(super) struct Tight {
    width: u64,
    height: u64,
    pixel: u64,
    png: bool,
    part: Part,
}

impl Tight {
    pub fn new(width: u16, height: u16, sizes: Sizes, png: bool) -> Self {
        Self { width: width.into(), height: height.into(), pixel: sizes.tight, png, part: Part::Control }
    }

    fn control(&mut self, bytes: &[u8]) -> Result<Next, Error> {
        let Some(control) = bytes.first().map(|byte| byte >> 4) else { return Ok(Next::Need(1)) };
        match control {
            8 => {
                self.part = Part::End;
                Ok(Next::Skip(self.pixel))
            }
            9 => self.length_next(),
            10 if self.png => self.length_next(),
            // 10 and 14 are data that libvncserver's lowest level leaves unpacked.
            0..=7 | 10 | 14 if !self.png => self.filter(control & 4 != 0, bytes),
            _ => Err(Error::Data("a Tight rectangle")),
        }
    }

    fn filter(&mut self, explicit: bool, bytes: &[u8]) -> Result<Next, Error> {
        let all = self.width * self.height;
        if !explicit {
            return Ok(self.data_after(0, all * self.pixel));
        }
        match bytes.get(1) {
            None => Ok(Next::Need(2)),
            Some(0 | 2) => Ok(self.data_after(0, all * self.pixel)),
            Some(1) => {
                let Some(&last) = bytes.get(2) else { return Ok(Next::Need(3)) };
                let data = if last < 2 { self.width.div_ceil(8) * self.height } else { all };
                Ok(self.data_after((u64::from(last) + 1) * self.pixel, data))
            }
            Some(_) => Err(Error::Data("a Tight rectangle")),
        }
    }

    fn data_after(&mut self, palette: u64, data: u64) -> Next {
        self.part = Part::Data(data);
        Next::Skip(palette)
    }

    fn length_next(&mut self) -> Result<Next, Error> {
        self.part = Part::Length;
        Ok(Next::Skip(0))
    }

    /// Up to three bytes with seven bits each; the last one has all eight.
    fn length(&mut self, bytes: &[u8]) -> Next {
        let more = |at: usize| bytes.get(at).is_some_and(|byte| byte & 0x80 != 0);
        let need = 1 + usize::from(more(0)) + usize::from(more(0) && more(1));
        if bytes.len() < need {
            return Next::Need(need);
        }
        self.part = Part::End;
        let part = |at: usize, bits: u8| bytes.get(at).map_or(0, |byte| u64::from(byte & bits) << (7 * at));
        Next::Skip(part(0, 0x7f) | part(1, 0x7f) | part(2, 0xff))
    }
}

impl Walk for Tight {
    fn next(&mut self, bytes: &[u8]) -> Result<Next, Error> {
        match self.part {
            Part::Control => self.control(bytes),
            Part::Data(data) if data < PACKED_FROM => {
                self.part = Part::End;
                Ok(Next::Skip(data))
            }
            Part::Data(_) => self.length_next(),
            Part::Length => Ok(self.length(bytes)),
            Part::End => Ok(Next::Done),
        }
    }
}
