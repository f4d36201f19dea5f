//! Whether a command can be taken up now. The answer is what the interface shows next to what was
//! clicked, so each refusal is a sentence.

use farhand_protocol::capability::{Capability, CapabilityState};
use farhand_protocol::info::InfoScope;
use farhand_protocol::limits;
use farhand_protocol::people::Presence;
use farhand_protocol::session::{Session, SessionState};
use farhand_protocol::{ClientId, SessionId};

use crate::address;
use crate::contract::{Command, OutboxKind, SignInStep, UiError, UiErrorCode as Code};
use crate::state::State;
use crate::state::keys;
use crate::state::requests::Asked;
use crate::state::screens::drives;
use crate::state::sessions::{ended, owned_by, takes_part};
use crate::state::sign_in::{Account, Phase, SignInPage};
use crate::state::tabs::has_unsent;
use crate::state::transfers;

mod team;

/// Bytes of a draft, and of a text for the clipboard.
const TEXT_BYTES: usize = 1024 * 1024;

pub(crate) type Checked = Result<(), UiError>;

/// Whether a command can be taken up now. [`crate::reduce`] ignores one that cannot. Here stands every
/// command, so that one that is forgotten does not compile.
///
/// # Errors
/// Why not, for the interface to show.
pub fn check(state: &State, command: &Command) -> Checked {
    if matches!(state.phase, Phase::Starting) {
        return Err(refuse(Code::WrongState, "The console is still starting."));
    }
    match command {
        Command::AddSite { .. }
        | Command::ChooseSite { .. }
        | Command::RemoveSite { .. }
        | Command::SignIn { .. }
        | Command::BackToPassword
        | Command::StartDemo => site(state, command),
        Command::GetNext => signed_in(state).map(drop),
        Command::SetPresence { presence } => set_presence(state, *presence),
        Command::AcceptSession { lsid } => accept(state, lsid),
        Command::CloseTab { lsid } => close_tab(state, lsid),
        Command::SendMessage { .. }
        | Command::AddNote { .. }
        | Command::SendWhisper { .. }
        | Command::RetryMessage { .. }
        | Command::DeleteMessage { .. }
        | Command::SaveDraft { .. } => chat(state, command),
        Command::HoldSession { lsid } | Command::EndSession { lsid } => own_session(state, lsid),
        Command::Undo { id } => {
            refuse_if(!state.desk.pending.has(*id), Code::WrongState, "It is too late to undo this.")
        }
        Command::OpenInvite
        | Command::SaveInvite { .. }
        | Command::MakeKey { .. }
        | Command::KeepKey
        | Command::SendInvitation { .. }
        | Command::CloseInvite
        | Command::RevokeKey { .. }
        | Command::ExtendKey { .. }
        | Command::SendAgain { .. } => keys::check(state, command),
        Command::OpenLink { url } => address::link(url).map(|_| ()),
        Command::CopyText { text } => bytes("The text", text, TEXT_BYTES),
        Command::SignOut | Command::LookAt { .. } | Command::Typing { .. } | Command::LoadEarlier { .. } => {
            signed_in(state).map(|_| ())
        }
        Command::TransferSession { .. }
        | Command::ShareSession { .. }
        | Command::AnswerShare { .. }
        | Command::CancelShare { .. }
        | Command::LeaveSession { .. }
        | Command::RemoveParticipant { .. }
        | Command::HandOver { .. }
        | Command::InviteHelper { .. }
        | Command::RemoveHelper { .. }
        | Command::AnswerAssignment { .. } => team::sharing(state, command),
        Command::MonitorSession { .. }
        | Command::JoinSession { .. }
        | Command::TakeOver { .. }
        | Command::AssignSession { .. }
        | Command::SetPresenceOf { .. }
        | Command::SignOutColleague { .. }
        | Command::Broadcast { .. }
        | Command::WatchDashboard { .. } => team::supervising(state, command),
        Command::OpenTalk { .. }
        | Command::SendTalk { .. }
        | Command::RetryTalk { .. }
        | Command::DeleteTalk { .. }
        | Command::SaveTalkDraft { .. }
        | Command::LoadEarlierTalk => team::talk(state, command),
        Command::AskFor { .. }
        | Command::AskForFiles { .. }
        | Command::AskForInfo { .. }
        | Command::TakeBackAsk { .. }
        | Command::StopCapability { .. }
        | Command::Drive { .. }
        | Command::Elevate { .. } => permission(state, command),
        Command::Transfer { .. }
        | Command::SavePastFile { .. }
        | Command::AnswerTaken { .. }
        | Command::PauseTransfer { .. }
        | Command::ResumeTransfer { .. }
        | Command::CancelTransfer { .. }
        | Command::PauseAllTransfers { .. }
        | Command::ClearTransfers { .. }
        | Command::ShowTransfer { .. } => transfers::check(state, command),
        Command::OpenInfo { .. } | Command::ReadInfo { .. } | Command::KeepInfo { .. } => {
            info(state, command)
        }
        Command::OpenScreen { .. }
        | Command::ScreenPassword { .. }
        | Command::PressDeviceKey { .. }
        | Command::SendClipboard { .. }
        | Command::FetchClipboard { .. }
        | Command::TakeScreenshot { .. } => screen(state, command),
        Command::DismissElevation { .. }
        | Command::DismissHelperLink { .. }
        | Command::CloseTalk
        | Command::Active
        | Command::CloseScreen { .. }
        | Command::CloseInfo { .. }
        | Command::SetScreenQuality { .. }
        | Command::ShowScreenPart { .. }
        | Command::TryNow
        | Command::DismissNotice { .. }
        | Command::ChangeSettings { .. } => Ok(()),
    }
}

