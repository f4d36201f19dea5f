//! The customer's own API, used by the portal's page. The credential is the session's cookie
//! (`HttpOnly`, `SameSite=Strict`); every POST and the WebSocket must carry the portal's `Origin`.
//!
//! `GET /portal/api/session` answers a [`CustomerView`]; `GET /portal/api/live?after=N` opens the
//! WebSocket; `POST /portal/api/messages` takes a [`crate::chat::NewMessage`] and answers the
//! [`crate::chat::Entry`]; `POST /portal/api/end` ends; `POST /portal/api/survey` takes a
//! [`SurveyAnswer`]; `POST /portal/api/answer` takes a [`crate::capability::CustomerAnswer`],
//! `POST /portal/api/withdraw` a [`crate::capability::Which`].

use serde::{Deserialize, Serialize};

use crate::capability::{Capability, Question, Sharing};
use crate::chat::Entry;
use crate::device::ElevationStage;
use crate::info::{Category, Sample};
use crate::session::{EndReason, Recording};
use crate::time::Timestamp;

/// What the customer's page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerView {
    /// The appliance's clock.
    pub now: Timestamp,
    /// Where the session stands.
    pub state: CustomerState,
    /// The customer's name as given.
    pub name: String,
    /// What it is about.
    pub issue: Option<String>,
    /// The queue's display name.
    pub queue: String,
    /// What the customer said to being recorded.
    pub recording: Recording,
    /// What the customer is asked now.
    #[serde(default)]
    pub question: Option<Question>,
    /// What is allowed now.
    #[serde(default)]
    pub sharing: Sharing,
    /// The customer is asked to open the client at this address.
    #[serde(default)]
    pub elevation: Option<ElevationOffer>,
    /// The name of the device that has joined.
    #[serde(default)]
    pub device: Option<String>,
    /// Up to which entry the representative has read.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub last_entry: u64,
}

/// That the customer is asked to open the client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ElevationOffer {
    /// Who asks.
    pub name: String,
    /// The page that starts the client, relative to the portal.
    pub link: String,
    /// Until when.
    pub expires_at: Timestamp,
    /// What for, where the representative has said so.
    #[serde(default)]
    pub purpose: Option<Capability>,
    /// What the customer has done about it.
    #[serde(default)]
    pub stage: ElevationStage,
}

/// `POST /portal/api/elevation`: accepts or declines; answers 204. Accepting says that the client is
/// being opened; [`ElevationOffer::link`] opens it. Either may be said again, and the last word counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ElevationAnswer {
    /// Yes or no.
    pub accept: bool,
}

/// Where the session stands, in the customer's eyes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CustomerState {
    /// In the line.
    Waiting {
        /// How many are before this one.
        before: u32,
        /// Since when.
        since: Timestamp,
        /// A guess of the seconds still to wait, from recent waits; absent when there are none.
        estimate_s: Option<u32>,
    },
    /// Talking.
    Active {
        /// The representative's display name.
        representative: String,
        /// Whether that representative is connected now.
        present: bool,
    },
    /// The representative put the session aside for a while.
    Held {
        /// Since when.
        since: Timestamp,
    },
    /// Over.
    Ended {
        /// Why.
        reason: EndReason,
        /// Whether the exit survey is still to be answered.
        survey: bool,
    },
}

/// What the appliance says on the customer's WebSocket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum PortalFrame {
    /// Where things stand; the first frame, and again after every change.
    View {
        /// The view.
        view: Box<CustomerView>,
    },
    /// New entries, oldest first, each at most once per connection. Entries that customers
    /// may not see are left out, so numbers can have gaps here.
    Entries {
        /// The entries.
        entries: Vec<Entry>,
    },
    /// A representative types. Good for 5 seconds.
    Typing {
        /// Who.
        name: String,
    },
    /// A console asks for system information: answer with one `POST /portal/api/info` per category.
    ReadInfo {
        /// What.
        categories: Vec<Category>,
    },
    /// Consoles show live values, or none does any more.
    WatchInfo {
        /// Milliseconds between two samples; absent when nobody looks.
        every_ms: Option<u32>,
    },
}

/// What the customer's page says on its WebSocket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum PortalClientFrame {
    /// The customer types. Sent at most once in 3 seconds.
    Typing,
    /// The customer has seen entries up to this number.
    Read {
        /// The entry's number.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        number: u64,
    },
    /// Live values of the browser's device.
    InfoSample {
        /// The values.
        sample: Sample,
    },
}

/// `POST /portal/api/survey`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SurveyAnswer {
    /// 1 (bad) to 5 (good).
    pub rating: u8,
    /// In the customer's words, at most 2048 bytes.
    #[serde(default)]
    pub comment: Option<String>,
}
