//! The customer's device: how it attaches to a session, and what it hears and says.
//!
//! `farhand-client` attaches with an elevation code or a session key (`POST /device/attach`) and gets
//! a token. With the token (`Authorization: Bearer …`) it opens `GET /device/live`, a WebSocket of
//! JSON frames, answers questions and withdraws permissions by HTTP, and opens one
//! `GET /device/screen/{stream}` per viewer: RFB in binary WebSocket frames, the device being the
//! RFB server.

use serde::{Deserialize, Serialize};

use crate::capability::{Capability, Question, Sharing};
use crate::files::FilesRequest;
use crate::ids::{ClientId, RepresentativeId, SessionId};
use crate::info::{Category, Sample, Source};
use crate::portal::CustomerState;
use crate::session::Recording;
use crate::time::Timestamp;
use crate::upload::{UploadEnd, UploadPurpose};

/// The device that has joined a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Device {
    /// What runs on it.
    pub kind: DeviceKind,
    /// Its system.
    pub platform: Platform,
    /// As it calls itself; at most 100 characters.
    pub name: String,
    /// Whether it is connected.
    pub presence: DevicePresence,
    /// Whether its way to the appliance is encrypted. Never for VNC agents.
    pub encrypted: bool,
    /// What it can do.
    pub abilities: DeviceAbilities,
}

/// What runs on the device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DeviceKind {
    /// Farhand's own client.
    Client {
        /// Its version.
        version: String,
    },
    /// A VNC server that has dialled out.
    VncAgent,
}

/// The device's system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Platform {
    /// Linux on a desktop.
    Linux,
    /// Windows.
    Windows,
    /// macOS.
    Macos,
    /// Android.
    Android,
    /// Not told.
    Unknown,
}

/// Whether the device is connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DevicePresence {
    /// Connected.
    Here,
    /// Lost; what was allowed stays allowed inside the reconnect window.
    Away {
        /// Since when.
        since: Timestamp,
    },
}

/// What a device can do, whether it is allowed or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DeviceAbilities {
    /// It has a screen to show.
    pub view: bool,
    /// It takes pointer and keys.
    pub control: bool,
    /// It passes copied texts.
    pub clipboard: bool,
    /// It shows a laser pointer and drawings.
    pub annotations: bool,
    /// Whether its files can be reached.
    #[serde(default)]
    pub files: FilesAbility,
    /// Whether it tells system information.
    #[serde(default)]
    pub info: bool,
}

/// Whether a device's files can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FilesAbility {
    /// They cannot.
    #[default]
    No,
    /// They can.
    Yes,
    /// Android 11 and later: only with the Support+ client.
    NeedsSupportPlus,
}

/// What [`Elevate`] answers: it asks the customer to open the client. It is an
/// [`Elevation`]; asked again it makes a new code and the one before is void.
///
/// The page of the session shows the link at once. The code is shown this once to the
/// representative; the appliance keeps a hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Elevation {
    /// Opens the page that starts the client.
    pub link: String,
    /// Nine digits: for the client's own field, and as the id of a VNC agent.
    pub code: String,
    /// Until when it is good (appliance's clock).
    pub expires_at: Timestamp,
    /// How a VNC agent joins, where the site has switched that on.
    pub agent: Option<AgentAddress>,
}

/// How a VNC agent joins a session by dialling out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AgentAddress {
    /// The appliance's host name.
    pub host: String,
    /// The port of the UltraVNC repeater (mode 2); the code is the id.
    pub repeater_port: u16,
    /// A port that is good once and for this session alone: for agents that dial without an id.
    pub own_port: u16,
}

/// That a session's customer has been asked to open the client, as everybody sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Elevating {
    /// Since when.
    pub at: Timestamp,
    /// Until when the code is good.
    pub expires_at: Timestamp,
    /// What for, where the representative has said so.
    #[serde(default)]
    pub purpose: Option<Capability>,
    /// What the customer has done about it.
    #[serde(default)]
    pub stage: ElevationStage,
}

/// What the customer has done about the wish that the client be opened. Joining ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ElevationStage {
    /// Nothing yet.
    #[default]
    Asked,
    /// Accepted: the client is being opened, or fetched first.
    Opening {
        /// Since when.
        since: Timestamp,
    },
    /// Declined. It stays so until the customer is asked again.
    Declined {
        /// When.
        at: Timestamp,
    },
    /// No client has joined in time. It stays so until the customer is asked again.
    TimedOut {
        /// When.
        at: Timestamp,
        /// Whether the customer had accepted.
        accepted: bool,
    },
}

/// `POST /sessions/{lsid}/elevate`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Elevate {
    /// What for: the customer reads it.
    #[serde(default)]
    pub purpose: Option<Capability>,
}

