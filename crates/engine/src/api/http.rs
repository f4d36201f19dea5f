//! The HTTP client: its limits, and reading a body no further than they go.

use std::sync::Arc;
use std::time::Duration;

use farhand_core::CallError;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use rustls::ClientConfig;
use rustls::pki_types::CertificateDer;
use tokio::sync::OnceCell;
use url::Url;

use super::fault;
use crate::tls::{self, Trust};

/// Bytes in the longest answer that is read: a snapshot with some ten thousand sessions.
const ANSWER_BYTES: usize = 32 * 1024 * 1024;
/// How long a connection stays open without use.
const IDLE: Duration = Duration::from_secs(30);

/// One client for addresses with TLS and one for those without, each made when needed first.
pub(crate) struct Http {
    timeout: Duration,
    trust: Trust,
    plain: OnceCell<Client>,
    secure: OnceCell<Client>,
}

impl Http {
    pub fn new(timeout: Duration, extra_roots: Vec<CertificateDer<'static>>) -> Self {
        Self { timeout, trust: Trust::new(extra_roots), plain: OnceCell::new(), secure: OnceCell::new() }
    }

    /// The client for an address.
    pub async fn client(&self, url: &Url) -> Result<&Client, CallError> {
        if url.scheme() == "https" {
            let make = || async { self.make((*self.tls().await?).clone()) };
            self.secure.get_or_try_init(make).await
        } else {
            self.plain.get_or_try_init(|| async { self.make(tls::nobody()) }).await
        }
    }

    /// How to speak TLS.
    pub async fn tls(&self) -> Result<Arc<ClientConfig>, CallError> {
        self.trust.config().await
    }

    /// HTTP/1.1: a request that gets no answer takes its connection with it, so that no later one
    /// waits on a dead line.
    fn make(&self, tls: ClientConfig) -> Result<Client, CallError> {
        Client::builder()
            .tls_backend_preconfigured(tls)
            .http1_only()
            .timeout(self.timeout)
            .pool_idle_timeout(IDLE)
            .redirect(Policy::none())
            .no_proxy()
            .user_agent(concat!("farhand/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|e| fault::unanswered(&e))
    }
}

/// What came back.
pub(super) struct Reply {
    pub status: u16,
    pub body: Vec<u8>,
}

/// Reads an answer to its end.
pub(super) async fn read(mut response: Response) -> Result<Reply, CallError> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|e| fault::unanswered(&e))? {
        if body.len() + chunk.len() > ANSWER_BYTES {
            return Err(CallError::Unreachable("the answer is longer than any the appliance gives".into()));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Reply { status: response.status().as_u16(), body })
}
