//! Sending lines to colleagues: stored first, then one after the other, like what is written in sessions.

use farhand_protocol::ClientId;
use farhand_protocol::team::{NewTalk, TalkEntry, TalkWith};

use crate::contract::{NoticeKind, OutboxState, TalkSending, Topic, UiError};
use crate::effect::{Call, RequestId, Timer};
use crate::event::CallError;
use crate::state::requests::Asked;
use crate::state::sending::permanent;
use crate::state::sign_in::{Account, Phase};
use crate::state::{State, link, notices};
use crate::step::Step;
use crate::stored::{StoredTalkLine, Write};
use crate::words;

use super::{add, kept, looked_at, name_of};

/// Lines of all sites and users, in the order of writing. Only those of the one who is signed in move.
#[derive(Debug, Default)]
pub(crate) struct TalkOutbox {
    lines: Vec<StoredTalkLine>,
    /// The request under way, and the line that it carries.
    under_way: Option<(RequestId, ClientId)>,
    /// Whether the first one waits for the time of its next try.
    put_off: bool,
    /// Tries in a row that failed.
    failures: u32,
}

impl TalkOutbox {
    /// As they were stored.
    pub fn load(&mut self, lines: Vec<StoredTalkLine>) {
        self.lines = lines;
    }

    /// Whether a line is the account's.
    fn own(line: &StoredTalkLine, account: &Account) -> bool {
        line.site == account.site && line.user_name == account.me.user_name
    }

    /// A line of the account's.
    pub fn get(&self, account: &Account, client_id: &ClientId) -> Option<&StoredTalkLine> {
        self.lines.iter().find(|line| line.client_id == *client_id && Self::own(line, account))
    }

    fn get_mut(&mut self, account: &Account, client_id: &ClientId) -> Option<&mut StoredTalkLine> {
        self.lines.iter_mut().find(|line| line.client_id == *client_id && Self::own(line, account))
    }

    /// The first that may be sent: refused ones do not hold up those after them.
    fn next(&self, account: &Account) -> Option<&StoredTalkLine> {
        self.lines.iter().find(|line| line.failed.is_none() && Self::own(line, account))
    }

    /// Nothing is under way, and nothing waits for its time.
    pub fn rest(&mut self) {
        (self.under_way, self.put_off, self.failures) = (None, false, 0);
    }

    /// Forgets all of a site.
    pub fn forget_site(&mut self, address: &str) {
        self.lines.retain(|line| line.site != address);
    }

    /// What the interface sees of what is on its way to somebody.
    pub fn rows(&self, account: &Account, with: TalkWith, online: bool) -> Vec<TalkSending> {
        let lines = self.lines.iter().filter(|line| line.to == with && Self::own(line, account));
        lines.map(|line| row(line, online)).collect()
    }
}

fn row(line: &StoredTalkLine, online: bool) -> TalkSending {
    let state = match &line.failed {
        Some(error) => OutboxState::Failed { error: UiError::clone(error) },
        None if online => OutboxState::Sending,
        None => OutboxState::Offline,
    };
    let text = farhand_protocol::text::for_display(&line.text);
    TalkSending { client_id: line.client_id.clone(), text, state }
}

/// Takes a line: stored together with the emptied draft, shown at once, then sent.
pub(crate) fn write(state: &mut State, step: &mut Step, new: NewTalk) {
    let Some(account) = state.account() else { return };
    let line = StoredTalkLine {
        site: account.site.clone(),
        user_name: account.me.user_name.clone(),
        to: new.to,
        client_id: new.client_id,
        text: new.text,
        at: step.now,
        failed: None,
    };
    let mut writes = vec![Write::PutTalkLine(line.clone())];
    writes.extend(kept::put_draft(state, new.to, String::new()));
    step.store(writes);
    state.talk_outbox.lines.push(line);
    state.changes.mark(Topic::Talk);
    send_next(state, step);
}

/// Sends the first, unless something is under way or waits for its time.
fn send_next(state: &mut State, step: &mut Step) {
    let State { phase, talk_outbox: outbox, requests, link, .. } = state;
    let Phase::In(account) = phase else { return };
    if !link.online() || outbox.under_way.is_some() || outbox.put_off {
        return;
    }
    let Some(line) = outbox.next(account) else { return };
    let client_id = line.client_id.clone();
    let new = NewTalk { to: line.to, client_id: client_id.clone(), text: line.text.clone() };
    let id = requests.ask(step, Asked::Talk(client_id.clone()), Call::Talk(new));
    outbox.under_way = Some((id, client_id));
}

