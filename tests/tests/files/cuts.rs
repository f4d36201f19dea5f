//! The device's line is cut in the middle, again and again.

use farhand_core::contract::TransferWay;
use farhand_testkit::SplitMix64;

use super::lent::{LARGE, Lent};
use super::tree;

/// How often.
const CUTS: u64 = 4;
/// Bytes that may go once more after a cut: what lay in buffers, and since the last point to go on from.
const AGAIN: u64 = 4_000_000;

async fn goes_on(way: TransferWay, seed: u64) {
    let lent = Lent::begin().await;
    lent.allowed().await;
    let mut random = SplitMix64::new(seed);
    let before = lent.passed();
    let id = lent.send_slowly(way).await;
    for _ in 0..CUTS {
        lent.passes_some(&mut random).await;
        lent.meeting.line.cut_all();
    }
    lent.done(&id).await;
    assert!(lent.meeting.line.statistics().reset >= CUTS, "each cut has met a line");
    let (from, to) = lent.ends(way);
    tree::same(from, to);
    let passed = lent.passed() - before;
    println!("{passed} bytes passed for {LARGE}, with {CUTS} cuts (seed {seed})");
    assert!(passed < LARGE + (CUTS + 1) * AGAIN, "it began anew: {passed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_goes_to_the_device_over_cuts() {
    goes_on(TransferWay::ToDevice, 11).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_comes_from_the_device_over_cuts() {
    goes_on(TransferWay::FromDevice, 12).await;
}
