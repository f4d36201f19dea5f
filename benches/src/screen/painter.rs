//! Paints on a display what is measured: text, photographs, a video, blocks of one colour.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use x11rb::connection::Connection;
use x11rb::protocol::xproto::{
    ChangeGCAux, ConnectionExt as _, CreateGCAux, CreateWindowAux, EventMask, Gcontext, ImageFormat,
    InputFocus, Pixmap, Rectangle, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;

use super::display::Display;

/// Pixels of a line of text.
const LINE: u16 = 15;
/// Bytes of a request that every X server takes.
const REQUEST: usize = 200_000;
/// Pictures of the video, kept in the server so that showing one costs little.
const FRAMES: usize = 8;

/// A window over the whole display, and what paints into it.
pub struct Painter {
    connection: RustConnection,
    window: Window,
    gc: Gcontext,
    /// Pixels.
    pub width: u16,
    /// Pixels.
    pub height: u16,
    lines: usize,
}

impl Painter {
    /// Opens the window, black.
    pub fn open(display: &Display) -> Result<Self> {
        let (connection, screen) = display.connect()?;
        let screen = connection.setup().roots[screen].clone();
        let (width, height) = (screen.width_in_pixels, screen.height_in_pixels);
        let (window, gc, font) =
            (connection.generate_id()?, connection.generate_id()?, connection.generate_id()?);
        let aux =
            CreateWindowAux::new().override_redirect(1).background_pixel(0).event_mask(EventMask::KEY_PRESS);
        let class = WindowClass::INPUT_OUTPUT;
        connection.create_window(24, window, screen.root, 0, 0, width, height, 0, class, 0, &aux)?;
        connection.map_window(window)?;
        // Where nothing is looked at: some viewers draw it into the picture.
        connection.warp_pointer(x11rb::NONE, screen.root, 0, 0, 0, 0, i16::try_from(width)? - 150, 30)?;
        connection.open_font(font, b"fixed")?;
        let aux = CreateGCAux::new().font(font).background(0x00ff_ffff).graphics_exposures(0);
        connection.create_gc(gc, window, &aux)?;
        connection.sync()?;
        Ok(Self { connection, window, gc, width, height, lines: 0 })
    }

    /// Paints a rectangle in one colour; it is on the display when this returns.
    pub fn fill(&self, place: (i16, i16), (width, height): (u16, u16), colour: u32) -> Result<()> {
        self.connection.change_gc(self.gc, &ChangeGCAux::new().foreground(colour))?;
        let rectangle = Rectangle { x: place.0, y: place.1, width, height };
        self.connection.poly_fill_rectangle(self.window, self.gc, &[rectangle])?;
        Ok(self.connection.sync()?)
    }

    /// A page of text, another one for each number.
    pub fn page(&mut self, number: usize) -> Result<()> {
        self.fill((0, 0), (self.width, self.height), 0x00ff_ffff)?;
        for row in 0..self.height / LINE {
            // Pages that are a multiple of ten lines apart would have the same words.
            self.line(number * 1009 + usize::from(row), (row + 1) * LINE)?;
        }
        Ok(self.connection.sync()?)
    }

    /// The text moves up by a line, and a new one comes below.
    pub fn scroll(&mut self) -> Result<()> {
        let (window, kept) = (self.window, self.height - LINE);
        let above = i16::try_from(LINE)?;
        self.connection.copy_area(window, window, self.gc, 0, above, 0, 0, self.width, kept)?;
        self.fill((0, i16::try_from(kept)?), (self.width, LINE), 0x00ff_ffff)?;
        self.lines += 1;
        self.line(self.lines, self.height - 3)?;
        Ok(self.connection.sync()?)
    }

    fn line(&self, number: usize, y: u16) -> Result<()> {
        self.connection.change_gc(self.gc, &ChangeGCAux::new().foreground(0x0010_1010))?;
        let words =
            ["request", "of", "a", "customer", "whose", "screen", "stays", "dark", "after", "updates"];
        let text = (0..40).map(|word| words[(number * 7 + word * word + word) % words.len()]);
        let text = format!("{number:6} {}", text.collect::<Vec<_>>().join(" "));
        let text = &text.as_bytes()[..text.len().min(250)];
        self.connection.image_text8(self.window, self.gc, 4, i16::try_from(y)?, text)?;
        Ok(())
    }

    /// A photograph over the whole display, another one for each number.
    pub fn photo(&self, number: usize) -> Result<()> {
        self.put(self.window, &photo(self.width, self.height, number * 97), self.width)?;
        Ok(self.connection.sync()?)
    }

    /// Loads a video of this size.
    pub fn video(&self, (width, height): (u16, u16)) -> Result<Video<'_>> {
        let mut frames = Vec::new();
        for number in 0..FRAMES {
            let pixmap = self.connection.generate_id()?;
            self.connection.create_pixmap(24, pixmap, self.window, width, height)?;
            self.put(pixmap, &photo(width, height, number * 5), width)?;
            frames.push(pixmap);
        }
        self.connection.sync()?;
        Ok(Video { painter: self, frames, size: (width, height) })
    }

    fn put(&self, to: u32, pixels: &[u8], width: u16) -> Result<()> {
        let stride = usize::from(width) * 4;
        let rows = (REQUEST / stride).max(1);
        for (number, part) in pixels.chunks(rows * stride).enumerate() {
            let (y, height) = (i16::try_from(number * rows)?, u16::try_from(part.len() / stride)?);
            let format = ImageFormat::Z_PIXMAP;
            self.connection.put_image(format, to, self.gc, width, height, 0, y, 0, 24, part)?;
        }
        Ok(())
    }

    /// The keys that are pressed come to this window.
    pub fn focus(&self) -> Result<()> {
        self.connection.set_input_focus(InputFocus::PARENT, self.window, x11rb::CURRENT_TIME)?;
        Ok(self.connection.sync()?)
    }

    /// Whether a key was pressed since the last look.
    pub fn pressed(&self) -> Result<bool> {
        let mut pressed = false;
        while let Some(event) = self.connection.poll_for_event()? {
            pressed |= matches!(event, x11rb::protocol::Event::KeyPress(_));
        }
        Ok(pressed)
    }

    /// Waits until a key is pressed.
    pub fn wait_for_key(&self, limit: Duration) -> Result<()> {
        let end = Instant::now() + limit;
        while !self.pressed()? {
            ensure!(Instant::now() < end, "no key came");
            super::eye::wait_readable(self.connection.stream(), end)?;
        }
        Ok(())
    }
}

