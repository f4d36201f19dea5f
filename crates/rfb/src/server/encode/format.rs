//! From the framebuffer's pixels to the ones that the viewer has asked for.

use crate::pixel::PixelFormat;
use crate::wire::Put;

/// How pixels stand in an encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// As they are: the first `n` bytes from the `n`th.
    Bytes { first: usize, count: usize },
    /// Red, green, blue.
    Rgb,
}

/// A pixel format, with what it takes to write it.
#[derive(Clone, Debug)]
pub struct Format {
    wire: PixelFormat,
    channels: Box<[[u32; 256]; 3]>,
}

impl Default for Format {
    fn default() -> Self {
        Self::new(PixelFormat::NATIVE)
    }
}

/// The format in which a colour map is used: three bits of red and green, two of blue.
const MAPPED: PixelFormat = PixelFormat {
    bits_per_pixel: 8,
    depth: 8,
    big_endian: false,
    true_colour: true,
    max: [7, 7, 3],
    shift: [5, 2, 0],
};

impl Format {
    /// Prepares for a format. One with a colour map is used as if it were 3-3-2 bits, for which
    /// [`Format::write_colour_map`] writes the map.
    pub fn new(wire: PixelFormat) -> Self {
        let wire = if wire.true_colour {
            wire
        } else {
            PixelFormat { bits_per_pixel: wire.bits_per_pixel, ..MAPPED }
        };
        let channel = |i: usize| {
            let max = u32::from(wire.max[i]);
            std::array::from_fn(|value| ((value as u32 * max + 127) / 255) << wire.shift[i])
        };
        Self { wire, channels: Box::new([channel(0), channel(1), channel(2)]) }
    }

    /// `SetColourMapEntries` (RFC 6143, section 7.6.2) for a viewer that insists on a map.
    pub fn write_colour_map(out: &mut Vec<u8>) {
        out.extend_from_slice(&[1, 0]);
        out.put_u16(0);
        out.put_u16(256);
        for index in 0..256u32 {
            for (shift, max) in [(5, 7), (2, 7), (0, 3)] {
                out.put_u16(((index >> shift & max) * 0xffff / max) as u16);
            }
        }
    }

    /// Whether JPEG and video can be shown in it.
    pub fn is_deep(&self) -> bool {
        self.wire.bits_per_pixel == 32
    }

    /// Writes pixels.
    pub fn write(&self, pixels: &[u32], out: &mut Vec<u8>) {
        self.write_shaped(pixels, Shape::Bytes { first: 0, count: self.wire.bytes() }, out);
    }

    /// Writes pixels as ZRLE's CPIXEL (RFC 6143, section 7.7.5).
    pub fn write_compact(&self, pixels: &[u32], out: &mut Vec<u8>) {
        self.write_shaped(pixels, self.compact(), out);
    }

    /// Writes pixels as Tight's TPIXEL (rfbproto, "Tight Encoding").
    pub fn write_tight(&self, pixels: &[u32], out: &mut Vec<u8>) {
        let rgb = self.wire.bits_per_pixel == 32 && self.wire.depth == 24 && self.wire.max == [255; 3];
        let whole = Shape::Bytes { first: 0, count: self.wire.bytes() };
        self.write_shaped(pixels, if rgb { Shape::Rgb } else { whole }, out);
    }

    /// Bytes of a CPIXEL.
    pub fn compact_bytes(&self) -> usize {
        match self.compact() {
            Shape::Bytes { count, .. } => count,
            Shape::Rgb => 3,
        }
    }

    fn compact(&self) -> Shape {
        if self.wire.bits_per_pixel != 32 || self.wire.depth > 24 {
            return Shape::Bytes { first: 0, count: self.wire.bytes() };
        }
        let bits = self.channels.iter().fold(0, |bits, channel| bits | channel[255]);
        let (low, high) = (bits & 0xff00_0000 == 0, bits & 0xff == 0);
        match (low, high) {
            (true, _) => Shape::Bytes { first: usize::from(self.wire.big_endian), count: 3 },
            (false, true) => Shape::Bytes { first: usize::from(!self.wire.big_endian), count: 3 },
            (false, false) => Shape::Bytes { first: 0, count: 4 },
        }
    }

