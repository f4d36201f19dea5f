//! Inviting colleagues into a session, and what they answer.

use farhand_protocol::chat::SessionEvent;
use farhand_protocol::team::{NewShare, Share, ShareWith};
use farhand_protocol::{RepresentativeId, SessionId, limits};

use super::idempotency::Outcome;
use super::session_row::{self, Case};
use super::{Write, chat, commands, company, leaving, people, queues, standing, transfer};
use crate::domain::field;
use crate::domain::rights::{Action, Standing, may};
use crate::store::{Command, Refusal, Result};

const NO_SUCH: Refusal = Refusal::NotFound("invitation");

/// Carries out a command of those who are in a session together.
pub(super) fn perform(write: &Write<'_>, who: RepresentativeId, command: Command) -> Result<Outcome> {
    match command {
        Command::Transfer { lsid, transfer } => transfer::transfer(write, who, &lsid, transfer),
        Command::HandOver { lsid, to } => transfer::hand_over(write, who, &lsid, to),
        Command::Share { lsid, share } => self::share(write, who, &lsid, share),
        Command::AcceptShare { lsid, share } => accept(write, who, &lsid, share),
        Command::DeclineShare { lsid, share } => decline(write, who, &lsid, share),
        Command::CancelShare { lsid, share } => cancel(write, who, &lsid, share),
        Command::Leave { lsid } => leaving::leave(write, who, &lsid),
        Command::RemoveParticipant { lsid, who: whom } => leaving::remove(write, who, &lsid, whom),
        _ => Err(Refusal::NotFound("command").into()),
    }
}

fn share(write: &Write<'_>, who: RepresentativeId, lsid: &SessionId, new: NewShare) -> Result<Outcome> {
    let mut case = standing::require_open(write, who, lsid, Action::Share)?;
    let note = field::optional_text("note", new.note.as_deref(), limits::PASSING_NOTE_BYTES)?;
    let name = invited_name(write, &case, new.with)?;
    if case.session.shares.iter().any(|open| open.with == new.with) {
        return commands::said_session(write, lsid);
    }
    if case.session.shares.len() >= limits::SHARES {
        return Err(Refusal::WrongState("this session has as many open invitations as it can have").into());
    }
    let before = session_row::sight(&case);
    let by_name = people::get(write, who)?.name;
    case.together.shares += 1;
    case.session.shares.push(Share {
        id: case.together.shares,
        with: new.with,
        name: name.clone(),
        by: who,
        by_name: by_name.clone(),
        at: write.now,
        note: note.clone(),
    });
    session_row::save(write, &before, &case, None)?;
    let author = chat::representative(who, &by_name);
    chat::add_event(write, &case.session, author, SessionEvent::SessionShared { name, note })?;
    commands::said_session(write, lsid)
}

/// The name of whoever is to be invited, who must not take part already.
fn invited_name(write: &Write<'_>, case: &Case, with: ShareWith) -> Result<String> {
    match with {
        ShareWith::Representative { id } if standing::takes_part(&case.session, id) => {
            Err(Refusal::WrongState("this representative takes part already").into())
        }
        ShareWith::Representative { id } => {
            people::me(write, id)?;
            Ok(people::get(write, id)?.name)
        }
        ShareWith::Team { id } => Ok(queues::get(write, farhand_protocol::QueueId::Team(id))?.name),
    }
}

fn open_share(case: &Case, id: u32) -> Result<Share> {
    Ok(case.session.shares.iter().find(|share| share.id == id).cloned().ok_or(NO_SUCH)?)
}

/// An invitation that is for `who`.
fn share_for(write: &Write<'_>, who: RepresentativeId, case: &Case, id: u32) -> Result<Share> {
    let share = open_share(case, id)?;
    let mine = match share.with {
        ShareWith::Representative { id } => id == who,
        // It is for somebody of the team who is not there yet.
        ShareWith::Team { id } => {
            !standing::takes_part(&case.session, who) && people::scope(write, who)?.teams.contains(&id)
        }
    };
    if mine { Ok(share) } else { Err(NO_SUCH.into()) }
}

/// The session of an invitation. Those whom it does not concern do not learn that it is there.
fn concerned(write: &Write<'_>, who: RepresentativeId, lsid: &SessionId) -> Result<Case> {
    let case = session_row::get(write, lsid)?;
    let standings = standing::of(write, who, &case)?;
    if [Action::AnswerShare, Action::Read, Action::Remove].iter().any(|action| may(*action, &standings)) {
        return Ok(case);
    }
    Err(Refusal::NotFound("session").into())
}

fn accept(write: &Write<'_>, who: RepresentativeId, lsid: &SessionId, id: u32) -> Result<Outcome> {
    let mut case = concerned(write, who, lsid)?;
    share_for(write, who, &case, id)?;
    let before = session_row::sight(&case);
    let new = standing::bring_in(write, &mut case, who)?;
    case.session.shares.retain(|share| share.id != id);
    let name = people::get(write, who)?.name;
    company::save(write, &before, &mut case, Some(name.clone()))?;
    if new {
        let author = chat::representative(who, &name);
        chat::add_event(write, &case.session, author, SessionEvent::ConferenceMemberAdded { name })?;
    }
    Ok(Outcome::Opened(lsid.clone()))
}

fn decline(write: &Write<'_>, who: RepresentativeId, lsid: &SessionId, id: u32) -> Result<Outcome> {
    let case = concerned(write, who, lsid)?;
    let share = share_for(write, who, &case, id)?;
    if matches!(share.with, ShareWith::Team { .. }) {
        let words = "an invitation of a whole team is not declined; leave it to the others";
        return Err(Refusal::Forbidden(words).into());
    }
    let event = SessionEvent::ShareDeclined { name: share.name.clone() };
    withdraw(write, who, case, &share, event)
}

fn cancel(write: &Write<'_>, who: RepresentativeId, lsid: &SessionId, id: u32) -> Result<Outcome> {
    let case = concerned(write, who, lsid)?;
    let share = open_share(&case, id)?;
    let standings = standing::of(write, who, &case)?;
    let inviter = share.by == who && standings.contains(&Standing::Participant);
    if !inviter && !may(Action::Remove, &standings) {
        return Err(Refusal::Forbidden("only the inviter, the owner or a supervisor may do that").into());
    }
    let event = SessionEvent::ShareCancelled { name: share.name.clone() };
    withdraw(write, who, case, &share, event)
}

fn withdraw(
    write: &Write<'_>,
    who: RepresentativeId,
    mut case: Case,
    share: &Share,
    event: SessionEvent,
) -> Result<Outcome> {
    let before = session_row::sight(&case);
    case.session.shares.retain(|open| open.id != share.id);
    session_row::save(write, &before, &case, None)?;
    let author = chat::representative(who, &people::get(write, who)?.name);
    chat::add_event(write, &case.session, author, event)?;
    Ok(commands::nothing())
}
