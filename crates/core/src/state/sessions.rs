//! The sessions that the console knows: those that wait or are held in its queues, those with a
//! tab, and of those with a tab the ones that others have now.

use std::collections::BTreeMap;

use farhand_protocol::session::{Session, SessionState};
use farhand_protocol::{QueueId, RepresentativeId, SessionId, Timestamp};

use crate::contract::SessionView;
use crate::state::{State, display};

/// Known sessions, their texts ready for display.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    pub known: BTreeMap<SessionId, Session>,
    /// As they were last seen, for tabs in which something unsent is left.
    pub out_of_sight: BTreeMap<SessionId, Session>,
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

/// Since when the session is in its state.
pub(crate) fn since(session: &Session) -> Timestamp {
    match session.state {
        SessionState::Waiting { since, .. }
        | SessionState::Active { since, .. }
        | SessionState::Held { since, .. } => since,
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

/// Whether `me` takes part in the active session.
pub(crate) fn takes_part(session: &Session, me: RepresentativeId) -> bool {
    let active = matches!(session.state, SessionState::Active { .. });
    active && (owned_by(session, me) || session.participants.iter().any(|p| p.id == me))
}

/// Topic `session/<lsid>`.
pub(crate) fn view(state: &State, lsid: &SessionId) -> Option<SessionView> {
    let session = state.desk.sessions.get(lsid)?;
    let me = state.account()?.me.id;
    let mine = match session.state {
        SessionState::Active { owner, .. } => owner == me,
        SessionState::Held { by, .. } => by == me,
        SessionState::Waiting { .. } => false,
        SessionState::Ended { .. } => state.desk.tabs.get(lsid).is_some(),
    };
    let queue = queued(session).map_or(session.entry_queue, |(queue, _)| queue);
    Some(SessionView {
        session: session.clone(),
        queue_name: state.desk.queues.name(queue),
        mine,
        pending: state.desk.pending.of(lsid),
        elevation: state.desk.elevations.get(lsid).cloned(),
    })
}
