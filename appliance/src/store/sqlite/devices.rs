//! The devices that have joined sessions: their tokens, whether they are connected, and how they go.

use async_trait::async_trait;
use farhand_protocol::capability::{Capability, CustomerAnswer};
use farhand_protocol::chat::{Author, SessionEvent};
use farhand_protocol::device::{Attach, DeviceAbilities, DeviceKind, DevicePresence, DeviceView, Elevation};
use farhand_protocol::session::Channel;
use farhand_protocol::{SessionId, Timestamp, limits};
use rusqlite::{Connection, OptionalExtension, params};

use super::session_row::{self, Case};
use super::{SqliteStore, Write, attach, chat, customer, elevation, keys, permission, presence, view};
use crate::domain::field;
use crate::domain::permission::Step;
use crate::store::{AgentId, DeviceStore, NewlyAttached, Result, StoreError};

/// Milliseconds for which a device that attaches once more is answered again.
const AGAIN_MS: u64 = 10 * 60 * 1000;

/// By what a device is known.
#[derive(Clone, Copy, Default)]
pub(super) struct Known {
    /// A hash of its token. VNC agents have none.
    pub token_hash: Option<[u8; 32]>,
    /// A hash of the request that has attached it, where that may be sent again.
    pub attempt: Option<[u8; 32]>,
}

/// Gives a session's place for a device to this one.
pub(super) fn put(write: &Write<'_>, lsid: &SessionId, known: Known) -> Result<()> {
    remove(write, lsid)?;
    write
        .prepare_cached("INSERT INTO device (lsid, token_hash, attempt, attached_at) VALUES (?, ?, ?, ?)")?
        .execute(params![lsid.as_str(), known.token_hash, known.attempt, write.now.0])?;
    Ok(())
}

/// The session whose device has attached with this request a short while ago.
pub(super) fn attached_by(write: &Write<'_>, attempt: [u8; 32]) -> Result<Option<SessionId>> {
    let lsid: Option<String> = write
        .prepare_cached("SELECT lsid FROM device WHERE attempt = ? AND attached_at > ?")?
        .query_row(params![attempt, write.now.0.saturating_sub_unsigned(AGAIN_MS)], |row| row.get(0))
        .optional()?;
    lsid.map(read_lsid).transpose()
}

/// Gives the session's device another token; the one before is void.
pub(super) fn change_token(write: &Write<'_>, lsid: &SessionId, token_hash: [u8; 32]) -> Result<()> {
    write
        .prepare_cached("UPDATE device SET token_hash = ? WHERE lsid = ?")?
        .execute(params![token_hash, lsid.as_str()])?;
    Ok(())
}

fn read_lsid(text: String) -> Result<SessionId> {
    text.parse().map_err(|_| StoreError::Failed("a stored session id".to_owned()))
}

/// Takes it away: the token is void.
pub(super) fn remove(write: &Write<'_>, lsid: &SessionId) -> Result<()> {
    write.prepare_cached("DELETE FROM device WHERE lsid = ?")?.execute([lsid.as_str()])?;
    Ok(())
}

/// A session is over for its device: no token, code or link leads to it any more.
pub(super) fn part(write: &Write<'_>, case: &mut Case) -> Result<()> {
    if let Some(device) = &mut case.session.device
        && device.presence == DevicePresence::Here
    {
        device.presence = DevicePresence::Away { since: write.now };
    }
    remove(write, &case.session.lsid)?;
    elevation::close(write, case)?;
    write.prepare_cached("DELETE FROM page_link WHERE lsid = ?")?.execute([case.session.lsid.as_str()])?;
    Ok(())
}

fn of_token(conn: &Connection, token_hash: [u8; 32]) -> Result<Option<SessionId>> {
    let lsid: Option<String> = conn
        .prepare_cached("SELECT lsid FROM device WHERE token_hash = ?")?
        .query_row([token_hash], |row| row.get(0))
        .optional()?;
    lsid.map(read_lsid).transpose()
}

