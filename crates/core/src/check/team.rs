//! Whether a command about colleagues can be taken up now.

use farhand_protocol::people::Presence;
use farhand_protocol::queue::QueueId;
use farhand_protocol::session::{Session, SessionState};
use farhand_protocol::team::{ShareWith, TalkWith};
use farhand_protocol::{ClientId, RepresentativeId, SessionId, limits};

use crate::contract::{Command, UiErrorCode as Code};
use crate::state::sessions::{has_in_hand, owned_by, takes_part};
use crate::state::{State, colleagues, dashboard, offers, sharing};

use super::{Checked, bytes, draft, refuse, refuse_if, session, signed_in, taking_part};

/// Commands about a session's people.
pub(super) fn sharing(state: &State, command: &Command) -> Checked {
    match command {
        Command::TransferSession { lsid, to, note, .. } => transfer(state, lsid, *to, note.as_deref()),
        Command::ShareSession { lsid, with, note } => share(state, lsid, *with, note.as_deref()),
        Command::AnswerShare { lsid, share, .. } => {
            let invited = offers::invitation(state, session(state, lsid)?.0).map(|open| open.id);
            refuse_if(invited != Some(*share), Code::WrongState, "This invitation is past.")?;
            idle(state, lsid)
        }
        Command::CancelShare { lsid, share } => {
            let (session, account) = taking_part(state, lsid)?;
            let open = session.shares.iter().find(|open| open.id == *share);
            let open = open.ok_or_else(|| refuse(Code::WrongState, "This invitation is past."))?;
            let may = open.by == account.me.id || owned_by(session, account.me.id);
            refuse_if(!may, Code::Forbidden, "Only the owner and who has invited can take it back.")
        }
        Command::LeaveSession { lsid } => leave(state, lsid),
        Command::RemoveParticipant { lsid, who } => {
            let session = own_or_led(state, lsid)?;
            other_participant(state, session, *who)
        }
        Command::HandOver { lsid, to } => {
            let session = own_or_led(state, lsid)?;
            other_participant(state, session, *to)
        }
        Command::InviteHelper { lsid, name } => invite_helper(state, lsid, name),
        Command::RemoveHelper { lsid, helper } => {
            let (session, _) = taking_part(state, lsid)?;
            let gone = !session.helpers.iter().any(|there| there.id == *helper);
            refuse_if(gone, Code::WrongState, "This helper is not here any more.")
        }
        Command::AnswerAssignment { lsid, .. } => {
            let offered = offers::assigned(state, session(state, lsid)?.0).is_some();
            refuse_if(!offered, Code::WrongState, "This offer is past.")?;
            idle(state, lsid)
        }
        _ => Ok(()),
    }
}

fn transfer(state: &State, lsid: &SessionId, to: QueueId, note: Option<&str>) -> Checked {
    own_or_led(state, lsid)?;
    let planned = state.desk.pending.of(lsid).is_some();
    refuse_if(planned, Code::WrongState, "The session is being ended, passed on or put on hold already.")?;
    idle(state, lsid)?;
    if let QueueId::Personal(who) = to {
        available(state, who)?;
    }
    said(note)
}

fn share(state: &State, lsid: &SessionId, with: ShareWith, note: Option<&str>) -> Checked {
    let (session, account) = taking_part(state, lsid)?;
    if let ShareWith::Representative { id } = with {
        let own = id == account.me.id;
        refuse_if(own, Code::WrongState, "You take part already.")?;
        let inside = takes_part(session, id);
        let name = state.desk.people.name(id);
        refuse_if(inside, Code::WrongState, &format!("{name} takes part already."))?;
    }
    let full = session.shares.len() >= limits::SHARES;
    refuse_if(full, Code::WrongState, "There are too many open invitations. Take one back first.")?;
    said(note)
}

fn said(note: Option<&str>) -> Checked {
    let long = note.is_some_and(|note| note.len() > limits::PASSING_NOTE_BYTES);
    refuse_if(long, Code::InvalidField, "The note is too long: at most 1024 bytes.")
}

/// Whether somebody can be given a session; says who cannot, and why.
fn available(state: &State, who: RepresentativeId) -> Checked {
    let name = state.desk.people.name(who);
    let why = match state.desk.people.presence(who) {
        Presence::Available => return Ok(()),
        Presence::Busy => "busy",
        Presence::Away => "away",
        Presence::Offline => "not signed in",
    };
    Err(refuse(Code::WrongState, &format!("{name} is {why} now.")))
}

/// Nothing about its people may be under way already.
fn idle(state: &State, lsid: &SessionId) -> Checked {
    let busy = sharing::busy(state, lsid);
    refuse_if(busy, Code::WrongState, "Something about this session is under way. Wait a moment.")
}

/// A session that the reader owns, or that stands on the reader's dashboard.
fn own_or_led<'a>(
    state: &'a State,
    lsid: &SessionId,
) -> Result<Option<&'a Session>, crate::contract::UiError> {
    let account = signed_in(state)?;
    let session = state.desk.sessions.get(lsid);
    let own = session.is_some_and(|session| has_in_hand(session, account.me.id));
    if own || leads(state) {
        return Ok(session);
    }
    Err(refuse(Code::WrongState, "Only the owner of an active session can do this."))
}

