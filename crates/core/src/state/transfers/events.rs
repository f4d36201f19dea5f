//! What the engine's actors tell of transfers.

use farhand_protocol::files::{FaultCode, FileFault};
use farhand_protocol::upload::{TransferOutcome, UploadEnd};
use farhand_protocol::{ClientId, ErrorCode, limits};

use super::journey::Journey;
use super::{change, order};
use crate::contract::{PauseReason, Topic, TransferWay, UiError, UiErrorCode};
use crate::effect::Timer;
use crate::event::CallError;
use crate::state::{State, link};
use crate::step::Step;
use crate::stored::TransferStage;
use crate::transfer::{Prepared, TransferEvent, TransferOrder};
use crate::words;

/// Tries without a single byte after which what might be a matter of moments counts as a failure.
const PATIENCE: u32 = 6;

/// Something about a transfer.
pub(crate) fn event(state: &mut State, step: &mut Step, id: &ClientId, event: TransferEvent) {
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

fn end(one: &mut Journey, outcome: &TransferOutcome) {
    let kept = &mut one.kept;
    kept.failed = kept.failed.saturating_add(outcome.failed);
    let room = limits::OUTCOME_FAULTS.saturating_sub(kept.faults.len());
    kept.faults.extend(sentences(&outcome.faults).into_iter().take(room));
    kept.skipped = kept.skipped.saturating_add(outcome.skipped);
    kept.done = kept.bytes.unwrap_or(outcome.bytes);
    let first = outcome.faults.first().filter(|_| outcome.written == 0 && outcome.skipped == 0);
    kept.stage = match first {
        _ if outcome.stopped => TransferStage::Cancelled { by_customer: kept.way == TransferWay::ToDevice },
        Some(fault) => failed(fault),
        None => TransferStage::Done,
    };
    if first.is_some() {
        // Nothing came, and its upload is used up.
        (kept.failed, kept.faults) = (0, Vec::new());
        one.begin_anew();
    }
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
    let fail = |text: &str| TransferStage::Failed { error: UiError::new(UiErrorCode::WrongState, text) };
    let stage = match (why, way) {
        (_, TransferWay::FromChat) => Some(fail("This file is not kept any more.")),
        (Some(UploadEnd::SessionOver), _) => Some(fail("The session is over.")),
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
        Some(stage) => change(state, step, id, |one| one.kept.stage = stage),
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
