//! What runs here: each way once through, with cuts, pauses and kills in between.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use farhand_core::contract::TransferWay;
use farhand_core::effect::{Counts, Notification, Sound};
use farhand_core::transfer::{Prepared, Taken, TransferEvent, TransferJob, TransferOrder};
use farhand_core::{CallError, Event};
use farhand_protocol::ClientId;
use farhand_protocol::files::{DevicePath, FaultCode, FileName, IfTaken, RootId};
use farhand_protocol::upload::{ChatFile, UploadEnd};
use farhand_protocol::{SessionId, Timestamp};
use sha2::{Digest, Sha256};
use tempfile::TempDir;
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::appliance::{Appliance, Cut, area};
use crate::config::Config;
use crate::incoming::{Era, Incoming};
use crate::shell::Shell;
use crate::transfers::{Ground, Transfers};
use crate::vault::{MemoryVault, Vault};

struct NoShell;

impl Shell for NoShell {
    fn notify(&self, _: Notification) {}
    fn play(&self, _: Sound) {}
    fn show_counts(&self, _: Counts) {}
    fn open_link(&self, _: &str) {}
    fn copy_text(&self, _: &str) {}
    fn raise_window(&self) {}
    fn start_demo(&self) {}
    fn vault(&self) -> Arc<dyn Vault> {
        Arc::new(MemoryVault::default())
    }
}

/// This computer.
struct Here {
    appliance: Appliance,
    files: Arc<TempDir>,
    data: TempDir,
    transfers: Transfers,
    inbox: mpsc::Receiver<Incoming>,
}

fn transfers(files: &Arc<TempDir>, data: &TempDir) -> (Transfers, mpsc::Receiver<Incoming>) {
    let (sender, inbox) = mpsc::channel(64);
    let files = Arc::clone(files);
    let open = move || Arc::into_inner(area(&files)).expect("a fresh area");
    let config = Config { own_files: Arc::new(open), ..Config::new(data.path(), "0.0.0") };
    (Transfers::new(Arc::new(Ground::new(&config, sender, Arc::new(NoShell)))), inbox)
}

impl Here {
    async fn new() -> Self {
        let (files, data) = (Arc::new(tempfile::tempdir().unwrap()), tempfile::tempdir().unwrap());
        let (transfers, inbox) = transfers(&files, &data);
        Self { appliance: Appliance::start().await, files, data, transfers, inbox }
    }

    /// Another program with the same folders.
    async fn restart(&mut self) {
        self.transfers.end().await;
        (self.transfers, self.inbox) = transfers(&self.files, &self.data);
    }

    fn order(&mut self, order: TransferOrder) -> Era {
        let era = self.transfers.plan(&id(), &order);
        self.transfers.carry_out(id(), era, order, Some(self.appliance.api()));
        era
    }

    async fn event(&mut self) -> TransferEvent {
        let soon = timeout(Duration::from_secs(20), self.inbox.recv());
        let Some(Incoming::Transfer(of, era, event)) = soon.await.expect("an event in time") else {
            panic!("another input");
        };
        match self.transfers.current(of, era, event) {
            Some(Event::Transfer(_, event)) => event,
            other => panic!("{other:?}"),
        }
    }

    /// Prepares.
    async fn prepare(&mut self, job: &TransferJob) -> Prepared {
        self.order(TransferOrder::Prepare(Box::new(job.clone())));
        match self.event().await {
            TransferEvent::Prepared(prepared) => prepared,
            other => panic!("{other:?}"),
        }
    }

    /// Runs to its end, or to what stops it.
    async fn run(&mut self, job: &TransferJob) -> TransferEvent {
        self.order(TransferOrder::Run(Box::new(job.clone())));
        loop {
            match self.event().await {
                TransferEvent::Progress(_) | TransferEvent::Verifying | TransferEvent::Counted { .. } => {}
                event => return event,
            }
        }
    }

