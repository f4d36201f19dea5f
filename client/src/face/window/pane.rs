//! One window on the screen: a form, drawn by the processor.

use std::num::NonZeroU32;
use std::rc::Rc;

use farhand_rfb::Rect;
use softbuffer::{Context, Surface};
use tiny_skia::Pixmap;
use winit::dpi::{LogicalSize, PhysicalPosition, PhysicalSize};
use winit::event_loop::{ActiveEventLoop, OwnedDisplayHandle};
use winit::window::{Theme as System, Window, WindowAttributes, WindowId, WindowLevel};

use super::form::Form;
use super::layout::{Layout, Shape};
use super::paint::{Attention, Painter};
use super::text::Type;
use super::theme::Theme;

/// Points between the sign and the upper edge of the screen.
const FROM_TOP: f64 = 8.0;

/// Where the main monitor is, how large, and how fine its grid.
type Room = (PhysicalPosition<i32>, PhysicalSize<u32>, f64);

/// One window on the screen.
pub(super) struct Pane {
    pub form: Form,
    pub attention: Attention,
    pub layout: Layout,
    shape: Shape,
    window: Rc<Window>,
    surface: Surface<OwnedDisplayHandle, Rc<Window>>,
    /// The monitor that it was put on.
    room: Option<Room>,
    /// The main monitor, where winit's word for it is too old.
    monitor: Option<Rect>,
    /// The pointer, in points.
    pub pointer: (f32, f32),
}

impl Pane {
    /// Opens a window. It stays above others and does not take the focus.
    pub fn open(
        form: Form,
        (shape, monitor): (Shape, Option<Rect>),
        at: &ActiveEventLoop,
        text: &mut Type,
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let layout = Layout::of(&form, shape, text);
        let attention = Attention { focused: form.first_field(), ..Attention::default() };
        let size = LogicalSize::new(f64::from(layout.width), f64::from(layout.height));
        let attributes = WindowAttributes::default()
            .with_title(form.title.as_str())
            .with_inner_size(size)
            .with_resizable(false)
            .with_active(false)
            .with_decorations(shape == Shape::Dialog)
            .with_window_level(WindowLevel::AlwaysOnTop)
            .with_visible(false);
        let window = Rc::new(at.create_window(attributes)?);
        let context = Context::new(at.owned_display_handle())?;
        let surface = Surface::new(&context, window.clone())?;
        let pointer = (-1.0, -1.0);
        let mut pane = Self { form, attention, layout, shape, window, surface, room: None, monitor, pointer };
        pane.put_in_place();
        pane.window.set_visible(true);
        Ok(pane)
    }

    pub fn id(&self) -> WindowId {
        self.window.id()
    }

    /// Shows another form in the same window.
    pub fn show(&mut self, form: Form, text: &mut Type) {
        if form == self.form {
            return;
        }
        self.layout = Layout::of(&form, self.shape, text);
        self.window.set_title(&form.title);
        // Figures that move do not take the keyboard's place away.
        if !form.stops().eq(self.form.stops()) {
            self.attention = Attention { focused: form.first_field(), ..Attention::default() };
        }
        self.form = form;
        let size = LogicalSize::new(f64::from(self.layout.width), f64::from(self.layout.height));
        let _at_once = self.window.request_inner_size(size);
        self.put_in_place();
        self.window.request_redraw();
    }

    /// The main monitor is there now.
    pub fn move_to(&mut self, monitor: Rect) {
        self.monitor = Some(monitor);
        self.stay_in_place();
    }

    /// Goes where it belongs when the monitors have become others. Where they have not, it stays where
    /// the customer has moved it.
    pub fn stay_in_place(&mut self) {
        let room = self.main_monitor();
        if room.is_some() && room != self.room {
            self.put_in_place();
        }
    }

    /// A dialog in the middle of the main monitor, the sign at its upper edge. Of one that is too wide the
    /// end is in sight, where the sign has its buttons.
    fn put_in_place(&mut self) {
        let Some(room) = self.main_monitor() else { return };
        self.room = Some(room);
        let (place, size, scale) = room;
        let width = (f64::from(self.layout.width) * scale) as i32;
        let height = (f64::from(self.layout.height) * scale) as i32;
        let left = size.width as i32 - width;
        let x = place.x + if left < 0 { left } else { left / 2 };
        let y = match self.shape {
            Shape::Dialog => place.y + ((size.height as i32 - height) / 2).max(0),
            Shape::Sign => place.y + (FROM_TOP * scale) as i32,
        };
        self.window.set_outer_position(PhysicalPosition::new(x, y));
    }

    fn main_monitor(&self) -> Option<Room> {
        let scale = self.window.scale_factor();
        if let Some(Rect { x, y, width, height }) = self.monitor {
            return Some((
                PhysicalPosition::new(x, y).cast(),
                PhysicalSize::new(width, height).cast(),
                scale,
            ));
        }
        let monitor = self.window.primary_monitor().or_else(|| self.window.available_monitors().next())?;
        let size = monitor.size();
        // In the middle of a change there is none, which winit calls one of a single pixel.
        (size.width > 1).then(|| (monitor.position(), size, scale))
    }

    /// The pointer is here, in pixels. True when something looks different for it.
    pub fn point(&mut self, x: f64, y: f64) -> bool {
        let scale = self.window.scale_factor();
        self.pointer = ((x / scale) as f32, (y / scale) as f32);
        let stops: Vec<usize> = self.form.stops().collect();
        let hovered = self.layout.at(self.pointer.0, self.pointer.1).filter(|at| stops.contains(at));
        let different = hovered != self.attention.hovered;
        self.attention.hovered = hovered;
        different
    }

    /// Moves the keyboard's place to the next or previous thing that takes keys.
    pub fn step(&mut self, back: bool) {
        let stops: Vec<usize> = self.form.stops().collect();
        let now = self.attention.focused.and_then(|at| stops.iter().position(|stop| *stop == at));
        let next = match (now, back) {
            (None, false) => 0,
            (None, true) => stops.len().saturating_sub(1),
            (Some(at), false) => (at + 1) % stops.len().max(1),
            (Some(at), true) => (at + stops.len() - 1) % stops.len().max(1),
        };
        self.attention.focused = stops.get(next).copied();
        self.redraw();
    }

    /// Scrolls the long text by so many points.
    pub fn scroll(&mut self, by: f32) {
        let most = (self.layout.scroll_height - 134.0).max(0.0);
        self.attention.scrolled = (self.attention.scrolled + by).clamp(0.0, most);
        self.redraw();
    }

    pub fn redraw(&self) {
        self.window.request_redraw();
    }

    /// Draws the window.
    pub fn draw(&mut self, text: &mut Type) -> Result<(), Box<dyn std::error::Error>> {
        let size = self.window.inner_size();
        let (Some(width), Some(height)) = (NonZeroU32::new(size.width), NonZeroU32::new(size.height)) else {
            return Ok(());
        };
        let Some(mut picture) = Pixmap::new(size.width, size.height) else { return Ok(()) };
        let theme = Theme::of(self.window.theme() == Some(System::Dark));
        let scale = self.window.scale_factor() as f32;
        let mut painter = Painter { to: &mut picture, text, theme, scale };
        painter.form(&self.form, &self.layout, self.shape, self.attention);
        self.surface.resize(width, height)?;
        let mut buffer = self.surface.buffer_mut()?;
        for (out, pixel) in buffer.iter_mut().zip(picture.pixels()) {
            *out = u32::from_be_bytes([0, pixel.red(), pixel.green(), pixel.blue()]);
        }
        buffer.present()?;
        Ok(())
    }
}
