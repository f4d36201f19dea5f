//! Drawings are not shown on this system yet; the representative is told so.

use farhand_rfb::Rect;
use farhand_rfb::message::Annotation;

use crate::face::FaceEvents;
use crate::platform::Place;

/// Nothing can be drawn.
#[derive(Debug, thiserror::Error)]
#[error("drawings are only shown on X11")]
pub(super) struct Error;

/// Never there.
pub(super) enum Overlay {}

impl Overlay {
    /// # Errors
    /// Always.
    pub fn start(
        _place: &Place,
        _events: FaceEvents,
        _moved: impl Fn(Rect) + Send + 'static,
    ) -> Result<Self, Error> {
        Err(Error)
    }

    pub fn watched(&self, _watched: bool) {
        match *self {}
    }

    pub fn show(&self, _annotation: Annotation) {
        match *self {}
    }
}
