//! Representatives' readiness in the database: what they have chosen, what sets it in place of that, and
//! whether they are connected. Whatever changes one of these goes through [`change`], which tells everybody
//! when what others see of it is different.

use std::collections::BTreeSet;

use farhand_protocol::audit::AuditDeed;
use farhand_protocol::people::{AutoPresence, Presence, Representative};
use farhand_protocol::{QueueId, RepresentativeId, Timestamp};
use rusqlite::{Connection, Params, params};

use super::commands::ok;
use super::idempotency::Outcome;
use super::{Write, audit, log, people, supervise};
use crate::store::{Command, Kind, Refusal, Result};

/// An account's limit of sessions at once, or else the site's, in a statement on `representative`.
pub(super) const LIMIT: &str = "coalesce(max_sessions,
                     (SELECT settings ->> '$.teams.max_sessions' FROM site WHERE id = site_id))";
/// The minutes after which an account is away; 0 and none: never.
const AWAY_AFTER_MIN: &str = "coalesce(away_after_min,
                     (SELECT settings ->> '$.teams.told.away_after_min' FROM site WHERE id = site_id))";

/// Carries out one of this file's commands.
pub(super) fn perform(write: &Write<'_>, who: RepresentativeId, command: Command) -> Result<Outcome> {
    let Command::SetPresenceOf { who: colleague, presence } = command else {
        return Err(Refusal::NotFound("command").into());
    };
    if !supervise::reaches(write, who, colleague)? {
        return Err(Refusal::Forbidden("only a lead or manager of the team may do that").into());
    }
    let found = people::get(write, colleague)?;
    if found.presence == Presence::Offline {
        return Err(Refusal::NotThere { name: found.name, presence: found.presence }.into());
    }
    let after = choose(write, colleague, presence)?;
    let by = people::get(write, who)?.name;
    log::append(write, &Kind::PresenceSet { who: colleague, by, presence })?;
    let deed = AuditDeed::PresenceSet { name: found.name, presence };
    audit::note_at(write, who, &deed, &BTreeSet::from([QueueId::Personal(colleague)]))?;
    Ok(Outcome::Said(ok(&after)?))
}

/// Updates a representative's row, and tells everybody where others see the difference.
fn change(
    write: &Write<'_>,
    who: RepresentativeId,
    sql: &str,
    values: impl Params,
) -> Result<Representative> {
    let before = people::get(write, who)?;
    write.prepare_cached(sql)?.execute(values)?;
    let mut after = people::get(write, who)?;
    if before.presence != after.presence {
        write
            .prepare_cached("UPDATE representative SET presence_since = ?2 WHERE id = ?1")?
            .execute(params![who.0, write.now.0])?;
        after.presence_since = write.now;
    }
    if (before.presence, before.auto) != (after.presence, after.auto) {
        return people::announce(write, who);
    }
    Ok(after)
}

/// Sets what the one, or a supervisor, has chosen. That ends what was set in its place.
pub(super) fn choose(write: &Write<'_>, who: RepresentativeId, presence: Presence) -> Result<Representative> {
    if presence == Presence::Offline {
        return Err(Refusal::InvalidField("presence must be available, busy or away".to_owned()).into());
    }
    // Whoever is busy by the limit and chooses to be available takes one more.
    let full = people::get(write, who)?.auto == Some(AutoPresence::Full);
    let more = full && presence == Presence::Available;
    let sql = "UPDATE representative SET presence = ?2, idle = 0, full = full AND NOT ?3 WHERE id = ?1";
    change(write, who, sql, params![who.0, people::presence_word(presence), more])
}

/// A console of the one is connected.
pub(super) fn here(write: &Write<'_>, who: RepresentativeId) -> Result<()> {
    change(write, who, "UPDATE representative SET online = 1, signed_out = 0 WHERE id = ?", [who.0])?;
    Ok(())
}

/// The one's consoles are gone for longer than the grace. The reconnect window runs.
pub(super) fn gone(write: &Write<'_>, who: RepresentativeId) -> Result<()> {
    change(write, who, "UPDATE representative SET online = 0 WHERE id = ?", [who.0])?;
    Ok(())
}

/// The one was signed out, and counts as gone at once.
pub(super) fn left(write: &Write<'_>, who: RepresentativeId) -> Result<()> {
    change(write, who, "UPDATE representative SET online = 0, signed_out = 1 WHERE id = ?", [who.0])?;
    Ok(())
}

/// The one has signed in.
pub(super) fn came(write: &Write<'_>, who: RepresentativeId) -> Result<()> {
    change(write, who, "UPDATE representative SET signed_out = 0, idle = 0 WHERE id = ?", [who.0])?;
    Ok(())
}

/// The one is active again.
pub(super) fn active(write: &Write<'_>, who: RepresentativeId) -> Result<()> {
    change(write, who, "UPDATE representative SET idle = 0 WHERE id = ?", [who.0])?;
    Ok(())
}

/// Counts the one's sessions against the limit. To be called when the limit may be different.
pub(super) fn settle(write: &Write<'_>, who: RepresentativeId) -> Result<()> {
    let sql = format!(
        "UPDATE representative SET full = coalesce({LIMIT} <= (SELECT count(*) FROM session WHERE owner = ?1), 0)
         WHERE id = ?1"
    );
    change(write, who, &sql, [who.0])?;
    Ok(())
}

/// Notes that a session came to the one.
pub(super) fn given(write: &Write<'_>, who: RepresentativeId) -> Result<()> {
    write
        .prepare_cached("UPDATE representative SET given_at = ?2 WHERE id = ?1")?
        .execute(params![who.0, write.now.0])?;
    settle(write, who)
}

/// A session's owner was saved: the readiness of both follows.
pub(super) fn owner_changed(
    write: &Write<'_>,
    before: Option<RepresentativeId>,
    after: Option<RepresentativeId>,
) -> Result<()> {
    if before == after {
        return Ok(());
    }
    before.map_or(Ok(()), |who| settle(write, who))?;
    after.map_or(Ok(()), |who| given(write, who))
}

/// The one, who must be available; otherwise the refusal says who is not, and why.
pub(super) fn must_be_available(conn: &Connection, who: RepresentativeId) -> Result<Representative> {
    let found = people::get(conn, who)?;
    match found.presence {
        Presence::Available => Ok(found),
        presence => Err(Refusal::NotThere { name: found.name, presence }.into()),
    }
}

/// Those of `silent` (who, and since when) who were so for their minutes and do not count as idle yet.
pub(super) fn idle(
    conn: &Connection,
    silent: &[(RepresentativeId, Timestamp)],
    now: Timestamp,
) -> Result<Vec<RepresentativeId>> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT {AWAY_AFTER_MIN} FROM representative WHERE id = ? AND enabled AND online AND NOT idle"
    ))?;
    let mut found = Vec::new();
    for (who, since) in silent {
        let mut rows = statement.query([who.0])?;
        let minutes: Option<u32> = match rows.next()? {
            Some(row) => row.get(0)?,
            None => None,
        };
        let due = minutes.filter(|minutes| *minutes > 0).map(|minutes| u64::from(minutes) * 60_000);
        if due.is_some_and(|due| now.since(*since) >= due) {
            found.push(*who);
        }
    }
    Ok(found)
}

/// Notes who is idle from now on.
pub(super) fn note_idle(write: &Write<'_>, who: &[RepresentativeId]) -> Result<()> {
    for who in who {
        change(write, *who, "UPDATE representative SET idle = 1 WHERE id = ?", [who.0])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
