//! Pixel formats (RFC 6143, section 7.4).

use crate::error::Error;
use crate::wire::{Put, Reader};

/// How a pixel stands in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PixelFormat {
    /// 8, 16 or 32.
    pub bits_per_pixel: u8,
    /// Bits that count.
    pub depth: u8,
    /// Whether the most significant byte comes first.
    pub big_endian: bool,
    /// Whether pixels hold colours; otherwise they are indices into a colour map.
    pub true_colour: bool,
    /// The largest value of red, green and blue: each 2^n - 1.
    pub max: [u16; 3],
    /// How far red, green and blue are shifted to the left.
    pub shift: [u8; 3],
}

impl PixelFormat {
    /// The layout of [`crate::Framebuffer`]: `0x00RRGGBB` as a little-endian number.
    pub const NATIVE: Self = Self {
        bits_per_pixel: 32,
        depth: 24,
        big_endian: false,
        true_colour: true,
        max: [255; 3],
        shift: [16, 8, 0],
    };

    /// Bytes of the format on the wire.
    pub const SIZE: usize = 16;

    /// Reads 16 bytes.
    ///
    /// # Errors
    /// [`Error::PixelFormat`] for one that cannot be.
    pub fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, Error> {
        let Some(bytes) = reader.take(Self::SIZE) else { return Ok(None) };
        let max = |at: usize| u16::from_be_bytes([bytes[at], bytes[at + 1]]);
        let format = Self {
            bits_per_pixel: bytes[0],
            depth: bytes[1],
            big_endian: bytes[2] != 0,
            true_colour: bytes[3] != 0,
            max: [max(4), max(6), max(8)],
            shift: [bytes[10], bytes[11], bytes[12]],
        };
        format.check()?;
        Ok(Some(format))
    }

    fn check(&self) -> Result<(), Error> {
        let possible = matches!(self.bits_per_pixel, 8 | 16 | 32)
            && self.depth >= 1
            && self.depth <= self.bits_per_pixel
            && (!self.true_colour || (0..3).all(|i| self.channel_fits(i)));
        if possible { Ok(()) } else { Err(Error::PixelFormat) }
    }

    fn channel_fits(&self, i: usize) -> bool {
        let bits = 16 - self.max[i].leading_zeros();
        let all_ones = u32::from(self.max[i]) + 1;
        // A channel without bits still has a place.
        let end = u32::from(self.shift[i]) + bits.max(1);
        all_ones.is_power_of_two() && end <= u32::from(self.bits_per_pixel)
    }

    /// Writes 16 bytes.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.put_u8(self.bits_per_pixel);
        out.put_u8(self.depth);
        out.put_u8(u8::from(self.big_endian));
        out.put_u8(u8::from(self.true_colour));
        self.max.iter().for_each(|max| out.put_u16(*max));
        out.extend_from_slice(&self.shift);
        out.put_padding(3);
    }

    /// Bytes of one pixel: 1, 2 or 4.
    #[must_use]
    pub fn bytes(&self) -> usize {
        usize::from(self.bits_per_pixel / 8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(max: [u16; 3], shift: [u8; 3]) -> bool {
        let mut bytes = Vec::new();
        PixelFormat { max, shift, ..PixelFormat::NATIVE }.write(&mut bytes);
        PixelFormat::read(&mut Reader::new(&bytes)).is_ok()
    }

    #[test]
    fn channels_lie_inside_of_the_pixel() {
        assert!(read([255; 3], [16, 8, 0]));
        assert!(read([255, 255, 0], [16, 8, 31]), "a channel may have no bits");
        assert!(!read([255, 255, 0], [16, 8, 32]), "but not outside");
        assert!(!read([255; 3], [25, 8, 0]));
        assert!(!read([254; 3], [16, 8, 0]));
    }
}
