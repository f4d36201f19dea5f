//! A file changes while it is read.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};

use farhand_core::contract::{TransferStatus, TransferWay};
use farhand_protocol::chat::SessionEvent;

use super::lent::{LARGE, Lent};
use super::tree;

async fn is_found(way: TransferWay) {
    let lent = Lent::begin().await;
    lent.allowed().await;
    let (from, to) = lent.ends(way);
    let folder = from.join("Depot");
    std::fs::create_dir(&folder).expect("the folder is made");
    tree::write(&folder.join("changing"), 1, usize::try_from(LARGE).expect("it fits"));
    tree::write(&folder.join("steady"), 2, 100_000);
    let id = lent.send_for_a_while(way, "Depot").await;
    let mut file = File::options().write(true).open(folder.join("changing")).expect("the file is there");
    file.seek(SeekFrom::Start(LARGE - 1)).and_then(|_| file.write_all(b"!")).expect("it is changed");
    lent.until(&id, "the transfer is over", |status| matches!(status, TransferStatus::Done { .. })).await;
    let row = lent.row(&id).expect("the row is there");
    assert_eq!((row.failed, row.faults.len()), (1, 1), "{row:?}");
    assert!(row.faults[0].contains("changing") && row.faults[0].contains("changed while"), "{row:?}");
    assert!(!to.join("Depot").join("changing").exists(), "a wrong file is worse than a missing one");
    tree::same(&folder.join("steady"), &to.join("Depot").join("steady"));
    let told = |event: &SessionEvent| match (event, way) {
        (SessionEvent::FileUploadFailed(moved), TransferWay::ToDevice)
        | (SessionEvent::FileDownloadFailed(moved), TransferWay::FromDevice) => moved.failed == 1,
        _ => false,
    };
    lent.meeting.is_told("the log tells of it", told).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_changes_on_its_way_to_the_device_is_named_and_does_not_come() {
    is_found(TransferWay::ToDevice).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_changes_on_its_way_from_the_device_is_named_and_does_not_come() {
    is_found(TransferWay::FromDevice).await;
}
