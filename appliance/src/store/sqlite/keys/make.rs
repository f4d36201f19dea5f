//! Keys are made, changed, given more time and taken back.

use farhand_protocol::keys::{ExtendKey, KeyState, Maker, NewKey};
use farhand_protocol::{KeyId, QueueId, limits};
use rusqlite::{Connection, params};

use super::super::key_secret::Seed;
use super::super::{Write, people, queues};
use super::fields::{self, Fields};
use super::row::{self, KeyRow};
use super::{moved, name_of, seen_by, taken, tell, withdraw};
use crate::random;
use crate::store::{Actor, Deed, Refusal, Result};

/// Makes a key; `portal` is the appliance's own address.
pub(in super::super) fn make(write: &Write<'_>, actor: Actor, new: NewKey, portal: &str) -> Result<KeyId> {
    let fields = Fields::of(write, new, portal, write.now)?;
    check_queue(write, actor, fields.queue)?;
    check_room(write, actor)?;
    let by = name_of(write, actor)?;
    let (seed, draw) = unused(write)?;
    let (made_by, account) = match actor {
        Actor::Representative(id) => (Maker::Representative { id, name: by.clone() }, None),
        Actor::Account(account) => (Maker::Account { name: by.clone() }, Some(account)),
    };
    let row = KeyRow {
        // Given when it is written.
        id: KeyId(0),
        seed,
        draw,
        portal: fields.portal,
        queue: fields.queue,
        starts_as: fields.starts_as,
        name: fields.name,
        external_reference: fields.external_reference,
        attributes: fields.attributes,
        made_by,
        account,
        made_at: write.now,
        expires_at: fields.expires_at,
        opened_at: None,
        state: KeyState::Outstanding,
    };
    let row = row::insert(write, row)?;
    tell(write, &row, Deed::Made, &by)?;
    Ok(row.id)
}

/// A seed whose digits no other key or code has.
fn unused(write: &Write<'_>) -> Result<(Seed, u32)> {
    let seed = random::bytes();
    let mut draw = 0;
    while taken(write, write.key_secret.hash(&write.key_secret.digits(&seed, draw)))? {
        draw += 1;
    }
    Ok((seed, draw))
}

/// Whether `actor` may lead customers into a queue, which must be there.
fn check_queue(conn: &Connection, actor: Actor, queue: QueueId) -> Result<()> {
    match actor {
        Actor::Representative(who) if !people::scope(conn, who)?.serves(queue) => {
            Err(Refusal::Forbidden("you do not serve this queue").into())
        }
        Actor::Account(_) if !exists(conn, queue)? => {
            Err(Refusal::InvalidField("queue must be one of this site's".to_owned()).into())
        }
        _ => queues::get(conn, queue).map(|_| ()),
    }
}

fn exists(conn: &Connection, queue: QueueId) -> Result<bool> {
    let (sql, id) = match queue {
        QueueId::General => return Ok(true),
        QueueId::Team(team) => ("SELECT EXISTS (SELECT 1 FROM team WHERE id = ?)", team.0),
        QueueId::Personal(who) => {
            ("SELECT EXISTS (SELECT 1 FROM representative WHERE id = ? AND enabled)", who.0)
        }
    };
    Ok(conn.prepare_cached(sql)?.query_row([id], |row| row.get(0))?)
}

/// Each key that is outstanding is one more that a guess may meet.
fn check_room(conn: &Connection, actor: Actor) -> Result<()> {
    let (sql, id) = match actor {
        Actor::Representative(who) => {
            ("SELECT count(*) FROM session_key WHERE representative_id = ? AND over_at IS NULL", who.0)
        }
        Actor::Account(account) => {
            ("SELECT count(*) FROM session_key WHERE account_id = ? AND over_at IS NULL", account.0)
        }
    };
    let outstanding: u32 = conn.prepare_cached(sql)?.query_row(params![id], |row| row.get(0))?;
    if outstanding < limits::KEYS_OUTSTANDING {
        return Ok(());
    }
    Err(Refusal::WrongState("too many session keys are outstanding; revoke some").into())
}

/// One that has expired is outstanding again when it gets a life anew.
fn check_revival(conn: &Connection, actor: Actor, row: &KeyRow) -> Result<()> {
    if row.state == KeyState::Outstanding { Ok(()) } else { check_room(conn, actor) }
}

/// A key that nobody has used, and that was not taken back.
fn unstarted(conn: &Connection, actor: Actor, id: KeyId) -> Result<KeyRow> {
    let row = seen_by(conn, actor, id)?;
    match row.state {
        KeyState::Outstanding | KeyState::Expired { .. } => Ok(row),
        KeyState::Started { .. } => {
            Err(Refusal::WrongState("a session has begun with this key already").into())
        }
        KeyState::Revoked { .. } => Err(Refusal::WrongState("this session key was revoked").into()),
    }
}

/// Changes a key. Its digits and links stay; its life runs anew.
pub(in super::super) fn change(
    write: &Write<'_>,
    actor: Actor,
    id: KeyId,
    new: NewKey,
    portal: &str,
) -> Result<()> {
    let before = unstarted(write, actor, id)?;
    check_revival(write, actor, &before)?;
    let fields = Fields::of(write, new, portal, write.now)?;
    if fields.queue != before.queue {
        check_queue(write, actor, fields.queue)?;
    }
    let row = KeyRow {
        portal: fields.portal,
        queue: fields.queue,
        starts_as: fields.starts_as,
        name: fields.name,
        external_reference: fields.external_reference,
        attributes: fields.attributes,
        expires_at: fields.expires_at,
        state: KeyState::Outstanding,
        ..before.clone()
    };
    row::save(write, &row)?;
    moved(write, &row, before.sight(), Deed::Changed, &name_of(write, actor)?)
}

/// Gives a key a life anew, also one that has expired.
pub(in super::super) fn extend(write: &Write<'_>, actor: Actor, id: KeyId, extend: &ExtendKey) -> Result<()> {
    let mut row = unstarted(write, actor, id)?;
    check_revival(write, actor, &row)?;
    row.expires_at = fields::until(write, extend.life_s, write.now)?;
    // Its team may be gone since it has expired.
    queues::get(write, row.queue)?;
    row.state = KeyState::Outstanding;
    row::save(write, &row)?;
    tell(write, &row, Deed::Extended, &name_of(write, actor)?)
}

/// Takes a key back, and what of its messages has not gone. Once more changes nothing.
pub(in super::super) fn revoke(write: &Write<'_>, actor: Actor, id: KeyId) -> Result<()> {
    let mut row = seen_by(write, actor, id)?;
    match row.state {
        KeyState::Outstanding | KeyState::Expired { .. } => {}
        KeyState::Revoked { .. } => return Ok(()),
        KeyState::Started { .. } => {
            return Err(Refusal::WrongState("a session has begun with this key already").into());
        }
    }
    let by = name_of(write, actor)?;
    row.state = KeyState::Revoked { at: write.now, by: by.clone() };
    row::save(write, &row)?;
    withdraw(write, id)?;
    tell(write, &row, Deed::Revoked, &by)
}

/// Leads all outstanding keys from one queue to another one.
pub(in super::super) fn lead_elsewhere(write: &Write<'_>, from: QueueId, to: QueueId) -> Result<()> {
    let outstanding = "queue = ? AND over_at IS NULL AND expires_at > ?";
    for row in row::select(write, outstanding, params![from.to_string(), write.now.0])? {
        let before = row.sight();
        let row = KeyRow { queue: to, ..row };
        row::save(write, &row)?;
        moved(write, &row, before, Deed::Changed, "administrator")?;
    }
    Ok(())
}
