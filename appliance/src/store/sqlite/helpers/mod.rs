//! Outside helpers: invited and taken out by those who take part, and gone with whoever invited.
//!
//! Of a link and a cookie only the hashes are kept. A helper's row stays when the helper's part is over,
//! so that the page can say so instead of not knowing the one.

mod page;

use std::collections::HashSet;

use farhand_protocol::audit::AuditDeed;
use farhand_protocol::chat::SessionEvent;
use farhand_protocol::team::{Helper, HelperLink, HelperStanding, NewHelper};
use farhand_protocol::{RepresentativeId, SessionId, Timestamp, limits};
use rusqlite::{Connection, params};

use super::account_rights::{self, AccountRight};
use super::idempotency::Outcome;
use super::session_row::{self, Case};
use super::{Write, audit, chat, commands, people, standing};
use crate::domain::field;
use crate::domain::rights::{Action, may};
use crate::random;
use crate::store::{Command, Refusal, Result};

/// Carries out a command about helpers. `portal` is the portal's address.
pub(super) fn perform(
    write: &Write<'_>,
    who: RepresentativeId,
    command: Command,
    portal: &str,
) -> Result<Outcome> {
    match command {
        Command::InviteHelper { lsid, helper } => invite(write, who, &lsid, &helper, portal),
        Command::RemoveHelper { lsid, helper } => remove(write, who, &lsid, helper),
        _ => Err(Refusal::NotFound("command").into()),
    }
}

/// The link is told once. Asked for again before anybody has opened it, it is another link for the same
/// helper, and the first is void.
fn invite(
    write: &Write<'_>,
    who: RepresentativeId,
    lsid: &SessionId,
    new: &NewHelper,
    portal: &str,
) -> Result<Outcome> {
    account_rights::check(write, who, AccountRight::Helpers)?;
    let mut case = standing::require_open(write, who, lsid, Action::InviteHelper)?;
    let name = field::line("name", &new.name, limits::HELPER_NAME)?;
    let before = session_row::sight(&case);
    let by = people::get(write, who)?.name;
    let again = unopened(write, &case, who, &name)?;
    let first = again.is_none();
    if first && case.session.helpers.len() >= limits::HELPERS {
        return Err(Refusal::WrongState("this session has as many outside helpers as it can have").into());
    }
    let id = again.unwrap_or(case.together.helpers + 1);
    let expires_at = write.now.plus(u64::from(limits::HELPER_LINK_S) * 1000);
    let secret = random::secret::<24>();
    keep_link(write, lsid, (id, who), &secret, expires_at)?;
    case.together.helpers = case.together.helpers.max(id);
    case.session.helpers.retain(|helper| helper.id != id);
    case.session.helpers.push(Helper {
        id,
        name: name.clone(),
        invited_by: by.clone(),
        invited_at: write.now,
        standing: HelperStanding::Invited { until: expires_at },
    });
    session_row::save(write, &before, &case, None)?;
    if first {
        let event = SessionEvent::HelperInvited { name };
        chat::add_event(write, &case.session, chat::representative(who, &by), event)?;
    }
    let link = HelperLink { id, link: format!("{portal}/helper/{secret}"), expires_at };
    Ok(Outcome::Repeatable(commands::ok(&link)?))
}

fn keep_link(
    write: &Write<'_>,
    lsid: &SessionId,
    (id, who): (u32, RepresentativeId),
    secret: &str,
    expires_at: Timestamp,
) -> Result<()> {
    let lsid = lsid.as_str();
    write.prepare_cached("DELETE FROM helper WHERE lsid = ? AND number = ?")?.execute(params![lsid, id])?;
    write
        .prepare_cached(
            "INSERT INTO helper (link_hash, lsid, number, invited_by, expires_at) VALUES (?, ?, ?, ?, ?)",
        )?
        .execute(params![random::hash(secret), lsid, id, who.0, expires_at.0])?;
    Ok(())
}

/// The number of a helper whom `who` has invited under this name, and who has not come yet.
fn unopened(conn: &Connection, case: &Case, who: RepresentativeId, name: &str) -> Result<Option<u32>> {
    let invited =
        |helper: &&Helper| helper.name == name && matches!(helper.standing, HelperStanding::Invited { .. });
    for helper in case.session.helpers.iter().filter(invited) {
        if inviter(conn, &case.session.lsid, helper.id)? == Some(who) {
            return Ok(Some(helper.id));
        }
    }
    Ok(None)
}

