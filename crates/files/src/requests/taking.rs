//! What has gone to another disk is deleted here: what is in the plan of it, as it was then, and nothing
//! that came later or was never sent.

use std::io::ErrorKind;

use cap_std::fs::Dir;
use farhand_protocol::files::{FaultCode, FileFault, FileName};

use super::Faults;
use crate::area::{Spot, descend, system_name};
use crate::disk;
use crate::fault::{fault, of_error, stopped};
use crate::plan::Plan;
use crate::stop::Stop;
use crate::stream::Kind;

/// Deletes all of a plan whose only choice stands in this spot. What cannot be deleted stays, with the
/// folders that it is in, and is among the faults.
pub(super) fn take_away(plan: &Plan, spot: &Spot, faults: &mut Faults, stop: &Stop) -> Result<(), FileFault> {
    let mut last = None;
    // A folder stands before what is in it.
    for index in (0..plan.records()).rev() {
        let names = plan.names(index);
        stop.check().map_err(|why| stopped(&names, why))?;
        if let Err(fault) = take_one(plan, index, &names, spot, &mut last) {
            faults.push(fault);
        }
    }
    Ok(())
}

/// The folder that was opened last, by its names.
type Last = Option<(Vec<FileName>, Dir)>;

fn take_one(
    plan: &Plan,
    index: usize,
    names: &[FileName],
    spot: &Spot,
    last: &mut Last,
) -> Result<(), FileFault> {
    let failed = |error: std::io::Error| of_error(names, &error);
    let (Some((name, above)), Some(entry)) = (names.split_last(), plan.entry(index)) else { return Ok(()) };
    let parent = match last.take() {
        Some((known, folder)) if known == above => folder,
        _ => descend(spot.folder.try_clone().map_err(failed)?, above)?,
    };
    let (_, parent) = last.insert((above.to_vec(), parent));
    let system = system_name(name)?;
    let found = match parent.symlink_metadata(&system) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(error)),
    };
    let changed = disk::changed_ns(&found) != entry.changed();
    let taken = match entry.kind() {
        Kind::Folder if found.is_dir() => parent.remove_dir(&system),
        Kind::File { size, .. } if found.is_file() && found.len() == size && !changed => {
            parent.remove_file(&system)
        }
        _ => return Err(fault(FaultCode::Changed, names, "changed while it was moved, and stays")),
    };
    match taken {
        Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty => Err(super::delete::not_empty(names)),
        taken => taken.map_err(failed),
    }
}
