//! The two windows that show drawings: the strokes' and the laser pointer's.

use std::sync::Arc;

use farhand_rfb::message::Annotation;
use x11rb::connection::Connection;
use x11rb::protocol::shape::{self, ConnectionExt as _};
use x11rb::protocol::xproto::{
    Arc as Circle, CapStyle, ChangeGCAux, ChangeWindowAttributesAux, ClipOrdering, ConfigureWindowAux,
    ConnectionExt as _, CoordMode, CreateGCAux, CreateWindowAux, Gcontext, JoinStyle, Pixmap, Point,
    Rectangle, Screen, StackMode, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;

use super::Error;

/// Pixels across.
const LASER: u16 = 18;
const LASER_RED: u32 = 0x00e5_3935;
/// Strokes that stay at most; the oldest goes.
const STROKES: usize = 200;
/// Points of one stroke at most.
const POINTS: usize = 4_000;

struct Stroke {
    id: u32,
    width: u8,
    colour: u32,
    points: Vec<Point>,
}

/// What is drawn, and where it is shown.
pub(super) struct Drawing {
    connection: Arc<RustConnection>,
    root: Window,
    /// Covers the screen, cut to the strokes.
    window: Window,
    laser: Window,
    /// What the window shows, and where it shows anything.
    picture: Pixmap,
    mask: Pixmap,
    ink: Gcontext,
    cut: Gcontext,
    size: (u16, u16),
    strokes: Vec<Stroke>,
}

impl Drawing {
    pub fn new(connection: Arc<RustConnection>, screen: &Screen) -> Result<Self, Error> {
        let c = &*connection;
        c.shape_query_version()?.reply()?;
        let size = (screen.width_in_pixels, screen.height_in_pixels);
        let window = unmanaged(c, screen, size, 0)?;
        let laser = unmanaged(c, screen, (LASER, LASER), LASER_RED)?;
        let (picture, mask) = (c.generate_id()?, c.generate_id()?);
        c.create_pixmap(screen.root_depth, picture, window, size.0, size.1)?;
        c.create_pixmap(1, mask, window, size.0, size.1)?;
        let (ink, cut) = (c.generate_id()?, c.generate_id()?);
        let round =
            CreateGCAux::new().cap_style(CapStyle::ROUND).join_style(JoinStyle::ROUND).graphics_exposures(0);
        c.create_gc(ink, picture, &round)?;
        c.create_gc(cut, mask, &round)?;
        let (root, strokes) = (screen.root, Vec::new());
        let drawing = Self { root, window, laser, picture, mask, ink, cut, size, strokes, connection };
        drawing.round_laser()?;
        drawing.connection.flush()?;
        Ok(drawing)
    }

    pub fn window(&self) -> Window {
        self.window
    }

    fn round_laser(&self) -> Result<(), Error> {
        let c = &*self.connection;
        let dot: Pixmap = c.generate_id()?;
        c.create_pixmap(1, dot, self.laser, LASER, LASER)?;
        c.change_gc(self.cut, &ChangeGCAux::new().foreground(0))?;
        c.poly_fill_rectangle(dot, self.cut, &[all((LASER, LASER))])?;
        c.change_gc(self.cut, &ChangeGCAux::new().foreground(1))?;
        let circle = Circle { x: 0, y: 0, width: LASER, height: LASER, angle1: 0, angle2: 360 * 64 };
        c.poly_fill_arc(dot, self.cut, &[circle])?;
        c.shape_mask(shape::SO::SET, shape::SK::BOUNDING, self.laser, 0, 0, dot)?;
        c.free_pixmap(dot)?;
        Ok(())
    }

    /// Draws more, or less.
    pub fn show(&mut self, annotation: Annotation) -> Result<(), Error> {
        match annotation {
            Annotation::Laser { x, y } => self.point(x, y)?,
            Annotation::LaserOff => {
                self.connection.unmap_window(self.laser)?;
            }
            Annotation::Stroke { id, width, colour, points } => {
                self.add(id, width, colour, &points);
                self.fit()?;
                self.draw_all()?;
            }
            Annotation::Undo { id } => {
                self.strokes.retain(|stroke| stroke.id != id);
                self.draw_all()?;
            }
            Annotation::Clear => {
                self.strokes.clear();
                self.draw_all()?;
            }
        }
        self.connection.flush()?;
        Ok(())
    }

    fn point(&self, x: u16, y: u16) -> Result<(), Error> {
        let corner = |at: u16| i32::from(at) - i32::from(LASER / 2);
        let place = ConfigureWindowAux::new().x(corner(x)).y(corner(y)).stack_mode(StackMode::ABOVE);
        self.connection.configure_window(self.laser, &place)?;
        self.connection.map_window(self.laser)?;
        Ok(())
    }

    fn add(&mut self, id: u32, width: u8, [red, green, blue]: [u8; 3], points: &[(u16, u16)]) {
        let at = self.strokes.iter().position(|stroke| stroke.id == id).unwrap_or_else(|| {
            if self.strokes.len() >= STROKES {
                self.strokes.remove(0);
            }
            let colour = u32::from_be_bytes([0, red, green, blue]);
            self.strokes.push(Stroke { id, width, colour, points: Vec::new() });
            self.strokes.len() - 1
        });
        let stroke = &mut self.strokes[at];
        let room = POINTS.saturating_sub(stroke.points.len());
        let place = |at: u16| i16::try_from(at).unwrap_or(i16::MAX);
        stroke.points.extend(points.iter().take(room).map(|(x, y)| Point { x: place(*x), y: place(*y) }));
    }

    /// Covers the screen as it is now: it may have grown.
    fn fit(&mut self) -> Result<(), Error> {
        let c = &*self.connection;
        let now = c.get_geometry(self.root)?.reply()?;
        let size = (now.width, now.height);
        if size == self.size {
            return Ok(());
        }
        for (pixmap, depth) in [(self.picture, now.depth), (self.mask, 1)] {
            c.free_pixmap(pixmap)?;
            c.create_pixmap(depth, pixmap, self.window, size.0, size.1)?;
        }
        let larger = ConfigureWindowAux::new().width(u32::from(size.0)).height(u32::from(size.1));
        c.configure_window(self.window, &larger)?;
        self.size = size;
        Ok(())
    }

    /// Draws all strokes, and cuts the window to them.
    fn draw_all(&self) -> Result<(), Error> {
        let c = &*self.connection;
        if self.strokes.is_empty() {
            c.unmap_window(self.window)?;
            return Ok(());
        }
        c.change_gc(self.cut, &ChangeGCAux::new().foreground(0))?;
        c.poly_fill_rectangle(self.mask, self.cut, &[all(self.size)])?;
        for stroke in &self.strokes {
            let width = u32::from(stroke.width.max(2));
            c.change_gc(self.ink, &ChangeGCAux::new().foreground(stroke.colour).line_width(width))?;
            c.change_gc(self.cut, &ChangeGCAux::new().foreground(1).line_width(width))?;
            let points = dotted(&stroke.points);
            c.poly_line(CoordMode::ORIGIN, self.picture, self.ink, &points)?;
            c.poly_line(CoordMode::ORIGIN, self.mask, self.cut, &points)?;
        }
        let shown = ChangeWindowAttributesAux::new().background_pixmap(self.picture);
        c.change_window_attributes(self.window, &shown)?;
        c.shape_mask(shape::SO::SET, shape::SK::BOUNDING, self.window, 0, 0, self.mask)?;
        c.map_window(self.window)?;
        c.configure_window(self.window, &ConfigureWindowAux::new().stack_mode(StackMode::ABOVE))?;
        c.clear_area(false, self.window, 0, 0, 0, 0)?;
        Ok(())
    }
}

/// A stroke of one point is a dot: a line from it to itself.
fn dotted(points: &[Point]) -> Vec<Point> {
    match points {
        [only] => vec![*only, *only],
        more => more.to_vec(),
    }
}

fn all((width, height): (u16, u16)) -> Rectangle {
    Rectangle { x: 0, y: 0, width, height }
}

/// A window that no window manager touches, and that lets all input through.
fn unmanaged(c: &RustConnection, screen: &Screen, size: (u16, u16), colour: u32) -> Result<Window, Error> {
    let window = c.generate_id()?;
    let aux = CreateWindowAux::new().override_redirect(1).background_pixel(colour).border_pixel(0);
    let class = WindowClass::INPUT_OUTPUT;
    c.create_window(screen.root_depth, window, screen.root, 0, 0, size.0, size.1, 0, class, 0, &aux)?;
    c.shape_rectangles(shape::SO::SET, shape::SK::INPUT, ClipOrdering::UNSORTED, window, 0, 0, &[])?;
    Ok(window)
}
