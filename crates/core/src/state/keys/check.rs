//! Whether a command about keys can be taken up now.

use farhand_protocol::keys::{InvitationState, Key, KeyState};
use farhand_protocol::{KeyId, limits};

use super::dialog::Dialog;
use super::{Ask, Keys, form};
use crate::check::Checked;
use crate::contract::{Command, InviteForm, UiError, UiErrorCode as Code};
use crate::state::State;
use crate::state::requests::Asked;
use crate::words;

/// Bytes of a form as JSON.
const FORM_BYTES: usize = 64 * 1024;

/// Whether a command about keys can be taken up.
pub(crate) fn check(state: &State, command: &Command) -> Checked {
    if state.account().is_none() {
        return Err(UiError::new(Code::SignedOut, "Sign in first."));
    }
    match command {
        Command::OpenInvite => {
            refuse_if(state.desk.keys.writing(), "An invitation is being written already.")
        }
        Command::SaveInvite { form } => {
            open(state)?;
            bounded(form)
        }
        Command::MakeKey { form } => make(state, form),
        Command::KeepKey => refuse_if(open(state)?.key.is_none(), "There is no key yet."),
        Command::SendInvitation { form } => send(state, form),
        Command::RevokeKey { id } => revoke(state, *id),
        Command::ExtendKey { id, life_s } => extend(state, *id, *life_s),
        Command::SendAgain { id, numbers } => again(state, *id, numbers),
        _ => Ok(()),
    }
}

fn open(state: &State) -> Result<&Dialog, UiError> {
    state.desk.keys.dialog().ok_or_else(|| refuse("Open the invitation first."))
}

fn bounded(form: &InviteForm) -> Checked {
    let bytes = serde_json::to_string(form).map_or(usize::MAX, |json| json.len());
    let long = bytes > FORM_BYTES;
    if long { Err(UiError::new(Code::InvalidField, "This is too long to be kept.")) } else { Ok(()) }
}

fn make(state: &State, form: &InviteForm) -> Checked {
    let dialog = open(state)?;
    bounded(form)?;
    refuse_if(dialog.busy.is_some(), "The key is being made already.")?;
    let there = state.desk.keys.live_key(dialog).is_some() && dialog.error.is_none();
    refuse_if(there, "There is a key already.")?;
    form::new_key(state, form).map(|_| ())
}

fn send(state: &State, form: &InviteForm) -> Checked {
    let dialog = open(state)?;
    bounded(form)?;
    refuse_if(dialog.wants_send, "The invitation is being sent already.")?;
    sends_mail(&state.desk.keys)?;
    form::new_key(state, form)?;
    let new = form::invitations(state, form)?;
    online(state)?;
    let Some(key) = state.desk.keys.live_key(dialog) else { return Ok(()) };
    unsent(dialog, state.desk.keys.known.get(key), &new.recipients)
}

/// Whether a key may still be sent to these.
fn unsent(dialog: &Dialog, key: Option<&Key>, to: &[String]) -> Checked {
    let invitations = key.map(|key| key.invitations.as_slice()).unwrap_or_default();
    let had = |to: &String| {
        dialog.sent.contains(to) || invitations.iter().any(|i| i.address.eq_ignore_ascii_case(to))
    };
    if let Some(to) = to.iter().find(|to| had(to)) {
        return Err(refuse(&format!("The invitation was sent to {to} already.")));
    }
    let (before, most) = (invitations.len(), limits::KEY_INVITATIONS);
    if before + to.len() > most {
        return Err(refuse(&format!(
            "This key was sent to {before} addresses already; it can have {most} in all."
        )));
    }
    Ok(())
}

fn sends_mail(keys: &Keys) -> Checked {
    let cannot = keys.setup.from.is_none();
    refuse_if(cannot, "This site sends no mail. Copy the link, or use your own mail program.")
}

fn online(state: &State) -> Checked {
    if state.link.online() { Ok(()) } else { Err(words::no_connection()) }
}

fn known(state: &State, id: KeyId) -> Result<&Key, UiError> {
    state.desk.keys.known.get(id).ok_or_else(|| refuse("This key is not in the list any more."))
}

fn revoke(state: &State, id: KeyId) -> Checked {
    let key = known(state, id)?;
    over(key)?;
    let planned = state.desk.pending.keys().any(|planned| planned == id);
    let asked = state.requests.open(&Asked::Keys(Ask::Revoke(id)));
    refuse_if(planned || asked, "This key is being revoked already.")
}

fn extend(state: &State, id: KeyId, life_s: Option<u32>) -> Checked {
    let key = known(state, id)?;
    if !matches!(key.state, KeyState::Expired { .. }) {
        over(key)?;
    }
    let setup = &state.desk.keys.setup;
    if life_s.is_some_and(|life| !form::life_fits(setup, life)) {
        let most = form::span(form::most_life(setup));
        let message = format!("A key lives at least one minute and at most {most}.");
        return Err(UiError::new(Code::InvalidField, message));
    }
    refuse_if(state.requests.open(&Asked::Keys(Ask::Extend(id))), "This key is being extended already.")?;
    online(state)
}

fn again(state: &State, id: KeyId, numbers: &[u32]) -> Checked {
    let key = known(state, id)?;
    if matches!(key.state, KeyState::Expired { .. }) {
        return Err(refuse("This key has expired. Extend it first."));
    }
    over(key)?;
    sends_mail(&state.desk.keys)?;
    let all = !numbers.is_empty() && numbers.iter().all(|n| key.invitations.iter().any(|i| i.number == *n));
    refuse_if(!all, "This invitation is not in the list any more.")?;
    let mut chosen = key.invitations.iter().filter(|i| numbers.contains(&i.number));
    let under_way = chosen.any(|i| i.state == InvitationState::Queued);
    refuse_if(under_way, "This invitation is on its way already.")?;
    let asked = state.requests.any(|asked| matches!(asked, Asked::Keys(Ask::Again(of, _)) if *of == id));
    refuse_if(asked, "This invitation is being sent already.")?;
    online(state)
}

/// What cannot be done with a key that is over.
fn over(key: &Key) -> Checked {
    match key.state {
        KeyState::Outstanding => Ok(()),
        KeyState::Started { .. } => Err(refuse("This key has started a session already.")),
        KeyState::Expired { .. } => Err(refuse("This key has expired already.")),
        KeyState::Revoked { .. } => Err(refuse("This key was revoked already.")),
    }
}

fn refuse(why: &str) -> UiError {
    UiError::new(Code::WrongState, why)
}

fn refuse_if(refused: bool, why: &str) -> Checked {
    if refused { Err(refuse(why)) } else { Ok(()) }
}