/// A video that is loaded.
pub struct Video<'a> {
    painter: &'a Painter,
    frames: Vec<Pixmap>,
    size: (u16, u16),
}

impl Video<'_> {
    /// Shows a frame, with a square in the upper left corner that tells its number.
    pub fn show(&self, number: usize) -> Result<()> {
        let Painter { connection, window, gc, .. } = self.painter;
        // There and back, so that no step is larger than another.
        let turn = number % (2 * FRAMES - 2);
        let frame = self.frames[turn.min(2 * FRAMES - 2 - turn)];
        connection.copy_area(frame, *window, *gc, 0, 0, 0, 0, self.size.0, self.size.1)?;
        self.painter.fill((0, 0), (MARK, MARK), mark(number))
    }

    /// Between two frames at 30 in a second.
    pub fn period() -> Duration {
        Duration::from_nanos(1_000_000_000 / 30)
    }
}

/// Pixels of the side of the square that tells a frame's number.
pub const MARK: u16 = 64;

/// Frames until a mark comes again.
pub const MARKS: usize = 64;

/// The colour that tells a frame's number: far enough from all others to survive lossy coding.
pub fn mark(number: usize) -> u32 {
    let level = |shift: usize| u32::try_from((number >> shift) & 3).unwrap_or(0) * 64 + 32;
    level(0) << 16 | level(2) << 8 | level(4)
}

/// The number that a colour tells, modulo [`MARKS`].
pub fn number_of(colour: u32) -> usize {
    let level = |shift: u32| usize::try_from((colour >> shift & 255) / 64).unwrap_or(0);
    level(16) | level(8) << 2 | level(0) << 4
}

/// Something between a photograph and noise: soft shapes with grain.
pub fn photo(width: u16, height: u16, shift: usize) -> Vec<u8> {
    let (width, height) = (usize::from(width), usize::from(height));
    let wave = |at: f64| (at.sin() * 50.0) + 64.0;
    let across: Vec<[f64; 3]> =
        (0..width).map(|x| [23.0, 30.0, 37.0].map(|length| wave((x + shift) as f64 / length))).collect();
    let mut random = 0x2545_f491_u32;
    let mut pixels = Vec::with_capacity(width * height * 4);
    for y in 0..height {
        let down = [41.0, 29.0, 53.0].map(|length| wave((y + shift) as f64 / length));
        for at in &across {
            random ^= random << 13;
            random ^= random >> 17;
            random ^= random << 5;
            let grain = f64::from(random & 15);
            pixels.extend([0, 1, 2].map(|part| (at[part] + down[part] + grain) as u8));
            pixels.push(0);
        }
    }
    pixels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_tells_its_number_also_after_lossy_coding() {
        for number in 0..MARKS {
            for noise in [0, 0x0010_0c11] {
                assert_eq!(number_of(mark(number) + noise), number);
                assert_eq!(number_of(mark(number) - noise), number);
            }
        }
    }

    #[test]
    fn photographs_differ_and_have_every_pixel() {
        assert_eq!(photo(40, 30, 0).len(), 40 * 30 * 4);
        assert_ne!(photo(40, 30, 0), photo(40, 30, 5));
    }
}