fn site(state: &State, command: &Command) -> Checked {
    match command {
        Command::AddSite { address } => address::site_address(address).map(|_| ()),
        Command::ChooseSite { address } => known_site(state, address),
        Command::RemoveSite { address } => remove_site(state, address),
        Command::SignIn { user_name, password, code, .. } => {
            sign_in(state, user_name, &password.0, code.as_ref().map(|code| code.0.as_str()))
        }
        Command::BackToPassword => page(state).map(|_| ()),
        Command::StartDemo => start_demo(state),
        _ => Ok(()),
    }
}

fn set_presence(state: &State, presence: Presence) -> Checked {
    signed_in(state)?;
    refuse_if(presence == Presence::Offline, Code::InvalidField, "Choose available, busy or away.")
}

fn chat(state: &State, command: &Command) -> Checked {
    match command {
        Command::SendMessage { lsid, client_id, text } => {
            write(state, OutboxKind::Message, lsid, client_id, text)
        }
        Command::AddNote { lsid, client_id, text } => write(state, OutboxKind::Note, lsid, client_id, text),
        Command::SendWhisper { lsid, client_id, text } => {
            write(state, OutboxKind::Whisper, lsid, client_id, text)
        }
        Command::RetryMessage { lsid, client_id } | Command::DeleteMessage { lsid, client_id } => {
            refused_message(state, lsid, client_id)
        }
        Command::SaveDraft { text, .. } => draft(state, text),
        _ => Ok(()),
    }
}

/// A draft is taken up until the next sign-in: it may have been typed just before the last one ended.
fn draft(state: &State, text: &str) -> Checked {
    refuse_if(state.typist().is_none(), Code::SignedOut, "Sign in first.")?;
    bytes("The text", text, TEXT_BYTES)
}

