//! What travels about files, pinned as JSON. See `golden.rs`.

#![allow(clippy::unwrap_used, reason = "a test's helpers fail by panicking")]

mod pinned;

use farhand_protocol::capability::{Ask, Capability, CustomerAnswer};
use farhand_protocol::chat::{Author, Body, Entry, FilesMoved, SessionEvent};
use farhand_protocol::device::DeviceFrame;
use farhand_protocol::files::{
    DevicePath, EntryAt, FaultCode, FileEntry, FileFault, FileKind, FileName, FilesAnswer, FilesArea,
    FilesRequest, FilesRoot, FilesScope, FolderListing, IfTaken, ListOrder, Place, RootId, Trashed,
};
use farhand_protocol::upload::{ChatFile, TransferOutcome, UploadEnd, UploadPurpose, UploadState};
use farhand_protocol::{ClientId, RepresentativeId, SessionId, Timestamp};
use pinned::check;

fn id() -> ClientId {
    "transfer-1".parse().unwrap()
}

fn name(text: &str) -> FileName {
    text.parse().unwrap()
}

fn path(names: &[&str]) -> DevicePath {
    DevicePath { root: RootId("home".into()), names: names.iter().map(|text| name(text)).collect() }
}

fn downloads() -> FilesScope {
    let area = FilesArea::Place { place: Place::Downloads };
    FilesScope { to_device: true, from_device: false, change: false, area }
}

fn trashed() -> Trashed {
    Trashed { path: path(&["old.txt"]), mark: "old.txt.trashinfo".into() }
}

fn fault() -> FileFault {
    let names = vec![name("Depot"), name("locked.db")];
    FileFault { code: FaultCode::NotPermitted, names, message: "\"locked.db\" cannot be read".into() }
}

fn to_device() -> UploadPurpose {
    UploadPurpose::ToDevice {
        id: id(),
        folder: path(&["Depot"]),
        taken: vec![(name("report.pdf"), IfTaken::Replace)],
        if_taken: IfTaken::KeepBoth,
        files: 3,
        bytes: 5_000_000_000,
        name: name("report.pdf"),
    }
}

#[test]
fn scopes_and_questions() {
    let chosen = FilesScope { area: FilesArea::Chosen { name: "Depot".into() }, ..downloads() };
    check("files_scope", &[FilesScope::everything(), downloads(), chosen.clone()]);
    check(
        "ask",
        &[
            Ask { what: Capability::Control, files: None, info: None },
            Ask { what: Capability::Files, files: Some(downloads()), info: None },
        ],
    );
    let answer = CustomerAnswer { ask: 12, allow: Some(Capability::Files), files: Some(chosen), info: None };
    check("customer_answer_files", &[answer]);
}

#[test]
fn requests() {
    let list = FilesRequest::List {
        path: path(&["Fotos", "caf\u{f7e9}"]),
        order: ListOrder::Changed,
        descending: true,
        hidden: false,
        contains: Some("jpg".into()),
        from: 500,
        count: 500,
        listing: Some(7),
    };
    let paths = || vec![path(&["a.txt"])];
    check(
        "files_request",
        &[
            FilesRequest::Roots {},
            list,
            FilesRequest::Stat { paths: paths() },
            FilesRequest::MakeFolder { folder: path(&[]), name: name("New") },
            FilesRequest::Rename { path: path(&["a.txt"]), name: name("b.txt") },
            FilesRequest::Move { paths: paths(), folder: path(&["New"]), if_taken: IfTaken::Skip },
            FilesRequest::Delete { paths: paths(), for_good: false },
            FilesRequest::Restore { trashed: vec![trashed()] },
            FilesRequest::Send { transfer: id(), paths: paths() },
        ],
    );
}

#[test]
fn answers() {
    let root = FilesRoot {
        id: RootId("home".into()),
        place: Place::Home,
        name: "Home".into(),
        free: Some(1 << 40),
        total: None,
    };
    let entry = FileEntry {
        name: name("report.pdf"),
        kind: FileKind::File,
        size: Some(4_096),
        changed: Some(Timestamp(9_000)),
        hidden: false,
        unreadable: true,
    };
    let folder = FileEntry {
        name: name(".config"),
        kind: FileKind::Folder,
        size: None,
        changed: None,
        hidden: true,
        unreadable: false,
    };
    let listing = FolderListing {
        listing: 7,
        total: 2,
        hidden: 0,
        from: 0,
        entries: vec![folder, entry.clone()],
        free: Some(1_000),
    };
    check(
        "files_answer",
        &[
            FilesAnswer::Roots { roots: vec![root] },
            FilesAnswer::Listing(listing),
            FilesAnswer::Entries { entries: vec![EntryAt { path: path(&["report.pdf"]), entry }] },
            FilesAnswer::Done { faults: vec![fault()], trashed: vec![trashed()] },
            FilesAnswer::Sending { upload: id(), files: 2, bytes: 10, faults: vec![fault()] },
            FilesAnswer::Failed(fault()),
        ],
    );
}

