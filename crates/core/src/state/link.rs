//! The link: snapshot, then the live feed from its place on. When it is lost, it is tried again
//! after growing pauses, and goes on where it stopped.

use farhand_protocol::live::ServerFrame;
use farhand_protocol::{ErrorCode, Seq, Timestamp};

use crate::contract::{ConnectionView, InfoPoint, LinkState, Topic};
use crate::effect::{Call, Effect, Timer};
use crate::event::CallError;
use crate::state::requests::Asked;
use crate::state::sign_in::{Attempt, Phase, SignInPage};
use crate::state::{
    State, canned, chat_load, dashboard, feed, infos, keys, outbox, sending, sign_out, talk, typing,
};
use crate::step::Step;
use crate::words;

/// Milliseconds without a frame after which the connection counts as lost.
const SILENCE_MS: u64 = 50_000;
/// Milliseconds of the first pause but one; the very first is a random part of it, so that the
/// consoles of a site do not all come back in the same moment.
const FIRST_PAUSE_MS: u64 = 1_000;
/// Milliseconds of the longest pause.
const LONGEST_PAUSE_MS: u64 = 30_000;

/// Milliseconds between two latencies that show, so that the number can be read.
const LATENCY_MS: u64 = 10_000;

/// The link to the appliance.
#[derive(Debug)]
pub(crate) struct Link {
    pub state: LinkState,
    /// Milliseconds to add to the console's clock to get the appliance's.
    pub clock_offset_ms: i64,
    /// Milliseconds that the appliance took to answer, and when that was.
    latency: Option<(u32, Timestamp)>,
    /// The place in the log up to which everything is known; none before the snapshot.
    seq: Option<Seq>,
    /// Whether a live connection is open or being opened.
    live: bool,
    /// Tries in a row that failed.
    failures: u32,
}

impl Default for Link {
    fn default() -> Self {
        Self {
            state: LinkState::Idle,
            clock_offset_ms: 0,
            latency: None,
            seq: None,
            live: false,
            failures: 0,
        }
    }
}

impl Link {
    /// Whether the link is up.
    pub fn online(&self) -> bool {
        self.state == LinkState::Online
    }

    /// What the interface sees.
    pub fn view(&self) -> ConnectionView {
        ConnectionView {
            link: self.state.clone(),
            clock_offset_ms: self.clock_offset_ms,
            latency_ms: self.latency.map(|(ms, _)| ms),
        }
    }
}

/// Milliseconds to wait after so many failures in a row: nothing to a second at first, then one
/// second growing by 1.6 up to 30, each 20 % up or down.
pub(crate) fn pause_ms(failures: u32, random: u64) -> u64 {
    if failures == 0 {
        return random % FIRST_PAUSE_MS;
    }
    let mut pause = FIRST_PAUSE_MS;
    for _ in 1..failures.min(10) {
        pause = (pause * 8 / 5).min(LONGEST_PAUSE_MS);
    }
    pause * 4 / 5 + random % (pause * 2 / 5 + 1)
}

/// Forgets the link and all that was waiting for it.
pub(crate) fn reset(state: &mut State, step: &mut Step) {
    if state.link.state == LinkState::Idle {
        return;
    }
    if state.link.live {
        step.push(Effect::CloseLive);
    }
    step.clear_timer(Timer::Reconnect);
    step.clear_timer(Timer::LiveSilence);
    state.link = Link::default();
    state.changes.mark(Topic::Connection);
}

/// Starts a try: the snapshot, or the feed where the snapshot is there.
pub(crate) fn connect(state: &mut State, step: &mut Step) {
    match &mut state.link.state {
        LinkState::Idle => state.link.state = LinkState::Connecting,
        LinkState::Reconnecting { next_try_at, .. } => *next_try_at = None,
        LinkState::Connecting | LinkState::Online => {}
    }
    state.changes.mark(Topic::Connection);
    match state.link.seq {
        Some(since) => open_live(state, step, since),
        None => ask_snapshot(state, step),
    }
}

/// The snapshot came: everything is known up to this place.
pub(crate) fn go_on_from(state: &mut State, step: &mut Step, seq: Seq) {
    state.link.seq = Some(seq);
    open_live(state, step, seq);
}

fn open_live(state: &mut State, step: &mut Step, since: Seq) {
    state.link.live = true;
    step.push(Effect::OpenLive { since });
    step.set_timer(Timer::LiveSilence, SILENCE_MS);
}

fn ask_snapshot(state: &mut State, step: &mut Step) {
    if !state.requests.open(&Asked::Snapshot) {
        state.requests.ask(step, Asked::Snapshot, Call::Snapshot);
    }
}

/// Sets the difference between the clocks, from a time that the appliance just said.
pub(crate) fn set_clock(state: &mut State, step: &Step, appliance: Timestamp) {
    let offset = appliance.0.saturating_sub(step.now.0);
    if offset != state.link.clock_offset_ms {
        state.link.clock_offset_ms = offset;
        state.desk.alerts.replan = true;
        state.changes.mark(Topic::Connection);
    }
}

/// The live connection has measured how long the appliance takes to answer.
pub(crate) fn measured(state: &mut State, step: &Step, ms: u32) {
    let recent = |at: Timestamp| at <= step.now && step.now.since(at) < LATENCY_MS;
    if !state.link.live || state.link.latency.is_some_and(|(_, at)| recent(at)) {
        return;
    }
    if state.link.latency.replace((ms, step.now)).map(|(before, _)| before) != Some(ms) {
        state.changes.mark(Topic::Connection);
    }
}

