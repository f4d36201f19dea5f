//! Session keys and invitations: what is known of them, the dialog in which one is written, and what is
//! done with keys from the list.
//!
//! Keys come with the snapshot and the feed ([`known`]). An answer tells of a key only what the feed has
//! not told yet: the feed comes in order, answers do not. The dialog is a small machine ([`dialog`],
//! [`steps`]) that makes, changes and sends one thing after the other; what is filled in is kept per site
//! and user ([`kept`]) from the first letter on.

mod acts;
mod check;
mod dialog;
mod form;
pub(crate) mod kept;
mod known;
mod steps;

use farhand_protocol::KeyId;
use farhand_protocol::keys::{InviteSetup, Key};
use farhand_protocol::text::for_display_line;

use crate::contract::{Command, InviteForm, KeysView, Topic};
use crate::effect::Call;
use crate::event::CallError;
use crate::state::State;
use crate::state::requests::Asked;
use crate::step::Step;

pub(crate) use check::check;
pub(crate) use known::{changed, due, own, replace};
pub(crate) use steps::{go_on, link_up};

/// What was asked about keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    /// What is set up.
    Setup,
    /// The key of a dialog.
    Make(u32),
    /// A change of it.
    Change(u32),
    /// Its invitations.
    Send(u32),
    Revoke(KeyId),
    Extend(KeyId),
    /// Invitations once more, by their numbers.
    Again(KeyId, Vec<u32>),
}

/// Keys and invitations.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    setup: InviteSetup,
    known: known::Known,
    dialogs: dialog::Dialogs,
    again: acts::Again,
}

impl Keys {
    /// Whether an invitation is being written.
    pub fn writing(&self) -> bool {
        self.dialogs.open.is_some()
    }

    /// Whether nothing is under way in a dialog that was closed.
    pub fn settled(&self) -> bool {
        self.dialogs.all.keys().all(|number| self.dialogs.open == Some(*number))
    }
}

/// Carries out a command about keys.
pub(crate) fn command(state: &mut State, step: &mut Step, command: Command) {
    match command {
        Command::OpenInvite => dialog::open(state),
        Command::SaveInvite { form } => dialog::save(state, step, form),
        Command::MakeKey { form } => dialog::make(state, step, form),
        Command::KeepKey => dialog::keep(state),
        Command::SendInvitation { form } => dialog::send(state, step, form),
        Command::CloseInvite => dialog::close(state),
        Command::ExtendKey { id, life_s } => acts::extend(state, step, id, life_s),
        Command::SendAgain { id, numbers } => acts::send_again(state, step, id, numbers),
        _ => {}
    }
}

/// A link has led to an invitation: a dialog without a key.
pub(crate) fn open_by_link(state: &mut State, form: InviteForm) {
    dialog::open_by_link(state, form);
}

/// Closes the dialog, because the desk is about to be left.
pub(crate) fn leave(state: &mut State, step: &mut Step) {
    dialog::close(state);
    go_on(state, step);
}

/// Revokes a key: the time for undoing is over.
pub(crate) fn revoke(state: &mut State, step: &mut Step, id: KeyId) {
    acts::revoke(state, step, id);
}

/// What a key is called in sentences.
pub(crate) fn name(state: &State, id: KeyId) -> String {
    state.desk.keys.known.get(id).map_or_else(|| "the key".to_owned(), known::name)
}

/// What is set up is different.
pub(crate) fn setup_changed(state: &mut State, step: &mut Step) {
    let asked = Asked::Keys(Ask::Setup);
    state.requests.forget(|open| *open == asked);
    state.requests.ask(step, asked, Call::InviteSetup);
}

/// What is set up came, or did not. Then what was known of it stays until the next snapshot.
pub(crate) fn setup_answered(state: &mut State, result: Result<Box<InviteSetup>, CallError>) {
    if let Ok(setup) = result {
        set_up(state, *setup);
    }
}

fn set_up(state: &mut State, mut setup: InviteSetup) {
    let names = setup.templates.iter_mut().map(|template| &mut template.name);
    let names = names.chain(setup.portals.iter_mut().map(|portal| &mut portal.name));
    for name in names.chain(&mut setup.from) {
        *name = for_display_line(name);
    }
    if state.desk.keys.setup != setup {
        state.desk.keys.setup = setup;
        state.changes.mark(Topic::Keys);
    }
}

/// The appliance answered to something about a key.
pub(crate) fn answered(state: &mut State, step: &mut Step, ask: Ask, result: Result<Box<Key>, CallError>) {
    state.changes.mark(Topic::Keys);
    let result = result.map(|key| known::learn(state, *key));
    match ask {
        Ask::Make(number) => steps::made(state, step, number, result),
        Ask::Change(number) => steps::changed(state, step, number, result),
        Ask::Send(number) => steps::sent(state, step, number, result),
        other => acts::answered(state, step, other, result.map(|_| ())),
    }
}

/// Topic `keys`.
pub(crate) fn view(state: &State) -> KeysView {
    let Some(account) = state.account() else { return KeysView::default() };
    let keys = &state.desk.keys;
    let under_way = keys.known.ids().filter(|id| state.requests.open(&Asked::Keys(Ask::Revoke(*id))));
    KeysView {
        setup: keys.setup.clone(),
        keys: keys.known.newest_first(),
        revoking: state.desk.pending.keys().chain(under_way).collect(),
        invite: dialog::view(keys).map(Box::new),
        recent: state.invites.recent(account),
    }
}
