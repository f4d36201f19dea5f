//! Session keys: short one-time codes that start a session into a given queue.

use serde::{Deserialize, Serialize};

use crate::queue::QueueId;
use crate::time::Timestamp;

/// `POST /keys`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewKey {
    /// Where the session is to wait: the own queue, an own team's, or the general one.
    pub queue: QueueId,
    /// Seconds within which it must be used: 60 to 604,800; absent means 3,600.
    #[cfg_attr(feature = "openapi", schema(minimum = 60, maximum = 604_800))]
    #[serde(default)]
    pub life_s: Option<u32>,
    /// A ticket number or the like, at most 100 characters.
    #[cfg_attr(feature = "openapi", schema(max_length = 100))]
    #[serde(default)]
    pub external_reference: Option<String>,
}

/// A key that was just made. The digits are shown this once; the appliance keeps a hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SessionKey {
    /// Nine digits.
    pub key: String,
    /// The portal's address with the key in it.
    pub link: String,
    /// Where the session will wait.
    pub queue: QueueId,
    /// Until when it can start a session (appliance's clock).
    pub expires_at: Timestamp,
}
