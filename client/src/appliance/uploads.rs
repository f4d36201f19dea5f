//! Files at the appliance: answers about them, and uploads (`farhand_protocol::upload`), which the
//! device writes with tus and reads with ranges.

use std::time::Duration;

use data_encoding::BASE64;
use farhand_protocol::files::FilesAnswer;
use farhand_protocol::upload::{NAME_BYTES, TransferOutcome, UploadPurpose, UploadState};
use farhand_protocol::{ClientId, ErrorCode, limits};
use http_body_util::channel::Channel;
use reqwest::header::{CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, HeaderMap, RANGE};
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Bytes;
use url::Url;

use super::{Appliance, Fault, http};

/// From a request without much content to the last byte of its answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// The appliance sends something, or closes, after 30 seconds.
const SILENCE: Duration = Duration::from_secs(45);
/// Seconds for which the appliance is to wait for an outcome.
const OUTCOME_WAIT_S: u32 = 30;
/// The version of tus that is spoken.
const TUS: (&str, &str) = ("tus-resumable", "1.0.0");

/// The body of an upload's part, which is made while it is sent.
pub type Content = Channel<Bytes>;

/// Why something was not done with an upload.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotDone {
    /// The upload has ended, or there is none.
    #[error("the transfer is over: {0}")]
    Over(String),
    /// There was no answer, or it is no.
    #[error(transparent)]
    Fault(#[from] Fault),
}

/// How far an upload has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// Bytes that the appliance has.
    pub offset: u64,
    /// Bytes of the whole.
    pub length: u64,
    /// Bytes of a name in it at most.
    pub name_bytes: usize,
}

/// The bytes of an upload, as they come.
pub struct Incoming(Response);

impl Incoming {
    /// The next bytes; none at the end.
    ///
    /// # Errors
    /// When the connection breaks, or nothing comes for too long.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Fault> {
        match timeout(SILENCE, self.0.chunk()).await {
            Ok(chunk) => chunk.map_err(|error| Fault::unanswered(&error)),
            Err(_) => Err(Fault::Unreachable("the appliance sends nothing any more".into())),
        }
    }
}

impl NotDone {
    /// Whether the same may succeed later.
    #[must_use]
    pub fn passes(&self) -> bool {
        matches!(self, Self::Fault(fault) if fault.passes())
    }

    /// Whether the upload has come to another place than the caller thought.
    #[must_use]
    pub fn elsewhere(&self) -> bool {
        matches!(self, Self::Fault(Fault::Refused(error)) if error.code == ErrorCode::WrongState)
    }
}

impl Appliance {
    /// Answers a request about the device's files.
    ///
    /// # Errors
    /// When there is no answer, or it is no: nobody waits for it any more.
    pub async fn answer_files(&self, request: u64, answer: &FilesAnswer) -> Result<(), Fault> {
        let asked = self.carry(Method::POST, &format!("/device/files/{request}")).json(answer);
        let response = asked.timeout(PATIENCE).send().await.map_err(|error| Fault::unanswered(&error))?;
        http::read(response).await.map(drop)
    }

    /// Makes an upload; one that was made already stays as it is.
    ///
    /// # Errors
    /// See [`NotDone`].
    pub async fn make_upload(&self, purpose: &UploadPurpose, length: u64) -> Result<(), NotDone> {
        let purpose = serde_json::to_vec(purpose).expect("purposes have a JSON form");
        let metadata = format!("purpose {}", BASE64.encode(&purpose));
        let request = self.carry(Method::POST, "/device/uploads").header("upload-length", length);
        told(request.header("upload-metadata", metadata)).await
    }

    /// How far an upload has come.
    ///
    /// # Errors
    /// See [`NotDone`].
    pub async fn upload(&self, id: &ClientId) -> Result<Reached, NotDone> {
        let response = answered(self.carry(Method::HEAD, &one(id)).timeout(PATIENCE)).await?;
        let number = |name| number(response.headers(), name);
        match (number("upload-offset"), number("upload-length")) {
            (Some(offset), Some(length)) => {
                let most = number(NAME_BYTES).and_then(|bytes| usize::try_from(bytes).ok());
                Ok(Reached { offset, length, name_bytes: most.unwrap_or(limits::FILE_NAME_BYTES) })
            }
            _ => Err(strange().into()),
        }
    }

