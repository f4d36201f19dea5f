//! Moving a session on that nobody has any more: the rules of [`crate::domain::fallback`] on its row.

use std::collections::HashSet;

use farhand_protocol::chat::{Author, FellBackTo, SessionEvent};
use farhand_protocol::people::Presence;
use farhand_protocol::session::{EndReason, SessionState};
use farhand_protocol::{QueueId, RepresentativeId, TeamId, Timestamp};
use rusqlite::Connection;

use super::super::session_row::{self, Case};
use super::super::{Write, chat, company, customer, numbers, people, queues, sessions};
use crate::domain::fallback::{self, Fallback, Orphan, Way};
use crate::domain::life::{self, Step};
use crate::store::{Result, Scope};

/// Who is left to help.
pub(super) struct Staff {
    /// Those who are connected.
    online: HashSet<RepresentativeId>,
    /// What each enabled account serves, connected or not.
    scopes: Vec<Scope>,
    /// Teams whose queues keep their sessions while nobody is there.
    persistent: HashSet<TeamId>,
    /// The site's fallback queue.
    site: QueueId,
}

impl Staff {
    pub(super) fn read(conn: &Connection) -> Result<Self> {
        let all = people::all(conn)?;
        let mut persistent = conn.prepare_cached("SELECT id FROM team WHERE persistent")?;
        let persistent = persistent.query_map([], |row| row.get(0).map(TeamId))?;
        Ok(Self {
            scopes: all.iter().map(|r| people::scope(conn, r.id)).collect::<Result<_>>()?,
            online: all.iter().filter(|r| r.presence != Presence::Offline).map(|r| r.id).collect(),
            persistent: persistent.collect::<rusqlite::Result<_>>()?,
            site: fallback_queue(conn)?,
        })
    }

    fn is_there(&self, who: RepresentativeId) -> bool {
        self.online.contains(&who)
    }

    /// Whether a queue takes sessions in.
    fn serves(&self, queue: QueueId) -> bool {
        let keeps = match queue {
            QueueId::Personal(who) => return self.is_there(who),
            QueueId::Team(team) => self.persistent.contains(&team),
            QueueId::General => true,
        };
        self.scopes.iter().any(|scope| scope.serves(queue) && (keeps || self.is_there(scope.who)))
    }
}

/// Where sessions go that no other queue takes back.
pub(in super::super) fn fallback_queue(conn: &Connection) -> Result<QueueId> {
    Ok(customer::settings(conn)?.teams.fallback_queue)
}

/// Moves everything on that is in a queue which is going to be there no more. What is held stays held,
/// in another queue; what somebody owns would go back into the site's fallback queue.
pub(in super::super) fn desert(write: &Write<'_>, queue: QueueId) -> Result<()> {
    let staff = Staff::read(write)?;
    for case in session_row::select(write, "last_queue = ? AND ended_at IS NULL", [queue.to_string()])? {
        match case.session.state {
            SessionState::Held { by, since, .. } => hold_elsewhere(write, &staff, case, by, since)?,
            SessionState::Active { .. } => {
                let before = session_row::sight(&case);
                session_row::save(write, &before, &Case { last_queue: staff.site, ..case }, None)?;
            }
            SessionState::Waiting { .. } | SessionState::Ended { .. } => fall_back(write, &staff, case)?,
        }
    }
    Ok(())
}

fn hold_elsewhere(
    write: &Write<'_>,
    staff: &Staff,
    mut case: Case,
    by: RepresentativeId,
    since: Timestamp,
) -> Result<()> {
    let orphan = Orphan { participants: &[], ..orphan(&case, staff) };
    let to = fallback::of(&orphan, |_| false, |queue| staff.serves(queue));
    let Fallback::Queue(_, queue) = to else { return fall_back(write, staff, case) };
    let before = session_row::sight(&case);
    case.session.state = SessionState::Held { queue, by, since };
    case.last_queue = queue;
    company::save(write, &before, &mut case, None)?;
    let event = SessionEvent::SessionFellBack { from: None, to: told(write, &case, to)? };
    chat::add_event(write, &case.session, Author::Appliance, event)
}

/// A session with what its way depends on.
fn orphan<'c>(case: &'c Case, staff: &Staff) -> Orphan<'c> {
    let session = &case.session;
    let (gone, leaves) = match session.state {
        SessionState::Active { owner, .. } => (Some(owner), None),
        SessionState::Held { queue, by, .. } => (Some(by), Some(queue)),
        SessionState::Waiting { queue, .. } => (None, Some(queue)),
        SessionState::Ended { .. } => (None, None),
    };
    Orphan {
        gone,
        leaves,
        participants: &session.participants,
        last: case.last_queue,
        entry: session.entry_queue,
        site: staff.site,
    }
}

