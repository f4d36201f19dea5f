//! A device joins a session: with an elevation code, or with a session key that begins one. One that
//! sends the same once more, because the answer was lost, gets its place again.

use farhand_protocol::capability::StoppedBy;
use farhand_protocol::chat::{Author, SessionEvent};
use farhand_protocol::device::{
    Attach, AttachWith, Device, DeviceAbilities, DeviceKind, DevicePresence, FilesAbility, NewDevice,
    Platform,
};
use farhand_protocol::session::{Channel, Recording, SessionState};
use farhand_protocol::{ClientId, SessionId, limits};
use rusqlite::{OptionalExtension, params};

use super::devices::Known;
use super::keys::{self, Lead};
use super::session_row::{self, Case};
use super::{Write, attempts, begin, chat, customer, devices, elevation, info, permission, presence, queues};
use crate::domain::field;
use crate::domain::permission::Step;
use crate::random;
use crate::store::{AgentId, Attempt, Beginning, NewlyAttached, Refusal, Result};

/// What a VNC agent does by its nature.
const AGENT: DeviceAbilities = DeviceAbilities {
    view: true,
    control: true,
    clipboard: true,
    annotations: false,
    files: FilesAbility::No,
    info: false,
};

/// Attaches a client.
pub(super) fn client(write: &Write<'_>, Attach { id, with, device }: Attach) -> Result<NewlyAttached> {
    let device = of_client(device)?;
    let attempt = id.map(|id| attempt(write, &with, &id)).transpose()?;
    let token = random::secret::<32>();
    if let Some(attempt) = attempt
        && let Some(lsid) = devices::attached_by(write, attempt)?
    {
        let begins = matches!(with, AttachWith::Key { .. });
        let page = begins.then(|| page_link(write, &lsid)).transpose()?;
        again(write, &lsid, device, random::hash(&token))?;
        return Ok(NewlyAttached { lsid, token, page });
    }
    let (case, page) = match with {
        AttachWith::Code { code } => (of_code(write, hash(write, &code)?)?.ok_or(Refusal::KeyInvalid)?, None),
        AttachWith::Key { key, name, agreed, recording } => {
            let given = beginning(name, agreed, recording, Channel::ClientDesktop);
            let case = begin(write, &Lead::of(&key).ok_or(Refusal::KeyInvalid)?, given)?;
            let page = page_link(write, &case.session.lsid)?;
            (case, Some(page))
        }
    };
    let lsid = case.session.lsid.clone();
    join(write, case, device, Known { token_hash: Some(random::hash(&token)), attempt })?;
    Ok(NewlyAttached { lsid, token, page })
}

fn of_client(new: NewDevice) -> Result<Device> {
    Ok(Device {
        kind: DeviceKind::Client { version: field::line("version", &new.version, limits::CLIENT_VERSION)? },
        platform: new.platform,
        name: field::line("device name", &new.name, limits::DEVICE_NAME)?,
        presence: DevicePresence::Here,
        encrypted: true,
        abilities: new.abilities,
    })
}

/// What is kept of a request that may be sent again.
fn attempt(write: &Write<'_>, with: &AttachWith, id: &ClientId) -> Result<[u8; 32]> {
    let (AttachWith::Code { code: typed } | AttachWith::Key { key: typed, .. }) = with;
    let lead = Lead::of(typed).ok_or(Refusal::KeyInvalid)?;
    Ok(write.key_secret.hash(&format!("{} {}", lead.text(), id.as_str())))
}

/// Attaches a VNC agent.
pub(super) fn agent(write: &Write<'_>, id: AgentId, name: &str) -> Result<SessionId> {
    if !customer::settings(write)?.vnc_agents {
        return Err(Refusal::Forbidden("this site lets no VNC agents in").into());
    }
    let case = match id {
        AgentId::OwnPort(lsid) => {
            let case = session_row::get(write, &lsid)?;
            elevation::good_until(&case, write.now)?;
            case
        }
        AgentId::Digits(digits) => {
            let digits = keys::digits(&digits).ok_or(Refusal::KeyInvalid)?;
            match of_code(write, write.key_secret.hash(&digits))? {
                Some(case) => case,
                None => begin(
                    write,
                    &Lead::Digits(digits),
                    beginning(name.to_owned(), false, Recording::Refused, Channel::VncAgent),
                )?,
            }
        }
    };
    let device = Device {
        kind: DeviceKind::VncAgent,
        platform: Platform::Unknown,
        name: field::line("name", name, limits::DEVICE_NAME)?,
        presence: DevicePresence::Here,
        encrypted: false,
        abilities: AGENT,
    };
    let lsid = case.session.lsid.clone();
    join(write, case, device, Known::default())?;
    Ok(lsid)
}