/// The live connection said something.
pub(crate) fn frame(state: &mut State, step: &mut Step, frame: ServerFrame) {
    if !state.link.live {
        return;
    }
    step.set_timer(Timer::LiveSilence, SILENCE_MS);
    match frame {
        ServerFrame::Hello { seq, now } => hello(state, step, seq, now),
        ServerFrame::Rows { to, rows } => {
            for row in rows {
                if Some(row.seq) > state.link.seq && state.link.seq.is_some() {
                    state.link.seq = Some(row.seq);
                    feed::change(state, step, row.change);
                }
            }
            state.link.seq = state.link.seq.max(state.link.seq.map(|_| to));
        }
        ServerFrame::Typing { lsid, author } => typing::heard(state, step, &lsid, &author),
        ServerFrame::Read { lsid, number } => chat_load::customer_read(state, &lsid, number),
        ServerFrame::InfoRead { lsid, reading } => infos::heard(state, &lsid, reading),
        ServerFrame::InfoSample { lsid, source, at, sample } => {
            infos::sampled(state, &lsid, InfoPoint { source, at, sample });
        }
        ServerFrame::Dashboard { dashboard } => dashboard::whole(state, step, *dashboard),
        ServerFrame::DashboardPatch { patch } => dashboard::patched(state, step, *patch),
        ServerFrame::Resync => resync(state, step),
        ServerFrame::SignedOut { by } => sign_out::token_ended(state, step, by),
    }
}

fn hello(state: &mut State, step: &mut Step, seq: Seq, now: Timestamp) {
    set_clock(state, step, now);
    if Some(seq) < state.link.seq {
        // The appliance knows less than it told before: its data was put back to an older state.
        return resync(state, step);
    }
    state.link.failures = 0;
    state.link.state = LinkState::Online;
    state.changes.mark(Topic::Connection);
    infos::link_is_new(state);
    canned::fetch_missing(state, step);
    chat_load::fetch_missing(state, step);
    sending::resume_all(state, step);
    talk::sending::link_up(state, step);
    dashboard::link_up(state, step);
    keys::link_up(state);
}

fn resync(state: &mut State, step: &mut Step) {
    state.link.seq = None;
    state.link.live = false;
    step.push(Effect::CloseLive);
    step.clear_timer(Timer::LiveSilence);
    ask_snapshot(state, step);
}

/// The live connection ended or could not be made.
pub(crate) fn closed(state: &mut State, step: &mut Step, error: CallError) {
    if state.link.live {
        state.link.live = false;
        step.clear_timer(Timer::LiveSilence);
        lost(state, step, error);
    }
}

/// Nothing was heard for too long.
pub(crate) fn silent(state: &mut State, step: &mut Step) {
    if state.link.live {
        step.push(Effect::CloseLive);
        closed(state, step, CallError::Unreachable("nothing was heard for a while".into()));
    }
}

/// A try failed, or the link broke: plans the next try.
pub(crate) fn lost(state: &mut State, step: &mut Step, error: CallError) {
    if matches!(&error, CallError::Api(e) if e.code == ErrorCode::Unauthorized) {
        return sign_out::token_ended(state, step, None);
    }
    let asked_pause = match &error {
        CallError::Api(e) => u64::from(e.retry_after_s.unwrap_or(0)) * 1_000,
        _ => 0,
    };
    let since = match state.link.state {
        LinkState::Reconnecting { since, .. } => since,
        LinkState::Idle => return,
        LinkState::Connecting | LinkState::Online => step.now,
    };
    let pause = pause_ms(state.link.failures, step.random).max(asked_pause);
    state.link.failures = state.link.failures.saturating_add(1);
    state.link.latency = None;
    let at = step.set_timer(Timer::Reconnect, pause);
    let reason = words::call_error(error.clone());
    state.link.state = LinkState::Reconnecting { since, next_try_at: Some(at), reason };
    state.changes.mark(Topic::Connection);
    outbox::link_lost(state, step);
    talk::sending::link_lost(state, step);
    dashboard::link_lost(state);
    token_try_failed(state, error);
}

/// While the console starts with a kept token, the sign-in page says why nothing happens.
fn token_try_failed(state: &mut State, error: CallError) {
    let Some(address) = &state.sites.chosen else { return };
    if let Phase::Out(SignInPage { attempt: Some(Attempt::Token { failed }), error: shown, .. }) =
        &mut state.phase
    {
        *failed = true;
        *shown = Some(words::sign_in_error(address, error));
        state.changes.mark(Topic::App);
    }
}

/// Connects now instead of at the next time.
pub(crate) fn try_now(state: &mut State, step: &mut Step) {
    if let LinkState::Reconnecting { next_try_at: Some(_), .. } = state.link.state {
        step.clear_timer(Timer::Reconnect);
        connect(state, step);
    }
}

/// It is time for the next try.
pub(crate) fn reconnect(state: &mut State, step: &mut Step) {
    if let LinkState::Reconnecting { next_try_at: Some(_), .. } = state.link.state {
        connect(state, step);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_thirty_seconds_and_differ() {
        for (failures, least, most) in [
            (0, 0, 999),
            (1, 800, 1200),
            (2, 1280, 1920),
            (4, 3276, 4916),
            (9, 24_000, 36_000),
            (99, 24_000, 36_000),
        ] {
            for random in [0, 1, 77_777, u64::MAX / 3, u64::MAX] {
                let pause = pause_ms(failures, random);
                assert!((least..=most).contains(&pause), "{failures} {random} {pause}");
            }
        }
    }
}
