//! Sounds, desktop notifications and counts.
//!
//! While a step runs, handlers note what deserves an alert; at its end the notes become at most
//! one notification per session, and one for all that wait. A sound plays at most once in two
//! seconds. A notification names the customer's first name and the issue, never what was written.

use std::collections::BTreeMap;

use farhand_protocol::chat::{Author, Body, Entry};
use farhand_protocol::session::{CustomerPresence, EndReason, Session, SessionState};
use farhand_protocol::text::for_display_line;
use farhand_protocol::{SessionId, Timestamp};

use crate::contract::Alert;
use crate::effect::{Counts, Effect, Notification, Sound, Timer};
use crate::state::chat::written_by;
use crate::state::display::first_name;
use crate::state::{Desk, State, keys, tabs};
use crate::step::Step;

/// Milliseconds in which at most one sound plays.
const SOUND_MS: u64 = 2_000;
/// Milliseconds after which the overdue alert repeats.
const REPEAT_MS: u64 = 60_000;
/// How often it repeats.
const REPEATS: u8 = 3;

/// What was and is to be alerted.
#[derive(Debug, Default)]
pub(crate) struct Alerts {
    /// Whether the waiting sessions changed, so that the next overdue one may be another.
    pub replan: bool,
    /// The counts that show.
    pub shown: Counts,
    new_waiting: Vec<SessionId>,
    own: BTreeMap<SessionId, (Sound, String)>,
    repeat: Option<Repeat>,
    sound_at: Option<Timestamp>,
    planned: Option<Timestamp>,
}

/// The overdue alert, to be repeated.
#[derive(Debug)]
struct Repeat {
    at: Timestamp,
    left: u8,
}

