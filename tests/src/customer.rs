//! Somebody with a browser on the portal.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use farhand_protocol::capability::{Capability, CustomerAnswer, Which};
use farhand_protocol::chat::{Entry, NewMessage};
use farhand_protocol::portal::{CustomerView, PortalFrame};
use farhand_protocol::{ApiError, ClientId, SessionId};
use futures_util::{SinkExt, StreamExt};
use reqwest::header::{CONTENT_TYPE, COOKIE, ORIGIN, SET_COOKIE};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use rustls::{ClientConfig, RootCertStore};
use serde::Serialize;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::site::ISSUE;
use crate::{SOON, Site};

/// How pages send their forms.
const FORM: &str = "application/x-www-form-urlencoded";

/// How sending a message ended.
#[derive(Debug)]
pub enum Said {
    /// The appliance has it, as this entry.
    Acknowledged(Entry),
    /// The appliance refuses it.
    Refused(ApiError),
    /// Nobody knows: it is to be sent again.
    Unknown,
}

/// Somebody with a browser that knows the session's cookie.
pub struct Customer {
    http: Client,
    base: String,
    cookie: String,
}

impl Customer {
    /// Goes through the portal to the queue of the issue "My phone does not work". Later requests
    /// go to `address` too, which may be a proxy's.
    ///
    /// # Errors
    /// When a page answers something unexpected.
    pub async fn begin(address: SocketAddr, name: &str) -> Result<Self> {
        Self::begin_with(address, ISSUE, name).await
    }

    /// The same with another issue.
    ///
    /// # Errors
    /// When a page answers something unexpected.
    pub async fn begin_with(address: SocketAddr, issue: &str, name: &str) -> Result<Self> {
        let mut customer = Self::at(address)?;
        let issue = customer.get(&format!("/issue/{issue}")).await?;
        customer.enter(&issue, name).await?;
        Ok(customer)
    }

    /// Follows an invitation's link, looks at its page, and starts in the browser.
    ///
    /// # Errors
    /// When the link is over, or a page answers something unexpected.
    pub async fn invited(address: SocketAddr, link: &str, name: &str) -> Result<Self> {
        let mut customer = Self::at(address)?;
        let (_, secret) = link.rsplit_once("/i/").context("no link of an invitation")?;
        let path = format!("/i/{secret}");
        let page = customer.get(&path).await?;
        ensure!(page.status() == 200, "the invitation's page answers {}", page.status());
        let started = customer.post(&path, FORM, "with=browser".to_owned()).await?;
        customer.enter(&started, name).await?;
        Ok(customer)
    }

    fn at(address: SocketAddr) -> Result<Self> {
        let http = Client::builder()
            .redirect(Policy::none())
            .timeout(Duration::from_secs(2))
            .tls_backend_preconfigured(no_tls()?)
            .no_proxy()
            .build()?;
        Ok(Self { http, base: format!("http://{address}"), cookie: String::new() })
    }

    /// Gives the name on the page after the choice of a way in.
    async fn enter(&mut self, chosen: &Response, name: &str) -> Result<()> {
        self.keep_cookie(chosen, "farhand_attempt")?;
        ensure!(self.get("/begin").await?.status() == 200, "the page for the name is not shown");
        let begun = self.post("/begin", FORM, format!("name={}&script=1", encoded(name)));
        self.keep_cookie(&begun.await?, "farhand_session")
    }

    fn keep_cookie(&mut self, response: &Response, name: &str) -> Result<()> {
        let prefix = format!("{name}=");
        let mut cookies =
            response.headers().get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
        let found = cookies.find(|cookie| cookie.starts_with(&prefix));
        let cookie = found.with_context(|| format!("no cookie {name} but {}", response.status()))?;
        self.cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        Ok(())
    }

    async fn get(&self, path: &str) -> reqwest::Result<Response> {
        self.http.get(format!("{}{path}", self.base)).header(COOKIE, &self.cookie).send().await
    }

    async fn post(&self, path: &str, kind: &str, body: String) -> reqwest::Result<Response> {
        self.http
            .post(format!("{}{path}", self.base))
            .header(COOKIE, &self.cookie)
            .header(ORIGIN, &self.base)
            .header(CONTENT_TYPE, kind)
            .body(body)
            .send()
            .await
    }

    /// Reaches the appliance at another address from now on.
    pub fn move_to(&mut self, address: SocketAddr) {
        self.base = format!("http://{address}");
    }

    /// The session, as the appliance knows it by the cookie.
    ///
    /// # Panics
    /// When the appliance does not know it.
    pub async fn session(&self, site: &Site) -> SessionId {
        let secret = self.cookie.split_once('=').map_or("", |(_, secret)| secret);
        let found = site.store().customer_session(secret).await.expect("the store answers");
        found.expect("the cookie is known")
    }