fn hash(write: &Write<'_>, typed: &str) -> Result<[u8; 32]> {
    Ok(write.key_secret.hash(&keys::digits(typed).ok_or(Refusal::KeyInvalid)?))
}

fn of_code(write: &Write<'_>, hash: [u8; 32]) -> Result<Option<Case>> {
    let Some(lsid) = elevation::session_of(write, hash, write.now)? else { return Ok(None) };
    session_row::find(write, &lsid)
}

fn beginning(name: String, agreed: bool, recording: Recording, channel: Channel) -> Beginning {
    Beginning {
        name,
        company: None,
        details: None,
        recording,
        agreed,
        language: None,
        browser: None,
        channel,
        unattended: false,
    }
}

/// Begins a session with a key, without a browser.
fn begin(write: &Write<'_>, lead: &Lead, given: Beginning) -> Result<Case> {
    let found = keys::good(write, write.key_secret, lead, write.now)?;
    let queue = found.row.queue;
    let chosen = queues::name_for_customer(write, queue)?;
    let name = found.row.name.clone();
    let attempt = Attempt { queue, chosen, created_at: write.now, agreement_shown_at: None, name };
    let underway = attempts::Underway { attempt, issue: None, key: Some((&found).into()) };
    // Nobody has this cookie: a page gets its own through the link.
    let nobodys = random::hash(&random::secret::<32>());
    let lsid = begin::insert(write, &underway, given, nobodys)?;
    session_row::get(write, &lsid)
}

fn page_link(write: &Write<'_>, lsid: &SessionId) -> Result<String> {
    let secret = random::secret::<16>();
    write.prepare_cached("DELETE FROM page_link WHERE lsid = ?")?.execute([lsid.as_str()])?;
    write
        .prepare_cached("INSERT INTO page_link (hash, lsid) VALUES (?, ?)")?
        .execute(params![random::hash(&secret), lsid.as_str()])?;
    Ok(secret)
}

/// The device takes its place in the session, also another one's. Everything must be allowed anew.
fn join(write: &Write<'_>, mut case: Case, device: Device, known: Known) -> Result<()> {
    let before = case.clone();
    if matches!(case.session.state, SessionState::Ended { .. }) {
        return Err(Refusal::KeyInvalid.into());
    }
    let joined = SessionEvent::DeviceJoined {
        name: device.name.clone(),
        platform: device.platform,
        agent: device.kind == DeviceKind::VncAgent,
    };
    let other = case.session.device.replace(device).is_some();
    devices::put(write, &case.session.lsid, known)?;
    info::forget_device(write, &case.session.lsid)?;
    elevation::close(write, &mut case)?;
    let told = permission::take(write, &mut case, Step::Reset(Some(StoppedBy::Device)), write.now)?;
    let customer = presence::note(&mut case, write.now);
    session_row::save_changed(write, &before, &case)?;
    permission::tell(write, &case.session, told)?;
    if other {
        chat::add_event(write, &case.session, Author::Appliance, SessionEvent::DeviceLeft)?;
    }
    chat::add_event(write, &case.session, Author::Customer, joined)?;
    presence::tell(write, &case, customer)
}

/// The device takes its own place once more. Should the answer before have arrived after all, then
/// whoever holds its token hears that it is void; and nothing is allowed that it was allowed.
fn again(write: &Write<'_>, lsid: &SessionId, device: Device, token_hash: [u8; 32]) -> Result<()> {
    let mut case = session_row::get(write, lsid)?;
    let before = session_row::sight(&case);
    let other = case.session.device.replace(device);
    let returned = other.is_some_and(|other| other.presence != DevicePresence::Here);
    devices::change_token(write, lsid, token_hash)?;
    let told = permission::take(write, &mut case, Step::Reset(Some(StoppedBy::Device)), write.now)?;
    let customer = presence::note(&mut case, write.now);
    session_row::save(write, &before, &case, None)?;
    permission::tell(write, &case.session, told)?;
    if returned {
        chat::add_event(write, &case.session, Author::Appliance, SessionEvent::DeviceReturned)?;
    }
    presence::tell(write, &case, customer)
}

/// Opens a page with the secret that a device got for it; answers the page's cookie.
pub(super) fn open_page(write: &Write<'_>, secret: &str) -> Result<String> {
    let lsid: Option<String> = write
        .prepare_cached("DELETE FROM page_link WHERE hash = ? RETURNING lsid")?
        .query_row([random::hash(secret)], |row| row.get(0))
        .optional()?;
    let lsid = lsid.ok_or(Refusal::NotFound("page"))?;
    let cookie = random::secret::<32>();
    write
        .prepare_cached("UPDATE session SET cookie_hash = ? WHERE lsid = ?")?
        .execute(params![random::hash(&cookie), lsid])?;
    Ok(cookie)
}
