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
use yuv::{YuvPlanarImage, YuvRange, YuvStandardMatrix, yuv420_to_bgra};

/// Rows that are converted at once: few enough to stay in the processor's cache. Even.
const BAND: usize = 16;
/// Decoding contexts at the same time. Each takes a few pictures' memory.
const CONTEXTS: usize = 16;

const BROKEN: Error = Error::Data("the video");

/// Decodes H.264: one context for each rectangle.
#[derive(Default)]
pub struct Motion {
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
    pub(super) fn painted(&self) -> Painted {
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
        paint(&decoded, unit.rect, picture)?;
        self.painted.add(unit.clone());
        Ok(true)
    }
}

/// Paints what both the video and its rectangle show, a band at a time.
fn paint(video: &impl YUVSource, rect: Rect, picture: &mut Framebuffer) -> Result<(), Error> {
    let (width, height) = video.dimensions();
    let rows = usize::from(rect.height).min(height);
    let columns = usize::from(rect.width).min(width);
    let mut band = vec![0; width * BAND * 4];
    for first in (0..rows).step_by(BAND) {
        convert(video, first, &mut band)?;
        for (y, pixels) in (first..rows).zip(band.chunks_exact(width * 4)) {
            let row = &mut picture.row_mut(rect, y as u16)[..columns];
            for (pixel, bytes) in row.iter_mut().zip(pixels.as_chunks().0) {
                *pixel = u32::from_le_bytes(*bytes) & 0x00ff_ffff;
            }
        }
    }
    Ok(())
}

/// The pixels of a band: blue, green, red, and a byte that says nothing.
fn convert(video: &impl YUVSource, first: usize, band: &mut [u8]) -> Result<(), Error> {
    let (width, height) = video.dimensions();
    let (luma, u, v) = video.strides();
    let image = YuvPlanarImage {
        y_plane: video.y().get(first * luma..).ok_or(BROKEN)?,
        y_stride: luma as u32,
        u_plane: video.u().get(first / 2 * u..).ok_or(BROKEN)?,
        u_stride: u as u32,
        v_plane: video.v().get(first / 2 * v..).ok_or(BROKEN)?,
        v_stride: v as u32,
        width: width as u32,
        height: BAND.min(height - first) as u32,
    };
    let (range, matrix) = (YuvRange::Limited, YuvStandardMatrix::Bt601);
    yuv420_to_bgra(&image, band, width as u32 * 4, range, matrix).map_err(|_| BROKEN)
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
