//! What the customer's page shows.

use farhand_protocol::device::DeviceView;
use farhand_protocol::people::Presence;
use farhand_protocol::portal::{CustomerState, CustomerView, ElevationOffer};
use farhand_protocol::session::{Priority, SessionState};
use farhand_protocol::{QueueId, SessionId, Timestamp};
use rusqlite::{Connection, params};

use super::session_row::{self, Case};
use super::{chat, customer, elevation, people, permission, queues, sessions};
use crate::store::Result;

/// The view of a session.
pub(super) fn of(conn: &Connection, lsid: &SessionId, now: Timestamp) -> Result<CustomerView> {
    let case = session_row::get(conn, lsid)?;
    Ok(CustomerView {
        now,
        state: state(conn, &case, now)?,
        name: case.session.customer.name.clone(),
        issue: case.session.issue.as_ref().map(|issue| issue.title.clone()),
        queue: queues::name_for_customer(conn, case.last_queue)?,
        recording: case.session.recording,
        question: permission::question(&case.session),
        sharing: permission::sharing(&case.session),
        elevation: offer(&case, now),
        device: case.session.device.as_ref().map(|device| device.name.clone()),
        last_entry: chat::newest_of_representatives(conn, lsid)?,
    })
}

/// What the session's device shows.
pub(super) fn of_device(conn: &Connection, lsid: &SessionId, now: Timestamp) -> Result<DeviceView> {
    let case = session_row::get(conn, lsid)?;
    Ok(DeviceView {
        now,
        state: state(conn, &case, now)?,
        name: case.session.customer.name.clone(),
        question: permission::question(&case.session),
        sharing: permission::sharing(&case.session),
    })
}

/// The link carries no code: the page asks for one of its own when the customer follows it.
fn offer(case: &Case, now: Timestamp) -> Option<ElevationOffer> {
    let elevating = case.session.elevating?;
    if elevation::due_at(&elevating).is_some_and(|due| due <= now) {
        return None;
    }
    Some(ElevationOffer {
        name: case.elevated_by.clone().unwrap_or_default(),
        link: "/client".to_owned(),
        expires_at: elevating.expires_at,
        purpose: elevating.purpose,
        stage: elevating.stage,
    })
}

fn state(conn: &Connection, case: &Case, now: Timestamp) -> Result<CustomerState> {
    match &case.session.state {
        SessionState::Waiting { queue, since } => waiting(conn, case, *queue, *since, now),
        SessionState::Active { owner, .. } => Ok(CustomerState::Active {
            representative: sessions::name_in(case, *owner),
            present: people::get(conn, *owner)?.presence != Presence::Offline,
        }),
        SessionState::Held { since, .. } => Ok(CustomerState::Held { since: *since }),
        SessionState::Ended { reason, .. } => {
            let survey = customer::settings(conn)?.survey && !case.surveyed;
            Ok(CustomerState::Ended { reason: *reason, survey })
        }
    }
}

fn waiting(
    conn: &Connection,
    case: &Case,
    queue: QueueId,
    since: Timestamp,
    now: Timestamp,
) -> Result<CustomerState> {
    let high = case.session.priority == Priority::High;
    let before = conn
        .prepare_cached(
            "SELECT count(*) FROM session WHERE queue = ?1 AND state = 'waiting' AND lsid != ?4
             AND (high > ?2 OR (high = ?2 AND (since < ?3 OR (since = ?3 AND lsid < ?4))))",
        )?
        .query_row(params![queue.to_string(), high, since.0, case.session.lsid.as_str()], |row| row.get(0))?;
    let waited_s = u32::try_from(now.since(since) / 1000).unwrap_or(u32::MAX);
    // Past the average there is nothing left to guess from.
    let estimate_s = queues::estimate_s(conn, queue, now)?.and_then(|average| average.checked_sub(waited_s));
    Ok(CustomerState::Waiting { before, since, estimate_s })
}
