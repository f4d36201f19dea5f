//! Systems without a trash, such as Android.

use std::path::Path;

use farhand_protocol::Timestamp;

use super::TrashError;
use crate::area::Spot;

#[derive(Debug)]
pub(crate) struct Trash;

impl Trash {
    pub(crate) fn of_user() -> Self {
        Self
    }

    pub(crate) fn put(&self, _spot: &Spot, _path: &Path, _now: Timestamp) -> Result<String, TrashError> {
        Err(TrashError::None)
    }

    pub(crate) fn restore(&self, _spot: &Spot, _path: &Path, _mark: &str) -> Result<(), TrashError> {
        Err(TrashError::Unknown)
    }
}
