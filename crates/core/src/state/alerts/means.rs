//! By which means an alert is raised. What the site forces comes by all of them, whatever else is set;
//! do not disturb stops everything else, and mute stops sounds. How loud they are is the reader's own: at
//! volume 0 even a forced alert is silent, and still shows.
//!
//! Somebody who is busy or away is not told of sessions that anybody may take: that is no setting, and
//! holds for forced alerts as well.

use farhand_protocol::Timestamp;
use farhand_protocol::site::AlertKind;

use crate::contract::Alert;
use crate::effect::{Effect, Notification, Sound};
use crate::state::State;
use crate::step::Step;

/// Milliseconds in which at most one sound plays, unless a more pressing one comes.
const SOUND_MS: u64 = 2_000;

/// Raises an alert by the means that are set for it.
pub(super) fn raise(
    state: &mut State,
    step: &mut Step,
    kind: AlertKind,
    sound: Sound,
    notification: Option<Notification>,
) {
    let means = means(state, step.now, kind);
    if let Some(notification) = notification.filter(|_| means.desktop) {
        step.push(Effect::Notify(notification));
    }
    if means.sound {
        play(state, step, sound);
    }
    state.desk.alerts.marked |= means.tray && !state.program.focused;
}

/// The means of an alert now.
fn means(state: &State, now: Timestamp, kind: AlertKind) -> Alert {
    if state.desk.colleagues.rules.forced_alerts.contains(&kind) {
        return Alert { sound: true, desktop: true, tray: true };
    }
    let settings = &state.program.settings;
    if settings.quiet_until.is_some_and(|until| until > now) {
        return Alert { sound: false, desktop: false, tray: false };
    }
    let alerts = &settings.alerts;
    let means = match kind {
        AlertKind::Waiting => alerts.waiting,
        AlertKind::Overdue => alerts.overdue,
        AlertKind::Assigned => alerts.assigned,
        AlertKind::Passed => alerts.passed,
        AlertKind::Message => alerts.message,
        AlertKind::Customer => alerts.customer,
        AlertKind::Critical => alerts.critical,
    };
    Alert { sound: means.sound && !settings.muted, ..means }
}

/// How pressing a sound is: a more pressing one does not wait for the others.
fn pressing(sound: Sound) -> u8 {
    match sound {
        Sound::Assigned | Sound::Passed => 2,
        Sound::Critical => 1,
        Sound::Waiting | Sound::Overdue | Sound::Message | Sound::Ended => 0,
    }
}

fn play(state: &mut State, step: &mut Step, sound: Sound) {
    if state.program.settings.volume == 0 {
        return;
    }
    let alerts = &mut state.desk.alerts;
    let recent = |at: Timestamp| at <= step.now && step.now.since(at) < SOUND_MS;
    let held_back = alerts.sound.is_some_and(|(at, before)| recent(at) && before >= pressing(sound));
    if !held_back {
        alerts.sound = Some((step.now, pressing(sound)));
        step.push(Effect::Play(sound));
    }
}

/// The window is in front: the tray's mark goes.
pub(crate) fn window_is_back(state: &mut State) {
    state.desk.alerts.marked = false;
}
