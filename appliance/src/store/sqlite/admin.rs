//! The administrator's part of the store.

use async_trait::async_trait;
use farhand_protocol::canned::CannedLibrary;
use farhand_protocol::people::{Rights, Role};
use farhand_protocol::{IssueCode, RepresentativeId, TeamId, limits};
use rusqlite::{Connection, params};

use super::{
    SITE, SqliteStore, Write, account, account_rights, admin_teams, assignment, customer, from_json, log,
    one, people, readiness, supervise, to_json,
};
use crate::domain::field;
use crate::store::{
    AccountSummary, AdminStore, Kind, NewRepresentative, Refusal, RepresentativeChange, Result, RightsChange,
    SiteSettings, TeamChange, TeamSummary,
};

/// Where a unique name is taken already, says so.
pub(super) fn unique(name: &'static str, done: rusqlite::Result<usize>) -> Result<()> {
    match done {
        Ok(_) => Ok(()),
        Err(e) if e.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) => {
            Err(Refusal::InvalidField(format!("this {name} is taken")).into())
        }
        Err(e) => Err(e.into()),
    }
}

pub(super) fn ensure_site(write: &Write<'_>) -> Result<()> {
    let settings = to_json(&SiteSettings::plain("Support"))?;
    write
        .prepare_cached("INSERT OR IGNORE INTO site (id, settings) VALUES (?, ?)")?
        .execute(params![SITE, settings])?;
    Ok(())
}

pub(super) fn set_site(write: &Write<'_>, settings: &SiteSettings) -> Result<()> {
    field::line("name", &settings.name, limits::DISPLAY_NAME)?;
    settings.invites.check().map_err(Refusal::InvalidField)?;
    ensure_site(write)?;
    admin_teams::check_rules(write, &settings.teams)?;
    let before = customer::settings(write)?;
    write
        .prepare_cached("UPDATE site SET settings = ? WHERE id = ?")?
        .execute(params![to_json(settings)?, SITE])?;
    if before.teams != settings.teams {
        admin_teams::rules_changed(write, &before.teams, &settings.teams)?;
    }
    if (&before.name, &before.invites) == (&settings.name, &settings.invites) {
        return Ok(());
    }
    log::append(write, &Kind::InviteSetup)
}

fn add_representative(write: &Write<'_>, new: &NewRepresentative) -> Result<RepresentativeId> {
    ensure_site(write)?;
    let user_name = field::line("user name", &new.user_name, limits::USER_NAME)?;
    let name = field::line("name", &new.name, limits::DISPLAY_NAME)?;
    let done = write
        .prepare_cached(
            "INSERT INTO representative (site_id, user_name, name, password_hash, general_queue, administrator,
             presence_since) VALUES (?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            SITE,
            user_name,
            name,
            new.password_hash,
            new.general_queue,
            new.administrator,
            write.now.0
        ]);
    unique("user name", done)?;
    let who = people::by_user_name(write, &user_name)?;
    people::announce(write, who)?;
    Ok(who)
}

fn set_enabled(write: &Write<'_>, user_name: &str, enabled: bool) -> Result<()> {
    let who = people::by_user_name(write, user_name)?;
    let changed = write
        .prepare_cached(
            "UPDATE representative SET enabled = ?2, presence_since = ?3 WHERE id = ?1 AND enabled != ?2",
        )?
        .execute(params![who.0, enabled, write.now.0])?;
    if !enabled {
        account::close_tokens(write, who)?;
        readiness::left(write, who)?;
        account_rights::settle(write, who)?;
        supervise::check_monitors(write)?;
    }
    people::announce(write, who)?;
    // Whom others see in their teams is different.
    if changed > 0 { log::append(write, &Kind::ScopeChanged { who: vec![who] }) } else { Ok(()) }
}

fn set_password(write: &Write<'_>, user_name: &str, hash: &str) -> Result<()> {
    let who = people::by_user_name(write, user_name)?;
    write
        .prepare_cached("UPDATE representative SET password_hash = ? WHERE id = ?")?
        .execute(params![hash, who.0])?;
    account::clear_tries(write, user_name)?;
    // Whoever is at work signs in anew, and has the reconnect window for that: nobody has left.
    account::expire_tokens(write, who)
}

