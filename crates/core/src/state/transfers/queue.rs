//! Which transfers run: the rule of this folder.
//!
//! A transfer may run while its user is signed in, the link is up, and what it needs of its session is
//! there. Of those that may, the oldest few of each session do. What stops one for a while (the link,
//! the device, the permission) pauses it; when that is over it goes on by itself. One that was cancelled
//! is cancelled once more after a while, after each new link and each start, until the appliance has
//! heard it.

use std::collections::BTreeMap;

use farhand_protocol::SessionId;
use farhand_protocol::device::DevicePresence;

use super::journey::Journey;
use super::{MAY_NOT_REACH_FILES, NOT_IN_SESSION, order};
use crate::contract::{PauseReason, Topic, TransferWay, UiError, UiErrorCode};
use crate::state::State;
use crate::state::sessions::{ended, is_in, takes_part};
use crate::step::Step;
use crate::stored::{TransferStage, Write};
use crate::transfer::TransferOrder;

/// Transfers of one session that run at once.
const AT_ONCE: usize = 3;

/// What a transfer may do now.
enum Verdict {
    Run,
    Wait(PauseReason),
    Never(UiError),
}

/// Ends a step: starts, pauses and ends transfers by the rule.
pub(crate) fn go_on(state: &mut State, step: &mut Step) {
    let mut running: BTreeMap<SessionId, usize> = BTreeMap::new();
    for one in state.transfers.0.iter().filter(|one| one.kept.stage.is_moving()) {
        *running.entry(one.kept.lsid.clone()).or_default() += 1;
    }
    let online = state.link.online();
    for index in 0..state.transfers.0.len() {
        let own = state.account().is_some_and(|account| state.transfers.0[index].belongs_to(account));
        let verdict = verdict(state, &state.transfers.0[index]);
        let one = &mut state.transfers.0[index];
        if !own && !one.kept.stage.is_moving() {
            continue;
        }
        let before = one.kept.stage.clone();
        one.telling &= online;
        if own && online && one.kept.untold && !one.telling && !one.resting {
            one.telling = true;
            order(step, &one.kept.id, TransferOrder::Cancel(Box::new(one.job())));
        }
        let busy = running.entry(one.kept.lsid.clone()).or_default();
        judge(one, step, verdict, busy);
        if one.kept.stage != before {
            step.store(vec![Write::PutTransfer(Box::new(one.kept.clone()))]);
            state.changes.mark(Topic::Transfers);
        }
    }
}

fn judge(one: &mut Journey, step: &mut Step, verdict: Verdict, busy: &mut usize) {
    let open = match &one.kept.stage {
        TransferStage::Waiting | TransferStage::Asking { .. } => true,
        TransferStage::Paused { why } => *why != PauseReason::Told,
        stage => stage.is_moving(),
    };
    if !open {
        return;
    }
    let (moving, asking) =
        (one.kept.stage.is_moving(), matches!(one.kept.stage, TransferStage::Asking { .. }));
    match verdict {
        Verdict::Run if moving || asking => {}
        Verdict::Run if *busy < AT_ONCE => {
            *busy += 1;
            start(one, step);
        }
        Verdict::Run => one.kept.stage = TransferStage::Waiting,
        Verdict::Wait(_) if asking => {}
        verdict => {
            if moving {
                *busy = busy.saturating_sub(1);
                order(step, &one.kept.id, TransferOrder::Pause);
            }
            one.rate = super::rate::Rate::default();
            one.kept.stage = match verdict {
                Verdict::Never(error) => TransferStage::Failed { error },
                Verdict::Wait(why) => TransferStage::Paused { why },
                Verdict::Run => return,
            };
        }
    }
}

fn start(one: &mut Journey, step: &mut Step) {
    let job = Box::new(one.job());
    let (stage, what) = if one.kept.prepared {
        (TransferStage::Running, TransferOrder::Run(job))
    } else {
        (TransferStage::Preparing, TransferOrder::Prepare(job))
    };
    one.kept.stage = stage;
    order(step, &one.kept.id, what);
}

fn verdict(state: &State, one: &Journey) -> Verdict {
    let own = state.account().filter(|account| one.belongs_to(account));
    let (Some(account), true, false) = (own, state.link.online(), one.resting) else {
        return Verdict::Wait(PauseReason::Offline);
    };
    if one.kept.past {
        return Verdict::Run;
    }
    let Some(session) = state.desk.sessions.get(&one.kept.lsid) else {
        // What is known of a tab's session comes with its page of the log.
        let there = state.desk.tabs.get(&one.kept.lsid).is_some();
        return if there {
            Verdict::Wait(PauseReason::Offline)
        } else {
            never("The session is with others now.")
        };
    };
    if one.kept.way == TransferWay::FromChat {
        return Verdict::Run;
    }
    if ended(session) {
        return never("The session is over.");
    }
    if !takes_part(session, account.me.id) {
        // One who has put the session on hold is going to be asked for anew.
        return if is_in(session, account.me.id) {
            Verdict::Wait(PauseReason::NotAllowed)
        } else {
            never(NOT_IN_SESSION)
        };
    }
    if one.kept.way == TransferWay::ToChat {
        return Verdict::Run;
    }
    if !account.me.rights.files {
        return never(MAY_NOT_REACH_FILES);
    }
    if session.device.as_ref().is_some_and(|device| device.presence != DevicePresence::Here) {
        return Verdict::Wait(PauseReason::DeviceAway);
    }
    let allowed = session.capabilities.files_allowed().is_some_and(|scope| match one.kept.way {
        TransferWay::ToDevice => scope.to_device,
        _ => scope.from_device,
    });
    if allowed { Verdict::Run } else { Verdict::Wait(PauseReason::NotAllowed) }
}

fn never(why: &str) -> Verdict {
    Verdict::Never(UiError::new(UiErrorCode::WrongState, why))
}
