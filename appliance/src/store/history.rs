//! What is asked of the store about ended sessions.

use async_trait::async_trait;
use farhand_protocol::chat::EntriesPage;
use farhand_protocol::history::{HistoryDetail, HistoryPage, HistoryQuery, Volume, VolumeQuery};
use farhand_protocol::info::InfoSnapshot;
use farhand_protocol::{ClientId, RepresentativeId, SessionId};

use super::{PageOf, Result, Upload};

/// Ended sessions: who may see them finds them again. `who` is the signed-in representative throughout,
/// who sees those that the one took part in, and as a supervisor those that were within reach while they
/// ran ([`crate::domain::rights::Oversight::reaches_had`]).
#[async_trait]
pub trait HistoryStore: Send + Sync + 'static {
    /// A page of what fits, newest first. Looking for words in what was said in sessions of others is noted
    /// in the audit log.
    ///
    /// # Errors
    /// `InvalidField` where a text is too long or `after` is none of an earlier page.
    async fn history(&self, who: RepresentativeId, query: HistoryQuery) -> Result<HistoryPage>;

    /// A session with its newest entries. Reading one of others is noted in the audit log.
    ///
    /// # Errors
    /// `NotFound`, also when it is not for `who`.
    async fn history_detail(&self, who: RepresentativeId, lsid: &SessionId) -> Result<HistoryDetail>;

    /// A page of its log.
    ///
    /// # Errors
    /// As [`HistoryStore::history_detail`].
    async fn history_entries(
        &self,
        who: RepresentativeId,
        lsid: &SessionId,
        page: PageOf,
        limit: u32,
    ) -> Result<EntriesPage>;

    /// System information that was kept.
    ///
    /// # Errors
    /// As [`HistoryStore::history_detail`].
    async fn history_snapshot(
        &self,
        who: RepresentativeId,
        lsid: &SessionId,
        number: u32,
    ) -> Result<InfoSnapshot>;

    /// A file of its chat, kept or kept no longer. Fetching one of a session of others is noted in the audit
    /// log.
    ///
    /// # Errors
    /// As [`HistoryStore::history_detail`]; `NotFound` also where the chat had no such file, or it was gone
    /// long ago.
    async fn history_file(
        &self,
        who: RepresentativeId,
        lsid: &SessionId,
        upload: &ClientId,
    ) -> Result<Upload>;

    /// How many ended, and how long they took, by hour or day.
    ///
    /// # Errors
    /// `InvalidField` where the time is too long.
    async fn history_volume(&self, who: RepresentativeId, query: VolumeQuery) -> Result<Volume>;

    /// Notes in the audit log that an export begins.
    async fn history_export_begun(&self, who: RepresentativeId) -> Result<()>;

    /// Notes in the audit log that so many rows left.
    async fn history_exported(&self, who: RepresentativeId, rows: u32) -> Result<()>;

    /// Makes some more sessions that ended before there was a history findable. Answers whether there are
    /// any left.
    async fn fill_history(&self) -> Result<bool>;
}
