//! The queues and who waits in them.
//!
//! Each queue keeps its waiting sessions in the order of their waiting, apart by whether they are
//! overdue; so counts, the longest wait and the next one to get overdue are at hand whatever the
//! queue's length.

use std::collections::BTreeSet;

use farhand_protocol::queue::Queue;
use farhand_protocol::session::{CustomerPresence, Session, SessionState};
use farhand_protocol::text::for_display_line;
use farhand_protocol::{QueueId, SessionId, Timestamp};

use crate::contract::{QueueRow, QueuesPatch, QueuesView, RemovedRow, WaitingRow};
use crate::state::State;
use crate::state::changes::RowChange;
use crate::state::sessions::queued;

/// The queues that the representative serves.
#[derive(Debug, Default)]
pub(crate) struct Queues {
    /// Whether the first snapshot has arrived.
    pub loaded: bool,
    /// In display order.
    pub lines: Vec<Line>,
    /// Sessions that this console has asked for.
    pub accepting: BTreeSet<SessionId>,
}

/// One queue.
#[derive(Debug)]
pub(crate) struct Line {
    pub queue: Queue,
    /// Waiting within the target.
    fresh: BTreeSet<(Timestamp, SessionId)>,
    /// Waiting longer.
    late: BTreeSet<(Timestamp, SessionId)>,
}

impl Line {
    fn new(mut queue: Queue) -> Self {
        queue.name = for_display_line(&queue.name);
        Self { queue, fresh: BTreeSet::new(), late: BTreeSet::new() }
    }

    fn target_ms(&self) -> u64 {
        u64::from(self.queue.target_s) * 1_000
    }

    fn longest(&self) -> Option<&(Timestamp, SessionId)> {
        self.late.first().or(self.fresh.first())
    }

    fn row(&self) -> QueueRow {
        QueueRow {
            id: self.queue.id,
            name: self.queue.name.clone(),
            target_s: self.queue.target_s,
            warning_s: self.queue.warning_s,
            critical_s: self.queue.critical_s,
            count: count(self.fresh.len() + self.late.len()),
            longest_since: self.longest().map(|(since, _)| *since),
        }
    }
}

impl Queues {
    /// Replaces the queues, empty at first, in the order personal, teams by name, general. Says
    /// whether they are others than before.
    pub fn replace(&mut self, mut queues: Vec<Queue>) -> bool {
        queues.sort_by_cached_key(|queue| {
            let kind = match queue.id {
                QueueId::Personal(_) => 0,
                QueueId::Team(_) => 1,
                QueueId::General => 2,
            };
            (kind, queue.name.to_lowercase(), queue.id)
        });
        let lines: Vec<Line> = queues.into_iter().map(Line::new).collect();
        let others = lines.iter().map(|line| &line.queue).ne(self.lines.iter().map(|line| &line.queue));
        self.lines = lines;
        others
    }

    /// A queue that the representative serves.
    pub fn get(&self, id: QueueId) -> Option<&Line> {
        self.lines.iter().find(|line| line.queue.id == id)
    }

    /// Whether the session stands in the list.
    pub fn shows(&self, session: &Session) -> bool {
        queued(session).is_some_and(|(queue, _)| self.get(queue).is_some())
    }

    /// Counts a session in, where it waits.
    pub fn enter(&mut self, session: &Session, now: Timestamp) {
        let Some((line, place)) = self.place(session) else { return };
        if place.0.plus(line.target_ms()) < now {
            line.late.insert(place);
        } else {
            line.fresh.insert(place);
        }
    }

    /// Counts a session out.
    pub fn leave(&mut self, session: &Session) {
        if let Some((line, place)) = self.place(session) {
            line.fresh.remove(&place);
            line.late.remove(&place);
        }
    }

    fn place(&mut self, session: &Session) -> Option<(&mut Line, (Timestamp, SessionId))> {
        let SessionState::Waiting { queue, since } = session.state else { return None };
        let line = self.lines.iter_mut().find(|line| line.queue.id == queue)?;
        Some((line, (since, session.lsid.clone())))
    }

