//! JPEG in Tight (rfbproto, "Tight Encoding", JpegCompression).

use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

use super::Frame;
use super::tight::put_compact;
use crate::encoding::Encoding;
use crate::rect::Rect;
use crate::server::Picture;
use crate::wire::Put;

const JPEG: u8 = 0x90;
/// Pixels of a block: large enough for the tables in front not to matter, small enough for several
/// to be decoded beside each other.
const BLOCK: (u16, u16) = (512, 256);
/// JPEG's own quality for each that a viewer can ask for.
const QUALITY: [u8; 10] = [20, 30, 40, 50, 60, 70, 77, 83, 88, 95];
/// From this one on, colours are as fine as brightness. What is seen for longer is exact anyway.
const FINE: u8 = 9;

/// The encoder, with its room for pixels.
#[derive(Default)]
pub struct Jpeg {
    pixels: Vec<u8>,
    packed: Vec<u8>,
}

impl Jpeg {
    /// Writes a rectangle in blocks. False when the encoder refuses.
    pub fn encode(&mut self, picture: Picture<'_>, rect: Rect, quality: u8, frame: &mut Frame<'_>) -> bool {
        for y in (0..rect.height).step_by(BLOCK.1.into()) {
            for x in (0..rect.width).step_by(BLOCK.0.into()) {
                let size = (BLOCK.0.min(rect.width - x), BLOCK.1.min(rect.height - y));
                let block = Rect::new(rect.x + x, rect.y + y, size.0, size.1);
                if !self.block(picture, block, quality.min(9)) {
                    return false;
                }
                frame.begin(block, Encoding::TIGHT);
                frame.out.put_u8(JPEG);
                put_compact(self.packed.len(), frame.out);
                frame.out.extend_from_slice(&self.packed);
                frame.pixels += block.area();
            }
        }
        true
    }

    fn block(&mut self, picture: Picture<'_>, block: Rect, quality: u8) -> bool {
        self.pixels.clear();
        self.packed.clear();
        for row in picture.rows(block) {
            self.pixels.extend(row.iter().flat_map(|pixel| pixel.to_le_bytes()));
        }
        let mut encoder = Encoder::new(&mut self.packed, QUALITY[usize::from(quality)]);
        encoder.set_sampling_factor(if quality < FINE {
            SamplingFactor::F_2_2
        } else {
            SamplingFactor::F_1_1
        });
        encoder.encode(&self.pixels, block.width, block.height, ColorType::Bgra).is_ok()
    }
}
