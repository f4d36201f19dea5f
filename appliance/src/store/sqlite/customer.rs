//! The portal's part of the store.

use async_trait::async_trait;
use farhand_protocol::chat::{Author, Body, Entry, NewMessage, SessionEvent};
use farhand_protocol::people::Presence;
use farhand_protocol::portal::{CustomerView, SurveyAnswer};
use farhand_protocol::session::{EndReason, SessionState};
use farhand_protocol::{IssueCode, QueueId, SessionId, TeamId, Timestamp, limits};
use rusqlite::{Connection, OptionalExtension, params};

use super::{
    SITE, SqliteStore, Write, attempts, begin, chat, from_json, keys, people, presence, queues, session_row,
    sessions, view,
};
use crate::domain::{WRAP_UP_S, field};
use crate::random;
use crate::store::{
    Attempt, Beginning, Begun, Choice, CustomerStore, IssueOffer, Refusal, RepresentativeOffer, Result,
    SiteSettings, StoreError,
};

/// The site's settings; plain ones until somebody has set any.
pub(super) fn settings(conn: &Connection) -> Result<SiteSettings> {
    let text: Option<String> = conn
        .prepare_cached("SELECT settings FROM site WHERE id = ?")?
        .query_row([SITE], |row| row.get(0))
        .optional()?;
    text.map_or_else(|| Ok(SiteSettings::plain("Support")), |text| from_json(&text))
}

fn issues(conn: &Connection, now: Timestamp) -> Result<Vec<IssueOffer>> {
    let mut statement =
        conn.prepare_cached("SELECT code, title, team_id FROM issue WHERE site_id = ? ORDER BY id")?;
    let mut rows = statement.query([SITE])?;
    let mut offers = Vec::new();
    while let Some(row) = rows.next()? {
        let (code, team): (String, Option<u32>) = (row.get(0)?, row.get(2)?);
        let code: IssueCode = code.parse().map_err(|_| StoreError::Failed("a stored issue".to_owned()))?;
        let queue = team.map_or(QueueId::General, |id| QueueId::Team(TeamId(id)));
        offers.push(IssueOffer {
            code,
            title: row.get(1)?,
            estimate_s: queues::estimate_s(conn, queue, now)?,
        });
    }
    Ok(offers)
}

fn available(conn: &Connection) -> Result<Vec<RepresentativeOffer>> {
    let people = people::all(conn)?.into_iter().filter(|r| r.presence == Presence::Available);
    Ok(people.map(|r| RepresentativeOffer { id: r.id, name: r.name }).collect())
}

fn by_cookie(conn: &Connection, cookie: &str, now: Timestamp) -> Result<Option<SessionId>> {
    let found: Option<String> = conn
        .prepare_cached(
            "SELECT lsid FROM session WHERE cookie_hash = ? AND (ended_at IS NULL OR ended_at > ?)",
        )?
        .query_row(
            params![random::hash(cookie), now.0.saturating_sub_unsigned(u64::from(WRAP_UP_S) * 1000)],
            |row| row.get(0),
        )
        .optional()?;
    found
        .map(|lsid| lsid.parse())
        .transpose()
        .map_err(|_| StoreError::Failed("a stored session id".to_owned()))
}

fn message(write: &Write<'_>, lsid: &SessionId, message: NewMessage) -> Result<Entry> {
    let (client_id, body) = (message.client_id, Body::Message { text: message.text });
    if let Some(entry) = chat::sent(write, lsid, &Author::Customer, &client_id, &body)? {
        return Ok(entry);
    }
    let case = session_row::get(write, lsid)?;
    if matches!(case.session.state, SessionState::Ended { .. }) {
        return Err(Refusal::WrongState("this session is over").into());
    }
    chat::add_text(write, &case.session, Author::Customer, client_id, body)
}

/// The customer ends a session, or leaves the line.
pub(super) fn end(write: &Write<'_>, lsid: &SessionId) -> Result<()> {
    let case = session_row::get(write, lsid)?;
    let reason = match case.session.state {
        SessionState::Waiting { .. } => EndReason::LeftQueue,
        _ => EndReason::Customer,
    };
    sessions::end(write, case, Author::Customer, reason)
}

fn survey(write: &Write<'_>, lsid: &SessionId, answer: SurveyAnswer) -> Result<()> {
    if !(1..=5).contains(&answer.rating) {
        return Err(Refusal::InvalidField("rating must be from 1 to 5".to_owned()).into());
    }
    let comment = field::optional_text("comment", answer.comment.as_deref(), limits::SURVEY_COMMENT_BYTES)?;
    let case = session_row::get(write, lsid)?;
    let over = matches!(case.session.state, SessionState::Ended { .. });
    if !over || case.surveyed || !settings(write)?.survey {
        return Err(Refusal::WrongState("there is no survey to answer now").into());
    }
    write.prepare_cached("UPDATE session SET surveyed = 1 WHERE lsid = ?")?.execute([lsid.as_str()])?;
    let event = SessionEvent::CustomerExitSurveyCompleted { rating: answer.rating, comment };
    chat::add_event(write, &case.session, Author::Customer, event)
}

