//! One console in a folder at a time.

use std::fs::{File, TryLockError};
use std::path::Path;

use super::StoreError;
use crate::private_file;

/// The system's lock on a file in the folder: free again when dropped, or when the program dies.
pub(super) struct FolderLock(#[expect(dead_code, reason = "held open for its lock")] File);

impl FolderLock {
    pub fn take(folder: &Path) -> Result<Self, StoreError> {
        let failed = |source| StoreError::Folder { path: folder.to_owned(), source };
        private_file::make_folder(folder).map_err(failed)?;
        let file = private_file::open(&folder.join("console.lock")).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(StoreError::InUse(folder.to_owned())),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }
}
