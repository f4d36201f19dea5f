//! What an account may do in the sessions that it takes part in. What the customer allows comes on top.

use farhand_protocol::RepresentativeId;
use farhand_protocol::capability::Capability;
use farhand_protocol::people::Rights;
use rusqlite::{Connection, params};

use super::{Write, from_json, log, people, permission, session_row, to_json, uploads};
use crate::domain::permission::Step;
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

    fn words(self) -> &'static str {
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
    let before: Rights = text.map_or_else(|| Ok(Rights::default()), |text| from_json(&text))?;
    let rights = change.applied_to(before);
    if rights == before {
        return Ok(rights);
    }
    write
        .prepare_cached("UPDATE representative SET rights = ? WHERE id = ?")?
        .execute(params![to_json(&rights)?, who.0])?;
    let mine = "ended_at IS NULL AND lsid IN (SELECT lsid FROM participant WHERE representative_id = ?)";
    for case in session_row::select(write, mine, [who.0])? {
        uploads::settle(write, &case.session)?;
        if case.session.driver == Some(who) && !AccountRight::Control.is_in(rights) {
            permission::step_in(write, case, Step::Drive(who, false))?;
        }
    }
    log::append(write, &Kind::ScopeChanged { who: vec![who] })?;
    Ok(rights)
}

/// Refuses what the account may not do.
pub(super) fn check(conn: &Connection, who: RepresentativeId, right: AccountRight) -> Result<()> {
    if right.is_in(people::me(conn, who)?.rights) {
        Ok(())
    } else {
        Err(Refusal::Forbidden(right.words()).into())
    }
}
