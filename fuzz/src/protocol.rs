//! The appliance's own messages.

use std::fmt::Debug;

use farhand_protocol::chat::{Entry, NewMessage};
use farhand_protocol::device::{Attach, DeviceClientFrame, DeviceFrame};
use farhand_protocol::live::{ClientFrame, ServerFrame};
use farhand_protocol::portal::{PortalClientFrame, PortalFrame};
use farhand_protocol::session::SessionDetail;
use farhand_protocol::{ApiError, ClientId, IssueCode, QueueId, SessionId, text};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::split;

/// What was read as JSON is read again from what it is written as.
fn comes_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(json: &[u8]) {
    if let Ok(value) = serde_json::from_slice::<T>(json) {
        let written = serde_json::to_vec(&value).expect("what was read can be written");
        let again: T = serde_json::from_slice(&written).expect("what was written can be read");
        assert_eq!(again, value);
    }
}

/// A message of the API or of a live feed. The first byte chooses which.
pub fn json(data: &[u8]) {
    let ([which], json) = split(data);
    match which % 10 {
        0 => comes_back::<ServerFrame>(json),
        1 => comes_back::<ClientFrame>(json),
        2 => comes_back::<DeviceFrame>(json),
        3 => comes_back::<DeviceClientFrame>(json),
        4 => comes_back::<PortalFrame>(json),
        5 => comes_back::<PortalClientFrame>(json),
        6 => comes_back::<Entry>(json),
        7 => comes_back::<Attach>(json),
        8 => comes_back::<SessionDetail>(json),
        _ => {
            comes_back::<ApiError>(json);
            comes_back::<NewMessage>(json);
        }
    }
}

/// Identifiers, and text from people.
pub fn text(data: &[u8]) {
    let Ok(given) = std::str::from_utf8(data) else { return };
    if let Ok(id) = given.parse::<SessionId>() {
        assert_eq!(id.to_string().parse(), Ok(id));
    }
    if let Ok(id) = given.parse::<QueueId>() {
        assert_eq!(id.to_string().parse(), Ok(id));
    }
    let _ = (given.parse::<ClientId>().is_ok(), given.parse::<IssueCode>().is_ok());
    assert!(!text::for_display_line(given).chars().any(|c| c == '\n' || text::neutralised(c)));
}
