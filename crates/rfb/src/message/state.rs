//! What a Farhand client tells of its screen, beside the picture: one rectangle in the pseudo-encoding
//! [`crate::Encoding::FARHAND`] without data, whose `x` is the state, whose `y` is a set of
//! [`abilities`], and whose size is zero. It is sent once in answer to the viewer's `SetEncodings`,
//! and again whenever it changes.

use crate::rect::Rect;

/// What the viewer can ask of a Farhand client.
pub mod abilities {
    /// It shows a laser pointer and strokes on its screen.
    pub const ANNOTATIONS: u16 = 1;
    /// It takes Android's keys.
    pub const ANDROID_KEYS: u16 = 1 << 1;
}

/// Whether the picture tells the truth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ScreenState {
    /// The screen is shown.
    #[default]
    Shown,
    /// The platform hides what is on the screen (protected content).
    Protected,
    /// The device is locked.
    Locked,
    /// The customer has put the picture on hold.
    Paused,
}

impl ScreenState {
    /// The rectangle that says this.
    #[must_use]
    pub fn to_rect(self, abilities: u16) -> Rect {
        let number = match self {
            ScreenState::Shown => 0,
            ScreenState::Protected => 1,
            ScreenState::Locked => 2,
            ScreenState::Paused => 3,
        };
        Rect::new(number, abilities, 0, 0)
    }

    /// What the rectangle says: the state and the abilities. A number that is not known counts as
    /// the picture being shown.
    #[must_use]
    pub fn from_rect(rect: Rect) -> (Self, u16) {
        let state = match rect.x {
            1 => ScreenState::Protected,
            2 => ScreenState::Locked,
            3 => ScreenState::Paused,
            _ => ScreenState::Shown,
        };
        (state, rect.y)
    }
}
