//! Ended sessions: who may see them finds them again.
//!
//! A representative sees those that the one took part in; a supervisor also those that were within reach
//! while they ran: had last by somebody of lower rank, or by nobody, and from a queue that is within reach.

use serde::{Deserialize, Serialize};

use crate::chat::Entry;
use crate::ids::{RepresentativeId, SessionId};
use crate::info::SnapshotHead;
use crate::queue::QueueId;
use crate::session::{Channel, EndReason, Session};
use crate::time::Timestamp;

/// `GET /history?…`: what is looked for. All of it must fit; what is absent does not matter.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export, optional_fields = nullable))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(default, deny_unknown_fields)]
pub struct HistoryQuery {
    /// Words of the transcript, the notes, the customer's name, company and details, or the issue; every
    /// word must be there, the last one may be a beginning (not where it is one
    /// letter or digit of ASCII). At most 200 characters. Of a session's text
    /// the first [`crate::limits::HISTORY_DOCUMENT_BYTES`] are looked through.
    pub text: Option<String>,
    /// A part of the customer's name, with every sign that is in it; letters of any case, with or without
    /// accents.
    pub customer: Option<String>,
    /// A representative who took part, by number.
    pub representative: Option<u32>,
    /// The queue that it came from last.
    pub queue: Option<QueueId>,
    /// Ended at or after.
    pub from: Option<Timestamp>,
    /// Ended before.
    pub to: Option<Timestamp>,
    /// From an earlier answer's [`HistoryPage::next`].
    pub after: Option<String>,
    /// Rows, 1 to 200; 50 where absent.
    pub limit: Option<u32>,
}

/// A page of what was found, newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryPage {
    /// The rows.
    pub rows: Vec<HistoryRow>,
    /// For the next page; none where this is the last one.
    pub next: Option<String>,
}

/// An ended session in a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryRow {
    /// Which.
    pub lsid: SessionId,
    /// The customer's name.
    pub customer: String,
    /// The customer's company.
    pub company: Option<String>,
    /// What it was about.
    pub issue: Option<String>,
    /// The queue that it came from last.
    pub queue: QueueId,
    /// That queue's name now; its id where it is gone.
    pub queue_name: String,
    /// How the customer took part.
    pub channel: Channel,
    /// Who had it last; none where nobody accepted it.
    pub owner: Option<String>,
    /// When it began.
    pub created_at: Timestamp,
    /// When it ended.
    pub ended_at: Timestamp,
    /// Why.
    pub reason: EndReason,
    /// How long the customer waited for the first accept, in milliseconds; all the time where nobody
    /// accepted.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub waited_ms: u64,
    /// How long it was in representatives' hands, in milliseconds.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub handled_ms: u64,
    /// The customer's answer to the exit survey, 1 (bad) to 5 (good).
    pub rating: Option<u8>,
    /// Where the text was found, at most 200 characters, with `\u{1}` before and `\u{2}` behind each word;
    /// none where it stands far behind in a long session.
    pub found: Option<String>,
}

/// `GET /history/{lsid}`: an ended session with the newest page of its log.
/// `GET /history/{lsid}/entries?before=N` answers a [`crate::chat::EntriesPage`],
/// `GET /history/{lsid}/snapshots/{number}` a [`crate::info::InfoSnapshot`], and
/// `GET /history/{lsid}/files/{upload}` a file of its chat, as long as that is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryDetail {
    /// The session as it ended.
    pub session: Session,
    /// Its line in the list.
    pub row: HistoryRow,
    /// All representatives who took part at any time: who had it last, those who were there at its end, and
    /// those who had left before, by name.
    #[serde(default)]
    pub took_part: Vec<TookPart>,
    /// Its newest entries, oldest first, notes and whispers among them.
    pub entries: Vec<Entry>,
    /// System information that was kept.
    pub snapshots: Vec<SnapshotHead>,
}

/// A representative who took part in an ended session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TookPart {
    /// The account.
    pub id: RepresentativeId,
    /// The name as it was at the session's end; of those who had left before, as it is now.
    pub name: String,
}

/// `GET /history/volume?by=hour|day&…` with the query's other fields: how many and how long.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Volume {
    /// What a point stands for.
    pub by: VolumeBy,
    /// By time, oldest first; those in which nothing ended are left out.
    pub points: Vec<VolumePoint>,
}

/// What a point stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum VolumeBy {
    /// An hour.
    Hour,
    /// A day of 24 hours, at `offset_min` minutes from UTC.
    Day,
}

/// `GET /history/volume`: how to count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export, optional_fields = nullable))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema, utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct VolumeQuery {
    /// Hours or days.
    pub by: VolumeBy,
    /// Minutes that the reader's clock is ahead of UTC, for days; -840 to 840.
    #[serde(default)]
    pub offset_min: Option<i32>,
    /// Ended at or after.
    pub from: Timestamp,
    /// Ended before; at most 400 days after `from`, and 31 days by hours.
    pub to: Timestamp,
    /// The queue that they came from last.
    #[serde(default)]
    pub queue: Option<QueueId>,
    /// A representative who took part, by number.
    #[serde(default)]
    pub representative: Option<u32>,
}

/// What ended in an hour or a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VolumePoint {
    /// When it begins.
    pub at: Timestamp,
    /// Sessions that were accepted at some time.
    pub accepted: u32,
    /// Sessions that nobody accepted.
    pub abandoned: u32,
    /// The median wait of those accepted, in milliseconds.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub median_ms: Option<u64>,
    /// The longest wait, in milliseconds.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub longest_ms: Option<u64>,
    /// How long those accepted were in representatives' hands on the average, in milliseconds.
    #[cfg_attr(feature = "ts", ts(type = "number | null"))]
    pub handled_ms: Option<u64>,
}

/// `GET /history/export?format=csv|json` with the query's other fields but `after` and `limit`: all that
/// fits, streamed, newest first; JSON as an array of [`HistoryRow`]s.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ExportFormat {
    /// RFC 4180, with a heading line; times in ISO 8601 (UTC). A cell that a spreadsheet would take for a
    /// formula has an apostrophe before it.
    Csv,
    /// An array of objects.
    Json,
}
