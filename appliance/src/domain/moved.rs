//! What a transfer leaves in the session's log, and the words for how it ended.

use farhand_protocol::chat::{Author, FilesMoved, SessionEvent};
use farhand_protocol::upload::{TransferOutcome, UploadEnd, UploadPurpose};

use super::shown::path;

/// The event of a transfer whose receiver has said what came of it; none for files in the chat.
#[must_use]
pub fn event(purpose: &UploadPurpose, outcome: &TransferOutcome) -> Option<SessionEvent> {
    // What has ended it is the last of the faults.
    let fault = if outcome.stopped { outcome.faults.last() } else { outcome.faults.first() };
    let reason = fault.filter(|_| !outcome.by_customer).map(|fault| fault.to_string());
    let by_customer = outcome.by_customer.then(|| "the customer has stopped it".to_owned());
    let stopped = outcome.stopped.then(|| "it was stopped before its end".to_owned());
    let moved = FilesMoved {
        files: outcome.written,
        failed: outcome.failed,
        bytes: outcome.bytes,
        reason: reason.or(by_customer).or(stopped).map(|text| super::shown::line(&text)),
        ..of(purpose)?
    };
    Some(named(purpose, moved, outcome.failed == 0 && !outcome.stopped))
}

/// The event of a transfer of `owner` that has ended with nothing.
#[must_use]
pub fn ended(purpose: &UploadPurpose, why: UploadEnd, owner: &Author) -> Option<SessionEvent> {
    let reason = super::shown::line(&reason(why, owner));
    Some(named(purpose, FilesMoved { reason: Some(reason), ..of(purpose)? }, false))
}

/// Why a transfer ended, with the name of whose it was where that is the reason.
fn reason(why: UploadEnd, owner: &Author) -> String {
    match (why, owner) {
        (UploadEnd::OwnerLeft, Author::Representative { name, .. }) => {
            format!("{name} is no longer in the session")
        }
        (UploadEnd::OwnerBarred, Author::Representative { name, .. }) => {
            format!("{name} may not reach files any more")
        }
        _ => words(why).to_owned(),
    }
}

fn of(purpose: &UploadPurpose) -> Option<FilesMoved> {
    let (name, files, folder) = match purpose {
        UploadPurpose::Chat { .. } => return None,
        UploadPurpose::ToDevice { name, files, folder, .. } => (name, files, Some(path(folder))),
        UploadPurpose::FromDevice { name, files, .. } => (name, files, None),
    };
    Some(FilesMoved { name: name.for_display(), files: 0, failed: *files, bytes: 0, folder, reason: None })
}

fn named(purpose: &UploadPurpose, moved: FilesMoved, whole: bool) -> SessionEvent {
    match (matches!(purpose, UploadPurpose::ToDevice { .. }), whole) {
        (true, true) => SessionEvent::FileUpload(moved),
        (true, false) => SessionEvent::FileUploadFailed(moved),
        (false, true) => SessionEvent::FileDownload(moved),
        (false, false) => SessionEvent::FileDownloadFailed(moved),
    }
}

/// Why an upload ended, in a sentence without a full stop.
#[must_use]
pub fn words(why: UploadEnd) -> &'static str {
    why.words()
}
