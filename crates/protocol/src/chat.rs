//! The chat, which doubles as the session's log: one numbered row of entries per session.

use serde::{Deserialize, Serialize};

use crate::capability::{Capability, StoppedBy};
use crate::device::Platform;
use crate::ids::{ClientId, RepresentativeId, SessionId};
use crate::session::{EndReason, StartMethod};
use crate::team::{Assigned, AssignmentResponse};
use crate::time::Timestamp;
use crate::upload::ChatFile;

/// One line of a session's log. Numbers start at 1 and have no gaps, so a reader knows
/// whether anything is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Entry {
    /// The session it belongs to.
    pub lsid: SessionId,
    /// Its place in the session's log.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub number: u64,
    /// When the appliance wrote it.
    pub at: Timestamp,
    /// Who caused it.
    pub author: Author,
    /// The author's own id of it, for messages and notes.
    pub client_id: Option<ClientId>,
    /// What it says.
    pub body: Body,
}

/// Who caused an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Author {
    /// The one who is supported.
    Customer,
    /// A representative.
    Representative {
        /// The account.
        id: RepresentativeId,
        /// The name as it was then.
        name: String,
    },
    /// An outside helper.
    Helper {
        /// The session's own number for the one.
        id: u32,
        /// The name.
        name: String,
    },
    /// The appliance by itself.
    Appliance,
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// A chat message that everyone sees.
    Message {
        /// Plain text, at most 16 KiB. Never markup.
        text: String,
    },
    /// A file that everyone can save.
    File {
        /// Which.
        file: ChatFile,
    },
    /// A note that only representatives see.
    Note {
        /// Plain text, at most 16 KiB.
        text: String,
    },
    /// What representatives say to one another in the session. Customers and helpers never see it.
    Whisper {
        /// Plain text, at most 16 KiB.
        text: String,
    },
    /// Something that happened.
    Event {
        /// What.
        event: SessionEvent,
    },
}

impl Body {
    /// Whether customers may see an entry with this body.
    #[must_use]
    pub fn for_customer(&self) -> bool {
        match self {
            Body::Message { .. } | Body::File { .. } => true,
            Body::Note { .. } | Body::Whisper { .. } => false,
            Body::Event { event } => event.for_customer(),
        }
    }
}

/// Events by the field's names, in snake case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SessionEvent {
    /// The customer started the session.
    SessionStart {
        /// How.
        method: StartMethod,
    },
    /// It is over.
    SessionEnd {
        /// Why.
        reason: EndReason,
    },
    /// A representative came in.
    ConferenceMemberAdded {
        /// Who.
        name: String,
    },
    /// A representative left.
    ConferenceMemberDeparted {
        /// Who.
        name: String,
    },
    /// Another representative owns it now.
    ConferenceOwnerChanged {
        /// Who.
        name: String,
        /// From whom it was taken over, where a supervisor has done so.
        from: Option<String>,
    },
    /// Put back into a queue by its owner.
    SessionHeld {
        /// The queue's display name.
        queue: String,
    },
    /// A session was offered to somebody (Session Assigned).
    SessionAssigned {
        /// To whom.
        name: String,
        /// By what.
        by: Assigned,
    },
    /// What became of the offer (Session Assignment Response).
    SessionAssignmentResponse {
        /// Of whom.
        name: String,
        /// What.
        response: AssignmentResponse,
    },
    /// Passed on to a queue (Session Transferred to Queue).
    SessionTransferredToQueue {
        /// The queue's name; a representative's for a personal one.
        queue: String,
        /// What was said with it.
        note: Option<String>,
    },
    /// A colleague or team was invited.
    SessionShared {
        /// The name.
        name: String,
        /// What was said with it.
        note: Option<String>,
    },
    /// The invitation was declined.
    ShareDeclined {
        /// By whom.
        name: String,
    },
    /// The invitation was taken back.
    ShareCancelled {
        /// Whose it was.
        name: String,
    },
    /// An outside helper was invited.
    HelperInvited {
        /// Who.
        name: String,
    },
    /// Nobody has opened an outside helper's link in time.
    HelperLinkExpired {
        /// Who was invited.
        name: String,
    },
    /// A representative was taken out of the session by another.
    ConferenceMemberRemoved {
        /// Who.
        name: String,
    },
    /// The owner did not come back, or left the last queue without anybody: where it went by itself.
    SessionFellBack {
        /// Whose it was, where somebody had it.
        from: Option<String>,
        /// Where it went.
        to: FellBackTo,
    },
    /// A supervisor sees the session (Representative Monitoring Started). Only where the site lets the
    /// representatives know.
    RepresentativeMonitoringStarted {
        /// Who.
        name: String,
    },
    /// A supervisor sees it no longer (Representative Monitoring Stopped).
    RepresentativeMonitoringStopped {
        /// Who.
        name: String,
    },
    /// The customer answered the agreement.
    LegalAgreementResponse {
        /// Accepted or declined.
        accepted: bool,
    },
    /// The customer answered the recording prompt.
    RecordingResponse {
        /// Allowed or refused.
        allowed: bool,
    },
    /// The customer's connection was lost.
    CustomerAway,
    /// The customer came back within the window.
    CustomerReturned,
    /// The customer was asked to open the client.
    ElevationRequested,
    /// The customer opens the client.
    ElevationAccepted,
    /// The customer does not want to open the client.
    ElevationDeclined,
    /// No client has joined in time.
    ElevationTimedOut,
    /// A device has joined the session.
    DeviceJoined {
        /// As it calls itself.
        name: String,
        /// Its system.
        platform: Platform,
        /// Whether it is a VNC agent, whose way here is not encrypted.
        agent: bool,
    },
    /// The device's connection was lost.
    DeviceAway,
    /// The device came back within the window.
    DeviceReturned,
    /// The device left for good.
    DeviceLeft,
    /// The customer was asked.
    CapabilityRequested {
        /// For what; control stands for seeing and control.
        what: Capability,
    },
    /// The customer allowed it.
    CapabilityGranted {
        /// What.
        what: Capability,
    },
    /// The customer refused it.
    CapabilityDenied {
        /// What.
        what: Capability,
    },
    /// Nobody answered the question.
    CapabilityLapsed {
        /// What.
        what: Capability,
    },
    /// What was allowed was stopped.
    CapabilityStopped {
        /// What.
        what: Capability,
        /// By whom.
        by: StoppedBy,
    },
    /// A representative began to use pointer and keys.
    ControlTaken {
        /// Who.
        name: String,
    },
    /// A representative let go of pointer and keys.
    ControlReleased {
        /// Who.
        name: String,
    },
    /// A representative kept a picture of the screen.
    ScreenshotTaken {
        /// Who.
        name: String,
    },
    /// A representative sent files to the device (File Upload).
    FileUpload(FilesMoved),
    /// A representative copied files from the device (File Download).
    FileDownload(FilesMoved),
    /// Files that were sent to the device did not all come (File Upload Failed).
    FileUploadFailed(FilesMoved),
    /// Files that were copied from the device did not all come (File Download Failed).
    FileDownloadFailed(FilesMoved),
    /// Something on the device was renamed or moved (File Moved).
    FileMoved {
        /// What, for display.
        from: String,
        /// Where it is now, for display.
        to: String,
    },
    /// Something on the device was deleted (File Deleted).
    FileDeleted {
        /// What, for display.
        path: String,
        /// How many, where it was several.
        count: u32,
        /// Whether it lies in the trash.
        trash: bool,
    },
    /// What was deleted was restored from the trash.
    FileRestored {
        /// What, for display.
        path: String,
        /// How many, where it was several.
        count: u32,
    },
    /// A folder was made on the device (Directory Created).
    DirectoryCreated {
        /// Which, for display.
        path: String,
    },
    /// A representative began to read system information (System Information Retrieved).
    SystemInformationRetrieved {
        /// Who.
        name: String,
    },
    /// A representative kept what was read.
    SystemInformationKept {
        /// Who.
        name: String,
        /// The snapshot's number.
        number: u32,
    },
    /// The screen's stream broke off.
    ScreenFailed {
        /// Why, in a sentence without a full stop.
        reason: String,
    },
    /// The customer answered the exit survey.
    CustomerExitSurveyCompleted {
        /// 1 (bad) to 5 (good).
        rating: u8,
        /// In the customer's words.
        comment: Option<String>,
    },
}