    /// The page at an address that the customer was given.
    ///
    /// # Errors
    /// When there is none.
    pub async fn page(&self, address: &str) -> Result<String> {
        Ok(self.http.get(address).send().await?.error_for_status()?.text().await?)
    }

    /// What the page shows.
    ///
    /// # Errors
    /// When it cannot be had.
    pub async fn view(&self) -> Result<CustomerView> {
        Ok(serde_json::from_slice(&self.get("/portal/api/session").await?.bytes().await?)?)
    }

    /// Sends a message once.
    pub async fn say(&self, message: &NewMessage) -> Said {
        let body = serde_json::to_string(message).expect("messages have a JSON form");
        let Ok(response) = self.post("/portal/api/messages", "application/json", body).await else {
            return Said::Unknown;
        };
        let success = response.status().is_success();
        let Ok(body) = response.bytes().await else { return Said::Unknown };
        if success {
            return serde_json::from_slice(&body).map_or(Said::Unknown, Said::Acknowledged);
        }
        match serde_json::from_slice::<ApiError>(&body) {
            Ok(error) if !error.retryable => Said::Refused(error),
            _ => Said::Unknown,
        }
    }

    /// Sends a message that must arrive at once.
    ///
    /// # Errors
    /// When it does not.
    pub async fn say_now(&self, client_id: &str, text: &str) -> Result<Entry> {
        let message = NewMessage { client_id: client_id.parse::<ClientId>()?, text: text.to_owned() };
        match self.say(&message).await {
            Said::Acknowledged(entry) => Ok(entry),
            other => bail!("the message was not taken: {other:?}"),
        }
    }

    /// Answers a question on the page; nothing refuses.
    ///
    /// # Errors
    /// When the appliance does not take it.
    pub async fn answer(&self, ask: u64, allow: Option<Capability>) -> Result<()> {
        self.click("answer", &CustomerAnswer { ask, allow, files: None, info: None }).await
    }

    /// Stops what was allowed, on the page.
    ///
    /// # Errors
    /// When the appliance does not take it.
    pub async fn withdraw(&self, what: Capability) -> Result<()> {
        self.click("withdraw", &Which { what }).await
    }

    async fn click(&self, what: &str, body: &impl Serialize) -> Result<()> {
        let path = format!("/portal/api/{what}");
        let response = self.post(&path, "application/json", serde_json::to_string(body)?).await?;
        ensure!(response.status() == 204, "{path}: {} {}", response.status(), response.text().await?);
        Ok(())
    }

    /// Opens the page's live connection after an entry.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub async fn live(&self, after: u64) -> Result<LiveView> {
        let address = self.base.replacen("http", "ws", 1);
        let mut request = format!("{address}/portal/api/live?after={after}").into_client_request()?;
        request.headers_mut().insert(COOKIE, self.cookie.parse()?);
        request.headers_mut().insert(ORIGIN, self.base.parse()?);
        let (socket, _) = tokio::time::timeout(SOON, connect_async(request)).await??;
        Ok(LiveView { socket, entries: Vec::new(), view: None })
    }
}

/// A TLS configuration that trusts nobody: loopback has none.
fn no_tls() -> Result<ClientConfig> {
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(ring).with_safe_default_protocol_versions()?;
    Ok(config.with_root_certificates(RootCertStore::empty()).with_no_client_auth())
}

fn encoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02x}")).collect()
}

/// The page's live connection with what it has shown so far.
pub struct LiveView {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    /// All entries that came.
    pub entries: Vec<Entry>,
    /// Where things stand.
    pub view: Option<CustomerView>,
}

impl LiveView {
    /// Takes frames until what is shown satisfies `enough`.
    ///
    /// # Errors
    /// When the connection ends first, or nothing of it comes in time.
    pub async fn until(&mut self, what: &str, enough: impl Fn(&Self) -> bool) -> Result<()> {
        let deadline = Instant::now() + SOON;
        while !enough(self) {
            let next = timeout_at(deadline, self.socket.next()).await;
            let message = next.with_context(|| format!("waited in vain: {what}; shown {:?}", self.view))?;
            match message.with_context(|| format!("the connection ended before: {what}"))?? {
                Message::Text(text) => self.take(serde_json::from_str(&text)?),
                Message::Ping(_) => self.socket.flush().await?,
                _ => {}
            }
        }
        Ok(())
    }

    fn take(&mut self, frame: PortalFrame) {
        match frame {
            PortalFrame::View { view } => self.view = Some(*view),
            PortalFrame::Entries { entries } => self.entries.extend(entries),
            PortalFrame::Typing { .. } | PortalFrame::ReadInfo { .. } | PortalFrame::WatchInfo { .. } => {}
        }
    }
}
