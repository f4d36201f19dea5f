//! Ended sessions and the audit log, as they are asked for when somebody looks.

use std::time::Duration;

use farhand_core::CallError;
use farhand_protocol::SessionId;
use farhand_protocol::audit::AuditPage;
use farhand_protocol::chat::EntriesPage;
use farhand_protocol::history::{
    ExportFormat, HistoryDetail, HistoryPage, HistoryQuery, Volume, VolumeQuery,
};
use farhand_protocol::info::InfoSnapshot;
use reqwest::{Method, Response};
use serde::de::DeserializeOwned;
use url::form_urlencoded::Serializer;

use super::outline::Outline;
use super::{Api, answer};

/// The longest time that an export may take.
const EXPORT: Duration = Duration::from_secs(60 * 60);

impl Api {
    /// A page of what was looked for.
    pub async fn history(&self, query: &HistoryQuery) -> Result<HistoryPage, CallError> {
        self.read(Outline::get("/history").asking(query)).await
    }

    /// An ended session with the newest page of its log.
    pub async fn history_detail(&self, lsid: &SessionId) -> Result<HistoryDetail, CallError> {
        self.read(Outline::get(format!("/history/{lsid}"))).await
    }

    /// The page of an ended session's log before an entry.
    pub async fn history_entries(&self, lsid: &SessionId, before: u64) -> Result<EntriesPage, CallError> {
        self.read(Outline::get(format!("/history/{lsid}/entries")).ask("before", Some(before))).await
    }

    /// System information that was kept with an ended session.
    pub async fn history_snapshot(&self, lsid: &SessionId, number: u32) -> Result<InfoSnapshot, CallError> {
        self.read(Outline::get(format!("/history/{lsid}/snapshots/{number}"))).await
    }

    /// How many sessions ended when.
    pub async fn history_volume(&self, query: &VolumeQuery) -> Result<Volume, CallError> {
        self.read(Outline::get("/history/volume").asking(query)).await
    }

    /// What supervisors did.
    pub async fn audit(&self, before: Option<u64>) -> Result<AuditPage, CallError> {
        self.read(Outline::get("/audit").ask("before", before)).await
    }

    /// Begins an export of all that fits the query.
    pub async fn history_export(
        &self,
        query: &HistoryQuery,
        format: ExportFormat,
    ) -> Result<Response, CallError> {
        let whole = HistoryQuery { after: None, limit: None, ..query.clone() };
        let format = match format {
            ExportFormat::Csv => "csv",
            ExportFormat::Json => "json",
        };
        let asked = Outline::get("/history/export").ask("format", Some(format)).asking(&whole);
        let query = Serializer::new(String::new()).extend_pairs(&asked.query).finish();
        let path = format!("{}?{query}", asked.path);
        let request = self.begin(Method::GET, &path, EXPORT).await?;
        self.complete(request).await.map_err(|(_, error)| error)
    }

    async fn read<T: DeserializeOwned>(&self, outline: Outline) -> Result<T, CallError> {
        answer::json(&self.send(outline, None).await?)
    }
}