fn permission(state: &State, command: &Command) -> Checked {
    match command {
        Command::AskFor { lsid, what: Capability::Files } => {
            taking_part(state, lsid)?;
            Err(refuse(Code::WrongState, "Say which files are asked for."))
        }
        Command::AskFor { lsid, what: Capability::Info } => {
            taking_part(state, lsid)?;
            Err(refuse(Code::WrongState, "Say how much system information is asked for."))
        }
        Command::AskFor { lsid, what } => ask_for(state, lsid, *what),
        Command::AskForFiles { lsid, .. } => ask_for(state, lsid, Capability::Files),
        Command::AskForInfo { lsid, scope } => ask_for_info(state, lsid, *scope),
        Command::TakeBackAsk { lsid, what } => take_back(state, lsid, *what),
        Command::StopCapability { lsid, what } => stop(state, lsid, *what),
        Command::Drive { lsid, .. } => {
            let (session, account) = taking_part(state, lsid)?;
            right(account, Capability::Control)?;
            let granted = session.capabilities.granted(Capability::Control);
            refuse_if(!granted, Code::WrongState, "Control is not allowed now. Ask for it first.")
        }
        Command::Elevate { lsid, .. } => {
            taking_part(state, lsid)?;
            let asked = state.requests.open(&Asked::Elevate(lsid.clone()));
            refuse_if(asked, Code::WrongState, "The link is being made already.")
        }
        _ => Ok(()),
    }
}

fn info(state: &State, command: &Command) -> Checked {
    match command {
        Command::OpenInfo { lsid } => {
            let tab = state.desk.tabs.get(lsid);
            refuse_if(tab.is_none(), Code::WrongState, "Accept the session first.")
        }
        Command::ReadInfo { lsid, categories } => {
            let (session, _) = taking_part(state, lsid)?;
            let allowed = session.capabilities.info_allowed();
            let allowed = allowed.ok_or_else(|| refuse(Code::WrongState, "Reading is not allowed now."))?;
            let covered = !categories.is_empty() && categories.iter().all(|what| allowed.covers(*what));
            refuse_if(!covered, Code::WrongState, "This has to be asked for by itself.")
        }
        Command::KeepInfo { lsid, name } => {
            // What was read can be kept after the session, too.
            if !ended(session(state, lsid)?.0) {
                taking_part(state, lsid)?;
            }
            let nothing = state.desk.infos.nothing(lsid);
            refuse_if(nothing, Code::WrongState, "Nothing has been read yet.")?;
            let asked = state.requests.open(&Asked::KeepInfo(lsid.clone()));
            refuse_if(asked, Code::WrongState, "It is being kept already.")?;
            let long = name.chars().count() > limits::CUSTOMER_FIELD;
            refuse_if(long, Code::InvalidField, "The name has at most 100 characters.")
        }
        _ => Ok(()),
    }
}

/// More than is allowed already can be asked for: what is allowed is given back for it.
fn ask_for_info(state: &State, lsid: &SessionId, scope: InfoScope) -> Checked {
    let (session, account) = taking_part(state, lsid)?;
    right(account, Capability::Info)?;
    match session.capabilities.info_allowed() {
        Some(allowed) => {
            refuse_if(scope.within(allowed), Code::WrongState, "This is allowed already.")?;
            let asked = state.requests.any(|asked| matches!(asked, Asked::WidenInfo(of, _) if of == lsid));
            refuse_if(asked, Code::WrongState, "The customer is being asked already.")
        }
        None => ask_for(state, lsid, Capability::Info),
    }
}

fn screen(state: &State, command: &Command) -> Checked {
    match command {
        Command::OpenScreen { lsid } => {
            let tab = state.desk.tabs.get(lsid);
            refuse_if(tab.is_none(), Code::WrongState, "Accept the session first.")
        }
        Command::ScreenPassword { password, .. } => {
            refuse_if(password.0.is_empty(), Code::InvalidField, "Type the agent's password.")
        }
        Command::PressDeviceKey { lsid, .. }
        | Command::SendClipboard { lsid }
        | Command::FetchClipboard { lsid } => driving(state, lsid),
        Command::TakeScreenshot { lsid, .. } => {
            let live = state.desk.screens.live(lsid);
            refuse_if(!live, Code::WrongState, "There is no picture of the screen now.")
        }
        _ => Ok(()),
    }
}

fn refuse(code: Code, message: &str) -> UiError {
    UiError::new(code, message)
}

fn refuse_if(refused: bool, code: Code, message: &str) -> Checked {
    if refused { Err(refuse(code, message)) } else { Ok(()) }
}

fn bytes(what: &str, text: &str, most: usize) -> Checked {
    let message = format!("{what} is too long: at most {} KiB.", most / 1024);
    refuse_if(text.len() > most, Code::InvalidField, &message)
}

