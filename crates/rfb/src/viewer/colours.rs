//! From the wire's pixels to the picture's.
//!
//! Decoders are written once, generic over [`Wire`]: one instance for the native format, which
//! compiles to plain loads, and one for everything else, which looks each channel (or, up to 16
//! bits, the whole pixel) up in a table made when the format was agreed on.

use crate::Error;
use crate::pixel::PixelFormat;

/// One way in which pixels stand in bytes.
pub(super) trait Wire: Copy {
    /// Bytes of a pixel; at most 4.
    fn size(self) -> usize;
    /// The pixel at the beginning of `bytes`, which hold at least one.
    fn read(self, bytes: &[u8]) -> u32;
    /// As many pixels as both have.
    #[inline]
    fn row(self, bytes: &[u8], out: &mut [u32]) {
        for (pixel, bytes) in out.iter_mut().zip(bytes.chunks_exact(self.size())) {
            *pixel = self.read(bytes);
        }
    }
}

/// [`PixelFormat::NATIVE`].
#[derive(Clone, Copy)]
pub(super) struct Native;

/// [`PixelFormat::NATIVE`] as a compact pixel: blue, green, red.
#[derive(Clone, Copy)]
pub(super) struct NativeCompact;

/// Red, green, blue: Tight's compact pixel.
#[derive(Clone, Copy)]
pub(super) struct Rgb;

/// Any format, whole or compact.
#[derive(Clone, Copy)]
pub(super) struct Any<'a> {
    colours: &'a Colours,
    size: usize,
    /// How far the bytes' number is shifted to make the whole pixel's.
    shift: u32,
}

impl Wire for Native {
    #[inline]
    fn size(self) -> usize {
        4
    }
    #[inline]
    fn read(self, bytes: &[u8]) -> u32 {
        u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0])
    }
    #[inline]
    fn row(self, bytes: &[u8], out: &mut [u32]) {
        let (whole, _) = bytes.as_chunks::<4>();
        for (pixel, bytes) in out.iter_mut().zip(whole) {
            *pixel = u32::from_le_bytes(*bytes) & 0x00ff_ffff;
        }
    }
}

impl Wire for NativeCompact {
    #[inline]
    fn size(self) -> usize {
        3
    }
    #[inline]
    fn read(self, bytes: &[u8]) -> u32 {
        u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0])
    }
}

impl Wire for Rgb {
    #[inline]
    fn size(self) -> usize {
        3
    }
    #[inline]
    fn read(self, bytes: &[u8]) -> u32 {
        u32::from_be_bytes([0, bytes[0], bytes[1], bytes[2]])
    }
}

impl Wire for Any<'_> {
    fn size(self) -> usize {
        self.size
    }
    fn read(self, bytes: &[u8]) -> u32 {
        self.colours.picture(self.colours.number(&bytes[..self.size]) << self.shift)
    }
}

/// What the pixels of a connection mean.
pub(super) struct Colours {
    format: PixelFormat,
    meaning: Meaning,
}

enum Meaning {
    /// The pixel by its number: indices into a colour map, or true colours up to 16 bits.
    Pixels(Vec<u32>),
    /// The picture's share of red, green and blue by their values.
    Channels([Vec<u32>; 3]),
}

impl Colours {
    pub fn new(format: PixelFormat) -> Self {
        let channels: [Vec<u32>; 3] = std::array::from_fn(|i| {
            let max = u32::from(format.max[i]).max(1);
            (0..=max).map(|value| ((value * 255 + max / 2) / max) << (16 - 8 * i)).collect()
        });
        let numbers = 1u32 << format.bits_per_pixel.min(16);
        let meaning = if !format.true_colour {
            Meaning::Pixels(vec![0; numbers as usize])
        } else if format.bits_per_pixel <= 16 {
            Meaning::Pixels((0..numbers).map(|number| mixed(&format, &channels, number)).collect())
        } else {
            Meaning::Channels(channels)
        };
        Self { format, meaning }
    }

    fn number(&self, bytes: &[u8]) -> u32 {
        let step = |number: u32, byte: &u8| number << 8 | u32::from(*byte);
        if self.format.big_endian { bytes.iter().fold(0, step) } else { bytes.iter().rev().fold(0, step) }
    }

    /// Red, green and blue of one whole pixel, as the format counts them.
    pub fn channels(&self, bytes: &[u8]) -> [u32; 3] {
        let number = self.number(&bytes[..self.format.bytes()]);
        std::array::from_fn(|i| number >> self.format.shift[i] & u32::from(self.format.max[i]))
    }

    /// The picture's pixel for red, green and blue as the format counts them.
    pub fn of_channels(&self, channels: [u32; 3]) -> u32 {
        let number = (0..3).fold(0, |number, i| number | channels[i] << self.format.shift[i]);
        self.picture(number)
    }

    /// The picture's pixel for one of the wire.
    fn picture(&self, number: u32) -> u32 {
        match &self.meaning {
            Meaning::Pixels(table) => table[number as usize & (table.len() - 1)],
            Meaning::Channels(channels) => mixed(&self.format, channels, number),
        }
    }

    /// `SetColourMapEntries`: 16 bits of red, green, blue for each of the entries from `first` on.
    ///
    /// # Errors
    /// When an entry lies outside of the map.
    pub fn set_map(&mut self, first: u16, colours: &[u8]) -> Result<(), Error> {
        let Meaning::Pixels(table) = &mut self.meaning else { return Ok(()) };
        if self.format.true_colour {
            return Ok(());
        }
        let count = colours.len() / 6;
        let entries = table.get_mut(usize::from(first)..usize::from(first) + count);
        let entries = entries.ok_or(Error::Limit("the colour map"))?;
        for (entry, colour) in entries.iter_mut().zip(colours.chunks_exact(6)) {
            *entry = u32::from_be_bytes([0, colour[0], colour[2], colour[4]]);
        }
        Ok(())
    }

