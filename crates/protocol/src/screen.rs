//! Screen streams: RFB in binary WebSocket frames.
//!
//! `POST /sessions/{lsid}/screen/ticket` gives a ticket, good once and for 30 seconds;
//! `GET /screen?ticket=T` opens the stream. The appliance is a plain RFB server there (security type
//! None, unless a VNC agent asks for its password), so any RFB viewer that speaks WebSocket can
//! attach. Frames may be cut anywhere. The subprotocol `binary` is accepted where it is offered.

use serde::{Deserialize, Serialize};

/// `POST /sessions/{lsid}/screen/ticket` (no fields).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScreenTicket {
    /// Goes into the address of the stream.
    pub ticket: String,
    /// Seconds for which it is good.
    pub life_s: u32,
}

/// Why the appliance closed a screen stream: the WebSocket's close code. The close frame's reason is
/// a sentence for people.
pub mod close {
    /// The customer, or a representative, stopped the view.
    pub const VIEW_STOPPED: u16 = 4000;
    /// The device's connection is lost; open a new stream when it is back.
    pub const DEVICE_AWAY: u16 = 4001;
    /// The device's client or agent broke the protocol, or closed.
    pub const DEVICE_FAILED: u16 = 4002;
    /// The session is over, on hold, or not the viewer's any more.
    pub const SESSION_LEFT: u16 = 4003;
    /// The viewer broke the protocol.
    pub const VIEWER_FAILED: u16 = 4004;
    /// The agent's password is wrong.
    pub const WRONG_PASSWORD: u16 = 4005;
    /// Not now, but perhaps in a moment; the reason says why: the device did not open its stream in time,
    /// somebody has to sign in to the agent first, or this viewer was too slow for an agent that others watch.
    pub const NO_ANSWER: u16 = 4006;
}
