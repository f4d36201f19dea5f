//! Sounds, desktop notifications, the tray's mark, and counts.
//!
//! While a step runs, handlers note what deserves an alert; at its end the notes become at most
//! one notification per session and per talk, and one for all that wait. A sound plays at most once in two
//! seconds, unless a more pressing one comes. A notification names the customer's first name and the
//! issue, never what was written.

mod late;
mod means;
mod note;

use std::collections::BTreeMap;

use farhand_protocol::session::SessionState;
use farhand_protocol::site::AlertKind;
use farhand_protocol::team::TalkWith;
use farhand_protocol::{QueueId, SessionId, Timestamp};

use crate::effect::{Counts, Effect, Notification, Sound, Timer};
use crate::state::{Desk, State, keys, tabs, talk};
use crate::step::Step;

pub(crate) use late::{critical_due, overdue_due};
pub(crate) use means::window_is_back;
pub(crate) use note::{entry_added, session_changed, talked};

use late::Late;
use means::raise;
use note::Note;

/// Milliseconds after telling that somebody waits in which others are collected, to be told together.
const TOGETHER_MS: u64 = 5_000;

/// What was and is to be alerted.
#[derive(Debug, Default)]
pub(crate) struct Alerts {
    /// Whether the waiting sessions changed, so that the next overdue one may be another.
    pub replan: bool,
    /// The counts that show.
    pub shown: Counts,
    new_waiting: Vec<SessionId>,
    /// When it was last told that somebody waits.
    told_waiting: Option<Timestamp>,
    own: BTreeMap<SessionId, Note>,
    offers: BTreeMap<SessionId, Note>,
    talks: BTreeMap<TalkWith, Note>,
    late: Late,
    /// When a sound was played last, and how pressing it was.
    sound: Option<(Timestamp, u8)>,
    /// Whether the tray is marked.
    marked: bool,
}

/// The first snapshot: what it holds is nothing new.
pub(crate) fn stay_quiet(state: &mut State, step: &Step) {
    let now = state.appliance_time(step.now);
    state.desk.queues.get_late(now);
    let critical = late::critical_now(state, now);
    let alerts = &mut state.desk.alerts;
    alerts.late.critical = critical;
    alerts.new_waiting.clear();
    alerts.own.clear();
    alerts.talks.clear();
}

/// Ends a step: alerts, counts, and the times of what gets overdue or critical next.
pub(crate) fn finish(state: &mut State, step: &mut Step) {
    alert_offers(state, step);
    if std::mem::take(&mut state.desk.alerts.replan) {
        late::look(state, step);
    }
    alert_waiting(state, step);
    alert_own(state, step);
    show_counts(state, step);
}

fn alert_offers(state: &mut State, step: &mut Step) {
    for (lsid, Note { kind, sound, title }) in std::mem::take(&mut state.desk.alerts.offers) {
        if state.desk.offers.has(&lsid) {
            let notification = notification(state, title, Some(&lsid));
            raise(state, step, kind, sound, Some(notification));
        }
    }
}

fn alert_waiting(state: &mut State, step: &mut Step) {
    let new = std::mem::take(&mut state.desk.alerts.new_waiting);
    let still = |lsid: &SessionId| {
        let session = state.desk.sessions.get(lsid);
        let waits = session.is_some_and(|session| matches!(session.state, SessionState::Waiting { .. }));
        waits && !state.desk.offers.has(lsid)
    };
    let (invited, new) = new.into_iter().filter(still).partition(|lsid| keys::own(state, lsid).is_some());
    alert_invited(state, step, invited);
    let new: Vec<SessionId> = new;
    if new.is_empty() || state.desk.people.quiet() {
        return;
    }
    let told = state.desk.alerts.told_waiting.filter(|at| *at <= step.now);
    if let Some(at) = told.filter(|at| step.now.since(*at) < TOGETHER_MS) {
        state.desk.alerts.new_waiting = new;
        step.push(Effect::SetTimer { timer: Timer::Waiting, at: at.plus(TOGETHER_MS) });
        return;
    }
    state.desk.alerts.told_waiting = Some(step.now);
    let notification = of_waiting(state, &new, "waiting");
    raise(state, step, AlertKind::Waiting, Sound::Waiting, notification);
}

/// Somebody who was invited is there. Whoever has invited wants to know that, busy or not.
fn alert_invited(state: &mut State, step: &mut Step, invited: Vec<SessionId>) {
    for lsid in invited {
        let Some((title, body)) = keys::own(state, &lsid) else { continue };
        let notification = Notification { title, body, lsid: Some(lsid) };
        raise(state, step, AlertKind::Waiting, Sound::Waiting, Some(notification));
    }
}

fn alert_own(state: &mut State, step: &mut Step) {
    for (lsid, Note { kind, sound, title }) in std::mem::take(&mut state.desk.alerts.own) {
        let seen = tabs::looked_at(state, &lsid);
        let notification = (!seen).then(|| notification(state, title, Some(&lsid)));
        raise(state, step, kind, sound, notification);
    }
    for Note { kind, sound, title } in std::mem::take(&mut state.desk.alerts.talks).into_values() {
        let notification = notification(state, title, None);
        raise(state, step, kind, sound, Some(notification));
    }
}

/// What is said of several that wait; nothing of none.
fn of_waiting(state: &State, which: &[SessionId], what: &str) -> Option<Notification> {
    match which {
        [] => None,
        [lsid] => {
            let title = format!("{} is {what}", state.desk.sessions.first_name(lsid));
            Some(notification(state, title, Some(lsid)))
        }
        several => Some(notification(state, format!("{} sessions are {what}", several.len()), None)),
    }
}

fn notification(state: &State, title: String, lsid: Option<&SessionId>) -> Notification {
    let session = lsid.and_then(|lsid| state.desk.sessions.get(lsid));
    let issue = session.and_then(|session| session.issue.as_ref());
    let body = issue.map(|issue| issue.title.clone()).unwrap_or_default();
    Notification { title, body, lsid: lsid.cloned() }
}

/// A queue has become critical.
fn alert_critical(state: &mut State, step: &mut Step, queue: QueueId) {
    let Some(line) = state.desk.queues.get(queue) else { return };
    let title = format!("{} is critical", line.queue.name);
    let after = line.queue.critical_s.unwrap_or(0);
    let body = match (after / 60, after % 60) {
        (1, 0) => "Somebody has waited for a minute.".to_owned(),
        (minutes, 0) => format!("Somebody has waited for {minutes} minutes."),
        _ => format!("Somebody has waited for {after} seconds."),
    };
    let notification = Notification { title, body, lsid: None };
    raise(state, step, AlertKind::Critical, Sound::Critical, Some(notification));
}

fn show_counts(state: &mut State, step: &mut Step) {
    let Desk { queues, tabs, offers, alerts, .. } = &state.desk;
    let offered = u32::try_from(offers.len()).unwrap_or(u32::MAX);
    let counts = Counts {
        waiting: queues.waiting(),
        overdue: queues.overdue(),
        unread: tabs.unread(),
        asked: offered.saturating_add(talk::unread(state)),
        marked: alerts.marked,
    };
    if counts != state.desk.alerts.shown {
        state.desk.alerts.shown = counts;
        step.push(Effect::ShowCounts(counts));
    }
}
