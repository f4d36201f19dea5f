//! H.264 into the picture (rfbproto, "Open H.264"), decoded on the processor.
//!
//! Colours are BT.601 with the usual range (16 to 235), as Farhand's client and openh264's own
//! converter write them.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use farhand_rfb::viewer::{AccessUnit, VideoDecoder};
use farhand_rfb::{Error, Framebuffer, Rect};
use openh264::decoder::{DecodeOptions, Decoder, Flush};
use openh264::formats::YUVSource;

/// Decoding contexts at the same time. Each takes a few pictures' memory.
const CONTEXTS: usize = 16;

const BROKEN: Error = Error::Data("the video");

/// Decodes H.264: one context for each rectangle.
#[derive(Default)]
pub(super) struct Motion {
    contexts: HashMap<Rect, Decoder>,
    painted: Painted,
}

/// The units that were painted since somebody looked.
#[derive(Clone, Default)]
pub(super) struct Painted(Arc<Mutex<Vec<AccessUnit>>>);

impl Painted {
    /// All of them, in their order.
    pub fn take(&self) -> Vec<AccessUnit> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn add(&self, unit: AccessUnit) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(unit);
    }
}

impl Motion {
    /// Where it notes what it paints.
    pub fn painted(&self) -> Painted {
        self.painted.clone()
    }
}

impl VideoDecoder for Motion {
    fn decode(&mut self, unit: &AccessUnit, picture: &mut Framebuffer) -> Result<bool, Error> {
        if unit.reset_all {
            self.contexts.clear();
        }
        if unit.reset {
            self.contexts.remove(&unit.rect);
        }
        if unit.data.is_empty() || unit.rect.is_empty() {
            return Ok(false);
        }
        if self.contexts.len() >= CONTEXTS && !self.contexts.contains_key(&unit.rect) {
            return Err(Error::Limit("the number of videos"));
        }
        let decoder = match self.contexts.entry(unit.rect) {
            std::collections::hash_map::Entry::Occupied(known) => known.into_mut(),
            std::collections::hash_map::Entry::Vacant(new) => new.insert(Decoder::new().map_err(|_| BROKEN)?),
        };
        // Without pictures that depend on later ones, each unit is its own picture at once.
        let options = DecodeOptions::new().flush_after_decode(Flush::NoFlush);
        let decoded = decoder.decode_with_options(&unit.data, options).map_err(|_| BROKEN)?;
        let Some(decoded) = decoded else { return Ok(false) };
        paint(&decoded, unit.rect, picture);
        self.painted.add(unit.clone());
        Ok(true)
    }
}

/// Paints what both the video and its rectangle show.
fn paint(video: &impl YUVSource, rect: Rect, picture: &mut Framebuffer) {
    let (width, height) = video.dimensions();
    let (stride, chroma_stride, _) = video.strides();
    let rows = rect.height.min(u16::try_from(height).unwrap_or(u16::MAX));
    for y in 0..rows {
        let chroma = usize::from(y / 2) * chroma_stride;
        let luma = &video.y()[usize::from(y) * stride..][..width.min(stride)];
        let row = &mut picture.row_mut(rect, y)[..usize::from(rect.width).min(width)];
        convert(luma, &video.u()[chroma..], &video.v()[chroma..], row);
    }
}

fn convert(luma: &[u8], u: &[u8], v: &[u8], row: &mut [u32]) {
    for (((pixels, luma), &u), &v) in row.chunks_mut(2).zip(luma.chunks(2)).zip(u).zip(v) {
        let (u, v) = (i32::from(u) - 128, i32::from(v) - 128);
        let (red, green, blue) = (409 * v + 128, -100 * u - 208 * v + 128, 516 * u + 128);
        for (pixel, &y) in pixels.iter_mut().zip(luma) {
            let y = 298 * (i32::from(y) - 16);
            let channel = |part: i32| ((y + part) >> 8).clamp(0, 255) as u32;
            *pixel = channel(red) << 16 | channel(green) << 8 | channel(blue);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use openh264::encoder::Encoder;
    use openh264::formats::{RgbSliceU8, YUVBuffer};

    const RECT: Rect = Rect::new(8, 4, 64, 48);

    fn unit(data: Vec<u8>, reset: bool) -> AccessUnit {
        AccessUnit { rect: RECT, reset, reset_all: false, data }
    }

    /// A picture of one colour.
    fn encoded(encoder: &mut Encoder, colour: [u8; 3]) -> Vec<u8> {
        let rgb = colour.repeat(RECT.area());
        let source = RgbSliceU8::new(&rgb, (RECT.width.into(), RECT.height.into()));
        encoder.encode(&YUVBuffer::from_rgb8_source(source)).unwrap().to_vec()
    }

    fn near(a: u32, b: [u8; 3]) -> bool {
        a.to_be_bytes()[1..].iter().zip(b).all(|(a, b)| a.abs_diff(b) < 8)
    }

    #[test]
    fn each_unit_is_a_picture_at_once_in_its_rectangle() {
        let mut encoder = Encoder::new().unwrap();
        let mut picture = Framebuffer::new(100, 60).unwrap();
        let mut motion = Motion::default();
        for (i, colour) in [[200, 30, 60], [20, 180, 90], [250, 250, 250]].into_iter().enumerate() {
            let unit = unit(encoded(&mut encoder, colour), i == 0);
            assert_eq!(motion.decode(&unit, &mut picture), Ok(true));
            for (x, y) in [(8, 4), (71, 51), (40, 20)] {
                let pixel = picture.row(Rect::new(x, y, 1, 1), 0)[0];
                assert!(near(pixel, colour), "{pixel:06x} at {x},{y}");
            }
            assert_eq!((picture.pixels()[0], picture.row(Rect::new(72, 52, 1, 1), 0)[0]), (0, 0));
        }
    }

    #[test]
    fn a_video_of_another_size_stays_in_its_rectangle() {
        let mut encoder = Encoder::new().unwrap();
        let data = encoded(&mut encoder, [90; 3]);
        for rect in [Rect::new(0, 0, 10, 9), Rect::new(0, 0, 100, 60)] {
            let mut picture = Framebuffer::new(100, 60).unwrap();
            let unit = AccessUnit { rect, ..unit(data.clone(), true) };
            assert_eq!(Motion::default().decode(&unit, &mut picture), Ok(true));
            let painted = picture.pixels().iter().filter(|&&pixel| pixel != 0).count();
            assert_eq!(painted, rect.intersection(Rect::sized(64, 48)).area());
        }
    }

    #[test]
    fn nonsense_and_too_many_videos_are_errors() {
        let mut picture = Framebuffer::new(100, 60).unwrap();
        let mut motion = Motion::default();
        let _not_a_picture = motion.decode(&unit(vec![0, 0, 0, 1, 0x65, 1, 2, 3], true), &mut picture);
        assert_eq!(motion.decode(&unit(Vec::new(), true), &mut picture), Ok(false));
        let mut encoder = Encoder::new().unwrap();
        let data = encoded(&mut encoder, [90; 3]);
        let results: Vec<_> = (0..20)
            .map(|x| {
                motion.decode(
                    &AccessUnit { rect: Rect::new(x, 0, 64, 48), ..unit(data.clone(), true) },
                    &mut picture,
                )
            })
            .collect();
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), CONTEXTS);
    }
}
