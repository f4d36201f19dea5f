//! Video of what moves: H.264, as [`MotionEncoder`] wants it, with the rate that the area needs, or
//! less where the line takes less.

mod rate;

use std::time::Duration;

use farhand_rfb::Rect;
use farhand_rfb::server::{MotionEncoder, Picture};
use farhand_video::{Encoder, FRAMES};

use rate::Rate;

/// Encodes one area; begins anew when that changes, or the line's rate does.
#[derive(Default)]
pub struct H264 {
    encoder: Encoder,
    rate: Rate,
}

impl MotionEncoder for H264 {
    fn encode(&mut self, picture: Picture<'_>, area: Rect, key: bool, now: Duration) -> Option<Vec<u8>> {
        let bits = match self.encoder.bits() {
            Some(bits) if self.rate.keeps(bits, area) => bits,
            _ => self.rate.of(area),
        };
        self.encoder.encode(picture, area, (bits, key), now)
    }

    fn set_rate(&mut self, bits_per_second: u32) {
        self.rate.tell(bits_per_second);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use openh264::decoder::Decoder;
    use openh264::formats::YUVSource;

    use farhand_video::Planes;

    const SIZE: (u16, u16) = (320, 192);
    const AREA: Rect = Rect::new(32, 16, 256, 160);

    /// A slope that wanders from picture to picture.
    fn picture(step: u32) -> Vec<u32> {
        let pixel = |x: u32, y: u32| {
            let bytes = [x + step * 3, y + step, x / 2].map(|colour| (colour % 256) as u8);
            u32::from_be_bytes([0, bytes[0], bytes[1], bytes[2]])
        };
        (0..u32::from(SIZE.1)).flat_map(|y| (0..u32::from(SIZE.0)).map(move |x| pixel(x, y))).collect()
    }

    fn encode(h264: &mut H264, step: u32, area: Rect, key: bool) -> Option<Vec<u8>> {
        let pixels = picture(step);
        let now = Duration::from_millis(1_000 + u64::from(step) * 33);
        h264.encode(Picture::new(&pixels, SIZE.0, SIZE.1, usize::from(SIZE.0))?, area, key, now)
    }

    /// The kinds of the units in a stream (H.264, table 7-1).
    fn kinds(stream: &[u8]) -> Vec<u8> {
        openh264::nal_units(stream)
            .map(|unit| unit[unit.iter().position(|b| *b == 1).unwrap() + 1] & 31)
            .collect()
    }

    #[test]
    fn every_picture_is_one_unit_and_a_key_stands_by_itself() {
        let mut h264 = H264::default();
        let asked = [true, false, false, true, false];
        for (step, key) in (0..).zip(asked) {
            let unit = encode(&mut h264, step, AREA, key).unwrap();
            let expected: &[u8] = if key { &[7, 8, 5] } else { &[1] };
            assert_eq!(kinds(&unit), expected, "picture {step}");
        }
        // Another place of the same size goes on; another size begins anew without being told.
        assert_eq!(kinds(&encode(&mut h264, 9, Rect { x: 0, ..AREA }, false).unwrap()), [1]);
        assert_eq!(kinds(&encode(&mut h264, 9, Rect { width: 128, ..AREA }, false).unwrap()), [7, 8, 5]);
    }

    #[test]
    fn what_is_decoded_is_close_to_the_picture() {
        let (mut h264, mut decoder) = (H264::default(), Decoder::new().unwrap());
        for step in 0..10 {
            let unit = encode(&mut h264, step, AREA, step == 0).unwrap();
            let decoded = decoder.decode(&unit).unwrap().expect("a picture for each unit");
            assert_eq!(decoded.dimensions(), (256, 160));
            let (pixels, mut planes) = (picture(step), Planes::default());
            planes.fill(Picture::new(&pixels, SIZE.0, SIZE.1, 320).unwrap(), AREA).unwrap();
            let rows = decoded.y().chunks(decoded.strides().0).zip(planes.y().chunks(256));
            let off = rows.flat_map(|(a, b)| a.iter().zip(b).map(|(a, b)| u64::from(a.abs_diff(*b))));
            let mean = off.sum::<u64>() as f64 / AREA.area() as f64;
            assert!(mean < 4.0, "picture {step} is off by {mean}");
        }
    }

    /// The same slope with grain, as photographs have it.
    fn grained(step: u32) -> Vec<u32> {
        let mut seed = step;
        let mut grain = || {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 27) * 0x0001_0101
        };
        picture(step).iter().map(|pixel| (pixel >> 1 & 0x007f_7f7f) + grain()).collect()
    }

    #[test]
    fn pictures_are_as_large_as_the_line_takes() {
        let mut h264 = H264::default();
        let mut step = 0;
        // Bits in a second of three seconds at a rate, once the encoder knows the pictures.
        let mut play = |rate| {
            h264.set_rate(rate);
            let mut bytes = 0;
            for frame in 0..120 {
                let (pixels, now) = (grained(step), Duration::from_millis(u64::from(step) * 33 + 1));
                step += 1;
                let picture = Picture::new(&pixels, SIZE.0, SIZE.1, usize::from(SIZE.0)).unwrap();
                let unit = h264.encode(picture, AREA, step == 1, now).unwrap();
                bytes += if frame < 30 { 0 } else { unit.len() };
            }
            bytes as f64 * 8.0 / (90.0 * 0.033)
        };
        let (wide, narrow, again) = (play(24_000_000), play(400_000), play(24_000_000));
        assert!(wide > 800_000.0, "{wide} bits on a wide line");
        assert!(narrow < 480_000.0, "{narrow} bits on a line of 400,000");
        assert!(again > 800_000.0, "{again} bits on a wide line again");
    }

    #[test]
    fn areas_that_cannot_be_encoded_are_left_to_others() {
        let mut h264 = H264::default();
        for area in [Rect::sized(33, 32), Rect::sized(8, 64), Rect::new(100, 100, 256, 160), Rect::default()]
        {
            assert_eq!(encode(&mut h264, 0, area, true), None, "{area}");
        }
    }
}
