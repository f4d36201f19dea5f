//! Sending messages, notes and whispers: stored first, then one after the other.

use farhand_protocol::chat::{Entry, NewMessage};
use farhand_protocol::{ClientId, SessionId};

use crate::contract::{DraftField, NoticeKind, OutboxKind};
use crate::effect::{Call, RequestId, Timer};
use crate::event::CallError;
use crate::state::requests::Asked;
use crate::state::sign_in::Phase;
use crate::state::{State, chat_load, link, notices, tabs};
use crate::step::Step;
use crate::stored::{StoredMessage, Write};
use crate::words;

/// Takes what was written: stored together with the emptied draft, shown at once, then sent.
pub(crate) fn write(
    state: &mut State,
    step: &mut Step,
    kind: OutboxKind,
    lsid: SessionId,
    message: NewMessage,
) {
    let Some(account) = state.account() else { return };
    let field = match kind {
        OutboxKind::Message => DraftField::Message,
        OutboxKind::Whisper => DraftField::Whisper,
        OutboxKind::Note => DraftField::Note,
    };
    let message = StoredMessage {
        site: account.site.clone(),
        user_name: account.me.user_name.clone(),
        lsid: lsid.clone(),
        client_id: message.client_id,
        kind,
        text: message.text,
        at: step.now,
        failed: None,
    };
    let mut writes = vec![Write::PutMessage(message.clone())];
    writes.extend(state.drafts.put(&message.site, &lsid, field, String::new()));
    step.store(writes);
    state.outbox.add(message);
    state.changes.chat_state(&lsid);
    send_next(state, step, &lsid);
}

/// Sends the first of a session's line, unless something is under way or waits for its time.
pub(crate) fn send_next(state: &mut State, step: &mut Step, lsid: &SessionId) {
    let State { phase, outbox, requests, link, .. } = state;
    let Phase::In(account) = phase else { return };
    if !link.online() {
        return;
    }
    let Some(line) = outbox.line_mut(&account.site, lsid) else { return };
    if line.under_way.is_some() || line.retry_at.is_some() {
        return;
    }
    let Some(message) = line.next(&account.me.user_name) else { return };
    let new = NewMessage { client_id: message.client_id.clone(), text: message.text.clone() };
    let client_id = message.client_id.clone();
    let asked = Asked::Send(lsid.clone(), client_id.clone());
    let call = match message.kind {
        OutboxKind::Message => Call::Message(lsid.clone(), new),
        OutboxKind::Note => Call::Note(lsid.clone(), new),
        OutboxKind::Whisper => Call::Whisper(lsid.clone(), new),
    };
    line.under_way = Some((requests.ask(step, asked, call), client_id));
}

/// The link is up: all lines go on.
pub(crate) fn resume_all(state: &mut State, step: &mut Step) {
    let Some(account) = state.account() else { return };
    for lsid in state.outbox.sessions(&account.site) {
        state.changes.chat_state(&lsid);
        send_next(state, step, &lsid);
    }
}

/// It is time to try the first of a line again.
pub(crate) fn retry_due(state: &mut State, step: &mut Step, lsid: &SessionId) {
    let Some(site) = state.account().map(|account| account.site.clone()) else { return };
    if let Some(line) = state.outbox.line_mut(&site, lsid) {
        line.retry_at = None;
        send_next(state, step, lsid);
    }
}

/// The appliance answered to a message, or did not.
pub(crate) fn answered(
    state: &mut State,
    step: &mut Step,
    id: RequestId,
    (lsid, client_id): (SessionId, ClientId),
    result: Result<Entry, CallError>,
) {
    match result {
        Ok(entry) => {
            acknowledged(state, step, &lsid, &client_id);
            chat_load::entry_answered(state, entry);
        }
        Err(error) if permanent(&error) => refused(state, step, id, (&lsid, &client_id), error),
        Err(error) => put_off(state, step, id, &lsid, &error),
    }
}

/// Whether sending the same again would be in vain. What answers like something other than an
/// appliance (the sign-in page of a guest network, say) will give way to it again.
pub(crate) fn permanent(error: &CallError) -> bool {
    matches!(error, CallError::Api(e) if !e.retryable)
}

