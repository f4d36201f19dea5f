//! Routes an answer to whoever asked.

use farhand_protocol::ErrorCode;

use crate::effect::RequestId;
use crate::event::{Answer, CallError};
use crate::state::keys::Ask;
use crate::state::requests::Asked;
use crate::state::supervise::PeopleDeed;
use crate::state::{
    State, accept, canned, chat_load, infos, keys, offers, pending, permission, presence, screens, sending,
    sharing, sign_in, sign_out, snapshot, supervise, talk,
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

/// A session, or nothing where the appliance says no more than that it was done.
macro_rules! session_or_done {
    ($result:expr) => {
        match $result {
            Ok(Answer::Session(session)) => Ok(Some(session)),
            Ok(Answer::Done) => Ok(None),
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
        return sign_out::token_ended(state, step, None);
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
        Asked::Transfer(..)
        | Asked::People(..)
        | Asked::Helper(_)
        | Asked::AnswerShare(..)
        | Asked::AnswerAssignment(..)
        | Asked::Supervise(..)
        | Asked::Colleagues(_)
        | Asked::Talk(_)
        | Asked::TalkPage(_) => together(state, step, (id, asked), result),
    }
}

/// Answers about representatives together.
fn together(state: &mut State, step: &mut Step, (id, asked): (RequestId, Asked), result: Outcome) {
    match asked {
        Asked::Transfer(lsid, to, stay) => {
            sharing::transferred(state, step, (lsid, to, stay), only!(result, Answer::Session));
        }
        Asked::People(lsid, deed) => sharing::answered(state, step, (lsid, deed), session_or_done!(result)),
        Asked::Helper(lsid) => {
            sharing::helper_invited(state, step, lsid, only!(result, Answer::HelperLink));
        }
        Asked::AnswerShare(lsid, _, accept) | Asked::AnswerAssignment(lsid, accept) => {
            offers::answered(state, step, (lsid, accept), session_or_done!(result));
        }
        Asked::Supervise(lsid, deed) => {
            supervise::answered(state, step, (lsid, deed), only!(result, Answer::Session));
        }
        Asked::Colleagues(deed @ PeopleDeed::SetPresence(..)) => {
            supervise::presence_set(state, step, deed, only!(result, Answer::Representative));
        }
        Asked::Colleagues(deed) => supervise::people_answered(state, step, deed, result.map(|_| ())),
        Asked::Talk(client_id) => {
            talk::sending::answered(state, step, (id, client_id), only!(result, Answer::Talk));
        }
        Asked::TalkPage(with) => talk::page(state, step, with, only!(result, Answer::TalkPage)),
        _ => {}
    }
}