    fn here(&self, name: &str) -> PathBuf {
        self.files.path().join(name)
    }

    fn there(&self, name: &str) -> PathBuf {
        self.appliance.device.path().join(name)
    }
}

fn id() -> ClientId {
    "transfer-1".parse().unwrap()
}

fn home() -> DevicePath {
    DevicePath::root(RootId("home".to_owned()))
}

fn name(text: &str) -> FileName {
    text.parse().unwrap()
}

fn job(way: TransferWay, paths: &[&str]) -> TransferJob {
    TransferJob {
        id: id(),
        upload: id(),
        lsid: SessionId::from_bytes([1; 16]),
        way,
        paths: paths.iter().map(|text| home().join(name(text))).collect(),
        folder: Some(home()),
        file: None,
        past: false,
        taken: Vec::new(),
        if_taken: IfTaken::KeepBoth,
    }
}

/// Bytes that differ from place to place.
fn noise(many: usize) -> Vec<u8> {
    let mut state = 0x9e37_79b9_u32;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        state.to_le_bytes()[0]
    };
    (0..many).map(|_| next()).collect()
}

fn written(event: &TransferEvent) -> u32 {
    match event {
        TransferEvent::Done { outcome, .. } => {
            assert_eq!((outcome.failed, outcome.stopped), (0, false), "{outcome:?}");
            outcome.written
        }
        other => panic!("{other:?}"),
    }
}

fn is_cut(event: &TransferEvent) -> bool {
    matches!(event, TransferEvent::Broke(CallError::Unreachable(_)))
}

