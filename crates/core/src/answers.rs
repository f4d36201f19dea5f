//! Routes an answer to whoever asked.

use farhand_protocol::ErrorCode;

use crate::effect::RequestId;
use crate::event::{Answer, CallError};
use crate::state::keys::Ask;
use crate::state::requests::Asked;
use crate::state::{
    State, accept, canned, chat_load, infos, keys, pending, permission, presence, screens, sending, sign_in,
    sign_out, snapshot,
};
use crate::step::Step;

/// The answer of the kind that was asked for. Any other kind means that whatever answers does not
/// speak our API.
macro_rules! only {
    ($result:expr, $kind:path) => {
        match $result {
            Ok($kind(value)) => Ok(value),
            Ok(_) => Err(CallError::NotAnAppliance),
            Err(error) => Err(error),
        }
    };
}

type Outcome = Result<Answer, CallError>;

/// An answer came, or word that none will come. One that nobody waits for changes nothing.
pub(crate) fn answered(state: &mut State, step: &mut Step, id: RequestId, result: Outcome) {
    let Some(asked) = state.requests.answered(id) else { return };
    let attempt = matches!(asked, Asked::Health | Asked::SignIn | Asked::SignOut);
    let ended = matches!(&result, Err(CallError::Api(e)) if e.code == ErrorCode::Unauthorized);
    if ended && !attempt {
        return sign_out::token_ended(state, step);
    }
    match asked {
        Asked::Health => sign_in::health(state, step, only!(result, Answer::Health)),
        Asked::SignIn => sign_in::answered(state, step, only!(result, Answer::SignedIn)),
        Asked::SignOut => sign_out::signed_out(state, step),
        Asked::Snapshot => snapshot::answered(state, step, only!(result, Answer::Snapshot)),
        Asked::Accept(lsid) => accept::answered(state, step, Some(&lsid), only!(result, Answer::Session)),
        Asked::Next => accept::answered(state, step, None, only!(result, Answer::Session)),
        Asked::Act(lsid, kind) => {
            pending::answered(state, step, (lsid, kind), only!(result, Answer::Session))
        }
        Asked::Detail(lsid) => chat_load::detail(state, step, &lsid, only!(result, Answer::Detail)),
        Asked::Earlier(lsid) => chat_load::earlier(state, &lsid, only!(result, Answer::Entries)),
        Asked::Later(lsid) => chat_load::later(state, step, &lsid, only!(result, Answer::Entries)),
        Asked::Send(lsid, client_id) => {
            sending::answered(state, step, id, (lsid, client_id), only!(result, Answer::Entry));
        }
        Asked::Presence(presence) => presence::answered(state, step, presence, result.map(|_| ())),
        Asked::Canned => canned::answered(state, only!(result, Answer::Canned)),
        Asked::Permission(lsid) => {
            permission::answered(state, step, lsid, only!(result, Answer::Session));
        }
        Asked::WidenInfo(lsid, scope) => {
            infos::given_back(state, step, lsid, scope, only!(result, Answer::Session));
        }
        Asked::Info(lsid) => infos::fetched(state, &lsid, only!(result, Answer::Info)),
        Asked::ReadInfo(lsid, what) => infos::read_answered(state, &lsid, &what, result.map(|_| ())),
        Asked::KeepInfo(lsid) => infos::kept(state, step, &lsid, only!(result, Answer::InfoSnapshot)),
        Asked::Elevate(lsid) => permission::elevated(state, step, lsid, only!(result, Answer::Elevation)),
        Asked::ScreenTicket(lsid) => {
            screens::ticket(state, step, &lsid, only!(result, Answer::ScreenTicket));
        }
        Asked::Screenshot(lsid, to) => {
            screens::screenshot_noted(state, step, &lsid, to, only!(result, Answer::Session));
        }
        Asked::Keys(Ask::Setup) => keys::setup_answered(state, only!(result, Answer::InviteSetup)),
        Asked::Keys(ask) => keys::answered(state, step, ask, only!(result, Answer::Key)),
    }
}
