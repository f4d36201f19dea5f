//! Counting: how waiting ended, and how long somebody had a session.

use farhand_protocol::session::SessionState;
use farhand_protocol::{QueueId, RepresentativeId, Timestamp};
use rusqlite::{Connection, params};

use super::session_row::Case;
use super::{SITE, Write, log, people, queues};
use crate::domain::GENERAL_TARGET_S;
use crate::store::{By, Handled, Kind, Refusal, Result, StoreError, Waited};

/// How waiting ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WaitOutcome {
    /// This one accepted.
    Accepted(RepresentativeId),
    /// The session ended.
    Abandoned,
}

/// Counts the end of a session's waiting. To be called while it still waits; what does not is not
/// counted.
pub(super) fn note_wait(write: &Write<'_>, case: &mut Case, outcome: WaitOutcome) -> Result<()> {
    let SessionState::Waiting { queue, since } = case.session.state else { return Ok(()) };
    let waited = Waited {
        lsid: case.session.lsid.clone(),
        queue,
        ms: write.now.since(since),
        target_s: target_s(write, queue)?,
        by: match outcome {
            WaitOutcome::Accepted(who) => Some(by(write, who)?),
            WaitOutcome::Abandoned => None,
        },
    };
    case.together.waited_ms.get_or_insert(write.now.since(case.session.created_at));
    write
        .prepare_cached(
            "INSERT INTO waited (site_id, queue, at, ms, outcome, target_s) VALUES (?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            SITE,
            queue.to_string(),
            write.now.0,
            waited.ms,
            if waited.by.is_some() { "accepted" } else { "abandoned" },
            waited.target_s
        ])?;
    log::append(write, &Kind::Waited { waited: Box::new(waited) })
}

/// Counts that `from`, who had or held a session since then, has it no longer: it ended or is somebody
/// else's, or nobody's, from now on.
pub(super) fn note_handled(
    write: &Write<'_>,
    case: &mut Case,
    from: RepresentativeId,
    since: Timestamp,
) -> Result<()> {
    // Time on hold counts, too.
    let since = case.together.held_from.take().unwrap_or(since);
    let ms = write.now.since(since);
    case.together.handled_ms = case.together.handled_ms.saturating_add(ms);
    case.together.owner = Some(from);
    let queue = case.last_queue;
    write
        .prepare_cached("INSERT INTO handled (representative_id, queue, at, ms) VALUES (?, ?, ?, ?)")?
        .execute(params![from.0, queue.to_string(), write.now.0, ms])?;
    let lsid = case.session.lsid.clone();
    let handled = Handled { lsid, by: by(write, from)?, queue, ms };
    log::append(write, &Kind::Handled { handled: Box::new(handled) })
}

/// Remembers since when the owner has a session that goes on hold, which is not the end of having it.
pub(super) fn note_hold(case: &mut Case) {
    if let SessionState::Active { since, .. } = case.session.state {
        case.together.held_from.get_or_insert(since);
    }
}

/// Counts what ends with a session. To be called before it ends.
pub(super) fn note_end(write: &Write<'_>, case: &mut Case) -> Result<()> {
    match case.session.state {
        SessionState::Waiting { .. } => note_wait(write, case, WaitOutcome::Abandoned),
        SessionState::Active { owner: by, since } | SessionState::Held { by, since, .. } => {
            note_handled(write, case, by, since)
        }
        SessionState::Ended { .. } => Ok(()),
    }
}

/// Counts what ends because `who` takes a session. To be called before that.
pub(super) fn note_accept(write: &Write<'_>, case: &mut Case, who: RepresentativeId) -> Result<()> {
    match case.session.state {
        SessionState::Held { by, since, .. } if by != who => note_handled(write, case, by, since),
        _ => note_wait(write, case, WaitOutcome::Accepted(who)),
    }
}

fn by(conn: &Connection, id: RepresentativeId) -> Result<By> {
    Ok(By { id, name: people::get(conn, id)?.name })
}

/// A team's queue that is there no more has the general one's target.
fn target_s(conn: &Connection, queue: QueueId) -> Result<u32> {
    match queues::get(conn, queue) {
        Ok(queue) => Ok(queue.target_s),
        Err(StoreError::Refused(Refusal::NotFound(_))) => Ok(GENERAL_TARGET_S),
        Err(error) => Err(error),
    }
}
