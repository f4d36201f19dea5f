//! Who the representatives are, and whether they are there. The own status shows as chosen at
//! once, and goes back when the appliance does not take it.

use std::collections::BTreeMap;

use farhand_protocol::live::ClientFrame;
use farhand_protocol::people::{AutoPresence, Presence, Representative};
use farhand_protocol::text::for_display_line;
use farhand_protocol::{RepresentativeId, Timestamp};

use crate::contract::{ColleagueRow, NoticeKind, Topic};
use crate::effect::{Call, Effect};
use crate::event::CallError;
use crate::state::requests::Asked;
use crate::state::{State, notices};
use crate::step::Step;
use crate::words;

/// Milliseconds between two frames that tell of keyboard and pointer.
const ACTIVE_MS: u64 = 10_000;

/// The representatives of the site.
#[derive(Debug, Default)]
pub(crate) struct People {
    /// Names ready for display.
    people: BTreeMap<RepresentativeId, Representative>,
    /// The own status as chosen, until the appliance has answered.
    chosen: Option<Presence>,
    /// The own status as the appliance has it, and what has set it in place of the reader.
    confirmed: Option<(Presence, Option<AutoPresence>)>,
    /// When the appliance was last told that keyboard or pointer were used.
    active_told: Option<Timestamp>,
}

impl People {
    /// A representative's name.
    pub fn name(&self, id: RepresentativeId) -> String {
        self.people.get(&id).map_or_else(|| "a colleague".into(), |person| person.name.clone())
    }

    /// Whether a representative is there.
    pub fn presence(&self, id: RepresentativeId) -> Presence {
        self.people.get(&id).map_or(Presence::Offline, |person| person.presence)
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = ColleagueRow> {
        self.people.values().map(|person| ColleagueRow {
            id: person.id,
            name: person.name.clone(),
            presence: person.presence,
            auto: person.auto,
            presence_since: person.presence_since,
        })
    }

    /// The own status.
    pub fn own(&self) -> Presence {
        self.chosen.or(self.confirmed.map(|(own, _)| own)).unwrap_or(Presence::Available)
    }

    /// What has set the own status in place of the reader.
    pub fn auto(&self) -> Option<AutoPresence> {
        self.confirmed.and_then(|(_, auto)| auto).filter(|_| self.chosen.is_none())
    }

    /// Whether the representative wants no more sessions just now.
    pub fn quiet(&self) -> bool {
        matches!(self.own(), Presence::Busy | Presence::Away)
    }
}

/// All representatives, as a snapshot has them.
pub(crate) fn replace(state: &mut State, representatives: Vec<Representative>) {
    state.desk.people.people.clear();
    for representative in representatives {
        changed(state, representative);
    }
}

/// A representative is new or different. The own `offline` only says that the feed was not open.
pub(crate) fn changed(state: &mut State, mut representative: Representative) {
    let own = state.account().is_some_and(|account| account.me.id == representative.id);
    let people = &mut state.desk.people;
    representative.name = for_display_line(&representative.name);
    if own && representative.presence != Presence::Offline {
        people.confirmed = Some((representative.presence, representative.auto));
        state.changes.mark(Topic::App);
    }
    people.people.insert(representative.id, representative);
    state.changes.mark(Topic::Colleagues);
    state.changes.mark(Topic::Talk);
}

/// Sets the own status.
pub(crate) fn set(state: &mut State, step: &mut Step, presence: Presence) {
    state.desk.people.chosen = Some(presence);
    state.changes.mark(Topic::App);
    state.requests.ask(step, Asked::Presence(presence), Call::SetPresence(presence));
}

/// A supervisor has set the own status.
pub(crate) fn set_by(state: &mut State, step: &mut Step, by: &str, presence: Presence) {
    let status = match presence {
        Presence::Available => "available",
        Presence::Busy => "busy",
        Presence::Away => "away",
        Presence::Offline => "offline",
    };
    let text = format!("{} has set you to {status}.", for_display_line(by));
    notices::tell(state, step, NoticeKind::Info, text, None);
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
        // Somebody with too many sessions stays busy: the appliance tells when that is over.
        Ok(()) if presence == Presence::Available && full(state) => {}
        Ok(()) => state.desk.people.confirmed = Some((presence, None)),
        Err(error) => {
            let reason = words::call_error(error).message;
            let text = format!("Your status was not changed. {reason}");
            notices::tell(state, step, NoticeKind::Danger, text, None);
        }
    }
}

fn full(state: &State) -> bool {
    matches!(state.desk.people.confirmed, Some((_, Some(AutoPresence::Full))))
}

/// Keyboard or pointer were used.
pub(crate) fn active(state: &mut State, step: &mut Step) {
    let told = state.desk.people.active_told;
    let recent = |at: Timestamp| at <= step.now && step.now.since(at) < ACTIVE_MS;
    if state.link.online() && !told.is_some_and(recent) {
        state.desk.people.active_told = Some(step.now);
        step.push(Effect::SendLive(ClientFrame::Active));
    }
}
