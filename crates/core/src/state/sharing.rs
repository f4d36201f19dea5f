//! The people of a session: passing it on, inviting and removing, leaving, handing over, outside helpers.
//! The appliance decides; its answer, or its feed, is the session as it is then.

use std::collections::{BTreeMap, BTreeSet};

use farhand_protocol::session::Session;
use farhand_protocol::team::{Helper, HelperLink, HelperStanding, NewShare, Transfer};
use farhand_protocol::text::for_display_line;
use farhand_protocol::{QueueId, SessionId};

use crate::contract::{Command, NoticeKind};
use crate::effect::Call;
use crate::event::CallError;
use crate::state::requests::Asked;
use crate::state::sessions::{ended, takes_part};
use crate::state::{State, colleagues, display, feed, notices, supervise, tabs};
use crate::step::Step;
use crate::words;

/// What is shown of outside helpers' links. The appliance keeps only hashes of them.
#[derive(Debug, Default)]
pub(crate) struct Sharing {
    links: BTreeMap<SessionId, HelperLink>,
    /// Sessions that the reader has just left or passed on, until the feed has caught up with that: what it
    /// tells from before opens no tab again.
    left: BTreeSet<SessionId>,
}

impl Sharing {
    /// Whether the reader has left it, and the feed has not told so yet.
    pub fn left(&self, lsid: &SessionId) -> bool {
        self.left.contains(lsid)
    }

    /// The feed has told so, or the reader is in it anew.
    pub fn forget_left(&mut self, lsid: &SessionId) {
        self.left.remove(lsid);
    }

    /// The link on show in a session.
    pub fn link(&self, lsid: &SessionId) -> Option<&HelperLink> {
        self.links.get(lsid)
    }
}

/// Something that is asked about a session's people, for the words when it does not work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Share,
    CancelShare,
    Leave,
    Remove,
    HandOver,
    RemoveHelper,
}

/// Whether something about a session's people is being asked.
pub(crate) fn busy(state: &State, lsid: &SessionId) -> bool {
    state.requests.any(|asked| asked.about_people_of() == Some(lsid))
}

/// A command about a session's people.
pub(crate) fn command(state: &mut State, step: &mut Step, command: Command) {
    let (lsid, deed, call) = match command {
        Command::ShareSession { lsid, with, note } => {
            (lsid.clone(), Deed::Share, Call::Share(lsid, NewShare { with, note: said(note) }))
        }
        Command::CancelShare { lsid, share } => {
            (lsid.clone(), Deed::CancelShare, Call::CancelShare(lsid, share))
        }
        Command::LeaveSession { lsid } => (lsid.clone(), Deed::Leave, Call::Leave(lsid)),
        Command::RemoveParticipant { lsid, who } => {
            (lsid.clone(), Deed::Remove, Call::RemoveParticipant(lsid, who))
        }
        Command::HandOver { lsid, to } => (lsid.clone(), Deed::HandOver, Call::NewOwner(lsid, to)),
        Command::RemoveHelper { lsid, helper } => {
            (lsid.clone(), Deed::RemoveHelper, Call::RemoveHelper(lsid, helper))
        }
        Command::InviteHelper { lsid, name } => return invite_helper(state, step, lsid, name),
        Command::DismissHelperLink { lsid } => return dismiss_link(state, &lsid),
        _ => return,
    };
    supervise::touched(state, &lsid);
    state.requests.ask(step, Asked::People(lsid, deed), call);
}

/// A note without the blanks around it; none where nothing is left.
pub(crate) fn said(note: Option<String>) -> Option<String> {
    note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty())
}

/// Closes a tab by the own wish: what is only seen there is seen no longer.
pub(crate) fn close_by_hand(state: &mut State, step: &mut Step, lsid: SessionId) {
    let running = state.desk.sessions.get(&lsid).is_some_and(|session| !ended(session));
    if running && state.desk.sessions.monitored.contains(&lsid) {
        return command(state, step, Command::LeaveSession { lsid });
    }
    state.desk.sessions.monitored.remove(&lsid);
    tabs::close(state, step, &lsid);
}

/// What was asked was done, or not.
pub(crate) fn answered(
    state: &mut State,
    step: &mut Step,
    (lsid, deed): (SessionId, Deed),
    result: Result<Option<Box<Session>>, CallError>,
) {
    supervise::touched(state, &lsid);
    match result {
        Ok(session) => {
            if deed == Deed::Leave {
                left(state, step, &lsid);
            }
            if let Some(session) = session {
                feed::session_answered(state, step, *session);
            }
        }
        Err(error) => {
            let name = supervise::first_name(state, &lsid);
            let reason = words::call_error(error).message;
            let text = match deed {
                Deed::Share => format!("Nobody was invited into the session with {name}. {reason}"),
                Deed::CancelShare => format!("The invitation was not taken back. {reason}"),
                Deed::Leave => format!("You are still in the session with {name}. {reason}"),
                Deed::Remove => format!("Nobody was removed from the session with {name}. {reason}"),
                Deed::HandOver => format!("The session with {name} was not handed over. {reason}"),
                Deed::RemoveHelper => format!("The helper was not removed. {reason}"),
            };
            notices::tell(state, step, NoticeKind::Warn, text, Some(lsid));
        }
    }
}

