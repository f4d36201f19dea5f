//! What actors keep on the disk: a file for each transfer, replaced as a whole.
//!
//! It stands beside the console's store and not in it: a plan of a million files is no row, and what a
//! receiving end keeps changes many times while nothing of it shows.

use std::io;
use std::path::{Path, PathBuf};

use farhand_core::stored::StoredTransfer;
use farhand_protocol::ClientId;
use farhand_protocol::files::{FaultCode, FileFault};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::private_file;

/// The actors' files.
pub(crate) struct Shelf {
    folder: PathBuf,
}

impl Shelf {
    /// The shelf of a console with this folder.
    pub fn new(data: &Path) -> Self {
        Self { folder: data.join("transfers") }
    }

    fn path(&self, id: &ClientId) -> PathBuf {
        self.folder.join(format!("{id}.json"))
    }

    /// What is kept of a transfer. What cannot be read is as good as nothing: the transfer begins anew,
    /// and what is whole at its receiver is found there.
    pub fn get<T: DeserializeOwned>(&self, id: &ClientId) -> Option<T> {
        let bytes = std::fs::read(self.path(id)).ok()?;
        serde_json::from_slice(&bytes)
            .inspect_err(|error| tracing::warn!(%error, "what is kept of a transfer cannot be read"))
            .ok()
    }

    /// Keeps this of a transfer, on the disk.
    pub fn put(&self, id: &ClientId, value: &impl Serialize) -> io::Result<()> {
        private_file::make_folder(&self.folder)?;
        let bytes = serde_json::to_vec(value).map_err(io::Error::other)?;
        private_file::replace(&self.path(id), &bytes)
    }

    /// The same without waiting for the disk: after a power cut what was kept before may be there, or
    /// nothing.
    pub fn put_soon(&self, id: &ClientId, value: &impl Serialize) -> io::Result<()> {
        let bytes = serde_json::to_vec(value).map_err(io::Error::other)?;
        private_file::replace_soon(&self.path(id), &bytes)
    }

    /// Forgets a transfer.
    pub fn forget(&self, id: &ClientId) {
        match std::fs::remove_file(self.path(id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                tracing::warn!(%error, "what was kept of a transfer could not be removed");
            }
            _ => {}
        }
    }

    /// Forgets all but these.
    pub fn keep_only(&self, wanted: &[StoredTransfer]) {
        let Ok(files) = std::fs::read_dir(&self.folder) else { return };
        for file in files.flatten() {
            let path = file.path();
            let stem = path.file_stem().and_then(|stem| stem.to_str());
            let known = stem.is_some_and(|stem| wanted.iter().any(|one| one.id.as_str() == stem));
            if !known && let Err(error) = std::fs::remove_file(&path) {
                tracing::warn!(%error, "what was kept of an old transfer could not be removed");
            }
        }
    }
}

/// The console's own folder cannot be written.
pub(super) fn fault(error: &io::Error) -> FileFault {
    let full = matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded);
    FileFault {
        code: if full { FaultCode::DiskFull } else { FaultCode::Failed },
        names: Vec::new(),
        message: format!("the console's own folder cannot be written: {error}"),
    }
}
