//! Tight's gradient filter: each channel is the difference from what the pixels above, to the left
//! and above to the left predict: above plus left minus above-left, kept within the channel.

use super::band::Band;
use super::read::pixel_bytes;
use crate::rect::Rect;
use crate::viewer::colours::Colours;

type Channels = [i32; 3];

/// Paints filtered compact pixels into the band, which holds all of the rectangle: each row needs the
/// one above.
pub fn paint(rect: Rect, data: &[u8], colours: &Colours, band: &mut Band<'_>) {
    let size = pixel_bytes(colours);
    let max = if colours.has_tight_rgb() { [255; 3] } else { colours.format().max.map(i32::from) };
    // The row above, with a pixel of nothing on the left.
    let mut above = vec![Channels::default(); usize::from(rect.width) + 1];
    for (y, row) in band.rows_of(rect).zip(data.chunks_exact((usize::from(rect.width) * size).max(1))) {
        let (mut left, mut above_left) = (Channels::default(), Channels::default());
        let out = band.row_mut(rect, y);
        for ((pixel, bytes), above) in out.iter_mut().zip(row.chunks_exact(size)).zip(&mut above[1..]) {
            let difference = split(bytes, colours);
            let value = std::array::from_fn(|i| {
                let predicted = (above[i] + left[i] - above_left[i]).clamp(0, max[i]);
                (predicted + difference[i]) & max[i]
            });
            above_left = std::mem::replace(above, value);
            left = value;
            *pixel = joined(value, colours);
        }
    }
}

fn split(bytes: &[u8], colours: &Colours) -> Channels {
    if colours.has_tight_rgb() {
        [bytes[0].into(), bytes[1].into(), bytes[2].into()]
    } else {
        colours.channels(bytes).map(|channel| channel as i32)
    }
}

/// Channels are kept within their maximum, so none is negative.
fn joined(value: Channels, colours: &Colours) -> u32 {
    let value = value.map(|channel| channel as u32);
    if colours.has_tight_rgb() {
        value[0] << 16 | value[1] << 8 | value[2]
    } else {
        colours.of_channels(value)
    }
}
