//! Fetches ended sessions and the audit log. Like system information they go round the console's state:
//! what is found is of no use to anybody but the view that shows it.

mod export;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use farhand_core::contract::{UiError, UiErrorCode};
use farhand_core::{call_error, history, info};
use farhand_protocol::SessionId;
use farhand_protocol::audit::AuditPage;
use farhand_protocol::chat::EntriesPage;
use farhand_protocol::history::{
    ExportFormat, HistoryDetail, HistoryPage, HistoryQuery, Volume, VolumeQuery,
};
use farhand_protocol::info::InfoSnapshot;

use crate::api::Api;
use crate::requests::InUse;

/// Who fetches ended sessions.
pub(crate) struct Historian {
    site: InUse,
}

impl Historian {
    pub fn new(site: InUse) -> Self {
        Self { site }
    }

    /// A page of what was looked for.
    pub async fn search(&self, query: &HistoryQuery) -> Result<HistoryPage, UiError> {
        self.api()?.history(query).await.map(history::page).map_err(call_error)
    }

    /// An ended session.
    pub async fn detail(&self, lsid: &SessionId) -> Result<HistoryDetail, UiError> {
        self.api()?.history_detail(lsid).await.map(history::detail).map_err(call_error)
    }

    /// Earlier entries of its log.
    pub async fn entries(&self, lsid: &SessionId, before: u64) -> Result<EntriesPage, UiError> {
        self.api()?.history_entries(lsid, before).await.map(history::entries).map_err(call_error)
    }

    /// System information that was kept with it.
    pub async fn snapshot(&self, lsid: &SessionId, number: u32) -> Result<InfoSnapshot, UiError> {
        self.api()?.history_snapshot(lsid, number).await.map(info::snapshot).map_err(call_error)
    }

    /// How many sessions ended when.
    pub async fn volume(&self, query: &VolumeQuery) -> Result<Volume, UiError> {
        self.api()?.history_volume(query).await.map_err(call_error)
    }

    /// Saves all that fits the query in a folder; answers the file.
    pub async fn export(
        &self,
        query: &HistoryQuery,
        format: ExportFormat,
        folder: &Path,
    ) -> Result<PathBuf, UiError> {
        let response = self.api()?.history_export(query, format).await.map_err(call_error)?;
        export::save(response, format, folder).await
    }

    /// What supervisors did.
    pub async fn audit(&self, before: Option<u64>) -> Result<AuditPage, UiError> {
        self.api()?.audit(before).await.map(history::audit).map_err(call_error)
    }

    fn api(&self) -> Result<Arc<Api>, UiError> {
        self.site.get().ok_or_else(|| UiError::new(UiErrorCode::SignedOut, "Sign in first."))
    }
}

#[cfg(test)]
mod tests;