impl SessionEvent {
    /// Whether customers and helpers may see it. What representatives arrange among themselves is theirs.
    #[must_use]
    pub fn for_customer(&self) -> bool {
        !matches!(
            self,
            SessionEvent::CustomerExitSurveyCompleted { .. }
                | SessionEvent::SessionAssigned { .. }
                | SessionEvent::SessionAssignmentResponse { .. }
                | SessionEvent::SessionTransferredToQueue { .. }
                | SessionEvent::SessionShared { .. }
                | SessionEvent::ShareDeclined { .. }
                | SessionEvent::ShareCancelled { .. }
                | SessionEvent::HelperInvited { .. }
                | SessionEvent::HelperLinkExpired { .. }
                | SessionEvent::SessionFellBack { .. }
                | SessionEvent::RepresentativeMonitoringStarted { .. }
                | SessionEvent::RepresentativeMonitoringStopped { .. }
        )
    }
}

/// Where a session went by itself, in the order in which it is tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum FellBackTo {
    /// To the participant who shares it longest.
    Owner {
        /// Who.
        name: String,
    },
    /// Back into the queue that it came from last.
    LastQueue {
        /// Its name.
        queue: String,
    },
    /// Into the queue that it first waited in.
    EntryQueue {
        /// Its name.
        queue: String,
    },
    /// Into the site's fallback queue.
    FallbackQueue {
        /// Its name.
        queue: String,
    },
    /// Nowhere: it ends.
    End,
}

/// What a transfer between console and device has moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FilesMoved {
    /// The first name, for display.
    pub name: String,
    /// Files that came.
    pub files: u32,
    /// Files that did not come.
    pub failed: u32,
    /// Bytes of those that came.
    #[cfg_attr(feature = "ts", ts(type = "number"))]
    pub bytes: u64,
    /// Where to, for display: a folder of the device; absent for this computer.
    pub folder: Option<String>,
    /// Why some did not come, in a sentence without a full stop.
    pub reason: Option<String>,
}

/// `POST /sessions/{lsid}/messages`, `/whispers` and `/notes`, and the portal's `POST /messages`. The client id
/// must equal the `Idempotency-Key`; sent again with the same text it answers the same entry, with
/// another text it is refused with `idempotency_mismatch`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewMessage {
    /// The sender's id of it.
    pub client_id: ClientId,
    /// Plain text, 1 byte to 16 KiB.
    #[cfg_attr(feature = "openapi", schema(min_length = 1, max_length = 16_384))]
    pub text: String,
}

/// `GET /sessions/{lsid}/entries?before=N&limit=M`, `?after=N`: a page of a session's log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ts", derive(ts_rs::TS), ts(export))]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EntriesPage {
    /// Oldest first.
    pub entries: Vec<Entry>,
    /// Whether there are entries before the first of these.
    pub has_earlier: bool,
}
