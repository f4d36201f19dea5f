#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::time::{Duration, SystemTime};

use farhand_protocol::files::{FaultCode, FileName, IfTaken};

use super::super::Kept;
use super::{Progress, Sink, pour};
use crate::hash::Hash;
use crate::stream::{Header, Kind, Status, StreamError, Trailer};
use crate::testing::{Ground, at, latin, name, order};
use crate::{Halt, Order, Rights, Stop};

fn varied() -> Ground {
    let ground = Ground::new();
    ground.file("docs/a.txt", "hello");
    ground.file("docs/empty", "");
    ground.file("docs/deep/er/large.bin", vec![5; 70_000]);
    ground.make("docs/nothing in it");
    ground.file("a\nb\u{202e}", "x");
    fs::write(ground.folder.path().join(latin()), "y").unwrap();
    let tool = ground.file("tool", "#!");
    fs::set_permissions(tool, Permissions::from_mode(0o750)).unwrap();
    let old = File::options().write(true).open(ground.join("docs/a.txt")).unwrap();
    old.set_modified(SystemTime::UNIX_EPOCH + Duration::from_millis(1_234_567_890_123)).unwrap();
    ground
}

#[test]
fn what_arrives_is_what_was_sent() {
    let (from, to) = (varied(), Ground::new());
    let (plan, bytes) = from.stream();
    let outcome = pour(&to, &order(&plan, IfTaken::KeepBoth), &bytes);
    assert_eq!(to.tree(), from.tree());
    assert_eq!((outcome.written, outcome.bytes), (plan.files(), plan.bytes()));
    assert_eq!((outcome.skipped, outcome.failed, outcome.stopped), (0, 0, false));
}

#[test]
fn folders_that_are_made_have_their_times_also_after_pauses() {
    let old = |n: u64| SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000 + n);
    let folders = ["docs/deep/er", "docs/deep", "docs/nothing in it", "docs"];
    let from = varied();
    for (n, folder) in (1..).zip(folders) {
        File::open(from.join(folder)).unwrap().set_modified(old(n)).unwrap();
    }
    let time = |ground: &Ground, folder: &str| ground.join(folder).metadata().unwrap().modified().unwrap();
    let (plan, bytes) = from.stream();
    let order = order(&plan, IfTaken::KeepBoth);
    let to = Ground::new();
    let mut sink = to.sink(&order);
    let mut at = 0;
    while sink.write(&bytes[at..(at + 1000).min(bytes.len())]).unwrap() != Progress::Whole {
        let kept = sink.kept().unwrap();
        sink = Sink::resume(&to.area, Rights::ALL, order.clone(), kept, &Stop::new()).unwrap();
        at = usize::try_from(sink.wants()).unwrap();
    }
    for (n, folder) in (1..).zip(folders) {
        assert_eq!(time(&to, folder), old(n), "{folder}");
    }
    let there = Ground::new();
    there.make("docs/deep");
    pour(&there, &order, &bytes);
    assert_eq!(time(&there, "docs/deep/er"), old(1));
    for folder in ["docs/deep", "docs"] {
        assert!(time(&there, folder) > old(1000), "{folder} was there");
    }
}

#[test]
fn zeros_become_holes() {
    let (from, to) = (Ground::new(), Ground::new());
    let mut bytes = vec![0; 4 << 20];
    bytes[1 << 20] = 1;
    from.file("disk.img", &bytes);
    from.file("zeros", vec![0; 1 << 20]);
    let (plan, stream) = from.stream();
    let mut sink = to.sink(&order(&plan, IfTaken::KeepBoth));
    let last = stream.chunks(64 * 1024).map(|piece| sink.write(piece).unwrap()).last();
    assert_eq!(last, Some(Progress::Whole));
    assert_eq!(to.tree(), from.tree());
    let blocks = |name: &str| to.join(name).metadata().unwrap().blocks() * 512;
    assert!(blocks("disk.img") < 1 << 20 && blocks("zeros") < 1 << 16);
}

