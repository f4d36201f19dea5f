//! Asking the customer to open the client: codes that let a device join the session.
//!
//! A code is nine digits and good once. Only a hash is kept of it, made with the same secret as of
//! session keys. The representative sees one code, once. The customer's page, which must show a
//! way to the client without knowing that code, makes one of its own for the same elevation when
//! the customer follows the link. Whichever is used first voids both.
//!
//! Asked, the customer accepts or declines; following the link accepts. Who has declined may still
//! think better of it while the codes are good. A wish that ran out or was declined stays in sight
//! until it is repeated, or a device joins.

use farhand_protocol::capability::Capability;
use farhand_protocol::chat::{Author, SessionEvent};
use farhand_protocol::device::{Elevating, Elevation, ElevationStage};
use farhand_protocol::session::SessionState;
use farhand_protocol::{RepresentativeId, SessionId, Timestamp, limits};
use rusqlite::{Connection, OptionalExtension, params};

use super::session_row::{self, Case};
use super::{Write, chat, keys, sessions};
use crate::store::{Refusal, Result, StoreError};

/// `who` asks the customer to open the client, for `purpose`. `portal` is the portal's address.
pub(super) fn elevate(
    write: &Write<'_>,
    who: RepresentativeId,
    lsid: &SessionId,
    purpose: Option<Capability>,
    portal: &str,
) -> Result<Elevation> {
    let mut case = sessions::shared(write, who, lsid, write.now)?;
    if !matches!(case.session.state, SessionState::Active { .. }) {
        return Err(Refusal::WrongState("nobody owns this session now").into());
    }
    let before = case.clone();
    let expires_at = write.now.plus(u64::from(limits::ELEVATION_LIFE_S) * 1000);
    let name = sessions::name_in(&case, who);
    let stage = ElevationStage::Asked;
    let news = case.session.elevating.is_none_or(|elevating| elevating.stage != stage);
    case.session.elevating = Some(Elevating { at: write.now, expires_at, purpose, stage });
    case.elevated_by = Some(name.clone());
    void(write, lsid)?;
    let elevation = make(write, lsid, portal, false, expires_at)?;
    session_row::save_changed(write, &before, &case)?;
    if news {
        let author = chat::representative(who, &name);
        chat::add_event(write, &case.session, author, SessionEvent::ElevationRequested)?;
    }
    Ok(elevation)
}

/// The customer accepts or declines. Saying the same again changes nothing.
pub(super) fn answer(write: &Write<'_>, lsid: &SessionId, accept: bool) -> Result<()> {
    let mut case = session_row::get(write, lsid)?;
    good_until(&case, write.now)?;
    let before = case.clone();
    let Some(elevating) = &mut case.session.elevating else { return Ok(()) };
    let event = match (accept, elevating.stage) {
        (true, ElevationStage::Opening { .. }) | (false, ElevationStage::Declined { .. }) => return Ok(()),
        (true, _) => {
            elevating.stage = ElevationStage::Opening { since: write.now };
            SessionEvent::ElevationAccepted
        }
        (false, _) => {
            elevating.stage = ElevationStage::Declined { at: write.now };
            SessionEvent::ElevationDeclined
        }
    };
    session_row::save_changed(write, &before, &case)?;
    chat::add_event(write, &case.session, Author::Customer, event)
}

/// A code for the customer's own page, in place of one that the page had before. Whoever wants it
/// opens the client, and so has accepted.
pub(super) fn for_page(write: &Write<'_>, lsid: &SessionId, portal: &str) -> Result<Elevation> {
    answer(write, lsid, true)?;
    let expires_at = good_until(&session_row::get(write, lsid)?, write.now)?;
    write
        .prepare_cached("DELETE FROM elevation_code WHERE lsid = ? AND for_page")?
        .execute([lsid.as_str()])?;
    make(write, lsid, portal, true, expires_at)
}

/// When a wish runs out that the customer has not declined.
pub(super) fn due_at(elevating: &Elevating) -> Option<Timestamp> {
    let waits = matches!(elevating.stage, ElevationStage::Asked | ElevationStage::Opening { .. });
    waits.then_some(elevating.expires_at)
}

/// Notes that the wish has run out, if it has; answers whether that is news.
pub(super) fn lapse(write: &Write<'_>, case: &mut Case) -> Result<bool> {
    let Some(elevating) = &mut case.session.elevating else { return Ok(false) };
    if due_at(elevating).is_none_or(|due| due > write.now) {
        return Ok(false);
    }
    let accepted = matches!(elevating.stage, ElevationStage::Opening { .. });
    elevating.stage = ElevationStage::TimedOut { at: write.now, accepted };
    void(write, &case.session.lsid)?;
    Ok(true)
}

/// Until when the session's elevation is good.
pub(super) fn good_until(case: &Case, now: Timestamp) -> Result<Timestamp> {
    let over = Refusal::WrongState("nobody asks for the client any more; ask the person helping you");
    let elevating = case.session.elevating.filter(|elevating| elevating.expires_at > now);
    Ok(elevating.ok_or(over)?.expires_at)
}

fn make(
    write: &Write<'_>,
    lsid: &SessionId,
    portal: &str,
    for_page: bool,
    expires_at: Timestamp,
) -> Result<Elevation> {
    let (code, hash) = keys::unused(write)?;
    write
        .prepare_cached("INSERT INTO elevation_code (hash, lsid, for_page, expires_at) VALUES (?, ?, ?, ?)")?
        .execute(params![hash, lsid.as_str(), for_page, expires_at.0])?;
    Ok(Elevation { link: format!("{portal}/client?code={code}"), code, expires_at, agent: None })
}

/// The session of a code that is still good, by the code's hash.
pub(super) fn session_of(conn: &Connection, hash: [u8; 32], now: Timestamp) -> Result<Option<SessionId>> {
    let lsid: Option<String> = conn
        .prepare_cached("SELECT lsid FROM elevation_code WHERE hash = ? AND expires_at > ?")?
        .query_row(params![hash, now.0], |row| row.get(0))
        .optional()?;
    let broken = |_| StoreError::Failed("a stored session id".to_owned());
    lsid.map(|lsid| lsid.parse()).transpose().map_err(broken)
}

/// Voids all of a session's codes.
pub(super) fn void(write: &Write<'_>, lsid: &SessionId) -> Result<()> {
    write.prepare_cached("DELETE FROM elevation_code WHERE lsid = ?")?.execute([lsid.as_str()])?;
    Ok(())
}

/// The elevation is over: a device has joined, or the session is over.
pub(super) fn close(write: &Write<'_>, case: &mut Case) -> Result<()> {
    (case.session.elevating, case.elevated_by) = (None, None);
    void(write, &case.session.lsid)
}
