//! Files: what is asked is answered inside of what is allowed, transfers go on after cuts and restarts, and
//! end at once when the customer says so.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use farhand_client::face::{FaceEvent, Moving, MovingWay, Policy};
use farhand_client::session::Finish;
use farhand_files::{Area, Order, Plan, Progress, Rights, Sink, Source, Stop};
use farhand_protocol::capability::{Capability, Sharing};
use farhand_protocol::device::DeviceFrame;
use farhand_protocol::files::{
    DevicePath, FaultCode, FilesAnswer, FilesArea, FilesRequest, FilesScope, IfTaken, ListOrder, Place,
    RootId,
};
use farhand_protocol::upload::{TransferOutcome, UploadEnd, UploadPurpose};
use serde_json::json;
use tempfile::TempDir;
use tokio::time::{sleep, timeout};

use super::appliance::{PATIENCE, Scripted, Socket};
use super::device::TestDevice;
use super::spool::Cut;

mod by_hand;

/// There is no display of this number: these tests need none.
const NOWHERE: &str = ":64999";
const WINDOW: Duration = Duration::from_secs(300);
/// The transfer's id.
const ID: &str = "transfer-1";

/// Everything, below one folder.
fn everything() -> FilesScope {
    FilesScope { area: FilesArea::Chosen { name: "Depot".into() }, ..FilesScope::everything() }
}

struct Scene {
    scripted: Scripted,
    device: TestDevice,
    live: Socket,
    /// Where the device's files are.
    home: TempDir,
}

impl Scene {
    /// A device that has joined, and may allow so much.
    async fn start(most: FilesScope) -> Self {
        Self::with(|folder| Some(Policy { files: Some(most), folder: Some(folder), ..Policy::default() }))
            .await
    }

    /// A customer who has chosen the folder by hand.
    async fn by_hand() -> Self {
        let mut scene = Self::with(|_| None).await;
        scene.live.view(Some((7, Capability::Files)), Sharing::default()).await;
        scene.device.sees("the question", |seen| seen.asked.is_some()).await;
        let folder = scene.depot();
        scene.device.does(FaceEvent::Lent { ask: 7, scope: everything(), folder });
        let told = scene.scripted.post_to("/device/answer").await.body;
        assert_eq!(told["files"], serde_json::to_value(everything()).unwrap());
        scene.allow(Some(everything())).await;
        scene
    }

    async fn with(ceiling: impl FnOnce(PathBuf) -> Option<Policy>) -> Self {
        let home = tempfile::tempdir().unwrap();
        let depot = home.path().join("Depot");
        fs::create_dir(&depot).unwrap();
        let mut scripted = Scripted::start().await;
        let device = TestDevice::with(&scripted, NOWHERE, WINDOW, ceiling(depot));
        let (live, _) = scripted.live().await;
        Self { scripted, device, live, home }
    }

    /// The folder that it lends.
    fn depot(&self) -> PathBuf {
        self.home.path().join("Depot")
    }

    /// The same, with everything allowed.
    async fn allowed() -> Self {
        let mut scene = Self::start(everything()).await;
        scene.allow(Some(everything())).await;
        scene
    }

    async fn allow(&mut self, files: Option<FilesScope>) {
        self.live.view(None, Sharing { files, ..Sharing::default() }).await;
    }

    async fn ask(&mut self, request: u64, files: FilesRequest) -> FilesAnswer {
        self.live.say(&DeviceFrame::Files { request, name: "Mara".into(), files }).await;
        let path = format!("/device/files/{request}");
        serde_json::from_value(self.scripted.post_to(&path).await.body).unwrap()
    }

    async fn send(&mut self, request: u64, names: &[&str]) -> FilesAnswer {
        let paths = names.iter().map(|name| path(&[name])).collect();
        self.ask(request, FilesRequest::Send { transfer: ID.parse().unwrap(), paths }).await
    }

    async fn receive(&mut self, purpose: &UploadPurpose) {
        self.live.say(&DeviceFrame::Receive { purpose: purpose.clone(), name: "Mara".into() }).await;
    }

    async fn restart(&mut self) {
        self.device.restart(&self.scripted, NOWHERE, WINDOW).await;
        (self.live, _) = self.scripted.live().await;
        self.allow(Some(everything())).await;
    }

