//! All that a viewer is told beside pixels: size and screens, name, pointer, lamps, state. Each is
//! told once when the viewer says that it understands it, and again when it changes; what changes
//! twice before it could be told is told once.

use super::Cursor;
use super::asked::Viewer;
use super::encode::{Frame, write_alpha_cursor, write_cursor};
use crate::encoding::Encoding;
use crate::limits;
use crate::message::{Layout, Screen, ScreenState};
use crate::rect::Rect;
use crate::wire::Put;

/// The keyboard's lamps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Leds {
    /// Scroll lock.
    pub scroll: bool,
    /// Num lock.
    pub num: bool,
    /// Caps lock.
    pub caps: bool,
}

/// Why a size is told (rfbproto, "ExtendedDesktopSize").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resized {
    /// The device did it.
    ByDevice,
    /// This viewer has asked for it.
    ByViewer,
    /// This viewer has asked, and it is not allowed (1) or not possible (3).
    Refused(u16),
}

impl Resized {
    fn numbers(self) -> (u16, u16) {
        match self {
            Self::ByDevice => (0, 0),
            Self::ByViewer => (1, 0),
            Self::Refused(status) => (1, status),
        }
    }
}

/// What the desk looks like, and what of it has to be told.
#[derive(Debug, Default)]
pub struct Desk {
    pub name: String,
    pub size: Rect,
    pub layout: Layout,
    pub abilities: u16,
    pub cursor: Option<Cursor>,
    pub pointer: Option<(u16, u16)>,
    pub leds: Option<Leds>,
    pub state: ScreenState,
    pub news: News,
}

/// What has to be told.
#[derive(Clone, Copy, Debug, Default)]
pub struct News {
    pub size: Option<Resized>,
    pub name: bool,
    pub cursor: bool,
    pub pointer: bool,
    pub leds: bool,
    pub state: bool,
    pub keys: bool,
}

impl News {
    /// What of it concerns a viewer.
    fn for_viewer(self, viewer: &Viewer) -> Self {
        let wants = &viewer.wants;
        let lamps = wants.takes(Encoding::QEMU_LED_STATE) || wants.takes(Encoding::VMWARE_LED_STATE);
        let extended = wants.takes(Encoding::EXTENDED_DESKTOP_SIZE);
        let plain = wants.takes(Encoding::DESKTOP_SIZE) && !matches!(self.size, Some(Resized::Refused(_)));
        Self {
            // Where it cannot be told, the viewer goes on with the size that it knows.
            size: self.size.filter(|_| extended || plain),
            name: self.name && wants.takes(Encoding::DESKTOP_NAME),
            cursor: self.cursor && wants.cursor(),
            pointer: self.pointer && wants.takes(Encoding::POINTER_POS),
            leds: self.leds && lamps,
            state: self.state && wants.takes(Encoding::FARHAND),
            keys: self.keys && wants.takes(Encoding::QEMU_EXTENDED_KEY),
        }
    }

    fn is_any(self) -> bool {
        self.size.is_some()
            || [self.name, self.cursor, self.pointer, self.leds, self.state, self.keys].contains(&true)
    }
}

impl Desk {
    /// The layout; one screen where there is none.
    pub fn arrange(&mut self, width: u16, height: u16, layout: Layout) {
        self.size = Rect::sized(width, height);
        let only = || Layout(vec![Screen { id: 0, rect: Rect::sized(width, height), flags: 0 }]);
        self.layout = if layout.0.is_empty() { only() } else { layout };
    }

    /// Keeps a name that every viewer takes.
    pub fn call(&mut self, name: &str) {
        let end =
            (0..=name.len().min(limits::NAME_BYTES as usize)).rev().find(|end| name.is_char_boundary(*end));
        self.name = name[..end.unwrap_or(0)].to_owned();
    }

