//! A key's row, and the key as the API tells it.

use std::collections::BTreeMap;

use farhand_protocol::keys::{Invitation, InvitationState, Key, KeyState, Maker, StartsAs};
use farhand_protocol::{KeyId, QueueId, RepresentativeId, Timestamp};
use rusqlite::{Connection, Row, params};

use super::super::key_secret::{KeySecret, Seed};
use super::super::{SITE, Write, from_json, to_json};
use crate::random;
use crate::store::{AccountId, Refusal, Result, Scope, Sight, StoreError};

/// Keys that one reader is shown at most.
const SHOWN: u32 = 200;

/// A key with what the store alone keeps of it.
#[derive(Clone, Debug, PartialEq)]
pub(in super::super) struct KeyRow {
    pub id: KeyId,
    pub seed: Seed,
    /// Which of the digits that come of the seed were free.
    pub draw: u32,
    pub portal: String,
    pub queue: QueueId,
    pub starts_as: StartsAs,
    pub name: Option<String>,
    pub external_reference: Option<String>,
    pub attributes: BTreeMap<String, String>,
    pub made_by: Maker,
    /// The API account that has made it, where one has.
    pub account: Option<AccountId>,
    pub made_at: Timestamp,
    pub expires_at: Timestamp,
    pub opened_at: Option<Timestamp>,
    pub state: KeyState,
}

impl KeyRow {
    /// Whether it can start a session.
    pub(in super::super) fn is_good(&self, now: Timestamp) -> bool {
        self.state == KeyState::Outstanding && self.expires_at > now
    }

    /// Who of the representatives sees it.
    pub(in super::super) fn sight(&self) -> Sight {
        let people = match self.made_by {
            Maker::Representative { id, .. } => vec![id],
            Maker::Account { .. } => Vec::new(),
        };
        Sight { queue: Some(self.queue), people, ..Sight::default() }
    }

    /// Who made it, for people.
    pub(in super::super) fn maker(&self) -> &str {
        let (Maker::Representative { name, .. } | Maker::Account { name }) = &self.made_by;
        name
    }

    /// Its digits.
    pub(in super::super) fn digits(&self, secret: &KeySecret) -> String {
        secret.digits(&self.seed, self.draw)
    }

    /// The address of one of its links: 0 is its own, others are those of invitations.
    pub(in super::super) fn link(&self, secret: &KeySecret, number: u32) -> String {
        format!("{}/i/{}", self.portal, secret.link(&self.seed, number))
    }

    fn representative(&self) -> Option<RepresentativeId> {
        match self.made_by {
            Maker::Representative { id, .. } => Some(id),
            Maker::Account { .. } => None,
        }
    }

    fn over_at(&self) -> Option<Timestamp> {
        match self.state {
            KeyState::Outstanding => None,
            KeyState::Started { at, .. } | KeyState::Expired { at } | KeyState::Revoked { at, .. } => {
                Some(at)
            }
        }
    }
}

const COLUMNS: &str =
    "id, seed, draw, portal, queue, starts_as, name, external_reference, attributes, made_by,
                       account_id, made_at, expires_at, opened_at, state";

fn read(row: &Row<'_>) -> Result<KeyRow> {
    let json = |column: usize| row.get::<_, String>(column);
    let queue: String = row.get(4)?;
    Ok(KeyRow {
        id: KeyId(row.get(0)?),
        seed: row.get(1)?,
        draw: row.get(2)?,
        portal: row.get(3)?,
        queue: queue.parse().map_err(|_| StoreError::Failed("a stored queue".to_owned()))?,
        starts_as: from_json(&json(5)?)?,
        name: row.get(6)?,
        external_reference: row.get(7)?,
        attributes: from_json(&json(8)?)?,
        made_by: from_json(&json(9)?)?,
        account: row.get::<_, Option<u32>>(10)?.map(AccountId),
        made_at: Timestamp(row.get(11)?),
        expires_at: Timestamp(row.get(12)?),
        opened_at: row.get::<_, Option<i64>>(13)?.map(Timestamp),
        state: from_json(&json(14)?)?,
    })
}

