//! The dialog in which an invitation is written: what is filled in, its key, and what is wished.
//!
//! What is done about it stands in [`super::steps`]. A dialog that is closed while something of it is
//! under way lives on unseen until that has ended, so that a key that nobody was given is revoked.

use std::collections::BTreeMap;

use farhand_protocol::keys::{NewInvitations, NewKey};
use farhand_protocol::{ClientId, KeyId};

use super::{Keys, form};
use crate::contract::{InviteBusy, InviteForm, InviteView, Topic, UiError};
use crate::state::State;
use crate::state::sign_in::Phase;
use crate::step::Step;
use crate::stored::Write;

/// The open dialog, and closed ones in which something is under way.
#[derive(Debug, Default)]
pub(super) struct Dialogs {
    pub open: Option<u32>,
    pub all: BTreeMap<u32, Dialog>,
}

/// One dialog.
#[derive(Debug, Default)]
pub(super) struct Dialog {
    /// What is filled in.
    pub form: InviteForm,
    /// A person wants a key for it.
    pub wants_key: bool,
    /// A person wants it to be sent.
    pub wants_send: bool,
    /// The key that was asked for, until it is known whether it was made: asked for again under the same
    /// id, there is never a second one.
    pub making: Option<(ClientId, NewKey)>,
    pub key: Option<Made>,
    /// What was sent, until it is known whether it arrived; again under the same id.
    pub sending: Option<Sending>,
    /// What is under way.
    pub busy: Option<InviteBusy>,
    pub error: Option<UiError>,
    /// Somebody was given the key.
    pub given: bool,
    /// Something was filled in after it was sent.
    pub touched: bool,
    /// What it has of the form that is kept; nothing while it is as a link has filled it in.
    pub kept: Option<InviteForm>,
    pub sent: Vec<String>,
    /// It was closed, and has looked for its key once more.
    pub looked: bool,
}

/// A dialog's key, and what it was made or changed to.
#[derive(Debug)]
pub(super) struct Made {
    pub id: KeyId,
    /// Not known after a change of which nobody knows whether it has arrived.
    pub to: Option<NewKey>,
}

/// Invitations on their way.
#[derive(Debug)]
pub(super) struct Sending {
    pub id: ClientId,
    pub key: KeyId,
    pub new: NewInvitations,
    /// The highest number among the key's invitations before.
    pub after: u32,
}

impl Keys {
    /// The open dialog.
    pub(super) fn dialog(&self) -> Option<&Dialog> {
        self.dialogs.all.get(&self.dialogs.open?)
    }

    fn dialog_mut(&mut self) -> Option<&mut Dialog> {
        self.dialogs.all.get_mut(&self.dialogs.open?)
    }

    /// The dialog's key, if it can still start a session.
    pub(super) fn live_key(&self, dialog: &Dialog) -> Option<KeyId> {
        dialog.key.as_ref().map(|made| made.id).filter(|id| self.known.alive(*id))
    }
}

/// Opens the dialog with what was kept.
pub(super) fn open(state: &mut State) {
    let Some(account) = state.account() else { return };
    let kept = state.invites.form(account);
    let form = form::fitting(state, kept.clone());
    begin(state, Dialog { form, kept: Some(kept), wants_key: true, ..Dialog::default() });
}

/// Opens the dialog with what a link has filled in. What was kept stays kept.
pub(super) fn open_by_link(state: &mut State, form: InviteForm) {
    begin(state, Dialog { form, ..Dialog::default() });
}

fn begin(state: &mut State, dialog: Dialog) {
    let number = state.invites.next_number();
    state.desk.keys.dialogs.open = Some(number);
    state.desk.keys.dialogs.all.insert(number, dialog);
    state.changes.mark(Topic::Keys);
}

/// Keeps what is filled in.
pub(super) fn save(state: &mut State, step: &mut Step, form: InviteForm) {
    let Some(dialog) = state.desk.keys.dialog_mut().filter(|dialog| dialog.form != form) else { return };
    dialog.form.clone_from(&form);
    dialog.kept = Some(form.clone());
    dialog.touched = true;
    dialog.error = None;
    let Phase::In(account) = &state.phase else { return };
    if let Some(kept) = state.invites.put_form(account, Some(form)) {
        step.store(vec![Write::PutInvites(Box::new(kept))]);
    }
}

/// Makes the key where there is none, or tries again what did not work.
pub(super) fn make(state: &mut State, step: &mut Step, form: InviteForm) {
    save(state, step, form);
    want(state, false);
}

/// Sends it.
pub(super) fn send(state: &mut State, step: &mut Step, form: InviteForm) {
    save(state, step, form);
    want(state, true);
}

/// A key that is over cannot be used: another one is made in its place.
fn want(state: &mut State, send: bool) {
    let keys = &state.desk.keys;
    let over = keys.dialog().is_some_and(|dialog| keys.live_key(dialog).is_none());
    let Some(dialog) = state.desk.keys.dialog_mut() else { return };
    if over && dialog.key.take().is_some() {
        dialog.given = false;
    }
    (dialog.wants_key, dialog.error) = (true, None);
    if send {
        (dialog.wants_send, dialog.touched) = (true, false);
        dialog.sent.clear();
    }
    state.changes.mark(Topic::Keys);
}

/// Somebody was given the key.
pub(super) fn keep(state: &mut State) {
    if let Some(dialog) = state.desk.keys.dialog_mut() {
        dialog.given = true;
    }
}

/// Closes it.
pub(super) fn close(state: &mut State) {
    if state.desk.keys.dialogs.open.take().is_some() {
        state.changes.mark(Topic::Keys);
    }
}

/// What the interface sees of it.
pub(super) fn view(keys: &Keys) -> Option<InviteView> {
    let dialog = keys.dialog()?;
    let busy = if dialog.wants_send { Some(InviteBusy::Sending) } else { dialog.busy };
    Some(InviteView {
        number: keys.dialogs.open?,
        form: dialog.form.clone(),
        key: dialog.key.as_ref().map(|made| made.id),
        busy,
        error: dialog.error.clone(),
        sent: dialog.sent.clone(),
    })
}
