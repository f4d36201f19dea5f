//! An X server's screen: damage says what has changed (XDamage), shared memory hands the pixels
//! over (MIT-SHM), XFixes has the pointer's picture, RandR the monitors, XInput 2 the pointer's
//! moves, XKB the lamps.
//!
//! One notice comes for any amount of damage, and the next only after the damage was taken: a
//! screen in motion costs a few requests for each frame that is grabbed, and nothing else.

use std::sync::Arc;
use std::time::Duration;

use farhand_rfb::Rect;
use farhand_rfb::message::ScreenState;
use farhand_rfb::server::{Cursor, Leds};
use x11rb::NONE;
use x11rb::connection::{Connection, RequestConnection};
use x11rb::errors::ReplyError;
use x11rb::protocol::Event;
use x11rb::protocol::damage::{self, ConnectionExt as _, ReportLevel};
use x11rb::protocol::randr::{self, ConnectionExt as _, NotifyMask};
use x11rb::protocol::xfixes::{self, ConnectionExt as _, CursorNotifyMask};
use x11rb::protocol::xinput::{self, ConnectionExt as _, XIEventMask};
use x11rb::protocol::xkb::{self, ConnectionExt as _};
use x11rb::protocol::xproto::{ChangeWindowAttributesAux, ConnectionExt as _, EventMask};

use super::image::Segment;
use super::{Display, Signal, desktop, grab, region};
use crate::platform::{Desktop, Error, Happened, Screen};
use crate::screen::Frame;

/// The X server inside of a Wayland session has this extension.
const WAYLAND: &[u8] = b"XWAYLAND";
const CORE_KEYBOARD: u16 = 0x100;
const ALL_MASTER_DEVICES: u16 = 1;

/// See the module's comment.
pub struct X11Screen {
    display: Display,
    signal: Arc<Signal>,
    watching: Option<Watching>,
}

/// What is held in the X server while somebody watches.
struct Watching {
    damage: u32,
    region: u32,
    segment: Option<Segment>,
    size: (u16, u16),
}

impl X11Screen {
    /// Connects, and checks that the server has what is needed.
    ///
    /// # Errors
    /// When it has not, or is not there.
    pub fn connect(name: Option<&str>, signal: Arc<Signal>) -> Result<Self, Error> {
        let display = Display::connect(name)?;
        display.check_pixels()?;
        let connection = &display.connection;
        if connection.query_extension(WAYLAND)?.reply()?.present {
            return Err(Error::Unsupported(
                "it is part of Wayland, which shows it nothing of other programs",
            ));
        }
        for extension in [damage::X11_EXTENSION_NAME, xfixes::X11_EXTENSION_NAME] {
            if connection.extension_information(extension)?.is_none() {
                return Err(Error::Unsupported("it has no XDamage or no XFixes"));
            }
        }
        connection.damage_query_version(1, 1)?.reply()?;
        connection.xfixes_query_version(5, 0)?.reply()?;
        Ok(Self { display, signal, watching: None })
    }

    fn begin(&mut self) -> Result<(), Error> {
        let (connection, root) = (&self.display.connection, self.display.root.root);
        self.listen(true)?;
        let (damage, region) = (connection.generate_id()?, connection.generate_id()?);
        connection.damage_create(damage, root, ReportLevel::NON_EMPTY)?;
        connection.xfixes_create_region(region, &[])?;
        connection.flush()?;
        self.watching = Some(Watching { damage, region, segment: None, size: (0, 0) });
        Ok(())
    }

    fn end(&mut self, watching: &Watching) -> Result<(), Error> {
        self.listen(false)?;
        let connection = &self.display.connection;
        connection.damage_destroy(watching.damage)?;
        connection.xfixes_destroy_region(watching.region)?;
        if let Some(segment) = &watching.segment {
            segment.detach(connection)?;
        }
        connection.flush()?;
        Ok(())
    }

    /// Subscribes to everything but damage, or ends that. What a server does not have is done
    /// without.
    fn listen(&self, on: bool) -> Result<(), Error> {
        let (connection, root) = (&self.display.connection, self.display.root.root);
        let structure = if on { EventMask::STRUCTURE_NOTIFY } else { EventMask::NO_EVENT };
        let attributes = ChangeWindowAttributesAux::new().event_mask(structure);
        connection.change_window_attributes(root, &attributes)?;
        let cursor = if on { CursorNotifyMask::DISPLAY_CURSOR } else { CursorNotifyMask::from(0_u8) };
        connection.xfixes_select_cursor_input(root, cursor)?;
        if self.has(randr::X11_EXTENSION_NAME)? {
            let all = NotifyMask::SCREEN_CHANGE | NotifyMask::CRTC_CHANGE | NotifyMask::OUTPUT_CHANGE;
            connection.randr_select_input(root, if on { all } else { NotifyMask::from(0_u16) })?;
        }
        if self.has(xinput::X11_EXTENSION_NAME)? {
            connection.xinput_xi_query_version(2, 0)?.reply()?;
            let moves = if on { XIEventMask::RAW_MOTION } else { XIEventMask::from(0_u32) };
            let mask = xinput::EventMask { deviceid: ALL_MASTER_DEVICES, mask: vec![moves] };
            connection.xinput_xi_select_events(root, &[mask])?;
        }
        if self.has(xkb::X11_EXTENSION_NAME)? {
            self.listen_to_lamps(on)?;
        }
        Ok(())
    }

