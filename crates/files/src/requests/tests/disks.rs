//! Several disks: what goes from one to another, and what is mounted where it is not expected.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::sync::Arc;

use farhand_mounts::{Mount, may_mount};
use farhand_protocol::files::{DevicePath, FaultCode, FilesRequest, IfTaken, Place, RootId};

use super::super::Faults;
use super::super::taking::take_away;
use super::{ask, faults, files};
use crate::testing::{Disk, Ground, area_of, at};
use crate::{Files, Rights, Stop};

const EVERY: [IfTaken; 3] = [IfTaken::Replace, IfTaken::KeepBoth, IfTaken::Skip];

fn shift(files: &Files, path: &str, folder: DevicePath, if_taken: IfTaken) -> Vec<FaultCode> {
    let request = FilesRequest::Move { paths: vec![at(path)], folder, if_taken };
    faults(ask(files, request)).into_iter().map(|fault| fault.code).collect()
}

fn delete(files: &Files, path: &str) -> Vec<FaultCode> {
    let request = FilesRequest::Delete { paths: vec![at(path)], for_good: true };
    faults(ask(files, request)).into_iter().map(|fault| fault.code).collect()
}

/// A root of its own for another folder.
fn with_root(ground: &Ground, id: &str, path: &std::path::Path) -> (Files, DevicePath) {
    let (mut area, id) = (area_of(ground.folder.path()), RootId(id.to_owned()));
    area.add(id.clone(), Place::Volume, "other".to_owned(), path).unwrap();
    (Files::new(Arc::new(area), Rights::ALL), DevicePath::root(id))
}

#[test]
fn another_disk_gets_a_copy_and_this_one_keeps_nothing() {
    if !may_mount() {
        return;
    }
    let (one, disk) = (Ground::new(), Disk::new("size=4m"));
    let other = &disk.ground;
    let (files, folder) = with_root(&one, "m", other.folder.path());
    one.file("docs/a", "new");
    one.file("docs/deep/b", vec![1; 5000]);
    one.make("docs/empty");
    other.file("docs/a", "old");
    let before = one.tree();
    let request = |if_taken| shift(&files, "docs", folder.clone(), if_taken);
    assert_eq!(request(IfTaken::Skip), []);
    assert_eq!(one.tree(), before);
    assert_eq!(request(IfTaken::Replace), []);
    assert!(one.tree().is_empty());
    let mut after = other.tree();
    after.retain(|path, _| before.contains_key(path));
    assert_eq!(after, before);
    // What cannot go stays, all of it.
    one.file("docs/a", "new");
    one.link("docs/link", "a");
    assert_eq!(request(IfTaken::Replace), [FaultCode::WrongKind]);
    assert!(one.has("docs/a") && one.has("docs/link"));
}

#[test]
fn a_folder_does_not_move_onto_a_disk_that_is_mounted_in_it() {
    if !may_mount() {
        return;
    }
    let ground = Ground::new();
    ground.file("a/x", "1");
    let disk = ground.make("a/in/mnt");
    let _mount = Mount::memory(&disk, "size=1m");
    ground.file("a/in/mnt/kept/y", "2");
    let files = files(&ground);
    let (by_root, root) = with_root(&ground, "m", &disk);
    for more in [None, Some("a/in/mnt/a/x"), Some("a/in/mnt/kept/a/in/z")] {
        if let Some(path) = more {
            ground.file(path, "3");
        }
        let before = ground.tree();
        for if_taken in EVERY {
            assert_eq!(shift(&files, "a", at("a/in/mnt"), if_taken), [FaultCode::WrongKind]);
            assert_eq!(shift(&files, "a", at("a/in/mnt/kept"), if_taken), [FaultCode::WrongKind]);
            assert_eq!(shift(&by_root, "a", root.clone(), if_taken), [FaultCode::WrongKind]);
            assert_eq!(ground.tree(), before);
        }
    }
}