    /// Writes the rest of an upload: `left` bytes from an offset. It takes as long as the content does;
    /// a caller who sees nothing move drops it.
    ///
    /// # Errors
    /// See [`NotDone`].
    pub async fn write_upload(
        &self,
        id: &ClientId,
        offset: u64,
        left: u64,
        content: Content,
    ) -> Result<(), NotDone> {
        let request = self
            .carry(Method::PATCH, &one(id))
            .header(CONTENT_TYPE, "application/offset+octet-stream")
            .header(CONTENT_LENGTH, left)
            .header("upload-offset", offset)
            .body(reqwest::Body::wrap(content));
        answered(request).await.map(drop)
    }

    /// Reads an upload from an offset, while it is still written.
    ///
    /// # Errors
    /// See [`NotDone`].
    pub async fn read_upload(&self, id: &ClientId, offset: u64) -> Result<Incoming, NotDone> {
        let request = self.carry(Method::GET, &one(id)).header(RANGE, format!("bytes={offset}-"));
        let Ok(response) = timeout(SILENCE, answered(request)).await else {
            return Err(Fault::Unreachable("the appliance did not answer in time".into()).into());
        };
        let response = response?;
        let from = response.headers().get(CONTENT_RANGE).and_then(|range| range.to_str().ok());
        let fits = from.is_some_and(|range| range.starts_with(&format!("bytes {offset}-")));
        if response.status() == StatusCode::PARTIAL_CONTENT && fits {
            return Ok(Incoming(response));
        }
        Err(strange().into())
    }

    /// What came of an upload, as far as its receiver has said it; waits for that for half a minute.
    ///
    /// # Errors
    /// See [`NotDone`].
    pub async fn outcome(&self, id: &ClientId) -> Result<UploadState, NotDone> {
        let mut url = self.url(&format!("{}/outcome", one(id)));
        url.set_query(Some(&format!("wait={OUTCOME_WAIT_S}")));
        let request = self.carry_to(Method::GET, url).timeout(SILENCE);
        let answer = http::read(answered(request).await?).await?;
        serde_json::from_slice(&answer).map_err(|_| strange().into())
    }

    /// Says what came of an upload that the device has received.
    ///
    /// # Errors
    /// See [`NotDone`].
    pub async fn say_outcome(&self, id: &ClientId, outcome: &TransferOutcome) -> Result<(), NotDone> {
        told(self.carry(Method::POST, &format!("{}/outcome", one(id))).json(outcome)).await
    }

    /// Ends an upload: takes it back, or refuses it.
    ///
    /// # Errors
    /// See [`NotDone`].
    pub async fn end_upload(&self, id: &ClientId) -> Result<(), NotDone> {
        told(self.carry(Method::DELETE, &one(id))).await
    }

    fn carry(&self, method: Method, path: &str) -> RequestBuilder {
        self.carry_to(method, self.url(path))
    }

    fn carry_to(&self, method: Method, url: Url) -> RequestBuilder {
        let request = self.carrier.request(method, url).header(TUS.0, TUS.1);
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }
}

fn one(id: &ClientId) -> String {
    format!("/device/uploads/{id}")
}

fn strange() -> Fault {
    Fault::Unreachable("the answer is not one that the appliance gives".into())
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.parse().ok()
}

/// Sends a request whose answer has nothing in it.
async fn told(request: RequestBuilder) -> Result<(), NotDone> {
    answered(request.timeout(PATIENCE)).await.map(drop)
}

/// The answer where it is a success. That an upload is over must come from the appliance itself, not
/// from something in between.
async fn answered(request: RequestBuilder) -> Result<Response, NotDone> {
    let response = request.send().await.map_err(|error| Fault::unanswered(&error))?;
    if response.status().is_success() {
        return Ok(response);
    }
    let gone = matches!(response.status(), StatusCode::GONE | StatusCode::NOT_FOUND);
    let ours = response.headers().contains_key(TUS.0);
    match http::read(response).await {
        Err(Fault::Refused(error)) if gone => Err(NotDone::Over(error.message)),
        Err(fault) if gone && ours => Err(NotDone::Over(fault.to_string())),
        Err(fault) => Err(fault.into()),
        Ok(_) => Err(strange().into()),
    }
}