/// A session changed from `old` to `new`: does somebody wait anew, did a customer leave or return?
pub(crate) fn session_changed(state: &mut State, old: Option<&Session>, new: &Session) {
    let waits = |session: &Session| matches!(session.state, SessionState::Waiting { .. });
    if waits(new) && !old.is_some_and(waits) && state.desk.queues.shows(new) {
        state.desk.alerts.new_waiting.push(new.lsid.clone());
    }
    let Some(old) = old.filter(|_| state.desk.tabs.get(&new.lsid).is_some()) else { return };
    let name = first_name(&new.customer.name);
    let what = match (&old.state, &new.state) {
        (SessionState::Ended { .. }, _) => None,
        (_, SessionState::Ended { reason: EndReason::Representative, .. }) => None,
        (_, SessionState::Ended { reason: EndReason::CustomerGone, .. }) => {
            Some(format!("{name} did not come back"))
        }
        (_, SessionState::Ended { reason: EndReason::NobodyAvailable, .. }) => {
            Some(format!("Nobody was there for {name}"))
        }
        (_, SessionState::Ended { .. }) => Some(format!("{name} ended the session")),
        _ => came_or_went(old.customer.presence, new.customer.presence).map(|what| format!("{name} {what}")),
    };
    if let Some(title) = what {
        state.desk.alerts.own.insert(new.lsid.clone(), (Sound::Ended, title));
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
    let message = matches!(entry.body, Body::Message { .. } | Body::File { .. });
    if !message || written_by(entry, me) || tabs::looked_at(state, &entry.lsid) {
        return;
    }
    let from = match &entry.author {
        Author::Representative { name, .. } => for_display_line(name),
        Author::Customer | Author::Appliance => state.desk.sessions.first_name(&entry.lsid).to_owned(),
    };
    let title = format!("Message from {from}");
    state.desk.alerts.own.entry(entry.lsid.clone()).or_insert((Sound::Message, title));
}

/// The first snapshot: what it holds is nothing new.
pub(crate) fn stay_quiet(state: &mut State, step: &Step) {
    let now = state.appliance_time(step.now);
    state.desk.queues.get_late(now);
    let alerts = &mut state.desk.alerts;
    alerts.new_waiting.clear();
    alerts.own.clear();
}

/// A waiting session got overdue, or it is time to say so again.
pub(crate) fn overdue_due(state: &mut State) {
    state.desk.alerts.planned = None;
    state.desk.alerts.replan = true;
}

/// Ends a step: alerts, counts, and the time of the next overdue session.
pub(crate) fn finish(state: &mut State, step: &mut Step) {
    if std::mem::take(&mut state.desk.alerts.replan) {
        look_for_overdue(state, step);
        plan(state, step);
    }
    alert_waiting(state, step);
    alert_own(state, step);
    show_counts(state, step);
}

fn look_for_overdue(state: &mut State, step: &mut Step) {
    let now = state.appliance_time(step.now);
    let late = state.desk.queues.get_late(now);
    let overdue = state.desk.queues.overdue();
    let alerts = &mut state.desk.alerts;
    let repeats = match &mut alerts.repeat {
        _ if !late.is_empty() => REPEATS,
        Some(_) if overdue == 0 => 0,
        Some(repeat) if repeat.at <= step.now => {
            let left = repeat.left - 1;
            alert_overdue(state, step, &[]);
            left
        }
        _ => return,
    };
    let at = step.now.plus(REPEAT_MS);
    state.desk.alerts.repeat = (repeats > 0).then_some(Repeat { at, left: repeats });
    if !late.is_empty() {
        alert_overdue(state, step, &late);
    }
}

/// Sets the timer to the next overdue session or the next repetition, whichever comes first.
fn plan(state: &mut State, step: &mut Step) {
    let offset = state.link.clock_offset_ms;
    let late = state.desk.queues.next_late().map(|at| Timestamp(at.0.saturating_sub(offset)));
    let repeat = state.desk.alerts.repeat.as_ref().map(|repeat| repeat.at);
    let next = late.into_iter().chain(repeat).min();
    if next == state.desk.alerts.planned {
        return;
    }
    state.desk.alerts.planned = next;
    match next {
        Some(at) => step.push(Effect::SetTimer { timer: Timer::Overdue, at }),
        None => step.clear_timer(Timer::Overdue),
    }
}

fn alert_waiting(state: &mut State, step: &mut Step) {
    let new = std::mem::take(&mut state.desk.alerts.new_waiting);
    let still = |lsid: &SessionId| {
        let session = state.desk.sessions.get(lsid);
        session.is_some_and(|session| matches!(session.state, SessionState::Waiting { .. }))
    };
    let (invited, new) = new.into_iter().filter(still).partition(|lsid| keys::own(state, lsid).is_some());
    alert_invited(state, step, invited);
    let new: Vec<SessionId> = new;
    if !new.is_empty() && !state.desk.people.quiet() {
        let means = state.program.settings.alerts.waiting;
        say_of_waiting(state, step, means, &new, "waiting");
        play(state, step, means, Sound::Waiting);
    }
}

/// Somebody who was invited is there. Whoever has invited wants to know that, busy or not.
fn alert_invited(state: &mut State, step: &mut Step, invited: Vec<SessionId>) {
    let means = state.program.settings.alerts.waiting;
    for lsid in invited {
        let Some((title, body)) = keys::own(state, &lsid) else { continue };
        if means.desktop {
            step.push(Effect::Notify(Notification { title, body, lsid: Some(lsid) }));
        }
        play(state, step, means, Sound::Waiting);
    }
}

fn alert_overdue(state: &mut State, step: &mut Step, late: &[SessionId]) {
    if !state.desk.people.quiet() {
        let means = state.program.settings.alerts.overdue;
        say_of_waiting(state, step, means, late, "overdue");
        play(state, step, means, Sound::Overdue);
    }
}

fn say_of_waiting(state: &State, step: &mut Step, means: Alert, which: &[SessionId], what: &str) {
    match which {
        [] => {}
        [lsid] => {
            let title = format!("{} is {what}", state.desk.sessions.first_name(lsid));
            notify(state, step, means, title, Some(lsid));
        }
        several => notify(state, step, means, format!("{} sessions are {what}", several.len()), None),
    }
}

fn alert_own(state: &mut State, step: &mut Step) {
    for (lsid, (sound, title)) in std::mem::take(&mut state.desk.alerts.own) {
        let settings = &state.program.settings.alerts;
        let means = if sound == Sound::Message { settings.message } else { settings.customer };
        if !tabs::looked_at(state, &lsid) {
            notify(state, step, means, title, Some(&lsid));
        }
        play(state, step, means, sound);
    }
}

fn notify(state: &State, step: &mut Step, means: Alert, title: String, lsid: Option<&SessionId>) {
    if means.desktop {
        let session = lsid.and_then(|lsid| state.desk.sessions.get(lsid));
        let issue = session.and_then(|session| session.issue.as_ref());
        let body = issue.map(|issue| issue.title.clone()).unwrap_or_default();
        step.push(Effect::Notify(Notification { title, body, lsid: lsid.cloned() }));
    }
}

fn play(state: &mut State, step: &mut Step, means: Alert, sound: Sound) {
    let alerts = &mut state.desk.alerts;
    let recent = alerts.sound_at.is_some_and(|at| at <= step.now && step.now.since(at) < SOUND_MS);
    if means.sound && !state.program.settings.muted && !recent {
        alerts.sound_at = Some(step.now);
        step.push(Effect::Play(sound));
    }
}

fn show_counts(state: &mut State, step: &mut Step) {
    let Desk { queues, tabs, .. } = &state.desk;
    let counts = Counts { waiting: queues.waiting(), overdue: queues.overdue(), unread: tabs.unread() };
    if counts != state.desk.alerts.shown {
        state.desk.alerts.shown = counts;
        step.push(Effect::ShowCounts(counts));
    }
}