/// The link is up: the lines go on.
pub(crate) fn link_up(state: &mut State, step: &mut Step) {
    state.changes.mark(Topic::Talk);
    send_next(state, step);
}

/// The link is lost. What was under way may have arrived; it is sent again under the same id.
pub(crate) fn link_lost(state: &mut State, step: &mut Step) {
    if state.talk_outbox.put_off {
        step.clear_timer(Timer::Talk);
    }
    state.talk_outbox.rest();
    state.changes.mark(Topic::Talk);
}

/// It is time to try the first one again.
pub(crate) fn retry_due(state: &mut State, step: &mut Step) {
    state.talk_outbox.put_off = false;
    send_next(state, step);
}

/// The appliance answered to a line, or did not.
pub(crate) fn answered(
    state: &mut State,
    step: &mut Step,
    (id, client_id): (RequestId, ClientId),
    result: Result<TalkEntry, CallError>,
) {
    let Some(me) = state.account().map(|account| account.me.id) else { return };
    match result {
        Ok(entry) => {
            acknowledged(state, step, &client_id);
            add(state, entry, me);
        }
        Err(error) => {
            if state.talk_outbox.under_way.as_ref().is_none_or(|(under_way, _)| *under_way != id) {
                return;
            }
            state.talk_outbox.under_way = None;
            state.changes.mark(Topic::Talk);
            if permanent(&error) {
                refused(state, step, &client_id, error);
            } else {
                put_off(state, step, &error);
            }
        }
    }
}

/// The appliance has it: it leaves the line, and the next one is sent.
pub(super) fn acknowledged(state: &mut State, step: &mut Step, client_id: &ClientId) {
    let Some(account) = state.account() else { return };
    let Some(line) = state.talk_outbox.get(account, client_id).cloned() else { return };
    let outbox = &mut state.talk_outbox;
    let first = outbox.under_way.as_ref().is_none_or(|(_, under_way)| under_way == client_id);
    if first {
        if outbox.put_off {
            step.clear_timer(Timer::Talk);
        }
        outbox.rest();
    }
    let asked = Asked::Talk(client_id.clone());
    state.requests.forget(|open| *open == asked);
    remove(state, step, line);
    send_next(state, step);
}

fn remove(state: &mut State, step: &mut Step, line: StoredTalkLine) {
    state.talk_outbox.lines.retain(|other| *other != line);
    step.store(vec![Write::RemoveTalkLine { site: line.site, client_id: line.client_id }]);
    state.changes.mark(Topic::Talk);
}

/// The appliance refused it for good: it keeps its place until it is sent again or deleted.
fn refused(state: &mut State, step: &mut Step, client_id: &ClientId, error: CallError) {
    state.talk_outbox.failures = 0;
    let State { phase, talk_outbox, .. } = state;
    let Phase::In(account) = phase else { return };
    let Some(line) = talk_outbox.get_mut(account, client_id) else { return };
    line.failed = Some(words::call_error(error));
    let to = line.to;
    step.store(vec![Write::PutTalkLine(line.clone())]);
    if !looked_at(state, to) {
        let text = format!("What you wrote to {} was not sent.", name_of(state, to));
        notices::tell(state, step, NoticeKind::Warn, text, None);
    }
    send_next(state, step);
}

/// It may have arrived or not: it stays the first, and is sent again under the same id.
fn put_off(state: &mut State, step: &mut Step, error: &CallError) {
    let outbox = &mut state.talk_outbox;
    outbox.failures = outbox.failures.saturating_add(1);
    if state.link.online() {
        let asked_pause = match error {
            CallError::Api(e) => u64::from(e.retry_after_s.unwrap_or(0)) * 1_000,
            _ => 0,
        };
        outbox.put_off = true;
        let pause = link::pause_ms(outbox.failures, step.random).max(asked_pause);
        step.set_timer(Timer::Talk, pause);
    }
}

/// Sends a refused line again, in its place.
pub(crate) fn retry(state: &mut State, step: &mut Step, client_id: &ClientId) {
    let State { phase, talk_outbox, .. } = state;
    let Phase::In(account) = phase else { return };
    if let Some(line) = talk_outbox.get_mut(account, client_id) {
        line.failed = None;
        step.store(vec![Write::PutTalkLine(line.clone())]);
    }
    state.changes.mark(Topic::Talk);
    send_next(state, step);
}

/// Deletes a refused line.
pub(crate) fn delete(state: &mut State, step: &mut Step, client_id: &ClientId) {
    let Some(account) = state.account() else { return };
    if let Some(line) = state.talk_outbox.get(account, client_id).cloned() {
        remove(state, step, line);
    }
}
