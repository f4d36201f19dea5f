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
use farhand_protocol::{ClientId, SessionId};

use crate::contract::{Command, Topic, TransfersView};
use crate::effect::{Effect, Timer};
use crate::state::State;
use crate::step::Step;
use crate::stored::{StoredTransfer, TransferStage, Write};
use crate::transfer::TransferOrder;

pub(crate) use check::check;
pub(crate) use events::event;
use journey::Journey;
pub(crate) use queue::go_on;

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
    let own = state.transfers.0.iter().filter(|one| one.belongs_to(account));
    TransfersView { transfers: own.map(Journey::row).collect() }
}

/// A command about transfers.
pub(crate) fn command(state: &mut State, step: &mut Step, command: Command) {
    match command {
        Command::Transfer { .. } => begin(state, step, command),
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
    let new = journey::New { account, lsid, way, folder, file, at: step.now };
    let mut journeys = Vec::new();
    for (n, paths) in (0..).zip(parts::of(way, paths)) {
        let own = if n == 0 { id.clone() } else { step.fresh_id(n) };
        journeys.push(new.journey(own, paths));
    }
    step.store(journeys.iter().map(|one| Write::PutTransfer(Box::new(one.kept.clone()))).collect());
    state.transfers.0.extend(journeys);
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
    let untold = !state.link.online();
    order(step, id, TransferOrder::Cancel(Box::new(one.job())));
    change(state, step, id, |one| {
        one.kept.stage = TransferStage::Cancelled { by_customer: false };
        one.kept.untold = untold;
    });
    step.clear_timer(Timer::Transfer(id.clone()));
}

fn show(state: &State, step: &mut Step, id: &ClientId) {
    if let Some(path) = state.transfers.get(id).and_then(Journey::brought) {
        order(step, id, TransferOrder::Show(path));
    }
}

/// Takes transfers out of the list.
fn remove(state: &mut State, step: &mut Step, which: impl Fn(&Journey) -> bool) {
    let gone = ids(state, which);
    if gone.is_empty() {
        return;
    }
    step.store(gone.iter().cloned().map(Write::RemoveTransfer).collect());
    state.transfers.0.retain(|one| !gone.contains(&one.kept.id));
    state.changes.mark(Topic::Transfers);
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
        one.resting = false;
    }
}

/// The pause after a try that failed is over.
pub(crate) fn retry_due(state: &mut State, id: &ClientId) {
    if let Some(one) = state.transfers.get_mut(id) {
        one.resting = false;
    }
}
