//! What is done about a dialog, one request at a time: its key is made, then changed to what is filled in
//! now, then sent. An error stops it until the person does something; one that came from a cut stops
//! making and changing only until the link is back.
//!
//! A request that may have arrived keeps its id: tried again, it is answered like the first time.

use farhand_protocol::keys::{Key, NewInvitations, NewKey};
use farhand_protocol::{ClientId, KeyId};

use super::dialog::{Dialog, Made, Sending};
use super::{Ask, form};
use crate::contract::{InviteBusy, NoticeKind, Topic, UiError, UiErrorCode as Code};
use crate::effect::Call;
use crate::event::CallError;
use crate::state::requests::Asked;
use crate::state::sign_in::Phase;
use crate::state::{State, notices};
use crate::step::Step;
use crate::stored::Write;
use crate::words;

/// What is said where an answer to sending is missing.
const UNSURE: &str = "It is not known whether the invitation went out. Send it again: nobody gets it twice.";

const UNSURE_CLOSED: &str = "It is not known whether the invitation went out. The list of keys tells.";

/// The next thing to do about a dialog.
enum Next {
    Nothing,
    Make(NewKey),
    Change(KeyId, NewKey),
    Send(KeyId, NewInvitations),
    Stop(UiError),
    /// It is closed, and may have a key that nobody knows of.
    Look,
    /// It is closed, and nothing of it is under way.
    Leave,
}

/// Ends a step: does what is next about each dialog.
pub(crate) fn go_on(state: &mut State, step: &mut Step) {
    if state.desk.keys.dialogs.all.is_empty() {
        return;
    }
    for number in state.desk.keys.dialogs.all.keys().copied().collect::<Vec<_>>() {
        // What is next either asks the appliance, stops the dialog, or takes it away: this ends.
        loop {
            match next(state, number) {
                Next::Nothing => break,
                Next::Make(new) => make(state, step, number, new),
                Next::Change(id, new) => change(state, step, number, (id, new)),
                Next::Send(id, new) => send(state, step, number, (id, new)),
                Next::Stop(error) => stop(state, step, number, error),
                Next::Look => look(state, step, number),
                Next::Leave => leave(state, step, number),
            }
        }
    }
}

fn next(state: &State, number: u32) -> Next {
    let keys = &state.desk.keys;
    let Some(dialog) = keys.dialogs.all.get(&number).filter(|dialog| dialog.busy.is_none()) else {
        return Next::Nothing;
    };
    if keys.dialogs.open != Some(number) && !dialog.wants_send {
        let lost = dialog.making.is_some() && !dialog.looked && state.link.online();
        return if lost { Next::Look } else { Next::Leave };
    }
    if dialog.error.is_some() || !dialog.wants_key {
        return Next::Nothing;
    }
    let next = wanted(state, dialog);
    let asks = matches!(next, Next::Make(_) | Next::Change(..) | Next::Send(..));
    if asks && !state.link.online() { Next::Stop(words::no_connection()) } else { next }
}

fn wanted(state: &State, dialog: &Dialog) -> Next {
    let new = match form::new_key(state, &dialog.form) {
        Ok(new) => new,
        Err(error) => return Next::Stop(error),
    };
    let live = state.desk.keys.live_key(dialog);
    match (&dialog.key, live) {
        (None, _) => Next::Make(new),
        (Some(made), Some(id)) if made.to.as_ref() != Some(&new) => Next::Change(id, new),
        (Some(_), Some(id)) if dialog.wants_send => match form::invitations(state, &dialog.form) {
            Ok(new) => Next::Send(id, new),
            Err(error) => Next::Stop(error),
        },
        (Some(_), None) if dialog.wants_send => {
            Next::Stop(UiError::new(Code::WrongState, "The key is over meanwhile. Send it with a new one."))
        }
        (Some(_), _) => Next::Nothing,
    }
}

fn make(state: &mut State, step: &mut Step, number: u32, new: NewKey) {
    let fresh = state.requests.fresh_id(step);
    let Some(dialog) = state.desk.keys.dialogs.all.get_mut(&number) else { return };
    let (id, new) = dialog.making.get_or_insert((fresh, new)).clone();
    dialog.busy = Some(InviteBusy::Making);
    ask(state, step, Ask::Make(number), Call::CreateKey(new), id);
}

