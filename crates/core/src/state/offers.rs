//! What is offered to the reader in person: by assignment, by a colleague who shares a session, or who has
//! passed one to the personal queue. Sessions say so themselves; which of them do is at hand, whatever
//! the number of sessions.
//!
//! An invitation of a team goes to whoever comes first, and nobody can decline it for all: declined, it is
//! out of this console's sight.

use std::collections::BTreeSet;

use farhand_protocol::session::{Session, SessionState};
use farhand_protocol::team::{Assigning, Passed, Share, ShareWith};
use farhand_protocol::{QueueId, SessionId, Timestamp};

use crate::contract::{NoticeKind, OfferKind, OfferRow, OffersView, Topic};
use crate::effect::Call;
use crate::event::CallError;
use crate::state::requests::Asked;
use crate::state::sessions::{ended, queued, takes_part};
use crate::state::{State, accept, colleagues, notices};
use crate::step::Step;
use crate::words;

/// Which sessions are offered.
#[derive(Debug, Default)]
pub(crate) struct Offers {
    lsids: BTreeSet<SessionId>,
    /// Invitations of a team that the reader has declined.
    declined: BTreeSet<(SessionId, u32)>,
}

impl Offers {
    /// How many wait for an answer.
    pub fn len(&self) -> usize {
        self.lsids.len()
    }

    /// Whether a session is among them.
    pub fn has(&self, lsid: &SessionId) -> bool {
        self.lsids.contains(lsid)
    }
}

/// The offer of assignment that is made to the reader.
pub(crate) fn assigned<'a>(state: &State, session: &'a Session) -> Option<&'a Assigning> {
    let me = state.account()?.me.id;
    session.assigning.as_ref().filter(|offer| offer.to == me && queued(session).is_some())
}

/// The invitation into a session that is for the reader, alone or as one of a team.
pub(crate) fn invitation<'a>(state: &State, session: &'a Session) -> Option<&'a Share> {
    let me = state.account()?.me.id;
    if takes_part(session, me) || ended(session) {
        return None;
    }
    let meant = |share: &&Share| match share.with {
        ShareWith::Representative { id } => id == me,
        ShareWith::Team { id } => {
            let declined = (session.lsid.clone(), share.id);
            share.by != me
                && colleagues::membership(state, id).is_some()
                && !state.desk.offers.declined.contains(&declined)
        }
    };
    session.shares.iter().find(meant)
}

/// Who has passed it to the reader's personal queue.
pub(crate) fn passed<'a>(state: &State, session: &'a Session) -> Option<&'a Passed> {
    let me = state.account()?.me.id;
    let SessionState::Waiting { queue, .. } = session.state else { return None };
    session.passed.as_ref().filter(|passed| queue == QueueId::Personal(me) && passed.by != me)
}

/// Whether a session is offered to the reader, so that it is known whatever its queue.
pub(crate) fn concerns(state: &State, session: &Session) -> bool {
    assigned(state, session).is_some()
        || invitation(state, session).is_some()
        || passed(state, session).is_some()
}

/// A session is new or different, or gone.
pub(crate) fn session_changed(state: &mut State, lsid: &SessionId) {
    let offered = state.desk.sessions.known.get(lsid).is_some_and(|session| concerns(state, session));
    let offers = &mut state.desk.offers;
    let was = if offered { !offers.lsids.insert(lsid.clone()) } else { offers.lsids.remove(lsid) };
    if was || offered {
        state.changes.mark(Topic::Offers);
    }
}

/// Topic `offers`.
pub(crate) fn view(state: &State) -> OffersView {
    let sessions = state.desk.offers.lsids.iter().filter_map(|lsid| state.desk.sessions.known.get(lsid));
    let mut offers: Vec<((u8, Timestamp), OfferRow)> =
        sessions.filter_map(|session| row(state, session)).collect();
    offers.sort_by(|(a, x), (b, y)| (a, &x.lsid).cmp(&(b, &y.lsid)));
    OffersView { offers: offers.into_iter().map(|(_, offer)| offer).collect() }
}