    fn fill(&self) {
        fill(&self.depot());
    }

    /// Nothing is kept of any transfer.
    async fn nothing_is_kept(&self) {
        let shelf = self.device.drawer.path().with_extension("files");
        let kept = || fs::read_dir(&shelf).map_or(0, Iterator::count);
        let wait = async {
            while kept() > 0 {
                sleep(Duration::from_millis(5)).await;
            }
        };
        assert!(timeout(PATIENCE, wait).await.is_ok(), "{} transfers are kept", kept());
    }

    async fn quit(self) {
        self.device.does(FaceEvent::Quit);
        assert_eq!(self.device.finish().await, Finish::Left);
    }
}

fn path(names: &[&str]) -> DevicePath {
    DevicePath {
        root: RootId::named("chosen", "Depot"),
        names: names.iter().map(|n| n.parse().unwrap()).collect(),
    }
}

/// Large and small ones, and an empty one.
fn fill(folder: &Path) {
    let bytes =
        |seed: u32, many: u32| (0..many).map(|i| (i.wrapping_mul(seed) >> 7) as u8).collect::<Vec<_>>();
    fs::create_dir(folder.join("sub")).unwrap();
    fs::write(folder.join("a.bin"), bytes(2_654_435_761, 3_000_000)).unwrap();
    fs::write(folder.join("sub/b.bin"), bytes(40_503, 2_000_000)).unwrap();
    fs::write(folder.join("sub/empty"), "").unwrap();
    fs::write(folder.join("sub/note.txt"), "hello").unwrap();
}

const FILLED: [&str; 4] = ["a.bin", "sub/b.bin", "sub/empty", "sub/note.txt"];

fn same(one: &Path, other: &Path) {
    for name in FILLED {
        assert!(fs::read(one.join(name)).unwrap() == fs::read(other.join(name)).unwrap(), "{name}");
    }
}

fn parts(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path());
    entries
        .map(|path| {
            if path.is_dir() {
                return parts(&path);
            }
            usize::from(path.to_string_lossy().contains("farhand-part"))
        })
        .sum()
}

/// A console's folder, with a root that is called as the device's.
fn area(folder: &Path) -> Area {
    let mut area = Area::none();
    area.add(path(&[]).root, Place::Chosen, "Depot".into(), folder).unwrap();
    area
}

/// A console's files as a stream, and what it says of them.
fn from_console() -> (TempDir, UploadPurpose, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    fill(folder.path());
    let area = Arc::new(area(folder.path()));
    let plan = Arc::new(Plan::of(&area, &[path(&["a.bin"]), path(&["sub"])], &Stop::new()).unwrap());
    let mut stream = Vec::new();
    Source::new(area, plan.clone()).read_to_end(&mut stream).unwrap();
    let purpose = UploadPurpose::ToDevice {
        id: ID.parse().unwrap(),
        folder: path(&[]),
        taken: Vec::new(),
        if_taken: IfTaken::KeepBoth,
        files: plan.files(),
        bytes: plan.bytes(),
        name: plan.first().clone(),
    };
    (folder, purpose, stream)
}