fn set_second_factor(write: &Write<'_>, user_name: &str, secret: Option<&[u8]>) -> Result<()> {
    let who = people::by_user_name(write, user_name)?;
    write
        .prepare_cached("UPDATE representative SET second_factor = ?, second_factor_step = 0 WHERE id = ?")?
        .execute(params![secret, who.0])?;
    Ok(())
}

fn add_team(write: &Write<'_>, name: &str, target_s: u32) -> Result<TeamId> {
    ensure_site(write)?;
    let name = field::line("team name", name, limits::DISPLAY_NAME)?;
    if target_s == 0 {
        return Err(Refusal::InvalidField("the target must be at least 1 second".to_owned()).into());
    }
    let done = write
        .prepare_cached("INSERT INTO team (site_id, name, target_s) VALUES (?, ?, ?)")?
        .execute(params![SITE, name, target_s]);
    unique("team name", done)?;
    admin_teams::named(write, &name)
}

fn rename_team(write: &Write<'_>, name: &str, to: &str) -> Result<()> {
    let team = admin_teams::named(write, name)?;
    let to = field::line("team name", to, limits::DISPLAY_NAME)?;
    let done = write.prepare_cached("UPDATE team SET name = ? WHERE id = ?")?.execute(params![to, team.0]);
    unique("team name", done)?;
    log::append(write, &Kind::ScopeChanged { who: admin_teams::members(write, team)? })
}

fn add_issue(write: &Write<'_>, code: &IssueCode, title: &str, team: Option<&str>) -> Result<()> {
    ensure_site(write)?;
    let title = field::line("title", title, limits::DISPLAY_NAME)?;
    let team = team.map(|name| admin_teams::named(write, name)).transpose()?;
    let done = write
        .prepare_cached("INSERT INTO issue (site_id, code, title, team_id) VALUES (?, ?, ?, ?)")?
        .execute(params![SITE, code.as_str(), title, team.map(|t| t.0)]);
    unique("code name", done)
}

fn set_canned(write: &Write<'_>, library: &CannedLibrary) -> Result<()> {
    ensure_site(write)?;
    write
        .prepare_cached(
            "INSERT INTO canned (site_id, body) VALUES (?, ?) ON CONFLICT DO UPDATE SET body = excluded.body",
        )?
        .execute(params![SITE, to_json(library)?])?;
    log::append(write, &Kind::Canned)
}

