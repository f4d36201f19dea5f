//! The client is killed in the middle, and started again.

use farhand_core::contract::TransferWay;
use farhand_protocol::device::DevicePresence;
use farhand_testkit::SplitMix64;

use super::lent::Lent;
use super::tree;

async fn goes_on(way: TransferWay, seed: u64) {
    let mut lent = Lent::begin().await;
    lent.allowed().await;
    let mut random = SplitMix64::new(seed);
    let id = lent.send_slowly(way).await;
    lent.passes(5_000_000).await;
    lent.passes_some(&mut random).await;
    lent.client.kill();
    let away = |session: &farhand_protocol::session::Session| {
        session.device.as_ref().is_some_and(|device| matches!(device.presence, DevicePresence::Away { .. }))
    };
    lent.meeting.until("the device is away", away).await;
    let half = lent.ends(way).1.join("large");
    assert!(!half.exists(), "nothing half-written has the final name");
    lent.client.revive();
    lent.meeting.device_is_here().await;
    lent.done(&id).await;
    let (from, to) = lent.ends(way);
    tree::same(from, to);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_goes_to_a_device_whose_client_was_killed() {
    goes_on(TransferWay::ToDevice, 21).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_comes_from_a_device_whose_client_was_killed() {
    goes_on(TransferWay::FromDevice, 22).await;
}
