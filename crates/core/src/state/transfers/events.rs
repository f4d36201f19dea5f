//! What the engine's actors tell of transfers.

use farhand_protocol::files::{FaultCode, FileFault};
use farhand_protocol::upload::{TransferOutcome, UploadEnd};
use farhand_protocol::{ClientId, ErrorCode, limits};

use super::journey::Journey;
use super::{MAY_NOT_REACH_FILES, NOT_IN_SESSION, change, order};
use crate::contract::{PauseReason, Topic, TransferWay, UiError, UiErrorCode};
use crate::effect::Timer;
use crate::event::CallError;
use crate::state::{State, link};
use crate::step::Step;
use crate::stored::{TransferStage, Write};
use crate::transfer::{Prepared, TransferEvent, TransferOrder};
use crate::words;

/// Tries without a single byte after which what might be a matter of moments counts as a failure.
const PATIENCE: u32 = 6;

/// Something about a transfer.
pub(crate) fn event(state: &mut State, step: &mut Step, id: &ClientId, event: TransferEvent) {
    if let TransferEvent::Cancelled { heard } = event {
        return cancelled(state, step, id, heard);
    }
    let Some(one) = state.transfers.get_mut(id).filter(|one| one.kept.stage.is_moving()) else { return };
    match event {
        TransferEvent::Progress(done) => {
            if done > one.kept.done {
                one.failures = 0;
            }
            one.kept.done = done;
            one.kept.stage = TransferStage::Running;
            one.rate.add(step.now, done);
            state.changes.mark(Topic::Transfers);
        }
        TransferEvent::Prepared(prepared) => change(state, step, id, |one| take_in(one, prepared)),
        TransferEvent::Counted { files, bytes, faults } => change(state, step, id, |one| {
            (one.kept.files, one.kept.bytes) = (Some(files), Some(bytes));
            one.kept.failed = u32::try_from(faults.len()).unwrap_or(u32::MAX);
            one.kept.faults = sentences(&faults);
        }),
        TransferEvent::Verifying => change(state, step, id, |one| one.kept.stage = TransferStage::Verifying),
        TransferEvent::Done { outcome, brought } => {
            change(state, step, id, |one| {
                one.kept.brought = brought.or(one.kept.brought.take());
                end(one, &outcome);
            });
            order(step, id, TransferOrder::Forget);
        }
        TransferEvent::Faulty(fault) => change(state, step, id, |one| one.kept.stage = failed(&fault)),
        TransferEvent::Gone(why) => gone(state, step, id, why),
        TransferEvent::Broke(error) => broke(state, step, id, error),
        TransferEvent::Cancelled { .. } => {}
    }
}

/// The appliance was told that it is cancelled, or could not be: then it is told again.
fn cancelled(state: &mut State, step: &mut Step, id: &ClientId, heard: bool) {
    let Some(one) = state.transfers.get_mut(id).filter(|one| one.kept.untold) else { return };
    one.telling = false;
    if !heard {
        (one.failures, one.resting) = (one.failures.saturating_add(1), true);
        let pause = link::pause_ms(one.failures, step.random);
        step.set_timer(Timer::Transfer(id.clone()), pause);
        return;
    }
    one.kept.untold = false;
    if one.kept.removed {
        step.store(vec![Write::RemoveTransfer(id.clone())]);
        state.transfers.0.retain(|one| one.kept.id != *id);
    } else {
        step.store(vec![Write::PutTransfer(Box::new(one.kept.clone()))]);
    }
}

fn sentences(faults: &[FileFault]) -> Vec<String> {
    faults.iter().take(limits::OUTCOME_FAULTS).map(|fault| words::sentence(&fault.message)).collect()
}

fn take_in(one: &mut Journey, prepared: Prepared) {
    let Prepared { files, bytes, folder, taken, faults, failed } = prepared;
    let kept = &mut one.kept;
    (kept.files, kept.bytes) = (files.or(kept.files), bytes.or(kept.bytes));
    (kept.folder_first, kept.failed, kept.faults) = (folder, failed, sentences(&faults));
    kept.prepared = true;
    let answered =
        |name: &farhand_protocol::files::FileName| kept.taken.iter().any(|(known, _)| known == name);
    let open: Vec<_> = taken.into_iter().filter(|one| !answered(&one.name)).collect();
    // Running is for the queue to decide.
    kept.stage = if open.is_empty() { TransferStage::Waiting } else { TransferStage::Asking { taken: open } };
}

