//! The live feed: what a console hears over its WebSocket.
//!
//! `POST /live/ticket` gives a ticket, good once and for 30 seconds; `GET /live?ticket=T&since=N`
//! opens the feed after place `N` of the log. Rows come in order and each place at most once.
//! A reader that falls too far behind is cut, and resumes with `since`.

use serde::{Deserialize, Serialize};

use crate::chat::{Author, Entry};
use crate::dashboard::{Dashboard, DashboardPatch, Span};
use crate::ids::{Seq, SessionId};
use crate::info::{ReadingHead, Sample, Source};
use crate::keys::Key;
use crate::people::{Presence, Representative};
use crate::session::Session;
use crate::team::TalkEntry;
use crate::time::Timestamp;

/// `POST /live/ticket`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LiveTicket {
    /// Goes into the address of the live connection.
    pub ticket: String,
    /// Seconds for which it is good.
    pub life_s: u32,
}

/// What the appliance says on a live connection: one JSON object per text frame.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ServerFrame {
    /// The first frame.
    Hello {
        /// The log's newest place.
        seq: Seq,
        /// The appliance's clock.
        now: Timestamp,
    },
    /// Rows of the log, oldest first. `to` moves the reader's place also past rows that
    /// this reader may not see.
    Rows {
        /// The reader's new place.
        to: Seq,
        /// What happened.
        rows: Vec<Row>,
    },
    /// Somebody types in a session of the caller's. Not in the log; good for 5 seconds.
    Typing {
        /// Where.
        lsid: SessionId,
        /// Who.
        author: Author,
    },
    /// The customer has read up to an entry. Not in the log.
    Read {
        /// Where.
        lsid: SessionId,
        /// The entry's number.
        #[cfg_attr(feature = "ts", ts(type = "number"))]
        number: u64,
    },
    /// There is a new reading of system information in a session of the caller's. Not in the log.
    InfoRead {
        /// Where.
        lsid: SessionId,
        /// Which.
        reading: ReadingHead,
    },
    /// Live values that the caller watches. Not in the log.
    InfoSample {
        /// Where.
        lsid: SessionId,
        /// Of what.
        source: Source,
        /// When they came (appliance's clock).
        at: Timestamp,
        /// The values.
        sample: Sample,
    },
    /// All that the caller's teams do, in answer to [`ClientFrame::WatchDashboard`], and again when what the
    /// caller may see is different. Not in the log.
    Dashboard {
        /// The whole.
        dashboard: Box<Dashboard>,
    },
    /// What is different of it. Not in the log.
    DashboardPatch {
        /// The difference.
        patch: Box<DashboardPatch>,
    },
    /// The asked place is not in the log any more: take a new snapshot.
    Resync,
    /// The token ended: signed out elsewhere or by a supervisor, disabled, or expired.
    SignedOut {
        /// The supervisor's name, where one has done it.
        by: Option<String>,
    },
}

/// One row of the log, as one reader may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Row {
    /// Its place.
    pub seq: Seq,
    /// When (appliance's clock).
    pub at: Timestamp,
    /// What.
    pub change: Change,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Change {
    /// A session that the reader sees is new or different.
    SessionChanged {
        /// As it is now.
        session: Box<Session>,
    },
    /// A session is no longer for this reader's eyes.
    SessionRemoved {
        /// Which.
        lsid: SessionId,
        /// Who accepted it, where that is why.
        taken_by: Option<String>,
    },
    /// A session in which the reader takes part has a new entry.
    EntryAdded {
        /// The entry.
        entry: Entry,
    },
    /// A colleague's presence or name is different.
    RepresentativeChanged {
        /// As it is now.
        representative: Representative,
    },
    /// The canned messages are different: fetch them again.
    CannedChanged,
    /// A session key that the reader sees is new or different.
    KeyChanged {
        /// As it is now.
        key: Box<Key>,
    },
    /// What is set up for invitations is different: fetch it again.
    InviteSetupChanged,
    /// A colleague, or the reader, has said something outside sessions.
    TalkAdded {
        /// What.
        entry: TalkEntry,
    },
    /// The reader sees a session without taking part, or no longer does.
    Monitoring {
        /// Which.
        lsid: SessionId,
        /// Whether the reader sees it.
        on: bool,
    },
    /// A supervisor has set the reader's readiness.
    PresenceSet {
        /// The supervisor's name.
        by: String,
        /// To what.
        presence: Presence,
    },
}

/// What a console says on a live connection. Nothing of it is a change of state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ClientFrame {
    /// The representative types. Sent at most once in 3 seconds.
    Typing {
        /// Where.
        lsid: SessionId,
    },
    /// The representative looks at live values of a session, until said otherwise or until this
    /// connection ends.
    WatchInfo {
        /// Where.
        lsid: SessionId,
        /// Milliseconds between two samples, from 500 to 60,000; absent stops.
        every_ms: Option<u32>,
    },
    /// The representative has touched keyboard or pointer since the last one. Sent at most once in 10
    /// seconds.
    Active,
    /// The representative looks at the dashboard, until said otherwise or until this connection ends.
    /// Without a led team there is nothing to see: the answer is an empty one.
    WatchDashboard {
        /// What the numbers are to be about; absent stops.
        span: Option<Span>,
    },
}
