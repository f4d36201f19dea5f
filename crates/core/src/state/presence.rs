//! Who the representatives are, and whether they are there. The own status shows as chosen at
//! once, and goes back when the appliance does not take it.

use std::collections::BTreeMap;

use farhand_protocol::RepresentativeId;
use farhand_protocol::people::{Presence, Representative};
use farhand_protocol::text::for_display_line;

use crate::contract::{NoticeKind, Topic};
use crate::effect::Call;
use crate::event::CallError;
use crate::state::requests::Asked;
use crate::state::{State, notices};
use crate::step::Step;
use crate::words;

/// The representatives of the site.
#[derive(Debug, Default)]
pub(crate) struct People {
    names: BTreeMap<RepresentativeId, String>,
    /// The own status as chosen, until the appliance has answered.
    chosen: Option<Presence>,
    /// The own status as the appliance has it.
    confirmed: Option<Presence>,
}

impl People {
    /// A representative's name.
    pub fn name(&self, id: RepresentativeId) -> String {
        self.names.get(&id).cloned().unwrap_or_else(|| "a colleague".into())
    }

    /// The own status.
    pub fn own(&self) -> Presence {
        self.chosen.or(self.confirmed).unwrap_or(Presence::Available)
    }

    /// Whether the representative wants no more sessions just now.
    pub fn quiet(&self) -> bool {
        matches!(self.own(), Presence::Busy | Presence::Away)
    }
}

/// All representatives, as a snapshot has them.
pub(crate) fn replace(state: &mut State, representatives: Vec<Representative>) {
    state.desk.people.names.clear();
    for representative in representatives {
        changed(state, representative);
    }
}

/// A representative is new or different. The own `offline` only says that the feed was not open.
pub(crate) fn changed(state: &mut State, representative: Representative) {
    let own = state.account().is_some_and(|account| account.me.id == representative.id);
    let people = &mut state.desk.people;
    people.names.insert(representative.id, for_display_line(&representative.name));
    if own && representative.presence != Presence::Offline {
        people.confirmed = Some(representative.presence);
        state.changes.mark(Topic::App);
    }
}

/// Sets the own status.
pub(crate) fn set(state: &mut State, step: &mut Step, presence: Presence) {
    state.desk.people.chosen = Some(presence);
    state.changes.mark(Topic::App);
    state.requests.ask(step, Asked::Presence(presence), Call::SetPresence(presence));
}

/// The appliance took it, or did not. Only the newest choice counts.
pub(crate) fn answered(
    state: &mut State,
    step: &mut Step,
    presence: Presence,
    result: Result<(), CallError>,
) {
    if state.desk.people.chosen != Some(presence) {
        return;
    }
    state.desk.people.chosen = None;
    state.changes.mark(Topic::App);
    match result {
        Ok(()) => state.desk.people.confirmed = Some(presence),
        Err(error) => {
            let reason = words::call_error(error).message;
            let text = format!("Your status was not changed. {reason}");
            notices::tell(state, step, NoticeKind::Danger, text, None);
        }
    }
}