/// The reader is in it no longer: its tab goes, unless something is left to be seen there.
fn left(state: &mut State, step: &mut Step, lsid: &SessionId) {
    state.desk.sessions.monitored.remove(lsid);
    gone(state, step, lsid);
}

/// The reader has gone from a session.
fn gone(state: &mut State, step: &mut Step, lsid: &SessionId) {
    let me = state.account().map(|account| account.me.id);
    let session = state.desk.sessions.known.get(lsid);
    if session.zip(me).is_some_and(|(session, me)| takes_part(session, me)) {
        state.desk.sharing.left.insert(lsid.clone());
    }
    close_tab(state, step, lsid);
}

/// Closes the tab of a session that the reader has left, unless something unsent is there.
pub(crate) fn close_tab(state: &mut State, step: &mut Step, lsid: &SessionId) {
    if state.desk.tabs.get(lsid).is_some() && !tabs::has_unsent(state, lsid) {
        tabs::close(state, step, lsid);
    }
    state.changes.session(lsid);
}

/// Passes a session on. The time for undoing is over.
pub(crate) fn transfer(state: &mut State, step: &mut Step, lsid: SessionId, transfer: Transfer) {
    supervise::touched(state, &lsid);
    let asked = Asked::Transfer(lsid.clone(), transfer.to, transfer.stay);
    state.requests.ask(step, asked, Call::Transfer(lsid, transfer));
}

/// It was passed on, or not.
pub(crate) fn transferred(
    state: &mut State,
    step: &mut Step,
    (lsid, to, stay): (SessionId, QueueId, bool),
    result: Result<Box<Session>, CallError>,
) {
    supervise::touched(state, &lsid);
    let (kind, text) = match result {
        Ok(session) => {
            let name = for_display_line(&session.customer.name);
            let name = display::first_name(&name).to_owned();
            let me = state.account().map(|account| account.me.id);
            let out = me.is_some_and(|me| !takes_part(&session, me));
            let leaves = out && !stay && !state.desk.sessions.monitored.contains(&lsid);
            if leaves {
                gone(state, step, &lsid);
            }
            feed::session_answered(state, step, *session);
            let to = colleagues::queue_name(state, to);
            (NoticeKind::Ok, format!("The session with {name} waits for {to} now."))
        }
        Err(error) => {
            let name = supervise::first_name(state, &lsid);
            let reason = words::call_error(error).message;
            (NoticeKind::Danger, format!("The session with {name} was not passed on. {reason}"))
        }
    };
    notices::tell(state, step, kind, text, Some(lsid));
}

fn invite_helper(state: &mut State, step: &mut Step, lsid: SessionId, name: String) {
    let name = name.trim().to_owned();
    state.changes.session(&lsid);
    state.requests.ask(step, Asked::Helper(lsid.clone()), Call::InviteHelper(lsid, name));
}

/// The helper's link is there, or not.
pub(crate) fn helper_invited(
    state: &mut State,
    step: &mut Step,
    lsid: SessionId,
    result: Result<HelperLink, CallError>,
) {
    state.changes.session(&lsid);
    match result {
        Ok(link) => {
            state.desk.sharing.links.insert(lsid, link);
        }
        Err(error) => {
            let reason = words::call_error(error).message;
            let text = format!("There is no link for a helper. {reason}");
            notices::tell(state, step, NoticeKind::Warn, text, Some(lsid));
        }
    }
}

fn dismiss_link(state: &mut State, lsid: &SessionId) {
    if state.desk.sharing.links.remove(lsid).is_some() {
        state.changes.session(lsid);
    }
}

/// A session has changed: a link that was opened, or that leads nowhere any more, goes.
pub(crate) fn session_changed(state: &mut State, old: Option<&Session>, session: &Session) {
    let Some(link) = state.desk.sharing.links.get(&session.lsid) else { return };
    let of = |session: &Session| session.helpers.iter().find(|helper| helper.id == link.id).cloned();
    let gone = match of(session) {
        Some(Helper { standing: HelperStanding::Invited { .. }, .. }) => ended(session),
        Some(_) => true,
        None => old.is_some_and(|old| of(old).is_some()) || ended(session),
    };
    if gone {
        dismiss_link(state, &session.lsid);
    }
}
