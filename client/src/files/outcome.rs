//! What came of a transfer to this device.

use farhand_files::{Sink, faults};
use farhand_protocol::files::{FaultCode, FileFault};
use farhand_protocol::upload::TransferOutcome;

/// Nothing came.
pub(super) fn nothing() -> TransferOutcome {
    TransferOutcome {
        written: 0,
        bytes: 0,
        skipped: 0,
        faults: Vec::new(),
        failed: 0,
        stopped: true,
        by_customer: false,
    }
}

/// It ended because of this.
pub(super) fn broken_by(mut outcome: TransferOutcome, fault: FileFault) -> TransferOutcome {
    outcome.stopped = true;
    faults::add_last(&mut outcome, fault);
    outcome
}

/// The customer has stopped it.
pub(super) fn stopped_here(outcome: TransferOutcome) -> TransferOutcome {
    TransferOutcome { stopped: true, by_customer: true, ..outcome }
}

/// After the stream's end.
pub(super) fn of_whole(sink: Option<Sink>) -> TransferOutcome {
    match sink.map(Sink::finish) {
        Some(Ok(outcome)) => outcome,
        Some(Err(halt)) => broken_by(nothing(), halt.fault()),
        None => nothing(),
    }
}

/// Where it was none to this device.
pub(super) fn not_to_here() -> FileFault {
    let message = "this transfer is none to the device".to_owned();
    FileFault { code: FaultCode::Failed, names: Vec::new(), message }
}
