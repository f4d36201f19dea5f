//! What uploads ask of the store: who may send what, how it stands, and what came of it. Bytes are
//! the spool's business ([`crate::spool`]).

use async_trait::async_trait;
use farhand_protocol::chat::{Author, SessionEvent};
use farhand_protocol::files::{FilesRequest, FilesScope};
use farhand_protocol::upload::{TransferOutcome, UploadEnd, UploadPurpose};
use farhand_protocol::{ClientId, RepresentativeId, SessionId, Timestamp, limits};
use serde::{Deserialize, Serialize};

use super::Result;
use crate::domain::file_limits::FileLimits;

/// Somebody in a session who sends or receives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Party {
    /// A representative who takes part.
    Representative {
        /// The account.
        id: RepresentativeId,
        /// The display name.
        name: String,
    },
    /// The customer's page.
    Customer,
    /// The customer's device.
    Device,
}

/// On which side of an upload somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Writes it.
    Sender,
    /// Reads it.
    Receiver,
}

/// Where an upload stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Standing {
    /// It is written and read.
    Open,
    /// It is complete, and the chat has it.
    Kept {
        /// Its SHA-256 in hexadecimal digits.
        sha256: String,
    },
    /// Its receiver has said what came of it.
    Done {
        /// That.
        outcome: TransferOutcome,
    },
    /// It has ended before that.
    Ended {
        /// Why.
        why: UploadEnd,
    },
    /// It was kept for its time.
    Gone,
}

/// An upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Its session.
    pub lsid: SessionId,
    /// What it is for.
    pub purpose: UploadPurpose,
    /// The sender of a file in the chat; the representative of a transfer, whichever way it goes.
    pub owner: Author,
    /// Its `Upload-Metadata` as the sender gave it.
    pub metadata: String,
    /// Bytes of the whole.
    pub length: u64,
    /// The SHA-256 of the whole, where the sender has given it.
    pub sha256: Option<String>,
    /// When it was last written, read or asked about.
    pub touched_at: Timestamp,
    /// Where it stands.
    pub standing: Standing,
}

impl Upload {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &ClientId {
        self.purpose.id()
    }

    /// Whether it is a file for the chat.
    #[must_use]
    pub fn is_chat(&self) -> bool {
        matches!(self.purpose, UploadPurpose::Chat { .. })
    }

    /// When it ends if nobody touches it. The customer's page cannot hold room for long without using it.
    #[must_use]
    pub fn lapses_at(&self) -> Timestamp {
        let customers = self.owner == Author::Customer;
        let idle = if customers { limits::CUSTOMER_UPLOAD_IDLE_S } else { limits::UPLOAD_IDLE_S };
        self.touched_at.plus(u64::from(idle) * 1000)
    }

    /// On which side of it `party` is, if on any.
    #[must_use]
    pub fn end_of(&self, party: &Party) -> Option<End> {
        let own = match (&self.owner, party) {
            (Author::Representative { id: owner, .. }, Party::Representative { id, .. }) => owner == id,
            (Author::Customer, Party::Customer) => true,
            _ => false,
        };
        match (&self.purpose, party) {
            (UploadPurpose::Chat { .. }, Party::Device) => None,
            (UploadPurpose::Chat { .. } | UploadPurpose::ToDevice { .. }, _) if own => Some(End::Sender),
            (UploadPurpose::FromDevice { .. }, Party::Device) => Some(End::Sender),
            (UploadPurpose::FromDevice { .. }, _) if own => Some(End::Receiver),
            (UploadPurpose::ToDevice { .. }, Party::Device) | (UploadPurpose::Chat { .. }, _) => {
                Some(End::Receiver)
            }
            _ => None,
        }
    }
}

/// An upload to be made.
#[derive(Clone, Debug)]
pub struct NewUpload {
    /// In which session.
    pub lsid: SessionId,
    /// Who sends.
    pub party: Party,
    /// What it is for.
    pub purpose: UploadPurpose,
    /// See [`Upload::metadata`].
    pub metadata: String,
    /// Bytes of the whole.
    pub length: u64,
    /// See [`Upload::sha256`].
    pub sha256: Option<String>,
}

