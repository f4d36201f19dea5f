#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use farhand_protocol::Timestamp;
use farhand_protocol::files::{
    FaultCode, FileKind, FilesAnswer, FilesRequest, FolderListing, ListOrder, Place,
};

use super::{NOW, Reply, ask, failed, files, list};
use crate::testing::{Ground, at, latin, name, root};
use crate::{Area, Files, Rights};

fn listing(answer: FilesAnswer) -> FolderListing {
    match answer {
        FilesAnswer::Listing(listing) => listing,
        other => panic!("{other:?}"),
    }
}

fn names(listing: &FolderListing) -> Vec<&str> {
    listing.entries.iter().map(|entry| entry.name.as_str()).collect()
}

fn ground() -> Ground {
    let ground = Ground::quick();
    for (path, size, at_s) in [("b10", 3, 30), ("B9", 1, 10), ("a.txt", 2, 20), (".hid", 9, 5)] {
        let path = ground.file(path, vec![1; size]);
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(at_s);
        File::options().write(true).open(path).unwrap().set_modified(at).unwrap();
    }
    ground.make("zoo");
    ground.link("Link", "/etc");
    ground
}

#[test]
fn a_root_that_does_not_exist_yet_is_empty_until_a_folder_is_made_in_it() {
    let ground = Ground::quick();
    let mut area = Area::none();
    area.add_to_be(root(), Place::Downloads, String::new(), &ground.join("Downloads")).unwrap();
    let files = Files::new(area.into(), Rights::ALL);
    let found = listing(ask(&files, list("")));
    assert_eq!((found.total, found.entries.len()), (0, 0));
    assert!(!ground.join("Downloads").exists());
    let made = ask(&files, FilesRequest::MakeFolder { folder: at(""), name: name("new") });
    assert!(matches!(made, FilesAnswer::Done { .. }), "{made:?}");
    assert_eq!(names(&listing(ask(&files, list("")))), ["new"]);
}

#[test]
fn folders_come_first_and_hidden_files_are_counted() {
    let ground = ground();
    let found = listing(ask(&files(&ground), list("")));
    assert_eq!(names(&found), ["zoo", "a.txt", "B9", "b10", "Link"]);
    assert_eq!((found.total, found.hidden, found.from), (5, 1, 0));
    assert!(found.free.is_some());
    let entry = &found.entries[1];
    assert_eq!((entry.kind, entry.size, entry.changed), (FileKind::File, Some(2), Some(Timestamp(20_000))));
    assert!(!entry.hidden && !entry.unreadable);
    let kinds: Vec<_> = found.entries.iter().map(|entry| (entry.kind, entry.size)).collect();
    assert_eq!(kinds[0], (FileKind::Folder, None));
    assert_eq!(kinds[4], (FileKind::Link, None));
}

/// A listing in some order.
fn ordered(by: ListOrder, turned: bool, contains: Option<&str>, hidden: bool) -> Vec<String> {
    let ground = ground();
    let FilesRequest::List { path, from, count, listing: number, .. } = list("") else { unreachable!() };
    let contains = contains.map(str::to_owned);
    let request = FilesRequest::List {
        path,
        order: by,
        descending: turned,
        hidden,
        contains,
        from,
        count,
        listing: number,
    };
    let found = listing(ask(&files(&ground), request));
    names(&found).into_iter().map(str::to_owned).collect()
}

#[test]
fn every_order_goes_both_ways() {
    assert_eq!(ordered(ListOrder::Name, true, None, false), ["zoo", "Link", "b10", "B9", "a.txt"]);
    assert_eq!(ordered(ListOrder::Size, false, None, true), ["zoo", "Link", "B9", "a.txt", "b10", ".hid"]);
    assert_eq!(ordered(ListOrder::Size, true, None, false), ["zoo", "b10", "a.txt", "B9", "Link"]);
    let changed = ordered(ListOrder::Changed, false, None, true);
    assert_eq!(changed, ["zoo", ".hid", "B9", "a.txt", "b10", "Link"]);
    assert_eq!(ordered(ListOrder::Name, false, Some("B"), false), ["B9", "b10"]);
    assert_eq!(ordered(ListOrder::Name, false, Some("I"), true), [".hid", "Link"]);
}

