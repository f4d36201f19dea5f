//! A row of the log on its way to many readers.

use std::ops::Deref;
use std::sync::OnceLock;

use crate::store::LogRow;

/// A row with the texts that readers get of it. Those are the same for every reader who may see
/// the row, so each is made once, by the first who needs it.
#[derive(Debug)]
pub struct FeedRow {
    row: LogRow,
    /// What those read who see it.
    pub shown: OnceLock<String>,
    /// What those read for whose eyes it is no longer.
    pub removed: OnceLock<String>,
}

impl From<LogRow> for FeedRow {
    fn from(row: LogRow) -> Self {
        Self { row, shown: OnceLock::new(), removed: OnceLock::new() }
    }
}

impl Deref for FeedRow {
    type Target = LogRow;

    fn deref(&self) -> &LogRow {
        &self.row
    }
}