#[test]
fn nothing_stands_under_its_name_before_it_is_whole() {
    let (from, to) = (Ground::new(), Ground::new());
    from.file("a.bin", vec![9; 5000]);
    let (plan, bytes) = from.stream();
    let mut sink = to.sink(&order(&plan, IfTaken::KeepBoth));
    let trailer = bytes.len() - 4;
    assert!(matches!(sink.write(&bytes[..trailer - 1]).unwrap(), Progress::Keep(_)));
    assert!(!to.has("a.bin"));
    assert_eq!(to.parts().len(), 1);
    assert_eq!((sink.wants(), sink.bytes()), (trailer as u64 - 1, 5000));
    sink.write(&bytes[trailer - 1..trailer]).unwrap();
    assert_eq!(to.read("a.bin"), vec![9; 5000]);
    assert!(to.parts().is_empty());
    assert!(matches!(sink.finish(), Err(Halt::Broken(StreamError::End))));
}

#[test]
fn a_wrong_sum_leaves_nothing_and_the_rest_goes_on() {
    let (from, to) = (Ground::new(), Ground::new());
    from.file("a.txt", "hello");
    from.file("b.txt", "after");
    let (plan, mut bytes) = from.stream();
    let content = bytes.windows(5).position(|five| five == b"hello").unwrap();
    bytes[content] = b'j';
    let outcome = pour(&to, &order(&plan, IfTaken::KeepBoth), &bytes);
    assert_eq!((outcome.written, outcome.failed), (1, 1));
    assert_eq!(outcome.faults[0].code, FaultCode::Checksum);
    assert_eq!(outcome.faults[0].message, "\"a.txt\" did not arrive as it was sent");
    assert_eq!(to.tree().into_keys().collect::<Vec<_>>(), [std::path::Path::new("b.txt")]);
}

#[test]
fn what_was_not_whole_at_its_sender_does_not_come() {
    for (status, code) in [(1, FaultCode::Changed), (2, FaultCode::NotPermitted)] {
        let (from, to) = (Ground::new(), Ground::new());
        from.file("a.txt", "hello");
        from.file("b.txt", "after");
        let (plan, mut bytes) = from.stream();
        let content = bytes.windows(5).position(|five| five == b"hello").unwrap();
        bytes[content + 5] = status;
        let outcome = pour(&to, &order(&plan, IfTaken::KeepBoth), &bytes);
        assert_eq!((outcome.written, outcome.failed, outcome.faults[0].code), (1, 1, code));
        assert!(!to.has("a.txt") && to.has("b.txt") && to.parts().is_empty());
    }
}

#[test]
fn names_that_do_not_fit_are_told_and_the_rest_goes_on() {
    let to = Ground::new();
    let long = name(&"y".repeat(300));
    let record = |name: &FileName| {
        let kind = Kind::File { size: 1, executable: false };
        let header = Header { path: vec![name.clone()], kind, modified: None }.encode();
        let mut hash = Hash::default();
        hash.add(b"1");
        let trailer = Trailer { status: Status::Whole, sum: hash.sum() }.encode();
        [header.as_slice(), b"1", trailer.as_slice()].concat()
    };
    let bytes = [record(&long), record(&name("good")), vec![0; 4]].concat();
    let from = Ground::new();
    from.file("x", "1");
    let order =
        Order { files: 2, bytes: 2, length: bytes.len() as u64, ..order(&from.plan(), IfTaken::Skip) };
    let outcome = pour(&to, &order, &bytes);
    assert_eq!((outcome.written, outcome.failed), (1, 1));
    assert_eq!(outcome.faults[0].code, FaultCode::BadName);
    assert_eq!(outcome.faults[0].names, [long]);
    assert_eq!(to.read("good"), b"1");
}

#[test]
fn what_is_discarded_leaves_only_what_is_whole() {
    let (from, to) = (Ground::new(), Ground::new());
    from.file("a.txt", "hello");
    from.file("b.bin", vec![1; 3000]);
    let (plan, bytes) = from.stream();
    let mut sink = to.sink(&order(&plan, IfTaken::KeepBoth));
    sink.write(&bytes[..bytes.len() - 1000]).unwrap();
    assert_eq!(to.parts().len(), 1);
    let outcome = sink.discard();
    assert_eq!((outcome.written, outcome.stopped), (1, true));
    assert_eq!(to.tree().into_keys().collect::<Vec<_>>(), [std::path::Path::new("a.txt")]);
}