fn page(files: &Files, from: u32, number: Option<u64>, now: Timestamp) -> FolderListing {
    let FilesRequest::List { path, order, descending, hidden, contains, .. } = list("") else {
        unreachable!()
    };
    let request =
        FilesRequest::List { path, order, descending, hidden, contains, from, count: 2, listing: number };
    match files.answer(request, now) {
        Reply::Answer(answer) => listing(answer),
        Reply::Plan { .. } => panic!("a plan was made"),
    }
}

#[test]
fn pages_hold_still_while_the_folder_changes() {
    let ground = Ground::quick();
    for name in ["a", "b", "c", "d", "e"] {
        ground.file(name, "1");
    }
    let files = files(&ground);
    let first = page(&files, 0, None, NOW);
    assert_eq!(names(&first), ["a", "b"]);
    fs::remove_file(ground.join("d")).unwrap();
    ground.file("aa", "1");
    let second = page(&files, 2, Some(first.listing), NOW.plus(59_000));
    assert_eq!((names(&second), second.total, second.from), (vec!["c", "d"], 5, 2));
    assert!(second.entries[1].unreadable && second.entries[1].size.is_none());
    // Its life begins anew with each use; then it is over, and the folder is read again.
    let third = page(&files, 4, Some(first.listing), NOW.plus(118_000));
    assert_eq!((names(&third), third.listing), (vec!["e"], first.listing));
    let fourth = page(&files, 0, Some(first.listing), NOW.plus(179_000));
    assert_eq!(names(&fourth), ["a", "aa"]);
    assert_ne!(fourth.listing, first.listing);
    let beyond = page(&files, 90, Some(fourth.listing), NOW.plus(179_000));
    assert_eq!((beyond.from, beyond.entries.len()), (5, 0));
}

#[test]
fn a_listing_from_before_a_restart_is_not_taken_for_a_newer_one() {
    let ground = Ground::quick();
    for name in ["a", "b", "c"] {
        ground.file(name, "");
    }
    let before = page(&files(&ground), 0, None, NOW).listing;
    let again = files(&ground);
    let first = page(&again, 0, None, NOW).listing;
    let second = page(&again, 2, Some(before), NOW).listing;
    assert!(second != before && first != before, "the view sees that the order is another one");
    assert!([before, first, second].iter().all(|number| *number < 1 << 53), "any JSON reader keeps it");
}

#[test]
fn only_the_last_listings_are_kept() {
    let ground = Ground::quick();
    ground.file("a", "1");
    let files = files(&ground);
    let first = page(&files, 0, None, NOW).listing;
    let others: Vec<u64> = (0..4).map(|_| page(&files, 0, None, NOW).listing).collect();
    assert_ne!(page(&files, 0, Some(first), NOW).listing, first);
    assert_eq!(page(&files, 0, Some(others[3]), NOW).listing, others[3]);
}

#[test]
fn names_that_are_no_text_are_listed_and_asked_about() {
    let ground = Ground::quick();
    fs::write(ground.folder.path().join(latin()), "12").unwrap();
    let files = files(&ground);
    let found = listing(ask(&files, list("")));
    let name = found.entries[0].name.clone();
    assert_eq!((name.as_str(), found.entries[0].size), ("caf\u{f7e9}.txt", Some(2)));
    let paths = vec![at("").join(name), at("none"), at("")];
    let FilesAnswer::Entries { entries } = ask(&files, FilesRequest::Stat { paths }) else {
        panic!("no entries")
    };
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].entry, found.entries[0]);
}

#[test]
fn what_is_no_folder_is_not_listed() {
    let ground = ground();
    let files = files(&ground);
    assert_eq!(failed(&ask(&files, list("a.txt"))), FaultCode::WrongKind);
    assert_eq!(failed(&ask(&files, list("Link"))), FaultCode::WrongKind);
    assert_eq!(failed(&ask(&files, list("none"))), FaultCode::NotFound);
}

#[test]
fn a_folder_of_100_000_shows_its_first_page_at_once() {
    let ground = Ground::quick();
    for number in 0..100_000 {
        File::create(ground.join(&format!("file {number}.txt"))).unwrap();
    }
    let files = files(&ground);
    let begun = std::time::Instant::now();
    let found = listing(ask(&files, list("")));
    let took = begun.elapsed();
    assert_eq!((found.total, found.entries.len()), (100_000, 500));
    assert_eq!(names(&found)[499], "file 499.txt");
    // Far above what it takes, which the benches measure: this is to notice a look at every file.
    assert!(took < Duration::from_secs(3), "{took:?}");
}
