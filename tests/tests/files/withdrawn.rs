//! The permission ends in the middle of a transfer.

use farhand_core::contract::{PauseReason, TransferStatus, TransferWay};

use super::lent::Lent;
use super::tree;

async fn stops(way: TransferWay) {
    let lent = Lent::begin().await;
    lent.allowed().await;
    let id = lent.send_slowly(way).await;
    lent.passes(5_000_000).await;
    lent.stopped().await;
    let paused = |status: &TransferStatus| {
        matches!(status, TransferStatus::Paused { why: PauseReason::NotAllowed, .. })
    };
    lent.until(&id, "the transfer is paused", paused).await;
    let (from, to) = lent.ends(way);
    assert!(!to.join("large").exists(), "nothing half-written has the final name");
    lent.allowed().await;
    lent.done(&id).await;
    tree::same(from, to);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_goes_to_the_device_stops_and_goes_on_when_it_is_allowed_again() {
    stops(TransferWay::ToDevice).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_from_the_device_stops_and_goes_on_when_it_is_allowed_again() {
    stops(TransferWay::FromDevice).await;
}
