//! What an account may do in the sessions that it takes part in. What the customer allows comes on top.

use farhand_protocol::RepresentativeId;
use farhand_protocol::capability::Capability;
use farhand_protocol::people::Rights;
use farhand_protocol::session::Session;
use rusqlite::{Connection, OptionalExtension, params};

use super::{Write, log, people, permission, session_row, to_json, uploads};
use crate::domain::permission::{ALL, Step};
use crate::store::{Kind, Refusal, Result, RightsChange};

/// One of an account's rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AccountRight {
    /// See the screen.
    View,
    /// Use pointer and keys.
    Control,
    /// Reach the device's files.
    Files,
    /// Read system information.
    Info,
    /// Let outside helpers in.
    Helpers,
}

impl From<Capability> for AccountRight {
    fn from(what: Capability) -> Self {
        match what {
            Capability::View => Self::View,
            Capability::Control | Capability::Clipboard => Self::Control,
            Capability::Files => Self::Files,
            Capability::Info => Self::Info,
        }
    }
}

impl AccountRight {
    /// Pointer and keys are of no use without seeing.
    fn is_in(self, rights: Rights) -> bool {
        match self {
            Self::View => rights.view,
            Self::Control => rights.view && rights.control,
            Self::Files => rights.files,
            Self::Info => rights.info,
            Self::Helpers => rights.helpers,
        }
    }

    pub(super) fn words(self) -> &'static str {
        match self {
            Self::View => "your account may not see customers' screens",
            Self::Control => "your account may not use customers' pointer and keys",
            Self::Files => "your account may not reach customers' files",
            Self::Info => "your account may not read system information",
            Self::Helpers => "your account may not let outside helpers in",
        }
    }
}

/// Changes some rights of an account; answers all of them. What is under way without them ends.
pub(super) fn change(write: &Write<'_>, user_name: &str, change: RightsChange) -> Result<Rights> {
    let who = people::by_user_name(write, user_name)?;
    let text: Option<String> = write
        .prepare_cached("SELECT rights FROM representative WHERE id = ?")?
        .query_row([who.0], |row| row.get(0))?;
    let before = people::rights_of(who, text);
    let rights = change.applied_to(before);
    if rights == before {
        return Ok(rights);
    }
    write
        .prepare_cached("UPDATE representative SET rights = ? WHERE id = ?")?
        .execute(params![to_json(&rights)?, who.0])?;
    log::append(write, &Kind::AccountRights { who, rights })?;
    settle(write, who)?;
    log::append(write, &Kind::ScopeChanged { who: vec![who] })?;
    Ok(rights)
}

/// Ends what is under way in the sessions that `who` takes part in, and the account may not do any more:
/// transfers, questions, and driving.
pub(super) fn settle(write: &Write<'_>, who: RepresentativeId) -> Result<()> {
    let mine = "ended_at IS NULL AND lsid IN (SELECT lsid FROM participant WHERE representative_id = ?)";
    for case in session_row::select(write, mine, [who.0])? {
        uploads::settle(write, &case.session)?;
        let lsid = case.session.lsid.clone();
        if case.session.driver == Some(who) && check(write, who, AccountRight::Control).is_err() {
            permission::step_in(write, case, Step::Drive(who, false))?;
        }
        permission::step(write, &lsid, Step::Settle)?;
    }
    Ok(())
}

/// What those who take part in a session may not do in it, of all that the customer could allow. Whose
/// account is disabled may do nothing.
pub(super) fn barred(conn: &Connection, session: &Session) -> Result<Vec<(RepresentativeId, Capability)>> {
    let mut barred = Vec::new();
    for who in session.participants.iter().map(|p| p.id) {
        let rights = rights(conn, who)?;
        let is_barred =
            |what: &Capability| !rights.is_some_and(|rights| AccountRight::from(*what).is_in(rights));
        barred.extend(ALL.into_iter().filter(is_barred).map(|what| (who, what)));
    }
    Ok(barred)
}

/// An account's rights; none while it is disabled.
fn rights(conn: &Connection, who: RepresentativeId) -> Result<Option<Rights>> {
    let found: Option<Option<String>> = conn
        .prepare_cached("SELECT rights FROM representative WHERE id = ? AND enabled")?
        .query_row([who.0], |row| row.get(0))
        .optional()?;
    Ok(found.map(|text| people::rights_of(who, text)))
}

/// Refuses what the account may not do.
pub(super) fn check(conn: &Connection, who: RepresentativeId, right: AccountRight) -> Result<()> {
    if right.is_in(people::me(conn, who)?.rights) {
        Ok(())
    } else {
        Err(Refusal::Forbidden(right.words()).into())
    }
}
