//! Representatives, their teams and presence.

use farhand_protocol::auth::Me;
use farhand_protocol::people::{Membership, Presence, Representative, Role};
use farhand_protocol::{RepresentativeId, TeamId, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{SITE, Write, log};
use crate::store::{Kind, Refusal, Result, Scope, StoreError};

/// How a presence is written.
pub(super) fn presence_word(presence: Presence) -> &'static str {
    match presence {
        Presence::Available => "available",
        Presence::Busy => "busy",
        Presence::Away => "away",
        Presence::Offline => "offline",
    }
}

fn presence(word: &str) -> Presence {
    match word {
        "available" => Presence::Available,
        "busy" => Presence::Busy,
        "away" => Presence::Away,
        _ => Presence::Offline,
    }
}

/// How a rank is written.
pub(super) fn role_word(role: Role) -> &'static str {
    match role {
        Role::Member => "member",
        Role::Lead => "lead",
        Role::Manager => "manager",
    }
}

/// The rank that a word stands for.
pub(super) fn role(word: &str) -> Role {
    match word {
        "lead" => Role::Lead,
        "manager" => Role::Manager,
        _ => Role::Member,
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Representative> {
    let (online, word): (bool, String) = (row.get(2)?, row.get(3)?);
    Ok(Representative {
        id: RepresentativeId(row.get(0)?),
        name: row.get(1)?,
        presence: if online { presence(&word) } else { Presence::Offline },
        presence_since: Timestamp(row.get(4)?),
    })
}

const COLUMNS: &str = "id, name, online AND enabled, presence, presence_since";

/// A representative.
pub(super) fn get(conn: &Connection, who: RepresentativeId) -> Result<Representative> {
    conn.prepare_cached(&format!("SELECT {COLUMNS} FROM representative WHERE id = ?"))?
        .query_row([who.0], read)
        .optional()?
        .ok_or_else(|| Refusal::NotFound("representative").into())
}

/// All enabled representatives of the site, by name.
pub(super) fn all(conn: &Connection) -> Result<Vec<Representative>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM representative WHERE site_id = ? AND enabled ORDER BY name, id"
    ))?;
    let people = statement.query_map([SITE], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(people)
}

fn memberships(conn: &Connection, who: RepresentativeId) -> Result<Vec<Membership>> {
    let mut statement = conn.prepare_cached(
        "SELECT team.id, team.name, role FROM membership JOIN team ON team.id = team_id
         WHERE representative_id = ? ORDER BY team.name",
    )?;
    let rows = statement.query_map([who.0], |row| {
        let word: String = row.get(2)?;
        Ok(Membership { team: TeamId(row.get(0)?), name: row.get(1)?, role: role(&word) })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The account as it sees itself.
pub(super) fn me(conn: &Connection, who: RepresentativeId) -> Result<Me> {
    let teams = memberships(conn, who)?;
    conn.prepare_cached("SELECT user_name, name, general_queue FROM representative WHERE id = ? AND enabled")?
        .query_row([who.0], |row| {
            Ok(Me { id: who, user_name: row.get(0)?, name: row.get(1)?, teams, general_queue: row.get(2)? })
        })
        .optional()?
        .ok_or_else(|| Refusal::NotFound("representative").into())
}

/// What an enabled account may see.
pub(super) fn scope(conn: &Connection, who: RepresentativeId) -> Result<Scope> {
    let me = me(conn, who)?;
    Ok(Scope { who, teams: me.teams.iter().map(|m| m.team).collect(), general: me.general_queue })
}

/// The account with a user name.
pub(super) fn by_user_name(conn: &Connection, user_name: &str) -> Result<RepresentativeId> {
    conn.prepare_cached("SELECT id FROM representative WHERE site_id = ? AND user_name = ?")?
        .query_row(params![SITE, user_name.trim()], |row| row.get(0).map(RepresentativeId))
        .optional()?
        .ok_or_else(|| Refusal::NotFound("user name").into())
}

/// Tells everybody how a representative stands now.
pub(super) fn announce(write: &Write<'_>, who: RepresentativeId) -> Result<Representative> {
    let representative = get(write, who)?;
    log::append(write, &Kind::Representative { representative: representative.clone() })?;
    Ok(representative)
}

/// Notes that somebody is connected or not any more.
pub(super) fn set_online(write: &Write<'_>, who: RepresentativeId, online: bool) -> Result<()> {
    let changed = write
        .prepare_cached(
            "UPDATE representative SET online = ?2, presence_since = ?3 WHERE id = ?1 AND online != ?2",
        )?
        .execute(params![who.0, online, write.now.0])?;
    if changed > 0 {
        announce(write, who)?;
    }
    Ok(())
}

/// Sets the presence that is shown while online.
pub(super) fn set_presence(
    write: &Write<'_>,
    who: RepresentativeId,
    presence: Presence,
) -> std::result::Result<Representative, StoreError> {
    if presence == Presence::Offline {
        return Err(Refusal::InvalidField("presence must be available, busy or away".to_owned()).into());
    }
    let changed = write
        .prepare_cached(
            "UPDATE representative SET presence = ?2, presence_since = ?3 WHERE id = ?1 AND presence != ?2",
        )?
        .execute(params![who.0, presence_word(presence), write.now.0])?;
    if changed > 0 { announce(write, who) } else { get(write, who) }
}
