//! What deserves an alert: changes of sessions, entries of chats, lines of colleagues.

use farhand_protocol::SessionId;
use farhand_protocol::chat::{Author, Body, Entry};
use farhand_protocol::session::{CustomerPresence, EndReason, Session, SessionState};
use farhand_protocol::site::AlertKind;
use farhand_protocol::team::{Assigning, TalkEntry, TalkWith};
use farhand_protocol::text::for_display_line;

use crate::effect::Sound;
use crate::state::chat::written_by;
use crate::state::display::first_name;
use crate::state::{State, colleagues, offers, tabs};

/// An alert to be raised when the step ends.
#[derive(Debug)]
pub(super) struct Note {
    pub kind: AlertKind,
    pub sound: Sound,
    pub title: String,
}

/// A session changed from `old` to `new`: does somebody wait anew, is it offered to the reader, did a
/// customer leave or return?
pub(crate) fn session_changed(state: &mut State, old: Option<&Session>, new: &Session) {
    let waits = |session: &Session| matches!(session.state, SessionState::Waiting { .. });
    if waits(new) && !old.is_some_and(waits) && state.desk.queues.shows(new) {
        state.desk.alerts.new_waiting.push(new.lsid.clone());
    }
    if let Some(note) = offered(state, old, new) {
        state.desk.alerts.offers.insert(new.lsid.clone(), note);
    }
    let Some(old) = old.filter(|_| state.desk.tabs.get(&new.lsid).is_some()) else { return };
    if let Some(title) = of_customer(old, new) {
        let note = Note { kind: AlertKind::Customer, sound: Sound::Ended, title };
        state.desk.alerts.own.insert(new.lsid.clone(), note);
    }
}

/// Whether the session is offered to the reader now in a way in which it was not before.
fn offered(state: &State, old: Option<&Session>, new: &Session) -> Option<Note> {
    let name = first_name(&new.customer.name);
    let note = |sound, title| {
        let kind = if sound == Sound::Assigned { AlertKind::Assigned } else { AlertKind::Passed };
        Some(Note { kind, sound, title })
    };
    if let Some(offer) = offers::assigned(state, new)
        && old.and_then(|old| offers::assigned(state, old)).map(until) != Some(until(offer))
    {
        return note(Sound::Assigned, format!("{name} is offered to you"));
    }
    if let Some(passed) = offers::passed(state, new)
        && old.and_then(|old| offers::passed(state, old)).map(|before| before.at) != Some(passed.at)
    {
        let title = format!("{} has passed {name} on to you", passed.name);
        return note(Sound::Passed, title);
    }
    let share = offers::invitation(state, new)?;
    let before = old.and_then(|old| offers::invitation(state, old)).map(|share| share.id);
    if before == Some(share.id) {
        return None;
    }
    note(Sound::Passed, format!("{} invites you to the session with {name}", share.by_name))
}

fn until(offer: &Assigning) -> farhand_protocol::Timestamp {
    offer.until
}

fn of_customer(old: &Session, new: &Session) -> Option<String> {
    let name = first_name(&new.customer.name);
    match (&old.state, &new.state) {
        (SessionState::Ended { .. }, _)
        | (_, SessionState::Ended { reason: EndReason::Representative, .. }) => None,
        (_, SessionState::Ended { reason: EndReason::CustomerGone, .. }) => {
            Some(format!("{name} did not come back"))
        }
        (_, SessionState::Ended { reason: EndReason::NobodyAvailable, .. }) => {
            Some(format!("Nobody was there for {name}"))
        }
        (_, SessionState::Ended { .. }) => Some(format!("{name} ended the session")),
        _ => came_or_went(old.customer.presence, new.customer.presence).map(|what| format!("{name} {what}")),
    }
}

fn came_or_went(old: CustomerPresence, new: CustomerPresence) -> Option<&'static str> {
    use CustomerPresence::{Away, Gone, Here};
    match (old, new) {
        (Here, Away { .. }) => Some("lost the connection"),
        (Here | Away { .. }, Gone { .. }) => Some("left"),
        (Away { .. } | Gone { .. }, Here) => Some("is back"),
        _ => None,
    }
}

/// The feed told of a new entry: is it a message that nobody looks at?
pub(crate) fn entry_added(state: &mut State, entry: &Entry) {
    let Some(me) = state.account().map(|account| account.me.id) else { return };
    let what = match entry.body {
        Body::Message { .. } | Body::File { .. } => "Message",
        Body::Whisper { .. } => "Whisper",
        Body::Note { .. } | Body::Event { .. } => return,
    };
    if written_by(entry, me) || tabs::looked_at(state, &entry.lsid) {
        return;
    }
    let title = format!("{what} from {}", author(state, &entry.author, &entry.lsid));
    let note = Note { kind: AlertKind::Message, sound: Sound::Message, title };
    state.desk.alerts.own.entry(entry.lsid.clone()).or_insert(note);
}

fn author(state: &State, author: &Author, lsid: &SessionId) -> String {
    match author {
        Author::Representative { name, .. } | Author::Helper { name, .. } => for_display_line(name),
        Author::Customer | Author::Appliance => state.desk.sessions.first_name(lsid).to_owned(),
    }
}

/// A colleague said something where nobody looks.
pub(crate) fn talked(state: &mut State, with: TalkWith, entry: &TalkEntry) {
    let title = match with {
        TalkWith::Team { id } => {
            format!("Message from {} to {}", entry.from_name, colleagues::team_name(state, id))
        }
        TalkWith::Representative { .. } => format!("Message from {}", entry.from_name),
    };
    let note = Note { kind: AlertKind::Message, sound: Sound::Message, title };
    state.desk.alerts.talks.entry(with).or_insert(note);
}
