//! The administrator's part of the store.

use async_trait::async_trait;
use farhand_protocol::canned::CannedLibrary;
use farhand_protocol::people::Role;
use farhand_protocol::{IssueCode, QueueId, RepresentativeId, TeamId, limits};
use rusqlite::{Connection, OptionalExtension, params};

use super::{SITE, SqliteStore, Write, account, attempts, customer, log, one, people, to_json};
use crate::domain::field;
use crate::store::{
    AccountSummary, AdminStore, Kind, NewRepresentative, Refusal, Result, SiteSettings, TeamSummary,
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

fn set_site(write: &Write<'_>, settings: &SiteSettings) -> Result<()> {
    field::line("name", &settings.name, limits::DISPLAY_NAME)?;
    settings.invites.check().map_err(Refusal::InvalidField)?;
    ensure_site(write)?;
    let before = customer::settings(write)?;
    write
        .prepare_cached("UPDATE site SET settings = ? WHERE id = ?")?
        .execute(params![to_json(settings)?, SITE])?;
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
    write
        .prepare_cached(
            "UPDATE representative SET enabled = ?2, presence_since = ?3 WHERE id = ?1 AND enabled != ?2",
        )?
        .execute(params![who.0, enabled, write.now.0])?;
    if !enabled {
        account::close_tokens(write, who)?;
    }
    people::announce(write, who).map(|_| ())
}

fn set_password(write: &Write<'_>, user_name: &str, hash: &str) -> Result<()> {
    let who = people::by_user_name(write, user_name)?;
    write
        .prepare_cached("UPDATE representative SET password_hash = ? WHERE id = ?")?
        .execute(params![hash, who.0])?;
    account::clear_tries(write, user_name)?;
    account::close_tokens(write, who)
}

fn set_second_factor(write: &Write<'_>, user_name: &str, secret: Option<&[u8]>) -> Result<()> {
    let who = people::by_user_name(write, user_name)?;
    write
        .prepare_cached("UPDATE representative SET second_factor = ?, second_factor_step = 0 WHERE id = ?")?
        .execute(params![secret, who.0])?;
    Ok(())
}

fn team_named(conn: &Connection, name: &str) -> Result<TeamId> {
    conn.prepare_cached("SELECT id FROM team WHERE site_id = ? AND name = ?")?
        .query_row(params![SITE, name.trim()], |row| row.get(0).map(TeamId))
        .optional()?
        .ok_or_else(|| Refusal::NotFound("team").into())
}

fn members(conn: &Connection, team: TeamId) -> Result<Vec<RepresentativeId>> {
    let mut statement = conn.prepare_cached("SELECT representative_id FROM membership WHERE team_id = ?")?;
    let ids = statement.query_map([team.0], |row| row.get(0).map(RepresentativeId))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
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
    team_named(write, &name)
}

fn rename_team(write: &Write<'_>, name: &str, to: &str) -> Result<()> {
    let team = team_named(write, name)?;
    let to = field::line("team name", to, limits::DISPLAY_NAME)?;
    let done = write.prepare_cached("UPDATE team SET name = ? WHERE id = ?")?.execute(params![to, team.0]);
    unique("team name", done)?;
    log::append(write, &Kind::ScopeChanged { who: members(write, team)? })
}

fn delete_team(write: &Write<'_>, name: &str) -> Result<()> {
    let team = team_named(write, name)?;
    let queue = QueueId::Team(team).to_string();
    let attempts_since = write.now.0.saturating_sub_unsigned(attempts::LIFE_MS);
    let in_use: bool = write
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM issue WHERE team_id = ?1)
             OR EXISTS (SELECT 1 FROM session WHERE (last_queue = ?2 OR body ->> '$.entry_queue' = ?2)
                        AND ended_at IS NULL)
             OR EXISTS (SELECT 1 FROM attempt WHERE queue = ?2 AND lsid IS NULL AND created_at > ?4)
             OR EXISTS (SELECT 1 FROM session_key WHERE queue = ?2 AND over_at IS NULL AND expires_at > ?3)",
        )?
        .query_row(params![team.0, queue, write.now.0, attempts_since], |row| row.get(0))?;
    if in_use {
        return Err(Refusal::WrongState("issues, keys, customers or sessions still lead to this team").into());
    }
    let who = members(write, team)?;
    write.prepare_cached("DELETE FROM team WHERE id = ?")?.execute([team.0])?;
    log::append(write, &Kind::ScopeChanged { who })
}

fn join_team(write: &Write<'_>, user_name: &str, team: &str, role: Role) -> Result<()> {
    let (who, team) = (people::by_user_name(write, user_name)?, team_named(write, team)?);
    write
        .prepare_cached(
            "INSERT INTO membership (team_id, representative_id, role) VALUES (?, ?, ?)
             ON CONFLICT DO UPDATE SET role = excluded.role",
        )?
        .execute(params![team.0, who.0, people::role_word(role)])?;
    log::append(write, &Kind::ScopeChanged { who: vec![who] })
}

fn leave_team(write: &Write<'_>, user_name: &str, team: &str) -> Result<()> {
    let (who, team) = (people::by_user_name(write, user_name)?, team_named(write, team)?);
    let changed = write
        .prepare_cached("DELETE FROM membership WHERE team_id = ? AND representative_id = ?")?
        .execute(params![team.0, who.0])?;
    one(changed, "member")?;
    log::append(write, &Kind::ScopeChanged { who: vec![who] })
}

fn add_issue(write: &Write<'_>, code: &IssueCode, title: &str, team: Option<&str>) -> Result<()> {
    ensure_site(write)?;
    let title = field::line("title", title, limits::DISPLAY_NAME)?;
    let team = team.map(|name| team_named(write, name)).transpose()?;
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
        "SELECT id, user_name, name, enabled, second_factor IS NOT NULL, administrator
         FROM representative WHERE site_id = ? ORDER BY user_name",
    )?;
    let rows = statement.query_map([SITE], |row| {
        Ok(AccountSummary {
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
        conn.prepare_cached("SELECT id, name, target_s FROM team WHERE site_id = ? ORDER BY name")?;
    let mut teams = statement
        .query_map([SITE], |row| {
            let id = TeamId(row.get(0)?);
            Ok(TeamSummary { id, name: row.get(1)?, target_s: row.get(2)?, members: Vec::new() })
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

    async fn add_team(&self, name: &str, target_s: u32) -> Result<TeamId> {
        let name = name.to_owned();
        self.write(move |write| add_team(write, &name, target_s)).await
    }

    async fn rename_team(&self, name: &str, to: &str) -> Result<()> {
        let (name, to) = (name.to_owned(), to.to_owned());
        self.write(move |write| rename_team(write, &name, &to)).await
    }

    async fn delete_team(&self, name: &str) -> Result<()> {
        let name = name.to_owned();
        self.write(move |write| delete_team(write, &name)).await
    }

    async fn join_team(&self, user_name: &str, team: &str, role: Role) -> Result<()> {
        let (user_name, team) = (user_name.to_owned(), team.to_owned());
        self.write(move |write| join_team(write, &user_name, &team, role)).await
    }

    async fn leave_team(&self, user_name: &str, team: &str) -> Result<()> {
        let (user_name, team) = (user_name.to_owned(), team.to_owned());
        self.write(move |write| leave_team(write, &user_name, &team)).await
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
