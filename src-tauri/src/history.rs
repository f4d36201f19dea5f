//! Ended sessions and the audit log: they go straight from the engine to the page, and exports to where
//! people look for what they have saved.

use std::path::PathBuf;

use directories::UserDirs;
use farhand_core::contract::{UiError, UiErrorCode};
use farhand_protocol::SessionId;
use farhand_protocol::audit::AuditPage;
use farhand_protocol::chat::EntriesPage;
use farhand_protocol::history::{
    ExportFormat, HistoryDetail, HistoryPage, HistoryQuery, Volume, VolumeQuery,
};
use farhand_protocol::info::InfoSnapshot;
use tauri::State;

use crate::backend::Backend;

/// A page of ended sessions.
#[tauri::command]
pub async fn history_search(
    query: HistoryQuery,
    backend: State<'_, Backend>,
) -> Result<HistoryPage, UiError> {
    backend.console().await?.history_search(&query).await
}

/// An ended session with the newest page of its log.
#[tauri::command]
pub async fn history_detail(lsid: SessionId, backend: State<'_, Backend>) -> Result<HistoryDetail, UiError> {
    backend.console().await?.history_detail(&lsid).await
}

/// The page of its log before an entry.
#[tauri::command]
pub async fn history_entries(
    lsid: SessionId,
    before: u64,
    backend: State<'_, Backend>,
) -> Result<EntriesPage, UiError> {
    backend.console().await?.history_entries(&lsid, before).await
}

/// System information that was kept with it.
#[tauri::command]
pub async fn history_snapshot(
    lsid: SessionId,
    number: u32,
    backend: State<'_, Backend>,
) -> Result<InfoSnapshot, UiError> {
    backend.console().await?.history_snapshot(&lsid, number).await
}

/// How many sessions ended when, and how long customers waited.
#[tauri::command]
pub async fn history_volume(query: VolumeQuery, backend: State<'_, Backend>) -> Result<Volume, UiError> {
    backend.console().await?.history_volume(&query).await
}

/// Saves all that is found in the folder for downloads. Answers the file's path.
#[tauri::command]
pub async fn history_export(
    query: HistoryQuery,
    format: ExportFormat,
    backend: State<'_, Backend>,
) -> Result<String, UiError> {
    let folder = downloads()
        .ok_or_else(|| UiError::new(UiErrorCode::Storage, "This computer has no folder for downloads."))?;
    let file = backend.console().await?.history_export(&query, format, &folder).await?;
    Ok(file.display().to_string())
}

/// What supervisors did.
#[tauri::command]
pub async fn audit_page(before: Option<u64>, backend: State<'_, Backend>) -> Result<AuditPage, UiError> {
    backend.console().await?.audit_page(before).await
}

/// Where people look for what they have saved.
pub fn downloads() -> Option<PathBuf> {
    let folders = UserDirs::new()?;
    Some(folders.download_dir().unwrap_or_else(|| folders.home_dir()).to_owned())
}
