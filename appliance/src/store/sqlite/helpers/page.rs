//! The helper's page: coming in by the link, what it shows, what the helper says.

use async_trait::async_trait;
use farhand_protocol::chat::{Author, Body, Entry, NewMessage, SessionEvent};
use farhand_protocol::team::{Helper, HelperEntry, HelperStanding, HelperView};
use farhand_protocol::{SessionId, Timestamp};
use rusqlite::{Connection, OptionalExtension, params};

use super::super::session_row::{self, Case};
use super::super::{SqliteStore, Write, chat};
use super::end_part;
use crate::random;
use crate::store::{HelperId, HelperLinkStanding, HelperStore, Refusal, Result, StoreError};

/// A link's row.
struct Link {
    id: HelperId,
    expires_at: Timestamp,
    used: bool,
    over: bool,
}

fn link(conn: &Connection, secret: &str) -> Result<Option<Link>> {
    let mut statement = conn.prepare_cached(
        "SELECT lsid, number, expires_at, cookie_hash IS NOT NULL, over FROM helper WHERE link_hash = ?",
    )?;
    let mut rows = statement.query([random::hash(secret)])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(Link {
        id: HelperId { lsid: session_id(&row.get::<_, String>(0)?)?, number: row.get(1)? },
        expires_at: Timestamp(row.get(2)?),
        used: row.get(3)?,
        over: row.get(4)?,
    }))
}

fn session_id(text: &str) -> Result<SessionId> {
    text.parse().map_err(|_| StoreError::Failed("a stored session id".to_owned()))
}

fn link_standing(conn: &Connection, secret: &str, now: Timestamp) -> Result<HelperLinkStanding> {
    let Some(link) = link(conn, secret)? else { return Ok(HelperLinkStanding::Unknown) };
    if link.over || (!link.used && link.expires_at <= now) {
        return Ok(HelperLinkStanding::Over);
    }
    if link.used {
        return Ok(HelperLinkStanding::Used { by: link.id });
    }
    let case = session_row::get(conn, &link.id.lsid)?;
    let Some(helper) = own(&case, link.id.number) else { return Ok(HelperLinkStanding::Over) };
    Ok(HelperLinkStanding::Good { name: helper.name.clone(), invited_by: helper.invited_by.clone() })
}

fn own(case: &Case, number: u32) -> Option<&Helper> {
    case.session.helpers.iter().find(|helper| helper.id == number)
}

/// The helper takes part from now on. What waits in the same write for the same link finds it used.
fn open(write: &Write<'_>, secret: &str) -> Result<String> {
    let HelperLinkStanding::Good { name, .. } = link_standing(write, secret, write.now)? else {
        return Err(Refusal::WrongState("this link is not good any more; ask for another one").into());
    };
    let Some(link) = link(write, secret)? else { return Err(Refusal::NotFound("helper").into()) };
    let cookie = random::secret::<32>();
    write
        .prepare_cached("UPDATE helper SET cookie_hash = ? WHERE lsid = ? AND number = ?")?
        .execute(params![random::hash(&cookie), link.id.lsid.as_str(), link.id.number])?;
    let case = set_standing(write, &link.id, HelperStanding::Here)?;
    let author = Author::Helper { id: link.id.number, name: name.clone() };
    chat::add_event(write, &case.session, author, SessionEvent::ConferenceMemberAdded { name })?;
    Ok(cookie)
}

/// Notes how a helper stands; nothing for one whose part is over.
fn set_standing(write: &Write<'_>, who: &HelperId, standing: HelperStanding) -> Result<Case> {
    let mut case = session_row::get(write, &who.lsid)?;
    let before = case.clone();
    for helper in case.session.helpers.iter_mut().filter(|helper| helper.id == who.number) {
        helper.standing = standing;
    }
    session_row::save_changed(write, &before, &case)?;
    Ok(case)
}