/// Its receiver has ended. What was broken off, or has brought nothing, can be tried again with another
/// upload, so nothing of that is counted; what was whole is found there.
fn end(one: &mut Journey, outcome: &TransferOutcome) {
    let nothing_came = outcome.written == 0 && outcome.skipped == 0;
    let broken = match &outcome.faults[..] {
        _ if outcome.stopped && outcome.by_customer => None,
        [.., last] if outcome.stopped => Some(failed(last)),
        [] if outcome.stopped => Some(fail("The transfer was broken off on the other side.")),
        [first, ..] if nothing_came => Some(failed(first)),
        _ => None,
    };
    if let Some(stage) = broken {
        one.begin_anew();
        one.kept.stage = stage;
        return;
    }
    let kept = &mut one.kept;
    kept.failed = kept.failed.saturating_add(outcome.failed);
    let room = limits::OUTCOME_FAULTS.saturating_sub(kept.faults.len());
    kept.faults.extend(sentences(&outcome.faults).into_iter().take(room));
    kept.skipped = kept.skipped.saturating_add(outcome.skipped);
    (kept.files, kept.bytes, kept.done) = (Some(outcome.written), Some(outcome.bytes), outcome.bytes);
    kept.stage =
        if outcome.stopped { TransferStage::Cancelled { by_customer: true } } else { TransferStage::Done };
}

fn fail(text: &str) -> TransferStage {
    TransferStage::Failed { error: UiError::new(UiErrorCode::WrongState, text) }
}

fn failed(fault: &FileFault) -> TransferStage {
    let code = match fault.code {
        FaultCode::NotAllowed => UiErrorCode::Forbidden,
        _ => UiErrorCode::Storage,
    };
    TransferStage::Failed { error: UiError::new(code, words::sentence(&fault.message)) }
}

/// Its upload was ended from outside.
fn gone(state: &mut State, step: &mut Step, id: &ClientId, why: Option<UploadEnd>) {
    let Some(way) = state.transfers.get(id).map(|one| one.kept.way) else { return };
    let stage = match (why, way) {
        (_, TransferWay::FromChat) => Some(fail("This file is not kept any more.")),
        (Some(UploadEnd::SessionOver), _) => Some(fail("The session is over.")),
        (Some(UploadEnd::OwnerLeft), _) => Some(fail(NOT_IN_SESSION)),
        (Some(UploadEnd::OwnerBarred), _) => Some(fail(MAY_NOT_REACH_FILES)),
        (Some(UploadEnd::Refused), TransferWay::ToDevice)
        | (Some(UploadEnd::TakenBack), TransferWay::FromDevice) => {
            Some(TransferStage::Cancelled { by_customer: true })
        }
        (Some(UploadEnd::Refused | UploadEnd::TakenBack), _) => {
            Some(TransferStage::Cancelled { by_customer: false })
        }
        (Some(UploadEnd::Withdrawn | UploadEnd::Expired) | None, _) => None,
    };
    match stage {
        Some(stage) => change(state, step, id, |one| {
            if matches!(why, Some(UploadEnd::OwnerLeft | UploadEnd::OwnerBarred)) {
                // Who is let in again, or gets the right back, may try again.
                one.begin_anew();
            }
            one.kept.stage = stage;
        }),
        None => {
            change(state, step, id, Journey::begin_anew);
            rest(state, step, id, 0, || fail("The appliance does not keep this transfer."));
        }
    }
}

fn broke(state: &mut State, step: &mut Step, id: &ClientId, error: CallError) {
    let (lasting, pause) = match &error {
        // The feed tells soon whether a permission has ended.
        CallError::Api(e) if matches!(e.code, ErrorCode::Forbidden | ErrorCode::WrongState) => (false, 0),
        CallError::Api(e) if e.code == ErrorCode::Unauthorized => (false, 0),
        CallError::Api(e) => (!e.retryable, u64::from(e.retry_after_s.unwrap_or(0)) * 1_000),
        _ => (false, 0),
    };
    let refused = matches!(error, CallError::Api(_));
    let stage = TransferStage::Failed { error: words::call_error(error) };
    if lasting {
        change(state, step, id, |one| one.kept.stage = stage);
    } else if refused {
        rest(state, step, id, pause, || stage);
    } else {
        // A connection comes back.
        rest_for(state, step, id, pause);
    }
}

/// Tries again after a while; what never brings anything has failed.
fn rest(
    state: &mut State,
    step: &mut Step,
    id: &ClientId,
    pause: u64,
    failed: impl FnOnce() -> TransferStage,
) {
    if state.transfers.get(id).is_some_and(|one| one.failures >= PATIENCE) {
        return change(state, step, id, |one| (one.kept.stage, one.failures) = (failed(), 0));
    }
    rest_for(state, step, id, pause);
}

fn rest_for(state: &mut State, step: &mut Step, id: &ClientId, pause: u64) {
    let Some(failures) = state.transfers.get(id).map(|one| one.failures) else { return };
    let pause = link::pause_ms(failures, step.random).max(pause);
    step.set_timer(Timer::Transfer(id.clone()), pause);
    change(state, step, id, |one| {
        one.failures = failures.saturating_add(1);
        one.resting = true;
        one.rate = super::rate::Rate::default();
        one.kept.stage = TransferStage::Paused { why: PauseReason::Offline };
    });
}
