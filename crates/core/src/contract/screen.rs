//! Topic `screen/{lsid}`: the customer's screen, without its pixels. Those go round the store, on a
//! raw channel of their own.

use farhand_protocol::Timestamp;
use serde::{Deserialize, Serialize};

use super::UiError;

/// The whole of topic `screen/{lsid}`. Whether seeing and control are allowed stands in the session.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ScreenView {
    /// Where the stream stands.
    pub status: ScreenStatus,
    /// What the device tells of its screen; kept while the stream is lost.
    pub facts: Option<ScreenFacts>,
    /// How the stream does; absent until it was measured.
    pub stats: Option<ScreenStats>,
    /// The quality that was chosen.
    pub quality: ScreenQuality,
    /// The one screen of the device that is shown; absent: all of them.
    pub part: Option<u32>,
    /// What was passed through the clipboards last.
    pub clipboard: Option<ClipboardMove>,
    /// Whether the signed-in representative uses pointer and keys now.
    pub driving: bool,
}

/// Where a screen's stream stands.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ScreenStatus {
    /// Not open: nobody looks, or it is not allowed.
    #[default]
    Closed,
    /// Being opened; no picture yet.
    Opening {
        /// Since when (console's clock).
        since: Timestamp,
    },
    /// The picture comes.
    Live,
    /// Broken off. The last picture stays, dimmed.
    Lost {
        /// Since when (console's clock).
        since: Timestamp,
        /// Why.
        reason: UiError,
        /// The other side's close code (`farhand_protocol::screen::close`), if it closed the stream.
        close: Option<u16>,
        /// When the next try starts; absent while one is under way, or none will be made.
        next_try_at: Option<Timestamp>,
    },
    /// The VNC agent asks for its password.
    PasswordNeeded {
        /// Whether one was given and was wrong.
        wrong: bool,
    },
}

/// What the device tells of its screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ScreenFacts {
    /// Pixels of the whole desktop.
    pub width: u16,
    /// Pixels of the whole desktop.
    pub height: u16,
    /// The screens that it is made of; at least one.
    pub screens: Vec<ScreenArea>,
    /// The desktop's name.
    pub name: String,
    /// Whether the picture tells the truth.
    pub shown: PictureState,
    /// Whether it shows a laser pointer and drawings.
    pub annotations: bool,
    /// Whether keys can be sent by their position.
    pub positions: bool,
    /// Whether texts beyond Latin-1 can be passed by the clipboard.
    pub unicode_clipboard: bool,
    /// Bits of the keyboard's lights: 1 scroll, 2 num, 4 caps lock; absent where not told.
    pub lights: Option<u8>,
}

/// One screen of a desktop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ScreenArea {
    /// The device's number of it.
    pub id: u32,
    /// Pixels.
    pub x: u16,
    /// Pixels.
    pub y: u16,
    /// Pixels.
    pub width: u16,
    /// Pixels.
    pub height: u16,
}

/// Whether the picture tells the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum PictureState {
    /// It does.
    #[default]
    Shown,
    /// The platform hides protected content.
    Protected,
    /// The device is locked.
    Locked,
    /// The customer has put it on hold.
    Paused,
}

/// How a stream does, over the last second.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ScreenStats {
    /// Milliseconds from here to the device and back; absent where the device cannot tell.
    pub latency_ms: Option<u32>,
    /// Updates.
    pub frames: u32,
    /// Kilobits that came.
    pub kbit: u32,
    /// The encoding that most bytes came in ("Tight", "H.264"); empty at rest.
    pub codec: String,
}

/// How good the picture is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum ScreenQuality {
    /// By what the line carries.
    #[default]
    Auto,
    /// Every pixel as it is.
    Lossless,
    /// Good pictures.
    High,
    /// Little bandwidth.
    Low,
}

/// A text that passed between the clipboards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ClipboardMove {
    /// To the device, or from it.
    pub to_device: bool,
    /// When (console's clock).
    pub at: Timestamp,
    /// How many characters; absent while the device is being asked for its text.
    pub characters: Option<u32>,
}

/// Keys that a device has and a keyboard has not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum DeviceKey {
    /// Android.
    Back,
    /// Android.
    Home,
    /// Android: the list of recent apps.
    Recents,
    /// Android.
    VolumeUp,
    /// Android.
    VolumeDown,
    /// Android: the power menu.
    Power,
    /// Computers.
    CtrlAltDelete,
    /// Computers: the key with the system's sign.
    Super,
}

/// Where a picture of the screen goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum ScreenshotTo {
    /// A PNG file in the folder for pictures.
    File,
    /// The clipboard.
    Clipboard,
}
