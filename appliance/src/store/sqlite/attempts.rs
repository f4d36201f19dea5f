//! Customers on their way from the start page to the queue.

use farhand_protocol::session::{Issue, StartMethod};
use farhand_protocol::{IssueCode, KeyId, QueueId, RepresentativeId, SessionId, TeamId, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use super::keys::{self, Found, Lead};
use super::{SITE, Write, people, queues};
use crate::random;
use crate::store::{Attempt, Choice, Refusal, Result, StoreError};

/// Milliseconds that an attempt lives.
pub(super) const LIFE_MS: u64 = 30 * 60 * 1000;
/// Milliseconds for which an attempt still leads to the session that it has begun.
const BEGUN_LIFE_MS: u64 = 10 * 60 * 1000;

/// An attempt with what only the store needs of it.
pub(super) struct Underway {
    pub attempt: Attempt,
    pub issue: Option<Issue>,
    pub key: Option<Followed>,
}

/// The key that somebody came with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Followed {
    pub id: KeyId,
    /// The link that was followed: 0 is the key's own, others are those of invitations.
    pub link: Option<u32>,
}

impl From<&Found> for Followed {
    fn from(found: &Found) -> Self {
        Self { id: found.row.id, link: found.link }
    }
}

impl Underway {
    pub(super) fn method(&self) -> StartMethod {
        match (&self.issue, self.key) {
            (Some(_), _) => StartMethod::Issue,
            (None, Some(Followed { link: Some(1..), .. })) => StartMethod::Invitation,
            (None, Some(_)) => StartMethod::Key,
            (None, None) => StartMethod::Representative,
        }
    }
}

struct Chosen {
    queue: QueueId,
    words: String,
    issue: Option<IssueCode>,
    key: Option<Followed>,
}

fn chosen(write: &Write<'_>, choice: Choice) -> Result<Chosen> {
    match choice {
        Choice::Issue(code) => {
            let (words, team) = issue(write, &code)?.ok_or(Refusal::NotFound("issue"))?;
            let queue = team.map_or(QueueId::General, QueueId::Team);
            Ok(Chosen { queue, words, issue: Some(code), key: None })
        }
        Choice::Key(came) | Choice::Link(came) => {
            let lead = Lead::of(&came).ok_or(Refusal::KeyInvalid)?;
            let found = keys::good(write, write.key_secret, &lead, write.now)?;
            let queue = found.row.queue;
            let words = queues::name_for_customer(write, queue)?;
            Ok(Chosen { queue, words, issue: None, key: Some((&found).into()) })
        }
        Choice::Representative(id) => {
            let words = available(write, id)?.ok_or(Refusal::NotFound("representative"))?;
            Ok(Chosen { queue: QueueId::Personal(id), words, issue: None, key: None })
        }
    }
}

fn issue(conn: &Connection, code: &IssueCode) -> Result<Option<(String, Option<TeamId>)>> {
    Ok(conn
        .prepare_cached("SELECT title, team_id FROM issue WHERE site_id = ? AND code = ?")?
        .query_row(params![SITE, code.as_str()], |row| {
            Ok((row.get(0)?, row.get::<_, Option<u32>>(1)?.map(TeamId)))
        })
        .optional()?)
}

fn available(conn: &Connection, id: RepresentativeId) -> Result<Option<String>> {
    let there = people::all(conn)?
        .into_iter()
        .find(|r| r.id == id && r.presence == farhand_protocol::people::Presence::Available);
    Ok(there.map(|r| r.name))
}

/// Begins an attempt; answers its secret.
pub(super) fn open(write: &Write<'_>, choice: Choice) -> Result<String> {
    let chosen = chosen(write, choice)?;
    let secret = random::secret::<16>();
    write
        .prepare_cached(
            "INSERT INTO attempt (hash, site_id, created_at, queue, chosen, issue_code, key_id, link)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        )?
        .execute(params![
            random::hash(&secret),
            SITE,
            write.now.0,
            chosen.queue.to_string(),
            chosen.words,
            chosen.issue.as_ref().map(IssueCode::as_str),
            chosen.key.map(|key| key.id.0),
            chosen.key.and_then(|key| key.link),
        ])?;
    Ok(secret)
}

/// The attempt of a secret, unless it is over.
pub(super) fn find(conn: &Connection, secret: &str, now: Timestamp) -> Result<Option<Underway>> {
    type Kept = (i64, Option<i64>, String, String, Option<String>, Option<u64>, Option<u32>, Option<String>);
    let kept: Option<Kept> = conn
        .prepare_cached(
            "SELECT created_at, agreement_shown_at, attempt.queue, chosen, issue_code, key_id, link,
             session_key.name FROM attempt LEFT JOIN session_key ON id = key_id
             WHERE attempt.hash = ? AND created_at > ? AND lsid IS NULL",
        )?
        .query_row(params![random::hash(secret), now.0.saturating_sub_unsigned(LIFE_MS)], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
                row.get(6)?,
                row.get(7)?,
            ))
        })
        .optional()?;
    let Some((created_at, shown_at, queue, chosen, code, key, link, name)) = kept else { return Ok(None) };
    let broken = |_| StoreError::Failed("a stored attempt".to_owned());
    let code: Option<IssueCode> = code.map(|c| c.parse()).transpose().map_err(broken)?;
    let issue = code.map(|code| Issue { code, title: chosen.clone() });
    let attempt = Attempt {
        queue: queue.parse().map_err(broken)?,
        chosen,
        created_at: Timestamp(created_at),
        agreement_shown_at: shown_at.map(Timestamp),
        name,
    };
    let key = key.map(|id| Followed { id: KeyId(id), link });
    Ok(Some(Underway { attempt, issue, key }))
}

/// Notes when the agreement is first shown.
pub(super) fn agreement_shown(write: &Write<'_>, secret: &str) -> Result<Timestamp> {
    let underway = find(write, secret, write.now)?.ok_or(Refusal::NotFound("attempt"))?;
    if let Some(at) = underway.attempt.agreement_shown_at {
        return Ok(at);
    }
    write
        .prepare_cached("UPDATE attempt SET agreement_shown_at = ? WHERE hash = ?")?
        .execute(params![write.now.0, random::hash(secret)])?;
    Ok(write.now)
}

/// Notes the session that an attempt has begun; from here on it leads there and nowhere else.
pub(super) fn mark_begun(write: &Write<'_>, secret: &str, lsid: &SessionId) -> Result<()> {
    write.prepare_cached("UPDATE attempt SET lsid = ?, created_at = ? WHERE hash = ?")?.execute(params![
        lsid.as_str(),
        write.now.0,
        random::hash(secret)
    ])?;
    Ok(())
}

/// The session that an attempt has begun a short while ago.
pub(super) fn begun(conn: &Connection, secret: &str, now: Timestamp) -> Result<Option<SessionId>> {
    let lsid: Option<String> = conn
        .prepare_cached("SELECT lsid FROM attempt WHERE hash = ? AND created_at > ? AND lsid IS NOT NULL")?
        .query_row(params![random::hash(secret), now.0.saturating_sub_unsigned(BEGUN_LIFE_MS)], |row| {
            row.get(0)
        })
        .optional()?;
    let broken = |_| StoreError::Failed("a stored session id".to_owned());
    lsid.map(|lsid| lsid.parse()).transpose().map_err(broken)
}

/// Ends an attempt.
pub(super) fn close(write: &Write<'_>, secret: &str) -> Result<()> {
    write.prepare_cached("DELETE FROM attempt WHERE hash = ?")?.execute([random::hash(secret)])?;
    Ok(())
}
