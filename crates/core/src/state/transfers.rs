//! Files on their way: which transfers there are, and what the representative does with them.
//!
//! A transfer is stored before anything else is done about it, and with each step that it takes; the
//! bytes that are through are the engine's to keep. One rule ([`queue`]) decides at the end of every
//! step which of them run, so whatever changes the link, the device or a permission needs no code here.

mod check;
mod events;
mod journey;
mod parts;
mod queue;
mod rate;

use farhand_protocol::files::{FileName, IfTaken};
use farhand_protocol::upload::ChatFile;
use farhand_protocol::{ClientId, SessionId};

use crate::contract::{Command, Topic, TransferWay, TransfersView};
use crate::effect::{Effect, Timer};
use crate::state::State;
use crate::step::Step;
use crate::stored::{StoredTransfer, TransferStage, Write};
use crate::transfer::TransferOrder;

pub(crate) use check::check;
pub(crate) use events::event;
use journey::Journey;
pub(crate) use queue::go_on;

/// Why nothing goes on of somebody's transfers.
const NOT_IN_SESSION: &str = "You are no longer in this session.";
const MAY_NOT_REACH_FILES: &str = "Your account may not reach files any more.";

/// Transfers of all sites and users, oldest first. Only those of the one who is signed in move.
#[derive(Debug, Default)]
pub(crate) struct Transfers(Vec<Journey>);

impl Transfers {
    /// Takes up what was stored.
    pub fn load(&mut self, stored: Vec<StoredTransfer>) {
        self.0.extend(stored.into_iter().map(Journey::restored));
    }

    fn get(&self, id: &ClientId) -> Option<&Journey> {
        self.0.iter().find(|one| one.kept.id == *id)
    }

    fn get_mut(&mut self, id: &ClientId) -> Option<&mut Journey> {
        self.0.iter_mut().find(|one| one.kept.id == *id)
    }

    /// Forgets all of a site.
    pub fn forget_site(&mut self, address: &str) {
        self.0.retain(|one| one.kept.site != address);
    }

    /// Timers that may be set.
    pub fn timers(&self) -> impl Iterator<Item = Timer> {
        self.0.iter().map(|one| Timer::Transfer(one.kept.id.clone()))
    }
}

/// Topic `transfers`.
pub(crate) fn view(state: &State) -> TransfersView {
    let Some(account) = state.account() else { return TransfersView::default() };
    let own = state.transfers.0.iter().filter(|one| one.belongs_to(account) && !one.kept.removed);
    TransfersView { transfers: own.map(Journey::row).collect() }
}

/// A command about transfers.
pub(crate) fn command(state: &mut State, step: &mut Step, command: Command) {
    match command {
        Command::Transfer { .. } => begin(state, step, command),
        Command::SavePastFile { lsid, id, file } => save_past(state, step, &lsid, id, file),
        Command::AnswerTaken { id, name, if_taken } => answer(state, step, &id, name, if_taken),
        Command::PauseTransfer { id } => pause(state, step, &id),
        Command::ResumeTransfer { id } => change(state, step, &id, Journey::try_again),
        Command::CancelTransfer { id } => cancel(state, step, &id),
        Command::PauseAllTransfers { lsid } => {
            for id in ids(state, |one| one.kept.lsid == lsid && one.pausable()) {
                pause(state, step, &id);
            }
        }
        Command::ClearTransfers { lsid } => {
            remove(state, step, |one| one.kept.lsid == lsid && one.kept.stage.is_over());
        }
        Command::ShowTransfer { id } => show(state, step, &id),
        _ => {}
    }
}

/// Takes what was chosen into the list, as one transfer or several ([`parts`]).
fn begin(state: &mut State, step: &mut Step, command: Command) {
    let Command::Transfer { lsid, id, way, paths, folder, upload } = command else { return };
    let Some(account) = state.account() else { return };
    if state.transfers.get(&id).is_some() {
        return;
    }
    let file = upload.and_then(|upload| check::chat_file(state, &lsid, &upload));
    let new = journey::New { account, lsid, way, folder, file, past: false, at: step.now };
    let mut journeys = Vec::new();
    for (n, paths) in (0..).zip(parts::of(way, paths)) {
        let own = if n == 0 { id.clone() } else { step.fresh_id(n) };
        journeys.push(new.journey(own, paths));
    }
    step.store(journeys.iter().map(|one| Write::PutTransfer(Box::new(one.kept.clone()))).collect());
    state.transfers.0.extend(journeys);
    state.changes.mark(Topic::Transfers);
}