/// A console takes what a device has sent.
fn unpacked(purpose: &UploadPurpose, stream: &[u8]) -> (TempDir, TransferOutcome) {
    let UploadPurpose::FromDevice { id, files, bytes, .. } = purpose.clone() else { panic!("{purpose:?}") };
    let folder = tempfile::tempdir().unwrap();
    let area = area(folder.path());
    let length = stream.len() as u64;
    let (taken, if_taken) = (Vec::new(), IfTaken::KeepBoth);
    let name_bytes = farhand_protocol::limits::FILE_NAME_BYTES;
    let order = Order { id, folder: path(&[]), if_taken, taken, files, bytes, length, name_bytes };
    let mut sink = Sink::begin(&area, Rights::ALL, order).unwrap();
    assert_eq!(sink.write(stream), Ok(Progress::Whole));
    (folder, sink.finish().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_answered_below_the_folder_and_only_while_it_is_allowed() {
    let mut scene = Scene::start(everything()).await;
    scene.fill();
    let refused =
        |answer| matches!(answer, FilesAnswer::Failed(fault) if fault.code == FaultCode::NotAllowed);
    assert!(refused(scene.ask(1, FilesRequest::Roots {}).await), "nothing is allowed yet");
    scene.allow(Some(FilesScope { change: false, ..everything() })).await;
    let list = FilesRequest::List {
        path: path(&["sub"]),
        order: ListOrder::Name,
        descending: false,
        hidden: false,
        contains: None,
        from: 0,
        count: 100,
        listing: None,
    };
    let FilesAnswer::Listing(listing) = scene.ask(2, list.clone()).await else { panic!("a listing") };
    let names: Vec<_> = listing.entries.iter().map(|entry| entry.name.as_str()).collect();
    assert_eq!(names, ["b.bin", "empty", "note.txt"]);
    let delete = FilesRequest::Delete { paths: vec![path(&["a.bin"])], for_good: true };
    assert!(refused(scene.ask(3, delete.clone()).await), "changes are not allowed");
    assert!(scene.depot().join("a.bin").exists());
    scene.device.does(FaceEvent::StopFiles);
    assert_eq!(scene.scripted.post_to("/device/withdraw").await.body, json!({"what": "files"}));
    assert!(refused(scene.ask(4, list).await), "it was stopped here, whatever the appliance says");
    scene.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_answer_to_the_question_says_how_much_is_allowed() {
    let mut scene = Scene::start(everything()).await;
    scene.live.view(Some((7, Capability::Files)), Sharing::default()).await;
    scene.device.sees("the question", |seen| seen.asked.is_some()).await;
    let files = Some(FilesScope { change: false, ..everything() });
    let scope = serde_json::to_value(&files).unwrap();
    scene.device.does(FaceEvent::Answered { ask: 7, allow: Some(Capability::Files), files, info: None });
    let told = scene.scripted.post_to("/device/answer").await.body;
    assert_eq!(told, json!({"ask": 7, "allow": "files", "files": scope, "info": null}));
    scene.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_arrives_whole_after_cuts() {
    let mut scene = Scene::allowed().await;
    scene.fill();
    scene.scripted.spool.cut(&[(1_000_001, Cut::Break), (70_000, Cut::Break), (0, Cut::Break)]);
    let answer = scene.send(1, &["a.bin", "sub"]).await;
    assert!(matches!(&answer, FilesAnswer::Sending { files: 4, bytes: 5_000_005, .. }), "{answer:?}");
    let spool = scene.scripted.spool.clone();
    let upload = spool.until(ID, "all of it", |upload| upload.bytes.len() == upload.length).await;
    let (folder, outcome) = unpacked(&upload.purpose.unwrap(), &upload.bytes);
    same(folder.path(), &scene.depot());
    let way = MovingWay::FromDevice;
    let shown = |it: &Moving| it.way == way && it.name == "a.bin" && it.more == 3 && it.percent == 100;
    scene.device.sees("what is copied", |seen| seen.status.moving.iter().any(shown)).await;
    // The same again is the same upload.
    assert_eq!(scene.send(2, &["a.bin", "sub"]).await, answer);
    spool.change(ID, |upload| upload.outcome = Some(outcome));
    scene.device.sees("that nothing is moved", |seen| seen.status.moving.is_empty()).await;
    scene.nothing_is_kept().await;
    assert!(spool.log().len() >= 5, "it was cut and gone on with: {:?}", spool.log());
    scene.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_console_that_asks_again_before_the_upload_is_made_is_answered_then() {
    let mut scene = Scene::allowed().await;
    scene.fill();
    let spool = scene.scripted.spool.clone();
    spool.keep_silent(true);
    let send = FilesRequest::Send { transfer: ID.parse().unwrap(), paths: vec![path(&["a.bin"])] };
    for request in [1, 2] {
        let files = send.clone();
        scene.live.say(&DeviceFrame::Files { request, name: "Mara".into(), files }).await;
        spool.until(ID, "the upload", |_| true).await;
    }
    // Requests are heard in turn.
    assert!(matches!(scene.ask(3, FilesRequest::Roots {}).await, FilesAnswer::Roots { .. }));
    spool.keep_silent(false);
    for request in [1, 2] {
        let told = scene.scripted.post_to(&format!("/device/files/{request}")).await.body;
        assert_eq!(told["kind"], "sending", "request {request}: {told}");
    }
    scene.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_goes_on_after_a_restart() {
    let mut scene = Scene::allowed().await;
    scene.fill();
    scene.scripted.spool.cut(&[(3_500_000, Cut::Hold)]);
    scene.send(1, &["a.bin", "sub"]).await;
    let spool = scene.scripted.spool.clone();
    spool.until(ID, "most of it", |upload| upload.bytes.len() == 3_500_000).await;
    scene.restart().await;
    let upload = spool.until(ID, "all of it", |upload| upload.bytes.len() == upload.length).await;
    assert_eq!(spool.log(), ["POST", "PATCH 0", "POST", "PATCH 3500000"]);
    let (folder, outcome) = unpacked(&upload.purpose.unwrap(), &upload.bytes);
    same(folder.path(), &scene.depot());
    spool.change(ID, |upload| upload.outcome = Some(outcome));
    scene.nothing_is_kept().await;
    scene.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_is_written_once_after_cuts() {
    let mut scene = Scene::allowed().await;
    let (files, purpose, stream) = from_console();
    let spool = scene.scripted.spool.clone();
    spool.put(purpose.clone(), &stream, stream.len());
    spool.cut(&[(1_000_001, Cut::Break), (0, Cut::Break), (2_500_000, Cut::Break)]);
    // It is said again after each connection, and is one transfer.
    scene.receive(&purpose).await;
    scene.receive(&purpose).await;
    let upload = spool.until(ID, "the outcome", |upload| upload.outcome.is_some()).await;
    let outcome = upload.outcome.unwrap();
    assert_eq!((outcome.written, outcome.bytes, outcome.failed, outcome.stopped), (4, 5_000_005, 0, false));
    same(files.path(), &scene.depot());
    assert_eq!(parts(&scene.depot()), 0);
    assert_eq!(fs::read_dir(scene.depot()).unwrap().count(), 2, "nothing is there twice");
    let gets = spool.log();
    assert_eq!(gets[..3], ["GET 0", "GET 1000001", "GET 1000001"], "{gets:?}");
    scene.nothing_is_kept().await;
    scene.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_is_said_until_it_is_heard() {
    let mut scene = Scene::allowed().await;
    let (_files, purpose, stream) = from_console();
    let spool = scene.scripted.spool.clone();
    spool.put(purpose.clone(), &stream, stream.len());
    spool.refuse_outcomes(2);
    scene.receive(&purpose).await;
    let upload = spool.until(ID, "the outcome", |upload| upload.outcome.is_some()).await;
    assert_eq!(upload.outcome.map(|outcome| outcome.written), Some(4));
    scene.nothing_is_kept().await;
    scene.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_goes_on_after_a_restart() {
    let mut scene = Scene::allowed().await;
    let (files, purpose, stream) = from_console();
    let spool = scene.scripted.spool.clone();
    spool.put(purpose.clone(), &stream, 2_000_000);
    scene.receive(&purpose).await;
    let sent = |percent: u8| percent >= 39;
    scene.device.sees("what comes", |seen| seen.status.moving.iter().any(|it| sent(it.percent))).await;
    assert_eq!(parts(&scene.depot()), 1);
    scene.restart().await;
    scene.receive(&purpose).await;
    spool.change(ID, |upload| upload.bytes = stream.clone());
    let upload = spool.until(ID, "the outcome", |upload| upload.outcome.is_some()).await;
    let outcome = upload.outcome.unwrap();
    assert_eq!((outcome.written, outcome.failed), (4, 0));
    same(files.path(), &scene.depot());
    let log = spool.log();
    let again: usize = log[1].strip_prefix("GET ").unwrap().parse().unwrap();
    assert!(log.len() == 2 && again >= 1_950_000, "what was there is not read again: {log:?}");
    assert_eq!(parts(&scene.depot()), 0);
    scene.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_transfer_that_the_customer_stops_leaves_nothing_half_and_the_permission_stays() {
    let mut scene = Scene::allowed().await;
    let (_files, purpose, stream) = from_console();
    let spool = scene.scripted.spool.clone();
    spool.put(purpose.clone(), &stream, 4_000_000);
    scene.receive(&purpose).await;
    let way = MovingWay::ToDevice;
    scene
        .device
        .sees("what comes", |seen| seen.status.moving.iter().any(|it| it.way == way && it.percent > 70))
        .await;
    scene.device.does(FaceEvent::StopTransfers);
    scene.device.sees("that nothing is moved", |seen| seen.status.moving.is_empty()).await;
    let upload = spool.until(ID, "the outcome", |upload| upload.outcome.is_some()).await;
    let outcome = upload.outcome.unwrap();
    assert!(outcome.stopped && outcome.by_customer && outcome.written == 1, "{outcome:?}");
    scene.nothing_is_kept().await;
    assert_eq!(parts(&scene.depot()), 0);
    assert!(matches!(scene.ask(1, FilesRequest::Roots {}).await, FilesAnswer::Roots { .. }));
    scene.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_device_cannot_take_is_not_the_customers_doing() {
    let mut scene = Scene::allowed().await;
    let (_files, mut purpose, stream) = from_console();
    if let UploadPurpose::ToDevice { folder, .. } = &mut purpose {
        *folder = path(&["gone"]);
    }
    let spool = scene.scripted.spool.clone();
    spool.put(purpose.clone(), &stream, stream.len());
    scene.receive(&purpose).await;
    let upload = spool.until(ID, "the outcome", |upload| upload.outcome.is_some()).await;
    let outcome = upload.outcome.unwrap();
    assert!(outcome.stopped && !outcome.by_customer, "{outcome:?}");
    assert_eq!(outcome.faults.last().map(|fault| fault.code), Some(FaultCode::NotFound));
    scene.nothing_is_kept().await;
    scene.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stopping_everything_ends_all_transfers_at_once() {
    let mut scene = Scene::allowed().await;
    scene.fill();
    let spool = scene.scripted.spool.clone();
    spool.cut(&[(1_000_000, Cut::Hold)]);
    scene.send(1, &["a.bin"]).await;
    spool.until(ID, "some of it", |upload| upload.bytes.len() == 1_000_000).await;
    scene.device.does(FaceEvent::StopAll);
    scene.device.sees("that nothing is allowed", |seen| !seen.status.lent()).await;
    scene.nothing_is_kept().await;
    assert_eq!(scene.scripted.post_to("/device/withdraw").await.body, json!({"what": "files"}));
    assert_eq!(spool.log(), ["POST", "PATCH 0"], "nothing more goes out");
    scene.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_permission_that_is_taken_back_there_ends_a_transfer_when_the_appliance_says_so() {
    let mut scene = Scene::allowed().await;
    let (_files, purpose, stream) = from_console();
    let spool = scene.scripted.spool.clone();
    spool.put(purpose.clone(), &stream, 2_000_000);
    scene.receive(&purpose).await;
    scene.device.sees("what comes", |seen| seen.status.moving.iter().any(|it| it.percent >= 39)).await;
    scene.allow(None).await;
    scene.device.sees("that nothing is moved", |seen| !seen.status.lent()).await;
    let (upload, why) = (ID.parse().unwrap(), UploadEnd::Withdrawn);
    scene.live.say(&DeviceFrame::TransferEnded { upload, why }).await;
    scene.nothing_is_kept().await;
    assert_eq!(parts(&scene.depot()), 0);
    scene.quit().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_this_device_does_not_allow_is_refused_whatever_the_appliance_says() {
    let mut scene = Scene::start(FilesScope { to_device: false, ..everything() }).await;
    scene.allow(Some(FilesScope::everything())).await;
    let (_files, purpose, stream) = from_console();
    let spool = scene.scripted.spool.clone();
    spool.put(purpose.clone(), &stream, stream.len());
    scene.receive(&purpose).await;
    spool.until(ID, "the refusal", |upload| upload.over).await;
    assert_eq!(spool.log(), ["DELETE"]);
    assert_eq!(fs::read_dir(scene.depot()).unwrap().count(), 0);
    scene.quit().await;
}