fn by_cookie(conn: &Connection, cookie: &str) -> Result<Option<HelperId>> {
    let found: Option<(String, u32)> = conn
        .prepare_cached("SELECT lsid, number FROM helper WHERE cookie_hash = ?")?
        .query_row([random::hash(cookie)], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    found.map(|(lsid, number)| Ok(HelperId { lsid: session_id(&lsid)?, number })).transpose()
}

/// The customer is told by the first name alone, and nothing is told of a session once one's part in it
/// is over.
fn view(conn: &Connection, who: &HelperId, now: Timestamp) -> Result<HelperView> {
    let case = session_row::get(conn, &who.lsid)?;
    let session = &case.session;
    let Some(me) = own(&case, who.number) else {
        let (name, customer) = (String::new(), String::new());
        return Ok(HelperView { now, name, customer, issue: None, representatives: Vec::new(), over: true });
    };
    Ok(HelperView {
        now,
        name: me.name.clone(),
        customer: session.customer.name.split_whitespace().next().unwrap_or_default().to_owned(),
        issue: session.issue.as_ref().map(|issue| issue.title.clone()),
        representatives: session.participants.iter().map(|p| p.name.clone()).collect(),
        over: false,
    })
}

fn entries(conn: &Connection, who: &HelperId, after: u64) -> Result<Vec<HelperEntry>> {
    let case = session_row::get(conn, &who.lsid)?;
    if own(&case, who.number).is_none() {
        return Ok(Vec::new());
    }
    chat::for_customer(conn, &who.lsid, after)
}

fn message(write: &Write<'_>, who: &HelperId, new: NewMessage) -> Result<Entry> {
    let (client_id, body) = (new.client_id, Body::Message { text: new.text });
    let case = session_row::get(write, &who.lsid)?;
    let author = |name: &str| Author::Helper { id: who.number, name: name.to_owned() };
    if let Some(entry) = chat::sent(write, &who.lsid, &author(""), &client_id, &body)? {
        return Ok(entry);
    }
    let Some(me) = own(&case, who.number) else {
        return Err(Refusal::WrongState("your part in this conversation is over").into());
    };
    chat::add_text(write, &case.session, author(&me.name), client_id, body)
}

fn leave(write: &Write<'_>, who: &HelperId) -> Result<()> {
    let mut case = session_row::get(write, &who.lsid)?;
    let Some(name) = own(&case, who.number).map(|me| me.name.clone()) else { return Ok(()) };
    let before = session_row::sight(&case);
    case.session.helpers.retain(|helper| helper.id != who.number);
    end_part(write, &who.lsid, who.number)?;
    session_row::save(write, &before, &case, None)?;
    let author = Author::Helper { id: who.number, name: name.clone() };
    chat::add_event(write, &case.session, author, SessionEvent::ConferenceMemberDeparted { name })
}

fn here(conn: &Connection) -> Result<Vec<HelperId>> {
    let mut statement =
        conn.prepare_cached("SELECT lsid, number FROM helper WHERE cookie_hash IS NOT NULL AND NOT over")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let who = HelperId { lsid: session_id(&row.get::<_, String>(0)?)?, number: row.get(1)? };
        let case = session_row::get(conn, &who.lsid)?;
        if own(&case, who.number).is_some_and(|me| me.standing == HelperStanding::Here) {
            found.push(who);
        }
    }
    Ok(found)
}

#[async_trait]
impl HelperStore for SqliteStore {
    async fn helper_link(&self, secret: &str) -> Result<HelperLinkStanding> {
        let secret = secret.to_owned();
        self.read(move |conn, now| link_standing(conn, &secret, now)).await
    }

    async fn open_helper_link(&self, secret: &str) -> Result<String> {
        let secret = secret.to_owned();
        self.write(move |write| open(write, &secret)).await
    }

    async fn helper(&self, cookie: &str) -> Result<Option<HelperId>> {
        let cookie = cookie.to_owned();
        self.read(move |conn, _| by_cookie(conn, &cookie)).await
    }

    async fn helper_view(&self, who: &HelperId) -> Result<HelperView> {
        let who = who.clone();
        self.read(move |conn, now| view(conn, &who, now)).await
    }

    async fn helper_entries(&self, who: &HelperId, after: u64) -> Result<Vec<HelperEntry>> {
        let who = who.clone();
        self.read(move |conn, _| entries(conn, &who, after)).await
    }

    async fn helper_message(&self, who: &HelperId, new: NewMessage) -> Result<Entry> {
        let who = who.clone();
        self.write(move |write| message(write, &who, new)).await
    }

    async fn helper_leaves(&self, who: &HelperId) -> Result<()> {
        let who = who.clone();
        self.write(move |write| leave(write, &who)).await
    }

    async fn helper_here(&self, who: &HelperId) -> Result<()> {
        let who = who.clone();
        self.write(move |write| set_standing(write, &who, HelperStanding::Here).map(|_| ())).await
    }

    async fn helper_away(&self, who: &HelperId, since: Timestamp) -> Result<()> {
        let who = who.clone();
        self.write(move |write| set_standing(write, &who, HelperStanding::Away { since }).map(|_| ())).await
    }

    async fn helpers_here(&self) -> Result<Vec<HelperId>> {
        self.read(|conn, _| here(conn)).await
    }
}
