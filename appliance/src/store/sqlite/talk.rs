//! What representatives say to one another outside sessions.

use farhand_protocol::team::{NewTalk, TalkEntry, TalkPage, TalkWith};
use farhand_protocol::{ClientId, RepresentativeId, TeamId, Timestamp, limits};
use rusqlite::{Connection, Row, params};

use super::idempotency::Outcome;
use super::{SITE, Write, commands, log, people};
use crate::domain::field;
use crate::domain::rights::{Action, Standing, may};
use crate::random;
use crate::store::{Kind, Refusal, Result, Scope, StoreError};

/// Lines that a console begins with.
const NEWEST: usize = 200;
const COLUMNS: &str = "number, at, from_id, from_name, team_id, to_id, client_id, text, broadcast";

/// Says something to colleagues. What was said already answers its entry.
pub(super) fn say(write: &Write<'_>, who: RepresentativeId, new: NewTalk) -> Result<Outcome> {
    if let Some(there) = sent(write, who, &new.client_id)? {
        let same = there.to == new.to && there.text == new.text && !there.broadcast;
        return if same { told(&there) } else { Err(Refusal::IdempotencyMismatch.into()) };
    }
    field::text("text", &new.text, limits::MESSAGE_BYTES)?;
    check_partner(write, who, new.to)?;
    told(&append(write, who, new, false)?)
}

fn told(entry: &TalkEntry) -> Result<Outcome> {
    Ok(Outcome::Repeatable(commands::ok(entry)?))
}

/// Tells a whole team something; the caller has looked whether `who` may.
pub(super) fn tell_team(write: &Write<'_>, who: RepresentativeId, to: TalkWith, text: &str) -> Result<()> {
    let client_id = random::secret::<16>().parse().expect("a secret has the form of a client id");
    append(write, who, NewTalk { to, client_id, text: text.to_owned() }, true).map(|_| ())
}

/// Whether `who` may talk with them.
fn check_partner(conn: &Connection, who: RepresentativeId, with: TalkWith) -> Result<()> {
    match with {
        TalkWith::Representative { id } if id == who => {
            Err(Refusal::InvalidField("nobody talks with oneself".to_owned()).into())
        }
        TalkWith::Representative { id } => people::me(conn, id).map(|_| ()),
        TalkWith::Team { id } => {
            let mine = people::me(conn, who)?.teams.into_iter().find(|team| team.team == id);
            let standing = mine.map(|team| match team.role {
                farhand_protocol::people::Role::Member => Standing::Member,
                _ => Standing::Leader,
            });
            if may(Action::Talk, standing.as_slice()) {
                Ok(())
            } else {
                Err(Refusal::NotFound("team").into())
            }
        }
    }
}

fn append(write: &Write<'_>, who: RepresentativeId, new: NewTalk, broadcast: bool) -> Result<TalkEntry> {
    let from_name = people::get(write, who)?.name;
    let (team, to) = parts(new.to);
    let number = write
        .prepare_cached(
            "INSERT INTO talk (site_id, at, from_id, from_name, team_id, to_id, client_id, text, broadcast)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING number",
        )?
        .query_row(
            params![
                SITE,
                write.now.0,
                who.0,
                from_name,
                team.map(|id| id.0),
                to.map(|id| id.0),
                new.client_id.as_str(),
                new.text,
                broadcast
            ],
            |row| row.get(0),
        )?;
    let NewTalk { to, client_id, text } = new;
    let entry = TalkEntry { number, at: write.now, from: who, from_name, to, client_id, text, broadcast };
    log::append(write, &Kind::Talk { entry: Box::new(entry.clone()) })?;
    Ok(entry)
}

fn parts(with: TalkWith) -> (Option<TeamId>, Option<RepresentativeId>) {
    match with {
        TalkWith::Team { id } => (Some(id), None),
        TalkWith::Representative { id } => (None, Some(id)),
    }
}

fn read(row: &Row<'_>) -> Result<TalkEntry> {
    let broken = || StoreError::Failed("a stored line of a talk".to_owned());
    let (team, to): (Option<u32>, Option<u32>) = (row.get(4)?, row.get(5)?);
    let to = match (team, to) {
        (Some(id), _) => TalkWith::Team { id: TeamId(id) },
        (None, Some(id)) => TalkWith::Representative { id: RepresentativeId(id) },
        (None, None) => return Err(broken()),
    };
    Ok(TalkEntry {
        number: row.get(0)?,
        at: Timestamp(row.get(1)?),
        from: RepresentativeId(row.get(2)?),
        from_name: row.get(3)?,
        to,
        client_id: row.get::<_, String>(6)?.parse().map_err(|_| broken())?,
        text: row.get(7)?,
        broadcast: row.get(8)?,
    })
}

fn select(conn: &Connection, filter: &'static str, values: impl rusqlite::Params) -> Result<Vec<TalkEntry>> {
    let mut statement = conn.prepare_cached(&format!("SELECT {COLUMNS} FROM talk WHERE {filter}"))?;
    let mut rows = statement.query(values)?;
    let mut entries = Vec::new();
    while let Some(row) = rows.next()? {
        entries.push(read(row)?);
    }
    Ok(entries)
}

fn sent(conn: &Connection, who: RepresentativeId, client_id: &ClientId) -> Result<Option<TalkEntry>> {
    let found = select(conn, "from_id = ? AND client_id = ?", params![who.0, client_id.as_str()])?;
    Ok(found.into_iter().next())
}

/// The newest of what `scope` hears, oldest first.
pub(super) fn newest(conn: &Connection, scope: &Scope) -> Result<Vec<TalkEntry>> {
    let me = scope.who.0;
    let mut found = select(conn, "to_id = ? ORDER BY number DESC LIMIT ?", params![me, NEWEST])?;
    let from_me = "from_id = ? AND to_id IS NOT NULL ORDER BY number DESC LIMIT ?";
    found.extend(select(conn, from_me, params![me, NEWEST])?);
    for team in &scope.teams {
        found.extend(select(conn, "team_id = ? ORDER BY number DESC LIMIT ?", params![team.0, NEWEST])?);
    }
    found.sort_by_key(|entry| entry.number);
    Ok(found.split_off(found.len().saturating_sub(NEWEST)))
}

/// A page of a talk: the newest lines, or the newest of those before one.
pub(super) fn page(
    conn: &Connection,
    who: RepresentativeId,
    with: TalkWith,
    before: Option<u64>,
) -> Result<TalkPage> {
    match with {
        // What was said with a colleague who has left can still be read.
        TalkWith::Representative { id } if id != who => drop(people::get(conn, id)?),
        _ => check_partner(conn, who, with)?,
    }
    let before = i64::try_from(before.unwrap_or(u64::MAX)).unwrap_or(i64::MAX);
    let limit = limits::TALK_PER_PAGE + 1;
    let mut entries = match with {
        TalkWith::Team { id } => {
            let of_team = "team_id = ? AND number < ? ORDER BY number DESC LIMIT ?";
            select(conn, of_team, params![id.0, before, limit])?
        }
        TalkWith::Representative { id } => {
            let of_two = "from_id = ? AND to_id = ? AND number < ? ORDER BY number DESC LIMIT ?";
            let mut both = select(conn, of_two, params![who.0, id.0, before, limit])?;
            both.extend(select(conn, of_two, params![id.0, who.0, before, limit])?);
            both.sort_by_key(|entry| std::cmp::Reverse(entry.number));
            both
        }
    };
    let most = limits::TALK_PER_PAGE as usize;
    let has_earlier = entries.len() > most;
    entries.truncate(most);
    entries.reverse();
    Ok(TalkPage { entries, has_earlier })
}
