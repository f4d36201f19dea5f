//! The representatives' commands: looked up among the earlier ones, carried out, kept.

use farhand_protocol::capability::{Ask, Capability};
use farhand_protocol::chat::{Body, NewMessage, SessionEvent};
use farhand_protocol::session::{EndReason, SessionDetail};
use farhand_protocol::{KeyId, RepresentativeId, SessionId};
use rusqlite::Connection;

use super::account_rights::AccountRight;
use super::idempotency::{self, Outcome};
use super::{
    Write, account_rights, assignment, chat, elevation, helpers, info, keys, people, permission, readiness,
    session_row, sessions, sharing, standing, supervise, talk, to_json,
};
use crate::domain::permission::Step;
use crate::domain::rights::Action;
use crate::store::{AccountId, Actor, Answer, Command, Idempotency, KeyCommand, PageOf, Refusal, Result};

/// Carries out a command once.
pub(super) fn perform(
    write: &Write<'_>,
    who: RepresentativeId,
    key: &Idempotency,
    command: Command,
    portal: &str,
) -> Result<Answer> {
    let actor = Actor::Representative(who);
    let outcome = match idempotency::earlier(write, actor, key, &command)? {
        Some(outcome) => outcome,
        None => {
            let outcome = carry_out(write, who, command.clone(), portal)?;
            idempotency::keep(write, actor, key, &command, &outcome)?;
            outcome
        }
    };
    match outcome {
        Outcome::Said(answer) | Outcome::Repeatable(answer) => Ok(answer),
        Outcome::Opened(lsid) => opened(write, who, &lsid),
        Outcome::Key(id) => key_answer(write, actor, id),
    }
}

/// Carries out a program's command once.
pub(super) fn perform_for_account(
    write: &Write<'_>,
    account: AccountId,
    key: &Idempotency,
    command: KeyCommand,
    portal: &str,
) -> Result<Answer> {
    let actor = Actor::Account(account);
    if let Some(Outcome::Key(id)) = idempotency::earlier(write, actor, key, &command)? {
        return key_answer(write, actor, id);
    }
    let id = do_with_key(write, actor, command.clone(), portal)?;
    idempotency::keep(write, actor, key, &command, &Outcome::Key(id))?;
    key_answer(write, actor, id)
}

/// The key as it stands, for whoever still sees it.
fn key_answer(write: &Write<'_>, actor: Actor, id: KeyId) -> Result<Answer> {
    let row = keys::seen_by(write, actor, id)?;
    ok(&keys::view(write, write.key_secret, &row)?)
}

fn do_with_key(write: &Write<'_>, actor: Actor, command: KeyCommand, portal: &str) -> Result<KeyId> {
    match command {
        KeyCommand::Make { new_key } => keys::make(write, actor, new_key, portal),
        KeyCommand::Change { id, new_key } => keys::change(write, actor, id, new_key, portal).map(|()| id),
        KeyCommand::Revoke { id } => keys::revoke(write, actor, id).map(|()| id),
        KeyCommand::Extend { id, extend } => keys::extend(write, actor, id, &extend).map(|()| id),
        KeyCommand::Send { id, invitations } => keys::send(write, actor, id, &invitations).map(|()| id),
        KeyCommand::SendAgain { id, again } => keys::send_again(write, actor, id, &again).map(|()| id),
    }
}

fn carry_out(write: &Write<'_>, who: RepresentativeId, command: Command, portal: &str) -> Result<Outcome> {
    match command {
        Command::Accept { lsid } => {
            sessions::accept(write, who, &lsid)?;
            Ok(Outcome::Opened(lsid))
        }
        Command::AcceptNext => sessions::accept_next(write, who).map(Outcome::Opened),
        Command::Hold { lsid } => {
            sessions::hold(write, who, &lsid)?;
            said_session(write, &lsid)
        }
        Command::End { lsid } => {
            let case = sessions::shared(write, who, &lsid, write.now)?;
            // One that is over stays as it ended, for whoever took part.
            if case.is_open() {
                standing::require(write, who, &lsid, Action::Close)?;
            }
            let author = chat::representative(who, &sessions::name_in(&case, who));
            sessions::end(write, case, author, EndReason::Representative)?;
            said_session(write, &lsid)
        }
        Command::Say { lsid, message } => {
            write_text(write, who, &lsid, message, |text| Body::Message { text })
        }
        Command::Note { lsid, note } => write_text(write, who, &lsid, note, |text| Body::Note { text }),
        Command::Ask { lsid, ask } => {
            account_rights::check(write, who, ask.what.into())?;
            take(write, who, &lsid, asking(who, ask)?)
        }
        Command::TakeBack { lsid, what } => take(write, who, &lsid, Step::TakeBack(who, what)),
        Command::Stop { lsid, what } => take(write, who, &lsid, Step::Stop(who, what)),
        Command::Drive { lsid, drive } => {
            if drive {
                account_rights::check(write, who, AccountRight::Control)?;
            }
            take(write, who, &lsid, Step::Drive(who, drive))
        }
        // Its code is kept nowhere: a repeated one makes another code, and the first is void.
        Command::Elevate { lsid, purpose } => {
            Ok(Outcome::Repeatable(ok(&elevation::elevate(write, who, &lsid, purpose, portal)?)?))
        }
        Command::NoteScreenshot { lsid } => note_screenshot(write, who, &lsid),
        Command::KeepInfo { lsid, snapshot } => {
            account_rights::check(write, who, AccountRight::Info)?;
            Ok(Outcome::Said(ok(&info::keep_snapshot(write, who, &lsid, &snapshot.name)?)?))
        }
        Command::Whisper { lsid, whisper } => {
            write_text(write, who, &lsid, whisper, |text| Body::Whisper { text })
        }
        Command::AnswerAssignment { .. } | Command::Assign { .. } => assignment::perform(write, who, command),
        Command::SetPresenceOf { .. } => readiness::perform(write, who, command),
        Command::Monitor { .. }
        | Command::Join { .. }
        | Command::TakeOver { .. }
        | Command::SignOutColleague { .. }
        | Command::Broadcast { .. } => supervise::perform(write, who, command),
        Command::Talk { talk } => talk::say(write, who, talk),
        Command::InviteHelper { .. } | Command::RemoveHelper { .. } => {
            helpers::perform(write, who, command, portal)
        }
        Command::Transfer { .. }
        | Command::HandOver { .. }
        | Command::Share { .. }
        | Command::AcceptShare { .. }
        | Command::DeclineShare { .. }
        | Command::CancelShare { .. }
        | Command::Leave { .. }
        | Command::RemoveParticipant { .. } => sharing::perform(write, who, command),
        Command::SetPresence { presence } => {
            Ok(Outcome::Said(ok(&readiness::choose(write, who, presence)?)?))
        }
        Command::Key { what } => {
            do_with_key(write, Actor::Representative(who), what, portal).map(Outcome::Key)
        }
    }
}