/// A closed dialog asks once more for the key that may have been made, so that it can be revoked.
fn look(state: &mut State, step: &mut Step, number: u32) {
    let Some(dialog) = state.desk.keys.dialogs.all.get_mut(&number) else { return };
    dialog.looked = true;
    let Some((id, new)) = dialog.making.clone() else { return };
    dialog.busy = Some(InviteBusy::Making);
    ask(state, step, Ask::Make(number), Call::CreateKey(new), id);
}

fn change(state: &mut State, step: &mut Step, number: u32, (key, new): (KeyId, NewKey)) {
    let id = state.requests.fresh_id(step);
    let Some(dialog) = state.desk.keys.dialogs.all.get_mut(&number) else { return };
    dialog.busy = Some(InviteBusy::Changing);
    if let Some(made) = &mut dialog.key {
        made.to = Some(new.clone());
    }
    ask(state, step, Ask::Change(number), Call::ChangeKey(key, new), id);
}

fn send(state: &mut State, step: &mut Step, number: u32, (key, new): (KeyId, NewInvitations)) {
    let fresh = state.requests.fresh_id(step);
    let known = state.desk.keys.known.get(key);
    let after = known.and_then(|key| key.invitations.iter().map(|i| i.number).max()).unwrap_or(0);
    let Some(dialog) = state.desk.keys.dialogs.all.get_mut(&number) else { return };
    let same = |sending: &Sending| sending.key == key && sending.new == new;
    let sending = match dialog.sending.take().filter(same) {
        Some(sending) => sending,
        None => Sending { id: fresh, key, new: new.clone(), after },
    };
    let id = sending.id.clone();
    dialog.sending = Some(sending);
    dialog.busy = Some(InviteBusy::Sending);
    ask(state, step, Ask::Send(number), Call::SendInvitations(key, new), id);
}

fn ask(state: &mut State, step: &mut Step, ask: Ask, call: Call, id: ClientId) {
    state.requests.ask_under(step, Asked::Keys(ask), call, id);
    state.changes.mark(Topic::Keys);
}

/// The key was made, or not.
pub(super) fn made(state: &mut State, step: &mut Step, number: u32, result: Result<Key, CallError>) {
    let Some(dialog) = state.desk.keys.dialogs.all.get_mut(&number) else { return };
    dialog.busy = None;
    match result {
        Ok(key) => {
            let to = dialog.making.take().map(|(_, to)| to);
            dialog.key = Some(Made { id: key.id, to });
        }
        Err(error) => {
            if permanent(&error) {
                dialog.making = None;
            }
            stop(state, step, number, words::call_error(error));
        }
    }
}

/// The key was changed, or not. Then what it is like is not known, and it is changed again.
pub(super) fn changed(state: &mut State, step: &mut Step, number: u32, result: Result<Key, CallError>) {
    let Some(dialog) = state.desk.keys.dialogs.all.get_mut(&number) else { return };
    dialog.busy = None;
    if let Err(error) = result {
        if let Some(made) = &mut dialog.key {
            made.to = None;
        }
        stop(state, step, number, words::call_error(error));
    }
}

/// The invitations are on the appliance's disk, or not.
pub(super) fn sent(state: &mut State, step: &mut Step, number: u32, result: Result<Key, CallError>) {
    let Some(dialog) = state.desk.keys.dialogs.all.get_mut(&number) else { return };
    dialog.busy = None;
    match result {
        Ok(_) => arrived(state, step, number),
        Err(error) if permanent(&error) => {
            dialog.sending = None;
            stop(state, step, number, words::call_error(error));
        }
        Err(_) if has_arrived(state, number) => arrived(state, step, number),
        Err(error) => unsure(state, step, number, error),
    }
}

/// Nobody knows whether they have arrived. A key that may have been sent is not revoked.
fn unsure(state: &mut State, step: &mut Step, number: u32, error: CallError) {
    let open = state.desk.keys.dialogs.open == Some(number);
    let Some(dialog) = state.desk.keys.dialogs.all.get_mut(&number) else { return };
    dialog.given = true;
    let reason = words::call_error(error);
    let message = format!("{} {}", reason.message, if open { UNSURE } else { UNSURE_CLOSED });
    stop(state, step, number, UiError { message, ..reason });
}