#[test]
fn a_folder_does_not_move_into_itself_where_a_part_of_it_stands_elsewhere() {
    if !may_mount() {
        return;
    }
    let ground = Ground::new();
    ground.file("a/x", "1");
    ground.file("a/sub/deep/y", "2");
    ground.make("b");
    let _mount = Mount::bind(&ground.join("a/sub"), &ground.join("b"));
    let before = ground.tree();
    for if_taken in EVERY {
        for folder in ["b", "b/deep"] {
            assert_eq!(shift(&files(&ground), "a", at(folder), if_taken), [FaultCode::WrongKind]);
        }
        assert_eq!(ground.tree(), before);
    }
}

#[test]
fn a_folder_does_not_become_one_with_itself_where_it_stands_in_two_places() {
    if !may_mount() {
        return;
    }
    let (ground, disk) = (Ground::new(), Disk::new("size=4m"));
    ground.file("a/sub/x", "1");
    let _mount = Mount::bind(&ground.join("a/sub"), &disk.ground.make("a/sub"));
    let (files, folder) = with_root(&ground, "m", disk.ground.folder.path());
    for if_taken in EVERY {
        assert_eq!(shift(&files, "a", folder.clone(), if_taken), [FaultCode::WrongKind]);
    }
    assert_eq!(ground.read("a/sub/x"), b"1");
}

#[test]
fn a_disk_that_is_mounted_in_a_folder_is_neither_deleted_nor_carried_with_it() {
    if !may_mount() {
        return;
    }
    let (ground, disk) = (Ground::new(), Disk::new("size=4m"));
    ground.file("a/x", "1");
    ground.make("a/in/mnt");
    ground.make("a/in/twice");
    let _mount = Mount::memory(&ground.join("a/in/mnt"), "size=1m");
    let _bind = Mount::bind(&ground.make("elsewhere"), &ground.join("a/in/twice"));
    ground.file("a/in/mnt/y", "2");
    ground.file("elsewhere/z", "3");
    let (both, folder) = with_root(&ground, "m", disk.ground.folder.path());
    let before = ground.tree();
    for path in ["a", "a/in/mnt"] {
        assert_eq!(shift(&both, path, folder.clone(), IfTaken::KeepBoth), [FaultCode::WrongKind]);
    }
    assert_eq!(delete(&both, "a/in/mnt"), [FaultCode::WrongKind]);
    assert_eq!(ground.tree(), before);
    assert!(disk.ground.tree().is_empty());
    // What is on this disk goes, and the folders stay that others are mounted in.
    let (kind, left) = (FaultCode::WrongKind, FaultCode::Failed);
    assert_eq!(delete(&both, "a"), [kind, kind, left, left]);
    assert!(!ground.has("a/x") && ground.has("a/in/mnt/y") && ground.has("elsewhere/z"));
}

#[test]
fn what_came_or_changed_since_it_was_carried_stays() {
    let ground = Ground::quick();
    for path in ["a/gone", "a/same", "a/changed", "a/in/same", "a/kind"] {
        ground.file(path, "1");
    }
    let plan = ground.plan();
    let spot = ground.area.spot(&at("a")).unwrap();
    std::fs::remove_file(ground.join("a/gone")).unwrap();
    std::fs::remove_file(ground.join("a/kind")).unwrap();
    ground.file("a/changed", "22");
    ground.file("a/in/new", "1");
    ground.make("a/kind");
    let mut faults = Faults::default();
    take_away(&plan, &spot, &mut faults, &Stop::new()).unwrap();
    let found: Vec<_> = ground.tree().into_keys().map(|path| path.display().to_string()).collect();
    assert_eq!(found, ["a", "a/changed", "a/in", "a/in/new", "a/kind"]);
    let codes: Vec<_> = faults.0.iter().map(|fault| fault.code).collect();
    let (left, changed) = (FaultCode::Failed, FaultCode::Changed);
    assert_eq!(codes, [left, changed, changed, left], "{:?}", faults.0);
}
