//! The keys that the representative sees: those outstanding, and those that were over within two hours.

use std::collections::BTreeMap;

use farhand_protocol::keys::{InvitationState, InviteSetup, Key, KeyState, Maker};
use farhand_protocol::{KeyId, SessionId, Timestamp};

use super::{set_up, steps};
use crate::contract::{NoticeKind, Topic};
use crate::effect::{Effect, Timer};
use crate::state::{State, display, notices, pending};
use crate::step::Step;

/// Milliseconds for which a key that is over is still shown.
const OVER_MS: u64 = 2 * 60 * 60 * 1_000;
/// Keys that are shown at most, as in a snapshot; the oldest go.
const MOST: usize = 200;

/// Known keys, their texts ready for display.
#[derive(Debug, Default)]
pub(super) struct Known {
    keys: BTreeMap<KeyId, Key>,
    /// When the next one goes (console's clock).
    planned: Option<Timestamp>,
}

impl Known {
    /// A key.
    pub fn get(&self, id: KeyId) -> Option<&Key> {
        self.keys.get(&id)
    }

    /// All of them.
    pub fn ids(&self) -> impl Iterator<Item = KeyId> {
        self.keys.keys().copied()
    }

    /// Whether a key can start a session, as far as that is known.
    pub fn alive(&self, id: KeyId) -> bool {
        self.get(id).is_none_or(|key| key.state == KeyState::Outstanding)
    }

    /// In the order in which they are shown.
    pub fn newest_first(&self) -> Vec<Key> {
        let mut keys: Vec<Key> = self.keys.values().cloned().collect();
        keys.sort_by_key(|key| std::cmp::Reverse((key.made_at, key.id)));
        keys
    }
}

/// What a key is called in sentences: by its digits, as they are read aloud.
pub(super) fn name(key: &Key) -> String {
    let digits: Vec<char> = key.key.chars().collect();
    let groups: Vec<String> = digits.chunks(3).map(|group| group.iter().collect()).collect();
    format!("the key {}", groups.join(" "))
}

/// Takes over what a snapshot has.
pub(crate) fn replace(state: &mut State, step: &mut Step, keys: Vec<Key>, setup: InviteSetup) {
    set_up(state, setup);
    let there: Vec<KeyId> = keys.iter().map(|key| key.id).collect();
    state.desk.keys.known.keys.retain(|id, _| there.contains(id));
    for key in keys {
        changed(state, step, key);
    }
    state.changes.mark(Topic::Keys);
}

/// A key is new or different.
pub(crate) fn changed(state: &mut State, step: &mut Step, key: Key) {
    let key = display::key(key);
    let id = key.id;
    let old = state.desk.keys.known.keys.insert(id, key.clone());
    if old.as_ref() == Some(&key) {
        return;
    }
    state.changes.mark(Topic::Keys);
    if let Some(old) = old.filter(|_| is_own(state, &key)) {
        tell(state, step, &old, &key);
    }
    if key.state != KeyState::Outstanding {
        pending::cancel_of_key(state, step, id);
    }
    state.desk.keys.again.forget(id);
    steps::key_changed(state, step, id);
    forget_old(state, step);
}

/// A key that an answer has brought. The feed, which comes in order, may have told more already.
pub(super) fn learn(state: &mut State, key: Key) -> Key {
    let key = display::key(key);
    state.desk.keys.known.keys.entry(key.id).or_insert_with(|| key.clone());
    state.changes.mark(Topic::Keys);
    key
}

/// What has become of an own key that its maker should hear of.
fn tell(state: &mut State, step: &mut Step, old: &Key, key: &Key) {
    for invitation in &key.invitations {
        let InvitationState::Bounced { words } = &invitation.state else { continue };
        let before = old.invitations.iter().find(|before| before.number == invitation.number);
        if before.is_none_or(|before| before.state != invitation.state) {
            let text = format!("Invitation to {} bounced: {words}", invitation.address);
            notices::tell(state, step, NoticeKind::Danger, text, None);
        }
    }
    if let KeyState::Started { lsid, name, .. } = &key.state
        && old.state != key.state
    {
        let text = started(name, !key.invitations.is_empty());
        notices::tell(state, step, NoticeKind::Info, text, Some(lsid.clone()));
    }
}

/// Who started a session, and from what.
fn started(name: &str, invited: bool) -> String {
    let name = display::first_name(name);
    if invited {
        format!("{name} started from your invitation")
    } else {
        format!("{name} started with your key")
    }
}

fn is_own(state: &State, key: &Key) -> bool {
    let me = state.account().map(|account| account.me.id);
    matches!(&key.made_by, Maker::Representative { id, .. } if Some(*id) == me)
}

/// What to say of a session that has begun with an own key: a title, and where it came from.
pub(crate) fn own(state: &State, lsid: &SessionId) -> Option<(String, String)> {
    let session = state.desk.sessions.get(lsid)?;
    let came_from = session.came_from.as_ref()?;
    let key = state.desk.keys.known.get(came_from.key).filter(|key| is_own(state, key))?;
    let title = started(&session.customer.name, came_from.address.is_some() || !key.invitations.is_empty());
    Some((title, crate::words::came_from(came_from, true)))
}

/// It is time to forget a key.
pub(crate) fn due(state: &mut State, step: &mut Step) {
    state.desk.keys.known.planned = None;
    forget_old(state, step);
}

/// Forgets keys that were over long ago, and sees to the next ones.
fn forget_old(state: &mut State, step: &mut Step) {
    let (now, offset) = (state.appliance_time(step.now), state.link.clock_offset_ms);
    let known = &mut state.desk.keys.known;
    let before = known.keys.len();
    known.keys.retain(|_, key| over_since(key).is_none_or(|at| now < at.plus(OVER_MS)));
    while known.keys.len() > MOST {
        let oldest = known.keys.values().min_by_key(|key| (key.made_at, key.id)).map(|key| key.id);
        oldest.map(|id| known.keys.remove(&id));
    }
    if known.keys.len() != before {
        state.changes.mark(Topic::Keys);
    }
    let next = known.keys.values().filter_map(over_since).map(|at| at.plus(OVER_MS)).min();
    let next = next.map(|at| Timestamp(at.0.saturating_sub(offset)));
    if next != known.planned {
        known.planned = next;
        match next {
            Some(at) => step.push(Effect::SetTimer { timer: Timer::Keys, at }),
            None => step.clear_timer(Timer::Keys),
        }
    }
}

/// Since when a key is over (appliance's clock).
fn over_since(key: &Key) -> Option<Timestamp> {
    match key.state {
        KeyState::Outstanding => None,
        KeyState::Started { at, .. } | KeyState::Expired { at } | KeyState::Revoked { at, .. } => Some(at),
    }
}