    fn write_shaped(&self, pixels: &[u32], shape: Shape, out: &mut Vec<u8>) {
        let native = self.wire == PixelFormat::NATIVE;
        match shape {
            Shape::Rgb => put(pixels, out, |pixel| [(pixel >> 16) as u8, (pixel >> 8) as u8, pixel as u8]),
            Shape::Bytes { first: 0, count: 4 } if native => {
                put(pixels, out, |pixel| (pixel & 0x00ff_ffff).to_le_bytes());
            }
            Shape::Bytes { first: 0, count: 3 } if native => {
                put(pixels, out, |pixel| [pixel as u8, (pixel >> 8) as u8, (pixel >> 16) as u8]);
            }
            Shape::Bytes { first, count: 3 } => put(pixels, out, |pixel| {
                let bytes = self.bytes32(pixel);
                [bytes[first], bytes[first + 1], bytes[first + 2]]
            }),
            Shape::Bytes { count: 1, .. } => put(pixels, out, |pixel| [self.value(pixel) as u8]),
            Shape::Bytes { count: 2, .. } => put(pixels, out, |pixel| self.bytes16(pixel)),
            Shape::Bytes { .. } => put(pixels, out, |pixel| self.bytes32(pixel)),
        }
    }

    fn value(&self, pixel: u32) -> u32 {
        let [red, green, blue] = &*self.channels;
        red[(pixel >> 16 & 255) as usize] | green[(pixel >> 8 & 255) as usize] | blue[(pixel & 255) as usize]
    }

    fn bytes32(&self, pixel: u32) -> [u8; 4] {
        let value = self.value(pixel);
        if self.wire.big_endian { value.to_be_bytes() } else { value.to_le_bytes() }
    }

    fn bytes16(&self, pixel: u32) -> [u8; 2] {
        let value = self.value(pixel) as u16;
        if self.wire.big_endian { value.to_be_bytes() } else { value.to_le_bytes() }
    }
}

fn put<const N: usize>(pixels: &[u32], out: &mut Vec<u8>, bytes: impl Fn(u32) -> [u8; N]) {
    let start = out.len();
    out.resize(start + pixels.len() * N, 0);
    for (to, pixel) in out[start..].chunks_exact_mut(N).zip(pixels) {
        to.copy_from_slice(&bytes(*pixel));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIXEL: u32 = 0xff12_3456;

    fn check(wire: PixelFormat, whole: &[u8], compact: &[u8], tight: &[u8]) {
        let format = Format::new(wire);
        let (mut a, mut b, mut c) = (Vec::new(), Vec::new(), Vec::new());
        format.write(&[PIXEL], &mut a);
        format.write_compact(&[PIXEL], &mut b);
        format.write_tight(&[PIXEL], &mut c);
        assert_eq!((&a[..], &b[..], &c[..]), (whole, compact, tight), "{wire:?}");
        assert_eq!(format.compact_bytes(), compact.len());
    }

    #[test]
    fn pixels_stand_as_the_viewer_asks() {
        let native = PixelFormat::NATIVE;
        check(native, &[0x56, 0x34, 0x12, 0], &[0x56, 0x34, 0x12], &[0x12, 0x34, 0x56]);
        let big = PixelFormat { big_endian: true, ..native };
        check(big, &[0, 0x12, 0x34, 0x56], &[0x12, 0x34, 0x56], &[0x12, 0x34, 0x56]);
        let high = PixelFormat { shift: [8, 16, 24], ..native };
        check(high, &[0, 0x12, 0x34, 0x56], &[0x12, 0x34, 0x56], &[0x12, 0x34, 0x56]);
        let deep = PixelFormat { depth: 32, ..native };
        check(deep, &[0x56, 0x34, 0x12, 0], &[0x56, 0x34, 0x12, 0], &[0x56, 0x34, 0x12, 0]);
        let bits16 =
            PixelFormat { bits_per_pixel: 16, depth: 16, max: [31, 63, 31], shift: [11, 5, 0], ..native };
        check(bits16, &[0xaa, 0x11], &[0xaa, 0x11], &[0xaa, 0x11]);
        let mapped = PixelFormat { bits_per_pixel: 8, depth: 8, true_colour: false, ..native };
        check(mapped, &[0x05], &[0x05], &[0x05]);
    }
}
