//! Uploads as the appliance serves them: tus 1.0 for writing, ranges for reading, and what came of it.

use std::sync::Arc;
use std::time::Duration;

use data_encoding::BASE64;
use farhand_core::CallError;
use farhand_protocol::files::{FilesAnswer, FilesRequest};
use farhand_protocol::upload::{NAME_BYTES, TransferOutcome, UploadEnd, UploadPurpose, UploadState};
use farhand_protocol::{ClientId, SessionId, limits};
use reqwest::{Body, Method, RequestBuilder, Response, header};

use super::actor::Trouble;
use crate::api::{Api, json};

/// For what is answered at once.
const SOON: Duration = Duration::from_secs(20);
/// Seconds that the appliance may wait for an outcome.
const WAIT_S: u64 = 30;
/// For what streams: how long a connection lasts at most. Silence is found out long before.
const STREAM: Duration = Duration::from_secs(24 * 60 * 60);

/// The uploads of a session.
pub(super) struct Wire {
    api: Arc<Api>,
    lsid: SessionId,
}

/// The beginning of an upload's bytes.
pub(super) struct Reading {
    pub response: Response,
    /// Bytes of the whole.
    pub length: u64,
    /// Bytes of a name at most.
    pub name_bytes: usize,
}

impl Wire {
    pub fn new(api: Arc<Api>, lsid: SessionId) -> Self {
        Self { api, lsid }
    }

    fn one(&self, id: &ClientId, rest: &str) -> String {
        format!("/sessions/{}/uploads/{id}{rest}", self.lsid)
    }

    async fn begin(&self, method: Method, path: &str, patience: Duration) -> Result<RequestBuilder, Trouble> {
        let request = self.api.begin(method, path, patience).await?;
        Ok(request.header("tus-resumable", "1.0.0"))
    }

    async fn complete(&self, request: RequestBuilder) -> Result<Response, Trouble> {
        self.api.complete(request).await.map_err(|(status, error)| match (status, error) {
            (Some(404), _) => Trouble::Unknown,
            (Some(410), CallError::Api(error)) => Trouble::Gone(UploadEnd::said(&error.message)),
            (Some(410), _) => Trouble::Gone(None),
            (_, error) => Trouble::Call(error),
        })
    }

    /// The site's address.
    pub fn site(&self) -> String {
        self.api.site()
    }

    /// Asks the device.
    pub async fn files(&self, request: &FilesRequest) -> Result<FilesAnswer, Trouble> {
        Ok(self.api.files(&self.lsid, request).await?)
    }

    /// Makes an upload, or finds the one that was made before.
    pub async fn create(
        &self,
        purpose: &UploadPurpose,
        length: u64,
        sha256: Option<&str>,
    ) -> Result<(), Trouble> {
        let purpose = serde_json::to_vec(purpose).expect("the wire's types have a JSON form");
        let mut metadata = format!("purpose {}", BASE64.encode(&purpose));
        if let Some(sum) = sha256 {
            metadata.push_str(&format!(",sha256 {}", BASE64.encode(sum.as_bytes())));
        }
        let path = format!("/sessions/{}/uploads", self.lsid);
        let request = self.begin(Method::POST, &path, SOON).await?;
        let request = request.header("upload-length", length).header("upload-metadata", metadata);
        match self.complete(request).await {
            // Not the upload: the session.
            Err(Trouble::Unknown) => Err(Trouble::Call(not_found())),
            other => other.map(drop),
        }
    }

    /// How much of an upload has arrived.
    pub async fn offset(&self, id: &ClientId) -> Result<u64, Trouble> {
        let request = self.begin(Method::HEAD, &self.one(id, ""), SOON).await?;
        let response = self.complete(request).await?;
        number(&response, "upload-offset").ok_or_else(strange)
    }

    /// Writes on. Answers how much has arrived then.
    pub async fn write(&self, id: &ClientId, from: u64, many: u64, body: Body) -> Result<u64, Trouble> {
        let request = self.begin(Method::PATCH, &self.one(id, ""), STREAM).await?;
        let request = request
            .header("upload-offset", from)
            .header(header::CONTENT_TYPE, "application/offset+octet-stream")
            .header(header::CONTENT_LENGTH, many)
            .body(body);
        let response = self.complete(request).await?;
        number(&response, "upload-offset").ok_or_else(strange)
    }

    /// Reads from an offset on.
    pub async fn read(&self, id: &ClientId, from: u64) -> Result<Reading, Trouble> {
        self.read_at(&self.one(id, ""), from).await
    }

    /// Reads a file of the chat from an offset on, as the history of ended sessions has it.
    pub async fn read_past(&self, id: &ClientId, from: u64) -> Result<Reading, Trouble> {
        self.read_at(&format!("/history/{}/files/{id}", self.lsid), from).await
    }

    async fn read_at(&self, path: &str, from: u64) -> Result<Reading, Trouble> {
        let request = self.begin(Method::GET, path, STREAM).await?;
        let response = self.complete(request.header(header::RANGE, format!("bytes={from}-"))).await?;
        let range = response.headers().get(header::CONTENT_RANGE).and_then(|value| value.to_str().ok());
        let length = match range {
            Some(range) => range.rsplit_once('/').and_then(|(_, total)| total.parse().ok()),
            None if from == 0 => response.content_length(),
            None => None,
        };
        let length = length.ok_or_else(strange)?;
        let name_bytes = number(&response, NAME_BYTES).and_then(|bytes| usize::try_from(bytes).ok());
        let name_bytes = name_bytes.unwrap_or(limits::FILE_NAME_BYTES);
        Ok(Reading { response, length, name_bytes })
    }

    /// Where an upload stands, for its sender. With `wait` the answer comes when it has ended, or then.
    pub async fn state(&self, id: &ClientId, wait: bool) -> Result<UploadState, Trouble> {
        let wait = if wait { WAIT_S } else { 0 };
        let path = self.one(id, &format!("/outcome?wait={wait}"));
        let request = self.begin(Method::GET, &path, SOON + Duration::from_secs(wait)).await?;
        Ok(json(self.complete(request).await?).await?)
    }

    /// Says what came of it.
    pub async fn say(&self, id: &ClientId, outcome: &TransferOutcome) -> Result<(), Trouble> {
        let request = self.begin(Method::POST, &self.one(id, "/outcome"), SOON).await?;
        self.complete(request.json(outcome)).await.map(drop)
    }

    /// Ends an upload.
    pub async fn delete(&self, id: &ClientId) -> Result<(), Trouble> {
        let request = self.begin(Method::DELETE, &self.one(id, ""), SOON).await?;
        self.complete(request).await.map(drop)
    }
}

fn number(response: &Response, name: &str) -> Option<u64> {
    response.headers().get(name)?.to_str().ok()?.parse().ok()
}

fn strange() -> Trouble {
    Trouble::Call(CallError::Unreachable("the answer is not one that the appliance gives".into()))
}

fn not_found() -> CallError {
    use farhand_protocol::{ApiError, ErrorCode};
    ApiError::new(ErrorCode::NotFound, "this session is not there any more").into()
}
