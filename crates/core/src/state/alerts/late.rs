//! Waiting that lasts too long: sessions that get overdue, and queues that get critical.

use std::collections::BTreeSet;

use farhand_protocol::site::AlertKind;
use farhand_protocol::{QueueId, SessionId, Timestamp};

use crate::effect::{Effect, Sound, Timer};
use crate::state::State;
use crate::step::Step;

use super::{alert_critical, of_waiting, raise};

/// Milliseconds after which the overdue alert repeats.
const REPEAT_MS: u64 = 60_000;
/// How often it repeats.
const REPEATS: u8 = 3;

/// What is late, and when something is next.
#[derive(Debug, Default)]
pub(super) struct Late {
    repeat: Option<Repeat>,
    /// Queues that are critical: each alerts once until it is not any more.
    pub critical: BTreeSet<QueueId>,
    overdue_planned: Option<Timestamp>,
    critical_planned: Option<Timestamp>,
}

/// The overdue alert, to be repeated.
#[derive(Debug)]
struct Repeat {
    at: Timestamp,
    left: u8,
}

/// A waiting session got overdue, or it is time to say so again.
pub(crate) fn overdue_due(state: &mut State) {
    state.desk.alerts.late.overdue_planned = None;
    state.desk.alerts.replan = true;
}

/// A queue got critical.
pub(crate) fn critical_due(state: &mut State) {
    state.desk.alerts.late.critical_planned = None;
    state.desk.alerts.replan = true;
}

/// Alerts of what is late by now, and plans what is next.
pub(super) fn look(state: &mut State, step: &mut Step) {
    look_for_critical(state, step);
    look_for_overdue(state, step);
    plan(state, step);
}

/// Queues in which somebody has waited for too long.
pub(super) fn critical_now(state: &State, now: Timestamp) -> BTreeSet<QueueId> {
    state.desk.queues.critical().filter(|(_, at)| *at <= now).map(|(queue, _)| queue).collect()
}

fn look_for_critical(state: &mut State, step: &mut Step) {
    let now = state.appliance_time(step.now);
    let critical = critical_now(state, now);
    let before = std::mem::replace(&mut state.desk.alerts.late.critical, critical.clone());
    for queue in critical.difference(&before) {
        alert_critical(state, step, *queue);
    }
}

fn look_for_overdue(state: &mut State, step: &mut Step) {
    let now = state.appliance_time(step.now);
    let late = state.desk.queues.get_late(now);
    let overdue = state.desk.queues.overdue();
    let repeats = match &mut state.desk.alerts.late.repeat {
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
    state.desk.alerts.late.repeat = (repeats > 0).then_some(Repeat { at, left: repeats });
    if !late.is_empty() {
        alert_overdue(state, step, &late);
    }
}

fn alert_overdue(state: &mut State, step: &mut Step, late: &[SessionId]) {
    if !state.desk.people.quiet() {
        let notification = of_waiting(state, late, "overdue");
        raise(state, step, AlertKind::Overdue, Sound::Overdue, notification);
    }
}

/// Sets the timers to the next overdue session or the next repetition, whichever comes first, and to the
/// next critical queue.
fn plan(state: &mut State, step: &mut Step) {
    let offset = state.link.clock_offset_ms;
    let here = |at: Timestamp| Timestamp(at.0.saturating_sub(offset));
    let queues = &state.desk.queues;
    let late = &mut state.desk.alerts.late;
    let repeat = late.repeat.as_ref().map(|repeat| repeat.at);
    let overdue = queues.next_late().map(here).into_iter().chain(repeat).min();
    set(step, Timer::Overdue, &mut late.overdue_planned, overdue);
    let fine = queues.critical().filter(|(queue, _)| !late.critical.contains(queue));
    let critical = fine.map(|(_, at)| here(at)).min();
    set(step, Timer::Critical, &mut late.critical_planned, critical);
}

fn set(step: &mut Step, timer: Timer, planned: &mut Option<Timestamp>, next: Option<Timestamp>) {
    if *planned == next {
        return;
    }
    *planned = next;
    match next {
        Some(at) => step.push(Effect::SetTimer { timer, at }),
        None => step.clear_timer(timer),
    }
}
