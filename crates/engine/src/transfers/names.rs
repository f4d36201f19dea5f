//! What stands at paths, and which names are taken.

use farhand_core::transfer::Taken;
use farhand_files::Reply;
use farhand_protocol::Timestamp;
use farhand_protocol::files::{
    DevicePath, EntryAt, FaultCode, FileFault, FileKind, FileName, FilesAnswer, FilesRequest,
};

use super::actor::{Actor, Trouble};

/// What stands at these paths of this computer.
pub(super) async fn here(actor: &Actor, paths: Vec<DevicePath>) -> Result<Vec<EntryAt>, Trouble> {
    let asked = actor.blocking(move |ground, _| {
        // Only trashing needs the time.
        match ground.own.files(false).answer(FilesRequest::Stat { paths }, Timestamp(0)) {
            Reply::Answer(answer) => entries(answer),
            Reply::Plan { .. } => Err(odd()),
        }
    });
    asked.await?
}

/// What stands at these paths of the device.
pub(super) async fn there(actor: &Actor, paths: Vec<DevicePath>) -> Result<Vec<EntryAt>, Trouble> {
    entries(actor.wire()?.files(&FilesRequest::Stat { paths }).await?)
}

fn entries(answer: FilesAnswer) -> Result<Vec<EntryAt>, Trouble> {
    match answer {
        FilesAnswer::Entries { entries } => Ok(entries),
        FilesAnswer::Failed(fault) => Err(fault.into()),
        _ => Err(odd()),
    }
}

/// An answer to another question.
pub(super) fn odd() -> Trouble {
    Trouble::Fault(FileFault {
        code: FaultCode::Failed,
        names: Vec::new(),
        message: "the device has answered something else than it was asked".to_owned(),
    })
}

/// Where these names would go.
pub(super) fn in_folder<'a>(
    folder: &DevicePath,
    names: impl Iterator<Item = &'a FileName>,
) -> Vec<DevicePath> {
    names.map(|name| folder.join(name.clone())).collect()
}

/// Those of the chosen things whose names are taken at the destination.
pub(super) fn taken(chosen: &[EntryAt], there: &[EntryAt]) -> Vec<Taken> {
    let is_taken = |name: &FileName| there.iter().any(|other| other.path.name() == Some(name));
    let mut taken = Vec::new();
    for one in chosen {
        let Some(name) = one.path.name().filter(|name| is_taken(name)) else { continue };
        taken.push(Taken { name: name.clone(), folder: one.entry.kind == FileKind::Folder });
    }
    taken
}

/// Where a transfer between console and device goes.
pub(super) fn destination(actor: &Actor) -> Result<DevicePath, Trouble> {
    actor.job.folder.clone().ok_or_else(|| {
        let message = "this transfer goes nowhere: it has no folder".to_owned();
        FileFault { code: FaultCode::NotFound, names: Vec::new(), message }.into()
    })
}