/// A row, with its place: what runs out first, then what waits, then invitations.
fn row(state: &State, session: &Session) -> Option<((u8, Timestamp), OfferRow)> {
    let (place, kind) = kind(state, session)?;
    let waiting_since = match session.state {
        SessionState::Waiting { since, .. } => Some(since),
        _ => None,
    };
    let queue = queued(session).map_or(session.entry_queue, |(queue, _)| queue);
    let row = OfferRow {
        lsid: session.lsid.clone(),
        kind,
        name: session.customer.name.clone(),
        company: session.customer.company.clone(),
        issue: session.issue.as_ref().map(|issue| issue.title.clone()),
        details: session.customer.details.clone(),
        queue_name: colleagues::queue_name(state, queue),
        channel: session.channel,
        priority: session.priority,
        waiting_since,
        busy: busy(state, &session.lsid),
    };
    Some((place, row))
}

fn kind(state: &State, session: &Session) -> Option<((u8, Timestamp), OfferKind)> {
    if let Some(Assigning { until, by, .. }) = assigned(state, session).cloned() {
        let whole = i64::from(state.desk.colleagues.rules.assign_s) * 1_000;
        let since = Timestamp(until.0.saturating_sub(whole));
        return Some(((0, until), OfferKind::Assigned { until, since, by }));
    }
    if let Some(Passed { name, at, note, .. }) = passed(state, session).cloned() {
        return Some(((1, at), OfferKind::Passed { by: name, note }));
    }
    let Share { id, with, name, by_name, at, note, .. } = invitation(state, session)?.clone();
    let team = matches!(with, ShareWith::Team { .. }).then_some(name);
    Some(((2, at), OfferKind::Shared { share: id, by: by_name, team, note }))
}

/// Whether an answer to an offer is under way.
pub(crate) fn busy(state: &State, lsid: &SessionId) -> bool {
    state.desk.queues.accepting.contains(lsid)
        || state.requests.any(|asked| {
            matches!(asked, Asked::AnswerShare(of, ..) | Asked::AnswerAssignment(of, _) if of == lsid)
        })
}

/// Answers an offer of assignment.
pub(crate) fn answer_assignment(state: &mut State, step: &mut Step, lsid: SessionId, accept: bool) {
    state.changes.mark(Topic::Offers);
    state.changes.session(&lsid);
    let asked = Asked::AnswerAssignment(lsid.clone(), accept);
    state.requests.ask(step, asked, Call::AnswerAssignment(lsid, accept));
}

/// Answers an invitation. A team's is only put out of sight where it is declined.
pub(crate) fn answer_share(state: &mut State, step: &mut Step, lsid: SessionId, share: u32, accept: bool) {
    state.changes.mark(Topic::Offers);
    state.changes.session(&lsid);
    let session = state.desk.sessions.get(&lsid);
    let of_team = session.and_then(|session| session.shares.iter().find(|open| open.id == share));
    let of_team = of_team.is_some_and(|open| matches!(open.with, ShareWith::Team { .. }));
    if of_team && !accept {
        state.desk.offers.declined.insert((lsid.clone(), share));
        return session_changed(state, &lsid);
    }
    let call = match accept {
        true => Call::AcceptShare(lsid.clone(), share),
        false => Call::DeclineShare(lsid.clone(), share),
    };
    state.requests.ask(step, Asked::AnswerShare(lsid, share, accept), call);
}

/// The appliance took the answer, or did not. An accepted session comes with it.
pub(crate) fn answered(
    state: &mut State,
    step: &mut Step,
    (lsid, accept): (SessionId, bool),
    result: Result<Option<Box<Session>>, CallError>,
) {
    state.changes.mark(Topic::Offers);
    state.changes.session(&lsid);
    match result {
        Ok(Some(session)) if accept => accept::came(state, step, *session),
        Ok(Some(session)) => crate::state::feed::session_answered(state, step, *session),
        Ok(None) => {}
        Err(error) => {
            let name = state.desk.sessions.first_name(&lsid);
            let reason = words::call_error(error).message;
            let text = format!("Your answer about the session with {name} did not count. {reason}");
            notices::tell(state, step, NoticeKind::Warn, text, Some(lsid));
        }
    }
}
