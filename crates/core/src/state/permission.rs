//! What the customer is asked for, and what of it is used: questions, grants given back, driving,
//! and the link that brings the customer's device in. The appliance decides; its answer is the
//! session as it is then.

use std::collections::BTreeMap;

use farhand_protocol::SessionId;
use farhand_protocol::capability::Capability;
use farhand_protocol::device::{Elevation, ElevationStage};
use farhand_protocol::session::Session;

use crate::contract::NoticeKind;
use crate::effect::Call;
use crate::event::CallError;
use crate::state::requests::Asked;
use crate::state::sessions::ended;
use crate::state::{State, display, feed, notices, tabs};
use crate::step::Step;
use crate::words;

/// Links and codes on show. The appliance keeps only hashes of them.
#[derive(Debug, Default)]
pub(crate) struct Elevations(BTreeMap<SessionId, Elevation>);

impl Elevations {
    /// The one on show in a session.
    pub fn get(&self, lsid: &SessionId) -> Option<&Elevation> {
        self.0.get(lsid)
    }
}

/// Asks the appliance for a step of a session's permissions.
pub(crate) fn ask(state: &mut State, step: &mut Step, lsid: SessionId, call: Call) {
    state.requests.ask(step, Asked::Permission(lsid), call);
}

/// The step was done, or not.
pub(crate) fn answered(
    state: &mut State,
    step: &mut Step,
    lsid: SessionId,
    result: Result<Box<Session>, CallError>,
) {
    match result {
        Ok(session) => feed::session_answered(state, step, *session),
        Err(error) => {
            let text = words::call_error(error).message;
            notices::tell(state, step, NoticeKind::Warn, text, Some(lsid));
        }
    }
}

/// Asks the customer to open the client.
pub(crate) fn elevate(state: &mut State, step: &mut Step, lsid: SessionId, purpose: Option<Capability>) {
    state.requests.ask(step, Asked::Elevate(lsid.clone()), Call::Elevate(lsid, purpose));
}

/// The link is there, or not.
pub(crate) fn elevated(
    state: &mut State,
    step: &mut Step,
    lsid: SessionId,
    result: Result<Elevation, CallError>,
) {
    match result {
        Ok(elevation) => {
            state.changes.session(&lsid);
            state.desk.elevations.0.insert(lsid, elevation);
        }
        Err(error) => {
            let name = state.desk.sessions.first_name(&lsid);
            let reason = words::call_error(error).message;
            let text = format!("{name} could not be asked to open the support app. {reason}");
            notices::tell(state, step, NoticeKind::Warn, text, Some(lsid));
        }
    }
}

/// Takes the link and code away from view.
pub(crate) fn dismiss(state: &mut State, lsid: &SessionId) {
    if state.desk.elevations.0.remove(lsid).is_some() {
        state.changes.session(lsid);
    }
}

/// A session has changed: a link that was followed, or that leads nowhere any more, goes; and what the
/// customer has said to it is told where the session is not looked at.
pub(crate) fn session_changed(state: &mut State, step: &mut Step, old: Option<&Session>, session: &Session) {
    let joined = session.device.is_some() && old.is_some_and(|old| old.device != session.device);
    if joined || ended(session) {
        return dismiss(state, &session.lsid);
    }
    let stage = |session: &Session| session.elevating.as_ref().map(|elevating| elevating.stage);
    let Some(old) = old.filter(|old| stage(old) != stage(session)) else { return };
    let name = display::first_name(&session.customer.name);
    let text = match stage(session) {
        Some(ElevationStage::Declined { .. }) => format!("{name} does not want to open the support app."),
        Some(ElevationStage::TimedOut { accepted: true, .. }) => {
            format!("{name} was opening the support app, but it has not joined in time.")
        }
        Some(ElevationStage::TimedOut { accepted: false, .. }) => {
            format!("{name} has not answered whether to open the support app.")
        }
        Some(ElevationStage::Asked | ElevationStage::Opening { .. }) | None => return,
    };
    dismiss(state, &session.lsid);
    if state.desk.tabs.get(&old.lsid).is_some() && !tabs::looked_at(state, &session.lsid) {
        notices::tell(state, step, NoticeKind::Info, text, Some(session.lsid.clone()));
    }
}