/// `POST /device/key`: what must be asked before a session key starts a session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct DeviceKey {
    /// Nine digits, grouped or not; or the secret of a link (32 characters).
    #[cfg_attr(feature = "openapi", schema(max_length = 32))]
    pub key: String,
}

/// The answer to [`DeviceKey`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceOffer {
    /// The site's name.
    pub site: String,
    /// The agreement's text, where the site has one.
    pub agreement: Option<String>,
    /// Whether the customer is asked about recording.
    pub ask_recording: bool,
    /// Who invites.
    #[serde(default)]
    pub inviter: Option<String>,
    /// The customer's name, where the inviter has given it.
    #[serde(default)]
    pub name: Option<String>,
}

/// `POST /device/attach`: answers [`Attached`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Attach {
    /// Random: with it the same request may be sent again for ten minutes, where its answer was lost.
    /// Each answer has a new token, and the one before is void.
    #[serde(default)]
    pub id: Option<ClientId>,
    /// What entitles it.
    pub with: AttachWith,
    /// What attaches.
    pub device: NewDevice,
}

/// What entitles a device to attach. Both are good once (but see [`Attach::id`]).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum AttachWith {
    /// Joins the session that the code was made for.
    Code {
        /// Nine digits, grouped or not.
        code: String,
    },
    /// Starts a session.
    Key {
        /// Nine digits, grouped or not; or the secret of a link (32 characters).
        key: String,
        /// The customer's name; 1 to 100 characters.
        name: String,
        /// Whether the agreement was accepted; must be true where the site has one.
        agreed: bool,
        /// The answer about recording, where it is asked.
        recording: Recording,
    },
}

/// A device that attaches.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewDevice {
    /// Its system.
    pub platform: Platform,
    /// As it calls itself; at most 100 characters.
    pub name: String,
    /// The client's version; at most 64 characters.
    pub version: String,
    /// What it can do.
    pub abilities: DeviceAbilities,
}

/// A device that has attached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Attached {
    /// The session.
    pub lsid: SessionId,
    /// 256 random bits: good until the session ends or another device attaches, and across lost
    /// connections.
    pub token: String,
    /// The site's name.
    pub site: String,
    /// The session's page, for a customer who has none open.
    pub page: Option<String>,
}

/// What a device shows to its customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeviceView {
    /// The appliance's clock.
    pub now: Timestamp,
    /// Where the session stands.
    pub state: CustomerState,
    /// The customer's name.
    pub name: String,
    /// What the customer is asked now.
    pub question: Option<Question>,
    /// What is allowed now.
    pub sharing: Sharing,
}

/// What the appliance says on `GET /device/live`: one JSON object per text frame. A device skips
/// frames of a type that it does not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum DeviceFrame {
    /// Where things stand; the first frame, and again after every change.
    View {
        /// The view.
        view: Box<DeviceView>,
    },
    /// A viewer wants the screen: open `GET /device/screen/{stream}` within 10 seconds.
    OpenScreen {
        /// The stream's number; new for each viewer.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        stream: u64,
        /// Who watches.
        name: String,
        /// The account of the one who watches.
        by: RepresentativeId,
    },
    /// A console asks something of the files: answer with `POST /device/files/{request}` and a
    /// [`crate::files::FilesAnswer`] within 20 seconds (120 for `send`).
    Files {
        /// The request's number.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        request: u64,
        /// Who asks.
        name: String,
        /// What.
        files: FilesRequest,
    },
    /// A console sends files: read `GET /device/uploads/{id}`. Said again after each connection, until
    /// the upload has ended.
    Receive {
        /// The upload.
        purpose: UploadPurpose,
        /// Who sends.
        name: String,
    },
    /// A transfer has ended before its end, on the other side or at the appliance.
    TransferEnded {
        /// The upload's id.
        upload: ClientId,
        /// Why.
        why: UploadEnd,
    },
    /// A console asks for system information: answer with one `POST /device/info` per category (and
    /// per phone on the computer), as each is read.
    ReadInfo {
        /// What.
        categories: Vec<Category>,
    },
    /// Consoles show live values, or none does any more.
    WatchInfo {
        /// Milliseconds between two samples; absent when nobody looks.
        every_ms: Option<u32>,
    },
    /// The session is over, or another device has attached: the token is void.
    Ended,
}

/// What a device says on `GET /device/live`. Nothing of it is a change of a permission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum DeviceClientFrame {
    /// What the device can do has changed.
    Abilities {
        /// Now.
        abilities: DeviceAbilities,
    },
    /// Live values.
    InfoSample {
        /// Of what.
        source: Source,
        /// The values.
        sample: Sample,
    },
}

/// Why the appliance closed the live connection, where it is for good: the WebSocket's close code.
pub mod close {
    /// The session was opened elsewhere: by another device, or by another program with the same
    /// token. Coming back would take the place of that one.
    pub const PLACE_TAKEN: u16 = 4007;
}
