//! What the interface can subscribe to, and what it gets.

use std::fmt;
use std::str::FromStr;

use farhand_protocol::SessionId;
use farhand_protocol::canned::CannedLibrary;
use farhand_protocol::ids::InvalidId;
use serde::{Deserialize, Serialize};

use super::{
    AppView, ChatPatch, ChatView, ColleaguesView, ConnectionView, DashboardChange, DashboardView, InfoPatch,
    InfoView, KeysView, NoticesView, OffersView, QueuesPatch, QueuesView, ScreenView, SessionView,
    SessionsView, TalkView, TransfersView,
};

/// A topic, written `app`, `queues`, `session/<lsid>` and so on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "ts", ts(type = "string"))]
pub enum Topic {
    /// [`AppView`].
    App,
    /// [`ConnectionView`].
    Connection,
    /// [`QueuesView`], then [`QueuesPatch`]es.
    Queues,
    /// [`SessionsView`].
    Sessions,
    /// [`SessionView`].
    Session(SessionId),
    /// [`ChatView`], then [`ChatPatch`]es.
    Chat(SessionId),
    /// [`super::ScreenView`].
    Screen(SessionId),
    /// [`InfoView`], then [`InfoPatch`]es.
    Info(SessionId),
    /// [`CannedLibrary`].
    Canned,
    /// [`NoticesView`].
    Notices,
    /// [`KeysView`].
    Keys,
    /// [`TransfersView`].
    Transfers,
    /// [`ColleaguesView`].
    Colleagues,
    /// [`OffersView`].
    Offers,
    /// [`TalkView`].
    Talk,
    /// [`DashboardView`], then [`DashboardChange`]s.
    Dashboard,
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Topic::App => f.write_str("app"),
            Topic::Connection => f.write_str("connection"),
            Topic::Queues => f.write_str("queues"),
            Topic::Sessions => f.write_str("sessions"),
            Topic::Session(lsid) => write!(f, "session/{lsid}"),
            Topic::Chat(lsid) => write!(f, "chat/{lsid}"),
            Topic::Screen(lsid) => write!(f, "screen/{lsid}"),
            Topic::Info(lsid) => write!(f, "info/{lsid}"),
            Topic::Canned => f.write_str("canned"),
            Topic::Notices => f.write_str("notices"),
            Topic::Keys => f.write_str("keys"),
            Topic::Transfers => f.write_str("transfers"),
            Topic::Colleagues => f.write_str("colleagues"),
            Topic::Offers => f.write_str("offers"),
            Topic::Talk => f.write_str("talk"),
            Topic::Dashboard => f.write_str("dashboard"),
        }
    }
}

impl FromStr for Topic {
    type Err = InvalidId;
    fn from_str(s: &str) -> Result<Self, InvalidId> {
        match s.split_once('/') {
            Some(("session", lsid)) => Ok(Topic::Session(lsid.parse()?)),
            Some(("chat", lsid)) => Ok(Topic::Chat(lsid.parse()?)),
            Some(("screen", lsid)) => Ok(Topic::Screen(lsid.parse()?)),
            Some(("info", lsid)) => Ok(Topic::Info(lsid.parse()?)),
            Some(_) => Err(InvalidId("topic")),
            None => [
                Topic::App,
                Topic::Connection,
                Topic::Queues,
                Topic::Sessions,
                Topic::Canned,
                Topic::Notices,
                Topic::Keys,
                Topic::Transfers,
                Topic::Colleagues,
                Topic::Offers,
                Topic::Talk,
                Topic::Dashboard,
            ]
            .into_iter()
            .find(|t| t.to_string() == s)
            .ok_or(InvalidId("topic")),
        }
    }
}

impl TryFrom<String> for Topic {
    type Error = InvalidId;
    fn try_from(s: String) -> Result<Self, InvalidId> {
        s.parse()
    }
}

impl From<Topic> for String {
    fn from(t: Topic) -> String {
        t.to_string()
    }
}

/// What goes to a subscriber.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
pub struct Update {
    /// Starts at 1 with the whole value and goes up by one.
    pub rev: u32,
    /// The value or the change.
    pub payload: Payload,
}

/// A topic's whole value, or a change of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Payload {
    /// Topic `app`.
    App(AppView),
    /// Topic `connection`.
    Connection(ConnectionView),
    /// Topic `queues`, whole.
    Queues(QueuesView),
    /// Topic `queues`, changed.
    QueuesPatch(QueuesPatch),
    /// Topic `sessions`.
    Sessions(SessionsView),
    /// Topic `session/<lsid>`; null when there is no such session (any more).
    Session(Option<Box<SessionView>>),
    /// Topic `chat/<lsid>`, whole.
    Chat(ChatView),
    /// Topic `chat/<lsid>`, changed.
    ChatPatch(ChatPatch),
    /// Topic `screen/<lsid>`.
    Screen(ScreenView),
    /// Topic `info/<lsid>`, whole.
    Info(InfoView),
    /// Topic `info/<lsid>`, changed.
    InfoPatch(InfoPatch),
    /// Topic `canned`.
    Canned(CannedLibrary),
    /// Topic `notices`.
    Notices(NoticesView),
    /// Topic `keys`.
    Keys(KeysView),
    /// Topic `transfers`.
    Transfers(TransfersView),
    /// Topic `colleagues`.
    Colleagues(ColleaguesView),
    /// Topic `offers`.
    Offers(OffersView),
    /// Topic `talk`.
    Talk(TalkView),
    /// Topic `dashboard`, whole.
    Dashboard(Box<DashboardView>),
    /// Topic `dashboard`, changed.
    DashboardPatch(Box<DashboardChange>),
}
