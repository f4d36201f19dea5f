//! Representatives, their teams and presence.

use farhand_protocol::auth::Me;
use farhand_protocol::people::{Membership, Presence, Representative, Rights, Role};
use farhand_protocol::team::Team;
use farhand_protocol::{RepresentativeId, TeamId, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{SITE, Write, from_json, log, readiness};
use crate::domain::readiness::Readiness;
use crate::domain::rights::Oversight;
use crate::store::{Kind, Refusal, Result, Scope};

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
    let word: String = row.get(3)?;
    let readiness =
        Readiness { chosen: presence(&word), connected: row.get(2)?, idle: row.get(5)?, full: row.get(6)? };
    let (presence, auto) = readiness.seen();
    Ok(Representative {
        id: RepresentativeId(row.get(0)?),
        name: row.get(1)?,
        presence,
        presence_since: Timestamp(row.get(4)?),
        auto,
    })
}

const COLUMNS: &str = "id, name, online AND enabled, presence, presence_since, idle, full";

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

/// The site's teams with their enabled members, by name.
pub(super) fn teams(conn: &Connection) -> Result<Vec<Team>> {
    let mut statement =
        conn.prepare_cached("SELECT id, name FROM team WHERE site_id = ? ORDER BY name, id")?;
    let rows = statement.query_map([SITE], |row| Ok((TeamId(row.get(0)?), row.get(1)?)))?;
    let mut members = conn.prepare_cached(
        "SELECT representative_id FROM membership JOIN representative ON id = representative_id
         WHERE team_id = ? AND enabled ORDER BY representative_id",
    )?;
    rows.map(|row| {
        let (id, name) = row?;
        let members = members.query_map([id.0], |row| row.get(0).map(RepresentativeId))?;
        Ok(Team { id, name, members: members.collect::<rusqlite::Result<_>>()? })
    })
    .collect()
}

/// The account as it sees itself.
pub(super) fn me(conn: &Connection, who: RepresentativeId) -> Result<Me> {
    let teams = memberships(conn, who)?;
    conn.prepare_cached(&format!(
        "SELECT user_name, name, general_queue, rights, {} FROM representative WHERE id = ? AND enabled",
        readiness::LIMIT
    ))?
    .query_row([who.0], |row| {
        let rights: Option<String> = row.get(3)?;
        Ok(Me {
            id: who,
            user_name: row.get(0)?,
            name: row.get(1)?,
            teams,
            general_queue: row.get(2)?,
            rights: rights_of(who, rights),
            max_sessions: row.get(4)?,
        })
    })
    .optional()?
    .ok_or_else(|| Refusal::NotFound("representative").into())
}

/// The rights that are written down; all of them where nothing is, and none where it cannot be read.
pub(super) fn rights_of(who: RepresentativeId, written: Option<String>) -> Rights {
    let Some(written) = written else { return Rights::default() };
    from_json(&written).unwrap_or_else(|error| {
        tracing::error!(%error, who = who.0, "an account's rights cannot be read; it has none until they are set");
        Rights { view: false, control: false, files: false, info: false, helpers: false }
    })
}

/// What an enabled account may see.
pub(super) fn scope(conn: &Connection, who: RepresentativeId) -> Result<Scope> {
    let me = me(conn, who)?;
    Ok(Scope { who, teams: me.teams.iter().map(|m| m.team).collect(), general: me.general_queue })
}

/// Whom and what an enabled account oversees.
pub(super) fn oversight(conn: &Connection, who: RepresentativeId) -> Result<Oversight> {
    oversight_of(conn, who, false)
}

/// The same for what is past, also of those whose accounts are disabled by now.
pub(super) fn past_oversight(conn: &Connection, who: RepresentativeId) -> Result<Oversight> {
    oversight_of(conn, who, true)
}

fn oversight_of(conn: &Connection, who: RepresentativeId, disabled_too: bool) -> Result<Oversight> {
    let Me { teams, general_queue, .. } = me(conn, who)?;
    let mut members = Vec::new();
    for led in teams.iter().filter(|team| team.role > Role::Member) {
        members.push((led.team, ranks(conn, led.team, disabled_too)?));
    }
    let of = |team| members.iter().find(|(id, _)| *id == team).map(|(_, m)| m.clone()).unwrap_or_default();
    Ok(Oversight::of(who, &teams, general_queue, of))
}

/// The members of a team, and as what.
fn ranks(conn: &Connection, team: TeamId, disabled_too: bool) -> Result<Vec<(RepresentativeId, Role)>> {
    let mut statement = conn.prepare_cached(
        "SELECT representative_id, role FROM membership JOIN representative ON id = representative_id
         WHERE team_id = ? AND (enabled OR ?)",
    )?;
    let rows = statement.query_map(params![team.0, disabled_too], |row| {
        let word: String = row.get(1)?;
        Ok((RepresentativeId(row.get(0)?), role(&word)))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
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
