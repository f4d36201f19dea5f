//! A disk that is full.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use farhand_mounts::may_mount;
use farhand_protocol::files::{FaultCode, IfTaken};

use super::super::{Halt, Kept, Progress};
use crate::testing::{Disk, Ground, order};
use crate::{Rights, Sink, Stop};

#[test]
fn a_full_disk_halts_and_goes_on_when_there_is_room() {
    if !may_mount() {
        return;
    }
    let small = Disk::new("size=256k");
    let (from, to) = (Ground::quick(), &small.ground);
    from.file("a", vec![1; 50_000]);
    from.file("b", vec![2; 400_000]);
    from.file("c", "last");
    let (plan, bytes) = from.stream();
    let order = order(&plan, IfTaken::KeepBoth);
    let mut sink = to.sink(&order);
    let mut stored: Option<Kept> = None;
    let halt = bytes.chunks(10_000).find_map(|piece| match sink.write(piece) {
        Ok(Progress::Keep(kept)) => {
            stored = Some(kept);
            None
        }
        Ok(_) => None,
        Err(halt) => Some(halt),
    });
    let Some(Halt::Disk(fault)) = halt else { panic!("{halt:?}") };
    assert_eq!(fault.code, FaultCode::DiskFull);
    assert_eq!(fault.message, "\"b\" has no room: the disk is full");
    drop(sink);
    assert!(to.has("a") && !to.has("b"));
    small.mount.resize("2m");
    let mut sink = Sink::resume(&to.area, Rights::ALL, order, stored.unwrap(), &Stop::new()).unwrap();
    assert!(sink.wants() > 150_000, "{}", sink.wants());
    let rest = usize::try_from(sink.wants()).unwrap();
    assert_eq!(sink.write(&bytes[rest..]).unwrap(), Progress::Whole);
    assert_eq!(to.tree(), from.tree());
}