fn read_up_to(write: &Write<'_>, lsid: &SessionId, number: u64) -> Result<bool> {
    let number = i64::try_from(number).unwrap_or(i64::MAX);
    let changed = write
        .prepare_cached(
            "UPDATE session SET customer_read = min(?2, last_entry)
             WHERE lsid = ?1 AND customer_read < min(?2, last_entry)",
        )?
        .execute(params![lsid.as_str(), number])?;
    Ok(changed > 0)
}

#[async_trait]
impl CustomerStore for SqliteStore {
    async fn site(&self) -> Result<SiteSettings> {
        self.read(|conn, _| settings(conn)).await
    }

    async fn issues(&self) -> Result<Vec<IssueOffer>> {
        self.read(issues).await
    }

    async fn available_representatives(&self) -> Result<Vec<RepresentativeOffer>> {
        self.read(|conn, _| available(conn)).await
    }

    async fn check_key(&self, digits: &str) -> Result<QueueId> {
        let lead = keys::Lead::of(digits).ok_or(Refusal::KeyInvalid)?;
        let secret = self.key_secret.clone();
        self.read(move |conn, now| Ok(keys::good(conn, &secret, &lead, now)?.row.queue)).await
    }

    async fn open_attempt(&self, choice: Choice) -> Result<String> {
        self.write(move |write| attempts::open(write, choice)).await
    }

    async fn attempt(&self, secret: &str) -> Result<Option<Attempt>> {
        let secret = secret.to_owned();
        self.read(move |conn, now| Ok(attempts::find(conn, &secret, now)?.map(|u| u.attempt))).await
    }

    async fn agreement_shown(&self, secret: &str) -> Result<Timestamp> {
        let secret = secret.to_owned();
        self.write(move |write| attempts::agreement_shown(write, &secret)).await
    }

    async fn close_attempt(&self, secret: &str) -> Result<()> {
        let secret = secret.to_owned();
        self.write(move |write| attempts::close(write, &secret)).await
    }

    async fn begin_session(&self, secret: &str, beginning: Beginning) -> Result<Begun> {
        let secret = secret.to_owned();
        self.write(move |write| begin::begin(write, &secret, beginning)).await
    }

    async fn begun_session(&self, secret: &str) -> Result<Option<Begun>> {
        let secret = secret.to_owned();
        self.write(move |write| begin::again(write, &secret)).await
    }

    async fn customer_session(&self, cookie: &str) -> Result<Option<SessionId>> {
        let cookie = cookie.to_owned();
        self.read(move |conn, now| by_cookie(conn, &cookie, now)).await
    }

    async fn customer_view(&self, lsid: &SessionId) -> Result<CustomerView> {
        let lsid = lsid.clone();
        self.read(move |conn, now| view::of(conn, &lsid, now)).await
    }

    async fn customer_entries(&self, lsid: &SessionId, after: u64) -> Result<Vec<Entry>> {
        let lsid = lsid.clone();
        self.read(move |conn, _| chat::for_customer(conn, &lsid, after)).await
    }

    async fn customer_message(&self, lsid: &SessionId, new: NewMessage) -> Result<Entry> {
        let lsid = lsid.clone();
        self.write(move |write| message(write, &lsid, new)).await
    }

    async fn customer_end(&self, lsid: &SessionId) -> Result<()> {
        let lsid = lsid.clone();
        self.write(move |write| end(write, &lsid)).await
    }

    async fn survey(&self, lsid: &SessionId, answer: SurveyAnswer) -> Result<()> {
        let lsid = lsid.clone();
        self.write(move |write| survey(write, &lsid, answer)).await
    }

    async fn customer_read(&self, lsid: &SessionId, number: u64) -> Result<bool> {
        let lsid = lsid.clone();
        self.write(move |write| read_up_to(write, &lsid, number)).await
    }

    async fn customer_here(&self, lsid: &SessionId) -> Result<()> {
        let lsid = lsid.clone();
        self.write(move |write| presence::page_here(write, &lsid)).await
    }

    async fn customer_away(&self, lsid: &SessionId, since: Timestamp) -> Result<()> {
        let lsid = lsid.clone();
        self.write(move |write| presence::page_away(write, &lsid, since)).await
    }

    async fn customers_here(&self) -> Result<Vec<SessionId>> {
        self.read(|conn, _| presence::pages_here(conn)).await
    }
}
