//! The sessions that the console knows: those that wait or are held in its queues, those that are
//! offered to the reader, those with a tab, and of those with a tab the ones that others have now.

use std::collections::{BTreeMap, BTreeSet};

use farhand_protocol::session::{Session, SessionState};
use farhand_protocol::{QueueId, RepresentativeId, SessionId, Timestamp};

use crate::contract::{Part, SessionView};
use crate::state::{State, colleagues, display, offers, sharing};

/// Known sessions, their texts ready for display.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    pub known: BTreeMap<SessionId, Session>,
    /// As they were last seen, for tabs in which something unsent is left.
    pub out_of_sight: BTreeMap<SessionId, Session>,
    /// Those that the reader sees without taking part.
    pub monitored: BTreeSet<SessionId>,
}

impl Sessions {
    /// A session, as far as there is anything to show of it.
    pub fn get(&self, lsid: &SessionId) -> Option<&Session> {
        self.known.get(lsid).or_else(|| self.out_of_sight.get(lsid))
    }

    /// The customer's first name, for sentences.
    pub fn first_name(&self, lsid: &SessionId) -> &str {
        self.get(lsid).map_or("the customer", |session| display::first_name(&session.customer.name))
    }
}

/// The queue that a session waits or rests in, and since when.
pub(crate) fn queued(session: &Session) -> Option<(QueueId, Timestamp)> {
    match session.state {
        SessionState::Waiting { queue, since } | SessionState::Held { queue, since, .. } => {
            Some((queue, since))
        }
        SessionState::Active { .. } | SessionState::Ended { .. } => None,
    }
}

/// What a session's tab counts from: the beginning while somebody has it in hand, so that its length is the
/// same for everybody who shows it; else since when it waits, is on hold or is over.
pub(crate) fn since(session: &Session) -> Timestamp {
    match session.state {
        SessionState::Active { .. } => session.created_at,
        SessionState::Waiting { since, .. } | SessionState::Held { since, .. } => since,
        SessionState::Ended { at, .. } => at,
    }
}

/// Whether the session is over.
pub(crate) fn ended(session: &Session) -> bool {
    matches!(session.state, SessionState::Ended { .. })
}

/// Whether the session is active and `me` owns it.
pub(crate) fn owned_by(session: &Session, me: RepresentativeId) -> bool {
    matches!(session.state, SessionState::Active { owner, .. } if owner == me)
}

/// Whether `me` takes part in the running session: also while it waits to be taken over by somebody.
pub(crate) fn takes_part(session: &Session, me: RepresentativeId) -> bool {
    let listed = || session.participants.iter().any(|p| p.id == me);
    let put_back = matches!(session.state, SessionState::Held { by, .. } if by == me);
    !ended(session) && !put_back && (owned_by(session, me) || listed())
}

/// Whether `me` takes part, or has put it on hold.
pub(crate) fn is_in(session: &Session, me: RepresentativeId) -> bool {
    takes_part(session, me) || matches!(session.state, SessionState::Held { by, .. } if by == me)
}

/// Whether `me` owns it, or has passed it on and stays in it until somebody takes it.
pub(crate) fn has_in_hand(session: &Session, me: RepresentativeId) -> bool {
    let waits = matches!(session.state, SessionState::Waiting { .. });
    let passed = session.passed.as_ref().is_some_and(|passed| passed.by == me);
    owned_by(session, me) || (waits && passed && takes_part(session, me))
}

/// How the reader stands to a session.
pub(crate) fn part(state: &State, session: &Session) -> Part {
    let Some(me) = state.account().map(|account| account.me.id) else { return Part::None };
    let tab = state.desk.tabs.get(&session.lsid).is_some();
    if owned_by(session, me) {
        Part::Owner
    } else if takes_part(session, me) {
        Part::Participant
    } else if state.desk.sessions.monitored.contains(&session.lsid) {
        Part::Monitor
    } else if ended(session) && tab {
        Part::Participant
    } else if offers::invitation(state, session).is_some() {
        Part::Invited
    } else {
        Part::None
    }
}

/// Topic `session/<lsid>`.
pub(crate) fn view(state: &State, lsid: &SessionId) -> Option<SessionView> {
    let session = state.desk.sessions.get(lsid)?;
    let me = state.account()?.me.id;
    let part = part(state, session);
    let mine = match session.state {
        SessionState::Active { owner, .. } => owner == me,
        SessionState::Held { by, .. } => by == me,
        SessionState::Waiting { .. } => false,
        SessionState::Ended { .. } => part == Part::Participant,
    };
    let queue = queued(session).map_or(session.entry_queue, |(queue, _)| queue);
    Some(SessionView {
        session: session.clone(),
        queue_name: colleagues::queue_name(state, queue),
        mine,
        part,
        helper_link: state.desk.sharing.link(lsid).cloned(),
        busy: sharing::busy(state, lsid),
        pending: state.desk.pending.of(lsid),
        elevation: state.desk.elevations.get(lsid).cloned(),
    })
}
