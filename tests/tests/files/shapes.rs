//! Folders that are deep, or lead into themselves, and more long names than a request has room for.

use std::fs;
use std::os::unix::fs::symlink;

use farhand_core::contract::{TransferStatus, TransferWay};
use farhand_protocol::files::{FilesAnswer, FilesRequest};
use farhand_protocol::limits::PATH_NAMES;

use super::lent::Lent;
use super::tree;

async fn deep_and_round(way: TransferWay) {
    let lent = Lent::begin().await;
    lent.allowed().await;
    let (from, to) = lent.ends(way);
    let top = from.join("Depot");
    let mut deep = top.clone();
    // The last one lies too deep.
    for _ in 0..PATH_NAMES {
        deep.push("d");
    }
    fs::create_dir_all(&deep).expect("the folders are made");
    symlink(&top, top.join("round")).expect("the link is made");
    symlink("/", top.join("out")).expect("the link is made");
    tree::write(&top.join("file"), 1, 1000);
    let id = lent.send(way, "Depot").await;
    lent.until(&id, "the transfer is over", |status| matches!(status, TransferStatus::Done { .. })).await;
    let row = lent.row(&id).expect("the row is there");
    let said = row.faults.join("\n");
    assert_eq!((row.failed, row.faults.len()), (3, 3), "{said}");
    for expected in ["\"round\"", "\"out\"", "too deep"] {
        assert!(said.contains(expected), "{said}");
    }
    tree::same(&top.join("file"), &to.join("Depot").join("file"));
    assert!(!to.join("Depot").join("round").exists() && !to.join("Depot").join("out").exists());
    let deepest = deep.strip_prefix(from).expect("it is below").parent().expect("it lies deep");
    assert!(to.join(deepest).is_dir(), "all but the last one came");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deep_and_cyclic_folders_go_to_the_device_as_far_as_they_can() {
    deep_and_round(TransferWay::ToDevice).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn deep_and_cyclic_folders_come_from_the_device_as_far_as_they_can() {
    deep_and_round(TransferWay::FromDevice).await;
}

/// As many as can be chosen at once, with names as long as the disk takes them.
fn long_names() -> Vec<String> {
    (0..500).map(|number| format!("{number:03}{}", "n".repeat(250))).collect()
}

async fn five_hundred(way: TransferWay) {
    let lent = Lent::begin().await;
    lent.allowed().await;
    let names = long_names();
    for (name, seed) in names.iter().zip(0..) {
        tree::write(&lent.ends(way).0.join(name), seed, 100);
    }
    let before = lent.meeting.window.transfers().transfers.len();
    let first = lent.send_all(way, &names).await;
    lent.done(&first).await;
    for row in lent.meeting.window.transfers().transfers.into_iter().skip(before) {
        lent.done(&row.id).await;
    }
    let (from, to) = lent.ends(way);
    tree::same(from, to);
    let paths = names.iter().map(|name| lent.path(&[name])).collect();
    let deleted = lent.asked(FilesRequest::Delete { paths, for_good: true }).await;
    assert!(matches!(&deleted, FilesAnswer::Done { faults, .. } if faults.is_empty()), "{deleted:?}");
    assert_eq!(fs::read_dir(lent.there()).expect("the folder is there").count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_long_names_go_to_the_device_and_are_deleted_there() {
    five_hundred(TransferWay::ToDevice).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_long_names_come_from_the_device() {
    five_hundred(TransferWay::FromDevice).await;
}
