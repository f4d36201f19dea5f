//! A session's row: reading it, and writing it together with its row in the log.

use farhand_protocol::device::DevicePresence;
use farhand_protocol::session::{CustomerPresence, Session, SessionState};
use farhand_protocol::team::ShareWith;
use farhand_protocol::{QueueId, RepresentativeId, SessionId, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{
    SITE, Write, assignment, elevation, from_json, helpers, log, readiness, standing, to_json, uploads,
};
use crate::domain::permission::{self, History};
use crate::domain::together::Together;
use crate::store::{Kind, Refusal, Result, Sight, StoreError};

/// A session with what the store alone keeps of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Case {
    /// As the API tells it.
    pub session: Session,
    /// The queue that it waits or waited in last.
    pub last_queue: QueueId,
    /// Whether nobody was ever connected for the customer, on purpose.
    pub unattended: bool,
    /// Up to which entry the customer has read.
    pub customer_read: u64,
    /// Whether the exit survey was answered.
    pub surveyed: bool,
    /// Whether the customer has the session's page open.
    pub page_here: bool,
    /// What is remembered of earlier questions.
    pub history: History,
    /// The name of whoever asks the customer to open the client.
    pub elevated_by: Option<String>,
    /// What is kept of its people.
    pub together: Together,
}

impl Case {
    /// A session that begins now.
    pub(super) fn begun(session: Session, unattended: bool, page_here: bool) -> Self {
        Self {
            last_queue: session.entry_queue,
            session,
            unattended,
            customer_read: 0,
            surveyed: false,
            page_here,
            history: History::default(),
            elevated_by: None,
            together: Together::default(),
        }
    }

    /// Whether it is not over.
    pub(super) fn is_open(&self) -> bool {
        !matches!(self.session.state, SessionState::Ended { .. })
    }
}

const COLUMNS: &str = "body, last_entry, last_queue, unattended, customer_read, surveyed, page_here, history,
                       elevated_by, together";

fn read(row: &Row<'_>) -> Result<Case> {
    let body: String = row.get(0)?;
    let mut session: Session = from_json(&body)?;
    session.last_entry = row.get(1)?;
    let queue: String = row.get(2)?;
    Ok(Case {
        session,
        last_queue: queue.parse().map_err(|_| StoreError::Failed("a stored queue".to_owned()))?,
        unattended: row.get(3)?,
        customer_read: row.get(4)?,
        surveyed: row.get(5)?,
        page_here: row.get(6)?,
        history: from_json(&row.get::<_, String>(7)?)?,
        elevated_by: row.get(8)?,
        together: from_json(&row.get::<_, String>(9)?)?,
    })
}

/// The session, if there is one.
pub(super) fn find(conn: &Connection, lsid: &SessionId) -> Result<Option<Case>> {
    let mut statement = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM session WHERE lsid = ?"))?;
    let mut rows = statement.query([lsid.as_str()])?;
    rows.next()?.map(read).transpose()
}

/// The session.
pub(super) fn get(conn: &Connection, lsid: &SessionId) -> Result<Case> {
    find(conn, lsid)?.ok_or_else(|| Refusal::NotFound("session").into())
}

/// All sessions that a condition finds; `filter` is a constant, values are bound.
pub(super) fn select(conn: &Connection, filter: &str, values: impl rusqlite::Params) -> Result<Vec<Case>> {
    let mut statement = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM session WHERE {filter}"))?;
    let mut rows = statement.query(values)?;
    let mut cases = Vec::new();
    while let Some(row) = rows.next()? {
        cases.push(read(row)?);
    }
    Ok(cases)
}

/// Who of the representatives sees a session.
pub(super) fn sight(case: &Case) -> Sight {
    sight_with(&case.session, &case.together.unseen)
}

/// Who of the representatives sees a session of which only this is at hand.
pub(super) fn sight_of(conn: &Connection, session: &Session) -> Result<Sight> {
    let together: Option<String> = conn
        .prepare_cached("SELECT together FROM session WHERE lsid = ?")?
        .query_row([session.lsid.as_str()], |row| row.get(0))
        .optional()?;
    let together: Together = together.map_or_else(|| Ok(Together::default()), |text| from_json(&text))?;
    Ok(sight_with(session, &together.unseen))
}

