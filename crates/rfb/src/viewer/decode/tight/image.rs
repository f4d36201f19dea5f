//! JPEG and PNG into bytes of red, green, blue, alpha.

use crate::Error;
use crate::rect::Rect;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

const BROKEN_JPEG: Error = Error::Data("a JPEG");
const BROKEN_PNG: Error = Error::Data("a PNG");

/// Decodes a JPEG of the rectangle's size into `out`, which is as long as that needs.
pub fn jpeg(bytes: &[u8], rect: Rect, out: &mut [u8]) -> Result<(), Error> {
    let options = DecoderOptions::new_fast()
        .set_max_width(rect.width.into())
        .set_max_height(rect.height.into())
        .set_strict_mode(false)
        .jpeg_set_max_scans(32)
        .jpeg_set_out_colorspace(ColorSpace::RGBA);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    decoder.decode_headers().map_err(|_| BROKEN_JPEG)?;
    let info = decoder.info().ok_or(BROKEN_JPEG)?;
    if (info.width, info.height) != (rect.width, rect.height) {
        return Err(Error::Data("a JPEG of another size than its rectangle"));
    }
    decoder.decode_into(out).map_err(|_| BROKEN_JPEG)
}

/// Decodes a PNG of the rectangle's size into `out`, which is as long as that needs.
pub fn png(bytes: &[u8], rect: Rect, out: &mut [u8]) -> Result<(), Error> {
    let limits = png::Limits { bytes: 8 * out.len() + (1 << 20) };
    let mut decoder = png::Decoder::new_with_limits(std::io::Cursor::new(bytes), limits);
    decoder.set_transformations(png::Transformations::normalize_to_color8() | png::Transformations::ALPHA);
    let header = decoder.read_header_info().map_err(|_| BROKEN_PNG)?;
    if (header.width, header.height) != (rect.width.into(), rect.height.into()) {
        return Err(Error::Data("a PNG of another size than its rectangle"));
    }
    let mut reader = decoder.read_info().map_err(|_| BROKEN_PNG)?;
    match reader.output_color_type() {
        (png::ColorType::Rgba, png::BitDepth::Eight) => {
            reader.next_frame(out).map(|_| ()).map_err(|_| BROKEN_PNG)
        }
        (png::ColorType::GrayscaleAlpha, png::BitDepth::Eight) => {
            let (grey, _) = out.split_at_mut(2 * rect.area());
            reader.next_frame(grey).map_err(|_| BROKEN_PNG)?;
            spread(out, rect.area());
            Ok(())
        }
        _ => Err(BROKEN_PNG),
    }
}

/// From grey and alpha to four channels, from the end so that nothing is overwritten too early.
fn spread(out: &mut [u8], pixels: usize) {
    for i in (0..pixels).rev() {
        let (grey, alpha) = (out[2 * i], out[2 * i + 1]);
        out[4 * i..4 * i + 4].copy_from_slice(&[grey, grey, grey, alpha]);
    }
}
