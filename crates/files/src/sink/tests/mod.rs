#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod cuts;
#[cfg(target_os = "linux")]
mod full;
mod hostile;
mod links;
mod taken;
mod writing;

use farhand_protocol::upload::TransferOutcome;

use super::{Halt, Order, Progress, Sink};
use crate::testing::Ground;

/// Writes a whole stream in one piece.
fn pour(ground: &Ground, order: &Order, bytes: &[u8]) -> TransferOutcome {
    pour_into(ground.sink(order), bytes).unwrap()
}

fn pour_into(mut sink: Sink, bytes: &[u8]) -> Result<TransferOutcome, Halt> {
    assert_eq!(sink.write(bytes)?, Progress::Whole);
    sink.finish()
}
