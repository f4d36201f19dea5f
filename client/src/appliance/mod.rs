//! The appliance, as the device speaks to it: a few requests, one live connection, and a stream for
//! each viewer.

mod fault;
mod http;
mod socket;
mod trust;
mod uploads;

use std::sync::Arc;
use std::time::Duration;

use farhand_protocol::capability::{CustomerAnswer, Which};
use farhand_protocol::device::{Attach, Attached, DeviceKey, DeviceOffer};
use farhand_protocol::info::NewReading;
use farhand_protocol::limits::{BODY_BYTES, LIVE_FRAME_BYTES};
use rustls::ClientConfig;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use url::Url;

pub use fault::Fault;
pub use socket::Socket;
pub use trust::{Trust, trusted};
pub use uploads::{Content, Incoming, NotDone, Reached};

/// Bytes in the longest live frame that is read: a request about files with all of its paths, and room.
const LIVE_BYTES: usize = BODY_BYTES + 16 * LIVE_FRAME_BYTES;
/// For how long an answer to a code or key is waited for: where others guess at them, everybody stands in
/// line for up to half a minute.
const IN_LINE: Duration = Duration::from_secs(40);
/// Bytes of a message that a viewer sends: a pasted text is the longest.
const SCREEN_BYTES: usize = farhand_rfb::limits::CLIPBOARD_BYTES as usize + 64 * 1024;

/// An appliance, before or after the device has attached. Clones share their connections.
#[derive(Clone)]
pub struct Appliance {
    base: Url,
    http: reqwest::Client,
    /// For contents: it waits for as long as something moves.
    carrier: reqwest::Client,
    tls: Arc<ClientConfig>,
    token: Option<Arc<str>>,
}

impl Appliance {
    /// The appliance at this address. Does not connect yet.
    ///
    /// # Errors
    /// When the address is none, or no HTTP client can be made.
    pub fn new(site: &Url, trust: &Trust) -> Result<Self, Fault> {
        let mut base = site.clone();
        if !matches!(base.scheme(), "https" | "http") || base.host_str().is_none() {
            return Err(Fault::Unreachable("the address must begin with https:// or http://".into()));
        }
        base.set_path(site.path().trim_end_matches('/'));
        base.set_query(None);
        base.set_fragment(None);
        let tls = trust.config();
        let http = http::client((*tls).clone())?;
        let carrier = http::carrier((*tls).clone())?;
        Ok(Self { base, http, carrier, tls, token: None })
    }

    /// The same appliance, with the device's token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.into()), ..self.clone() }
    }

    /// What has to be asked before a session key starts a session.
    ///
    /// # Errors
    /// When there is no answer, or it is no.
    pub async fn offer(&self, key: &str) -> Result<DeviceOffer, Fault> {
        self.knock("/device/key", &DeviceKey { key: key.to_owned() }).await
    }

    /// Attaches. Where the answer is lost, or none, it is asked for once more: codes and keys are good
    /// once, but for the same request.
    ///
    /// # Errors
    /// When there is no answer, or it is no.
    pub async fn attach(&self, attach: &Attach) -> Result<Attached, Fault> {
        match self.knock("/device/attach", attach).await {
            Err(Fault::Unreachable(_)) if attach.id.is_some() => self.knock("/device/attach", attach).await,
            answered => answered,
        }
    }

    /// Answers a question.
    ///
    /// # Errors
    /// When there is no answer, or it is no.
    pub async fn answer(&self, answer: &CustomerAnswer) -> Result<(), Fault> {
        self.tell("/device/answer", answer).await
    }

    /// Takes a permission back.
    ///
    /// # Errors
    /// When there is no answer, or it is no.
    pub async fn withdraw(&self, which: &Which) -> Result<(), Fault> {
        self.tell("/device/withdraw", which).await
    }

    /// Tells a reading of system information.
    ///
    /// # Errors
    /// When there is no answer, or it is no.
    pub async fn tell_info(&self, reading: &NewReading) -> Result<(), Fault> {
        self.tell("/device/info", reading).await
    }

    /// Leaves the session. The token is void then.
    ///
    /// # Errors
    /// When there is no answer, or it is no.
    pub async fn leave(&self) -> Result<(), Fault> {
        self.tell("/device/leave", &json!({})).await
    }

    /// Opens the live connection.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn live(&self) -> Result<Socket, Fault> {
        self.open("/device/live", LIVE_BYTES).await
    }

    /// Opens a viewer's stream.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn screen(&self, stream: u64) -> Result<Socket, Fault> {
        self.open(&format!("/device/screen/{stream}"), SCREEN_BYTES).await
    }

    async fn open(&self, path: &str, longest: usize) -> Result<Socket, Fault> {
        socket::open(self.url(path), self.token.as_deref(), self.tls.clone(), longest).await
    }

    /// Comes with a code or key.
    async fn knock<T: DeserializeOwned>(&self, path: &str, body: &impl Serialize) -> Result<T, Fault> {
        let answer = self.send(self.http.post(self.url(path)).json(body).timeout(IN_LINE)).await?;
        serde_json::from_slice(&answer).map_err(|error| {
            tracing::warn!(category = ?error.classify(), "an answer does not parse");
            Fault::Unreachable("the answer is not one that the appliance gives".into())
        })
    }

    async fn tell(&self, path: &str, body: &impl Serialize) -> Result<(), Fault> {
        self.send(self.http.post(self.url(path)).json(body)).await.map(drop)
    }

    async fn send(&self, mut request: reqwest::RequestBuilder) -> Result<Vec<u8>, Fault> {
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let response = request.send().await.map_err(|error| Fault::unanswered(&error))?;
        http::read(response).await
    }

    fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        url
    }
}
