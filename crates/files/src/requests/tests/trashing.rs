#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::sync::Arc;

use farhand_protocol::files::{FaultCode, FilesAnswer, FilesRequest, Trashed};

use super::{ask, faults, files};
use crate::Files;
use crate::testing::{Ground, area_of, at, latin};
use crate::trash::Trash;

/// A home folder with its trash, and an area in it.
struct Home {
    ground: Ground,
    files: Files,
}

impl Home {
    fn new() -> Self {
        let ground = Ground::quick();
        ground.make("home/docs");
        let area = Arc::new(area_of(&ground.join("home")));
        let trash = Trash::at(ground.join("data/Trash"));
        Self { files: Files { trash, ..files_of(area) }, ground }
    }

    fn delete(&self, path: &str) -> Trashed {
        let answer = ask(&self.files, FilesRequest::Delete { paths: vec![at(path)], for_good: false });
        let FilesAnswer::Done { faults, mut trashed } = answer else { panic!("{answer:?}") };
        assert!(faults.is_empty(), "{faults:?}");
        trashed.pop().unwrap()
    }

    fn restore(&self, trashed: Trashed) -> Vec<FaultCode> {
        let answer = ask(&self.files, FilesRequest::Restore { trashed: vec![trashed] });
        faults(answer).into_iter().map(|fault| fault.code).collect()
    }
}

fn files_of(area: Arc<crate::Area>) -> Files {
    Files::new(area, crate::Rights::ALL)
}

#[test]
fn what_is_deleted_lies_in_the_trash_and_comes_back() {
    let home = Home::new();
    home.ground.file("home/docs/a b.txt", "1");
    let file = home.delete("docs/a b.txt");
    assert_eq!(file.mark, "a b.txt");
    assert!(!home.ground.has("home/docs/a b.txt"));
    assert_eq!(home.ground.read("data/Trash/files/a b.txt"), b"1");
    let info = String::from_utf8(home.ground.read("data/Trash/info/a b.txt.trashinfo")).unwrap();
    assert!(info.contains("/docs/a%20b.txt\nDeletionDate=2023-11-1"), "{info}");
    let folder = home.delete("docs");
    assert_eq!(home.restore(folder), []);
    assert_eq!(home.restore(file), []);
    assert_eq!(home.ground.read("home/docs/a b.txt"), b"1");
    let left = home.ground.tree().into_keys().filter(|path| path.starts_with("data/Trash")).count();
    assert_eq!(left, 3, "the trash itself, and its two folders");
}

#[test]
fn two_of_one_name_lie_side_by_side() {
    let home = Home::new();
    home.ground.file("home/a", "first");
    let first = home.delete("a");
    home.ground.file("home/a", "second");
    let second = home.delete("a");
    assert_eq!((first.mark.as_str(), second.mark.as_str()), ("a", "a (2)"));
    assert_eq!(home.restore(first.clone()), []);
    assert_eq!(home.ground.read("home/a"), b"first");
    assert_eq!(home.restore(second), [FaultCode::Taken]);
    assert_eq!(home.restore(first), [FaultCode::NotFound]);
}

#[test]
fn a_mark_fetches_nothing_from_elsewhere() {
    let home = Home::new();
    home.ground.file("home/a", "1");
    let mark = home.delete("a").mark;
    let elsewhere = |path: &str, mark: &str| home.restore(Trashed { path: at(path), mark: mark.to_owned() });
    assert_eq!(elsewhere("docs/a", &mark), [FaultCode::NotFound]);
    for mark in ["", "..", "../info/a.trashinfo", "a/b", "b", "\0", &"x".repeat(2000), &"x".repeat(250)] {
        assert_eq!(elsewhere("a", mark), [FaultCode::NotFound], "{mark}");
    }
    // What another user's program has put there says where it was, and goes nowhere else.
    home.ground.file("data/Trash/files/secret", "secret");
    home.ground.file("data/Trash/info/secret.trashinfo", "[Trash Info]\nPath=/etc/secret\n");
    assert_eq!(elsewhere("secret", "secret"), [FaultCode::NotFound]);
}

#[test]
fn names_that_are_no_text_come_back() {
    let home = Home::new();
    let path = home.ground.join("home").join(latin());
    fs::write(&path, "1").unwrap();
    let trashed = home.delete("caf\u{f7e9}.txt");
    assert!(!path.exists());
    assert_eq!(home.restore(trashed), []);
    assert_eq!(fs::read(path).unwrap(), b"1");
}

#[test]
fn the_longest_names_have_a_place() {
    let home = Home::new();
    let long = "ü".repeat(127);
    for _ in 0..2 {
        home.ground.file(&format!("home/{long}"), "1");
        let trashed = home.delete(&long);
        home.ground.file(&format!("home/{long}"), "2");
        home.delete(&long);
        assert_eq!(home.restore(trashed), []);
        assert_eq!(home.ground.read(&format!("home/{long}")), b"1");
    }
}

#[test]
fn links_lie_in_the_trash_themselves() {
    let home = Home::new();
    home.ground.file("outside", "kept");
    home.ground.link("home/link", "../outside");
    let trashed = home.delete("link");
    assert!(home.ground.join("data/Trash/files/link").is_symlink());
    assert_eq!(home.restore(trashed), []);
    assert!(home.ground.join("home/link").is_symlink());
    assert_eq!(home.ground.read("outside"), b"kept");
}

#[cfg(target_os = "linux")]
#[test]
fn another_disk_has_a_trash_of_its_own() {
    use crate::testing::Disk;
    if !farhand_mounts::may_mount() {
        return;
    }
    let (home, other) = (Ground::new(), Disk::new("size=1m"));
    let disk = &other.ground;
    disk.file("a", "1");
    let top = disk.join(&format!(".Trash-{}", rustix::process::getuid().as_raw()));
    let files = Files { trash: Trash::at(home.join("Trash")), ..files(disk) };
    let answer = ask(&files, FilesRequest::Delete { paths: vec![at("a")], for_good: false });
    let FilesAnswer::Done { faults: none, trashed } = answer else { panic!("{answer:?}") };
    assert!(none.is_empty(), "{none:?}");
    assert!(!disk.has("a") && top.join("files").join(&trashed[0].mark).exists());
    assert!(faults(ask(&files, FilesRequest::Restore { trashed })).is_empty());
    assert_eq!(disk.read("a"), b"1");
}