    /// The viewer has said what it understands: it is told what it was not told before.
    pub fn introduce(&mut self, viewer: &Viewer, takes_newly: impl Fn(Encoding) -> bool) {
        let news = &mut self.news;
        let resize = takes_newly(Encoding::EXTENDED_DESKTOP_SIZE);
        if resize || (takes_newly(Encoding::DESKTOP_SIZE) && viewer.size != self.size) {
            news.size = news.size.or(Some(Resized::ByDevice));
        }
        news.cursor |= takes_newly(Encoding::CURSOR) || takes_newly(Encoding::CURSOR_WITH_ALPHA);
        news.pointer |= self.pointer.is_some() && takes_newly(Encoding::POINTER_POS);
        news.leds |= self.leds.is_some()
            && (takes_newly(Encoding::QEMU_LED_STATE) || takes_newly(Encoding::VMWARE_LED_STATE));
        news.state |= takes_newly(Encoding::FARHAND);
        news.keys |= takes_newly(Encoding::QEMU_EXTENDED_KEY);
    }

    /// Whether the viewer has to be told something.
    pub fn has_news(&self, viewer: &Viewer) -> bool {
        self.news.for_viewer(viewer).is_any()
    }

    /// Tells the viewer. True where its picture has another size afterwards, so that no pixels may
    /// follow in the same update (rfbproto, "DesktopSize").
    pub fn tell(&mut self, viewer: &mut Viewer, frame: &mut Frame<'_>) -> bool {
        let news = std::mem::take(&mut self.news).for_viewer(viewer);
        let wants = &viewer.wants;
        let nothing = Rect::default();
        if news.keys {
            frame.begin(nothing, Encoding::QEMU_EXTENDED_KEY);
        }
        if news.state {
            frame.begin(self.state.to_rect(self.abilities), Encoding::FARHAND);
        }
        if news.name {
            frame.begin(nothing, Encoding::DESKTOP_NAME);
            frame.out.put_u32(self.name.len() as u32);
            frame.out.extend_from_slice(self.name.as_bytes());
        }
        if news.cursor {
            self.tell_cursor(viewer, frame);
        }
        if let Some((x, y)) = self.pointer.filter(|_| news.pointer) {
            frame.begin(Rect::new(x, y, 0, 0), Encoding::POINTER_POS);
        }
        if let Some(leds) = self.leds.filter(|_| news.leds) {
            write_leds(leds, wants.takes(Encoding::QEMU_LED_STATE), frame);
        }
        news.size.is_some_and(|reason| self.tell_size(reason, viewer, frame))
    }

    fn tell_cursor(&self, viewer: &Viewer, frame: &mut Frame<'_>) {
        let hidden = Cursor::default();
        let cursor = self.cursor.as_ref().unwrap_or(&hidden);
        if viewer.wants.takes(Encoding::CURSOR_WITH_ALPHA) {
            write_alpha_cursor(cursor, frame);
        } else {
            write_cursor(cursor, &viewer.format, frame);
        }
    }

    fn tell_size(&self, reason: Resized, viewer: &mut Viewer, frame: &mut Frame<'_>) -> bool {
        if viewer.wants.takes(Encoding::EXTENDED_DESKTOP_SIZE) {
            let (reason, status) = reason.numbers();
            let rect = Rect::new(reason, status, self.size.width, self.size.height);
            frame.begin(rect, Encoding::EXTENDED_DESKTOP_SIZE);
            self.layout.write(frame.out);
        } else {
            frame.begin(self.size, Encoding::DESKTOP_SIZE);
        }
        viewer.resized(self.size)
    }
}

/// The lamps in QEMU's form (one byte) or VMware's (four).
fn write_leds(leds: Leds, qemu: bool, frame: &mut Frame<'_>) {
    let bits = u8::from(leds.scroll) | u8::from(leds.num) << 1 | u8::from(leds.caps) << 2;
    if qemu {
        frame.begin(Rect::default(), Encoding::QEMU_LED_STATE);
        frame.out.put_u8(bits);
    } else {
        frame.begin(Rect::default(), Encoding::VMWARE_LED_STATE);
        frame.out.put_u32(bits.into());
    }
}