#[test]
fn what_is_forgotten_leaves_no_part() {
    let (from, to) = (Ground::new(), Ground::new());
    from.file("docs/b.bin", vec![1; 3000]);
    let (plan, bytes) = from.stream();
    let order = order(&plan, IfTaken::KeepBoth);
    let mut sink = to.sink(&order);
    let Progress::Keep(kept) = sink.write(&bytes[..2000]).unwrap() else { panic!("a large file began") };
    drop(sink);
    assert_eq!(to.parts().len(), 1);
    Sink::forget(&to.area, &order, &kept);
    assert!(to.parts().is_empty());
    Sink::forget(&to.area, &order, &kept);
}

/// Files of a batch in several folders; another transfer's part, and what only looks like one.
#[test]
fn what_was_killed_and_is_forgotten_leaves_no_part_of_its_last_batch() {
    let from = Ground::new();
    for path in ["a", "b", "docs/c", "docs/in/d", "docs/in/e", "docs/in/f"] {
        from.file(path, vec![7; 300]);
    }
    let (plan, bytes) = from.stream();
    let order = order(&plan, IfTaken::KeepBoth);
    let others = [".a.01234567-0.farhand-part", "docs/in/.x.farhand-part"];
    for (all, discarded) in [(0, false), (bytes.len() / 2, false), (bytes.len() - 10, false), (700, true)] {
        let to = Ground::new();
        for path in others {
            to.file(path, "kept");
        }
        let mut sink = to.sink(&order);
        let mut stored = sink.going();
        for piece in bytes[..all].chunks(100) {
            if let Progress::Keep(kept) = sink.write(piece).unwrap() {
                stored = kept;
            }
        }
        let begun = to.parts().len();
        drop(sink);
        assert!(all == 0 || begun > others.len() + 1, "{all}: {begun}");
        if discarded {
            let sink = Sink::resume(&to.area, Rights::ALL, order.clone(), stored, &Stop::new()).unwrap();
            drop(sink.discard());
        } else {
            Sink::forget(&to.area, &order, &stored);
        }
        assert_eq!(to.parts().len(), others.len(), "{all}");
    }
}

#[test]
fn only_what_has_ended_without_a_word_is_looked_for_everywhere() {
    let from = Ground::new();
    from.file("docs/a", vec![7; 300]);
    from.file("docs/b", vec![7; 300]);
    let (plan, bytes) = from.stream();
    let (to, order) = (Ground::new(), order(&plan, IfTaken::KeepBoth));
    let mark = super::super::begin::mark(&order);
    let stray = format!("elsewhere/.x.{mark}-0.farhand-part");
    let forgotten = |kept: &Kept| {
        to.file(&stray, "1");
        Sink::forget(&to.area, &order, kept);
        !to.has(&stray)
    };
    let mut sink = to.sink(&order);
    drop(sink.write(&bytes[..400]).unwrap());
    let killed = sink.kept().unwrap();
    let rested = sink.rest().unwrap();
    assert_eq!((forgotten(&rested), forgotten(&killed)), (false, true));
    let again = |kept: &Kept| {
        let kept = serde_json::from_str(&serde_json::to_string(kept).unwrap()).unwrap();
        let sink = Sink::resume(&to.area, Rights::ALL, order.clone(), kept, &Stop::new());
        sink.unwrap().rest().unwrap()
    };
    // A kill is not undone by a rest.
    assert_eq!((forgotten(&again(&rested)), forgotten(&again(&killed))), (false, true));
}

#[test]
fn rights_are_asked_for_before_anything_is_written() {
    let (from, to) = (Ground::new(), Ground::new());
    from.file("a.txt", "hello");
    let plan = from.plan();
    let code = |rights, order| Sink::begin(&to.area, rights, order).err().map(|fault| fault.code);
    let no_change = Rights { change: false, ..Rights::ALL };
    let no_way = Rights { to_device: false, ..Rights::ALL };
    assert_eq!(code(no_way, order(&plan, IfTaken::KeepBoth)), Some(FaultCode::NotAllowed));
    assert_eq!(code(no_change, order(&plan, IfTaken::Replace)), Some(FaultCode::NotAllowed));
    let mut one = order(&plan, IfTaken::Skip);
    assert_eq!(code(no_change, one.clone()), None);
    one.taken.push((name("a.txt"), IfTaken::Replace));
    assert_eq!(code(no_change, one), Some(FaultCode::NotAllowed));
    let mut gone = order(&plan, IfTaken::Skip);
    gone.folder = at("gone");
    assert_eq!(code(Rights::ALL, gone), Some(FaultCode::NotFound));
}
