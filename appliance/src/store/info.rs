//! What system information asks of the store: what is allowed, the newest readings, and those that are
//! kept under a name.

use async_trait::async_trait;
use farhand_protocol::info::{
    Category, Info, InfoScope, InfoSnapshot, Reading, ReadingBody, ReadingHead, Source,
};
use farhand_protocol::{RepresentativeId, SessionId};

use super::Result;

/// How much system information may be read of a session now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InfoAllowed {
    /// How much the customer allows.
    pub scope: InfoScope,
    /// Whether the device that has joined tells any.
    pub client: bool,
}

/// The system information's part of the store. `who` takes part in the session throughout, or took part
/// in it; others are `Forbidden`, and to those who do not even see it it is `NotFound`.
#[async_trait]
pub trait InfoStore: Send + Sync + 'static {
    /// What `who` may have read.
    ///
    /// # Errors
    /// `WrongState` while the customer does not allow it.
    async fn info_allowed(&self, who: RepresentativeId, lsid: &SessionId) -> Result<InfoAllowed>;

    /// Whether `who` may look at live values of a session, as far as that one and the account go.
    ///
    /// # Errors
    /// `NotFound`.
    async fn may_look(&self, who: RepresentativeId, lsid: &SessionId) -> Result<bool>;

    /// `who` has it read now. The first time stands in the session's log.
    ///
    /// # Errors
    /// As [`InfoStore::info_allowed`].
    async fn note_info_read(&self, who: RepresentativeId, lsid: &SessionId) -> Result<()>;

    /// Keeps what a source has told, in place of what it told of that category before.
    ///
    /// # Errors
    /// `WrongState` while the customer does not allow it, `Forbidden` where the category needs a word
    /// of its own, `TooLarge` where the session has no room for it.
    async fn keep_reading(
        &self,
        lsid: &SessionId,
        source: Source,
        category: Category,
        body: ReadingBody,
    ) -> Result<ReadingHead>;

    /// Which readings and snapshots there are.
    async fn info(&self, who: RepresentativeId, lsid: &SessionId) -> Result<Info>;

    /// A reading.
    ///
    /// # Errors
    /// `NotFound`, also once a newer one has taken its place.
    async fn reading(&self, who: RepresentativeId, lsid: &SessionId, number: u64) -> Result<Reading>;

    /// A snapshot. One is made with [`super::Command::KeepInfo`].
    ///
    /// # Errors
    /// `NotFound`.
    async fn info_snapshot(
        &self,
        who: RepresentativeId,
        lsid: &SessionId,
        number: u32,
    ) -> Result<InfoSnapshot>;
}
