//! Who types: the line that shows it runs out, and the own typing is told thinly.

use farhand_protocol::SessionId;
use farhand_protocol::Timestamp;
use farhand_protocol::chat::Author;
use farhand_protocol::live::ClientFrame;
use farhand_protocol::text::for_display_line;

use crate::effect::{Effect, Timer};
use crate::state::State;
use crate::step::Step;

/// Milliseconds for which a typing line is good.
const LINE_MS: u64 = 5_000;
/// Milliseconds between two frames that tell of the own typing.
const TELL_MS: u64 = 3_000;

/// Somebody types.
#[derive(Debug)]
pub(crate) struct Typing {
    pub name: String,
    author: Author,
}

/// Somebody types, the feed says.
pub(crate) fn heard(state: &mut State, step: &mut Step, lsid: &SessionId, author: &Author) {
    let Some(account) = state.account() else { return };
    let name = match author {
        Author::Representative { id, .. } if *id == account.me.id => return,
        Author::Representative { name, .. } | Author::Helper { name, .. } => for_display_line(name),
        Author::Customer => state.desk.sessions.first_name(lsid).to_owned(),
        Author::Appliance => return,
    };
    let Some(chat) = state.desk.chats.get_mut(lsid) else { return };
    chat.typing = Some(Typing { name, author: author.clone() });
    step.set_timer(Timer::Typing(lsid.clone()), LINE_MS);
    state.changes.chat_state(lsid);
}

/// The line has run out.
pub(crate) fn run_out(state: &mut State, lsid: &SessionId) {
    if let Some(chat) = state.desk.chats.get_mut(lsid)
        && chat.typing.take().is_some()
    {
        state.changes.chat_state(lsid);
    }
}

/// What was being typed has come.
pub(crate) fn wrote(state: &mut State, step: &mut Step, lsid: &SessionId, author: &Author) {
    let Some(chat) = state.desk.chats.get_mut(lsid) else { return };
    if chat.typing.as_ref().is_some_and(|typing| typing.author == *author) {
        chat.typing = None;
        step.clear_timer(Timer::Typing(lsid.clone()));
        state.changes.chat_state(lsid);
    }
}

/// The representative types.
pub(crate) fn tell(state: &mut State, step: &mut Step, lsid: &SessionId) {
    let Some(chat) = state.desk.chats.get_mut(lsid).filter(|_| state.link.online()) else { return };
    let due = |told: Timestamp| step.now.since(told) >= TELL_MS || step.now < told;
    if chat.typing_told.is_none_or(due) {
        chat.typing_told = Some(step.now);
        step.push(Effect::SendLive(ClientFrame::Typing { lsid: lsid.clone() }));
    }
}