fn accounts(conn: &Connection) -> Result<Vec<AccountSummary>> {
    let mut statement = conn.prepare_cached(
        "SELECT id, user_name, name, enabled, second_factor IS NOT NULL, administrator,
                skills, max_sessions, assignable, away_after_min
         FROM representative WHERE site_id = ? ORDER BY user_name",
    )?;
    let rows = statement.query_map([SITE], |row| {
        let skills: String = row.get(6)?;
        Ok(AccountSummary {
            skills: from_json(&skills).unwrap_or_default(),
            max_sessions: row.get(7)?,
            assignable: row.get(8)?,
            away_after_min: row.get(9)?,
            id: RepresentativeId(row.get(0)?),
            user_name: row.get(1)?,
            name: row.get(2)?,
            enabled: row.get(3)?,
            second_factor: row.get(4)?,
            administrator: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn teams(conn: &Connection) -> Result<Vec<TeamSummary>> {
    let mut statement =
        conn.prepare_cached("SELECT id, name, target_s, warning_s, critical_s, assignment, persistent FROM team WHERE site_id = ? ORDER BY name")?;
    let mut teams = statement
        .query_map([SITE], |row| {
            let id = TeamId(row.get(0)?);
            let rule: String = row.get(5)?;
            Ok(TeamSummary {
                id,
                name: row.get(1)?,
                target_s: row.get(2)?,
                warning_s: row.get(3)?,
                critical_s: row.get(4)?,
                assignment: assignment::rule(&rule),
                persistent: row.get(6)?,
                members: Vec::new(),
            })
        })?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let mut statement = conn.prepare_cached(
        "SELECT user_name, role FROM membership JOIN representative ON id = representative_id
         WHERE team_id = ? ORDER BY user_name",
    )?;
    for team in &mut teams {
        let rows = statement.query_map([team.id.0], |row| {
            let word: String = row.get(1)?;
            Ok((row.get(0)?, people::role(&word)))
        })?;
        team.members = rows.collect::<rusqlite::Result<_>>()?;
    }
    Ok(teams)
}

#[async_trait]
impl AdminStore for SqliteStore {
    async fn set_site(&self, settings: SiteSettings) -> Result<()> {
        self.write(move |write| set_site(write, &settings)).await
    }

    async fn add_representative(&self, new: NewRepresentative) -> Result<RepresentativeId> {
        self.write(move |write| add_representative(write, &new)).await
    }

    async fn set_enabled(&self, user_name: &str, enabled: bool) -> Result<()> {
        let user_name = user_name.to_owned();
        self.write(move |write| set_enabled(write, &user_name, enabled)).await
    }

    async fn set_password(&self, user_name: &str, password_hash: &str) -> Result<()> {
        let (user_name, hash) = (user_name.to_owned(), password_hash.to_owned());
        self.write(move |write| set_password(write, &user_name, &hash)).await
    }

    async fn set_second_factor(&self, user_name: &str, secret: Option<Vec<u8>>) -> Result<()> {
        let user_name = user_name.to_owned();
        self.write(move |write| set_second_factor(write, &user_name, secret.as_deref())).await
    }

    async fn change_rights(&self, user_name: &str, change: RightsChange) -> Result<Rights> {
        let user_name = user_name.to_owned();
        self.write(move |write| account_rights::change(write, &user_name, change)).await
    }

    async fn add_team(&self, name: &str, target_s: u32) -> Result<TeamId> {
        let name = name.to_owned();
        self.write(move |write| add_team(write, &name, target_s)).await
    }

    async fn rename_team(&self, name: &str, to: &str) -> Result<()> {
        let (name, to) = (name.to_owned(), to.to_owned());
        self.write(move |write| rename_team(write, &name, &to)).await
    }

    async fn change_team(&self, name: &str, change: TeamChange) -> Result<()> {
        let name = name.to_owned();
        self.write(move |write| admin_teams::change(write, &name, &change)).await
    }

    async fn lead_elsewhere(&self, team: &str, to: Option<&str>) -> Result<()> {
        let (team, to) = (team.to_owned(), to.map(str::to_owned));
        self.write(move |write| admin_teams::lead_elsewhere(write, &team, to.as_deref())).await
    }

    async fn set_fallback(&self, team: Option<&str>) -> Result<()> {
        let team = team.map(str::to_owned);
        self.write(move |write| admin_teams::set_fallback(write, team.as_deref())).await
    }

    async fn change_representative(&self, user_name: &str, change: RepresentativeChange) -> Result<()> {
        let user_name = user_name.to_owned();
        self.write(move |write| admin_teams::change_representative(write, &user_name, &change)).await
    }

    async fn set_issue_skills(&self, code: &IssueCode, skills: Vec<String>) -> Result<()> {
        let code = code.clone();
        self.write(move |write| admin_teams::set_issue_skills(write, &code, &skills)).await
    }

    async fn delete_team(&self, name: &str) -> Result<()> {
        let name = name.to_owned();
        self.write(move |write| admin_teams::delete(write, &name)).await
    }

    async fn join_team(&self, user_name: &str, team: &str, role: Role) -> Result<()> {
        let (user_name, team) = (user_name.to_owned(), team.to_owned());
        self.write(move |write| admin_teams::join(write, &user_name, &team, role)).await
    }

    async fn leave_team(&self, user_name: &str, team: &str) -> Result<()> {
        let (user_name, team) = (user_name.to_owned(), team.to_owned());
        self.write(move |write| admin_teams::leave(write, &user_name, &team)).await
    }

    async fn add_issue(&self, code: &IssueCode, title: &str, team: Option<&str>) -> Result<()> {
        let (code, title, team) = (code.clone(), title.to_owned(), team.map(str::to_owned));
        self.write(move |write| add_issue(write, &code, &title, team.as_deref())).await
    }

    async fn remove_issue(&self, code: &IssueCode) -> Result<()> {
        let code = code.clone();
        self.write(move |write| {
            let changed = write
                .prepare_cached("DELETE FROM issue WHERE site_id = ? AND code = ?")?
                .execute(params![SITE, code.as_str()])?;
            one(changed, "issue")
        })
        .await
    }

    async fn set_canned(&self, library: CannedLibrary) -> Result<()> {
        self.write(move |write| set_canned(write, &library)).await
    }

    async fn accounts(&self) -> Result<Vec<AccountSummary>> {
        self.read(|conn, _| accounts(conn)).await
    }

    async fn teams(&self) -> Result<Vec<TeamSummary>> {
        self.read(|conn, _| teams(conn)).await
    }
}