fn inviter(conn: &Connection, lsid: &SessionId, number: u32) -> Result<Option<RepresentativeId>> {
    let mut statement = conn.prepare_cached("SELECT invited_by FROM helper WHERE lsid = ? AND number = ?")?;
    let mut rows = statement.query(params![lsid.as_str(), number])?;
    Ok(rows.next()?.map(|row| row.get(0).map(RepresentativeId)).transpose()?)
}

fn end_part(write: &Write<'_>, lsid: &SessionId, number: u32) -> Result<()> {
    write
        .prepare_cached("UPDATE helper SET over = 1 WHERE lsid = ? AND number = ?")?
        .execute(params![lsid.as_str(), number])?;
    Ok(())
}

/// When the next link is of no use any more that nobody has opened.
pub(super) fn due_at(case: &Case) -> Option<Timestamp> {
    case.session.helpers.iter().filter_map(expires_at).min()
}

fn expires_at(helper: &Helper) -> Option<Timestamp> {
    match helper.standing {
        HelperStanding::Invited { until } => Some(until),
        HelperStanding::Here | HelperStanding::Away { .. } => None,
    }
}

/// Takes those out of a session, which the caller saves, who have not opened their links in time; answers
/// their names.
pub(super) fn lapse(write: &Write<'_>, case: &mut Case) -> Result<Vec<String>> {
    let lapsed = |helper: &Helper| expires_at(helper).is_some_and(|at| at <= write.now);
    let (gone, stay): (Vec<_>, Vec<_>) =
        std::mem::take(&mut case.session.helpers).into_iter().partition(lapsed);
    case.session.helpers = stay;
    for helper in &gone {
        end_part(write, &case.session.lsid, helper.id)?;
    }
    Ok(gone.into_iter().map(|helper| helper.name).collect())
}

/// Takes a link back, or a helper out. The inviter may, the owner, and a supervisor.
fn remove(write: &Write<'_>, who: RepresentativeId, lsid: &SessionId, number: u32) -> Result<Outcome> {
    let mut case = standing::require_open(write, who, lsid, Action::Read)
        .or_else(|_| standing::require_open(write, who, lsid, Action::Remove))?;
    let standings = standing::of(write, who, &case)?;
    let invited = inviter(write, lsid, number)? == Some(who) && standing::takes_part(&case.session, who);
    if !invited && !may(Action::Remove, &standings) {
        return Err(Refusal::Forbidden("only the inviter, the owner or a supervisor may do that").into());
    }
    let found = case.session.helpers.iter().find(|helper| helper.id == number).cloned();
    let helper = found.ok_or(Refusal::NotFound("helper"))?;
    let before = session_row::sight(&case);
    case.session.helpers.retain(|helper| helper.id != number);
    end_part(write, lsid, number)?;
    session_row::save(write, &before, &case, None)?;
    if !standing::takes_part(&case.session, who) {
        let customer = case.session.customer.name.clone();
        let deed = AuditDeed::Removed { lsid: lsid.clone(), customer, name: helper.name.clone() };
        audit::note(write, who, &deed)?;
    }
    if !matches!(helper.standing, HelperStanding::Invited { .. }) {
        let author = chat::representative(who, &people::get(write, who)?.name);
        let event = SessionEvent::ConferenceMemberRemoved { name: helper.name };
        chat::add_event(write, &case.session, author, event)?;
    }
    commands::said_session(write, lsid)
}

/// Lets those helpers go whose inviter does not take part any more, in a session that the caller saves;
/// with its end all of them. Answers who has gone.
pub(super) fn settle(write: &Write<'_>, case: &mut Case) -> Result<Vec<Helper>> {
    if case.session.helpers.is_empty() {
        return Ok(Vec::new());
    }
    let stay = if case.is_open() { kept(write, case)? } else { HashSet::new() };
    let helpers = std::mem::take(&mut case.session.helpers);
    let (stay, gone): (Vec<_>, Vec<_>) = helpers.into_iter().partition(|helper| stay.contains(&helper.id));
    case.session.helpers = stay;
    for helper in &gone {
        end_part(write, &case.session.lsid, helper.id)?;
    }
    Ok(gone)
}

/// The numbers of those whose inviter takes part.
fn kept(conn: &Connection, case: &Case) -> Result<HashSet<u32>> {
    let mut kept = HashSet::new();
    for helper in &case.session.helpers {
        let inviter = inviter(conn, &case.session.lsid, helper.id)?;
        if inviter.is_some_and(|who| standing::takes_part(&case.session, who)) {
            kept.insert(helper.id);
        }
    }
    Ok(kept)
}
