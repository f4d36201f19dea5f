#![allow(clippy::unwrap_used, reason = "a test may fail")]

mod changing;
#[cfg(target_os = "linux")]
mod disks;
mod listing;
mod trashing;

use std::sync::Arc;

use farhand_protocol::files::{FaultCode, FileFault, FilesAnswer, FilesRequest, IfTaken, ListOrder};
use farhand_protocol::{ClientId, Timestamp};

use super::{Files, Reply, Rights};
use crate::testing::{Ground, at, name};

const NOW: Timestamp = Timestamp(1_700_000_000_000);

fn files(ground: &Ground) -> Files {
    Files::new(Arc::clone(&ground.area), Rights::ALL)
}

fn ask(files: &Files, request: FilesRequest) -> FilesAnswer {
    match files.answer(request, NOW) {
        Reply::Answer(answer) => answer,
        Reply::Plan { .. } => panic!("a plan was made"),
    }
}

/// The faults of something that was done, at least partly.
fn faults(answer: FilesAnswer) -> Vec<FileFault> {
    match answer {
        FilesAnswer::Done { faults, .. } => faults,
        other => panic!("{other:?}"),
    }
}

fn failed(answer: &FilesAnswer) -> FaultCode {
    match answer {
        FilesAnswer::Failed(fault) => fault.code,
        other => panic!("{other:?}"),
    }
}

fn list(path: &str) -> FilesRequest {
    let (path, order) = (at(path), ListOrder::Name);
    FilesRequest::List {
        path,
        order,
        descending: false,
        hidden: false,
        contains: None,
        from: 0,
        count: 500,
        listing: None,
    }
}

/// Every request, and which right it needs: to the device, from it, change; none for any of them.
fn every() -> Vec<(FilesRequest, Option<Rights>)> {
    let none = Rights::default();
    let (to, from, change) = (
        Rights { to_device: true, ..none },
        Rights { from_device: true, ..none },
        Rights { change: true, ..none },
    );
    let paths = vec![at("a")];
    vec![
        (FilesRequest::Roots {}, None),
        (list(""), None),
        (FilesRequest::Stat { paths: paths.clone() }, None),
        (FilesRequest::MakeFolder { folder: at(""), name: name("new") }, Some(to)),
        (FilesRequest::Send { transfer: ClientId::from_bytes([1; 16]), paths: paths.clone() }, Some(from)),
        (FilesRequest::Rename { path: at("none"), name: name("b") }, Some(change)),
        (FilesRequest::Move { paths: vec![], folder: at(""), if_taken: IfTaken::Skip }, Some(change)),
        (FilesRequest::Delete { paths: vec![], for_good: true }, Some(change)),
        (FilesRequest::Restore { trashed: vec![] }, Some(change)),
    ]
}

#[test]
fn each_request_needs_its_right() {
    let all = [
        Rights { to_device: true, ..Rights::default() },
        Rights { from_device: true, ..Rights::default() },
        Rights { change: true, ..Rights::default() },
        Rights::default(),
    ];
    for rights in all {
        for (request, needed) in every() {
            let ground = Ground::quick();
            ground.file("a", "1");
            let files = Files::new(Arc::clone(&ground.area), rights);
            let allowed = needed.map_or(rights != Rights::default(), |needed| needed == rights);
            let refused = match files.answer(request.clone(), NOW) {
                Reply::Answer(FilesAnswer::Failed(fault)) => fault.code == FaultCode::NotAllowed,
                Reply::Answer(_) | Reply::Plan { .. } => false,
            };
            assert_eq!(refused, !allowed, "{request:?} with {rights:?}");
        }
    }
}

#[test]
fn what_was_stopped_answers_nothing_any_more() {
    let ground = Ground::quick();
    let files = files(&ground);
    files.stop().stop();
    for (request, _) in every() {
        assert_eq!(failed(&ask(&files, request)), FaultCode::NotAllowed);
    }
}

#[test]
fn sending_is_a_plan() {
    let ground = Ground::quick();
    ground.file("a", "123");
    let transfer = ClientId::from_bytes([1; 16]);
    let request = FilesRequest::Send { transfer: transfer.clone(), paths: vec![at("a"), at("none")] };
    let Reply::Plan { transfer: told, plan } = files(&ground).answer(request, NOW) else { panic!("no plan") };
    assert_eq!(told, transfer);
    let FilesAnswer::Sending { upload, files, bytes, faults } = plan.sending(told) else {
        panic!("no answer")
    };
    assert_eq!((upload, files, bytes, faults.len()), (transfer, 1, 3, 1));
}

#[test]
fn too_many_paths_at_once_are_refused() {
    let ground = Ground::quick();
    let answer = ask(&files(&ground), FilesRequest::Stat { paths: vec![at("a"); 501] });
    assert_eq!(failed(&answer), FaultCode::TooMuch);
}
