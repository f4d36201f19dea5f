//! A stream that is cut anywhere, and sinks that end anywhere, lead to the same files.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::io::Read;

use farhand_protocol::files::IfTaken;
use proptest::prelude::*;

use super::super::{Kept, Progress, Sink};
use crate::testing::{Ground, order};
use crate::{Order, Plan, Rights, Stop};

/// How a sink comes to its end.
#[derive(Clone, Copy, Debug)]
enum End {
    /// Without a word; what it has stored last is what is left.
    Killed,
    /// It stores where it is.
    Paused,
}

/// One side that receives, over all its restarts.
struct Receiver<'a> {
    to: &'a Ground,
    order: Order,
    /// As it is on the disk.
    stored: Option<String>,
}

impl Receiver<'_> {
    fn sink(&self) -> Sink {
        match &self.stored {
            Some(stored) => {
                let kept = serde_json::from_str(stored).unwrap();
                Sink::resume(&self.to.area, Rights::ALL, self.order.clone(), kept, &Stop::new()).unwrap()
            }
            None => self.to.sink(&self.order),
        }
    }

    fn store(&mut self, kept: &Kept) {
        self.stored = Some(serde_json::to_string(kept).unwrap());
    }
}

/// Sends a plan, in pieces of these sizes, each of which may be the sink's last; says how many bytes
/// went.
fn transfer(from: &Ground, plan: &Plan, to: &Ground, pieces: &[(usize, Option<End>)]) -> u64 {
    let mut receiver = Receiver { to, order: order(plan, IfTaken::KeepBoth), stored: None };
    let mut pieces = pieces.iter().cycle();
    let mut cuts = 200;
    let mut sent = 0;
    let mut sink = receiver.sink();
    let mut source = from.source(plan);
    loop {
        let (size, end) = pieces.next().unwrap();
        let mut piece = Vec::new();
        source.by_ref().take(*size as u64).read_to_end(&mut piece).unwrap();
        sent += piece.len() as u64;
        match sink.write(&piece).unwrap() {
            Progress::More => {}
            Progress::Keep(kept) => receiver.store(&kept),
            Progress::Again => panic!("nobody has touched the parts"),
            Progress::Whole => break,
        }
        assert_eq!(sink.wants(), source.offset());
        if let Some(end) = end
            && cuts > 0
        {
            cuts -= 1;
            if matches!(end, End::Paused) {
                let kept = sink.kept().unwrap();
                receiver.store(&kept);
            }
            drop(sink);
            sink = receiver.sink();
            source = from.source(plan);
            source.seek(sink.wants(), &Stop::new()).unwrap();
        }
    }
    let outcome = sink.finish().unwrap();
    assert_eq!((outcome.written, outcome.bytes), (plan.files(), plan.bytes()));
    assert_eq!((outcome.skipped, outcome.failed), (0, 0), "{:?}", outcome.faults);
    sent
}

#[test]
fn every_place_is_one_to_go_on_from() {
    let from = Ground::quick();
    from.file("docs/a.txt", "hello");
    from.file("docs/empty", "");
    from.make("docs/folder");
    from.file("docs/large", vec![3; 1200]);
    from.file("z", "last");
    let (plan, bytes) = from.stream();
    for end in [End::Killed, End::Paused] {
        for at in 1..bytes.len() {
            let to = Ground::quick();
            let sent = transfer(&from, &plan, &to, &[(at, Some(end)), (bytes.len(), None)]);
            assert_eq!(to.tree(), from.tree(), "{end:?} at {at}");
            // A large file never goes twice, and what was paused in a file goes on there.
            let twice = sent - plan.length();
            let most = if matches!(end, End::Paused) { 150 } else { 600 };
            assert!(twice <= most, "{end:?} at {at}: {twice} bytes went twice");
        }
    }
}

#[test]
fn a_stream_that_is_over_stays_over() {
    let (from, to) = (Ground::quick(), Ground::quick());
    from.file("a", "1");
    let (plan, bytes) = from.stream();
    let mut receiver = Receiver { to: &to, order: order(&plan, IfTaken::KeepBoth), stored: None };
    let mut sink = receiver.sink();
    assert_eq!(sink.write(&bytes).unwrap(), Progress::Whole);
    let kept = sink.kept().unwrap();
    receiver.store(&kept);
    drop(sink);
    let sink = receiver.sink();
    assert_eq!(sink.wants(), plan.length());
    assert_eq!(sink.finish().unwrap().written, 1);
}