fn other_participant(state: &State, session: Option<&Session>, who: RepresentativeId) -> Checked {
    let out = session.is_some_and(|session| !takes_part(session, who));
    let name = state.desk.people.name(who);
    refuse_if(out, Code::WrongState, &format!("{name} does not take part any more."))
}

fn leave(state: &State, lsid: &SessionId) -> Checked {
    let (session, account) = session(state, lsid)?;
    let me = account.me.id;
    idle(state, lsid)?;
    if !takes_part(session, me) {
        let seen = state.desk.sessions.monitored.contains(lsid);
        return refuse_if(!seen, Code::WrongState, "You do not take part in this session any more.");
    }
    let alone = session.participants.iter().all(|participant| participant.id == me);
    let only = owned_by(session, me) && alone;
    refuse_if(only, Code::WrongState, "Nobody else is in this session. Pass it on, hold it or end it.")
}

fn invite_helper(state: &State, lsid: &SessionId, name: &str) -> Checked {
    let (session, account) = taking_part(state, lsid)?;
    let may = account.me.rights.helpers;
    refuse_if(!may, Code::Forbidden, "Your account may not let helpers in.")?;
    let full = session.helpers.len() >= limits::HELPERS;
    refuse_if(full, Code::WrongState, "There are four helpers already. Remove one first.")?;
    refuse_if(name.trim().is_empty(), Code::InvalidField, "Write the helper's name.")?;
    let long = name.trim().chars().count() > limits::HELPER_NAME;
    refuse_if(long, Code::InvalidField, "The name has at most 100 characters.")?;
    idle(state, lsid)
}

fn leads(state: &State) -> bool {
    !dashboard::led(state).is_empty()
}

/// Commands of supervisors. What exactly somebody reaches is the appliance's to say.
pub(super) fn supervising(state: &State, command: &Command) -> Checked {
    let account = signed_in(state)?;
    if let Command::WatchDashboard { .. } = command {
        return Ok(());
    }
    refuse_if(!leads(state), Code::Forbidden, "Only those who lead a team can do this.")?;
    match command {
        Command::MonitorSession { lsid, .. }
        | Command::JoinSession { lsid }
        | Command::TakeOver { lsid, .. } => {
            let known = state.desk.sessions.get(lsid);
            let own = known.is_some_and(|session| owned_by(session, account.me.id));
            refuse_if(own, Code::WrongState, "You own this session already.")?;
            idle(state, lsid)
        }
        Command::AssignSession { lsid, to } => {
            let known = state.desk.sessions.get(lsid);
            let waits = |session: &Session| matches!(session.state, SessionState::Waiting { .. });
            let late = known.is_some_and(|session| !waits(session));
            refuse_if(late, Code::WrongState, "This session does not wait any more.")?;
            available(state, *to)?;
            idle(state, lsid)
        }
        Command::SetPresenceOf { presence, .. } => {
            let offline = *presence == Presence::Offline;
            refuse_if(offline, Code::InvalidField, "Choose available, busy or away.")
        }
        Command::SignOutColleague { who } => {
            let own = *who == account.me.id;
            refuse_if(own, Code::WrongState, "Sign yourself out from the menu.")
        }
        Command::Broadcast { teams, text } => {
            refuse_if(teams.is_empty(), Code::InvalidField, "Choose a team.")?;
            refuse_if(text.trim().is_empty(), Code::InvalidField, "Write something first.")?;
            bytes("The text", text, limits::BROADCAST_BYTES)
        }
        _ => Ok(()),
    }
}

/// Commands about talk.
pub(super) fn talk(state: &State, command: &Command) -> Checked {
    if let Command::SaveTalkDraft { text, .. } = command {
        return draft(state, text);
    }
    let account = signed_in(state)?;
    match command {
        Command::OpenTalk { with } => partner(state, *with),
        Command::SendTalk { to, client_id, text } => {
            partner(state, *to)?;
            let there = state.talk_outbox.get(account, client_id).is_some();
            refuse_if(there, Code::WrongState, "This is being sent already.")?;
            refuse_if(text.trim().is_empty(), Code::InvalidField, "Write something first.")?;
            bytes("The text", text, limits::MESSAGE_BYTES)
        }
        Command::RetryTalk { client_id } | Command::DeleteTalk { client_id } => refused(state, client_id),
        _ => Ok(()),
    }
}

fn partner(state: &State, with: TalkWith) -> Checked {
    let account = signed_in(state)?;
    match with {
        TalkWith::Team { id } => {
            let out = colleagues::membership(state, id).is_none();
            refuse_if(out, Code::Forbidden, "You are not of this team.")
        }
        TalkWith::Representative { id } => {
            refuse_if(id == account.me.id, Code::WrongState, "Choose somebody else to talk to.")
        }
    }
}

fn refused(state: &State, client_id: &ClientId) -> Checked {
    let account = signed_in(state)?;
    let line = state.talk_outbox.get(account, client_id);
    let there = line.is_some_and(|line| line.failed.is_some());
    refuse_if(!there, Code::WrongState, "Only what was not sent can be sent again or deleted.")
}
