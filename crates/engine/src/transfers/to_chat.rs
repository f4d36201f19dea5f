//! From this computer into the chat: a file as it is. The appliance compares its SHA-256 before anybody
//! sees it.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use farhand_core::transfer::{Prepared, TransferEvent, TransferJob};
use farhand_files::{Area, Stop};
use farhand_protocol::files::{FaultCode, FileFault, FileName};
use farhand_protocol::upload::{TransferOutcome, UploadPurpose};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::actor::{Actor, Trouble};
use super::{sending, shelf};

/// Bytes that are read at once.
const PIECE: usize = 256 * 1024;

/// The file as it was when it was chosen.
#[derive(Clone, Serialize, Deserialize)]
struct Chosen {
    name: FileName,
    size: u64,
    modified: Option<SystemTime>,
    sha256: String,
}

/// Reads the file once, for its sum.
pub(super) async fn prepare(actor: &Actor) -> Result<Prepared, Trouble> {
    let (job, stop) = (actor.job.clone(), actor.stop());
    let chosen = actor.blocking(move |ground, area| {
        let chosen = choose(area, &job, &stop)?;
        ground.shelf.put(&job.id, &chosen).map_err(|error| shelf::fault(&error))?;
        Ok::<_, FileFault>(chosen)
    });
    let chosen = chosen.await??;
    Ok(Prepared { files: Some(1), bytes: Some(chosen.size), ..Prepared::default() })
}

/// Sends what the appliance does not have yet.
pub(super) async fn run(actor: &Actor) -> Result<TransferEvent, Trouble> {
    let (job, stop) = (actor.job.clone(), actor.stop());
    let chosen = actor.blocking(move |ground, area| match ground.shelf.get::<Chosen>(&job.id) {
        Some(chosen) => Ok(chosen),
        None => choose(area, &job, &stop),
    });
    let chosen = chosen.await??;
    let (wire, upload) = (actor.wire()?, &actor.job.upload);
    let (id, name) = (upload.clone(), chosen.name.clone());
    let purpose = UploadPurpose::Chat { id, name, media_type: None };
    wire.create(&purpose, chosen.size, Some(&chosen.sha256)).await?;
    let from = wire.offset(upload).await?;
    actor.tell(TransferEvent::Progress(from)).await;
    if from < chosen.size {
        let (job, file) = (actor.job.clone(), chosen.clone());
        let open = move |area: &std::sync::Arc<Area>, _: &Stop| open_at(area, &job, &file, from);
        sending::write(actor, upload, from..chosen.size, open, |at| at).await?;
    }
    Ok(TransferEvent::Done { outcome: whole(chosen.size), brought: None })
}

/// What came of a single file that is there as a whole.
pub(super) fn whole(bytes: u64) -> TransferOutcome {
    TransferOutcome {
        written: 1,
        bytes,
        skipped: 0,
        faults: Vec::new(),
        failed: 0,
        stopped: false,
        by_customer: false,
    }
}

fn choose(area: &Area, job: &TransferJob, stop: &Stop) -> Result<Chosen, FileFault> {
    let (path, name) = place(area, job)?;
    let wrong = |error: io::Error| unreadable(&name, &error);
    let mut file = File::open(&path).map_err(wrong)?;
    let about = file.metadata().map_err(wrong)?;
    if !about.is_file() {
        let message = format!("\"{name}\" is no file: only files go to the chat");
        return Err(FileFault { code: FaultCode::WrongKind, names: vec![name], message });
    }
    let (mut sum, mut piece) = (Sha256::new(), vec![0; PIECE]);
    loop {
        let read = file.read(&mut piece).map_err(wrong)?;
        if read == 0 {
            break;
        }
        if stop.stopped() {
            let message = format!("\"{name}\" was left: it was stopped");
            return Err(FileFault { code: FaultCode::Stopped, names: vec![name], message });
        }
        sum.update(&piece[..read]);
    }
    let sha256 = super::from_chat::hex(&sum.finalize());
    Ok(Chosen { size: about.len(), modified: about.modified().ok(), sha256, name })
}

/// The file again, if it is still as it was.
fn open_at(area: &Area, job: &TransferJob, chosen: &Chosen, from: u64) -> Result<File, FileFault> {
    let (path, name) = place(area, job)?;
    let wrong = |error: io::Error| unreadable(&name, &error);
    if !is_same(&path, chosen).map_err(wrong)? {
        let message = format!("\"{name}\" has changed since it was chosen: send it again");
        return Err(FileFault { code: FaultCode::Changed, names: vec![name], message });
    }
    let mut file = File::open(&path).map_err(wrong)?;
    file.seek(SeekFrom::Start(from)).map_err(wrong)?;
    Ok(file)
}

fn is_same(path: &Path, chosen: &Chosen) -> io::Result<bool> {
    let about = path.metadata()?;
    Ok(about.len() == chosen.size && about.modified().ok() == chosen.modified)
}

/// Where it is on this computer, whose user has chosen it: links are followed here.
fn place(area: &Area, job: &TransferJob) -> Result<(PathBuf, FileName), FileFault> {
    let found = job.paths.first().and_then(|path| Some((area.system_path(path)?, path.name()?.clone())));
    found.ok_or_else(|| FileFault {
        code: FaultCode::NotFound,
        names: Vec::new(),
        message: "the file does not exist any more".to_owned(),
    })
}

fn unreadable(name: &FileName, error: &io::Error) -> FileFault {
    let (code, message) = match error.kind() {
        io::ErrorKind::NotFound => (FaultCode::NotFound, format!("\"{name}\" does not exist any more")),
        io::ErrorKind::PermissionDenied => {
            (FaultCode::NotPermitted, format!("\"{name}\" is not open to this account"))
        }
        _ => (FaultCode::Failed, format!("\"{name}\" cannot be read: {error}")),
    };
    FileFault { code, names: vec![name.clone()], message }
}
