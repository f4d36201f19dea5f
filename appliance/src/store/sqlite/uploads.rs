//! Uploads: who may make one, how it stands, and that it ends with what has allowed it.

use farhand_protocol::capability::Capabilities;
use farhand_protocol::chat::{Author, SessionEvent};
use farhand_protocol::files::IfTaken;
use farhand_protocol::session::{Session, SessionState};
use farhand_protocol::upload::{ChatFile, TransferOutcome, UploadEnd, UploadPurpose};
use farhand_protocol::{ClientId, SessionId, Timestamp, limits};
use rusqlite::params;

use super::account_rights::{self, AccountRight};
use super::upload_row::{self, put};
use super::{Write, asked_change, chat, customer, session_row, standing};
use crate::domain::file_limits::{FileLimits, in_words};
use crate::domain::moved;
use crate::store::{NewUpload, Party, Refusal, Result, Standing, StoreError, Upload};

const NO_CHANGES: Refusal = Refusal::Forbidden("the customer has not allowed changes");

/// Whether files may be replaced by it.
fn replaces(purpose: &UploadPurpose) -> bool {
    match purpose {
        UploadPurpose::ToDevice { if_taken, taken, .. } => {
            *if_taken == IfTaken::Replace || taken.iter().any(|(_, rule)| *rule == IfTaken::Replace)
        }
        UploadPurpose::Chat { .. } | UploadPurpose::FromDevice { .. } => false,
    }
}

/// Whether what the customer allows covers it.
fn check_allowed(capabilities: &Capabilities, purpose: &UploadPurpose) -> std::result::Result<(), Refusal> {
    if matches!(purpose, UploadPurpose::Chat { .. }) {
        return Ok(());
    }
    let none = Refusal::WrongState("the customer has not allowed files");
    let scope = capabilities.files_allowed().ok_or(none)?;
    match purpose {
        UploadPurpose::ToDevice { .. } if !scope.to_device => {
            Err(Refusal::Forbidden("the customer has not allowed files to the device"))
        }
        UploadPurpose::FromDevice { .. } if !scope.from_device => {
            Err(Refusal::Forbidden("the customer has not allowed files from the device"))
        }
        purpose if replaces(purpose) && !scope.change => Err(NO_CHANGES),
        _ => Ok(()),
    }
}

/// Whether the representative whose upload it is takes part, and a transfer's has an account that may reach
/// files.
fn check_owner(write: &Write<'_>, session: &Session, owner: &Author, purpose: &UploadPurpose) -> Result<()> {
    match (owner, purpose) {
        _ if owner_left(session, owner) => {
            Err(Refusal::Forbidden("whoever wanted this transfer does not take part any more").into())
        }
        (_, UploadPurpose::Chat { .. }) => Ok(()),
        (Author::Representative { id, .. }, _) => account_rights::check(write, *id, AccountRight::Files),
        _ => Ok(()),
    }
}

/// Makes an upload, or answers the one that is there.
pub(super) fn make(write: &Write<'_>, new: NewUpload, limits: FileLimits) -> Result<Upload> {
    let owner = owner(write, &new)?;
    if let Some(there) = upload_row::find(write, &new.lsid, new.purpose.id())? {
        let same = there.owner == owner && there.length == new.length && there.sha256 == new.sha256;
        let same = same && there.purpose == new.purpose;
        return if same { Ok(there) } else { Err(Refusal::IdempotencyMismatch.into()) };
    }
    let session = session_row::get(write, &new.lsid)?.session;
    check_state(&session, &new)?;
    check_allowed(&session.capabilities, &new.purpose)?;
    check_owner(write, &session, &owner, &new.purpose)?;
    let limits = limits.under(&customer::settings(write)?.files);
    check_shape(&new.purpose, limits)?;
    check_room(write, &new, limits)?;
    if matches!(new.purpose, UploadPurpose::Chat { .. })
        && chat::is_used(write, &new.lsid, &owner, new.purpose.id())?
    {
        return Err(Refusal::IdempotencyMismatch.into());
    }
    let upload = Upload {
        lsid: new.lsid,
        purpose: new.purpose,
        owner,
        metadata: new.metadata,
        length: new.length,
        sha256: new.sha256,
        touched_at: write.now,
        standing: Standing::Open,
    };
    upload_row::insert(write, &upload)?;
    Ok(upload)
}

