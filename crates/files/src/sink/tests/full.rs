//! A disk that is full. It needs the right to mount, which tests in a container may not have.
#![allow(clippy::unwrap_used, reason = "a test may fail")]

use std::path::Path;
use std::process::Command;

use farhand_protocol::files::{FaultCode, IfTaken};

use super::super::{Halt, Kept, Progress};
use crate::testing::{Ground, order};
use crate::{Rights, Sink, Stop};

/// A small disk in memory.
struct Small(Option<Ground>);

impl Small {
    fn new(size: &str) -> Option<Self> {
        let ground = Ground::new();
        mount(ground.folder.path(), &format!("size={size}")).then(|| {
            // Opened anew: what was opened before lies under the mount.
            Self(Some(Ground::of(ground.folder)))
        })
    }

    fn grow(&self, size: &str) {
        assert!(mount(self.ground().folder.path(), &format!("remount,size={size}")));
    }

    fn ground(&self) -> &Ground {
        self.0.as_ref().unwrap()
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        let Ground { folder, area } = self.0.take().unwrap();
        drop(area);
        drop(Command::new("umount").arg("-l").arg(folder.path()).output());
    }
}

fn mount(at: &Path, options: &str) -> bool {
    let done = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(at).output();
    done.is_ok_and(|done| done.status.success())
}

#[test]
fn a_full_disk_halts_and_goes_on_when_there_is_room() {
    let Some(small) = Small::new("256k") else { return };
    let (from, to) = (Ground::quick(), small.ground());
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
    small.grow("2m");
    let mut sink = Sink::resume(&to.area, Rights::ALL, order, stored.unwrap(), &Stop::new()).unwrap();
    assert!(sink.wants() > 150_000, "{}", sink.wants());
    let rest = usize::try_from(sink.wants()).unwrap();
    assert_eq!(sink.write(&bytes[rest..]).unwrap(), Progress::Whole);
    assert_eq!(to.tree(), from.tree());
}