fn sight_with(session: &Session, unseen: &[RepresentativeId]) -> Sight {
    let mut sight = Sight {
        queue: queue_of(&session.state),
        people: session
            .participants
            .iter()
            .chain(&session.monitors)
            .map(|p| p.id)
            .chain(unseen.iter().copied())
            .collect(),
        ..Sight::default()
    };
    for share in &session.shares {
        match share.with {
            ShareWith::Representative { id } => sight.invited.push(id),
            ShareWith::Team { id } => sight.teams.push(id),
        }
    }
    sight
}

fn queue_of(state: &SessionState) -> Option<QueueId> {
    match state {
        SessionState::Waiting { queue, .. } | SessionState::Held { queue, .. } => Some(*queue),
        SessionState::Active { .. } | SessionState::Ended { .. } => None,
    }
}

/// Writes a new session.
pub(super) fn insert(write: &Write<'_>, case: &Case, cookie_hash: [u8; 32]) -> Result<()> {
    write
        .prepare_cached(
            "INSERT INTO session (lsid, site_id, body, state, last_queue, since, high, customer, unattended,
             cookie_hash) VALUES (?, ?, '', '', ?, 0, 0, '', ?, ?)",
        )?
        .execute(params![
            case.session.lsid.as_str(),
            SITE,
            case.last_queue.to_string(),
            case.unattended,
            cookie_hash
        ])?;
    save(write, &Sight::default(), case, None)
}

/// Writes a session that may be different from before, and a row in the log where others can see
/// the difference.
pub(super) fn save_changed(write: &Write<'_>, before: &Case, case: &Case) -> Result<()> {
    if before.session != case.session {
        return save(write, &sight(before), case, None);
    }
    if before != case { save_kept(write, case) } else { Ok(()) }
}

/// Writes what the store alone keeps.
pub(super) fn save_kept(write: &Write<'_>, case: &Case) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE session SET unattended = ?2, page_here = ?3, history = ?4, elevated_by = ?5, due_at = ?6,
             together = ?7 WHERE lsid = ?1",
        )?
        .execute(params![
            case.session.lsid.as_str(),
            case.unattended,
            case.page_here,
            to_json(&case.history)?,
            case.elevated_by,
            due_at(case).map(|at| at.0),
            to_json(&case.together)?,
        ])?;
    save_beside(write, case)
}

/// Notes who sees it without taking part, for looking that up.
fn save_beside(write: &Write<'_>, case: &Case) -> Result<()> {
    let lsid = case.session.lsid.as_str();
    write.prepare_cached("DELETE FROM beside WHERE lsid = ?")?.execute([lsid])?;
    let mut insert =
        write.prepare_cached("INSERT OR IGNORE INTO beside (as_what, id, lsid) VALUES (?, ?, ?)")?;
    for who in case.session.monitors.iter().map(|p| &p.id).chain(&case.together.unseen) {
        insert.execute(params!["monitor", who.0, lsid])?;
    }
    for share in &case.session.shares {
        match share.with {
            ShareWith::Representative { id } => insert.execute(params!["invited", id.0, lsid])?,
            ShareWith::Team { id } => insert.execute(params!["team", id.0, lsid])?,
        };
    }
    Ok(())
}

/// The session as it is told now, of one that was saved.
pub(super) fn current(conn: &Connection, case: &Case) -> Result<Session> {
    Ok(Session { last_entry: last_entry(conn, &case.session.lsid)?, ..case.session.clone() })
}

/// Writes a changed session. `before` is who saw it before the change. What was arranged for its waiting
/// ends with that, and the readiness of its owners follows.
pub(super) fn save(write: &Write<'_>, before: &Sight, case: &Case, taken_by: Option<String>) -> Result<()> {
    let (owner, queue) = owner_and_queue(write, &case.session.lsid)?;
    let case = &assignment::settled(case, queue.as_deref());
    let session = &case.session;
    let columns = Columns::of(session);
    write
        .prepare_cached(
            "UPDATE session SET body = ?2, state = ?3, queue = ?4, last_queue = ?5, since = ?6, high = ?7,
             owner = ?8, ended_at = ?9, customer = ?10, away_since = ?11, device_away_since = ?12,
             offered_to = ?13, offered_until = ?14 WHERE lsid = ?1",
        )?
        .execute(params![
            session.lsid.as_str(),
            to_json(session)?,
            columns.state,
            columns.queue.map(|q| q.to_string()),
            case.last_queue.to_string(),
            columns.since.0,
            session.priority == farhand_protocol::session::Priority::High,
            columns.owner,
            columns.ended_at.map(|at| at.0),
            columns.customer,
            columns.away_since.map(|at| at.0),
            columns.device_away_since.map(|at| at.0),
            session.assigning.as_ref().map(|assigning| assigning.to.0),
            session.assigning.as_ref().map(|assigning| assigning.until.0),
        ])?;
    save_kept(write, case)?;
    save_participants(write, session)?;
    let mut session = session.clone();
    session.last_entry = last_entry(write, &session.lsid)?;
    let after = sight(case);
    let row = Kind::Session { session: Box::new(session.clone()), before: before.clone(), after, taken_by };
    log::append(write, &row)?;
    uploads::settle(write, &session)?;
    readiness::owner_changed(write, owner, columns.owner.map(RepresentativeId))
}

