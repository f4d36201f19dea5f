//! The face in windows of its own: the question, the sign that the screen is seen, and what a
//! representative draws.
//!
//! Windows live on the program's first thread, as macOS wants it; [`WindowFace`] reaches them from
//! anywhere. Everything is drawn by the processor with fonts that the program carries, so that the
//! question can be read on any device. A question that cannot be shown is refused, and a sign that
//! cannot be shown stops the sharing.

mod app;
mod files;
mod folders;
mod form;
mod info;
mod layout;
#[cfg(target_os = "linux")]
mod overlay;
#[cfg(not(target_os = "linux"))]
#[path = "overlay/elsewhere.rs"]
mod overlay;
mod paint;
mod pane;
mod text;
mod theme;

use farhand_rfb::Rect;
use farhand_rfb::message::Annotation;
use winit::error::EventLoopError;
use winit::event_loop::{ControlFlow, EventLoop, EventLoopProxy};

use self::app::App;
use self::overlay::Overlay;
use super::{Ask, Face, FaceEvents, Status};
use crate::platform::Place;

/// What the session wants shown.
#[derive(Debug)]
enum Say {
    Ask(Option<Ask>),
    /// And whether the hot key works.
    Tell(Status, bool),
    Goodbye(String),
    /// The main monitor is there now.
    Monitor(Rect),
    Close,
}

/// Reaches the windows from any thread. They close when it is dropped.
pub struct WindowFace {
    windows: EventLoopProxy<Say>,
    overlay: Option<Overlay>,
}

/// Runs the windows on this thread, which must be the program's first, until the [`WindowFace`]
/// that `with` was given is dropped. What the customer does goes to `events`, drawings to `place`.
///
/// # Errors
/// When no window can be shown here.
pub fn run(events: FaceEvents, place: &Place, with: impl FnOnce(WindowFace)) -> Result<(), EventLoopError> {
    let windows = EventLoop::<Say>::with_user_event().build()?;
    windows.set_control_flow(ControlFlow::Wait);
    let proxy = windows.create_proxy();
    let moved = move |monitor| {
        // Closed windows go nowhere.
        let _closed = proxy.send_event(Say::Monitor(monitor));
    };
    let overlay = Overlay::start(place, events.clone(), moved)
        .inspect_err(|error| tracing::info!("drawings cannot be shown here: {error}"))
        .ok();
    with(WindowFace { windows: windows.create_proxy(), overlay });
    windows.run_app(&mut App::new(events))
}

impl WindowFace {
    fn say(&self, say: Say) {
        // Closed windows show nothing more.
        let _closed = self.windows.send_event(say);
    }
}

impl Face for WindowFace {
    fn ask(&mut self, what: Option<&Ask>) {
        self.say(Say::Ask(what.cloned()));
    }

    fn tell(&mut self, status: &Status) {
        if let Some(overlay) = &self.overlay {
            overlay.watched(status.watched());
        }
        self.say(Say::Tell(status.clone(), self.overlay.is_some()));
    }

    fn annotate(&mut self, annotation: &Annotation) {
        if let Some(overlay) = &self.overlay {
            overlay.show(annotation.clone());
        }
    }

    fn shows_annotations(&self) -> bool {
        self.overlay.is_some()
    }

    fn say_goodbye(&mut self, sentence: &str) {
        self.say(Say::Goodbye(sentence.to_owned()));
    }
}

impl Drop for WindowFace {
    fn drop(&mut self) {
        self.say(Say::Close);
    }
}
