//! The HTTP client: its limits, and reading an answer no further than they go.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder, Response};
use rustls::ClientConfig;

use super::Fault;

/// From a request to the last byte of its answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a connection stays open without use.
const IDLE: Duration = Duration::from_secs(30);
/// Bytes in the longest answer: an agreement's text.
const LONGEST: usize = 1024 * 1024;

/// HTTP/1.1, so that a request without an answer takes its connection with it.
pub fn client(tls: ClientConfig) -> Result<Client, Fault> {
    built(plain(tls).timeout(PATIENCE))
}

/// The same for contents, which take as long as they take. Whoever uses it sees to it that something moves.
pub fn carrier(tls: ClientConfig) -> Result<Client, Fault> {
    built(plain(tls).connect_timeout(PATIENCE))
}

fn plain(tls: ClientConfig) -> ClientBuilder {
    Client::builder()
        .tls_backend_preconfigured(tls)
        .http1_only()
        .pool_idle_timeout(IDLE)
        .redirect(Policy::none())
        .user_agent(concat!("farhand-client/", env!("CARGO_PKG_VERSION")))
}

fn built(builder: ClientBuilder) -> Result<Client, Fault> {
    builder.build().map_err(|error| Fault::unanswered(&error))
}

/// Reads an answer to its end.
pub async fn read(mut response: Response) -> Result<Vec<u8>, Fault> {
    let status = response.status();
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| Fault::unanswered(&error))? {
        if body.len() + chunk.len() > LONGEST {
            return Err(Fault::Unreachable("the answer is longer than any the appliance gives".into()));
        }
        body.extend_from_slice(&chunk);
    }
    if status.is_success() { Ok(body) } else { Err(Fault::refused(status.as_u16(), &body)) }
}
