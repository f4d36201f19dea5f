//! From the chat to this computer: beside its final name first, compared, and then named. It is marked
//! as something from outside where the system has a mark for that, and never opened by itself.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use farhand_core::CallError;
use farhand_core::transfer::{Prepared, TransferEvent, TransferJob};
use farhand_files::names::{Rules, numbered, refused};
use farhand_files::{Area, Stop, rename_beside};
use farhand_protocol::files::{DevicePath, FaultCode, FileFault, FileName, RootId};
use farhand_protocol::upload::ChatFile;
use sha2::{Digest, Sha256};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Bytes;

use super::actor::{Actor, Trouble, failed};
use super::pace::Pace;
use super::to_chat::whole;
use super::{mark, shelf};
use crate::api::stream_fault;

/// Pieces between the connection and the disk.
const PIECES: usize = 8;
/// Bytes that are read at once.
const PIECE: usize = 256 * 1024;
/// A connection on which nothing comes for so long is lost.
const PATIENCE: Duration = Duration::from_secs(45);
/// Numbers that are tried for a name that is taken.
const NUMBERS: u32 = 10_000;

/// Nothing is to be counted or asked: a name that is taken gets a number.
pub(super) fn prepare(actor: &Actor) -> Result<Prepared, Trouble> {
    let bytes = file(&actor.job)?.size;
    Ok(Prepared { files: Some(1), bytes: Some(bytes), ..Prepared::default() })
}

/// Fetches what is not here yet.
pub(super) async fn run(actor: &Actor) -> Result<TransferEvent, Trouble> {
    let file = file(&actor.job)?.clone();
    let (job, stop) = (actor.job.clone(), actor.stop());
    let part = actor.blocking(move |_, area| Part::open(area, &job, &stop)).await??;
    let from = part.length;
    actor.tell(TransferEvent::Progress(from)).await;
    let (pieces, waiting) = mpsc::channel(PIECES);
    let site = actor.wire()?.site();
    let writing = actor.thread(move |_, area| part.take_in(area, waiting, &site));
    if from < file.size {
        read(actor, &file, from, pieces).await?;
    } else {
        drop(pieces);
    }
    let brought = writing.await.map_err(|_| failed())??;
    Ok(TransferEvent::Done { outcome: whole(file.size), brought: Some(brought) })
}

/// Removes what was not finished.
pub(super) fn forget(area: &Area, job: &TransferJob) {
    if let Ok((folder, _)) = destination(area, job) {
        let _is_not_there = fs::remove_file(folder.join(part_name(job)));
    }
}

async fn read(actor: &Actor, file: &ChatFile, from: u64, pieces: mpsc::Sender<Bytes>) -> Result<(), Trouble> {
    let wire = actor.wire()?;
    let reading = match actor.job.past {
        true => wire.read_past(&file.upload, from).await?,
        false => wire.read(&file.upload, from).await?,
    };
    let mut response = reading.response;
    let (mut pace, mut at) = (Pace::default(), from);
    while at < file.size {
        let piece = timeout(PATIENCE, response.chunk()).await;
        let piece = piece.map_err(|_| CallError::Unreachable("nothing came for a while".into()))?;
        let piece = piece.map_err(|error| stream_fault(&error))?;
        let early = || CallError::Unreachable("the file ended too early".into());
        let piece = piece.ok_or_else(early)?;
        at += piece.len() as u64;
        if pieces.send(piece).await.is_err() {
            // The thread has found something wrong, and says it.
            return Ok(());
        }
        pace.tell(actor, || at).await;
    }
    Ok(())
}

/// What has come of the file.
struct Part {
    job: TransferJob,
    path: PathBuf,
    file: File,
    length: u64,
    sum: Sha256,
}

impl Part {
    /// The part that there is, or a new one. What is there is read, for its sum.
    fn open(area: &Area, job: &TransferJob, stop: &Stop) -> Result<Self, FileFault> {
        let chat = file(job)?;
        if let Some(why) = refused(&chat.name, Rules::HERE) {
            let message = format!("\"{}\" cannot be a name on this computer: {why}", chat.name);
            return Err(FileFault { code: FaultCode::BadName, names: vec![chat.name.clone()], message });
        }
        let (folder, _) = destination(area, job)?;
        let path = folder.join(part_name(job));
        let wrong = |error: io::Error| unwritable(&chat.name, &error);
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(false).open(&path).map_err(wrong)?;
        let mut part = Self { job: job.clone(), path, file, length: 0, sum: Sha256::new() };
        if part.file.metadata().map_err(wrong)?.len() > chat.size {
            part.file.set_len(0).map_err(wrong)?;
        }
        let mut piece = vec![0; PIECE];
        while !stop.stopped() {
            let read = part.file.read(&mut piece).map_err(wrong)?;
            if read == 0 {
                break;
            }
            part.sum.update(&piece[..read]);
            part.length += read as u64;
        }
        Ok(part)
    }

