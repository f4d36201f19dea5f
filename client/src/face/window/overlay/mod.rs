//! What a representative points at and draws, on an X11 screen; and what winit does not hear there: the
//! key that stops everything, and other monitors.
//!
//! No compositor is needed: a window that covers the screen is cut to the shape of what is drawn, and
//! lets every click through. The laser pointer is a small round window that moves.

mod drawing;
mod hot_key;
mod monitor;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use farhand_rfb::Rect;
use farhand_rfb::message::Annotation;
use x11rb::connection::Connection;
use x11rb::errors::ReplyOrIdError;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{ClientMessageEvent, ConnectionExt as _, EventMask, Window};
use x11rb::rust_connection::RustConnection;

use self::drawing::Drawing;
use crate::face::{FaceEvent, FaceEvents};
use crate::platform::{self, Display, Place};

/// Why nothing can be drawn.
#[derive(Debug, thiserror::Error)]
pub(super) enum Error {
    #[error(transparent)]
    Display(#[from] platform::Error),
    #[error("the X server refuses: {0}")]
    Request(#[from] ReplyOrIdError),
}

impl From<x11rb::errors::ConnectionError> for Error {
    fn from(error: x11rb::errors::ConnectionError) -> Self {
        Self::Request(error.into())
    }
}

impl From<x11rb::errors::ReplyError> for Error {
    fn from(error: x11rb::errors::ReplyError) -> Self {
        Self::Request(error.into())
    }
}

/// What is drawn on the screen. It goes away when this is dropped.
pub(super) struct Overlay {
    connection: Arc<RustConnection>,
    drawing: Mutex<Drawing>,
}

impl Overlay {
    /// Connects to the display that is shown, and listens for the key. `moved` hears where the main
    /// monitor is when that has changed.
    ///
    /// # Errors
    /// When there is no X11 display, or it cannot cut windows to a shape.
    pub fn start(
        place: &Place,
        events: FaceEvents,
        moved: impl Fn(Rect) + Send + 'static,
    ) -> Result<Self, Error> {
        let (connection, screen) = Display::connect(place.0.as_deref())?.parts();
        let connection = Arc::new(connection);
        hot_key::listen(&connection, screen.root)?;
        monitor::listen(&connection, screen.root)?;
        let drawing = Drawing::new(connection.clone(), &screen)?;
        let heard = connection.clone();
        thread::Builder::new()
            .name("overlay".into())
            .spawn(move || hear(&heard, screen.root, &events, moved))
            .map_err(|_| ReplyOrIdError::ConnectionError(x11rb::errors::ConnectionError::UnknownError))?;
        Ok(Self { connection, drawing: Mutex::new(drawing) })
    }

    fn drawing(&self) -> MutexGuard<'_, Drawing> {
        self.drawing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether anybody watches. Without anybody nothing stays drawn.
    pub fn watched(&self, watched: bool) {
        if !watched {
            self.show(Annotation::Clear);
            self.show(Annotation::LaserOff);
        }
    }

    /// Draws more, or less.
    pub fn show(&self, annotation: Annotation) {
        if let Err(error) = self.drawing().show(annotation) {
            tracing::debug!(%error, "a drawing could not be shown");
        }
    }
}

impl Drop for Overlay {
    fn drop(&mut self) {
        // The listening thread ends with the first message to the window.
        let window = self.drawing().window();
        let wake = ClientMessageEvent::new(32, window, x11rb::NONE, [0; 5]);
        let _gone = self.connection.send_event(false, window, EventMask::NO_EVENT, wake);
        let _gone = self.connection.flush();
    }
}

/// Hears the key, and of monitors, until the overlay is dropped or the display goes.
fn hear(connection: &RustConnection, root: Window, events: &FaceEvents, moved: impl Fn(Rect)) {
    while let Ok(event) = connection.wait_for_event() {
        match event {
            Event::KeyPress(_) => {
                // Nobody listens when the program ends; the next message ends this thread, too.
                let _ended = events.send(FaceEvent::StopAll);
            }
            Event::ClientMessage(_) => return,
            other => monitor::after(&other, connection, root).into_iter().for_each(&moved),
        }
    }
}
