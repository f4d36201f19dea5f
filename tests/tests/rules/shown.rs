//! What can be seen of a session: by the rules, and of the store. Both must be the same.

use std::collections::BTreeSet;

use farhand_protocol::capability::{Capability, CapabilityState};
use farhand_protocol::team::{HelperStanding, ShareWith};
use farhand_protocol::{RepresentativeId, Timestamp, session};

use crate::model::helpers::Standing;
use crate::model::permits::Stand;
use crate::session::{Session, State};
use crate::site::ASKED;

/// What can be seen of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub state: State,
    pub participants: BTreeSet<RepresentativeId>,
    pub shares: BTreeSet<(ShareWith, RepresentativeId)>,
    pub monitors: BTreeSet<RepresentativeId>,
    pub passed_by: Option<RepresentativeId>,
    /// Their numbers, and whether they have come in.
    pub helpers: BTreeSet<(u32, bool)>,
    /// To whom, and until when.
    pub offer: Option<(RepresentativeId, Timestamp)>,
    pub permits: Vec<(Capability, Stand)>,
    pub driver: Option<RepresentativeId>,
}

impl From<&Session> for Shown {
    fn from(session: &Session) -> Self {
        Self {
            state: session.state,
            participants: session.participants.keys().copied().collect(),
            shares: session.shares.iter().map(|share| (share.with, share.by)).collect(),
            monitors: session.monitors.iter().filter(|(_, seen)| **seen).map(|(id, _)| *id).collect(),
            passed_by: session.passed_by,
            helpers: session
                .helpers
                .iter()
                .map(|helper| (helper.number, helper.standing == Standing::Here))
                .collect(),
            offer: session.offer.map(|offer| (offer.to, offer.until)),
            permits: ASKED.map(|what| (what, session.permits.stand(what))).to_vec(),
            driver: session.permits.driver,
        }
    }
}

impl From<session::Session> for Shown {
    fn from(session: session::Session) -> Self {
        let come = |standing| !matches!(standing, HelperStanding::Invited { .. });
        Self {
            state: session.state.into(),
            participants: session.participants.iter().map(|one| one.id).collect(),
            shares: session.shares.iter().map(|share| (share.with, share.by)).collect(),
            monitors: session.monitors.iter().map(|one| one.id).collect(),
            passed_by: session.passed.map(|passed| passed.by),
            helpers: session.helpers.iter().map(|helper| (helper.id, come(helper.standing))).collect(),
            offer: session.assigning.map(|offer| (offer.to, offer.until)),
            permits: ASKED.map(|what| (what, stand(session.capabilities.get(what)))).to_vec(),
            driver: session.driver,
        }
    }
}

fn stand(state: &CapabilityState) -> Stand {
    match state {
        CapabilityState::Unavailable { .. } => Stand::Never,
        CapabilityState::Available => Stand::Free,
        CapabilityState::Requested { .. } => Stand::Asked,
        CapabilityState::Granted { .. } => Stand::Given,
        CapabilityState::Denied { .. } => Stand::Refused,
        CapabilityState::Stopped { .. } => Stand::Stopped,
    }
}
