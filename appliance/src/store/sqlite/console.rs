//! The console's part of the store.

use std::collections::BTreeMap;

use async_trait::async_trait;
use farhand_protocol::audit::AuditPage;
use farhand_protocol::canned::CannedLibrary;
use farhand_protocol::chat::EntriesPage;
use farhand_protocol::session::{Session, SessionDetail};
use farhand_protocol::site::Snapshot;
use farhand_protocol::team::{TalkPage, TalkWith};
use farhand_protocol::{RepresentativeId, SessionId, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use super::key_secret::KeySecret;
use super::{
    SITE, SqliteStore, audit, commands, customer, from_json, invite, keys, log, people, queues, readiness,
    session_row, sessions, supervise, talk,
};
use crate::domain::WRAP_UP_S;
use crate::store::{Answer, Command, ConsoleStore, Idempotency, PageOf, Result, Scope};

/// Milliseconds for which a key that is over is among those of a console.
const KEYS_OVER_MS: u64 = 2 * 60 * 60 * 1000;

fn snapshot(
    conn: &Connection,
    secret: &KeySecret,
    who: RepresentativeId,
    portal: String,
    now: Timestamp,
) -> Result<Snapshot> {
    let scope = people::scope(conn, who)?;
    let site = customer::settings(conn)?;
    let over_since = Timestamp(now.0.saturating_sub_unsigned(KEYS_OVER_MS));
    Ok(Snapshot {
        seq: log::head(conn)?,
        now,
        site: site.name,
        rules: site.teams.told,
        teams: people::teams(conn)?,
        monitoring: supervise::monitored_by(conn, who)?,
        talk: talk::newest(conn, &scope)?,
        invites: invite::setup(conn, &portal)?,
        keys: keys::in_sight_of(conn, secret, &scope, over_since)?,
        portal,
        me: people::me(conn, who)?,
        queues: queues::served(conn, &scope)?,
        sessions: sessions_of(conn, &scope, now)?,
        representatives: people::all(conn)?,
    })
}

/// Sessions waiting or held where `scope` serves, those that it takes or took part in, and those that it
/// is invited into or monitors.
fn sessions_of(conn: &Connection, scope: &Scope, now: Timestamp) -> Result<Vec<Session>> {
    let mut found = BTreeMap::new();
    for queue in queues::served(conn, scope)? {
        for case in session_row::select(conn, "queue = ?", [queue.id.to_string()])? {
            found.insert(case.session.lsid.clone(), case.session);
        }
    }
    let wrapped_up = now.0.saturating_sub_unsigned(u64::from(WRAP_UP_S) * 1000);
    let shared = session_row::select(
        conn,
        "lsid IN (SELECT lsid FROM participant WHERE representative_id = ?)
         AND (ended_at IS NULL OR ended_at >= ?)",
        params![scope.who.0, wrapped_up],
    )?;
    let beside = session_row::select(
        conn,
        "lsid IN (SELECT lsid FROM beside WHERE (as_what IN ('monitor', 'invited') AND id = ?1)
                  OR (as_what = 'team' AND id IN (SELECT team_id FROM membership WHERE representative_id = ?1)))",
        [scope.who.0],
    )?;
    let seen = shared.into_iter().chain(beside);
    found.extend(seen.map(|case| (case.session.lsid.clone(), case.session)));
    Ok(found.into_values().collect())
}

fn canned(conn: &Connection) -> Result<CannedLibrary> {
    let body: Option<String> = conn
        .prepare_cached("SELECT body FROM canned WHERE site_id = ?")?
        .query_row([SITE], |row| row.get(0))
        .optional()?;
    body.map_or_else(|| Ok(CannedLibrary::default()), |body| from_json(&body))
}

#[async_trait]
impl ConsoleStore for SqliteStore {
    async fn snapshot(&self, who: RepresentativeId, portal: &str) -> Result<Snapshot> {
        let (secret, portal) = (self.key_secret.clone(), portal.to_owned());
        self.read(move |conn, now| snapshot(conn, &secret, who, portal, now)).await
    }

    async fn session(&self, who: RepresentativeId, lsid: &SessionId) -> Result<SessionDetail> {
        let lsid = lsid.clone();
        self.read(move |conn, now| {
            let scope = people::scope(conn, who)?;
            commands::detail(conn, who, sessions::visible(conn, &scope, &lsid, now)?)
        })
        .await
    }

    async fn entries(
        &self,
        who: RepresentativeId,
        lsid: &SessionId,
        page: PageOf,
        limit: u32,
    ) -> Result<EntriesPage> {
        let lsid = lsid.clone();
        self.read(move |conn, now| {
            let scope = people::scope(conn, who)?;
            let case = sessions::visible(conn, &scope, &lsid, now)?;
            sessions::page(conn, who, &case, page, limit)
        })
        .await
    }

    async fn canned(&self) -> Result<CannedLibrary> {
        self.read(|conn, _| canned(conn)).await
    }

    async fn perform(
        &self,
        who: RepresentativeId,
        idempotency: Idempotency,
        command: Command,
        portal: &str,
    ) -> Result<Answer> {
        let portal = portal.to_owned();
        self.write(move |write| commands::perform(write, who, &idempotency, command, &portal)).await
    }

    async fn talk(&self, who: RepresentativeId, with: TalkWith, before: Option<u64>) -> Result<TalkPage> {
        self.read(move |conn, _| talk::page(conn, who, with, before)).await
    }

    async fn audit(&self, who: RepresentativeId, before: Option<u64>) -> Result<AuditPage> {
        self.read(move |conn, _| audit::page(conn, who, before)).await
    }

    async fn representative_here(&self, who: RepresentativeId) -> Result<()> {
        self.write(move |write| readiness::here(write, who)).await
    }

    async fn representative_gone(&self, who: RepresentativeId) -> Result<()> {
        self.write(move |write| readiness::gone(write, who)).await
    }

    async fn representative_left(&self, who: RepresentativeId) -> Result<()> {
        self.write(move |write| readiness::left(write, who)).await
    }

    async fn representative_active(&self, who: RepresentativeId) -> Result<()> {
        self.write(move |write| readiness::active(write, who)).await
    }

    async fn representatives_here(&self) -> Result<Vec<RepresentativeId>> {
        self.read(|conn, _| {
            let mut statement = conn.prepare_cached("SELECT id FROM representative WHERE online")?;
            let ids = statement.query_map([], |row| row.get(0).map(RepresentativeId))?;
            Ok(ids.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }
}
