//! Text: measured and drawn. The fonts of the system serve what the built-in one has not.

use std::sync::Arc;

use cosmic_text::{Attrs, Buffer, Color, Family, FontSystem, Metrics, Shaping, SwashCache, Weight, fontdb};
use tiny_skia::{Pixmap, PremultipliedColorU8};

const REGULAR: &[u8] = include_bytes!("../../../assets/NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../../assets/NotoSans-Bold.ttf");
/// Of the size of the letters.
const LINE_HEIGHT: f32 = 1.42;

/// How a text looks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Style {
    /// Pixels.
    pub size: f32,
    pub bold: bool,
}

/// The fonts, and what was drawn of them before.
pub(super) struct Type {
    fonts: FontSystem,
    cache: SwashCache,
}

impl Type {
    /// Reads the system's fonts.
    pub fn new() -> Self {
        let built_in = [REGULAR, BOLD].map(|font| fontdb::Source::Binary(Arc::new(font)));
        Self { fonts: FontSystem::new_with_fonts(built_in), cache: SwashCache::new() }
    }

    fn laid_out(&mut self, text: &str, style: Style, width: Option<f32>) -> Buffer {
        let metrics = Metrics::new(style.size, style.size * LINE_HEIGHT);
        let mut buffer = Buffer::new(&mut self.fonts, metrics);
        buffer.set_size(width, None);
        let weight = if style.bold { Weight::BOLD } else { Weight::NORMAL };
        let attrs = Attrs::new().family(Family::Name("Noto Sans")).weight(weight);
        buffer.set_text(text, &attrs, Shaping::Advanced, None);
        buffer.shape_until_scroll(&mut self.fonts, false);
        buffer
    }

    /// Width and height of a text that is broken into lines of at most this width.
    pub fn size(&mut self, text: &str, style: Style, width: Option<f32>) -> (f32, f32) {
        let buffer = self.laid_out(text, style, width);
        let runs = buffer.layout_runs();
        runs.fold((0.0, 0.0), |(w, h): (f32, f32), run| (w.max(run.line_w), h + run.line_height))
    }

    /// Draws a text with its upper left corner at `at`, and nothing outside of the rows `clip`.
    pub fn draw(&mut self, to: &mut Pixmap, text: &str, style: Style, at: Place, colour: tiny_skia::Color) {
        let mut buffer = self.laid_out(text, style, at.width);
        let [red, green, blue, alpha] =
            [colour.red(), colour.green(), colour.blue(), colour.alpha()].map(|c| (c * 255.0) as u8);
        let (left, top) = (at.x.round() as i32, at.y.round() as i32);
        let ink = Color::rgba(red, green, blue, alpha);
        buffer.draw(&mut self.fonts, &mut self.cache, ink, |x, y, width, height, colour| {
            for (x, y) in (0..height as i32).flat_map(|dy| (0..width as i32).map(move |dx| (x + dx, y + dy)))
            {
                if (at.clip.0..at.clip.1).contains(&(y + top)) {
                    blend(to, x + left, y + top, colour);
                }
            }
        });
    }
}

/// Where a text goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub x: f32,
    pub y: f32,
    /// Lines are broken at this width.
    pub width: Option<f32>,
    /// The rows that may be drawn on.
    pub clip: (i32, i32),
}

fn blend(to: &mut Pixmap, x: i32, y: i32, colour: Color) {
    let (width, height) = (to.width() as i32, to.height() as i32);
    if !(0..width).contains(&x) || !(0..height).contains(&y) {
        return;
    }
    let pixel = &mut to.pixels_mut()[(y * width + x) as usize];
    let alpha = u32::from(colour.a());
    let mix =
        |below: u8, above: u8| ((u32::from(below) * (255 - alpha) + u32::from(above) * alpha) / 255) as u8;
    let (red, green, blue) =
        (mix(pixel.red(), colour.r()), mix(pixel.green(), colour.g()), mix(pixel.blue(), colour.b()));
    // What lies below is opaque, so the sum is.
    *pixel = PremultipliedColorU8::from_rgba(red, green, blue, 255).unwrap_or(*pixel);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_broken_and_letters_leave_ink() {
        let mut text = Type::new();
        let style = Style { size: 15.0, bold: false };
        let (wide, low) = text.size("Ines asks to see your screen", style, None);
        let (narrow, high) = text.size("Ines asks to see your screen", style, Some(90.0));
        assert!(narrow <= 90.0 && wide > 150.0 && high >= 2.0 * low, "{wide} {low} {narrow} {high}");
        let mut pixmap = Pixmap::new(200, 30).unwrap();
        pixmap.fill(tiny_skia::Color::WHITE);
        let at = Place { x: 0.0, y: 0.0, width: None, clip: (0, 30) };
        text.draw(&mut pixmap, "Stop", style, at, tiny_skia::Color::BLACK);
        assert!(pixmap.pixels().iter().any(|pixel| pixel.red() < 80));
    }
}