    /// Moves those whose target has passed to the overdue ones; says which.
    pub fn get_late(&mut self, now: Timestamp) -> Vec<SessionId> {
        let mut moved = Vec::new();
        for line in &mut self.lines {
            while let Some((since, _)) = line.fresh.first()
                && since.plus(line.target_ms()) < now
                && let Some(place) = line.fresh.pop_first()
            {
                moved.push(place.1.clone());
                line.late.insert(place);
            }
        }
        moved
    }

    /// When the next one gets overdue (appliance's clock).
    pub fn next_late(&self) -> Option<Timestamp> {
        let first = |line: &Line| line.fresh.first().map(|(since, _)| since.plus(line.target_ms() + 1));
        self.lines.iter().filter_map(first).min()
    }

    /// Queues that get critical when somebody has waited for too long in them, each with the moment when
    /// it does (appliance's clock); those in which nobody waits left out.
    pub fn critical(&self) -> impl Iterator<Item = (QueueId, Timestamp)> {
        self.lines.iter().filter_map(|line| {
            let after = u64::from(line.queue.critical_s?) * 1_000;
            let (since, _) = line.longest()?;
            Some((line.queue.id, since.plus(after)))
        })
    }

    /// How many wait.
    pub fn waiting(&self) -> u32 {
        count(self.lines.iter().map(|line| line.fresh.len() + line.late.len()).sum())
    }

    /// How many of them are overdue.
    pub fn overdue(&self) -> u32 {
        count(self.lines.iter().map(|line| line.late.len()).sum())
    }

    fn rows(&self) -> Vec<QueueRow> {
        self.lines.iter().map(Line::row).collect()
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// The row of a session that waits or is held in a queue that the representative serves.
fn row(state: &State, session: &Session) -> Option<WaitingRow> {
    let (queue, since) = queued(session)?;
    let line = state.desk.queues.get(queue)?;
    let held_by = match session.state {
        SessionState::Held { by, .. } => Some(state.desk.people.name(by)),
        _ => None,
    };
    let me = state.account().map(|account| account.me.id);
    let offered_to = session.assigning.as_ref().filter(|offer| Some(offer.to) != me);
    Some(WaitingRow {
        lsid: session.lsid.clone(),
        name: session.customer.name.clone(),
        company: session.customer.company.clone(),
        issue: session.issue.as_ref().map(|issue| issue.title.clone()),
        details: session.customer.details.clone(),
        queue,
        queue_name: line.queue.name.clone(),
        channel: session.channel,
        started_from: session.started_from,
        priority: session.priority,
        since,
        target_s: line.queue.target_s,
        held_by,
        offered_to: offered_to.map(|offer| offer.name.clone()),
        passed: session.passed.clone(),
        customer_away: session.customer.presence != CustomerPresence::Here,
        accepting: state.desk.queues.accepting.contains(&session.lsid),
    })
}

/// Topic `queues`, whole.
pub(crate) fn view(state: &State) -> QueuesView {
    let waiting = state.desk.sessions.known.values().filter_map(|session| row(state, session)).collect();
    QueuesView { loaded: state.desk.queues.loaded, queues: state.desk.queues.rows(), waiting }
}

/// Topic `queues`, what changed.
pub(crate) fn patch<'a>(
    state: &State,
    rows: impl Iterator<Item = (&'a SessionId, &'a RowChange)>,
) -> QueuesPatch {
    let mut upsert = Vec::new();
    let mut remove = Vec::new();
    for (lsid, change) in rows {
        let now = state.desk.sessions.known.get(lsid).and_then(|session| row(state, session));
        match (now, change) {
            (Some(row), _) => upsert.push(row),
            (None, RowChange::Gone(by)) => {
                remove.push(RemovedRow { lsid: lsid.clone(), taken_by: by.clone() });
            }
            (None, RowChange::Put) => remove.push(RemovedRow { lsid: lsid.clone(), taken_by: None }),
        }
    }
    QueuesPatch { loaded: state.desk.queues.loaded, queues: state.desk.queues.rows(), upsert, remove }
}