/// Whose it is. Each kind of upload has its own kind of sender.
fn owner(write: &Write<'_>, new: &NewUpload) -> Result<Author> {
    let id = new.purpose.id();
    match (&new.purpose, &new.party) {
        (UploadPurpose::Chat { .. } | UploadPurpose::ToDevice { .. }, Party::Representative { id, name }) => {
            Ok(chat::representative(*id, name))
        }
        (UploadPurpose::Chat { .. }, Party::Customer) => Ok(Author::Customer),
        (UploadPurpose::FromDevice { .. }, Party::Device) => upload_row::asked_by(write, &new.lsid, id)?
            .ok_or_else(|| Refusal::Forbidden("nobody has asked for this transfer").into()),
        _ => Err(Refusal::Forbidden("an upload for this is not yours to make").into()),
    }
}

fn check_state(session: &Session, new: &NewUpload) -> std::result::Result<(), Refusal> {
    match (&session.state, &new.party) {
        (SessionState::Ended { .. }, _) => Err(Refusal::WrongState("this session is over")),
        (SessionState::Waiting { .. }, Party::Representative { .. }) => {
            Err(Refusal::WrongState("nobody has accepted this session yet"))
        }
        _ => Ok(()),
    }
}

/// Whether the site takes that many files, and a name that long. What else is in a stream its receiver checks.
fn check_shape(purpose: &UploadPurpose, limits: FileLimits) -> std::result::Result<(), Refusal> {
    let (name, files) = match purpose {
        UploadPurpose::Chat { name, .. } => (name, 1),
        UploadPurpose::ToDevice { name, files, .. } | UploadPurpose::FromDevice { name, files, .. } => {
            (name, *files)
        }
    };
    if files > limits.transfer_files {
        let most = limits.transfer_files;
        return Err(Refusal::TooLarge(format!("a transfer can have at most {most} files and folders")));
    }
    if name.as_str().len() > limits.name_bytes as usize {
        let most = limits.name_bytes;
        return Err(Refusal::TooLarge(format!("a file's name can have at most {most} bytes")));
    }
    Ok(())
}

fn check_room(write: &Write<'_>, new: &NewUpload, limits: FileLimits) -> Result<()> {
    let chat = matches!(new.purpose, UploadPurpose::Chat { .. });
    let (most, what) = if chat {
        (limits.chat_file_bytes, "a file in the chat")
    } else {
        (limits.upload_bytes, "a transfer")
    };
    if chat && most == 0 {
        return Err(Refusal::Forbidden("files in the chat are switched off here").into());
    }
    if new.length > most {
        return Err(Refusal::TooLarge(format!("{what} can have at most {}", in_words(most))).into());
    }
    if upload_row::count_open(write, &new.lsid)? >= limits::UPLOADS {
        return Err(Refusal::Full("this session has too many uploads; wait until one has ended").into());
    }
    let customers = new.party == Party::Customer;
    if customers && upload_row::count_customers(write, &new.lsid)? >= limits::CUSTOMER_UPLOADS {
        return Err(Refusal::Full("too many files are being sent; wait until one has arrived").into());
    }
    let after = |used: u64| used.saturating_add(new.length);
    if after(upload_row::bytes_of(write, &new.lsid)?) > limits.session_bytes {
        let most = in_words(limits.session_bytes);
        return Err(Refusal::TooLarge(format!("the files of a session can have at most {most}")).into());
    }
    if after(upload_row::bytes_of_all(write)?) > limits.spool_bytes {
        return Err(Refusal::Full("the appliance has no room for more files now; try again later").into());
    }
    Ok(())
}

/// A complete file becomes an entry of the chat.
pub(super) fn keep(
    write: &Write<'_>,
    lsid: &SessionId,
    id: &ClientId,
    sha256: String,
    kept_until: Timestamp,
) -> Result<()> {
    let upload = upload_row::get(write, lsid, id)?;
    let UploadPurpose::Chat { name, media_type, .. } = &upload.purpose else {
        return Err(Refusal::WrongState("this is no file for the chat").into());
    };
    match upload.standing {
        Standing::Open => {}
        Standing::Kept { .. } => return Ok(()),
        _ => return Err(Refusal::WrongState("this upload is over").into()),
    }
    let file = ChatFile {
        upload: id.clone(),
        name: name.clone(),
        size: upload.length,
        sha256: sha256.clone(),
        media_type: media_type.clone(),
        kept_until,
    };
    put(write, &upload, &Standing::Kept { sha256 }, Some(kept_until))?;
    let session = session_row::get(write, lsid)?.session;
    chat::add_file(write, &session, upload.owner, id.clone(), file)
}

