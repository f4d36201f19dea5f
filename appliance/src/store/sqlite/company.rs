//! Who is with a session beside those who take part: invitations, outside helpers, supervisors who see
//! it. They depend on others, and go with them; one rule says so wherever a session changes:
//!
//! - an invitation and a helper stay as long as whoever invited takes part;
//! - a supervisor who sees a session stays as long as the session is within reach, the site's rule lets it be
//!   so, and the one does not take part;
//! - with the end of the session all of them go.
//!
//! [`settle`] applies it to a session that its caller saves, and [`tell`] says afterwards what has gone.

use farhand_protocol::RepresentativeId;
use farhand_protocol::audit::AuditDeed;
use farhand_protocol::chat::{Author, SessionEvent};
use farhand_protocol::session::SessionState;
use farhand_protocol::team::{Helper, HelperStanding, ShareWith};

use super::session_row::Case;
use super::{Write, audit, chat, helpers, log, people, permission, session_row, standing, supervise};
use crate::domain::permission::Step;
use crate::store::{Kind, Result, Sight, StoreError};

/// Those who are with a session no longer.
#[derive(Default)]
pub(super) struct Gone {
    monitors: Vec<Monitor>,
    helpers: Vec<Helper>,
}

/// A supervisor who saw a session.
pub(super) struct Monitor {
    /// Who.
    pub who: RepresentativeId,
    /// The name.
    pub name: String,
    /// Whether the representatives in it knew.
    pub seen: bool,
}

/// Saves a changed session with all that follows from the change. `before` is who saw it before. What the
/// customer has allowed was allowed to its owner, and is given back when somebody else owns it.
pub(super) fn save(
    write: &Write<'_>,
    before: &Sight,
    case: &mut Case,
    taken_by: Option<String>,
) -> Result<()> {
    let gone = settle(write, case)?;
    let told = match (session_row::owner(write, &case.session.lsid)?, &case.session.state) {
        (Some(was), SessionState::Active { owner, .. }) if was != *owner => {
            permission::take(write, case, Step::Owner(*owner), write.now)?
        }
        _ => permission::settle(write, case)?,
    };
    session_row::save(write, before, case, taken_by)?;
    permission::tell(write, &case.session, told)?;
    tell(write, case, gone)
}

/// Lets go whom nothing keeps in a session that the caller saves.
pub(super) fn settle(write: &Write<'_>, case: &mut Case) -> Result<Gone> {
    settle_shares(case);
    if !matches!(case.session.state, SessionState::Waiting { .. }) {
        case.session.passed = None;
    }
    Ok(Gone { helpers: helpers::settle(write, case)?, monitors: settle_monitors(write, case)? })
}

fn settle_shares(case: &mut Case) {
    let open = case.is_open();
    let mut shares = std::mem::take(&mut case.session.shares);
    let here = |who| standing::takes_part(&case.session, who);
    shares.retain(|share| {
        let answered = matches!(share.with, ShareWith::Representative { id } if here(id));
        open && here(share.by) && !answered
    });
    case.session.shares = shares;
}

fn settle_monitors(write: &Write<'_>, case: &mut Case) -> Result<Vec<Monitor>> {
    let mut gone = Vec::new();
    for monitor in monitors(write, case)? {
        let stays = case.is_open() && !standing::takes_part(&case.session, monitor.who);
        let fits = stays && supervise::fits_rule(write, monitor.seen)?;
        if !fits || !still_reaches(write, monitor.who, case)? {
            forget_monitor(case, monitor.who);
            gone.push(monitor);
        }
    }
    Ok(gone)
}

/// One whose account is disabled reaches nothing.
fn still_reaches(write: &Write<'_>, who: RepresentativeId, case: &Case) -> Result<bool> {
    match supervise::reaches_case(write, who, case) {
        Err(StoreError::Refused(_)) => Ok(false),
        answer => answer,
    }
}

/// All who see a session without taking part.
fn monitors(write: &Write<'_>, case: &Case) -> Result<Vec<Monitor>> {
    let seen =
        case.session.monitors.iter().map(|p| Ok(Monitor { who: p.id, name: p.name.clone(), seen: true }));
    let unseen = case.together.unseen.iter().map(|who| {
        let name = people::get(write, *who)?.name;
        Ok(Monitor { who: *who, name, seen: false })
    });
    seen.chain(unseen).collect()
}

fn forget_monitor(case: &mut Case, who: RepresentativeId) {
    case.session.monitors.retain(|p| p.id != who);
    case.together.unseen.retain(|id| *id != who);
}

/// Lets one supervisor see the session no longer, who wants it so.
pub(super) fn part_with_monitor(write: &Write<'_>, case: &mut Case, who: RepresentativeId) -> Result<Gone> {
    let mut monitors = monitors(write, case)?;
    monitors.retain(|monitor| monitor.who == who);
    forget_monitor(case, who);
    Ok(Gone { monitors, helpers: Vec::new() })
}

/// Tells who has gone from a session that was saved.
pub(super) fn tell(write: &Write<'_>, case: &Case, gone: Gone) -> Result<()> {
    for monitor in gone.monitors {
        tell_monitor(write, case, monitor)?;
    }
    if !case.is_open() {
        return Ok(());
    }
    for helper in gone.helpers.into_iter().filter(|h| !matches!(h.standing, HelperStanding::Invited { .. })) {
        let event = SessionEvent::ConferenceMemberDeparted { name: helper.name.clone() };
        let author = Author::Helper { id: helper.id, name: helper.name };
        chat::add_event(write, &case.session, author, event)?;
    }
    Ok(())
}

fn tell_monitor(write: &Write<'_>, case: &Case, Monitor { who, name, seen }: Monitor) -> Result<()> {
    let lsid = case.session.lsid.clone();
    let customer = case.session.customer.name.clone();
    audit::note(write, who, &AuditDeed::MonitoringStopped { lsid: lsid.clone(), customer })?;
    if !seen {
        tell_in_secret(write, case, who)?;
    }
    log::append(write, &Kind::Monitoring { who, lsid, on: false })?;
    if seen && case.is_open() {
        let author = chat::representative(who, &name);
        let event = SessionEvent::RepresentativeMonitoringStopped { name };
        chat::add_event(write, &case.session, author, event)?;
    }
    Ok(())
}

/// Tells one representative alone how a session stands: nobody else may notice that it comes into
/// somebody's sight, or goes from it.
pub(super) fn tell_in_secret(write: &Write<'_>, case: &Case, who: RepresentativeId) -> Result<()> {
    let alone = || Sight { people: vec![who], ..Sight::default() };
    let sees = match people::scope(write, who) {
        Ok(scope) => scope.sees(&session_row::sight(case)),
        Err(StoreError::Refused(_)) => false,
        Err(error) => return Err(error),
    };
    let after = if sees { alone() } else { Sight::default() };
    let session = Box::new(session_row::current(write, case)?);
    log::append(write, &Kind::Session { session, before: alone(), after, taken_by: None })
}