/// A key is different: are these the invitations of which nobody knew whether they have arrived?
pub(super) fn key_changed(state: &mut State, step: &mut Step, id: KeyId) {
    let of_key = |dialog: &Dialog| {
        dialog.busy.is_none() && dialog.sending.as_ref().is_some_and(|sending| sending.key == id)
    };
    let dialogs = state.desk.keys.dialogs.all.iter().filter(|(_, dialog)| of_key(dialog));
    for number in dialogs.map(|(number, _)| *number).collect::<Vec<_>>() {
        if has_arrived(state, number) {
            arrived(state, step, number);
        }
    }
}

fn has_arrived(state: &State, number: u32) -> bool {
    let keys = &state.desk.keys;
    let sending = keys.dialogs.all.get(&number).and_then(|dialog| dialog.sending.as_ref());
    let Some((sending, key)) = sending.and_then(|sending| Some((sending, keys.known.get(sending.key)?)))
    else {
        return false;
    };
    let new = || key.invitations.iter().filter(|invitation| invitation.number > sending.after);
    sending.new.recipients.iter().all(|to| new().any(|i| i.address.eq_ignore_ascii_case(to)))
}

/// They have arrived: what was filled in is done with, and the addresses are remembered.
fn arrived(state: &mut State, step: &mut Step, number: u32) {
    let Some(dialog) = state.desk.keys.dialogs.all.get_mut(&number) else { return };
    let Some(sending) = dialog.sending.take() else { return };
    let recipients = sending.new.recipients;
    (dialog.wants_send, dialog.given, dialog.error) = (false, true, None);
    dialog.sent.clone_from(&recipients);
    state.changes.mark(Topic::Keys);
    let Phase::In(account) = &state.phase else { return };
    // What another dialog has kept meanwhile, or before a link, stays.
    if !dialog.touched && dialog.kept.as_ref() == Some(&state.invites.form(account)) {
        state.invites.put_form(account, None);
    }
    let kept = state.invites.remember(account, &recipients, dialog.form.name.trim(), step.now);
    step.store(vec![Write::PutInvites(Box::new(kept))]);
}

/// It goes no further until the person does something. Of a closed dialog a notice tells.
fn stop(state: &mut State, step: &mut Step, number: u32, error: UiError) {
    let open = state.desk.keys.dialogs.open == Some(number);
    let Some(dialog) = state.desk.keys.dialogs.all.get_mut(&number) else { return };
    let wished = std::mem::take(&mut dialog.wants_send);
    if wished && !open {
        let told = if dialog.sending.is_some() { "" } else { "The invitation was not sent. " };
        let text = format!("{told}{}", error.message);
        notices::tell(state, step, NoticeKind::Danger, text, None);
    } else {
        dialog.error = Some(error);
    }
    state.changes.mark(Topic::Keys);
}

/// Nothing of a closed dialog is under way: a key that nobody was given is revoked.
fn leave(state: &mut State, step: &mut Step, number: u32) {
    let Some(dialog) = state.desk.keys.dialogs.all.remove(&number) else { return };
    let keys = &state.desk.keys;
    let live = keys.live_key(&dialog).filter(|_| !dialog.given);
    // Who has its link in sight was given it, with a QR code perhaps.
    let untold = |key: &Key| key.invitations.is_empty() && key.opened_at.is_none();
    let unsent = |id: &KeyId| keys.known.get(*id).is_none_or(untold);
    if let Some(id) = live.filter(unsent) {
        super::revoke(state, step, id);
    }
}

/// The link is back: what a cut has stopped goes on. Sending does not: the person may think otherwise.
pub(crate) fn link_up(state: &mut State) {
    for dialog in state.desk.keys.dialogs.all.values_mut() {
        if dialog.error.as_ref().is_some_and(|error| error.code == Code::Unreachable)
            && dialog.sending.is_none()
        {
            dialog.error = None;
            state.changes.mark(Topic::Keys);
        }
    }
}

/// Whether it certainly did not happen, and sending the same again would be in vain.
fn permanent(error: &CallError) -> bool {
    matches!(error, CallError::Api(e) if !e.retryable)
}
