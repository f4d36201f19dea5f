//! Faults in an outcome: all are counted, and as many are named as fit into what is told of it.

use farhand_protocol::files::FileFault;
use farhand_protocol::limits;
use farhand_protocol::upload::TransferOutcome;

/// Bytes of the faults that are named: an outcome is the body of one request, and the rest of it is short.
const ROOM: usize = limits::BODY_BYTES / 2;
/// Bytes of one of them. Of those with longer paths only the sentence is told.
const LONGEST: usize = ROOM / 8;

/// Adds a fault to those that are there.
pub fn add(outcome: &mut TransferOutcome, fault: FileFault) {
    outcome.failed = outcome.failed.saturating_add(1);
    let fault = shortened(fault);
    if has_room(outcome, &fault) {
        outcome.faults.push(fault);
    }
}

/// Adds the fault that has ended it: if there is no room, in the place of others.
pub fn add_last(outcome: &mut TransferOutcome, fault: FileFault) {
    outcome.failed = outcome.failed.saturating_add(1);
    let fault = shortened(fault);
    while !has_room(outcome, &fault) && outcome.faults.pop().is_some() {}
    outcome.faults.push(fault);
}

fn shortened(fault: FileFault) -> FileFault {
    if bytes(&fault) <= LONGEST { fault } else { FileFault { names: Vec::new(), ..fault } }
}

fn has_room(outcome: &TransferOutcome, fault: &FileFault) -> bool {
    let used: usize = outcome.faults.iter().map(bytes).sum();
    outcome.faults.len() < limits::OUTCOME_FAULTS && used + bytes(fault) <= ROOM
}

/// As JSON, with what parts it from the next.
fn bytes(fault: &FileFault) -> usize {
    serde_json::to_vec(fault).map_or(0, |json| json.len() + 1)
}

#[cfg(test)]
mod tests {
    use farhand_protocol::files::FaultCode;

    use super::*;

    fn outcome() -> TransferOutcome {
        TransferOutcome {
            written: 0,
            bytes: 0,
            skipped: 0,
            faults: Vec::new(),
            failed: 0,
            stopped: false,
            by_customer: false,
        }
    }

    fn fault(names: usize, name: &str) -> FileFault {
        let name: farhand_protocol::files::FileName = name.parse().unwrap();
        FileFault { code: FaultCode::Taken, names: vec![name; names], message: "is there".to_owned() }
    }

    fn body(outcome: &TransferOutcome) -> usize {
        serde_json::to_vec(outcome).unwrap().len()
    }

    #[test]
    fn all_are_counted_and_those_that_fit_are_named() {
        let cases = [(1, "short".to_owned(), 100), (3, "x".repeat(500), 20), (128, "x".repeat(1000), 100)];
        for (names, name, named) in cases {
            let mut outcome = outcome();
            for _ in 0..300 {
                add(&mut outcome, fault(names, &name));
            }
            assert_eq!(outcome.failed, 300);
            assert!(outcome.faults.len() >= named, "{} of {names} names", outcome.faults.len());
            assert!(body(&outcome) <= limits::BODY_BYTES, "{} bytes", body(&outcome));
        }
    }

    #[test]
    fn the_last_one_is_always_named() {
        for (names, name) in [(1, "short".to_owned()), (3, "x".repeat(500)), (128, "x".repeat(1000))] {
            let mut outcome = outcome();
            for _ in 0..300 {
                add(&mut outcome, fault(3, &"z".repeat(500)));
            }
            let last = FileFault { code: FaultCode::DiskFull, ..fault(names, &name) };
            add_last(&mut outcome, last);
            assert_eq!(outcome.faults.last().map(|fault| fault.code), Some(FaultCode::DiskFull));
            assert_eq!(outcome.failed, 301);
            assert!(body(&outcome) <= limits::BODY_BYTES, "{} bytes", body(&outcome));
        }
    }
}
