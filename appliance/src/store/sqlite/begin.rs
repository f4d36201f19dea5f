//! A session begins.

use farhand_protocol::capability::Capabilities;
use farhand_protocol::chat::{Author, SessionEvent};
use farhand_protocol::session::{
    Channel, Customer, CustomerPresence, Priority, Recording, Session, SessionState,
};
use farhand_protocol::{SessionId, limits};
use rusqlite::params;

use super::attempts::{self, Underway};
use super::keys::{self, Found};
use super::session_row::{self, Case};
use super::{Write, chat, customer, permission};
use crate::domain::field;
use crate::random;
use crate::store::{Beginning, Begun, Refusal, Result, SiteSettings};

/// Turns an attempt into a waiting session. One that has begun its session already answers that
/// one, so that a lost answer costs the customer neither the key nor the place in the line.
pub(super) fn begin(write: &Write<'_>, secret: &str, beginning: Beginning) -> Result<Begun> {
    if let Some(begun) = again(write, secret)? {
        return Ok(begun);
    }
    let underway = attempts::find(write, secret, write.now)?.ok_or(Refusal::NotFound("attempt"))?;
    let cookie = random::secret::<32>();
    let lsid = insert(write, &underway, beginning, random::hash(&cookie))?;
    attempts::mark_begun(write, secret, &lsid)?;
    Ok(Begun { lsid, cookie })
}

/// Makes the session that somebody is on the way to; uses up the key.
pub(super) fn insert(
    write: &Write<'_>,
    underway: &Underway,
    beginning: Beginning,
    cookie_hash: [u8; 32],
) -> Result<SessionId> {
    let site = customer::settings(write)?;
    check_agreement(write, &site, underway, beginning.agreed)?;
    let unattended = beginning.unattended;
    let page_here = matches!(beginning.channel, Channel::BrowserDesktop | Channel::BrowserPhone);
    let key = underway.key.map(|key| keys::still_good(write, key.id, key.link)).transpose()?;
    let session = session(write, &site, underway, key.as_ref(), beginning)?;
    let mut case = Case::begun(session, unattended, page_here);
    let told = permission::settle(write, &mut case)?;
    session_row::insert(write, &case, cookie_hash)?;
    if let Some(key) = &key {
        keys::start(write, key, &case.session)?;
    }
    tell_begin(write, &case.session, site.agreement.is_some())?;
    permission::tell(write, &case.session, told)?;
    Ok(case.session.lsid)
}

/// The session that an attempt has begun a short while ago, with a new credential; the one before
/// may never have arrived, and is good no more.
pub(super) fn again(write: &Write<'_>, secret: &str) -> Result<Option<Begun>> {
    let Some(lsid) = attempts::begun(write, secret, write.now)? else { return Ok(None) };
    let cookie = random::secret::<32>();
    write
        .prepare_cached("UPDATE session SET cookie_hash = ? WHERE lsid = ?")?
        .execute(params![random::hash(&cookie), lsid.as_str()])?;
    Ok(Some(Begun { lsid, cookie }))
}

fn check_agreement(write: &Write<'_>, site: &SiteSettings, underway: &Underway, agreed: bool) -> Result<()> {
    if site.agreement.is_none() {
        return Ok(());
    }
    if !agreed {
        return Err(Refusal::WrongState("the agreement was not accepted").into());
    }
    // Whoever accepts without having seen it (demonstration data) cannot be late.
    let shown_at = underway.attempt.agreement_shown_at.unwrap_or(write.now);
    if write.now.since(shown_at) > u64::from(site.agreement_time_out_s) * 1000 {
        return Err(Refusal::WrongState("the time for the agreement is over; start again").into());
    }
    Ok(())
}

fn session(
    write: &Write<'_>,
    site: &SiteSettings,
    underway: &Underway,
    key: Option<&Found>,
    given: Beginning,
) -> Result<Session> {
    // A key may lead elsewhere since the customer has come with it.
    let queue = key.map_or(underway.attempt.queue, |key| key.row.queue);
    Ok(Session {
        lsid: SessionId::from_bytes(random::bytes()),
        state: SessionState::Waiting { queue, since: write.now },
        channel: given.channel,
        started_from: underway.method(),
        issue: underway.issue.clone(),
        entry_queue: queue,
        priority: Priority::Normal,
        created_at: write.now,
        recording: if site.asks_recording { given.recording } else { Recording::NotAsked },
        participants: Vec::new(),
        device: None,
        elevating: None,
        capabilities: Capabilities::default(),
        driver: None,
        came_from: key.map(|key| keys::came_from(write, key)).transpose()?,
        shares: Vec::new(),
        helpers: Vec::new(),
        monitors: Vec::new(),
        assigning: None,
        passed: None,
        attributes: key.map(|key| key.row.attributes.clone()).unwrap_or_default(),
        last_entry: 0,
        customer: who(given)?,
    })
}

fn who(given: Beginning) -> Result<Customer> {
    let line = |name, text: Option<&str>| field::optional_line(name, text, limits::CUSTOMER_FIELD);
    Ok(Customer {
        name: field::line("name", &given.name, limits::CUSTOMER_FIELD)?,
        company: line("company", given.company.as_deref())?,
        details: field::optional_text("details", given.details.as_deref(), limits::CUSTOMER_DETAILS_BYTES)?,
        // These two come from headers, not from a person who could correct them.
        language: line("language", given.language.as_deref()).ok().flatten(),
        browser: line("browser", given.browser.as_deref()).ok().flatten(),
        presence: CustomerPresence::Here,
    })
}

fn tell_begin(write: &Write<'_>, session: &Session, agreed: bool) -> Result<()> {
    let tell = |event| chat::add_event(write, session, Author::Customer, event);
    tell(SessionEvent::SessionStart { method: session.started_from })?;
    if agreed {
        tell(SessionEvent::LegalAgreementResponse { accepted: true })?;
    }
    match session.recording {
        Recording::NotAsked => Ok(()),
        Recording::Allowed => tell(SessionEvent::RecordingResponse { allowed: true }),
        Recording::Refused => tell(SessionEvent::RecordingResponse { allowed: false }),
    }
}