/// All keys that a condition finds; `filter` is a constant, values are bound.
pub(in super::super) fn select(
    conn: &Connection,
    filter: &'static str,
    values: impl rusqlite::Params,
) -> Result<Vec<KeyRow>> {
    let mut statement = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM session_key WHERE {filter}"))?;
    let mut rows = statement.query(values)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

/// The key.
pub(in super::super) fn get(conn: &Connection, id: KeyId) -> Result<KeyRow> {
    let unknown = || StoreError::from(Refusal::NotFound("session key"));
    let id = i64::try_from(id.0).map_err(|_| unknown())?;
    let found = select(conn, "id = ? AND site_id = ?", params![id, SITE])?;
    found.into_iter().next().ok_or_else(unknown)
}

/// The newest keys that `scope` sees and that were not over before `over_since`.
pub(in super::super) fn in_sight_of(
    conn: &Connection,
    secret: &KeySecret,
    scope: &Scope,
    over_since: Timestamp,
) -> Result<Vec<Key>> {
    let mut found = BTreeMap::new();
    let mut add = |rows: Vec<KeyRow>| found.extend(rows.into_iter().map(|row| (row.id, row)));
    for queue in scope.queues() {
        let values = params![queue.to_string(), over_since.0, SHOWN];
        let filter = "queue = ? AND (over_at IS NULL OR over_at > ?) ORDER BY id DESC LIMIT ?";
        add(select(conn, filter, values)?);
    }
    let values = params![scope.who.0, over_since.0, SHOWN];
    let filter = "representative_id = ? AND (over_at IS NULL OR over_at > ?) ORDER BY id DESC LIMIT ?";
    add(select(conn, filter, values)?);
    found.values().rev().take(SHOWN as usize).map(|row| view(conn, secret, row)).collect()
}

/// The key as the API tells it.
pub(in super::super) fn view(conn: &Connection, secret: &KeySecret, row: &KeyRow) -> Result<Key> {
    Ok(Key {
        id: row.id,
        key: row.digits(secret),
        link: row.link(secret, 0),
        portal: row.portal.clone(),
        queue: row.queue,
        starts_as: row.starts_as,
        name: row.name.clone(),
        external_reference: row.external_reference.clone(),
        attributes: row.attributes.clone(),
        made_by: row.made_by.clone(),
        made_at: row.made_at,
        expires_at: row.expires_at,
        state: row.state.clone(),
        opened_at: row.opened_at,
        invitations: invitations(conn, row.id)?,
    })
}

fn invitations(conn: &Connection, id: KeyId) -> Result<Vec<Invitation>> {
    let mut statement = conn.prepare_cached(
        "SELECT number, address, state, words, next_at, since, opened_at FROM invitation
         WHERE key_id = ? ORDER BY number",
    )?;
    let mut rows = statement.query([id.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(Invitation {
            number: row.get(0)?,
            address: row.get(1)?,
            state: state(&row.get::<_, String>(2)?, row.get(3)?, row.get(4)?)?,
            since: Timestamp(row.get(5)?),
            opened_at: row.get::<_, Option<i64>>(6)?.map(Timestamp),
        });
    }
    Ok(found)
}

fn state(word: &str, words: Option<String>, next_at: Option<i64>) -> Result<InvitationState> {
    let words = words.unwrap_or_default();
    Ok(match word {
        "queued" => InvitationState::Queued,
        "delayed" => InvitationState::Delayed { words, next_at: Timestamp(next_at.unwrap_or_default()) },
        "sent" => InvitationState::Sent,
        "bounced" => InvitationState::Bounced { words },
        "withdrawn" => InvitationState::Withdrawn,
        _ => return Err(StoreError::Failed("a stored invitation".to_owned())),
    })
}

/// Writes a new key; its id is given by the database.
pub(super) fn insert(write: &Write<'_>, mut row: KeyRow) -> Result<KeyRow> {
    let secret = write.key_secret;
    write
        .prepare_cached(
            "INSERT INTO session_key (site_id, seed, draw, hash, link_hash, portal, queue, starts_as, name,
             external_reference, attributes, made_by, representative_id, account_id, made_at, expires_at, state)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            SITE,
            row.seed,
            row.draw,
            secret.hash(&row.digits(secret)),
            random::hash(&secret.link(&row.seed, 0)),
            row.portal,
            row.queue.to_string(),
            to_json(&row.starts_as)?,
            row.name,
            row.external_reference,
            to_json(&row.attributes)?,
            to_json(&row.made_by)?,
            row.representative().map(|who| who.0),
            row.account.map(|account| account.0),
            row.made_at.0,
            row.expires_at.0,
            to_json(&row.state)?,
        ])?;
    row.id = KeyId(write.last_insert_rowid().unsigned_abs());
    Ok(row)
}

/// Writes what of a key can become different.
pub(super) fn save(write: &Write<'_>, row: &KeyRow) -> Result<()> {
    write
        .prepare_cached(
            "UPDATE session_key SET portal = ?2, queue = ?3, starts_as = ?4, name = ?5, external_reference = ?6,
             attributes = ?7, expires_at = ?8, opened_at = ?9, state = ?10, over_at = ?11 WHERE id = ?1",
        )?
        .execute(params![
            row.id.0,
            row.portal,
            row.queue.to_string(),
            to_json(&row.starts_as)?,
            row.name,
            row.external_reference,
            to_json(&row.attributes)?,
            row.expires_at.0,
            row.opened_at.map(|at| at.0),
            to_json(&row.state)?,
            row.over_at().map(|at| at.0),
        ])?;
    Ok(())
}