/// The appliance has it: it leaves the outbox, and the next one is sent.
pub(crate) fn acknowledged(state: &mut State, step: &mut Step, lsid: &SessionId, client_id: &ClientId) {
    let Some(site) = state.account().map(|account| account.site.clone()) else { return };
    let Some(line) = state.outbox.line_mut(&site, lsid) else { return };
    let Some(message) = line.get_mut(client_id).cloned() else { return };
    if line.held_up_by(&message) {
        if line.retry_at.is_some() {
            step.clear_timer(Timer::Outbox(lsid.clone()));
        }
        line.rest();
    }
    let asked = Asked::Send(lsid.clone(), client_id.clone());
    state.requests.forget(|open| *open == asked);
    remove(state, step, site, lsid, client_id);
    send_next(state, step, lsid);
}

fn remove(state: &mut State, step: &mut Step, site: String, lsid: &SessionId, client_id: &ClientId) {
    if state.outbox.remove(&site, lsid, client_id) {
        step.store(vec![Write::RemoveMessage { site, lsid: lsid.clone(), client_id: client_id.clone() }]);
        state.changes.chat_state(lsid);
    }
}

/// The appliance refused it for good: it keeps its place until it is sent again or deleted, and
/// those after it go on.
fn refused(
    state: &mut State,
    step: &mut Step,
    id: RequestId,
    (lsid, client_id): (&SessionId, &ClientId),
    error: CallError,
) {
    let Some(site) = state.account().map(|account| account.site.clone()) else { return };
    let Some(line) = state.outbox.line_mut(&site, lsid).filter(|line| line.waits_for(id)) else {
        return;
    };
    (line.under_way, line.failures) = (None, 0);
    if let Some(message) = line.get_mut(client_id) {
        message.failed = Some(words::call_error(error));
        step.store(vec![Write::PutMessage(message.clone())]);
    }
    state.changes.chat_state(lsid);
    if !tabs::looked_at(state, lsid) {
        let name = state.desk.sessions.first_name(lsid);
        let text = format!("A message in the session with {name} was not sent.");
        notices::tell(state, step, NoticeKind::Warn, text, Some(lsid.clone()));
    }
    send_next(state, step, lsid);
}

/// It may have arrived or not: it stays the first, and is sent again under the same id.
fn put_off(state: &mut State, step: &mut Step, id: RequestId, lsid: &SessionId, error: &CallError) {
    let Some(site) = state.account().map(|account| account.site.clone()) else { return };
    let online = state.link.online();
    let Some(line) = state.outbox.line_mut(&site, lsid).filter(|line| line.waits_for(id)) else {
        return;
    };
    line.under_way = None;
    line.failures = line.failures.saturating_add(1);
    if online {
        let asked_pause = match error {
            CallError::Api(e) => u64::from(e.retry_after_s.unwrap_or(0)) * 1_000,
            _ => 0,
        };
        let pause = link::pause_ms(line.failures, step.random).max(asked_pause);
        line.retry_at = Some(step.set_timer(Timer::Outbox(lsid.clone()), pause));
    }
    state.changes.chat_state(lsid);
}

/// Sends a refused message again, in its place.
pub(crate) fn retry(state: &mut State, step: &mut Step, lsid: &SessionId, client_id: &ClientId) {
    let Some(site) = state.account().map(|account| account.site.clone()) else { return };
    let Some(line) = state.outbox.line_mut(&site, lsid) else { return };
    if let Some(message) = line.get_mut(client_id) {
        message.failed = None;
        step.store(vec![Write::PutMessage(message.clone())]);
    }
    state.changes.chat_state(lsid);
    send_next(state, step, lsid);
}

/// Deletes a refused message.
pub(crate) fn delete(state: &mut State, step: &mut Step, lsid: &SessionId, client_id: &ClientId) {
    if let Some(site) = state.account().map(|account| account.site.clone()) {
        remove(state, step, site, lsid, client_id);
    }
}