fn signed_in(state: &State) -> Result<&Account, UiError> {
    state.account().ok_or_else(|| refuse(Code::SignedOut, "Sign in first."))
}

fn page(state: &State) -> Result<&SignInPage, UiError> {
    match &state.phase {
        Phase::Out(page) => Ok(page),
        Phase::Starting | Phase::In(_) => Err(refuse(Code::WrongState, "You are signed in. Sign out first.")),
    }
}

fn known_site(state: &State, address: &str) -> Checked {
    page(state)?;
    refuse_if(state.sites.get(address).is_none(), Code::InvalidAddress, "This site is not in the list.")
}

fn remove_site(state: &State, address: &str) -> Checked {
    let in_use = state.account().is_some_and(|account| account.site == address);
    refuse_if(in_use, Code::WrongState, "You are signed in there. Sign out first.")?;
    refuse_if(state.sites.get(address).is_none(), Code::InvalidAddress, "This site is not in the list.")
}

fn sign_in(state: &State, user_name: &str, password: &str, code: Option<&str>) -> Checked {
    let page = page(state)?;
    refuse_if(page.busy(), Code::WrongState, "Signing in is under way.")?;
    refuse_if(state.sites.chosen.is_none(), Code::InvalidAddress, "Choose a site first.")?;
    refuse_if(user_name.trim().is_empty(), Code::InvalidField, "Type your user name.")?;
    let long = user_name.chars().count() > limits::USER_NAME;
    refuse_if(long, Code::InvalidField, "The user name has at most 64 characters.")?;
    refuse_if(password.is_empty(), Code::InvalidField, "Type your password.")?;
    let long = password.len() > limits::PASSWORD_BYTES;
    refuse_if(long, Code::InvalidField, "The password is too long.")?;
    let six_digits = |code: &str| code.len() == 6 && code.bytes().all(|b| b.is_ascii_digit());
    let needed = page.step == SignInStep::Code;
    let fits = code.map_or(!needed, six_digits);
    refuse_if(!fits, Code::SecondFactorInvalid, "The code has six digits.")
}

fn start_demo(state: &State) -> Checked {
    let page = page(state)?;
    refuse_if(page.busy(), Code::WrongState, "Signing in is under way.")?;
    let offered = state.program.demo_offered;
    refuse_if(!offered, Code::WrongState, "This console has no demo appliance.")
}

fn session<'a>(state: &'a State, lsid: &SessionId) -> Result<(&'a Session, &'a Account), UiError> {
    let account = signed_in(state)?;
    let session = state.desk.sessions.get(lsid);
    let session = session.ok_or_else(|| refuse(Code::WrongState, "This session is not here any more."))?;
    Ok((session, account))
}

fn accept(state: &State, lsid: &SessionId) -> Checked {
    let (session, _) = session(state, lsid)?;
    let shown = state.desk.queues.shows(session);
    refuse_if(!shown, Code::WrongState, "This session does not wait any more.")?;
    let asked = state.desk.queues.accepting.contains(lsid);
    refuse_if(asked, Code::WrongState, "This session is being accepted already.")
}

fn close_tab(state: &State, lsid: &SessionId) -> Checked {
    let account = signed_in(state)?;
    let tab = state.desk.tabs.get(lsid);
    refuse_if(tab.is_none(), Code::WrongState, "This tab is closed already.")?;
    let live = state.desk.sessions.get(lsid).is_some_and(|session| takes_part(session, account.me.id));
    refuse_if(live, Code::WrongState, "End, leave or pass on the session, or put it on hold first.")?;
    let unsent = has_unsent(state, lsid);
    refuse_if(unsent, Code::WrongState, "Something here is not sent yet. Send or delete it first.")
}

