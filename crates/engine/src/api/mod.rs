//! The appliance's API as the console calls it: one address, one token, one function that asks.

mod answer;
mod archive;
mod fault;
mod http;
mod outline;
mod parts;

use std::sync::Arc;
use std::time::Duration;

use farhand_core::contract::Secret;
use farhand_core::effect::{Request, SiteAccess};
use farhand_core::{Answer, CallError};
use farhand_protocol::files::{FilesAnswer, FilesRequest};
use farhand_protocol::info::{InfoSnapshot, Reading};
use farhand_protocol::keys::{InvitationPreview, PreviewInvitation};
use farhand_protocol::live::LiveTicket;
use farhand_protocol::{API_BASE, ClientId, Seq, SessionId};
use reqwest::header::HeaderName;
use reqwest::{Method, RequestBuilder, Response};
use rustls::ClientConfig;
use serde::de::DeserializeOwned;
use tokio_tungstenite::tungstenite::Error as SocketError;
use url::Url;

pub(crate) use http::Http;
use http::Reply;
use outline::Outline;

/// Beyond a device's own time to answer: for the way.
const FILES_MARGIN: Duration = Duration::from_secs(10);
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// One appliance, with the credential for it.
pub(crate) struct Api {
    http: Arc<Http>,
    /// Where its API begins, without a slash at the end.
    base: Result<Url, CallError>,
    token: Option<Secret>,
}

impl Api {
    pub fn new(http: Arc<Http>, access: SiteAccess) -> Self {
        Self { http, base: base(&access.address), token: access.token }
    }

    /// Asks, and waits for the answer.
    pub async fn ask(&self, request: &Request) -> Result<Answer, CallError> {
        let reply = self.send(Outline::of(&request.call), request.key.as_ref()).await?;
        answer::read(&request.call, &reply)
    }

    /// A ticket for one live connection.
    pub async fn live_ticket(&self) -> Result<LiveTicket, CallError> {
        let reply = self.send(Outline::post("/live/ticket"), None).await?;
        answer::json(&reply)
    }

    /// The live connection's address, and how to speak TLS there.
    pub async fn live_address(
        &self,
        ticket: &LiveTicket,
        since: Seq,
    ) -> Result<(Url, Option<Arc<ClientConfig>>), CallError> {
        let (mut url, tls) = self.socket_address("/live").await?;
        url.query_pairs_mut()
            .append_pair("ticket", &ticket.ticket)
            .append_pair("since", &since.0.to_string());
        Ok((url, tls))
    }

    /// The address of a screen's stream, and how to speak TLS there.
    pub async fn screen_address(&self, ticket: &str) -> Result<(Url, Option<Arc<ClientConfig>>), CallError> {
        let (mut url, tls) = self.socket_address("/screen").await?;
        url.query_pairs_mut().append_pair("ticket", ticket);
        Ok((url, tls))
    }

    async fn socket_address(&self, path: &str) -> Result<(Url, Option<Arc<ClientConfig>>), CallError> {
        let mut url = self.url(path)?;
        let tls = if url.scheme() == "https" { Some(self.http.tls().await?) } else { None };
        let scheme = if tls.is_some() { "wss" } else { "ws" };
        url.set_scheme(scheme).expect("a web address can become a web socket's");
        Ok((url, tls))
    }

    /// The site's address, without a path; empty where it cannot be read.
    pub fn site(&self) -> String {
        self.base.as_ref().map(|base| base.origin().ascii_serialization()).unwrap_or_default()
    }

    /// Begins a request that streams, or that has a time of its own.
    pub async fn begin(
        &self,
        method: Method,
        path: &str,
        patience: Duration,
    ) -> Result<RequestBuilder, CallError> {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let mut url = self.url(path)?;
        url.set_query(Some(query).filter(|query| !query.is_empty()));
        let request = self.http.client(&url).await?.request(method, url).timeout(patience);
        Ok(match &self.token {
            Some(token) => request.bearer_auth(&token.0),
            None => request,
        })
    }

