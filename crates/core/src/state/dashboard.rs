//! A supervisor's dashboard: asked for on the live connection while it is looked at, and again when the
//! connection is a new one. The whole comes first, then what is different; rows are kept by what they are
//! about, and patches that come between two looks of the interface become one; a very large one is told of
//! over several looks.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use farhand_protocol::dashboard::{
    Activity, Dashboard, DashboardPatch, LedTeam, PersonLevel, QueueLevel, SessionLevel, Span, WaitPoint,
};
use farhand_protocol::limits::ACTIVITY;
use farhand_protocol::live::ClientFrame;
use farhand_protocol::people::Role;
use farhand_protocol::{QueueId, RepresentativeId, SessionId, Timestamp};

use crate::contract::{DashboardChange, DashboardView, Topic};
use crate::effect::Effect;
use crate::state::{State, display};
use crate::step::Step;

/// So many sessions are told of at once: more would take the interface longer to read than a frame lasts.
const AT_ONCE: usize = 500;

/// What is known of it.
#[derive(Debug, Default)]
pub(crate) struct Board {
    /// What the numbers are to be about, while it is looked at.
    span: Option<Span>,
    /// Whether the whole has come since that was asked.
    loaded: bool,
    /// Whether nothing has come since the link was lost.
    stale: bool,
    queues: BTreeMap<QueueId, QueueLevel>,
    people: BTreeMap<RepresentativeId, PersonLevel>,
    sessions: BTreeMap<SessionId, SessionLevel>,
    series: BTreeMap<Timestamp, WaitPoint>,
    /// Newest first.
    activity: VecDeque<Activity>,
    heard_at: Option<Timestamp>,
}

/// What is different since the interface was last told.
#[derive(Debug, Default)]
pub(crate) struct BoardChanges {
    queues: BTreeSet<QueueId>,
    people: BTreeSet<RepresentativeId>,
    sessions: BTreeSet<SessionId>,
    series: BTreeSet<Timestamp>,
    /// How many lines of activity are new.
    activity: usize,
}

impl BoardChanges {
    /// What is told of next, and what is left for the frames after it.
    pub fn split(mut self) -> (Self, Option<Self>) {
        let Some(next) = self.sessions.iter().nth(AT_ONCE).cloned() else { return (self, None) };
        let sessions = self.sessions.split_off(&next);
        (self, Some(Self { sessions, ..Self::default() }))
    }
}

impl Board {
    /// The customer's name in a session of the board.
    pub fn customer(&self, lsid: &SessionId) -> Option<&str> {
        self.sessions.get(lsid).map(|session| session.customer.as_str())
    }

    fn fill(&mut self, dashboard: Dashboard) {
        let Dashboard { span, queues, people, sessions, series, activity } = dashboard;
        (self.span, self.loaded, self.stale) = (Some(span), true, false);
        self.queues = queues.into_iter().map(display::queue_level).map(|row| (row.queue, row)).collect();
        self.people = people.into_iter().map(display::person_level).map(|row| (row.id, row)).collect();
        let sessions = sessions.into_iter().map(display::session_level);
        self.sessions = sessions.map(|row| (row.lsid.clone(), row)).collect();
        self.series = series.into_iter().map(|point| (point.at, point)).collect();
        self.activity = activity.into_iter().map(display::activity).take(ACTIVITY).collect();
    }

    /// Takes what is different, and says so in `changes`.
    fn apply(&mut self, patch: DashboardPatch, changes: &mut BoardChanges) {
        for row in patch.queues.into_iter().map(display::queue_level) {
            changes.queues.insert(row.queue);
            self.queues.insert(row.queue, row);
        }
        for row in patch.people.into_iter().map(display::person_level) {
            changes.people.insert(row.id);
            self.people.insert(row.id, row);
        }
        for row in patch.sessions.into_iter().map(display::session_level) {
            changes.sessions.insert(row.lsid.clone());
            self.sessions.insert(row.lsid.clone(), row);
        }
        for lsid in patch.gone {
            self.sessions.remove(&lsid);
            changes.sessions.insert(lsid);
        }
        for point in patch.series {
            changes.series.insert(point.at);
            self.series.insert(point.at, point);
        }
        changes.activity = (changes.activity + patch.activity.len()).min(ACTIVITY);
        for line in patch.activity.into_iter().rev().map(display::activity) {
            self.activity.push_front(line);
        }
        self.activity.truncate(ACTIVITY);
    }

    /// Points before the span are of no use any more.
    fn forget_old(&mut self, now: Timestamp) {
        let Some(span) = self.span else { return };
        let ms = i64::try_from(span.ms() + span.step_ms()).unwrap_or(i64::MAX);
        self.series = self.series.split_off(&Timestamp(now.0.saturating_sub(ms)));
    }
}