fn take(write: &Write<'_>, who: RepresentativeId, lsid: &SessionId, step: Step) -> Result<Outcome> {
    let case = sessions::shared(write, who, lsid, write.now)?;
    permission::step_in(write, case, step)?;
    said_session(write, lsid)
}

fn note_screenshot(write: &Write<'_>, who: RepresentativeId, lsid: &SessionId) -> Result<Outcome> {
    account_rights::check(write, who, AccountRight::View)?;
    let session = sessions::shared(write, who, lsid, write.now)?;
    if !session.session.capabilities.granted(Capability::View) {
        return Err(Refusal::WrongState("the customer has not allowed viewing").into());
    }
    let name = sessions::name_in(&session, who);
    let author = chat::representative(who, &name);
    chat::add_event(write, &session.session, author, SessionEvent::ScreenshotTaken { name })?;
    said_session(write, lsid)
}

/// Writes a message or note. One that is there already answers its entry, whatever has become of
/// the session meanwhile.
fn write_text(
    write: &Write<'_>,
    who: RepresentativeId,
    lsid: &SessionId,
    new: NewMessage,
    body: impl FnOnce(String) -> Body,
) -> Result<Outcome> {
    let (client_id, body) = (new.client_id, body(new.text));
    if let Some(entry) = chat::sent(write, lsid, &chat::representative(who, ""), &client_id, &body)? {
        return Ok(Outcome::Repeatable(ok(&entry)?));
    }
    let case = sessions::shared(write, who, lsid, write.now)?;
    if !case.is_open() && matches!(body, Body::Message { .. }) {
        return Err(Refusal::WrongState("this session is over").into());
    }
    let author = chat::representative(who, &sessions::name_in(&case, who));
    Ok(Outcome::Repeatable(ok(&chat::add_text(write, &case.session, author, client_id, body)?)?))
}

/// Files and system information are asked for with their scope, and nothing else has one.
fn asking(who: RepresentativeId, ask: Ask) -> Result<Step> {
    let wrong = |message: &str| Err(Refusal::InvalidField(message.to_owned()).into());
    match (ask.what, ask.files, ask.info) {
        (Capability::Files, Some(scope), None) if !scope.is_empty() => Ok(Step::AskFiles(who, scope)),
        (Capability::Files, ..) => wrong("files must say what is asked for"),
        (Capability::Info, None, Some(scope)) => Ok(Step::AskInfo(who, scope)),
        (Capability::Info, ..) => wrong("info must say what is asked for"),
        (what, None, None) => Ok(Step::Ask(who, what)),
        (_, Some(_), _) => wrong("files go with the capability files alone"),
        (_, _, Some(_)) => wrong("info goes with the capability info alone"),
    }
}

pub(super) fn ok(value: &impl serde::Serialize) -> Result<Answer> {
    Ok(Answer { status: 200, body: to_json(value)? })
}

/// The answer of what answers nothing.
pub(super) fn nothing() -> Outcome {
    Outcome::Said(Answer { status: 204, body: String::new() })
}

pub(super) fn said_session(conn: &Connection, lsid: &SessionId) -> Result<Outcome> {
    Ok(Outcome::Said(ok(&session_row::get(conn, lsid)?.session)?))
}

fn opened(write: &Write<'_>, who: RepresentativeId, lsid: &SessionId) -> Result<Answer> {
    let scope = people::scope(write, who)?;
    let case = sessions::visible(write, &scope, lsid, write.now)?;
    ok(&detail(write, who, case)?)
}

/// A session with its newest entries, as far as they are for `who`.
pub(super) fn detail(
    conn: &Connection,
    who: RepresentativeId,
    case: session_row::Case,
) -> Result<SessionDetail> {
    let page = sessions::page(conn, who, &case, PageOf::Newest, farhand_protocol::limits::ENTRIES_PER_PAGE)?;
    Ok(SessionDetail { session: case.session, entries: page.entries, customer_read: case.customer_read })
}
