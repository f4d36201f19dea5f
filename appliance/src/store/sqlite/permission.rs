//! What a customer is asked for and allows: the rules of [`crate::domain::permission`] on a
//! session's row.

use farhand_protocol::capability::{Question, Sharing};
use farhand_protocol::session::Session;
use farhand_protocol::{SessionId, Timestamp};
use rusqlite::Connection;

use super::account_rights::{self, AccountRight};
use super::session_row::{self, Case};
use super::{Write, chat, customer};
use crate::domain::permission::{self, Ground, Permissions, Rules, Step, Stop, Told};
use crate::store::{Refusal, Result};

/// Takes a step in a session that is saved by the caller; answers what to tell after that.
pub(super) fn take(conn: &Connection, case: &mut Case, step: Step, now: Timestamp) -> Result<Vec<Told>> {
    let rules = rules(conn)?;
    let mut permissions = Permissions {
        capabilities: case.session.capabilities.clone(),
        driver: case.session.driver,
        history: case.history.clone(),
    };
    let barred = account_rights::barred(conn, &case.session)?;
    let ground = Ground::of(&case.session, case.page_here, rules, &barred);
    let told = permission::after(&mut permissions, &ground, step, now).map_err(refusal)?;
    (case.session.capabilities, case.session.driver) = (permissions.capabilities, permissions.driver);
    case.history = permissions.history;
    Ok(told)
}

/// Lets the permissions follow what has changed of the session.
pub(super) fn settle(write: &Write<'_>, case: &mut Case) -> Result<Vec<Told>> {
    take(write, case, Step::Settle, write.now)
}

/// Writes what happened into the session's log.
pub(super) fn tell(write: &Write<'_>, session: &Session, told: Vec<Told>) -> Result<()> {
    told.into_iter().try_for_each(|told| chat::add_event(write, session, told.author, told.event))
}

/// Takes a step, saves the session where it is different, and tells.
pub(super) fn step(write: &Write<'_>, lsid: &SessionId, step: Step) -> Result<()> {
    step_in(write, session_row::get(write, lsid)?, step)
}

/// As [`step`], in a session that was read already.
pub(super) fn step_in(write: &Write<'_>, mut case: Case, step: Step) -> Result<()> {
    let before = case.clone();
    let told = take(write, &mut case, step, write.now)?;
    session_row::save_changed(write, &before, &case)?;
    tell(write, &case.session, told)
}

fn rules(conn: &Connection) -> Result<Rules> {
    let site = customer::settings(conn)?;
    Ok(Rules { agent_allows: site.agent_allows, asks_info: site.asks_info })
}

/// The open question as the customer sees it.
pub(super) fn question(session: &Session) -> Option<Question> {
    let asked = permission::question(&session.capabilities)?;
    Some(Question {
        ask: asked.ask,
        what: asked.what,
        files: asked.scopes.files,
        info: asked.scopes.info,
        name: asked.name,
        until: asked.until,
    })
}

/// What is allowed, as the customer sees it.
pub(super) fn sharing(session: &Session) -> Sharing {
    use farhand_protocol::capability::Capability as C;
    let granted = |what| session.capabilities.granted(what);
    let driver = session.driver.and_then(|who| session.participants.iter().find(|p| p.id == who));
    Sharing {
        view: granted(C::View),
        control: granted(C::Control),
        clipboard: granted(C::Clipboard),
        driver: driver.map(|p| p.name.clone()),
        driver_id: driver.map(|p| p.id),
        files: session.capabilities.files_allowed().cloned(),
        info: session.capabilities.info_allowed(),
    }
}

fn refusal(stop: Stop) -> Refusal {
    use farhand_protocol::capability::UnavailableReason as R;
    match stop {
        Stop::NotTakingPart => Refusal::Forbidden("you do not take part in this session; accept it first"),
        Stop::Barred(what) => Refusal::Forbidden(AccountRight::from(what).words()),
        Stop::Unavailable(R::NotActive) => Refusal::WrongState("nobody owns this session now"),
        Stop::Unavailable(R::NeedsClient) => {
            Refusal::WrongState("the customer's device has not joined; ask the customer to open the client")
        }
        Stop::Unavailable(R::DeviceAway) => {
            Refusal::WrongState("the device's connection is lost; wait until it is back")
        }
        Stop::Unavailable(R::NobodyToAsk) => {
            Refusal::WrongState("nobody can be asked; have the customer open the session's page")
        }
        Stop::Unavailable(_) => Refusal::WrongState("the device cannot do this now"),
        Stop::NeedsControl => Refusal::WrongState("the customer has not allowed control"),
        Stop::StopFirst => {
            Refusal::WrongState("that is allowed already; to ask for more of it, stop that first")
        }
        Stop::AskedAlready => Refusal::WrongState("the customer is being asked already"),
        Stop::Paused { wait_s } => Refusal::Paused { wait_s },
        Stop::NotAsked => Refusal::WrongState("this question is not open any more"),
        Stop::AnsweredOtherwise => Refusal::WrongState("this question was answered already"),
        Stop::DoesNotFit => {
            Refusal::InvalidField("allow must be something that the question is about, or null".to_owned())
        }
    }
}