/// Moves a session on that nobody has any more.
pub(super) fn fall_back(write: &Write<'_>, staff: &Staff, case: Case) -> Result<()> {
    if !case.is_open() {
        return Ok(());
    }
    let orphan = orphan(&case, staff);
    let gone = orphan.gone;
    let to = fallback::of(&orphan, |who| staff.is_there(who), |queue| staff.serves(queue));
    let from = gone.map(|who| name(write, &case, who)).transpose()?;
    let case = match to {
        Fallback::Owner(heir) => pass_to(write, case, gone, heir)?,
        Fallback::Queue(_, queue) => requeue(write, case, gone, queue)?,
        Fallback::End => case,
    };
    let event = SessionEvent::SessionFellBack { from, to: told(write, &case, to)? };
    chat::add_event(write, &case.session, Author::Appliance, event)?;
    match to {
        Fallback::End => sessions::end(write, case, Author::Appliance, EndReason::NobodyAvailable),
        Fallback::Owner(_) | Fallback::Queue(..) => Ok(()),
    }
}

/// The name of whoever has had a session.
fn name(conn: &Connection, case: &Case, who: RepresentativeId) -> Result<String> {
    let name = sessions::name_in(case, who);
    if name.is_empty() { Ok(people::get(conn, who)?.name) } else { Ok(name) }
}

fn told(conn: &Connection, case: &Case, to: Fallback) -> Result<FellBackTo> {
    Ok(match to {
        Fallback::Owner(heir) => FellBackTo::Owner { name: name(conn, case, heir)? },
        Fallback::Queue(way, queue) => {
            let queue = queues::name_for_customer(conn, queue)?;
            match way {
                Way::Last => FellBackTo::LastQueue { queue },
                Way::Entry => FellBackTo::EntryQueue { queue },
                Way::Site => FellBackTo::FallbackQueue { queue },
            }
        }
        Fallback::End => FellBackTo::End,
    })
}

/// Counts what `gone` had of a session.
fn note_handled(write: &Write<'_>, case: &mut Case) -> Result<()> {
    match case.session.state {
        SessionState::Active { owner: by, since } | SessionState::Held { by, since, .. } => {
            numbers::note_handled(write, case, by, since)
        }
        SessionState::Waiting { .. } | SessionState::Ended { .. } => Ok(()),
    }
}

/// Takes a session away from an owner, or out of a queue. Whoever took part and is not there does so no
/// longer.
fn requeue(
    write: &Write<'_>,
    mut case: Case,
    gone: Option<RepresentativeId>,
    queue: QueueId,
) -> Result<Case> {
    let before = session_row::sight(&case);
    let step = life::after(&case.session.state, Step::Requeue(queue), write.now);
    if let Some(state) = step.map_err(|stop| sessions::refusal(stop, &case))? {
        note_handled(write, &mut case)?;
        case.session.state = state;
    }
    case.last_queue = queue;
    let left = std::mem::take(&mut case.session.participants);
    company::save(write, &before, &mut case, None)?;
    for participant in left.iter().filter(|p| Some(p.id) == gone) {
        let event = SessionEvent::ConferenceMemberDeparted { name: participant.name.clone() };
        chat::add_event(write, &case.session, Author::Appliance, event)?;
    }
    Ok(case)
}

/// Gives a session to a participant, because its owner does not come back, or because nobody is left in
/// the queue that it waits in.
fn pass_to(
    write: &Write<'_>,
    mut case: Case,
    gone: Option<RepresentativeId>,
    heir: RepresentativeId,
) -> Result<Case> {
    let before = session_row::sight(&case);
    let waits = matches!(case.session.state, SessionState::Waiting { .. } | SessionState::Held { .. });
    let step = if waits { Step::Accept(heir) } else { Step::PassTo(heir) };
    let step = life::after(&case.session.state, step, write.now);
    if let Some(state) = step.map_err(|stop| sessions::refusal(stop, &case))? {
        if waits {
            numbers::note_accept(write, &mut case, heir)?;
        } else {
            note_handled(write, &mut case)?;
        }
        case.session.state = state;
    }
    case.session.participants.retain(|p| Some(p.id) != gone);
    company::save(write, &before, &mut case, None)?;
    let event = SessionEvent::ConferenceOwnerChanged { name: sessions::name_in(&case, heir), from: None };
    chat::add_event(write, &case.session, Author::Appliance, event)?;
    Ok(case)
}
