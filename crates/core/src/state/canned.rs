//! The canned messages: fetched once, and again when the feed says that they are different.

use farhand_protocol::canned::CannedLibrary;
use farhand_protocol::text::{for_display, for_display_line};

use crate::contract::Topic;
use crate::effect::Call;
use crate::event::CallError;
use crate::state::State;
use crate::state::requests::Asked;
use crate::step::Step;

/// The canned messages.
#[derive(Debug, Default)]
pub(crate) struct Canned {
    /// None until they have come.
    library: Option<CannedLibrary>,
}

impl Canned {
    /// Topic `canned`.
    pub fn view(&self) -> CannedLibrary {
        self.library.clone().unwrap_or_default()
    }
}

/// Fetches them.
pub(crate) fn fetch(state: &mut State, step: &mut Step) {
    state.requests.forget(|asked| *asked == Asked::Canned);
    state.requests.ask(step, Asked::Canned, Call::Canned);
}

/// Fetches them where they have not come yet.
pub(crate) fn fetch_missing(state: &mut State, step: &mut Step) {
    if state.desk.canned.library.is_none() {
        fetch(state, step);
    }
}

/// They came, or did not. Then those that are there stay until the link is up again.
pub(crate) fn answered(state: &mut State, result: Result<CannedLibrary, CallError>) {
    if let Ok(mut library) = result {
        for category in &mut library.categories {
            category.name = for_display_line(&category.name);
        }
        for message in &mut library.messages {
            message.title = for_display_line(&message.title);
            message.text = for_display(&message.text);
        }
        state.desk.canned.library = Some(library);
        state.changes.mark(Topic::Canned);
    }
}
