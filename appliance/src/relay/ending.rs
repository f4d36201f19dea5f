//! How a screen stream ends, and what the viewer hears of it.

use farhand_protocol::screen::close;

/// `going away` (RFC 6455, section 7.4.1).
const GOING_AWAY: u16 = 1001;

/// How a screen stream ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ending {
    /// The viewer has left.
    ViewerLeft,
    /// Seeing is not allowed any more.
    ViewStopped,
    /// The session is over, on hold, or not the viewer's any more.
    SessionLeft,
    /// The device's connection is lost.
    DeviceAway,
    /// The device closed its stream.
    DeviceClosed,
    /// The device broke the protocol; says how.
    DeviceFailed(String),
    /// The device did not open its stream in time.
    NoAnswer,
    /// The agent did not take the password.
    WrongPassword,
    /// Another viewer is still signing in to the agent.
    NotYet,
    /// Nobody has signed in to the agent yet, and this viewer is not to be noticed.
    NotSignedIn,
    /// The viewer broke the protocol; says how.
    ViewerFailed(String),
    /// The viewer held up the agent, which others also watch.
    TooSlow,
    /// The appliance stops.
    Stopping,
}

impl Ending {
    /// What the viewer hears: the code, and a sentence for people. Nothing where it has left.
    #[must_use]
    pub fn farewell(&self) -> Option<(u16, String)> {
        let (code, sentence) = match self {
            Ending::ViewerLeft => return None,
            Ending::ViewStopped => (close::VIEW_STOPPED, "The screen is not shared any more."),
            Ending::SessionLeft => (close::SESSION_LEFT, "The session is not yours any more, or is over."),
            Ending::DeviceAway => (close::DEVICE_AWAY, "The device's connection is lost."),
            Ending::DeviceClosed => (close::DEVICE_FAILED, "The device closed its screen."),
            Ending::NoAnswer => (close::NO_ANSWER, "The device did not open its screen in time."),
            Ending::WrongPassword => (
                close::WRONG_PASSWORD,
                "The agent did not take the password. Ask for a new code, or have it dial again.",
            ),
            Ending::NotYet => (close::NO_ANSWER, "Another viewer is still signing in to the agent."),
            Ending::NotSignedIn => (
                close::NO_ANSWER,
                "Nobody has signed in to the agent yet. Wait until somebody in the session looks at it.",
            ),
            Ending::TooSlow => {
                (close::NO_ANSWER, "The picture came too slowly for the agent. Open it again.")
            }
            Ending::Stopping => (GOING_AWAY, "The appliance stops."),
            Ending::DeviceFailed(why) => {
                return Some((close::DEVICE_FAILED, format!("The device's screen failed: {why}.")));
            }
            Ending::ViewerFailed(why) => {
                return Some((close::VIEWER_FAILED, format!("The viewer was not understood: {why}.")));
            }
        };
        Some((code, sentence.to_owned()))
    }

    /// What the session's log says, where it is the device's doing; without a full stop.
    #[must_use]
    pub fn failure(&self) -> Option<String> {
        match self {
            Ending::DeviceFailed(why) => Some(format!("the device's screen failed: {why}")),
            Ending::WrongPassword => Some("the agent did not take the password".to_owned()),
            Ending::NoAnswer => Some("the device did not open its screen in time".to_owned()),
            _ => None,
        }
    }
}
