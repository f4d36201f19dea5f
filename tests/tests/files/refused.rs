//! What the appliance or an end does not take: too much, or more than its disk has room for.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use farhand_acceptance::{SOON, Site};
use farhand_core::contract::{Command, TransferStatus, TransferWay};
use farhand_mounts::{Mount, may_mount};
use farhand_testkit::eventually;

use super::lent::{LARGE, Lent};
use super::tree;

/// Why a transfer has failed.
async fn failed(lent: &Lent, id: &farhand_protocol::ClientId) -> String {
    lent.until(id, "the transfer fails", |status| matches!(status, TransferStatus::Failed { .. })).await;
    match lent.row(id).map(|row| row.status) {
        Some(TransferStatus::Failed { error }) => error.message,
        other => panic!("it does not stay so: {other:?}"),
    }
}

async fn too_large(way: TransferWay) {
    let site = Site::configured(|config| config.files.upload_bytes = 1_000_000).await;
    let lent = Lent::at(site).await;
    lent.allowed().await;
    tree::write(&lent.ends(way).0.join("large"), 1, 2_000_000);
    tree::write(&lent.ends(way).0.join("small"), 2, 500_000);
    let large = lent.send(way, "large").await;
    let why = failed(&lent, &large).await;
    let small = lent.send(way, "small").await;
    assert!(why.contains("at most 976 KiB"), "{why}");
    lent.done(&small).await;
    assert!(!lent.ends(way).1.join("large").exists());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_too_large_for_the_appliance_says_so_and_the_next_one_goes() {
    too_large(TransferWay::ToDevice).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_device_cannot_send_because_it_is_too_large_says_so_and_the_next_one_goes() {
    too_large(TransferWay::FromDevice).await;
}

/// A small disk in memory.
struct Small {
    at: PathBuf,
    _mount: Mount,
}

impl Small {
    fn at(folder: &Path, size: &str) -> Self {
        fs::create_dir_all(folder).expect("the folder is made");
        Self { at: folder.to_owned(), _mount: Mount::memory(folder, &format!("size={size},mode=0700")) }
    }

    /// Takes all room that is left.
    fn fill(&self) {
        let mut ballast = File::create(self.ballast()).expect("an empty file has room");
        while ballast.write_all(&[1; 4096]).is_ok() {}
    }

    fn empty(&self) {
        fs::remove_file(self.ballast()).expect("it is there");
    }

    fn ballast(&self) -> PathBuf {
        self.at.join("ballast")
    }
}

/// The appliance's disk is full in the middle: what has arrived stays, and it goes on when there is room.
async fn full(way: TransferWay) {
    if !may_mount() {
        return;
    }
    let site = Site::configured(|config| config.files.keep_free_bytes = 0).await;
    let disk = Small::at(&site.folder().join("spool"), "40m");
    let lent = Lent::at(site).await;
    lent.allowed().await;
    tree::write(&lent.ends(way).0.join("large"), 99, usize::try_from(LARGE).expect("it fits"));
    let id = lent.send_for_a_while(way, "large").await;
    disk.fill();
    let why = failed(&lent, &id).await;
    assert!(why.contains("disk is full"), "{why}");
    assert!(!lent.ends(way).1.join("large").exists(), "nothing half-written has the final name");
    disk.empty();
    let before = lent.passed();
    lent.command(Command::ResumeTransfer { id: id.clone() }).await;
    lent.done(&id).await;
    let (from, to) = lent.ends(way);
    tree::same(from, to);
    drop(disk);
    println!("{} bytes passed after the disk had room again", lent.passed() - before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_goes_to_the_device_waits_for_room_on_the_appliances_disk() {
    full(TransferWay::ToDevice).await;
}

/// The device itself goes on when there is room; nobody has to say so.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_comes_from_the_device_waits_for_room_on_the_appliances_disk() {
    if !may_mount() {
        return;
    }
    let site = Site::configured(|config| config.files.keep_free_bytes = 0).await;
    let disk = Small::at(&site.folder().join("spool"), "40m");
    let lent = Lent::at(site).await;
    lent.allowed().await;
    let id = lent.send_slowly(TransferWay::FromDevice).await;
    lent.passes(5_000_000).await;
    let lines = || lent.meeting.line.statistics().accepted;
    let before = lines();
    disk.fill();
    // A refusal in the middle of a body costs the connection.
    eventually(SOON, "the device tries again", || (lines() > before).then_some(())).await;
    assert!(!lent.here().join("large").exists(), "nothing half-written has the final name");
    disk.empty();
    lent.done(&id).await;
    tree::same(lent.there(), lent.here());
    drop(disk);
}

/// The disk that files go to is full in the middle of a folder: the file is named, nothing half-written is
/// left, and the next transfers go on.
async fn full_at_its_end(way: TransferWay) {
    if !may_mount() {
        return;
    }
    let lent = Lent::begin().await;
    let (from, to) = lent.ends(way);
    let folder = from.join("docs");
    fs::create_dir(&folder).expect("the folder is made");
    tree::write(&folder.join("a small one"), 1, 40_000);
    tree::write(&folder.join("b large one"), 2, 9_000_000);
    tree::write(&folder.join("c small one"), 3, 40_000);
    tree::write(&from.join("next"), 4, 500_000);
    let _disk = Mount::memory(to, "size=4m,mode=0700");
    lent.allowed().await;
    let docs = lent.send(way, "docs").await;
    let why = failed(&lent, &docs).await;
    assert!(why.contains("b large one") && why.contains("disk is full"), "{why}");
    let next = lent.send(way, "next").await;
    lent.done(&next).await;
    tree::same(&from.join("next"), &to.join("next"));
    let left = |folder: &Path| -> Vec<String> {
        let entries = fs::read_dir(folder).expect("the folder is there");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        names.map(|name| name.to_string_lossy().into_owned()).collect()
    };
    assert_eq!(left(&to.join("docs")), ["a small one"], "what is whole stays, and nothing else");
    assert_eq!(left(to).len(), 2, "{:?}", left(to));
    tree::same(&folder.join("a small one"), &to.join("docs/a small one"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_of_the_device_is_told_and_the_next_one_goes() {
    full_at_its_end(TransferWay::ToDevice).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_of_the_console_is_told_and_the_next_one_goes() {
    full_at_its_end(TransferWay::FromDevice).await;
}