    fn listen_to_lamps(&self, on: bool) -> Result<(), Error> {
        let connection = &self.display.connection;
        connection.xkb_use_extension(1, 0)?.reply()?;
        let (lamps, nothing) = (xkb::EventType::INDICATOR_STATE_NOTIFY, xkb::EventType::from(0_u16));
        let (clear, select) = if on { (nothing, lamps) } else { (lamps, nothing) };
        let parts = xkb::MapPart::from(0_u16);
        let details = xkb::SelectEventsAux::new();
        connection.xkb_select_events(CORE_KEYBOARD, clear, select, parts, parts, &details)?;
        Ok(())
    }

    fn has(&self, extension: &'static str) -> Result<bool, Error> {
        Ok(self.display.connection.extension_information(extension)?.is_some())
    }

    /// What has been heard and not looked at yet.
    fn drain(&mut self) -> Result<Happened, Error> {
        let mut happened = Happened::default();
        while let Some(event) = self.display.connection.poll_for_event()? {
            match event {
                Event::DamageNotify(_) => happened.damaged = true,
                Event::ConfigureNotify(event) if event.window == self.display.root.root => {
                    happened.desktop = true;
                }
                Event::RandrScreenChangeNotify(_) | Event::RandrNotify(_) => happened.desktop = true,
                Event::XfixesCursorNotify(_) => happened.cursor = true,
                Event::XinputRawMotion(_) => happened.pointer = true,
                Event::XkbIndicatorStateNotify(_) => happened.leds = true,
                Event::Error(error) => tracing::debug!(kind = ?error.error_kind, "an X error"),
                _ => {}
            }
        }
        Ok(happened)
    }
}

impl Screen for X11Screen {
    fn watch(&mut self, on: bool) -> Result<(), Error> {
        match (on, self.watching.take()) {
            (true, None) => self.begin(),
            (false, Some(watching)) => self.end(&watching),
            (_, same) => {
                self.watching = same;
                Ok(())
            }
        }
    }

    fn wait(&mut self, at_most: Option<Duration>) -> Result<Happened, Error> {
        let before = self.drain()?;
        if before != Happened::default() {
            return Ok(before);
        }
        self.signal.wait(&self.display.connection, at_most)?;
        self.drain()
    }

    fn desktop(&mut self) -> Result<Desktop, Error> {
        desktop::read(&self.display.connection, self.display.root.root)
    }

    fn grab(&mut self, all: bool, frame: &Frame) -> Result<Vec<Rect>, Error> {
        let (connection, root) = (&self.display.connection, self.display.root.root);
        let Some(watching) = &mut self.watching else { return Ok(Vec::new()) };
        let size = frame.read().size();
        if watching.size != size {
            watching.fit(connection, size)?;
        }
        connection.damage_subtract(watching.damage, NONE, watching.region)?;
        let bounds = Rect::sized(size.0, size.1);
        let rects = if all {
            vec![bounds]
        } else {
            let damaged = connection.xfixes_fetch_region(watching.region)?.reply()?;
            region::few(&damaged.rectangles, bounds)
        };
        let fetched = grab::fetch(connection, root, watching.segment.as_ref(), &rects, frame)?;
        Ok(if fetched { rects } else { Vec::new() })
    }

    fn cursor(&mut self) -> Result<Option<Cursor>, Error> {
        let image = match self.display.connection.xfixes_get_cursor_image()?.reply() {
            Ok(image) => image,
            Err(ReplyError::X11Error(_)) => return Ok(None),
            Err(lost) => return Err(lost.into()),
        };
        let side = farhand_rfb::limits::CURSOR_SIDE;
        let seen = image.cursor_image.iter().any(|pixel| pixel >> 24 != 0);
        let fits = image.width <= side && image.height <= side;
        Ok((seen && fits).then_some(Cursor {
            width: image.width,
            height: image.height,
            hot_x: image.xhot,
            hot_y: image.yhot,
            pixels: image.cursor_image,
        }))
    }

    fn pointer(&mut self) -> Result<(u16, u16), Error> {
        let reply = self.display.connection.query_pointer(self.display.root.root)?.reply()?;
        Ok((reply.root_x.max(0).unsigned_abs(), reply.root_y.max(0).unsigned_abs()))
    }

    fn leds(&mut self) -> Result<Leds, Error> {
        if !self.has(xkb::X11_EXTENSION_NAME)? {
            return Ok(Leds::default());
        }
        let state = self.display.connection.xkb_get_indicator_state(CORE_KEYBOARD)?.reply()?.state;
        // The places of the lamps in the usual layout of indicators.
        Ok(Leds { caps: state & 1 != 0, num: state & 2 != 0, scroll: state & 4 != 0 })
    }

    fn state(&mut self) -> ScreenState {
        ScreenState::Shown
    }
}

impl Watching {
    /// Takes memory that is as large as the screen.
    fn fit(
        &mut self,
        connection: &x11rb::rust_connection::RustConnection,
        size: (u16, u16),
    ) -> Result<(), Error> {
        if let Some(old) = self.segment.take() {
            old.detach(connection)?;
        }
        let bytes = usize::from(size.0) * usize::from(size.1) * 4;
        self.segment = Segment::new(connection, bytes)?;
        if self.segment.is_none() {
            tracing::info!("the X server shares no memory; its pixels come through the connection");
        }
        self.size = size;
        Ok(())
    }
}