#[test]
fn a_part_that_does_not_fit_is_fetched_again() {
    let (from, to) = (Ground::quick(), Ground::quick());
    from.file("a", "small");
    from.file("large", vec![3; 5000]);
    let (plan, bytes) = from.stream();
    let mut receiver = Receiver { to: &to, order: order(&plan, IfTaken::KeepBoth), stored: None };
    let mut sink = receiver.sink();
    sink.write(&bytes[..3000]).unwrap();
    let kept = sink.kept().unwrap();
    receiver.store(&kept);
    drop(sink);
    let part = to.parts().pop().unwrap();
    let path = to.folder.path().join(part);
    let mut spoiled = std::fs::read(&path).unwrap();
    spoiled[10] = 4;
    std::fs::write(&path, spoiled).unwrap();
    let mut sink = receiver.sink();
    let from_here = usize::try_from(sink.wants()).unwrap();
    assert_eq!(from_here, 3000);
    assert_eq!(sink.write(&bytes[from_here..]).unwrap(), Progress::Again);
    let again = usize::try_from(sink.wants()).unwrap();
    assert_eq!(again as u64, kept.offset());
    assert_eq!(sink.write(&bytes[again..]).unwrap(), Progress::Whole);
    assert_eq!(sink.finish().unwrap().written, 2);
    assert_eq!(to.tree(), from.tree());
}

#[test]
fn a_part_that_is_gone_or_longer_does_no_harm() {
    for spoil in [None, Some(vec![8; 9000])] {
        let (from, to) = (Ground::quick(), Ground::quick());
        from.file("large", vec![3; 5000]);
        let (plan, bytes) = from.stream();
        let mut receiver = Receiver { to: &to, order: order(&plan, IfTaken::KeepBoth), stored: None };
        let mut sink = receiver.sink();
        let Progress::Keep(kept) = sink.write(&bytes[..3000]).unwrap() else { panic!("a large file began") };
        receiver.store(&kept);
        drop(sink);
        let part = to.folder.path().join(to.parts().pop().unwrap());
        match &spoil {
            None => std::fs::remove_file(&part).unwrap(),
            Some(bytes) => std::fs::write(&part, bytes).unwrap(),
        }
        let mut sink = receiver.sink();
        let mut progress = Progress::Again;
        while progress == Progress::Again {
            let at = usize::try_from(sink.wants()).unwrap();
            progress = sink.write(&bytes[at..]).unwrap();
        }
        assert_eq!(progress, Progress::Whole);
        assert_eq!(to.tree(), from.tree());
    }
}

/// Paths with folders that meet, and sizes on both sides of what is large.
fn contents() -> impl Strategy<Value = Vec<(String, Vec<u8>)>> {
    let name = || proptest::sample::select(vec!["a", "b", "A", "ü", "x y", "1", "10", "2", ".h"]);
    let path = proptest::collection::vec(name(), 1..4).prop_map(|names| {
        names.iter().enumerate().map(|(depth, name)| format!("{name}{depth}")).collect::<Vec<_>>().join("/")
    });
    let size = prop_oneof![4 => 0..50usize, 2 => 900..1100usize, 1 => 2000..9000usize];
    let file =
        (path, size, any::<u8>()).prop_map(|(path, size, byte)| (format!("{path}.f"), vec![byte; size]));
    proptest::collection::vec(file, 1..12)
}

fn pieces() -> impl Strategy<Value = Vec<(usize, Option<End>)>> {
    let end = prop_oneof![5 => Just(None), 2 => Just(Some(End::Killed)), 1 => Just(Some(End::Paused))];
    let size = prop_oneof![1..20usize, 20..400usize, 400..5000usize];
    proptest::collection::vec((size, end), 1..20)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]
    #[test]
    fn any_cuts_lead_to_the_same_files(contents in contents(), pieces in pieces()) {
        let (from, to) = (Ground::quick(), Ground::quick());
        for (path, bytes) in &contents {
            from.file(path, bytes);
        }
        let plan = from.plan();
        transfer(&from, &plan, &to, &pieces);
        prop_assert_eq!(to.tree(), from.tree());
    }
}
