//! What a transfer that will not go on has left.

use cap_std::fs::Dir;
use farhand_protocol::limits;

use super::begin::mark;
use super::folders::Folders;
use super::kept::{Kept, Order};
use super::{Sink, part};
use crate::area::Area;
use crate::disk;

impl Sink {
    /// Removes what a transfer that will not go on has begun. Where its sink has ended without a word, its
    /// folder and all folders in that are looked through for it.
    pub fn forget(area: &Area, order: &Order, kept: &Kept) {
        let Ok(destination) = area.folder(&order.folder) else { return };
        remove_known(&destination, kept);
        if !kept.rests {
            clear(&destination, &mark(order));
        }
    }
}

fn remove_known(destination: &Dir, kept: &Kept) {
    let Some(kept) = &kept.part else { return };
    let Some((_, above)) = kept.header.path.split_last() else { return };
    let folders = destination.try_clone().map(|folder| Folders::new(folder, Vec::new()));
    if let Ok(Ok(folder)) = folders.map(|mut folders| folders.open(above)) {
        drop(folder.remove_file(part::system(&kept.name)));
    }
}

/// Removes all parts with a mark from a folder and from those in it. What cannot be read is left out, and so
/// are disks that are mounted below: they may be the whole system's, or as slow as a network.
pub(super) fn clear(folder: &Dir, mark: &str) {
    clear_in(folder, mark, 0);
}

fn clear_in(folder: &Dir, mark: &str, depth: usize) {
    for entry in folder.entries().into_iter().flatten().flatten() {
        let name = entry.file_name();
        if part::is_part(&name, mark) {
            drop(folder.remove_file(&name));
        } else if depth < limits::PATH_NAMES
            && entry.file_type().is_ok_and(|kind| kind.is_dir())
            && disk::is_mounted(folder, &name).is_ok_and(|mounted| !mounted)
            && let Ok(inner) = disk::open_folder(folder, &name)
        {
            clear_in(&inner, mark, depth + 1);
        }
    }
}
