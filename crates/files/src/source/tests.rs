#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs::{self, File};
use std::io::{Read, Write};
use std::time::{Duration, SystemTime};

use farhand_protocol::files::FaultCode;

use crate::Stop;
use crate::hash::Hash;
use crate::stream::{Bounds, Kind, LENGTH_BYTES, Piece, Status, Unpacker};
use crate::testing::{Ground, read_all};

/// What a stream says: names, contents, statuses. Sums are checked.
fn unpack(plan: &crate::Plan, bytes: &[u8]) -> Vec<(String, Vec<u8>, Option<Status>)> {
    let bounds = Bounds { files: plan.files(), bytes: plan.bytes(), length: plan.length() };
    let mut unpacker = Unpacker::new(bounds);
    let mut rest = bytes;
    let mut found: Vec<(String, Vec<u8>, Option<Status>)> = Vec::new();
    loop {
        match unpacker.next(&mut rest).unwrap().unwrap() {
            Piece::Header(header) => {
                let names: Vec<_> = header.path.iter().map(|name| name.as_str().to_owned()).collect();
                found.push((names.join("/"), Vec::new(), None));
            }
            Piece::Content(bytes) => found.last_mut().unwrap().1.extend_from_slice(bytes),
            Piece::Trailer(trailer) => {
                let last = found.last_mut().unwrap();
                let mut hash = Hash::default();
                hash.add(&last.1);
                assert_eq!(hash.sum(), trailer.sum);
                last.2 = Some(trailer.status);
            }
            Piece::End => return found,
        }
    }
}

#[test]
fn a_stream_is_what_is_written_of_it() {
    let ground = Ground::new();
    let path = ground.file("a.txt", "hello");
    let at = SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_123);
    File::options().write(true).open(path).unwrap().set_modified(at).unwrap();
    let (_, bytes) = ground.stream();
    let header = br#"{"path":["a.txt"],"kind":"file","size":5,"executable":false,"modified":1700000000123}"#;
    let mut expected = u32::try_from(header.len()).unwrap().to_be_bytes().to_vec();
    expected.extend_from_slice(header);
    expected.extend_from_slice(b"hello\0");
    let sum = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
    let sum = (0..32).map(|at| u8::from_str_radix(&sum[at * 2..at * 2 + 2], 16).unwrap());
    expected.extend(sum);
    expected.extend_from_slice(&[0; 4]);
    assert_eq!(bytes, expected);
}

#[test]
fn every_offset_leads_to_the_same_bytes() {
    let ground = Ground::new();
    ground.file("docs/a.txt", "hello");
    ground.file("docs/empty", "");
    ground.make("docs/folder");
    ground.file("z", vec![7; 300]);
    let (plan, all) = ground.stream();
    let mut again = ground.source(&plan);
    for offset in (0..=all.len()).rev() {
        let mut source = ground.source(&plan);
        source.seek(offset as u64, &Stop::new()).unwrap();
        assert_eq!(source.offset(), offset as u64);
        assert_eq!(read_all(&mut source), all[offset..], "from {offset}");
        again.seek(offset as u64, &Stop::new()).unwrap();
        let mut piece = [0; 10];
        let count = again.read(&mut piece).unwrap();
        assert_eq!(&piece[..count], &all[offset..offset + count]);
    }
    let mut source = ground.source(&plan);
    source.seek(u64::MAX, &Stop::new()).unwrap();
    assert_eq!(read_all(&mut source), b"");
}

#[test]
fn small_reads_give_the_same_stream() {
    let ground = Ground::new();
    ground.file("docs/a.txt", "hello");
    ground.file("z", vec![7; 100]);
    let (plan, all) = ground.stream();
    let mut source = ground.source(&plan);
    let bytes: Vec<u8> = std::iter::from_fn(|| {
        let mut byte = [0];
        (source.read(&mut byte).unwrap() == 1).then_some(byte[0])
    })
    .collect();
    assert_eq!(bytes, all);
}

/// What becomes of a file of five bytes when `change` happens after `read` bytes of its content.
fn check_change(read: u64, change: impl FnOnce(&Ground), content: &[u8], status: Status, code: FaultCode) {
    let ground = Ground::new();
    ground.file("a.txt", "hello");
    ground.file("b.txt", "after");
    let plan = ground.plan();
    let mut source = ground.source(&plan);
    let header = plan.header(0).encode().len() as u64;
    let mut bytes = vec![0; usize::try_from(header + read).unwrap()];
    source.read_exact(&mut bytes).unwrap();
    change(&ground);
    source.read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes.len() as u64, plan.length());
    let found = unpack(&plan, &bytes);
    assert_eq!(found[0], ("a.txt".to_owned(), content.to_vec(), Some(status)));
    assert_eq!(found[1], ("b.txt".to_owned(), b"after".to_vec(), Some(Status::Whole)));
    assert_eq!(source.faults().iter().map(|fault| fault.code).collect::<Vec<_>>(), [code]);
}