/// The receiver has said what came of it.
pub(super) fn finish(
    write: &Write<'_>,
    lsid: &SessionId,
    id: &ClientId,
    outcome: TransferOutcome,
) -> Result<()> {
    let upload = upload_row::get(write, lsid, id)?;
    match &upload.standing {
        Standing::Open => {}
        Standing::Done { outcome: said } if *said == outcome => return Ok(()),
        _ => return Err(Refusal::WrongState("what came of this transfer is known already").into()),
    }
    let event = moved::event(&upload.purpose, &outcome);
    put(write, &upload, &Standing::Done { outcome }, None)?;
    tell(write, &upload, event)
}

/// Ends an open upload.
pub(super) fn end(write: &Write<'_>, upload: &Upload, why: UploadEnd) -> Result<()> {
    if upload.standing != Standing::Open {
        return Ok(());
    }
    put(write, upload, &Standing::Ended { why }, None)?;
    tell(write, upload, moved::ended(&upload.purpose, why, &upload.owner))
}

fn tell(write: &Write<'_>, upload: &Upload, event: Option<SessionEvent>) -> Result<()> {
    let Some(event) = event else { return Ok(()) };
    let session = session_row::get(write, &upload.lsid)?.session;
    chat::add_event(write, &session, upload.owner.clone(), event)
}

/// Ends the uploads of a session that has changed, as far as nothing allows them any more.
pub(super) fn settle(write: &Write<'_>, session: &Session) -> Result<()> {
    for upload in upload_row::open_of(write, &session.lsid)? {
        if let Some(why) = ending(write, session, &upload)? {
            end(write, &upload, why)?;
        }
    }
    Ok(())
}

/// Why an open upload cannot go on; none where it can. With whose it is other things end too (the customer's
/// permission is its owner's), so that is looked at first.
fn ending(write: &Write<'_>, session: &Session, upload: &Upload) -> Result<Option<UploadEnd>> {
    if matches!(session.state, SessionState::Ended { .. }) {
        return Ok(Some(UploadEnd::SessionOver));
    }
    match check_owner(write, session, &upload.owner, &upload.purpose) {
        Err(StoreError::Refused(_)) if owner_left(session, &upload.owner) => Ok(Some(UploadEnd::OwnerLeft)),
        Err(StoreError::Refused(_)) => Ok(Some(UploadEnd::OwnerBarred)),
        Err(error) => Err(error),
        Ok(()) => {
            let allowed = check_allowed(&session.capabilities, &upload.purpose).is_ok();
            Ok((!allowed).then_some(UploadEnd::Withdrawn))
        }
    }
}

fn owner_left(session: &Session, owner: &Author) -> bool {
    matches!(owner, Author::Representative { id, .. } if !standing::takes_part(session, *id))
}

/// Ends what nobody uses, and what was kept for its time; forgets what was over for long.
pub(super) fn lapse(write: &Write<'_>) -> Result<()> {
    asked_change::lapse(write)?;
    let shortest = i64::from(limits::CUSTOMER_UPLOAD_IDLE_S) * 1000;
    for upload in upload_row::untouched_since(write, Timestamp(write.now.0 - shortest))? {
        if upload.lapses_at() < write.now {
            end(write, &upload, UploadEnd::Expired)?;
        }
    }
    for upload in upload_row::kept_past(write, write.now)? {
        put(write, &upload, &Standing::Gone, None)?;
    }
    let long_ago = write.now.0.saturating_sub_unsigned(FORGET_MS);
    write
        .prepare_cached("DELETE FROM upload WHERE over AND NOT spooled AND touched_at < ?")?
        .execute(params![long_ago])?;
    Ok(())
}

/// Milliseconds for which it is known what became of an upload.
const FORGET_MS: u64 = 7 * 24 * 60 * 60 * 1000;
