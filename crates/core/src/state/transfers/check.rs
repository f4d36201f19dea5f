//! Whether a command about transfers can be taken up now.

use farhand_protocol::chat::Body;
use farhand_protocol::files::{DevicePath, FileName, FilesScope, IfTaken};
use farhand_protocol::upload::ChatFile;
use farhand_protocol::{ClientId, SessionId, limits};

use super::MAY_NOT_REACH_FILES;
use super::journey::Journey;
use crate::check::Checked;
use crate::contract::{Command, TransferWay, UiError, UiErrorCode as Code};
use crate::state::State;
use crate::state::sessions::{ended, takes_part};
use crate::stored::TransferStage;

/// Whether a command about transfers can be taken up.
pub(crate) fn check(state: &State, command: &Command) -> Checked {
    if state.account().is_none() {
        return Err(UiError::new(Code::SignedOut, "Sign in first."));
    }
    match command {
        Command::Transfer { id, .. } if state.transfers.get(id).is_some() => Ok(()),
        Command::Transfer { lsid, way, paths, folder, upload, .. } => {
            begin(state, lsid, *way, (paths, folder.as_ref()), upload.as_ref())
        }
        Command::AnswerTaken { id, name, if_taken } => answer(state, id, name.as_ref(), *if_taken),
        Command::PauseTransfer { id } => {
            refuse_if(!of(state, id)?.pausable(), "This transfer is not under way.")
        }
        Command::ResumeTransfer { id } => {
            let stage = &of(state, id)?.kept.stage;
            let stands = matches!(stage, TransferStage::Paused { .. } | TransferStage::Failed { .. });
            refuse_if(!stands, "This transfer is neither paused nor failed.")
        }
        Command::CancelTransfer { id } => {
            refuse_if(of(state, id)?.kept.stage.is_over(), "This transfer is over already.")
        }
        Command::ShowTransfer { id } => {
            refuse_if(of(state, id)?.brought().is_none(), "This transfer has brought nothing here yet.")
        }
        _ => Ok(()),
    }
}

/// A file of a session's chat, as far as its log is loaded.
pub(super) fn chat_file(state: &State, lsid: &SessionId, upload: &ClientId) -> Option<ChatFile> {
    let chat = state.desk.chats.get(lsid)?;
    let files = (chat.first()?..=chat.last()).rev().filter_map(|number| match &chat.entry(number)?.body {
        Body::File { file } => Some(file),
        _ => None,
    });
    files.into_iter().find(|file| file.upload == *upload).cloned()
}

fn of<'a>(state: &'a State, id: &ClientId) -> Result<&'a Journey, UiError> {
    state.transfers.get(id).ok_or_else(|| refuse("This transfer is not in the list any more."))
}

fn refuse(why: &str) -> UiError {
    UiError::new(Code::WrongState, why)
}

fn refuse_if(refused: bool, why: &str) -> Checked {
    if refused { Err(refuse(why)) } else { Ok(()) }
}

fn begin(
    state: &State,
    lsid: &SessionId,
    way: TransferWay,
    (paths, folder): (&[DevicePath], Option<&DevicePath>),
    upload: Option<&ClientId>,
) -> Checked {
    let session = state.desk.sessions.get(lsid).filter(|_| state.desk.tabs.get(lsid).is_some());
    let session = session.ok_or_else(|| refuse("Accept the session first."))?;
    if way == TransferWay::FromChat {
        let file = upload.and_then(|upload| chat_file(state, lsid, upload));
        return refuse_if(file.is_none(), "This file is not in the chat.");
    }
    refuse_if(ended(session), "The session is over.")?;
    let me = state.account().map(|account| account.me.id);
    let part = me.is_some_and(|me| takes_part(session, me));
    refuse_if(!part, "Only those who take part in an active session can do this.")?;
    let many = !(1..=limits::FILES_PER_REQUEST).contains(&paths.len());
    refuse_if(many, "Choose between 1 and 500 files and folders.")?;
    if way == TransferWay::ToChat {
        return Ok(());
    }
    refuse_if(folder.is_none(), "Choose the folder that they go to.")?;
    let right = state.account().is_some_and(|account| account.me.rights.files);
    refuse_if(!right, MAY_NOT_REACH_FILES)?;
    let scope = session.capabilities.files_allowed();
    if way == TransferWay::ToDevice {
        let allowed = scope.is_some_and(|scope| scope.to_device);
        refuse_if(!allowed, "The customer has not allowed sending files to the device.")
    } else {
        let allowed = scope.is_some_and(|scope| scope.from_device);
        refuse_if(!allowed, "The customer has not allowed copying files from the device.")
    }
}

fn answer(state: &State, id: &ClientId, name: Option<&FileName>, if_taken: IfTaken) -> Checked {
    let one = of(state, id)?;
    let TransferStage::Asking { taken } = &one.kept.stage else {
        return Err(refuse("Nothing is asked about this transfer any more."));
    };
    let asked = name.is_none_or(|name| taken.iter().any(|one| one.name == *name));
    refuse_if(!asked, "This name has its answer already.")?;
    if if_taken == IfTaken::Replace && one.kept.way == TransferWay::ToDevice {
        let session = state.desk.sessions.get(&one.kept.lsid);
        let scope: Option<&FilesScope> = session.and_then(|session| session.capabilities.files_allowed());
        let change = scope.is_some_and(|scope| scope.change);
        refuse_if(!change, "The customer has not allowed replacing files.")?;
    }
    Ok(())
}