    /// The pixel format.
    pub fn format(&self) -> &PixelFormat {
        &self.format
    }

    /// Whether pixels come as they lie in the picture.
    pub fn is_native(&self) -> bool {
        PixelFormat { depth: 24, ..self.format } == PixelFormat::NATIVE
    }

    /// Whole pixels.
    pub fn whole(&self) -> Any<'_> {
        Any { colours: self, size: self.format.bytes(), shift: 0 }
    }

    /// ZRLE's compact pixels (RFC 6143, section 7.7.5): three bytes where they hold all bits.
    pub fn compact(&self) -> Any<'_> {
        let PixelFormat { bits_per_pixel, depth, true_colour, max, shift, .. } = self.format;
        // Shifts mean nothing in other formats, and may be anything there.
        if bits_per_pixel != 32 || depth > 24 || !true_colour {
            return self.whole();
        }
        let bits = (0..3).fold(0, |bits, i| bits | u32::from(max[i]) << shift[i]);
        match bits {
            ..=0x00ff_ffff => Any { colours: self, size: 3, shift: 0 },
            _ if bits & 0xff == 0 => Any { colours: self, size: 3, shift: 8 },
            _ => self.whole(),
        }
    }

    /// Whether Tight's compact pixels are red, green and blue in a byte each.
    pub fn has_tight_rgb(&self) -> bool {
        let format = &self.format;
        format.bits_per_pixel == 32 && format.depth == 24 && format.true_colour && format.max == [255; 3]
    }
}

fn mixed(format: &PixelFormat, channels: &[Vec<u32>; 3], number: u32) -> u32 {
    (0..3).fold(0, |pixel, i| {
        let value = number >> format.shift[i] & u32::from(format.max[i]);
        pixel | channels[i][value as usize]
    })
}

/// Calls with the compact pixels of ZRLE and TRLE, natively where possible.
macro_rules! with_compact {
    ($colours:expr, $wire:ident => $call:expr) => {
        if $colours.is_native() {
            let $wire = $crate::viewer::colours::NativeCompact;
            $call
        } else {
            let $wire = $colours.compact();
            $call
        }
    };
}

/// Calls with whole pixels, natively where possible.
macro_rules! with_whole {
    ($colours:expr, $wire:ident => $call:expr) => {
        if $colours.is_native() {
            let $wire = $crate::viewer::colours::Native;
            $call
        } else {
            let $wire = $colours.whole();
            $call
        }
    };
}

pub(super) use {with_compact, with_whole};

#[cfg(test)]
mod tests {
    use super::*;

    fn format(bits: u8, depth: u8, big_endian: bool, max: [u16; 3], shift: [u8; 3]) -> PixelFormat {
        PixelFormat { bits_per_pixel: bits, depth, big_endian, true_colour: true, max, shift }
    }

    #[test]
    fn pixels_of_any_format_become_the_pictures() {
        let check = |format: PixelFormat, bytes: &[u8], expected: u32| {
            assert_eq!(Colours::new(format).whole().read(bytes), expected, "{format:?}");
        };
        check(format(8, 6, false, [3; 3], [4, 2, 0]), &[0b11_01_10], 0x00ff_55aa);
        check(format(16, 16, false, [31, 63, 31], [11, 5, 0]), &[0x1f, 0xf8], 0x00ff_00ff);
        check(format(16, 16, true, [31, 63, 31], [11, 5, 0]), &[0x07, 0xe0], 0x0000_ff00);
        check(format(32, 24, true, [255; 3], [16, 8, 0]), &[9, 1, 2, 3], 0x0001_0203);
        check(format(32, 30, false, [1023; 3], [20, 10, 0]), &[0xff, 0x03, 0, 0], 0x0000_00ff);
        assert_eq!(Native.read(&[3, 2, 1, 9]), 0x0001_0203);
    }

    #[test]
    fn compact_pixels_leave_the_empty_byte_out() {
        let check = |format: PixelFormat, bytes: &[u8], expected: u32| {
            let colours = Colours::new(format);
            assert_eq!(colours.compact().size(), bytes.len(), "{format:?}");
            assert_eq!(colours.compact().read(bytes), expected, "{format:?}");
        };
        check(PixelFormat::NATIVE, &[3, 2, 1], 0x0001_0203);
        check(format(32, 24, true, [255; 3], [16, 8, 0]), &[1, 2, 3], 0x0001_0203);
        check(format(32, 24, false, [255; 3], [24, 16, 8]), &[3, 2, 1], 0x0001_0203);
        check(format(32, 24, true, [255; 3], [24, 16, 8]), &[1, 2, 3], 0x0001_0203);
        check(format(32, 24, false, [255; 3], [24, 8, 0]), &[3, 2, 0, 1], 0x0001_0203);
        check(format(16, 15, false, [31; 3], [10, 5, 0]), &[0, 0x7c], 0x00ff_0000);
    }

    #[test]
    fn a_colour_map_gives_indices_their_meaning() {
        let format = PixelFormat { true_colour: false, ..format(8, 8, false, [0; 3], [0; 3]) };
        let mut colours = Colours::new(format);
        colours.set_map(7, &[0xff, 0, 0x80, 0, 1, 0]).unwrap();
        assert_eq!(colours.whole().read(&[7]), 0x00ff_8001);
        assert!(colours.set_map(255, &[0; 12]).is_err());
    }
}