#[test]
fn uploads() {
    let chat =
        UploadPurpose::Chat { id: id(), name: name("photo.jpg"), media_type: Some("image/jpeg".into()) };
    let from = UploadPurpose::FromDevice { id: id(), files: 2, bytes: 10, name: name("log.txt") };
    check("upload_purpose", &[chat, to_device(), from]);
    let outcome = TransferOutcome {
        written: 2,
        bytes: 10,
        skipped: 1,
        faults: vec![fault()],
        failed: 1,
        stopped: true,
        by_customer: true,
    };
    check("transfer_outcome", std::slice::from_ref(&outcome));
    check(
        "upload_state",
        &[
            UploadState { offset: 5, length: 10, outcome: None },
            UploadState { offset: 10, length: 10, outcome: Some(outcome) },
        ],
    );
    check("upload_end", &UploadEnd::ALL);
}

#[test]
fn device_frames_about_files() {
    check(
        "device_frame_files",
        &[
            DeviceFrame::Files { request: 9, name: "Ines".into(), files: FilesRequest::Roots {} },
            DeviceFrame::Receive { purpose: to_device(), name: "Ines".into() },
            DeviceFrame::TransferEnded { upload: id(), why: UploadEnd::Withdrawn },
        ],
    );
}

#[test]
fn entries_about_files() {
    let moved = |failed, reason: Option<&str>| FilesMoved {
        name: "report.pdf".into(),
        files: 2,
        failed,
        bytes: 10,
        folder: Some("Home/Depot".into()),
        reason: reason.map(str::to_owned),
    };
    let from_device = |failed, reason| FilesMoved { folder: None, ..moved(failed, reason) };
    let file = ChatFile {
        upload: id(),
        name: name("photo.jpg"),
        size: 10,
        sha256: "84d89877f0d4041efb6bf91a16f0248f2fd573e6af05c19f96bedb9f882f7882".into(),
        media_type: Some("image/jpeg".into()),
        kept_until: Timestamp(604_800_000),
    };
    let events = [
        SessionEvent::FileUpload(moved(0, None)),
        SessionEvent::FileUploadFailed(moved(1, Some("\"locked.db\" cannot be read"))),
        SessionEvent::FileDownload(from_device(0, None)),
        SessionEvent::FileDownloadFailed(from_device(1, Some("it was stopped before its end"))),
        SessionEvent::FileMoved { from: "Home/a".into(), to: "Home/b".into() },
        SessionEvent::FileDeleted { path: "Home/a and 1 more".into(), count: 2, trash: true },
        SessionEvent::FileRestored { path: "Home/a".into(), count: 1 },
        SessionEvent::DirectoryCreated { path: "Home/New".into() },
    ];
    let bodies = std::iter::once(Body::File { file }).chain(events.map(|event| Body::Event { event }));
    let ines = Author::Representative { id: RepresentativeId(7), name: "Ines".into() };
    let entries: Vec<_> = (1..)
        .zip(bodies)
        .map(|(number, body)| Entry {
            lsid: SessionId::from_bytes([0x5a; 16]),
            number,
            at: Timestamp(2_000),
            author: ines.clone(),
            client_id: matches!(body, Body::File { .. }).then(id),
            body,
        })
        .collect();
    check("entry_files", &entries);
}

#[test]
fn unknown_fields_in_requests_are_refused() {
    for request in [r#"{"kind":"roots","path":1}"#, r#"{"kind":"stat","paths":[],"from":0}"#] {
        assert!(serde_json::from_str::<FilesRequest>(request).is_err(), "{request}");
    }
    let both = r#"{"kind":"whole","place":"downloads"}"#;
    assert!(serde_json::from_str::<FilesArea>(both).is_err(), "it would be taken for the whole device");
}