/// Takes a file of an ended session into the list. What was saved of other ones before is forgotten: nothing
/// else would ever take it out.
fn save_past(state: &mut State, step: &mut Step, lsid: &SessionId, id: ClientId, file: ChatFile) {
    remove(state, step, |one| one.kept.past && one.kept.lsid != *lsid && one.kept.stage.is_over());
    let Some(account) = state.account().filter(|_| state.transfers.get(&id).is_none()) else { return };
    let (way, file) = (TransferWay::FromChat, Some(file));
    let new = journey::New { account, lsid: lsid.clone(), way, folder: None, file, past: true, at: step.now };
    let one = new.journey(id, Vec::new());
    step.store(vec![Write::PutTransfer(Box::new(one.kept.clone()))]);
    state.transfers.0.push(one);
    state.changes.mark(Topic::Transfers);
}

/// Changes a transfer, stores it, and tells of it.
fn change(state: &mut State, step: &mut Step, id: &ClientId, change: impl FnOnce(&mut Journey)) {
    let Some(one) = state.transfers.get_mut(id) else { return };
    change(one);
    step.store(vec![Write::PutTransfer(Box::new(one.kept.clone()))]);
    state.changes.mark(Topic::Transfers);
}

fn ids(state: &State, which: impl Fn(&Journey) -> bool) -> Vec<ClientId> {
    let own = |one: &&Journey| state.account().is_some_and(|account| one.belongs_to(account)) && which(one);
    state.transfers.0.iter().filter(own).map(|one| one.kept.id.clone()).collect()
}

fn order(step: &mut Step, id: &ClientId, order: TransferOrder) {
    step.push(Effect::Transfer(id.clone(), order));
}

fn answer(state: &mut State, step: &mut Step, id: &ClientId, name: Option<FileName>, if_taken: IfTaken) {
    change(state, step, id, |one| one.answer(name.as_ref(), if_taken));
}

fn pause(state: &mut State, step: &mut Step, id: &ClientId) {
    let Some(one) = state.transfers.get(id) else { return };
    if one.kept.stage.is_moving() {
        order(step, id, TransferOrder::Pause);
    }
    change(state, step, id, Journey::pause);
    step.clear_timer(Timer::Transfer(id.clone()));
}

fn cancel(state: &mut State, step: &mut Step, id: &ClientId) {
    let Some(one) = state.transfers.get(id) else { return };
    order(step, id, TransferOrder::Cancel(Box::new(one.job())));
    change(state, step, id, |one| {
        one.kept.stage = TransferStage::Cancelled { by_customer: false };
        (one.kept.untold, one.telling, one.resting, one.failures) = (true, true, false, 0);
    });
    step.clear_timer(Timer::Transfer(id.clone()));
}

fn show(state: &State, step: &mut Step, id: &ClientId) {
    if let Some(path) = state.transfers.get(id).and_then(Journey::brought) {
        order(step, id, TransferOrder::Show(path));
    }
}

/// Takes transfers out of the list. They are forgotten when the appliance knows of their end.
fn remove(state: &mut State, step: &mut Step, which: impl Fn(&Journey) -> bool) {
    let gone = ids(state, |one| !one.kept.removed && which(one));
    if gone.is_empty() {
        return;
    }
    let mut writes = Vec::new();
    state.transfers.0.retain_mut(|one| {
        if !gone.contains(&one.kept.id) {
            return true;
        }
        one.kept.removed = true;
        let untold = one.kept.untold;
        let id = one.kept.id.clone();
        writes.push(if untold {
            Write::PutTransfer(Box::new(one.kept.clone()))
        } else {
            Write::RemoveTransfer(id)
        });
        untold
    });
    step.store(writes);
    state.changes.mark(Topic::Transfers);
}

/// How many of a session's have not come to their end.
pub(crate) fn unfinished(state: &State, lsid: &SessionId) -> usize {
    ids(state, |one| one.kept.lsid == *lsid && one.is_unfinished()).len()
}

/// A session's tab is closed: nothing of it goes on, and nothing of it stays in the list.
pub(crate) fn tab_closed(state: &mut State, step: &mut Step, lsid: &SessionId) {
    for id in ids(state, |one| one.kept.lsid == *lsid && !one.kept.stage.is_over()) {
        cancel(state, step, &id);
    }
    remove(state, step, |one| one.kept.lsid == *lsid);
}

/// The desk is left, and with it the timers: nothing waits for its time any more.
pub(crate) fn rest(state: &mut State) {
    for one in &mut state.transfers.0 {
        (one.resting, one.telling) = (false, false);
    }
}

/// The pause after a try that failed is over.
pub(crate) fn retry_due(state: &mut State, id: &ClientId) {
    if let Some(one) = state.transfers.get_mut(id) {
        one.resting = false;
    }
}