/// An upload that is over, but whose bytes may still be in the spool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leftover {
    /// Its session.
    pub lsid: SessionId,
    /// Its id.
    pub id: ClientId,
    /// Why, where the device should hear of it.
    pub tell_device: Option<UploadEnd>,
}

/// The uploads' part of the store. That a permission, or a session, ends uploads with it is done in
/// the same transaction as that change.
#[async_trait]
pub trait UploadStore: Send + Sync + 'static {
    /// The name under which `who` takes part in a session.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden` for those who see it and do not take part.
    async fn takes_part(&self, who: RepresentativeId, lsid: &SessionId) -> Result<String>;

    /// The name under which `who` takes part, and how much of the device's files is allowed.
    ///
    /// # Errors
    /// As [`UploadStore::takes_part`]; `WrongState` while nothing is allowed.
    async fn files_allowed(&self, who: RepresentativeId, lsid: &SessionId) -> Result<(String, FilesScope)>;

    /// A device is going to be asked to change something, under this number.
    async fn expect_change(
        &self,
        who: Author,
        lsid: &SessionId,
        number: u64,
        request: &FilesRequest,
    ) -> Result<()>;

    /// Who has asked a change that the device has not answered, and what.
    async fn expected_change(&self, lsid: &SessionId, number: u64) -> Result<Option<(Author, FilesRequest)>>;

    /// The device has answered. What `who` has done by that goes into the session's log; where it is `late`,
    /// only if it was still expected.
    async fn note_change(
        &self,
        who: Author,
        lsid: &SessionId,
        answer: (u64, bool),
        event: Option<SessionEvent>,
    ) -> Result<()>;

    /// It was not asked after all.
    async fn forget_change(&self, lsid: &SessionId, number: u64) -> Result<()>;

    /// Notes that a representative has asked the device to send something under this id.
    ///
    /// # Errors
    /// `IdempotencyMismatch` where somebody else has.
    async fn ask_transfer(&self, owner: Author, lsid: &SessionId, id: &ClientId) -> Result<()>;

    /// Makes an upload; the same one again answers the one that is there, however it stands.
    ///
    /// # Errors
    /// `Forbidden`, `WrongState`, `IdempotencyMismatch`; `TooLarge` and `Full`, which name the limit.
    async fn make_upload(&self, new: NewUpload, limits: FileLimits) -> Result<Upload>;

    /// An upload, however it stands.
    async fn upload(&self, lsid: &SessionId, id: &ClientId) -> Result<Option<Upload>>;

    /// Somebody has used it: its time begins anew.
    async fn touch_upload(&self, lsid: &SessionId, id: &ClientId) -> Result<()>;

    /// A file for the chat is complete: appends it to the session's log, once.
    ///
    /// # Errors
    /// `WrongState` when the upload is over.
    async fn keep_file(
        &self,
        lsid: &SessionId,
        id: &ClientId,
        sha256: &str,
        kept_until: Timestamp,
    ) -> Result<()>;

    /// The receiver says what came of a transfer. The same again is a success.
    ///
    /// # Errors
    /// `WrongState` where something else was said.
    async fn finish_upload(&self, lsid: &SessionId, id: &ClientId, outcome: TransferOutcome) -> Result<()>;

    /// Ends an upload that is open; others stay as they are.
    async fn end_upload(&self, lsid: &SessionId, id: &ClientId, why: UploadEnd) -> Result<()>;

    /// What a device is to receive, with the names of those who send.
    async fn uploads_to_device(&self, lsid: &SessionId) -> Result<Vec<(UploadPurpose, String)>>;

    /// Ends what nobody has touched for too long, and what was kept for its time. Forgets uploads that
    /// were over for long.
    async fn lapse_uploads(&self) -> Result<()>;

    /// Uploads that are over and not cleaned up.
    async fn leftovers(&self) -> Result<Vec<Leftover>>;

    /// An upload's bytes are not in the spool any more.
    async fn cleaned_up(&self, lsid: &SessionId, id: &ClientId) -> Result<()>;

    /// All uploads that are not over.
    async fn spooled_uploads(&self) -> Result<Vec<Upload>>;
}
