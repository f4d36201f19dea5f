//! Topic `notices`: toasts.

use farhand_protocol::{SessionId, Timestamp};
use serde::{Deserialize, Serialize};

/// The whole of topic `notices`, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct NoticesView {
    /// What to tell.
    pub notices: Vec<Notice>,
}

/// One toast.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct Notice {
    /// For `dismiss_notice`.
    pub id: u32,
    /// How grave.
    pub kind: NoticeKind,
    /// What it says. Where there is more than one line, the first heads the others.
    pub text: String,
    /// The session it is about.
    pub lsid: Option<SessionId>,
    /// The action that `undo` takes back.
    pub undo: Option<u32>,
    /// When it goes by itself (console's clock); absent: when dismissed.
    pub until: Option<Timestamp>,
}

/// How grave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// For information.
    Info,
    /// Something worked.
    Ok,
    /// Something to look at.
    Warn,
    /// Something failed.
    Danger,
}
