//! What both directions know of each other.

use super::announced::Announced;
use super::format::Formats;
use super::gate::Gate;
use super::handshake::Desktop;
use super::{Allowed, Counts};

/// What both directions know of each other.
#[derive(Debug)]
pub(super) struct Flow {
    pub allowed: Allowed,
    /// Whether others follow the stream: then it keeps to what [`crate::viewer`] can decode, and to
    /// the pixel format that it has when the first update comes.
    pub shared: bool,
    pub announced: Announced,
    pub gate: Gate,
    pub formats: Formats,
    pub desktop: Desktop,
    pub counts: Counts,
    /// Whether the viewer has asked for the device's text and has not got it.
    pub asked_for_text: bool,
}
