//! Whole folders go to the device and come from it, byte for byte.

use std::fs;

use farhand_core::contract::TransferWay;
use farhand_protocol::chat::SessionEvent;

use super::lent::Lent;
use super::tree;

async fn goes(way: TransferWay) {
    let lent = Lent::begin().await;
    lent.allowed().await;
    let (from, to) = lent.ends(way);
    let folder = from.join("Depot");
    fs::create_dir(&folder).expect("the folder is made");
    let count = tree::plant(&folder, 7);
    let id = lent.send(way, "Depot").await;
    lent.done(&id).await;
    tree::same(from, to);
    let row = lent.row(&id).expect("the row is there");
    assert_eq!((row.files, row.folder, row.name.as_str()), (Some(count), true, "Depot"));
    let bytes = row.bytes.expect("they were counted");
    lent.meeting
        .is_told("the log tells of it", |event| {
            let moved = match (event, way) {
                (SessionEvent::FileUpload(moved), TransferWay::ToDevice)
                | (SessionEvent::FileDownload(moved), TransferWay::FromDevice) => moved,
                _ => return false,
            };
            (moved.files, moved.failed, moved.bytes) == (count, 0, bytes)
        })
        .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_goes_to_the_device() {
    goes(TransferWay::ToDevice).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_comes_from_the_device() {
    goes(TransferWay::FromDevice).await;
}
