//! The appliance's API as the console calls it: one address, one token, one function that asks.

mod answer;
mod fault;
mod http;
mod outline;

use std::sync::Arc;

use farhand_core::contract::Secret;
use farhand_core::effect::{Request, SiteAccess};
use farhand_core::{Answer, CallError};
use farhand_protocol::live::LiveTicket;
use farhand_protocol::{API_BASE, ClientId, Seq};
use reqwest::header::HeaderName;
use rustls::ClientConfig;
use tokio_tungstenite::tungstenite::Error as SocketError;
use url::Url;

pub(crate) use http::Http;
use http::Reply;
use outline::Outline;

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

    async fn send(&self, outline: Outline, key: Option<&ClientId>) -> Result<Reply, CallError> {
        let mut url = self.url(&outline.path)?;
        for (name, value) in &outline.query {
            url.query_pairs_mut().append_pair(name, &value.to_string());
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