    /// Writes what comes. When that is all, the file gets its name.
    fn take_in(
        mut self,
        area: &Arc<Area>,
        mut pieces: mpsc::Receiver<Bytes>,
        site: &str,
    ) -> Result<DevicePath, FileFault> {
        let chat = file(&self.job)?.clone();
        let wrong = |error: io::Error| unwritable(&chat.name, &error);
        while let Some(piece) = pieces.blocking_recv() {
            self.file.write_all(&piece).map_err(wrong)?;
            self.sum.update(&piece);
            self.length += piece.len() as u64;
        }
        if self.length < chat.size {
            // It goes on from there another time.
            let message = format!("\"{}\" has not come as a whole", chat.name);
            return Err(FileFault { code: FaultCode::Stopped, names: vec![chat.name], message });
        }
        if hex(&self.sum.finalize()) != chat.sha256 || self.length > chat.size {
            let _next_time = fs::remove_file(&self.path);
            let message = format!("\"{}\" came with other contents than were sent", chat.name);
            return Err(FileFault { code: FaultCode::Checksum, names: vec![chat.name], message });
        }
        self.file.sync_all().map_err(wrong)?;
        mark::from_outside(&self.file, &self.path, site);
        drop(self.file);
        let (_, device) = destination(area, &self.job)?;
        let name = place(&self.path, &chat.name).map_err(wrong)?;
        Ok(device.join(name))
    }
}

fn file(job: &TransferJob) -> Result<&ChatFile, FileFault> {
    job.file.as_ref().ok_or_else(|| FileFault {
        code: FaultCode::NotFound,
        names: Vec::new(),
        message: "this file is not in the chat any more".to_owned(),
    })
}

/// Not the file's own name: that one may be as long as the disk allows.
fn part_name(job: &TransferJob) -> String {
    format!(".{}.farhand-part", job.id)
}

/// The chosen folder, or the downloads, or where the user's files are.
fn destination(area: &Area, job: &TransferJob) -> Result<(PathBuf, DevicePath), FileFault> {
    let usual = ["downloads", "home"].map(|id| DevicePath::root(RootId(id.to_owned())));
    let mut places = job.folder.iter().chain(usual.iter().filter(|_| job.folder.is_none()));
    let found = places.find_map(|path| Some((area.system_path(path)?, path.clone())));
    found.ok_or_else(|| FileFault {
        code: FaultCode::NotFound,
        names: Vec::new(),
        message: "this computer has no folder for downloads".to_owned(),
    })
}

/// Gives the part a name that is free, in one step: nothing else ever stands under that name.
fn place(part: &Path, name: &FileName) -> io::Result<FileName> {
    for number in 1..NUMBERS {
        let name = if number == 1 { name.clone() } else { numbered(name, number) };
        match rename_beside(part, &name) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            placed => return placed.map(|()| name),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

fn unwritable(name: &FileName, error: &io::Error) -> FileFault {
    let full = shelf::fault(error).code == FaultCode::DiskFull;
    let (code, message) = match error.kind() {
        _ if full => (FaultCode::DiskFull, format!("\"{name}\" has no room: the disk is full")),
        io::ErrorKind::PermissionDenied => {
            (FaultCode::NotPermitted, format!("\"{name}\" cannot be written: the system refuses it"))
        }
        _ => (FaultCode::Failed, format!("\"{name}\" cannot be written: {error}")),
    };
    FileFault { code, names: vec![name.clone()], message }
}

/// Lower-case digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _never_fails = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail")]

    use super::*;

    #[test]
    fn a_part_gets_a_free_name_or_none_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let (part, name) = (folder.path().join(".part"), "a.txt".parse::<FileName>().unwrap());
        assert_eq!(place(&part, &name).unwrap_err().kind(), io::ErrorKind::NotFound);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "no name is taken for nothing");
        for (content, expected) in [("1", "a.txt"), ("2", "a (2).txt")] {
            fs::write(&part, content).unwrap();
            assert_eq!(place(&part, &name).unwrap().as_str(), expected);
            assert_eq!(fs::read_to_string(folder.path().join(expected)).unwrap(), content);
        }
        assert!(!part.exists());
    }
}
