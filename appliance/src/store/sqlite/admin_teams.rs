//! What an administrator sets for teams and their people, and how a team is deleted.

use farhand_protocol::people::Role;
use farhand_protocol::team::ShareWith;
use farhand_protocol::{IssueCode, QueueId, RepresentativeId, TeamId, limits};
use rusqlite::{Connection, OptionalExtension, params};

use super::session_row::{self, Case};
use super::{
    SITE, Write, assignment, attempts, customer, keys, log, one, passing, people, readiness, supervise,
    to_json,
};
use crate::domain::field;
use crate::domain::team_rules::TeamRules;
use crate::store::{Kind, Refusal, RepresentativeChange, Result, TeamChange};

/// The team with a name.
pub(super) fn named(conn: &Connection, name: &str) -> Result<TeamId> {
    conn.prepare_cached("SELECT id FROM team WHERE site_id = ? AND name = ?")?
        .query_row(params![SITE, name.trim()], |row| row.get(0).map(TeamId))
        .optional()?
        .ok_or_else(|| Refusal::NotFound("team").into())
}

/// Those who belong to a team.
pub(super) fn members(conn: &Connection, team: TeamId) -> Result<Vec<RepresentativeId>> {
    let mut statement = conn.prepare_cached("SELECT representative_id FROM membership WHERE team_id = ?")?;
    let ids = statement.query_map([team.0], |row| row.get(0).map(RepresentativeId))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

/// What everybody's console shows of the site is different.
pub(super) fn tell_everybody(write: &Write<'_>) -> Result<()> {
    let who = people::all(write)?.into_iter().map(|r| r.id).collect();
    log::append(write, &Kind::ScopeChanged { who })
}

fn invalid(words: &str) -> Result<()> {
    Err(Refusal::InvalidField(words.to_owned()).into())
}

/// Changes how a team's queue works.
pub(super) fn change(write: &Write<'_>, name: &str, change: &TeamChange) -> Result<()> {
    let team = named(write, name)?;
    let (target_s, warning_s, critical_s) = write
        .prepare_cached("SELECT target_s, warning_s, critical_s FROM team WHERE id = ?")?
        .query_row([team.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    let target_s: u32 = change.target_s.unwrap_or(target_s);
    let warning_s: Option<u32> = change.warning_s.unwrap_or(warning_s);
    let critical_s: Option<u32> = change.critical_s.unwrap_or(critical_s);
    if target_s == 0 || warning_s == Some(0) || critical_s == Some(0) {
        return invalid("the target and the thresholds must be at least 1 second");
    }
    if warning_s.zip(critical_s).is_some_and(|(warning, critical)| warning > critical) {
        return invalid("the queue must stand at warning before it is critical");
    }
    write
        .prepare_cached(
            "UPDATE team SET target_s = ?2, warning_s = ?3, critical_s = ?4,
             assignment = coalesce(?5, assignment), persistent = coalesce(?6, persistent) WHERE id = ?1",
        )?
        .execute(params![
            team.0,
            target_s,
            warning_s,
            critical_s,
            change.assignment.map(assignment::rule_word),
            change.persistent
        ])?;
    log::append(write, &Kind::ScopeChanged { who: members(write, team)? })
}

/// Leads issues, session keys and customers on the way from a team's queue to another team's, or to the
/// general one.
pub(super) fn lead_elsewhere(write: &Write<'_>, name: &str, to: Option<&str>) -> Result<()> {
    let from = named(write, name)?;
    let to = to.map(|to| named(write, to)).transpose()?;
    if to == Some(from) {
        return invalid("this is the same team");
    }
    let queue = to.map_or(QueueId::General, QueueId::Team);
    write
        .prepare_cached("UPDATE issue SET team_id = ?2 WHERE team_id = ?1")?
        .execute(params![from.0, to.map(|to| to.0)])?;
    lead_attempts(write, QueueId::Team(from), queue)?;
    keys::lead_elsewhere(write, QueueId::Team(from), queue)
}

fn lead_attempts(write: &Write<'_>, from: QueueId, to: QueueId) -> Result<()> {
    let since = write.now.0.saturating_sub_unsigned(attempts::LIFE_MS);
    write
        .prepare_cached(
            "UPDATE attempt SET queue = ?2 WHERE queue = ?1 AND lsid IS NULL AND created_at > ?3",
        )?
        .execute(params![from.to_string(), to.to_string(), since])?;
    Ok(())
}

/// Deletes a team. Its sessions and customers on the way move on; issues and session keys must have been
/// led elsewhere.
pub(super) fn delete(write: &Write<'_>, name: &str) -> Result<()> {
    let team = named(write, name)?;
    let queue = QueueId::Team(team);
    let led_here: bool = write
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM issue WHERE team_id = ?1)
             OR EXISTS (SELECT 1 FROM session_key WHERE queue = ?2 AND over_at IS NULL AND expires_at > ?3)",
        )?
        .query_row(params![team.0, queue.to_string(), write.now.0], |row| row.get(0))?;
    if led_here {
        let words = "issues or session keys lead to this team; lead them elsewhere or remove them first";
        return Err(Refusal::WrongState(words).into());
    }
    let site = passing::fallback_queue(write)?;
    if site == queue {
        let words =
            "sessions fall back to this team's queue; choose another fallback queue for the site first";
        return Err(Refusal::WrongState(words).into());
    }
    lead_attempts(write, queue, site)?;
    passing::desert(write, queue)?;
    forget_shares(write, team)?;
    write.prepare_cached("DELETE FROM team WHERE id = ?")?.execute([team.0])?;
    supervise::check_monitors(write)?;
    tell_everybody(write)
}

/// Takes back what invites the team into sessions.
fn forget_shares(write: &Write<'_>, team: TeamId) -> Result<()> {
    let filter = "lsid IN (SELECT lsid FROM beside WHERE as_what = 'team' AND id = ?)";
    for case in session_row::select(write, filter, [team.0])? {
        let before = session_row::sight(&case);
        let mut case: Case = case;
        case.session.shares.retain(|share| share.with != ShareWith::Team { id: team });
        session_row::save(write, &before, &case, None)?;
    }
    Ok(())
}

/// Puts a representative into a team, or changes the rank there.
pub(super) fn join(write: &Write<'_>, user_name: &str, team: &str, role: Role) -> Result<()> {
    let (who, team) = (people::by_user_name(write, user_name)?, named(write, team)?);
    write
        .prepare_cached(
            "INSERT INTO membership (team_id, representative_id, role) VALUES (?, ?, ?)
             ON CONFLICT DO UPDATE SET role = excluded.role",
        )?
        .execute(params![team.0, who.0, people::role_word(role)])?;
    supervise::check_monitors(write)?;
    log::append(write, &Kind::ScopeChanged { who: members(write, team)? })
}

/// Takes a representative out of a team.
pub(super) fn leave(write: &Write<'_>, user_name: &str, team: &str) -> Result<()> {
    let (who, team) = (people::by_user_name(write, user_name)?, named(write, team)?);
    let members = members(write, team)?;
    let changed = write
        .prepare_cached("DELETE FROM membership WHERE team_id = ? AND representative_id = ?")?
        .execute(params![team.0, who.0])?;
    one(changed, "member")?;
    supervise::check_monitors(write)?;
    log::append(write, &Kind::ScopeChanged { who: members })
}

/// Changes what assignment and readiness go by for an account.
pub(super) fn change_representative(
    write: &Write<'_>,
    user_name: &str,
    change: &RepresentativeChange,
) -> Result<()> {
    let who = people::by_user_name(write, user_name)?;
    if change.max_sessions == Some(Some(0)) {
        return invalid("at least 1 session at once");
    }
    if let Some(skills) = &change.skills {
        write
            .prepare_cached("UPDATE representative SET skills = ?2 WHERE id = ?1")?
            .execute(params![who.0, skill_list(skills)?])?;
    }
    if let Some(most) = change.max_sessions {
        let changed = write
            .prepare_cached(
                "UPDATE representative SET max_sessions = ?2 WHERE id = ?1 AND max_sessions IS NOT ?2",
            )?
            .execute(params![who.0, most])?;
        if changed > 0 {
            readiness::settle(write, who)?;
        }
    }
    if let Some(minutes) = change.away_after_min {
        write
            .prepare_cached("UPDATE representative SET away_after_min = ?2 WHERE id = ?1")?
            .execute(params![who.0, minutes])?;
    }
    if let Some(assignable) = change.assignable {
        write
            .prepare_cached("UPDATE representative SET assignable = ?2 WHERE id = ?1")?
            .execute(params![who.0, assignable])?;
    }
    people::announce(write, who)?;
    log::append(write, &Kind::ScopeChanged { who: vec![who] })
}

/// Sets what an issue asks for.
pub(super) fn set_issue_skills(write: &Write<'_>, code: &IssueCode, skills: &[String]) -> Result<()> {
    let changed = write
        .prepare_cached("UPDATE issue SET skills = ?3 WHERE site_id = ?1 AND code = ?2")?
        .execute(params![SITE, code.as_str(), skill_list(skills)?])?;
    one(changed, "issue")
}

fn skill_list(skills: &[String]) -> Result<String> {
    let (characters, most) = limits::SKILL;
    let mut list: Vec<String> = Vec::new();
    for skill in skills {
        let skill = field::line("skill", skill, characters)?.to_lowercase();
        if !list.contains(&skill) {
            list.push(skill);
        }
    }
    if list.len() > most {
        return Err(Refusal::InvalidField(format!("at most {most} skills")).into());
    }
    to_json(&list)
}

/// What a site sets for its teams must make sense.
pub(super) fn check_rules(conn: &Connection, rules: &TeamRules) -> Result<()> {
    let (_, least, most) = limits::ASSIGN_S;
    if !(least..=most).contains(&rules.told.assign_s) {
        return Err(
            Refusal::InvalidField(format!("an offer must hold from {least} to {most} seconds")).into()
        );
    }
    if rules.max_sessions == Some(0) || rules.told.away_after_min == Some(0) {
        return invalid("at least 1 session at once, and at least 1 minute until somebody is away");
    }
    match rules.fallback_queue {
        QueueId::General => Ok(()),
        QueueId::Team(team) => super::queues::get(conn, QueueId::Team(team)).map(|_| ()),
        QueueId::Personal(_) => invalid("sessions fall back to a team's queue or to the general one"),
    }
}

/// The site's rules for its teams are different: consoles learn them, and everybody's sessions are counted
/// against another limit. Whoever has chosen to take one more than the limit does so until it is another one.
pub(super) fn rules_changed(write: &Write<'_>, before: &TeamRules, after: &TeamRules) -> Result<()> {
    if before.max_sessions != after.max_sessions {
        for representative in people::all(write)? {
            readiness::settle(write, representative.id)?;
        }
    }
    supervise::check_monitors(write)?;
    tell_everybody(write)
}

/// The queue that sessions fall back to, by the team's name; the general one without.
fn fallback_to(conn: &Connection, team: Option<&str>) -> Result<QueueId> {
    team.map_or(Ok(QueueId::General), |name| named(conn, name).map(QueueId::Team))
}

/// The site's settings with another fallback queue.
pub(super) fn set_fallback(write: &Write<'_>, team: Option<&str>) -> Result<()> {
    let mut settings = customer::settings(write)?;
    settings.teams.fallback_queue = fallback_to(write, team)?;
    super::admin::set_site(write, &settings)
}