    /// Sends such a request. An answer that is no success comes back with its status.
    pub async fn complete(&self, request: RequestBuilder) -> Result<Response, (Option<u16>, CallError)> {
        let response = request.send().await.map_err(|error| (None, fault::unanswered(&error)))?;
        if response.status().is_success() {
            return Ok(response);
        }
        let status = response.status().as_u16();
        let reply = http::read(response).await.map_err(|error| (Some(status), error))?;
        Err((Some(status), fault::refused(status, &reply.body)))
    }

    /// Asks something of a device about its files; what is too long for one request in several.
    pub async fn files(&self, lsid: &SessionId, request: &FilesRequest) -> Result<FilesAnswer, CallError> {
        let mut answer = None;
        for part in parts::of(request) {
            let next = self.ask_files(lsid, &part).await?;
            let over = parts::is_over(&next);
            answer = Some(parts::joined(answer, next));
            if over {
                break;
            }
        }
        answer.ok_or_else(|| CallError::Unreachable("nothing was asked".into()))
    }

    async fn ask_files(&self, lsid: &SessionId, request: &FilesRequest) -> Result<FilesAnswer, CallError> {
        let patience = Duration::from_millis(request.patience_ms()) + FILES_MARGIN;
        let asked = self.begin(Method::POST, &format!("/sessions/{lsid}/files"), patience).await?;
        let response = self.complete(asked.json(request)).await.map_err(|(_, error)| error)?;
        answer::json(&http::read(response).await?)
    }

    /// One reading of system information.
    pub async fn reading(&self, lsid: &SessionId, number: u64) -> Result<Reading, CallError> {
        let path = format!("/sessions/{lsid}/info/readings/{number}");
        answer::json(&self.send(Outline::get(path), None).await?)
    }

    /// System information that was kept.
    pub async fn info_snapshot(&self, lsid: &SessionId, number: u32) -> Result<InfoSnapshot, CallError> {
        let path = format!("/sessions/{lsid}/info/snapshots/{number}");
        answer::json(&self.send(Outline::get(path), None).await?)
    }

    /// What an invitation will look like.
    pub async fn preview(&self, preview: &PreviewInvitation) -> Result<InvitationPreview, CallError> {
        answer::json(&self.send(Outline::preview(preview), None).await?)
    }

    async fn send(&self, outline: Outline, key: Option<&ClientId>) -> Result<Reply, CallError> {
        let mut url = self.url(&outline.path)?;
        for (name, value) in &outline.query {
            url.query_pairs_mut().append_pair(name, value);
        }
        let client = self.http.client(&url).await?;
        let mut request = client.request(outline.method, url);
        if let Some(token) = &self.token {
            request = request.bearer_auth(&token.0);
        }
        if let Some(key) = key {
            request = request.header(IDEMPOTENCY_KEY, key.as_str());
        }
        if let Some(body) = &outline.body {
            request = request.json(body);
        }
        let response = request.send().await.map_err(|e| fault::unanswered(&e))?;
        http::read(response).await
    }

    fn url(&self, path: &str) -> Result<Url, CallError> {
        let mut url = self.base.clone()?;
        let whole = format!("{}{path}", url.path());
        url.set_path(&whole);
        Ok(url)
    }
}

/// Why a stream broke off in the middle.
pub(crate) fn stream_fault(error: &reqwest::Error) -> CallError {
    fault::unanswered(error)
}

/// The JSON of an answer that is a success.
pub(crate) async fn json<T: DeserializeOwned>(response: Response) -> Result<T, CallError> {
    answer::json(&http::read(response).await?)
}

/// Why a live connection could not be made, or broke.
pub(crate) fn socket_fault(error: &SocketError) -> CallError {
    fault::socket(error)
}

fn base(address: &str) -> Result<Url, CallError> {
    let invalid = |why: &str| CallError::InvalidAddress(format!("the address {address} is not valid: {why}"));
    let mut url = Url::parse(address).map_err(|e| invalid(&e.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(invalid("it must begin with https:// or http://"));
    }
    let path = format!("{}{API_BASE}", url.path().trim_end_matches('/'));
    url.set_path(&path);
    url.set_query(None);
    url.set_fragment(None);
    Ok(url)
}

#[cfg(test)]
mod tests;