/// It is looked at, or no longer.
pub(crate) fn watch(state: &mut State, step: &mut Step, span: Option<Span>) {
    let online = state.link.online();
    let board = &mut state.desk.dashboard;
    if board.span == span {
        return;
    }
    (board.span, board.loaded) = (span, false);
    // What was seen last stays: whoever comes back without a link finds that, and from when it is.
    board.stale = !online && board.heard_at.is_some();
    if span.is_some() {
        state.changes.mark(Topic::Dashboard);
    }
    say(state, step, span);
}

/// The link is up: what is looked at is asked for again.
pub(crate) fn link_up(state: &State, step: &mut Step) {
    if state.desk.dashboard.span.is_some() {
        say(state, step, state.desk.dashboard.span);
    }
}

fn say(state: &State, step: &mut Step, span: Option<Span>) {
    if state.link.online() {
        step.push(Effect::SendLive(ClientFrame::WatchDashboard { span }));
    }
}

/// The link is lost: what is shown may be old.
pub(crate) fn link_lost(state: &mut State) {
    if state.desk.dashboard.heard_at.is_some() {
        state.desk.dashboard.stale = true;
        touched(state);
    }
}

/// The whole came. One that was asked for before the reader changed the span does not count.
pub(crate) fn whole(state: &mut State, step: &Step, dashboard: Dashboard) {
    if state.desk.dashboard.span != Some(dashboard.span) {
        return;
    }
    state.desk.dashboard.fill(dashboard);
    heard(state, step);
    state.changes.mark(Topic::Dashboard);
}

/// What is different came. Without the whole there is nothing that it could change.
pub(crate) fn patched(state: &mut State, step: &Step, patch: DashboardPatch) {
    if !state.desk.dashboard.loaded || state.desk.dashboard.stale {
        return;
    }
    let changes = state.changes.dashboard.get_or_insert_default();
    state.desk.dashboard.apply(patch, changes);
    heard(state, step);
}

fn heard(state: &mut State, step: &Step) {
    let now = state.appliance_time(step.now);
    state.desk.dashboard.heard_at = Some(now);
    state.desk.dashboard.forget_old(now);
}

/// Something besides the rows is different.
pub(crate) fn touched(state: &mut State) {
    if state.desk.dashboard.span.is_some() {
        state.changes.dashboard.get_or_insert_default();
    }
}

/// The teams that the reader leads.
pub(crate) fn led(state: &State) -> Vec<LedTeam> {
    let teams = state.account().map(|account| account.me.teams.as_slice()).unwrap_or_default();
    let led = teams.iter().filter(|membership| membership.role >= Role::Lead);
    led.map(|membership| LedTeam { team: membership.team, role: membership.role }).collect()
}

fn busy(state: &State) -> Vec<SessionId> {
    let board = &state.desk.dashboard;
    state.requests.sessions().filter(|lsid| board.sessions.contains_key(lsid)).cloned().collect()
}

/// Topic `dashboard`, whole.
pub(crate) fn view(state: &State) -> DashboardView {
    let board = &state.desk.dashboard;
    DashboardView {
        led: led(state),
        span: board.span.unwrap_or(Span::Hour),
        loaded: board.loaded,
        stale: board.stale,
        queues: board.queues.values().cloned().collect(),
        people: board.people.values().cloned().collect(),
        sessions: board.sessions.values().cloned().collect(),
        series: board.series.values().cloned().collect(),
        activity: board.activity.iter().cloned().collect(),
        busy: busy(state),
        heard_at: board.heard_at,
    }
}

/// Topic `dashboard`, what changed.
pub(crate) fn change(state: &State, changes: BoardChanges) -> DashboardChange {
    let board = &state.desk.dashboard;
    let mut patch = DashboardPatch {
        queues: changes.queues.iter().filter_map(|id| board.queues.get(id).cloned()).collect(),
        people: changes.people.iter().filter_map(|id| board.people.get(id).cloned()).collect(),
        series: changes.series.iter().filter_map(|at| board.series.get(at).cloned()).collect(),
        activity: board.activity.iter().take(changes.activity).cloned().collect(),
        ..DashboardPatch::default()
    };
    for lsid in changes.sessions {
        match board.sessions.get(&lsid) {
            Some(row) => patch.sessions.push(row.clone()),
            None => patch.gone.push(lsid),
        }
    }
    DashboardChange { patch, stale: board.stale, busy: busy(state), heard_at: board.heard_at }
}