/// Who owns a session, as it stands in the database.
pub(super) fn owner(conn: &Connection, lsid: &SessionId) -> Result<Option<RepresentativeId>> {
    Ok(owner_and_queue(conn, lsid)?.0)
}

/// Who owns a session, and where it waits or rests, as it stands in the database.
fn owner_and_queue(
    conn: &Connection,
    lsid: &SessionId,
) -> Result<(Option<RepresentativeId>, Option<String>)> {
    let found = conn
        .prepare_cached("SELECT owner, queue FROM session WHERE lsid = ?")?
        .query_row([lsid.as_str()], |row| {
            Ok((row.get::<_, Option<u32>>(0)?.map(RepresentativeId), row.get(1)?))
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}

fn save_participants(write: &Write<'_>, session: &Session) -> Result<()> {
    let lsid = session.lsid.as_str();
    write.prepare_cached("DELETE FROM participant WHERE lsid = ?")?.execute([lsid])?;
    let mut insert = write.prepare_cached(
        "INSERT OR IGNORE INTO participant (lsid, representative_id, beside_since) VALUES (?, ?, ?)",
    )?;
    let owner = standing::owner_or_holder(session);
    let open = !matches!(session.state, SessionState::Ended { .. });
    let mut took_part =
        write.prepare_cached("INSERT OR IGNORE INTO took_part (lsid, representative_id) VALUES (?, ?)")?;
    for participant in &session.participants {
        let beside = open && owner != Some(participant.id);
        insert.execute(params![lsid, participant.id.0, beside.then_some(participant.joined_at.0)])?;
        took_part.execute(params![lsid, participant.id.0])?;
    }
    Ok(())
}

fn last_entry(conn: &Connection, lsid: &SessionId) -> Result<u64> {
    let number: Option<u64> = conn
        .prepare_cached("SELECT last_entry FROM session WHERE lsid = ?")?
        .query_row([lsid.as_str()], |row| row.get(0))
        .optional()?;
    Ok(number.unwrap_or(0))
}

/// What is pulled out of a session for looking it up.
struct Columns {
    state: &'static str,
    queue: Option<QueueId>,
    since: Timestamp,
    owner: Option<u32>,
    ended_at: Option<Timestamp>,
    customer: &'static str,
    away_since: Option<Timestamp>,
    device_away_since: Option<Timestamp>,
}

impl Columns {
    fn of(session: &Session) -> Self {
        let (state, since, owner, ended_at) = match &session.state {
            SessionState::Waiting { since, .. } => ("waiting", *since, None, None),
            SessionState::Held { since, .. } => ("held", *since, None, None),
            SessionState::Active { owner, since } => ("active", *since, Some(owner.0), None),
            SessionState::Ended { at, .. } => ("ended", *at, None, Some(*at)),
        };
        let (customer, away_since) = match session.customer.presence {
            CustomerPresence::Here => ("here", None),
            CustomerPresence::Away { since } => ("away", Some(since)),
            CustomerPresence::Gone { .. } => ("gone", None),
        };
        let device_away_since = session.device.as_ref().and_then(|device| match device.presence {
            DevicePresence::Away { since } => Some(since),
            DevicePresence::Here => None,
        });
        Self {
            state,
            queue: queue_of(&session.state),
            since,
            owner,
            ended_at,
            customer,
            away_since,
            device_away_since,
        }
    }
}

/// When an open question, an elevation, what is allowed unseen, or a helper's link runs out.
fn due_at(case: &Case) -> Option<Timestamp> {
    let question = permission::question(&case.session.capabilities).map(|asked| asked.until);
    let elevation = case.session.elevating.as_ref().and_then(elevation::due_at);
    [question, elevation, case.history.unseen_until(), helpers::due_at(case)].into_iter().flatten().min()
}
