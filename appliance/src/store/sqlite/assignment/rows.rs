//! What assignment decides on: what waits, and who may be asked.

use std::collections::HashMap;

use farhand_protocol::session::Priority;
use farhand_protocol::team::{Assignment, AssignmentResponse};
use farhand_protocol::{RepresentativeId, SessionId, TeamId, Timestamp};
use rusqlite::{Connection, params};

use super::super::from_json;
use crate::domain::assign::{Candidate, Waits};
use crate::domain::line::Turn;
use crate::domain::together::Together;
use crate::store::{Result, StoreError};

/// How a rule is written.
pub(in super::super) fn rule_word(rule: Assignment) -> &'static str {
    match rule {
        Assignment::Off => "off",
        Assignment::LongestIdle => "longest_idle",
        Assignment::LeastBusy => "least_busy",
        Assignment::Skills => "skills",
    }
}

/// The rule that a word stands for.
pub(in super::super) fn rule(word: &str) -> Assignment {
    match word {
        "longest_idle" => Assignment::LongestIdle,
        "least_busy" => Assignment::LeastBusy,
        "skills" => Assignment::Skills,
        _ => Assignment::Off,
    }
}

/// Sessions that wait where a rule gives them out, and that are offered to nobody.
pub(super) fn waiting(conn: &Connection) -> Result<Vec<(SessionId, Waits)>> {
    let mut statement = conn.prepare_cached(
        "SELECT lsid, team.id, assignment, high, since, target_s, together,
                CASE WHEN assignment = 'skills' THEN (SELECT skills FROM issue
                     WHERE issue.site_id = team.site_id AND code = body ->> '$.issue.code') END,
                body ->> '$.passed.by'
         FROM team JOIN session ON queue = 'team:' || team.id
         WHERE assignment != 'off' AND state = 'waiting' AND offered_to IS NULL",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (lsid, together): (String, String) = (row.get(0)?, row.get(6)?);
        let together: Together = from_json(&together)?;
        let skills: Option<String> = row.get(7)?;
        let priority = if row.get(3)? { Priority::High } else { Priority::Normal };
        let waits = Waits {
            team: TeamId(row.get(1)?),
            rule: rule(&row.get::<_, String>(2)?),
            turn: Turn { priority, since: Timestamp(row.get(4)?), target_s: row.get(5)? },
            skills: skills.map_or_else(|| Ok(Vec::new()), |skills| from_json(&skills))?,
            tried: together.tried,
            passed_by: row.get::<_, Option<u32>>(8)?.map(RepresentativeId),
        };
        found.push((read_lsid(&lsid)?, waits));
    }
    Ok(found)
}

/// Whether anything waits where a rule gives it out.
pub(super) fn any_waiting(conn: &Connection) -> Result<bool> {
    Ok(conn
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM team JOIN session ON queue = 'team:' || team.id
             WHERE assignment != 'off' AND state = 'waiting' AND offered_to IS NULL)",
        )?
        .query_row([], |row| row.get(0))?)
}

/// Those who may be asked: connected, available, below their limit, without an open offer.
pub(super) fn candidates(conn: &Connection) -> Result<Vec<Candidate>> {
    let mut statement = conn.prepare_cached(
        "SELECT * FROM (
             SELECT id, skills, given_at, presence_since,
                    (SELECT count(*) FROM session WHERE owner = representative.id) AS open,
                    coalesce(max_sessions, (SELECT settings ->> '$.teams.max_sessions' FROM site
                                            WHERE id = site_id)) AS most
             FROM representative
             WHERE enabled AND online AND presence = 'available' AND NOT idle AND NOT full AND assignable
                   AND NOT EXISTS (SELECT 1 FROM session WHERE offered_to = representative.id)
         ) WHERE most IS NULL OR open < most",
    )?;
    let mut rows = statement.query([])?;
    let mut teams = memberships(conn)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (who, skills): (u32, String) = (row.get(0)?, row.get(1)?);
        let Some(teams) = teams.remove(&who) else { continue };
        found.push(Candidate {
            who: RepresentativeId(who),
            teams,
            skills: from_json(&skills)?,
            open: row.get(4)?,
            given_at: Timestamp(row.get(2)?),
            since: Timestamp(row.get(3)?),
        });
    }
    Ok(found)
}

/// Who belongs to which of the teams with a rule.
fn memberships(conn: &Connection) -> Result<HashMap<u32, Vec<TeamId>>> {
    let mut statement = conn.prepare_cached(
        "SELECT representative_id, team_id FROM membership JOIN team ON team.id = team_id
         WHERE assignment != 'off'",
    )?;
    let mut rows = statement.query([])?;
    let mut found: HashMap<u32, Vec<TeamId>> = HashMap::new();
    while let Some(row) = rows.next()? {
        found.entry(row.get(0)?).or_default().push(TeamId(row.get(1)?));
    }
    Ok(found)
}

/// Offers that are past, or that cannot be accepted any more, with what to tell of them.
pub(super) fn ended(conn: &Connection, now: Timestamp) -> Result<Vec<(SessionId, AssignmentResponse)>> {
    let mut statement = conn.prepare_cached(
        "SELECT lsid, offered_until <= ?1 FROM session WHERE offered_to IS NOT NULL AND (offered_until <= ?1
         OR NOT EXISTS (SELECT 1 FROM representative WHERE id = offered_to
             AND enabled AND online AND presence = 'available' AND NOT idle AND NOT full)
         OR (queue LIKE 'team:%' AND NOT EXISTS (SELECT 1 FROM membership
             WHERE representative_id = offered_to AND queue = 'team:' || team_id)))",
    )?;
    let mut rows = statement.query(params![now.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let lsid: String = row.get(0)?;
        let past: bool = row.get(1)?;
        let response = if past { AssignmentResponse::TimedOut } else { AssignmentResponse::Withdrawn };
        found.push((read_lsid(&lsid)?, response));
    }
    Ok(found)
}

/// Whether somebody has an open offer.
pub(super) fn is_asked(conn: &Connection, who: RepresentativeId) -> Result<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM session WHERE offered_to = ?)";
    Ok(conn.prepare_cached(sql)?.query_row([who.0], |row| row.get(0))?)
}

fn read_lsid(text: &str) -> Result<SessionId> {
    text.parse().map_err(|_| StoreError::Failed("a stored session id".to_owned()))
}
