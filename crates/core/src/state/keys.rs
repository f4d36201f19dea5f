//! The session key being made, or just made.

use farhand_protocol::keys::{NewKey, SessionKey};

use crate::contract::{KeysView, Topic, UiError};
use crate::effect::Call;
use crate::event::CallError;
use crate::state::State;
use crate::state::requests::Asked;
use crate::step::Step;
use crate::words;

/// The key on show.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    latest: Option<SessionKey>,
    error: Option<UiError>,
}

/// Makes a key.
pub(crate) fn create(state: &mut State, step: &mut Step, new: NewKey) {
    state.desk.keys = Keys::default();
    state.requests.ask(step, Asked::Key, Call::CreateKey(new));
    state.changes.mark(Topic::Keys);
}

/// It was made, or not.
pub(crate) fn answered(state: &mut State, result: Result<SessionKey, CallError>) {
    state.desk.keys = match result {
        Ok(key) => Keys { latest: Some(key), error: None },
        Err(error) => Keys { latest: None, error: Some(words::call_error(error)) },
    };
    state.changes.mark(Topic::Keys);
}

/// Forgets the key that is shown.
pub(crate) fn dismiss(state: &mut State) {
    state.desk.keys = Keys::default();
    state.changes.mark(Topic::Keys);
}

/// Topic `keys`.
pub(crate) fn view(state: &State) -> KeysView {
    let Keys { latest, error } = &state.desk.keys;
    KeysView { busy: state.requests.open(&Asked::Key), latest: latest.clone(), error: error.clone() }
}