fn write(state: &State, kind: OutboxKind, lsid: &SessionId, client_id: &ClientId, text: &str) -> Checked {
    let (session, account) = session(state, lsid)?;
    let tab = state.desk.tabs.get(lsid);
    refuse_if(tab.is_none(), Code::WrongState, "Accept the session first.")?;
    let inside = takes_part(session, account.me.id);
    let only_seen = state.desk.sessions.monitored.contains(lsid) && !inside;
    refuse_if(only_seen, Code::WrongState, "You see this session without taking part. Join it to write.")?;
    if kind != OutboxKind::Note && !inside {
        let over = ended(session);
        refuse_if(over, Code::WrongState, "The session is over. Notes can still be added.")?;
        let held = matches!(session.state, SessionState::Held { .. } | SessionState::Waiting { .. });
        refuse_if(held, Code::WrongState, "The session is on hold. Accept it to write.")?;
    }
    let there = state.outbox.of(account, lsid).any(|message| message.client_id == *client_id);
    refuse_if(there, Code::WrongState, "This is being sent already.")?;
    refuse_if(text.trim().is_empty(), Code::InvalidField, "Write something first.")?;
    bytes("The text", text, limits::MESSAGE_BYTES)
}

fn refused_message(state: &State, lsid: &SessionId, client_id: &ClientId) -> Checked {
    let account = signed_in(state)?;
    let mut messages = state.outbox.of(account, lsid);
    let there = messages.any(|message| message.client_id == *client_id && message.failed.is_some());
    refuse_if(!there, Code::WrongState, "Only what was not sent can be sent again or deleted.")
}

fn own_session(state: &State, lsid: &SessionId) -> Checked {
    let (session, account) = session(state, lsid)?;
    let own = owned_by(session, account.me.id);
    refuse_if(!own, Code::WrongState, "Only the owner of an active session can do this.")?;
    let planned = state.desk.pending.of(lsid).is_some();
    refuse_if(planned, Code::WrongState, "The session is being ended, passed on or put on hold already.")
}

fn taking_part<'a>(state: &'a State, lsid: &SessionId) -> Result<(&'a Session, &'a Account), UiError> {
    let (session, account) = session(state, lsid)?;
    if takes_part(session, account.me.id) {
        return Ok((session, account));
    }
    Err(refuse(Code::WrongState, "Only those who take part in an active session can do this."))
}

fn ask_for(state: &State, lsid: &SessionId, what: Capability) -> Checked {
    let (session, account) = taking_part(state, lsid)?;
    right(account, what)?;
    match session.capabilities.get(what) {
        CapabilityState::Requested { .. } => {
            Err(refuse(Code::WrongState, "The customer is being asked already."))
        }
        CapabilityState::Granted { .. } => Err(refuse(Code::WrongState, "This is allowed already.")),
        CapabilityState::Unavailable { .. } => Err(refuse(Code::WrongState, "This cannot be had now.")),
        CapabilityState::Available | CapabilityState::Denied { .. } | CapabilityState::Stopped { .. } => {
            Ok(())
        }
    }
}

/// Whether the account may use what the customer is asked for.
fn right(account: &Account, what: Capability) -> Checked {
    let rights = account.me.rights;
    let (may, words) = match what {
        Capability::View => (rights.view, "see screens"),
        Capability::Control | Capability::Clipboard => (rights.control, "use pointer and keys"),
        Capability::Files => (rights.files, "reach files"),
        Capability::Info => (rights.info, "read system information"),
    };
    refuse_if(!may, Code::Forbidden, &format!("Your account may not {words}."))
}

fn take_back(state: &State, lsid: &SessionId, what: Capability) -> Checked {
    let (session, _) = taking_part(state, lsid)?;
    let asked = matches!(session.capabilities.get(what), CapabilityState::Requested { .. });
    refuse_if(!asked, Code::WrongState, "The customer is not being asked any more.")
}

fn stop(state: &State, lsid: &SessionId, what: Capability) -> Checked {
    let (session, _) = taking_part(state, lsid)?;
    refuse_if(!session.capabilities.granted(what), Code::WrongState, "This is not allowed any more.")
}

fn driving(state: &State, lsid: &SessionId) -> Checked {
    signed_in(state)?;
    refuse_if(!drives(state, lsid), Code::WrongState, "You are not in control. Ask for control first.")
}