/// Whatever is neither a file of the user's nor hidden away for good.
fn parts(folder: &std::path::Path) -> Vec<PathBuf> {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files.filter(|path| path.to_string_lossy().contains("farhand-part")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn files_and_folders_go_to_the_device() {
    let mut here = Here::new().await;
    fs::create_dir(here.here("photos")).unwrap();
    fs::write(here.here("photos/one.jpg"), noise(300_000)).unwrap();
    fs::write(here.here("empty.txt"), b"").unwrap();
    fs::write(here.there("empty.txt"), b"not empty").unwrap();
    let mut job = job(TransferWay::ToDevice, &["photos", "empty.txt"]);
    let prepared = here.prepare(&job).await;
    assert_eq!((prepared.files, prepared.bytes, prepared.folder), (Some(2), Some(300_000), true));
    assert_eq!(prepared.taken, [Taken { name: name("empty.txt"), folder: false }]);
    job.taken = vec![(name("empty.txt"), IfTaken::Replace)];
    assert_eq!(written(&here.run(&job).await), 2);
    assert_eq!(fs::read(here.there("photos/one.jpg")).unwrap(), noise(300_000));
    assert_eq!(fs::read(here.there("empty.txt")).unwrap(), b"");
    here.order(TransferOrder::Forget);
    here.restart().await;
    assert_eq!(fs::read_dir(here.data.path().join("transfers")).unwrap().count(), 0, "nothing is kept of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_appliance_has_is_not_sent_again_after_cuts_and_restarts() {
    let mut here = Here::new().await;
    let size = 2_000_000;
    fs::write(here.here("big.iso"), noise(size)).unwrap();
    let job = job(TransferWay::ToDevice, &["big.iso"]);
    here.prepare(&job).await;
    for cut in [700_001, 1, 900_000] {
        here.appliance.cut(Cut::Sending(cut));
        assert!(is_cut(&here.run(&job).await));
        here.restart().await;
    }
    assert_eq!(written(&here.run(&job).await), 1);
    assert_eq!(fs::read(here.there("big.iso")).unwrap(), noise(size));
    assert_eq!(here.appliance.offsets(), ["0", "700001", "700002", "1600002"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_that_was_missed_is_heard_after_a_restart() {
    let mut here = Here::new().await;
    fs::write(here.here("a.txt"), b"a").unwrap();
    let job = job(TransferWay::ToDevice, &["a.txt"]);
    here.prepare(&job).await;
    assert_eq!(written(&here.run(&job).await), 1);
    let sent = here.appliance.received();
    here.restart().await;
    assert_eq!(written(&here.run(&job).await), 1);
    assert_eq!(here.appliance.received(), sent, "nothing is sent again");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_that_was_not_stored_before_a_kill_is_told_again() {
    let mut here = Here::new().await;
    fs::write(here.there("a.txt"), b"a").unwrap();
    let job = job(TransferWay::FromDevice, &["a.txt"]);
    here.prepare(&job).await;
    assert_eq!(written(&here.run(&job).await), 1);
    here.restart().await;
    assert_eq!(written(&here.run(&job).await), 1);
    assert_eq!(here.appliance.ranges().len(), 1, "nothing comes again");
    assert_eq!(fs::read_dir(here.files.path()).unwrap().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_and_folders_come_from_the_device() {
    let mut here = Here::new().await;
    fs::create_dir(here.there("logs")).unwrap();
    for n in 0..50 {
        fs::write(here.there(&format!("logs/{n}.log")), noise(1_000 + n)).unwrap();
    }
    fs::write(here.there("notes.txt"), b"theirs").unwrap();
    fs::write(here.here("notes.txt"), b"mine").unwrap();
    let job = job(TransferWay::FromDevice, &["logs", "notes.txt"]);
    let prepared = here.prepare(&job).await;
    assert_eq!((prepared.files, prepared.folder), (None, true), "the device counts when it sends");
    assert_eq!(prepared.taken, [Taken { name: name("notes.txt"), folder: false }]);
    assert_eq!(written(&here.run(&job).await), 51);
    assert_eq!(fs::read(here.here("logs/49.log")).unwrap(), noise(1_049));
    assert_eq!(fs::read(here.here("notes.txt")).unwrap(), b"mine");
    assert_eq!(fs::read(here.here("notes (2).txt")).unwrap(), b"theirs");
    assert!(here.appliance.upload("transfer-1", |upload| upload.outcome.is_some()).unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_is_cut_is_asked_for_again_from_where_it_was() {
    let mut here = Here::new().await;
    fs::write(here.there("big.iso"), noise(3_000_000)).unwrap();
    for cut in [1_000_000, 700_000] {
        here.appliance.cut(Cut::Reading(cut));
    }
    let job = job(TransferWay::FromDevice, &["big.iso"]);
    here.prepare(&job).await;
    assert_eq!(written(&here.run(&job).await), 1);
    assert_eq!(fs::read(here.here("big.iso")).unwrap(), noise(3_000_000));
    assert_eq!(here.appliance.ranges(), ["bytes=0-", "bytes=1000000-", "bytes=1700000-"]);
    assert!(parts(here.files.path()).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_come_is_kept_when_it_is_paused_and_gone_when_it_is_cancelled() {
    let mut here = Here::new().await;
    fs::write(here.there("big.iso"), noise(3_000_000)).unwrap();
    let job = job(TransferWay::FromDevice, &["big.iso"]);
    here.prepare(&job).await;
    for cut in [1_000_000, 0] {
        here.appliance.cut(Cut::Reading(cut));
    }
    assert!(is_cut(&here.run(&job).await), "a connection that brings nothing is given up");
    here.restart().await;
    assert_eq!(parts(here.files.path()).len(), 1);
    here.order(TransferOrder::Cancel(Box::new(job.clone())));
    assert_eq!(here.event().await, TransferEvent::Cancelled { heard: true });
    assert!(parts(here.files.path()).is_empty());
    assert!(here.appliance.upload("transfer-1", |_| ()).is_none(), "the device hears of it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelling_says_whether_the_appliance_has_heard_it() {
    let mut here = Here::new().await;
    fs::write(here.here("a.txt"), noise(1_000)).unwrap();
    let job = job(TransferWay::ToDevice, &["a.txt"]);
    here.prepare(&job).await;
    here.appliance.cut(Cut::Sending(10));
    assert!(is_cut(&here.run(&job).await));
    let cancel = TransferOrder::Cancel(Box::new(job.clone()));
    here.appliance.cut(Cut::Deaf);
    for heard in [false, true, true] {
        here.order(cancel.clone());
        assert_eq!(here.event().await, TransferEvent::Cancelled { heard });
    }
    assert!(here.appliance.upload("transfer-1", |_| ()).is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_restart_only_the_rest_is_read() {
    let mut here = Here::new().await;
    fs::write(here.there("big.iso"), noise(3_000_000)).unwrap();
    let job = job(TransferWay::FromDevice, &["big.iso"]);
    here.prepare(&job).await;
    for cut in [1_000_000, 0] {
        here.appliance.cut(Cut::Reading(cut));
    }
    assert!(is_cut(&here.run(&job).await));
    here.restart().await;
    assert_eq!(written(&here.run(&job).await), 1);
    assert_eq!(fs::read(here.here("big.iso")).unwrap(), noise(3_000_000));
    assert_eq!(here.appliance.ranges(), ["bytes=0-", "bytes=1000000-", "bytes=1000000-"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_that_was_ended_tells_why() {
    let mut here = Here::new().await;
    fs::write(here.here("a.txt"), b"a").unwrap();
    let job = job(TransferWay::ToDevice, &["a.txt"]);
    here.prepare(&job).await;
    here.appliance.cut(Cut::Sending(10));
    assert!(is_cut(&here.run(&job).await));
    here.appliance.cut(Cut::Ended(UploadEnd::Withdrawn.words()));
    assert_eq!(here.run(&job).await, TransferEvent::Gone(Some(UploadEnd::Withdrawn)));
    let again = TransferJob { upload: "transfer-1-1".parse().unwrap(), ..job };
    assert_eq!(written(&here.run(&again).await), 1, "another upload of the same plan");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_goes_into_the_chat_with_its_sum() {
    let mut here = Here::new().await;
    fs::write(here.here("photo.jpg"), noise(600_000)).unwrap();
    let job = TransferJob { folder: None, ..job(TransferWay::ToChat, &["photo.jpg"]) };
    assert_eq!(here.prepare(&job).await.bytes, Some(600_000));
    here.appliance.cut(Cut::Sending(250_000));
    assert!(is_cut(&here.run(&job).await));
    here.restart().await;
    assert_eq!(written(&here.run(&job).await), 1);
    let (bytes, metadata) = here
        .appliance
        .upload("transfer-1", |upload| (upload.bytes.clone(), upload.metadata.clone()))
        .unwrap();
    assert_eq!(bytes, noise(600_000));
    assert!(metadata.contains(&data_encoding::BASE64.encode(sum(&bytes).as_bytes())), "{metadata}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_for_the_chat_that_has_changed_is_named() {
    let mut here = Here::new().await;
    fs::write(here.here("photo.jpg"), noise(600_000)).unwrap();
    fs::create_dir(here.here("folder")).unwrap();
    let job = TransferJob { folder: None, ..job(TransferWay::ToChat, &["photo.jpg"]) };
    here.prepare(&job).await;
    fs::write(here.here("photo.jpg"), noise(500)).unwrap();
    let TransferEvent::Faulty(fault) = here.run(&job).await else { panic!("it was sent") };
    assert_eq!(fault.code, FaultCode::Changed);
    let folder = TransferJob { paths: vec![home().join(name("folder"))], ..job };
    here.order(TransferOrder::Prepare(Box::new(folder)));
    let TransferEvent::Faulty(fault) = here.event().await else { panic!("a folder is no file") };
    assert_eq!(fault.code, FaultCode::WrongKind);
}

fn sum(bytes: &[u8]) -> String {
    crate::transfers::from_chat::hex(&Sha256::digest(bytes))
}

fn from_chat(bytes: &[u8], sha256: String) -> TransferJob {
    let file = ChatFile {
        upload: "upload-of-the-customer".parse().unwrap(),
        name: name("photo.jpg"),
        size: bytes.len() as u64,
        sha256,
        media_type: None,
        kept_until: Timestamp(0),
    };
    TransferJob { file: Some(file), folder: None, paths: Vec::new(), ..job(TransferWay::FromChat, &[]) }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_the_chat_is_saved_under_a_free_name_and_marked() {
    let mut here = Here::new().await;
    let bytes = noise(600_000);
    here.appliance.keep("upload-of-the-customer", &bytes);
    fs::write(here.here("photo.jpg"), b"mine").unwrap();
    let job = from_chat(&bytes, sum(&bytes));
    here.appliance.cut(Cut::Reading(400_000));
    assert!(is_cut(&here.run(&job).await));
    here.restart().await;
    let TransferEvent::Done { brought, .. } = here.run(&job).await else { panic!("it did not come") };
    assert_eq!(brought, Some(home().join(name("photo (2).jpg"))));
    assert_eq!(fs::read(here.here("photo (2).jpg")).unwrap(), bytes);
    assert_eq!(fs::read(here.here("photo.jpg")).unwrap(), b"mine");
    assert_eq!(here.appliance.ranges()[1], "bytes=400000-");
    assert!(parts(here.files.path()).is_empty());
    #[cfg(target_os = "linux")]
    if let Some(mark) = mark_of(&here.here("photo (2).jpg")) {
        assert_eq!(String::from_utf8(mark).unwrap(), here.appliance.api().site());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_an_ended_session_is_fetched_from_the_history() {
    let mut here = Here::new().await;
    let bytes = noise(600_000);
    here.appliance.keep("upload-of-the-customer", &bytes);
    let job = TransferJob { past: true, ..from_chat(&bytes, sum(&bytes)) };
    here.appliance.cut(Cut::Reading(400_000));
    assert!(is_cut(&here.run(&job).await));
    let TransferEvent::Done { brought, .. } = here.run(&job).await else { panic!("it did not come") };
    assert_eq!(brought, Some(home().join(name("photo.jpg"))));
    assert_eq!(fs::read(here.here("photo.jpg")).unwrap(), bytes);
    let line = format!("GET /api/v1/history/{}/files/upload-of-the-customer", job.lsid);
    let heard = here.appliance.server.heard();
    assert!(heard.iter().all(|heard| heard.line == line), "nothing is asked of the session itself");
    #[cfg(target_os = "linux")]
    if let Some(mark) = mark_of(&here.here("photo.jpg")) {
        assert_eq!(String::from_utf8(mark).unwrap(), here.appliance.api().site());
    }
    let job = TransferJob { past: true, ..from_chat(&bytes, "00".repeat(32)) };
    let TransferEvent::Faulty(fault) = here.run(&job).await else { panic!("it was saved") };
    assert_eq!(fault.code, FaultCode::Checksum);
}

/// The mark, where the disk of the tests takes any.
#[cfg(target_os = "linux")]
fn mark_of(path: &std::path::Path) -> Option<Vec<u8>> {
    let mut mark = vec![0; 64];
    let length = rustix::fs::getxattr(path, "user.xdg.origin.url", &mut mark[..]).ok()?;
    mark.truncate(length);
    Some(mark)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_the_chat_with_other_contents_never_gets_its_name() {
    let mut here = Here::new().await;
    let bytes = noise(10_000);
    here.appliance.keep("upload-of-the-customer", &bytes);
    let TransferEvent::Faulty(fault) = here.run(&from_chat(&bytes, "00".repeat(32))).await else {
        panic!("it was saved");
    };
    assert_eq!(fault.code, FaultCode::Checksum);
    assert_eq!(fs::read_dir(here.files.path()).unwrap().count(), 0, "nothing is left of it");
}
