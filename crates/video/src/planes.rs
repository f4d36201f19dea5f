//! From pixels to the three planes (I420) that video is made of.

use farhand_rfb::Rect;
use farhand_rfb::server::Picture;
use openh264::formats::YUVSource;
use yuv::{
    BufferStoreMut, YuvConversionMode, YuvPlanarImageMut, YuvRange, YuvStandardMatrix, bgra_to_yuv420,
};

/// Rows that are converted at once: few enough to stay in the processor's cache. Even.
const BAND: usize = 16;

/// Luma, and two planes of chroma with a quarter of the pixels. The memory is kept.
#[derive(Debug, Default)]
pub struct Planes {
    width: usize,
    height: usize,
    y: Vec<u8>,
    u: Vec<u8>,
    v: Vec<u8>,
    band: Vec<u32>,
}

impl Planes {
    /// Converts an area, whose sides are even, of a picture that holds it. A band at a time, so that
    /// the pixels are read from memory once.
    pub fn fill(&mut self, picture: Picture<'_>, area: Rect) -> Option<()> {
        self.resize(area);
        let (width, half) = (self.width, self.width / 2);
        let luma = self.y.chunks_mut(width * BAND);
        let chroma = self.u.chunks_mut(half * BAND / 2).zip(self.v.chunks_mut(half * BAND / 2));
        let mut rows = picture.rows(area);
        for (y, (u, v)) in luma.zip(chroma) {
            self.band.clear();
            rows.by_ref().take(y.len() / width).for_each(|row| self.band.extend_from_slice(row));
            let mut image = YuvPlanarImageMut {
                width: u32::from(area.width),
                height: (y.len() / width) as u32,
                y_plane: BufferStoreMut::Borrowed(y),
                y_stride: width as u32,
                u_plane: BufferStoreMut::Borrowed(u),
                u_stride: half as u32,
                v_plane: BufferStoreMut::Borrowed(v),
                v_stride: half as u32,
            };
            convert(&mut image, &self.band)?;
        }
        Some(())
    }

    fn resize(&mut self, area: Rect) {
        (self.width, self.height) = (usize::from(area.width), usize::from(area.height));
        self.y.resize(area.area(), 0);
        self.u.resize(area.area() / 4, 0);
        self.v.resize(area.area() / 4, 0);
    }
}

fn convert(image: &mut YuvPlanarImageMut<'_, u8>, pixels: &[u32]) -> Option<()> {
    let (range, matrix) = (YuvRange::Limited, YuvStandardMatrix::Bt601);
    let (bytes, stride) = (bytemuck::cast_slice(pixels), image.width * 4);
    match bgra_to_yuv420(image, bytes, stride, range, matrix, YuvConversionMode::Balanced) {
        Ok(()) => Some(()),
        Err(error) => {
            tracing::warn!(%error, "a picture was not converted");
            None
        }
    }
}

impl YUVSource for Planes {
    fn dimensions(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    fn strides(&self) -> (usize, usize, usize) {
        (self.width, self.width / 2, self.width / 2)
    }

    fn y(&self) -> &[u8] {
        &self.y
    }

    fn u(&self) -> &[u8] {
        &self.u
    }

    fn v(&self) -> &[u8] {
        &self.v
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_of_a_wider_picture_is_converted() {
        let mut pixels = vec![0xffff_ffff_u32; 8 * 6];
        for row in 2..6 {
            pixels[row * 8 + 2..row * 8 + 6].fill(0x00ff_0000);
        }
        let picture = Picture::new(&pixels, 8, 6, 8).unwrap();
        let mut planes = Planes::default();
        planes.fill(picture, Rect::new(2, 2, 4, 4)).unwrap();
        // Pure red in BT.601, limited range: Y 81 or 82, Cb 90, Cr 240.
        assert!(planes.y.iter().all(|y| (81..=82).contains(y)), "{:?}", planes.y);
        assert_eq!((planes.y.len(), planes.u.len(), planes.v.len()), (16, 4, 4));
        assert!(planes.u.iter().all(|u| *u == 90), "{:?}", planes.u);
        assert!(planes.v.iter().all(|v| *v == 240), "{:?}", planes.v);
        planes.fill(picture, Rect::new(0, 0, 2, 2)).unwrap();
        assert_eq!(planes.y, [235; 4]);
    }

    #[test]
    fn bands_meet_without_a_seam() {
        let (width, height) = (34_u16, 38_u16);
        let grey = |y: u32| 0x0001_0101 * (y * 5);
        let pixels: Vec<u32> = (0..u32::from(height)).flat_map(|y| [grey(y); 34]).collect();
        let picture = Picture::new(&pixels, width, height, 34).unwrap();
        let mut planes = Planes::default();
        planes.fill(picture, Rect::sized(width, height)).unwrap();
        for (y, row) in planes.y.chunks_exact(34).enumerate() {
            let expected = 16.0 + y as f64 * 5.0 * 219.0 / 255.0;
            assert!(row.iter().all(|luma| (f64::from(*luma) - expected).abs() <= 1.0), "row {y}: {row:?}");
        }
        assert!(planes.u.iter().chain(&planes.v).all(|chroma| chroma.abs_diff(128) <= 1));
    }
}