/// Changes the session of a token; a void one changes nothing.
fn with_token(
    write: &Write<'_>,
    token_hash: [u8; 32],
    change: impl FnOnce(&Write<'_>, Case) -> Result<()>,
) -> Result<()> {
    match of_token(write, token_hash)? {
        Some(lsid) => change(write, session_row::get(write, &lsid)?),
        None => Ok(()),
    }
}

/// The device is connected, or lost since a time.
fn set_presence(write: &Write<'_>, mut case: Case, is: DevicePresence) -> Result<()> {
    let before = case.clone();
    let (event, at) = match is {
        DevicePresence::Here => (SessionEvent::DeviceReturned, write.now),
        DevicePresence::Away { since } => (SessionEvent::DeviceAway, since),
    };
    let Some(device) = &mut case.session.device else { return Ok(()) };
    if matches!(device.presence, DevicePresence::Here) == matches!(is, DevicePresence::Here) {
        return Ok(());
    }
    device.presence = is;
    let told = permission::settle(write, &mut case)?;
    let customer = presence::note(&mut case, at);
    session_row::save_changed(write, &before, &case)?;
    chat::add_event(write, &case.session, Author::Appliance, event)?;
    permission::tell(write, &case.session, told)?;
    presence::tell(write, &case, customer)
}

fn set_abilities(write: &Write<'_>, mut case: Case, abilities: DeviceAbilities) -> Result<()> {
    let before = case.clone();
    let Some(device) = &mut case.session.device else { return Ok(()) };
    device.abilities = abilities;
    let told = permission::settle(write, &mut case)?;
    session_row::save_changed(write, &before, &case)?;
    permission::tell(write, &case.session, told)
}

/// The device is gone for good, and with it whatever was allowed.
pub(super) fn gone(write: &Write<'_>, mut case: Case, author: Author) -> Result<()> {
    let before = case.clone();
    if case.session.device.take().is_none() {
        return Ok(());
    }
    remove(write, &case.session.lsid)?;
    let told = permission::settle(write, &mut case)?;
    let customer = presence::note(&mut case, write.now);
    session_row::save_changed(write, &before, &case)?;
    permission::tell(write, &case.session, told)?;
    chat::add_event(write, &case.session, author, SessionEvent::DeviceLeft)?;
    presence::tell(write, &case, customer)
}

/// The customer takes the device out. Where there was nothing but this device, that is the end.
fn leave(write: &Write<'_>, case: Case) -> Result<()> {
    let lsid = case.session.lsid.clone();
    let alone = case.session.channel == Channel::ClientDesktop && !case.page_here;
    gone(write, case, Author::Customer)?;
    if alone { customer::end(write, &lsid) } else { Ok(()) }
}

fn agent_gone(write: &Write<'_>, lsid: &SessionId) -> Result<()> {
    let case = session_row::get(write, lsid)?;
    let agent = case.session.device.as_ref().is_some_and(|device| device.kind == DeviceKind::VncAgent);
    if agent && case.is_open() { gone(write, case, Author::Appliance) } else { Ok(()) }
}

fn screen_failed(write: &Write<'_>, lsid: &SessionId, reason: &str) -> Result<()> {
    let reason = field::line("reason", reason, limits::DISPLAY_NAME)?;
    let case = session_row::get(write, lsid)?;
    chat::add_event(write, &case.session, Author::Appliance, SessionEvent::ScreenFailed { reason })
}

fn all_here(conn: &Connection) -> Result<Vec<[u8; 32]>> {
    let mut statement = conn.prepare_cached(
        "SELECT token_hash FROM device JOIN session USING (lsid)
         WHERE token_hash IS NOT NULL AND device_away_since IS NULL AND ended_at IS NULL",
    )?;
    let rows = statement.query_map([], |row| row.get(0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn all_agents(conn: &Connection) -> Result<Vec<SessionId>> {
    let filter = "lsid IN (SELECT lsid FROM device WHERE token_hash IS NULL) AND ended_at IS NULL";
    let cases = session_row::select(conn, filter, [])?;
    Ok(cases.into_iter().map(|case| case.session.lsid).collect())
}

#[async_trait]
impl DeviceStore for SqliteStore {
    async fn attach(&self, attach: Attach) -> Result<NewlyAttached> {
        self.write(move |write| attach::client(write, attach)).await
    }

    async fn attach_agent(&self, id: AgentId, name: &str) -> Result<SessionId> {
        let name = name.to_owned();
        self.write(move |write| attach::agent(write, id, &name)).await
    }

    async fn device(&self, token_hash: [u8; 32]) -> Result<Option<SessionId>> {
        self.read(move |conn, _| of_token(conn, token_hash)).await
    }

    async fn device_view(&self, lsid: &SessionId) -> Result<DeviceView> {
        let lsid = lsid.clone();
        self.read(move |conn, now| view::of_device(conn, &lsid, now)).await
    }

    async fn device_here(&self, token_hash: [u8; 32]) -> Result<()> {
        let here = |write: &Write<'_>, case| set_presence(write, case, DevicePresence::Here);
        self.write(move |write| with_token(write, token_hash, here)).await
    }

    async fn device_away(&self, token_hash: [u8; 32], since: Timestamp) -> Result<()> {
        let away = move |write: &Write<'_>, case| set_presence(write, case, DevicePresence::Away { since });
        self.write(move |write| with_token(write, token_hash, away)).await
    }

    async fn device_leaves(&self, token_hash: [u8; 32]) -> Result<()> {
        self.write(move |write| with_token(write, token_hash, leave)).await
    }

    async fn device_abilities(&self, token_hash: [u8; 32], abilities: DeviceAbilities) -> Result<()> {
        let set = move |write: &Write<'_>, case| set_abilities(write, case, abilities);
        self.write(move |write| with_token(write, token_hash, set)).await
    }

    async fn devices_here(&self) -> Result<Vec<[u8; 32]>> {
        self.read(|conn, _| all_here(conn)).await
    }

    async fn agent_gone(&self, lsid: &SessionId) -> Result<()> {
        let lsid = lsid.clone();
        self.write(move |write| agent_gone(write, &lsid)).await
    }

    async fn agents_here(&self) -> Result<Vec<SessionId>> {
        self.read(|conn, _| all_agents(conn)).await
    }

    async fn screen_failed(&self, lsid: &SessionId, reason: &str) -> Result<()> {
        let (lsid, reason) = (lsid.clone(), reason.to_owned());
        self.write(move |write| screen_failed(write, &lsid, &reason)).await
    }

    async fn answer(&self, lsid: &SessionId, answer: CustomerAnswer) -> Result<()> {
        let lsid = lsid.clone();
        self.write(move |write| permission::step(write, &lsid, Step::Answer(answer))).await
    }

    async fn withdraw(&self, lsid: &SessionId, what: Capability) -> Result<()> {
        let lsid = lsid.clone();
        self.write(move |write| permission::step(write, &lsid, Step::Withdraw(what))).await
    }

    async fn is_code(&self, digits: &str) -> Result<bool> {
        let Some(digits) = keys::digits(digits) else { return Ok(false) };
        let hash = self.key_secret.hash(&digits);
        self.read(move |conn, now| Ok(elevation::session_of(conn, hash, now)?.is_some())).await
    }

    async fn answer_elevation(&self, lsid: &SessionId, accept: bool) -> Result<()> {
        let lsid = lsid.clone();
        self.write(move |write| elevation::answer(write, &lsid, accept)).await
    }

    async fn client_code(&self, lsid: &SessionId, portal: &str) -> Result<Elevation> {
        let (lsid, portal) = (lsid.clone(), portal.to_owned());
        self.write(move |write| elevation::for_page(write, &lsid, &portal)).await
    }

    async fn open_page(&self, secret: &str) -> Result<String> {
        let secret = secret.to_owned();
        self.write(move |write| attach::open_page(write, &secret)).await
    }
}
