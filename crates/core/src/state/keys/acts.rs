//! What is done with keys from the list: revoking, extending, sending once more. The feed tells what has
//! become of it; what did not work is told in a notice.

use std::collections::BTreeMap;

use farhand_protocol::{ClientId, KeyId};

use super::{Ask, name};
use crate::contract::NoticeKind;
use crate::effect::Call;
use crate::event::CallError;
use crate::state::requests::Asked;
use crate::state::{State, notices};
use crate::step::Step;
use crate::words;

/// What was sent once more without an answer. Asked for again it has the same id, so that nobody gets it
/// twice.
#[derive(Debug, Default)]
pub(super) struct Again(BTreeMap<(KeyId, Vec<u32>), ClientId>);

impl Again {
    /// Something has become of a key: what is asked for from now on is meant anew.
    pub fn forget(&mut self, id: KeyId) {
        self.0.retain(|(of, _), _| *of != id);
    }
}

/// Revokes a key.
pub(super) fn revoke(state: &mut State, step: &mut Step, id: KeyId) {
    state.requests.ask(step, Asked::Keys(Ask::Revoke(id)), Call::RevokeKey(id));
}

/// Gives a key a life anew.
pub(super) fn extend(state: &mut State, step: &mut Step, id: KeyId, life_s: Option<u32>) {
    state.requests.ask(step, Asked::Keys(Ask::Extend(id)), Call::ExtendKey(id, life_s));
}

/// Sends invitations once more.
pub(super) fn send_again(state: &mut State, step: &mut Step, id: KeyId, mut numbers: Vec<u32>) {
    numbers.sort_unstable();
    numbers.dedup();
    let fresh = state.requests.fresh_id(step);
    let under = state.desk.keys.again.0.entry((id, numbers.clone())).or_insert(fresh).clone();
    let asked = Asked::Keys(Ask::Again(id, numbers.clone()));
    state.requests.ask_under(step, asked, Call::SendAgain(id, numbers), under);
}

/// It was done, or not.
pub(super) fn answered(state: &mut State, step: &mut Step, ask: Ask, result: Result<(), CallError>) {
    let sure = !matches!(&result, Err(error) if !matches!(error, CallError::Api(e) if !e.retryable));
    if let (Ask::Again(id, numbers), true) = (&ask, sure) {
        state.desk.keys.again.0.remove(&(*id, numbers.clone()));
    }
    let Err(error) = result else { return };
    let text = match ask {
        Ask::Revoke(id) => format!("{} was not revoked.", capital(&name(state, id))),
        Ask::Extend(id) => format!("{} was not extended.", capital(&name(state, id))),
        _ => "The invitation was not sent again.".to_owned(),
    };
    let reason = words::call_error(error).message;
    notices::tell(state, step, NoticeKind::Danger, format!("{text} {reason}"), None);
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}", first.to_uppercase(), letters.as_str()))
}
