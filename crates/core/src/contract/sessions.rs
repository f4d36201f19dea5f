//! Topics `connection`, `sessions` and `session/{lsid}`.

use farhand_protocol::device::Elevation;
use farhand_protocol::session::{Channel, CustomerPresence, Session};
use farhand_protocol::team::HelperLink;
use farhand_protocol::{SessionId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Part, PassingOn, UiError};

/// The whole of topic `connection`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct ConnectionView {
    /// Where the link stands.
    pub link: LinkState,
    /// Milliseconds to add to the console's clock to get the appliance's.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub clock_offset_ms: i64,
    /// Milliseconds that the appliance takes to answer, where that was measured.
    pub latency_ms: Option<u32>,
}

/// Where the link to the appliance stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum LinkState {
    /// Not signed in.
    Idle,
    /// The first connection is being made.
    Connecting,
    /// Up to date and listening.
    Online,
    /// Lost. What is shown may be old; what is typed is kept and sent later.
    Reconnecting {
        /// Since when (console's clock).
        since: Timestamp,
        /// When the next try starts (console's clock); absent while a try is under way.
        next_try_at: Option<Timestamp>,
        /// Why the last try failed.
        reason: UiError,
    },
}

/// The whole of topic `sessions`: the tabs.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct SessionsView {
    /// Open tabs in their order.
    pub tabs: Vec<TabRow>,
    /// The session to bring to the front, set by an own accept or a clicked notification.
    pub show: Option<SessionId>,
    /// Counts up whenever `show` is meant anew.
    pub show_serial: u32,
}

/// One tab.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct TabRow {
    /// Which session.
    pub lsid: SessionId,
    /// The customer's name, ready for display.
    pub name: String,
    /// How the customer takes part.
    pub channel: Channel,
    /// When it began while somebody has it in hand; else since when it waits, is on hold or is over.
    pub since: Timestamp,
    /// Whether it is on hold.
    pub held: bool,
    /// Whether it is over.
    pub ended: bool,
    /// Whether the customer is being asked for something.
    pub asking: bool,
    /// Messages of the customer or colleagues that were not shown yet.
    pub unread: u32,
    /// Whether the customer is there.
    pub customer: CustomerPresence,
    /// How the reader stands to it.
    pub part: Part,
}

/// The whole of topic `session/{lsid}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct SessionView {
    /// The session, its people's texts ready for display.
    pub session: Session,
    /// The display name of the queue it waits in, or came from.
    pub queue_name: String,
    /// Whether the signed-in representative owns it.
    pub mine: bool,
    /// How the signed-in representative stands to it.
    pub part: Part,
    /// The link of an outside helper, while it is shown.
    pub helper_link: Option<HelperLink>,
    /// Whether something about its people is being asked of the appliance.
    pub busy: bool,
    /// What happens soon unless undone.
    pub pending: Option<PendingAction>,
    /// The link and code with which the customer opens the client, while they are shown.
    pub elevation: Option<Elevation>,
}

/// Something that happens soon unless undone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct PendingAction {
    /// For `undo`.
    pub id: u32,
    /// What.
    pub kind: PendingKind,
    /// Where to, for a transfer.
    pub to: Option<PassingOn>,
    /// When (console's clock).
    /// What is past waits for the messages that were written before it.
    pub due_at: Timestamp,
}

/// What can be undone for a few seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum PendingKind {
    /// The session ends.
    End,
    /// The session goes back to its queue.
    Hold,
    /// The session is passed on.
    Transfer,
}