#[test]
fn files_that_change_while_they_are_read_are_told() {
    let write = |bytes: &'static str| move |ground: &Ground| drop(ground.file("a.txt", bytes));
    check_change(2, write("hello, you"), b"hello", Status::Changed, FaultCode::Changed);
    check_change(2, write("he"), b"he\0\0\0", Status::Changed, FaultCode::Changed);
    check_change(2, write(""), b"he\0\0\0", Status::Changed, FaultCode::Changed);
    let touch = |ground: &Ground| {
        let file = File::options().write(true).open(ground.join("a.txt")).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(1)).unwrap();
    };
    check_change(2, touch, b"hello", Status::Changed, FaultCode::Changed);
    // Before it was opened.
    check_change(0, write("hello, you"), b"hello", Status::Changed, FaultCode::Changed);
    check_change(0, touch, b"hello", Status::Changed, FaultCode::Changed);
}

#[test]
fn files_that_cannot_be_read_are_zeros_and_told() {
    let remove = |ground: &Ground| fs::remove_file(ground.join("a.txt")).unwrap();
    check_change(0, remove, &[0; 5], Status::Unreadable, FaultCode::NotFound);
    // An opened file stays.
    let ground = Ground::new();
    ground.file("a.txt", "hello");
    let plan = ground.plan();
    let mut source = ground.source(&plan);
    let mut bytes = vec![0; plan.header(0).encode().len() + 1];
    source.read_exact(&mut bytes).unwrap();
    remove(&ground);
    source.read_to_end(&mut bytes).unwrap();
    assert_eq!(unpack(&plan, &bytes)[0].2, Some(Status::Whole));
}

#[test]
fn what_takes_a_files_place_is_not_read() {
    let link = |ground: &Ground| {
        fs::remove_file(ground.join("a.txt")).unwrap();
        ground.link("a.txt", "/etc/passwd");
    };
    check_change(0, link, &[0; 5], Status::Unreadable, FaultCode::WrongKind);
    let pipe = |ground: &Ground| {
        fs::remove_file(ground.join("a.txt")).unwrap();
        rustix::fs::mkfifoat(rustix::fs::CWD, ground.join("a.txt"), rustix::fs::Mode::RWXU).unwrap();
    };
    check_change(0, pipe, &[0; 5], Status::Unreadable, FaultCode::WrongKind);
    let folder = |ground: &Ground| {
        fs::remove_file(ground.join("a.txt")).unwrap();
        ground.make("a.txt");
    };
    check_change(0, folder, &[0; 5], Status::Unreadable, FaultCode::WrongKind);
}

#[test]
fn a_folder_that_became_a_link_is_not_entered() {
    let ground = Ground::new();
    ground.file("docs/passwd", "mine");
    let plan = ground.plan();
    fs::rename(ground.join("docs"), ground.join("moved")).unwrap();
    ground.link("docs", "/etc");
    let mut source = ground.source(&plan);
    let found = unpack(&plan, &read_all(&mut source));
    assert_eq!(found[1], ("docs/passwd".to_owned(), vec![0; 4], Some(Status::Unreadable)));
}

#[test]
fn a_change_between_two_runs_is_told() {
    let ground = Ground::new();
    ground.file("a.txt", vec![1; 1000]);
    let (plan, bytes) = ground.stream();
    let middle = plan.header(0).encode().len() + 400;
    File::options().append(true).open(ground.join("a.txt")).unwrap().write_all(b"more").unwrap();
    let mut source = ground.source(&plan);
    source.seek(middle as u64, &Stop::new()).unwrap();
    let whole = [&bytes[..middle], &read_all(&mut source)].concat();
    assert_eq!(unpack(&plan, &whole)[0].2, Some(Status::Changed));
}

#[test]
fn going_over_a_file_can_be_stopped() {
    let ground = Ground::new();
    ground.file("a.txt", vec![1; 1000]);
    let plan = ground.plan();
    let stop = Stop::new();
    stop.stop();
    let mut source = ground.source(&plan);
    assert!(source.seek(plan.length() - LENGTH_BYTES as u64 - 40, &stop).is_err());
    assert_eq!(read_all(&mut source).len() as u64, plan.length());
    assert!(matches!(plan.header(0).kind, Kind::File { size: 1000, .. }));
}
