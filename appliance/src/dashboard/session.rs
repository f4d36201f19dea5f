//! A running session in a line.

use farhand_protocol::capability::{Capability, CapabilityState};
use farhand_protocol::dashboard::{Doing, SessionLevel, Standing};
use farhand_protocol::session::{Session, SessionState};
use farhand_protocol::{QueueId, RepresentativeId};

use super::place::Place;

/// Where a session is that waits in, or came from, `queue`; nowhere once it is over.
#[must_use]
pub fn place(session: &Session, queue: QueueId) -> Option<Place> {
    match session.state {
        SessionState::Waiting { queue, .. } => Some(Place::Queue(queue)),
        SessionState::Active { owner, .. } | SessionState::Held { by: owner, .. } => {
            Some(Place::Hands(owner, queue))
        }
        SessionState::Ended { .. } => None,
    }
}

/// Who has or holds it.
#[must_use]
pub fn owner(session: &Session) -> Option<RepresentativeId> {
    match session.state {
        SessionState::Active { owner, .. } | SessionState::Held { by: owner, .. } => Some(owner),
        SessionState::Waiting { .. } | SessionState::Ended { .. } => None,
    }
}

/// The queue that it waits or rests in, where it does.
#[must_use]
pub fn queue(session: &Session) -> Option<QueueId> {
    match session.state {
        SessionState::Waiting { queue, .. } | SessionState::Held { queue, .. } => Some(queue),
        SessionState::Active { .. } | SessionState::Ended { .. } => None,
    }
}

/// A session that is not over in a line; none for one that is.
#[must_use]
pub fn level(session: &Session, queue: QueueId) -> Option<SessionLevel> {
    let owner = owner(session);
    let name_of = |who: RepresentativeId| {
        session.participants.iter().find(|p| p.id == who).map(|p| p.name.clone()).unwrap_or_default()
    };
    let standing = match session.state {
        SessionState::Waiting { since, .. } => {
            let offered_to = session.assigning.as_ref().map(|offer| offer.name.clone());
            Standing::Waiting { since, offered_to }
        }
        SessionState::Active { owner, since } => Standing::Active { owner, name: name_of(owner), since },
        SessionState::Held { by, since, .. } => Standing::Held { by, name: name_of(by), since },
        SessionState::Ended { .. } => return None,
    };
    let others = session.participants.iter().filter(|p| Some(p.id) != owner).map(|p| p.name.clone());
    Some(SessionLevel {
        lsid: session.lsid.clone(),
        customer: session.customer.name.clone(),
        presence: session.customer.presence,
        issue: session.issue.as_ref().map(|issue| issue.title.clone()),
        channel: session.channel,
        queue,
        standing,
        others: others.collect(),
        doing: doing(session),
        recording: session.recording,
        created_at: session.created_at,
    })
}

/// What is done in a session, the most telling first.
fn doing(session: &Session) -> Doing {
    const ALL: [Capability; 5] =
        [Capability::View, Capability::Control, Capability::Clipboard, Capability::Files, Capability::Info];
    let state = |what| session.capabilities.get(what);
    let granted = |what| matches!(state(what), CapabilityState::Granted { .. });
    let asked = |what: Capability| matches!(state(what), CapabilityState::Requested { .. });
    if session.driver.is_some() {
        Doing::Control
    } else if ALL.into_iter().any(asked) {
        Doing::Asking
    } else if granted(Capability::View) {
        Doing::Viewing
    } else if granted(Capability::Files) {
        Doing::Files
    } else if granted(Capability::Info) {
        Doing::Info
    } else if session.elevating.is_some() {
        Doing::Elevating
    } else {
        Doing::Chat
    }
}

#[cfg(test)]
pub(super) mod tests {
    use farhand_protocol::{SessionId, Timestamp};

    use super::*;

    /// A session of `customer` in this state.
    pub fn session(lsid: &str, customer: &str, state: SessionState) -> Session {
        let lsid: SessionId = lsid.parse().unwrap();
        serde_json::from_value(serde_json::json!({
            "lsid": lsid, "state": state, "channel": "browser_phone",
            "customer": {"name": customer, "company": null, "details": null, "language": null,
                         "browser": null, "presence": {"kind": "here"}},
            "issue": null, "started_from": "issue", "entry_queue": "general", "priority": "normal",
            "created_at": 0, "recording": "not_asked", "participants": [], "attributes": {}, "last_entry": 0
        }))
        .unwrap()
    }

    #[test]
    fn the_most_telling_is_what_is_done() {
        let granted = CapabilityState::Granted { at: Timestamp(0) };
        let asked = CapabilityState::Requested {
            ask: 1,
            by: RepresentativeId(1),
            name: "Ines".to_owned(),
            at: Timestamp(0),
            until: Timestamp(1),
        };
        let active = SessionState::Active { owner: RepresentativeId(1), since: Timestamp(0) };
        let mut one = session(&"a".repeat(32), "Tobias", active);
        assert_eq!(doing(&one), Doing::Chat);
        one.capabilities.info = granted.clone();
        assert_eq!(doing(&one), Doing::Info);
        one.capabilities.files = granted.clone();
        assert_eq!(doing(&one), Doing::Files);
        one.capabilities.view = granted;
        assert_eq!(doing(&one), Doing::Viewing);
        one.capabilities.control = asked;
        assert_eq!(doing(&one), Doing::Asking);
        one.driver = Some(RepresentativeId(1));
        assert_eq!(doing(&one), Doing::Control);
    }
}
